"""cxm beside polars, duckdb, pandas and numpy: one run, the same data, answers compared, CPU time.

    python benches/rivals/survey.py --rows 10000000 100000000 > benches/RESULTS.md

Every cell is the least CPU time (all threads) of several runs; each tool is given its best idiom known to us. cxm also gives the interval
and the counts of missing and invalid answers, which the others do not compute.
"""

import argparse
import gc
import importlib.metadata
import platform
import time

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import cxm

SHAPE = np.array([0, 1, 2, 3, 4, 5, 5, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10], dtype=np.uint8)


def cpu_ms(run, runs):
    """The least CPU time of a run in milliseconds, and what it gave."""
    result, least = run(), float("inf")
    gc.disable()
    for _ in range(runs):
        start = time.process_time()
        run()
        least = min(least, time.process_time() - start)
    gc.enable()
    return least * 1e3, result


def net(column):
    """The net score of a polars column as an expression."""
    return ((column >= 9).mean() - (column <= 6).mean()) * 100


def overall(scores, kind, valid):
    """Cases of one column: name, tool, run."""
    values = scores.astype({"u8": np.uint8, "i64": np.int64, "f64": np.float64}[kind])
    if valid is None:
        series = pl.Series("s", values)
    else:
        series = pl.DataFrame({"s": values, "v": valid}).select(pl.when("v").then("s").alias("s"))["s"]
    frame = series.to_frame()
    table = frame.to_arrow()
    name = f"overall {kind}" + ("" if valid is None else ", 10 % null")
    connection = duckdb.connect()
    connection.register("t", table)
    sql = "select 100.0 * (count(*) filter (s >= 9) - count(*) filter (s <= 6)) / count(s) from t"
    yield name, "cxm", lambda: cxm.nps(series).estimate
    yield name, "polars", lambda: frame.lazy().select(net(pl.col("s"))).collect().item()
    yield name, "duckdb", lambda: connection.execute(sql).fetchone()[0]
    if valid is None:
        yield name, "numpy", lambda: 100 * (np.count_nonzero(values >= 9) - np.count_nonzero(values <= 6)) / len(values)
        column = pd.Series(values)
        yield name, "pandas", lambda: 100 * ((column >= 9).mean() - (column <= 6).mean())


def grouped(scores, codes, days, groups, kind, month):
    """Cases by a column of `groups` values: the answer is the sum of the groups' scores."""
    names = np.array([f"region {group:04}" for group in range(groups)])
    frame = pl.DataFrame({"s": scores, "c": codes, "d": days})
    keys = pl.Series(names)[codes] if kind == "text" else frame["c"]
    if kind == "text":
        frame = frame.with_columns(g=keys)
    else:
        frame = frame.with_columns(g=pl.Series(names).gather(frame["c"]).cast(pl.Enum(list(names))))
    frame = frame.drop("c")
    name = f"by {groups} {kind}" + (" x month" if month else "")
    by = [pl.col("g")] + ([pl.col("d").dt.truncate("1mo")] if month else [])
    connection = duckdb.connect()
    connection.register("view", frame.to_arrow())
    connection.execute("create temp table t as select * from view")
    sql_by = "g, date_trunc('month', d)" if month else "g"
    sql = f"select {sql_by}, 100.0 * (count(*) filter (s >= 9) - count(*) filter (s <= 6)) / count(s) as e from t group by all"
    every = {"time": "d", "every": "month"} if month else {}
    yield name, "cxm", lambda: float(cxm.score(frame, "nps", "s", by=["g"], **every)["estimate"].sum())
    yield name, "polars", lambda: frame.lazy().group_by(by).agg(e=net(pl.col("s"))).collect()["e"].sum()
    yield name, "duckdb", lambda: float(connection.execute(sql).fetchnumpy()["e"].sum())
    if len(scores) <= 10_000_000 and not month:
        pandas = pd.DataFrame({"s": scores, "g": pd.Categorical.from_codes(codes, names) if kind == "Enum" else names[codes]})
        weighed = pandas.assign(n=np.where(scores >= 9, 100, np.where(scores <= 6, -100, 0)).astype(np.int16))
        yield name, "pandas", lambda: float(weighed.groupby("g", observed=True)["n"].mean().sum())
    if kind == "Enum" and not month:

        def by_numpy():
            counts = np.bincount(codes.astype(np.int64) * 11 + scores, minlength=groups * 11).reshape(groups, 11)
            return float((100 * (counts[:, 9:].sum(1) - counts[:, :7].sum(1)) / counts.sum(1)).sum())

        yield name, "numpy", by_numpy


def cases(rows):
    random = np.random.default_rng(1)
    scores = SHAPE[random.integers(0, 20, rows, dtype=np.uint8)]
    for kind in ("u8", "i64", "f64"):
        yield from overall(scores, kind, None)
        yield from overall(scores, kind, random.random(rows, dtype=np.float32) >= 0.1)
    days = np.datetime64("2023-01-01") + random.integers(0, 1096, rows, dtype=np.int32)
    for groups, kind, month in [(5, "Enum", False), (1000, "Enum", False), (5, "Enum", True), (5, "text", False), (1000, "text", False)]:
        codes = random.integers(0, groups, rows, dtype=np.uint16)
        yield from grouped(scores, codes, days, groups, kind, month)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="+", default=[10_000_000])
    arguments.add_argument("--runs", type=int, default=5)
    options = arguments.parse_args()
    tools = ["cxm", "polars", "duckdb", "pandas", "numpy"]
    versions = ", ".join(f"{tool} {importlib.metadata.version(tool)}" for tool in tools)
    with open("/proc/cpuinfo", encoding="ascii") as lines:
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    print("# Speed\n\nMade by `python benches/rivals/survey.py --rows", *options.rows, end="`: CPU milliseconds (all threads), least of ")
    print(f"{options.runs} runs.\n\n{model}, {platform.system()}, Python {platform.python_version()}, {versions}.")
    for rows in options.rows:
        print(f"\n## {rows:,} rows\n\n| case | {' | '.join(tools)} | best rival / cxm |\n|---|{'---|' * (len(tools) + 1)}")
        table, answers = {}, {}
        for case, tool, run in cases(rows):
            times = table.setdefault(case, {})
            times[tool], answer = cpu_ms(run, options.runs)
            expected = answers.setdefault(case, answer)
            assert abs(answer - expected) <= 1e-9 * max(1, abs(expected)), (case, tool, answer, expected)
        for case, times in table.items():
            ratio = min(value for tool, value in times.items() if tool != "cxm") / times["cxm"]
            shown = " | ".join(f"{times[tool]:.3g}" if tool in times else "" for tool in tools)
            print(f"| {case} | {shown} | {ratio:.2g} |")


if __name__ == "__main__":
    main()

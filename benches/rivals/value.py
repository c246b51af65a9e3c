#!/usr/bin/env python3
"""cxm beside polars, pandas, lifetimes and lifelines on customer value and survival: one run, the same data, answers compared, CPU time.

    python benches/rivals/value.py --rows 1000000
    python benches/rivals/value.py --alone 10000 100000 1000000
    python benches/rivals/value.py --memory

`--rows` are customers; transactions are ten times as many. `--alone` measures cxm by itself at several sizes, Cox's model at as many rows, too. Every cell is the least CPU time (all threads) of several runs; what takes a rival long is run once.
`--memory` (Linux) prints for each call the peak of the process beyond what it held before, over the bytes of the columns that are read; each in a process of its own, which made the call on few rows before.
Times are those of customers who leave at a constant rate and are watched for two years, in whole weeks ("ties") or not ("continuous").
"""

import argparse
import gc
import importlib.metadata
import platform
import subprocess
import sys
import warnings
from pathlib import Path

import lifelines
import lifetimes
import numpy as np
import pandas as pd
import polars as pl
from lifelines.statistics import logrank_test

import cxm
from cpu import cpu_ms, resident

PURCHASES = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}


def transactions(rows, random):
    """Purchases of a tenth as many customers within two years."""
    customers = random.integers(0, rows // 10, rows, dtype=np.uint32)
    days = np.datetime64("2024-01-01") + random.integers(0, 731, rows).astype("timedelta64[D]")
    return pl.DataFrame({"customer": customers, "day": days, "amount": random.gamma(2, 20, rows)})


def by_polars(frame):
    end = pl.lit(np.datetime64("2025-12-31")).cast(pl.Date)
    days = frame.lazy().group_by("customer", "day").agg(pl.col("amount").sum())
    first = pl.col("day").min()
    rows = days.group_by("customer").agg(
        frequency=pl.len() - 1,
        recency=(pl.col("day").max() - first).dt.total_days() / 7,
        T=(end - first).dt.total_days() / 7,
        monetary_value=(pl.col("amount").sum() - pl.col("amount").sort_by("day").first()) / (pl.len() - 1),
    )
    return rows.collect()["frequency"].sum()


def customers(rows, random):
    """Rows of customers as the BG/NBD has them, in days over one year."""
    rate = random.gamma(PURCHASES["r"], 1 / PURCHASES["alpha"], rows)
    drop = random.beta(PURCHASES["a"], PURCHASES["b"], rows)
    age = random.integers(182, 366, rows) / 7
    frequency, recency, clock = np.zeros(rows, dtype=np.int64), np.zeros(rows), np.zeros(rows)
    alive = np.ones(rows, dtype=bool)
    while alive.any():
        clock = np.where(alive, clock + random.exponential(1, rows) / np.maximum(rate, 1e-300), clock)
        alive &= clock <= age
        frequency, recency = frequency + alive, np.where(alive, np.ceil(clock * 7) / 7, recency)
        alive &= random.random(rows) >= drop
    return pd.DataFrame({"frequency": frequency, "recency": np.minimum(recency, age), "T": age})


def watched(rows, random, ties):
    leaves, watched = random.exponential(60, rows), random.uniform(0, 104, rows)
    times = np.minimum(leaves, watched)
    return (np.ceil(times) if ties else times + 1e-9), leaves <= watched


def cases(rows, cox_rows, pareto_rows):
    """Case, of how many, tool, times that it runs, and what runs; cxm first."""
    random = np.random.default_rng(11)
    bought = transactions(10 * rows, random)
    pandas = bought.to_pandas()
    case = "RFM", f"{10 * rows:,} transactions"
    yield *case, "cxm", 2, lambda: float(cxm.rfm(bought, "customer", "day", "amount", observation_end="2025-12-31")["frequency"].sum())
    yield *case, "polars", 2, lambda: float(by_polars(bought))

    def by_pandas():
        days = pandas.groupby(["customer", "day"], sort=False)["amount"].sum().reset_index()
        found = days.groupby("customer")["day"].agg(["count", "min", "max"])
        return float((found["count"] - 1).sum())

    yield *case, "pandas", 1, by_pandas
    known = customers(rows, random)
    many = f"{rows:,} customers"
    case = "BG/NBD fit", many
    fitter = lifetimes.BetaGeoFitter
    yield *case, "cxm", 2, lambda: cxm.BgNbd().fit(known, unit="week").params["r"]
    yield *case, "lifetimes", 1, lambda: float(fitter().fit(known["frequency"], known["recency"], known["T"]).params_["r"])
    some = known.head(pareto_rows)
    case = "Pareto/NBD fit", f"{len(some):,} customers"
    pareto = lifetimes.ParetoNBDFitter
    yield *case, "cxm", 2, lambda: cxm.ParetoNbd().fit(some, unit="week").params["r"]
    yield *case, "lifetimes", 1, lambda: float(pareto().fit(some["frequency"], some["recency"], some["T"]).params_["r"])
    case = "expected purchases", many
    ours, theirs = cxm.BgNbd.from_params(PURCHASES, unit="week"), fitter()
    theirs.params_ = pd.Series(PURCHASES)
    theirs.predict = theirs.conditional_expected_number_of_purchases_up_to_time
    yield *case, "cxm", 3, lambda: float(np.sum(ours.expected_purchases(39, known)["expected_purchases"]))
    yield *case, "lifetimes", 2, lambda: float(np.sum(theirs.predict(39, known["frequency"], known["recency"], known["T"])))
    for kind in ("ties", "continuous"):
        times, events = watched(rows, random, kind == "ties")
        case = f"Kaplan-Meier, {kind}", many
        yield *case, "cxm", 3, lambda times=times, events=events: cxm.kaplan_meier(times, events).survival_at(26).estimate
        yield *case, "lifelines", 1, lambda times=times, events=events: float(lifelines.KaplanMeierFitter().fit(times, events).predict(26))
    group = random.integers(0, 2, rows)
    case = "log-rank of two, continuous", many
    yield *case, "cxm", 3, lambda: cxm.log_rank(times, events, group).statistic
    yield *case, "lifelines", 1, lambda: logrank_test(times[group == 0], times[group == 1], events[group == 0], events[group == 1]).test_statistic
    rows = cox_rows
    times, events = watched(rows, random, True)
    frame = pd.DataFrame({f"x{place}": random.normal(size=rows) for place in range(5)}).assign(time=times, event=events)
    case = "Cox of 5, ties", f"{rows:,} customers"
    names = [f"x{place}" for place in range(5)]
    yield *case, "cxm", 2, lambda: cxm.CoxPh().fit(frame, "time", "event", names).log_likelihood
    yield *case, "lifelines", 1, lambda: float(lifelines.CoxPHFitter().fit(frame, "time", "event").log_likelihood_)


def first(frame, rows):
    """The first so many rows; of a frame with no more the frame itself, which pandas' head copies."""
    return frame if rows >= len(frame) else frame.head(rows)


def memory_cases(rows):
    """Of each call the bytes of the columns that it reads, and what makes it of the first so many rows."""
    random = np.random.default_rng(11)
    times, events = watched(rows, random, False)
    group = random.integers(0, 2, rows)
    whole = np.ceil(times)

    def rfm():
        bought = transactions(10 * rows, random)
        return bought.estimated_size(), lambda n: cxm.rfm(first(bought, n), "customer", "day", "amount", observation_end="2025-12-31")

    def known():
        frame = customers(rows, random)
        return frame, 24 * rows

    def fit(model):
        frame, size = known()
        return size, lambda n: model().fit(first(frame, n), unit="week")

    def predict():
        frame, size = known()
        model = cxm.BgNbd.from_params(PURCHASES, unit="week")
        return size, lambda n: model.expected_purchases(39, first(frame, n))

    def cox():
        names = [f"x{place}" for place in range(5)]
        frame = pd.DataFrame({name: random.normal(size=rows) for name in names}).assign(time=whole, event=events)
        return 49 * rows, lambda n: cxm.CoxPh().fit(first(frame, n), "time", "event", names)

    return {
        "expected purchases, 1,000,000 customers": predict,
        "BG/NBD fit, 1,000,000 customers": lambda: fit(cxm.BgNbd),
        "Pareto/NBD fit, 1,000,000 customers": lambda: fit(cxm.ParetoNbd),
        "RFM, 10,000,000 transactions": rfm,
        "Cox of 5, ties, 1,000,000 customers": cox,
        "Kaplan-Meier, ties, 1,000,000 customers": lambda: (9 * rows, lambda n: cxm.kaplan_meier(whole[:n], events[:n]).survival_at(26)),
        "Kaplan-Meier, continuous, 1,000,000 customers": lambda: (9 * rows, lambda n: cxm.kaplan_meier(times[:n], events[:n]).survival_at(26)),
        "log-rank of two, continuous, 1,000,000 customers": lambda: (17 * rows, lambda n: cxm.log_rank(times[:n], events[:n], group[:n])),
    }


def memory(case):
    """One case in this process; all of them, each in its own."""
    if case == "all":
        print("| case | input MB | peak beyond it MB | of which it keeps, with its answer | peak / input |\n|---|---|---|---|---|", flush=True)
        for name in memory_cases(1_000):
            subprocess.run([sys.executable, __file__, "--memory", name], check=True)
        return

    size, run = memory_cases(1_000_000)[case]()
    run(3_000)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak
    before = resident()
    answer = run(10_000_000)
    peak, after = resident("VmHWM") - before, resident() - before
    del answer  # held until here: it counts as kept
    print(f"| {case} | {size / 1e6:.0f} | {peak / 1e6:.0f} | {after / 1e6:.0f} | {peak / size:.1f} |", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--cox-rows", type=int, default=100_000)
    arguments.add_argument("--pareto-rows", type=int, default=100_000)
    arguments.add_argument("--alone", type=int, nargs="+")
    arguments.add_argument("--memory", nargs="?", const="all")
    given = arguments.parse_args()
    rows = given.rows
    warnings.simplefilter("ignore")
    if given.memory:
        return memory(given.memory)
    if given.alone:
        return alone(given.alone)
    tools = ["cxm", "polars", "pandas", "lifetimes", "lifelines"]
    versions = ", ".join(f"{tool} {importlib.metadata.version(tool)}" for tool in tools)
    print(f"## Customer value and survival\n\n{platform.system()}, Python {platform.python_version()}, {versions}. CPU ms.\n")
    print(f"| case | {' | '.join(tools)} | best rival / cxm |\n|---|{'---|' * (len(tools) + 1)}")
    line, answers = {}, {}
    for case, many, tool, runs, run in cases(rows, given.cox_rows, given.pareto_rows):
        if tool == "cxm" and line:
            show(line, tools)
            line, answers = {}, {}
        line["name"] = f"{case}, {many}"
        line[tool], answers[tool] = cpu_ms(run, runs)
        # lifetimes stops its search where the fourth digit stands.
        if not np.isclose(answers[tool], answers["cxm"], rtol=1e-3 if "fit" in case else 1e-6):
            raise SystemExit(f"{case}: cxm gives {answers['cxm']}, {tool} {answers[tool]}")
    show(line, tools)


def alone(sizes):
    """cxm by itself: how the time grows with the rows."""
    found = {}
    for rows in sizes:
        for case, _, tool, runs, run in cases(rows, rows, rows):
            if tool == "cxm":
                found.setdefault(case, []).append(f"{cpu_ms(run, runs)[0]:.3g}")
    print(f"| CPU ms by customers | {' | '.join(f'{rows:,}' for rows in sizes)} |\n|---|{'---|' * len(sizes)}")
    for case, cells in found.items():
        print(f"| {case} | {' | '.join(cells)} |")


def show(line, tools):
    best = min(line[tool] for tool in tools[1:] if tool in line)
    cells = [f"{line[tool]:.3g}" if tool in line else "" for tool in tools]
    print(f"| {line['name']} | {' | '.join(cells)} | {best / line['cxm']:.2g} |", flush=True)


if __name__ == "__main__":
    main()

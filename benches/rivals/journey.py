"""cxm beside polars and duckdb on event logs: one run, the same data, answers compared, CPU time.

    python benches/rivals/journey.py --events 1000000 10000000

Columns of text or of dictionary codes come in from polars; every cell is the least CPU time (all threads) of several runs. polars has two
idioms: a sort by customer and time, and, where the rows stand in order of time as these do, a stable sort by customer alone. chdb,
pm4py and ChannelAttribution are run where they are installed; none of them is needed.
"""

import argparse
import ctypes
import gc
import importlib.metadata
import importlib.util
import platform
import time

import duckdb
import numpy as np
import polars as pl

import cxm
from cpu import cpu_ms, resident

TOUCHPOINTS = [f"touchpoint {place:02}" for place in range(20)]
STEPS = TOUCHPOINTS[:5]
DAY = 86_400_000_000
WEEK = 7 * DAY
START = 1_767_225_600_000_000  # 2026-01-01


def events(rows, kind):
    """Events of a tenth as many customers, each within two weeks of its own beginning, in order of time; early touchpoints are the frequent ones."""
    random = np.random.default_rng(7)
    customers = random.integers(0, rows // 10, rows, dtype=np.uint32)
    touchpoints = np.minimum(random.exponential(4, rows), 19).astype(np.uint8)
    begins = random.integers(START, START + 76 * DAY, rows // 10)
    times = begins[customers] + random.integers(0, 14 * DAY, rows)
    order = np.argsort(times, kind="stable")
    customers, touchpoints, times = customers[order], touchpoints[order], times[order]
    frame = pl.DataFrame({"customer": customers, "moment": times}).with_columns(pl.col("moment").cast(pl.Datetime("us", "UTC")))
    names = pl.Series(TOUCHPOINTS).gather(touchpoints)
    frame = frame.with_columns(touchpoint=names if kind == "text" else names.cast(pl.Enum(TOUCHPOINTS)))
    return frame.with_columns(customer=pl.format("customer {}", "customer")) if kind == "text" else frame


def build(frame):
    return cxm.EventLog(frame, customer="customer", touchpoint="touchpoint", time="moment")


def flow(frame):
    """How many steps there are of each kind, as polars counts them on a sorted frame."""
    same = pl.col("customer") == pl.col("customer").shift(-1)
    return frame.lazy().select("touchpoint", next=pl.col("touchpoint").shift(-1), same=same).filter("same").group_by("touchpoint", "next").len().collect()


FLOW = """select touchpoint, following, count(*) as n
    from (select touchpoint, lead(touchpoint) over (partition by customer order by moment) as following from t) where following is not null group by touchpoint, following"""


def connected(frame):
    connection = duckdb.connect()
    connection.register("view", frame.to_arrow())
    connection.execute("create temp table t as select * from view")
    return connection


def building(frame, kind, in_order=True):
    """Sort and count what follows what: from the columns as they come, in order of time or shuffled."""
    name = f"build + flow, {kind}" + ("" if in_order else ", rows in any order")
    frame = frame if in_order else frame.sample(fraction=1, shuffle=True, seed=7)
    connection = connected(frame)
    yield name, "cxm", lambda: int(build(frame).directly_follows()["n"].sum())
    yield name, "polars sort", lambda: int(flow(frame.sort("customer", "moment"))["len"].sum())
    if in_order:
        yield name, "polars stable", lambda: int(flow(frame.sort("customer", maintain_order=True))["len"].sum())
    yield name, "duckdb", lambda: int(connection.execute(f"select sum(n) from ({FLOW})").fetchone()[0])
    if in_order and importlib.util.find_spec("pm4py") and len(frame) <= 10_000_000:
        import pm4py

        pandas = frame.to_pandas().astype({"customer": str, "touchpoint": str})

        def by_pm4py():
            log = pm4py.format_dataframe(pandas, case_id="customer", activity_key="touchpoint", timestamp_key="moment")
            return sum(pm4py.discover_dfg(log)[0].values())

        yield name, "pm4py", by_pm4py


def asof_funnel(ordered):
    """Five steps within seven days: from each first step the next second one, and so on; customers who get to each. As a chain of joins on time."""
    first = ordered.filter(pl.col("touchpoint") == STEPS[0]).select("customer", "moment", start="moment")
    counts = [first["customer"].n_unique()]
    reached = first
    for step in STEPS[1:]:
        # An event fills one step only: the next comes later.
        events = ordered.filter(pl.col("touchpoint") == step).select("customer", "moment", then="moment")
        reached = reached.with_columns(moment=pl.col("moment")).sort("moment")
        found = reached.join_asof(events.sort("moment"), on="moment", by="customer", strategy="forward", allow_exact_matches=True, check_sortedness=False)
        reached = found.filter(pl.col("then") - pl.col("start") <= pl.duration(microseconds=WEEK)).select("customer", "start", moment="then")
        counts.append(reached["customer"].n_unique())
    return counts


def funnels(frame, log):
    name = "funnel, 5 steps, 7 days"
    ordered = frame.sort("customer", "moment")
    connection = connected(ordered)

    def by_cxm():
        return log.funnel(STEPS, within="P7D", incomplete="count")["n"].to_list()

    def by_duckdb():
        counts = []
        sql = f"select customer, moment as start, moment from t where touchpoint = '{STEPS[0]}'"
        for step in STEPS[1:]:
            counts.append(f"(select count(distinct customer) from ({sql}))")
            sql = f"select r.customer, r.start, e.moment from ({sql}) r asof join (select customer, moment from t where touchpoint = '{step}') e on r.customer = e.customer and r.moment <= e.moment where e.moment - r.start <= interval 7 day"
        counts.append(f"(select count(distinct customer) from ({sql}))")
        # One chain, counted at its end; the counts on the way would each run it again.
        return connection.execute(f"select {counts[-1]}").fetchone()[0]

    yield name, "cxm", lambda: by_cxm()[-1]
    yield name, "polars", lambda: asof_funnel(ordered)[-1]
    yield name, "duckdb", by_duckdb
    if importlib.util.find_spec("chdb"):
        from chdb import session

        held = session.Session()
        held.query("create table t (customer UInt32, touchpoint LowCardinality(String), moment UInt64) engine = Memory")
        arrow = ordered.with_columns(pl.col("touchpoint").cast(pl.String), pl.col("moment").cast(pl.Int64).cast(pl.UInt64)).to_arrow()  # noqa: F841
        held.query("insert into t select customer, touchpoint, moment from Python(arrow)")
        steps = ", ".join(f"touchpoint = '{step}'" for step in STEPS)
        sql = f"select countIf(level >= 5) from (select windowFunnel({WEEK})(moment, {steps}) as level from t group by customer)"
        yield name, "chdb", lambda: int(str(held.query(sql)))
    yield f"{name}, built too", "cxm", lambda: build(frame).funnel(STEPS, within="P7D", incomplete="count")["n"].to_list()[-1]
    yield f"{name}, built too", "polars", lambda: asof_funnel(frame)[-1]
    yield f"{name}, built too", "duckdb", by_duckdb


def variants(frame, log):
    ordered = frame.sort("customer", "moment")
    paths = ordered.lazy().group_by("customer", maintain_order=False).agg(path=pl.col("touchpoint")).group_by("path").agg(n=pl.len())
    yield "variants, the 100 most frequent", "cxm", lambda: int(log.variants(top=100)["n"].sum())
    yield "variants, the 100 most frequent", "polars", lambda: int(paths.top_k(100, by="n").collect()["n"].sum())
    yield "variants, all", "cxm", lambda: (lambda table: (len(table), int(table["n"].max())))(log.variants())
    yield "variants, all", "polars", lambda: (lambda table: (len(table), int(table["n"].max())))(paths.collect())


def retention(frame, log):
    name = "retention by week"
    connection = connected(frame)

    def by_cxm():
        table = log.retention("week")
        return int(table["active"].sum())

    def by_polars():
        week = pl.col("moment").dt.truncate("1w")
        seen = frame.lazy().select("customer", week=week).with_columns(cohort=pl.col("week").min().over("customer"))
        return int(seen.unique().group_by("cohort", "week").agg(active=pl.len()).collect()["active"].sum())

    def by_polars_sorted():
        week = pl.col("moment").dt.truncate("1w")
        one = ordered.lazy().select("customer", week=week)
        first = pl.col("customer") != pl.col("customer").shift(1)
        new = first | (pl.col("week") != pl.col("week").shift(1))
        seen = one.with_columns(is_first=first.fill_null(True), is_new=new.fill_null(True)).filter("is_new")
        seen = seen.with_columns(cohort=pl.when("is_first").then("week").forward_fill())
        return int(seen.group_by("cohort", "week").len().collect()["len"].sum())

    def by_duckdb():
        sql = "with w as (select distinct customer, date_trunc('week', moment) as week from t), c as (select customer, min(week) as cohort from w group by customer) "
        return int(connection.execute(sql + "select sum(n) from (select cohort, week, count(*) as n from w join c using (customer) group by all)").fetchone()[0])

    ordered = frame.sort("customer", "moment")
    yield name, "cxm", by_cxm
    yield name, "polars", by_polars
    yield name, "polars stable", by_polars_sorted
    yield name, "duckdb", by_duckdb


def attribution(rows):
    """Markov's removal effects over paths of ten touches, from their texts."""
    random = np.random.default_rng(3)
    touches = random.integers(0, 12, (rows, 10))
    paths = [" > ".join(f"c{place}" for place in row) for row in touches.tolist()]
    conversions = (random.random(rows) < 0.2).astype(np.int64)
    given = {"path": paths, "conversions": conversions.tolist(), "nulls": (1 - conversions).tolist()}
    frame = pl.DataFrame(given)
    for order in (1, 2, 3):
        name = f"Markov {order}, {rows:,} paths"
        yield name, "cxm", lambda order=order: round(float(cxm.attribution(frame, nulls="nulls", method="markov", order=order, bootstrap=0)["conversions"].sum()))
        if importlib.util.find_spec("ChannelAttribution"):
            import ChannelAttribution

            pandas = frame.to_pandas()
            yield name, "ChannelAttribution", lambda order=order: round(
                float(ChannelAttribution.markov_model(pandas, "path", "conversions", var_null="nulls", order=order)["total_conversions"].sum())
            )


def memory(rows):
    """Bytes an event that a log holds (Linux): what is resident after it was built, less what was before."""

    def settled():
        gc.collect()
        ctypes.CDLL("libc.so.6").malloc_trim(0)  # what was freed would count as there
        time.sleep(3)  # polars gives back after a while
        return resident()

    frame = events(rows, "Enum")
    build(frame.head(1_000))
    before = settled()
    log = build(frame)
    return (settled() - before) / log.n_events


def alone(rows):
    """cxm by itself, where the others would take minutes: how its costs grow."""
    frame = events(rows, "Enum")
    yield "build", "cxm", lambda: build(frame).n_events
    log = build(frame)
    yield "flow with times", "cxm", lambda: int(log.directly_follows()["n"].sum())
    yield "funnel, 5 steps, 7 days", "cxm", lambda: log.funnel(STEPS, within="P7D")["n"].to_list()[-1]
    yield "variants, the 100 most frequent", "cxm", lambda: int(log.variants(top=100)["n"].sum())
    yield "retention by week", "cxm", lambda: int(log.retention("week")["active"].sum())


def cases(rows):
    for kind in ("Enum", "text"):
        frame = events(rows, kind)
        yield from building(frame, kind)
        if kind == "Enum":
            yield from building(frame, kind, in_order=False)
            log = build(frame)
            for measure in (funnels, variants, retention):
                yield from measure(frame, log)
            del log
        del frame
    yield from attribution(rows // 10)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, nargs="+", default=[1_000_000, 10_000_000])
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--alone", action="store_true", help="cxm without the others")
    options = arguments.parse_args()
    tools = ["cxm", "polars", "duckdb", *(tool for tool in ("chdb", "pm4py", "ChannelAttribution") if importlib.util.find_spec(tool))]
    columns = ["cxm", "polars sort", "polars stable", "polars", *tools[2:]]
    versions = ", ".join(f"{tool} {importlib.metadata.version(tool)}" for tool in tools)
    print(f"{platform.system()}, Python {platform.python_version()}, {versions}.")
    for rows in options.events:
        print(f"\n### {rows:,} events, {memory(rows):.1f} bytes an event\n\n| case | {' | '.join(columns)} | best rival / cxm |\n|---|{'---|' * (len(columns) + 1)}")
        table, answers = {}, {}
        for case, tool, run in (alone if options.alone else cases)(rows):
            times = table.setdefault(case, {})
            times[tool], answer = cpu_ms(run, options.runs)
            expected = answers.setdefault(case, answer)
            assert tool == "ChannelAttribution" or answer == expected, (case, tool, answer, expected)
        for case, times in table.items():
            rivals = [value for tool, value in times.items() if tool != "cxm"]
            ratio = f"{min(rivals) / times['cxm']:.2g}" if rivals else ""
            shown = " | ".join(f"{times[tool]:.3g}" if tool in times else "" for tool in columns)
            print(f"| {case} | {shown} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()

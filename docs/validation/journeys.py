#!/usr/bin/env python3
"""Writes docs/validation/journeys.md: event logs and paths that others have published numbers of, and ours beside theirs.

    python docs/validation/journeys.py FOLDER        with cxm installed

FOLDER holds running-example.xes, receipt.xes.gz and repairExample.xes.gz (tests/input_data of pm4py) and ChannelAttribution_PathData.csv (the data
set PathData of that R package). They are not in this repository, since their licences are not ours; journeys.json has what others read from them.
A number outside its tolerance stops the making.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import cxm

HERE = Path(__file__).resolve().parent
EXACT, SKETCH = 1e-9, 0.008  # additions in another order; medians of a sketch, whose relative error is stated
# The paths of the running example are one customer's each, so none is the most frequent: pm4py's flow is this one.
FIRST = ["register request", "examine thoroughly", "check ticket", "decide", "reject request"]
ALSO = {"running-example", "receipt"}  # which r4pm was asked about
FILES = {"running-example": "running-example.xes", "receipt": "receipt.xes.gz", "repairExample": "repairExample.xes.gz"}
HEAD = """<!-- Made by docs/validation/journeys.py. -->
# Journeys: numbers of others on public logs

The logs are not in this repository, so `.ci/regenerate` does not make this page; `docs/validation/journeys.py FOLDER` does, and says what FOLDER holds. A number outside its tolerance stops it. Counts have to be equal. Means, least and greatest times and fitness agree to 1e-9;
medians of times between two touchpoints come from a sketch, which is right within 0.8 %. Where one number stands for a row it is shown.
"""


class Lines:
    """The rows of a table, each with its largest difference."""

    def __init__(self) -> None:
        self.rows: list[str] = []

    def add(self, what: str, theirs: object, ours: object, tolerance: float = 0.0) -> None:
        a, b = (list(each) if isinstance(each, (list, tuple)) else [each] for each in (theirs, ours))
        if len(a) != len(b):
            raise SystemExit(f"{what}: {len(b)} numbers, theirs are {len(a)}")
        worst = max((abs(x - y) / abs(x) if x else abs(y) for x, y in zip(a, b)), default=0.0)
        if worst > tolerance:
            raise SystemExit(f"{what}: off by {worst}: {b}, theirs {a}")
        shown = "none" if worst == 0 else "below 1e-12" if worst < 1e-12 else f"below {worst * 1.0001:.0e}" if worst < 1e-4 else f"{100 * worst:.2f} %"
        one = [f"{a[0]:.12g}", f"{b[0]:.12g}"] if len(a) == 1 else ["", ""]
        self.rows.append(f"| {what} | {len(a):,} | {one[0]} | {one[1]} | {shown} |")

    def table(self) -> str:
        return "\n".join(["| what | numbers | theirs | ours | largest difference |", "|---|---:|---:|---:|---|", *self.rows, ""])


def column(table: cxm.Table, name: str, *keys: str) -> list[float]:
    """A column in the order of the names, as theirs is."""
    return [row[name] for row in sorted(table.to_dicts(), key=lambda row: tuple(row[key] for key in keys))]


def log_of(path: Path, name: str, theirs: dict) -> str:
    log, lines = cxm.EventLog.read_xes(path), Lines()
    lines.add("events, customers, different paths", [theirs[key] for key in ("events", "cases", "variants")], [log.n_events, log.n_customers, len(log.variants())])
    flow = log.directly_follows()
    lines.add("what directly follows what", theirs["dfg"], column(flow, "n", "source", "target"))
    for measure, tolerance in (("mean", EXACT), ("min", EXACT), ("max", EXACT), ("median", SKETCH)):
        ours = column(flow, f"{measure}_seconds", "source", "target")
        lines.add(f"{measure} time of a step", theirs[f"dfg_{measure}"], [ours[at] for at in theirs["perf_keys"]], tolerance)
    later = log.eventually_follows()
    lines.add("what eventually follows what: pairs of touchpoints, pairs of events", [theirs["eventually_follows_edges"], theirs["eventually_follows_total"]], [len(later), sum(later["n"])])
    lines.add("events of each touchpoint", theirs["touchpoints"], column(log.touchpoint_counts(), "n_events", "touchpoint"))
    for what, key, table in (("starts", "starts", log.start_touchpoints()), ("ends", "ends", log.end_touchpoints())):
        lines.add(what, theirs[key], column(table, "n", "touchpoint"))
    lines.add("most frequent paths", theirs["top_variants"], log.variants(top=len(theirs["top_variants"]))["n"])
    lines.add("customers who meet a touchpoint again", theirs["rework"], [n for n in column(log.rework(), "n_customers", "touchpoint") if n])
    lines.add("minimum self-distances", theirs["self_distances"], column(log.minimum_self_distances(), "events_between", "touchpoint"))
    times = log.throughput()
    for ours, key in (("mean", "mean"), ("median", "median"), ("p90", "p90_linear"), ("max", "max")):
        lines.add(f"{ours} time from first event to last, s", theirs["duration"][key], getattr(times, ours), EXACT)
    found = log.conformance(FIRST if name == "running-example" else log.variants(top=1)["path"][0].split(" > "))
    lines.add("fitness, the most frequent path as the flow", theirs["fitness"], found.fitness.estimate, EXACT)
    lines.add("customers who fit, percent", theirs["fitting"], 100 * found.n_fitting / log.n_customers, EXACT)
    return lines.table()


def paths_of(path: Path, theirs: dict) -> str:
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    frame = {"path": [row["path"] for row in rows], **{key: [int(row[f"total_{column}"]) for row in rows] for key, column in (("conversions", "conversions"), ("nulls", "null"))}}
    lines = Lines()
    for method in ("first", "last", "linear", "time_decay", "position", "shapley"):
        lines.add(f"`{method}`", theirs[method], column(cxm.attribution(frame, method=method, bootstrap=0), "conversions", "channel"), EXACT)
    markov = cxm.attribution(frame, method="markov", order=1, nulls="nulls", bootstrap=0)
    lines.add("`markov`, order 1: conversions", theirs["markov"], column(markov, "conversions", "channel"), EXACT)
    lines.add("`markov`, order 1: removal effects", theirs["removal_effect"], column(markov, "removal_effect", "channel"), EXACT)
    return lines.table()


def shop_of(theirs: dict) -> str:
    with gzip.open(HERE.parents[1] / "examples/data/shop_events.csv.gz", "rt", newline="") as file:
        log = cxm.EventLog(list(csv.DictReader(file)), customer="user_id", touchpoint="event", time="timestamp")
    lines = Lines()
    lines.add("events, customers, different paths, visits", [theirs[key] for key in ("events", "users", "variants", "visits")], [log.n_events, log.n_customers, len(log.variants()), log.sessionize("30m").n_customers])
    lines.add("what directly follows what", theirs["dfg"], column(log.directly_follows(), "n", "source", "target"))
    lines.add("funnel home, product_view, add_to_cart, purchase", theirs["funnel"], log.funnel(["home", "product_view", "add_to_cart", "purchase"])["n"])
    return lines.table()


def main() -> None:
    folder = Path(sys.argv[1])
    theirs = json.loads((HERE / "journeys.json").read_text(encoding="utf-8"))
    tools = theirs["tools"]
    page, same = HEAD, f"; r4pm {tools['r4pm']} counts the same of what directly follows what"
    for name, own in theirs["logs"].items():
        page += f"\n## {name}\nTheirs: pm4py {tools['pm4py']}{same if name in ALSO else ''}. Fitness is its `average_trace_fitness`.\n\n{log_of(folder / FILES[name], name, own)}"
    page += f"\n## PathData\nTheirs: `first`, `last` and `linear` are ChannelAttribution {tools['ChannelAttribution']}; the others were computed from their definitions with numpy {tools['numpy']}, Shapley's value also over all 2^12 coalitions (to 1.3e-11). `markov` is the chain solved; ChannelAttribution's own simulation of it is off by 0.2 to 2.6 % of all conversions ([COMPARE](../COMPARE.md)).\n\n{paths_of(folder / 'ChannelAttribution_PathData.csv', theirs['paths'])}"
    page += f"\n## The shop log of the examples\nTheirs: the funnel is retentioneering {tools['retentioneering']}; the others were counted with pandas.\n\n{shop_of(theirs['shop'])}"
    (HERE / "journeys.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

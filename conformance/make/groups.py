"""Scores by group and period, of a frame and of cubes that were merged."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import exact
from vectors import Vectors

REGIONS = ("EU", "US", None)
START = datetime(2026, 1, 31, 21, 45, tzinfo=timezone.utc)
# 96 answers over 125 days; the last of the United States falls in the second month.
ROWS = []
for i in range(96):
    at = START + timedelta(hours=31 * i + i * i % 7)
    region = REGIONS[i * i % 5 % 3]
    if region == "US" and at.month > 2:
        region = "EU"
    ROWS.append((region, at, None if i % 17 == 4 else (i * 7 + i * i) % 11))


def frame(rows):
    return {"region": [r for r, _, _ in rows], "at": [t.strftime("%Y-%m-%dT%H:%M:%SZ") for _, t, _ in rows], "score": [s for _, _, s in rows]}


def first_day(at, every, zone):
    return first_day_of(at.astimezone(ZoneInfo(zone)).date(), every)


def first_day_of(day, every):
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=day.weekday())
    return date(day.year, (day.month - 1) // 3 * 3 + 1 if every == "quarter" else day.month, 1)


def following(day, every):
    if every in ("day", "week"):
        return day + timedelta(days=7 if every == "week" else 1)
    months = day.year * 12 + day.month - 1 + (3 if every == "quarter" else 1)
    return date(months // 12, months % 12 + 1, 1)


def table(rows, every, zone="UTC", by=True, name="nps", options=None):
    """Every group (by its name, missing last) has every period from the first to the last of all."""
    options = options or {}
    periods = [first_day(at, every, zone) for _, at, _ in rows] if every else []
    run = []
    while every and (not run or run[-1] < max(periods)):
        run.append(following(run[-1], every) if run else min(periods))
    want = []
    for group in sorted({r for r, _, _ in rows}, key=lambda r: (r is None, r or "")) if by else [None]:
        for period in run or [None]:
            answers = [exact.Answer(s) for r, at, s in rows if (not by or r == group) and (period is None or first_day(at, every, zone) == period)]
            found = exact.estimate(name, answers, options)
            keep = {key: found[key] for key in ("estimate", "std_error", "conf_low", "conf_high", "n", "n_missing")}
            want.append({**({"region": group} if by else {}), **({"period": period.isoformat()} if period else {}), **keep})
    return want


def build():
    v = Vectors("groups", "Scores by group and period, of a frame and of merged cubes", "Python's datetime and zoneinfo for the periods; else exact fractions and mpmath 1.3.0")
    tol = {"rel": 1e-12, "abs": 1e-11}

    def scored(id_, options, expect, metric="nps", comment=None):
        v.add(f"score_{id_}", comment=comment, call="score", frame=frame(ROWS), metric=metric, column="score", options=options, expect={"rows": expect}, tol=tol)

    def cube(id_, steps, spec, options, expect, **more):
        v.add(f"cube_{id_}", call="cube", spec=spec, steps=steps, score={"metric": "nps", "options": options}, expect={"rows": expect, **more.pop("also", {})}, tol=tol, **more)

    both = {"by": "region", "time": "at"}
    scored("by_group", {"by": "region"}, table(ROWS, None))
    for every in ("week", "month", "quarter"):
        scored(f"by_group_and_{every}", {**both, "every": every}, table(ROWS, every), comment="the United States have no answers after February: periods without a score" if every == "month" else None)
    scored("by_month", {"time": "at", "every": "month"}, table(ROWS, "month", by=False))
    for zone in ("America/New_York", "Pacific/Auckland"):
        scored(f"by_group_and_month_{zone}", {**both, "every": "month", "tz": zone}, table(ROWS, "month", zone), comment="the calendar of the zone")
    scored("mean_by_group_and_month", {**both, "every": "month"}, table(ROWS, "month", name="mean", options={"scale": (0, 10)}), metric={"metric": "mean", "scale": [0, 10]})

    def seen(rows):
        return {"observe": {"frame": frame(rows), "options": {"value": "score", "time": "at"}}}

    spec = {"by": "region", "every": "day"}
    odd, even = ROWS[1::2], ROWS[::2]
    parts = [seen(odd), {"merge": {"spec": spec, "steps": [seen(even), {"through": "bytes"}]}}]
    counts = [sum(s == point for r, _, s in ROWS if r == "EU") for point in range(11)]
    cube("merged_by_group_and_month", parts, spec, {"by": "region", "every": "month"}, table(ROWS, "month"), tally={"region": "EU"}, also={"counts": counts}, comment="two halves, one through bytes")
    cube("merged_by_week", parts, spec, {"by": [], "every": "week"}, table(ROWS, "week", by=False))
    cube("merged_through_json", [*parts, {"through": "json"}], spec, {"by": "region", "every": "quarter"}, table(ROWS, "quarter"))
    cube("what_is_subtracted_is_gone", [seen(ROWS), {"subtract": {"spec": spec, "steps": [seen(odd)]}}], spec, {"by": "region", "every": "month"}, table(even, "month"))
    there = {**spec, "tz": "Pacific/Auckland"}
    # What a reader of the table must not work out, and the least that is hidden for it (docs/metrics/suppression.md).
    def hidden(id_, sizes, comment):
        names = [f"g{i:02}" for i in range(len(sizes))]
        small = [i for i, n in enumerate(sizes) if 0 < n < 5 or 0 < sum(sizes) - n < 5]
        cover = min((i for i in range(len(sizes)) if i not in small), key=lambda i: sizes[i], default=None) if len(small) == 1 else None
        want = []
        for i, n in enumerate(sizes):
            is_hidden = i in small or i == cover
            want.append({"group": names[i], "n": None if is_hidden else n, "n_baseline": None if is_hidden else sum(sizes) - n, **({"estimate": None} if is_hidden else {})})
        groups = {"group": names, "score": [10] * len(sizes), "answers": list(sizes)}
        v.add(f"compare_groups_{id_}", comment=comment, call="compare_groups", frame=groups, metric="nps", column="score", options={"by": "group", "counts": "answers", "min_n": 5}, expect={"rows": want})

    hidden("one_small_and_twenty_others", [3, *(20 + 10 * i for i in range(20))], "the small one and the smallest of the others, no more")
    hidden("two_small", [40, 2, 30, 3], "only their sum can be worked out")
    hidden("a_small_rest", [100, 2, 2], "the rest of the first is four people")

    def stray(id_, every, row, **more):
        days = ["2026-01-01"] * 50
        days[17] = "1900-01-01"
        groups = {"group": list(range(50)), "score": [10] * 50, "at": days}
        v.add(f"score_{id_}", call="score", frame=groups, metric="nps", column="score", options={"by": "group", "time": "at", "every": every, **more}, expect={"error": {"code": "too_many_groups", "row": row, "field": "at"}}, comment="one placeholder date would make 2,301,100 rows" if every == "day" else None)

    stray("one_stray_date_by_day", "day", 17)
    stray("one_stray_date_past_the_limit", "month", 17, max_groups=50_000)
    cube("merged_in_a_zone", [{"merge": {"spec": there, "steps": [seen(odd)]}}, seen(even)], there, {"by": "region", "every": "month"}, table(ROWS, "month", "Pacific/Auckland"))
    return v

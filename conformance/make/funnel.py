"""Funnels: cases of two other products' tests, and counts from the definitions, start by start."""

import json
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from mpmath import erfc, mp, mpf

import exact
from exact import real
from journey import LOG, START, frame, paths, quantile, seconds, share, walk
from vectors import Vectors

CASES = Path(__file__).resolve().parent / "funnel_cases.json"
QUANTILES = (("median_seconds", "0.5"), ("p25_seconds", "0.25"), ("p75_seconds", "0.75"), ("p90_seconds", "0.9"), ("p95_seconds", "0.95"))


def ordered(own, steps, within, last):
    """Every start takes the first event of each next step."""
    for at, (start, what) in enumerate(own):
        if what != steps[0] or start > last:
            continue
        times, rest = [start], own[at + 1 :]
        for step in steps[1:]:
            found = next((i for i, (time, name) in enumerate(rest) if name == step and time - start <= within), None)
            if found is None:
                break
            times.append(rest[found][0])
            rest = rest[found + 1 :]
        yield times


def strict(own, steps, within, last):
    """Every start takes the events that directly follow."""
    for at, (start, what) in enumerate(own):
        if what == steps[0] and start <= last:
            times = []
            for (time, name), step in zip(own[at:], steps):
                if name != step or time - start > within:
                    break
                times.append(time)
            yield times


def any_order(own, steps, within, last):
    """Up to every event, the latest of each step in the window."""
    for end, what in own:
        if what in steps:
            inside = [(time, name) for time, name in own if end - within <= time <= end and name in steps]
            if inside[0][0] <= last:
                yield sorted({name: time for time, name in inside}.values())


WAYS = {"ordered": ordered, "strict": strict, "any": any_order}


def attempt(attempts):
    """The furthest; of those the first to get there, of those the latest start."""
    attempts = [times for times in attempts if times]
    return max(attempts, key=lambda times: (len(times), -(times[-1] - START).total_seconds(), times[0]), default=None)


def wilson(k, n, level="0.95"):
    return share(k, n, level) if n else (None, None)


def rows(events, steps, order="ordered", within=None, as_of=None, incomplete="drop", level="0.95", by=None):
    own = paths(events)
    as_of = as_of or max(e[2] for e in events)
    endless = timedelta(days=10**5)
    last = as_of - within if within and incomplete == "drop" else as_of + endless
    out = []
    for group in sorted({by(who) for who in own}) if by else [None]:
        done, n_incomplete = [], 0
        for who, path in own.items():
            if by and by(who) != group:
                continue
            path = [event for event in path if event[0] <= as_of]
            best = attempt(WAYS[order](path, steps, within or endless, last))
            starts = [time for time, name in path if name == steps[0] or order == "any" and name in steps]
            n_incomplete += bool(within and starts and starts[0] > as_of - within)
            if best:
                done.append(best)
        if by and not done and not n_incomplete:
            continue
        n = [sum(len(times) > step for times in done) for step in range(len(steps))]
        for step, k in enumerate(n):
            waits = [seconds(times[step] - times[step - 1]) for times in done if len(times) > step] if step else []
            row = {"plan": group} if by else {}
            row |= {"step": step, "touchpoint": f"any {step + 1} of {len(steps)}" if order == "any" else steps[step], "n": k}
            if step == 0:
                whole = 1 if k else None
                row |= {"share_of_first": whole, "conf_low": whole, "conf_high": whole, "share_of_previous": whole, "previous_conf_low": whole, "previous_conf_high": whole}
            else:
                for name, low, high, of in (("share_of_first", "conf_low", "conf_high", n[0]), ("share_of_previous", "previous_conf_low", "previous_conf_high", n[step - 1])):
                    row[name] = Fraction(k, of) if of else None
                    row[low], row[high] = wilson(k, of, level)
            row |= {name: quantile(waits, p) if waits else None for name, p in QUANTILES}
            row |= {"mean_seconds": sum(waits) / len(waits) if waits else None, "n_excluded": 0, "n_incomplete": n_incomplete}
            out.append(row)
    return out


def kaplan_meier(watched, level="0.95"):
    """`1 - S` at the end with the log-log interval; `watched` are times and whether it happened."""
    survival, greenwood, times = Fraction(1), Fraction(0), sorted({time for time, happened in watched if happened})
    for time in times:
        at_risk, events = sum(t >= time for t, _ in watched), sum(t == time and happened for t, happened in watched)
        survival *= 1 - Fraction(events, at_risk)
        greenwood += Fraction(events, at_risk * (at_risk - events))
    s, z = real(survival), exact.normal_quantile((1 - mpf(level)) / 2)
    reach = z * mp.sqrt(real(greenwood)) / mp.log(s)
    return {"share_of_first": 1 - survival, "conf_low": 1 - s ** mp.exp(reach), "conf_high": 1 - s ** mp.exp(-reach)}


def compared(k_a, n_a, k_b, n_b, level="0.95"):
    """Newcombe (1998), method 10; Pearson's chi-square without correction."""
    z = exact.normal_quantile((1 - mpf(level)) / 2)

    def limits(k, n):
        p, middle = mpf(k) / n, 1 + z**2 / n
        half = z * mp.sqrt(p * (1 - p) / n + z**2 / (4 * mpf(n) ** 2)) / middle
        return p, (p + z**2 / (2 * n)) / middle - half, (p + z**2 / (2 * n)) / middle + half

    (p_a, l_a, u_a), (p_b, l_b, u_b) = limits(k_a, n_a), limits(k_b, n_b)
    pooled = mpf(k_a + k_b) / (n_a + n_b)
    root = (p_a - p_b) / mp.sqrt(pooled * (1 - pooled) * (mpf(1) / n_a + mpf(1) / n_b))
    return {
        "n": n_a, "n_baseline": n_b, "share": Fraction(k_a, n_a), "share_baseline": Fraction(k_b, n_b), "difference": Fraction(k_a, n_a) - Fraction(k_b, n_b),
        "conf_low": p_a - p_b - mp.sqrt((p_a - l_a) ** 2 + (u_b - p_b) ** 2), "conf_high": p_a - p_b + mp.sqrt((u_a - p_a) ** 2 + (p_b - l_b) ** 2), "p_value": erfc(abs(root) / mp.sqrt(2)),
    }  # fmt: skip


def published(v):
    for case in json.loads(CASES.read_text())["cases"]:
        events = [(who, what, START + timedelta(seconds=at)) for who, what, at in case["events"]]
        want = [{"n": n} for n in case["n"]]
        for column in ("mean", "median"):
            for row, value in zip(want, case[column] or []):
                row |= {} if value is None else {f"{column}_seconds": value}
        options = {"steps": case["steps"], "order": case["order"], "within": case["within"] and f"{case['within']}s", "exclude": case["exclude"], "incomplete": "count"}
        options = {name: value for name, value in options.items() if value}
        v.add(f"published_{case['name']}", comment=case["source"], call="event_log", frame=frame(events), log=LOG, measure="funnel", options=options, expect={"rows": want})


def build():
    v = Vectors("funnel", "Funnels of event logs: ordered, strict and any order, windows, exclusions, breakdowns, comparison", "tests of PostHog (MIT) and retentioneering (Apache-2.0), notices in conformance/make/funnel_cases.LICENSE; the rest counted from the definitions in conformance/make/funnel.py")
    published(v)
    steps, day = ["visit", "cart", "pay"], timedelta(days=1)
    few, many = walk(3, 12), walk(4, 150)
    add = lambda id_, events, want, **options: v.add(id_, call="event_log", frame=frame(events), log=LOG, measure="funnel", options={"steps": steps, **options}, expect={"rows": want})  # noqa: E731
    for order in WAYS:
        for id_, events in (("few", few), ("many", many)):
            add(f"{order}_{id_}", events, rows(events, steps, order), order=order)
            add(f"{order}_{id_}_in_a_day_and_a_half", events, rows(events, steps, order, 1.5 * day), order=order, within="36h")
    add("counted_though_not_over", many, rows(many, steps, within=2 * day, as_of=START + 8 * day, incomplete="count"), within="2d", as_of="2026-03-09T00:00:00Z", incomplete="count")
    add("dropped_when_not_over", many, rows(many, steps, within=2 * day, as_of=START + 8 * day), within="P2D", as_of="2026-03-09T00:00:00Z")
    add("level", many, rows(many, steps, level="0.9"), level=0.9)
    at = lambda minutes: START + timedelta(minutes=minutes)  # noqa: E731
    late = [("a", "visit", at(0)), ("a", "pay", at(4)), ("b", "visit", at(0)), ("c", "visit", at(15)), ("d", "visit", at(15)), ("d", "pay", at(16)), ("e", "other", at(18))]
    of = kaplan_meier([(4, True), (10, False), (3, False), (1, True)])
    v.add("censored_when_not_over", call="event_log", frame=frame(late), log=LOG, measure="funnel", options={"steps": ["visit", "pay"], "within": "10m", "incomplete": "survival"}, expect={"rows": [{"n": 4, "share_of_first": 1}, {"n": 2, **of, "n_incomplete": 2}]})
    left = [("a", "visit", at(0)), ("a", "help", at(2)), ("a", "pay", at(5)), ("b", "visit", at(0)), ("b", "pay", at(7)), ("c", "visit", at(0))]
    optional = [{"n": 3}, {"n": 1, "share_of_previous": Fraction(1, 3), "mean_seconds": 120}, {"n": 2, "share_of_previous": Fraction(2, 3), "mean_seconds": 300}]
    v.add("a_step_left_out", call="event_log", frame=frame(left), log=LOG, measure="funnel", options={"steps": ["visit", "help", "pay"], "optional": [1]}, expect={"rows": optional})
    v.add("alternatives", call="event_log", frame=frame(left), log=LOG, measure="funnel", options={"steps": ["visit", ["help", "pay"]]}, expect={"rows": [{"touchpoint": "visit", "n": 3}, {"touchpoint": "help or pay", "n": 2, "mean_seconds": 270}]})
    plan = lambda who: "basic" if int(who[1:]) % 3 else "plus"  # noqa: E731
    grouped = {**frame(many), "plan": [plan(e[0]) for e in many]}
    log = {**LOG, "attributes": ["plan"]}
    by = rows(many, steps, by=plan)
    v.add("by_plan", call="event_log", frame=grouped, log=log, measure="funnel", options={"steps": steps, "by": "plan"}, expect={"rows": by})
    n = {(row["plan"], row["step"]): row["n"] for row in by}
    want = [{"plan": "plus", "baseline": "basic", "step": step, "touchpoint": steps[step], **compared(n["plus", step], n["plus", 0], n["basic", step], n["basic", 0])} for step in (1, 2)]
    first, second = sorted(want, key=lambda row: row["p_value"])
    first["p_adjusted"] = min(mpf(1), 2 * first["p_value"])
    second["p_adjusted"] = max(first["p_adjusted"], second["p_value"])
    for id_, more in (("every_two", {}), ("with_a_baseline", {"baseline": "basic"})):
        v.add(f"compared_{id_}", call="event_log", frame=grouped, log=log, measure="compare_funnels", options={"steps": steps, "by": "plan", **more}, expect={"rows": want})
    refuse = lambda id_, code, field, measure="funnel", **options: v.add(id_, call="event_log", frame=grouped, log=log, measure=measure, options={"steps": steps, **options}, expect={"error": {"code": code, "field": field}})  # noqa: E731
    refuse("no_steps", "too_few", "steps", steps=[])
    refuse("no_such_touchpoint", "unknown_id", "touchpoint", steps=["vist"])
    refuse("no_such_order", "invalid_option", "order", order="loose")
    refuse("a_window_of_months", "invalid_duration", "within", within="1mo")
    refuse("an_exclusion_of_no_step", "invalid_option", "exclude", exclude=[["ad", 0, 3]])
    refuse("the_first_step_left_out", "invalid_option", "optional", optional=[0])
    refuse("censored_without_a_window", "invalid_option", "within", incomplete="survival")
    refuse("no_such_attribute", "unknown_column", "region", by="region")
    refuse("no_such_baseline", "unknown_id", "baseline", "compare_funnels", by="plan", baseline="gold")
    return v

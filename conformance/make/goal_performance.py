"""Goal performance and tolerance, from their rules: who reaches a goal within its time, and when.

Aalen-Johansen with Aalen's variance as Braun and Yuan (2007, Stat. Med. 26:1170) write it, in fractions; Kaplan and Meier (1958) with Greenwood's variance.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

from mpmath import mp, mpf

import exact
from exact import generator, real
from journey import seconds, share
from vectors import Vectors

START = datetime(2026, 3, 1, tzinfo=timezone.utc)
LOG = {"customer": "who", "touchpoint": "what", "time": "at"}
DAY = timedelta(days=1)


def frame(events, **more):
    return {"who": [e[0] for e in events], "what": [e[1] for e in events], "at": [e[2].isoformat().replace("+00:00", "Z") for e in events], **more}


def follow(events, start, action, exit_, within, as_of, exit_first=True, zone=None):
    """Each customer's time from the first start, in seconds, and how it ended; how many acted before, how many never started."""
    by, before, never, found, window = {}, 0, 0, [], None
    for who, what, at in events:
        by.setdefault(who, []).append((at, what))
    for who, own in sorted(by.items()):
        starts = [at for at, what in own if what in start and at <= as_of]
        if not starts:
            never += 1
            continue
        first = min(starts)
        if any(at < first and what in action for at, what in own):
            before += 1
            continue
        if within is None:
            deadline = None
        elif zone:
            deadline = (first.astimezone(ZoneInfo(zone)) + within).astimezone(timezone.utc)
        else:
            deadline = first + within
        until = as_of if deadline is None else min(deadline, as_of)
        when = lambda names: min([at for at, what in own if what in names and first <= at <= until], default=None)  # noqa: B023, E731
        acted, left = when(action), when(exit_)
        if acted and (not left or acted < left or (acted == left and not exit_first)):
            found.append((who, seconds(acted - first), "reached"))
        elif left:
            found.append((who, seconds(left - first), "exited"))
        elif deadline is not None and deadline <= as_of:
            found.append((who, None, "complete"))
        else:
            found.append((who, seconds(until - first), "watching"))
        if deadline is not None:
            window = max(window or 0, seconds(deadline - first))
    longest = max([t for _, t, _ in found if t is not None], default=0)
    window = longest if window is None else window
    return [(who, window if t is None else t, end) for who, t, end in found], before, never, window


def log_log(incidence, std_error, z):
    """The interval of 1 - F on the log-log scale, turned round."""
    s = real(1 - incidence)
    reach = z * std_error / (s * mp.log(s))
    return 1 - s ** mp.exp(reach), 1 - s ** mp.exp(-reach)


def steps(found, competing, z):
    """One row a time: n at risk, events, F, its standard error, its interval, S of neither."""
    rows, survival, incidence, past = [], Fraction(1), Fraction(0), []
    for time in sorted({t for _, t, _ in found}):
        n = sum(t >= time for _, t, _ in found)
        d = sum(t == time and end == "reached" for _, t, end in found)
        a = d + sum(t == time and end == "exited" for _, t, end in found)
        past.append((n, d, a, survival))
        incidence += survival * Fraction(d, n)
        survival *= Fraction(n - a, n)
        variance = Fraction(0)
        if competing:
            until = Fraction(0)
            for m, e, b, s in past:
                until += s * Fraction(e, m)
                rest = incidence - until
                if m > 1:
                    variance += s * s * Fraction(e * (m - e), m * m * (m - 1))
                    if b < m:
                        variance += rest * rest * Fraction(b, (m - 1) * (m - b)) - 2 * rest * s * Fraction(e * (m - e), m * (m - b) * (m - 1))
        elif survival > 0:
            variance = survival * survival * sum(Fraction(e, m * (m - e)) for m, e, _, _ in past)
        error = mp.sqrt(real(variance))
        low, high = log_log(incidence, error, z) if 0 < incidence < 1 else (None, None)
        rows.append({"seconds": time, "n_at_risk": n, "n_reached": d, "incidence": incidence, "error": error, "low": low, "high": high, "survival": survival})
    return rows


def performance(found, window, level="0.95"):
    """The estimate and its curve."""
    tail = (1 - mpf(level)) / 2
    z = exact.normal_quantile(tail)
    n = len(found)
    count = lambda kind: sum(end == kind for _, _, end in found)  # noqa: E731
    reached, exited, watching = count("reached"), count("exited"), count("watching")
    at_risk = sum(t >= window for _, t, _ in found)
    told = {"n": n, "n_reached": reached, "n_exited": exited, "n_watching": watching, "n_at_risk": at_risk, "unit": "share"}
    if n == 0:
        return {**told, "estimate": None, "conf_low": None, "conf_high": None, "flags": ["no_data"], "curve": []}
    rows = steps(found, exited > 0, z)
    last, flags = rows[-1], ["low_base"] if n < 30 else []

    def pointwise(k):
        if not watching:
            return share(sum(row["n_reached"] for row in rows[: k + 1]), n, level)
        row = rows[k]
        if row["low"] is None and row["incidence"] == 1:
            low = next((r["low"] for r in reversed(rows[:k]) if r["low"] is not None), tail ** (mpf(1) / n))
            return low, mpf(1)
        return row["low"], row["high"]

    if not watching:
        k = Fraction(reached, n)
        low, high = share(reached, n, level)
        told |= {"estimate": k, "std_error": mp.sqrt(real(k * (1 - k) / n)), "conf_low": low, "conf_high": high, "method": "wilson" if 0 < reached < n else "clopper_pearson"}
    elif at_risk == 0 and last["survival"] > 0:
        told |= {"estimate": None, "std_error": None, "conf_low": None, "conf_high": None}
        flags.append("not_reached")
    elif reached == 0:
        told |= {"estimate": 0, "conf_low": 0, "conf_high": 1 - tail ** (mpf(1) / at_risk), "method": "clopper_pearson"}
    else:
        low, high = pointwise(len(rows) - 1)
        told |= {"estimate": last["incidence"], "std_error": last["error"], "conf_low": low, "conf_high": high, "method": "aalen_johansen" if exited else "kaplan_meier"}
    curve = [{"seconds": 0, "n_at_risk": n, "n_reached": 0, "cumulative_incidence": 0, "conf_low": None, "conf_high": None}]
    for k, row in enumerate(rows):
        if row["n_reached"]:
            low, high = pointwise(k)
            if row["seconds"] == 0:
                curve = []
            curve.append({"seconds": row["seconds"], "n_at_risk": row["n_at_risk"], "n_reached": row["n_reached"], "cumulative_incidence": row["incidence"], "conf_low": low, "conf_high": high})
    if told["estimate"] is not None and curve[-1]["seconds"] < window:
        at = next((row["n_at_risk"] for row in rows if row["seconds"] >= window), 0)
        curve.append({"seconds": window, "n_at_risk": at, "n_reached": 0, "cumulative_incidence": told["estimate"], "conf_low": told["conf_low"], "conf_high": told["conf_high"]})
    return {**told, "flags": flags, "curve": curve}


def want(events, within, as_of, exit_=(), level="0.95", **how):
    found, before, never, window = follow(events, {"visit"}, {"pay"}, set(exit_), within, as_of, **how)
    told = performance(found, window, level)
    met = {e[1] for e in events}
    told["flags"] += ["not_seen"] if {"pay", *exit_} - met else []
    return {**told, "n_excluded": before, "n_not_started": never, "metric": "goal_performance"}


def chance(seed, customers, days=40):
    """Customers who wander."""
    draw = generator(seed)
    events = []
    for who in range(customers):
        at = START + timedelta(hours=draw(24 * days))
        events.append((f"c{who}", "visit", at))
        for _ in range(draw(4)):
            at += timedelta(hours=1 + draw(24 * 12))
            events.append((f"c{who}", ["read", "read", "pay", "leave", "visit"][draw(5)], at))
    return events


def tolerance(events, landmark, within, as_of, most):
    """Rows by the number of bad experiences ("help") until the landmark, or until churn ("leave") without one."""
    by, groups, window = {}, {k: [] for k in range(most + 1)}, None
    for who, what, at in events:
        by.setdefault(who, []).append((at, what))
    for who, own in sorted(by.items()):
        first = min(at for at, _ in own)
        churned = min([at for at, what in own if what == "leave"], default=None)
        start = first + (landmark or timedelta())
        if first > as_of or (landmark is not None and (start > as_of or (churned and churned <= start))):
            continue
        over = start + within
        until = min(over, as_of)
        left = churned is not None and churned <= until
        when, end = (churned, "reached") if left else (until, "complete" if over <= as_of else "watching")
        counted = start if landmark is not None else when
        n_bad = sum(what == "help" and at <= counted for at, what in own)
        window = max(window or 0, seconds(over - start))
        groups[min(n_bad, most)].append((who, seconds(within) if end == "complete" else seconds(when - start), end))
    rows = []
    for k, found in groups.items():
        told = performance(found, window)
        flags = told["flags"] + ([] if landmark is not None else ["association"])
        rows.append({"n_bad": f"{k}+" if k == most else str(k), "n": told["n"], "n_churned": told["n_reached"], **{name: told[name] for name in ("estimate", "conf_low", "conf_high")}, "flags": ",".join(flags)})
    return rows


def log_rank(found, group):
    """Chi-square of two groups, Mantel (1966)."""
    score, variance = Fraction(0), Fraction(0)
    for time in sorted({t for _, t, end in found if end == "reached"}):
        risk = [who for who, t, _ in found if t >= time]
        dead = [who for who, t, end in found if t == time and end == "reached"]
        n, d, share_ = len(risk), len(dead), Fraction(sum(group(who) for who in risk), len(risk))
        score += sum(group(who) for who in dead) - d * share_
        if n > 1:
            variance += Fraction(d * (n - d), n - 1) * share_ * (1 - share_)
    return score * score / variance


def build():
    v = Vectors("goal_performance", "Goal performance, the share who reach a goal within its time, and tolerance of bad experiences", "from the rules and formulas in conformance/make/goal_performance.py")
    iso = lambda at: at.isoformat().replace("+00:00", "Z")  # noqa: E731
    at = lambda days, **more: START + timedelta(days=days, **more)  # noqa: E731
    week = {"within": "P7D", "start": "visit", "action": "pay"}

    def add(id_, events, comment, *, within=timedelta(days=7), as_of=None, exit_=(), options=None, level="0.95", **how):
        as_of = as_of or max(e[2] for e in events)
        given = {**week, "as_of": iso(as_of), **({"exit": list(exit_)} if exit_ else {}), **(options or {})}
        expect = want(events, within, as_of, exit_, level, **how)
        v.add(id_, comment=comment, call="event_log", frame=frame(events), log=LOG, measure="goal_performance", options=given, expect={"fields": expect}, tol={"rel": 1e-11, "abs": 1e-13})

    two = [("b", "visit", at(0)), ("b", "visit", at(20))]
    add("first_start", [("a", "visit", at(0)), ("a", "visit", at(8)), ("a", "pay", at(9)), *two], "the clock runs from the first start, and the second is none")
    add("window_inclusive", [("a", "visit", at(0)), ("a", "pay", at(7)), ("c", "visit", at(0)), ("c", "pay", at(7, microseconds=1)), *two], "the last moment of the window is within it")
    add("action_before_start", [("a", "pay", at(0)), ("a", "visit", at(1)), ("a", "pay", at(2)), ("c", "pay", at(1)), *two], "who acted before is left out and counted")
    tied = [("a", "visit", at(0)), ("a", "pay", at(2)), ("a", "leave", at(2)), *two]
    add("ties_exit_first", tied, "of action and exit at one time the exit counts", exit_=["leave"])
    add("ties_action_first", tied, "unless said", exit_=["leave"], options={"ties": "action_first"}, exit_first=False)
    spring = datetime(2026, 3, 28, 11, tzinfo=timezone.utc)  # noon in Berlin; the clocks go forward in the night
    skip = [("a", "visit", spring), ("a", "pay", spring + timedelta(hours=23, minutes=30)), ("b", "visit", spring), ("c", "visit", spring - 5 * DAY), ("c", "pay", spring - 5 * DAY + timedelta(hours=23, minutes=45)), ("c", "read", spring + 9 * DAY)]
    add("a_day_is_24_hours", skip, "P1D without a zone", within=DAY, options={"within": "P1D"})
    add("a_day_of_the_calendar", skip, "P1D with a zone: 23 h in that night", within=DAY, options={"within": "P1D", "tz": "Europe/Berlin"}, zone="Europe/Berlin")
    zero = [*[(f"c{i}", "visit", at(0)) for i in range(5)], *[(f"d{i}", "visit", at(6)) for i in range(4)]]
    add("nobody_among_open_windows", zero, "0 of the 5 who were watched for a week, exactly", as_of=at(10))
    add("nobody_with_complete_follow_up", zero, "0 of 9, exactly", as_of=at(30))
    add("a_window_longer_than_the_log", [("a", "visit", at(0)), ("a", "pay", at(1)), ("b", "visit", at(0))], "nobody was watched for a week: the share by its end is not known", as_of=at(3))
    add("all_among_open_windows", [("a", "visit", at(0)), ("a", "pay", at(1)), ("b", "visit", at(0)), ("b", "pay", at(3)), ("c", "visit", at(8))], "all who were watched reached it", as_of=at(10))
    add("nobody_started", [("a", "pay", at(0)), ("b", "read", at(1)), ("c", "visit", at(9))], "no data", as_of=at(3))
    add("action_at_the_start", [("a", "pay", at(0)), ("a", "visit", at(0)), *two], "at that moment is not before it")
    for customers in (12, 60, 200):
        events = chance(customers, customers)
        end = max(e[2] for e in events)
        add(f"complete_{customers}", events, "all windows are over: Wilson", as_of=end + 8 * DAY)
        add(f"complete_with_exits_{customers}", events, "with exits too", as_of=end + 8 * DAY, exit_=["leave"])
        add(f"kaplan_meier_{customers}", events, "some windows are open", as_of=at(30))
        add(f"aalen_johansen_{customers}", events, "some windows are open, and some exit", as_of=at(30), exit_=["leave"])
        add(f"for_ever_{customers}", events, "no window: to the longest time that was watched", within=None, as_of=at(30), exit_=["leave"], options={"within": None})
    events = chance(7, 80)
    add("level", events, "at 90 %", as_of=at(30), exit_=["leave"], options={"level": 0.9}, level="0.9")
    for customers in (40, 150):
        events = chance(customers + 1, customers)
        found, *_ = follow(events, {"visit"}, {"pay"}, set(), timedelta(days=7), at(30))
        odd = lambda who: int(who[1:]) % 2  # noqa: E731
        plan = ["ba"[odd(who)] for who, _, _ in events]
        rows = [performance([each for each in found if odd(each[0]) == k], seconds(timedelta(days=7))) for k in (1, 0)]
        groups = [{"plan": name, **{key: row[key] for key in ("n", "n_reached", "estimate", "conf_low", "conf_high", "method")}} for name, row in zip("ab", rows)]
        expect = {"groups": groups, "test": {"statistic": log_rank(found, odd), "df": 1, "method": "log_rank"}}
        v.add(f"groups_{customers}", comment="by an attribute at the start", call="event_log", frame=frame(events, plan=plan), log={**LOG, "attributes": ["plan"]}, measure="goal_performance", options={**week, "as_of": iso(at(30)), "by": "plan"}, expect={"fields": expect}, tol={"rel": 1e-11, "abs": 1e-13})
        upset = [(who, {"visit": "open", "read": "help", "pay": "help"}.get(what, what), when) for who, what, when in events]
        for id_, landmark in (("landmark", timedelta(days=5)), ("association", None)):
            rows = tolerance(upset, landmark, timedelta(days=14), at(40), 2)
            options = {"bad": "help", "churn": "leave", "within": "P14D", "as_of": iso(at(40)), "most": 2, **({"landmark": "P5D"} if landmark else {})}
            v.add(f"tolerance_{id_}_{customers}", call="event_log", frame=frame(upset), log=LOG, measure="tolerance", options=options, expect={"rows": rows}, tol={"rel": 1e-11, "abs": 1e-13})
    refused = lambda id_, code, field, **options: v.add(id_, call="event_log", frame=frame(tied), log=LOG, measure="goal_performance", options=options, expect={"error": {"code": code, "field": field}})  # noqa: E731
    refused("no_model", "no_model", "goal", goal="buy")
    refused("unknown_touchpoint", "unknown_id", "start", start="visits", action="pay")
    refused("nothing_starts", "invalid_option", "start", action="pay")
    refused("both_action_and_exit", "invalid_option", "exit", start="visit", action="pay", exit="pay")
    refused("no_such_ties", "invalid_option", "ties", start="visit", action="pay", ties="first")
    refused("no_such_window", "invalid_duration", "within", start="visit", action="pay", within="a week")
    refused("no_such_attribute", "unknown_column", "plan", start="visit", action="pay", by="plan")
    again = [("ann", "pay", at(0)), ("ann", "pay", at(2)), ("ben", "pay", at(1)), ("cid", "pay", at(1)), ("cid", "pay", at(1))]
    v.add("start_and_action_alike", comment="the start itself is no action: ann and cid do it again, cid at the same moment", call="event_log", frame=frame(again), log=LOG, measure="goal_performance", options={"start": "pay", "action": "pay", "within": "P7D", "as_of": iso(at(20))}, expect={"fields": {"n": 3, "n_reached": 2, "n_excluded": 0}})
    v.add("tolerance_of_churn_that_is_bad", call="event_log", frame=frame(tied), log=LOG, measure="tolerance", options={"bad": ["visit", "pay"], "churn": "pay"}, expect={"error": {"code": "invalid_option", "field": "churn"}})
    refused("goal_and_touchpoints", "invalid_option", "start", goal="buy", start="visit")
    return v

"""Cohorts, ends of paths, peaks, moments of truth, self-service and segments. From the definitions, customer by customer; the chain in exact fractions by Gauss's elimination."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

from mpmath import mp, mpf

import exact
from exact import generator, real
from journey import seconds, share
from vectors import Vectors

START = datetime(2026, 3, 1, tzinfo=timezone.utc)
LOG = {"customer": "who", "touchpoint": "what", "time": "at", "channel": "where", "value": "felt", "attributes": ["plan"]}
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


def iso(at):
    return at.isoformat().replace("+00:00", "Z")


def frame(events):
    columns = {"who": [], "what": [], "at": [], "where": [], "felt": [], "plan": []}
    for who, what, at, where, felt, plan in events:
        for name, value in zip(columns, (who, what, iso(at), where, felt, plan)):
            columns[name].append(value)
    return columns


def walk(seed, customers, days=40):
    """Customers who wander."""
    draw = generator(seed)
    events = []
    for who in range(customers):
        at = START + timedelta(minutes=draw(60 * 24 * days))
        plan = ["basic", "pro", "team"][draw(3)]
        for _ in range(1 + draw(7)):
            what = ["visit", "read", "ask", "call", "pay", "leave"][draw(6 if plan == "basic" else 5)]
            where = "phone" if what == "call" else ["web", "app", None][draw(3)]
            events.append((f"c{who}", what, at, where, [None, -2, -1, 0, 1, 2][draw(6)], plan))
            at += timedelta(minutes=1 + draw([40, 60 * 24 * 9][draw(2)]))
    return events[1::2] + events[::2]


def paths(events):
    by = defaultdict(list)
    for event in events:
        by[event[0]].append(event)
    return {who: sorted(own, key=lambda event: event[2]) for who, own in sorted(by.items())}


# Retention


def first_day(day, every):
    if every == "day":
        return day
    if every == "week":
        return day - timedelta(days=day.weekday())
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def periods(first, last, every):
    """The first days of all periods, and of the one after."""
    starts, day = [first_day(first, every)], first
    while day <= last + timedelta(days=400):
        day += timedelta(days=1)
        if first_day(day, every) == day:
            starts.append(day)
    return [start for start in starts if start <= last], next(start for start in starts if start > last)


def retention(events, every, kind="bounded", touchpoint=None, return_touchpoint=None, by=None, as_of=None, tz="UTC", level="0.95"):
    zone = ZoneInfo(tz)
    as_of = as_of or max(event[2] for event in events)
    local = lambda at: first_day(at.astimezone(zone).date(), every)  # noqa: E731
    cohorts = defaultdict(list)
    for own in paths(events).values():
        own = [event for event in own if event[2] <= as_of]
        start = next((i for i, event in enumerate(own) if touchpoint is None or event[1] in touchpoint), None)
        if start is None:
            continue
        back = {local(event[2]) for event in own[start:] if return_touchpoint is None or event[1] in return_touchpoint}
        cohorts[(own[start][5] if by else None, local(own[start][2]))].append(back)
    given = return_touchpoint is None or (touchpoint is not None and set(touchpoint) <= set(return_touchpoint))
    rows = []
    for (plan, cohort), members in sorted(cohorts.items(), key=lambda one: (one[0][0] or "", one[0][1])):
        starts, after = periods(cohort, as_of.astimezone(zone).date(), every)
        for age, start in enumerate(starts):
            later = lambda back: any(one >= start for one in back)  # noqa: B023, E731
            active = sum((later(back) if kind != "bounded" else start in back) for back in members)
            low, high = (1, 1) if given and age == 0 else share(active, len(members), level)
            end = starts[age + 1] if age + 1 < len(starts) else after
            over = (as_of + MICROSECOND).astimezone(zone).date() >= end
            row = {"cohort": cohort.isoformat(), "age": age, "n": len(members), "active": active, "retention": Fraction(active, len(members)), "conf_low": low, "conf_high": high, "complete": over}
            rows.append({**({"plan": plan} if by else {}), **row})
    return rows


# Absorption


def solve(matrix, sides):
    """Gauss and Jordan, in fractions: the columns of solutions."""
    n = len(matrix)
    rows = [list(matrix[i]) + list(sides[i]) for i in range(n)]
    for k in range(n):
        pivot = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(n):
            if i != k and rows[i][k] != 0:
                rows[i] = [a - rows[i][k] * b for a, b in zip(rows[i], rows[k])]
    return [row[n:] for row in rows]



@cache
def student(tail, df):
    return exact.student_quantile(tail, df)


def absorption(events, targets, level="0.95"):
    tail = (1 - mpf(level)) / 2
    z = exact.normal_quantile(tail)
    cut = []
    for own in paths(events).values():
        names = [event[1] for event in own]
        end = next((i for i, name in enumerate(names) if name in targets), len(names) - 1)
        cut.append(names[: end + 1])
    met = sorted({name for path in cut for name in path})
    visits = Counter(name for path in cut for name in path)
    steps = Counter(pair for path in cut for pair in zip(path, path[1:]))
    q = [[Fraction(int(i == j)) - Fraction(steps[(a, b)], visits[a]) for j, b in enumerate(met)] for i, a in enumerate(met)]
    n = len(met)
    fundamental = solve(q, [[Fraction(int(i == j)) for j in range(n)] for i in range(n)])
    place = {name: i for i, name in enumerate(met)}
    h = [sum(row) for row in fundamental]
    ended = Counter(path[-1] for path in cut)
    ends = {None: [sum(fundamental[i][place[name]] * Fraction(ended[name], visits[name]) for name in met if name not in targets) for i in range(n)]}
    ends |= {target: [fundamental[i][place[target]] if target in place else Fraction(0) for i in range(n)] for target in targets}

    def error(row, values, step, at_end):
        """The root of the sum of squares of what each customer moves."""
        total = Fraction(0)
        for path in cut:
            moved = Fraction(0)
            for i, name in enumerate(path):
                if name in targets:
                    break
                then = values[place[path[i + 1]]] if i + 1 < len(path) else at_end
                moved += fundamental[row][place[name]] * (step + then - values[place[name]]) / visits[name]
            total += moved * moved
        k = len(cut)
        return mp.sqrt(real(total * Fraction(k, k - 1))) if k > 1 else mpf(0)

    k, lengths = len(cut), [len(path) for path in cut]
    mean = Fraction(sum(lengths), k)
    variance = sum((length - mean) ** 2 for length in lengths) / (k - 1) if k > 1 else 0
    reach = student(tail, k - 1) * mp.sqrt(real(variance / k)) if variance else None
    rows = []
    for target in [*targets, None]:
        own = [len(path) for path in cut if (path[-1] if path[-1] in targets else None) == target]
        low, high = share(len(own), k, level) if targets else (1, 1)
        rows.append({"touchpoint": None, "target": target, "n": k, "n_customers": k, "expected_visits": 1, "steps_to_end": mean, "steps_low": None if reach is None else real(mean) - reach, "steps_high": None if reach is None else real(mean) + reach, "probability": Fraction(len(own), k), "conf_low": low, "conf_high": high, "steps_to_target": Fraction(sum(own), len(own)) if own else None})
    for i, name in enumerate(met):
        wide = error(i, h, 1, 0)
        for target in [*targets, None]:
            p, customers = ends[target][i], sum(name in path for path in cut)
            if name in targets or not targets:
                low = high = p
            elif p in (0, 1):
                low, high = share(customers * p, customers, level)
            else:
                odds, far = real(p / (1 - p)), z * error(i, ends[target], 0, 1 if target is None else 0) / real(p * (1 - p))
                low, high = (odds * mp.exp(sign * far) / (1 + odds * mp.exp(sign * far)) for sign in (-1, 1))
                if far == 0:
                    low = high = None
            around = [None, None] if wide == 0 or name in targets else [real(h[i]) * mp.exp(sign * z * wide / real(h[i])) for sign in (-1, 1)]
            through = sum(fundamental[i][j] * ends[target][j] for j in range(n))
            rows.append({"touchpoint": name, "target": target, "n": visits[name], "n_customers": customers, "expected_visits": Fraction(visits[name], k), "steps_to_end": h[i], "steps_low": around[0], "steps_high": around[1], "probability": p, "conf_low": low, "conf_high": high, "steps_to_target": through / p if p else None})
    return rows


# Peak and end


def peak_end(events, neutral=None):
    given = [event[4] for event in events if event[4] is not None]
    neutral = Fraction(min(given) + max(given), 2) if neutral is None else neutral
    rows = []
    for who, own in paths(events).items():
        values = [event[4] for event in own if event[4] is not None]
        if values:
            peak = min(values, key=lambda value: (-abs(value - neutral), value))
            rows.append({"customer": who, "n": len(values), "peak": peak, "end": values[-1], "mean": Fraction(sum(values), len(values)), "peak_end": Fraction(peak + values[-1], 2)})
    return rows, neutral


def peak_end_summary(events, neutral=None, level="0.95"):
    rows, neutral = peak_end(events, neutral)
    out, n = [], len(rows)
    for measure in ("peak", "end", "mean", "peak_end", "peak_end_less_mean"):
        # The product rounds each customer's mean, half a bit: far within the tolerance.
        values = [Fraction(row["peak_end"] - row["mean"]) if measure == "peak_end_less_mean" else Fraction(row[measure]) for row in rows]
        mean = sum(values) / n
        error = mp.sqrt(real(sum((value - mean) ** 2 for value in values) / (n - 1) / n)) if n > 1 else None
        reach = None if error is None else student((1 - mpf(level)) / 2, n - 1) * error
        out.append({"measure": measure, "n": n, "n_missing": len(paths(events)) - n, "estimate": mean, "std_error": error, "conf_low": None if reach is None else real(mean) - reach, "conf_high": None if reach is None else real(mean) + reach, "neutral": neutral})
    return out


# Two shares


def newcombe(k_a, n_a, k_b, n_b, tail):
    """Newcombe (1998), method 10, with Wilson's ends of each share."""
    z = exact.normal_quantile(tail)

    def wilson(k, n):
        p, middle = mpf(k) / n, 1 + z**2 / n
        half, centre = z * mp.sqrt(p * (1 - p) / n + z**2 / (4 * mpf(n) ** 2)) / middle, (p + z**2 / (2 * n)) / middle
        return (mpf(0) if k == 0 else centre - half), (mpf(1) if k == n else centre + half)

    (low_a, high_a), (low_b, high_b) = wilson(k_a, n_a), wilson(k_b, n_b)
    p_a, p_b = mpf(k_a) / n_a, mpf(k_b) / n_b
    return p_a - p_b - mp.sqrt((p_a - low_a) ** 2 + (high_b - p_b) ** 2), p_a - p_b + mp.sqrt((high_a - p_a) ** 2 + (p_b - low_b) ** 2)


def chi_square(table):
    """Of rows of counts: statistic, df, p, Cramer's V, the smallest expected count; None of fewer than two rows or columns."""
    table = [row for row in table if sum(row)]
    columns = [column for column in zip(*table) if sum(column)]
    if len(table) < 2 or len(columns) < 2:
        return None
    table = list(zip(*columns))
    n = sum(map(sum, table))
    expected = [[Fraction(sum(row) * sum(column), n) for column in columns] for row in table]
    statistic = sum((o - e) ** 2 / e for row, own in zip(table, expected) for o, e in zip(row, own))
    df = (len(table) - 1) * (len(columns) - 1)
    return statistic, df, exact.chi_square_sf(real(statistic), df), mp.sqrt(real(statistic) / n / (min(len(table), len(columns)) - 1)), min(map(min, expected))


def holm(values):
    order = sorted((p, i) for i, p in enumerate(values) if p is not None)
    out, highest = [None] * len(values), mpf(0)
    for rank, (p, i) in enumerate(order):
        highest = max(highest, (len(order) - rank) * p)
        out[i] = min(highest, mpf(1))
    return out


# Moments of truth


def moments(events, goal, start=None, exit_=(), landmark=None, within=None, as_of=None, exit_first=True, level="0.95"):
    as_of = as_of or max(event[2] for event in events)
    compared = []
    for own in paths(events).values():
        began = next((i for i, event in enumerate(own) if start is None or event[1] in start), None)
        if began is None or own[began][2] > as_of or any(event[1] in goal and event[2] < own[began][2] for event in own):
            continue
        t0 = own[began][2]
        may = [i for i, event in enumerate(own) if t0 <= event[2] <= as_of and (start is None or i != began)]
        acted, left = (next((i for i in may if own[i][1] in names), None) for names in (goal, exit_))
        if acted is not None and left is not None:
            goes_first = own[left][2] < own[acted][2] or (own[left][2] == own[acted][2] and exit_first)
            acted, left = (None, left) if goes_first else (acted, None)
        end = acted if acted is not None else left
        mark = t0 + (landmark or timedelta())
        if landmark is not None and (mark > as_of or (end is not None and own[end][2] <= mark)):
            continue
        if within is not None and mark + within > as_of:
            continue
        until = as_of if within is None else mark + within
        end = end if end is not None and own[end][2] <= until else None
        reached = end is not None and end == acted
        if landmark is not None:
            touched = {event[1] for i, event in enumerate(own) if i >= began and event[2] <= mark}
        else:
            touched = {event[1] for i, event in enumerate(own) if i >= began and (i < end if end is not None else event[2] <= until)}
        compared.append((touched, reached))
    rows = []
    for name in sorted({event[1] for event in events} - set(goal) - set(exit_)):
        n_a, n_b = sum(name in touched for touched, _ in compared), sum(name not in touched for touched, _ in compared)
        k_a, k_b = sum(reached for touched, reached in compared if name in touched), sum(reached for touched, reached in compared if name not in touched)
        if n_a == 0:
            continue
        test = chi_square([[k_a, n_a - k_a], [k_b, n_b - k_b]])
        low, high = newcombe(k_a, n_a, k_b, n_b, (1 - mpf(level)) / 2) if n_b else (None, None)
        flags = (["low_base"] if min(n_a, n_b) < 30 else []) + (["sparse_cells"] if test and test[4] < 5 else []) + ([] if landmark is not None else ["association"])
        rows.append({"touchpoint": name, "n_with": n_a, "n_without": n_b, "reached_with": k_a, "reached_without": k_b, "rate_with": Fraction(k_a, n_a), "rate_without": Fraction(k_b, n_b) if n_b else None, "difference": Fraction(k_a, n_a) - Fraction(k_b, n_b) if n_b else None, "conf_low": low, "conf_high": high, "p_value": test[2] if test else None, "flags": ",".join(flags)})
    rows.sort(key=lambda row: 2 if row["p_value"] is None else row["p_value"])
    for row, p in zip(rows, holm([row["p_value"] for row in rows])):
        row["p_adjusted"] = p
    return rows


# Self-service


def self_service(events, own, helped, field="where", within=None, pause=timedelta(minutes=30), by=None, as_of=None, level="0.95"):
    as_of = as_of or max(event[2] for event in events)
    of = 3 if field == "where" else 1
    groups = defaultdict(lambda: {"self_service": [], "assisted": [], "open": Counter()})
    if not by:
        groups[None]  # noqa: B018
    for path in paths(events).values():
        contacts = [event for event in path if event[2] <= as_of and event[of] in (*own, *helped)]
        if not contacts:
            continue
        first = contacts[0]
        group, began = groups[first[5] if by else None], "self_service" if first[of] in own else "assisted"
        if within is not None and first[2] + within > as_of:
            group["open"][began] += 1
            continue
        contacts = [event for event in contacts if within is None or event[2] <= first[2] + within]
        escalated = next((seconds(event[2] - first[2]) for event in contacts if event[of] in helped), None)
        repeated = next((seconds(b[2] - a[2]) for a, b in zip(contacts, contacts[1:]) if b[2] - a[2] > pause), None)
        group[began].append((escalated, repeated))
    rows = []
    for plan, group in sorted(groups.items(), key=lambda one: one[0] or ""):
        for measure, began in (("containment", "self_service"), ("escalation", "self_service"), ("repeat_contact", "self_service"), ("repeat_contact", "assisted")):
            found = group[began]
            times = sorted(one[measure == "repeat_contact"] for one in found if one[measure == "repeat_contact"] is not None)
            k = len(found) - len(times) if measure == "containment" else len(times)
            low, high = share(k, len(found), level) if found else (None, None)
            middle = None if measure == "containment" or not times else (times[(len(times) - 1) // 2] + times[len(times) // 2]) / 2
            row = {"measure": measure, "began": began, "n": len(found), "n_counted": k, "estimate": Fraction(k, len(found)) if found else None, "conf_low": low, "conf_high": high, "median_seconds": middle, "n_incomplete": group["open"][began]}
            rows.append({**({"plan": plan} if by else {}), **row})
    return rows


# Segments


def segments(events, count="customers", level="0.95"):
    found, keys = defaultdict(Counter), sorted({own[0][5] for own in paths(events).values()})
    for own in paths(events).values():
        seen = set()
        for i, event in enumerate(own):
            then = own[i + 1][1] if i + 1 < len(own) else None
            if count == "customers" and event[1] in seen or count == "steps" and then is None:
                continue
            seen.add(event[1])
            found[event[1]][(own[0][5], then)] += 1
    rows = []
    for source, counts in sorted(found.items()):
        targets = sorted({target for _, target in counts if target is not None}) + ([None] if any(target is None for _, target in counts) else [])
        n = {key: sum(counts[(key, target)] for target in targets) for key in keys}
        there = [key for key in keys if n[key]]
        test = chi_square([[counts[(key, target)] for target in targets] for key in keys])
        best = None
        for target in targets:
            part = {key: Fraction(counts[(key, target)], n[key]) for key in there}
            high, low = max(there, key=lambda key: part[key]), min(there, key=lambda key: part[key])  # noqa: B023
            if part[high] - part[low] > (best[3] - best[4] if best else 0):
                best = (target, high, low, part[high], part[low])
        row = {"source": source, "n": sum(n.values()), "n_segments": len(there), **{name: None for name in ("statistic", "df", "p_value", "cramers_v", "target", "segment_high", "segment_low", "share_high", "share_low", "difference", "conf_low", "conf_high")}}
        if test:
            row |= {"statistic": test[0], "df": test[1], "p_value": test[2], "cramers_v": test[3]}
        if best:
            target, high, low, share_high, share_low = best
            looked_at = len(there) * (len(there) - 1) // 2 * (1 if len(targets) == 2 else len(targets))
            ends = newcombe(counts[(high, target)], n[high], counts[(low, target)], n[low], (1 - mpf(level)) / 2 / looked_at)
            row |= {"target": target, "segment_high": high, "segment_low": low, "share_high": share_high, "share_low": share_low, "difference": share_high - share_low, "conf_low": ends[0], "conf_high": ends[1]}
        row["flags"] = "sparse_cells" if test and test[4] < 5 else ""
        rows.append(row)
    for row, p in zip(rows, holm([row["p_value"] for row in rows])):
        row["p_adjusted"] = p
    return rows


def build():
    v = Vectors("cohorts", "Event logs: retention, ends of paths, peak and end, moments of truth, self-service, segments", "from the definitions in conformance/make/cohorts.py, in fractions and 50 digits")

    def add(id_, measure, events, expect, options=None, comment=None, tol=None):
        answer = expect if isinstance(expect, dict) else {"rows": expect}
        v.add(id_, comment=comment, call="event_log", frame=frame(events), log=LOG, measure=measure, options=options, expect=answer, tol=tol or {"rel": 1e-11, "abs": 1e-13})

    few, many = walk(3, 9), walk(5, 70)
    noon = START + timedelta(days=31, hours=12)
    for every in ("day", "week", "month", "quarter", "year"):
        add(f"retention_{every}", "retention", few, retention(few, every), {"every": every})
    for kind in ("bounded", "on_or_after", "rolling"):
        add(f"retention_{kind}", "retention", many, retention(many, "week", kind), {"every": "week", "kind": kind})
        add(f"retention_of_two_events_{kind}", "retention", many, retention(many, "week", kind, ["visit"], ["pay", "read"], as_of=noon), {"every": "week", "kind": kind, "touchpoint": "visit", "return_touchpoint": ["pay", "read"], "as_of": iso(noon)})
    add("retention_of_one_event", "retention", many, retention(many, "week", touchpoint=["pay"], return_touchpoint=["pay"]), {"every": "week", "touchpoint": "pay", "return_touchpoint": "pay"}, "all are active at age 0 by definition")
    add("retention_by", "retention", many, retention(many, "month", by="plan"), {"every": "month", "by": "plan"})
    add("retention_level", "retention", few, retention(few, "week", level="0.9"), {"every": "1w", "level": 0.9})
    last = datetime(2026, 4, 30, 14, 59, 59, 999999, tzinfo=timezone.utc)
    add("retention_in_tokyo", "retention", few, retention(few, "month", tz="Asia/Tokyo", as_of=last), {"every": "month", "tz": "Asia/Tokyo", "as_of": "2026-04-30"}, "a date is known to its end, by the clocks of the zone: April is over")
    add("retention_before_the_end", "retention", few, retention(few, "month", tz="Asia/Tokyo", as_of=last - MICROSECOND), {"every": "month", "tz": "Asia/Tokyo", "as_of": iso(last - MICROSECOND)}, "a microsecond before, it is not")
    error = lambda code, field: {"error": {"code": code, "field": field}}  # noqa: E731
    add("retention_without_every", "retention", few, error("invalid_option", "every"), {"every": None})
    add("retention_every_hour", "retention", few, error("invalid_option", "every"), {"every": "hour"})
    add("retention_of_no_kind", "retention", few, error("invalid_option", "kind"), {"every": "day", "kind": "classic"})
    add("retention_of_no_touchpoint", "retention", few, error("unknown_id", "touchpoint"), {"every": "day", "touchpoint": "buy"})
    add("retention_by_nothing", "retention", few, error("unknown_column", "region"), {"every": "day", "by": "region"})

    cases = {"c1": "rtcdj", "c2": "rcedp", "c3": "recditcdp", "c4": "rctdj", "c5": "recdicediecdj", "c6": "recdp"}
    names = {"r": "register request", "c": "check ticket", "e": "examine casually", "t": "examine thoroughly", "d": "decide", "i": "reinitiate request", "p": "pay compensation", "j": "reject request"}
    running = [(who, names[letter], START + timedelta(hours=hour), None, None, "all") for who, path in cases.items() for hour, letter in enumerate(path)]
    both = ["pay compensation", "reject request"]
    told = absorption(running, both)
    known = {"check ticket": (Fraction(3, 2), Fraction(40, 7)), "decide": (Fraction(3, 2), 4), "examine casually": (1, Fraction(43, 7)), "examine thoroughly": (Fraction(1, 2), Fraction(43, 7)), "register request": (1, 7), "reinitiate request": (Fraction(1, 2), 7)}
    assert all((row["expected_visits"], row["steps_to_end"]) == known[row["touchpoint"]] for row in told if row["touchpoint"] in known)
    add("absorption_running_example", "absorption", running, told, {"targets": both}, "the process-mining book's log of six cases")
    for id_, events in (("few", few), ("many", many)):
        for targets in ([], ["pay"], ["pay", "leave"], ["leave", "visit", "pay"]):
            add("_".join(["absorption", id_, *targets]), "absorption", events, absorption(events, targets), {"targets": targets})
    add("absorption_level", "absorption", many, absorption(many, ["pay"], "0.8"), {"targets": "pay", "level": 0.8})
    add("absorption_of_one_path", "absorption", few[:1], absorption(few[:1], []), None)
    add("absorption_of_no_touchpoint", "absorption", few, error("unknown_id", "targets"), {"targets": ["buy"]})
    add("absorption_twice", "absorption", few, error("duplicate_id", "targets"), {"targets": ["pay", "pay"]})

    for id_, events in (("few", few), ("many", many)):
        for neutral in (None, 0, 1):
            options = None if neutral is None else {"neutral": neutral}
            add(f"peak_end_{id_}_{neutral}", "peak_end", events, peak_end(events, neutral)[0], options)
            add(f"peak_end_summary_{id_}_{neutral}", "peak_end_summary", events, peak_end_summary(events, neutral), options)
    add("peak_end_summary_level", "peak_end_summary", many, peak_end_summary(many, level="0.9"), {"level": 0.9})
    add("peak_end_of_plans", "peak_end", few, error("not_a_number", "plan"), {"score": "plan"})
    add("peak_end_of_nothing", "peak_end", few, error("unknown_column", "score"), {"score": "effort"})

    end = START + timedelta(days=60)
    for id_, events in (("few", few), ("many", many)):
        for mark in (None, "P3D"):
            for window in (None, "P14D"):
                options = {"goal": "pay", "exit": "leave", "landmark": mark, "within": window, "as_of": iso(end)}
                given = {"landmark": mark and 3 * DAY, "within": window and 14 * DAY, "as_of": end}
                add(f"moments_{id_}_{mark}_{window}", "moments_of_truth", events, moments(events, ["pay"], exit_=["leave"], **given), options)
    add("moments_from_a_start", "moments_of_truth", many, moments(many, ["pay"], start=["visit"], landmark=DAY), {"goal": ["pay"], "start": "visit", "landmark": "P1D"})
    add("moments_of_two", "moments_of_truth", many, moments(many, ["pay", "read"], level="0.9"), {"goal": ["pay", "read"], "level": 0.9})
    add("moments_of_no_touchpoint", "moments_of_truth", few, error("unknown_id", "goal"), {"goal": "buy"})
    add("moments_of_nothing", "moments_of_truth", few, error("invalid_option", "goal"), {"goal": None})

    for id_, events in (("few", few), ("many", many)):
        for window in (None, "P7D"):
            for by in (None, "plan"):
                options = {"self_service": ["web", "app"], "assisted": "phone", "within": window, "by": by}
                add(f"self_service_{id_}_{window}_{by}", "self_service", events, self_service(events, ["web", "app"], ["phone"], within=window and 7 * DAY, by=by), options)
    add("self_service_of_touchpoints", "self_service", many, self_service(many, ["read", "ask"], ["call"], "what", pause=timedelta(hours=6)), {"self_service": ["read", "ask"], "assisted": "call", "field": "touchpoint", "pause": "6h"})
    add("self_service_of_both", "self_service", few, error("invalid_option", "assisted"), {"self_service": ["web", "app"], "assisted": "web"})
    add("self_service_of_no_channel", "self_service", few, error("unknown_id", "assisted"), {"self_service": "web", "assisted": "letter"})
    add("self_service_of_nothing", "self_service", few, error("invalid_option", "assisted"), {"self_service": "web", "assisted": None})

    for id_, events in (("few", few), ("many", many)):
        for count in ("customers", "steps"):
            add(f"segments_{id_}_{count}", "compare_segments", events, segments(events, count), {"by": "plan", "count": count})
    add("segments_level", "compare_segments", many, segments(many, level="0.8"), {"by": "plan", "level": 0.8})
    add("segments_by_nothing", "compare_segments", few, error("unknown_column", "region"), {"by": "region"})
    add("segments_of_one", "compare_segments", running, error("too_few", "by"), {"by": "plan"})
    return v

"""The KPIs of a program, alignment, delivery gap and benchmarks."""

from collections import Counter
from datetime import date, timedelta

from mpmath import mp, mpf

import exact
from exact import real
from groups import first_day_of, following
from vectors import Vectors

START, END = date(2026, 10, 5), date(2026, 11, 18)  # a Monday, a Wednesday
PEOPLE = [f"e{i}" for i in range(1, 13)]
LEFT = {"e3": date(2026, 10, 20), "e7": date(2026, 11, 2)}
CAME = {"e5": date(2026, 10, 14), "e9": date(2026, 11, 9)}


def roster(people=PEOPLE):
    text = lambda days, one: days[one].isoformat() if one in days else None  # noqa: E731
    return {"employee": people, "from": [text(CAME, one) for one in people], "to": [text(LEFT, one) for one in people]}


def is_on(one, day):
    return CAME.get(one, date.min) <= day <= LEFT.get(one, date.max)


def days(start, end):
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]


def spans(every, start=START, end=END):
    """Each period: its name, the days of it in the window, and how many days it has in all."""
    out, at = [], first_day_of(start, every)
    while at <= end:
        after = following(at, every)
        out.append((at, days(max(at, start), min(after - timedelta(days=1), end)), (after - at).days))
        at = after
    return out


def chi_square_quantile(p, df):
    return exact.bisect(lambda x: (1 - exact.chi_square_sf(x, df)) - p, mpf(10) ** -30, 1000)


def garwood(k, exposure, level="0.95"):
    """Garwood (1936)."""
    tail = (1 - mpf(level)) / 2
    low = mpf(0) if k == 0 else chi_square_quantile(tail, 2 * k) / 2
    return low / exposure, chi_square_quantile(1 - tail, 2 * k + 2) / 2 / exposure


def share(k, n, level="0.95"):
    tail = (1 - mpf(level)) / 2
    if n == 0:
        return None, None
    if k == 0:
        return mpf(0), 1 - tail ** (mpf(1) / n)
    if k == n:
        return tail ** (mpf(1) / n), mpf(1)
    z = exact.normal_quantile(tail)
    p, square = mpf(k) / n, z * z
    middle, half = (p + square / (2 * n)) / (1 + square / n), z * mp.sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n)
    return middle - half, middle + half


def quasi_poisson(pairs, level="0.95"):
    """McCullagh and Nelder (1989), 6.2: log link, Pearson's dispersion, Student's t."""
    pairs = [(k, real(e)) for k, e in pairs if e > 0]
    events, exposure = sum(k for k, _ in pairs), sum(e for _, e in pairs)
    rate = events / exposure
    if events == 0:
        low, high = garwood(0, exposure, level)
        return dict(estimate=mpf(0), std_error=mpf(0), conf_low=low, conf_high=high)
    dispersion = sum((k - rate * e) ** 2 / (rate * e) for k, e in pairs) / (len(pairs) - 1)
    margin = exact.student_quantile((1 - mpf(level)) / 2, len(pairs) - 1) * mp.sqrt(max(dispersion, 1) / events)
    return dict(estimate=rate, std_error=rate * mp.sqrt(max(dispersion, 1) / events), conf_low=rate * mp.exp(-margin), conf_high=rate * mp.exp(margin), dispersion=dispersion)


def clustered(pairs, level="0.95"):
    """Cochran (1977), 6.3; the interval on the scale of log-odds."""
    pairs = [(mpf(y), mpf(x)) for y, x in pairs if x > 0]
    g, x = len(pairs), sum(x for _, x in pairs)
    ratio = sum(y for y, _ in pairs) / x
    error = mp.sqrt(mpf(g) / (g - 1) * sum((y - ratio * own) ** 2 for y, own in pairs)) / x
    margin = exact.student_quantile((1 - mpf(level)) / 2, g - 1) * error / (ratio * (1 - ratio))
    logit, expit = mp.log(ratio / (1 - ratio)), lambda v: 1 / (1 + mp.exp(-v))
    return dict(estimate=ratio, std_error=error, conf_low=expit(logit - margin), conf_high=expit(logit + margin))


IDEAS = [(PEOPLE[i * i % 7 % 5], START + timedelta(days=i * 5 % 44), i % 3 == 0) for i in range(17)]
ACTIVITY = [(PEOPLE[(i * 5 + i // 4) % 12], START + timedelta(days=i * 11 % 45)) for i in range(70)]
ACTIVITY = [(who, day) for who, day in ACTIVITY if who != "e11"]


def innovation_of(every, first=START, last=END):
    rows, ideas = [], [(who, day, yes) for who, day, yes in IDEAS if is_on(who, day)]
    for start, inside, length in spans(every, first, last):
        n = sum(day in inside for _, day, _ in ideas)
        exposure = mpf(sum(is_on(one, day) for one in PEOPLE for day in inside)) / length
        low, high = garwood(n, exposure)
        excluded = sum(day in inside for _, day, _ in IDEAS) - n
        rows.append(dict(period=start.isoformat(), rostered=exposure, n_excluded=excluded, n=n, estimate=100 * n / exposure, conf_low=100 * low, conf_high=100 * high))
    return rows


def innovation(every):
    rows, ideas = innovation_of(every), [(who, day, yes) for who, day, yes in IDEAS if is_on(who, day)]
    weeks = lambda one: sum(mpf(sum(is_on(one, day) for day in inside)) / length for _, inside, length in spans(every))  # noqa: E731
    pairs = [(sum(who == one for who, _, _ in ideas), weeks(one)) for one in PEOPLE]
    rate = quasi_poisson(pairs)
    hundred = {key: (1 if key == "dispersion" else 100) * value for key, value in rate.items()}
    accepted = clustered([(sum(who == one and yes for who, _, yes in ideas), sum(who == one for who, _, _ in ideas)) for one in PEOPLE])
    authors = len({who for who, _, _ in ideas})
    hide = dict(estimate=None, n=None, flags="suppressed") if authors < 5 else dict(**accepted, n=len(ideas))
    return rows, [dict(measure="rate", n=len(ideas), n_excluded=sum(row["n_excluded"] for row in rows), **hundred), dict(measure="acceptance", **hide)]


def kaplan_meier_median(watched, level="0.95"):
    """Kaplan and Meier (1958); log-log ends, Brookmeyer and Crowley (1982)."""
    z = exact.normal_quantile((1 - mpf(level)) / 2)
    survival, greenwood, out = mpf(1), mpf(0), [None, None, None]
    for time in sorted({time for time, _ in watched}):
        n, d = sum(other >= time for other, _ in watched), sum(other == time and event for other, event in watched)
        if d == 0:
            continue
        survival *= 1 - mpf(d) / n
        greenwood += mpf(d) / (n * (n - d)) if n > d else mpf(0)
        reach = z * mp.sqrt(greenwood) / mp.log(survival) if 0 < survival < 1 else None
        ends = (survival ** mp.exp(-reach), survival ** mp.exp(reach)) if reach is not None else (mpf(0), None)
        for i, value in enumerate((survival, *ends)):
            if out[i] is None and value is not None and value <= mpf("0.5"):
                out[i] = time
    return dict(zip(("estimate", "conf_low", "conf_high"), out))


def engagement_of(every, first, last):
    return engagement(every, first=first, last=last)[0]


def engagement(every, workdays=range(7), first=START, last=END):
    works = lambda day: day.weekday() in workdays  # noqa: E731
    seen = {(who, day) for who, day in ACTIVITY if is_on(who, day) and works(day)}
    rows, by = [], {one: [] for one in PEOPLE}
    for start, inside, _ in spans(every, first, last):
        inside = [day for day in inside if works(day)]
        rostered = {one: sum(is_on(one, day) for day in inside) for one in PEOPLE}
        engaged = {one: sum((one, day) in seen for day in inside) for one in PEOPLE}
        n, k = sum(value > 0 for value in rostered.values()), sum(value > 0 for value in engaged.values())
        low, high = share(k, n)
        excluded = sum(day in inside and not is_on(who, day) for who, day in ACTIVITY)
        rows.append(dict(period=start.isoformat(), n=n or 0, n_engaged=k, n_excluded=excluded, estimate=mpf(k) / n if n else None, conf_low=low, conf_high=high))
        for one in PEOPLE:
            if rostered[one]:
                by[one].append((engaged[one], rostered[one]))
    pooled = [
        dict(measure="engagement", **clustered([(sum(e > 0 for e, _ in own), len(own)) for own in by.values()])),
        dict(measure="engaged_days", **clustered([(sum(e for e, _ in own), sum(r for _, r in own)) for own in by.values()])),
    ]
    if every != "day":
        pooled.append(dict(measure="stickiness", **clustered([(sum(e for e, _ in own), sum(r for e, r in own if e)) for own in by.values()])))
    people = [own for own in by.values() if own]
    never = sum(all(e == 0 for e, _ in own) for own in people)
    low, high = share(never, len(people))
    pooled.append(dict(measure="never_engaged", n=len(people), estimate=mpf(never) / len(people), conf_low=low, conf_high=high))
    left_out = sum(row["n_excluded"] for row in rows)
    return rows, [dict(**row, n_excluded=left_out) for row in pooled]


def chao_jost(counts):
    """Chao, Wang and Jost (2013), formula 4, as it is printed."""
    counts = [x for x in counts if x]
    n, f1, f2 = sum(counts), counts.count(1), counts.count(2)
    h = sum(mpf(x) / n * (mp.digamma(n) - mp.digamma(x)) for x in counts)
    if not f1:
        return h
    a = mpf(2 * f2) / ((n - 1) * f1 + 2 * f2) if f2 else mpf(2) / ((n - 1) * (f1 - 1) + 2)
    if a == 1:
        return h
    return h + mpf(f1) / n * (1 - a) ** (1 - n) * (-mp.log(a) - sum((1 - a) ** r / r for r in range(1, n)))


def jackknife(statistic, counts):
    """The delete-one jackknife's variance."""
    n = sum(counts)
    left = [(statistic([x - (i == j) for j, x in enumerate(counts)]), own) for i, own in enumerate(counts) if own]
    mean = sum(value * own for value, own in left) / n
    return mpf(n - 1) / n * sum((value - mean) ** 2 * own for value, own in left)


def agree(counts):
    n = sum(counts)
    return mpf(sum(x * (x - 1) for x in counts)) / (n * (n - 1))


def measures(counts, level="0.95", match=None):
    n, seen = sum(counts), sum(x > 0 for x in counts)
    f1, f2 = counts.count(1), counts.count(2)
    t = exact.student_quantile((1 - mpf(level)) / 2, n - 1)
    shares = [mpf(x) / n for x in counts if x]
    hill1, hill2 = mp.exp(-sum(p * mp.log(p) for p in shares)), 1 / sum(p * p for p in shares)
    a = agree(counts)
    error = mp.sqrt(max(jackknife(agree, counts), 2 * a * (1 - a) / (n * (n - 1))))
    low, high = max(a - t * error, mpf(0)), min(a + t * error, mpf(1))
    h, spread = chao_jost(counts), t * mp.sqrt(jackknife(chao_jost, counts) + mpf(seen - 1) / (2 * n * n))
    unseen = mpf(f1 * f1) / (2 * f2) if f2 else mpf(f1 * (f1 - 1)) / 2
    coverage = 1 if not f1 else 1 - mpf(f1) / n * ((n - 1) * f1 / mpf((n - 1) * f1 + 2 * f2) if f2 else (n - 1) * (f1 - 1) / mpf((n - 1) * (f1 - 1) + 2))
    ends = (1 / high, 1 / low) if low > 0 else (None, None)
    hull = (min(ends[0], hill2), max(ends[1], hill2)) if low > 0 else ends
    rows = [
        ("distinct", mpf(seen), None, None),
        ("chao1", seen + mpf(n - 1) / n * unseen, None, None),
        ("coverage", coverage, None, None),
        ("hill1", hill1, min(max(mp.exp(h - spread), mpf(1)), hill1), max(mp.exp(h + spread), hill1)),
        ("hill2", hill2, *hull),
        ("hill2_unbiased", 1 / a, *ends),
        ("agreement", a, low, high),
    ]
    if match is not None:
        rows.append(("match", mpf(match) / n, *share(match, n, level)))
    return [dict(measure=name, estimate=estimate, conf_low=low, conf_high=high, n=n) for name, estimate, low, high in rows]


def spread_out(counts):
    return [f"answer {i}" for i, x in enumerate(counts) for _ in range(x)]


def build():
    v = Vectors("program", "KPIs of a program, alignment, delivery gap and benchmarks", "Garwood (1936), Wilson (1927), Cochran (1977), McCullagh and Nelder (1989), Hill (1973), Chao, Wang and Jost (2013), Zou and Donner (2008); mpmath 1.3.0")
    tol = {"rel": 1e-11, "abs": 1e-12}
    rows_of = lambda rows: {"rows": rows}  # noqa: E731
    for k, n in ((0, 30), (0, 100), (0, 300), (30, 30), (12, 80), (0, 0)):
        low, high = share(k, n)
        v.add(f"goal_share_{k}_of_{n}", call="goal_share", options={"n_reached": k, "n_total": n}, expect=dict(estimate=mpf(k) / n if n else None, conf_low=low, conf_high=high, n=n), tol=tol)
    low, high = share(3, 40, "0.9")
    v.add("goal_share_level", call="goal_share", options={"n_reached": 3, "n_total": 40, "level": 0.9}, expect=dict(conf_low=low, conf_high=high, conf_level=0.9), tol=tol)
    v.add("goal_share_too_many", call="goal_share", options={"n_reached": 3, "n_total": 2}, expect={"error": {"code": "out_of_range", "field": "n_reached"}})

    window = {"start": START.isoformat(), "end": END.isoformat()}
    ideas = {"author": [who for who, _, _ in IDEAS], "at": [day.isoformat() for _, day, _ in IDEAS], "accepted": [yes for _, _, yes in IDEAS]}
    activity = {"employee": [who for who, _ in ACTIVITY], "at": [day.isoformat() + "T09:30:00" for _, day in ACTIVITY]}
    office = ["mon", "tue", "wed", "thu", "fri"]
    for every in ("day", "week", "month"):
        options = {"every": every, **window}
        periods, pooled = innovation(every)
        v.add(f"innovation_{every}", call="rate_of_innovation", frame=ideas, roster=roster(), options=options, expect=rows_of(periods), tol=tol)
        v.add(f"innovation_{every}_pooled", call="rate_of_innovation", frame=ideas, roster=roster(), options={**options, "rows": "pooled"}, expect=rows_of(pooled), tol=tol)
        periods, pooled = engagement(every)
        v.add(f"engagement_{every}", call="employee_engagement", frame=activity, roster=roster(), options=options, expect=rows_of(periods), tol=tol)
        v.add(f"engagement_{every}_pooled", call="employee_engagement", frame=activity, roster=roster(), options={**options, "rows": "pooled"}, expect=rows_of(pooled), tol=tol)
    periods, pooled = engagement("week", range(5))
    v.add("engagement_workdays", call="employee_engagement", frame=activity, roster=roster(), options={"every": "week", **window, "workdays": office}, expect=rows_of(periods), tol=tol)
    v.add("engagement_workdays_pooled", call="employee_engagement", frame=activity, roster=roster(), options={"every": "week", **window, "workdays": office, "rows": "pooled"}, expect=rows_of(pooled), tol=tol)
    few = {"employee": PEOPLE[:4]}
    v.add("engagement_of_four", call="employee_engagement", frame=activity, roster=few, options={"every": "month", **window}, expect=rows_of([dict(n=None, n_engaged=None, estimate=None, conf_low=None, flags="suppressed")] * 2), comment="fewer than five employees are hidden")
    gone = {"employee": PEOPLE[:5] + ["left"], "from": [None] * 6, "to": [None] * 5 + ["2026-10-05"]}
    did = {"employee": [*PEOPLE[:3], "left", "left", "nobody", "nobody"], "at": ["2026-10-05"] * 4 + ["2026-10-06", "2026-10-05", "2026-09-30"]}
    v.add("engagement_excluded", call="employee_engagement", frame=did, roster=gone, options={"every": "day", "start": "2026-10-05", "end": "2026-10-06"}, expect=rows_of([dict(n=6, n_engaged=4, n_excluded=1), dict(n=5, n_engaged=0, n_excluded=1)]), comment="who had left, and who was never on the roster; a day outside the window is not asked about")
    v.add("innovation_duplicates", call="rate_of_innovation", frame={"author": ["e1", "e1", "e2", "x9"], "at": ["2026-10-05"] * 4, "id": [1, 1, 2, 3], "duplicate": [False, False, True, False]}, roster=roster(), options={"every": "month", "start": "2026-10-01", "end": "2026-10-31"}, expect=rows_of([dict(n=1, n_excluded=3)]), comment="an idea counts once, not as a duplicate, and of people on the roster")
    had = [(PEOPLE[i % 9], START + timedelta(days=i * 3 % 40), i * 7 % 29 if i % 4 else None) for i in range(24)]
    had = [(who, day, wait) for who, day, wait in had if is_on(who, day)]
    told = {"author": [who for who, _, _ in had], "at": [day.isoformat() for _, day, _ in had], "adopted": [None if wait is None else (day + timedelta(days=wait)).isoformat() for _, day, wait in had]}
    for id_, as_of, level in (("innovation_adoption", END, "0.95"), ("innovation_adoption_as_of", date(2026, 12, 24), "0.9")):
        watched = [(wait, True) if wait is not None and day + timedelta(days=wait) <= as_of else ((as_of - day).days, False) for _, day, wait in had]
        by = {who: [event for (other, _, _), (_, event) in zip(had, watched) if other == who] for who in PEOPLE}
        adopted = clustered([(sum(own), len(own)) for own in by.values()], level)
        median = kaplan_meier_median(watched, level)
        options = {"every": "month", **window, "rows": "pooled", "as_of": as_of.isoformat(), "level": float(level)}
        v.add(id_, call="rate_of_innovation", frame=told, roster=roster(), options=options, expect=rows_of([dict(measure="rate", n=len(had)), dict(measure="adoption", n=len(had), **adopted), dict(measure="days_to_adoption", n=len(had), std_error=None, method="kaplan_meier", **median)]), tol=tol)
    never = {**told, "adopted": [(day + timedelta(days=40)).isoformat() if i == 0 else None for i, (_, day, _) in enumerate(had)]}
    v.add("innovation_adoption_not_reached", call="rate_of_innovation", frame=never, roster=roster(), options={"every": "month", **window, "rows": "pooled"}, expect=rows_of([{}, {}, dict(measure="days_to_adoption", flags="not_reached,low_base", **kaplan_meier_median([(40, True)] + [((END - day).days, False) for _, day, _ in had[1:]]))]), comment="one adopted after 40 days: the median is not reached, its lower end is")
    v.add("innovation_adopted_before", call="rate_of_innovation", frame={"author": ["e1"], "at": ["2026-10-06"], "adopted": ["2026-10-05"]}, roster=roster(), options={"every": "month", **window}, expect={"error": {"code": "invalid_option", "row": 0, "field": "adopted"}})
    v.add("innovation_as_of", call="rate_of_innovation", frame=ideas, roster=roster(), options={"every": "month", **window, "as_of": "2026-11-01"}, expect={"error": {"code": "invalid_option", "field": "as_of"}})
    v.add("innovation_end", call="rate_of_innovation", frame=ideas, roster=roster(), options={"every": "week", "start": "2026-10-05", "end": "2026-10-04"}, expect={"error": {"code": "invalid_option", "field": "end"}})
    v.add("engagement_workday_name", call="employee_engagement", frame=activity, roster=roster(), options={"every": "week", **window, "workdays": ["monday"]}, expect={"error": {"code": "invalid_option", "field": "workdays"}})
    v.add("innovation_author", call="rate_of_innovation", frame={"autor": ["e1"], "at": ["2026-10-05"]}, roster=roster(), options={"every": "week", **window}, expect={"error": {"code": "unknown_column", "field": "author"}})

    changes = {"at": ["2026-10-05", "2026-10-05", "2026-10-05", "2026-10-20", "2026-11-03", "2026-11-03"], "kind": ["add", "replace", "cosmetic", "replace", "move", "replace"], "about": ["persona", "journey", "journey", "goal", "journey", "journey"], "element": ["a", "b", "c", "d", "b", "b"], "version": [1, 1, 1, 2, 3, 3], "reverted": [False, True, False, False, False, False]}
    options = {"every": "month", "start": "2026-10-01", "end": "2026-12-31"}
    row = lambda start, n, **more: dict(period=start, n=n, estimate=mpf(n), conf_low=garwood(n, 1)[0], conf_high=garwood(n, 1)[1], **more)  # noqa: E731
    v.add("improvement", call="rate_of_improvement", frame=changes, options=options, expect=rows_of([row("2026-10-01", 2, n_cosmetic=1, n_goals=1, n_reverted=1), row("2026-11-01", 1, n_repeated=1), row("2026-12-01", 0)]), tol=tol)
    apart = {"at": ["2026-10-05"] * 6, "about": ["goal", "journey", "persona", "persona", "persona", "persona"], "element": ["x", "x", "n", "n", "n", "n"], "within": [None, None, "/personas/a/needs", "/personas/b/needs", "/personas/b/needs", ""], "version": [1] * 6}
    for id_, frame in (("improvement_within", apart), ("improvement_within_turned", {name: own[::-1] for name, own in apart.items()})):
        v.add(id_, call="rate_of_improvement", frame=frame, options={**options, "end": "2026-10-31"}, expect=rows_of([dict(n=4, n_goals=1, n_repeated=1, n_reverted=None, n_effective=None)]), comment="an element is told by what it is and where it stands, in any order of the rows")
    pairs = lambda *counts: [(k, mpf(1)) for k in counts]  # noqa: E731
    of = lambda kind, *counts: dict(measure="rate", kind=kind, n=sum(counts), **{k: x for k, x in quasi_poisson(pairs(*counts)).items() if k != "dispersion"})  # noqa: E731
    part = lambda name, kind, k, n: dict(measure=name, kind=kind, n=n, estimate=mpf(k) / n, conf_low=share(k, n)[0], conf_high=share(k, n)[1])  # noqa: E731
    v.add("improvement_pooled", call="rate_of_improvement", frame=changes, options={**options, "rows": "pooled"}, expect=rows_of([of(None, 2, 1, 0), part("reverted", None, 1, 3), of("add", 1, 0, 0), part("reverted", "add", 0, 1), of("move", 0, 1, 0), part("reverted", "move", 0, 1), of("replace", 1, 0, 0), part("reverted", "replace", 1, 1)]), tol=tol)
    # Six watched changes: Holm's products are 6 * 0.001, 5 * 0.009, 4 * 0.012, 0.048 again, ... so that four move at 5 %, of which one for the worse.
    watched = {"at": ["2026-10-05", "2026-10-06", "2026-10-07", "2026-11-03", "2026-11-04", "2026-11-05", "2026-12-01"], "kind": ["add", "add", "replace", "replace", "add", "move", "move"], "effect": [2.0, 1.5, -3.0, 1.0, 0.5, 4.0, None], "p_value": [0.001, 0.012, 0.009, 0.014, 0.2, 0.03, None]}
    counts = {None: (3, 3, 1), "add": (2, 1, 0), "move": (0, 1, 1), "replace": (1, 1, 0)}
    moved = {None: (3, 6), "add": (2, 3), "move": (0, 1), "replace": (1, 2)}
    want = [row for kind in counts for row in (of(kind, *counts[kind]), part("effective", kind, *moved[kind]))]
    v.add("improvement_effective", call="rate_of_improvement", frame=watched, options={**options, "rows": "pooled"}, expect=rows_of(want), tol=tol, comment="effect above 0 and Holm's p of at most 1 - level")
    v.add("improvement_effective_periods", call="rate_of_improvement", frame=watched, options=options, expect=rows_of([dict(n=3, n_effective=2), dict(n=3, n_effective=1), dict(n=1, n_effective=0)]))
    v.add("improvement_effective_bh", call="rate_of_improvement", frame=watched, options={**options, "adjust": "bh"}, expect=rows_of([dict(n_effective=2), dict(n_effective=2), {}]), comment="0.03 * 6 / 5 = 0.036")
    v.add("improvement_half_watched", call="rate_of_improvement", frame={"at": ["2026-10-05"], "p_value": [0.1]}, options=options, expect={"error": {"code": "invalid_option", "field": "effect"}})
    v.add("improvement_p", call="rate_of_improvement", frame={"at": ["2026-10-05"], "p_value": [1.1], "effect": [1]}, options=options, expect={"error": {"code": "out_of_range", "row": 0, "field": "p_value"}})

    # All four in one table.
    goals = {"at": ["2026-10-05", "2026-10-20", "2026-10-31", "2026-11-02", "2026-11-10", "2026-09-30"], "reached": ["2026-10-06", None, "2027-01-02", "2026-11-02", None, "2026-10-01"]}
    whole = {"every": "month", "start": "2026-10-01", "end": "2026-11-30"}
    reached = lambda period, k, n: dict(kpi="goal_performance", goal=None, period=period, unit="share", n=n, estimate=mpf(k) / n, conf_low=share(k, n)[0], conf_high=share(k, n)[1], flags="low_base")  # noqa: E731
    changed = lambda period, n: dict(kpi="rate_of_improvement", period=period, unit="changes", n=n, estimate=mpf(n), conf_low=garwood(n, 1)[0], conf_high=garwood(n, 1)[1])  # noqa: E731
    both = dict(activity=activity, roster=roster(), ideas=ideas, versions=changes, goals=goals)
    engaged = [dict(kpi="employee_engagement", period=row["period"], unit="share", **{k: row[k] for k in ("n", "n_excluded", "estimate", "conf_low", "conf_high")}) for row in engagement_of("month", date(2026, 10, 1), date(2026, 11, 30))]
    innovated = [dict(kpi="rate_of_innovation", period=row["period"], unit="per_100_employees", **{k: row[k] for k in ("n", "n_excluded", "estimate", "conf_low", "conf_high")}) for row in innovation_of("month", date(2026, 10, 1), date(2026, 11, 30))]
    v.add("program_kpis", call="program_kpis", frames=both, options=whole, expect=rows_of([*engaged, *innovated, changed("2026-10-01", 2), changed("2026-11-01", 1), reached("2026-10-01", 1, 3), reached("2026-11-01", 1, 2)]), tol=tol, comment="a goal reached after the last day known counts as not reached yet")
    two = {"goals": {**goals, "goal": ["a", "b", "a", "a", "b", "b"]}}
    v.add("program_kpis_pooled", call="program_kpis", frames=two, options={**whole, "rows": "pooled"}, expect=rows_of([dict(kpi="goal_performance", goal="a", measure="goal_performance", n=3, estimate=mpf(2) / 3), dict(goal="b", n=2, estimate=0.0)]), tol=tol)
    v.add("program_kpis_of_nothing", call="program_kpis", frames={}, options=whole, expect={"error": {"code": "invalid_option", "field": "activity"}})
    v.add("program_kpis_roster", call="program_kpis", frames={"ideas": ideas}, options=whole, expect={"error": {"code": "invalid_option", "field": "roster"}})

    for counts in ((4, 3, 2, 1), (40, 30, 20, 10), (25, 25, 25, 25), (60, 5, 3, 2, 1, 1, 1), (9, 2, 2)):
        frame = {"q": ["who"] * sum(counts), "a": spread_out(counts)}
        v.add("alignment_" + "_".join(map(str, counts)), call="alignment", frame=frame, options={"question": "q", "answer": "a"}, expect=rows_of(measures(list(counts))), tol=tol)
    frame = {"q": ["who"] * 10, "a": [" " + x.upper() for x in spread_out((4, 3, 2, 1))]}
    v.add("alignment_match", call="alignment", frame=frame, options={"question": "q", "answer": "a", "model": {"who": "Answer 0"}, "level": 0.9}, expect=rows_of(measures([4, 3, 2, 1], "0.9", match=4)), comment="case and outer spaces do not tell answers apart", tol=tol)
    tail = mpf("0.025")
    same = dict(estimate=1.0, conf_low=tail ** (mpf(2) / 12), conf_high=1.0)
    v.add("alignment_all_agree", call="alignment", frame={"q": ["who"] * 12, "a": ["x"] * 12}, options={"question": "q", "answer": "a"}, expect=rows_of([dict(estimate=1.0), dict(estimate=1.0), dict(estimate=1.0), dict(estimate=1.0, conf_low=None), dict(estimate=1.0), dict(estimate=1.0), same]), tol=tol)
    apart = dict(estimate=0.0, conf_low=0.0, conf_high=-2 * mp.log(tail) / 132)
    v.add("alignment_none_agree", call="alignment", frame={"q": ["who"] * 12, "a": [f"a{i}" for i in range(12)]}, options={"question": "q", "answer": "a"}, expect=rows_of([dict(estimate=12.0), {}, {}, dict(estimate=12.0, conf_low=None), dict(estimate=12.0, conf_low=None), dict(estimate=None), apart]), tol=tol)
    teams = {"q": ["who"] * 33, "a": ["x"] * 15 + ["y"] * 15 + ["x", "y", "y"], "team": ["sales"] * 15 + ["care"] * 15 + ["board"] * 3}
    whole = measures([16, 17])
    hidden = [dict(estimate=None, n=None, conf_low=None)] * 7
    silo = [dict(measure="silo_index", p_value=0.001)]
    got = Counter(zip(teams["a"], teams["team"]))
    assert got[("x", "board")] == 1
    v.add("alignment_teams", call="alignment", frame=teams, options={"question": "q", "answer": "a", "team": "team"}, expect=rows_of([dict(team=None, **one) for one in whole] + silo + [dict(team="board", **one) for one in hidden] + [dict(team="care", flags="suppressed_secondary", **one) for one in hidden] + [dict(team="sales", estimate=1.0, n=15) if i in (0, 3, 4, 5, 6) else {} for i in range(7)]), comment="the board has three: hidden, and care with it, or the whole less the others would tell", tol=tol)
    two = {"q": ["who"] * 20, "a": ["x"] * 10 + ["y"] * 10, "team": ["a"] * 10 + ["b"] * 10}
    v.add("alignment_silos", call="alignment", frame=two, options={"question": "q", "answer": "a", "team": "team"}, expect=rows_of([{}] * 7 + [dict(measure="silo_index", estimate=1.0, p_value=0.001, n=20)] + [{}] * 14), tol=tol)
    v.add("alignment_twice", call="alignment", frame={"q": ["who", "who"], "a": ["x", "y"], "e": [1, 1]}, options={"question": "q", "answer": "a", "employee": "e"}, expect={"error": {"code": "duplicate_id", "row": 1, "field": "e"}})
    either = {"q": ["who"] * 10, "a": spread_out((4, 3, 2, 1))}
    v.add("alignment_match_either", call="alignment", frame=either, options={"question": "q", "answer": "a", "model": {"WHO": ["answer 0", "Answer 2", "answer 9"]}}, expect=rows_of(measures([4, 3, 2, 1], match=6)), tol=tol, comment="one of several published answers")
    text = lambda words: {"en": words}  # noqa: E731
    event = lambda kind: {"event": {"type": kind}}  # noqa: E731
    persona = lambda id_, name: {"id": id_, "name": {"en": name, "de": name + " (de)"}, "needs": [{"id": "n", "text": text("x")}], "challenges": [{"id": "c", "text": text("x")}], "assign": {"test": {"prop": "p", "op": "eq", "value": id_}}}  # noqa: E731
    model = {
        "cxm": "1.0", "id": "care", "version": {"seq": 1, "parents": [], "at": "2026-11-21T09:00:00+00:00", "author": "emp:mia", "message": "m"},
        "personas": [persona("esrd", "Patients"), persona("kin", "Relatives")], "journeys": [],
        "goals": [{"id": "day-1", "name": text("Benefit on day 1"), "action": event("benefit"), "start": event("enrolled"), "population": "customers", "objective": "o"}],
    }  # fmt: skip
    asked = {"q": ["q-who"] * 12 + ["q-goal"] * 12 + ["else"] * 12, "a": ["patients", "Relatives ", "ESRD", "Patients (de)"] + ["nurses"] * 8 + ["benefit on day 1"] * 9 + ["growth"] * 3 + ["x"] * 12}
    mine, goal = measures([1, 1, 1, 1, 8], match=4), measures([9, 3], match=9)
    v.add("alignment_model", call="alignment", frame=asked, options={"question": "q", "answer": "a", "model": model}, expect=rows_of([dict(question="q-who", measure=row["measure"], estimate=row["estimate"], n=12) for row in mine] + [dict(question="q-goal", **row) for row in goal] + [dict(question="else", measure=row["measure"]) for row in goal[:-1]]), tol=tol, comment="personas answer who, goals what for; by id or name, in any language")
    v.add("alignment_model_of_other_questions", call="alignment", frame={"q": ["why"], "a": ["x"]}, options={"question": "q", "answer": "a", "model": model}, expect={"error": {"code": "unknown_id", "field": "model"}})
    v.add("alignment_broken_model", call="alignment", frame={"q": ["why"], "a": ["x"]}, options={"question": "q", "answer": "a", "model": {"cxm": "1.0"}}, expect={"error": {"code": "invalid_json"}})
    v.add("alignment_unasked", call="alignment", frame={"q": ["who"], "a": ["x"]}, options={"question": "q", "answer": "a", "model": {"whom": "x"}}, expect={"error": {"code": "unknown_id", "field": "model"}})

    low_a, high_a = share(80, 100)
    low_b, high_b = share(8, 100)
    a, b = mpf(80) / 100, mpf(8) / 100
    v.add("delivery_gap", call="delivery_gap", a=[1] * 80 + [0] * 20, b=[1] * 8 + [0] * 92, expect=dict(metric="delivery_gap", estimate=mpf(72) / 100, conf_low=a - b - mp.sqrt((a - low_a) ** 2 + (high_b - b) ** 2), conf_high=a - b + mp.sqrt((high_a - a) ** 2 + (b - low_b) ** 2), n_a=100, n_b=100, method="newcombe"), source="Bain (2005): 80 % of companies, 8 % of their customers", tol=tol)
    column = [10] * 45 + [9] * 15 + [8] * 22 + [5] * 18
    ours = exact.estimate("nps", [exact.Answer(x) for x in column], {})
    e, low, high, error = (real(ours[key]) for key in ("estimate", "conf_low", "conf_high", "std_error"))
    z = exact.normal_quantile(tail)

    def benchmark(id_, given, below, above, fixed):
        d, b_error = e - given["value"], (below + above) / (2 * z)
        want = dict(estimate=d, conf_low=d - mp.sqrt((e - low) ** 2 + above**2), conf_high=d + mp.sqrt((high - e) ** 2 + below**2), std_error=mp.sqrt(error**2 + b_error**2), p_value=2 * exact.normal_sf(abs(d) / mp.sqrt(error**2 + b_error**2)), flags=["fixed_benchmark"] if fixed else [])
        v.add(id_, call="compare_to_benchmark", name="nps", column=column, benchmark={"metric": "nps", **given}, expect=want, tol=tol)

    benchmark("benchmark_fixed", {"value": 30.0}, mpf(0), mpf(0), True)
    benchmark("benchmark_interval", {"value": 30.0, "conf_low": 26.0, "conf_high": 33.0}, mpf(4), mpf(3), False)
    ratio = z / exact.normal_quantile(mpf("0.05"))
    benchmark("benchmark_level", {"value": 30.0, "conf_low": 26.0, "conf_high": 33.0, "conf_level": 0.9}, 4 * ratio, 3 * ratio, False)
    half = z * error * mp.sqrt(mpf(100) / 400)
    benchmark("benchmark_n", {"value": 30.0, "n": 400}, half, half, False)
    v.add("benchmark_of_another", call="compare_to_benchmark", name="nps", column=column, benchmark={"metric": "csat", "value": 0.8}, expect={"error": {"code": "definition_mismatch", "field": "benchmark"}})
    v.add("benchmark_range", call="compare_to_benchmark", name="nps", column=column, benchmark={"metric": "nps", "value": 130}, expect={"error": {"code": "out_of_range", "field": "value"}})
    return v

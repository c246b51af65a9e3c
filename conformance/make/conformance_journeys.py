"""Conformance to a flow, handoffs, consistency of channels and friction, from their rules.

Alignments by another way than the library's: Brzozowski's derivatives of the flow (J. ACM 11:481, 1964) and a search over whole alignments in the order of the stated rule.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache

from mpmath import mp, mpf

import exact
from compare import newcombe
from exact import real
from goal_performance import START, chance
from journey import LOG, frame, paths, seconds, share
from vectors import Vectors

NOTHING, EMPTY = ("choice",), ("seq",)


def block(flow):
    """A flow of JSON as tuples."""
    if isinstance(flow, str):
        return ("step", flow)
    if isinstance(flow, list):
        return ("seq", *map(block, flow))
    [(kind, inner)] = flow.items()
    if kind in ("opt", "loop"):
        return (kind, block(inner))
    return block(inner) if kind == "step" else (kind, *map(block, inner))


@lru_cache(None)
def nullable(flow):
    kind, *parts = flow
    return {"step": lambda: False, "seq": lambda: all(map(nullable, parts)), "any": lambda: all(map(nullable, parts)), "choice": lambda: any(map(nullable, parts)), "opt": lambda: True, "loop": lambda: nullable(parts[0])}[kind]()


def several(kind, parts):
    """A block without what adds nothing."""
    if kind == "choice":
        parts = sorted({p for part in parts for p in (part[1:] if part[0] == "choice" else [part])})
    elif NOTHING in parts:
        return NOTHING
    else:
        parts = [p for part in parts for p in (part[1:] if part[0] == kind else [part]) if p != EMPTY and p != ("any",)]
        parts = sorted(parts) if kind == "any" else parts
    return parts[0] if len(parts) == 1 else (kind, *parts) if parts or kind == "choice" else EMPTY


@lru_cache(None)
def after(flow, name):
    """What is left of a flow after a touchpoint."""
    kind, *parts = flow
    if kind == "step":
        return EMPTY if parts[0] == name else NOTHING
    if kind == "choice":
        return several("choice", [after(part, name) for part in parts])
    if kind == "any":
        return several("choice", [several("any", [after(part, name), *parts[:i], *parts[i + 1 :]]) for i, part in enumerate(parts)])
    if kind == "opt":
        return after(parts[0], name)
    if kind == "loop":
        return several("seq", [after(parts[0], name), ("opt", flow)])
    ways = []
    for i, part in enumerate(parts):
        ways.append(several("seq", [after(part, name), *parts[i + 1 :]]))
        if not nullable(part):
            break
    return several("choice", ways)


def names(flow):
    return {flow[1]} if flow[0] == "step" else set().union(*map(names, flow[1:]))


def align(flow, path, anywhere=False):
    """The first alignment by the rule: fewest moves on one side, then most matches, then from the start on match, log, flow by name."""
    steps, done = sorted(names(flow)), set()
    queue = [(0, 0, (), 0, flow)]
    while True:
        cost, logs, moves, i, left = heapq.heappop(queue)
        if (i, left) in done:
            continue
        done.add((i, left))
        if i == len(path) and (nullable(left) or anywhere):
            return cost, moves
        if i < len(path):
            next_ = after(left, path[i])
            if next_ != NOTHING:
                heapq.heappush(queue, (cost, logs, (*moves, (0, path[i])), i + 1, next_))
            heapq.heappush(queue, (cost + 1, logs + 1, (*moves, (1, path[i])), i + 1, left))
        for name in steps:
            next_ = after(left, name)
            if next_ != NOTHING:
                heapq.heappush(queue, (cost + 1, logs, (*moves, (2, name)), i, next_))


def deviations(moves):
    """Times by touchpoint and kind."""
    matched, inserted, skipped = (Counter(name for kind, name in moves if kind == k) for k in range(3))
    found = {}
    for name in {*matched, *inserted, *skipped}:
        moved = min(inserted[name], skipped[name])
        found[name, "skipped"] = skipped[name] - moved
        found[name, "out_of_order"] = moved
        found[name, "repeated" if matched[name] + moved else "unplanned"] = inserted[name] - moved
    return {key: times for key, times in found.items() if times}


KINDS = ["skipped", "unplanned", "out_of_order", "repeated"]


def adjusted_wald(values, z):
    """Of a mean on 0 to 1, with three pseudo-answers: 3/4 at each end, 3/2 in the middle."""
    n = len(values)
    mean, squares = sum(values) / n, sum(x * x for x in values)
    centre = (sum(values) + Fraction(3, 2)) / (n + 3)
    variance = (squares + Fraction(3, 4) + Fraction(3, 2) * Fraction(1, 4)) / (n + 3) - centre**2
    half = z * mp.sqrt(real(variance) / (n + 3))
    low, high = max(real(centre) - half, mpf(0)), min(real(centre) + half, mpf(1))
    return {"estimate": mean, "std_error": mp.sqrt(real(squares / n - mean**2) / n), "conf_low": min(low, real(mean)), "conf_high": max(high, real(mean))}


def ratio(pairs, tail):
    """A share of events with customers as clusters: Student's t on the log-odds; at 0 and 1, and where all are alike, Clopper and Pearson's limits of as many answers."""
    g, x = len(pairs), sum(b for _, b in pairs)
    r = Fraction(sum(a for a, _ in pairs), x)
    squares = sum((a - r * b) ** 2 for a, b in pairs)
    if g < 2:
        return {"estimate": r, "conf_low": 0, "conf_high": 1}
    error = mp.sqrt(real(Fraction(g, g - 1) * squares)) / x
    if r in (0, 1) or squares == 0:
        low = 0 if r == 0 else exact.beta_quantile(tail, real(r * g), real(g - r * g) + 1)
        high = 1 if r == 1 else exact.beta_quantile(1 - tail, real(r * g) + 1, real(g - r * g))
    else:
        odds, reach = mp.log(real(r / (1 - r))), exact.student_quantile(tail, g - 1) * error / real(r * (1 - r))
        low, high = (1 / (1 + mp.exp(-(odds + sign * reach))) for sign in (-1, 1))
    return {"estimate": r, "std_error": error, "conf_low": low, "conf_high": high}


def chi_square_p(k1, n1, k2, n2):
    k, n = k1 + k2, n1 + n2
    if k in (0, n) or 0 in (n1, n2):
        return None
    z = real(Fraction(k1, n1) - Fraction(k2, n2)) / mp.sqrt(real(Fraction(k * (n - k), n * n1 * n2)))
    return 2 * exact.normal_sf(abs(z))


def holm(p):
    order = sorted((i for i in range(len(p)) if p[i] is not None), key=lambda i: p[i])
    found, highest = [None] * len(p), mpf(0)
    for rank, i in enumerate(order):
        highest = max(highest, (len(order) - rank) * p[i])
        found[i] = min(highest, mpf(1))
    return found


def effects(rows, counts, level="0.95", association=True):
    """Adds to each row what its counts (n with, reached, n without, reached) say."""
    tail = (1 - mpf(level)) / 2
    p = [chi_square_p(k1, n1, k2, n2) for n1, k1, n2, k2 in counts]
    for row, (n1, k1, n2, k2), own, adjusted in zip(rows, counts, p, holm(p)):
        flags, n, k = [], n1 + n2, k1 + k2
        if min(n1, n2) == 0:
            flags.append("no_data")
            effect = low = high = None
        else:
            effect = Fraction(k1, n1) - Fraction(k2, n2)
            low, high = newcombe(k1, n1, k2, n2, tail)
            flags += ["low_base"] if min(n1, n2) < 30 else []
            flags += ["sparse_cells"] if Fraction(min(n1, n2) * min(k, n - k), n) < 5 else []
        flags += ["association"] if association else []
        row.update(n_with=n1, n_without=n2, goal_effect=effect, goal_effect_low=low, goal_effect_high=high, p_value=own, p_adjusted=adjusted, flags=",".join(flags))
    return rows


def conformance(events, journey, goal=None, landmark=None, within=None, as_of=None, level="0.95"):
    flow, logs = block(journey), paths(events)
    as_of = as_of or max(e[2] for e in events)
    logs = {who: [e for e in own if e[0] <= as_of] for who, own in logs.items()}
    logs = {who: own for who, own in logs.items() if own}
    tail = (1 - mpf(level)) / 2
    shortest, _ = align(flow, ())
    variants = Counter(tuple(what for _, what in own) for own in logs.values())
    aligned = {path: align(flow, path) for path in variants}
    fitness = {path: 1 - Fraction(aligned[path][0], len(path) + shortest) for path in variants}
    n = len(logs)
    every = [fitness[tuple(what for _, what in own)] for own in logs.values()]
    met = {what for own in logs.values() for _, what in own}
    flags = (["low_base"] if n < 30 else [])
    told = {
        "fitness": {"metric": "fitness", "n": n, "unit": "share", "method": "adjusted_wald", **adjusted_wald(every, exact.normal_quantile(tail)), "flags": flags + (["not_seen"] if names(flow) - met else [])},
        "coverage": {"metric": "coverage", "n": n, **ratio([(sum(what in names(flow) for _, what in own), len(own)) for own in logs.values()], tail), "flags": flags},
        "n_fitting": sum(f == 1 for f in every), "n_variants": len(variants), "shortest": shortest,
    }  # fmt: skip
    customers, times = Counter(), Counter()
    for path, k in variants.items():
        for key, often in deviations(aligned[path][1]).items():
            customers[key] += k
            times[key] += k * often
    order = sorted(customers, key=lambda key: (-customers[key], key[0], KINDS.index(key[1])))
    rows = []
    for key in order:
        low, high = share(customers[key], n, level)
        rows.append({"touchpoint": key[0], "kind": key[1], "n": customers[key], "share": Fraction(customers[key], n), "conf_low": low, "conf_high": high, "n_times": times[key]})
    if goal:
        followed, left_out = [], 0
        for own in logs.values():
            first, reached = own[0][0], min((at for at, what in own if what in goal), default=None)
            mark = None if landmark is None else first + landmark
            until = None if within is None else (mark or first) + within
            if (mark and (mark > as_of or (reached and reached <= mark))) or (until and until > as_of):
                left_out += 1
                continue
            known = tuple(what for at, what in own if mark is None or at <= mark)
            followed.append((deviations(align(flow, known, anywhere=mark is not None)[1]), bool(reached and (until is None or reached <= until))))
        told.update(n_followed=len(followed), n_reached=sum(has for _, has in followed), n_left_out=left_out)
        counts = []
        for key in order:
            own = [has for found, has in followed if key in found]
            rest = [has for found, has in followed if key not in found]
            counts.append((len(own), sum(own), len(rest), sum(rest)))
        effects(rows, counts, level, association=landmark is None)
    shown = lambda move: ["", "+", "-"][move[0]] + move[1]  # noqa: E731
    ordered = sorted(variants, key=lambda path: (-variants[path], path))
    told["variants"] = [{"path": " > ".join(path), "n": variants[path], "length": len(path), "cost": aligned[path][0], "fitness": fitness[path], "alignment": " > ".join(map(shown, aligned[path][1]))} for path in ordered]
    return {**told, "deviations": rows}


def handoffs(events, channels, goal=None, level="0.95"):
    """Rows by source and target; `channels` holds that of each event."""
    by = defaultdict(list)
    for (who, what, at), channel in zip(events, channels):
        by[who].append((at, what, channel))
    seen, stay = Counter(), defaultdict(list)
    customers, number, with_ = Counter(), Counter(), defaultdict(list)
    for own in by.values():
        own.sort(key=lambda event: event[0])
        reached = next((i for i, (_, what, _) in enumerate(own) if goal and what in goal), None)
        until = len(own) if reached is None else reached + 1
        met = {channel for _, _, channel in own}
        before = {channel for _, _, channel in own[:until]}
        for channel in met:
            seen[channel] += 1
            if before == {channel}:
                stay[channel].append(reached is not None)
        ways = [(i, (own[i][2], own[i + 1][2])) for i in range(len(own) - 1) if own[i][2] != own[i + 1][2]]
        for _, way in ways:
            number[way] += 1
        for way in {way for _, way in ways}:
            customers[way] += 1
        for way in {way for i, way in ways if i + 1 < until}:
            with_[way].append(reached is not None)
    order = sorted(customers, key=lambda way: (-customers[way], way))
    rows = []
    for way in order:
        low, high = share(customers[way], seen[way[0]], level)
        rows.append({"source": way[0], "target": way[1], "n_handoffs": number[way], "n_source": seen[way[0]], "n": customers[way], "share": Fraction(customers[way], seen[way[0]]), "conf_low": low, "conf_high": high})
    if goal:
        effects(rows, [(len(with_[way]), sum(with_[way]), len(stay[way[0]]), sum(stay[way[0]])) for way in order], level)
    return rows


def consistency(scored, margin=None, top=None, level="0.95"):
    """`scored` holds customer, channel and score."""
    score = lambda x: Fraction(int(x >= top)) if top is not None else Fraction(x)  # noqa: E731
    channels = sorted({channel for _, channel, _ in scored})
    sums = {channel: defaultdict(lambda: [Fraction(0), 0]) for channel in channels}
    for who, channel, x in scored:
        sums[channel][who][0] += score(x)
        sums[channel][who][1] += 1
    n = {c: sum(k for _, k in sums[c].values()) for c in channels}
    mean = {c: sum(s for s, _ in sums[c].values()) / n[c] for c in channels}
    g = {c: len(sums[c]) for c in channels}
    off = {c: {who: real((s - mean[c] * k) / n[c]) * mp.sqrt(mpf(g[c]) / (g[c] - 1)) for who, (s, k) in sums[c].items()} for c in channels}
    cov = lambda a, b: sum((x * off[b][who] for who, x in off[a].items() if who in off[b]), mpf(0))  # noqa: E731
    first, rest = channels[0], channels[1:]
    d = mp.matrix([real(mean[c] - mean[first]) for c in rest])
    matrix = mp.matrix([[cov(a, b) - cov(a, first) - cov(first, b) + cov(first, first) for b in rest] for a in rest])
    q, df = (d.T * mp.lu_solve(matrix, d))[0], len(rest)
    alpha, pairs = 1 - mpf(level), []
    number = len(channels) * (len(channels) - 1) // 2
    for i, a in enumerate(channels):
        for b in channels[i + 1 :]:
            one, two = (b, a) if mean[b] > mean[a] else (a, b)
            v1, v2 = cov(one, one), cov(two, two)
            gap, error = real(mean[one] - mean[two]), mp.sqrt(v1 + v2 - 2 * cov(one, two))
            free = (v1 + v2) ** 2 / (v1**2 / (g[one] - 1) + v2**2 / (g[two] - 1))
            reach = exact.student_quantile(alpha / number / 2, free) * error
            pair = {"channel": one, "other": two, "difference": gap, "std_error": error, "conf_low": gap - reach, "conf_high": gap + reach, "p_value": 2 * exact.student_sf(abs(gap) / error, free)}
            if margin is not None:
                pair["p_equivalence"] = max(student_upper((gap + margin) / error, free), student_upper((margin - gap) / error, free))
            pairs.append(pair)
    for pair, adjusted in zip(pairs, holm([pair["p_value"] for pair in pairs])):
        pair["p_adjusted"] = adjusted
    widest = max(pairs, key=lambda pair: pair["difference"])
    told = {"q": q, "df": df, "p_value": exact.chi_square_sf(q, df), "i_squared": max(mpf(0), (q - df) / q), "largest_gap": widest["difference"], "gap_low": widest["conf_low"], "gap_high": widest["conf_high"], "highest": widest["channel"], "lowest": widest["other"], "margin": margin}
    if margin is not None:
        p = max(pair["p_equivalence"] for pair in pairs)
        told.update(p_equivalence=p, is_equivalent=bool(p < alpha))
    rows = []
    for c in channels:
        error = mp.sqrt(cov(c, c))
        reach = exact.student_quantile(alpha / 2, g[c] - 1) * error
        ends = {"conf_low": real(mean[c]) - reach, "conf_high": real(mean[c]) + reach} if top is None else {k: v for k, v in ratio([(s, k) for s, k in sums[c].values()], alpha / 2).items() if k.startswith("conf")}
        rows.append({"channel": c, "n": n[c], "n_customers": g[c], "estimate": mean[c], "std_error": error, **ends})
    return {**told, "channels": rows, "pairs": pairs}


def student_upper(t, df):
    return exact.student_sf(t, df) if t >= 0 else 1 - exact.student_sf(-t, df)


def friction(events, journey=None, goal=None, wait_over=None, inactive=None, scores=None, level="0.95"):
    logs = defaultdict(list)
    for i, (who, what, at) in enumerate(events):
        logs[who].append((at, what, None if scores is None else scores[i]))
    for own in logs.values():
        own.sort(key=lambda event: event[0])
    as_of, tail = max(e[2] for e in events), (1 - mpf(level)) / 2
    if journey:
        before = lambda a, b: a in journey and b in journey and journey.index(a) < journey.index(b)  # noqa: E731
    else:
        first = defaultdict(list)
        for own in logs.values():
            order = [what for _, what, _ in own]
            for what in set(order):
                first[what].append(order.index(what))
        middle = lambda x: Fraction(sorted(x)[(len(x) - 1) // 2] + sorted(x)[len(x) // 2], 2)  # noqa: E731
        median = {what: middle(places) for what, places in first.items()}
        before = lambda a, b: median[a] < median[b]  # noqa: E731
    seen = {signal: [] for signal in ("drop_off", "loop", "back_step", "long_wait", "score")}
    for who, own in logs.items():
        reached = any(goal and what in goal for _, what, _ in own)
        for name in sorted({what for _, what, _ in own}):
            at = [i for i, (_, what, _) in enumerate(own) if what == name]
            on = [i for i in at if i + 1 < len(own)]
            if reached or inactive is None or own[-1][0] + inactive <= as_of:
                seen["drop_off"].append((who, name, int(own[-1][1] == name and not reached), 1))
            seen["loop"].append((who, name, int(len(at) > 1), 1))
            if on:
                seen["back_step"].append((who, name, int(any(before(own[i + 1][1], name) for i in on)), 1))
                if wait_over is not None:
                    seen["long_wait"].append((who, name, int(any(own[i + 1][0] - own[i][0] > wait_over for i in on)), 1))
            given = [own[i][2] for i in at if own[i][2] is not None]
            if given:
                seen["score"].append((who, name, sum(map(Fraction, given)), len(given)))
    rows = []
    for signal, observed in seen.items():
        total, number = sum(y for *_, y, _ in observed), sum(x for *_, x in observed)
        for name in sorted({o[1] for o in observed}):
            own = {o[0]: (o[2], o[3]) for o in observed if o[1] == name}
            y, x, k = sum(a for a, _ in own.values()), sum(b for _, b in own.values()), len(own)
            rate, all_ = Fraction(y) / x, Fraction(total) / number
            rest = None if number == x else Fraction(total - y) / (number - x)
            others = defaultdict(lambda: [0, 0])
            for who, what, a, b in observed:
                if what != name:
                    others[who][0] += a
                    others[who][1] += b
            square, p = Fraction(0), None
            for who in {*own, *others}:
                a, b = own.get(who, (0, 0))
                c, d = others.get(who, (0, 0))
                square += ((a - all_ * b) / x - ((c - all_ * d) / (number - x) if number > x else 0)) ** 2
            df = min(k, len(others)) - 1
            if rest is not None and df > 0 and square > 0:
                p = 2 * exact.student_sf(abs(real(rate - rest)) / mp.sqrt(real(square)), df)
            if signal == "score":
                reach = None if k < 2 else exact.student_quantile(tail, k - 1) * mp.sqrt(real(Fraction(k, k - 1) * sum((a - rate * b) ** 2 for a, b in own.values()))) / x
                low, high = (None, None) if reach is None else (real(rate) - reach, real(rate) + reach)
            else:
                low, high = share(y, k, level)
            excess = None if signal == "score" else max(Fraction(0), k * (rate - rest)) if rest is not None else Fraction(0)
            rows.append({"touchpoint": name, "signal": signal, "n": k, "rate": rate, "conf_low": low, "conf_high": high, "rest": rest, "difference": None if rest is None else rate - rest, "excess": excess, "p_value": p, "flags": "low_base" if k < 30 else ""})
    tested = sorted((row for row in rows if row["p_value"] is not None), key=lambda row: row["p_value"], reverse=True)
    lowest = mpf(1)
    for i, row in enumerate(tested):
        lowest = min(lowest, row["p_value"] * len(tested) / (len(tested) - i))
        row["p_adjusted"] = lowest
    return rows


def build():
    v = Vectors("conformance_journeys", "Conformance of paths to a flow, handoffs between channels, consistency of channels, friction", "from the rules and formulas in conformance/make/conformance_journeys.py")
    tol = {"rel": 1e-10, "abs": 1e-12}

    def fits(id_, events, journey, comment=None, *, options=None, level="0.95", **how):
        expect = conformance(events, journey, level=level, **how)
        v.add(id_, comment=comment, call="event_log", frame=frame(events), log=LOG, measure="conformance", options={"journey": journey, **(options or {})}, expect={"fields": expect}, tol=tol)

    at = lambda minutes: START + timedelta(minutes=minutes)  # noqa: E731
    taken = lambda *whole: [(f"c{i}", what, at(j)) for i, path in enumerate(whole) for j, what in enumerate(path.split())]  # noqa: E731
    fits("linear", taken("a b c", "a c", "a b b c", "b a c", "a b x c", "x y"), ["a", "b", "c"], "each kind of deviation")
    fits("perfect", taken("a b c", "a c b"), ["a", {"any": ["b", "c"]}], "all fit: one, and an interval that knows of how few")
    fits("most_matches", taken("b"), {"choice": [["a", "b", "c"], "d"]}, "of equally cheap alignments the one with most matches")
    fits("events_first", taken("a c b"), ["a", "b", "c"], "then the event before the step")
    fits("written_otherwise", taken("a", "a x"), {"choice": [["a", "c"], ["a", "b"]]}, "then the first by name, however the flow is written")
    fits("interleaved", taken("a c b d", "b a c d", "c d"), {"any": [["a", "b"], ["c", "d"]]}, "blocks in any order may interleave")
    fits("loop", taken("a d", "a b c b d", "a c d", "b b"), ["a", {"opt": {"loop": ["b", {"opt": "c"}]}}, "d"])
    fits("loop_of_any", taken("a b b a", "a b a", "c a b"), [{"loop": {"any": ["a", "b"]}}, {"opt": "c"}])
    # The running example of W. van der Aalst (2016), Process Mining, in its letters; the flow is its first path.
    running, costs = ["abdeh", "adceg", "acdefbdeg", "adbeh", "acdefdcefcdeh", "acdeg"], [0, 4, 6, 2, 10, 4]
    events = taken(*map(" ".join, running))
    found = conformance(events, list("abdeh"))
    assert abs(found["fitness"]["estimate"] - Fraction("0.6693121693121693")) < Fraction(1, 10**15)
    cost = {row["path"].replace(" > ", ""): row["cost"] for row in found["variants"]}
    assert [cost[path] for path in running] == costs
    fits("running_example_whole", events, list("abdeh"))
    published = {"fitness": {"estimate": 0.6693121693121693}, "n_fitting": 1, "variants": [{"path": row["path"], "cost": row["cost"]} for row in found["variants"]]}
    v.add("running_example", call="event_log", frame=frame(events), log=LOG, measure="conformance", options={"journey": list("abdeh")}, expect={"fields": published}, comment="average_trace_fitness, and costs of the cases 0 4 6 2 10 4", source="pm4py 2.7.23.11, alignments of the running example with its first path")
    day = timedelta(days=1)
    for customers in (15, 60, 150):
        events = chance(customers, customers)
        flow = ["visit", {"opt": {"loop": "read"}}, {"choice": ["pay", "leave"]}]
        fits(f"chance_{customers}", events, flow)
        fits(f"association_{customers}", events, flow, "without a landmark", options={"goal": "pay"}, goal={"pay"})
        fits(f"landmark_{customers}", events, ["visit", {"opt": "read"}, {"any": ["read", "help"]}, "pay"], "what came before it, among those who had not paid", options={"goal": "pay", "landmark": "P5D", "within": "P14D"}, goal={"pay"}, landmark=5 * day, within=14 * day)
    fits("level", chance(40, 40), ["visit", "read", "pay"], options={"level": 0.9}, level="0.9")
    end = START + 20 * day
    fits("as_of", chance(41, 40), ["visit", "read", "pay"], options={"as_of": end.isoformat().replace("+00:00", "Z"), "goal": ["pay"]}, goal={"pay"}, as_of=end)
    refused = lambda id_, options, **error: v.add(id_, call="event_log", frame=frame(taken("a b")), log=LOG, measure="conformance", options=options, expect={"error": error})  # noqa: E731
    refused("no_model", {"journey": "buying"}, code="no_model", field="journey")
    refused("no_journey", {}, code="invalid_option", field="journey")
    refused("unknown_block", {"journey": {"all": ["a"]}}, code="invalid_option", field="journey")
    refused("empty_choice", {"journey": ["a", {"choice": []}]}, code="invalid_option", field="journey")
    refused("nothing_known", {"journey": ["x", "y"]}, code="unknown_id", field="journey")
    refused("goal_unknown", {"journey": ["a"], "goal": "x"}, code="unknown_id", field="goal")
    refused("landmark_without_goal", {"journey": ["a"], "landmark": "P1D"}, code="invalid_option", field="landmark")
    refused("too_many_ways", {"journey": {"any": ["a", *(f"s{k}" for k in range(15))]}}, code="out_of_range", field="journey")

    by = ["chat", "phone", "web"]
    for customers in (20, 120):
        events = chance(customers + 3, customers)
        channels = [by[(7 * k + k // 3 + len(what)) % 3] for k, (_, what, _) in enumerate(events)]
        logged = {**frame(events), "by": channels}
        told = {"call": "event_log", "log": {**LOG, "channel": "by"}}
        v.add(f"handoffs_{customers}", **told, frame=logged, measure="handoffs", expect={"rows": handoffs(events, channels)}, tol=tol)
        v.add(f"handoffs_goal_{customers}", **told, frame=logged, measure="handoffs", options={"goal": "pay", "level": 0.9}, expect={"rows": handoffs(events, channels, {"pay"}, "0.9")}, tol=tol)
        scores = [(13 * k + 5 * len(what)) % 11 for k, (_, what, _) in enumerate(events)]
        scored = [(who, channel, x) for (who, _, _), channel, x in zip(events, channels, scores)]
        told = {**told, "log": {**LOG, "channel": "by", "value": "score"}, "frame": {**logged, "score": scores}, "measure": "channel_consistency", "tol": {"rel": 1e-9, "abs": 1e-11}}
        v.add(f"consistency_{customers}", **told, options={"margin": 1.5}, expect={"fields": consistency(scored, mpf("1.5"))})
        v.add(f"consistency_top_{customers}", **told, options={"top": 9, "level": 0.9}, expect={"fields": consistency(scored, top=9, level="0.9")})
        told = {"call": "event_log", "log": {**LOG, "value": "score"}, "frame": {**frame(events), "score": scores}, "measure": "friction", "tol": {"rel": 1e-9, "abs": 1e-11}}
        whole = friction(events, ["visit", "read", "pay"], {"pay"}, 3 * day, 5 * day, scores)
        v.add(f"friction_{customers}", **told, options={"journey": ["visit", "read", "pay"], "goal": "pay", "wait_over": "P3D", "inactive": "P5D", "score": "value"}, expect={"rows": ranked(whole)})
        v.add(f"friction_observed_{customers}", **told, expect={"rows": ranked(friction(events))})
    flat = {"call": "event_log", "frame": frame(taken("a b")), "log": LOG}
    v.add("handoffs_without_channels", **flat, measure="handoffs", expect={"error": {"code": "invalid_option", "field": "channel"}})
    v.add("friction_without_values", **flat, measure="friction", options={"score": "value"}, expect={"error": {"code": "invalid_option", "field": "score"}})
    return v


SIGNALS = ["drop_off", "loop", "back_step", "long_wait", "score"]


def ranked(rows):
    """By excess, then signal, then name; scores at the end by their p-value."""
    last = lambda row: row["signal"] == "score"  # noqa: E731
    key = lambda row: (last(row), (row["p_value"] if row["p_value"] is not None else 2) if last(row) else -float(row["excess"]), SIGNALS.index(row["signal"]), row["touchpoint"])  # noqa: E731
    return sorted(rows, key=key)

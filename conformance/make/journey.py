"""Event logs: what follows what, ends, paths, rework, times. Counted from the definitions, customer by customer."""

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from math import comb

from mpmath import mp, mpf

import exact
from exact import real
from vectors import Vectors

START = datetime(2026, 3, 1, tzinfo=timezone.utc)
LOG = {"customer": "who", "touchpoint": "what", "time": "at"}


def share(k, n, level="0.95"):
    """Wilson (1927); with nobody or everybody the two-sided limits of Clopper and Pearson (1934)."""
    tail = (1 - mpf(level)) / 2
    if k == 0:
        return mpf(0), 1 - tail ** (mpf(1) / n)
    if k == n:
        return tail ** (mpf(1) / n), mpf(1)
    z = exact.normal_quantile(tail)
    p, middle = mpf(k) / n, 1 + z**2 / n
    half = z * mp.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / middle
    centre = (p + z**2 / (2 * n)) / middle
    return centre - half, centre + half


def of_share(k, n, level="0.95"):
    low, high = share(k, n, level)
    return {"share": Fraction(k, n), "conf_low": low, "conf_high": high}


def frame(events):
    return {"who": [e[0] for e in events], "what": [e[1] for e in events], "at": [e[2].isoformat().replace("+00:00", "Z") for e in events]}


def paths(events):
    """The events of each customer in order of time; at the same time as they came."""
    by = defaultdict(list)
    for who, what, at in events:
        by[who].append((at, what))
    return {who: sorted(own, key=lambda event: event[0]) for who, own in by.items()}


def quantile(values, p):
    values = sorted(values)
    place = Fraction(p) * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def seconds(delta):
    return Fraction(delta // timedelta(microseconds=1), 1_000_000)


def directly_follows(events):
    took, customers, out = defaultdict(list), defaultdict(set), Counter()
    for who, own in paths(events).items():
        for (t0, a), (t1, b) in zip(own, own[1:]):
            took[a, b].append(seconds(t1 - t0))
            customers[a, b].add(who)
            out[a] += 1
    rows = []
    for (a, b), times in sorted(took.items()):
        rows.append({"source": a, "target": b, "n": len(times), "n_customers": len(customers[a, b]), "share_of_source": Fraction(len(times), out[a]), "mean_seconds": sum(times) / len(times), "min_seconds": min(times), "max_seconds": max(times)})
    return rows


def eventually_follows(events):
    n, customers = Counter(), defaultdict(set)
    for who, own in paths(events).items():
        for i, (_, a) in enumerate(own):
            for _, b in own[i + 1 :]:
                n[a, b] += 1
                customers[a, b].add(who)
    return [{"source": a, "target": b, "n": n[a, b], "n_customers": len(customers[a, b])} for a, b in sorted(n)]


def ends(events, which, level="0.95"):
    logs = paths(events)
    n = Counter(own[which][1] for own in logs.values())
    return [{"touchpoint": name, "n": k, **of_share(k, len(logs), level)} for name, k in sorted(n.items(), key=lambda item: (-item[1], item[0]))]


def touchpoint_counts(events):
    logs = paths(events)
    n_events, n = Counter(e[1] for e in events), Counter(name for own in logs.values() for name in {what for _, what in own})
    return [{"touchpoint": name, "n": k, **of_share(k, len(logs)), "n_events": n_events[name]} for name, k in sorted(n.items(), key=lambda item: (-item[1], item[0]))]


def variants(events):
    logs, sums = paths(events), 0
    n = Counter(tuple(what for _, what in own) for own in logs.values())
    rows = []
    for path, k in sorted(n.items(), key=lambda item: (-item[1], item[0])):
        sums += k
        rows.append({"path": " > ".join(path), "n": k, "length": len(path), **of_share(k, len(logs)), "cumulative_share": Fraction(sums, len(logs))})
    return rows


def rework(events):
    met, again, repeats = Counter(), Counter(), Counter()
    for own in paths(events).values():
        for name, times in Counter(what for _, what in own).items():
            met[name] += 1
            again[name] += times > 1
            repeats[name] += times - 1
    return [{"touchpoint": name, "n_customers": k, "n_repeats": repeats[name], "n_met": met[name], **of_share(k, met[name])} for name, k in sorted(again.items(), key=lambda item: (-item[1], item[0])) if k]


def self_distances(events):
    least = {}
    for own in paths(events).values():
        names = [what for _, what in own]
        for i, name in enumerate(names):
            for j in range(i + 1, len(names)):
                if names[j] == name:
                    least[name] = min(least.get(name, j - i), j - i)
                    break
    return [{"touchpoint": name, "events_between": steps - 1, "steps": steps} for name, steps in sorted(least.items())]


def step_matrix(events, steps=20):
    logs, rows = paths(events), []
    for step in range(min(steps, max(map(len, logs.values())))):
        n = Counter(own[step][1] if step < len(own) else None for own in logs.values())
        for name, k in sorted(n.items(), key=lambda item: (item[0] is None, -item[1], item[0] or "")):
            rows.append({"step": step + 1, "touchpoint": name, "n": k, **of_share(k, len(logs))})
    return rows


def step_flows(events, steps=4, start=None):
    """What comes next at each step, from the first `start` on."""
    walks = []
    for own in paths(events).values():
        names = [what for _, what in own]
        if start is None or start in names:
            walks.append(names[names.index(start) if start else 0 :])
    rows = []
    for step in range(steps):
        here = [(names[step], names[step + 1] if step + 1 < len(names) else None) for names in walks if step < len(names)]
        at = Counter(source for source, _ in here)
        n = Counter(here)
        for (source, target), k in sorted(n.items(), key=lambda item: (-at[item[0][0]], item[0][0], item[0][1] is None, -item[1], item[0][1] or "")):
            first, previous = of_share(k, len(walks)), of_share(k, at[source])
            rows.append({"step": step + 1, "source": source, "target": target, "n": k, "share_of_first": first["share"], "conf_low": first["conf_low"], "conf_high": first["conf_high"],
                         "share_of_previous": previous["share"], "previous_conf_low": previous["conf_low"], "previous_conf_high": previous["conf_high"]})
    return rows


def next_step(events, prefix):
    n = Counter()
    for own in paths(events).values():
        names = [what for _, what in own]
        found = [i for i in range(len(names)) if names[i : i + len(prefix)] == prefix]
        if found:
            n[(names[found[0] + len(prefix) :] + [None])[0]] += 1
    base = sum(n.values())
    return [{"touchpoint": name, "n": k, **of_share(k, base)} for name, k in sorted(n.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))]


def transition_matrix(events, weight):
    n, customers, out, into, logs = Counter(), defaultdict(set), Counter(), Counter(), paths(events)
    for who, own in logs.items():
        for (_, a), (_, b) in zip(own, own[1:]):
            n[a, b] += 1
            customers[a, b].add(who)
            out[a] += 1
            into[b] += 1
    of = {
        "proba_out": lambda a, b: Fraction(n[a, b], out[a]), "proba_in": lambda a, b: Fraction(n[a, b], into[b]), "count": lambda a, b: n[a, b], "unique_paths": lambda a, b: len(customers[a, b]),
        "share_of_total": lambda a, b: Fraction(n[a, b], sum(n.values())), "avg_per_path": lambda a, b: Fraction(n[a, b], len(logs)),
    }[weight]  # fmt: skip
    return [{"source": a, **{b: of(a, b) for b in sorted(into)}} for a in sorted(out)]


def sessions(events, timeout):
    """The events with the session in place of the customer."""
    out = []
    for who, own in paths(events).items():
        number = 1
        for i, (at, what) in enumerate(own):
            number += i > 0 and at - own[i - 1][0] > timeout
            out.append((f"{who}/{number}", what, at))
    return out


def throughput(events, level="0.95"):
    times = sorted(seconds(own[-1][0] - own[0][0]) for own in paths(events).values())
    n, tail = len(times), Fraction(1 - Fraction(level)) / 2
    ranks = [r for r in range(1, n // 2 + 1) if Fraction(sum(comb(n, k) for k in range(r)), 2**n) <= tail]
    mean = sum(times) / n
    spread = mp.sqrt(real(sum((t - mean) ** 2 for t in times) / (n - 1))) if n > 1 else None
    return {
        "n": n, "n_single": sum(len(own) == 1 for own in paths(events).values()), "mean": mean, "std_dev": spread, "min": times[0], "max": times[-1],
        **{name: quantile(times, p) for name, p in (("p25", "0.25"), ("median", "0.5"), ("p75", "0.75"), ("p90", "0.9"), ("p95", "0.95"), ("p99", "0.99"))},
        "median_low": times[ranks[-1] - 1] if ranks else None, "median_high": times[n - ranks[-1]] if ranks else None, "conf_level": Fraction(level),
    }  # fmt: skip


MEASURES = {
    "directly_follows": directly_follows, "eventually_follows": eventually_follows, "start_touchpoints": lambda e: ends(e, 0), "end_touchpoints": lambda e: ends(e, -1),
    "touchpoint_counts": touchpoint_counts, "variants": variants, "rework": rework, "minimum_self_distances": self_distances,
}  # fmt: skip


def walk(seed, customers):
    """Customers who wander; times are all different, so that the order of the rows says nothing."""
    chance = random.Random(seed)
    names = ["ad", "visit", "cart", "pay", "help"]
    events = []
    for who in range(customers):
        at = START + timedelta(seconds=chance.randrange(10**6))
        for _ in range(chance.randrange(1, 9)):
            at += timedelta(seconds=chance.randrange(1, 90_000))
            events.append((f"c{who}", chance.choice(names), at))
    chance.shuffle(events)
    return events


def build():
    v = Vectors("journey", "Event logs: what follows what, how customers begin and end, their paths, rework and times", "counted from the definitions in conformance/make/journey.py")
    at = lambda minutes: START + timedelta(minutes=minutes)  # noqa: E731
    small = [("b", "pay", at(30)), ("a", "visit", at(0)), ("b", "visit", at(10)), ("a", "cart", at(5)), ("a", "visit", at(6)), ("c", "visit", at(1))]
    for id_, events in (("small", small), ("walk", walk(1, 12)), ("walk_of_many", walk(2, 60)), ("one_event", small[:1])):
        for measure, count in MEASURES.items():
            v.add(f"{measure}_{id_}", call="event_log", frame=frame(events), log=LOG, measure=measure, expect={"rows": count(events)})
        v.add(f"throughput_{id_}", call="event_log", frame=frame(events), log=LOG, measure="throughput", expect={"fields": throughput(events)})
    # The running example of W. van der Aalst (2016), Process Mining, in its letters.
    running = [(f"case{case}", letter, at(1000 * case + place)) for case, path in enumerate(["abdeh", "adceg", "acdefbdeg", "adbeh", "acdefdcefcdeh", "acdeg"]) for place, letter in enumerate(path)]
    flow = {"ab": 1, "ac": 3, "ad": 2, "bd": 2, "be": 1, "cd": 4, "ce": 2, "db": 1, "dc": 2, "de": 6, "ef": 3, "eg": 3, "eh": 3, "fb": 1, "fc": 1, "fd": 1}
    published = {
        "directly_follows": [{"source": a, "target": b, "n": n} for (a, b), n in flow.items()],
        "start_touchpoints": [{"touchpoint": "a", "n": 6}],
        "end_touchpoints": [{"touchpoint": "g", "n": 3}, {"touchpoint": "h", "n": 3}],
        "rework": [{"touchpoint": touchpoint, "n_customers": n} for touchpoint, n in (("d", 2), ("e", 2), ("c", 1), ("f", 1))],
        "minimum_self_distances": [{"touchpoint": touchpoint, "events_between": n} for touchpoint, n in (("c", 2), ("d", 2), ("e", 3), ("f", 3))],
    }
    for measure, rows in published.items():
        counted = MEASURES[measure](running)
        assert [{name: row[name] for name in rows[0]} for row in counted] == rows, (measure, counted)
        whose = "pm4py 2.7.23.11" + (", r4pm 0.6.2" if measure == "directly_follows" else "") + ", the running example"
        v.add(f"{measure}_running_example", call="event_log", frame=frame(running), log=LOG, measure=measure, expect={"rows": rows}, source=whose)
    many = walk(2, 60)
    for steps in (3, 20):
        v.add(f"step_matrix_{steps}", call="event_log", frame=frame(many), log=LOG, measure="step_matrix", options={"steps": steps}, expect={"rows": step_matrix(many, steps)})
    whose = frame(many)
    whose["plan"] = ["gold" if who < "c3" else None if who > "c6" else "basic" for who in whose["who"]]
    groups = [(plan, [event for event, own in zip(many, whose["plan"]) if own == plan]) for plan in ("basic", "gold", None)]
    v.add("step_matrix_by", call="event_log", frame=whose, log={**LOG, "attributes": ["plan"]}, measure="step_matrix", options={"steps": 3, "by": "plan"}, expect={"rows": [{"plan": plan, **row} for plan, events in groups if events for row in step_matrix(events, 3)]})
    v.add("step_matrix_by_nothing_known", call="event_log", frame=whose, log={**LOG, "attributes": ["plan"]}, measure="step_matrix", options={"by": "plans"}, expect={"error": {"code": "unknown_column", "field": "plans"}})
    for options in ({}, {"steps": 2}, {"steps": 3, "start": "cart"}):
        v.add("step_flows" + "".join(f"_{value}" for value in options.values()), call="event_log", frame=frame(many), log=LOG, measure="step_flows", options=options, expect={"rows": step_flows(many, **options)})
    v.add("step_flows_unknown_start", call="event_log", frame=frame(many), log=LOG, measure="step_flows", options={"start": "visits"}, expect={"error": {"code": "unknown_id", "field": "touchpoint"}})
    for weight in ("proba_out", "proba_in", "count", "unique_paths", "share_of_total", "avg_per_path"):
        v.add(f"transition_matrix_{weight}", call="event_log", frame=frame(many), log=LOG, measure="transition_matrix", options={"weight": weight}, expect={"rows": transition_matrix(many, weight)})
    v.add("transition_matrix_unknown_weight", call="event_log", frame=frame(many), log=LOG, measure="transition_matrix", options={"weight": "probability"}, expect={"error": {"code": "invalid_option", "field": "weight"}})
    for prefix in (["visit"], ["visit", "cart"], ["help", "help"]):
        v.add("next_step_" + "_".join(prefix), call="event_log", frame=frame(many), log=LOG, measure="next_step", options={"prefix": prefix}, expect={"rows": next_step(many, prefix)})
    v.add("next_step_unknown", call="event_log", frame=frame(many), log=LOG, measure="next_step", options={"prefix": ["visits"]}, expect={"error": {"code": "unknown_id", "field": "touchpoint"}})
    touched = {"who": ["a"] * 5 + ["b", "b", "c", "d"], "what": ["ad", "mail", "pay", "ad", "pay", "ad", "mail", "pay", "help"], "at": [f"2026-03-{day:02}" for day in (1, 2, 3, 4, 20, 1, 2, 1, 1)], "amount": [None, None, 10, None, 5, None, None, 4, None]}
    # Converted: ad > mail (worth 10), ad (5), nothing before (4). Not: ad > mail, help.
    linear = {"ad": (Fraction(3, 2), 10), "mail": (Fraction(1, 2), 5), "(direct)": (1, 4), "help": (0, 0), "pay": (0, 0)}
    row = lambda name, n, value: {"channel": name, "conversions": n, "value": value, "share": Fraction(n) / 3}  # noqa: E731
    v.add("attribution_of_a_log", call="event_log", frame=touched, log={**LOG, "value": "amount"}, measure="attribution", options={"conversion": "pay", "method": "linear", "bootstrap": 0}, expect={"rows": [row(name, *linear[name]) for name in sorted(linear)]})
    v.add("attribution_within", call="event_log", frame=touched, log=LOG, measure="attribution", options={"conversion": "pay", "method": "last", "within": "1d", "bootstrap": 0}, expect={"rows": [{"channel": name, "conversions": n} for name, n in (("(direct)", 2), ("ad", 0), ("help", 0), ("mail", 1), ("pay", 0))]}, comment="the ad of the second payment was 16 days before it")
    v.add("attribution_of_no_channel", call="event_log", frame=touched, log=LOG, measure="attribution", options={"conversion": "pay", "channel": "channel"}, expect={"error": {"code": "invalid_option", "field": "channel"}})
    v.add("attribution_of_no_conversion", call="event_log", frame=touched, log=LOG, measure="attribution", options={"conversion": "buy"}, expect={"error": {"code": "unknown_id", "field": "touchpoint"}})
    for timeout, length in (("6h", timedelta(hours=6)), ("PT30M", timedelta(minutes=30)), ("1d", timedelta(days=1))):
        v.add(f"sessions_{timeout}", call="event_log", frame=frame(many), log=LOG, sessionize=timeout, measure="variants", expect={"rows": variants(sessions(many, length))})
    v.add("sessions_of_no_duration", call="event_log", frame=frame(many), log=LOG, sessionize="half an hour", measure="variants", expect={"error": {"code": "invalid_duration", "field": "timeout"}})
    v.add("sessions_of_a_month", call="event_log", frame=frame(many), log=LOG, sessionize="1mo", measure="variants", expect={"error": {"code": "invalid_duration", "field": "timeout"}})
    v.add("start_touchpoints_level", call="event_log", frame=frame(many), log=LOG, measure="start_touchpoints", options={"level": 0.9}, expect={"rows": ends(many, 0, "0.9")})
    v.add("variants_top", call="event_log", frame=frame(many), log=LOG, measure="variants", options={"top": 3}, expect={"rows": variants(many)[:3]})
    v.add("throughput_level", call="event_log", frame=frame(many), log=LOG, measure="throughput", options={"level": 0.99}, expect={"fields": throughput(many, "0.99")})
    tied = [("a", "third", at(0)), ("a", "first", at(0)), ("a", "second", at(0))]
    for id_, extra, order in (("as_they_came", {}, ["third", "first", "second"]), ("by_sequence", {"sequence": "no"}, ["first", "second", "third"])):
        path = " > ".join(order)
        v.add(f"ties_{id_}", call="event_log", frame={**frame(tied), "no": [3, 1, 2]}, log={**LOG, **extra}, measure="variants", expect={"rows": [{"path": path, "n": 1}]})
    gaps = {"who": ["a", None, "b", "b"], "what": ["visit", "visit", "", "pay"], "at": ["2026-03-01", "2026-03-01", "2026-03-02", "2026-03-03"]}
    v.add("missing_is_an_error", call="event_log", frame=gaps, log=LOG, measure="variants", expect={"error": {"code": "too_few", "row": 1, "field": "customer"}})
    v.add("missing_is_dropped", call="event_log", frame=gaps, log={**LOG, "missing": "drop"}, measure="variants", expect={"rows": [{"path": "pay", "n": 1}, {"path": "visit", "n": 1}]})
    v.add("missing_unknown", call="event_log", frame=gaps, log={**LOG, "missing": "skip"}, measure="variants", expect={"error": {"code": "invalid_option", "field": "missing"}})
    v.add("customer_is_a_fraction", call="event_log", frame={**frame(small[:2]), "who": [1.5, 2]}, log=LOG, measure="variants", expect={"error": {"code": "not_an_integer", "row": 0, "field": "customer"}})
    v.add("time_is_a_number", call="event_log", frame={**frame(small[:2]), "at": [1, 2]}, log=LOG, measure="variants", expect={"error": {"code": "invalid_time", "row": 0, "field": "at"}})
    v.add("no_such_column", call="event_log", frame=frame(small), log={**LOG, "time": "when"}, measure="variants", expect={"error": {"code": "unknown_column", "field": "when"}})
    local = {**frame(small[:2]), "at": ["2026-03-29 03:30", "2026-03-29 01:30"], "who": ["a", "a"]}
    v.add("an_hour_that_the_clocks_skip_is_not_waited", call="event_log", frame=local, log={**LOG, "tz": "Europe/Berlin"}, measure="throughput", expect={"fields": {"max": 3600}})
    v.add("a_time_that_the_clocks_skip", call="event_log", frame={**local, "at": ["2026-03-29 02:30", "2026-03-29 01:30"]}, log={**LOG, "tz": "Europe/Berlin"}, measure="throughput", expect={"error": {"code": "invalid_time", "row": 0, "field": "at"}})
    return v

"""Streams of events: who is settled, what is held, what comes late. A stream here is a list of events, looked through from the definitions at every step."""

import random
from datetime import datetime, timedelta, timezone

from journey import START, variants
from vectors import Vectors

SPEC = {"customer": "who", "touchpoint": "what", "time": "at"}
ENDS = datetime(2200, 1, 1, tzinfo=timezone.utc)


def text(at):
    return at.isoformat().replace("+00:00", "Z")


def micros(at):
    return (at - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1)


def columns(events, *more):
    """Batches as columns: an event is who, what, at and the further columns by name."""
    own = {"who": [e[0] for e in events], "what": [e[1] for e in events], "at": [text(e[2]) for e in events]}
    return own | {name: [e[3].get(name) for e in events] for name in more}


class Refused(Exception):
    pass


class Stream:
    """docs/metrics/paths.md, "Events that come bit by bit": nothing is kept in order, everything is looked for."""

    def __init__(self, idle, lateness=timedelta(0), late="keep", returning="error", max_open=1 << 24, sequence=None):
        self.idle, self.lateness, self.late, self.returning, self.max_open, self.sequence = idle, lateness, late, returning, max_open, sequence
        self.open, self.closed, self.latest = [], set(), None
        self.n_late = self.n_returning = self.n_left_out = self.n_dropped = 0

    def watermark(self):
        return None if self.latest is None else self.latest - self.lateness

    def observe(self, events):
        watermark, taken, n_late, n_returning = self.watermark(), [], 0, 0
        whole = [event for event in events if None not in event[:3]]
        for event in whole:
            if watermark is not None and event[2] < watermark:
                n_late += 1
                if self.late == "error":
                    raise Refused
                if self.late == "drop":
                    continue
            if event[0] in self.closed:
                n_returning += 1
                if self.returning == "error":
                    raise Refused
                if self.returning == "drop":
                    continue
            taken.append(event)
        if len(self.open) + len(taken) > self.max_open:
            raise Refused
        self.open += taken
        self.latest = max([event[2] for event in whole] + ([] if self.latest is None else [self.latest]), default=None)
        self.n_late, self.n_returning, self.n_left_out = self.n_late + n_late, self.n_returning + n_returning, self.n_left_out + len(whole) - len(taken)
        self.n_dropped += len(events) - len(whole)

    def order(self, events):
        """By customer and time, then the sequence (missing ones last), then as they came."""
        number = lambda event: 0 if self.sequence is None else event[3].get(self.sequence)  # noqa: E731
        return sorted(events, key=lambda e: (e[0], e[2], number(e) is None, number(e) or 0))

    def take(self, is_in):
        own, self.open = [e for e in self.open if is_in(e[0])], [e for e in self.open if not is_in(e[0])]
        self.closed |= {e[0] for e in own}
        self.n_dropped = 0
        return self.order(own)

    def drain(self):
        last = {}
        for who, _, at, *_ in self.open:
            last[who] = max(at, last.get(who, at))
        return self.take(lambda who: last[who] + self.idle <= self.watermark())

    def finish(self):
        return self.take(lambda who: True)

    def merge(self, other):
        self.open += other.open
        self.closed |= other.closed
        self.latest = max([one for one in (self.latest, other.latest) if one is not None], default=None)
        for name in ("n_late", "n_returning", "n_left_out", "n_dropped"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def facts(self):
        watermark = self.watermark()
        counts = {name: getattr(self, name) for name in ("n_late", "n_returning", "n_left_out", "n_dropped")}
        return {"watermark": None if watermark is None else micros(watermark), "n_open": len(self.open), "n_open_customers": len({e[0] for e in self.open}), "n_closed_customers": len(self.closed), **counts}


def duration(delta):
    return f"PT{delta // timedelta(minutes=1)}M"


class Case:
    """A stream, its steps as they are written down, and what came of them."""

    def __init__(self, idle, more=(), **options):
        self.own, self.more, self.steps, self.logs = Stream(idle, **options), more, [], []
        times = {"idle": duration(idle)} | ({"lateness": duration(options["lateness"])} if "lateness" in options else {})
        named = {name: name for name in ("channel", "value") if name in more} | ({"attributes": [n for n in more if n not in ("channel", "value", "sequence")]} if set(more) - {"channel", "value", "sequence"} else {})
        self.spec = SPEC | named | {name: value for name, value in options.items() if name != "lateness"} | times

    def observe(self, events):
        self.own.observe(events)
        self.steps.append({"observe": {"frame": columns(events, *self.more)}})
        return self

    def fails(self, events, code, row, field):
        try:
            Stream.observe(self.own, events)
        except Refused:
            self.steps.append({"fails": {"frame": columns(events, *self.more), "code": code, "row": row, "field": field}})
            return self
        raise AssertionError("this batch must be refused")

    def log(self, verb):
        self.logs.append(self.own.drain() if verb == "drain" else self.own.finish() if verb == "finish" else self.own.order(self.own.open))
        self.steps.append({verb: {}})
        return self

    def through(self):
        self.steps.append({"through": "bytes"})
        return self

    def merge(self, other):
        self.own.merge(other.own)
        self.steps.append({"merge": {"spec": other.spec, "steps": other.steps}})
        return self

    def shown(self, events):
        return [{"customer": e[0], "touchpoint": e[1], "time": text(e[2])} | {name: e[3].get(name) for name in self.more if name != "sequence"} for e in events]

    def expect(self):
        return {"logs": [self.shown(log) for log in self.logs], **self.own.facts()}


def add(v, id_, case, comment=None):
    v.add(id_, call="event_stream", spec=case.spec, steps=case.steps, expect=case.expect(), comment=comment)


def add_together(v, id_, case, how, comment):
    """The logs put together, and the paths of all events that were not left out."""
    events = [event[:3] for log in case.logs for event in log]
    v.add(id_, call="event_stream", spec=case.spec, steps=case.steps, together=how, expect={**case.expect(), "rows": variants(events)}, comment=comment)


def walk(seed, n, spread, *, customers=6, more=False):
    """Events of some customers in batches; each comes up to `spread` minutes after it happened."""
    rng, events = random.Random(seed), []
    for _ in range(n):
        at = START + timedelta(minutes=rng.randrange(0, 3_000, 5))
        extra = {"channel": rng.choice(["web", "app", None]), "value": rng.choice([None, 1.5, -2.0]), "plan": rng.choice(["gold", "basic"])} if more else {}
        events.append((f"c{rng.randrange(customers)}", rng.choice(["visit", "cart", "pay"]), at, extra))
    events.sort(key=lambda e: e[2] + timedelta(minutes=rng.randrange(0, spread + 1)))
    batches = []
    while events:
        size = rng.randrange(1, 9)
        batch, events = events[:size], events[size:]
        rng.shuffle(batch)
        batches.append(batch)
    return batches


def build():
    v = Vectors("event_stream", "Events that come bit by bit: who is settled and drained, what is held, what comes late, streams that merge and travel", "looked through from the definitions in conformance/make/event_stream.py, which keeps nothing in order")
    minutes = lambda n: timedelta(minutes=n)  # noqa: E731
    at = lambda n: START + minutes(n)  # noqa: E731
    event = lambda who, what, n, **more: (who, what, at(n), more)  # noqa: E731
    hour = minutes(60)

    add(v, "nothing_seen", Case(hour).log("drain").log("finish"), "no event, no watermark, logs of nobody")
    add(v, "one_event", Case(hour).observe([event("a", "visit", 0)]).log("drain").log("open").log("finish"))
    add(v, "an_empty_batch", Case(hour).observe([]).log("drain"))
    add(v, "settled_at_the_very_moment", Case(hour).observe([event("a", "visit", 0), event("b", "visit", 60)]).log("drain"), "an hour to the minute before the watermark is settled")
    add(v, "not_settled_a_minute_before", Case(hour).observe([event("a", "visit", 0), event("b", "visit", 59)]).log("drain"))
    add(v, "the_watermark_waits", Case(hour, lateness=minutes(30)).observe([event("a", "visit", 0), event("b", "visit", 89)]).log("drain").observe([event("b", "pay", 90)]).log("drain"))
    add(v, "at_the_watermark_is_not_late", Case(hour, lateness=minutes(10)).observe([event("a", "visit", 30)]).observe([event("b", "visit", 20), event("c", "visit", 19)]).log("open"))
    add(v, "late_by_the_watermark_before_the_batch", Case(hour).observe([event("a", "visit", 50), event("a", "cart", 0), event("b", "visit", 20)]).log("open"), "within a batch nothing is late")
    add(v, "an_event_far_in_the_future", Case(hour).observe([event("a", "visit", 0), event("b", "visit", 1)]).observe([("c", "visit", ENDS - timedelta(days=1), {})]).log("drain").observe([event("d", "visit", 2)]).log("drain"), "it settles everybody, and all that follows is late")
    add(v, "same_time_in_two_batches", Case(hour).observe([event("a", "visit", 0), event("a", "cart", 0)]).observe([event("a", "pay", 0)]).log("open"), "as they came")
    tied = Case(hour, more=("sequence",), sequence="sequence").observe([event("a", "pay", 0, sequence=3), event("a", "cart", 0, sequence=2)]).observe([event("a", "visit", 0, sequence=1), event("a", "help", 0, sequence=None)])
    add(v, "sequence_across_batches", tied.through().log("open"))

    for late in ("keep", "drop"):
        case = Case(hour, late=late).observe([event("a", "visit", 100)]).observe([event("a", "cart", 99), event("b", "visit", 10), event("a", "pay", 101)]).log("open").log("drain")
        add(v, f"late_{late}", case)
    add(v, "late_error", Case(hour, late="error").observe([event("a", "visit", 100)]).fails([event("b", "visit", 100), event("b", "cart", 99)], "out_of_range", 1, "time").observe([event("b", "visit", 100)]).log("open"), "the batch leaves nothing behind")
    for returning in ("keep", "drop"):
        case = Case(hour, returning=returning).observe([event("a", "visit", 0), event("b", "visit", 100)]).log("drain").observe([event("a", "pay", 101), event("b", "pay", 102)]).log("open").observe([event("c", "visit", 300)]).log("drain").log("finish")
        add(v, f"returning_{returning}", case)
    add(v, "returning_error", Case(hour).observe([event("a", "visit", 0), event("b", "visit", 100)]).log("drain").fails([event("b", "pay", 101), event("a", "pay", 101)], "duplicate_id", 1, "customer").log("finish"))
    add(v, "late_and_returning_left_out_once", Case(hour, late="drop", returning="drop").observe([event("a", "visit", 0), event("b", "visit", 100)]).log("drain").observe([event("a", "cart", 50), event("a", "pay", 100), event("b", "cart", 50)]), "a late event that is left out does not return")
    add(v, "finished_customers_are_drained", Case(hour).observe([event("a", "visit", 0)]).log("finish").fails([event("a", "pay", 1)], "duplicate_id", 0, "customer").log("finish"))
    add(v, "max_open", Case(hour, max_open=3).observe([event("a", "visit", 0), event("b", "visit", 100)]).fails([event("b", "cart", 101), event("b", "pay", 102)], "out_of_range", None, "max_open").log("drain").observe([event("b", "cart", 101), event("b", "pay", 102)]).log("open"))

    for id_, how, options in (("in_time", "merge", {"lateness": minutes(200)}), ("late_dropped", "merge", {"lateness": minutes(20), "late": "drop", "returning": "drop"}), ("back_again", "append", {"lateness": minutes(20), "returning": "keep"})):
        for seed in (1, 2):
            case = Case(minutes(3_000) if id_ == "in_time" else minutes(240), **options)
            for number, batch in enumerate(walk(seed, 40, 180)):
                case.observe(batch)
                if number % 2:
                    case.log("drain")
                if number % 3 == 2:
                    case.through()
            add_together(v, f"walk_{id_}_{seed}", case.log("finish"), how, "drained logs and the last are the log of all that was not left out")
    case = Case(minutes(500), more=("channel", "value", "plan"), lateness=minutes(60), returning="keep")
    for batch in walk(3, 30, 90, more=True):
        case.observe(batch).log("drain")
    add_together(v, "walk_of_more_columns", case.through().log("finish"), "append", "channel, value and an attribute go with their events")
    east, west = Case(hour).observe([event("a", "visit", 0), event("b", "visit", 30)]), Case(hour).observe([event("c", "visit", 95)]).log("drain")
    add(v, "merged_streams", east.merge(west).log("drain").observe([event("c", "pay", 10)]).log("finish"), "the later watermark counts")

    refused = lambda id_, code, field, steps=(), spec=None, row=None, comment=None: v.add(id_, call="event_stream", spec=SPEC | {"idle": "PT1H"} if spec is None else spec, steps=list(steps), expect={"error": {"code": code, "row": row, "field": field}}, comment=comment)  # noqa: E731
    refused("no_idle", "invalid_option", "idle", spec=SPEC)
    refused("idle_of_nothing", "invalid_option", "idle", spec=SPEC | {"idle": "PT0S"})
    refused("idle_of_months", "invalid_duration", "idle", spec=SPEC | {"idle": "P1M"}, comment="months differ in their length")
    refused("no_such_late", "invalid_option", "late", spec=SPEC | {"idle": "PT1H", "late": "ignore"})
    refused("no_such_returning", "invalid_option", "returning", spec=SPEC | {"idle": "PT1H", "returning": "append"})
    refused("no_events_to_hold", "invalid_option", "max_open", spec=SPEC | {"idle": "PT1H", "max_open": 0})
    refused("no_customer_column", "invalid_option", "customer", spec={"touchpoint": "what", "time": "at", "idle": "PT1H"})
    one = {"observe": {"frame": columns([event("a", "visit", 0)])}}
    refused("a_column_that_is_not_there", "unknown_column", "at", steps=[{"observe": {"frame": {"who": ["a"], "what": ["visit"]}}}])
    refused("a_time_that_is_a_number", "invalid_time", "at", row=1, steps=[{"observe": {"frame": {"who": ["a", "b"], "what": ["visit", "pay"], "at": ["2026-03-01", 5]}}}])
    refused("no_customer_in_a_row", "too_few", "customer", row=1, steps=[{"observe": {"frame": {"who": ["a", None], "what": ["visit", "pay"], "at": ["2026-03-01", "2026-03-01"]}}}])
    refused("customers_of_both", "duplicate_id", "customer", steps=[one, {"merge": {"spec": SPEC | {"idle": "PT1H"}, "steps": [one]}}])
    refused("customers_of_both_one_drained", "duplicate_id", "customer", steps=[one, {"finish": {}}, {"merge": {"spec": SPEC | {"idle": "PT1H"}, "steps": [one]}}])
    refused("streams_of_other_options", "definition_mismatch", None, steps=[one, {"merge": {"spec": SPEC | {"idle": "PT2H"}, "steps": []}}])
    v.add("rows_without_customer", call="event_stream", spec=SPEC | {"idle": "PT1H", "missing": "drop"}, steps=[{"observe": {"frame": {"who": ["a", None], "what": ["visit", "pay"], "at": ["2026-03-01T00:00:00Z", "2026-03-01T05:00:00Z"]}}}, {"open": {}}], expect={"logs": [[{"customer": "a", "touchpoint": "visit", "time": "2026-03-01T00:00:00Z"}]], "watermark": micros(START), "n_open": 1, "n_dropped": 1, "n_left_out": 0}, comment="a row that is dropped moves no watermark")
    v.add("wall_clock_times", call="event_stream", spec=SPEC | {"idle": "PT1H", "tz": "Europe/Berlin"}, steps=[{"observe": {"frame": {"who": ["a", "a"], "what": ["visit", "pay"], "at": ["2026-03-29T01:59:00", "2026-03-29T03:00:00"]}}}, {"open": {}}], expect={"logs": [[{"customer": "a", "touchpoint": "visit", "time": "2026-03-29T00:59:00Z"}, {"customer": "a", "touchpoint": "pay", "time": "2026-03-29T01:00:00Z"}]], "watermark": micros(datetime(2026, 3, 29, 1, tzinfo=timezone.utc))}, comment="the clocks skip an hour: a minute lies between the two")
    refused("a_time_that_the_clocks_skip", "invalid_time", "at", row=0, spec=SPEC | {"idle": "PT1H", "tz": "Europe/Berlin"}, steps=[{"observe": {"frame": {"who": ["a"], "what": ["visit"], "at": ["2026-03-29T02:30:00"]}}}])
    return v

"""What customers live through: the log of their events, and what is read from it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Optional

from cxm import _cxm
from cxm._errors import refused
from cxm._frame import Source, column_names
from cxm._results import Estimate, Test, Value
from cxm._state import Merging
from cxm._table import BUILDERS, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime, timedelta
    from os import PathLike

    from typing_extensions import Self

    from cxm._attribution import Order, Rule
    from cxm._experience import ExperienceModel
    from cxm._names import Columns

TransitionWeight = Optional[Literal["proba_out", "proba_in", "count", "unique_paths", "share_of_total", "avg_per_path", "time_median", "time_q95"]]
FunnelOrder = Optional[Literal["ordered", "strict", "any"]]
RetentionKind = Optional[Literal["bounded", "on_or_after", "rolling"]]
Incomplete = Optional[Literal["drop", "count", "survival"]]


class Throughput(Value):
    """How long customers take from their first event to their last, in seconds; None without customers."""

    n: int
    """How many customers."""
    n_single: int
    """How many of them have one event only, and take no time."""
    mean: float | None
    std_dev: float | None
    min: float | None
    p25: float | None
    median: float | None
    median_low: float | None
    """The lower end of the median's interval; None with too few customers for the level."""
    median_high: float | None
    p75: float | None
    p90: float | None
    p95: float | None
    p99: float | None
    max: float | None
    conf_level: float

    def __repr__(self) -> str:
        return f"Throughput(n={self.n}, mean={self.mean}, median={self.median}, p90={self.p90}) in seconds"


class GoalPerformance(Estimate):
    """Which share of customers reach a goal within its time: an estimate, with the way there."""

    n_reached: int
    """How many have reached it."""
    n_exited: int
    """How many left before."""
    n_watching: int
    """How many of the others are still within their window."""
    n_at_risk: int
    """How many were watched until the end of the window."""
    n_excluded: int
    """How many are left out, because they acted before they started."""
    n_not_started: int
    """How many never started."""
    curve: Any
    """`seconds`, `n_at_risk`, `n_reached`, `cumulative_incidence`, `conf_low`, `conf_high`; with `by` the curves of the groups."""
    groups: Any
    """With `by` one row a group, otherwise None."""
    test: Test | None
    """With `by` whether the groups differ: the log-rank test, or Gray's where some exited."""

    def _estimate(self) -> Estimate:
        return Estimate(**{name: self.__dict__[name] for name in Estimate.__annotations__})

    def __repr__(self) -> str:
        return repr(self._estimate())

    def _repr_html_(self) -> str:
        return self._estimate()._repr_html_()

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, without curve, groups and test."""
        return {**self._estimate().to_dict(), **{name: value for name, value in super().to_dict().items() if name.startswith("n_")}}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GoalPerformance) and other.to_dict() == self.to_dict()

    def __hash__(self) -> int:
        return hash(repr(self))


class Conformance(Value):
    """How customers' paths agree with the flow that the journey was designed with."""

    fitness: Estimate
    """The mean fitness of a customer's path: 1 where it is a way through the flow."""
    coverage: Estimate
    """The share of the events that are on touchpoints of the flow."""
    n_fitting: int
    """How many customers' paths are ways through the flow."""
    n_variants: int
    """How many different paths there are."""
    shortest: int
    """How many touchpoints the shortest way through the flow has."""
    n_followed: int | None
    """How many customers count for the effect on the goal; None without a goal."""
    n_reached: int | None
    """How many of them reached it."""
    n_left_out: int | None
    """How many do not count: they had reached the goal by the landmark, or were not watched long enough."""
    deviations: Any
    """`touchpoint`, `kind`, `n` customers, `share`, `conf_low`, `conf_high`, `n_times`; with a goal `n_with`, `n_without`, `goal_effect`,
    `goal_effect_low`, `goal_effect_high`, `p_value`, `p_adjusted`, `flags`."""
    variants: Any
    """`path`, `n`, `share`, `conf_low`, `conf_high`, `length`, `cost`, `fitness`, `alignment`: "+" is only in the path, "-" only in the flow."""

    def __repr__(self) -> str:
        return f"Conformance({self.fitness!r}, coverage={self.coverage.estimate}, n_fitting={self.n_fitting}, n_variants={self.n_variants})"


class ChannelConsistency(Value):
    """Whether a score is the same in all channels; None where it cannot be told."""

    q: float | None
    """How far the channels lie apart, in their own uncertainty: Cochran's Q."""
    df: float | None
    p_value: float | None
    """The probability of at least such a Q if all channels were the same."""
    i_squared: float | None
    """The share of Q that chance does not account for."""
    largest_gap: float | None
    gap_low: float | None
    """The lower end of its interval, which holds for all pairs at once."""
    gap_high: float | None
    highest: str | None
    """The channel of the highest score."""
    lowest: str | None
    margin: float | None
    p_equivalence: float | None
    """The p-value against a difference beyond the margin between any two channels."""
    is_equivalent: bool | None
    """Whether every two channels are the same within the margin; None without one."""
    flags: list[str]
    channels: Any
    """`channel`, `n`, `n_customers`, `estimate`, `std_error`, `conf_low`, `conf_high`."""
    pairs: Any
    """`channel`, `other`, `difference`, `std_error`, `conf_low`, `conf_high`, `p_value`, `p_adjusted`, `p_equivalence`."""

    def __repr__(self) -> str:
        told = ("q", "p_value", "i_squared", "largest_gap", "is_equivalent")
        return f"ChannelConsistency({', '.join(f'{name}={getattr(self, name)}' for name in told)})"


class EventLog(Merging):
    """The interactions of customers with touchpoints. Columns come in any order; each customer's events stand in order of time.

    >>> frame = {"who": ["b", "a", "b"], "what": ["pay", "visit", "visit"], "at": ["2026-01-03", "2026-01-01", "2026-01-02"]}
    >>> log = EventLog(frame, customer="who", touchpoint="what", time="at")
    >>> log.n_events, log.n_customers, log.touchpoints
    (3, 2, ['pay', 'visit'])
    >>> log.directly_follows()["n"]
    [1]

    Logs of different customers merge; their measures are those of all of them.
    """

    __slots__ = ("_kind",)
    _class = _cxm.EventLogData

    def __init__(
        self,
        frame: Any,
        *,
        customer: str,
        touchpoint: str,
        time: str,
        channel: str | None = None,
        value: str | None = None,
        sequence: str | None = None,
        attributes: str | Sequence[str] | None = None,
        tz: str | None = None,
        missing: Literal["error", "drop", None] = None,
    ) -> None:
        """The log of a frame.

        Arguments:
            customer: the column of customers: texts or whole numbers.
            touchpoint: the column of what they met.
            time: the column of times; wall-clock times are read in `tz`, which is UTC by default.
            channel, value: columns of the channel and of a number of each event.
            sequence: a column of numbers that orders events of one customer at the same time; otherwise the order of the rows does.
            attributes: columns to break results down by.
            missing: what happens to rows without customer, touchpoint or time: "error" (default) names the first, "drop" leaves
                them out and counts them in `n_dropped`.
        """
        given = {name: value for name, value in locals().items() if name not in ("self", "frame", "__class__")}
        source = Source(frame)
        names = column_names(given, "customer", "touchpoint", "time", "channel", "value", "sequence", "attributes")
        self._core = _cxm.EventLogData(source.columns(names), [str(name) for name in names], given)
        self._kind = source.kind

    @classmethod
    def read_xes(
        cls,
        source: str | PathLike[str] | bytes | BinaryIO,
        *,
        customer: str | None = None,
        touchpoint: str | None = None,
        time: str | None = None,
        channel: str | None = None,
        value: str | None = None,
        attributes: str | Sequence[str] = (),
        tz: str | None = None,
        missing: Literal["error", "drop", None] = None,
        max_bytes: int | None = None,
        max_ratio: int | None = None,
    ) -> Self:
        """The log of an XES file, plain or gzip: each trace is a customer.

        >>> event = '<event><string key="concept:name" value="visit"/><date key="time:timestamp" value="2026-01-01T10:00Z"/></event>'
        >>> EventLog.read_xes(f'<log><trace><string key="concept:name" value="ann"/>{event}</trace></log>'.encode())
        EventLog(n_events=1, n_customers=1, touchpoints=1)

        Arguments:
            source: a path, the bytes of a file, or a file opened for bytes.
            customer, touchpoint, time: keys, with `case:` before those of a trace ("case:concept:name", "concept:name", "time:timestamp").
            channel, value, attributes: keys of what else is read, such as channel="org:resource"; nothing by default.
            tz: the zone of times without an offset (UTC).
            missing: events without customer, touchpoint or time: "error" (default) names the first, "drop" leaves them out and counts them.
            max_bytes, max_ratio: what gzip may become: bytes (4 GiB), and times its size once it is past 64 MiB (200).
        """
        return cls._read("xes", locals())

    @classmethod
    def from_xes(cls, data: bytes, **options: Any) -> Self:
        """The log of the bytes of an XES file; the options are those of `read_xes`."""
        return cls.read_xes(data, **options)

    @classmethod
    def read_ocel(
        cls,
        source: str | PathLike[str] | bytes | BinaryIO,
        *,
        object_type: str,
        touchpoint: str | None = None,
        time: str | None = None,
        channel: str | None = None,
        value: str | None = None,
        attributes: str | Sequence[str] = (),
        tz: str | None = None,
        missing: Literal["error", "drop", None] = None,
        max_bytes: int | None = None,
        max_ratio: int | None = None,
    ) -> Self:
        """The log of an OCEL 2.0 file (JSON), flattened: each object of `object_type` is a customer and has the events that relate to it.

        Names are attributes of events; the other arguments are those of `read_xes`.
        """
        return cls._read("ocel", locals())

    @classmethod
    def read_cloudevents(
        cls,
        source: str | PathLike[str] | bytes | BinaryIO,
        *,
        customer: str | None = None,
        touchpoint: str | None = None,
        time: str | None = None,
        channel: str | None = None,
        value: str | None = None,
        attributes: str | Sequence[str] = (),
        tz: str | None = None,
        missing: Literal["error", "drop", None] = None,
        max_bytes: int | None = None,
        max_ratio: int | None = None,
    ) -> Self:
        """The log of CloudEvents, one a line or as a batch: `subject` met `type` at `time`.

        >>> EventLog.read_cloudevents(b'{"type": "pay", "subject": "ann", "time": "2026-01-01T10:00:00Z", "data": {"plan": "gold"}}', attributes="/data/plan")
        EventLog(n_events=1, n_customers=1, touchpoints=1)

        Names are attributes of an event, or JSON Pointers into it; the other arguments are those of `read_xes`.
        """
        return cls._read("cloudevents", locals())

    @classmethod
    def read_segment(
        cls,
        source: str | PathLike[str] | bytes | BinaryIO,
        *,
        time: str | None = None,
        channel: str | None = None,
        value: str | None = None,
        attributes: str | Sequence[str] = (),
        tz: str | None = None,
        missing: Literal["error", "drop", None] = None,
        max_bytes: int | None = None,
        max_ratio: int | None = None,
    ) -> Self:
        """The log of Segment's or RudderStack's calls, one a line: what a visitor did before `identify` is the user's.

        `track` is its event, `page` and `screen` are "Viewed {category} {name} Page" or "... Screen". Names are names of a call, or JSON Pointers
        into it ("/properties/plan"); the other arguments are those of `read_xes`.
        """
        return cls._read("segment", locals())

    @classmethod
    def _read(cls, name: str, given: dict[str, Any]) -> Self:
        source = given.pop("source")
        found = Path(source).read_bytes() if isinstance(source, (str, os.PathLike)) else source.read() if hasattr(source, "read") else source
        if not isinstance(found, (bytes, bytearray, memoryview)):
            raise refused("source", "a path, bytes, or a file opened for bytes", found)
        data = bytes(found)
        attributes = given["attributes"]
        given["attributes"] = [attributes] if isinstance(attributes, str) else list(attributes)
        return cls._of(_cxm.EventLogData.read(name, data, {key: value for key, value in given.items() if key not in ("cls", "__class__")}))

    def to_xes(self, *, channel: str | None = None, value: str | None = None) -> bytes:
        """The log as XES, a trace a customer; `channel` and `value` are the keys they stand under ("channel", "value")."""
        return bytes(self._core.write("xes", {"channel": channel, "value": value}))

    @classmethod
    def from_model(
        cls,
        frame: Any,
        model: ExperienceModel,
        *,
        customer: str,
        event: str,
        time: str,
        channel: str | None = None,
        value: str | None = None,
        sequence: str | None = None,
        properties: str | Sequence[str] = (),
        attributes: str | Sequence[str] = (),
        tz: str | None = None,
        missing: Literal["error", "drop", None] = None,
    ) -> Self:
        """The log of the interactions that a model knows: its patterns name the touchpoints.

        Events that are on no touchpoint but start a goal, reach it or end the chance are kept under their own name; the rest is left out and counted in `coverage`.

        Arguments:
            event: the column of the type of each event, as the patterns name it.
            properties: the columns of what the patterns ask.
            customer, time, channel, value, sequence, attributes, tz, missing: as for `EventLog`.
        """
        given = {name: value for name, value in locals().items() if name not in ("cls", "frame", "model", "__class__")}
        for name in ("properties", "attributes"):
            given[name] = [given[name]] if isinstance(given[name], str) else list(given[name])
        if not hasattr(model, "_data"):
            raise refused("model", "an ExperienceModel", model)
        source = Source(frame)
        names = column_names(given, "customer", "event", "time", "channel", "value", "sequence", "properties", "attributes")
        log = cls.__new__(cls)
        log._core = _cxm.EventLogData.from_model(source.columns(names), [str(name) for name in names], model._data, given)
        log._kind = source.kind
        return log

    @property
    def coverage(self) -> Estimate:
        """The share of interactions on no touchpoint of the model: what the map does not show. Needs a log made by `from_model`."""
        return Estimate(**self._core.coverage({}))

    def _about(self, name: str) -> Any:
        return self._core.about(name)

    @property
    def n_events(self) -> int:
        """How many events there are."""
        return int(self._about("n_events"))

    @property
    def n_customers(self) -> int:
        """How many customers there are."""
        return int(self._about("n_customers"))

    @property
    def n_dropped(self) -> int:
        """How many rows were left out because customer, touchpoint or time was missing."""
        return int(self._about("n_dropped"))

    @property
    def touchpoints(self) -> list[str]:
        """The names of the touchpoints, in order."""
        return list(self._about("touchpoints"))

    @property
    def channels(self) -> list[str]:
        """The names of the channels, in order."""
        return list(self._about("channels"))

    def copy(self) -> Self:
        """A log of its own with the same content."""
        copy = super().copy()
        copy._kind = getattr(self, "_kind", "dict")
        return copy

    def append(self, other: Self) -> Self:
        """Adds later events, also of customers who are in this log already; `merge` refuses those. Returns this log."""
        self._core.append(self._held(other))
        return self

    def _table(self, name: str, **given: Any) -> Any:
        return self._give(self._core.table(name, given))

    def _give(self, columns: Columns) -> Any:
        build = BUILDERS.get(getattr(self, "_kind", "dict"))
        return Table(columns) if build is None else build(columns, None)

    def measures(self, *measures: str | dict[str, Any]) -> list[Any]:
        """Several tables at once, in the order of the measures: `log.measures("directly_follows", {"measure": "funnel", "steps": ["visit", "pay"]})`.

        A measure is the name of a method that gives a table, or a dict with its name as `measure` and its options. `directly_follows`, `transition_matrix`, `funnel`, `compare_funnels`, `retention` and
        `handoffs` are counted in one pass over the events.
        """
        return [self._give(table) for table in self._core.tables({"measures": list(measures)})]

    def events(self) -> Any:
        """The events by customer and time: `customer`, `touchpoint`, `time` in UTC, `channel`, `value` and the attributes, where there are any.

        In the kind of frame that came in; of a log from a file `log.events().to_arrow()`.
        """
        return self._table("events")

    def directly_follows(self) -> Any:
        """Which touchpoint directly follows which: `source`, `target`, `n`, `n_customers`, `share_of_source`, `median_seconds`, ..."""
        return self._table("directly_follows")

    def eventually_follows(self) -> Any:
        """Which touchpoint comes some time after which: `source`, `target`, `n` pairs of events, `n_customers`."""
        return self._table("eventually_follows")

    def start_touchpoints(self, *, level: float | None = None) -> Any:
        """With which touchpoint customers begin: `touchpoint`, `n`, `share` with its interval."""
        return self._table("start_touchpoints", level=level)

    def end_touchpoints(self, *, level: float | None = None) -> Any:
        """With which touchpoint customers end, as `start_touchpoints`."""
        return self._table("end_touchpoints", level=level)

    def touchpoint_counts(self, *, level: float | None = None) -> Any:
        """How often each touchpoint is met, and by which share of the customers."""
        return self._table("touchpoint_counts", level=level)

    def variants(self, *, top: int | None = None, level: float | None = None) -> Any:
        """The different paths that customers take, the `top` most frequent or all: `path`, `n`, `length`, `share`, ..., `cumulative_share`."""
        return self._table("variants", top=top, level=level)

    def rework(self, *, level: float | None = None) -> Any:
        """Which touchpoints customers meet again: `touchpoint`, `n_customers`, `n_repeats`, `n_met`, `share` with its interval."""
        return self._table("rework", level=level)

    def minimum_self_distances(self) -> Any:
        """After how many events at the least a customer meets a touchpoint again."""
        return self._table("minimum_self_distances")

    def funnel(
        self,
        steps: Sequence[str | Sequence[str]],
        *,
        order: FunnelOrder = None,
        within: str | timedelta | None = None,
        exclude: Sequence[tuple[str, int, int]] | None = None,
        optional: int | Sequence[int] | None = None,
        by: str | Sequence[str] | None = None,
        as_of: datetime | date | str | None = None,
        incomplete: Incomplete = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Any:
        """How many customers get through the steps, how many of those who began, and how long each step takes.

        >>> frame = {"who": ["a", "a", "b"], "what": ["visit", "pay", "visit"], "at": ["2026-01-01", "2026-01-03", "2026-01-01"]}
        >>> log = EventLog(frame, customer="who", touchpoint="what", time="at")
        >>> log.funnel(["visit", "pay"])["n"]
        [2, 1]

        Arguments:
            steps: touchpoints, or lists of alternatives.
            order: "ordered" (default: other events may come between), "strict" (none may), "any" (row k counts who did k + 1 of the steps).
            within: the window from the start, its end included: "7d", "PT36H", a timedelta. Days have 24 hours.
            exclude: (touchpoint, from_step, to_step), steps counted from 0: what spoils an attempt between these steps.
            optional: steps that may be left out, counted from 0.
            by: attributes of the event at which the attempt starts, or "channel".
            as_of: until when events are known; the last event by default. A date is known to its end, in `tz`.
            incomplete: what becomes of attempts whose window is not over then: "drop" (default) leaves them out, "count" takes them
                as they stand, "survival" censors them (Kaplan-Meier).
        """
        given = {name: value for name, value in locals().items() if name != "self"}
        return self._table("funnel", **given)

    def compare_funnels(
        self,
        steps: Sequence[str | Sequence[str]],
        *,
        by: str | Sequence[str],
        baseline: Any = None,
        adjust: str | None = None,
        order: FunnelOrder = None,
        within: str | timedelta | None = None,
        exclude: Sequence[tuple[str, int, int]] | None = None,
        optional: int | Sequence[int] | None = None,
        as_of: datetime | date | str | None = None,
        incomplete: Incomplete = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Any:
        """The groups of a funnel compared in their share of first, step by step: every two, or each with the `baseline`.

        Differences have Newcombe's interval; p-values are adjusted over all rows, by Holm's procedure unless `adjust` says otherwise.
        The other arguments are those of `funnel`.
        """
        given = {name: value for name, value in locals().items() if name != "self"}
        return self._table("compare_funnels", **given)

    def next_step(self, prefix: str | Sequence[str], *, level: float | None = None) -> Any:
        """What comes next after these touchpoints: `touchpoint` (null: nothing), `n` customers, `share` with its interval."""
        return self._table("next_step", prefix=prefix, level=level)

    def step_matrix(self, *, steps: int | None = None, by: str | None = None, level: float | None = None) -> Any:
        """Where customers are at each of the first `steps` (20) of their paths: `step`, `touchpoint` (null: ended), `n`, `share`, ...

        With `by`, an attribute or "channel", for each group of customers: whose first event has this value.
        """
        return self._table("step_matrix", steps=steps, by=by, level=level)

    def step_flows(self, *, steps: int | None = None, start: str | None = None, level: float | None = None) -> Any:
        """What customers do next at each of the first `steps` (4) of their paths, from the first `start` on if it is given: `step`, `source`,
        `target` (null: the path ends), `n`, `share_of_first` and `share_of_previous` with their intervals. `cxm.chart.sankey` draws it.
        """
        return self._table("step_flows", steps=steps, start=start, level=level)

    def transition_matrix(self, *, weight: TransitionWeight = None) -> Any:
        """The flow as a matrix: a row for each `source`, and a column for each target.

        Arguments:
            weight: under retentioneering's names "proba_out" (default), "proba_in", "count", "unique_paths", "share_of_total",
                "avg_per_path", "time_median", "time_q95" (seconds).
        """
        return self._table("transition_matrix", weight=weight)

    def attribution(
        self,
        conversion: str,
        *,
        channel: str | None = None,
        within: str | timedelta | None = None,
        method: Rule = None,
        order: Order = None,
        half_life: float | None = None,
        bootstrap: int | None = None,
        seed: int | None = None,
        level: float | None = None,
    ) -> Any:
        """Which touches the events of the touchpoint `conversion` are credited to, as `cxm.attribution`; none of it is incremental.

        Arguments:
            channel: what is credited: "touchpoint" (default), "channel", or the name of an attribute.
            within: touches longer before the conversion do not count: "30d".
            method, order, half_life, bootstrap, seed, level: as in `cxm.attribution`.
        """
        return self._table("attribution", **{name: value for name, value in locals().items() if name != "self"})

    def retention(
        self,
        every: Literal["day", "week", "month", "quarter", "year"] | str,
        *,
        kind: RetentionKind = None,
        touchpoint: str | Sequence[str] | None = None,
        return_touchpoint: str | Sequence[str] | None = None,
        by: str | None = None,
        as_of: datetime | date | str | None = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Any:
        """Which share of the customers who began in a period come back in later ones: `cohort`, `age`, `n`, `active`, `retention`, `complete`, ...

        >>> frame = {"who": ["a", "a", "b"], "what": ["visit"] * 3, "at": ["2026-01-05", "2026-01-12", "2026-01-06"]}
        >>> log = EventLog(frame, customer="who", touchpoint="what", time="at")
        >>> log.retention("week")["retention"]
        [1.0, 0.5]

        Arguments:
            every: how long a period is: "day", "week" (from Monday), "month", "quarter", "year"; by the calendar of `tz`, UTC by default.
            kind: who is active at an age: "bounded" (default) with an event in that period, "on_or_after" (or "rolling") in that one or later.
            touchpoint: what begins a customer's time, one or several; the first event by default.
            return_touchpoint: what counts as coming back; every event by default.
            by: an attribute of the event that begins it, or "channel".
            as_of: until when events are known; the last event by default. A date is known to its end, in `tz`.
        """
        return self._table("retention", **{name: value for name, value in locals().items() if name != "self"})

    def absorption(self, targets: str | Sequence[str] | None = None, *, level: float | None = None) -> Any:
        """Where paths end if what comes next depends on the touchpoint alone (absorbing Markov chain), for each `touchpoint` and `target`.

        `probability` to end there with its interval, `steps_to_end`, `steps_to_target`, `expected_visits`. A `touchpoint` of None is the start of a path,
        a `target` of None its end without any target.

        Arguments:
            targets: the touchpoints that take a path in; paths are read until their first one.
        """
        return self._table("absorption", targets=targets, level=level)

    def peak_end(self, *, score: str | None = None, neutral: float | None = None) -> Any:
        """What each customer is likely to remember: `customer`, `n` values, `peak` (the most extreme), `end`, `mean`, `peak_end` (the mean of peak and end).

        Arguments:
            score: "value" (default), or an attribute of numbers.
            neutral: the value from which the peak is farthest; by default the middle between the least and the greatest of the log. Of two as
                far, the lower is the peak.
        """
        return self._table("peak_end", score=score, neutral=neutral)

    def peak_end_summary(self, *, score: str | None = None, neutral: float | None = None, level: float | None = None) -> Any:
        """The means of `peak_end` over customers, a row each `measure`, with intervals; `peak_end_less_mean` is what memory adds."""
        return self._table("peak_end_summary", score=score, neutral=neutral, level=level)

    def moments_of_truth(
        self,
        goal: str | Sequence[str],
        *,
        start: str | Sequence[str] | None = None,
        exit: str | Sequence[str] | None = None,
        landmark: str | timedelta | None = None,
        within: str | timedelta | None = None,
        as_of: str | date | datetime | None = None,
        ties: Literal["exit_first", "action_first", None] = None,
        adjust: str | None = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Any:
        """Which touchpoints move a goal: how many reach it of those who met each (`rate_with`) and of the others (`rate_without`).

        The `difference` has Newcombe's interval; p-values are adjusted over all rows, by Holm's procedure unless `adjust` says otherwise.

        Arguments:
            goal: the id of a goal of the model, or touchpoints that reach it.
            start, exit: touchpoints that begin a customer's time (by default the first event), and that end the chance.
            landmark: how long after the beginning touchpoints count; the goal counts after it, among those who are still on their way. Without
                one each row has the flag "association": who reaches the goal late has had more time to meet anything.
            within: within which time after the landmark the goal is to be reached; customers whose time is not over are left out.
            as_of: until when the log is complete; by default until its last event.
        """
        return self._table("moments_of_truth", **{name: value for name, value in locals().items() if name not in ("self", "__class__")})

    def self_service(
        self,
        self_service: str | Sequence[str],
        assisted: str | Sequence[str],
        *,
        field: Literal["channel", "touchpoint", None] = None,
        within: str | timedelta | None = None,
        pause: str | timedelta | None = None,
        by: str | None = None,
        as_of: str | date | datetime | None = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Any:
        """How many customers help themselves: `measure` is containment, escalation or repeat_contact, each with `n`, `estimate` and its interval.

        Arguments:
            self_service, assisted: channels, or touchpoints.
            field: which of the two they are; channels by default where the log has some.
            within: the window from the first contact; customers whose window is not over are left out (`n_incomplete`). To the end of the log by default.
            pause: after a longer one a contact is a new one; "30m" by default.
            by: an attribute of the first contact, or "channel".
        """
        return self._table("self_service", **{name: value for name, value in locals().items() if name not in ("self", "__class__")})

    def compare_segments(
        self, by: str, *, count: Literal["customers", "steps", None] = None, adjust: str | None = None, level: float | None = None
    ) -> Any:
        """Whether segments go different ways: for each `source` the chi-square test of what comes next, and the largest difference.

        Arguments:
            by: an attribute of each customer's first event, or "channel".
            count: "customers" (default): each once, with the first step from there, the end of the path included; "steps": every step, as
                `directly_follows`. Steps of one customer are alike, which makes p-values too small.
            adjust: how p-values are adjusted over all sources; Holm's procedure by default.
        """
        return self._table("compare_segments", by=by, count=count, adjust=adjust, level=level)

    def sessionize(self, timeout: str | timedelta) -> Self:
        """The log of sessions: a new path after each pause of more than `timeout`, "30m"; whose it is says the attribute `customer`."""
        sessions = self._of(self._core.sessionize({"timeout": timeout}))
        sessions._kind = getattr(self, "_kind", "dict")
        return sessions

    def throughput(self, *, level: float | None = None) -> Throughput:
        """How long customers take from their first event to their last, in seconds."""
        return Throughput(**self._core.throughput({"level": level}))

    def goal_performance(
        self,
        goal: str | None = None,
        *,
        start: str | Sequence[str] | None = None,
        action: str | Sequence[str] | None = None,
        exit: str | Sequence[str] | None = None,
        within: str | timedelta | None = None,
        as_of: str | date | datetime | None = None,
        by: str | None = None,
        ties: Literal["exit_first", "action_first", None] = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> GoalPerformance:
        """Which share of customers reach a goal within its time of their first start.

        Wilson's interval when all were watched to the end; else one minus Kaplan-Meier, or Aalen-Johansen where some exited.

        Arguments:
            goal: the id of a goal of the model; needs a log made by `from_model`. Or
            start, action, exit: touchpoints that start the clock, reach the goal, end the chance.
            within: the window, "P7D"; its last moment is included. By default that of the model's goal; without one, for ever.
            as_of: until when the log is complete; by default until its last event.
            by: the attribute, or "channel", at the start, by which customers are told apart: `groups` and `test`.
            ties: what counts of an exit and an action at the same time; the exit by default.
            tz: with a zone a day of the window is a calendar day, without one it is 24 h.
        """
        given = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        fields, curve, groups = self._core.goal_performance(given)
        fields["curve"] = self._give(curve)
        fields["groups"] = None if groups is None else self._give(groups)
        fields["test"] = None if fields["test"] is None else Test(**fields["test"])
        return GoalPerformance(**fields)

    def tolerance(
        self,
        bad: str | Sequence[str],
        churn: str | Sequence[str],
        *,
        landmark: str | timedelta | None = None,
        within: str | timedelta | None = None,
        as_of: str | date | datetime | None = None,
        most: int | None = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Any:
        """How many bad experiences customers put up with: `n_bad`, `n`, `n_churned`, `estimate` with its interval.

        Arguments:
            bad, churn: touchpoints.
            landmark: how long after their first event bad experiences are counted; churn counts after it. Without one each row has
                the flag "association": who stays longer has more time for bad experiences.
            within: within which time after the landmark churn counts.
            as_of: until when the log is complete; by default until its last event.
            most: from this number on customers are one row; 3 by default.
        """
        return self._table("tolerance", **{name: value for name, value in locals().items() if name not in ("self", "__class__")})

    def conformance(
        self,
        journey: str | Sequence[Any] | Mapping[str, Any],
        *,
        goal: str | Sequence[str] | None = None,
        landmark: str | timedelta | None = None,
        within: str | timedelta | None = None,
        as_of: str | date | datetime | None = None,
        top: int | None = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Conformance:
        """How customers' paths agree with the flow of a journey: fitness, coverage, deviations and the alignment of each path.

        >>> frame = {"who": ["a", "a", "a", "b", "b"], "what": ["visit", "cart", "pay", "visit", "pay"], "at": ["2026-01-01", "2026-01-02", "2026-01-03"] + ["2026-01-01", "2026-01-02"]}
        >>> found = EventLog(frame, customer="who", touchpoint="what", time="at").conformance(["visit", "cart", "pay"])
        >>> found.fitness.estimate, found.variants["alignment"]
        (0.9, ['visit > cart > pay', 'visit > -cart > pay'])

        Arguments:
            journey: a list of touchpoints, a flow as journey maps have it ({"seq": ["visit", {"opt": "help"}, "pay"]}), a journey map, or the id of
                a journey of the model; an id needs a log made by `from_model`.
            goal: the id of a goal of the model, or touchpoints: what each deviation does to the share who reach it.
            landmark: how long after their first event deviations count for the effect; the goal counts after it, and who has reached it by then
                is left out. Without one each row has the flag "association": who stays longer has more time to deviate.
            within: within which time after the landmark, or the first event, the goal counts; who was not watched that long is left out.
            as_of: until when the log is complete; later events are not read.
            top: so many rows of `variants`; all by default.
        """
        given = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        fields, deviations, variants = self._core.conformance(given)
        for name in ("fitness", "coverage"):
            fields[name] = Estimate(**fields[name])
        fields["deviations"], fields["variants"] = self._give(deviations), self._give(variants)
        return Conformance(**fields)

    def handoffs(self, *, goal: str | Sequence[str] | None = None, level: float | None = None) -> Any:
        """How customers go on from one channel to another: `source`, `target`, `n_handoffs`, `n_source`, `n`, `share`, ..., `median_seconds`.

        `share` is the continuation rate: of the customers seen in the source, those who went on in the target directly. Sessions instead of customers: `log.sessionize("30m").handoffs()`.

        Arguments:
            goal: touchpoints, or the id of a goal of the model: adds `goal_effect`, the share who reach it after the handoff less that of those who stayed
                in the source, with Newcombe's interval. An association: nobody was sent to a channel by chance.
        """
        return self._table("handoffs", goal=goal, level=level)

    def channel_consistency(
        self, score: str | None = None, *, margin: float | None = None, top: float | None = None, level: float | None = None,
    ) -> ChannelConsistency:
        """Whether a score is the same in all channels: heterogeneity, the largest gap, and equivalence within a margin.

        Arguments:
            score: "value" (default), or the name of an attribute of numbers.
            margin: differences within it are the same; `is_equivalent` says whether that is shown for every two channels.
            top: from which score on an event counts: shares are compared instead of means.
        """
        fields, channels, pairs = self._core.channel_consistency({"score": score, "margin": margin, "top": top, "level": level})
        return ChannelConsistency(**{**fields, "channels": self._give(channels), "pairs": self._give(pairs)})

    def friction(
        self,
        journey: str | Sequence[Any] | Mapping[str, Any] | None = None,
        *,
        goal: str | Sequence[str] | None = None,
        wait_over: str | timedelta | None = None,
        inactive: str | timedelta | None = None,
        score: str | None = None,
        as_of: str | date | datetime | None = None,
        tz: str | None = None,
        level: float | None = None,
    ) -> Any:
        """Where a journey is hard: `touchpoint`, `signal`, `n`, `rate` with its interval, `rest`, `difference`, `excess`, `median_seconds`, `p_adjusted`, ...

        Signals: "drop_off", "loop", "back_step", "long_wait", by the largest `excess` of customers over the rate at all other touchpoints; then "score".

        Arguments:
            journey: what comes before what, as for `conformance`; without one the median position at which customers first meet a touchpoint.
            goal: who reaches it has not dropped off: touchpoints, or the id of a goal of the model.
            wait_over: a longer wait until the next event is long, "P2D".
            inactive: a customer without an event for less than this may yet come back, and does not count for drop-off.
            score: "value" or the name of an attribute of numbers: effort, sentiment.
            as_of: until when the log is complete; later events are not read.
        """
        return self._table("friction", **{name: value for name, value in locals().items() if name != "self"})

    def __repr__(self) -> str:
        return f"EventLog(n_events={self.n_events}, n_customers={self.n_customers}, touchpoints={self._about('n_touchpoints')})"

"""Events that come bit by bit, and the logs of the customers who are settled."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Literal

from cxm import _cxm
from cxm._frame import Source
from cxm._journey import EventLog
from cxm._state import Merging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Self


class EventStream(Merging):
    """Events that come in batches of any order. Who has had none for `idle` is settled and can be drained; the events of all others are held.

    >>> stream = EventStream(customer="who", touchpoint="what", time="at", idle="1d")
    >>> stream.observe({"who": ["ann", "bob"], "what": ["visit", "visit"], "at": ["2026-01-01T10:00", "2026-01-01T20:00"]}).drain()
    EventLog(n_events=0, n_customers=0, touchpoints=0)
    >>> stream.observe({"who": ["bob"], "what": ["pay"], "at": ["2026-01-02T12:00"]}).drain()  # ann was last seen 26 hours ago
    EventLog(n_events=1, n_customers=1, touchpoints=1)
    >>> stream.finish()
    EventLog(n_events=2, n_customers=1, touchpoints=2)

    Drained logs are of different customers and merge; with that of `finish` they are the log of all events at once.
    """

    __slots__ = ("_kind",)
    _class = _cxm.EventStreamData

    def __init__(
        self,
        *,
        customer: str,
        touchpoint: str,
        time: str,
        idle: str | timedelta,
        lateness: str | timedelta | None = None,
        channel: str | None = None,
        value: str | None = None,
        sequence: str | None = None,
        attributes: str | Sequence[str] | None = None,
        late: Literal["error", "drop", "keep", None] = None,
        returning: Literal["error", "drop", "keep", None] = None,
        max_open: int | None = None,
        tz: str | None = None,
        missing: Literal["error", "drop", None] = None,
    ) -> None:
        """A stream that has seen nothing.

        Arguments:
            customer, touchpoint, time, channel, value, sequence, attributes, tz, missing: as for `EventLog`.
            idle: a customer without an event for so long before the watermark is settled, "P30D".
            lateness: how much earlier than the latest event so far an event may come, "1h"; the `watermark` lies so long before that event. None by default.
            late: what happens to events from before the watermark: "keep" (default) takes them in, "drop" leaves them out, both count them in
                `n_late`; "error" refuses the batch.
            returning: what happens to events of customers who were drained: "error" (default) refuses the batch, "drop" leaves them out, "keep" opens
                the customer again, whose logs are then put together by `append` in their order, since a merge refuses them. Counted in `n_returning`.
            max_open: how many events are held at most, 16,777,216 by default; a batch that passes it is refused.
        """
        self._core = _cxm.EventStreamData({name: value for name, value in locals().items() if name not in ("self", "__class__")})
        self._kind = "dict"

    def observe(self, frame: Any) -> Self:
        """Takes in a frame with the stream's columns: all of it or, on an error, nothing. Returns this stream."""
        source = Source(frame)
        names = self._core.facts()["columns"]
        self._core.observe(source.columns(names), names, {})
        self._kind = source.kind
        return self

    def drain(self) -> EventLog:
        """The log of the customers who are settled, perhaps of none; the stream forgets their events and keeps their ids."""
        return self._log(self._core.drain())

    def finish(self) -> EventLog:
        """The log of everybody who is still held, settled or not: at the end."""
        return self._log(self._core.finish())

    def open_log(self) -> EventLog:
        """The log of everybody who is held, who stay so: paths that may go on."""
        return self._log(self._core.open_log())

    def _log(self, core: Any) -> EventLog:
        log = EventLog._of(core)
        log._kind = getattr(self, "_kind", "dict")
        return log

    def copy(self) -> Self:
        """A stream of its own with the same content."""
        copy = super().copy()
        copy._kind = getattr(self, "_kind", "dict")
        return copy

    @property
    def watermark(self) -> datetime | None:
        """The latest time seen less the lateness, in UTC; None before the first event."""
        watermark = self._core.facts()["watermark"]
        return None if watermark is None else datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=watermark)

    def _count(self, name: str) -> int:
        return int(self._core.facts()[name])

    @property
    def n_open(self) -> int:
        """How many events are held."""
        return self._count("n_open")

    @property
    def n_open_customers(self) -> int:
        """How many customers they are of."""
        return self._count("n_open_customers")

    @property
    def n_closed_customers(self) -> int:
        """How many customers were drained."""
        return self._count("n_closed_customers")

    @property
    def n_late(self) -> int:
        """How many events came from before the watermark, whether taken in or left out."""
        return self._count("n_late")

    @property
    def n_returning(self) -> int:
        """How many events were of customers who had been drained, late ones that were left out aside."""
        return self._count("n_returning")

    @property
    def n_left_out(self) -> int:
        """How many events were left out, as late or of a customer who had been drained."""
        return self._count("n_left_out")

    @property
    def n_dropped(self) -> int:
        """How many rows without customer, touchpoint or time were left out since the last drain; the next log counts them."""
        return self._count("n_dropped")

    def __repr__(self) -> str:
        facts = self._core.facts()
        shown = ", ".join(f"{name}={facts[name]}" for name in ("n_open", "n_open_customers", "n_closed_customers", "n_late"))
        return f"EventStream({shown})"

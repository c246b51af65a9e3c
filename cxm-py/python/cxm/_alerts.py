"""Alert rules: which records ask for somebody, and whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._errors import refused
from cxm._problem import as_json
from cxm._results import Value
from cxm._state import Readable

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence


class Alert(Value):
    """What a rule has to say about one record."""

    id: str
    rule: str
    severity: int
    at: str | None
    respondent: str | None
    element: str | None
    owner: str | None
    route: list[str]
    due: str | None
    open_case: str | None
    values: dict[str, Any]

    def to_cloudevent(self, source: str) -> dict[str, Any]:
        """The alert as an event of the CloudEvents 1.0 JSON format; `source` says who raised it."""
        return dict(_cxm.documents("alert_event", {"alert": self.to_dict(), "source": source}))

    def __repr__(self) -> str:
        return f"Alert({self.rule!r}, respondent={self.respondent!r}, due={self.due!r})"


class AlertState(Readable):
    """When each rule last fired for whom: what a cooldown remembers. States of many processes merge."""

    __slots__ = ()
    _class = _cxm.AlertState

    def __init__(self) -> None:
        self._core = _cxm.AlertState()

    def __repr__(self) -> str:
        fired = json.loads(self.to_json())["fired"]
        return f"AlertState of {len(fired)} rules, {sum(map(len, fired.values()))} alerts"


class AlertRules:
    """The alert rules of a model, or a list of rules, made ready once."""

    def __init__(self, rules: Any) -> None:
        self._rules = as_json(rules)
        self._core = _cxm.AlertRulesData(self._rules)
        self.state = AlertState()
        """What the cooldowns remember of `evaluate`."""

    def __len__(self) -> int:
        return int(self._core.len())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AlertRules):
            return NotImplemented
        return bool(json.loads(self._rules) == json.loads(other._rules) and self.state == other.state)

    __hash__ = None  # type: ignore[assignment] # it has a state

    def __repr__(self) -> str:
        return f"AlertRules of {len(self)} rules"

    def __reduce__(self) -> tuple[Any, ...]:
        return AlertRules, (self._rules,), {"state": self.state}

    @property
    def shifts(self) -> list[dict[str, Any]]:
        """The charts of the rules that watch for a shift: `rule`, `metric`, `arl0` that was asked, `reached`, and `threshold` in standard deviations."""
        return list(self._core.shifts())

    def forget(self, now: datetime.datetime | str) -> None:
        """Drops from `state` what no cooldown asks for any more."""
        self._core.forget(_held(self.state)._core, str(as_time(now)))

    def evaluate(
        self,
        record: Mapping[str, Any] | str | bytes,
        *,
        context: Mapping[str, Any] | str | bytes | None = None,
        now: datetime.datetime | str | None = None,
    ) -> Sequence[Alert]:
        """The alerts of a survey response or an interaction, a dict or JSON text. `context` holds `metrics` by id (a number, an `Estimate`, or
        `baseline` and `series` for a shift) and `events`, what the respondent did before."""
        return self._alerts(self.state, record, context, now)

    def evaluate_with(
        self,
        state: AlertState,
        record: Mapping[str, Any] | str | bytes,
        *,
        context: Mapping[str, Any] | str | bytes | None = None,
        now: datetime.datetime | str | None = None,
    ) -> tuple[Sequence[Alert], AlertState]:
        """The same with a state that the caller keeps: the alerts, and the state after them."""
        after = _held(state).copy()
        return self._alerts(after, record, context, now), after

    def _alerts(self, state: AlertState, record: Any, context: Any, now: Any) -> list[Alert]:
        return [Alert(**fields) for fields in self._core.evaluate(_held(state)._core, record, context, as_time(now))]


def _held(state: Any) -> AlertState:
    """A state; what else the caller put in its place is refused."""
    if not isinstance(state, AlertState):
        raise refused("state", "an AlertState", state)
    return state


def as_time(time: Any) -> Any:
    """A time as text; what is none is for the core to refuse."""
    return None if time is None else time.isoformat() if hasattr(time, "isoformat") else str(time)

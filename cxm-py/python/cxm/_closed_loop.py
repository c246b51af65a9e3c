"""Versions of the model, cases and alerts: what changed, what comes of feedback, and how well it is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._table import Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from typing_extensions import Self


def _text(document: Any) -> str:
    """A model, JSON text or a plain object, as JSON text."""
    if isinstance(document, str):
        return document
    to_json = getattr(document, "to_json", None)
    return str(to_json()) if to_json else json.dumps(document)


class _Fields:
    """An object of named fields that cannot be changed."""

    _fields: Mapping[str, Any]

    def __init__(self, fields: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_fields", dict(fields))

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return dict(self._fields)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._fields[name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no field {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.to_dict() == self.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.to_dict(),)


class Change(_Fields):
    """One change between two versions: `op` ("add", "remove", "replace", "move", "rename", "cosmetic"), `element`, `pointer`,
    `source` (where a moved element stood), `old` and `new` (`None` where there is none; `to_dict` tells it from a null)."""

    op: str
    element: str
    pointer: str

    @property
    def source(self) -> str | None:
        """Where a moved element stood in the old version."""
        return self._fields.get("from")

    @property
    def old(self) -> Any:
        """What stood there."""
        return self._fields.get("old")

    @property
    def new(self) -> Any:
        """What stands there now."""
        return self._fields.get("new")

    def __repr__(self) -> str:
        return f"{self.op} {self.element or 'the document'} at {self.pointer or 'its root'}"


class Conflict(_Fields):
    """A place that both sides changed differently: `element`, `pointer`, `base`, `ours` (which the merged document has), `theirs`."""

    element: str
    pointer: str
    base: Any
    ours: Any
    theirs: Any

    def __repr__(self) -> str:
        return f"conflict in {self.element or 'the document'} at {self.pointer or 'its root'}"


def diff_models(old: Any, new: Any) -> list[Change]:
    """What changed from one model to another, by the ids of elements and not by their places."""
    return [Change(each) for each in _cxm.documents("diff_models", {"old": _text(old), "new": _text(new)})]


def json_patch(old: Any, new: Any) -> list[dict[str, Any]]:
    """The JSON Patch (RFC 6902) that makes `old` into `new`."""
    return list(_cxm.documents("json_patch", {"old": _text(old), "new": _text(new)}))


def merge_models(base: Any, ours: Any, theirs: Any) -> tuple[Any, list[Conflict]]:
    """The changes of both sides since `base` in one document, and the places where they disagree; there the merged document has ours.

    The merged document is what `ours` is: a model, JSON text or a dict. A merged model must be valid; to look at one that is not, merge dicts.
    """
    told = _cxm.documents("merge_models", {"base": _text(base), "ours": _text(ours), "theirs": _text(theirs)})
    merged = told["document"]
    if isinstance(ours, str):
        merged = json.dumps(merged, ensure_ascii=False)
    elif hasattr(ours, "to_json"):
        merged = type(ours).from_json(json.dumps(merged))
    return merged, [Conflict(each) for each in told["conflicts"]]


class Case:
    """What a complaint or an alert becomes, from received to closed (ISO 10002): its history is added to, never changed."""

    def __init__(self, fields: Mapping[str, Any] | str) -> None:
        self._fields = _cxm.documents("case_read", {"case": fields})

    @classmethod
    def open(
        cls,
        *,
        id: str,
        at: datetime.datetime | str,
        customer: str | None = None,
        rule: str | None = None,
        person: str | None = None,
        loop: str | None = None,
        severity: int | None = None,
        sla: str | datetime.timedelta | None = None,
    ) -> Self:
        """A case that was just received; opened by a rule, a person, or else the customer."""
        given = {"id": id, "at": at, "customer": customer, "rule": rule, "person": person}
        return cls(_cxm.documents("case_open", {**given, "loop": loop, "severity": severity, "sla": sla}))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The case of `to_json`; a history that does not hold together is refused."""
        return cls(text)

    def transition(
        self, state: str, *, by: str, at: datetime.datetime | str, note: str | None = None, root_cause: str | None = None
    ) -> Self:
        """Goes one step on. Where it may go is fixed; it is closed only with a root cause; a step that is refused changes nothing."""
        return self._become("case_transition", {"state": state, "by": by, "at": at, "note": note, "root_cause": root_cause})

    def escalate_if_overdue(self, *, by: str, at: datetime.datetime | str) -> Self:
        """Escalates the case if it is open after the time it was due."""
        return self._become("case_escalate", {"by": by, "at": at})

    def follow_up(self, *, recovered: bool, response: str | None = None) -> Self:
        """Notes whether the customer is content again, and the response that told so."""
        return self._become("case_follow_up", {"recovered": recovered, "response": response})

    def _become(self, function: str, given: dict[str, Any]) -> Self:
        self._fields = _cxm.documents(function, {"case": self._fields, **given})
        return self

    def is_overdue(self, now: datetime.datetime | str) -> bool:
        """Whether it is open after the time it was due."""
        return bool(_cxm.documents("case_overdue", {"case": self._fields, "now": now}))

    @property
    def id(self) -> str:
        """Its id."""
        return str(self._fields["id"])

    @property
    def state(self) -> str:
        """Where it stands."""
        return str(self.history[-1]["to"])

    @property
    def history(self) -> list[dict[str, Any]]:
        """What happened to it, first to last."""
        return list(self._fields["history"])

    @property
    def due(self) -> str | None:
        """Until when it should be closed."""
        found: str | None = self._fields.get("due")
        return found

    @property
    def root_cause(self) -> str | None:
        """What caused it."""
        found: str | None = self._fields.get("rootCause")
        return found

    def to_dict(self) -> dict[str, Any]:
        """The case as a plain object."""
        return dict(self._fields)

    def to_json(self) -> str:
        """The case as JSON."""
        return json.dumps(self._fields, ensure_ascii=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and other._fields == self._fields

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Case({self.id!r}, {self.state})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.to_dict(),)


def closed_loop(
    cases: Iterable[Case | Mapping[str, Any]], now: datetime.datetime | str, *, level: float | None = None
) -> Table:
    """How well cases are answered and closed as of `now`: rates with Wilson intervals, and the median hours to the first response and
    to the close by Kaplan and Meier, in which open cases count as long as they have waited."""
    records = [each.to_dict() if isinstance(each, Case) else each for each in cases]
    return Table(_cxm.closed_loop({"cases": records, "now": now, "level": level}))


class Alert(_Fields):
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

    def __init__(self, fields: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        super().__init__(fields)
        object.__setattr__(self, "_event", dict(event))

    def to_cloudevent(self, source: str) -> dict[str, Any]:
        """The alert as an event of the CloudEvents 1.0 JSON format; `source` says who raised it."""
        return {**self._event, "source": source}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.to_dict(), self._event)

    def __repr__(self) -> str:
        return f"Alert({self.rule!r}, respondent={self.respondent!r}, due={self.due!r})"


class AlertState:
    """When each rule last fired for whom: what a cooldown remembers. States of many processes merge."""

    def __init__(self, core: Any = None) -> None:
        self._core = core if core is not None else _cxm.AlertState()

    def merge(self, other: AlertState) -> AlertState:
        """Adds what the other state saw, and returns this state."""
        self._core.merge(other._core)
        return self

    def copy(self) -> AlertState:
        """A state of its own."""
        return AlertState(self._core.copy())

    def to_bytes(self) -> bytes:
        """The state in its checked byte form."""
        return bytes(self._core.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> AlertState:
        """The state of `to_bytes`; damaged bytes are refused."""
        return cls(_cxm.AlertState.from_bytes(data))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AlertState) and other.to_bytes() == self.to_bytes()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return AlertState.from_bytes, (self.to_bytes(),)


class AlertRules:
    """The alert rules of a model, or a list of rules, made ready once."""

    def __init__(self, rules: Any) -> None:
        self._core = _cxm.AlertRulesData(_text(rules))
        self.state = AlertState()
        """What the cooldowns remember of `evaluate`."""

    def __len__(self) -> int:
        return int(self._core.len())

    def evaluate(
        self,
        record: Mapping[str, Any],
        *,
        context: Mapping[str, Any] | None = None,
        now: datetime.datetime | str | None = None,
    ) -> Sequence[Alert]:
        """The alerts of a survey response or an interaction. `context` holds `metrics` by id and `events`, what the respondent did before."""
        return self._alerts(self.state, record, context, now)

    def evaluate_with(
        self,
        state: AlertState,
        record: Mapping[str, Any],
        *,
        context: Mapping[str, Any] | None = None,
        now: datetime.datetime | str | None = None,
    ) -> tuple[Sequence[Alert], AlertState]:
        """The same with a state that the caller keeps: the alerts, and the state after them."""
        after = state.copy()
        return self._alerts(after, record, context, now), after

    def _alerts(self, state: AlertState, record: Any, context: Any, now: Any) -> list[Alert]:
        moment = now.isoformat() if hasattr(now, "isoformat") else now
        return [Alert(*each) for each in self._core.evaluate(state._core, record, context, moment)]

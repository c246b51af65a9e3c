"""Cases: what comes of feedback, and how well it is answered."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Literal

from cxm import _cxm
from cxm._problem import as_json, listed
from cxm._results import Value
from cxm._table import Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from typing_extensions import Self


class CaseClock(Value):
    """How a case stands against the time it was given, in hours."""

    elapsed_hours: float
    hours_left: float | None
    """Less than 0 past the due time; of a closed case what was left."""
    hours_to_response: float | None
    is_overdue: bool

    def __repr__(self) -> str:
        return f"CaseClock(elapsed_hours={self.elapsed_hours:g}, is_overdue={self.is_overdue})"


class Case:
    """What a complaint or an alert becomes, from received to closed (ISO 10002): its history is added to, never changed."""

    def __init__(self, fields: Mapping[str, Any] | str | bytes) -> None:
        self._fields = _cxm.documents("case_read", {"case": _text_or(fields)})

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
        team: str | None = None,
        value_at_risk: Mapping[str, Any] | None = None,
        feedback: Iterable[str] | None = None,
        score: float | None = None,
        reopen_every: str | None = None,
    ) -> Self:
        """A case that was just received; opened by a rule, a person, or else the customer.

        `value_at_risk` is money, `{"minor": 129900, "currency": "EUR"}`; `feedback` the responses that it answers, `score` what the customer answered; it is reopened once in
        `reopen_every`, if that is given.
        """
        given: dict[str, Any] = {"id": id, "at": at, "customer": customer, "rule": rule, "person": person, "loop": loop, "severity": severity, "sla": sla, "team": team}
        given = {**given, "value_at_risk": value_at_risk, "feedback": feedback, "score": score, "reopen_every": reopen_every}
        return cls(_cxm.documents("case_open", given))

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
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

    def follow_up(
        self,
        *,
        recovered: bool | None = None,
        response: str | None = None,
        score: float | None = None,
        at: datetime.datetime | str | None = None,
    ) -> Self:
        """Notes what the customer says afterwards: whether they are content again, the response that told so, what they answer to the same question; `at` is when."""
        return self._become("case_follow_up", {"recovered": recovered, "response": response, "score": score, "at": at})

    def led_to(self, change: str) -> Self:
        """Notes a change that came of the case."""
        return self._become("case_led_to", {"change": change})

    def _become(self, function: str, given: dict[str, Any]) -> Self:
        self._fields = _cxm.documents(function, {"case": self._fields, **given})
        return self

    def is_overdue(self, now: datetime.datetime | str) -> bool:
        """Whether it was open at `now`, after the time it was due; later steps are not seen."""
        return bool(_cxm.documents("case_overdue", {"case": self._fields, "now": now}))

    def clock(self, now: datetime.datetime | str) -> CaseClock:
        """How it stands at `now` against the time it was given, in hours; later steps are not seen."""
        return CaseClock(**_cxm.documents("case_clock", {"case": self._fields, "now": now}))

    @property
    def id(self) -> str:
        """Its id."""
        return str(self._fields["id"])

    @property
    def state(self) -> str:
        """Where it stands."""
        return str(self._fields["history"][-1]["to"])

    @property
    def history(self) -> list[dict[str, Any]]:
        """What happened to it, first to last."""
        return deepcopy(list(self._fields["history"]))

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
        return deepcopy(dict(self._fields))

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
    cases: Iterable[Case | Mapping[str, Any] | str | bytes],
    now: datetime.datetime | str,
    *,
    by: Literal["team"] | None = None,
    level: float | None = None,
    min_n: int | None = None,
) -> Table:
    """How well cases are answered and closed as of `now`: rates with Wilson intervals, the median hours to the first response and to the close by Kaplan and Meier (open
    cases count as long as they have waited), and what closing does to a later score, where there is a control. `by="team"`: the rates of each team, shrunken."""
    return Table(_cxm.of_cases("closed_loop", {"cases": records(cases), "now": now, "by": by, "level": level, "min_n": min_n}))


def worklist(cases: Iterable[Case | Mapping[str, Any] | str | bytes], now: datetime.datetime | str, *, team: str | None = None) -> Table:
    """The open cases in the order to take them up, the largest value at risk first; those of one team, if it is named."""
    return Table(_cxm.of_cases("worklist", {"cases": records(cases), "now": now, "team": team}))


def to_notify(
    change: Mapping[str, Any] | str | bytes, cases: Iterable[Case | Mapping[str, Any] | str | bytes], *, feedback: Iterable[Mapping[str, Any]] | None = None
) -> Table:
    """Whose feedback caused a change, one row a customer and reason. The change has `id` and `causedBy`, feedback `id` and `author`; a cause whose customer nobody knows
    has null."""
    given = {"change": _text_or(change), "cases": records(cases), "feedback": feedback}
    return Table(_cxm.of_cases("to_notify", given))


def records(cases: Any) -> Any:
    """Cases as plain objects; what is no list of any as it is, for the core to refuse."""
    cases = listed(cases)
    return [each._fields if isinstance(each, Case) else _text_or(each) for each in cases] if isinstance(cases, list) else cases


def _text_or(document: Any) -> Any:
    """The text of bytes; anything else as it is, for the core to read."""
    return as_json(document) if isinstance(document, (bytes, bytearray)) else document

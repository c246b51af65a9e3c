"""Cases: what comes of feedback, and how well it is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._table import Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from typing_extensions import Self


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

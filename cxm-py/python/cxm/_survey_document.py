"""Surveys as documents: what is asked, and whether a response answers it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from cxm import _cxm
from cxm._errors import CxmError, refused
from cxm._problem import Problem, as_json, formless, listed, problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Parsed(NamedTuple):
    """A response as far as it could be read: `value` when `ok`, with every answer under its key; and all problems."""

    ok: bool
    value: dict[str, Any] | None
    problems: list[Problem]


class Survey:
    """A survey that keeps every rule; its methods check responses against it."""

    def __init__(self, data: Any) -> None:
        self._data = data

    @classmethod
    def from_json(cls, document: str | Mapping[str, Any]) -> Survey:
        """The survey of a document, JSON text or plain objects; the first broken rule is an error."""
        return cls(_cxm.SurveyDocument.from_json(as_json(document)))

    @classmethod
    def template(cls, name: str, *, brand: str | None = None, languages: list[str] | None = None) -> Survey:
        """A survey to begin with: `three_questions`, `purchase_stages` for a `brand`, or `nps`, the recommendation question
        in its standard wording for a `brand`, in `languages` (English, German, French and Spanish otherwise)."""
        return cls(_cxm.SurveyDocument.template(name, {"brand": brand, "languages": languages}))

    def to_json(self) -> str:
        """The document as JSON."""
        return str(self._data.to_json())

    def to_dict(self) -> dict[str, Any]:
        """The document as plain objects."""
        return dict(self._data.to_dict())

    @property
    def id(self) -> str:
        """Its id, which responses name."""
        return str(self.to_dict()["id"])

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of a response to this survey."""
        return dict(self._data.json_schema())

    def parse(self, response: str | Mapping[str, Any]) -> Parsed:
        """Reads a response; bad data give problems, never an exception. A bare 9 stands for `{"score": 9}`."""
        try:
            text = as_json(response)
        except CxmError as error:
            return Parsed(False, None, formless(error))
        found = json.loads(self._data.parse(text))
        return Parsed(found["ok"], found["value"], problems(found["problems"]))

    def validate(self, response: str | Mapping[str, Any]) -> list[Problem]:
        """Everything that is wrong with a response."""
        return self.parse(response).problems

    def next_question(self, answers: str | Mapping[str, Any]) -> dict[str, Any] | None:
        """The question to ask after these answers, `{"nps": 9}`; None when the survey is done."""
        question = self._data.next_question(as_json(answers))
        return None if question is None else dict(question)

    def full_quota(self, answers: Mapping[str, Any], counts: Mapping[str, int]) -> str | None:
        """The first quota that is full (by how many responses each has already) and that these answers fall into."""
        found = self._data.full_quota(as_json({"answers": answers, "counts": counts}))
        return None if found is None else str(found)

    def check_revision(self, newer: Survey) -> list[Problem]:
        """Rule V-S5: what keeps answers collected under this revision from being read by a newer one."""
        if not isinstance(newer, Survey):
            raise refused("newer", "a Survey", newer)
        return problems(self._data.revision(newer._data))

    def tabulate(self, question: str, answers: Iterable[Any], *, level: float | None = None) -> list[dict[str, Any]]:
        """The answers to a question with options, counted by option; of respondents (Wilson) and of responses.

        Of a matrix the distribution of each row over the points of its scale, of a ranking mean ranks and first places, of best-worst sets their counts.
        """
        return list(self._data.tabulate(question, as_json(listed(answers)), {"level": level}))

    def __eq__(self, other: object) -> bool:
        return bool(self._data.equals(other._data)) if isinstance(other, Survey) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __repr__(self) -> str:
        document = self.to_dict()
        return f"Survey {document['id']} · rev {document['rev']} · questions {len(document['questions'])}"

    def __reduce__(self) -> tuple[Any, ...]:
        return Survey.from_json, (self.to_json(),)


class MayInvite(NamedTuple):
    """Whether a respondent may be invited; if not, why (`opted_out`, `quarantine`, `frequency_cap`) and until when."""

    allowed: bool
    reason: str | None
    until: dt.datetime | None


class ContactPolicy:
    """How often one respondent may be asked."""

    def __init__(
        self,
        quarantine: str | None = None,
        *,
        scope: str | None = None,
        frequency_cap: tuple[int, str] | None = None,
    ) -> None:
        """`quarantine` such as `"P84D"`; `scope` is `customer`, `survey` or `channel`; `frequency_cap` such as `(3, "P1Y")`."""
        document: dict[str, Any] = {}
        if quarantine is not None:
            document["quarantine"] = quarantine
        if scope is not None:
            document["scope"] = scope
        if frequency_cap is not None:
            pair = isinstance(frequency_cap, (tuple, list)) and len(frequency_cap) == 2
            document["frequencyCap"] = dict(zip(("invitations", "within"), frequency_cap)) if pair else frequency_cap
        self._document = as_json(document)
        self._data = _cxm.ContactPolicyData(self._document)

    def may_invite(
        self,
        history: Iterable[dt.datetime | dt.date | str | Mapping[str, Any]],
        now: dt.datetime | dt.date | str,
        *,
        survey: str | None = None,
        channel: str | None = None,
    ) -> MayInvite:
        """Whether an invitation may go out `now`, after earlier ones: times, or mappings of at, survey, channel, outcome."""
        given = as_json({"history": listed(history), "now": now, "survey": survey, "channel": channel})
        found = self._data.may_invite(given)
        until = found["until"]
        return MayInvite(
            found["allowed"], found["reason"], None if until is None else dt.datetime.fromisoformat(until.replace("Z", "+00:00"))
        )

    def __eq__(self, other: object) -> bool:
        return other._document == self._document if isinstance(other, ContactPolicy) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._document)

    def __reduce__(self) -> tuple[Any, ...]:
        return _policy, (self._document,)

    def __repr__(self) -> str:
        return f"ContactPolicy {self._document}"


def _policy(document: str) -> ContactPolicy:
    given = json.loads(document)
    cap = given.get("frequencyCap")
    return ContactPolicy(given.get("quarantine"), scope=given.get("scope"), frequency_cap=cap and (cap["invitations"], cap["within"]))

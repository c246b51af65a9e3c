"""The experience model: who the customer is, what they live through and what should come of it, in one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._alerts import as_time
from cxm._errors import CxmError
from cxm._journey_map import JourneyMap
from cxm._problem import Problem, as_json, formless, listed, problems
from cxm._survey_document import Survey

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from os import PathLike


def _element(data: Any, kind: str, id: str) -> dict[str, Any]:
    return dict(data.ask("element", {"kind": kind, "id": id}))


class _Elements(Mapping[str, dict[str, Any]]):
    """Elements of a model by id, in the order of the document. An unknown id is told the nearest."""

    def __init__(self, data: Any, kind: str, key: str) -> None:
        self._data, self._kind = data, kind
        self._ids = [str(each["id"]) for each in data.to_dict().get(key, [])]

    def __getitem__(self, id: str) -> dict[str, Any]:
        return _element(self._data, self._kind, id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __repr__(self) -> str:
        return f"<{len(self)} {self._kind}: {', '.join(self._ids)}>"


class ExperienceModel:
    """A model without an error: every id in it stands for something, every rule holds."""

    def __init__(self, data: Any) -> None:
        self._data = data

    @classmethod
    def load(cls, path: str | PathLike[str]) -> ExperienceModel:
        """Reads a model from a file."""
        with open(path, "rb") as file:
            return cls.from_json(file.read())

    @classmethod
    def from_json(cls, document: str | bytes | Mapping[str, Any]) -> ExperienceModel:
        """Reads a model from JSON text, its bytes in UTF-8 or a dict. A document with an error raises the first; `problems` lists them all."""
        return cls(_cxm.ModelData.from_json(as_json(document)))

    @staticmethod
    def problems(document: str | bytes | Mapping[str, Any], *, strict: bool = False) -> list[Problem]:
        """Every problem of a document, whether it is a model or not, or no JSON at all; `strict` takes unknown keys as errors."""
        try:
            text = as_json(document)
        except CxmError as error:
            return formless(error)
        return problems(_cxm.model_problems(text, {"strict": strict}))

    def validate(self, strict: bool = False) -> list[Problem]:
        """The problems that are left: warnings. `strict` takes unknown keys as errors."""
        return problems(self._data.ask("validate", {"strict": strict}))

    def to_json(self) -> str:
        """The model as canonical JSON (RFC 8785): the same text for the same content."""
        return str(self._data.to_json())

    def to_dict(self) -> dict[str, Any]:
        """The model as a dict."""
        return dict(self._data.to_dict())

    @property
    def hash(self) -> str:
        """The SHA-256 of the canonical JSON without `version.hash`."""
        return str(self._data.hash())

    def persona(self, id: str) -> dict[str, Any]:
        """The persona of this id; an unknown one is told the nearest."""
        return _element(self._data, "persona", id)

    def journey(self, id: str) -> JourneyMap:
        """The journey map of this id, which can be drawn; an unknown one is told the nearest."""
        return JourneyMap(self._data, id)

    def goal(self, id: str) -> dict[str, Any]:
        """The goal of this id; an unknown one is told the nearest."""
        return _element(self._data, "goal", id)

    def survey(self, id: str) -> Survey:
        """The survey of this id; an unknown one is told the nearest."""
        return Survey.from_json(_element(self._data, "survey", id))

    def touchpoint(self, id: str) -> dict[str, Any]:
        """The touchpoint of this id, in the first journey that has it; an unknown one is told the nearest."""
        return _element(self._data, "touchpoint", id)

    @property
    def personas(self) -> Mapping[str, dict[str, Any]]:
        """The personas by id."""
        return _Elements(self._data, "persona", "personas")

    @property
    def journeys(self) -> Mapping[str, dict[str, Any]]:
        """The journey maps by id."""
        return _Elements(self._data, "journey", "journeys")

    @property
    def goals(self) -> Mapping[str, dict[str, Any]]:
        """The goals by id."""
        return _Elements(self._data, "goal", "goals")

    @property
    def surveys(self) -> Mapping[str, dict[str, Any]]:
        """The surveys by id, as documents; `survey(id)` checks responses."""
        return _Elements(self._data, "survey", "surveys")

    def persona_of(
        self, profile: Mapping[str, Any], *, events: Iterable[Mapping[str, Any]] | None = None, now: dt.datetime | str | None = None
    ) -> str | None:
        """The id of the first persona whose `assign` holds of a profile, and of what the customer did until `now` where it asks for that.

        `events` are interactions with `type`, `time` and perhaps `data`.
        """
        found = self._data.ask("persona_of", {"profile": profile, "events": listed(events), "now": as_time(now)})
        return None if found is None else str(found)

    def persona_coverage(
        self,
        profiles: Iterable[Mapping[str, Any]],
        *,
        events: Iterable[Iterable[Mapping[str, Any]]] | None = None,
        now: dt.datetime | str | None = None,
    ) -> dict[str, Any]:
        """How many profiles are a persona (`n_covered`), more than one (`n_overlapping`), and each persona; `events` has a list for each profile."""
        lists = listed(events)
        lists = [listed(each) for each in lists] if isinstance(lists, list) else lists
        return dict(self._data.ask("persona_coverage", {"profiles": profiles, "events": lists, "now": as_time(now)}))

    def owner_view(self, owner: str) -> list[dict[str, str]]:
        """What concerns a team (with the teams within it), an employee or a role: what they answer for, questions about it, alert rules that tell them.

        Each has kind, id, name, owner, pointer.
        """
        return list(self._data.ask("owner_view", {"owner": owner}))

    def owner_coverage(self) -> list[dict[str, Any]]:
        """How many elements of each kind have an owner, by the function of the owning team."""
        return list(self._data.ask("owner_coverage", {}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExperienceModel) and other.to_json() == self.to_json()

    def __hash__(self) -> int:
        return hash(self.hash)

    def __reduce__(self) -> tuple[Any, ...]:
        return ExperienceModel.from_json, (self.to_json(),)

    def __repr__(self) -> str:
        told = self.to_dict()
        counts = f"{len(self.personas)} personas, {len(self.journeys)} journeys, {len(self.goals)} goals"
        return f"<ExperienceModel {told['id']} version {told['version']['seq']}: {counts}>"


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a document or a record: "ExperienceModel", "Survey", "SurveyResponse", ..."""
    return dict(_cxm.json_schema(name))


def problems_of(kind: str, document: Any) -> list[Problem]:
    """Everything that is wrong with a document or a record, or with a list of them: "Customer", "Interaction", "Records", "ExperienceModel", ...

    `kind` is a name of `json_schema`. In a list the rules between its members are held too: merges of customers, events that came twice.
    What is no JSON at all is one problem of the whole document, as in `ExperienceModel.problems`; only an unknown `kind` is an error.
    """
    try:
        text = as_json(document)
    except CxmError as error:
        return formless(error)
    return problems(_cxm.documents("problems_of", {"kind": kind, "document": text}))

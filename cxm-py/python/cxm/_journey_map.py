"""A journey map: the dict of its document, with its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._frame import Source
from cxm._scorecard import in_frame, saved

if TYPE_CHECKING:
    from os import PathLike

    from cxm._journey import Conformance


class JourneyMap(dict[str, Any]):
    """What a persona lives through: a dict as the document has it, which can be drawn."""

    def __init__(self, data: Any, id: str) -> None:
        super().__init__(data.ask("element", {"kind": "journey", "id": id}))
        self._data = data

    def to_mermaid(self, *, language: str | None = None) -> str:
        """The flow as a Mermaid flowchart, which GitHub, GitLab and most wikis draw; names in `language`, English by default."""
        return self._picture("mermaid", language=language)

    def to_html(
        self,
        path: str | PathLike[str] | None = None,
        *,
        language: str | None = None,
        observed: Any = None,
        conformance: Conformance | None = None,
    ) -> str:
        """Persona, goals and the map as one HTML file that needs no network and no script; written to `path` if one is given.

        Arguments:
            observed: a frame of the score at each touchpoint, as `cxm.score(..., by="touchpoint")` gives it: `touchpoint` (its id), `estimate`,
                `conf_low`, `conf_high`, `n`. It is drawn beside the curve of what is expected, on the same scale.
            conformance: what `EventLog.conformance` found: the agreement with the flow, and the deviations at each touchpoint.
        """
        return saved(self._picture("html", language=language, **_actual(observed, conformance)), path)

    def to_markdown(self, *, language: str | None = None, observed: Any = None, conformance: Conformance | None = None) -> str:
        """The same as GitHub-flavoured Markdown."""
        return self._picture("markdown", language=language, **_actual(observed, conformance))

    def to_text(
        self, width: int | None = None, *, language: str | None = None, observed: Any = None, conformance: Conformance | None = None
    ) -> str:
        """The same for a terminal of `width` characters; 100 by default."""
        return self._picture("text", language=language, width=width, **_actual(observed, conformance))

    def _picture(self, form: str, **given: Any) -> str:
        return str(self._data.ask("picture", {"journey": self["id"], "form": form, **given}))

    def _repr_html_(self) -> str:
        return in_frame("Journey map", self.to_html())

    def __reduce__(self) -> tuple[Any, ...]:
        return _of_model, (self._data.to_json(), self["id"])


def _actual(observed: Any, conformance: Conformance | None) -> dict[str, Any]:
    tables = {"observed": observed, "deviations": conformance and conformance.deviations}
    given: dict[str, Any] = {name: _columns(table) for name, table in tables.items() if table is not None}
    return given if conformance is None else {**given, "fitness": conformance.fitness.to_dict()}


def _columns(table: Any) -> dict[str, list[Any]]:
    return {name: column.tolist() if hasattr(column, "tolist") else list(column) for name, column in Source(table).all().items()}


def _of_model(model: str, id: str) -> JourneyMap:
    return JourneyMap(_cxm.ModelData.from_json(model), id)

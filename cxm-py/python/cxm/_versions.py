"""Versions of the model: what changed, as a list and as a patch, and how changes meet."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from cxm import _cxm
from cxm._problem import as_json
from cxm._results import Value


class Change(Value):
    """One change between two versions: `op` ("add", "remove", "replace", "move", "rename", "cosmetic"), `element`, `pointer`,
    `source` (where a moved element stood), `old` and `new` (`None` where there is none; `to_dict` tells it from a null)."""

    op: str
    element: str
    pointer: str

    @property
    def source(self) -> str | None:
        """Where a moved element stood in the old version."""
        return self.__dict__.get("from")

    @property
    def old(self) -> Any:
        """What stood there."""
        return deepcopy(self.__dict__.get("old"))

    @property
    def new(self) -> Any:
        """What stands there now."""
        return deepcopy(self.__dict__.get("new"))

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, as the core names them: `from` for `source`; of `from`, `old` and `new` those that there are."""
        return deepcopy(self.__dict__)

    def __repr__(self) -> str:
        return f"{self.op} {self.element or 'the document'} at {self.pointer or 'its root'}"


class Conflict(Value):
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
    return [Change(**each) for each in _cxm.documents("diff_models", {"old": as_json(old), "new": as_json(new)})]


def change_records(old: Any, new: Any) -> list[dict[str, Any]]:
    """The changes from one version of a model to a later one as records ("Change"), each with an id that is the same for the same change.

    Versions, time and author are those of the documents; what led to a change (`idea`, `causedBy`, `initiative`, `watch`) is yours to add.
    """
    return list(_cxm.documents("change_records", {"old": as_json(old), "new": as_json(new)}))


def json_patch(old: Any, new: Any) -> list[dict[str, Any]]:
    """The JSON Patch (RFC 6902) that makes `old` into `new`."""
    return list(_cxm.documents("json_patch", {"old": as_json(old), "new": as_json(new)}))


def merge_models(base: Any, ours: Any, theirs: Any) -> tuple[Any, list[Conflict]]:
    """The changes of both sides since `base` in one document, and the places where they disagree; there the merged document has ours.

    The merged document is what `ours` is: a model, JSON text or a dict. A merged model must be valid; to look at one that is not, merge dicts.
    """
    told = _cxm.documents("merge_models", {"base": as_json(base), "ours": as_json(ours), "theirs": as_json(theirs)})
    return _like(ours, told["document"]), [Conflict(**each) for each in told["conflicts"]]


def migrate_model(document: Any) -> tuple[Any, list[dict[str, str]]]:
    """A model document in the newest format, and the steps that led there, each `from`, `to` and `change`; none where it is in that format.

    The document is what it was: a model, JSON text or a dict. It need not keep the rules yet; keys of other tools (`x-`) stay as they are.
    """
    told = _cxm.documents("migrate_model", {"document": as_json(document)})
    return _like(document, told["document"]), list(told["steps"])


def _like(given: Any, document: Any) -> Any:
    """A document in the form of the one that was given."""
    if isinstance(given, (str, bytes, bytearray)):
        return json.dumps(document, ensure_ascii=False)
    if hasattr(given, "to_json"):
        return type(given).from_json(json.dumps(document))
    return document

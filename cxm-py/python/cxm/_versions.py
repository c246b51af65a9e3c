"""Versions of the model: what changed, as a list and as a patch, and how changes meet."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._frame import framed
from cxm._problem import as_json
from cxm._results import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cxm._names import Adjustment, Alternative, Codes, Invalid, Method
    from cxm._survey import Metric


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
    `within` is the list in which the element stands, by ids; a later record whose `newHash` is the `oldHash` of an earlier one puts back what that one changed.
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


def compare_across(
    old: Any,
    new: Any,
    frame: Any,
    metric: str | Metric,
    column: str | None = None,
    *,
    touchpoint: str | None = None,
    version: str | None = None,
    adjust: Adjustment = None,
    method: Method = None,
    alternative: Alternative = None,
    equivalence: float | tuple[float, float] | None = None,
    level: float | None = None,
    min_n: int | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid = None,
    **metric_options: Any,
) -> Any:
    """A metric under two versions of a model, at the touchpoints that both have; in the caller's own kind of frame.

    The first row has all of these together (`status` "all"), then each has its own ("compared"), then stand those that are left out, with how many
    answers they have: "only_old", "only_new", and "unknown" to both. Columns: touchpoint, status, n_old, score_old, n_new, score_new, estimate (new less
    old), std_error, statistic, df, p_value, p_adjusted (over the touchpoints compared), conf_low, conf_high, method, flags.

    Arguments:
        old, new: two versions of one model: models, documents or JSON text.
        frame: an answer a row, with where and under which version it was given.
        touchpoint, version: names of columns, these by default. A version is the `version.seq` of a model; answers of other versions do not count.
        adjust, method, alternative, equivalence, min_n: as in `compare_groups`. The others: as in `score`.
    """
    given = locals()
    given.update(given.pop("metric_options"))
    given.update(old=as_json(given.pop("old")), new=as_json(given.pop("new")))
    return framed("compare_across", given)

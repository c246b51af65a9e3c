"""Which channels conversions are credited to. None of these numbers is incremental."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Optional, Union

from cxm import _cxm
from cxm._frame import table

if TYPE_CHECKING:
    from collections.abc import Hashable

Rule = Optional[Literal["first", "last", "linear", "time_decay", "position", "markov", "shapley", "shapley_ordered"]]
Order = Optional[Union[int, Literal["auto"]]]


def attribution(
    paths: Any,
    *,
    path: Hashable | None = None,
    conversions: Hashable | None = None,
    value: Hashable | None = None,
    nulls: Hashable | None = None,
    method: Rule = None,
    order: Order = None,
    half_life: float | None = None,
    bootstrap: int | None = None,
    seed: int | None = None,
    level: float | None = None,
) -> Any:
    """Divides conversions among the channels of their paths; a row a channel, in the caller's own kind of frame.

    The numbers are not incremental: they say who was there, not what would have happened without them. Only an experiment says that.

    >>> paths = {"path": ["search > mail", "mail"], "conversions": [4, 1], "nulls": [2, 1]}
    >>> attribution(paths, nulls="nulls", bootstrap=0)["removal_effect"]
    [1.0, 0.75]
    >>> attribution(paths, method="linear", bootstrap=0)["conversions"]
    [3.0, 2.0]

    Arguments:
        paths: a frame. A path is a text, "search > mail > shop", or a list of channels.
        path, conversions: names of columns, "path" and "conversions" by default; how many times the path ended in a conversion.
        value, nulls: names of columns: what those conversions were worth, all together; how many times the path ended without one.
            Without `nulls` the paths are those that ended in a conversion.
        method: "markov" by default; "first", "last", "linear", "time_decay", "position" (40, 20, 40), "shapley", "shapley_ordered"
            (a row a channel and position).
        order: how many of the last touches a state of the chain remembers: 1 by default, or "auto".
        half_life: of "time_decay", in positions: 7 by default.
        bootstrap, seed, level: draws, seed and confidence level of the intervals: 1000, 0 and 0.95; bootstrap=0 for none.
            `conf_low` and `conf_high` are of the conversions.
    """
    given = {**locals(), "path": "path" if path is None else path, "conversions": "conversions" if conversions is None else conversions}
    return table(partial(_cxm.of_frame, "attribution"), given, "path", "conversions", "value", "nulls", frame="paths")

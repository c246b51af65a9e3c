"""Segments of customers by recency and frequency, and what bad experiences put at stake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._frame import Source, framed
from cxm._table import Table

if TYPE_CHECKING:
    from collections.abc import Hashable


def rfm_scores(rfm: Any) -> Any:
    """The frame with r_score, f_score and, where amounts are known, m_score, 1 to 5 each, and segment.

    >>> customers = {"frequency": [0, 0, 0, 2, 7], "recency": [0, 0, 0, 9, 29], "T": [30, 20, 10, 30, 30]}
    >>> rfm_scores(customers)["segment"]
    ['hibernating', 'about_to_sleep', 'promising', 'at_risk', 'champions']

    A score is 1 + floor(5 * share of customers with a worse value): equal values have equal scores, and the worst has 1.
    """
    source = Source(rfm)
    names = source.read("fit")
    return source.beside(_cxm.of_frame("rfm_scores", source.columns(names), names, {}))


def rfm_segments(rfm: Any, *, level: float | None = None) -> Table:
    """How many customers are in each segment, best first: segment, n, share, conf_low, conf_high.

    >>> customers = {"frequency": [0, 0, 0, 2, 7], "recency": [0, 0, 0, 9, 29], "T": [30, 20, 10, 30, 30]}
    >>> rfm_segments(customers).to_dicts()[0]["n"]
    1
    """
    source = Source(rfm)
    names = source.read("fit")
    return Table(_cxm.of_frame("rfm_segments", source.columns(names), names, {"level": level}))


def value_at_stake(
    frame: Any,
    value: Hashable | None = None,
    bad: Hashable | None = None,
    churned: Hashable | None = None,
    *,
    touchpoint: Hashable | None = None,
    level: float | None = None,
) -> Any:
    """What bad experiences go along with, in money: the value of the customers who had one, times by how much more of them left than of those who met the touchpoint and had none.

    It is an association: they may differ in more than that.

    >>> met = {"clv": [100, 60, 80, 50], "bad": [True, True, False, False], "churned": [True, False, False, False]}
    >>> value_at_stake(met)["value_at_stake"]
    [80.0]

    Arguments:
        frame: a row a customer who met a touchpoint.
        value: a column of what each is worth, "clv" by default.
        bad, churned: columns of 1 and 0 or true and false: whether the experience was bad, and whether the customer left; of their own names by default.
        touchpoint: a column: a row for each.
        level: of the intervals, 0.95 by default.
    """
    given = locals()
    return framed("value_at_stake", given)

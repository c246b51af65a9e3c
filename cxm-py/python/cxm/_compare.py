"""Two samples against each other, several p-values at once, and how many answers a question needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._results import Test
from cxm._state import State
from cxm._table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from cxm._groups import TallyCube
    from cxm._names import Adjustment, Alternative, Codes, Column, Direction, Invalid, Method, Scale
    from cxm._survey import Metric, Tally


def compare(
    a: Column | Tally | TallyCube | Transition,
    b: Column | Tally | TallyCube | None = None,
    metric: str | Metric = "nps",
    *,
    method: Method = None,
    paired: bool | None = None,
    by: None = None,
    alternative: Alternative = None,
    equivalence: float | tuple[float, float] | None = None,
    level: float | None = None,
    min_n: int | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid = None,
    weights_a: Column | None = None,
    weights_b: Column | None = None,
    counts_a: Column | None = None,
    counts_b: Column | None = None,
    **metric_options: Any,
) -> Test:
    """The difference a - b of two samples, its interval, and the test of it.

    >>> compare([10, 10, 9, 9], [0, 3, 9, 10], "nps").estimate
    100.0

    Arguments:
        a, b: columns of answers, tallies or cubes; or a `Transition` alone.
        metric: a name or a `Metric`; its options may also stand here: `scale=(1, 7)`.
        method: for nets "adjusted_wald_balanced" (default), "adjusted_wald", "score", "wald", "welch", "mann_whitney" or
            "chi_square"; for shares "newcombe" (default), "score", "fisher" or "wald"; for means "welch" (default) or
            "mann_whitney".
        paired: two columns of the same respondents, row by row: "mcnemar" or "paired_net".
        by: always None, as two samples have no groups; those of a frame are compared by `compare_groups`.
        alternative: "two_sided" (default), "less" or "greater"; one-sided, the interval is a bound and the end of what is possible.
        equivalence: a margin in the metric's unit, or (low, high): `p_lower` and `p_upper` test that the difference lies within.
        level, min_n, na, labels, invalid: as in `nps`.
    """
    given = {**locals(), **metric_options, "a": getattr(a, "_core", a), "b": getattr(b, "_core", b)}
    del given["metric_options"]
    return Test(**_cxm.compare(given))


class Transition(State):
    """How the same respondents answered in two waves: what paired comparisons need, and it merges.

    >>> Transition().observe([9, 3], [10, 9]).n
    2
    """

    __slots__ = ()
    _class = _cxm.TransitionState

    def __init__(self, *, scale: Scale | None = None, direction: Direction = None) -> None:
        self._core = _cxm.TransitionState({"scale": scale, "direction": direction})

    def observe(
        self,
        first: Column,
        second: Column,
        *,
        na: Codes | None = None,
        labels: Mapping[str, float] | None = None,
        invalid: Invalid = None,
    ) -> Self:
        """Counts two columns of the same respondents, row by row. Returns this state."""
        self._core.observe({"first": first, "second": second, "na": na, "labels": labels, "invalid": invalid})
        return self

    @property
    def counts(self) -> list[int]:
        """How many respondents went from each point to each: row by row of the first wave."""
        return list(self._core.about()["counts"])

    @property
    def n(self) -> int:
        """How many respondents answered both times."""
        return int(self._core.about()["n"])

    @property
    def n_missing(self) -> int:
        """How many did not."""
        return int(self._core.about()["n_missing"])

    def __repr__(self) -> str:
        about = self._core.about()
        return f"Transition(scale={about['scale']}, n={about['n']}, n_missing={about['n_missing']})"


def share_intervals(tally: Tally, *, method: str | None = None, level: float | None = None) -> Table:
    """Intervals of the shares of all points of the scale at once (Goodman): point, n, share, conf_low, conf_high."""
    return Table(_cxm.share_intervals(getattr(tally, "_core", tally), {"method": method, "level": level}))


def p_adjust(p_values: Column, *, method: Adjustment = None) -> list[float | None]:
    """P-values adjusted for being several: "holm" (default), "hochberg", "bh", "by" or "bonferroni".

    >>> p_adjust([0.01, 0.04, None])
    [0.02, 0.04, None]
    """
    return list(_cxm.p_adjust(locals()))


def required_n(
    metric: str | Metric = "nps",
    *,
    margin: float | None = None,
    difference: float | None = None,
    power: float | None = None,
    level: float | None = None,
    population: int | None = None,
    variance: float | None = None,
    share: float | None = None,
    **metric_options: Any,
) -> int:
    """How many answers give an interval of plus and minus `margin`; or how many in each of two groups show a `difference`.

    >>> required_n("nps", margin=10)
    382

    Arguments:
        margin, difference: in the metric's unit.
        power: the chance to see the difference; 0.8 by default.
        population: how many there are in all (finite population correction).
        variance, share: what is expected; the worst case by default.
    """
    return int(_plan("required_n", locals()))


def power(
    metric: str | Metric = "nps",
    *,
    difference: float | None = None,
    n: float | None = None,
    n_b: float | None = None,
    level: float | None = None,
    variance: float | None = None,
    share: float | None = None,
    **metric_options: Any,
) -> float:
    """The chance that a `difference` is seen with `n` answers in each of two groups (`n_b` in the second)."""
    return float(_plan("power", locals()))


def detectable_difference(
    metric: str | Metric = "nps",
    *,
    n: float | None = None,
    n_b: float | None = None,
    power: float | None = None,
    level: float | None = None,
    variance: float | None = None,
    share: float | None = None,
    **metric_options: Any,
) -> float:
    """The smallest difference, in the metric's unit, that two groups of `n` answers show with this `power` (0.8)."""
    return float(_plan("detectable_difference", locals()))


def _plan(name: str, given: dict[str, Any]) -> Any:
    given.update(given.pop("metric_options"))
    return _cxm.plan(name, given)

"""Scores of frames by group and period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from cxm import _cxm, _frame
from cxm._results import Test
from cxm._state import State
from cxm._survey import Metric, Tally
from cxm._table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typing_extensions import Self

    from cxm._names import Adjustment, Alternative, Codes, Direction, Interval, Invalid, Method, Scale


def score(
    frame: Any,
    metric: str | Metric,
    column: str | None = None,
    *,
    by: str | Sequence[str] | None = None,
    weights: str | None = None,
    counts: str | None = None,
    time: str | None = None,
    every: str | None = None,
    tz: str | None = None,
    level: float | None = None,
    interval: Interval = None,
    min_n: int | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid = None,
    max_groups: int | None = None,
    **metric_options: Any,
) -> Any:
    """The score of each group and period: one row each, sorted, in the caller's own kind of frame.

    Columns of the result: those of `by`, `period`, estimate, std_error, conf_low, conf_high, n, n_missing, n_invalid, n_eff,
    flags.

    Arguments:
        frame: pandas, polars, pyarrow, a duckdb relation, a stream or a list of Arrow batches, a dict of columns or a list of dicts.
        metric: a name ("nps", "csat", ...) or a `Metric`; its options may also stand here: `scale=(1, 7)`.
        column: the column of answers.
        by: one column to group by, or several. Missing values are a group of their own, last.
        time, every, tz: a column of times; "day", "week", "month", "quarter" or "year"; the zone of its calendar (UTC).
            Every group has every period from the first to the last of the frame.
        weights, counts, level, interval, min_n, na, labels, invalid: as in `nps`, with names of columns.
    """
    given = locals()
    given.update(given.pop("metric_options"))
    return _frame.table(_cxm.score, given, "column", "by", "time", "weights", "counts")


def compare_groups(
    frame: Any,
    metric: str | Metric,
    column: str | None = None,
    by: str | Sequence[str] | None = None,
    *,
    baseline: Any = None,
    adjust: Adjustment = None,
    method: Method = None,
    alternative: Alternative = None,
    equivalence: float | tuple[float, float] | None = None,
    weights: str | None = None,
    counts: str | None = None,
    time: str | None = None,
    every: str | None = None,
    tz: str | None = None,
    level: float | None = None,
    min_n: int | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid = None,
    max_groups: int | None = None,
    **metric_options: Any,
) -> Any:
    """Each group against a baseline: what differs, by how much, and whether it is real; in the caller's own kind of frame.

    Columns of the result: those of `by`, `period`, n, score, n_baseline, score_baseline, estimate (= score -
    score_baseline), std_error, statistic, df, p_value, p_adjusted, conf_low, conf_high, method, flags.

    Arguments:
        baseline: "rest" (default): all other groups; "previous": the calendar period before (`by=None` is allowed with it);
            or a group's value.
        adjust: "holm" (default), "hochberg", "bh", "by" or "bonferroni", over all rows of the frame.
        method, alternative, equivalence: as in `compare`. The others: as in `score`.
    """
    given = locals()
    given.update(given.pop("metric_options"))
    return _frame.table(_cxm.compare_groups, given, "column", "by", "time", "weights", "counts")


def compare_all(
    frame: Any,
    metric: str | Metric,
    column: str | None = None,
    by: str | Sequence[str] | None = None,
    *,
    method: Literal["chi_square", "kruskal_wallis"] | None = None,
    weights: str | None = None,
    counts: str | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid = None,
    max_groups: int | None = None,
    **metric_options: Any,
) -> Test:
    """Whether the groups differ at all: one test over all of them, "chi_square" (default) or "kruskal_wallis"."""
    given = locals()
    given.update(given.pop("metric_options"))
    source, names = _frame.Source(given.pop("frame")), _frame.column_names(given, "column", "by", "weights", "counts")
    return Test(**_cxm.compare_all(source.columns(names), [str(name) for name in names], given))


class TallyCube(State):
    """Tallies by any number of columns and by period: the mergeable state of dashboards and of files read in parts.

    >>> cube = TallyCube(by=("region",), every=None)
    >>> frame = {"score": [10, 9, 3], "region": ["EU", "EU", "US"]}
    >>> cube.observe(frame, value="score").tally(region="EU").n
    2
    """

    __slots__ = ()
    _class = _cxm.CubeState

    def __init__(
        self,
        *,
        scale: Scale | None = None,
        direction: Direction = None,
        weighted: bool | None = None,
        by: str | Sequence[str] | None = None,
        every: str | None = "day",
        tz: str | None = None,
        na: Codes | None = None,
        labels: Mapping[str, float] | None = None,
        invalid: Invalid = None,
        question: str | None = None,
        revision: int | None = None,
    ) -> None:
        given = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        self._core = _cxm.CubeState({**given, "every": "none" if every is None else every})

    def observe(
        self,
        frame: Any,
        *,
        value: str,
        time: str | None = None,
        weights: str | None = None,
        counts: str | None = None,
        na: Codes | None = None,
        labels: Mapping[str, float] | None = None,
        invalid: Invalid = None,
        max_groups: int | None = None,
    ) -> Self:
        """Counts the answers of a frame, a stream batch by batch: all of it, or on an error nothing. Returns this cube."""
        given = {name: value for name, value in locals().items() if name not in ("self", "frame")}
        source, names = _frame.Source(frame), _frame.column_names(given, "value", "time", "weights", "counts")
        names = list(dict.fromkeys([*map(str, names), *self._core.by()]))
        self._core.observe(source.columns(names), names, given)
        return self

    def score(
        self,
        metric: str | Metric = "nps",
        *,
        by: str | Sequence[str] | None = None,
        every: str | None = None,
        level: float | None = None,
        interval: Interval = None,
        min_n: int | None = None,
        **metric_options: Any,
    ) -> Table:
        """The score of each group, summed up to the columns `by` (all of them unless named) and to periods of `every`."""
        given = {**locals(), **metric_options}
        del given["self"], given["metric_options"]
        return Table(self._core.score(given))

    def compare_groups(
        self,
        metric: str | Metric = "nps",
        *,
        by: str | Sequence[str] | None = None,
        every: str | None = None,
        baseline: Any = None,
        adjust: Adjustment = None,
        method: Method = None,
        alternative: Alternative = None,
        equivalence: float | tuple[float, float] | None = None,
        level: float | None = None,
        min_n: int | None = None,
        **metric_options: Any,
    ) -> Table:
        """As `cxm.compare_groups`, of the answers counted here."""
        given = {**locals(), **metric_options}
        del given["self"], given["metric_options"]
        return Table(self._core.compare_groups(given))

    def tally(self, **keys: Any) -> Tally:
        """The answers of all groups whose columns have these values: `cube.tally(region="EU")`."""
        return Tally._of(self._core.tally(keys))

    def __repr__(self) -> str:
        return f"TallyCube(by={self._core.by()}, n={self.tally().n})"

"""The scorecard a manager reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxm import _cxm, _frame
from cxm._table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from cxm._groups import TallyCube
    from cxm._names import Codes, Interval, Invalid
    from cxm._survey import Metric
    from cxm.chart import Chart

_FRAME = "width:100%;height:48rem;border:0;resize:vertical"


class Scorecard:
    """What a survey says, how sure that is, what changed, and who is too small to show."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def with_program(self, kpis: Any) -> Scorecard:
        """The same scorecard with the KPIs of a program, as `program_kpis` gives them by period: a section with each KPI and its course."""
        return Scorecard(self._data.with_program(_frame.Source(kpis).all()))

    def to_text(self, width: int | None = None) -> str:
        """The scorecard for a terminal of `width` characters; 100 by default."""
        return str(self._data.text({"width": width}))

    def to_markdown(self) -> str:
        """The scorecard as GitHub-flavoured Markdown."""
        return str(self._data.markdown())

    def to_html(self, path: str | PathLike[str] | None = None) -> str:
        """The scorecard as one HTML file that needs no network and no script; written to `path` if one is given."""
        return saved(str(self._data.html()), path)

    def to_dict(self) -> dict[str, Any]:
        """All numbers of the scorecard by name."""
        return dict(self._data.json())

    def to_json(self) -> str:
        """All numbers of the scorecard as JSON."""
        import json

        return json.dumps(self._data.json(), ensure_ascii=False)

    @property
    def tables(self) -> dict[str, Table]:
        """Its numbers as tables: `total`, then `NPS by period`, `NPS by channel` and so on."""
        return {name: Table(columns) for name, columns in self._data.tables()}

    @property
    def charts(self) -> list[Chart]:
        """Its charts, in the order of the page."""
        from cxm.chart import Chart

        return [Chart(data) for data in self._data.charts()]

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return in_frame("Scorecard", self.to_html())


def in_frame(title: str, page: str) -> str:
    """A page in a frame of its own, so that its styles stay off the notebook around it."""
    import html

    return f'<iframe title="{title}" sandbox srcdoc="{html.escape(page)}" style="{_FRAME}"></iframe>'


def saved(page: str, path: str | PathLike[str] | None) -> str:
    """The page, written to `path` if one is given."""
    if path is not None:
        with open(path, "w", encoding="utf-8") as file:
            file.write(page)
    return page


def scorecard(
    frame: Any,
    metrics: str | Metric | Sequence[str | Metric],
    *,
    column: str | None = None,
    by: str | Sequence[str] | None = None,
    weights: str | None = None,
    counts: str | None = None,
    time: str | None = None,
    every: str | None = None,
    tz: str | None = None,
    level: float | None = None,
    interval: Interval | None = None,
    min_n: int | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid | None = None,
    max_groups: int | None = None,
    title: str | None = None,
    subtitle: str | None = None,
) -> Scorecard:
    """The scorecard of a frame, or of a `TallyCube` (or one a metric): totals, groups, periods, findings.

    Arguments:
        metrics: names and `Metric`s; a metric is asked of its own column, else of `column`, else of the column of its name.
        by, time, every, tz, level, interval, min_n, na, labels, invalid: as in `score`.
    """
    given = locals()
    cubes = [frame] if hasattr(frame, "_core") else frame
    del given["frame"]
    if isinstance(cubes, list) and cubes and all(hasattr(cube, "_core") for cube in cubes):
        return Scorecard(_cxm.ScorecardData([cube._core for cube in cubes], [], given))
    given["metrics"] = asked = [metrics] if isinstance(metrics, str) or hasattr(metrics, "options") else list(metrics or ())
    names = _frame.column_names({**given, "metric": None}, "column", "by", "time", "weights", "counts")
    source = _frame.Source(frame)
    if column is None:  # a metric that names no column has that of its own name
        unnamed = [str(getattr(metric, "metric", metric)) for metric in asked if getattr(metric, "column", None) is None]
        if source.kind != "stream" and not source.is_blank and not set(unnamed) <= set(map(str, source.names())):
            return Scorecard(_cxm.ScorecardData({name: [] for name in source.names()}, [], given))  # refused, with what there is
        names += unnamed
    names = list(dict.fromkeys(map(str, names)))
    return Scorecard(_cxm.ScorecardData(source.columns(names), names, given))

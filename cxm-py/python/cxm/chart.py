"""Charts of results: Vega-Lite documents and static SVG, shown by notebooks without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from cxm import _cxm, _frame
from cxm._calibration import Calibration
from cxm._errors import CxmError
from cxm._results import Estimate
from cxm._survival import CoxPh, DiscreteHazard, SurvivalCurve
from cxm._value import Clv

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

__all__ = [
    "Chart",
    "attribution",
    "calibration",
    "clv_distribution",
    "cohorts",
    "distribution",
    "estimates",
    "forest",
    "frequency_recency",
    "funnel",
    "sankey",
    "step_matrix",
    "survival",
    "tracking",
    "transitions",
    "trend",
]


class Chart:
    """A chart: `spec` (Vega-Lite), `to_svg`, `to_html`, `to_altair`, `save`; notebooks show it by itself."""

    def __init__(self, data: Any) -> None:
        self._data = data

    @property
    def spec(self) -> dict[str, Any]:
        """The chart as a Vega-Lite document, its data inside."""
        return dict(self._data.spec())

    def to_svg(self) -> str:
        """The chart as a static SVG."""
        return str(self._data.svg())

    def to_html(self) -> str:
        """The chart as a page that needs no network and no script."""
        return f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chart</title></head><body>{self.to_svg()}</body></html>\n'

    def to_altair(self) -> Any:
        """The chart as an altair chart."""
        import altair

        return altair.Chart.from_dict(self.spec)

    def save(self, path: str | PathLike[str]) -> None:
        """Writes an .svg, .html or .json file."""
        import json
        from pathlib import Path

        target = Path(path)
        writers: dict[str, Callable[[], str]] = {
            ".svg": self.to_svg,
            ".html": self.to_html,
            ".json": lambda: json.dumps(self.spec),
        }
        if target.suffix not in writers:
            ends = ", ".join(writers)
            raise CxmError(
                f"path must end in {ends}, got {target.suffix!r}", code="invalid_option", field="path", expected=f"end in {ends}", got=target.suffix
            )
        target.write_text(writers[target.suffix](), encoding="utf-8")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"application/vnd.vegalite.v5+json": self.spec, "image/svg+xml": self.to_svg(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        title = self.spec.get("title") or {}
        return f"Chart({title.get('text') if isinstance(title, dict) else title!r})"


def estimates(
    table: Any,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    metric: str | None = None,
    unit: str | None = None,
    level: float | None = None,
    min_n: int | None = None,
    reference: float | None = None,
    reference_label: str | None = None,
) -> Chart:
    """A dot for the estimate and a whisker for its interval, a row each: for a table as `cxm.score` gives it, or for one `Estimate`."""
    return _chart("estimates", locals())


def trend(
    table: Any,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    metric: str | None = None,
    unit: str | None = None,
    level: float | None = None,
    min_n: int | None = None,
    reference: float | None = None,
    reference_label: str | None = None,
) -> Chart:
    """A line over the periods with a band for the interval: for a table as `cxm.score(..., every=...)` gives it."""
    return _chart("trend", locals())


def funnel(
    table: Any,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    metric: str | None = None,
    level: float | None = None,
    reference: float | None = None,
    reference_label: str | None = None,
) -> Chart:
    """A bar for the share of those who began and a whisker for its interval, a step each: for a table as `EventLog.funnel` gives it."""
    return _chart("funnel", locals())


def attribution(table: Any, *, title: str | None = None, subtitle: str | None = None, level: float | None = None) -> Chart:
    """A bar for each channel's share of the credit and a whisker for its interval: for a table as `cxm.attribution` gives it."""
    return _chart("attribution", locals())


def transitions(table: Any, *, title: str | None = None, subtitle: str | None = None, metric: str | None = None, unit: str | None = None) -> Chart:
    """What comes after what, a matrix of sources and targets that is the darker the more: for a table as `EventLog.transition_matrix` gives it."""
    return _chart("transitions", locals())


def step_matrix(table: Any, *, title: str | None = None, subtitle: str | None = None) -> Chart:
    """Where customers are at each step; of two groups the difference, the first less the second: for a table as `EventLog.step_matrix` gives it."""
    return _chart("step_matrix", locals())


def cohorts(table: Any, *, title: str | None = None, subtitle: str | None = None) -> Chart:
    """How many of each cohort come back, a triangle of cohorts by age: for a table as `EventLog.retention` gives it. Periods that are not over stay empty."""
    return _chart("cohorts", locals())


def sankey(table: Any, *, top: int | None = None, title: str | None = None, subtitle: str | None = None) -> Chart:
    """What customers do step by step, as streams as wide as their customers: for a table as `EventLog.step_flows` gives it.

    The `top` most frequent touchpoints (7) have a colour of their own, the others stand together.
    """
    return _chart("sankey", locals())


def survival(
    curve: Any,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    metric: str | None = None,
    time_label: str | None = None,
    level: float | None = None,
    reference: float | None = None,
    reference_label: str | None = None,
) -> Chart:
    """A curve in steps for each group, with its band and the numbers at risk below: of what `cxm.kaplan_meier` gives, or a table of it, of `cxm.aalen_johansen` or `cxm.nelson_aalen`.

    >>> from cxm import kaplan_meier
    >>> survival(kaplan_meier([3, 5, 2, 8], [1, 0, 1, 1]), time_label="Months")
    Chart('Survival')

    Arguments:
        time_label: what the times are, "Time" by default.
        level: of the intervals, that of the curve by default.
        reference: a share to compare with, 0.5 for where the medians are; `reference_label` names it.
    """
    return _chart("survival", locals(), "curve")


def forest(fit: Any, *, title: str | None = None, subtitle: str | None = None, metric: str | None = None, level: float | None = None) -> Chart:
    """A ratio and its interval for each term, on a logarithmic axis with a line at 1: of a fitted `cxm.CoxPh` or `cxm.DiscreteHazard`, or its `table`. A ratio without bound stands at the end of the axis.

    >>> from cxm import CoxPh
    >>> shop = {"weeks": [3, 9, 4, 12, 7, 5], "left": [1, 1, 1, 0, 1, 1], "complaints": [2, 0, 1, 0, 2, 0]}
    >>> forest(CoxPh().fit(shop, "weeks", "left", ["complaints"]))
    Chart('Hazard ratios')
    """
    return _chart("forest", locals(), "fit")


def frequency_recency(
    table: Any, *, value: Literal["p_alive", "expected_purchases"] | None = None, title: str | None = None, subtitle: str | None = None
) -> Chart:
    """Who is still a customer (`value="p_alive"`, the default), or how many purchases are expected: a matrix of frequency by recency, for a table as `fit.frequency_recency` gives it.

    >>> from cxm import BgNbd
    >>> model = BgNbd.from_params({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, unit="week")
    >>> frequency_recency(model.frequency_recency(39, 39))
    Chart('Who is still a customer')
    """
    return _chart("frequency_recency", locals())


def clv_distribution(clv: Any, *, title: str | None = None, subtitle: str | None = None) -> Chart:
    """How lifetime values are distributed, and how much of the total the best tenth of the customers holds: of what `cxm.clv` gives, or a frame with the column `clv`.

    >>> clv_distribution({"clv": [1, 1, 1, 7]}).spec["title"]["subtitle"]
    ['The best tenth, 1 of 4 customers, holds 70.0 % of 10.00.']
    """
    frame = clv.table if isinstance(clv, Clv) else clv
    return Chart(_cxm.ChartData("clv_distribution", _frame.Source(frame).columns(["clv"]), {"title": title, "subtitle": subtitle}))


def calibration(found: Any, *, title: str | None = None, subtitle: str | None = None, level: float | None = None) -> Chart:
    """What a model expected beside what came, by how often customers had bought before: of what `cxm.calibration` gives, or its `table`.

    >>> bins = {"frequency": ["0", "1+"], "actual": [0.2, 1.1], "expected": [0.25, 1.0]}
    >>> calibration(bins)
    Chart('What was expected, and what came')
    """
    return _chart("calibration", locals(), "found")


def tracking(table: Any, *, value: Literal["incremental", "cumulative"] | None = None, title: str | None = None, subtitle: str | None = None) -> Chart:
    """Repeat purchases that came beside those that a model expected, period by period (`value="incremental"`, the default) or added up, and where the calibration ends: of a table as `cxm.tracking` gives it.

    >>> weeks = {"end": ["2026-01-11", "2026-01-18"], "part": ["calibration", "holdout"], "actual": [4, 6], "expected": [4.5, 5.5]}
    >>> tracking(weeks)
    Chart('Repeat purchases, period by period')
    """
    return _chart("tracking", locals())


def distribution(
    estimate: Estimate, *, title: str | None = None, subtitle: str | None = None, min_n: int | None = None
) -> Chart:
    """A bar for each point of the scale."""
    given = {"title": title, "subtitle": subtitle, "min_n": min_n}
    return Chart(_cxm.ChartData("distribution", estimate.to_dict(), given))


def _chart(kind: str, given: dict[str, Any], of: str = "table") -> Chart:
    result = given.pop(of)
    if isinstance(result, (Calibration, SurvivalCurve, CoxPh, DiscreteHazard)):
        given["level"] = result.level if given["level"] is None else given["level"]
        result = result.table
    given["table"] = result
    if isinstance(given["table"], Estimate):
        fields = given.pop("table").to_dict()
        if kind == "estimates":
            return Chart(_cxm.ChartData("estimate", fields, given))
        given["table"] = {"estimate": [fields["estimate"]]}  # without periods, which is refused
    return Chart(_cxm.ChartData(kind, _frame.Source(given.pop("table")).all(), given))

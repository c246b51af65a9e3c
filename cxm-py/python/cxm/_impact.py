"""What initiatives did and what they are worth; who is best; what to do next; whether targets are met."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Optional

from cxm import _cxm
from cxm._frame import Source, framed
from cxm._results import Estimate, Test
from cxm._table import Table

if TYPE_CHECKING:
    from cxm._experience import ExperienceModel
    from cxm._names import Alternative, Column, Direction

ImpactMethod = Optional[Literal["before_after", "difference_in_differences", "cuped"]]
Assignment = Optional[Literal["observational", "random", "holdout"]]


def initiative_impact(
    before: Column,
    after: Column,
    control_before: Column | None = None,
    control_after: Column | None = None,
    *,
    units_before: Column | None = None,
    units_after: Column | None = None,
    units_control_before: Column | None = None,
    units_control_after: Column | None = None,
    method: ImpactMethod = None,
    assignment: Assignment = None,
    alternative: Alternative = None,
    level: float | None = None,
    min_n: int | None = None,
) -> Test:
    """What an initiative changed, in the unit of the values.

    >>> shops, others = ["a", "b", "c"], ["x", "y"]
    >>> impact = initiative_impact([5, 6, 7], [8, 8, 11], [5, 6], [6, 7], units_before=shops, units_after=shops,
    ...                            units_control_before=others, units_control_after=others)
    >>> impact.estimate, impact.method, impact.flags
    (2.0, 'difference_in_differences', ['low_base', 'parallel_trends'])

    Arguments:
        before, after: values of those whom the initiative reached.
        control_before, control_after: values of others; without them the flag "no_control".
        units_before, ...: of which unit (customer, shop, account) each value is: values of one unit belong together. Without them every value
            counts as independent, and the flag "unpaired" says so.
        method: "difference_in_differences" (default with a control), "before_after" (default without), or "cuped", which adjusts by what each unit was
            before and wants units and assignment by chance.
        assignment: "observational" (default), "random" or "holdout": who decided whom the initiative reaches.
        min_n: impacts on fewer units are hidden.
    """
    return Test(**_cxm.initiative_impact(locals()))


def interrupted_time_series(
    frame: Any,
    *,
    at: Any,
    value: str | None = None,
    time: str | None = None,
    every: str | None = None,
    method: Literal["newey_west_corrected", "newey_west"] | None = None,
    lags: int | None = None,
    tz: str | None = None,
    level: float | None = None,
) -> Any:
    """What changed in a series when an initiative began, by segmented regression with Newey and West's errors.

    A row a term: level, trend, level_change, trend_change, mean_effect, last_effect.

    >>> frame = {"period": [f"2026-{m:02}-01" for m in range(1, 9)], "estimate": [10, 11.5, 12, 13, 18, 18.5, 20, 21]}
    >>> table = interrupted_time_series(frame, at="2026-05-01", every="month")
    >>> f"{table['term'][2]} {table['estimate'][2]:.2f} {table['flags'][2]}"
    'level_change 3.70 no_control,few_periods'

    Arguments:
        frame: a row a period, in order; that of `score(..., every="month")` fits.
        at: the first day of the initiative.
        value, time: names of columns; "estimate" and "period" by default.
        every: how long the periods are, so that one that is missing is refused.
        method: "newey_west_corrected" (default): without its bias where errors follow one another as the residuals say, Satterthwaite's degrees of
            freedom; "newey_west" as published, which is too narrow for short series.
        lags: how many periods errors may depend on those before; 4 (n / 100)^(2/9) by default.
    """
    return framed("interrupted_time_series", locals())


def roi(
    benefit: float,
    cost: float,
    *,
    benefit_std_error: float | None = None,
    cost_std_error: float | None = None,
    covariance: float | None = None,
    df: float | None = None,
    level: float | None = None,
) -> Estimate:
    """The return on what was spent, (benefit - cost) / cost, with Fieller's interval; without ends where the cost may be 0 ("unbounded").

    >>> print(roi(150, 100, benefit_std_error=20))
    roi 50.0 % [10.8 %, 89.2 %] 95 % fieller
    """
    return Estimate(**_cxm.roi(locals()))


def rank(
    estimates: Any,
    *,
    by: str | None = None,
    estimate: str | None = None,
    std_error: str | None = None,
    direction: Direction | None = None,
    level: float | None = None,
) -> Any:
    """Who is best and how sure that is: rank, rank_low, rank_high and probability_best, best first.

    >>> frame = {"region": ["north", "south"], "estimate": [30, 40], "std_error": [3, 4]}
    >>> ranked = rank(frame, by="region")
    >>> f"{ranked['region'][0]} {ranked['probability_best'][0]:.3f}"
    'south 0.977'

    Arguments:
        estimates: a frame with a row a group, as `score` gives it; or estimates by name: {"north": nps(a), "south": nps(b)}.
        by: the column of names, of a frame.
        estimate, std_error: names of columns; "estimate" and "std_error" by default.
        direction: "higher_is_better" (default of a frame) or "lower_is_better"; estimates have their own.
    """
    given = locals()
    if isinstance(estimates, Mapping) and all(isinstance(own, Estimate) for own in estimates.values()):
        given["estimates"] = {str(name): own.to_dict() for name, own in estimates.items()}
        return Table(_cxm.of_options("rank_estimates", given))
    return framed("rank", given, frame="estimates")


def quick_wins(
    ideas: Any,
    *,
    idea: str | None = None,
    impact: str | None = None,
    effort: str | None = None,
    impact_from: float | None = None,
    effort_to: float | None = None,
) -> Any:
    """Ideas by what they bring and what they cost: ratio, rank, and quadrant (quick_win, major_project, fill_in, money_pit).

    >>> quick_wins({"id": ["a", "b"], "impact": [8, 2], "effort": [2, 9]})["quadrant"]
    ['quick_win', 'money_pit']

    Arguments:
        idea, impact, effort: names of columns; "id", "impact" and "effort" by default.
        impact_from, effort_to: from where on an impact is high, up to where an effort is low; the medians by default.
    """
    return framed("quick_wins", locals(), frame="ideas")


def program_reviews(model: ExperienceModel | Mapping[str, Any] | str, *, today: Any, tz: str | None = None) -> Table:
    """When each program of a model was reviewed last, when it is due, and whether it is overdue or was never reviewed."""
    return Table(_cxm.of_options("program_reviews", locals()))


def balanced_scorecard(frame: Any) -> Any:
    """Targets met, missed or undecided, by the interval of each metric, in the order of the four perspectives.

    >>> row = {"perspective": "customer", "metric": "nps", "estimate": 41, "conf_low": 38, "conf_high": 44, "target": 40}
    >>> balanced_scorecard([row])["status"]
    ['undecided']

    Arguments:
        frame: a row a metric: `perspective` ("financial", "customer", "internal_process", "learning_and_growth"), `metric`, `estimate`, `target`, and
            perhaps `conf_low`, `conf_high` (without, the number counts as exact), `direction` and `objective`.
    """
    return framed("balanced_scorecard", {"frame": frame}, of="targets")


def balanced_scorecard_page(
    frame: Any, *, form: Literal["text", "markdown", "html"] | None = None, title: str | None = None, width: int | None = None
) -> str:
    """The balanced scorecard to read: a section a perspective, as text for a terminal (default), Markdown or HTML.

    >>> row = {"perspective": "customer", "metric": "nps", "estimate": 41, "conf_low": 38, "conf_high": 44, "target": 40}
    >>> print(balanced_scorecard_page([row], form="markdown").splitlines()[-1])
    | nps | undecided | 41 \\[38, 44\\] | at least 40 |

    Arguments:
        frame: as in `balanced_scorecard`.
        width: of the terminal, in characters.
    """
    given = locals()
    source = Source(given.pop("frame"))
    names = source.read("targets")
    return _cxm.balanced_scorecard_page(source.columns(names), names, given)

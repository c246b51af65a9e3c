"""The experience program, measured: engagement, innovation, improvement, goals, alignment, delivery gap, benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Optional

from cxm import _cxm
from cxm._frame import Source, framed
from cxm._results import Estimate, Result, Test

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cxm._experience import ExperienceModel
    from cxm._names import Adjustment, Alternative, Codes, Column, Invalid, Method
    from cxm._survey import Metric, Tally

Rows = Optional[Literal["periods", "pooled"]]


def employee_engagement(
    activity: Any,
    roster: Any,
    *,
    every: str,
    start: Any,
    end: Any,
    workdays: Sequence[str] | None = None,
    kinds: str | Sequence[str] | None = None,
    tz: str | None = None,
    level: float | None = None,
    min_n: int | None = None,
    rows: Rows = None,
) -> Any:
    """Which share of the employees takes part, in the caller's own kind of frame.

    >>> activity = {"employee": ["e1", "e1", "e2"], "at": ["2026-11-02", "2026-11-03", "2026-11-02"]}
    >>> roster = {"employee": ["e1", "e2", "e3", "e4", "e5"]}
    >>> employee_engagement(activity, roster, every="day", start="2026-11-02", end="2026-11-03")["estimate"]
    [0.4, 0.2]

    Arguments:
        activity: a frame with `employee`, `at` and, to count some `kinds` only, `kind`. Ten activities of one day count as one.
        roster: a frame with `employee`, and `from` and `to`, both days included, open where empty; or the documents of employees. What people
            who are not on it that day did does not count: `n_excluded` says how many rows that were.
        every, start, end: "day", "week", "month", "quarter" or "year"; the first and the last day.
        workdays: the days of the week that count: ("mon", "tue", "wed", "thu", "fri"). All of them by default.
        min_n: numbers of fewer employees are hidden; 5 by default.
        rows: "periods" (default) has a row a period, "pooled" a row a measure: engagement, engaged_days, stickiness,
            never_engaged, with intervals that know that days of one employee belong together.
    """
    return _rostered("employee_engagement", locals(), "activity")


def rate_of_innovation(
    ideas: Any,
    roster: Any,
    *,
    every: str,
    start: Any,
    end: Any,
    as_of: Any = None,
    tz: str | None = None,
    level: float | None = None,
    min_n: int | None = None,
    rows: Rows = None,
) -> Any:
    """How many ideas employees have, a period and 100 employees, in the caller's own kind of frame.

    >>> ideas = {"author": ["e1", "e2", "e1"], "at": ["2026-11-02", "2026-11-03", "2026-11-10"]}
    >>> roster = {"employee": [f"e{i}" for i in range(1, 21)]}
    >>> rate_of_innovation(ideas, roster, every="week", start="2026-11-02", end="2026-11-22")["estimate"]
    [10.0, 5.0, 0.0]

    Arguments:
        ideas: a frame with `author` and `at`; where there are such columns `id` (an id counts once), `duplicate`, `accepted`, `adopted`
            (true, or when). Ideas of people not on the roster that day do not count: `n_excluded` says how many.
        roster, every, start, end, min_n: as in `employee_engagement`.
        as_of: the last day that is known: what is accepted or adopted later is not yet. `end` by default.
        rows: "periods" (default) has a row a period, empty ones too; "pooled" a row a measure: rate, acceptance, adoption, each by author, and
            where `adopted` holds days, days_to_adoption, the median by Kaplan-Meier.
    """
    return _rostered("rate_of_innovation", locals(), "ideas")


def rate_of_improvement(
    versions: Any,
    *,
    every: str,
    start: Any,
    end: Any,
    as_of: Any = None,
    adjust: Adjustment = None,
    tz: str | None = None,
    level: float | None = None,
    rows: Rows = None,
) -> Any:
    """How many changes personas and journey maps see a period, in the caller's own kind of frame.

    >>> changes = {"at": ["2026-10-05", "2026-10-05", "2026-12-01"], "kind": ["add", "cosmetic", "move"]}
    >>> rate_of_improvement(changes, every="month", start="2026-10-01", end="2026-12-31")["n"]
    [1, 0, 1]

    Arguments:
        versions: a frame of changes with `at`; where there are such columns `kind` ("cosmetic" does not count), `about` ("goal" is counted apart),
            `element`, `within` (where it stands) and `version` (an element counts once a version), `reverted` (true, or when), and of a change whose metric is watched `effect` (how
            far it moved, positive for better) and `p_value`. Or what `change_records` gives, as it is: the
            records of three and more versions in one list tell what was reverted.
        as_of: as in `rate_of_innovation`.
        adjust: how the p-values are corrected for their number: "holm" (default), "hochberg", "bh", "by", "bonferroni".
        rows: "periods" (default), or "pooled": rate, reverted, effective (for the better, by the corrected p-value), of all and of each kind.
    """
    return framed("rate_of_improvement", locals(), of="versions", frame="versions")


def program_kpis(
    *,
    activity: Any = None,
    roster: Any = None,
    ideas: Any = None,
    versions: Any = None,
    goals: Any = None,
    every: str,
    start: Any,
    end: Any,
    as_of: Any = None,
    workdays: Sequence[str] | None = None,
    kinds: str | Sequence[str] | None = None,
    adjust: Adjustment = None,
    tz: str | None = None,
    level: float | None = None,
    min_n: int | None = None,
    rows: Rows = None,
) -> Any:
    """The four KPIs of a program in one table, in the kind of the first frame: a KPI without its records is left out.

    >>> changes, goals = {"at": ["2026-10-05"]}, {"at": ["2026-10-05", "2026-10-07"], "reached": [True, False]}
    >>> for row in program_kpis(versions=changes, goals=goals, every="month", start="2026-10-01", end="2026-10-31"):
    ...     print(row["kpi"], row["estimate"], row["unit"])
    rate_of_improvement 1.0 changes
    goal_performance 0.5 share

    Arguments:
        activity, roster: as in `employee_engagement`; ideas: as in `rate_of_innovation`; versions: as in `rate_of_improvement`.
        goals: a row for each who set out: `at` (when), `reached` (true, or when), and perhaps `goal` (its id).
        rows: "periods" (default): kpi, goal, period, unit, n, estimate, std_error, conf_low, conf_high, method, flags; "pooled": measure and kind in
            place of period and unit.
    """
    given = locals()
    roles = ("activity", "roster", "ideas", "versions", "goals")
    sources = {role: Source(frame) for role in roles if (frame := given.pop(role)) is not None}
    names = {role: source.read(role) for role, source in sources.items()}
    frames = {role: (source.columns(names[role]), names[role]) for role, source in sources.items()}
    first = next(iter(sources.values()), Source({}))
    return first.give(_cxm.program_kpis(frames, given))


def goal_share(n_reached: int, n_total: int, *, level: float | None = None) -> Estimate:
    """The share that reached a goal: Wilson's interval, exact where nobody or everybody did.

    >>> f"{goal_share(0, 30).conf_high:.3f}"
    '0.116'
    """
    return Estimate(**_cxm.goal_share(locals()))


def alignment(
    frame: Any,
    *,
    question: str,
    answer: str,
    team: str | None = None,
    employee: str | None = None,
    model: ExperienceModel | Mapping[str, Any] | None = None,
    level: float | None = None,
    min_n: int | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Any:
    """How far employees give the same answers, in the caller's own kind of frame.

    A row for each question, team (None for all together) and measure: distinct, chao1, coverage, hill1, hill2, hill2_unbiased, agreement, match,
    silo_index.

    >>> table = alignment({"q": ["who"] * 10, "a": list("xxxxyyyzzw")}, question="q", answer="a", min_n=0)
    >>> {row["measure"]: round(row["estimate"], 3) for row in table}["hill1"]
    3.596

    Arguments:
        question, answer, team, employee: names of columns; an employee answers a question once.
        model: the published answer of each question, or several: {"who": "Chronic patients"}; or an `ExperienceModel`, whose personas, journeys and
            goals answer the three questions of its alignment survey, by id or by name.
        min_n: numbers of fewer employees are hidden; 5 by default.
        draws, seed: of the permutations behind the silo index; 999 by default.
    """
    return framed("alignment", locals())


def delivery_gap(
    internal: Column | Tally,
    customers: Column | Tally,
    *,
    metric: str | Metric | None = None,
    method: Method = None,
    alternative: Alternative = None,
    level: float | None = None,
    min_n: int | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    invalid: Invalid = None,
    **metric_options: Any,
) -> Test:
    """What we believe less what customers say. Answers are 1 (we deliver well) and 0, or of any `metric`.

    >>> f"{delivery_gap([1] * 80 + [0] * 20, [1] * 8 + [0] * 92).estimate:.2f}"
    '0.72'
    """
    own = {"internal": getattr(internal, "_core", internal), "customers": getattr(customers, "_core", customers)}
    given = {**locals(), **metric_options, **own}
    del given["metric_options"], given["own"]
    return Test(**_cxm.delivery_gap(given))


class Benchmark(Result):
    """A published number to compare with: whose, of when, from how many.

    >>> Benchmark(metric="nps", value=40, n=500)
    Benchmark(metric='nps', value=40.0, n=500)
    """

    metric: str
    value: float
    subject: str | None
    n: int | None
    conf_low: float | None
    conf_high: float | None
    conf_level: float | None
    """The level of its interval; 0.95 where not said."""
    source: str | None
    as_of: str | None
    population: str | None

    def __init__(
        self,
        *,
        metric: str,
        value: float,
        subject: str | None = None,
        n: int | None = None,
        conf_low: float | None = None,
        conf_high: float | None = None,
        conf_level: float | None = None,
        source: str | None = None,
        as_of: Any = None,
        population: str | None = None,
    ) -> None:
        given = {name: value for name, value in locals().items() if name not in ("self", "__class__")}
        super().__init__(**_cxm.benchmark(given))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.to_dict().items() if value is not None)
        return f"Benchmark({fields})"

    def _repr_html_(self) -> str:
        return f"<code>{self}</code>"


def compare_to_benchmark(estimate: Estimate | Mapping[str, Any], benchmark: Benchmark | Mapping[str, Any]) -> Test:
    """An estimate less a benchmark. A benchmark without n and interval counts as fixed; the flag "fixed_benchmark" says so.

    >>> compare_to_benchmark(goal_share(80, 100), Benchmark(metric="goal_share", value=0.72)).flags
    ['fixed_benchmark']
    """
    return Test(**_cxm.compare_to_benchmark(_fields(estimate), _fields(benchmark)))


def _fields(result: Any) -> Any:
    """The fields of a result; a dict of them, or what is none, as it is."""
    return result.to_dict() if isinstance(result, Result) else result


def _rostered(name: str, given: dict[str, Any], records: str) -> Any:
    source, roster = Source(given.pop(records)), Source(given.pop("roster"))
    names, roster_names = source.read(records), roster.read("roster")
    both = (source.columns(names), names), (roster.columns(roster_names), roster_names)
    return source.give(_cxm.rostered(name, *both, given))

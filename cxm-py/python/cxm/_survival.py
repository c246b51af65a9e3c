"""How long customers stay: survival curves, tests of them, and what goes along with leaving."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Optional

from cxm import _cxm
from cxm._frame import Source
from cxm._results import Test
from cxm._table import Table

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from cxm._names import Column, Columns

TransformName = Optional[Literal["log_log", "log", "plain", "logit", "arcsine"]]


class Interval(NamedTuple):
    """A number and its interval; None where the data do not reach."""

    estimate: float | None
    conf_low: float | None
    conf_high: float | None


class SurvivalCurve:
    """The share of customers to whom something has not happened yet, over time. `table` has its steps, `groups` a row for each curve."""

    def __init__(self, columns: dict[str, Column], given: dict[str, Any]) -> None:
        self._given = (columns, given)
        self._data = _cxm.SurvivalCurvesData(columns, list(columns), given)

    def __reduce__(self) -> tuple[Any, ...]:
        return SurvivalCurve, self._given

    @property
    def level(self) -> float:
        """The level of the intervals."""
        return float(self._data.fields()["level"])

    @cached_property
    def table(self) -> Table:
        """by, time, n_at_risk, n_events, n_censored, survival, std_error, conf_low, conf_high."""
        return self._ask("table")

    @cached_property
    def groups(self) -> Table:
        """by, n, n_events, median, median_low, median_high."""
        return self._ask("groups")

    @property
    def median(self) -> Any:
        """The time by which it has happened to half: an interval, or of several curves the table `groups`."""
        return self._one(self.groups, "median", "median_low", "median_high")

    def rmst(self, until: float) -> Any:
        """The mean of the times, none counted for more than `until`: an interval, or of several curves a table."""
        return self._one(self._ask("restricted_mean", until=until), "restricted_mean", "restricted_low", "restricted_high")

    def survival_at(self, times: float | Sequence[float]) -> Any:
        """The share at a time: an interval; at several times, or of several curves, a table. None where nobody was watched that long."""
        table = self._ask("at", times=times)
        return self._one(table, "survival", "conf_low", "conf_high") if isinstance(times, (int, float)) else table

    def _ask(self, question: str, **given: Any) -> Table:
        return Table(self._data.ask(question, given))

    @staticmethod
    def _one(table: Table, *names: str) -> Any:
        return table if "by" in table.columns else Interval(*(table[name][0] for name in names))

    def __repr__(self) -> str:
        return repr(self.groups)


def _columns(**columns: Column) -> dict[str, Column]:
    return {name: column for name, column in columns.items() if column is not None}


def kaplan_meier(
    durations: Column,
    events: Column,
    *,
    weights: Column = None,
    by: Column = None,
    level: float | None = None,
    transform: TransformName = None,
) -> SurvivalCurve:
    """The share to whom it has not happened yet, of customers who were watched for different times (Kaplan and Meier).

    >>> curve = kaplan_meier([3, 5, 2, 8], [1, 0, 1, 1])
    >>> curve.table.to_dicts()[0]["survival"], curve.median.estimate
    (0.75, 3.0)

    Arguments:
        durations: how long each was watched.
        events: 1 or true where it happened then; 0 or false where it had not happened yet.
        weights: how many customers each row stands for.
        by: a curve for each group.
        level: of the intervals, 0.95 by default.
        transform: the scale of the intervals: "log_log" (default), "log", "plain", "logit" or "arcsine".
    """
    columns = _columns(durations=durations, events=events, weights=weights, by=by)
    return SurvivalCurve(columns, {"level": level, "transform": transform})


def nelson_aalen(
    durations: Column,
    events: Column,
    *,
    weights: Column = None,
    by: Column = None,
    level: float | None = None,
    ties: Literal["at_once", "one_by_one"] | None = None,
) -> Table:
    """The cumulative hazard of Nelson and Aalen: time, n_at_risk, n_events, cumulative_hazard, std_error, conf_low, conf_high.

    Arguments:
        durations, events, weights, by, level: as `kaplan_meier`.
        ties: "at_once" (default, as R): events at one time add d / n; "one_by_one" (as lifelines): 1 / n + 1 / (n - 1) + ...
    """
    columns = _columns(durations=durations, events=events, weights=weights, by=by)
    return Table(_cxm.of_frame("nelson_aalen", columns, list(columns), {"level": level, "ties": ties}))


def log_rank(
    durations: Column,
    events: Column,
    group: Column,
    *,
    weights: Column = None,
    strata: Column = None,
    rho: float | None = None,
    gamma: float | None = None,
    trend: bool | Sequence[float] | None = None,
) -> Test:
    """Whether it happens equally fast in several groups.

    >>> test = log_rank([1, 2, 3, 4], [1, 1, 1, 1], ["a", "a", "b", "b"])
    >>> round(test.statistic, 6), test.df
    (2.882353, 1.0)

    Arguments:
        durations, events, weights: as `kaplan_meier`.
        group: the group of each; strata: compared only within these.
        rho, gamma: times count by S**rho * (1 - S)**gamma; 0 and 0 (default) is the log-rank test, rho=1 that of Peto and Peto.
        trend: whether it goes up or down from group to group: true, or a score for each group in their order.
    """
    columns = _columns(durations=durations, events=events, group=group, weights=weights, strata=strata)
    return Test(**_cxm.test_of_times("log_rank", columns, list(columns), {"rho": rho, "gamma": gamma, "trend": trend}))


def rmst_difference(
    durations: Column,
    events: Column,
    group: Column,
    *,
    until: float | None = None,
    weights: Column = None,
    level: float | None = None,
) -> Test:
    """How much longer it takes in the first of two groups than in the second, no time counted after `until`: the difference of the restricted means.

    >>> test = rmst_difference([1, 2, 3, 2, 3, 4], [1, 1, 1, 1, 1, 1], ["a", "a", "a", "b", "b", "b"], until=2)
    >>> round(test.estimate, 6)
    -0.333333

    Arguments:
        durations, events, weights, level: as `kaplan_meier`.
        group: the group of each, of two.
        until: until when time counts; the shorter of the longest times of both by default.
    """
    columns = _columns(durations=durations, events=events, group=group, weights=weights)
    return Test(**_cxm.test_of_times("rmst_difference", columns, list(columns), {"until": until, "level": level}))


def aalen_johansen(
    durations: Column,
    events: Column,
    *,
    by: Column = None,
    level: float | None = None,
    transform: TransformName = None,
) -> Table:
    """The share to whom it has happened, where something else may happen first (Aalen and Johansen): time, n_at_risk, n_events, n_competing, n_censored, survival, incidence, std_error, conf_low, conf_high.

    >>> aalen_johansen([1, 2, 3, 4], [1, 2, 1, 0])["incidence"]
    [0.25, 0.25, 0.5, 0.5]

    Arguments:
        durations: how long each was watched.
        events: 1 where it happened then, 2 or more where something else did, 0 where nothing had happened yet.
        by: a curve for each group.
        level, transform: as `kaplan_meier`.
    """
    columns = _columns(durations=durations, events=events, by=by)
    return Table(_cxm.of_frame("aalen_johansen", columns, list(columns), {"level": level, "transform": transform}))


class _Fitted:
    """What a fit of covariates has, of Cox's model and of the discrete-time hazard."""

    _found: tuple[dict[str, Any], dict[str, Any]] | None = None

    def _fields(self) -> dict[str, Any]:
        if self._found is None:
            _cxm.value_of("about", {"fit": None})
        return self._found[0]  # type: ignore[index]

    def _tables(self) -> dict[str, Any]:
        self._fields()
        return self._found[1]  # type: ignore[index]

    def _table(self, name: str) -> Table | None:
        columns = self._tables().get(name)
        return None if columns is None else Table(columns)

    @property
    def log_likelihood(self) -> float:
        """The logarithm of the likelihood, of Cox's model the partial one."""
        return float(self._fields()["log_likelihood"])

    @property
    def log_likelihood_null(self) -> float:
        """The same with all coefficients at 0."""
        return float(self._fields()["log_likelihood_null"])

    @property
    def likelihood_ratio(self) -> dict[str, float]:
        """The test of all coefficients together by the likelihood: statistic, df, p_value."""
        return dict(self._fields()["likelihood_ratio"])

    @property
    def covariance(self) -> list[list[float]]:
        """The covariance of the coefficients, in the order of the terms."""
        return [list(row) for row in self._fields()["covariance"]]

    @property
    def status(self) -> str:
        """ "converged", or "infinite": then `infinite` names the terms whose ratio has no bound."""
        return str(self._fields()["status"])

    @property
    def infinite(self) -> list[str]:
        """The terms whose hazard ratio is infinite or 0."""
        return list(self._fields()["infinite"])

    @property
    def level(self) -> float:
        """The level of the intervals."""
        return float(self._fields()["level"])

    @property
    def n(self) -> int:
        """How many rows."""
        return int(self._fields()["n"])

    @property
    def n_events(self) -> int:
        """How many events."""
        return int(self._fields()["n_events"])

    def __repr__(self) -> str:
        return f"{type(self).__name__}(not fitted)" if self._found is None else repr(self._table("table"))


class CoxPh(_Fitted):
    """Cox's proportional hazards: what goes along with something happening sooner. `fit` gives the fitted model.

    >>> shop = {"weeks": [3, 9, 4, 12, 7, 5], "left": [1, 1, 1, 0, 1, 1], "complaints": [2, 0, 1, 0, 2, 0]}
    >>> fit = CoxPh().fit(shop, "weeks", "left", ["complaints"])
    >>> fit.table["term"], round(fit.table["hazard_ratio"][0], 2)
    (['complaints'], 2.02)
    """

    _data: _cxm.CoxModelData | None = None

    def __init__(self, ties: Literal["efron", "breslow", "exact"] | None = None, robust: bool | None = None) -> None:
        self._options = {"ties": ties, "robust": robust}

    def fit(
        self,
        frame: Any,
        duration: Hashable,
        event: Hashable,
        covariates: Sequence[Hashable],
        *,
        start: Hashable | None = None,
        strata: Hashable | Sequence[Hashable] | None = None,
        weights: Hashable | None = None,
        offset: Hashable | None = None,
        cluster: Hashable | None = None,
        level: float | None = None,
        clock: Literal["km", "rank", "identity", "log"] | None = None,
    ) -> CoxPh:
        """The model fitted to a frame.

        Arguments:
            frame: a row for each customer, or with `start` for each stretch in which nothing changed.
            duration, event: until when each was watched, and whether it happened then.
            covariates: columns of numbers, or of true and false.
            start: from when each row was watched.
            strata: columns whose groups have a baseline of their own.
            weights, offset: what each row weighs; what is added to the logarithm of its hazard.
            cluster: rows of one customer; errors are then robust.
            level: of the intervals, 0.95 by default.
            clock: of the test of proportional hazards: "km" (default), "rank", "identity", "log".
        """
        given = {name: value for name, value in locals().items() if name not in ("self", "frame")}
        given["covariates"] = [str(name) for name in covariates]
        for name in ("duration", "event", "start", "weights", "offset", "cluster"):
            given[name] = None if given[name] is None else str(given[name])
        if strata is not None:
            several = isinstance(strata, Iterable) and not isinstance(strata, str)
            given["strata"] = [str(name) for name in (strata if several else [strata])]  # type: ignore[union-attr]
        source = Source(frame)
        names = source.read("cox", given)
        fitted = CoxPh(**self._options)  # type: ignore[arg-type]
        fitted._data = _cxm.CoxModelData(source.columns(names), names, {**given, **self._options})
        fitted._found = (fitted._data.fields(), {})
        return fitted

    def _table(self, name: str) -> Table | None:
        """A table, which the model makes when it is first asked for."""
        tables = self._tables()
        if name not in tables and self._data is not None:
            tables[name] = self._data.table(name)
        return super()._table(name)

    def __getstate__(self) -> dict[str, Any]:
        """All that was found, without the rows."""
        if self._data is not None:
            for name in ("table", "proportional_hazards", "baseline"):
                self._table(name)
            self.concordance  # noqa: B018
        return {**self.__dict__, "_data": None}

    @property
    def table(self) -> Table:
        """A row a term: term, estimate, std_error, statistic, p_value, conf_low, conf_high, hazard_ratio, ratio_low, ratio_high."""
        table = self._table("table")
        assert table is not None
        return table

    @property
    def proportional_hazards(self) -> Table | None:
        """Whether the ratios stay the same over time: term, statistic, df, p_value, the last row for all; None of exact ties."""
        return self._table("proportional_hazards")

    @property
    def baseline(self) -> Table | None:
        """The hazard of one with the mean of every covariate: stratum, time, hazard, survival, cumulative_hazard; None of exact ties."""
        return self._table("baseline")

    @property
    def wald(self) -> dict[str, float]:
        """The same by their covariance."""
        return dict(self._fields()["wald"])

    @property
    def score(self) -> dict[str, float]:
        """The same by the slope at 0."""
        return dict(self._fields()["score"])

    @property
    def concordance(self) -> Interval:
        """How often of two the one with the higher hazard goes first."""
        fields = self._fields()
        if "concordance" not in fields and self._data is not None:
            fields["concordance"] = self._data.concordance()
        found = fields["concordance"]
        return Interval(found["estimate"], found["conf_low"], found["conf_high"])


class DiscreteHazard(_Fitted):
    """The discrete-time hazard: whether it happens in a period, of those to whom it has not happened before. `fit` gives the fitted model.

    >>> shop = {"months": [1] * 8, "left": [1, 1, 1, 0, 1, 0, 0, 0], "complained": [1, 1, 1, 1, 0, 0, 0, 0]}
    >>> fit = DiscreteHazard().fit(shop, "months", "left", ["complained"])
    >>> fit.table["term"], round(fit.table["odds_ratio"][0], 6)
    (['complained'], 9.0)
    """

    def __init__(self, link: Literal["logit", "cloglog"] | None = None) -> None:
        self._link = link

    def fit(
        self,
        frame: Any,
        duration: Hashable,
        event: Hashable,
        covariates: Sequence[Hashable],
        *,
        start: Hashable | None = None,
        weights: Hashable | None = None,
        level: float | None = None,
    ) -> DiscreteHazard:
        """The model fitted to a frame.

        Arguments:
            frame: a row for each customer, or with `start` for each stretch in which nothing changed.
            duration, event: in which period it ended, a whole number from 1 on, and whether it happened then.
            covariates: columns of numbers, or of true and false.
            start: after which period each row was watched.
            weights: what each row weighs.
            level: of the intervals, 0.95 by default.
        """
        given = {name: value for name, value in locals().items() if name not in ("self", "frame")}
        given["covariates"] = [str(name) for name in covariates]
        for name in ("duration", "event", "start", "weights"):
            given[name] = None if given[name] is None else str(given[name])
        source = Source(frame)
        names = source.read("discrete_hazard", given)
        fitted = DiscreteHazard(self._link)
        fitted._found = _cxm.survival("discrete_hazard", source.columns(names), names, {**given, "link": self._link})
        return fitted

    @property
    def table(self) -> Table:
        """A row a term: term, estimate, std_error, statistic, p_value, conf_low, conf_high, odds_ratio (cloglog: hazard_ratio), ratio_low, ratio_high."""
        return Table(self._tables()["table"])

    @property
    def baseline(self) -> Table:
        """A row a period, of one with the mean of every covariate: period, n_at_risk, n_events, hazard, conf_low, conf_high."""
        return Table(self._tables()["baseline"])

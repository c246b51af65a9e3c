"""Scores of survey answers: one column, or a tally that merges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._results import Estimate
from cxm._state import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from typing_extensions import Self

    from cxm._names import CesForm, Codes, Column, CsatRule, Direction, FavorabilityRule, Interval, Invalid, Scale, StarsRule


def nps(
    column: Column,
    *,
    weights: Column | None = None,
    counts: Column | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    level: float | None = None,
    interval: Interval = None,
    invalid: Invalid = None,
    min_n: int | None = None,
    scale: Scale | None = None,
    bands: tuple[float, float] | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> Estimate:
    """Net Promoter Score: % promoters (9-10) minus % detractors (0-6), in points from -100 to 100.

    >>> nps([10, 9, 3, None])
    NPS 33.3 [-54.9, 88.3] 95 % adjusted_wald · n 3 · missing 1 · low_base

    Arguments:
        column: answers 0 to 10. None, NaN and NA are missing; "10" and "10 - Extremely likely" are read as 10.
        weights: survey weights, one a row.
        counts: how many answers each row stands for (whole numbers, not weights).
        na: codes or labels that mean "no answer": `na=(11, "n/a")`.
        labels: words and the numbers they stand for: `labels={"Very satisfied": 5}`; a label that is a number maps that number: `labels={"1": 5}`.
        level: confidence level, a probability; 0.95 by default.
        interval: "adjusted_wald" (default), "score", "wald" or "bootstrap" (with `seed` and `draws`).
        invalid: "error" (default): a value off the scale is an error that names its row; "count": it is counted.
        min_n: fewer answers than this are hidden ("suppressed").
        scale, bands: for questions off the standard: `scale=(1, 10), bands=(5, 9)`; the result is flagged "non_standard".
    """
    return _score("nps", locals())


def enps(
    column: Column,
    *,
    weights: Column | None = None,
    counts: Column | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    level: float | None = None,
    interval: Interval = None,
    invalid: Invalid = None,
    min_n: int | None = None,
    scale: Scale | None = None,
    bands: tuple[float, float] | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> Estimate:
    """Employee Net Promoter Score: as `nps`, but fewer than 5 answers are hidden unless `min_n` says otherwise."""
    return _score("enps", locals())


def csat(
    column: Column,
    *,
    scale: Scale | None = None,
    rule: CsatRule = None,
    top: int | None = None,
    bottom: int | None = None,
    weights: Column | None = None,
    counts: Column | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    level: float | None = None,
    interval: Interval = None,
    invalid: Invalid = None,
    min_n: int | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> Estimate:
    """Customer satisfaction; by default the share of the two best points of a scale from 1 to 5.

    >>> csat([5, 4, 3, 1]).estimate
    0.5

    Arguments:
        scale: (min, max) or (min, max, step); (1, 5) by default.
        rule: "top_box" (default): share of the `top` best points (2); "mean"; "index": mean on 0 to 100; "net": top minus
            `bottom` points.
        The others are those of `nps`; the default interval of a share is "wilson", of a mean "adjusted_wald".
    """
    return _score("csat", locals())


def ces(
    column: Column,
    *,
    form: CesForm = None,
    scale: Scale | None = None,
    weights: Column | None = None,
    counts: Column | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    level: float | None = None,
    interval: Interval = None,
    invalid: Invalid = None,
    min_n: int | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> Estimate:
    """Customer Effort Score, in the form the question was asked in, which must be named.

    >>> ces([7, 6, 5, 1], form="agreement").estimate
    4.75

    Arguments:
        form: "effort" (mean, lower is better; scale required), "agreement" (mean, 1 to 7), "agreement_share" (share of 5 to
            7), "net_easy" (% easy minus % difficult, 1 to 7) or "ease" (mean; scale required).
        The others are those of `csat`.
    """
    return _score("ces", locals())


def stars(
    column: Column,
    *,
    scale: Scale | None = None,
    rule: StarsRule = None,
    top: int | None = None,
    prior_mean: float | None = None,
    prior_n: float | None = None,
    weights: Column | None = None,
    counts: Column | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    level: float | None = None,
    interval: Interval = None,
    invalid: Invalid = None,
    min_n: int | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> Estimate:
    """Star ratings; by default the mean of 1 to 5 stars.

    >>> stars([5, 4.5, 3], scale=(0.5, 5, 0.5)).estimate
    4.166666666666667

    Arguments:
        scale: (min, max) or (min, max, step): (0.5, 5, 0.5) has half stars.
        rule: "mean" (default), "share" of the `top` best points, "bayesian" (with `prior_mean` and `prior_n`) or
            "wilson_low": the lower Wilson bound of the share, for rankings.
        The others are those of `csat`.
    """
    return _score("stars", locals())


def favorability(
    column: Column,
    *,
    scale: Scale | None = None,
    rule: FavorabilityRule = None,
    top: int | None = None,
    bottom: int | None = None,
    weights: Column | None = None,
    counts: Column | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    level: float | None = None,
    interval: Interval = None,
    invalid: Invalid = None,
    min_n: int | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> Estimate:
    """Share of favourable answers: the `top` points (2) of `scale`, which must be named.

    >>> favorability([1, 2, 4, 5], scale=(1, 5)).estimate
    0.5
    """
    return _score("favorability", locals())


def mean(
    column: Column,
    *,
    scale: Scale | None = None,
    direction: Direction = None,
    weights: Column | None = None,
    counts: Column | None = None,
    na: Codes | None = None,
    labels: Mapping[str, float] | None = None,
    level: float | None = None,
    interval: Interval = None,
    invalid: Invalid = None,
    min_n: int | None = None,
    seed: int | None = None,
    draws: int | None = None,
) -> Estimate:
    """The mean of any numbers, or of the answers on a closed `scale`; its sample standard deviation is `std_dev`.

    >>> mean([1, 2, 3, 4], scale=(1, 5)).estimate
    2.5
    """
    return _score("mean", locals())


def _score(name: str, given: dict[str, Any]) -> Estimate:
    return Estimate(**_cxm.estimate(name, given))


class Metric:
    """A metric with its options, wherever one is taken by name: `Metric("csat", column="q7", scale=(1, 5), top=2)`."""

    def __init__(self, metric: str, *, column: str | None = None, **options: Any) -> None:
        self.metric = metric
        self.column = column
        self.options = options
        _cxm.check_metric(self)

    def to_dict(self) -> dict[str, Any]:
        """Name, column and options."""
        return {"metric": self.metric, **({} if self.column is None else {"column": self.column}), **self.options}

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.to_dict() == self.to_dict()

    def __hash__(self) -> int:
        return hash((self.metric, self.column))

    def __repr__(self) -> str:
        named = [f"{name}={value!r}" for name, value in self.to_dict().items() if name != "metric"]
        return f"Metric({', '.join([repr(self.metric), *named])})"


class Tally(State):
    """How many answers each point of a scale has: everything a score, an interval or a test needs, and it merges.

    >>> t = Tally(scale=(0, 10)).observe([10, 9, 3])
    >>> (t + t).n
    6
    """

    __slots__ = ()
    _class = _cxm.TallyState

    def __init__(
        self,
        *,
        scale: Scale | None = None,
        direction: Direction = None,
        weighted: bool | None = None,
        question: str | None = None,
        revision: int | None = None,
    ) -> None:
        given = {"scale": scale, "direction": direction, "weighted": weighted, "question": question, "revision": revision}
        self._core = _cxm.TallyState(given)

    @classmethod
    def from_counts(
        cls,
        counts: Sequence[int],
        *,
        scale: Scale | None = None,
        direction: Direction = None,
        n_missing: int | None = None,
        n_invalid: int | None = None,
    ) -> Self:
        """The tally of answers counted elsewhere: one count a point, from the low end of the scale."""
        given = {"scale": scale, "direction": direction, "n_missing": n_missing, "n_invalid": n_invalid}
        return cls._of(_cxm.TallyState.from_counts(counts, given))

    def observe(
        self,
        column: Column,
        weights: Column | None = None,
        counts: Column | None = None,
        na: Codes | None = None,
        labels: Mapping[str, float] | None = None,
        invalid: Invalid = None,
    ) -> Self:
        """Counts a column of answers: all of it, or on an error nothing. Returns this tally."""
        given = {"column": column, "weights": weights, "counts": counts, "na": na, "labels": labels, "invalid": invalid}
        self._core.observe(given)
        return self

    def add(
        self,
        value: Any,
        weight: float | None = None,
        *,
        na: Codes | None = None,
        labels: Mapping[str, float] | None = None,
        invalid: Invalid = None,
    ) -> Self:
        """Counts one answer. Returns this tally."""
        self._core.add(value, {"weight": weight, "na": na, "labels": labels, "invalid": invalid})
        return self

    @property
    def counts(self) -> list[int]:
        """How many answers each point has, from the low end of the scale."""
        return list(self._core.about()["counts"])

    @property
    def n(self) -> int:
        """How many answers there are."""
        return int(self._core.about()["n"])

    @property
    def n_missing(self) -> int:
        """How many rows hold no answer."""
        return int(self._core.about()["n_missing"])

    @property
    def n_invalid(self) -> int:
        """How many values were off the scale."""
        return int(self._core.about()["n_invalid"])

    @property
    def n_not_asked(self) -> int:
        """How many respondents were not asked."""
        return int(self._core.about()["n_not_asked"])

    def nps(self, **options: Any) -> Estimate:
        """As `cxm.nps`, of the answers counted here."""
        return self._score("nps", options)

    def enps(self, **options: Any) -> Estimate:
        """As `cxm.enps`, of the answers counted here."""
        return self._score("enps", options)

    def csat(self, **options: Any) -> Estimate:
        """As `cxm.csat`, on the scale of this tally."""
        return self._score("csat", options)

    def ces(self, **options: Any) -> Estimate:
        """As `cxm.ces`, on the scale of this tally."""
        return self._score("ces", options)

    def stars(self, **options: Any) -> Estimate:
        """As `cxm.stars`, on the scale of this tally."""
        return self._score("stars", options)

    def favorability(self, **options: Any) -> Estimate:
        """As `cxm.favorability`, on the scale of this tally."""
        return self._score("favorability", options)

    def mean(self, **options: Any) -> Estimate:
        """The mean answer."""
        return self._score("mean", options)

    def top_box(self, k: int | None = None, **options: Any) -> Estimate:
        """The share of the `k` best points."""
        return self._score("top_box", {"top": k, **options})

    def net(self, low_max: float, high_min: float, **options: Any) -> Estimate:
        """The share from `high_min` up minus the share up to `low_max`, in points."""
        return self._score("net", {"bands": (low_max, high_min), **options})

    def _score(self, name: str, options: dict[str, Any]) -> Estimate:
        return Estimate(**self._core.estimate(name, options))

    def __repr__(self) -> str:
        return f"Tally(scale={self._core.about()['scale']}, n={self.n}, n_missing={self.n_missing}, n_invalid={self.n_invalid})"

"""Who stays: rates of customers with and without a contract, cohorts, second purchases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal, Optional

from cxm import _cxm
from cxm._frame import Source, framed
from cxm._results import Estimate

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

Adjust = Optional[Literal["holm", "hochberg", "bh", "by", "bonferroni"]]
Every = Optional[Literal["day", "week", "month", "quarter", "year"]]


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """Times as texts."""
    for name in ("start", "end", "next_end", "observation_end"):
        if given.get(name) is not None:
            given[name] = str(given[name])
    return given


def _rate(name: str, given: dict[str, Any]) -> Any:
    """The estimate of all customers; with `by` the table of segments, in the caller's kind of frame."""
    source = Source(given.pop("frame"))
    names = source.read(name, given)
    found, segments = _cxm.customer_rate(name, source.columns(names), names, _said(given))
    return Estimate(**found["estimate"]) if segments is None else source.give(segments)


def retention_rate(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    start: Any,
    end: Any,
    next_end: Any = None,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of the customers of a period who buy again in the next one. For customers without a contract; with one see `contract_retention_rate`.

    >>> shop = {"who": ["a", "b", "c", "a", "d"], "day": ["2026-01-05", "2026-01-09", "2026-01-31", "2026-02-01", "2026-02-28"]}
    >>> rate = retention_rate(shop, "who", "day", start="2026-01-01", end="2026-01-31")
    >>> round(rate.estimate, 4), rate.n
    (0.3333, 3)

    Arguments:
        frame: a row a transaction.
        customer, time: names of columns.
        start, end: the period; a date ends with its day.
        next_end: the end of the next period, which follows at once; by default it is as long: as many months where the period is whole months, else as many days.
        observation_end: until when transactions are known; the day of the last one by default. A next period that is not over then is an error.
        inclusive: true (default): ends are the last moment, or day, that counts; false: the first that does not.
        kind: a column that says what each transaction is: refunds are no purchases.
        by: a column of segments: a table, each beside the rest. A customer is in the segment of the first purchase.
        min_n: fewer customers than this are hidden, a segment also where the rest has fewer, and one more where it would tell; 0 by default.
        adjust: of the p-values of segments: "bh" (default, the share of false findings), "by", "holm", "hochberg", "bonferroni".
        level: of the intervals, 0.95 by default.
        tz: where days begin; UTC by default.
    """
    return _rate("retention_rate", locals())


def churn_rate(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    start: Any,
    end: Any,
    next_end: Any = None,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of the customers of a period who do not buy in the next one: one minus `retention_rate`, with its arguments.

    >>> shop = {"who": ["a", "b", "c", "a"], "day": ["2026-01-05", "2026-01-09", "2026-01-31", "2026-02-28"]}
    >>> round(churn_rate(shop, "who", "day", start="2026-01-01", end="2026-01-31").estimate, 4)
    0.6667
    """
    return _rate("churn_rate", locals())


def returning_customer_rate(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    start: Any,
    end: Any,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of the customers of a period who had bought before it. Arguments as `retention_rate`.

    >>> shop = {"who": ["a", "a", "b"], "day": ["2026-01-05", "2026-02-09", "2026-02-28"]}
    >>> returning_customer_rate(shop, "who", "day", start="2026-02-01", end="2026-02-28").estimate
    0.5
    """
    return _rate("returning_customer_rate", locals())


def reactivation_rate(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    start: Any,
    end: Any,
    dormant_after: str,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of the dormant who buy in a period. Other arguments as `retention_rate`.

    >>> shop = {"who": ["a", "a", "b", "c"], "day": ["2025-09-05", "2026-02-09", "2025-08-28", "2026-01-20"]}
    >>> rate = reactivation_rate(shop, "who", "day", start="2026-02-01", end="2026-02-28", dormant_after="90d", observation_end="2026-02-28")
    >>> rate.estimate, rate.n
    (0.5, 2)

    Arguments:
        dormant_after: dormant is who had bought, but not within this before the start: "90d", "3mo".
    """
    return _rate("reactivation_rate", locals())


def contract_retention_rate(
    frame: Any,
    customer: Hashable,
    contract_start: Hashable,
    contract_end: Hashable,
    *,
    start: Any,
    end: Any,
    inclusive: bool | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of the customers under contract at the start of a period who are so at its end.

    >>> contracts = {"who": ["a", "b", "c"], "from": ["2025-06-01", "2025-06-01", "2026-01-01"], "to": [None, "2026-01-31", None]}
    >>> rate = contract_retention_rate(contracts, "who", "from", "to", start="2026-01-01", end="2026-01-31")
    >>> rate.estimate, rate.n
    (0.5, 2)

    Arguments:
        frame: a row a contract; a customer may have several.
        customer, contract_start, contract_end: names of columns. A contract without an end goes on.
        start, end: the period, in whole days.
        inclusive: true (default): the end of a contract, and that of the period, is its last day; false: the first day after it.
        by: a column of segments: a table, each beside the rest. A customer is in the segment of the contract with which the period begins.
        adjust, level, tz: as `retention_rate`.
    """
    return _rate("contract_retention_rate", locals())


def contract_churn_rate(
    frame: Any,
    customer: Hashable,
    contract_start: Hashable,
    contract_end: Hashable,
    *,
    start: Any,
    end: Any,
    inclusive: bool | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of the customers under contract at the start of a period who are not at its end: one minus `contract_retention_rate`, with its arguments.

    >>> contracts = {"who": ["a", "b", "c"], "from": ["2025-06-01", "2025-06-01", "2026-01-01"], "to": [None, "2026-01-31", None]}
    >>> contract_churn_rate(contracts, "who", "from", "to", start="2026-01-01", end="2026-01-31").estimate
    0.5
    """
    return _rate("contract_churn_rate", locals())


def repeat_purchase_rate(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    observation_end: Any,
    within: str | None = None,
    start: Any = None,
    end: Any = None,
    merge: Literal["day", "instant"] | None = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of customers who buy a second time, also where some were not watched for the whole window (then by Kaplan and Meier).

    >>> shop = {"who": ["a", "a", "b", "c", "d"], "day": ["2026-01-01", "2026-01-06", "2026-01-01", "2026-01-29", "2026-01-01"]}
    >>> rate = repeat_purchase_rate(shop, "who", "day", observation_end="2026-01-31", within="30d")
    >>> round(rate.estimate, 4), rate.n, rate.method
    (0.3333, 4, 'kaplan_meier')

    Arguments:
        frame, customer, time: as `retention_rate`.
        observation_end: until when transactions are known.
        within: how long after the first purchase the second may come, "90d" or "39w"; without it until the end of the observation, however long that is.
        start, end: when the first purchase was; any time by default.
        merge: "day" (default): purchases of a day are one; or "instant".
        inclusive, kind, by, adjust, level, tz: as `retention_rate`.
    """
    return _rate("repeat_purchase_rate", locals())


def net_revenue_retention(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    amount: Hashable,
    *,
    start: Any,
    end: Any,
    next_end: Any = None,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    currency: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of a period's revenue that its customers bring again in the next one; more than 1 where they spend more.

    >>> shop = {"who": ["a", "a", "b", "b", "c"], "day": ["2026-01-05", "2026-02-09", "2026-01-31", "2026-02-28", "2026-01-20"], "paid": [10, 30, 20, 5, 10]}
    >>> net_revenue_retention(shop, "who", "day", "paid", start="2026-01-01", end="2026-01-31").estimate
    0.875

    Arguments:
        amount: a column of amounts, without a sign; `kind` says what goes back and is taken off. Other arguments as `retention_rate`.
        currency: a column; two currencies are an error.
    """
    return _rate("net_revenue_retention", locals())


def gross_revenue_retention(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    amount: Hashable,
    *,
    start: Any,
    end: Any,
    next_end: Any = None,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    currency: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """The share of a period's revenue that is kept in the next one: of each customer no more than before. Arguments as `net_revenue_retention`.

    >>> shop = {"who": ["a", "a", "b", "b", "c"], "day": ["2026-01-05", "2026-02-09", "2026-01-31", "2026-02-28", "2026-01-20"], "paid": [10, 30, 20, 5, 10]}
    >>> gross_revenue_retention(shop, "who", "day", "paid", start="2026-01-01", end="2026-01-31").estimate
    0.375
    """
    return _rate("gross_revenue_retention", locals())


def average_order_value(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    amount: Hashable,
    *,
    start: Any,
    end: Any,
    merge: Literal["day", "instant"] | None = None,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    currency: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """What a purchase of a period comes to on average; what goes back is not taken off.

    >>> shop = {"who": ["a", "a", "b", "b", "c"], "day": ["2026-01-05", "2026-02-09", "2026-01-31", "2026-02-28", "2026-01-20"], "paid": [10, 30, 20, 5, 10]}
    >>> round(average_order_value(shop, "who", "day", "paid", start="2026-01-01", end="2026-01-31").estimate, 4)
    13.3333

    Arguments:
        merge: "day" (default): purchases of a day are one; or "instant". Other arguments as `net_revenue_retention`.
    """
    return _rate("average_order_value", locals())


def purchase_frequency(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    start: Any,
    end: Any,
    merge: Literal["day", "instant"] | None = None,
    observation_end: Any = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """How many purchases a customer of a period makes in it on average. Arguments as `average_order_value`, without amounts.

    >>> shop = {"who": ["a", "a", "b"], "day": ["2026-01-05", "2026-01-09", "2026-01-31"]}
    >>> purchase_frequency(shop, "who", "day", start="2026-01-01", end="2026-01-31").estimate
    1.5
    """
    return _rate("purchase_frequency", locals())


def inter_purchase_time(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    observation_end: Any,
    quantiles: float | Sequence[float] | None = None,
    start: Any = None,
    end: Any = None,
    merge: Literal["day", "instant"] | None = None,
    inclusive: bool | None = None,
    kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """After how many days this share of purchases was followed by another: quantile, n, n_gaps, n_censored, days, conf_low, conf_high. The last gap of each customer is not over (Kaplan and Meier).

    >>> shop = {"who": ["a", "a", "a", "b", "b"], "day": ["2026-01-01", "2026-01-11", "2026-01-31", "2026-01-05", "2026-01-12"]}
    >>> inter_purchase_time(shop, "who", "day", observation_end="2026-01-31", quantiles=0.5).to_dicts()[0]["days"]
    10.0

    Arguments:
        quantiles: 0.25, 0.5 and 0.75 by default. None where a share has not been reached.
        frame, customer, time, observation_end, start, end, merge, inclusive, kind, by, level, tz: as `repeat_purchase_rate`.
    """
    given = _said(locals())
    given["quantiles"] = list(quantiles) if isinstance(quantiles, Iterable) else quantiles
    return framed("inter_purchase_time", given)


def cohort_retention(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    every: Every = None,
    kind: Literal["bounded", "rolling", "on_or_after"] | None = None,
    observation_end: Any = None,
    inclusive: bool | None = None,
    transaction_kind: Hashable | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    adjust: Adjust = None,
    level: float | None = None,
    tz: str | None = None,
) -> Any:
    """Of the customers who began in a period, the share who buy `age` periods later: cohort, age, n, active, retention, conf_low, conf_high.

    >>> shop = {"who": ["a", "b", "a", "c"], "day": ["2026-01-02", "2026-01-31", "2026-02-28", "2026-02-02"]}
    >>> [(row["age"], row["active"], row["n"]) for row in cohort_retention(shop, "who", "day")]
    [(0, 2, 2), (1, 1, 2), (0, 1, 1)]

    A period that is not over has no row: what is not known is not 0.

    Arguments:
        frame, customer, time: as `retention_rate`.
        every: "month" by default.
        kind: "bounded" (default): a purchase in that period; "rolling": in that one or a later one.
        observation_end: until when transactions are known; the end of the day of the last one by default.
        transaction_kind: a column that says what each transaction is: refunds are no purchases.
        inclusive, by, adjust, level, tz: as `retention_rate`; with `by` each cell is beside the rest of the same cohort and age.
    """
    return framed("cohort_retention", _said(locals()))

"""Models held against what customers did afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Optional

from cxm import _cxm
from cxm._frame import Source
from cxm._table import Table
from cxm._value import RfmTable

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cxm._names import Columns
    from cxm._value import Interval, Unit

Every = Optional[Literal["day", "week", "month", "quarter", "year"]]


def holdout(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    amount: Hashable | None = None,
    *,
    calibration_end: Any,
    observation_end: Any,
    kind: Hashable | None = None,
    currency: Hashable | None = None,
    merge: Literal["day", "instant"] | None = None,
    unit: Unit = None,
    tz: str | None = None,
) -> RfmTable:
    """What `rfm` makes of the transactions up to `calibration_end`, with n_holdout, the purchases of each from then to `observation_end`, and t_holdout, how long that is.

    >>> shop = {"who": ["a", "a", "a"], "day": ["2026-01-01", "2026-01-15", "2026-02-02"]}
    >>> holdout(shop, "who", "day", calibration_end="2026-01-29", observation_end="2026-02-12").to_dicts()[0]["n_holdout"]
    1

    The other arguments are those of `rfm`.
    """
    given = locals()
    for end in ("calibration_end", "observation_end"):
        given[end] = None if given[end] is None else str(given[end])
    source = Source(given.pop("frame"))
    names = source.read("holdout", given)
    return RfmTable(_cxm.of_frame("holdout", source.columns(names), names, given), unit or "week", source.kind)


class Calibration:
    """What a model expected beside what came: `table` a row for each number of repeat purchases before (frequency, n, actual, expected, pred_low, pred_high, covered), in purchases a customer; the
    same of all customers in `n`, `actual`, `expected`, `pred_low`, `pred_high`, `covered`; `coverage` the share of customers whose own purchases lie within their own interval of `level`."""

    n: int
    actual: float
    expected: float
    pred_low: float
    pred_high: float
    covered: bool
    coverage: float
    level: float

    def __init__(self, fields: dict[str, Any], tables: dict[str, Columns]) -> None:
        self.__dict__.update(fields)
        self.table = Table(tables["table"])

    def __repr__(self) -> str:
        return f"Calibration({self.actual:.3f} a customer, expected {self.expected:.3f}, {self.pred_low:.3f} to {self.pred_high:.3f}; coverage {self.coverage:.3f})"


def calibration(
    fit: Any,
    holdout: Any,
    *,
    bins: int | None = None,
    interval: Interval = None,
    level: float | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Calibration:
    """What a model that was fitted to the first part expects of the second, beside what came.

    Arguments:
        fit: a model of purchases, fitted to what `holdout` gave.
        holdout: what `holdout` gave, or a frame with its columns.
        bins: customers who bought so often or more are one row; 7 by default.
        interval, level, draws, seed: "delta", 0.95, 1000 and 0 by default.
    """
    given = {"fit": fit._fit, "bins": bins, "interval": interval, "level": level, "draws": draws, "seed": seed}
    source = Source(holdout)
    names = source.read("calibration", {"fit": fit._covariates()})
    return Calibration(*_cxm.survival("calibration", source.columns(names), names, given))


def tracking(
    fit: Any,
    frame: Any,
    customer: Hashable,
    time: Hashable,
    *,
    observation_end: Any,
    calibration_end: Any = None,
    every: Every = None,
    kind: Hashable | None = None,
    merge: Literal["day", "instant"] | None = None,
    tz: str | None = None,
) -> Table:
    """The repeat purchases of each period beside those that a model expects of the customers who had come by then, a row a period: period and end (its first and last day), part ("calibration", "holdout", or "both"), n (customers), actual, expected, actual_cumulative,
    expected_cumulative. `chart.tracking` draws it.

    >>> from cxm import MbgNbd
    >>> model = MbgNbd.from_params({"r": 1, "alpha": 1, "a": 1, "b": 1}, unit="week")
    >>> shop = {"who": ["a", "a", "b"], "day": ["2026-01-05", "2026-01-19", "2026-01-14"]}
    >>> tracking(model, shop, "who", "day", observation_end="2026-01-25").to_dict()["actual_cumulative"]
    [0, 0, 1]

    Arguments:
        fit: a model of purchases in time (not of opportunities), whose unit is known.
        frame: a row a purchase, as for `rfm`; of a fit with covariates also their columns, with one value in all rows of a customer.
        customer, time: names of columns.
        observation_end: until when purchases are known; a date to its end. A period that is not over then has no row.
        calibration_end: until when the model saw what customers did. Those who came later are left out.
        every: how long a period is, "week" by default. Days and weeks are counted so that one ends with calibration_end, months, quarters and years are those of the calendar.
        kind, merge, tz: as for `rfm`.
    """
    given = {**locals(), "fit": fit._fit}
    for end in ("calibration_end", "observation_end"):
        given[end] = None if given[end] is None else str(given[end])
    source = Source(given.pop("frame"))
    names = source.read("tracking", {"fit": fit._covariates(), **{name: given[name] for name in ("customer", "time", "kind")}})
    return Table(_cxm.of_frame("tracking", source.columns(names), names, given))

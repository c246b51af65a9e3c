"""What customers will buy and are worth: recency and frequency, models that "buy till you die", lifetime value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal, Optional

from cxm import _cxm
from cxm._frame import Source
from cxm._results import Estimate, Test
from cxm._table import BUILDERS, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from cxm._names import Column

Interval = Optional[Literal["delta", "simulate", "bootstrap"]]
ParameterInterval = Optional[Literal["wald_log", "profile", "sandwich", "bootstrap"]]
Unit = Optional[Literal["day", "week", "month", "quarter", "year"]]


class RfmTable(Table):
    """A row a customer: customer, frequency, recency, T and, with amounts, monetary_value. It knows the unit of its times.

    Made of a pandas, polars or pyarrow frame it can be asked what such a frame can (`rfm.describe()`, `rfm[rfm["frequency"] > 0]`), and what is predicted of it comes as one. It does not
    change: `to_pandas()` etc. give a frame that does.
    """

    def __init__(self, columns: Any, unit: str, kind: str | None = None) -> None:
        super().__init__(columns)
        self.__dict__.update(unit=unit, _kind=kind or "dict", _frame=None)

    unit: str
    _kind: str
    _frame: Any

    def _native(self) -> tuple[Any, str]:
        build = BUILDERS.get(self._kind)
        if self._frame is None and build is not None:
            frame = build(self._columns)  # when it is first asked for
            if self._kind == "pandas":
                frame.attrs["unit"] = self.unit  # which pandas passes on to what is selected
            self.__dict__["_frame"] = frame
        return self._frame, self._kind

    def _copy(self) -> Any:
        """The same for the caller, who may change it."""
        native, kind = self._native()
        return native.copy() if kind == "pandas" else native.clone() if kind == "polars" else native

    def head(self, n: int | None = None) -> Any:
        """The first `n` rows, 5 by default."""
        native, kind = self._native()
        if native is None:
            return super().head(n)
        n = 5 if n is None else n
        return native.slice(0, n) if kind == "pyarrow" else native.head(n).copy() if kind == "pandas" else native.head(n)

    def __getitem__(self, name: Any) -> Any:
        native, kind = self._native()
        if native is None:
            return super().__getitem__(name)
        return native[name].copy() if kind == "pandas" else native[name]  # pandas alone would show what is written to it here, too

    def __getattr__(self, name: str) -> Any:
        native = None if name.startswith("_") else self._copy()
        if native is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        return getattr(native, name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"an RfmTable does not change, so {name!r} cannot be set: to_pandas(), to_polars() and to_arrow() give a frame", name=name, obj=self)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in dir(self._native()[0]) if not name.startswith("_"))})

    def __reduce__(self) -> tuple[Any, ...]:
        return RfmTable, (self._columns, self.unit, self._kind)


def rfm(
    frame: Any,
    customer: Hashable,
    time: Hashable,
    amount: Hashable | None = None,
    *,
    observation_end: Any,
    kind: Hashable | None = None,
    currency: Hashable | None = None,
    merge: Literal["day", "instant"] | None = None,
    unit: Unit = None,
    tz: str | None = None,
) -> RfmTable:
    """Recency, frequency, age and mean amount of every customer, of their transactions.

    >>> shop = {"who": ["a", "a", "b"], "day": ["2026-01-01", "2026-01-15", "2026-01-08"], "paid": [9, 40, 5]}
    >>> table = rfm(shop, "who", "day", "paid", observation_end="2026-02-12")
    >>> table.to_dicts()[0]
    {'customer': 'a', 'frequency': 1, 'recency': 2.0, 'T': 6.0, 'monetary_value': 40.0}

    Arguments:
        frame: a row a transaction.
        customer, time, amount: names of columns. Amounts have no sign.
        observation_end: until when transactions are known; a date to its end. Later ones are left out.
        kind: a column that says what each is: "refund" and "return" take from the purchase before them; without it all are purchases.
        currency: a column; two currencies are an error.
        merge: "day" (default): purchases of a day are one, and times are whole days; or "instant".
        unit: in what times are counted, "week" by default.
        tz: where days begin; UTC by default.
    """
    given = locals()
    given["observation_end"] = None if observation_end is None else str(observation_end)
    unit = unit or "week"
    source = Source(given.pop("frame"))
    names = source.read("rfm", given)
    return RfmTable(_cxm.of_frame("rfm", source.columns(names), names, given), unit, source.kind)


def _unit(frame: Any) -> Any:
    """In what the times of a frame are counted, if it knows: a table of `rfm`, or what was selected of one in pandas."""
    return frame.unit if isinstance(frame, RfmTable) else (getattr(frame, "attrs", None) or {}).get("unit")


class _Model:
    """A model; `fit` and `from_params` give one that is fitted."""

    _name: ClassVar[str]

    def __init__(self) -> None:
        self._fit: dict[str, Any] | None = None
        self._data: tuple[Any, str | None] | None = None

    def fit(
        self,
        frame: Any,
        *,
        unit: Unit = None,
        counts: str | None = None,
        fixed: Mapping[str, float] | None = None,
        transaction: Sequence[Hashable] | None = None,
        attrition: Sequence[Hashable] | None = None,
    ) -> Any:
        """The model with the parameters that make what the customers did most likely.

        Arguments:
            frame: what `rfm` gave, or any frame with its columns.
            unit: in what its times are counted; an RfmTable knows its own.
            counts: a column that says how many customers each row stands for.
            fixed: values of parameters by name, which are held there: what is left is learnt.
            transaction, attrition: columns of covariates that go along with how often customers buy and how soon they are lost (Pareto/NBD, BG/NBD, MBG/NBD).
        """
        read = {"model": self._name, "counts": counts, "transaction": transaction, "attrition": attrition}
        given = {**read, "unit": unit or _unit(frame), "fixed": fixed and dict(fixed)}
        source = Source(frame)
        names = source.read("fit", read)
        model = self._with(_cxm.value_fit(source.columns(names), names, given))
        model._data = (frame, counts)
        return model

    def bootstrap(self, draws: int | None = None, *, seed: int | None = None, progress: Callable[[int, int], Any] | None = None) -> Any:
        """The same fit with its bootstrap: fitted again to as many customers drawn anew, with replacement, for `method="bootstrap"` and `interval="bootstrap"`.

        Arguments:
            draws, seed: 1000 and 0 by default; the same seed gives the same draws.
            progress: called with how many fits are made, and of how many; what it raises ends the call, as Ctrl-C does.
        """
        given = {"draws": draws, "seed": seed, "progress": progress}
        model = self._with(self._of_data(_cxm.value_bootstrap, given))
        model._data = self._data
        return model

    def _covariates(self) -> dict[str, Any]:
        """What the core reads the columns of the covariates of."""
        return {"covariates": (self._fit or {}).get("covariates")}

    def _of_data(self, function: Callable[..., Any], given: dict[str, Any]) -> Any:
        """What a function of the core finds in the frame that the model was fitted to."""
        frame, counts = self._data or ({}, None)
        source = Source(frame)
        names = source.read("fit", {"model": self._name, "counts": counts, "fit": self._covariates()})
        return function(source.columns(names), names, {"fit": self._fit, "counts": counts, **given})

    @classmethod
    def from_params(cls, params: Mapping[str, float], *, unit: Unit = None) -> Any:
        """The model with these parameters; nothing is known of their uncertainty."""
        return cls._with(_cxm.value_of("from_params", {"model": cls._name, "params": dict(params), "unit": unit}))

    @classmethod
    def _with(cls, fit: dict[str, Any]) -> Any:
        model = cls()
        model._fit = fit
        return model

    def _about(self) -> dict[str, Any]:
        return dict(_cxm.value_of("about", {"fit": self._fit, "model": self._name}))

    @property
    def params(self) -> dict[str, float]:
        """The parameters by name."""
        return {row["term"]: row["estimate"] for row in self._about()["summary"]}

    @property
    def std_errors(self) -> dict[str, float] | None:
        """The standard errors of the parameters; None where nothing is known of them."""
        about = self._about()
        return None if about["std_errors"] is None else {row["term"]: row["std_error"] for row in about["summary"]}

    @property
    def covariance(self) -> list[list[float]] | None:
        """The covariance matrix of the parameters, in their order."""
        covariance: list[list[float]] | None = self._about()["covariance"]
        return covariance

    @property
    def summary(self) -> Table:
        """A row a parameter: term, estimate, std_error, and the 95 % interval, Wald's on the logarithmic scale."""
        return self.conf_int()

    def conf_int(self, level: float | None = None, *, method: ParameterInterval = None) -> Table:
        """A row a parameter: term, estimate, std_error, and the ends of its interval of this level.

        Arguments:
            method: "wald_log" (default): Wald's on the logarithmic scale; "sandwich": the same with the errors that hold where the model does not; "profile": all values that the
                likelihood does not speak against; "bootstrap": quantiles of fits to customers drawn anew, of a fit that has them (`bootstrap`). "profile" and "sandwich" read the frame
                that the model was fitted to, which the fit keeps at hand.
        """
        given = {"level": level, "method": method}
        if method in ("profile", "sandwich"):
            return Table(self._of_data(lambda *of: _cxm.of_frame("value_intervals", *of), given))
        return Table(_cxm.of_frame("value_intervals", {}, [], {"fit": self._fit, **given}))

    @property
    def log_likelihood(self) -> float | None:
        """The logarithm of the likelihood."""
        log_likelihood: float | None = self._about()["log_likelihood"]
        return log_likelihood

    @property
    def aic(self) -> float | None:
        """Akaike's information criterion."""
        aic: float | None = self._about()["aic"]
        return aic

    @property
    def bic(self) -> float | None:
        """Schwarz's information criterion."""
        bic: float | None = self._about()["bic"]
        return bic

    @property
    def n(self) -> int | None:
        """How many customers it was fitted to."""
        n: int | None = self._about()["n"]
        return n

    @property
    def unit(self) -> str | None:
        """In what times are counted."""
        unit: str | None = self._about()["unit"]
        return unit

    @property
    def status(self) -> str | None:
        """What the parameters are: "converged", "ridge", "boundary" or "step_limit"; `degenerate` names those that the data do not determine."""
        status: str | None = self._about()["status"]
        return status

    @property
    def degenerate(self) -> list[str] | None:
        """The parameters that the data do not determine."""
        degenerate: list[str] | None = self._about()["degenerate"]
        return degenerate

    @property
    def converged(self) -> bool | None:
        """Whether the status is "converged"."""
        converged: bool | None = self._about()["converged"]
        return converged

    def to_dict(self) -> dict[str, Any]:
        """The fit as plain values, which JSON can hold."""
        self._about()
        return dict(self._fit or {})

    @property
    def fixed(self) -> list[str] | None:
        """The parameters that were not learnt but held."""
        fixed: list[str] | None = self._about()["fixed"]
        return fixed

    @classmethod
    def from_dict(cls, fit: Mapping[str, Any]) -> Any:
        """The fit that `to_dict` gave."""
        model = cls._with(dict(fit))
        model._about()
        return model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Model) and type(other) is type(self) and other._fit == self._fit

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        if self._fit is None:
            return f"{type(self).__name__}()"
        values = ", ".join(f"{name}={value:.4g}" for name, value in self.params.items())
        status = self._fit.get("status")
        return f"{type(self).__name__}({values})" + (f" {status}, n {self._fit['n']:,}" if status else "")

    def _over(self, what: str, t: Any, **options: Any) -> Any:
        """A number for each time."""
        several = not isinstance(t, (int, float))
        given = {"what": what, "fit": self._fit, "t": [float(one) for one in t] if several else t, **options}
        found = list(_cxm.of_options("value_new", given)[1][2])
        return found if several else found[0]

    def _predict(self, what: str, columns: dict[str, Any], **options: Any) -> Any:
        """A list of numbers for columns, or the frame with columns added."""
        given = {"what": what, "fit": self._fit, **options}
        first = next(iter(columns.values()))
        if any(column is not None for name, column in columns.items() if column is not first):
            found = _cxm.of_frame("value_predict", columns, list(columns), given)
            return list(found[0][2]) if options.get("interval") is None else Table(found)
        source = Source(first)
        names = source.read("fit", {"fit": self._covariates()})
        found = _cxm.of_frame("value_predict", source.columns(names), names, given)
        return source.beside(found)


class _PurchaseModel(_Model):
    def p_alive(
        self,
        frequency: Any,
        recency: Column | None = None,
        T: Column | None = None,
        *,
        interval: Interval = None,
        level: float | None = None,
        draws: int | None = None,
        seed: int | None = None,
    ) -> Any:
        """The probability that each is still a customer: a list for three columns; for one frame, the frame with the column added.

        With `interval`, "delta" or "simulate", a table: conf_low and conf_high are added.
        """
        columns = {"frequency": frequency, "recency": recency, "T": T}
        return self._predict("p_alive", columns, interval=interval, level=level, draws=draws, seed=seed)

    def expected_purchases(
        self,
        t: float,
        frequency: Any,
        recency: Column | None = None,
        T: Column | None = None,
        *,
        interval: Interval = None,
        level: float | None = None,
        draws: int | None = None,
        seed: int | None = None,
    ) -> Any:
        """How many purchases each is expected to make in the next `t`: a list for three columns; for one frame, the frame with the column added.

        With `interval`, "delta" or "simulate", a table: conf_low and conf_high, of the mean, and pred_low and pred_high, of what will be, are added.
        """
        columns = {"frequency": frequency, "recency": recency, "T": T}
        return self._predict("expected_purchases", columns, t=t, interval=interval, level=level, draws=draws, seed=seed)

    def probability_of(
        self,
        n: int,
        t: float,
        frequency: Any,
        recency: Column | None = None,
        T: Column | None = None,
        *,
        interval: Interval = None,
        level: float | None = None,
        draws: int | None = None,
        seed: int | None = None,
    ) -> Any:
        """How probable it is that each makes exactly `n` purchases in the next `t`: a list for three columns; for one frame, the frame with the column added.

        With `interval`, a table: conf_low and conf_high are added.
        """
        columns = {"frequency": frequency, "recency": recency, "T": T}
        return self._predict("probability_of", columns, n=n, t=t, interval=interval, level=level, draws=draws, seed=seed)

    def probability_of_new(self, n: int | Sequence[int], t: float) -> Any:
        """How probable it is that a new customer makes exactly `n` repeat purchases in the first `t`; a list for several `n`."""
        found = list(_cxm.of_options("value_new", {"what": "probability_of", "fit": self._fit, "n": n, "t": t})[1][2])
        return found[0] if isinstance(n, int) else found

    def expected_purchases_new(self, t: float | Sequence[float]) -> Any:
        """How many repeat purchases a new customer is expected to make in the first `t`; a list for several."""
        return self._over("expected_purchases", t)


    def frequency_recency(self, t: float, T: float, *, max_frequency: int | None = None, step: float | None = None) -> Table:
        """What the model says of customers by how often they bought again and when last: frequency, recency, T, t, p_alive, expected_purchases. `chart.frequency_recency` draws it.

        Null where no customer is: without a repeat purchase recency is 0, with one it is later.

        Arguments:
            t: purchases are expected in the next `t`.
            T: how long the customers are known.
            max_frequency: a row for each frequency from 0 to this, 20 by default.
            step: from one recency to the next; by default a round number that makes 30 steps or fewer.
        """
        given = {"what": "frequency_recency", "fit": self._fit, "t": t, "T": T, "max_frequency": max_frequency, "step": step}
        return Table(_cxm.of_options("value_new", given))


class BgNbd(_PurchaseModel):
    """BG/NBD: customers buy at rates of their own, and may be lost after each repeat purchase.

    >>> model = BgNbd.from_params({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, unit="week")
    >>> f"{model.p_alive([2], [30.43], [38.86])[0]:.3f} {model.expected_purchases(39, [2], [30.43], [38.86])[0]:.3f}"
    '0.727 1.226'
    """

    _name = "bg_nbd"


class MbgNbd(_PurchaseModel):
    """MBG/NBD: as BG/NBD, but customers may be lost after their first purchase, too."""

    _name = "mbg_nbd"


class _WithDert(_PurchaseModel):
    def dert(self, frequency: Any, recency: Column | None = None, T: Column | None = None, *, discount_rate: float) -> Any:
        """The purchases expected in all the time to come, discounted: a list for three columns; for one frame, the frame with the column added.

        Arguments:
            discount_rate: in the unit of the model; continuous for Pareto/NBD, an opportunity for BG/BB.
        """
        return self._predict("dert", {"frequency": frequency, "recency": recency, "T": T}, discount_rate=discount_rate)


class ParetoNbd(_WithDert):
    """Pareto/NBD: customers buy at rates of their own until they are lost, at any time.

    >>> model = ParetoNbd.from_params({"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, unit="week")
    >>> f"{model.p_alive([2], [30.43], [38.86])[0]:.3f} {model.dert([2], [30.43], [38.86], discount_rate=0.0027)[0]:.2f}"
    '0.869 6.48'
    """

    _name = "pareto_nbd"


class BgBb(_WithDert):
    """BG/BB: customers buy or not at each of a row of opportunities, until they are lost between two. Times are numbers of opportunities."""

    _name = "bg_bb"


class ShiftedBetaGeometric(_Model):
    """The shifted beta-geometric: customers under contract, who leave at the end of each period with a chance of their own.

    `fit` takes a frame with a row a period: period (1, 2, ...), n_churned, n_active_end.

    >>> model = ShiftedBetaGeometric.from_params({"alpha": 1, "beta": 1})
    >>> round(model.survival(3), 12), model.retention_rate([1, 3])
    (0.25, [0.5, 0.75])
    """

    _name = "shifted_beta_geometric"

    def survival(self, t: float | Sequence[float]) -> Any:
        """The share of customers who stay for `t` periods; a list for several."""
        return self._over("survival", t)

    def retention_rate(self, t: float | Sequence[float]) -> Any:
        """The share of those there before period `t` who stay at its end; a list for several."""
        return self._over("retention_rate", t)

    def derl(self, t: float | Sequence[float], *, discount_rate: float) -> Any:
        """The periods still to come, discounted, of a customer at the end of period `t` who has yet to renew; a list for several."""
        return self._over("derl", t, discount_rate=discount_rate)


class GammaGamma(_Model):
    """Gamma-Gamma: what customers spend a purchase, each about a mean of their own.

    >>> model = GammaGamma.from_params({"p": 6, "q": 4, "v": 15})
    >>> model.expected_spend([0, 2], [0, 20])
    [30.0, 22.0]
    """

    _name = "gamma_gamma"

    def expected_spend(self, frequency: Any, monetary_value: Column | None = None) -> Any:
        """What each is expected to spend a purchase: a list for two columns; for one frame, the frame with the column added."""
        return self._predict("expected_spend", {"frequency": frequency, "monetary_value": monetary_value})


class Clv:
    """What customers are worth: `table` a row each, `groups` with `by` a row a group, `total` together with the interval of its mean, `pred_low` and `pred_high` the interval of what they will
    bring, `share_top_decile` the part of the total that the best tenth holds."""

    def __init__(
        self,
        table: Any,
        groups: Table | None,
        total: Any,
        pred_low: float | None,
        pred_high: float | None,
        share_top_decile: float | None,
    ) -> None:
        self.table, self.groups, self.total, self.share_top_decile = table, groups, Estimate(**total), share_top_decile
        self.pred_low, self.pred_high = pred_low, pred_high

    def __repr__(self) -> str:
        between = "" if self.pred_low is None else f", will be {self.pred_low:,.2f} to {self.pred_high:,.2f}"
        share = "" if self.share_top_decile is None else f", {100 * self.share_top_decile:.1f} % of it in the best tenth"
        return f"Clv(total {self.total.estimate or 0:,.2f}{between}{share})"


def clv(
    purchase_fit: Any,
    spend_fit: GammaGamma,
    rfm: Any,
    *,
    months: int | None = None,
    discount_rate_monthly: float | None = None,
    basis: Literal["revenue", "margin"] | None = None,
    margin: float | None = None,
    by: Hashable | None = None,
    min_n: int | None = None,
    interval: Interval = None,
    level: float | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Clv:
    """What customers will bring over the next months, in money of today.

    >>> purchases = BgNbd.from_params({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, unit="week")
    >>> spend = GammaGamma.from_params({"p": 6.25, "q": 3.74, "v": 15.44})
    >>> customers = {"frequency": [2], "recency": [30.43], "T": [38.86], "monetary_value": [22.35]}
    >>> f"{clv(purchases, spend, customers).total:.2f}"
    '36.31'

    Arguments:
        purchase_fit, spend_fit: when they buy (its unit must be known), and what they spend.
        rfm: what `rfm` gave, or a frame with its columns.
        months: of 30.4375 days each, from the end of the observation on; 12 by default.
        discount_rate_monthly: 0.01 by default; each month is discounted as of its end.
        basis: "revenue" (default), or "margin" with `margin`, the share of revenue that is left after costs.
        by: a column of segments or personas: `groups` has a row of each, with its total, the share of it, and its own intervals.
        min_n: groups of fewer customers are hidden, and as many others as tell of them beside the total.
        interval: "delta", "simulate" or "bootstrap" (of fits that have one): adds conf_low and conf_high, of the mean, and pred_low and pred_high, of what will be; of each and together.
        level, draws, seed: 0.95, 1000 and 0 by default.
    """
    given = locals()
    source = Source(given.pop("rfm"))
    names = source.read("clv", {"by": by, "fit": purchase_fit._covariates()})
    given.update(purchase_fit=purchase_fit._fit, spend_fit=spend_fit._fit)
    found, columns, groups = _cxm.clv(source.columns(names), names, given)
    return Clv(source.beside(columns), None if groups is None else Table(groups), **found)


def likelihood_ratio(small: Any, large: Any) -> Test:
    """Whether the parameters that `large` learnt and `small` held (`fit(..., fixed={...})`) make the data more likely than chance would: two fits of one model to the same data.

    >>> customers = {"frequency": [2, 1, 0, 5, 0, 1], "recency": [30.4, 1.7, 0, 33, 0, 20], "T": [39, 39, 39, 36, 37, 38], "n": [9, 30, 90, 5, 80, 20]}
    >>> large = MbgNbd().fit(customers, counts="n")
    >>> small = MbgNbd().fit(customers, counts="n", fixed={"a": 1, "b": 1})
    >>> likelihood_ratio(small, large).df
    2.0
    """
    return Test(**_cxm.value_of("likelihood_ratio", {"small": small._fit, "large": large._fit}))

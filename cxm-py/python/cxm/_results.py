"""What the functions give back: plain values with their fields as attributes."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from cxm import _cxm

if TYPE_CHECKING:
    from typing_extensions import Self


class Value:
    """Named fields that do not change; equal when all fields are."""

    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)

    def __getattribute__(self, name: str) -> Any:
        """Lists and dicts are the caller's own: to change one changes no value."""
        value = super().__getattribute__(name)
        return deepcopy(value) if name != "__dict__" and isinstance(value, (list, dict)) else value

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is a value; its fields do not change")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash(repr(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__)

    def __copy__(self) -> Self:
        return self

    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
        return {name: getattr(self, name) for name in type(self).__annotations__ if name in self.__dict__}


class Result(Value):
    """What a function of the core found, shown in its words."""

    def __repr__(self) -> str:
        return _cxm.line(type(self).__name__, self.__dict__)

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        value = self.__dict__["estimate"]
        return "n/a" if value is None else format(value, spec)

    def _repr_html_(self) -> str:
        return _cxm.html(type(self).__name__, self.__dict__)


def _rebuild(cls: type[Value], fields: dict[str, Any]) -> Value:
    return cls(**fields)


class Estimate(Result):
    """A score with its uncertainty, its base and what must be known about it.

    `estimate`, `std_error`, `conf_low` and `conf_high` are in `unit` and not rounded; hidden and undefined numbers are None.
    `f"{e:.1f}"` formats the estimate.
    """

    metric: str
    """What is estimated: "nps", "csat", ..."""
    estimate: float | None
    """The score; None without data ("no_data" in `flags`) or when hidden ("suppressed")."""
    std_error: float | None
    conf_low: float | None
    conf_high: float | None
    conf_level: float
    """The confidence level, a probability."""
    method: str
    """How the interval was made."""
    n: int | None
    """How many answers there are."""
    n_missing: int | None
    n_invalid: int | None
    """How many values are off the scale (counted with `invalid="count"`)."""
    n_eff: float | None
    """The answers' number in effect after weighting (Kish)."""
    unit: str
    """"points", "share", "index" or "scale"."""
    direction: str
    """"higher_is_better" or "lower_is_better"."""
    flags: list[str]
    """What must be known: "no_data", "low_base", "suppressed", "non_standard", ..."""
    distribution: list[int] | None
    """How many answers each point of the scale has, from its low end."""
    scale: dict[str, Any] | None
    std_dev: float | None
    """The sample standard deviation, for means."""
    definition: str
    """A short hash: two estimates with the same one measure the same thing."""


class Test(Result):
    """A difference with its uncertainty and the test of it.

    `estimate` is the raw difference a - b, `p_adjusted` differs from `p_value` where several comparisons were made.
    """

    __test__ = False  # pytest: not a class of tests

    metric: str
    estimate: float | None
    std_error: float | None
    statistic: float | None
    df: float | None
    p_value: float | None
    p_adjusted: float | None
    conf_low: float | None
    conf_high: float | None
    level: float
    method: str
    alternative: str
    effect_size: float | None
    n_a: int | None
    n_b: int | None
    unit: str
    flags: list[str]
    p_lower: float | None
    """Equivalence: p of "not below the lower bound"."""
    p_upper: float | None
    """Equivalence: p of "not above the upper bound"."""

"""The types of arguments, for type checkers and editors only. None leaves the choice to the default."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Optional, Union

from cxm._cxm import LongColumn

Column = Any
"""A list, a numpy array, a pandas or polars Series, a pyarrow array, or anything with the Arrow PyCapsule interface."""
Codes = Union[float, str, Sequence[Union[float, str]]]
Scale = Union[tuple[float, float], tuple[float, float, float]]
Direction = Optional[Literal["higher_is_better", "lower_is_better"]]
Invalid = Optional[Literal["error", "count"]]
Interval = Optional[Literal[
    "adjusted_wald", "score", "wald", "bootstrap", "bootstrap_percentile", "wilson", "wilson_cc", "clopper_pearson", "agresti_coull", "jeffreys", "t", "anytime",
]]
CsatRule = Optional[Literal["top_box", "mean", "index", "sum_over_max", "net"]]
CesForm = Optional[Literal["effort", "agreement", "agreement_share", "net_easy", "ease"]]
StarsRule = Optional[Literal["mean", "share", "bayesian", "wilson_low"]]
FavorabilityRule = Optional[Literal["share", "net"]]
Adjustment = Optional[Literal["holm", "hochberg", "bh", "by", "bonferroni"]]
Alternative = Optional[Literal["two_sided", "less", "greater"]]
Method = Optional[Literal[
    "adjusted_wald_balanced", "adjusted_wald", "score", "wald", "welch", "mann_whitney", "chi_square", "newcombe", "fisher",
    "mcnemar", "paired_net",
]]
Values = Union[list[Any], LongColumn]
Rows = Union[list[int], LongColumn, None]
Columns = list[tuple[str, str, Values, Rows]]
"""A table: name, kind ("float", "count", "text", "date", "time", "key"), values, and for keys the input row that holds each."""

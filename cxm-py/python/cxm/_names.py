"""The types of arguments, for type checkers and editors only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Union

Column = Any
"""A list, a numpy array, a pandas or polars Series, a pyarrow array, or anything with the Arrow PyCapsule interface."""
Codes = Union[float, str, Sequence[Union[float, str]]]
Scale = Union[tuple[float, float], tuple[float, float, float]]
Direction = Literal["higher_is_better", "lower_is_better"]
Invalid = Literal["error", "count"]
Interval = Literal[
    "adjusted_wald", "score", "wald", "bootstrap", "bootstrap_percentile", "wilson", "wilson_cc", "clopper_pearson", "agresti_coull", "jeffreys", "t"
]
CsatRule = Literal["top_box", "mean", "index", "sum_over_max", "net"]
CesForm = Literal["effort", "agreement", "agreement_share", "net_easy", "ease"]
StarsRule = Literal["mean", "share", "bayesian", "wilson_low"]
FavorabilityRule = Literal["share", "net"]
Adjustment = Literal["holm", "hochberg", "bh", "by", "bonferroni"]
Alternative = Literal["two_sided", "less", "greater"]
Method = Literal[
    "adjusted_wald_balanced", "adjusted_wald", "score", "wald", "welch", "mann_whitney", "chi_square", "newcombe", "fisher"
]

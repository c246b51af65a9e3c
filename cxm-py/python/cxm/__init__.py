"""Customer experience, measured: scores, intervals and tests on states that merge."""

from cxm import chart
from cxm._closed_loop import (
    Alert,
    AlertRules,
    AlertState,
    Case,
    Change,
    Conflict,
    closed_loop,
    diff_models,
    json_patch,
    merge_models,
)
from cxm._compare import Transition, compare, detectable_difference, p_adjust, power, required_n, share_intervals
from cxm._cxm import __version__
from cxm._errors import CxmError, CxmInternalError, UnknownColumnError
from cxm._experience import ExperienceModel, Problem, json_schema
from cxm._formats import SurveyAccount, SurveyData, SurveyScan, read_survey, scan_survey
from cxm._groups import TallyCube, compare_all, compare_groups, score
from cxm._results import Estimate, Test
from cxm._scorecard import Scorecard, scorecard
from cxm._survey import Metric, Tally, ces, csat, enps, favorability, mean, nps, stars
from cxm._table import Table

__all__ = [
    "Alert",
    "AlertRules",
    "AlertState",
    "Case",
    "Change",
    "Conflict",
    "CxmError",
    "CxmInternalError",
    "Estimate",
    "ExperienceModel",
    "Metric",
    "Problem",
    "Scorecard",
    "SurveyAccount",
    "SurveyData",
    "SurveyScan",
    "Table",
    "Tally",
    "TallyCube",
    "Test",
    "Transition",
    "UnknownColumnError",
    "__version__",
    "ces",
    "chart",
    "closed_loop",
    "compare",
    "compare_all",
    "compare_groups",
    "csat",
    "detectable_difference",
    "diff_models",
    "enps",
    "favorability",
    "json_patch",
    "json_schema",
    "mean",
    "merge_models",
    "nps",
    "p_adjust",
    "power",
    "read_survey",
    "scan_survey",
    "required_n",
    "score",
    "scorecard",
    "share_intervals",
    "stars",
]

for _name in __all__:
    if _name not in ("__version__", "chart"):
        globals()[_name].__module__ = "cxm"  # tracebacks and pickles name the public place
del _name

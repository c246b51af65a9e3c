"""Customer experience, measured: scores, intervals and tests on states that merge."""

from cxm import chart
from cxm._alerts import Alert, AlertRules, AlertState
from cxm._attribution import attribution
from cxm._calibration import Calibration, calibration, holdout, tracking
from cxm._case import Case, CaseClock, closed_loop, to_notify, worklist
from cxm._compare import Transition, compare, detectable_difference, p_adjust, power, required_n, share_intervals
from cxm._cxm import __version__
from cxm._errors import CxmError, CxmInternalError, UnknownColumnError, UnknownIdError
from cxm._event_stream import EventStream
from cxm._experience import ExperienceModel, json_schema, problems_of
from cxm._formats import SurveyAccount, SurveyData, SurveyScan, read_survey, scan_survey
from cxm._groups import TallyCube, compare_all, compare_groups, score
from cxm._impact import (
    balanced_scorecard,
    balanced_scorecard_page,
    initiative_impact,
    interrupted_time_series,
    program_reviews,
    quick_wins,
    rank,
    roi,
)
from cxm._journey import ChannelConsistency, Conformance, EventLog, GoalPerformance, Throughput
from cxm._journey_map import JourneyMap
from cxm._problem import Problem
from cxm._program import (
    Benchmark,
    alignment,
    compare_to_benchmark,
    delivery_gap,
    employee_engagement,
    goal_share,
    program_kpis,
    rate_of_improvement,
    rate_of_innovation,
)
from cxm._results import Estimate, Test
from cxm._retention import (
    average_order_value,
    churn_rate,
    cohort_retention,
    contract_churn_rate,
    contract_retention_rate,
    gross_revenue_retention,
    inter_purchase_time,
    net_revenue_retention,
    purchase_frequency,
    reactivation_rate,
    repeat_purchase_rate,
    retention_rate,
    returning_customer_rate,
)
from cxm._scorecard import Scorecard, scorecard
from cxm._segments import rfm_scores, rfm_segments, value_at_stake
from cxm._survey import Metric, Tally, ces, csat, enps, favorability, mean, nps, stars
from cxm._survey_document import ContactPolicy, MayInvite, Parsed, Survey
from cxm._survival import (
    CoxPh,
    DiscreteHazard,
    SurvivalCurve,
    aalen_johansen,
    kaplan_meier,
    log_rank,
    nelson_aalen,
    rmst_difference,
)
from cxm._table import Table
from cxm._value import BgBb, BgNbd, Clv, GammaGamma, MbgNbd, ParetoNbd, RfmTable, ShiftedBetaGeometric, clv, likelihood_ratio, rfm
from cxm._versions import Change, Conflict, change_records, compare_across, diff_models, json_patch, merge_models, migrate_model

__all__ = [
    "Alert",
    "AlertRules",
    "AlertState",
    "Benchmark",
    "BgBb",
    "BgNbd",
    "Calibration",
    "Case",
    "CaseClock",
    "Change",
    "ChannelConsistency",
    "Clv",
    "Conflict",
    "Conformance",
    "ContactPolicy",
    "CoxPh",
    "CxmError",
    "CxmInternalError",
    "DiscreteHazard",
    "Estimate",
    "EventLog",
    "EventStream",
    "ExperienceModel",
    "GammaGamma",
    "GoalPerformance",
    "JourneyMap",
    "MayInvite",
    "MbgNbd",
    "Metric",
    "ParetoNbd",
    "Parsed",
    "Problem",
    "RfmTable",
    "Scorecard",
    "ShiftedBetaGeometric",
    "Survey",
    "SurveyAccount",
    "SurveyData",
    "SurveyScan",
    "SurvivalCurve",
    "Table",
    "Tally",
    "TallyCube",
    "Test",
    "Throughput",
    "Transition",
    "UnknownColumnError",
    "UnknownIdError",
    "__version__",
    "aalen_johansen",
    "alignment",
    "attribution",
    "average_order_value",
    "balanced_scorecard",
    "balanced_scorecard_page",
    "calibration",
    "ces",
    "change_records",
    "chart",
    "churn_rate",
    "closed_loop",
    "clv",
    "cohort_retention",
    "compare",
    "compare_across",
    "compare_all",
    "compare_groups",
    "compare_to_benchmark",
    "contract_churn_rate",
    "contract_retention_rate",
    "csat",
    "delivery_gap",
    "detectable_difference",
    "diff_models",
    "employee_engagement",
    "enps",
    "favorability",
    "goal_share",
    "gross_revenue_retention",
    "holdout",
    "initiative_impact",
    "inter_purchase_time",
    "interrupted_time_series",
    "json_patch",
    "json_schema",
    "kaplan_meier",
    "likelihood_ratio",
    "log_rank",
    "mean",
    "merge_models",
    "migrate_model",
    "nelson_aalen",
    "net_revenue_retention",
    "nps",
    "p_adjust",
    "power",
    "problems_of",
    "program_kpis",
    "program_reviews",
    "purchase_frequency",
    "quick_wins",
    "rank",
    "rate_of_improvement",
    "rate_of_innovation",
    "reactivation_rate",
    "read_survey",
    "repeat_purchase_rate",
    "required_n",
    "retention_rate",
    "returning_customer_rate",
    "rfm",
    "rfm_scores",
    "rfm_segments",
    "rmst_difference",
    "roi",
    "scan_survey",
    "score",
    "scorecard",
    "share_intervals",
    "stars",
    "to_notify",
    "tracking",
    "value_at_stake",
    "worklist",
]

for _name in __all__:
    if _name not in ("__version__", "chart"):
        globals()[_name].__module__ = "cxm"  # tracebacks and pickles name the public place
del _name

"""What is given where a list or a dict is wanted: a CxmError that names the argument, never a bare TypeError."""

from __future__ import annotations

from typing import Any

import cxm
import pytest

NOW = "2026-11-21T09:00:00Z"
MODEL = cxm.ExperienceModel.from_json({
    "cxm": "1.0", "id": "m", "version": {"seq": 0, "at": NOW, "author": "emp:ana", "message": "First"}, "personas": [], "journeys": [], "goals": [],
})
SURVEY = cxm.Survey.template("three_questions")
POLICY = cxm.ContactPolicy("P1D")
RULES = cxm.AlertRules([])
FRAME = {"employee": ["a"], "at": ["2026-01-01"]}
WINDOW: dict[str, Any] = {"every": "day", "start": "2026-01-01", "end": "2026-01-02"}
CALLS = {
    "profile": MODEL.persona_of,
    "profiles": MODEL.persona_coverage,
    "answers": SURVEY.next_question,
    "answers of quotas": lambda given: SURVEY.full_quota(given, {}),
    "question": lambda given: SURVEY.tabulate(given, []),
    "answers to one": lambda given: SURVEY.tabulate("q-who", given),
    "name of a template": cxm.Survey.template,
    "newer": SURVEY.check_revision,
    "history": lambda given: POLICY.may_invite(given, NOW),
    "cases": lambda given: cxm.closed_loop(given, NOW),
    "cases to do": lambda given: cxm.worklist(given, NOW),
    "change": lambda given: cxm.to_notify(given, []),
    "cases to tell": lambda given: cxm.to_notify({"id": "c"}, given),
    "case": cxm.Case,
    "record": RULES.evaluate,
    "state": lambda given: RULES.evaluate_with(given, {}),
    "data": cxm.AlertState.from_json,
    "activity": lambda given: cxm.employee_engagement(given, FRAME, **WINDOW),
    "roster": lambda given: cxm.employee_engagement(FRAME, given, **WINDOW),
    "ideas": lambda given: cxm.rate_of_innovation(given, FRAME, **WINDOW),
    "versions": lambda given: cxm.rate_of_improvement(given, **WINDOW),
    "frame": lambda given: cxm.alignment(given, question="q", answer="a"),
    "internal": lambda given: cxm.delivery_gap(given, [1]),
    "before": lambda given: cxm.initiative_impact(given, given),
    "estimates": cxm.rank,
    "ideas to rank": cxm.quick_wins,
    "targets": cxm.balanced_scorecard,
    "model": lambda given: cxm.program_reviews(given, today="2026-01-01"),
    "name": cxm.json_schema,
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("given", [None, 5, object()], ids=["None", "a number", "an object"])
def test_what_is_no_list_and_no_dict_is_refused_by_name(name: str, given: Any) -> None:
    with pytest.raises(cxm.CxmError) as refused:
        CALLS[name](given)
    assert refused.value.code in ("invalid_option", "invalid_json", "invalid_document", "unknown_id", "not_a_number")

"""Versions of documents, cases and alerts, as Python meets them."""

import copy
import pickle

import cxm
import pytest

OLD = {"id": "shop", "goals": [{"id": "buy", "name": {"en": "Buy"}, "target": 0.5}, {"id": "stay", "name": {"en": "Stay"}}]}
RULES = [{"id": "low", "when": {"answer": {"question": "nps", "test": {"prop": "score", "op": "le", "value": 6}}}, "route": [{"to": "role:service"}], "cooldown": "P7D"}]
RESPONSE = {"id": "r1", "respondent": "c1", "at": "2026-11-21T10:00:00+01:00", "answers": {"nps": {"score": 3}}}


def changed():
    new = copy.deepcopy(OLD)
    new["goals"][0]["target"] = 0.6
    new["goals"].append({"id": "tell", "name": {"en": "Tell a friend"}})
    return new


def test_changes_are_values_with_their_fields():
    replace, add = sorted(cxm.diff_models(OLD, changed()), key=lambda change: change.op, reverse=True)
    assert (replace.op, replace.element, replace.pointer, replace.old, replace.new) == ("replace", "buy", "/goals/0/target", 0.5, 0.6)
    assert (add.op, add.element, add.source, add.old) == ("add", "tell", None, None)
    assert add.to_dict() == {"op": "add", "element": "tell", "pointer": "/goals/2", "new": changed()["goals"][2]}
    assert pickle.loads(pickle.dumps(replace)) == replace != add
    with pytest.raises(AttributeError):
        add.op = "remove"
    moved = {**OLD, "goals": OLD["goals"][::-1]}
    assert [(change.op, change.source) for change in cxm.diff_models(OLD, moved)] == [("cosmetic", "/goals/1")]


def test_a_patch_and_a_merge_are_what_their_documents_are():
    assert {step["op"] for step in cxm.json_patch(OLD, changed())} == {"replace", "add"}
    theirs = copy.deepcopy(OLD)
    theirs["goals"][0]["target"] = 0.7
    merged, (conflict,) = cxm.merge_models(OLD, changed(), theirs)
    assert merged == changed()
    assert (conflict.element, conflict.base, conflict.ours, conflict.theirs) == ("buy", 0.5, 0.6, 0.7)
    assert pickle.loads(pickle.dumps(conflict)) == conflict


def test_a_case_goes_only_where_it_may():
    case = cxm.Case.open(id="k1", customer="c1", rule="low", at="2026-11-21T10:00:00Z", sla="P2D")
    case.transition("acknowledged", by="emp:1", at="2026-11-21T11:00:00Z")
    with pytest.raises(cxm.CxmError) as refused:
        case.transition("reopened", by="emp:1", at="2026-11-21T12:00:00Z")
    assert (refused.value.code, case.state) == ("illegal_transition", "acknowledged")
    assert not case.is_overdue("2026-11-22T10:00:00Z") and case.is_overdue("2026-11-24T10:00:00Z")
    assert cxm.Case.from_json(case.to_json()) == case == pickle.loads(pickle.dumps(case))
    rates = cxm.closed_loop([case], "2026-11-24T10:00:00Z")
    assert len(rates) == 8


def test_an_alert_is_raised_once_in_its_cooldown():
    rules = cxm.AlertRules(RULES)
    (alert,) = rules.evaluate(RESPONSE)
    assert (alert.rule, alert.respondent, alert.route, alert.values) == ("low", "c1", ["role:service"], {"nps": {"score": 3}})
    event = alert.to_cloudevent(source="/survey")
    assert (event["specversion"], event["source"], event["id"]) == ("1.0", "/survey", alert.id)
    alert.values.clear()
    assert alert.values == {"nps": {"score": 3}}  # a value does not change
    assert pickle.loads(pickle.dumps(alert)) == alert
    assert pickle.loads(pickle.dumps(alert)).to_cloudevent("/survey") == event
    assert rules.evaluate({**RESPONSE, "id": "r2"}) == []


def test_what_a_cooldown_remembers_merges_and_keeps():
    rules, empty = cxm.AlertRules(RULES), cxm.AlertState()
    (alert,), after = rules.evaluate_with(empty, RESPONSE)
    assert (alert.rule, empty == cxm.AlertState(), after == empty) == ("low", True, False)
    assert cxm.AlertState.from_bytes(memoryview(after.to_bytes())) == after == empty + after == pickle.loads(pickle.dumps(after))
    assert rules.evaluate_with(after, RESPONSE)[0] == []
    with pytest.raises(cxm.CxmError) as refused:
        cxm.AlertState.from_bytes(after.to_bytes()[:-1])
    assert refused.value.code == "invalid_state"

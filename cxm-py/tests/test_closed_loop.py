"""Versions of documents, cases and alerts, as Python meets them."""

import copy
import datetime
import json
import pickle

import cxm
import pytest
from test_conformance import FOLDER, read

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
    assert len(rates) == 9


def test_an_alert_is_raised_once_in_its_cooldown():
    rules = cxm.AlertRules(RULES)
    (alert,) = rules.evaluate(RESPONSE)
    assert (alert.rule, alert.respondent, alert.route, alert.values) == ("low", "c1", ["role:service"], {"nps": {"score": 3}})
    event = alert.to_cloudevent(source="/survey")
    assert (event["specversion"], event["source"], event["id"]) == ("1.0", "/survey", alert.id)
    assert event["data"]["openCase"] is None and "open_case" not in event["data"]
    for nobody in ("", " ", None):
        with pytest.raises(cxm.CxmError) as refused:
            alert.to_cloudevent(nobody)
        assert (refused.value.code, refused.value.field) == ("invalid_option", "source")
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
    assert cxm.AlertState.from_json(after.to_json()) == after
    assert json.loads(after.to_json()) == {"cxm": "alert_memory/1", "fired": {"low": {"c1": "2026-11-21T09:00:00Z"}}}
    for wrong in ("", "{}", '{"cxm":"alert_memory/1","fired":{"low":{"c1":"soon"}}}', None):
        with pytest.raises(cxm.CxmError):
            cxm.AlertState.from_json(wrong)  # type: ignore[arg-type]
    with pytest.raises(cxm.CxmError) as refused:
        cxm.AlertState.from_bytes(after.to_bytes()[:-1])
    assert refused.value.code == "invalid_state"


def test_a_time_of_a_case_has_its_offset():
    naive = datetime.datetime(2026, 11, 21, 9)
    case = cxm.Case.open(id="k", at="2026-11-21T09:00:00Z")
    for call in (lambda: cxm.Case.open(id="k", at=naive), lambda: case.is_overdue(naive), lambda: case.transition("acknowledged", by="a", at=naive), lambda: cxm.closed_loop([case], naive)):
        with pytest.raises(cxm.CxmError, match="write the time with its offset") as refused:
            call()
        assert (refused.value.code, refused.value.expected) == ("invalid_time", "a time with its offset")
        assert refused.value.field in ("at", "now")


def test_every_interval_of_the_closed_loop_has_its_method():
    table = cxm.closed_loop([], "2026-11-22T10:00:00Z")
    assert dict(zip(table["measure"], table["method"]))["time_to_close"] == "kaplan_meier"
    assert set(table["method"]) == {"clopper_pearson", "kaplan_meier", "analysis_of_covariance"}


def test_what_came_of_cases_is_told_by_team_and_by_value():
    at = "2026-11-21T10:00:00Z"
    cases = [cxm.Case.open(id=f"k{i}", customer=f"c{i}", at=at, team="north", value_at_risk={"minor": i, "currency": "EUR"}, feedback=[f"f{i}"]) for i in range(6)]
    cases[0].transition("acknowledged", by="a", at="2026-11-21T12:00:00Z")
    rows = cxm.closed_loop(cases, "2026-11-22T10:00:00Z", by="team", min_n=5).to_dicts()
    assert [(row["team"], row["observed"], row["n"]) for row in rows[:1]] == [("north", 1 / 6, 6)]
    assert cxm.closed_loop(cases, "2026-11-22T10:00:00Z", by="team", min_n=7).to_dicts()[0]["flags"] == "suppressed"
    assert [row["case"] for row in cxm.worklist(cases, "2026-11-22T10:00:00Z", team="north").to_dicts()] == ["k5", "k4", "k3", "k2", "k1", "k0"]
    assert len(cxm.worklist(cases, "2026-11-22T10:00:00Z", team="south")) == 0
    cases[2].led_to("ch").led_to("ch")
    told = cxm.to_notify({"id": "ch", "causedBy": ["f4", "f9", "f8"]}, cases, feedback=[{"id": "f9", "author": "c9"}]).to_dicts()
    assert [(row["customer"], row["id"]) for row in told] == [("c2", "k2"), ("c4", "f4"), ("c9", "f9"), (None, "f8")]
    with pytest.raises(cxm.CxmError) as refused:
        cxm.to_notify({"causedBy": []}, cases)
    assert (refused.value.code, refused.value.field) == ("invalid_option", "change")
    with pytest.raises(cxm.CxmError, match='did you mean "causedBy"') as refused:
        cxm.to_notify({"id": "ch", "causdBy": ["f4"]}, cases)
    assert (refused.value.code, refused.value.got) == ("unknown_key", "causdBy")
    clock = cases[0].clock("2026-11-21T16:00:00Z")
    assert (clock.elapsed_hours, clock.hours_left, clock.hours_to_response, clock.is_overdue) == (6.0, None, 2.0, False)
    assert pickle.loads(pickle.dumps(clock)) == clock
    case = cases[1].follow_up(recovered=True).follow_up(score=8, at="2026-11-21T20:00:00Z", response="r9")
    assert (case.to_dict()["recovered"], case.to_dict()["followUpScore"]) == (True, 8)
    with pytest.raises(cxm.CxmError) as refused:
        case.follow_up(score=8)
    assert refused.value.field == "at"


def test_a_metric_is_watched_at_every_look():
    rules = cxm.AlertRules([
        {"id": "sure", "route": [], "when": {"metric": {"metric": "nps", "significant": True, "test": {"prop": "estimate", "op": "lt", "value": 30}}}},
        {"id": "shift", "route": [], "when": {"shift": {"metric": "nps", "method": "cusum", "arl0": 370}}},
    ])
    (chart,) = rules.shifts
    assert (chart["rule"], chart["arl0"], chart["threshold"]) == ("shift", 370, 4.78) and chart["reached"] >= 370
    fired = lambda metric: [alert.rule for alert in rules.evaluate({"id": "1"}, context={"metrics": {"nps": metric}})]  # noqa: E731
    assert fired(cxm.nps([0] * 90 + [10] * 10, interval="anytime")) == ["sure"]
    assert fired(cxm.nps([0, 10], interval="anytime")) == []
    assert fired({"baseline": [38, 42, 38, 42, 40], "series": [34, 34], "method": "anytime"}) == ["shift"]
    with pytest.raises(cxm.CxmError) as refused:
        fired(cxm.nps([0, 10]))
    assert (refused.value.pointer, refused.value.got) == ("/metrics/nps", "adjusted_wald")


def test_an_event_is_one_of_cloudevents():
    rules = cxm.AlertRules(RULES)
    (alert,) = rules.evaluate(RESPONSE)
    event = alert.to_cloudevent(source="/survey")
    # https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/cloudevents.json
    uri_reference = {"type": "string", "minLength": 1, "format": "uri-reference"}
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "source": uri_reference,
            "specversion": {"type": "string", "minLength": 1, "const": "1.0"},
            "type": {"type": "string", "minLength": 1},
            "datacontenttype": {"type": ["string", "null"], "minLength": 1},
            "dataschema": {"type": ["string", "null"], "format": "uri", "minLength": 1},
            "subject": {"type": ["string", "null"], "minLength": 1},
            "time": {"type": ["string", "null"], "format": "date-time", "minLength": 1},
            "data_base64": {"type": ["string", "null"], "contentEncoding": "base64"},
        },
        "required": ["id", "source", "specversion", "type"],
    }
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    assert list(validator.iter_errors(event)) == []
    assert list(validator.iter_errors({**event, "specversion": "0.3"}))
    # Names of attributes are lower-case letters and digits, and no two attributes share a value's place.
    assert all(name.isalnum() and name == name.lower() for name in event)
    assert datetime.datetime.fromisoformat(event["time"]).utcoffset() is not None
    rules.forget("2026-12-21T10:00:00Z")
    assert rules.state == cxm.AlertState()


def test_records_contexts_cases_and_changes_may_be_json_text_or_bytes() -> None:
    rules = cxm.AlertRules(RULES)
    (alert,) = rules.evaluate(RESPONSE)
    text = json.dumps(RESPONSE)
    for form in (text, text.encode(), bytearray(text.encode())):
        assert [each.to_dict() for each in cxm.AlertRules(RULES).evaluate(form)] == [alert.to_dict()]
        assert cxm.AlertRules(RULES).evaluate_with(cxm.AlertState(), form, context=b'{"metrics": {}}')[0] == [alert]
    for form, code in (("{", "invalid_json"), (b"\xff", "invalid_encoding"), ('{"id": "a", "id": "b"}', "duplicate_key"), ("[]", "invalid_json"), (5, "invalid_json")):
        with pytest.raises(cxm.CxmError) as refused:
            rules.evaluate(form)  # type: ignore[arg-type]
        assert refused.value.code == code
    case = cxm.Case.open(id="k1", customer="c1", at="2026-11-21T10:00:00Z", feedback=["r1"])
    text = case.to_json()
    for same in (text, text.encode(), bytearray(text.encode())):
        assert cxm.Case(same) == cxm.Case.from_json(same) == case
        assert cxm.worklist([same], "2026-11-21T11:00:00Z")["case"] == ["k1"]
        told = cxm.to_notify(b'{"id": "ch", "causedBy": ["r1"]}', [same])
        assert (told["customer"], told["id"]) == (["c1"], ["r1"])
    for wrong in (b"{}", b"\xff"):
        with pytest.raises(cxm.CxmError) as refused:
            cxm.Case(wrong)
        assert refused.value.code in ("invalid_json", "invalid_encoding")


def test_what_alert_rules_cannot_look_at_is_refused() -> None:
    rules = cxm.AlertRules([*RULES, {"id": "m", "route": [], "when": {"metric": {"metric": "nps", "test": {"prop": "estimate", "op": "lt", "value": 30}}}}])
    wrong = {**RESPONSE, "survey": "s", "rev": 1, "status": "complete", "respondent": 7}
    with pytest.raises(cxm.CxmError) as refused:
        rules.evaluate(wrong)
    (problem,) = cxm.problems_of("SurveyResponse", wrong)
    assert (refused.value.code, refused.value.pointer) == (problem.code, problem.pointer) == ("invalid_json", "/respondent")
    assert str(refused.value) == f"{problem.code} at {problem.pointer}: {problem.message}"
    for context, pointer in (({"metrics": 5}, "/metrics"), ({"metrics": {"nps": {"estimate": "2"}}}, "/metrics/nps/estimate"), ({"events": [5]}, "/events/0")):
        with pytest.raises(cxm.CxmError) as refused:
            rules.evaluate(RESPONSE, context=context)
        assert (refused.value.code, refused.value.pointer, refused.value.field) == ("invalid_json", pointer, "context")
    with pytest.raises(cxm.CxmError, match='did you mean "score"'):
        cxm.AlertRules([{**RULES[0], "when": {"answer": {"question": "nps", "test": {"prop": "scor", "op": "le", "value": 6}}}}])
    with pytest.raises(cxm.CxmError, match="a list of alert rules, or an experience model"):
        cxm.AlertRules(None)
    rules.state = 5  # type: ignore[assignment]
    for call in (lambda: rules.evaluate(RESPONSE), lambda: rules.forget("2026-12-21T10:00:00Z")):
        with pytest.raises(cxm.CxmError, match="state must be an AlertState, got int") as refused:
            call()
        assert (refused.value.code, refused.value.field) == ("invalid_option", "state")


def test_causes_of_a_change_that_are_misspelt_are_told() -> None:
    for key in ("caused_by", "causdBy"):
        with pytest.raises(cxm.CxmError, match=f'the change has no "{key}"; did you mean "causedBy"') as refused:
            cxm.to_notify({"id": "ch", key: ["r1"]}, [])
        assert (refused.value.code, refused.value.field, refused.value.got) == ("unknown_key", "change", key)


def test_a_clock_is_seen_as_of_now() -> None:
    case = cxm.Case.open(id="k", at="2026-01-01T00:00:00Z", sla="PT24H")
    for state, hour in (("acknowledged", "01T01"), ("resolved", "01T02"), ("closed", "01T10"), ("reopened", "03T00")):
        case.transition(state, by="e", at=f"2026-01-{hour}:00:00Z", root_cause="r" if state == "closed" else None)
    clock = case.clock("2026-01-01T05:00:00Z")
    assert (clock.elapsed_hours, clock.hours_left, case.clock("2025-01-01T00:00:00Z").elapsed_hours) == (5, 19, 0)
    assert [case.is_overdue(f"2026-01-{at}Z") for at in ("01T05:00:00", "02T12:00:00", "03T00:30:00")] == [False, False, True]


def test_a_history_is_added_to_and_never_changed() -> None:
    case = cxm.Case.open(id="a", at="2026-11-01T00:00:00Z")
    case.history[0]["to"] = "closed"
    case.to_dict()["history"].append({"to": "closed"})
    assert case.state == "received" and len(case.history) == 1


def test_rules_and_what_they_remember_go_through_pickle() -> None:
    rules = cxm.AlertRules([{"id": "low", "when": {"answer": {"question": "nps", "test": {"prop": "score", "op": "le", "value": 6}}}, "route": [{"to": "role:frontline"}], "cooldown": "P7D"}])
    record = {"id": "r1", "survey": "s", "rev": 1, "at": "2026-11-01T10:00:00Z", "respondent": "c1", "status": "complete", "answers": {"nps": {"score": 3}}}
    fired = rules.evaluate(record)
    twin = pickle.loads(pickle.dumps(rules))
    assert len(fired) == 1 and list(twin.evaluate({**record, "id": "r2"})) == []
    assert twin.state == rules.state
    assert twin == rules != cxm.AlertRules(json.loads(rules._rules))  # the other remembers nothing
    assert (repr(rules), repr(rules.state)) == ("AlertRules of 1 rules", "AlertState of 1 rules, 1 alerts")


def test_a_benchmark_of_a_model_is_compared_as_it_stands() -> None:
    document = {"id": "peers", "metric": "nps", "subject": "industry", "value": 20, "ci": [15, 25], "source": "a survey", "asOf": "2026-01-31", "x-note": 1}
    estimate = cxm.nps([9, 10, 3, 8, 7, 10])
    assert cxm.compare_to_benchmark(estimate, document) == cxm.compare_to_benchmark(estimate, cxm.Benchmark(metric="nps", value=20, conf_low=15, conf_high=25))
    with pytest.raises(cxm.CxmError) as told:
        cxm.Benchmark(metric="nps", value=20, as_of=float("nan"))
    assert told.value.field == "as_of"


def test_a_model_metric_and_frames_of_any_kind_are_compared_across_versions() -> None:
    pd = pytest.importorskip("pandas")
    case = next(case for case in read(FOLDER / "versions.json")["cases"] if case["id"] == "across_two_versions")
    old, new = (cxm.ExperienceModel.from_json(case[name]) for name in ("old", "new"))
    rows = cxm.compare_across(old, new, case["frame"], "nps", "score").to_dicts()
    frame = cxm.compare_across(old, new, pd.DataFrame(case["frame"]), cxm.Metric("nps", column="score"))
    assert type(frame) is pd.DataFrame and list(frame["n_old"]) == [row["n_old"] for row in rows]
    with pytest.raises(cxm.CxmError) as told:
        cxm.compare_across(old, new, case["frame"], "nps")
    assert told.value.field == "column"

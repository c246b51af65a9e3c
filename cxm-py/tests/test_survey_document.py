"""Survey documents and contact policies, held to the vectors that the three languages share."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pickle

import cxm
import pytest
from test_conformance import FOLDER, leave, read

VECTORS = read(FOLDER / "survey.json")
SURVEY = cxm.Survey.from_json(VECTORS["survey"])
RAN: set[str] = set()


@pytest.fixture
def counted(request):
    """Counts a case of the vectors."""
    RAN.add(request.node.nodeid)
    leave("python.survey.count", f"{len(RAN)}\n")


@pytest.mark.parametrize("case", VECTORS["responses"], ids=lambda case: case["name"])
def test_a_response_has_these_problems(case, counted):
    before = copy.deepcopy(case["response"])
    found = SURVEY.validate(case["response"])
    assert [{"code": p.code, "severity": p.severity, "pointer": p.pointer} for p in found] == case["problems"]
    assert case["response"] == before
    assert SURVEY.parse(json.dumps(case["response"])).ok is not any(p.severity == "error" for p in found)


@pytest.mark.parametrize("case", VECTORS["next"], ids=lambda case: str(case["question"]))
def test_the_next_question(case, counted):
    question = SURVEY.next_question(case["answers"])
    assert (question and question["id"]) == case["question"]


@pytest.mark.parametrize("case", VECTORS["contact"], ids=lambda case: case["name"])
def test_a_contact_policy(case, counted):
    cap = case["policy"].get("frequencyCap")
    policy = cxm.ContactPolicy(
        case["policy"].get("quarantine"),
        scope=case["policy"].get("scope"),
        frequency_cap=cap and (cap["invitations"], cap["within"]),
    )
    answer = policy.may_invite(case["history"], case["now"], survey=case["survey"])
    until = case["until"] and dt.datetime.fromisoformat(case["until"].replace("Z", "+00:00"))
    assert answer == (case["allowed"], case["reason"], until)


def test_half_a_character_is_a_problem_of_the_response():
    for answers in ({"why": "\ud800"}, {"\udfff": 1}):
        response = {"survey": "s", "rev": 3, "id": "r", "at": "2026-11-21T09:00:00Z", "status": "complete", "answers": answers}
        for given in (response, json.dumps(response)):
            assert [problem.code for problem in SURVEY.parse(given).problems] == ["invalid_json"]


def test_a_misspelt_outcome_is_refused():
    with pytest.raises(cxm.CxmError, match='did you mean "outcome"') as refused:
        cxm.ContactPolicy("P84D").may_invite([{"at": "2026-01-01T00:00:00Z", "outcom": "optedOut"}], "2026-11-21T00:00:00Z")
    assert (refused.value.code, refused.value.row) == ("unknown_key", 0)


def test_datetimes_are_taken_as_they_are():
    policy = cxm.ContactPolicy(quarantine="P84D")
    day = dt.datetime(2026, 11, 21, tzinfo=dt.timezone.utc)
    refused = policy.may_invite([day - dt.timedelta(days=10)], day)
    assert not refused.allowed and refused.until == day + dt.timedelta(days=74)
    assert policy.may_invite([(day - dt.timedelta(days=100)).date()], day.replace(tzinfo=None)).allowed
    with pytest.raises(cxm.CxmError) as error:
        policy.may_invite([day, "soon"], day)
    assert (error.value.code, error.value.row) == ("invalid_time", 1)


def test_bad_data_never_raise():
    loop: list[object] = []
    loop.append(loop)
    nan = SURVEY.parse({"answers": {"nps": float("nan")}}).problems
    assert (nan[0].code, nan[0].message) == ("invalid_json", "the document has no form in JSON: it holds NaN or an infinity, which JSON has no number for")
    for bad in ("", "{", "null", 7, None, [], {"answers": {"nps": float("nan")}}, {"answers": object()}, loop, "[" * 1_000_000):
        parsed = SURVEY.parse(bad)  # type: ignore[arg-type]
        assert not parsed.ok and parsed.value is None and parsed.problems


def test_a_parsed_response_has_its_answers_under_their_keys():
    parsed = SURVEY.parse({**VECTORS["responses"][1]["response"], "answers": {"nps": 9}})
    assert parsed.ok and parsed.value is not None
    assert parsed.value["answers"] == {"nps": {"score": 9}}


def test_a_survey_round_trips_and_breaks_its_rules():
    assert cxm.Survey.from_json(SURVEY.to_json()) == SURVEY == pickle.loads(pickle.dumps(SURVEY))
    changed = SURVEY.to_dict()
    changed["questions"][2]["kind"]["csat"]["scale"]["max"] = 7
    newer = cxm.Survey.from_json(changed)
    assert {p.code for p in SURVEY.check_revision(newer)} == {"V-S5"}
    changed["questions"][2]["kind"]["csat"]["topBox"] = 7
    with pytest.raises(cxm.CxmError, match="V-S2 at /questions/2/kind/csat/topBox"):
        cxm.Survey.from_json(changed)


def test_choices_are_counted_of_respondents_and_of_responses():
    rows = SURVEY.tabulate("many", [["a", "b"], ["a"], None])
    assert [(r["choice"], r["n"], r["share_of_respondents"], r["share_of_responses"]) for r in rows] == [
        ("a", 2, 1.0, 2 / 3),
        ("b", 1, 0.5, 1 / 3),
        ("c", 0, 0.0, 0.0),
    ]
    with pytest.raises(cxm.CxmError) as error:
        SURVEY.tabulate("many", [["a"], ["z"]])
    assert (error.value.pointer, error.value.row) == ("/1/choices/0", 1)
    assert SURVEY.tabulate("sets", [[{"shown": ["a", "b"], "best": "a", "worst": "b"}]])[0]["score"] == 1.0


def test_a_matrix_is_counted_by_row_and_a_ranking_by_place():
    vectors = {case["id"]: case for case in read(FOLDER / "survey_questions.json")["cases"]}
    survey = cxm.Survey.from_json(vectors["matrix"]["survey"])
    staff = [row["share"] for row in survey.tabulate("service", vectors["matrix"]["answers"]) if row["row"] == "staff"]
    assert staff == [0.25, 0.25, 0.5]
    rows = survey.tabulate("order", iter(vectors["ranking"]["answers"]))
    assert (rows[0]["mean_rank"], rows[0]["n_first"], rows[0]["share_first"]) == (1.25, 3, 0.75)
    with pytest.raises(cxm.CxmError, match='the nearest is "nps"') as error:
        survey.next_question({"nsp": 9})
    assert (error.value.code, error.value.field, error.value.pointer) == ("unknown_id", "answers", "/nsp")


def test_a_contact_policy_of_odd_arguments_is_refused():
    for cap in (3, (3,), "P1Y", {"invitations": "many"}):
        with pytest.raises(cxm.CxmError):
            cxm.ContactPolicy("P84D", frequency_cap=cap)  # type: ignore[arg-type]


def test_the_templates():
    assert [q["id"] for q in cxm.Survey.template("three_questions").to_dict()["questions"]] == ["q-who", "q-what", "q-goal"]
    assert len(cxm.Survey.template("purchase_stages", brand="Acme").to_dict()["questions"]) == 8
    with pytest.raises(cxm.CxmError):
        cxm.Survey.template("four_questions")


def test_the_recommendation_question_in_its_standard_wording():
    text = cxm.Survey.template("nps", brand="Acme").to_dict()["questions"][0]["text"]
    assert sorted(text) == ["de", "en", "es", "fr"]
    assert text["en"] == "On a scale of 0-10, how likely are you to recommend Acme to a friend or colleague?"
    assert list(cxm.Survey.template("nps", languages=["fr"]).to_dict()["questions"][0]["text"]) == ["fr"]
    assert list(cxm.Survey.template("nps", languages=["DE", "En"]).to_dict()["questions"][0]["text"]) == ["de", "en"]  # the case of a tag says nothing
    for languages in (["it"], []):
        with pytest.raises(cxm.CxmError, match="one of en, de, fr, es") as refused:
            cxm.Survey.template("nps", languages=languages)
        assert (refused.value.code, refused.value.field) == ("invalid_option", "languages")
    ours = cxm.Survey.template("nps").to_dict()["questions"][0]["text"]
    for language, words in {"en": "recommend us to", "de": "dass Sie uns einem", "fr": "que vous nous recommandiez à", "es": "que nos recomiende a"}.items():
        assert words in ours[language]
    for blank in ("", "  "):
        with pytest.raises(cxm.CxmError) as refused:
            cxm.Survey.template("nps", brand=blank)
        assert (refused.value.code, refused.value.field) == ("invalid_option", "brand")

"""The experience model: the vectors of conformance/experience.json, and what Python adds."""

from __future__ import annotations

import copy
import datetime as dt
import json
import pathlib
import pickle
from typing import Any

import cxm
import pytest
from test_conformance import FOLDER, leave, read

FILE = read(FOLDER / "experience.json")
RAN: set[str] = set()


def edited(edits: list[list[Any]]) -> Any:
    document = copy.deepcopy(FILE["document"])
    for how, pointer, *value in edits:
        *steps, last = pointer.split("/")[1:]
        at = document
        for step in steps:
            at = at[int(step) if isinstance(at, list) else step]
        place = int(last) if isinstance(at, list) else last
        if how == "remove":
            del at[place]
        elif isinstance(at, list) and place == len(at):
            at.append(value[0])
        else:
            at[place] = value[0]
    return document


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: str(case["id"]))
def test_every_rule_is_broken_at_its_place(case: Any) -> None:
    RAN.add(case["id"])
    leave("python.experience.count", f"{len(RAN)}\n")
    document = edited(case["edits"])
    found = cxm.ExperienceModel.problems(document)
    if case["rule"] is None:
        assert found == []
        return
    assert (case["rule"], case["severity"], case["pointer"]) in [(each.code, each.severity, each.pointer) for each in found]
    if any(each.severity == "error" for each in found):
        with pytest.raises(cxm.CxmError) as raised:
            cxm.ExperienceModel.from_json(document)
        assert raised.value.pointer in [each.pointer for each in found]
    else:
        assert cxm.ExperienceModel.from_json(document).validate() == found


def test_a_model_comes_back_as_it_was(tmp_path: pathlib.Path) -> None:
    model = cxm.ExperienceModel.from_json(FILE["document"])
    assert model.to_dict() == FILE["document"]
    assert pickle.loads(pickle.dumps(model)) == model
    path = tmp_path / "model.cxm.json"
    path.write_text(model.to_json(), encoding="utf-8")
    assert cxm.ExperienceModel.load(path).hash == model.hash


def test_elements_are_found_by_id() -> None:
    model = cxm.ExperienceModel.from_json(json.dumps(FILE["document"]))
    assert list(model.personas) == ["home-barista", "office-host"]
    assert model.goal("first-cup") == FILE["document"]["goals"][0] == model.goals["first-cup"]
    assert "ghost" not in model.journeys and model.journeys.get("ghost") is None
    with pytest.raises(KeyError, match='did you mean "first-cup"') as unknown:
        model.goals["frist-cup"]
    assert isinstance(unknown.value, cxm.UnknownIdError) and unknown.value.expected == "first-cup"
    assert pickle.loads(pickle.dumps(unknown.value)).code == "unknown_id"
    with pytest.raises(cxm.CxmError, match='did you mean "first-cup"') as raised:
        model.goal("frist-cup")
    assert raised.value.code == "unknown_id"
    assert model.persona_of({"grinder": False, "seats": 12}) == "office-host"
    assert model.persona_of({}) is None
    assert [each["id"] for each in model.owner_view("team:service")] == ["advice", "check-in"]
    assert [each["kind"] for each in model.owner_view("team:roastery")] == ["touchpoint", "question", "alert_rule"]


def test_a_persona_that_asks_what_customers_did_wants_their_events() -> None:
    document = json.loads(json.dumps(FILE["document"]))
    document["personas"][0]["assign"] = {"did": {"pattern": {"event": {"type": "order"}}, "within": "P7D"}}
    model, now = cxm.ExperienceModel.from_json(document), dt.datetime(2026, 11, 21, tzinfo=dt.timezone.utc)
    with pytest.raises(cxm.CxmError) as refused:
        model.persona_of({})
    assert refused.value.field == "events"
    events = [{"type": "order", "time": now - dt.timedelta(days=1)}]
    assert model.persona_of({}, events=iter(events), now=now) == document["personas"][0]["id"]
    assert model.persona_coverage([{}, {}], events=[events, []], now=now)["n_covered"] == 1


def test_strict_takes_a_misspelt_key_as_an_error() -> None:
    model = cxm.ExperienceModel.from_json(edited([["set", "/goals/0/targett", 0.9]]))
    assert [each.severity for each in model.validate()] == ["warning"]
    assert [(each.severity, each.pointer) for each in model.validate(strict=True)] == [("error", "/goals/0/targett")]


def test_what_is_no_json_is_a_problem_too() -> None:
    for text in ("", "{", b"\xff", "[" * 1000, {"a": float("nan")}, {"a": object()}, None, 5):
        (problem, *_) = cxm.ExperienceModel.problems(text)  # type: ignore[arg-type]
        assert (problem.severity, problem.pointer) == ("error", "")


def test_half_a_character_is_a_problem_and_no_exception_of_pythons_own() -> None:
    document = json.loads(json.dumps(FILE["document"]))
    document["personas"][0]["name"]["en"] = "\ud800"
    assert [each.code for each in cxm.ExperienceModel.problems(document)] == ["invalid_json"]
    assert [each.code for each in cxm.ExperienceModel.problems(json.dumps(document))] == ["invalid_json"]
    assert [each.code for each in cxm.ExperienceModel.problems('{"id": "\ud800"}')] == ["invalid_encoding"]
    model = cxm.ExperienceModel.from_json(FILE["document"])
    persona = document["personas"][0]
    for call in (lambda: cxm.ExperienceModel.from_json(document), lambda: model.persona_of({"grinder": "\ud800"}), lambda: model.persona_of({"\ud800": 1})):
        with pytest.raises(cxm.CxmError) as refused:
            call()
        assert refused.value.code == "invalid_json"
    assert [each.code for each in cxm.problems_of("Persona", persona)] == ["invalid_json"]


def test_a_file_in_another_encoding_is_refused_and_a_byte_order_mark_is_not_seen(tmp_path) -> None:
    text = json.dumps(FILE["document"], ensure_ascii=False)
    path = tmp_path / "model.cxm.json"
    path.write_bytes(text.replace("daheim", "dahäim").encode("latin-1"))
    with pytest.raises(cxm.CxmError) as refused:
        cxm.ExperienceModel.load(path)
    assert refused.value.code == "invalid_encoding"
    path.write_bytes(text.encode("utf-8-sig"))
    model = cxm.ExperienceModel.from_json(text)
    assert cxm.ExperienceModel.load(path).hash == model.hash
    for given in ("\ufeff" + text, text.encode("utf-8-sig")):
        assert cxm.ExperienceModel.problems(given) == []
    policy, taken = "\ufeff" + '{"quarantine": "P84D"}', "\ufeff[]"
    assert cxm.problems_of("ContactPolicy", policy) == cxm.problems_of("Customer", taken) == []


def test_the_schema_takes_the_document_and_refuses_a_misspelt_key() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(cxm.json_schema("ExperienceModel"))
    validator.check_schema(cxm.json_schema("ExperienceModel"))
    assert list(validator.iter_errors(FILE["document"])) == []
    assert list(validator.iter_errors(edited([["set", "/goals/0/targett", 0.9]]))) != []
    with pytest.raises(cxm.CxmError, match='did you mean "Goal"'):
        cxm.json_schema("Gaol")


def test_a_journey_is_drawn_beside_what_was_observed() -> None:
    journey = cxm.ExperienceModel.load(pathlib.Path(__file__).resolve().parents[2] / "examples" / "data" / "coffee.cxm.json").journey("first-cup")
    answers = {"touchpoint": ["checkout"] * 40, "score": [1, 2] * 20}
    observed = cxm.score(answers, "mean", "score", by="touchpoint", scale=(1, 5))
    page = journey.to_html(observed=observed)
    assert "Expected <span" in page and "n 40" in page
    with pytest.raises(cxm.CxmError, match="bax") as caught:
        journey.to_html(observed={"touchpoint": ["bax"], "estimate": [1.0]})
    assert (caught.value.code, caught.value.field) == ("unknown_id", "observed")


def test_a_journey_is_drawn(tmp_path: pathlib.Path) -> None:
    model = cxm.ExperienceModel.load(pathlib.Path(__file__).resolve().parents[2] / "examples" / "data" / "coffee.cxm.json")
    journey = model.journey("first-cup")
    assert journey == model.journeys["first-cup"] == pickle.loads(pickle.dumps(journey))
    assert journey.to_mermaid(language="de").startswith('flowchart LR\n  subgraph s0["Hört davon"]')
    path = tmp_path / "journey.html"
    assert journey.to_html(path, language="de") == path.read_text(encoding="utf-8")
    assert '<html lang="de">' in journey.to_html(language="de") and '<table class="map"' in journey._repr_html_().replace("&lt;", "<").replace("&quot;", '"')
    assert journey.to_text(60).startswith("From the first look to the first cup\n")
    assert journey.to_markdown().startswith("# From the first look")
    with pytest.raises(cxm.CxmError, match="did you mean"):
        model.journey("first-cap")
    for draw in (journey.to_mermaid, journey.to_html, journey.to_markdown, journey.to_text):
        with pytest.raises(cxm.CxmError, match="language must be one in which the journey is written: de, en, got") as refused:
            draw(language="zz")
        assert refused.value.field == "language"

"""Records, their JSON Schemas beside an independent validator, and the versions of the document's format."""

from __future__ import annotations

import copy
import json
from typing import Any

import cxm
import pytest
from test_conformance import FOLDER, leave, read

FILE = read(FOLDER / "records.json")
EXAMPLE = read(FOLDER.parent / "examples" / "data" / "experience.cxm.json")
MODEL = read(FOLDER / "experience.json")["document"]
RAN: set[str] = set()

# Codes of a broken shape, which a schema sees; rules are beyond it.
SHAPE = {"invalid_json", "invalid_option", "not_an_integer", "unknown_key"}
KEPT = {case["kind"]: case["document"] for case in FILE["cases"] if not case["problems"] and isinstance(case["document"], dict)}


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: str(case["id"]))
def test_a_record_has_these_problems(case: Any) -> None:
    RAN.add(case["id"])
    leave("python.records.count", f"{len(RAN)}\n")
    before = copy.deepcopy(case["document"])
    found = cxm.problems_of(case["kind"], case["document"])
    assert [{"code": each.code, "severity": each.severity, "pointer": each.pointer} for each in found] == case["problems"]
    assert case["document"] == before


def is_valid(kind: str, document: Any) -> bool:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(cxm.json_schema(kind))
    return all(validator.is_valid(each) for each in (document if isinstance(document, list) else [document]))


@pytest.mark.parametrize("path", sorted((FOLDER.parent / "schemas").glob("*.schema.json")), ids=lambda path: path.name)
def test_a_committed_schema_is_the_one_of_the_core_and_is_one(path: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = read(path)
    assert schema == cxm.json_schema(path.name.removesuffix(".schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda case: str(case["id"]))
def test_a_schema_refuses_a_record_of_another_shape_and_no_other(case: Any) -> None:
    codes = {each["code"] for each in case["problems"]}
    if not codes:
        assert is_valid(case["kind"], case["document"])
    elif codes & SHAPE:
        assert not is_valid(case["kind"], case["document"])


def test_a_schema_takes_the_example_and_the_model_of_the_vectors() -> None:
    for document in (EXAMPLE, MODEL, cxm.migrate_model(EXAMPLE)[0]):
        assert is_valid("ExperienceModel", document)
        assert not [each for each in cxm.problems_of("ExperienceModel", document) if each.severity == "error"]


@pytest.mark.parametrize("kind", [*KEPT, "ExperienceModel"])
def test_what_breaks_the_shape_is_refused_by_the_schema_and_by_the_core(kind: str) -> None:
    document = KEPT.get(kind, EXAMPLE)
    schema = cxm.json_schema(kind)["$defs"][kind]
    broken: list[Any] = [7, None, "text", {**document, "mispelt": 1}]
    broken += [{key: value for key, value in document.items() if key != required} for required in schema.get("required", [])]
    broken += [{**document, key: "text" if isinstance(value, (bool, dict)) else True} for key, value in document.items() if not key.startswith("x-")]
    for each in broken:
        assert not is_valid(kind, each), each
        found = cxm.problems_of(kind, json.dumps(each))
        assert {problem.code for problem in found} & (SHAPE | {"invalid_document", "invalid_time"}), each


@pytest.mark.parametrize("kind", [*KEPT, "ExperienceModel"])
def test_what_may_lack_may_be_null_for_the_schema_and_the_core(kind: str) -> None:
    document = KEPT.get(kind, EXAMPLE)
    schema = cxm.json_schema(kind)["$defs"][kind]
    for key in set(schema["properties"]) - set(schema.get("required", [])):
        without = {**document, key: None}
        assert is_valid(kind, without), key
        assert not {problem.code for problem in cxm.problems_of(kind, without)} & SHAPE, key


def test_a_kind_that_is_none_is_told_the_nearest() -> None:
    with pytest.raises(cxm.CxmError, match='did you mean "Customer"') as raised:
        cxm.problems_of("Custmer", {})
    assert raised.value.code == "invalid_option"


class Broken(dict):
    def items(self):
        raise RuntimeError("no items today")


class Absent:
    def __getattr__(self, name):
        raise RuntimeError(f"no {name}")


def test_what_is_no_json_is_one_problem_of_the_whole_document() -> None:
    told = {b'{"id": "\xff"}': "invalid_encoding", '{"id": "\ud83d"}': "invalid_encoding", "{": "invalid_json", "[" * 1000: "nesting_too_deep"}
    cases = [*told.items(), ({"a": float("nan")}, "invalid_json"), ({"a": "\ud800"}, "invalid_json"), (Broken(a=1), "invalid_json"), (Absent(), "invalid_json"), ({"a": object()}, "invalid_json")]
    survey = cxm.Survey.template("three_questions")
    for document, code in cases:
        for kind in ("Customer", "ExperienceModel"):
            (problem,) = cxm.problems_of(kind, document)
            assert (problem.code, problem.severity, problem.pointer) == (code, "error", ""), document
        (problem,) = cxm.ExperienceModel.problems(document)
        assert problem.code == code
        parsed = survey.parse(document)
        assert (parsed.ok, [problem.code for problem in parsed.problems]) == (False, [code])
    assert "no items today" in survey.validate(Broken(a=1))[0].message
    assert cxm.problems_of("Transaction", bytearray(json.dumps(KEPT["Transaction"]).encode())) == []


def test_a_document_of_an_older_format_becomes_one_of_the_newest() -> None:
    document, steps = cxm.migrate_model(EXAMPLE)
    assert [(step["from"], step["to"]) for step in steps] == [("1.0", "1.1")]
    assert document["cxm"] == "1.1" and document["x-note"] == EXAMPLE["x-note"]
    assert [each["id"] for each in document["metrics"]] == ["nps", "csat", "ces", "opt-out-before-benefit"]
    assert EXAMPLE["cxm"] == "1.0", "what is given stays as it is"
    assert cxm.migrate_model(document) == (document, [])
    model, _ = cxm.migrate_model(cxm.ExperienceModel.from_json(EXAMPLE))
    assert model == cxm.ExperienceModel.from_json(document)
    assert json.loads(cxm.migrate_model(json.dumps(EXAMPLE))[0]) == document


def test_a_newer_minor_is_read_with_a_warning_and_another_major_is_refused() -> None:
    newer = {**EXAMPLE, "cxm": "1.7", "moods": [{"id": "calm"}]}
    model = cxm.ExperienceModel.from_json(newer)
    assert (model.to_dict()["moods"], model.to_dict()["x-note"]) == (newer["moods"], newer["x-note"])
    assert {("unsupported_version", "warning", "/cxm"), ("unknown_key", "warning", "/moods")} <= {
        (each.code, each.severity, each.pointer) for each in model.validate()
    }
    assert cxm.migrate_model(newer) == (newer, [])
    for version in ("2.0", "0.9", "1", "1.x", ""):
        for read_it in (cxm.ExperienceModel.from_json, cxm.migrate_model):
            with pytest.raises(cxm.CxmError) as raised:
                read_it({**EXAMPLE, "cxm": version})
            assert (raised.value.code, raised.value.pointer) == ("unsupported_version", "/cxm")


def test_changes_become_records() -> None:
    later = copy.deepcopy(MODEL)
    later["version"]["seq"] += 1
    later["goals"][0]["target"] = 0.5
    records = cxm.change_records(MODEL, later)
    assert cxm.problems_of("Change", records) == []
    assert is_valid("Change", records)
    assert ("replace", MODEL["goals"][0]["id"], "/goals/0/target") in [(each["op"], each["element"], each["path"]) for each in records]
    assert cxm.change_records(json.dumps(MODEL), later) == records
    with pytest.raises(cxm.CxmError) as raised:
        cxm.change_records(later, MODEL)
    assert (raised.value.code, raised.value.pointer) == ("out_of_range", "/version/seq")

"""Errors and panics as Python sees them."""

import pathlib
import pickle
import subprocess
import sys

import pytest

import cxm
from cxm import _cxm, _errors


def test_a_panic_is_an_ordinary_exception():
    with pytest.raises(cxm.CxmInternalError, match="boom"):
        _cxm._boom()
    assert issubclass(cxm.CxmInternalError, Exception)


def test_an_error_is_a_value_error_with_its_place():
    with pytest.raises(cxm.CxmError, match="column must be") as caught:
        _cxm._describe("9")
    assert isinstance(caught.value, ValueError)
    assert (caught.value.code, caught.value.field, caught.value.got) == ("invalid_option", "column", "str")
    assert caught.value.row is None


def test_an_unknown_column_is_also_a_key_error_and_reads_as_a_sentence():
    with pytest.raises(KeyError) as caught:
        cxm.score({"score": [9]}, "nps", "scores")
    assert isinstance(caught.value, cxm.UnknownColumnError)
    assert isinstance(caught.value, cxm.CxmError)
    assert str(caught.value) == 'there is no column "scores"; did you mean "score"? The columns are: score'


@pytest.mark.parametrize("code", ["out_of_range", "unknown_column"])
def test_an_error_survives_pickling(code):
    error = _errors.from_core(code, "a sentence", 3, 4, "score", "/a", "1", "2")
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is type(error)
    assert (str(twin), vars(twin)) == (str(error), vars(error))


def test_importing_cxm_imports_no_data_frame_library():
    script = "import sys, cxm; print([m for m in ('numpy', 'pandas', 'polars', 'pyarrow', 'altair', 'narwhals') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


def deep(levels):
    value = inner = {}
    for _ in range(levels):
        inner["a"] = {}
        inner = inner["a"]
    return value


def holds_itself():
    value = {}
    value["a"] = value
    return value


@pytest.mark.parametrize("bad", [deep(10_000), deep(200), holds_itself()], ids=["deep", "past 128", "circular"])
def test_what_is_nested_too_deep_is_refused_and_never_followed(bad):
    model = cxm.ExperienceModel.load(pathlib.Path(__file__).resolve().parents[2] / "examples/data/coffee.cxm.json")
    calls = [
        lambda: cxm.nps([1], labels=bad),
        lambda: cxm.AlertRules(model).evaluate({"id": "1", "answers": bad}),
        lambda: model.persona_of(bad),
        lambda: cxm.Case(bad),
        lambda: cxm.closed_loop([bad], "2026-11-01T00:00:00Z"),
        lambda: cxm.to_notify(bad, []),
        lambda: cxm.diff_models(bad, bad),
    ]
    for call in calls:
        with pytest.raises(cxm.CxmError) as refused:
            call()
        assert refused.value.code == "nesting_too_deep"
    assert [problem.code for problem in cxm.ExperienceModel.problems(bad)] == ["nesting_too_deep"]
    assert [problem.code for problem in cxm.problems_of("Customer", bad)] == ["nesting_too_deep"]
    parsed = cxm.Survey.template("three_questions").parse(bad)
    assert not parsed.ok and parsed.problems[0].code == "nesting_too_deep"


def test_a_state_of_another_kind_is_refused_by_name():
    for change in (cxm.Tally().merge, cxm.Tally().subtract):
        for other in (cxm.TallyCube(), None, 9):
            with pytest.raises(cxm.CxmError, match="other must be a Tally") as caught:
                change(other)
            assert (caught.value.code, caught.value.field) == ("invalid_option", "other")


def test_a_file_opened_for_text_is_refused_by_name():
    import io

    with pytest.raises(cxm.CxmError, match="a file opened for bytes") as caught:
        cxm.read_survey(io.StringIO("nps\n9\n"), questions={"nps": "nps"})
    assert caught.value.field == "source"


def test_a_path_of_an_unknown_kind_is_refused(tmp_path):
    with pytest.raises(cxm.CxmError, match="path must end in"):
        cxm.chart.distribution(cxm.nps([9, 3])).save(tmp_path / "chart.bmp")


def test_a_scorecard_of_no_metrics_is_refused():
    with pytest.raises(cxm.CxmError, match="metrics must be one metric or more"):
        cxm.scorecard({"nps": [9]}, None)


def test_an_error_of_two_samples_says_which():
    with pytest.raises(cxm.CxmError) as caught:
        cxm.compare([9], [3], weights_b=[-1.0])
    assert (caught.value.code, caught.value.row, caught.value.field) == ("invalid_weight", 0, "weights_b")

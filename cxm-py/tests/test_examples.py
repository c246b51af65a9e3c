"""The examples beside the story: run as a user runs them."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "examples/data/coffee.cxm.json"


def check(*paths: pathlib.Path) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "examples/python/check_model.py")
    return subprocess.run([sys.executable, "-X", "utf8", script, *map(str, paths)], capture_output=True, text=True, encoding="utf-8")


def test_a_model_without_errors_passes_the_check() -> None:
    done = check(MODEL)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"{MODEL}: 0 errors, 0 warnings")


def test_an_orphan_touchpoint_fails_the_check_and_the_difference_is_told(tmp_path: pathlib.Path) -> None:
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    model["journeys"][0]["flow"]["seq"].pop(2)  # the step of the checkout
    model["journeys"][0]["stages"][4]["touchpoints"][0]["expectation"] = 4.4
    broken = tmp_path / "model.cxm.json"
    broken.write_text(json.dumps(model), encoding="utf-8")
    done = check(broken, MODEL)
    assert done.returncode == 1
    first, *_ = done.stdout.splitlines()
    assert first.startswith("error V-J3 at /journeys/0/stages/2/touchpoints/0") and "checkout" in first
    assert "  replace set-up at /journeys/0/stages/4/touchpoints/0/expectation" in done.stdout


def test_a_document_that_cannot_be_read_and_a_first_version_are_told_and_not_thrown(tmp_path: pathlib.Path) -> None:
    torn, nothing = tmp_path / "torn.json", tmp_path / "nothing.json"
    torn.write_text("{", encoding="utf-8")
    nothing.write_text("", encoding="utf-8")
    done = check(torn, MODEL)
    assert (done.returncode, done.stderr) == (1, "") and done.stdout.startswith("error invalid_json at the document")
    done = check(MODEL, nothing)
    assert (done.returncode, done.stderr) == (0, "") and "no changes to show" in done.stdout

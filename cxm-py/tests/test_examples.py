"""The examples beside the story: run as a user runs them."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

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


@pytest.mark.skipif(shutil.which("git") is None or shutil.which("bash") is None, reason="the recipe is one for git and bash")
def test_the_recipe_of_the_guide_checks_the_pull_request_that_adds_the_model_and_those_after_it(tmp_path: pathlib.Path) -> None:
    guide = (ROOT / "docs/guide/experience.md").read_text(encoding="utf-8")
    install, *steps = re.findall(r"^      - run: (.+)$", guide, re.MULTILINE)
    assert install == "pip install cxm" and len(steps) == 2
    bin = tmp_path / "bin"
    bin.mkdir()
    (bin / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (bin / "python").chmod(0o755)
    shop = tmp_path / "shop"
    own = {"GITHUB_BASE_REF": "main", "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": os.devnull}

    def git(*command: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *who, *command], cwd=shop, check=True, capture_output=True, env={**os.environ, **own})

    def recipe() -> tuple[str, int]:
        """What the steps print, each run as GitHub does, up to one that fails."""
        printed = ""
        for step in steps:
            done = subprocess.run(["bash", "-e", "-c", step], cwd=shop, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **own})
            printed += done.stdout
            if done.returncode:
                return printed, done.returncode
        return printed, 0

    shop.mkdir()
    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "before the model")
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    shutil.copy(ROOT / "examples/python/check_model.py", shop)
    model = (ROOT / "examples/data/coffee.cxm.json").read_text(encoding="utf-8")
    (shop / "model.cxm.json").write_text(model, encoding="utf-8")
    printed, code = recipe()
    assert code == 0 and "0 errors" in printed and "no changes to show" in printed
    git("add", "-A")
    git("commit", "-q", "-m", "the model")
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    (shop / "model.cxm.json").write_text(model.replace('"expectation": 4.8', '"expectation": 4.9'), encoding="utf-8")
    printed, code = recipe()
    assert code == 0 and "1 changes since before.json" in printed
    (shop / "model.cxm.json").write_text(model.replace('"owner": "team:shop"', '"ownr": "team:shop"'), encoding="utf-8")
    printed, code = recipe()
    assert code == 1 and "V-G1" in printed

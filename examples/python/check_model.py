"""Checks an experience model the way CI does: its problems, and what changed since the version before.

    python examples/python/check_model.py examples/data/coffee.cxm.json [the version before.json]

Exit 1 when the model breaks a rule: a touchpoint that is no step of its journey's flow (V-J3), one without an owner (V-G1), an unknown id, a typing error in a key, ...
"""

import pathlib
import sys

import cxm


def main(path: str, before: str | None = None) -> int:
    """Prints what is found; 0 when there is no error."""
    document = pathlib.Path(path).read_text(encoding="utf-8")
    problems = cxm.ExperienceModel.problems(document, strict=True)
    for problem in problems:
        print(problem)
    errors = [problem for problem in problems if problem.severity == "error"]
    print(f"{path}: {len(errors)} errors, {len(problems) - len(errors)} warnings")
    if before:
        try:
            changes = cxm.diff_models(pathlib.Path(before).read_text(encoding="utf-8"), document)
        except cxm.CxmError as error:  # one of the two is no JSON: the first version has none before it
            print(f"no changes to show: {error}")
        else:
            print(f"{len(changes)} changes since {before}")
            for change in changes:
                print(f"  {change}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

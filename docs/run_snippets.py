#!/usr/bin/env python3
"""Runs the Python and JavaScript examples of README and docs/, each page as one program.

    python docs/run_snippets.py python [PAGE...]      in the interpreter that runs this script, which has cxm installed
    python docs/run_snippets.py js [PAGE...]          in node, against cxm-node, which is built

What a page prints must be what it says it prints: the lines of its examples that start with `#> ` (Python) or `//> ` (JavaScript), in order.
A fence that opens with ```python no-run is shown and not run; it has to say why.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = {"python": ("#> ", ".py"), "js": ("//> ", ".mjs")}


def program(page: Path, language: str) -> str:
    """The page's blocks of one language, each on the line it has in the page, so that a traceback points there."""
    text = page.read_text(encoding="utf-8")
    lines: list[str] = []
    for fence in FENCE.finditer(text):
        if fence[1] == language and "no-run" not in fence[2]:
            first = text.count("\n", 0, fence.start(3))
            lines += [""] * (first - len(lines)) + fence[3].splitlines()
    return "\n".join(lines) + "\n" if lines else ""


def run(page: Path, language: str, folder: Path) -> str | None:
    """What is wrong with the page, or None. A page without examples is right."""
    source = program(page, language)
    if not source:
        return None
    mark, suffix = LANGUAGES[language]
    wanted = [line.strip()[len(mark) :].rstrip() for line in source.splitlines() if line.strip().startswith(mark)]
    file = folder / (page.stem + suffix)
    file.write_text(source, encoding="utf-8")
    command = [sys.executable, "-X", "utf8", str(file)] if language == "python" else ["node", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        return f"exit {done.returncode}\n{done.stderr}"
    got = [line.rstrip() for line in done.stdout.splitlines()]
    if got != wanted:
        return "printed\n  " + "\n  ".join(got) + "\nwanted\n  " + "\n  ".join(wanted)
    return None


def main() -> int:
    language, *named = sys.argv[1:]
    pages = [ROOT / name for name in named] or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    ran = failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if language == "js":  # as if installed
            (folder / "node_modules").mkdir()
            (folder / "node_modules" / "cxm").symlink_to(ROOT / "cxm-node", target_is_directory=True)
        for page in pages:
            problem = run(page, language, folder)
            ran += bool(program(page, language))
            if problem:
                failed += 1
                print(f"{page.relative_to(ROOT)}: {problem}", file=sys.stderr)
    print(f"{language}: {ran} pages, {failed} failed")
    return 1 if failed or not ran else 0


if __name__ == "__main__":
    sys.exit(main())

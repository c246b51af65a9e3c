#!/usr/bin/env python3
"""The three languages ran the same vectors, all of them, with the same bits. No arguments; run after `make test`; exit 1 if not.

Each runner leaves `target/conformance/<language>.count`, `.badinputs.count` and `.digest`, and of each file of documents `.<file>.count`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "conformance"
LANGUAGES = ("rust", "python", "node")
DOCUMENTS = ("experience", "records", "survey")  # files of documents, each with a schema of its own


def cases(folder: Path) -> int:
    """How many cases the files hold."""
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return sum(len(file["cases"]) for file in files if file["schema"] == "cxm-conformance/1")


def documents(folder: Path) -> dict[str, int]:
    """How many cases each file of documents holds: every entry of its lists is one."""
    files = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in DOCUMENTS}
    return {f"{name}.count": sum(len(value) for value in file.values() if isinstance(value, list)) for name, file in files.items()}


def bad_inputs(folder: Path) -> int:
    """How many bad inputs there are."""
    return len(json.loads((folder / "badinputs" / "manifest.json").read_text(encoding="utf-8"))["cases"])


def offences(left: Path, wanted: dict[str, int]) -> list[str]:
    """What is wrong with what the runners left, given how many cases there are of each kind."""
    found = []
    for what in (*wanted, "digest"):
        values = {}
        for language in LANGUAGES:
            path = left / f"{language}.{what}"
            values[language] = path.read_text().strip() if path.exists() else None
        found += [f"{language} left no {what}" for language, value in values.items() if value is None]
        if what in wanted:
            number = wanted[what]
            found += [f"{language} ran {value} of {number} ({what})" for language, value in values.items() if value and int(value) != number]
        if len({value for value in values.values() if value}) > 1:
            found.append(f"the languages differ in their {what}: " + ", ".join(f"{language} {value}" for language, value in values.items()))
    return found


if __name__ == "__main__":
    folder = ROOT / "conformance"
    of_documents = documents(folder)
    wanted = {"count": cases(folder), "badinputs.count": bad_inputs(folder), **of_documents}
    wrong = offences(LEFT, wanted)
    told = f"{wanted['count']} cases, {sum(of_documents.values())} of documents and {wanted['badinputs.count']} bad inputs in {', '.join(LANGUAGES)}, one digest"
    print("\n".join(wrong) if wrong else told)
    sys.exit(bool(wrong))

#!/usr/bin/env python3
"""The house rules of cxm-core/src that no compiler checks. No arguments; prints every offence; exit 1 if there is one.

1. A module imports only from floors below its own, and disciplines do not import each other.
2. No module is called utils, common, helpers, misc or types.
3. `mod.rs` holds docs, `mod` and `pub use` lines; no logic.
4. A file has at most 500 lines.
5. A binding (Rust, Python and JavaScript lines, without tests, stubs and generated files) has under 15 % of the core's lines.
6. No panic crosses into another language: every `#[napi]` function has `catch_unwind`, and every `#[pyfunction]` and
   `#[pymethods]` function is `entry(py, || ...)`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

DISCIPLINES = (
    "survey journey attribution retention clv drivers text identity recommend closed_loop program privacy formats"
).split()
FLOORS = {
    "error": 0,
    "num": 1,
    "columns": 1,
    "parallel": 1,
    "state": 2,
    "stats": 3,
    "domain": 4,
    "records": 5,
    **dict.fromkeys(DISCIPLINES, 6),
    "report": 7,
    "call": 8,
}
# Items re-exported at the crate's root: `crate::Error` is floor 0.
ROOT_ITEMS = {"Code": 0, "Error": 0, "Result": 0}
# (file under cxm-core/src, module it may import from its own floor or above) -> the reason.
EXCEPTIONS: dict[tuple[str, str], str] = {}
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "misc", "types"}
MAX_LINES = 500
BINDING_SHARE = 0.15
# A share of nothing says nothing: the rule starts when the core has this many lines.
BINDING_CORE_LINES = 10_000
GENERATED = {"bindings.js", "bindings.d.ts", "build.rs"}


def strip(source: str) -> str:
    """The source without comments and the contents of strings, line numbers kept. Doc examples are comments, so they may import anything."""
    out, i, n = [], 0, len(source)
    while i < n:
        two = source[i : i + 2]
        if two == "//":
            i = source.find("\n", i) if "\n" in source[i:] else n
        elif two == "/*":
            depth, j = 1, i + 2
            while j < n and depth:
                if source[j : j + 2] == "/*":
                    depth, j = depth + 1, j + 2
                elif source[j : j + 2] == "*/":
                    depth, j = depth - 1, j + 2
                else:
                    j += 1
            out.append("\n" * source.count("\n", i, j))
            i = j
        elif (raw := re.compile(r'b?r(#*)"').match(source, i)) and not re.match(r"\w", source[i - 1 : i]):
            end = source.find('"' + raw[1], raw.end())
            end = n if end < 0 else end + 1 + len(raw[1])
            out.append('""' + "\n" * source.count("\n", i, end))
            i = end
        elif source[i] == '"':
            j = i + 1
            while j < n and source[j] != '"':
                j += 2 if source[j] == "\\" else 1
            out.append('""' + "\n" * source.count("\n", i, j))
            i = j + 1
        elif char := re.compile(r"'(\\.[^']*|[^\\'])'").match(source, i):
            out.append("' '")
            i = char.end()
        else:
            out.append(source[i])
            i += 1
    return "".join(out)


def without_tests(code: str) -> str:
    """The (stripped) code without its `#[cfg(test)] mod ... { ... }`: tests may look anywhere."""
    while test := re.search(r"#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*mod\s+\w+\s*\{", code):
        depth, j = 1, test.end()
        while j < len(code) and depth:
            depth += {"{": 1, "}": -1}.get(code[j], 0)
            j += 1
        code = code[: test.start()] + "\n" * code.count("\n", test.start(), j) + code[j:]
    return code


def first_segments(tree: str) -> list[str]:
    """The first names of a use-tree: `num::sum` gives num; `{num, stats::{Tally, Scale}}` gives num and stats."""
    tree = tree.strip()
    if not tree.startswith("{"):
        name = re.match(r"\w+", tree)
        return [name[0]] if name else []
    parts, depth, start = [], 0, 1
    for i, c in enumerate(tree):
        depth += {"{": 1, "}": -1}.get(c, 0)
        if (c == "," and depth == 1) or (c == "}" and depth == 0):
            parts.append(tree[start:i])
            start = i + 1
            if depth == 0:
                break
    return [name for part in parts for name in first_segments(part)]


def imports(code: str, depth: int) -> list[tuple[int, str]]:
    """(line, module at the crate's root) for each `crate::...` and each `super::` path that climbs to the root.

    `depth` is how many `super` lead from this file to the crate's root.
    """
    found = []
    for path in re.finditer(r"\bcrate\s*::\s*(\{|\w+)", code):
        tree = code[path.start(1) :] if path[1] == "{" else path[1]
        found += [(code.count("\n", 0, path.start()) + 1, name) for name in first_segments(tree)]
    for path in re.finditer(r"\bsuper\s*::\s*(?:super\s*::\s*)*", code):
        if path[0].count("super") >= depth:
            tree = code[path.end() :]
            found += [(code.count("\n", 0, path.start()) + 1, name) for name in first_segments(tree)]
    return found


def check_imports(name: str, code: str) -> list[str]:
    parts = name.removesuffix(".rs").split("/")
    module = parts[0]
    if module == "lib":
        return []
    if module not in FLOORS:
        return [f"{name}: module `{module}` has no floor; add it to .ci/floors.py and docs/guide/DESIGN.md"]
    depth = len(parts) - (parts[-1] == "mod")
    offences = []
    for line, target in imports(without_tests(code), depth):
        floor = ROOT_ITEMS.get(target, FLOORS.get(target))
        if target == module or (name, target) in EXCEPTIONS:
            continue
        if floor is None:
            offences.append(f"{name}:{line}: `{target}` is no module of the house (a path through the crate's root hides its floor)")
        elif module in DISCIPLINES and target in DISCIPLINES:
            offences.append(f"{name}:{line}: discipline `{module}` imports its neighbour `{target}`; what both want goes down a floor")
        elif floor >= FLOORS[module]:
            offences.append(f"{name}:{line}: `{module}` (floor {FLOORS[module]}) imports `{target}` (floor {floor})")
    return offences


def check_mod_rs(name: str, code: str) -> list[str]:
    """`mod.rs` may hold `mod x;`, `pub mod x;`, `pub use ...;` and attributes."""
    allowed = re.compile(r"(?:#!?\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?(?:mod\s+\w+\s*;|use\s[^;]*;)\s*")
    code = without_tests(code)
    at = len(code) - len(code.lstrip())
    while at < len(code):
        item = allowed.match(code, at)
        if not item:
            line = code.count("\n", 0, at) + 1
            return [f"{name}:{line}: mod.rs holds docs, `mod` and `pub use` only"]
        at = item.end()
    return []


def check_core(src: Path) -> list[str]:
    offences = []
    for path in sorted(src.rglob("*.rs")):
        name, source = path.relative_to(src).as_posix(), path.read_text(encoding="utf-8")
        code = strip(source)
        offences += check_imports(name, code)
        if path.name == "mod.rs":
            offences += check_mod_rs(name, code)
        if hidden := FORBIDDEN_NAMES & set(name.removesuffix(".rs").split("/")):
            offences.append(f"{name}: `{hidden.pop()}` says nothing; name it for what it holds")
        offences += [
            f"{name}:{code.count(chr(10), 0, m.start()) + 1}: module `{m[1]}` says nothing; name it for what it holds"
            for m in re.finditer(r"\bmod\s+(\w+)", code)
            if m[1] in FORBIDDEN_NAMES
        ]
        if (lines := source.count("\n")) > MAX_LINES:
            offences.append(f"{name}: {lines} lines; above {MAX_LINES} it is two ideas")
    return offences


def source_lines(root: Path, *suffixes: str) -> int:
    """Lines of source under `root`, without tests, stubs, generated files and installed packages."""
    skipped = {"tests", "node_modules", "target", "__pycache__"}
    files = (p for p in root.rglob("*") if p.suffix in suffixes and p.name not in GENERATED and not p.name.endswith(".d.ts"))
    return sum(
        p.read_text(encoding="utf-8").count("\n")
        for p in files
        if not skipped & set(p.relative_to(root).parts) and p.name != "tests.rs"
    )


def check_bindings(root: Path) -> list[str]:
    core = source_lines(root / "cxm-core/src", ".rs")
    if core < BINDING_CORE_LINES:
        return []
    offences = []
    for binding in ("cxm-py", "cxm-node"):
        lines = source_lines(root / binding, ".rs", ".py", ".js", ".mjs", ".cjs")
        if lines >= BINDING_SHARE * core:
            offences.append(f"{binding}: {lines} lines are {lines / core:.1%} of the core's {core}; a binding only converts and calls")
    return offences


def body(code: str, start: int) -> str:
    """The text between the first `{` after `start` and its `}`."""
    at = code.index("{", start) + 1
    depth, end = 1, at
    while end < len(code) and depth:
        depth += {"{": 1, "}": -1}.get(code[end], 0)
        end += 1
    return code[at : end - 1]


def check_entries(root: Path) -> list[str]:
    attributes = r"\s*(?:#\[[^\]]*\]\s*)*"
    function = r"(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?fn\s+(\w+)"
    offences = []
    for path in sorted((root / "cxm-node/src").rglob("*.rs")):
        code = strip(path.read_text(encoding="utf-8"))
        offences += [
            f"{path.relative_to(root)}: `{found[2]}` is exported without catch_unwind; a panic would end the process"
            for found in re.finditer(rf"#\[napi(?:\(([^\]]*)\))?\]{attributes}{function}", code)
            if "catch_unwind" not in (found[1] or "")
        ]
    for path in sorted((root / "cxm-py/src").rglob("*.rs")):
        code = strip(path.read_text(encoding="utf-8"))
        entries = [(found[1], body(code, found.end())) for found in re.finditer(rf"#\[pyfunction[^\]]*\]{attributes}{function}", code)]
        for block in re.finditer(r"#\[pymethods\]\s*impl\b", code):
            methods = body(code, block.end())
            entries += [(found[1], body(methods, found.end())) for found in re.finditer(rf"(?<![\w:]){function}", methods)]
        offences += [
            f"{path.relative_to(root)}: `{name}` does not begin with entry(...); a panic would be a BaseException"
            for name, text in entries
            if not text.lstrip().startswith("entry(")
        ]
    return offences


def main(root: Path = Path(__file__).resolve().parent.parent) -> int:
    offences = check_core(root / "cxm-core/src") + check_bindings(root) + check_entries(root)
    for offence in offences:
        print(offence)
    print(f"floors: {len(offences)} offences in {sum(1 for _ in (root / 'cxm-core/src').rglob('*.rs'))} files")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())

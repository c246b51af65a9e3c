"""The story of `make demo` is the same, word for word, in Rust, Python and Node, and the other examples of Node do what they say. Run after the wheel and the
addon are built: no arguments, exit 1 on a difference."""

import difflib
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def story(*command: str) -> list[str]:
    """What a program prints, up to where it says what it wrote."""
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    lines = [line for line in printed.splitlines() if not line.startswith("Written: ")]
    return "\n".join(lines).rstrip().splitlines()


def link_package() -> None:
    """`import "cxm"` in examples/node means this checkout."""
    link = ROOT / "examples/node/node_modules/cxm"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to("../../../cxm-node")


def main() -> int:
    link_package()
    rust = story("cargo", "run", "--quiet", "--package", "cxm-examples", "--bin", "demo")
    others = {
        "Python": story(str(TARGET / "venv/bin/python"), "examples/python/demo.py"),
        "Node": story("node", "examples/node/demo.mjs"),
    }
    differences = 0
    for language, lines in others.items():
        different = list(difflib.unified_diff(rust, lines, "Rust", language, lineterm="", n=0))
        differences += len(different)
        print("\n".join(different[:40]) or f"{language}: the same {len(rust)} lines as Rust")
    tests = subprocess.run(["node", "--test", "examples/node/http_server.test.mjs"], cwd=ROOT, check=False)
    return 1 if differences or tests.returncode else 0


if __name__ == "__main__":
    sys.exit(main())

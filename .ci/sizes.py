#!/usr/bin/env python3
"""Large and hostile files through `scan_survey`: what they cost, and that the answers are exact. `.ci/deep sizes` runs it.

    python .ci/sizes.py FOLDER [BYTES]     in an interpreter that has cxm (built for release); files are made in FOLDER and removed

Each case runs in a process of its own; its peak memory is what Linux kept (VmHWM of /proc/self/status). Fails where a bound is passed. Seconds are those of the
processor, so that a busy machine tells no other story; they are not judged, but for the flood of ids, whose time is set against that of ordinary ids.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIB = 1 << 20
# What a child begins with; it prints one JSON object.
PYTHON = """
import json, sys, time, cxm
def told(**fields):
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(json.dumps({"peak_kib": peak, "seconds": round(time.process_time() - start, 2), **fields}))
start = time.process_time()
path, one = sys.argv[1], {"questions": {"score": "nps"}}
"""
NODE = """
const { readFileSync } = require('node:fs')
const { Tally, scanSurvey } = require(process.argv[1])
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6 }
const start = cpu()
const told = (fields) => console.log(JSON.stringify({ peak_kib: Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]), seconds: cpu() - start, ...fields }))
const path = process.argv[2]
"""
SCAN = 'scan = cxm.scan_survey(path, **one)\ntally = cxm.Tally().observe(scan)\ntold(counts=tally.counts, read=scan.account().accounts["n_read"][0])'
CUBE = 'cube = cxm.TallyCube(by="g", every=None).observe(cxm.scan_survey(path, **one), value="score")\ntold(counts=cube.tally().counts)'
CODE = "try:\n    cxm.Tally().observe(cxm.scan_survey(path, **one))\nexcept cxm.CxmError as error:\n    told(code=error.code, message=str(error))"
IDS = 'scan = cxm.scan_survey(path, duplicates="first", **one)\ntally = cxm.Tally().observe(scan)\ntold(counts=tally.counts, duplicates=scan.account().n_duplicates)'
SCAN_JS = "const scan = scanSurvey(path, { questions: { score: 'nps' } })\nconst tally = new Tally().observe(scan)\ntold({ counts: tally.counts, read: scan.account().accounts[0].nRead })"
SCAN_JS_ASYNC = "const scan = scanSurvey(path, { questions: { score: 'nps' } })\nnew Tally().observeAsync(scan).then((tally) => told({ counts: tally.counts, read: scan.account().accounts[0].nRead }))"


def child(command: list[str], source: str, *argv: str) -> dict:
    done = subprocess.run([*command, source, *argv], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def python(body: str, path: Path) -> dict:
    return child([sys.executable, "-c"], PYTHON + body, str(path))


def node(body: str, path: Path) -> dict:
    return child(["node", "-e"], NODE + body, str(ROOT / "cxm-node"), str(path))


def rows(path: Path, n: int, row=lambda i: f"r{i},{i % 11}\n", head: str = "id,score\n") -> list[int]:
    """Writes `n` rows; how many answers each point has."""
    with path.open("w", buffering=MIB) as file:
        file.write(head)
        for start in range(0, n, 100_000):
            file.write("".join(map(row, range(start, min(start + 100_000, n)))))
    return [n // 11 + (point < n % 11) for point in range(11)]


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    n = int(int(sys.argv[2] if len(sys.argv) > 2 else 10**9) / 10**9 * 110_000_000) // 8 * 8
    path, failed = folder / "sizes.csv", []

    def case(name: str, got: dict, held: bool, bound_mib: float) -> None:
        peak = got["peak_kib"] / 1024
        wrong = [] if held else [f"wrong answer {got}"]
        wrong += [f"{peak:.1f} MiB, at most {bound_mib:g}"] if peak >= bound_mib else []
        failed.extend(f"{name}: {why}" for why in wrong)
        print(f"{name:<52} {path.stat().st_size / 1e6:>8.1f} MB {peak:>7.1f} MiB {got['seconds']:>7.2f} s", flush=True)

    try:
        rows(path, 0)
        case("python, header alone", python(SCAN, path), True, 64)
        case("node, header alone", node(SCAN_JS, path), True, 64)
        for part in (8, 1):
            counts = rows(path, n // part)
            for name, got, bound in [
                ("python", python(SCAN, path), 64), ("node", node(SCAN_JS, path), 64), ("node, async", node(SCAN_JS_ASYNC, path), 96),
            ]:
                case(f"{name}, {n // part:,} rows", got, got["counts"] == counts and got["read"] == n // part, bound)
        counts = rows(path, 10_000_000, lambda i: f"r{i},{i % 11},{i % 7}\n", "id,score,g\n")
        case("python, a cube, 10,000,000 rows", (got := python(CUBE, path)), got["counts"] == counts, 64)
        case("python, ids compared, 10,000,000 rows", (got := python(IDS, path)), got["counts"] == counts and got["duplicates"] == 0, 600)
        with path.open("wb") as file:
            for _ in range(1000):
                file.write(b"a" * 1_000_000)
        case("python, one cell of 1 GB", (got := python(CODE, path)), got["code"] == "invalid_csv", 128)
        path.write_text(",".join(f"c{i}" for i in range(100_000)) + "\n" + ",".join("9" * 100_000) + "\n")
        case("python, 100,000 columns", (got := python(CODE, path)), got["code"] == "invalid_csv", 100)
        seconds = {}
        for name, row in [("ordinary", lambda i: f"{i * 2654435761 % 2**61},{i % 11}\n"), ("colliding", lambda i: f"{i << 32},{i % 11}\n")]:
            counts = rows(path, 1_000_000, row)
            got = python(IDS, path)
            case(f"python, 1,000,000 {name} ids compared", got, got["counts"] == counts, 128)
            seconds[name] = got["seconds"]
        if seconds["colliding"] > 3 * seconds["ordinary"]:
            failed.append(f"colliding ids: {seconds}")
    finally:
        path.unlink(missing_ok=True)
    print("\n".join(failed) or "sizes: all held")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

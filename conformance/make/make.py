"""Writes conformance/*.json anew. python3 >= 3.10 and mpmath 1.3.0; no arguments; the same bytes each time."""

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import badinputs  # noqa: E402
import digest  # noqa: E402

FILES = ["nps", "scores", "shares", "weights", "reading", "refusals", "tallies", "compare", "paired", "plans", "bootstrap", "groups", "program", "impact", "closed_loop", "attribution", "journey", "funnel", "goal_performance", "cohorts", "customer_retention", "conformance_journeys", "event_log_files", "event_stream", "versions", "survey_questions", "value", "nist", "sfo"]


def main():
    total = 0
    for name in FILES:
        vectors = importlib.import_module(name).build()
        count = vectors.write()
        total += count
        print(f"{vectors.name}: {count}")
    print(f"total: {total}")
    print(f"digest: {digest.write()} calls")
    print(f"badinputs: {badinputs.write()}")


if __name__ == "__main__":
    main()

"""The story of `make demo` in Python: the same numbers, word for word. Run: python examples/python/demo.py"""

import csv
import pathlib

import cxm

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "examples" / "data"
WIDTH = 120


def airport() -> str:
    """The SFO airport guest survey of 2017, as counts, with the survey's code 11 for "no answer"."""
    with open(DATA / "sfo_2017_nps_counts.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    area = [row["boarding_area"] for row in rows]
    score = [int(row["score"]) for row in rows]
    responses = [int(row["responses"]) for row in rows]
    naive = cxm.nps(score, counts=responses, scale=(0, 11), bands=(6, 9))
    nps = cxm.nps(score, counts=responses, na=(11,))
    card = cxm.scorecard(
        {"boarding_area": area, "score": score, "responses": responses},
        ["nps"],
        column="score",
        counts="responses",
        na=(11,),
        by=["boarding_area"],
        min_n=5,
        title="San Francisco airport",
        subtitle="Guest survey 2017",
    )
    return (
        f"With the code 11 taken for a score:  {naive}\n"
        f'With the code 11 as "no answer":     {nps}\n\n'
        f"{card.to_text(width=WIDTH)}"
    )


def export() -> str:
    """An invented retailer's survey export of 2026, with the faults of real ones: see examples/data/README.md."""
    metrics = {
        "nps": cxm.Metric("nps"),
        "csat": cxm.Metric("csat", scale=(1, 5)),
        "ces": cxm.Metric("ces", form="agreement_share"),
    }
    words = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
    survey = cxm.read_survey(
        DATA / "survey_export_2026.csv",
        questions=metrics,
        labels={"csat": {word: point for point, word in enumerate(words, start=1)}},
        time="EndDate",
        duplicates="first",
    )
    card = cxm.scorecard(
        survey.frame,
        list(metrics.values()),
        by=["channel", "region"],
        time="EndDate",
        every="month",
        tz=survey.time_zone,
        min_n=5,
        title="Retailer survey 2026",
    )
    return f"{survey}\n{card.to_text(width=WIDTH)}"


if __name__ == "__main__":
    print(airport())
    print(export())

"""The story of `make demo` in Python: the same numbers, word for word. Run: python examples/python/demo.py"""

import csv
import gzip
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


def shop() -> str:
    """The clicks of 600 customers of a shop: a log of events, and where they get lost on their way to a purchase."""
    with gzip.open(DATA / "shop_events.csv.gz", "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    log = cxm.EventLog(rows, customer="user_id", touchpoint="event", time="timestamp")
    throughput = log.sessionize("30m").throughput()
    minutes = (throughput.p90 or 0) / 60
    lines = [
        f"A shop: {log.n_events} events of {log.n_customers} customers at {len(log.touchpoints)} touchpoints.",
        f"{throughput.n} visits (a pause of more than 30 minutes ends one), nine in ten over within {minutes:.1f} minutes.\n",
        "On the way to a purchase, within a week",
    ]
    for row in log.funnel(["home", "product_view", "add_to_cart", "purchase"], within="7d"):
        share, low, high = (100 * row[name] for name in ("share_of_first", "conf_low", "conf_high"))
        lines.append(f"  {row['touchpoint']:<14}{row['n']:>5}  {share:>5.1f} % [{low:.1f}, {high:.1f}]")
    lines.append("\nWhat customers do after a payment error")
    for row in log.next_step("payment_error").to_dicts()[:4]:
        share, low, high = (100 * row[name] for name in ("share", "conf_low", "conf_high"))
        lines.append(f"  {row['touchpoint'] or 'nothing':<18}{share:>5.1f} % [{low:.1f}, {high:.1f}]")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(airport())
    print(export())
    print(shop())

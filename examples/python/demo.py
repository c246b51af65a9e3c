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


def clicks() -> list[dict[str, str]]:
    """The rows of the shop's file, each customer's in order of time."""
    with gzip.open(DATA / "shop_events.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


def shop() -> str:
    """The clicks of 600 customers of a shop: a log of events, and where they get lost on their way to a purchase."""
    log = cxm.EventLog(clicks(), customer="user_id", touchpoint="event", time="timestamp")
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


def order() -> str:
    """The map of a first order, as it is meant, beside what customers of the shop do."""
    model = cxm.ExperienceModel.load(DATA / "shop.cxm.json")
    journey = model.journey("order")
    rows = clicks()
    whole = cxm.EventLog(rows, customer="user_id", touchpoint="event", time="timestamp")
    ordered: set[str] = set()
    first = []  # the journey ends with the first order
    for row in rows:
        if row["user_id"] not in ordered:
            first.append(row)
        if row["event"] == "purchase":
            ordered.add(row["user_id"])
    log = cxm.EventLog(first, customer="user_id", touchpoint="event", time="timestamp")
    mapped = cxm.EventLog.from_model(first, model, customer="user_id", event="event", time="timestamp")

    found = log.conformance(journey)
    goal, target = mapped.goal_performance("order-in-a-week"), 100 * model.goal("order-in-a-week")["target"]
    lines = [
        "The map of a first order, beside what customers do",
        f"  follow the map   {percent(found.fitness)}   {found.n_fitting} of {found.fitness.n} customers all the way",
        f"  not on the map   {percent(mapped.coverage)}   of all events",
        f"  order in a week  {percent(goal)}   of those who fill a basket; meant to be {target:.0f} %",
        "\nWhere they leave it",
    ]
    for row in found.deviations.to_dicts()[:8]:
        share, low, high = (100 * row[name] for name in ("share", "conf_low", "conf_high"))
        lines.append(f"  {row['touchpoint']:<18}{row['kind']:<13}{row['n']:>4}  {share:>5.1f} % [{low:.1f}, {high:.1f}]")

    lines.append("\nWho orders, with an error page less without one, in points (an association)")
    for what, deviations in (
        ("met at any time", whole.conformance(journey, goal="purchase").deviations),
        ("met in the first week, ordered in the next 30 days", whole.conformance(journey, goal="purchase", landmark="7d", within="30d").deviations),
    ):
        row = next(row for row in deviations.to_dicts() if row["touchpoint"] == "error_page")
        effect, low, high = (100 * row[name] for name in ("goal_effect", "goal_effect_low", "goal_effect_high"))
        lines.append(f"  {what:<51}{effect:>+6.1f} [{low:+.1f}, {high:+.1f}]")

    lines.append("\nRated below what is meant (the ratings are invented)")
    with open(DATA / "shop_ratings.csv", newline="") as file:
        answers = [(row["touchpoint"], int(row["rating"]), int(row["responses"])) for row in csv.DictReader(file)]
    frame = dict(zip(("touchpoint", "rating", "responses"), map(list, zip(*answers))))
    for row in cxm.score(frame, cxm.Metric("mean", scale=(1, 5)), column="rating", counts="responses", by=["touchpoint"]).to_dicts():
        meant = model.touchpoint(row["touchpoint"])["expectation"]
        if row["conf_high"] < meant:
            lines.append(f"  {row['touchpoint']:<18}{row['estimate']:.2f} [{row['conf_low']:.2f}, {row['conf_high']:.2f}], meant to be {meant:.1f}")
    return "\n".join(lines) + "\n"


def value() -> str:
    """What the customers of a music shop (CDNOW, 1997 to 1998) are worth, by a model that is held against the past first."""
    with gzip.open(DATA / "cdnow_sample.csv.gz", "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = {name: [row[name] for row in rows] for name in ("customer", "date")}
    frame["amount"] = [float(row["amount"]) for row in rows]
    end = "1998-06-30"
    again = cxm.repeat_purchase_rate(frame, customer="customer", time="date", observation_end=end, within="365d")
    lines = [
        f"A music shop: {len(rows):,} purchases of {again.n:,} customers, who first bought in early 1997.",
        f"Buy again within a year: {percent(again)}\n",
        "Purchases a customer in the nine months after September 1997, by models of the nine months before",
    ]
    split = cxm.holdout(frame, "customer", "date", "amount", calibration_end="1997-09-30", observation_end=end)
    for name, model in (("BG/NBD", cxm.BgNbd()), ("Pareto/NBD", cxm.ParetoNbd())):
        held = cxm.calibration(model.fit(split), split, interval="simulate", draws=200, seed=1)
        lines.append(f"  {name:<12}{held.expected:.3f}, within {held.pred_low:.3f} and {held.pred_high:.3f}; {held.actual:.3f} came")
    rfm = cxm.rfm(frame, "customer", "date", "amount", observation_end=end)
    worth = cxm.clv(
        cxm.ParetoNbd().fit(rfm),
        cxm.GammaGamma().fit(rfm),
        cxm.rfm_scores(rfm),
        months=12,
        basis="margin",
        margin=0.3,
        interval="simulate",
        draws=200,
        seed=1,
        by="segment",
    )
    total = worth.total.estimate
    assert total is not None and worth.share_top_decile is not None and worth.groups is not None
    lines.append("\nMargin of the next twelve months, of 30 % of the revenue, by the Pareto/NBD")
    lines.append(f"  {'all':<18}{worth.total.n:>5,}  {total:>6,.0f}  [{worth.pred_low:,.0f}, {worth.pred_high:,.0f}]; the best tenth has {100 * worth.share_top_decile:.1f} %")
    for row in sorted(worth.groups.to_dicts(), key=lambda row: -row["clv"])[:4]:
        lines.append(f"  {row['segment']:<18}{row['n']:>5,}  {row['clv']:>6,.0f}  [{row['pred_low']:,.0f}, {row['pred_high']:,.0f}]")
    return "\n".join(lines) + "\n"


def percent(share: cxm.Estimate) -> str:
    """An estimate of a share with its interval."""
    estimate, low, high = (100 * (value or 0) for value in (share.estimate, share.conf_low, share.conf_high))
    return f"{estimate:>5.1f} % [{low:.1f}, {high:.1f}]"


if __name__ == "__main__":
    print(airport())
    print(export())
    print(shop())
    print(order())
    print(value())

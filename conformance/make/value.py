"""Customer value: scores by counting, probabilities of numbers of purchases by sums and integrals in 50 digits, value at stake by Newcombe's definition."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from mpmath import beta, hyp2f1, mp, mpf, quad, rf, sqrt

from vectors import Vectors

mp.dps = 50

# x, t_x, T; the customers that Fader, Hardie and Lee and the package lifetimes ask about.
HISTORIES = [(0, "0", "38.86"), (2, "30.43", "38.86"), (1, "1.71", "38.86"), (7, "35.43", "39")]
BG = {"r": "0.243", "alpha": "4.414", "a": "0.793", "b": "2.426"}
PARETO = {"r": "0.553", "alpha": "10.578", "s": "0.606", "beta": "11.669"}
RULES = [
    ("champions", (5, 5), (4, 5)), ("loyal", (3, 4), (4, 5)), ("potential_loyal", (4, 5), (2, 3)), ("new", (5, 5), (1, 1)), ("promising", (4, 4), (1, 1)),
    ("need_attention", (3, 3), (3, 3)), ("about_to_sleep", (3, 3), (1, 2)), ("cannot_lose", (1, 2), (5, 5)), ("at_risk", (1, 2), (3, 4)), ("hibernating", (1, 2), (1, 2)),
]


def wilson(k, n, z):
    p = mpf(k) / n
    middle, reach = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * mpf(n) * n))
    return (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)


def z_of(level):
    """The normal quantile, by the error function's inverse."""
    return sqrt(mpf(2)) * mp.erfinv(mpf(level))


def scores(values):
    return [1 + int(5 * Fraction(sum(other < value for other in values), len(values))) for value in values]


def segment(r, f):
    return next(name for name, (low, high), (least, most) in RULES if low <= r <= high and least <= f <= most)


def negative_binomial(n, t, r, alpha):
    return rf(r, n) / mp.factorial(n) * (alpha / (alpha + t)) ** r * (t / (alpha + t)) ** n


def bg_probability(n, t, history, p):
    """Over the chance to be lost: `P(N = n) (1-p)^n + P(N >= n) p (1-p)^(n-1)`, its mean by beta functions; N by its sum."""
    x, recency, age = history
    r, alpha, a, b = (mpf(p[name]) for name in ("r", "alpha", "a", "b"))
    odds = a / (b + x - 1) * ((alpha + age) / (alpha + recency)) ** (r + x) if x else mpf(0)
    alive = 1 / (1 + odds)
    r, alpha, b = r + x, alpha + age, b + x
    below = sum(negative_binomial(k, t, r, alpha) for k in range(n))
    own = negative_binomial(n, t, r, alpha) * beta(a, b + n) / beta(a, b)
    if n:
        own += (1 - below) * beta(a + 1, b + n - 1) / beta(a, b)
    return alive * own + (1 - alive if n == 0 else 0)


def pareto_probability(n, t, history, p):
    """Integrals over the time of loss, as they stand."""
    x, recency, age = history
    r, alpha, s, b = (mpf(p[name]) for name in ("r", "alpha", "s", "beta"))
    there = (alpha + age) ** -(r + x) * (b + age) ** -s
    lost = s * quad(lambda u: (alpha + u) ** -(r + x) * (b + u) ** -(s + 1), [recency, (recency + age) / 2, age])
    alive = there / (there + lost)
    r, alpha, b = r + x, alpha + age, b + age
    stays = negative_binomial(n, t, r, alpha) * (b / (b + t)) ** s
    goes = quad(lambda u: negative_binomial(n, u, r, alpha) * s * b**s * (b + u) ** -(s + 1), [0, t / 4, t / 2, t])
    return alive * (stays + goes) + (1 - alive if n == 0 else 0)


def bg_new(t, p):
    """Repeat purchases of a new customer in the first t: Fader, Hardie and Lee (2005), equation 9."""
    r, alpha, a, b = (mpf(p[name]) for name in ("r", "alpha", "a", "b"))
    return (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t)))


def pareto_new(t, p):
    """The same of Schmittlein, Morrison and Colombo (1987)."""
    r, alpha, s, b = (mpf(p[name]) for name in ("r", "alpha", "s", "beta"))
    return r * b / (alpha * (s - 1)) * (1 - (b / (b + t)) ** (s - 1))


# Who bought on which days: a comes back on one day twice, f comes after the calibration, g sends back what it bought first.
BOUGHT = {
    "a": ["2026-01-05", "2026-01-07", "2026-01-07", "2026-02-20"], "b": ["2026-01-05", "2026-03-01"], "c": ["2026-01-14"],
    "d": ["2026-01-31", "2026-02-01", "2026-02-02"], "e": ["2026-02-15", "2026-03-31"], "f": ["2026-02-16", "2026-02-18"], "g": ["2026-01-20", "2026-03-05"],
}
REFUND = ("g", "2026-01-21")


def tracked(new, params, days_a_unit, ends, first_days, calibration_end, came_by=None):
    """Customer by customer and period by period, as the definition has it."""
    parse = dt.date.fromisoformat
    known = [sorted({parse(day) for day in days}) for days in BOUGHT.values()]
    known = [days for days in known if came_by is None or days[0] <= parse(came_by)]
    rows, before = [], (0, mpf(0))
    for start, end in zip(first_days, ends):
        first, last = parse(start), parse(end)
        actual = sum(day <= last for days in known for day in days[1:])
        expected = sum((new(mpf((last - days[0]).days) / days_a_unit, params) for days in known if days[0] < last), mpf(0))
        part = "calibration" if calibration_end is None or last <= parse(calibration_end) else "both" if first <= parse(calibration_end) else "holdout"
        rows.append(dict(period=start, end=end, part=part, n=sum(days[0] <= last for days in known), actual=actual - before[0], expected=expected - before[1], actual_cumulative=actual, expected_cumulative=expected))
        before = (actual, expected)
    return rows


def add_tracking(v):
    rows = [(who, day, "purchase") for who, days in BOUGHT.items() for day in days] + [(*REFUND, "refund")]
    frame = {name: list(column) for name, column in zip(("who", "day", "what"), zip(*rows))}
    names = {"customer": "who", "time": "day", "kind": "what"}
    weeks = [dt.date(2026, 1, 5) + dt.timedelta(7 * week) for week in range(12)]
    starts, ends = [str(day) for day in weeks], [str(day + dt.timedelta(6)) for day in weeks]
    split = {**names, "calibration_end": "2026-02-15", "observation_end": "2026-03-31"}
    models = (("bg_nbd", bg_new, BG), ("pareto_nbd", pareto_new, PARETO))
    for model, new, given in models:
        given = {name: float(value) for name, value in given.items()}
        of = dict(call="tracking", model=model, params=given, frame=frame, tol={"rel": 1e-11})
        v.add(f"tracking_{model}", comment="weeks that end with the calibration; f came after it, and the last days are no whole week", **of, unit="week", options=split, expect={"rows": tracked(new, given, 7, ends, starts, "2026-02-15", "2026-02-15")})
        months = (["2026-01-01", "2026-02-01", "2026-03-01"], ["2026-01-31", "2026-02-28", "2026-03-31"])
        v.add(f"tracking_{model}_by_month", comment="months of the calendar, in one of which the calibration ends; the model counts in days", **of, unit="day", options={**split, "every": "month"}, expect={"rows": tracked(new, given, 1, months[1], months[0], "2026-02-15", "2026-02-15")})
        v.add(f"tracking_{model}_of_all", comment="without a calibration the weeks end with the observation", **of, unit="week", options={**names, "observation_end": "2026-01-20"}, expect={"rows": tracked(new, given, 7, ["2026-01-06", "2026-01-13", "2026-01-20"], ["2025-12-31", "2026-01-07", "2026-01-14"], None)})
    given = {name: float(value) for name, value in BG.items()}
    of = dict(call="tracking", model="bg_nbd", params=given, frame=frame)
    v.add("tracking_before_the_split", **of, unit="week", options={**split, "observation_end": "2026-02-15"}, expect={"error": {"code": "invalid_option", "row": None, "field": "calibration_end"}})
    v.add("tracking_without_a_unit", **of, options=split, expect={"error": {"code": "unit_unknown", "row": None, "field": "unit"}})


def build():
    v = Vectors("value", "Customer value: scores, segments, hold-outs, probabilities of numbers of purchases, value at stake", "Fader, Hardie and Lee (2005), Marketing Science 24:275 (BG/NBD); Schmittlein, Morrison and Colombo (1987), Management Science 33:1 (Pareto/NBD); sums and integrals by mpmath 1.3.0")
    frequency, recency, age = [0, 0, 0, 2, 7, 1, 1, 3, 0, 2], [0, 0, 0, 9, 29, 2, 28, 20, 0, 11], [30, 20, 10, 30, 30, 30, 29, 25, 10, 12]
    spend = [None, None, None, "12.5", "8", "30", "8", "19.75", None, "8"]
    customers = {"frequency": frequency, "recency": recency, "T": age, "monetary_value": [None if one is None else float(one) for one in spend]}
    r, f = scores([a - b for a, b in zip(recency, age)]), scores(frequency)
    again = iter(scores([Fraction(one) for one in spend if one is not None]))
    m = [None if one is None else next(again) for one in spend]
    rows = [dict(r_score=a, f_score=b, m_score=c, segment=segment(a, b)) for a, b, c in zip(r, f, m)]
    v.add("scores", comment="ties stay together, and the worst has 1", call="rfm_scores", frame=customers, expect={"rows": rows})
    counts = {name: sum(row["segment"] == name for row in rows) for name, *_ in RULES}
    z = z_of("0.95")
    shares = []
    for name, n in counts.items():
        low, high = wilson(n, 10, z) if n else (mpf(0), 1 - mpf("0.025") ** (mpf(1) / 10))
        shares.append(dict(segment=name, n=n, share=Fraction(n, 10), conf_low=low, conf_high=high))
    v.add("segments", comment="Wilson's intervals, of nobody 1 - .025^(1/n)", call="rfm_segments", frame=customers, expect={"rows": shares})
    shop = {"who": ["b", "a", "a", "a", "a", "b", "c"], "day": ["2026-01-20", "2026-01-01", "2026-01-15", "2026-02-02", "2026-02-02", "2026-01-29", "2026-02-03"]}
    split = {"customer": "who", "time": "day", "calibration_end": "2026-01-29", "observation_end": "2026-02-12"}
    held = [
        dict(customer="a", frequency=1, recency=2.0, T=4.0, n_holdout=1, t_holdout=2.0),
        dict(customer="b", frequency=1, recency=Fraction(9, 7), T=Fraction(9, 7), n_holdout=0, t_holdout=2.0),
    ]
    v.add("holdout", comment="two purchases of a day are one, and who came after the split is not there", call="holdout", frame=shop, options=split, expect={"rows": held})
    v.add("holdout_before_the_split", call="holdout", frame=shop, options={**split, "observation_end": "2026-01-29"}, expect={"error": {"code": "invalid_option", "row": None, "field": "calibration_end"}})
    frame = {"frequency": [one[0] for one in HISTORIES], "recency": [float(one[1]) for one in HISTORIES], "T": [float(one[2]) for one in HISTORIES]}
    exact = [(x, mpf(float(recency)), mpf(float(age))) for x, recency, age in HISTORIES]
    for model, given, of in (("bg_nbd", BG, bg_probability), ("pareto_nbd", PARETO, pareto_probability)):
        given = {name: float(value) for name, value in given.items()}
        for n in (0, 1, 5):
            expect = [dict(probability_of=of(n, mpf(39), history, given)) for history in exact]
            v.add(f"probability_of_{n}_{model}", comment="sums and products of a thousand terms each", call="value_predict", model=model, params=given, what="probability_of", frame=frame, options={"n": n, "t": 39}, expect={"rows": expect}, tol={"rel": 1e-11})
    add_tracking(v)
    met = {"clv": [100, 60, 80, 50] * 5, "bad": [1, 1, 0, 0] * 5, "churned": [1, 0, 0, 0] * 3 + [1, 1, 0, 1] * 2}
    k, n = (7, 10), (2, 10)
    (low_a, high_a), (low_b, high_b) = wilson(*k, z), wilson(*n, z)
    a, b = mpf(7) / 10, mpf(2) / 10
    low, high = a - b - sqrt((a - low_a) ** 2 + (high_b - b) ** 2), a - b + sqrt((high_a - a) ** 2 + (b - low_b) ** 2)
    stake = dict(n=20, n_bad=10, value=800.0, churn_bad=Fraction(7, 10), churn_other=Fraction(1, 5), difference=Fraction(1, 2), difference_low=low, difference_high=high, value_at_stake=400.0, conf_low=800 * low, conf_high=800 * high)
    v.add("value_at_stake", call="value_at_stake", frame=met, expect={"rows": [stake]})
    v.add("a_value_below_nothing", call="value_at_stake", frame={"clv": [1, -1], "bad": [0, 1], "churned": [0, 1]}, expect={"error": {"code": "out_of_range", "row": 1, "field": "value"}})
    return v

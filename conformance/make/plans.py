"""Equivalence, and what a sample of a given size can show."""

from fractions import Fraction

from mpmath import mp, mpf

import compare
import exact
from exact import real
from vectors import Vectors

A, B = (120, 210, 470), (130, 190, 430)
C, D = (430, 500), (262, 300)


def wald(a, b):
    """The difference of two nets and its standard error, each variance over n."""
    out = []
    for low, middle, high in (a, b):
        n = low + middle + high
        mean = Fraction(high - low, n)
        out.append((mean, (Fraction(high + low, n) - mean**2), n))
    return real(out[0][0] - out[1][0]), mp.sqrt(real(sum(v / n for _, v, n in out)))


def welch(a, b):
    """The same with variances over n - 1, and the degrees of freedom of Welch (1947)."""
    parts = []
    for low, middle, high in (a, b):
        n = low + middle + high
        mean = Fraction(high - low, n)
        parts.append(((Fraction(high + low, n) - mean**2) / (n - 1), n))
    error = sum(part for part, _ in parts)
    return wald(a, b)[0], mp.sqrt(real(error)), real(error**2 / sum(part**2 / (n - 1) for part, n in parts))


def balanced(a, b):
    """The centre and the standard error of the balanced adjusted Wald interval."""
    found = compare.balanced(a, b)
    centre = (found["conf_low"] + found["conf_high"]) / 200
    return centre, (found["conf_high"] - found["conf_low"]) / 200 / exact.normal_quantile(mpf("0.025"))


def share(a, b):
    (k1, n1), (k2, n2) = a, b
    p, q = Fraction(k1, n1), Fraction(k2, n2)
    return real(p - q), mp.sqrt(real(p * (1 - p) / n1 + q * (1 - q) / n2))


def equivalent(centre, error, low, high, df=None, level="0.95", unit=100):
    """Schuirmann (1987): two one-sided tests; the interval of level 2 level - 1."""
    above, under = (centre - mpf(low) / unit) / error, (mpf(high) / unit - centre) / error
    if df is None:
        tail, quantile = exact.normal_sf, exact.normal_quantile(1 - mpf(level))
    else:
        tail, quantile = (lambda t: exact.student_sf(t, df) if t >= 0 else 1 - exact.student_sf(-t, df)), exact.student_quantile(1 - mpf(level), df)
    p_lower, p_upper = tail(above), tail(under)
    return dict(p_lower=p_lower, p_upper=p_upper, p_value=max(p_lower, p_upper), conf_low=unit * (centre - quantile * error), conf_high=unit * (centre + quantile * error), level=float(2 * mpf(level) - 1).hex())  # its bits: 0.9, not 2 x 0.95 - 1 in doubles


def plan(variance, n, n_b, pseudo, level="0.95"):
    """The standard error of a planned difference, and z of the level."""
    return mp.sqrt(mpf(variance) / (n + pseudo) + mpf(variance) / (n_b + pseudo)), exact.normal_quantile((1 - mpf(level)) / 2)


def build():
    v = Vectors("plans", "Equivalence, power, detectable differences, sample sizes of comparisons", "Schuirmann (1987); Welch (1947); measuringu.com/nps-sig-test-sample-size; mpmath 1.3.0")
    tol = {"rel": 1e-12}

    def equivalence(id_, a, b, metric, options, expect, comment=None):
        v.add(f"equivalence_{id_}", comment=comment, call="compare", a=a, b=b, metric=metric, options=options, expect=expect, tol=tol)

    a, b = compare.side(A), compare.side(B)
    equivalence("nps_default", a, b, "nps", {"equivalence": 10}, equivalent(*balanced(A, B), -10, 10))
    equivalence("nps_pair", a, b, "nps", {"equivalence": [-5, 12]}, equivalent(*balanced(A, B), -5, 12))
    equivalence("nps_wald", a, b, "nps", {"equivalence": 10, "method": "wald"}, equivalent(*wald(A, B), -10, 10))
    equivalence("nps_level", a, b, "nps", {"equivalence": 10, "method": "wald", "level": 0.99}, equivalent(*wald(A, B), -10, 10, level="0.99"))
    centre, error, df = welch(A, B)
    equivalence("nps_welch", a, b, "nps", {"equivalence": 10, "method": "welch"}, equivalent(centre, error, -10, 10, df))
    equivalence("share", compare.side((C[0], C[1] - C[0]), (5, 1)), compare.side((D[0], D[1] - D[0]), (5, 1)), "csat", {"equivalence": 0.05}, equivalent(*share(C, D), -0.05, 0.05, unit=1))
    equivalence("margin_of_zero", a, b, "nps", {"equivalence": 0}, {"error": {"code": "invalid_option", "row": None, "field": "equivalence"}})
    beyond = {"error": {"code": "invalid_option", "row": None, "field": "equivalence"}}
    equivalence("margin_of_percent", {"column": [5, 1]}, {"column": [1, 4]}, "csat", {"equivalence": 5}, beyond, comment="a share is 0 to 1: no difference is 5")
    equivalence("margin_beyond_the_points", a, b, "nps", {"equivalence": [-5, 201]}, beyond)
    equivalence("margin_beyond_the_scale", {"column": [5, 1]}, {"column": [1, 4]}, {"metric": "mean", "scale": [1, 5]}, {"equivalence": 4.5}, beyond)
    equivalence("margin_beyond_without_answers", {"column": []}, {"column": []}, "csat", {"equivalence": 5}, beyond, comment="whatever the answers")
    equivalence("without_an_error", a, b, "nps", {"equivalence": 10, "method": "mann_whitney"}, {"error": {"code": "invalid_option", "row": None, "field": "equivalence"}})

    # A net of the worst variance 1 and a given one; a share; the mean of a scale. `unit` a score, `pseudo` answers of the default interval.
    designs = [
        ("nps", "nps", {}, 1, 100, 3),
        ("nps_variance", "nps", {"variance": 0.67}, "0.67", 100, 3),
        ("csat", "csat", {"share": 0.8}, "0.16", 1, 0),
        ("mean", {"metric": "mean", "scale": [1, 5]}, {}, 4, 1, 3),
    ]
    for name, metric, options, variance, unit, pseudo in designs:
        for n, n_b, level in ((400, 400, "0.95"), (400, 150, "0.9")):
            error, z = plan(variance, n, n_b, pseudo, level)
            groups = {"n": n, **({"n_b": n_b} if n_b != n else {}), **({"level": float(level)} if level != "0.95" else {}), **options}
            for difference in (10, 3) if unit == 100 else ("0.1", "0.3"):
                chance = 1 - exact.normal_sf(mpf(difference) / unit / error - z)
                v.add(f"power_{name}_{n}_{n_b}_{difference}", call="power", metric=metric, options={"difference": float(difference), **groups}, expect={"value": chance}, tol=tol)
            for power in ("0.8", "0.95"):
                least = unit * (z + exact.normal_quantile(1 - mpf(power))) * error
                v.add(f"detectable_difference_{name}_{n}_{n_b}_{power}", call="detectable_difference", metric=metric, options={"power": float(power), **groups}, expect={"value": least}, tol=tol)
        needed = (exact.normal_quantile(mpf("0.025")) + exact.normal_quantile(mpf("0.2"))) ** 2 * 2 * mpf(variance) / (mpf("0.1") if unit == 1 else mpf(10) / unit) ** 2 - pseudo
        v.add(f"required_n_of_a_difference_{name}", call="required_n", metric=metric, options={"difference": 0.1 if unit == 1 else 10, "power": 0.8, **options}, expect={"value": int(mp.ceil(needed))})
    for what in ("power", "detectable_difference"):
        v.add(f"{what}_without_n", call=what, metric="nps", options={"difference": 5} if what == "power" else {}, expect={"error": {"code": "invalid_option", "row": None, "field": "n"}})
    return v

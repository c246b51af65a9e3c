"""Weighted scores: Kish's effective number, linearised standard errors, huge, tiny and zero weights."""

from fractions import Fraction

from vectors import Vectors

# tr = 15 times -1, 25 times 0, 60 times +1, weights 1, 2, 3 recycled: R survey 4.1-1, svydesign(id = ~1, weights), svymean.
PUBLISHED = dict(estimate=45.226130653266333, std_error=8.060991678695249, n_eff=85.53131749460043)
EIGHTEEN = [0, 2, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 10, 10]
MIXED = [1, 0.5, 2, 1.5, 1, 0.25, 3, 1, 1, 0.75, 1.25, 2, 1, 0.5, 1, 1, 2.5, 0.1]


def build():
    v = Vectors(
        "weights",
        "Survey weights: Kish's effective number, the linearised standard error, intervals at the effective number, weights of any size",
        "R survey 4.1-1 (svymean with a with-replacement design); else exact fractions and mpmath 1.3.0 by the definitions (make/exact.py)",
    )
    column = [3] * 15 + [8] * 25 + [10] * 60
    v.add("published", source="R survey 4.1-1, svymean", call="estimate", name="nps", column=column, weights=[1 + i % 3 for i in range(100)], expect={**PUBLISHED, "n": 100, "flags": []})
    for interval in ("adjusted_wald", "score", "wald"):
        v.estimate(f"nps_{interval}", "nps", EIGHTEEN, weights=MIXED, options={"interval": interval})
    for rule in ("top_box", "mean", "index", "sum_over_max", "net"):
        v.estimate(f"csat_{rule}", "csat", [5, 4, 4, 3, 1, 5, 2, 4], weights=MIXED[:8], options={"rule": rule})
    for interval in ("wilson", "wilson_cc", "clopper_pearson", "agresti_coull", "jeffreys", "wald"):
        v.estimate(f"share_{interval}", "csat", [5, 4, 4, 3, 1, 5, 2, 4], weights=MIXED[:8], options={"interval": interval})
    for interval in ("t", "wald"):
        v.estimate(f"mean_{interval}", "mean", [5, 4, 4, 3, 1, 5, 2, 4], weights=MIXED[:8], options={"scale": [1, 5], "interval": interval})
    v.estimate("bayesian", "stars", [5, 4, 4, 3, 1], weights=[1, 2, 1, 0.5, 1], options={"rule": "bayesian", "prior_mean": 3, "prior_n": 4})
    v.estimate("wilson_low", "stars", [5, 4, 4, 3, 1], weights=[1, 2, 1, 0.5, 1], options={"rule": "wilson_low"})
    v.estimate("ones", "nps", EIGHTEEN, weights=[1] * 18, comment="the estimate and n_eff are those without weights; the SE is sqrt(n / (n - 1)) times theirs")
    v.estimate("ones_mean_t", "mean", [1, 2, 5, 5], weights=[1] * 4, options={"scale": [1, 5], "interval": "t"}, comment="the t interval and the standard deviation are those without weights")
    v.estimate("ones_bayesian", "stars", [1, 2, 5, 5], weights=[1] * 4, options={"rule": "bayesian", "prior_mean": 3, "prior_n": 4}, comment="the estimate is that without weights")
    v.estimate("sevens", "nps", EIGHTEEN, weights=[7] * 18, comment="the scale of weights is free")
    for label, factor in (("times_1e300", Fraction(10) ** 0), ("times_1e_300", None)):
        scale = 2.0**990 if label == "times_1e300" else 2.0**-990
        v.estimate(f"mixed_{label}", "nps", EIGHTEEN, weights=[w * scale for w in MIXED])
    v.estimate("tiny_and_huge", "nps", [9, 3, 5], weights=[1e-300, 1e300, 1], only=["estimate", "std_error", "conf_low", "n", "n_eff", "flags"], comment="one answer weighs all")
    v.estimate("subnormal", "nps", [10, 0, 7], weights=[5e-324, 1e-323, 5e-324])
    v.estimate("largest", "nps", [10, 0, 7], weights=[1.7976931348623157e308] * 3, comment="their sum is no f64; the answer is")
    v.estimate("zero_counts_in_n", "nps", [10, 0, 7, 9], weights=[1, 1, 0, 2])
    v.estimate("one_positive", "nps", [10, 0, 7], weights=[0, 3, 0], comment="one answer weighs anything: no standard error, the interval is the whole scale")
    v.estimate("one_answer", "csat", [5], weights=[2])
    v.estimate("all_equal", "nps", [10, 9, 10], weights=[1, 2, 3], comment="a standard error of 0: the interval rests on Kish's number")
    for label, name, columns in (
        ("detractors", "nps", ([0, 0, 0, 0], [3, 6, 4, 0])),
        ("promoters", "nps", ([10, 10, 10, 10], [9, 10, 10, 9])),
        ("satisfied", "csat", ([5, 5, 5, 5], [4, 5, 5, 4])),
        ("dissatisfied", "csat", ([1, 1, 1, 1], [3, 2, 1, 3])),
    ):
        for which, column in zip(("one_point", "several_points"), columns):
            v.estimate(f"one_band_{label}_{which}", name, column, weights=[1, 0.5, 1, 0.5], comment="one band: exact, and the same whichever of its points they are")
    v.estimate("one_band_of_tenths", "nps", [0, 1, 2, 3, 4, 5, 6], weights=[0.1, 0.2, 0.3, 0.7, 0.1, 0.9, 1.1], comment="a standard error of exactly 0, so that Kish's number holds")
    v.estimate("min_n_counts_what_weighs", "nps", [10, 3, 3, 3, 3], weights=[1, 0, 0, 0, 0], options={"min_n": 5}, comment="one person's answer, beside four of weight 0")
    v.estimate("min_n_reached_by_what_weighs", "nps", [10, 3, 3, 3, 3, 3], weights=[1, 1, 0, 2, 1, 1], options={"min_n": 5})
    v.estimate("all_equal_mean_t", "mean", [4, 4, 4], weights=[1, 2, 3], options={"scale": [1, 5], "interval": "t"})
    v.estimate("none_beside_a_missing_answer", "nps", [10, None, 3], weights=[1, None, 2])
    v.estimate("of_nobody", "nps", [None, None], weights=[1, 2])
    v.estimate("with_counts", "nps", [10, 7, 3], weights=[0.5, 2, 1], counts=[4, 3, 2], comment="each of the answers that a row stands for has the row's weight")
    v.estimate("employees_hidden", "enps", [10, 9, 3], weights=[1, 2, 3])
    v.estimate("low_base_by_kish", "nps", [10, 7, 3] * 12, weights=[100] + [1] * 35, comment="36 answers, but fewer than 30 in effect")
    v.estimate("tenths_are_exact", "nps", [10] * 10 + [0], weights=[0.1] * 10 + [1], comment="the sum of ten f64 tenths is 1 + 5.55e-17, not rounded on the way", tol={"abs": 1e-12})
    return v

"""Two waves of the same respondents, row by row: McNemar's test and the mean change."""

from fractions import Fraction

from mpmath import mp, mpf

import exact
from exact import real
from vectors import Vectors

FIRST = [10, 9, 3, 8, 0, 6, 7, 9, 10, 2, 5, 8, 9, 9, 4, 10, 7, 6, 1, 9]
SECOND = [9, 10, 9, 8, 4, 9, 9, 6, 10, 7, 8, 8, 10, 9, 9, 10, 6, 9, 3, 8]
SATISFIED = [5, 4, 2, 3, 1, 4, 5, 2, 2, 4, 3, 5, 4, 1, 2], [4, 5, 4, 4, 2, 4, 3, 4, 5, 4, 5, 5, 4, 4, 2]
# McNemar (1947) as in Agresti, Categorical Data Analysis, table 10.1: approval of the prime minister, first and second survey.
APPROVAL = {(1, 1): 794, (1, 0): 150, (0, 1): 86, (0, 0): 570}


# An NPS is a paired difference of two shares: promoter or not against detractor or not. Detractors, passives, promoters; (P - D)^2 / (P + D),
# Tango (1998) by scipy brentq.
SAME_PEOPLE = [
    ((10, 20, 70), 45, (0.4521665206472863, 0.7127679049267732)),
    ((6, 11, 19), 6.76, (0.09291455152845697, 0.5756021910450241)),
    ((0, 5, 15), 15, (0.46803097340756605, 0.8881382985923343)),
    ((250, 300, 450), 57.1428571428571, (0.1491030225427775, 0.24971216442819724)),
]


def changes(name, options, first, second):
    """The raw scores of each pair that has both answers: first minus second."""
    definition = exact.define(name, options)
    raw = dict(zip(definition.points, definition.raw))
    return definition, [raw[Fraction(a)] - raw[Fraction(b)] for a, b in zip(first, second) if a is not None and b is not None]


def paired_net(name, options, first, second, level="0.95", tails=2):
    """Student's t test of the mean change; the variance over n, as everywhere, and over n - 1 in the test."""
    definition, d = changes(name, options, first, second)
    n = len(d)
    mean = Fraction(sum(d), n)
    variance = real(sum((x - mean) ** 2 for x in d) / n)
    error = mp.sqrt(variance / (n - 1))
    margin = exact.student_quantile((1 - mpf(level)) / tails, n - 1) * error
    t, unit = real(mean) / error, real(definition.factor)
    return dict(
        estimate=unit * real(mean), std_error=unit * mp.sqrt(variance / n), statistic=t, df=float(n - 1), p_value=2 * exact.student_sf(abs(t), n - 1),
        conf_low=unit * (real(mean) - margin), conf_high=unit * (real(mean) + margin), n_a=n, n_b=n, method="paired_net",
    )


def mcnemar(name, options, first, second, level="0.95", tails=2):
    """McNemar (1947) Psychometrika 12:153 without correction; of shares Tango's (1998) interval."""
    definition, d = changes(name, options, first, second)
    n, fell, rose = len(d), sum(x > 0 for x in d), sum(x < 0 for x in d)
    statistic = Fraction((fell - rose) ** 2, fell + rose)
    want = dict(estimate=definition.factor * Fraction(sum(d), n), statistic=statistic, df=1.0, p_value=exact.chi_square_sf(real(statistic), 1), n_a=n, n_b=n, method="mcnemar")
    if definition.kind == "share":
        low, high = exact.tango(mpf(rose), mpf(fell), mpf(n), exact.normal_quantile((1 - mpf(level)) / tails))
        want.update(conf_low=low, conf_high=high)
    return want


def build():
    v = Vectors("paired", "Two waves of the same respondents", "McNemar (1947), Tango (1998), Student's t test of differences; Agresti, Categorical Data Analysis, table 10.1; exact fractions and mpmath 1.3.0")
    tol = {"rel": 1e-12, "abs": 1e-11}

    def test(id_, first, second, metric, options, expect, comment=None, source=None, tol=tol):
        v.add(id_, source=source, comment=comment, call="compare", a={"column": list(first)}, b={"column": list(second)}, metric=metric, options={"paired": True, **options}, expect=expect, tol=tol)

    test("nps_default", FIRST, SECOND, "nps", {}, paired_net("nps", {}, FIRST, SECOND))
    test("nps_level", FIRST, SECOND, "nps", {"level": 0.9}, paired_net("nps", {}, FIRST, SECOND, "0.9"))
    test("nps_turned", SECOND, FIRST, "nps", {"method": "paired_net"}, paired_net("nps", {}, SECOND, FIRST))
    test("nps_mcnemar", FIRST, SECOND, "nps", {"method": "mcnemar"}, mcnemar("nps", {}, FIRST, SECOND), comment="those who fell against those who rose, by however many bands")
    one_sided = paired_net("nps", {}, FIRST, SECOND)
    bound = paired_net("nps", {}, FIRST, SECOND, tails=1)
    less = one_sided["p_value"] / 2 if one_sided["statistic"] < 0 else 1 - one_sided["p_value"] / 2
    test("nps_less", FIRST, SECOND, "nps", {"alternative": "less"}, {"p_value": less, "alternative": "less", "conf_low": -200.0, "conf_high": bound["conf_high"], "level": 0.95}, comment="an upper bound; below, the smallest possible difference")
    test("nps_greater", FIRST, SECOND, "nps", {"alternative": "greater"}, {"p_value": 1 - less, "alternative": "greater", "conf_low": bound["conf_low"], "conf_high": 200.0, "level": 0.95}, comment="a lower bound; above, the largest possible difference")
    tango = mcnemar("csat", {}, *SATISFIED, tails=1)
    test("csat_less", *SATISFIED, "csat", {"alternative": "less"}, {"conf_low": -1.0, "conf_high": tango["conf_high"]})
    test("csat_greater", *SATISFIED, "csat", {"alternative": "greater"}, {"conf_low": tango["conf_low"], "conf_high": 1.0})
    test("nps_clipped", [10, 3], [9, 9], "nps", {}, dict(estimate=-100.0, conf_low=-200.0, conf_high=200.0), comment="t with one degree of freedom gives -1370.6 to 1170.6; no difference of two scores is so large")
    test("mean_clipped", [1, 5], [2, 4], {"metric": "mean", "scale": [1, 5]}, {}, dict(estimate=0.0, conf_low=-4.0, conf_high=4.0))
    gaps = [None if i % 6 == 1 else x for i, x in enumerate(FIRST)], [None if i % 7 == 2 else x for i, x in enumerate(SECOND)]
    test("nps_missing", *gaps, "nps", {}, paired_net("nps", {}, *gaps), comment="only pairs with both answers count")
    mean = {"metric": "mean", "scale": [0, 10]}
    test("mean_default", FIRST, SECOND, mean, {}, paired_net("mean", {"scale": (0, 10)}, FIRST, SECOND), comment="the paired t test")
    test("mean_mcnemar", FIRST, SECOND, mean, {"method": "mcnemar"}, {"error": {"code": "invalid_option", "row": None, "field": "method"}})
    test("csat_default", *SATISFIED, "csat", {}, mcnemar("csat", {}, *SATISFIED))
    test("csat_paired_net", *SATISFIED, "csat", {"method": "paired_net"}, paired_net("csat", {}, *SATISFIED))
    waves = [[pair[side] for pair, n in APPROVAL.items() for _ in range(n)] for side in (0, 1)]
    approved = {"metric": "top_box", "scale": [0, 1], "top": 1}
    test("approval", *waves, approved, {}, {**mcnemar("top_box", {"scale": (0, 1), "top": 1}, *waves), "estimate": 64 / 1600, "statistic": 4096 / 236}, source="Agresti, Categorical Data Analysis, table 10.1")
    for (low, between, high), statistic, (conf_low, conf_high) in SAME_PEOPLE:
        first, second = [1] * high + [0] * (between + low), [0] * (high + between) + [1] * low
        expect = dict(estimate=Fraction(high - low, low + between + high), statistic=float(statistic), p_value=exact.chi_square_sf(real(Fraction((high - low) ** 2, high + low)), 1), conf_low=conf_low, conf_high=conf_high)
        test(f"nps_as_a_paired_difference_{low}_{between}_{high}", first, second, approved, {}, expect, comment="promoter or not against detractor or not, of the same people", source="McNemar (1947), R 4.2.2; Tango (1998), by scipy brentq", tol={"rel": 1e-12})
    test("no_change", FIRST, FIRST, "nps", {}, dict(estimate=0.0, p_value=None, statistic=None, flags=["low_base", "zero_variance"]), comment="nobody changed: there is nothing to test")
    test("lengths", FIRST, SECOND[1:], "nps", {}, {"error": {"code": "length_mismatch"}})
    test("method_of_samples", FIRST, SECOND, "nps", {"method": "welch"}, {"error": {"code": "invalid_option", "row": None, "field": "method"}})
    return v

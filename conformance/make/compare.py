"""Two samples, several groups, multiplicity, sample size: published answers and definitions."""

from fractions import Fraction
from math import comb

from mpmath import mp, mpf

import exact
from vectors import Vectors

# R package NPS 1.1 (R 4.2.2, nps.test), adjusted Wald in R by measuringu.com/nps-sig-test-sample-size, stats::t.test, chisq.test, wilcox.test on [-1, 1]; groups as detractors, passives, promoters.
NPS = [
    ((10, 20, 70), (15, 25, 60), dict(wald=(0.15, 0.099373034571759, 0.131180295373943), adjusted=(0.145631067961165, 0.0987185065246218, 1.47521546960238, 0.140154623750837, -0.0478536494346758, 0.339115785357006), welch=(1.5018975339655, 195.681049444494, 0.134735539210386, -0.0469669514493018, 0.346966951449302), chi=(2.32478632478632, 2, 0.312736854531193), mw=(5525, 0.128828218573152))),
    ((6, 11, 19), (14, 12, 10), dict(wald=(0.472222222222222, 0.183965893391718, 0.0102611925583715), adjusted=(0.435897435897436, 0.176264866773422, 2.47296834517655, 0.0133996011141593, 0.0904246452817771, 0.781370226513095), welch=(2.53099844624518, 69.617767548356, 0.01363641390695, 0.100073260082124, 0.84437118436232), chi=(6.03658170914543, 2, 0.0488846980603732), mw=(851, 0.0150970206819926))),
]
# Newcombe (1998) Statistics in Medicine 17:873, method 10; R prop.test, fisher.test.
SHARES = [
    ((56, 70), (48, 80), (0.0524314724023649, 0.333872654036906), 7.02341137123746, 0.00804508136819656, (0.0575048991490372, 0.342495100850963), 0.0125211297492092),
    ((10, 10), (0, 20), (0.679086037141915, 1), 30, 4.3204630578275e-08, (1, 1), 3.32833916042312e-08),
]
# R stats on 0-10 scores with ties.
A = [0, 2, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 10, 10]
B = [0, 0, 1, 3, 5, 5, 6, 6, 7, 7, 7, 8, 8, 9, 9, 10]
# R ?wilcox.test, Hollander and Wolfe (1973) p. 69.
X = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
Y = [1.15, 0.88, 0.9, 0.74, 1.21]
# Fleiss (1981) p. 139, R ?prop.test.
SMOKERS = ((83, 86), (90, 93), (129, 136), (70, 82))
# Benjamini & Hochberg (1995); R p.adjust.
P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
ADJUSTED = {
    "bonferroni": [0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, 1, 1, 1, 1, 1, 1],
    "holm": [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1],
    "hochberg": [0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.2682, 0.2682, 0.2752, 0.3213, 1, 1, 1, 1, 1, 1],
    "bh": [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571429, 0.0638571428571429, 0.0645, 0.0765, 0.486, 0.581181818181818, 0.714875, 0.753230769230769, 0.813214285714286, 1],
    "by": [0.00497734348984349, 0.00995468697968698, 0.0315231754356754, 0.118211907883783, 0.200089208291708, 0.211892622853337, 0.211892622853337, 0.21402577006327, 0.253844517982018, 1, 1, 1, 1, 1, 1],
}
# statsmodels 0.15.0 multinomial_proportions_confint(method="goodman").
GOODMAN = {
    (15, 25, 60): [[0.08370128814106519, 0.2542420984960505], [0.16183079654607457, 0.3652716224804366], [0.4803930775191312, 0.7087659548702643]],
    (10, 20, 70): [[0.04854821017107414, 0.19481566027134378], [0.12172463905883875, 0.31079826377297476], [0.5819184497265393, 0.7963996150522517]],
    (6, 11, 19): [[0.06694603203578642, 0.3579438604290707], [0.15947538211610932, 0.505043721821724], [0.3389161849812766, 0.7090096573133187]],
}


def side(bands, column=(0, 7, 10)):
    return {"column": list(column), "counts": list(bands)}


def balanced(a, b, level=mpf("0.95"), tails=2):
    """Adjusted Wald with 3 n / min(n) pseudo-answers in a group: a quarter low, a quarter high, half between."""
    least = min(sum(a), sum(b))
    net, variance = [], mpf(0)
    for group in (a, b):
        n = sum(group)
        pseudo = mpf(3) * n / least
        total = n + pseudo
        low, high = (group[0] + pseudo / 4) / total, (group[2] + pseudo / 4) / total
        net.append(high - low)
        variance += (low + high - (high - low) ** 2) / (n + 3)
    error = mp.sqrt(variance)
    z = (net[0] - net[1]) / error
    margin = exact.normal_quantile((1 - level) / tails) * error
    return dict(statistic=z, p_value=2 * exact.normal_sf(abs(z)), conf_low=100 * (net[0] - net[1] - margin), conf_high=100 * (net[0] - net[1] + margin))


def fisher(k, n, m, total):
    """Two-sided: all tables no more probable than the one seen (R fisher.test)."""
    weight = lambda x: comb(m, x) * comb(total - m, n - x)  # noqa: E731
    seen = weight(k)
    tables = [weight(x) for x in range(max(0, n + m - total), min(n, m) + 1)]
    return Fraction(sum(w for w in tables if w <= seen), sum(tables))


def newcombe(k1, n1, k2, n2, tail):
    """Newcombe (1998) Statistics in Medicine 17:873, method 10."""
    z = exact.normal_quantile(tail)
    p, q = mpf(k1) / n1, mpf(k2) / n2
    (l1, u1), (l2, u2) = exact.wilson_ends(mpf(k1), mpf(n1), z), exact.wilson_ends(mpf(k2), mpf(n2), z)
    return p - q - mp.sqrt((p - l1) ** 2 + (u2 - q) ** 2), p - q + mp.sqrt((u1 - p) ** 2 + (q - l2) ** 2)


def shares(variance, population=None):
    """The whole answers with which half of Wilson's interval is at most 5 points, by bisection; of a population, Cochran (1977) 4.3."""
    z, v = exact.normal_quantile(mpf("0.025")), mpf(str(variance))
    p = (1 + mp.sqrt(1 - 4 * v)) / 2
    n = exact.bisect(lambda n: mpf("0.05") - (lambda ends: ends[1] - ends[0])(exact.wilson_ends(p * n, n, z)) / 2, 1, 10_000)
    return int(mp.ceil(n if population is None else n / (1 + (n - 1) / population)))


def one_sided(test):
    """A one-sided alternative has a bound at the level, and the end of what is possible: R's prop.test and t.test."""
    groups = (10, 20, 70), (15, 25, 60)
    bound = balanced(*groups, tails=1)
    a, b = side(groups[0]), side(groups[1])
    test("nps_greater", a, b, "nps", {"alternative": "greater"}, dict(p_value=exact.normal_sf(bound["statistic"]), conf_low=bound["conf_low"], conf_high=200.0, level=0.95), comment="a lower bound; above, the largest possible difference")
    test("nps_less", a, b, "nps", {"alternative": "less"}, dict(p_value=1 - exact.normal_sf(bound["statistic"]), conf_low=-200.0, conf_high=bound["conf_high"], level=0.95), comment="an upper bound; below, the smallest possible difference")
    a, b = side((56, 14), (5, 1)), side((48, 32), (5, 1))
    low, high = newcombe(56, 70, 48, 80, mpf("0.05"))
    test("share_newcombe_greater", a, b, "csat", {"alternative": "greater"}, dict(conf_low=low, conf_high=1.0))
    test("share_newcombe_less", a, b, "csat", {"alternative": "less"}, dict(conf_low=-1.0, conf_high=high))
    error = mp.sqrt(mpf("0.16") / 70 + mpf("0.24") / 80)
    z = exact.normal_quantile(mpf("0.1"))
    test("share_wald_greater", a, b, "csat", {"alternative": "greater", "method": "wald", "level": 0.9}, dict(conf_low=mpf("0.2") - z * error, conf_high=1.0, level=0.9), comment="R's prop.test(alternative = 'greater', correct = FALSE, conf.level = .9)")
    means = []
    for column in (A, B):
        m = Fraction(sum(column), len(column))
        means.append((m, sum((x - m) ** 2 for x in column) / (len(column) - 1) / len(column), len(column) - 1))
    (m1, v1, df1), (m2, v2, df2) = means
    df = (v1 + v2) ** 2 / (v1**2 / df1 + v2**2 / df2)
    margin = exact.student_quantile(mpf("0.05"), exact.real(df)) * mp.sqrt(exact.real(v1 + v2))
    mean = {"metric": "mean", "scale": [0, 10]}
    for method in ("welch", "mann_whitney"):
        test(f"mean_{method}_greater", {"column": A}, {"column": B}, mean, {"method": method, "alternative": "greater"}, dict(conf_low=exact.real(m1 - m2) - margin, conf_high=10.0))
        test(f"mean_{method}_less", {"column": A}, {"column": B}, mean, {"method": method, "alternative": "less"}, dict(conf_low=-10.0, conf_high=exact.real(m1 - m2) + margin))
    for label, options in (("equivalence", {"equivalence": 10}), ("chi_square", {"method": "chi_square"})):
        test(f"one_sided_{label}", side((1, 1, 1)), side((1, 1, 1)), "nps", {"alternative": "less", **options}, {"error": {"code": "invalid_option", "row": None, "field": "alternative"}}, comment="it has no sides")


def build():
    v = Vectors("compare", "Two samples, several groups, simultaneous intervals, multiplicity, sample size", "R package NPS 1.1, R 4.2.2 stats, Newcombe (1998), Benjamini & Hochberg (1995), Fleiss (1981), statsmodels 0.15.0, measuringu.com; else exact fractions and mpmath 1.3.0")
    tol = {"rel": 1e-12, "abs": 1e-11}

    def test(id_, a, b, metric, options, expect, tol=tol, comment=None, source=None):
        v.add(id_, source=source, comment=comment, call="compare", a=a, b=b, metric=metric, options=options or None, expect=expect, tol=tol)

    for a, b, r in NPS:
        name = "_".join(map(str, a)) + "_against_" + "_".join(map(str, b))
        package = "R 4.2.2, package NPS 1.1"
        difference = 100 * r["wald"][0]
        both = dict(estimate=difference, n_a=sum(a), n_b=sum(b), unit="points")
        test(f"nps_wald_{name}", side(a), side(b), "nps", {"method": "wald"}, dict(both, p_value=r["wald"][2], std_error=100 * r["wald"][1], method="wald"), source=package)
        z, p, low, high = r["adjusted"][2:]
        for method in ("adjusted_wald", "adjusted_wald_balanced"):
            test(f"nps_{method}_{name}", side(a), side(b), "nps", {"method": method}, dict(both, statistic=z, p_value=p, conf_low=100 * low, conf_high=100 * high), comment="equal n, so both are the published one", source="Lewis and Sauro, measuringu.com, in R 4.2.2")
        test(f"nps_default_{name}", side(a), side(b), "nps", None, dict(both, p_value=p, method="adjusted_wald_balanced"))
        t, df, p, low, high = r["welch"]
        test(f"nps_welch_{name}", side(a), side(b), "nps", {"method": "welch"}, dict(both, statistic=t, df=df, p_value=p, conf_low=100 * low, conf_high=100 * high), source="R 4.2.2, t.test")
        x, df, p = r["chi"]
        test(f"nps_chi_square_{name}", side(a), side(b), "nps", {"method": "chi_square"}, dict(statistic=x, df=df, p_value=p), source="R 4.2.2, chisq.test")
        w, p = r["mw"]
        test(f"nps_mann_whitney_{name}", side(a), side(b), "nps", {"method": "mann_whitney"}, dict(statistic=w, p_value=p), source="R 4.2.2, wilcox.test")
    for (a, b) in (((10, 20, 70), (3, 3, 4)), ((1, 1, 1), (200, 300, 500)), ((0, 0, 12), (0, 0, 30))):
        name = "_".join(map(str, (*a, *b)))
        test(f"nps_balanced_{name}", side(a), side(b), "nps", None, balanced(a, b))
        turned = balanced(b, a)
        test(f"nps_balanced_{name}_turned", side(b), side(a), "nps", None, turned)
    share = {"metric": "csat"}
    for (k1, n1), (k2, n2), newcombe, chi, p, wald, exact_p in SHARES:
        name = f"{k1}_{n1}_{k2}_{n2}"
        a, b = side((k1, n1 - k1), (5, 1)), side((k2, n2 - k2), (5, 1))
        test(f"share_newcombe_{name}", a, b, share, None, dict(estimate=k1 / n1 - k2 / n2, conf_low=newcombe[0], conf_high=newcombe[1], statistic=chi, p_value=p, method="newcombe", unit="share"), source="Newcombe (1998) 17:873, method 10; R 4.2.2, prop.test")
        if wald[0] == wald[1]:
            comment = "DIFFERENCE: R prints [1, 1]; a standard error of 0 allows neither a test nor an interval of no width"
            test(f"share_wald_{name}", a, b, share, {"method": "wald"}, dict(estimate=1.0, p_value=None, conf_low=None, conf_high=None), comment=comment)
        else:
            test(f"share_wald_{name}", a, b, share, {"method": "wald"}, dict(conf_low=wald[0], conf_high=wald[1]), source="R 4.2.2, prop.test")
        test(f"share_fisher_{name}", a, b, share, {"method": "fisher"}, dict(p_value=exact_p), source="R 4.2.2, fisher.test")
    for k1, n1, k2, n2 in ((3, 10, 7, 12), (0, 5, 5, 5), (1, 100, 9, 90), (50, 1000, 80, 1000), (28, 100, 10, 20), (29, 100, 57, 99), (55, 93, 14, 49)):
        test(f"share_fisher_exact_{k1}_{n1}_{k2}_{n2}", side((k1, n1 - k1), (5, 1)), side((k2, n2 - k2), (5, 1)), share, {"method": "fisher"}, dict(p_value=fisher(k1, n1, k1 + k2, n1 + n2)))
    detractors = {"column": [0] * 21 + [1] * 6 + [3] * 3}
    for method in ("wald", "welch"):
        test(f"nps_{method}_without_variance", detractors, {"column": [10] * 30}, "nps", {"method": method}, dict(estimate=-200.0, std_error=0.0, p_value=None, statistic=None, conf_low=None, conf_high=None, flags=["zero_variance"]), comment=".7 + .2 + .1 is not 1 in f64; the counts are")
    for method in ("adjusted_wald", "adjusted_wald_balanced", "score"):
        test(f"nps_{method}_without_variance", detractors, {"column": [10] * 30}, "nps", {"method": method}, dict(estimate=-200.0, std_error=0.0))
    one_sided(test)
    mean = {"metric": "mean", "scale": [0, 10]}
    test("ordinal_welch", {"column": A}, {"column": B}, mean, {"method": "welch"}, dict(statistic=1.69306281256075, df=30.3274903904555, p_value=0.100693082046169), source="R 4.2.2, t.test")
    test("ordinal_mann_whitney", {"column": A}, {"column": B}, mean, {"method": "mann_whitney"}, dict(statistic=197.5, p_value=0.0650859597481898, effect_size=0.3715277777777777), comment="the effect size is Cliff's delta", source="R 4.2.2, wilcox.test; scipy 1.18.1")
    test("ordinal_turned", {"column": B}, {"column": A}, mean, {"method": "mann_whitney"}, dict(statistic=90.5, p_value=0.0650859597481898, effect_size=-0.3715277777777777))
    test("mean_defaults_to_welch", {"column": A}, {"column": B}, mean, None, dict(method="welch", statistic=1.69306281256075))
    test("weights_of_two_tallies", {"spec": {}, "steps": [{"observe": {"column": A}}]}, {"spec": {}, "steps": [{"observe": {"column": B}}]}, "nps", {"method": "mann_whitney"}, dict(statistic=197.5))
    # Hollander and Wolfe (1973) p. 69, the example of R ?wilcox.test: W = 35 of 50 pairs.
    deviation = mpf(35) - 25 - mpf(1) / 2
    error = mp.sqrt(mpf(10 * 5 * 16) / 12)

    def permeability(id_, options, expect, **more):
        test(id_, {"column": X}, {"column": Y}, {"metric": "mean", "scale": [0.7, 2.0, 0.01]}, {"method": "mann_whitney", **options}, expect, tol={"rel": 1e-12}, **more)

    permeability("hollander_wolfe", {}, dict(statistic=35.0, effect_size=0.4), source="Hollander and Wolfe (1973) p. 69; R 4.2.2, wilcox.test", comment="35 of 50 pairs won, so Cliff's delta is .4")
    p = exact.normal_sf(deviation / error)
    permeability("hollander_wolfe_greater", {"alternative": "greater"}, dict(p_value=p), comment="DIFFERENCE: R counts the orders of so few answers without ties, .1272; answers on a scale have ties, so ours is the normal p, .1223")
    permeability("hollander_wolfe_two_sided", {"alternative": "two_sided"}, dict(p_value=2 * p))
    frame = {"group": [g for g in "abcd" for _ in range(2)], "answer": [1, 0] * 4, "n": [c for k, n in SMOKERS for c in (k, n - k)]}
    v.add("smokers", source="Fleiss (1981) p. 139; R 4.2.2, prop.test", call="compare_all", frame=frame, metric={"metric": "top_box", "scale": [0, 1], "top": 1}, column="answer", options={"by": "group", "counts": "n"}, expect=dict(statistic=12.6004112971276, df=3, p_value=0.00558547666162702, method="chi_square"), tol=tol)
    for method, values in ADJUSTED.items():
        v.add(f"p_adjust_{method}", source="Benjamini and Hochberg (1995); R 4.2.2, p.adjust", call="p_adjust", p=P, options={"method": method}, expect={"values": values}, tol=tol)
        v.add(f"p_adjust_{method}_turned", call="p_adjust", p=P[::-1], options={"method": method}, expect={"values": values[::-1]}, tol=tol)
        v.add(f"p_adjust_{method}_with_missing", call="p_adjust", p=[None, *P, None], options={"method": method}, expect={"values": [None, *values, None]}, tol=tol, comment="missing values stay and do not count")
    v.add("p_adjust_default_is_holm", call="p_adjust", p=[0.01, 0.04], expect={"values": [0.02, 0.04]})
    v.add("p_adjust_of_none", call="p_adjust", p=[], expect={"values": []})
    v.add("p_adjust_off_0_to_1", call="p_adjust", p=[0.5, 1.5], expect={"error": {"code": "out_of_range", "row": 1}})
    for counts, ends in GOODMAN.items():
        v.add("goodman_" + "_".join(map(str, counts)), source="statsmodels 0.15.0, multinomial_proportions_confint", call="share_intervals", spec={"scale": [1, 3]}, steps=[{"from_counts": {"counts": list(counts), "options": {"scale": [1, 3]}}}], expect={"rows": [{"share": c / sum(counts), "conf_low": low, "conf_high": high} for c, (low, high) in zip(counts, ends)]}, tol=tol)
    # measuringu.com/nps-ci-sample-size: z^2 v / margin^2 - 3.
    for margin, level, variance, n in ((10, 0.95, None, 382), (5, 0.95, None, 1534), (5, 0.95, 0.5, 766), (5, 0.9, 0.67, 723), (3, 0.95, 0.555555555555556, 2369)):
        options = {"margin": margin, "level": level, **({"variance": variance} if variance else {})}
        v.add(f"required_n_{margin}_{level}_{variance or 1}", source="measuringu.com/nps-ci-sample-size", call="required_n", metric="nps", options=options, expect={"value": n})
    for label, options, n in (("", {}, shares(0.25)), ("_of_80", {"share": 0.8}, shares(0.16)), ("_of_a_population", {"population": 2000}, shares(0.25, 2000))):
        v.add(f"required_n_of_a_share{label}", call="required_n", metric="csat", options={"margin": 0.05, **options}, expect={"value": n}, comment="half of Wilson's interval, the default of shares")
    v.add("required_n_of_a_population", source="z^2 / margin^2 - 3 = 381.146, of 2,000: Cochran (1977) 4.3", call="required_n", metric="nps", options={"margin": 10, "population": 2000}, expect={"value": 321})
    for label, options in (("margin_of_zero", {"margin": 0}), ("negative_margin", {"margin": -5}), ("nan_margin", {"margin": "NaN"})):
        v.add(f"required_n_{label}", call="required_n", metric="nps", options=options, expect={"error": {"code": "invalid_option", "row": None, "field": "margin"}})
    test("method_unknown", side((1, 1, 1)), side((1, 1, 1)), "nps", {"method": "ztest"}, {"error": {"code": "invalid_option", "row": None, "field": "method"}})
    test("metric_unknown", side((1, 1, 1)), side((1, 1, 1)), "npz", None, {"error": {"code": "unknown_metric", "row": None}})
    test("tallies_of_other_scales", {"spec": {}, "steps": []}, {"spec": {"scale": [1, 5]}, "steps": []}, "nps", None, {"error": {"code": "scale_mismatch", "row": None}})
    test("tallies_of_other_directions", {"spec": {"scale": [1, 5]}, "steps": []}, {"spec": {"scale": [1, 5], "direction": "lower_is_better"}, "steps": []}, "mean", None, {"error": {"code": "direction_mismatch", "row": None}})
    return v

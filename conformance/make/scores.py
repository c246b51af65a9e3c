"""csat, ces, stars, favorability, mean: every rule and form, every interval of theirs."""

from vectors import Vectors

FIVE = [5, 4, 4, 3, 1, 5, 2, 4]
SEVEN = [7, 6, 5, 4, 3, 2, 1, 5, 6, 7, 7]
MEANS = ("adjusted_wald", "t", "wald")
SHARES = ("wilson", "wilson_cc", "clopper_pearson", "agresti_coull", "jeffreys", "wald")


def build():
    v = Vectors(
        "scores",
        "Customer satisfaction, effort, stars, favourability and means of a column: each rule and form, each interval",
        "exact fractions and mpmath 1.3.0 by the definitions (make/exact.py); NIST StRD univariate NumAcc1",
    )
    for rule in ("top_box", "mean", "index", "sum_over_max", "net"):
        v.estimate(f"csat_{rule}", "csat", FIVE, options={"rule": rule})
        v.estimate(f"csat_{rule}_of_seven", "csat", SEVEN, options={"rule": rule, "scale": [1, 7]})
        v.estimate(f"csat_{rule}_all_equal", "csat", [5] * 6, options={"rule": rule})
        v.estimate(f"csat_{rule}_of_none", "csat", [None, None], options={"rule": rule})
    v.estimate("csat_default_is_the_top_box", "csat", FIVE)
    v.estimate("csat_top_1", "csat", FIVE, options={"top": 1})
    v.estimate("csat_top_3_of_ten", "csat", [1, 8, 10, 9, 7, 3], options={"top": 3, "scale": [1, 10]})
    v.estimate("csat_net_without_a_middle", "csat", FIVE, options={"rule": "net", "top": 3, "bottom": 2})
    v.estimate("csat_net_1_and_1", "csat", FIVE, options={"rule": "net", "top": 1, "bottom": 1})
    v.estimate("csat_top_1_of_two", "csat", [0, 1, 1, 1], options={"scale": [0, 1], "top": 1}, comment="thumbs")
    for interval in SHARES:
        v.estimate(f"csat_{interval}", "csat", FIVE, options={"interval": interval})
    for interval in MEANS:
        v.estimate(f"csat_mean_{interval}", "csat", FIVE, options={"rule": "mean", "interval": interval})
        v.estimate(f"csat_index_{interval}", "csat", FIVE, options={"rule": "index", "interval": interval, "level": 0.9})
    v.estimate("csat_net_score", "csat", FIVE, options={"rule": "net", "interval": "score"})
    for form, scale, column in (
        ("effort", [1, 5], FIVE), ("effort", [1, 7], SEVEN), ("agreement", None, SEVEN), ("agreement_share", None, SEVEN), ("net_easy", None, SEVEN),
        ("ease", [1, 7], SEVEN), ("ease", [1, 5], FIVE),
    ):
        options = {"form": form, **({"scale": scale} if scale else {})}
        label = f"ces_{form}" + (f"_{scale[1]}" if scale else "")
        v.estimate(label, "ces", column, options=options)
        v.estimate(f"{label}_level_80", "ces", column, options={**options, "level": 0.8})
    v.estimate("ces_agreement_names_its_scale", "ces", SEVEN, options={"form": "agreement", "scale": [1, 7]})
    v.estimate("ces_effort_of_none", "ces", [], options={"form": "effort", "scale": [1, 5]}, comment="the direction is known without answers")
    for rule in ("mean", "share", "wilson_low"):
        v.estimate(f"stars_{rule}", "stars", FIVE, options={"rule": rule})
        v.estimate(f"stars_{rule}_one", "stars", [5], options={"rule": rule})
    v.estimate("stars_default_is_the_mean", "stars", FIVE)
    v.estimate("stars_share_top_1", "stars", FIVE, options={"rule": "share", "top": 1})
    v.estimate("stars_wilson_low_ranks_many_above_few", "stars", [5, 1], counts=[90, 10], options={"rule": "wilson_low"})
    v.estimate("stars_bayesian", "stars", FIVE, options={"rule": "bayesian", "prior_mean": 3.5, "prior_n": 10})
    v.estimate("stars_bayesian_two_of_five", "stars", [5, 5], options={"rule": "bayesian", "prior_mean": 3, "prior_n": 2})
    v.estimate("stars_bayesian_of_none", "stars", [], options={"rule": "bayesian", "prior_mean": 3, "prior_n": 2})
    halves = [0.5, 5.0, 4.5, 4.5, 3.0, 2.5]
    for rule in ("mean", "share", "wilson_low"):
        v.estimate(f"half_stars_{rule}", "stars", halves, options={"scale": [0.5, 5, 0.5], "rule": rule})
    v.estimate("slider_mean", "stars", [0.1, 0.3, 0.7, 1.0, 0.0, 0.3], options={"scale": [0, 1, 0.1]}, comment="0.3 is the point nearest to 3/10")
    v.estimate("slider_percent", "csat", [0, 50, 100, 75, 33], options={"scale": [0, 100], "rule": "index"})
    v.estimate("thousand_points", "csat", [0, 1000, 500, 333, 999], options={"scale": [0, 1000], "rule": "mean"})
    v.estimate("negative_scale", "csat", [-2, -1, 0, 1, 2, 2], options={"scale": [-2, 2], "rule": "mean"})
    v.estimate("quarter_steps", "stars", [1.25, 1.75, 2.0], options={"scale": [1, 2, 0.25]})
    v.estimate("tenths_as_f32", "stars", {"f32": [4.1, 4.9, 3.3]}, means=[4.1, 4.9, 3.3], options={"scale": [0, 5, 0.1]}, comment="an f32 is the number that its shortest decimal spells")
    for rule in ("share", "net"):
        v.estimate(f"favorability_{rule}", "favorability", FIVE, options={"scale": [1, 5], "rule": rule})
        v.estimate(f"favorability_{rule}_of_seven", "favorability", SEVEN, options={"scale": [1, 7], "rule": rule, "top": 3, "bottom": 3})
    v.estimate("favorability_default_is_the_share", "favorability", FIVE, options={"scale": [1, 5]})
    for interval in MEANS:
        v.estimate(f"mean_{interval}", "mean", SEVEN, options={"scale": [1, 7], "interval": interval})
    v.estimate("mean_lower_is_better", "mean", SEVEN, options={"scale": [1, 7], "direction": "lower_is_better"})
    v.estimate("mean_of_one", "mean", [4], options={"scale": [1, 7]})
    v.estimate("mean_of_one_t", "mean", [4], options={"scale": [1, 7], "interval": "t"}, comment="no spread is known: the whole scale")
    v.estimate("mean_all_equal_t", "mean", [4] * 5, options={"scale": [1, 7], "interval": "t"})
    v.estimate("mean_two_apart_t", "mean", [1, 7], options={"scale": [1, 7], "interval": "t"}, comment="one degree of freedom; clipped to the scale")
    return v

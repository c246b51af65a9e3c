"""What is refused, with its code, its row and its field."""

from vectors import Vectors


def build():
    v = Vectors("refusals", "What a call on a column refuses: code, row (0-based) and field", "the rules of the house (docs/errors.md)")
    nps = lambda id_, column, code, **more: v.refused(id_, "nps", column, code, **more)  # noqa: E731
    nps("eleven", [10, 3, 11], "out_of_range", row=2)
    nps("minus_one", [10, -1], "out_of_range", row=1)
    nps("first_of_many", [10, 11, 12, -3], "out_of_range", row=1)
    nps("huge", [10, 1e300], "out_of_range", row=1)
    nps("two_to_63", {"i64": ["9223372036854775807"]}, "out_of_range", row=0)
    nps("two_to_64", {"u64": ["18446744073709551615"]}, "out_of_range", row=0)
    nps("fraction", [10, 8.5], "not_an_integer", row=1)
    nps("fraction_outside", [10, 10.5], "out_of_range", row=1)
    nps("fraction_in_text", ["10", "8.5"], "not_an_integer", row=1)
    nps("infinity", [10, {"float": "Infinity"}], "not_a_number", row=1)
    nps("minus_infinity", {"f64": [10, "-Infinity"]}, "not_a_number", row=1)
    nps("text", ["10", "great"], "not_a_number", row=1)
    nps("text_off_the_scale", ["10", "11 - Don't know"], "out_of_range", row=1)
    nps("nearly_a_point", [10, 9.000000000000002], "not_an_integer", row=1)
    nps("undeclared_missing_code", [10, 99], "out_of_range", row=1, options={"na": [98]})
    v.refused("between_half_stars", "stars", [4.5, 4.4], "not_an_integer", row=1, options={"scale": [0.5, 5, 0.5]})
    v.refused("zero_on_one_to_five", "csat", [5, 0], "out_of_range", row=1)
    long = [10] * 40000
    nps("row_40000_of_a_long_column", {"u8": [*long[:20000], 77]}, "out_of_range", row=20000, comment="past the first block")
    # Weights and counts.
    nps("weights_sum_to_zero", [9, 3], "invalid_weight", field="weights", weights=[0, 0])
    nps("weight_negative", [9, 3], "invalid_weight", row=1, field="weights", weights=[1, -1])
    nps("weight_infinite", [9, 3], "invalid_weight", row=1, field="weights", weights=[1.0, {"float": "Infinity"}])
    nps("weight_missing_beside_an_answer", [9, 3], "invalid_weight", row=1, field="weights", weights=[1, None])
    nps("weight_nan_beside_an_answer", [9, 3], "invalid_weight", row=1, field="weights", weights=[1.0, {"float": "NaN"}])
    nps("weight_negative_beside_a_missing_answer", [9, None], "invalid_weight", row=1, field="weights", weights=[1, -1])
    nps("weights_too_few", [9, 3], "length_mismatch", field="weights", weights=[1])
    nps("weights_too_many", [9, 3], "length_mismatch", field="weights", weights=[1, 1, 1])
    nps("weights_empty", [9, 3], "length_mismatch", field="weights", weights=[])
    nps("counts_too_few", [9, 3], "length_mismatch", field="counts", counts=[1])
    nps("count_negative", [9, 3], "out_of_range", row=1, field="counts", counts=[1, -1])
    nps("count_fraction", [9, 3], "not_an_integer", row=1, field="counts", counts=[1, 1.5])
    nps("count_missing", [9, 3], "not_an_integer", row=1, field="counts", counts=[1, None])
    nps("count_past_2_53", [9, 3], "count_overflow", row=1, field="counts", counts=[1, 1e16])
    nps("counts_add_up_past_2_53", [9, 3], "count_overflow", counts=[9007199254740992, 1])
    # Options.
    for label, level in (("zero", 0), ("one", 1), ("negative", -0.1), ("percent", 95), ("nan", "NaN"), ("infinite", "Infinity")):
        nps(f"level_{label}", [10], "invalid_level", field="level", options={"level": level})
    nps("interval_unknown", [10], "invalid_option", field="interval", options={"interval": "wilsn"})
    nps("interval_of_a_share", [10], "invalid_option", field="interval", options={"interval": "wilson"})
    v.refused("interval_of_a_net", "csat", [5], "invalid_option", field="interval", options={"interval": "adjusted_wald"})
    v.refused("interval_of_a_mean", "csat", [5], "invalid_option", field="interval", options={"rule": "mean", "interval": "clopper_pearson"})
    nps("invalid_unknown", [10], "invalid_option", field="invalid", options={"invalid": "drop"})
    nps("min_n_negative", [10], "invalid_option", field="min_n", options={"min_n": -1})
    nps("min_n_fraction", [10], "invalid_option", field="min_n", options={"min_n": 2.5})
    nps("bands_off_the_scale", [10], "invalid_option", field="bands", options={"bands": [6, 11]})
    nps("bands_between_points", [10], "invalid_option", field="bands", options={"bands": [6.5, 9]})
    nps("bands_turned_over", [10], "invalid_option", field="bands", options={"bands": [9, 6]})
    nps("bands_equal", [10], "invalid_option", field="bands", options={"bands": [6, 6]})
    nps("one_to_ten_without_bands", [10], "scale_mismatch", field="scale", options={"scale": [1, 10]})
    nps("one_to_five_without_bands", [5], "scale_mismatch", field="scale", options={"scale": [1, 5]})
    nps("labels_that_differ_in_case_alone", ["a", "A"], "invalid_option", field="labels", options={"labels": {"a": 1, "A": 5}})
    nps("labels_that_differ_in_blanks_alone", ["a"], "invalid_option", field="labels", options={"labels": {"a": 1, " a ": 5}})
    nps("label_off_the_scale", [10], "invalid_option", field="labels", options={"labels": {"great": 11}})
    csat = lambda id_, options, field: v.refused(id_, "csat", [5], "invalid_option", field=field, options=options)  # noqa: E731
    csat("scale_empty", {"scale": [5, 5]}, "scale")
    csat("scale_turned_over", {"scale": [5, 1]}, "scale")
    csat("scale_step_does_not_divide", {"scale": [0, 10, 3]}, "scale")
    csat("scale_step_of_zero", {"scale": [0, 10, 0]}, "scale")
    csat("scale_of_too_many_points", {"scale": [0, 1001]}, "scale")
    csat("scale_of_one_number", {"scale": [5]}, "scale")
    csat("rule_unknown", {"rule": "topbox"}, "rule")
    csat("top_of_zero", {"top": 0}, "top")
    csat("top_of_all", {"top": 5}, "top")
    csat("net_overlaps", {"rule": "net", "top": 3, "bottom": 3}, "top and bottom")
    csat("sum_over_a_maximum_of_zero", {"rule": "sum_over_max", "scale": [-4, 0]}, "scale")
    v.refused("ces_form_unknown", "ces", [5], "invalid_option", field="form", options={"form": "v1"})
    v.refused("ces_effort_without_scale", "ces", [5], "invalid_option", field="scale", options={"form": "effort"})
    v.refused("ces_ease_without_scale", "ces", [5], "invalid_option", field="scale", options={"form": "ease"})
    v.refused("ces_agreement_on_five", "ces", [5], "invalid_option", field="scale", options={"form": "agreement", "scale": [1, 5]})
    v.refused("stars_rule_unknown", "stars", [5], "invalid_option", field="rule", options={"rule": "median"})
    v.refused("stars_bayesian_without_prior_mean", "stars", [5], "invalid_option", field="prior_mean", options={"rule": "bayesian", "prior_n": 5})
    v.refused("stars_bayesian_without_prior_n", "stars", [5], "invalid_option", field="prior_n", options={"rule": "bayesian", "prior_mean": 3})
    v.refused("stars_prior_mean_off_the_scale", "stars", [5], "invalid_option", field="prior_mean", options={"rule": "bayesian", "prior_mean": 6, "prior_n": 5})
    v.refused("stars_prior_n_of_zero", "stars", [5], "invalid_option", field="prior_n", options={"rule": "bayesian", "prior_mean": 3, "prior_n": 0})
    v.refused("favorability_rule_unknown", "favorability", [5], "invalid_option", field="rule", options={"rule": "mean", "scale": [1, 5]})
    v.refused("bootstrap_of_weights", "nps", [10, 3], "invalid_option", field="interval", weights=[1, 2], options={"interval": "bootstrap"})
    # Two samples, and sample sizes.
    compare = lambda id_, a, b, code, field, **options: v.add(  # noqa: E731
        id_, call="compare", a={"column": a}, b={"column": b}, metric="nps", options=options, expect={"error": {"code": code, "row": None, "field": field}}
    )
    compare("compare_by_a_group", [10, 9], [3, 9], "invalid_option", "by", by="region")
    compare("compare_pairs_by_a_group", [10, 9], [3, 9], "invalid_option", "by", by=["region"], paired=True)
    compare("compare_pairs_of_two_lengths", [10, 9], [3], "length_mismatch", "b", paired=True)
    v.add("compare_off_the_scale", call="compare", a={"column": [10, 9]}, b={"column": [3, 33]}, metric="nps", expect={"error": {"code": "out_of_range", "row": 1, "field": "b"}})
    v.add("compare_pairs_off_the_scale", call="compare", a={"column": [10, 99]}, b={"column": [3, 3]}, metric="nps", options={"paired": True}, expect={"error": {"code": "out_of_range", "row": 1, "field": "a"}})
    size = lambda id_, code, field, **options: v.add(  # noqa: E731
        id_, call="required_n", metric="nps", options=options, expect={"error": {"code": code, "row": None, "field": field}}
    )
    size("required_n_of_a_margin_and_a_difference", "invalid_option", "margin", margin=5, difference=3)
    size("required_n_of_no_margin", "count_overflow", None, margin=1e-300)
    size("required_n_with_power_below_chance", "invalid_option", "power", difference=3, power=0.01)
    size("required_n_of_half_a_person", "invalid_option", "population", margin=5, population=0.5)
    # Groups.
    v.add(
        "tz_unknown", call="score", frame={"score": [9], "at": ["2026-01-01"]}, metric="nps", column="score", options={"time": "at", "every": "day", "tz": "Mars"},
        expect={"error": {"code": "unknown_zone", "row": None, "field": "tz"}},
    )
    return v

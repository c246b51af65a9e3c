"""How cells are read: kinds of missing, codes and labels for "no answer", scores in text, typed columns, invalid answers counted."""

from vectors import Vectors

FEW = ["estimate", "n", "n_missing", "n_invalid", "distribution"]
LIKELY = {"Very satisfied": 5, "satisfied": 4, "Neither": 3, "dissatisfied": 2, "very dissatisfied": 1}


def build():
    v = Vectors("reading", "How the cells of a column are read before they are scored", "counted by hand from the rules of the house (docs/metrics); a cell means what `means` in make/reading.py says")

    def read(id_, column, means, name="nps", **more):
        v.estimate(id_, name, column, means=means, only=FEW, **more)

    # Missing.
    read("null_is_missing", [10, None, 3], [10, None, 3])
    read("nan_is_missing", [10.0, {"float": "NaN"}, 3.0], [10, None, 3])
    read("nan_in_f64", {"f64": [10, "NaN", 3]}, [10, None, 3])
    read("nan_in_f32", {"f32": [10, "NaN", 3]}, [10, None, 3])
    read("minus_zero_is_zero", {"f64": ["-0x0p0", 10]}, [0, 10])
    read("minus_zero_in_a_list", [-0.0, 10], [0, 10])
    read("whole_floats_are_scores", [9.0, 10.0, 3.0], [9, 10, 3])
    # Codes and labels for "no answer".
    read("na_code", [11, 10, 3], [None, 10, 3], options={"na": [11]})
    read("na_code_alone", [11, 10, 3], [None, 10, 3], options={"na": 11})
    read("na_code_of_floats", [11.0, 10.0, 3.0], [None, 10, 3], options={"na": [11]})
    read("na_code_in_text", ["11", " 11 ", "10"], [None, None, 10], options={"na": [11]})
    read("na_codes_of_spss", [99, -99, 10], [None, None, 10], options={"na": [99, -99]})
    read("na_fraction", [0.5, 10], [None, 10], options={"na": [0.5]})
    read("na_on_the_scale", [0, 10, 3], [None, 10, 3], options={"na": [0]}, comment="a code may be a point of the scale")
    read("na_label", ["n/a", "10", "3"], [None, 10, 3], options={"na": ["n/a"]})
    read("na_label_is_folded", ["  N/A ", "n/A", "10"], [None, None, 10], options={"na": ["n/a"]})
    read("na_label_alone", ["refused", "10"], [None, 10], options={"na": "Refused"})
    read("na_code_and_label", [11, "don't know", 10], [None, None, 10], options={"na": [11, "Don't know"]})
    read("na_label_of_other_scripts", ["KEINE ANGABE", "ЗАТРУДНЯЮСЬ", "10"], [None, None, 10], options={"na": ["keine Angabe", "затрудняюсь"]})
    read("na_in_u8", {"u8": [255, 10, 3, 255]}, [None, 10, 3, None], options={"na": [255]})
    read("na_in_i8", {"i8": [-1, 10, 3]}, [None, 10, 3], options={"na": [-1]})
    read("na_in_i64", {"i64": [-99, 10, 3]}, [None, 10, 3], options={"na": [-99]})
    read("na_in_u64", {"u64": [99, 10, 3]}, [None, 10, 3], options={"na": [99]})
    # Scores in text.
    read("text_digits", ["10", "0", "7"], [10, 0, 7])
    read("text_padded", [" 10 ", "\t9\n", "\u00a08\u2003"], [10, 9, 8])
    read("text_labels_after_the_number", ["10 - Extremely likely", "0 - Not at all likely", "5 (Neutral)", "9: yes", "8 stars"], [10, 0, 5, 9, 8])
    read("text_leading_zeros", ["010", "007"], [10, 7])
    read("text_with_a_point", ["9.0", "10.00"], [9, 10])
    read("text_signs", ["+8", "-0"], [8, 0])
    for label, text in (
        ("fullwidth_digits", "９"), ("arabic_digits", "٩"), ("exponent", "1e1"), ("hexadecimal", "0x0A"), ("underscore", "1_0"), ("thousands", "1,0"),
        ("two_numbers", "9-10"), ("fraction_bar", "9/10"), ("percent", "10%"), ("word", "ten"), ("point_alone", "9."), ("point_first", ".5"), ("two_signs", "--1"),
        ("infinity", "inf"), ("nan", "NaN"), ("empty", ""), ("blank", "  "), ("roman", "Ⅸ"), ("superscript", "⁹"), ("null_character", "9\u0000"),
    ):
        read(f"text_{label}_is_invalid", [text, "10"], ["invalid", 10], options={"invalid": "count"})
        v.refused(f"text_{label}_is_refused", "nps", ["10", text], "not_a_number", row=1)
    # Labels.
    read("labels", ["Very satisfied", "neither", " DISSATISFIED "], [5, 3, 2], name="csat", options={"labels": LIKELY})
    read("labels_of_one_number", ["a", "A"], [5, 5], name="csat", options={"labels": {"a": 5, "A": 5}}, comment="they differ in case alone, and mean one number")
    read("labels_beside_numbers", ["Very satisfied", "4", 1], [5, 4, 1], name="csat", options={"labels": LIKELY})
    read("labels_before_digits", ["1 star - poor", "2"], [5, 2], name="csat", options={"labels": {"1 star - poor": 5}}, comment="what is declared goes before what the text spells")
    read("label_for_no_answer", ["prefer not to say", "4"], [None, 4], name="csat", options={"labels": {"Prefer not to say": 99}, "na": [99]})
    read("labels_of_other_scripts", ["SEHR ZUFRIEDEN", "ΚΑΛΌ", "хорошо"], [5, 4, 4], name="csat", options={"labels": {"sehr zufrieden": 5, "καλό": 4, "Хорошо": 4}})
    read("labels_that_are_numbers", [1, 2, 3], [5, 4, 3], name="csat", options={"labels": {"1": 5, "2": 4}}, comment="a label that is a number maps the number, in text or not")
    read("labels_that_are_numbers_in_text", ["1", " 2 ", "3", "1.0"], [5, 4, 3, 5], name="csat", options={"labels": {"1": 5, "2": 4}})
    for kind in ("u8", "i64", "f32", "f64"):
        read(f"labels_that_change_places_in_{kind}", {kind: [1, 5, 3]}, [5, 1, 3], name="csat", options={"labels": {"1": 5, "5": 1}})
    read("labels_of_numbers_off_the_scale", [6, 5], [1, 5], name="csat", options={"labels": {"6": 1}})
    read("labels_of_numbers_for_no_answer", [6, 5], [None, 5], name="csat", options={"labels": {"6": 99}, "na": [99]})
    v.refused("labels_of_one_number_that_differ", "csat", [1], "invalid_option", field="labels", options={"labels": {"1": 5, "1.0": 4}})
    # Typed columns.
    for kind in ("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "f32", "f64"):
        read(f"typed_{kind}", {kind: [0, 6, 7, 8, 9, 10]}, [0, 6, 7, 8, 9, 10])
        v.refused(f"typed_{kind}_off_the_scale", "nps", {kind: [10, 3, 11]}, "out_of_range", row=2)
    for kind in ("i8", "i16", "i32", "i64", "f64"):
        v.refused(f"typed_{kind}_negative", "nps", {kind: [10, -1]}, "out_of_range", row=1)
    read("booleans_on_0_and_1", [True, False, True], [1, 0, 1], name="csat", options={"scale": [0, 1], "top": 1})
    v.refused("booleans_elsewhere", "nps", [10, True], "not_a_number", row=1)
    # Invalid answers.
    read("invalid_counted", [10, 11, -1, 8.5, "ten", True, None], [10, "invalid", "invalid", "invalid", "invalid", "invalid", None], options={"invalid": "count"})
    read("invalid_infinity_counted", [10, {"float": "Infinity"}], [10, "invalid"], options={"invalid": "count"})
    read("invalid_between_half_stars", [4.5, 4.4, 5], [4.5, "invalid", 5], name="stars", options={"scale": [0.5, 5, 0.5], "invalid": "count"})
    read("invalid_with_counts", [10, 11], [10, "invalid"], counts=[3, 4], options={"invalid": "count"})
    read("invalid_only", [11, 12], ["invalid", "invalid"], options={"invalid": "count"})
    read("sum_of_tenths_is_not_the_point", {"f64": ["0x1.3333333333334p-2", 0.3]}, ["invalid", 0.3], name="stars", options={"scale": [0, 1, 0.1], "invalid": "count"}, comment="0.1 + 0.2 is not the f64 nearest to 0.3")
    v.estimate("flags_of_counted_invalid", "nps", [10, 11, 3], means=[10, "invalid", 3], options={"invalid": "count"})
    return v

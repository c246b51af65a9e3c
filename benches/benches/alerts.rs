//! Alert rules on what comes in: 100 rules, one core, and no allocation when nothing fires. A row is an evaluation: one record against the whole set of rules, from parsed JSON
//! to the list of its alerts. Run with `cargo bench -p cxm-benches --bench alerts -- --rows 1000000`.

use cxm_benches::{Bench, Numbers};
use cxm_core::closed_loop::alerts::{AlertMemory, AlertRules};
use serde_json::{Value, json};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

/// The system's allocator, with a count of what it was asked.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call goes to the system's allocator as it came; counting touches no memory of the caller.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller of this function promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as the caller of this function promises.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as the caller of this function promises.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static GLOBAL: Counting = Counting;

/// 40 rules on answers, 30 on events, 15 on metrics, 15 on several things; each with a cooldown.
fn rules() -> AlertRules {
    let answer = |i: usize| json!({ "answer": { "question": format!("q{}", i % 10), "test": { "prop": "score", "op": "le", "value": i % 4 } } });
    let event = |i: usize| {
        let where_ =
            json!([{ "prop": "amount", "op": "gt", "value": 1000 + i }, { "prop": "topic", "op": "eq", "value": "bill" }]);
        json!({ "event": { "event": { "type": format!("type.{}", i % 12), "where": where_ } } })
    };
    let metric = |i: usize| {
        let test = json!({ "prop": "estimate", "op": "lt", "value": i });
        json!({ "metric": { "metric": format!("m{}", i % 5), "test": test, "significant": i.is_multiple_of(2) } })
    };
    let list: Vec<Value> = (0..100)
        .map(|i| {
            let when = match i {
                0..40 => answer(i),
                40..70 => event(i),
                70..85 => metric(i - 70),
                _ => json!({ "all": [answer(i), { "anyOf": [metric(i - 85), event(i)] }] }),
            };
            json!({ "id": format!("r{i}"), "when": when, "cooldown": "P7D", "route": [{ "to": "role:service" }] })
        })
        .collect();
    AlertRules::from_json(&json!(list).to_string()).expect("rules that can be watched")
}

/// Responses of four answers; with `low`, one of them sets off its rules.
fn responses(low: bool) -> Vec<Value> {
    let mut numbers = Numbers(5);
    let mut draw = |bound: u64| numbers.below(bound);
    let one = |i: u64| {
        let mut answers = json!({ "q1": { "score": 4 + draw(7) }, "q3": { "score": 4 + draw(7) }, "q7": 4 + draw(7), "why": { "text": "all is well" } });
        if low {
            answers["q3"] = json!(0);
        }
        let at = format!("2026-11-{:02}T{:02}:{:02}:00+01:00", 1 + draw(28), draw(24), draw(60));
        json!({ "id": format!("r{i}"), "respondent": format!("c{}", draw(500)), "at": at, "answers": answers })
    };
    (0..1000).map(one).collect()
}

fn events() -> Vec<Value> {
    let mut numbers = Numbers(6);
    let mut draw = |bound: u64| numbers.below(bound);
    let one = |i: u64| {
        let data = json!({ "amount": draw(1000), "topic": "bag", "pages": 3 });
        json!({ "id": format!("e{i}"), "source": "/app", "type": format!("type.{}", draw(20)), "time": "2026-11-21T10:00:00Z", "subject": format!("c{}", draw(500)), "data": data })
    };
    (0..1000).map(one).collect()
}

fn main() {
    let bench = Bench::from_arguments();
    let rules = rules();
    let metrics: serde_json::Map<String, Value> = (0..5)
        .map(|i| {
            (format!("m{i}"), json!({ "estimate": 40.0, "conf_low": 35.0, "conf_high": 45.0, "method": "anytime", "n": 800 }))
        })
        .collect();
    let quiet = |name: &str, records: &[Value], context: &Value| {
        let mut memory = AlertMemory::default();
        bench.case(name, || {
            let before = ALLOCATIONS.load(Ordering::Relaxed);
            let mut fired = 0;
            for record in records.iter().cycle().take(bench.rows) {
                fired += rules.evaluate(&mut memory, record, context, None).expect("a record").len();
            }
            let allocated = ALLOCATIONS.load(Ordering::Relaxed) - before;
            assert_eq!((fired, allocated), (0, 0), "{name}: nothing fires and nothing is allocated");
        });
    };
    quiet("100 rules, responses", &responses(false), &Value::Null);
    quiet("100 rules, events", &events(), &Value::Null);
    quiet("100 rules, responses beside five metrics", &responses(false), &json!({ "metrics": metrics }));
    let low = responses(true);
    bench.case("100 rules, responses of which all fire once", || {
        let mut memory = AlertMemory::default();
        let mut fired = 0;
        for record in low.iter().cycle().take(bench.rows) {
            fired += rules.evaluate(&mut memory, record, &Value::Null, None).expect("a record").len();
        }
        assert!(fired >= 500 && memory.len() <= 100 * 500, "a customer has at most one time a rule");
    });
}

//! Several measures of a log in one pass: each is what it is alone, and on one thread what it is on several.

use cxm_core::call::{Args, event_log_table, event_log_tables};
use cxm_core::columns::{ColumnView, TimeUnit, Values};
use cxm_core::journey::{Flow, FlowPass, pass};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000_000;

/// Three events of each customer, by steps and channels that follow from numbers.
fn log(customers: i64) -> EventLog {
    let rows = || (0..customers).flat_map(|customer| (0..3).map(move |step| (customer, step)));
    let customer: Vec<i64> = rows().map(|(customer, _)| customer).collect();
    let name = |of: fn(i64, i64) -> i64, names: &[&'static str]| -> Vec<&'static str> {
        rows().map(|(customer, step)| names[usize::try_from(of(customer, step)).unwrap() % names.len()]).collect()
    };
    let touchpoint = name(|customer, step| customer / 3 + customer % 7 * step, &["visit", "cart", "pay", "ask"]);
    let channel = name(|customer, step| customer % 5 + step, &["web", "shop"]);
    let time: Vec<i64> = rows().map(|(customer, step)| customer % 97 * 10 * HOUR + step * 31 * HOUR).collect();
    let time = ColumnView::from(Values::Timestamp { ticks: &time, unit: TimeUnit::Microsecond, zoned: true });
    let mut columns = EventColumns::new(ColumnView::from(&customer), touchpoint.as_slice().into(), time);
    columns.channel = Some(channel.as_slice().into());
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

fn measures() -> Value {
    json!([
        "directly_follows",
        { "measure": "funnel", "steps": ["visit", "cart", "pay"], "within": "P3D" },
        { "measure": "funnel", "steps": ["visit", "pay"], "by": ["channel"], "within": "P9D", "incomplete": "survival" },
        { "measure": "retention", "every": "day", "by": "channel" },
        "handoffs",
        { "measure": "transition_matrix", "weight": "time_median" },
        { "measure": "compare_funnels", "steps": ["visit", "cart"], "by": "channel" },
        { "measure": "variants", "top": 3 },
    ])
}

fn args(name: &str, options: Value) -> Args {
    let Value::Object(options) = options else { panic!("options are an object") };
    Args::new(name, options)
}

#[test]
fn measures_that_share_a_pass_are_what_they_are_alone() {
    let log = log(500);
    let measures = measures();
    let together = event_log_tables(&log, args("measures", json!({ "measures": measures }))).unwrap();
    let alone = measures.as_array().unwrap().iter().map(|measure| {
        let mut options = measure.as_object().cloned().unwrap_or_default();
        let name = options.remove("measure").unwrap_or_else(|| measure.clone());
        event_log_table(&log, name.as_str().unwrap(), args("table", Value::Object(options))).unwrap()
    });
    assert_eq!(together, alone.collect::<Vec<_>>());
    assert!(together.iter().all(|table| !table.is_empty()));
}

#[test]
fn many_customers_on_several_threads_are_their_parts_merged() {
    let whole = log(120_000);
    let mut parts = Flow::of(&log(60_000));
    let rest = whole.clone();
    // The second half of the customers, each part on one thread.
    let late = FlowPass::new(&rest);
    cxm_core::journey::Measure::observe(&late, 0, 60_000..120_000).unwrap();
    parts.merge(&late.finish());
    assert_eq!(Flow::of(&whole), parts);
    let counting = FlowPass::new(&whole);
    pass(&whole, &[&counting]).unwrap();
    assert_eq!(counting.finish().total(), 240_000);
}

#[test]
fn what_is_no_measure_is_refused() {
    let log = log(5);
    let refused = |measures: Value| {
        let error = event_log_tables(&log, args("measures", json!({ "measures": measures }))).unwrap_err();
        (error.code().name(), error.field().map(str::to_owned))
    };
    assert_eq!(refused(json!("funnel")), ("invalid_option", Some("measures".to_owned())));
    assert_eq!(refused(json!([3])), ("invalid_option", Some("measures".to_owned())));
    assert_eq!(refused(json!([{ "steps": ["visit"] }])), ("invalid_option", Some("measure".to_owned())));
    assert_eq!(refused(json!(["nps"])), ("invalid_option", Some("measure".to_owned())));
    assert_eq!(refused(json!([{ "measure": "funnel", "steps": ["visit", "pay"], "stepz": 1 }])).0, "invalid_option");
    assert_eq!(
        refused(json!([{ "measure": "funnel", "steps": ["visit", "gone"] }, { "measure": "retention" }])).0,
        "invalid_option"
    );
    assert!(event_log_tables(&log, args("measures", json!({ "measures": [] }))).unwrap().is_empty());
}

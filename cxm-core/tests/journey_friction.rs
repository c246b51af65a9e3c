//! Handoffs, consistency of channels and friction count by the rules of their pages, and do not depend on the order of the rows.

use cxm_core::call::{self, Args};
use cxm_core::columns::{Cell, Table};
use cxm_core::error::Result;
use cxm_core::journey::{ChannelConsistency, HandoffCounts, JourneyGoal};
use cxm_core::num::Rng;
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use cxm_core::stats::Level;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Customer, touchpoint, minute, channel, value.
type Event = (usize, &'static str, i64, &'static str, f64);

fn log(events: &[Event]) -> EventLog {
    let text =
        |of: &dyn Fn(&Event) -> String| -> Vec<Cell<'static>> { events.iter().map(|e| Cell::Text(of(e).into())).collect() };
    let mut columns = EventColumns::new(
        text(&|e| format!("c{:04}", e.0)).into(),
        text(&|e| e.1.to_owned()).into(),
        events.iter().map(|e| Cell::Time(e.2 * 60_000_000)).collect::<Vec<_>>().into(),
    );
    columns.channel = Some(text(&|e| e.3.to_owned()).into());
    columns.value = Some(events.iter().map(|e| Cell::Float(e.4)).collect::<Vec<_>>().into());
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

fn called(log: &EventLog, name: &str, options: &Value) -> Result<Table> {
    call::event_log_table(log, name, Args::new(name, options.as_object().unwrap().clone()))
}

fn consistency(log: &EventLog, options: &Value) -> ChannelConsistency {
    call::channel_consistency(log, Args::new("channel_consistency", options.as_object().unwrap().clone())).unwrap()
}

/// The row of a touchpoint and signal.
fn row(table: &Table, touchpoint: &str, signal: &str) -> Value {
    let rows = table.to_json();
    let found = rows.as_array().unwrap().iter().find(|row| row["touchpoint"] == touchpoint && row["signal"] == signal);
    found.unwrap_or_else(|| panic!("no {touchpoint} {signal} in {rows}")).clone()
}

fn close(found: &Value, expected: f64) {
    let value = found.as_f64().unwrap_or_else(|| panic!("{found} is no number"));
    assert!((value - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{value} is not {expected}");
}

#[test]
fn a_handoff_counts_customers_once_and_its_events_each() {
    let events = [
        (1, "ask", 0, "chat", 0.0),
        (1, "ask", 10, "phone", 0.0),
        (1, "ask", 15, "chat", 0.0),
        (1, "ask", 35, "phone", 0.0),
        (2, "ask", 0, "chat", 0.0),
        (2, "ask", 1, "chat", 0.0),
    ];
    let rows = called(&log(&events), "handoffs", &json!({})).unwrap().to_json();
    assert_eq!((&rows[0]["source"], &rows[0]["target"], &rows[0]["n_handoffs"]), (&json!("chat"), &json!("phone"), &json!(2)));
    assert_eq!((&rows[0]["n"], &rows[0]["n_source"], &rows[0]["share"]), (&json!(1), &json!(2), &json!(0.5)));
    assert!((rows[0]["median_seconds"].as_f64().unwrap() / 900.0 - 1.0).abs() < 0.01); // between 600 and 1200, as the sketch knows them
    assert_eq!(rows[1]["n_source"], json!(1));
}

#[test]
fn the_goal_is_held_against_those_who_stay_and_only_what_comes_before_it_counts() {
    let mut events = Vec::new();
    for customer in 0..40 {
        events.push((customer, "ask", 0, "chat", 0.0));
        if customer < 20 {
            events.push((customer, "ask", 1, "phone", 0.0)); // switches, then half reach it
        }
        if customer % 2 == 0 || customer >= 20 {
            events.push((customer, "pay", 2, if customer < 20 { "phone" } else { "chat" }, 0.0));
        }
        if customer == 39 {
            events.push((customer, "ask", 3, "phone", 0.0)); // after the goal: stays, for the effect
        }
    }
    let rows = called(&log(&events), "handoffs", &json!({"goal": "pay"})).unwrap().to_json();
    assert_eq!((&rows[0]["n"], &rows[0]["n_with"], &rows[0]["n_without"]), (&json!(21), &json!(20), &json!(20)));
    close(&rows[0]["goal_effect"], 0.5 - 1.0);
    assert!(rows[0]["flags"].as_str().unwrap().contains("association"));
}

#[test]
fn a_log_without_channels_has_no_handoffs_and_no_consistency() {
    let columns =
        EventColumns::new(vec![Cell::Text("a".into())].into(), vec![Cell::Text("b".into())].into(), vec![Cell::Time(0)].into());
    let log = EventLog::new(&columns, &EventLogOptions::default()).unwrap();
    assert_eq!(called(&log, "handoffs", &json!({})).unwrap_err().field(), Some("channel"));
    let refused = call::channel_consistency(&log, Args::new("channel_consistency", serde_json::Map::new()));
    assert_eq!(refused.unwrap_err().field(), Some("channel"));
}

#[test]
fn of_different_customers_q_is_cochrans() {
    // Each channel's customers have one score each; its variance is that of a mean.
    let of = [("a", [1.0, 2.0, 3.0, 4.0]), ("b", [2.0, 2.0, 4.0, 6.0]), ("c", [5.0, 6.0, 6.0, 9.0])];
    let mut events = Vec::new();
    for (place, (channel, values)) in of.iter().enumerate() {
        for (customer, value) in values.iter().enumerate() {
            events.push((10 * place + customer, "ask", 0, *channel, *value));
        }
    }
    let found = consistency(&log(&events), &json!({"margin": 10.0}));
    let means: Vec<f64> = of.iter().map(|(_, values)| values.iter().sum::<f64>() / 4.0).collect();
    let variances: Vec<f64> = of
        .iter()
        .zip(&means)
        .map(|((_, values), mean)| values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 3.0 / 4.0)
        .collect();
    let weights: f64 = variances.iter().map(|variance| variance.recip()).sum();
    let whole = means.iter().zip(&variances).map(|(mean, variance)| mean / variance).sum::<f64>() / weights;
    let q: f64 = means.iter().zip(&variances).map(|(mean, variance)| (mean - whole).powi(2) / variance).sum();
    close(&json!(found.q), q);
    assert_eq!(found.df, Some(2.0));
    close(&json!(found.i_squared), (q - 2.0) / q);
    assert_eq!((found.highest.as_deref(), found.lowest.as_deref(), found.largest_gap), (Some("c"), Some("a"), Some(4.0)));
    assert_eq!(found.is_equivalent, Some(true)); // within 10
    assert_eq!(consistency(&log(&events), &json!({"margin": 1.0})).is_equivalent, Some(false));
}

#[test]
fn scores_of_one_customer_in_two_channels_go_together() {
    // Everybody gives phone one more than chat, give or take: the pair is known far better than either.
    let mut events = Vec::new();
    for customer in 0..20_usize {
        let value = customer as f64;
        events.push((customer, "ask", 0, "chat", value));
        events.push((customer, "ask", 1, "phone", value + 1.0 + 0.01 * (customer % 3) as f64));
    }
    let found = consistency(&log(&events), &json!({"margin": 2.0}));
    let pair = &found.pairs.to_json()[0];
    assert_eq!((&pair["channel"], &pair["other"]), (&json!("phone"), &json!("chat")));
    assert!(pair["std_error"].as_f64().unwrap() < 0.01);
    assert!(found.p_value.unwrap() < 1e-6 && found.is_equivalent == Some(true)); // different, and the same within 2
}

#[test]
fn a_share_from_a_top_score_on_stays_between_none_and_all() {
    let events: Vec<Event> = (0..40).map(|c| (c, "ask", 0, if c % 2 == 0 { "chat" } else { "phone" }, (c % 10) as f64)).collect();
    let found = consistency(&log(&events), &json!({"top": 8}));
    close(&found.channels.value("estimate", 0), 0.2); // 8 of 0, 2, 4, 6, 8
    assert!(found.channels.value("conf_low", 0).as_f64().unwrap() > 0.0);
    assert_eq!((found.margin, found.is_equivalent), (None, None));
}

#[test]
fn friction_shows_where_customers_leave_come_back_go_back_and_wait() {
    let mut events = Vec::new();
    for customer in 0..10 {
        events.push((customer, "visit", 0, "web", 5.0));
        events.push((customer, "form", 1, "web", 1.0));
        if customer < 6 {
            events.push((customer, "form", 100, "web", 1.0)); // again, after a long wait
            events.push((customer, "visit", 101, "web", 5.0)); // and back
        }
        if customer >= 8 {
            events.push((customer, "pay", 102, "web", 4.0));
        }
    }
    let log = log(&events);
    let found = called(
        &log,
        "friction",
        &json!({"journey": ["visit", "form", "pay"], "goal": "pay", "wait_over": "1h", "score": "value"}),
    )
    .unwrap();
    assert_eq!(row(&found, "form", "loop")["rate"], json!(0.6));
    assert_eq!(row(&found, "form", "drop_off")["rate"], json!(0.2)); // two of ten end there without paying
    assert_eq!(row(&found, "visit", "drop_off")["rate"], json!(0.6));
    assert_eq!(row(&found, "pay", "drop_off")["rate"], json!(0.0));
    close(&row(&found, "form", "back_step")["rate"], 6.0 / 8.0); // of those who went on
    close(&row(&found, "form", "long_wait")["rate"], 1.0); // and two waited for the payment
    assert_eq!(row(&found, "visit", "long_wait")["rate"], json!(0.0));
    assert_eq!((&row(&found, "form", "score")["rate"], &row(&found, "form", "score")["excess"]), (&json!(1.0), &Value::Null));
    // By what comes first in the log itself it is the same.
    let observed = called(&log, "friction", &json!({"goal": "pay"})).unwrap();
    assert_eq!(row(&observed, "form", "back_step")["rate"], row(&found, "form", "back_step")["rate"]);
    // In a loop nothing is behind.
    let looped = called(&log, "friction", &json!({"journey": [{"loop": ["visit", "form"]}, "pay"]})).unwrap();
    assert_eq!(row(&looped, "form", "back_step")["rate"], json!(0.0));
    // The excess is in customers, and the rows go by it.
    let rows = found.to_json();
    let excess: Vec<f64> = rows.as_array().unwrap().iter().filter_map(|row| row["excess"].as_f64()).collect();
    assert!(excess.windows(2).all(|pair| pair[0] >= pair[1]) && excess[0] > 0.0);
}

#[test]
fn who_may_yet_come_back_has_not_left() {
    let events =
        [(1, "visit", 0, "web", 0.0), (2, "visit", 0, "web", 0.0), (2, "pay", 100, "web", 0.0), (3, "visit", 90, "web", 0.0)];
    let log = log(&events);
    let all = called(&log, "friction", &json!({"goal": "pay"})).unwrap();
    assert_eq!(row(&all, "visit", "drop_off")["n"], json!(3));
    let settled = called(&log, "friction", &json!({"goal": "pay", "inactive": "PT30M"})).unwrap();
    let found = row(&settled, "visit", "drop_off");
    assert_eq!((&found["n"], &found["rate"]), (&json!(2), &json!(0.5))); // 3 was seen ten minutes ago
    assert_eq!(called(&log, "friction", &json!({"goal": "pays"})).unwrap_err().field(), Some("goal"));
    assert_eq!(called(&log, "friction", &json!({"score": "effort"})).unwrap_err().code().name(), "unknown_column");
}

#[test]
fn where_nothing_differs_the_test_finds_something_as_rarely_as_it_says() {
    let mut rng = Rng::new(7, 0);
    let (mut found, mut tests) = (0, 0);
    for _ in 0..200 {
        let mut events = Vec::new();
        for customer in 0..60 {
            // Some customers come back to everything, some to nothing: touchpoints of one customer go together.
            let again = if rng.below(2) == 0 { 1 } else { 5 };
            for (place, name) in (0_i64..).zip(["a", "b", "c", "d"]) {
                if rng.below(3) > 0 {
                    continue;
                }
                for time in 0..if rng.below(10) < again { 2 } else { 1 } {
                    events.push((customer, name, 10 * place + time, "web", 0.0));
                }
            }
        }
        let rows = called(&log(&events), "friction", &json!({})).unwrap().to_json();
        let p = rows.as_array().unwrap().iter().filter(|row| row["signal"] == "loop").filter_map(|row| row["p_value"].as_f64());
        for p in p {
            tests += 1;
            found += usize::from(p < 0.05);
        }
    }
    let share = f64::from(u32::try_from(found).unwrap()) / f64::from(u32::try_from(tests).unwrap());
    assert!(tests > 700 && share < 0.07, "{share} of {tests}");
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event =
        (0_usize..8, prop::sample::select(vec!["a", "b", "c"]), prop::sample::select(vec!["chat", "phone", "web"]), 0_i32..11);
    prop::collection::vec(event, 1..60).prop_map(|events| {
        // Times are all different, so that the order of the rows says nothing.
        events.into_iter().zip(0_i64..).map(|((who, what, by, value), at)| (who, what, at, by, f64::from(value) / 7.0)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn handoffs_of_parts_of_the_customers_are_those_of_the_whole(events in events(), cut in 0_usize..8) {
        let goal = JourneyGoal::Touchpoints(vec!["c".to_owned()]);
        let of = |events: &[Event]| HandoffCounts::of(&log(events), Some(&goal)).unwrap();
        let (one, two): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.0 < cut);
        let mut parts = of(&one);
        parts.merge(&of(&two)).unwrap();
        prop_assert_eq!(&parts, &of(&events));
        prop_assert_eq!(parts.table(Level::default()), of(&events).table(Level::default()));
    }

    #[test]
    fn the_order_of_the_rows_says_nothing(events in events()) {
        prop_assume!(events.iter().any(|event| event.1 == "c"));
        let turned: Vec<Event> = events.iter().rev().copied().collect();
        let (log, turned) = (log(&events), log(&turned));
        for (name, options) in [("handoffs", json!({"goal": "c"})), ("friction", json!({"goal": "c", "score": "value", "wait_over": "2m"}))] {
            prop_assert_eq!(called(&log, name, &options).unwrap(), called(&turned, name, &options).unwrap());
        }
        let options = json!({"margin": 0.5});
        prop_assert_eq!(consistency(&log, &options), consistency(&turned, &options));
    }
}

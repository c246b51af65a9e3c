//! A funnel finds what trying every choice of events finds, and parts of the customers put together are the whole.

use cxm_core::call::{Args, event_log_table};
use cxm_core::columns::{Cell, ColumnView, Table};
use cxm_core::journey::{Exclusion, FunnelComparison, FunnelCounts, FunnelOptions, FunnelOrder, Incomplete, compare_funnels};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use cxm_core::stats::Level;
use proptest::prelude::*;
use serde_json::{Value, json};

const SECOND: i64 = 1_000_000;

/// Customer, touchpoint, second.
type Event = (u8, u8, i64);

fn log(events: &[Event]) -> EventLog {
    let customer: Vec<Cell<'_>> = events.iter().map(|event| Cell::Int(event.0.into())).collect();
    let touchpoint: Vec<Cell<'_>> = events.iter().map(|event| Cell::Text(name(event.1).into())).collect();
    let time: Vec<Cell<'_>> = events.iter().map(|event| Cell::Time(event.2 * SECOND)).collect();
    let plan: Vec<Cell<'_>> = events.iter().map(|event| Cell::Int(i64::from(event.0) % 2)).collect();
    let sequence: Vec<f64> = events.iter().map(|event| event.1.into()).collect();
    let mut columns = EventColumns::new(customer.into(), touchpoint.into(), time.into());
    columns.attributes = vec![ColumnView::from(plan).named("plan")];
    columns.sequence = Some(ColumnView::from(&sequence));
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

fn name(touchpoint: u8) -> String {
    char::from(b'a' + touchpoint).to_string()
}

/// A funnel whose steps are bits of touchpoints.
fn funnel(steps: &[u8], order: FunnelOrder, within: Option<i64>) -> FunnelOptions {
    let mut options = FunnelOptions::default();
    options.steps = steps.iter().map(|bits| (0..8).filter(|bit| bits >> bit & 1 == 1).map(name).collect()).collect();
    options.order = order;
    options.within = within.map(|within| within * SECOND);
    options.incomplete = Incomplete::Count;
    options
}

fn counts(log: &EventLog, options: &FunnelOptions) -> FunnelCounts {
    FunnelCounts::of(log, options).unwrap()
}

fn table(log: &EventLog, options: &FunnelOptions) -> Table {
    counts(log, options).table(Level::default()).unwrap()
}

fn column(table: &Table, name: &str) -> Vec<Value> {
    (0..table.len()).map(|row| table.value(name, row)).collect()
}

/// Events of few customers, few touchpoints and few times, so that many are tied.
fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((0_u8..4, 0_u8..4, 0_i64..12), 0..24)
}

fn any_order() -> impl Strategy<Value = FunnelOrder> {
    prop::sample::select(FunnelOrder::ALL.to_vec())
}

/// Every order of the events of a customer that the times allow.
fn orders(own: &[(u8, i64)]) -> Vec<Vec<(u8, i64)>> {
    if own.is_empty() {
        return vec![Vec::new()];
    }
    let least = own.iter().map(|event| event.1).min().unwrap();
    let first = (0..own.len()).filter(|&place| own[place].1 == least);
    first
        .flat_map(|place| {
            let mut rest = own.to_vec();
            let one = rest.remove(place);
            orders(&rest).into_iter().map(move |mut order| {
                order.insert(0, one);
                order
            })
        })
        .collect()
}

/// How far a customer gets, by trying every choice of events.
fn furthest(own: &[(u8, i64)], steps: &[u8], order: FunnelOrder, within: i64) -> usize {
    let mut most = 0;
    for order_of_events in orders(own) {
        for first in 0..order_of_events.len() {
            most = most.max(match order {
                FunnelOrder::Strict => run(&order_of_events[first..], steps, within),
                FunnelOrder::Ordered => choose(&order_of_events[first..], steps, order_of_events[first].1 + within),
                _ => fill(&order_of_events[first..], steps, order_of_events[first].1 + within),
            });
        }
    }
    most
}

fn run(own: &[(u8, i64)], steps: &[u8], within: i64) -> usize {
    own.iter().zip(steps).take_while(|(event, step)| **step >> event.0 & 1 == 1 && event.1 <= own[0].1 + within).count()
}

/// The first event fills the first step, some later one the next.
fn choose(own: &[(u8, i64)], steps: &[u8], end: i64) -> usize {
    let fits = own.first().zip(steps.first()).is_some_and(|(event, step)| step >> event.0 & 1 == 1 && event.1 <= end);
    if !fits {
        return 0;
    }
    1 + (1..own.len()).map(|next| choose(&own[next..], &steps[1..], end)).max().unwrap_or(0)
}

/// Each event fills a step that is still open, or none.
fn fill(own: &[(u8, i64)], steps: &[u8], end: i64) -> usize {
    let Some(((touchpoint, time), rest)) = own.split_first() else { return 0 };
    if *time > end {
        return 0;
    }
    let with = (0..steps.len()).filter(|&step| steps[step] >> touchpoint & 1 == 1).map(|step| {
        let mut left = steps.to_vec();
        left.remove(step);
        1 + fill(rest, &left, end)
    });
    with.max().unwrap_or(0).max(fill(rest, steps, end))
}

proptest! {
    #[test]
    fn as_many_get_as_far_as_trying_every_choice_finds(
        events in prop::collection::vec((0_u8..4, 0_u8..4, 0_i64..9), 0..16),
        steps in prop::collection::vec(1_u8..16, 1..4),
        order in any_order(),
        within in 0_i64..10,
    ) {
        let mut want = vec![0_u64; steps.len()];
        for customer in 0..4 {
            let own: Vec<(u8, i64)> = events.iter().filter(|event| event.0 == customer).map(|event| (event.1, event.2)).take(6).collect();
            let level = furthest(&own, &steps, order, within);
            want.iter_mut().take(level).for_each(|n| *n += 1);
        }
        let mut seen = [0; 4];
        let short: Vec<Event> = events.into_iter().filter(|event| { seen[usize::from(event.0)] += 1; seen[usize::from(event.0)] <= 6 }).collect();
        prop_assert_eq!(counts(&log(&short), &funnel(&steps, order, Some(within))).reached(), want);
    }

    #[test]
    fn parts_of_the_customers_make_the_whole_and_the_order_of_the_rows_does_not_matter(
        (events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())),
        steps in prop::collection::vec(1_u8..8, 1..4),
        order in any_order(),
        within in prop::option::of(0_i64..12),
        way in prop::sample::select(Incomplete::ALL.to_vec()),
        cut in 0_u8..4,
    ) {
        let mut options = funnel(&steps, order, within.or((way == Incomplete::Survival).then_some(5)));
        options.as_of = Some(10 * SECOND);
        options.incomplete = way;
        options.by = vec!["plan".to_owned()];
        if steps.len() > 1 {
            options.exclude = vec![Exclusion { touchpoint: "d".to_owned(), from: 0, to: 1 }];
        }
        let whole = counts(&log(&events), &options);
        prop_assert_eq!(&counts(&log(&shuffled), &options), &whole);
        let (one, two): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.0 < cut);
        let mut merged = counts(&log(&two), &options);
        merged.merge(&counts(&log(&one), &options)).unwrap();
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(merged.table(Level::default()).unwrap(), whole.table(Level::default()).unwrap());
    }

    #[test]
    fn nobody_does_a_step_without_the_one_before(events in events(), steps in prop::collection::vec(1_u8..16, 1..5), order in any_order(), within in prop::option::of(0_i64..12)) {
        let reached = counts(&log(&events), &funnel(&steps, order, within)).reached();
        prop_assert!(reached.windows(2).all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn an_exclusion_of_what_never_happens_changes_nothing(events in events(), steps in prop::collection::vec(1_u8..16, 2..5), within in prop::option::of(0_i64..12)) {
        let plain = funnel(&steps, FunnelOrder::Ordered, within);
        let mut excluding = plain.clone();
        excluding.exclude = vec![Exclusion { touchpoint: "never".to_owned(), from: 0, to: 1 }];
        let log = log(&events);
        prop_assert_eq!(table(&log, &plain), table(&log, &excluding));
    }

    #[test]
    fn an_exclusion_only_takes_customers_out(events in events(), within in prop::option::of(0_i64..12), from in 0_usize..2, order in any_order()) {
        let plain = funnel(&[1, 2, 4], order, within);
        let mut excluding = plain.clone();
        excluding.exclude = vec![Exclusion { touchpoint: "d".to_owned(), from, to: 2 }];
        let log = log(&events);
        let (all, left) = (counts(&log, &plain), counts(&log, &excluding));
        prop_assert_eq!(left.reached()[0] + left.n_excluded(), all.reached()[0]);
        prop_assert!(left.reached().iter().zip(all.reached()).all(|(left, all)| *left <= all));
    }

    #[test]
    fn a_step_that_may_be_left_out_stops_nobody(events in events(), within in prop::option::of(0_i64..12), order in prop::sample::select(vec![FunnelOrder::Ordered])) {
        let mut with = funnel(&[1, 2, 4], order, within);
        with.optional = vec![1];
        let log = log(&events);
        let (with, without) = (counts(&log, &with).reached(), counts(&log, &funnel(&[1, 4], order, within)).reached());
        prop_assert_eq!([with[0], with[2]], [without[0], without[1]]);
        prop_assert!(with[1] <= with[0]);
    }

    #[test]
    fn windows_that_are_over_are_the_same_in_every_way(events in events(), steps in prop::collection::vec(1_u8..16, 1..4), order in any_order()) {
        let mut options = funnel(&steps, order, Some(5));
        options.as_of = Some(100 * SECOND);
        let log = log(&events);
        let count = table(&log, &options);
        for way in [Incomplete::Drop, Incomplete::Survival] {
            options.incomplete = way;
            prop_assert_eq!(&table(&log, &options), &count);
        }
    }
}

#[test]
fn the_window_holds_its_end() {
    let log = log(&[(1, 0, 0), (1, 1, 5), (2, 0, 0), (2, 1, 6)]);
    assert_eq!(counts(&log, &funnel(&[1, 2], FunnelOrder::Ordered, Some(5))).reached(), [2, 1]);
}

#[test]
fn a_later_start_within_reach_counts() {
    // The first start is too early for the last step, the second is not.
    let log = log(&[(1, 0, 0), (1, 0, 4), (1, 1, 5), (1, 2, 8)]);
    let table = table(&log, &funnel(&[1, 2, 4], FunnelOrder::Ordered, Some(5)));
    assert_eq!(column(&table, "n"), [1, 1, 1]);
    assert_eq!(column(&table, "median_seconds"), [Value::Null, 1.0.into(), 3.0.into()]);
}

#[test]
fn what_is_excluded_spoils_the_attempt_but_not_a_clean_one_that_gets_as_far() {
    let mut options = funnel(&[1, 2], FunnelOrder::Ordered, Some(5));
    options.exclude = vec![Exclusion { touchpoint: "d".to_owned(), from: 0, to: 1 }];
    for (events, reached, excluded) in [
        (vec![(1, 0, 0), (1, 3, 1), (1, 1, 2)], [0, 0], 1),
        (vec![(1, 0, 0), (1, 3, 6)], [1, 0], 0), // after the window
        (vec![(1, 0, 0), (1, 3, 1), (1, 0, 2), (1, 1, 3)], [1, 1], 0),
        (vec![(1, 0, 0), (1, 1, 1), (1, 0, 2), (1, 3, 3)], [1, 1], 0),
        (vec![(1, 0, 0), (1, 3, 1), (1, 1, 1)], [1, 1], 0), // at the same time is not before
        (vec![(1, 0, 1), (1, 3, 1), (1, 1, 2)], [1, 1], 0), // nor after
    ] {
        let counts = counts(&log(&events), &options);
        assert_eq!((counts.reached(), counts.n_excluded()), (reached.to_vec(), excluded), "{events:?}");
    }
}

#[test]
fn strict_steps_follow_each_other_directly() {
    let strict = funnel(&[1, 2, 4], FunnelOrder::Strict, None);
    assert_eq!(counts(&log(&[(1, 0, 0), (1, 1, 1), (1, 3, 2), (1, 2, 3)]), &strict).reached(), [1, 1, 0]);
    assert_eq!(counts(&log(&[(1, 3, 0), (1, 0, 1), (1, 1, 2), (1, 2, 3)]), &strict).reached(), [1, 1, 1]);
}

#[test]
fn a_step_left_out_has_its_own_count_and_the_next_is_measured_from_what_was_done() {
    let mut options = funnel(&[1, 2, 4], FunnelOrder::Ordered, None);
    options.optional = vec![1];
    let table = table(&log(&[(1, 0, 0), (1, 1, 2), (1, 2, 5), (2, 0, 0), (2, 2, 7), (3, 0, 0)]), &options);
    assert_eq!(column(&table, "n"), [3, 1, 2]);
    assert_eq!(column(&table, "share_of_previous")[2], json!(2.0 / 3.0)); // of the last step that may not be left out
    assert_eq!(column(&table, "mean_seconds"), [Value::Null, 2.0.into(), 5.0.into()]); // 3 and 7
}

#[test]
fn a_breakdown_and_its_comparison_are_by_the_start() {
    let events: Vec<Event> =
        (0..40_u8).flat_map(|who| std::iter::once((who, 0, 0)).chain((who % 4 != 1).then_some((who, 1, 1)))).collect();
    let mut options = funnel(&[1, 2], FunnelOrder::Ordered, None);
    options.by = vec!["plan".to_owned()];
    let counts = counts(&log(&events), &options);
    let table = counts.table(Level::default()).unwrap();
    assert_eq!(
        (column(&table, "plan"), column(&table, "n")),
        (json!([0, 0, 1, 1]).as_array().unwrap().clone(), vec![20.into(), 20.into(), 20.into(), 10.into()])
    );
    let compared = compare_funnels(&counts, &FunnelComparison::default()).unwrap();
    assert_eq!((compared.len(), compared.value("plan", 0), compared.value("baseline", 0)), (1, 1.into(), 0.into()));
    assert_eq!(compared.value("difference", 0), json!(-0.5));
    assert!(compared.value("p_adjusted", 0).as_f64().unwrap() < 0.001 && compared.value("conf_high", 0).as_f64().unwrap() < -0.2);
    let mut unknown = FunnelComparison::default();
    unknown.baseline = Some(vec![7.into()]);
    assert_eq!(compare_funnels(&counts, &unknown).unwrap_err().code().name(), "unknown_id");
}

#[test]
fn windows_that_are_not_over_are_dropped_counted_or_censored() {
    // Windows of 10 s, known until 20 s: the third customer started 5 s ago, the fourth too and was quick.
    let log = log(&[(1, 0, 0), (1, 1, 4), (2, 0, 0), (3, 0, 15), (4, 0, 15), (4, 1, 16), (5, 3, 20)]);
    let mut options = funnel(&[1, 2], FunnelOrder::Ordered, Some(10));
    let share = |options: &FunnelOptions| {
        (counts(&log, options).reached(), table(&log, options).value("share_of_first", 1).as_f64().unwrap())
    };
    assert_eq!(share(&options), (vec![4, 2], 0.5));
    options.incomplete = Incomplete::Drop;
    assert_eq!((share(&options), counts(&log, &options).n_incomplete()), ((vec![2, 1], 0.5), 2));
    options.incomplete = Incomplete::Survival;
    let (reached, estimate) = share(&options);
    assert_eq!(reached, [4, 2]);
    assert!((estimate - 0.5).abs() < 1e-15, "{estimate}"); // 1 - 3/4 · 2/3: at 1 s one of 4, at 4 s one of 3
    options.as_of = Some(18 * SECOND); // censored after 3 s, before the other took 4 s
    let (_, estimate) = share(&options);
    assert!((estimate - 0.625).abs() < 1e-15, "{estimate}"); // 1 - 3/4 · 1/2
}

#[test]
fn events_after_the_end_are_not_looked_at() {
    let log = log(&[(1, 0, 0), (1, 1, 4), (2, 0, 5)]);
    let mut options = funnel(&[1, 2], FunnelOrder::Ordered, None);
    options.as_of = Some(3 * SECOND);
    assert_eq!(counts(&log, &options).reached(), [1, 0]);
}

#[test]
fn options_come_by_name_and_mistakes_are_named() {
    let log = log(&[(1, 0, 0), (1, 1, 4), (2, 0, 5)]);
    let call = |options: Value| event_log_table(&log, "funnel", Args::new("funnel", options.as_object().unwrap().clone()));
    let table =
        call(json!({"steps": [["a", "c"], "b"], "within": "4s", "incomplete": "count", "exclude": [["d", 0, 1]]})).unwrap();
    assert_eq!(
        (column(&table, "n"), column(&table, "touchpoint")),
        (vec![2.into(), 1.into()], vec!["a or c".into(), "b".into()])
    );
    for (options, code, field) in [
        (json!({}), "invalid_option", "steps"),
        (json!({"steps": []}), "too_few", "steps"),
        (json!({"steps": ["x"]}), "unknown_id", "touchpoint"),
        (json!({"steps": ["a", "b"], "order": "loose"}), "invalid_option", "order"),
        (json!({"steps": ["a", "b"], "within": "1mo"}), "invalid_duration", "within"),
        (json!({"steps": ["a", "b"], "exclude": [["d", 1, 1]]}), "invalid_option", "exclude"),
        (json!({"steps": ["a", "b"], "optional": 0}), "invalid_option", "optional"),
        (json!({"steps": ["a", "b"], "optional": [1], "order": "any"}), "invalid_option", "optional"),
        (json!({"steps": ["a", "b"], "incomplete": "survival"}), "invalid_option", "within"),
        (json!({"steps": ["a", "b"], "by": "region"}), "unknown_column", "region"),
        (json!({"steps": ["a", "b"], "as_of": "soon"}), "invalid_time", "as_of"),
    ] {
        let error = call(options.clone()).unwrap_err();
        assert_eq!((error.code().name(), error.field()), (code, Some(field)), "{options}");
    }
}

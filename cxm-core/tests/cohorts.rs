//! Cohorts, ends of paths and what moves customers: counts by hand and by brute force, and parts of the customers put together are the whole.

use cxm_core::call::{Args, event_log_table};
use cxm_core::columns::time::Zone;
use cxm_core::columns::{Cell, ColumnView, Every, Table};
use cxm_core::journey::{
    ClockStart, ContactField, Counted, Flow, GoalEvents, MomentsOptions, PeakEnd, RetentionCounts, RetentionKind,
    RetentionOptions, SegmentOptions, SelfServiceOptions, absorption, compare_segments, moments_of_truth, self_service,
};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use cxm_core::stats::Level;
use proptest::prelude::*;
use std::collections::BTreeSet;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// Customer, touchpoint, hours since 1970.
type Event = (u8, u8, i64);

fn log(events: &[Event]) -> EventLog {
    let text = |text: String| Cell::Text(text.into());
    let customer: Vec<Cell<'_>> = events.iter().map(|event| text(format!("c{}", event.0))).collect();
    let touchpoint: Vec<Cell<'_>> = events.iter().map(|event| text(format!("t{}", event.1))).collect();
    let time: Vec<Cell<'_>> = events.iter().map(|event| Cell::Time(event.2 * HOUR)).collect();
    let plan: Vec<Cell<'_>> = events.iter().map(|event| text(format!("p{}", event.0 % 3))).collect();
    let mut columns = EventColumns::new(customer.into(), touchpoint.into(), time.into());
    let felt: Vec<Cell<'_>> = events.iter().map(|event| Cell::Int(event.2 % 5 - 2)).collect();
    columns.attributes = vec![ColumnView::from(plan).named("plan"), ColumnView::from(felt).named("felt")];
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

/// One letter a touchpoint, an hour after the other.
fn paths(paths: &[&str]) -> EventLog {
    let mut rows: Vec<(String, String, i64)> = Vec::new();
    for (customer, path) in paths.iter().enumerate() {
        rows.extend(path.chars().zip(0..).map(|(letter, hour)| (customer.to_string(), letter.to_string(), hour * HOUR)));
    }
    let text = |of: fn(&(String, String, i64)) -> &String| -> Vec<Cell<'_>> {
        rows.iter().map(|row| Cell::Text(of(row).as_str().into())).collect()
    };
    let time: Vec<Cell<'_>> = rows.iter().map(|row| Cell::Time(row.2)).collect();
    let columns = EventColumns::new(text(|row| &row.0).into(), text(|row| &row.1).into(), time.into());
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

/// Events of one customer at different times, so that their order is settled.
fn events() -> impl Strategy<Value = Vec<Event>> {
    events_within(60)
}

fn events_within(days: i64) -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((0_u8..9, 0_u8..4, 0..24 * days), 1..80).prop_map(|mut events| {
        events.sort_by_key(|event| (event.0, event.2));
        events.dedup_by_key(|event| (event.0, event.2));
        events
    })
}

fn retention(log: &EventLog, options: &RetentionOptions) -> Table {
    RetentionCounts::of(log, options).unwrap().table(Level::default())
}

/// The row of these keys.
fn find(table: &Table, keys: &[(&str, &str)]) -> usize {
    let is = |row: usize| keys.iter().all(|(name, wanted)| table.value(name, row).as_str().unwrap_or("null") == *wanted);
    (0..table.len()).find(|&row| is(row)).unwrap_or_else(|| panic!("no row {keys:?}"))
}

fn close(found: &serde_json::Value, expected: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found} is not {expected}");
}

/// By the definition, one customer after the other: cohort (weeks since 1970), age, n, active.
fn by_hand(
    events: &[Event],
    kind: RetentionKind,
    as_of: i64,
    from: Option<u8>,
    back: Option<u8>,
) -> BTreeSet<(i64, i64, usize, usize)> {
    let week = |hour: i64| (hour.div_euclid(24) + 3).div_euclid(7); // 1970-01-01 was a Thursday
    let known: Vec<&Event> = events.iter().filter(|event| event.2 <= as_of).collect();
    let customers: BTreeSet<u8> = known.iter().map(|event| event.0).collect();
    let own = |customer: u8| known.iter().filter(move |event| event.0 == customer);
    let start = |customer: u8| own(customer).filter(|event| from.is_none_or(|from| event.1 == from)).map(|event| event.2).min();
    let mut rows = BTreeSet::new();
    for cohort in 0..=week(as_of) {
        let members: Vec<(u8, i64)> =
            customers.iter().filter_map(|&one| Some((one, start(one)?))).filter(|one| week(one.1) == cohort).collect();
        for age in 0..=week(as_of) - cohort {
            let is_active = |&&(customer, start): &&(u8, i64)| {
                own(customer).filter(|event| event.2 >= start && back.is_none_or(|back| event.1 == back)).any(|event| {
                    let then = week(event.2) - cohort;
                    then == age || kind == RetentionKind::OnOrAfter && then > age
                })
            };
            if !members.is_empty() {
                rows.insert((cohort, age, members.len(), members.iter().filter(is_active).count()));
            }
        }
    }
    rows
}

proptest! {
    #[test]
    fn retention_is_what_its_definition_says((events, as_of) in prop_oneof![(events(), 0_i64..24 * 70), (events_within(900), 0..24 * 1_000_i64)], rolls: bool, from in prop::option::of(0_u8..4), back in prop::option::of(0_u8..4)) {
        let kind = if rolls { RetentionKind::OnOrAfter } else { RetentionKind::Bounded };
        let mut options = RetentionOptions::new(Every::Week);
        options.kind = kind;
        options.as_of = Some(as_of * HOUR);
        let log = log(&events);
        let is_there = |code: &Option<u8>| code.is_none_or(|code| log.code_of(&format!("t{code}")).is_ok());
        prop_assume!(is_there(&from) && is_there(&back));
        options.touchpoint = from.map(|code| format!("t{code}")).into_iter().collect();
        options.return_touchpoint = back.map(|code| format!("t{code}")).into_iter().collect();
        let table = retention(&log, &options);
        let number = |name: &str, row: usize| table.value(name, row).as_u64().unwrap();
        let week = |row: usize| {
            let day = cxm_core::columns::time::day_from_text(table.value("cohort", row).as_str().unwrap()).unwrap();
            i64::from(day + 3) / 7
        };
        let found: BTreeSet<_> = (0..table.len())
            .map(|row| (week(row), i64::try_from(number("age", row)).unwrap(), usize::try_from(number("n", row)).unwrap(), usize::try_from(number("active", row)).unwrap()))
            .collect();
        prop_assert_eq!(found.len(), table.len());
        prop_assert_eq!(found, by_hand(&events, kind, as_of, from, back));
        for row in 0..table.len() {
            let is_over = (week(row) + i64::try_from(number("age", row)).unwrap() + 1) * 7 * 24 - 3 * 24 <= as_of;
            // The end is a whole hour: one microsecond before the hour would be over, too.
            prop_assert_eq!(table.value("complete", row).as_bool().unwrap(), is_over);
        }
    }

    #[test]
    fn retention_of_parts_is_that_of_the_whole_in_any_order_of_rows((events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())), cut in 0_u8..9, rolls: bool) {
        let mut options = RetentionOptions::new(Every::Day);
        options.by = Some("plan".to_owned());
        options.zone = Zone::parse("America/St_Johns").unwrap();
        options.kind = if rolls { RetentionKind::OnOrAfter } else { RetentionKind::Bounded };
        options.as_of = Some(60 * DAY);
        let whole = RetentionCounts::of(&log(&events), &options).unwrap();
        let (one, two): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.0 < cut);
        let mut merged = RetentionCounts::of(&log(&two), &options).unwrap();
        merged.merge(&RetentionCounts::of(&log(&one), &options).unwrap()).unwrap();
        prop_assert_eq!(merged.table(Level::default()), whole.table(Level::default()));
        prop_assert_eq!(&merged, &whole);
        prop_assert_eq!(RetentionCounts::of(&log(&shuffled), &options).unwrap(), whole);
    }

    #[test]
    fn from_the_start_absorption_is_what_the_data_are((events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))) {
        let log_of_events = log(&events);
        let targets: Vec<&str> = ["t0", "t1"].into_iter().filter(|name| log_of_events.code_of(name).is_ok()).collect();
        let table = absorption(&log_of_events, &targets, Level::default()).unwrap();
        prop_assert_eq!(absorption(&log(&shuffled), &targets, Level::default()).unwrap(), table.clone());
        let n = log_of_events.n_customers() as f64;
        // Each path until its first target.
        let cut = |customer: usize| {
            let path: Vec<&str> = log_of_events.path(customer).collect();
            let end = path.iter().position(|name| targets.contains(name)).map_or(path.len(), |at| at + 1);
            path[..end].to_vec()
        };
        let paths: Vec<Vec<&str>> = (0..log_of_events.n_customers()).map(cut).collect();
        let starts: Vec<f64> = (0..log_of_events.touchpoints().len()).map(|code| paths.iter().filter(|path| path[0] == log_of_events.touchpoints()[code]).count() as f64 / n).collect();
        // What the rows of touchpoints say, weighted by where paths start, is what the paths did: the invariant of a chain made of its own paths.
        for target in targets.iter().map(|target| Some(*target)).chain([None]) {
            let name = target.unwrap_or("null");
            let ended = paths.iter().filter(|path| path.last().copied().filter(|last| targets.contains(last)) == target).count() as f64 / n;
            let (mut solved, mut steps) = (0.0, 0.0);
            for row in 0..table.len() {
                let Some(touchpoint) = table.value("touchpoint", row).as_str().map(str::to_owned) else { continue };
                if table.value("target", row).as_str().unwrap_or("null") != name { continue }
                let code = log_of_events.code_of(&touchpoint).unwrap();
                solved += starts[code] * table.value("probability", row).as_f64().unwrap();
                steps += starts[code] * table.value("steps_to_end", row).as_f64().unwrap();
            }
            prop_assert!((solved - ended).abs() < 1e-12, "{name}: {solved} {ended}");
            let mean = paths.iter().map(Vec::len).sum::<usize>() as f64 / n;
            prop_assert!((steps / mean - 1.0).abs() < 1e-12);
            let start = find(&table, &[("touchpoint", "null"), ("target", name)]);
            prop_assert!((table.value("probability", start).as_f64().unwrap() - ended).abs() < 1e-15);
            prop_assert!((table.value("steps_to_end", start).as_f64().unwrap() / mean - 1.0).abs() < 1e-15);
        }
        // Intervals hold their estimates.
        for row in 0..table.len() {
            for (low, value, high) in [("conf_low", "probability", "conf_high"), ("steps_low", "steps_to_end", "steps_high")] {
                let get = |name: &str| table.value(name, row).as_f64();
                if let (Some(low), Some(value), Some(high)) = (get(low), get(value), get(high)) {
                    prop_assert!(low <= value + 1e-12 && value <= high + 1e-12, "{low} {value} {high}");
                }
            }
        }
    }
}

/// The tables that need no more than a log, by name and options.
const TABLES: [(&str, &str); 8] = [
    ("retention", r#"{"every": "week", "by": "plan"}"#),
    ("absorption", "{}"),
    ("peak_end", r#"{"score": "felt"}"#),
    ("peak_end_summary", r#"{"score": "felt"}"#),
    ("moments_of_truth", r#"{"goal": "t0"}"#),
    ("moments_of_truth", r#"{"goal": "t0", "landmark": "P3D", "within": "P9D"}"#),
    ("self_service", r#"{"self_service": "t0", "assisted": "t1", "within": "P9D", "by": "plan"}"#),
    ("compare_segments", r#"{"by": "plan"}"#),
];

proptest! {
    #[test]
    fn no_table_depends_on_the_order_of_rows_nor_on_the_parts_a_log_came_in((events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle())), cut in 0_u8..9) {
        let table = |log: &EventLog, (name, options): (&str, &str)| {
            event_log_table(log, name, Args::from_json(name, options).unwrap()).map(|table| table.to_json().to_string())
        };
        let (one, two): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.0 < cut);
        let mut parts = log(&two);
        parts.merge(&log(&one)).unwrap();
        for asked in TABLES {
            let whole = table(&log(&events), asked);
            prop_assert_eq!(&table(&log(&shuffled), asked), &whole);
            prop_assert_eq!(&table(&parts, asked), &whole);
        }
    }

    #[test]
    fn containment_and_escalation_are_all_and_a_wider_window_contains_no_more(events in events()) {
        let log = log(&events);
        prop_assume!(log.code_of("t0").is_ok() && log.code_of("t1").is_ok());
        let shares = |within: &str| {
            let mut options = SelfServiceOptions::default();
            options.field = ContactField::Touchpoint;
            (options.self_service, options.assisted) = (vec!["t0".to_owned()], vec!["t1".to_owned()]);
            options.within = Some(within.parse().unwrap());
            options.as_of = Some(400 * DAY); // every window is over
            let table = self_service(&log, &options).unwrap();
            let n = |row: usize, name: &str| table.value(name, row).as_u64().unwrap();
            assert_eq!(n(0, "n_counted") + n(1, "n_counted"), n(0, "n"));
            (n(0, "n"), n(0, "n_counted"))
        };
        let (narrow, wide) = (shares("P2D"), shares("P20D"));
        prop_assert_eq!(narrow.0, wide.0);
        prop_assert!(wide.1 <= narrow.1);
    }

    #[test]
    fn a_moment_has_all_customers_on_its_two_sides(events in events()) {
        let log = log(&events);
        let goal = GoalEvents::of_touchpoints(&log, log.touchpoints(), &["t0".to_owned()], &[]).unwrap();
        let table = moments_of_truth(&log, &goal, &MomentsOptions::default()).unwrap();
        let n = |row: usize, name: &str| table.value(name, row).as_u64().unwrap();
        let reached = (0..log.n_customers()).filter(|&customer| log.path(customer).any(|name| name == "t0")).count() as u64;
        for row in 0..table.len() {
            prop_assert_ne!(table.value("touchpoint", row), "t0");
            prop_assert_eq!(n(row, "n_with") + n(row, "n_without"), log.n_customers() as u64);
            prop_assert_eq!(n(row, "reached_with") + n(row, "reached_without"), reached);
        }
    }

    #[test]
    fn every_step_is_one_of_the_flow(events in events()) {
        let log = log(&events);
        let mut options = SegmentOptions::default();
        (options.by, options.count) = ("plan".to_owned(), Counted::Steps);
        let Ok(table) = compare_segments(&log, &options) else { return Ok(()) }; // one segment
        let total: u64 = (0..table.len()).map(|row| table.value("n", row).as_u64().unwrap()).sum();
        prop_assert_eq!(total, Flow::of(&log).total());
    }
}

#[test]
fn who_acts_early_is_not_compared_after_a_landmark() {
    // Of hours: 0 and 1 met t1 on the first day, 0 reached t0 later; 2 reached it at once; 3 met nothing and never came.
    let log =
        log(&[(0, 2, 0), (0, 1, 5), (0, 0, 100), (1, 2, 0), (1, 1, 24), (2, 2, 0), (2, 1, 1), (2, 0, 2), (3, 2, 0), (3, 2, 200)]);
    let goal = GoalEvents::of_touchpoints(&log, &["t2"], &["t0"], &[]).unwrap();
    let mut options = MomentsOptions::default();
    (options.from, options.landmark) = (ClockStart::Start, Some("P1D".parse().unwrap()));
    let table = moments_of_truth(&log, &goal, &options).unwrap();
    let row = find(&table, &[("touchpoint", "t1")]);
    let n = |name: &str| table.value(name, row).as_u64().unwrap();
    assert_eq!((n("n_with"), n("n_without"), n("reached_with"), n("reached_without")), (2, 1, 1, 0)); // the landmark's last moment is within
    assert!(!table.value("flags", row).as_str().unwrap().contains("association"));
    options.landmark = None;
    let table = moments_of_truth(&log, &goal, &options).unwrap();
    assert!(table.value("flags", 0).as_str().unwrap().contains("association"));
}

#[test]
fn of_two_extremes_the_worse_is_the_peak_and_null_is_no_score() {
    let log = log(&[(0, 0, 0), (0, 0, 1)]);
    let table = |score: &str, neutral| PeakEnd::of(&log, score, neutral).map(|peaks| peaks.table());
    assert_eq!(table("felt", Some(0.0)).unwrap().value("n", 0), 2);
    assert_eq!(table("plan", None).unwrap_err().code().name(), "not_a_number");
    assert_eq!(table("value", None).unwrap_err().code().name(), "unknown_column");
    assert_eq!(table("felt", Some(f64::NAN)).unwrap_err().code().name(), "invalid_option");
    let of = |values: &[f64]| {
        let (customer, touchpoint) = (vec!["a"; values.len()], vec!["t"; values.len()]);
        let time: Vec<Cell<'_>> = (0_i64..).zip(values).map(|(hour, _)| Cell::Time(hour * HOUR)).collect();
        let mut columns =
            EventColumns::new(ColumnView::from(customer.as_slice()), ColumnView::from(touchpoint.as_slice()), time.into());
        columns.value = Some(ColumnView::from(values));
        let log = EventLog::new(&columns, &EventLogOptions::default()).unwrap();
        PeakEnd::of(&log, "value", None).unwrap().table()
    };
    assert_eq!(of(&[1.0, 5.0, 3.0]).value("peak", 0), 1.0); // 3 is the middle
    assert_eq!(of(&[f64::NAN, 4.0, f64::NAN]).value("end", 0), 4.0);
    assert_eq!(of(&[f64::NAN]).len(), 0);
}

#[test]
fn rolling_is_another_name_of_on_or_after() {
    assert_eq!("rolling".parse::<RetentionKind>().unwrap(), RetentionKind::OnOrAfter);
    let error = "roling".parse::<RetentionKind>().unwrap_err();
    assert_eq!((error.code().name(), error.got()), ("invalid_option", Some("roling")));
}

#[test]
fn a_return_of_another_kind_is_no_matter_of_definition_at_age_0() {
    let log = log(&[(0, 0, 0), (0, 1, 30), (1, 0, 0), (1, 0, 24 * 7)]);
    let mut options = RetentionOptions::new(Every::Week);
    assert_eq!(retention(&log, &options).value("conf_low", 0), 1.0);
    options.touchpoint = vec!["t0".to_owned()];
    options.return_touchpoint = vec!["t1".to_owned()];
    let table = retention(&log, &options);
    assert_eq!((table.value("retention", 0), table.value("retention", 1)), (0.5.into(), 0.0.into()));
    assert!(table.value("conf_low", 0).as_f64().unwrap() < 0.1);
    assert_eq!((table.value("complete", 0), table.value("complete", 1)), (true.into(), false.into()));
}

#[test]
fn a_placeholder_date_is_named_and_no_flood_of_rows() {
    let error = RetentionCounts::of(&log(&[(0, 0, -600_000), (1, 0, 0), (2, 0, 480_000)]), &RetentionOptions::new(Every::Day));
    assert!(error.is_ok()); // three cohorts
    let many: Vec<Event> = (0..200).map(|n| (n, 0, if n == 0 { -600_000 } else { i64::from(n) * 240 })).collect();
    let mut options = RetentionOptions::new(Every::Day);
    options.as_of = Some(365 * 100 * DAY);
    let error = RetentionCounts::of(&log(&many), &options).unwrap_err();
    assert_eq!((error.code().name(), error.field()), ("too_many_groups", Some("every")));
    assert!(error.message().contains("1901-07-"), "{}", error.message());
}

#[test]
fn no_events_make_no_cohorts_and_nothing_to_absorb() {
    let empty = log(&[]);
    assert_eq!(retention(&empty, &RetentionOptions::new(Every::Month)).len(), 0);
    assert_eq!(absorption::<&str>(&empty, &[], Level::default()).unwrap().len(), 0);
}

#[test]
fn the_running_example_is_absorbed_as_its_fractions_say() {
    // r register, c check, e examine casually, t examine thoroughly, d decide, i reinitiate, p pay, j reject: the six cases of the log.
    let log = paths(&["rtcdj", "rcedp", "recditcdp", "rctdj", "recdicediecdj", "recdp"]);
    let table = absorption(&log, &["p", "j"], Level::default()).unwrap();
    let value = |touchpoint: &str, name: &str| table.value(name, find(&table, &[("touchpoint", touchpoint), ("target", "p")]));
    let visits = [("c", 1.5), ("d", 1.5), ("e", 1.0), ("t", 0.5), ("p", 0.5), ("r", 1.0), ("i", 0.5), ("j", 0.5)];
    for (touchpoint, expected) in visits {
        close(&value(touchpoint, "expected_visits"), expected);
    }
    let steps =
        [("c", 40.0 / 7.0), ("d", 4.0), ("e", 43.0 / 7.0), ("t", 43.0 / 7.0), ("p", 1.0), ("r", 7.0), ("i", 7.0), ("j", 1.0)];
    for (touchpoint, expected) in steps {
        close(&value(touchpoint, "steps_to_end"), expected);
    }
    for touchpoint in ["c", "d", "e", "t", "r", "i"] {
        close(&value(touchpoint, "probability"), 0.5);
        // The way to either end is the same.
        close(&value(touchpoint, "steps_to_target"), value(touchpoint, "steps_to_end").as_f64().unwrap());
    }
    assert_eq!((value("p", "probability"), value("j", "probability")), (1.0.into(), 0.0.into()));
    assert!(value("j", "steps_to_target").is_null());
}

#[test]
fn a_path_is_read_until_its_first_target() {
    // After b nothing counts: a leads to b always, and c, met after it alone, has no row.
    let table = absorption(&paths(&["abca", "ab"]), &["b"], Level::default()).unwrap();
    assert_eq!(table.value("probability", find(&table, &[("touchpoint", "a"), ("target", "b")])), 1.0);
    assert!((0..table.len()).all(|row| table.value("touchpoint", row) != "c"));
}

#[test]
fn the_variance_by_customers_is_that_of_a_share_where_each_takes_one_step() {
    // 30 of 100 go from a to b: the delta method's interval on the logit scale.
    let all: Vec<&str> = (0..100).map(|n| if n < 30 { "ab" } else { "a" }).collect();
    let table = absorption(&paths(&all), &["b"], Level::default()).unwrap();
    let row = find(&table, &[("touchpoint", "a"), ("target", "b")]);
    let error = (0.3_f64 * 0.7 / 99.0).sqrt() / (0.3 * 0.7);
    let odds = 0.3 / 0.7 * (-1.959_963_984_540_054 * error).exp();
    close(&table.value("conf_low", row), odds / (1.0 + odds));
}

#[test]
fn targets_must_be_known_and_different() {
    let log = paths(&["ab"]);
    let code = |targets: &[&str]| absorption(&log, targets, Level::default()).unwrap_err().code().name();
    assert_eq!((code(&["x"]), code(&["a", "a"])), ("unknown_id", "duplicate_id"));
}

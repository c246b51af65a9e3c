//! Goal performance counts by the rules of its page, and parts of the customers put together are the whole.

use cxm_core::columns::time::{Zone, parse_time};
use cxm_core::columns::{Cell, ColumnView, Table};
use cxm_core::domain::ExperienceModel;
use cxm_core::journey::{GoalEvents, GoalOptions, GoalPerformance, GoalTimes, Ties, ToleranceOptions, tolerance};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions, InteractionColumns};
use cxm_core::state::ByteForm;
use cxm_core::stats::Level;
use proptest::prelude::*;

/// `who what when`, one event a line; times are wall-clock times in UTC, or have their offset.
fn log(events: &[(&str, &str, &str)]) -> EventLog {
    let column = |of: fn(&(&str, &str, &str)) -> String| -> Vec<Cell<'static>> {
        events.iter().map(|event| Cell::Text(of(event).into())).collect()
    };
    let columns = EventColumns::new(column(|e| e.0.into()).into(), column(|e| e.1.into()).into(), column(|e| e.2.into()).into());
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

fn options(within: Option<&str>, as_of: Option<&str>) -> GoalOptions {
    let mut options = GoalOptions::default();
    options.within = within.map(|within| within.parse().unwrap());
    options.as_of = as_of.map(|as_of| parse_time(as_of, &Zone::UTC).unwrap());
    options
}

fn performance(log: &EventLog, exit: &[&str], options: &GoalOptions) -> GoalPerformance {
    let events = GoalEvents::of_touchpoints(log, &["visit"], &["pay"], exit).unwrap();
    GoalTimes::of(log, &events, options).unwrap().performance(Level::default()).unwrap()
}

fn close(found: Option<f64>, expected: f64) {
    assert!(
        found.is_some_and(|found| (found - expected).abs() <= 1e-12 * expected.abs().max(1.0)),
        "{found:?} is not {expected}"
    );
}

#[test]
fn the_first_start_counts() {
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("a", "visit", "2026-01-09"),
        ("a", "pay", "2026-01-10"),
        ("b", "visit", "2026-01-01"),
        ("b", "pay", "2026-01-02"),
    ]);
    let goal = performance(&log, &[], &options(Some("P2D"), Some("2026-02-01")));
    assert_eq!((goal.n_reached, goal.estimate.n, goal.estimate.estimate), (1, Some(2), Some(0.5))); // a paid nine days after the first visit
}

#[test]
fn the_window_includes_its_last_moment() {
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("a", "pay", "2026-01-02"),
        ("b", "visit", "2026-01-01"),
        ("b", "pay", "2026-01-02T00:00:00.000001"),
    ]);
    let goal = performance(&log, &[], &options(Some("P1D"), Some("2026-02-01")));
    assert_eq!((goal.n_reached, goal.n_at_risk), (1, 2));
}

#[test]
fn an_action_before_the_start_leaves_the_customer_out_and_is_counted() {
    let log = log(&[
        ("a", "pay", "2026-01-01"),
        ("a", "visit", "2026-01-02"),
        ("a", "pay", "2026-01-03"),
        ("b", "visit", "2026-01-02"),
        ("c", "pay", "2026-01-02"),
    ]);
    let goal = performance(&log, &[], &options(Some("P1D"), Some("2026-02-01")));
    assert_eq!((goal.estimate.n, goal.n_excluded, goal.n_not_started), (Some(1), 1, 1));
}

#[test]
fn an_action_at_the_moment_of_the_start_is_not_before_it() {
    let log = log(&[("a", "pay", "2026-01-02"), ("a", "visit", "2026-01-02")]);
    let goal = performance(&log, &[], &options(Some("P1D"), Some("2026-02-01")));
    assert_eq!((goal.n_reached, goal.n_excluded, goal.curve.value("seconds", 0)), (1, 0, 0.0.into()));
}

#[test]
fn of_two_at_one_time_the_exit_goes_first_unless_said() {
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("a", "pay", "2026-01-02"),
        ("a", "leave", "2026-01-02"),
        ("b", "visit", "2026-01-01"),
    ]);
    let mut options = options(Some("P7D"), Some("2026-02-01"));
    let goal = performance(&log, &["leave"], &options);
    assert_eq!((goal.n_reached, goal.n_exited), (0, 1));
    options.ties = Ties::ActionFirst;
    let goal = performance(&log, &["leave"], &options);
    assert_eq!((goal.n_reached, goal.n_exited), (1, 0));
}

#[test]
fn a_day_is_24_hours_or_with_a_zone_one_of_the_calendar() {
    // In Berlin the clocks went forward on 2026-03-29: the day from noon to noon had 23 h.
    let log = log(&[
        ("a", "visit", "2026-03-28T12:00+01:00"),
        ("a", "pay", "2026-03-29T12:30+02:00"),
        ("b", "visit", "2026-03-28T12:00+01:00"),
    ]);
    let mut options = options(Some("P1D"), Some("2026-04-01"));
    assert_eq!(performance(&log, &[], &options).n_reached, 1);
    options.zone = Some(Zone::parse("Europe/Berlin").unwrap());
    assert_eq!(performance(&log, &[], &options).n_reached, 0);
    options.within = Some("PT24H".parse().unwrap());
    assert_eq!(performance(&log, &[], &options).n_reached, 1);
}

#[test]
fn windows_of_23_and_of_24_hours_are_both_complete() {
    let log = log(&[
        ("a", "visit", "2026-03-28T12:00+01:00"),
        ("b", "visit", "2026-03-20T12:00+01:00"),
        ("b", "pay", "2026-03-21T11:30+01:00"),
    ]);
    let mut options = options(Some("P1D"), Some("2026-04-01"));
    options.zone = Some(Zone::parse("Europe/Berlin").unwrap());
    let goal = performance(&log, &[], &options);
    assert_eq!((goal.estimate.estimate, goal.estimate.method.as_ref()), (Some(0.5), "wilson"));
    close(goal.curve.value("cumulative_incidence", 1).as_f64(), 0.5);
}

#[test]
fn complete_follow_up_has_wilsons_interval_and_a_curve_of_shares() {
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("a", "pay", "2026-01-02"),
        ("b", "visit", "2026-01-01"),
        ("b", "leave", "2026-01-02"),
        ("c", "visit", "2026-01-01"),
        ("d", "visit", "2026-01-01"),
        ("d", "pay", "2026-01-04"),
    ]);
    let goal = performance(&log, &["leave"], &options(Some("P7D"), Some("2026-01-08")));
    assert_eq!((goal.estimate.estimate, goal.estimate.method.as_ref()), (Some(0.5), "wilson"));
    let z = 1.959_963_984_540_054_f64;
    close(goal.estimate.conf_low, 0.5 - z * (1.0 / 16.0 + z * z / 64.0).sqrt() / (1.0 + z * z / 4.0)); // 2 of 4
    assert_eq!(column(&goal.curve, "seconds"), [0.0, 86400.0, 3.0 * 86400.0, 7.0 * 86400.0]);
    assert_eq!(column(&goal.curve, "cumulative_incidence"), [0.0, 0.25, 0.5, 0.5]);
}

#[test]
fn open_windows_make_it_kaplan_meier() {
    // 1 of 4 on day 1; then one is censored on day 2; 1 of 2 on day 3: 1 - 3/4 · 1/2.
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("a", "pay", "2026-01-02"),
        ("b", "visit", "2026-01-08"),
        ("c", "visit", "2026-01-01"),
        ("c", "pay", "2026-01-04"),
        ("d", "visit", "2026-01-01"),
    ]);
    let goal = performance(&log, &[], &options(Some("P7D"), Some("2026-01-10")));
    close(goal.estimate.estimate, 0.625);
    assert_eq!((goal.estimate.method.as_ref(), goal.n_watching, goal.n_at_risk), ("kaplan_meier", 1, 1));
    close(goal.estimate.std_error, 0.375 * (1.0_f64 / 12.0 + 0.5).sqrt()); // Greenwood: 1/(4·3) + 1/(2·1)
}

#[test]
fn exits_make_it_aalen_johansen() {
    // 1 of 4 pays on day 1, 1 of 3 leaves on day 2, one is censored on day 2.5, the last pays on day 3: 1/4 + 1/2 · 1.
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("a", "pay", "2026-01-02"),
        ("b", "visit", "2026-01-07T12:00"),
        ("c", "visit", "2026-01-01"),
        ("c", "leave", "2026-01-03"),
        ("d", "visit", "2026-01-01"),
        ("d", "pay", "2026-01-04"),
    ]);
    let goal = performance(&log, &["leave"], &options(Some("P7D"), Some("2026-01-10")));
    close(goal.estimate.estimate, 0.75);
    assert_eq!((goal.estimate.method.as_ref(), goal.n_exited), ("aalen_johansen", 1));
}

#[test]
fn nobody_among_open_windows_has_the_exact_interval_of_those_at_its_end() {
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("b", "visit", "2026-01-01"),
        ("c", "visit", "2026-01-09"),
        ("d", "visit", "2026-01-09"),
        ("d", "pay", "2026-01-30"),
    ]);
    let goal = performance(&log, &[], &options(Some("P7D"), Some("2026-01-10")));
    assert_eq!((goal.estimate.estimate, goal.estimate.conf_low, goal.n_at_risk), (Some(0.0), Some(0.0), 2));
    close(goal.estimate.conf_high, 1.0 - 0.025_f64.sqrt()); // two were watched for a week
    assert_eq!(goal.estimate.method, "clopper_pearson");
    let goal = performance(&self::log(&[("a", "visit", "2026-01-01")]), &["leave"], &options(Some("P7D"), Some("2026-01-03")));
    assert_eq!((goal.n_reached, goal.estimate.flag_names().as_str()), (0, "low_base,not_reached,not_seen")); // nobody paid or left yet
}

#[test]
fn a_window_that_nobody_was_watched_for_has_no_share() {
    let log = log(&[("a", "visit", "2026-01-08"), ("a", "pay", "2026-01-09"), ("b", "visit", "2026-01-08")]);
    let goal = performance(&log, &[], &options(Some("P7D"), Some("2026-01-10")));
    assert_eq!((goal.estimate.estimate, goal.estimate.conf_high), (None, None));
    assert_eq!(goal.estimate.flag_names(), "low_base,not_reached");
    assert_eq!(column(&goal.curve, "cumulative_incidence"), [0.0, 0.5]); // what is known is shown
}

#[test]
fn nobody_started_is_no_data() {
    let log = log(&[("a", "pay", "2026-01-08"), ("b", "visit", "2026-03-01")]);
    let goal = performance(&log, &[], &options(None, Some("2026-01-10")));
    assert_eq!((goal.estimate.estimate, goal.n_not_started, goal.estimate.flag_names().as_str()), (None, 2, "no_data"));
    assert!(goal.curve.is_empty());
}

#[test]
fn all_among_open_windows_is_no_less_than_before() {
    let log = log(&[
        ("a", "visit", "2026-01-01"),
        ("a", "pay", "2026-01-02"),
        ("b", "visit", "2026-01-01"),
        ("b", "pay", "2026-01-04"),
        ("c", "visit", "2026-01-09"),
    ]);
    let goal = performance(&log, &[], &options(Some("P7D"), Some("2026-01-10")));
    assert_eq!((goal.estimate.estimate, goal.estimate.conf_high), (Some(1.0), Some(1.0)));
    assert!(goal.estimate.conf_low.is_some_and(|low| low > 0.0 && low < 0.5));
}

#[test]
fn a_touchpoint_may_be_start_and_action() {
    let log = log(&[("a", "visit", "2026-01-01"), ("a", "visit", "2026-01-02"), ("b", "visit", "2026-01-01")]);
    let events = GoalEvents::of_touchpoints(&log, &["visit"], &["visit"], &[]).unwrap();
    let times = GoalTimes::of(&log, &events, &options(Some("P7D"), Some("2026-02-01"))).unwrap();
    assert_eq!(times.performance(Level::default()).unwrap().n_reached, 1);
}

#[test]
fn what_cannot_be_is_refused() {
    let log = log(&[("a", "visit", "2026-01-01"), ("a", "pay", "2026-01-02")]);
    let code = |start: &[&str], action: &[&str], exit: &[&str]| {
        GoalEvents::of_touchpoints(&log, start, action, exit).unwrap_err().code().name()
    };
    assert_eq!(code(&[], &["pay"], &[]), "invalid_option");
    assert_eq!(code(&["visits"], &["pay"], &[]), "unknown_id");
    assert_eq!(code(&["visit"], &["pay"], &["pay"]), "invalid_option");
    assert_eq!(GoalEvents::of_goal(&log, "buy").unwrap_err().code().name(), "no_model");
}

fn column(table: &Table, name: &str) -> Vec<f64> {
    (0..table.len()).filter_map(|row| table.value(name, row).as_f64()).collect()
}

const MODEL: &str = r#"{"cxm": "1.0", "id": "m", "version": {"seq": 0, "at": "2026-11-20T08:30:00Z", "author": "emp:ana", "message": "First"},
    "channels": [], "personas": [], "journeys": [], "goals": [
    {"id": "buy", "name": {"en": "Buy"}, "population": "prospects", "within": "P7D", "start": {"event": {"type": "visit"}},
     "action": {"event": {"type": "order", "where": [{"prop": "amount", "op": "gt", "value": 10}]}}, "competing": [{"event": {"type": "unsubscribe"}}]},
    {"id": "twice", "name": {"en": "Twice"}, "population": "customers", "start": {"event": {"type": "visit"}}, "action": {"atLeast": [2, {"event": {"type": "order"}}]}}]}"#;

type Row<'a> = (&'a str, &'a str, &'a str, Option<f64>);

fn model_log(rows: &[Row<'_>]) -> EventLog {
    let column =
        |of: fn(&Row<'_>) -> String| -> Vec<Cell<'static>> { rows.iter().map(|row| Cell::Text(of(row).into())).collect() };
    let mut columns =
        InteractionColumns::new(column(|e| e.0.into()).into(), column(|e| e.1.into()).into(), column(|e| e.2.into()).into());
    let amounts: Vec<Option<f64>> = rows.iter().map(|row| row.3).collect();
    columns.properties = vec![ColumnView::from(&amounts[..]).named("amount")];
    EventLog::from_model(&columns, &ExperienceModel::from_json(MODEL).unwrap(), &EventLogOptions::default()).unwrap()
}

#[test]
fn a_goal_of_the_model_is_found_by_its_patterns() {
    let rows = [
        ("a", "order", "2026-01-03", Some(20.0)),
        ("a", "visit", "2026-01-01", None),
        ("a", "order", "2026-01-02", Some(5.0)), // too small
        ("b", "visit", "2026-01-01", None),
        ("b", "unsubscribe", "2026-01-02", None),
        ("b", "order", "2026-01-03", Some(99.0)), // after the exit
        ("c", "visit", "2026-01-01", None),
        ("c", "scroll", "2026-02-01", None),
    ];
    let log = model_log(&rows);
    assert_eq!((log.n_events(), log.coverage(Level::default()).unwrap().n), (6, Some(8))); // the scroll is of no use, nor one small order alone
    let within = log.mapping().unwrap().goal("buy").unwrap().within;
    let mut options = options(None, Some("2026-02-01"));
    options.within = within;
    let times = GoalTimes::of(&log, &GoalEvents::of_goal(&log, "buy").unwrap(), &options).unwrap();
    let goal = times.performance(Level::default()).unwrap();
    assert_eq!((goal.n_reached, goal.n_exited, goal.estimate.n), (1, 1, Some(3)));
    let twice = GoalTimes::of(&log, &GoalEvents::of_goal(&log, "twice").unwrap(), &options)
        .unwrap()
        .performance(Level::default())
        .unwrap();
    assert_eq!(twice.n_reached, 1); // a, with the second order
    assert_eq!(GoalEvents::of_goal(&log, "buys").unwrap_err().code().name(), "unknown_id");
    assert_eq!(EventLog::from_bytes(&log.to_bytes()).unwrap(), log);
    let mut both = log.clone();
    both.merge(&model_log(&[("z", "visit", "2026-01-01", None)])).unwrap();
    assert_eq!(both.mapping().unwrap().n_interactions, 9);
}

#[test]
fn rows_that_are_dropped_do_not_move_the_others() {
    let texts = |texts: [Option<&'static str>; 3]| texts.map(Cell::from).to_vec();
    let who = texts([Some("a"), Some("a"), None]);
    let columns = InteractionColumns::new(
        who.into(),
        texts([Some("visit"), Some("order"), Some("visit")]).into(),
        texts([Some("2026-01-01"), Some("2026-01-02"), Some("2026-01-03")]).into(),
    );
    let mut options = EventLogOptions::default();
    options.missing = cxm_core::records::event_log::MissingEvent::Drop;
    let model = ExperienceModel::from_json(MODEL).unwrap();
    let log = EventLog::from_model(&columns, &model, &options).unwrap();
    assert_eq!((log.n_dropped(), log.n_events(), log.mapping().unwrap().n_interactions), (1, 1, 2)); // one order alone is none of two
}

#[test]
fn tolerance_counts_until_the_landmark_and_churn_after_it() {
    let log = log(&[
        ("a", "open", "2026-01-01"),
        ("a", "bad", "2026-01-02"),
        ("a", "leave", "2026-02-10"), // one, churned after
        ("b", "open", "2026-01-01"),
        ("b", "bad", "2026-02-05"), // the bad one came after the landmark
        ("c", "open", "2026-01-01"),
        ("c", "leave", "2026-01-05"), // gone before
        ("d", "open", "2026-01-01"),
        ("d", "bad", "2026-01-02"),
        ("d", "bad", "2026-01-31"), // two, the last at the landmark
    ]);
    let mut options = ToleranceOptions::default();
    (options.bad, options.churn, options.most) = (vec!["bad".to_owned()], vec!["leave".to_owned()], Some(2));
    options.as_of = Some(parse_time("2026-06-01", &Zone::UTC).unwrap());
    options.within = Some("P60D".parse().unwrap());
    let plain = tolerance(&log, &options).unwrap();
    assert_eq!((plain.value("flags", 0), column(&plain, "n")), ("low_base,association".into(), vec![1.0, 2.0, 1.0]));
    options.landmark = Some("P30D".parse().unwrap());
    let landmark = tolerance(&log, &options).unwrap();
    assert_eq!((column(&landmark, "n"), column(&landmark, "n_churned")), (vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 0.0]));
    assert_eq!((landmark.value("n_bad", 2), landmark.value("flags", 0)), ("2+".into(), "low_base".into()));
    options.most = Some(0);
    assert_eq!(tolerance(&log, &options).unwrap_err().code().name(), "invalid_option");
}

type Event = (u8, u8, i64);

fn made(events: &[Event]) -> EventLog {
    let customer: Vec<Cell<'_>> = events.iter().map(|event| Cell::Int(event.0.into())).collect();
    let names = ["visit", "pay", "leave", "read"];
    let touchpoint: Vec<Cell<'_>> = events.iter().map(|event| Cell::Text(names[usize::from(event.1)].into())).collect();
    let time: Vec<Cell<'_>> = events.iter().map(|event| Cell::Time(event.2 * 1_000_000)).collect();
    let plan: Vec<Cell<'_>> = events.iter().map(|event| Cell::Int(i64::from(event.0) % 2)).collect();
    let mut columns = EventColumns::new(customer.into(), touchpoint.into(), time.into());
    columns.attributes = vec![ColumnView::from(plan).named("plan")];
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

/// Every touchpoint occurs.
fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec((0_u8..8, 0_u8..4, 0_i64..40), 1..60).prop_map(|mut events| {
        events.extend([(0, 0, 0), (0, 1, 41), (1, 2, 41)]);
        events
    })
}

fn times(log: &EventLog) -> GoalTimes {
    let mut options = options(Some("PT15S"), None);
    options.as_of = Some(cxm_core::columns::time::Instant::from_micros(30_000_000).unwrap());
    options.by = Some("plan".to_owned());
    let events = GoalEvents::of_touchpoints(log, &["visit"], &["pay"], &["leave"]).unwrap();
    GoalTimes::of(log, &events, &options).unwrap()
}

proptest! {
    #[test]
    fn the_order_of_the_rows_does_not_matter((events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))) {
        prop_assert_eq!(times(&made(&events)), times(&made(&shuffled)));
    }

    #[test]
    fn parts_of_the_customers_make_the_whole(events in events(), cut in 1_u8..8) {
        let (mut one, mut two): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.0 < cut);
        for part in [&mut one, &mut two] {
            let who = part.first().map_or(9, |event| event.0);
            part.extend([(who, 0, 50), (who, 1, 50), (who, 2, 50)]); // after the date: every part knows every name
        }
        let whole = times(&made(&[one.clone(), two.clone()].concat()));
        let mut merged = times(&made(&one));
        merged.merge(&times(&made(&two))).unwrap();
        let (a, b) = (merged.performance(Level::default()).unwrap(), whole.performance(Level::default()).unwrap());
        prop_assert_eq!(a, b);
        prop_assert_eq!(merged, whole);
    }

    #[test]
    fn the_curve_rises_within_its_interval(events in events()) {
        let goal = times(&made(&events)).performance(Level::default()).unwrap();
        let total = goal.estimate.n.unwrap();
        prop_assert!(goal.n_reached + goal.n_exited + goal.n_watching <= total);
        for row in 0..goal.curve.len() {
            let number = |name: &str| goal.curve.value(name, row).as_f64();
            let share = number("cumulative_incidence").unwrap();
            prop_assert!((0.0..=1.0 + 1e-12).contains(&share));
            if let (Some(low), Some(high)) = (number("conf_low"), number("conf_high")) {
                prop_assert!(low <= share + 1e-12 && share <= high + 1e-12, "{low} {share} {high}");
            }
        }
    }
}

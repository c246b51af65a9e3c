//! A log holds every event once, whatever the order it came in, and parts of the customers put together are the whole.

use cxm_core::Code;
use cxm_core::columns::{Cell, ColumnView};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions, MissingEvent};
use cxm_core::state::ByteForm;
use proptest::prelude::*;

type Event = (u8, u8, i64, u8, i16);

fn log(events: &[Event]) -> EventLog {
    let customer: Vec<String> = events.iter().map(|event| format!("c{}", event.0)).collect();
    let touchpoint: Vec<String> = events.iter().map(|event| format!("t{}", event.1)).collect();
    let channel: Vec<Cell<'_>> =
        events.iter().map(|event| if event.3 == 0 { Cell::Null } else { Cell::Int(event.3.into()) }).collect();
    let value: Vec<f64> = events.iter().map(|event| event.4.into()).collect();
    let time: Vec<Cell<'_>> = events.iter().map(|event| Cell::Time(event.2 * 1_000_000)).collect();
    let texts = |texts: &'_ [String]| texts.iter().map(|text| Cell::Text(text.clone().into())).collect::<Vec<_>>();
    let mut columns = EventColumns::new(texts(&customer).into(), texts(&touchpoint).into(), time.into());
    columns.channel = Some(channel.into());
    columns.value = Some(ColumnView::from(&value));
    columns.sequence = Some(ColumnView::from(&value));
    columns.attributes = vec![ColumnView::from(texts(&touchpoint)).named("plan")];
    EventLog::new(&columns, &EventLogOptions::default()).unwrap()
}

/// Events whose order in a customer is settled: no two have the same time and sequence.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (0_u8..5, 0_u8..4, 0_i64..20, 0_u8..3, -5_i16..5);
    prop::collection::vec(event, 0..60).prop_map(|mut events| {
        events.sort_by_key(|event| (event.0, event.2, event.4));
        events.dedup_by_key(|event| (event.0, event.2, event.4));
        events
    })
}

proptest! {
    #[test]
    fn the_order_of_the_rows_does_not_matter((events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))) {
        prop_assert_eq!(log(&events), log(&shuffled));
        prop_assert_eq!(log(&events).to_bytes(), log(&shuffled).to_bytes());
    }

    #[test]
    fn the_table_of_a_log_makes_the_log(events in events()) {
        let whole = log(&events);
        let table = whole.table();
        let frame = table.frame().unwrap();
        let column = |name: &str| frame.column(name).unwrap().clone();
        let mut columns = EventColumns::new(column("customer"), column("touchpoint"), column("time"));
        if !events.is_empty() {
            columns.channel = Some(column("channel"));
            columns.value = Some(column("value"));
            columns.attributes = vec![column("plan")];
            prop_assert_eq!(EventLog::new(&columns, &EventLogOptions::default()).unwrap(), whole);
        }
    }

    #[test]
    fn parts_of_the_customers_make_the_whole(events in events(), cut in 0_u8..5) {
        let (one, two): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.0 < cut);
        let (mut left, mut right) = (log(&one), log(&two));
        left.merge(&right).unwrap();
        right.merge(&log(&one)).unwrap();
        prop_assert_eq!(left.to_bytes(), log(&events).to_bytes());
        prop_assert_eq!(left, right);
    }

    #[test]
    fn later_events_are_appended_to_their_customers(events in events(), cut in 0_i64..20) {
        let (early, late): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.2 < cut);
        let mut appended = log(&early);
        appended.append(&log(&late)).unwrap();
        prop_assert_eq!(appended.to_bytes(), log(&events).to_bytes());
    }

    #[test]
    fn bytes_bring_the_log_back(events in events()) {
        let log = log(&events);
        prop_assert_eq!(EventLog::from_bytes(&log.to_bytes()).unwrap(), log);
    }

    #[test]
    fn damaged_bytes_are_refused_or_mean_a_log(events in events(), at in 0_usize..400, flip in 1_u8..=255) {
        let mut bytes = log(&events).to_bytes();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        prop_assert!(EventLog::from_bytes(&bytes).is_err());
    }
}

#[test]
fn events_of_one_time_stand_by_sequence_and_then_as_they_came() {
    let (customer, touchpoint, time) = (["a"; 4], ["third", "first", "second", "fourth"], ["2026-01-01"; 4]);
    let mut columns = EventColumns::new(ColumnView::from(&customer), ColumnView::from(&touchpoint), ColumnView::from(&time));
    columns.sequence = Some(ColumnView::from(&[2_u8, 0, 1, 2]));
    let log = EventLog::new(&columns, &EventLogOptions::default()).unwrap();
    assert_eq!(log.path(0).collect::<Vec<_>>(), ["first", "second", "third", "fourth"]);
}

#[test]
fn a_row_without_a_touchpoint_is_named_or_dropped_and_counted() {
    let touchpoint = [Some("visit"), None, Some("")];
    let columns = EventColumns::new(
        ColumnView::from(&["a", "a", "b"]),
        ColumnView::from(&touchpoint),
        ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03"]),
    );
    let error = EventLog::new(&columns, &EventLogOptions::default()).unwrap_err();
    assert_eq!((error.code(), error.row(), error.field()), (Code::TooFew, Some(1), Some("touchpoint")));
    let mut options = EventLogOptions::default();
    options.missing = MissingEvent::Drop;
    let log = EventLog::new(&columns, &options).unwrap();
    assert_eq!((log.n_events(), log.n_customers(), log.n_dropped()), (1, 1, 2));
    assert_eq!(log.touchpoints(), ["visit"]);
}

#[test]
fn a_customer_is_no_fraction() {
    let columns =
        EventColumns::new(ColumnView::from(&[1.0, 2.5]), ColumnView::from(&["a", "a"]), ColumnView::from(&["2026-01-01"; 2]));
    let error = EventLog::new(&columns, &EventLogOptions::default()).unwrap_err();
    assert_eq!((error.code(), error.row(), error.got()), (Code::NotAnInteger, Some(1), Some("2.5")));
}

#[test]
fn more_touchpoints_than_two_bytes_hold_are_kept_apart() {
    let names: Vec<String> = (0..70_000).map(|number| format!("{number:05}")).collect();
    let cells: Vec<Cell<'_>> = names.iter().map(|name| Cell::Text(name.as_str().into())).collect();
    let time: Vec<Cell<'_>> = (0..70_000).map(Cell::Time).collect();
    let columns = EventColumns::new(vec![Cell::Int(1); 70_000].into(), cells.into(), time.into());
    let log = EventLog::new(&columns, &EventLogOptions::default()).unwrap();
    assert!(log.path(0).eq(names.iter().map(String::as_str)));
    assert_eq!(EventLog::from_bytes(&log.to_bytes()).unwrap(), log);
}

#[test]
fn logs_of_the_same_customer_are_not_merged() {
    let mut one = log(&[(1, 1, 1, 1, 1)]);
    let before = one.clone();
    let error = one.merge(&log(&[(2, 1, 1, 1, 1), (1, 1, 2, 1, 1)])).unwrap_err();
    assert_eq!((error.code(), error.field(), error.got()), (Code::DuplicateId, Some("customer"), Some("c1")));
    assert_eq!(one, before);
}

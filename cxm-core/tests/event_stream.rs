//! A stream gives the log of all events at once, whatever the batches and whenever it is drained.

use cxm_core::columns::{Cell, ColumnView, Stop};
use cxm_core::records::event_log::{
    EventColumns, EventLog, EventLogOptions, EventStream, EventStreamSpec, MissingEvent, OutOfTime,
};
use cxm_core::state::ByteForm;
use cxm_core::{Code, Result};
use proptest::prelude::*;

/// Customer, touchpoint, second, channel, value.
type Event = (u8, u8, i64, u8, i16);

const SECOND: i64 = 1_000_000;

/// The columns of events, which are read by `read`.
fn with_columns<T>(events: &[Event], read: impl FnOnce(&EventColumns<'_>) -> T) -> T {
    let text = |letter: &str, number: u8| Cell::Text(format!("{letter}{number}").into());
    let cells = |cell: &dyn Fn(&Event) -> Cell<'static>| -> Vec<Cell<'static>> { events.iter().map(cell).collect() };
    let customer = cells(&|event| text("c", event.0));
    let touchpoint = cells(&|event| text("t", event.1));
    let time = cells(&|event| Cell::Time(event.2 * SECOND));
    let channel = cells(&|event| if event.3 == 0 { Cell::Null } else { text("web", event.3) });
    let plan = cells(&|event| if event.4 % 3 == 0 { Cell::Null } else { Cell::Int((event.4 % 3).into()) });
    let value: Vec<f64> = events.iter().map(|event| event.4.into()).collect();
    let mut columns = EventColumns::new(customer.into(), touchpoint.into(), time.into());
    columns.channel = Some(channel.into());
    columns.value = Some(ColumnView::from(&value));
    columns.sequence = Some(ColumnView::from(&value));
    columns.attributes = vec![ColumnView::from(plan).named("plan")];
    read(&columns)
}

fn log(events: &[Event]) -> EventLog {
    with_columns(events, |columns| EventLog::new(columns, &EventLogOptions::default())).unwrap()
}

fn spec(lateness: i64, idle: i64) -> EventStreamSpec {
    let mut spec = EventStreamSpec::new("customer", "touchpoint", "time", idle * SECOND);
    spec.lateness = lateness * SECOND;
    spec.channel = Some("channel".to_owned());
    spec.value = Some("value".to_owned());
    spec.sequence = Some("sequence".to_owned());
    spec.attributes = vec!["plan".to_owned()];
    spec
}

fn observe(stream: &mut EventStream, events: &[Event]) -> Result<()> {
    with_columns(events, |columns| stream.observe(columns, &Stop::default()))
}

/// Batches of events in an order within the lateness, each with whether the stream is drained after it.
#[derive(Debug, Clone)]
struct Arrivals {
    lateness: i64,
    batches: Vec<(Vec<Event>, bool)>,
}

impl Arrivals {
    fn all(&self) -> Vec<Event> {
        self.batches.iter().flat_map(|(events, _)| events).copied().collect()
    }

    /// The longest time that a customer paused.
    fn longest_pause(&self) -> i64 {
        let mut events = self.all();
        events.sort_by_key(|event| (event.0, event.2));
        events.windows(2).filter(|two| two[0].0 == two[1].0).map(|two| two[1].2 - two[0].2).max().unwrap_or(0)
    }
}

/// No two events of a customer have the same time and sequence, so that their order is settled.
fn arrivals() -> impl Strategy<Value = Arrivals> {
    let event = (0_u8..6, 0_u8..4, 0_i64..60, 0_u8..3, -5_i16..5);
    let arrival = (event, 0_i64..=12, prop::bool::weighted(0.3), any::<bool>());
    (prop::collection::vec(arrival, 0..80), 0_i64..=12).prop_map(|(mut arrivals, lateness)| {
        arrivals.sort_by_key(|(event, ..)| (event.0, event.2, event.4));
        arrivals.dedup_by_key(|(event, ..)| (event.0, event.2, event.4));
        // Who comes after a later event comes at most the lateness after it.
        arrivals.sort_by_key(|(event, delay, ..)| event.2 + delay.min(&lateness));
        let mut batches: Vec<(Vec<Event>, bool)> = vec![(Vec::new(), false)];
        for (event, _, ends, drains) in arrivals {
            let (events, is_drained) = batches.last_mut().unwrap();
            events.push(event);
            if ends {
                *is_drained = drains;
                batches.push((Vec::new(), false));
            }
        }
        Arrivals { lateness, batches }
    })
}

proptest! {
    #[test]
    fn what_is_drained_and_what_is_left_merge_into_the_log_of_all(arrivals in arrivals()) {
        let mut stream = EventStream::new(spec(arrivals.lateness, arrivals.longest_pause() + 1)).unwrap();
        let mut logs = Vec::new();
        for (events, is_drained) in &arrivals.batches {
            observe(&mut stream, events).unwrap();
            if *is_drained {
                logs.push(stream.drain().unwrap());
            }
        }
        logs.push(stream.finish().unwrap());
        let mut merged = stream.finish().unwrap();
        for log in logs.iter().rev() {
            merged.merge(log).unwrap();
        }
        prop_assert_eq!(merged.to_bytes(), log(&arrivals.all()).to_bytes());
        prop_assert_eq!((stream.n_late(), stream.n_returning(), stream.n_left_out(), stream.n_open()), (0, 0, 0, 0));
    }

    #[test]
    fn customers_who_come_back_are_appended(arrivals in arrivals(), idle in 1_i64..20) {
        let mut spec = spec(arrivals.lateness, idle);
        spec.returning = OutOfTime::Keep;
        let mut stream = EventStream::new(spec).unwrap();
        let mut appended = stream.drain().unwrap();
        for (events, is_drained) in &arrivals.batches {
            observe(&mut stream, events).unwrap();
            if *is_drained {
                appended.append(&stream.drain().unwrap()).unwrap();
            }
        }
        appended.append(&stream.finish().unwrap()).unwrap();
        prop_assert_eq!(appended.to_bytes(), log(&arrivals.all()).to_bytes());
        prop_assert_eq!(stream.n_late(), 0);
    }

    #[test]
    fn nothing_that_comes_is_lost_from_the_counts(arrivals in arrivals(), lateness in 0_i64..12, idle in 1_i64..20) {
        // Now some are late.
        let mut spec = spec(lateness.min(arrivals.lateness), idle);
        (spec.late, spec.returning) = (OutOfTime::Drop, OutOfTime::Drop);
        let mut stream = EventStream::new(spec).unwrap();
        let mut drained = 0;
        for (events, is_drained) in &arrivals.batches {
            observe(&mut stream, events).unwrap();
            if *is_drained {
                drained += stream.drain().unwrap().n_events();
            }
        }
        let came = arrivals.all().len() as u64;
        prop_assert_eq!((drained + stream.n_open()) as u64 + stream.n_left_out(), came);
        prop_assert_eq!(stream.n_left_out(), stream.n_late() + stream.n_returning());
    }

    #[test]
    fn bytes_bring_the_stream_back_at_any_time(arrivals in arrivals(), idle in 1_i64..20) {
        let mut spec = spec(arrivals.lateness, idle);
        spec.returning = OutOfTime::Keep;
        let mut stream = EventStream::new(spec).unwrap();
        let mut travelled = stream.clone();
        for (events, is_drained) in &arrivals.batches {
            travelled = EventStream::from_bytes(&travelled.to_bytes()).unwrap();
            observe(&mut stream, events).unwrap();
            observe(&mut travelled, events).unwrap();
            prop_assert_eq!(&travelled, &stream);
            if *is_drained {
                prop_assert_eq!(travelled.drain().unwrap(), stream.drain().unwrap());
            }
        }
        prop_assert_eq!(travelled.open_log().unwrap().to_bytes(), stream.open_log().unwrap().to_bytes());
    }

    #[test]
    fn streams_of_parts_of_the_customers_make_the_whole(arrivals in arrivals(), cut in 0_u8..6) {
        let spec = spec(arrivals.lateness, arrivals.longest_pause() + 1);
        let mut streams = vec![EventStream::new(spec).unwrap(); 3];
        for (events, _) in &arrivals.batches {
            let (one, two): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.0 < cut);
            for (stream, events) in streams.iter_mut().zip([&one, &two, events]) {
                observe(stream, events).unwrap();
            }
        }
        let (mut left, mut right) = (streams[0].clone(), streams[1].clone());
        left.merge(&streams[1]).unwrap();
        right.merge(&streams[0]).unwrap();
        prop_assert_eq!(left.to_bytes(), streams[2].to_bytes());
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(left.drain().unwrap().to_bytes(), streams[2].drain().unwrap().to_bytes());
        // Drained customers are known too.
        if left.n_closed_customers() > 0 {
            prop_assert_eq!(left.merge(&streams[2]).unwrap_err().code(), Code::DuplicateId);
        }
    }

    #[test]
    fn damaged_bytes_are_no_stream(arrivals in arrivals(), at in 0_usize..2_000, flip in 1_u8..=255) {
        let mut stream = EventStream::new(spec(arrivals.lateness, 5)).unwrap();
        observe(&mut stream, &arrivals.all()).unwrap();
        stream.drain().unwrap();
        let mut bytes = stream.to_bytes();
        let at = at % bytes.len();
        bytes[at] ^= flip;
        prop_assert!(EventStream::from_bytes(&bytes).is_err());
    }
}

#[test]
fn a_customer_is_settled_when_the_watermark_has_passed_the_idle_time() {
    let mut stream = EventStream::new(spec(5, 10)).unwrap();
    observe(&mut stream, &[(1, 0, 100, 0, 0), (2, 0, 114, 0, 0)]).unwrap();
    assert_eq!(stream.watermark(), Some(109 * SECOND));
    assert_eq!(stream.drain().unwrap().n_customers(), 0);
    observe(&mut stream, &[(2, 0, 115, 0, 0)]).unwrap(); // 100 + 10 + 5
    let settled = stream.drain().unwrap();
    assert_eq!((settled.n_customers(), settled.customers()[0].to_string()), (1, "c1".to_owned()));
    assert_eq!((stream.n_open(), stream.n_open_customers(), stream.n_closed_customers()), (2, 1, 1));
}

#[test]
fn events_of_one_time_stand_by_sequence_then_as_they_came_over_batches() {
    let mut spec = spec(0, 10);
    spec.attributes.clear();
    spec.channel = None;
    spec.value = None;
    let mut stream = EventStream::new(spec).unwrap();
    for (touchpoint, sequence) in [("third", 2_u8), ("first", 0), ("second", 1), ("fourth", 2)] {
        let (touchpoint, sequence) = ([touchpoint], [sequence]);
        let (customer, touchpoint) = (ColumnView::from(&["a"]), ColumnView::from(&touchpoint));
        let mut columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01"]));
        columns.sequence = Some(ColumnView::from(&sequence));
        stream.observe(&columns, &Stop::default()).unwrap();
    }
    assert_eq!(stream.finish().unwrap().path(0).collect::<Vec<_>>(), ["first", "second", "third", "fourth"]);
}

#[test]
fn a_late_event_is_named_left_out_or_taken_in_and_nothing_changes_on_an_error() {
    let early = [(1, 0, 100, 0, 0), (2, 0, 130, 0, 0)];
    let batch = [(1, 1, 131, 0, 0), (1, 2, 119, 0, 0)]; // the watermark is at 120
    for late in [OutOfTime::Error, OutOfTime::Drop, OutOfTime::Keep] {
        let mut spec = spec(10, 1_000);
        spec.late = late;
        let mut stream = EventStream::new(spec).unwrap();
        observe(&mut stream, &early).unwrap();
        let before = stream.to_bytes();
        let observed = observe(&mut stream, &batch);
        if late == OutOfTime::Error {
            let error = observed.unwrap_err();
            assert_eq!((error.code(), error.row(), error.field()), (Code::OutOfRange, Some(1), Some("time")));
            assert_eq!(stream.to_bytes(), before);
            continue;
        }
        observed.unwrap();
        let left_out = u64::from(late == OutOfTime::Drop);
        assert_eq!((stream.n_late(), stream.n_left_out(), stream.n_open() as u64), (1, left_out, 4 - left_out));
    }
}

#[test]
fn a_row_after_a_dropped_one_is_named_by_its_place_in_the_input() {
    let mut spec = EventStreamSpec::new("customer", "touchpoint", "time", SECOND);
    (spec.late, spec.missing) = (OutOfTime::Error, MissingEvent::Drop);
    let mut stream = EventStream::new(spec).unwrap();
    let mut observe = |customer: &[Option<&str>], time: &[&str]| {
        let touchpoint = vec!["visit"; time.len()];
        let columns = EventColumns::new(ColumnView::from(customer), ColumnView::from(&touchpoint[..]), ColumnView::from(time));
        stream.observe(&columns, &Stop::default())
    };
    observe(&[Some("a"), None], &["2026-01-02", "2026-01-02"]).unwrap();
    let error = observe(&[None, Some("a"), Some("a")], &["2026-01-03", "2026-01-03", "2026-01-01"]).unwrap_err();
    assert_eq!(error.row(), Some(2));
    // The rows of the batch that was refused are not counted.
    assert_eq!((stream.n_dropped(), stream.drain().unwrap().n_dropped(), stream.drain().unwrap().n_dropped()), (1, 1, 0));
}

#[test]
fn a_customer_who_was_drained_is_refused_left_out_or_opened_again() {
    for returning in [OutOfTime::Error, OutOfTime::Drop, OutOfTime::Keep] {
        let mut spec = spec(0, 10);
        spec.returning = returning;
        let mut stream = EventStream::new(spec).unwrap();
        observe(&mut stream, &[(1, 0, 0, 0, 0), (2, 0, 100, 0, 0)]).unwrap();
        let first = stream.drain().unwrap();
        let before = stream.to_bytes();
        let observed = observe(&mut stream, &[(2, 0, 101, 0, 0), (1, 0, 101, 0, 0)]);
        match returning {
            OutOfTime::Error => {
                let error = observed.unwrap_err();
                assert_eq!((error.code(), error.row(), error.got()), (Code::DuplicateId, Some(1), Some("c1")));
                assert_eq!(stream.to_bytes(), before);
            }
            OutOfTime::Drop => {
                assert_eq!((stream.n_returning(), stream.n_left_out(), stream.n_open()), (1, 1, 2));
            }
            OutOfTime::Keep => {
                assert_eq!((stream.n_returning(), stream.n_left_out(), stream.n_open()), (1, 0, 3));
                let mut again = stream.finish().unwrap();
                assert_eq!(again.merge(&first).unwrap_err().code(), Code::DuplicateId);
                again.append(&first).unwrap();
                assert_eq!((again.n_customers(), again.n_events()), (2, 4));
            }
        }
    }
}

#[test]
fn no_more_is_held_than_is_allowed() {
    let mut spec = spec(0, 10);
    spec.max_open = 2;
    let mut stream = EventStream::new(spec).unwrap();
    observe(&mut stream, &[(1, 0, 0, 0, 0), (2, 0, 100, 0, 0)]).unwrap();
    let error = observe(&mut stream, &[(2, 0, 101, 0, 0)]).unwrap_err();
    assert_eq!((error.code(), error.field(), error.got()), (Code::OutOfRange, Some("max_open"), Some("3")));
    stream.drain().unwrap();
    observe(&mut stream, &[(2, 0, 101, 0, 0)]).unwrap();
    assert_eq!(stream.n_open(), 2);
}

#[test]
fn a_batch_of_other_columns_is_refused() {
    let mut stream = EventStream::new(EventStreamSpec::new("customer", "touchpoint", "time", SECOND)).unwrap();
    let error = observe(&mut stream, &[(1, 0, 0, 0, 0)]).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::DefinitionMismatch, Some("channel")));
    let mut other = EventStream::new(spec(0, 1)).unwrap();
    assert_eq!(other.merge(&stream).unwrap_err().code(), Code::DefinitionMismatch);
}

#[test]
fn channels_of_all_batches_are_at_most_255() {
    let mut spec = EventStreamSpec::new("customer", "touchpoint", "time", SECOND);
    spec.channel = Some("channel".to_owned());
    let mut stream = EventStream::new(spec).unwrap();
    let mut observe = |channels: std::ops::Range<u32>| {
        let rows = channels.len();
        let cells: Vec<Cell<'_>> = channels.map(|channel| Cell::Text(format!("{channel}").into())).collect();
        let (customer, time) = (vec![Cell::Int(1); rows], vec![Cell::Time(0); rows]);
        let mut columns = EventColumns::new(customer.into(), vec![Cell::Text("visit".into()); rows].into(), time.into());
        columns.channel = Some(cells.into());
        stream.observe(&columns, &Stop::default())
    };
    observe(0..200).unwrap();
    assert_eq!(observe(150..256).unwrap_err().code(), Code::TooManyGroups);
    observe(150..255).unwrap();
    assert_eq!(stream.finish().unwrap().channels().len(), 255);
}

#[test]
fn options_that_make_no_stream_are_refused() {
    for (lateness, idle, field) in [(-1, 1, "lateness"), (0, 0, "idle"), (0, -1, "idle")] {
        let error = EventStream::new(spec(lateness, idle)).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::InvalidOption, Some(field)));
    }
}

//! Funnels of a log that is built already: 5 steps within 7 days, 20 touchpoints, 10 events a customer on average. A row is an event.
//! Run with `cargo bench -p cxm-benches --bench funnel -- --rows 10000000`.

use cxm_benches::{Bench, Numbers};
use cxm_core::columns::time::TimeUnit;
use cxm_core::columns::{ColumnView, Values};
use cxm_core::journey::{Exclusion, FunnelCounts, FunnelOptions, FunnelOrder};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use cxm_core::stats::Level;

const DAY: i64 = 86_400_000_000;

/// Customers who meet any of 20 touchpoints within 60 days.
fn log(rows: usize) -> EventLog {
    let mut numbers = Numbers(7);
    let customers = (rows as u64 / 10).max(1);
    let names: Vec<String> = (0..20).map(|number| format!("t{number:02}")).collect();
    let customer: Vec<i64> = (0..rows).map(|_| numbers.below(customers).cast_signed()).collect();
    let touchpoint: Vec<&str> = (0..rows).map(|_| names[usize::try_from(numbers.below(20)).unwrap_or(0)].as_str()).collect();
    let time: Vec<i64> = (0..rows).map(|_| numbers.below(60 * DAY.cast_unsigned()).cast_signed()).collect();
    let time = ColumnView::from(Values::Timestamp { ticks: &time, unit: TimeUnit::Microsecond, zoned: true });
    let columns = EventColumns::new(ColumnView::from(&customer), ColumnView::from(touchpoint.as_slice()), time);
    EventLog::new(&columns, &EventLogOptions::default()).expect("a log")
}

fn main() {
    let bench = Bench::from_arguments();
    let log = log(bench.rows);
    let mut options = FunnelOptions::new(["t00", "t01", "t02", "t03", "t04"]);
    options.within = Some(7 * DAY);
    let run = |name: &str, options: &FunnelOptions| {
        bench.case(name, || {
            let counts = FunnelCounts::of(&log, options).expect("a funnel");
            let reached = counts.reached();
            assert!(reached[0] > 0 && reached.windows(2).all(|pair| pair[0] >= pair[1]), "{name}: fewer at every step");
            assert_eq!(counts.table(Level::default()).expect("a table").len(), 5);
        });
    };
    run("5 steps in order, 7 days", &options);
    let mut strict = options.clone();
    strict.order = FunnelOrder::Strict;
    run("5 steps directly one after the other", &strict);
    let mut any = options.clone();
    any.order = FunnelOrder::Any;
    run("5 steps in any order, 7 days", &any);
    let mut excluding = options.clone();
    excluding.exclude = vec![Exclusion { touchpoint: "t19".to_owned(), from: 0, to: 4 }];
    run("5 steps in order, one exclusion", &excluding);
}

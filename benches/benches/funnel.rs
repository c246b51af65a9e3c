//! Funnels of a log that is built already: 5 steps within 7 days, 20 touchpoints, 10 events a customer on average. A row is an event.
//! Run with `cargo bench -p cxm-benches --bench funnel -- --rows 10000000`.

use cxm_benches::{Bench, event_log};
use cxm_core::journey::{Exclusion, FunnelCounts, FunnelOptions, FunnelOrder};
use cxm_core::stats::Level;

const DAY: i64 = 86_400_000_000;

fn main() {
    let bench = Bench::from_arguments();
    let log = event_log(bench.rows);
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

//! Retention and ends of a log that is built already: 20 touchpoints, 10 events a customer on average, 60 days. A row is an event.
//! Run with `cargo bench -p cxm-benches --bench cohorts -- --rows 10000000`.

use cxm_benches::{Bench, event_log};
use cxm_core::columns::{Every, Table, TableColumn};
use cxm_core::journey::{RetentionCounts, RetentionKind, RetentionOptions, absorption};
use cxm_core::stats::Level;

/// All customers stand in one cohort each.
fn customers(table: &Table) -> u64 {
    let (Some(TableColumn::Count(age)), Some(TableColumn::Count(n))) = (table.column("age"), table.column("n")) else { return 0 };
    age.iter().zip(n).filter(|(age, _)| **age == Some(0)).filter_map(|(_, n)| *n).sum()
}

fn main() {
    let bench = Bench::from_arguments();
    let log = event_log(bench.rows);
    let run = |name: &str, options: &RetentionOptions| {
        bench.case(name, || {
            let table = RetentionCounts::of(&log, options).expect("cohorts").table(Level::default());
            assert_eq!(customers(&table), log.n_customers() as u64, "{name}: each customer begins once");
        });
    };
    let mut options = RetentionOptions::new(Every::Week);
    run("weekly retention", &options);
    options.kind = RetentionKind::OnOrAfter;
    run("weekly retention, on or after", &options);
    run("daily retention", &RetentionOptions::new(Every::Day));
    bench.case("absorption at 2 of 20 touchpoints", || {
        let table = absorption(&log, &["t00", "t01"], Level::default()).expect("a chain");
        assert_eq!(table.len(), 3 * 21);
    });
}

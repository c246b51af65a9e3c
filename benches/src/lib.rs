//! Data for the benches, columns of a survey made from a seed, and a stopwatch of CPU time.
#![allow(clippy::disallowed_macros, reason = "a bench prints what it measured; the core does not")]

use cpu_time::ProcessTime;
use cxm_core::columns::time::TimeUnit;
use cxm_core::columns::{ColumnView, Values};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use std::time::Duration;

/// One run of a bench: timed (`cargo bench`), or each case once on few rows (`cargo test --benches`, `cargo bench -- --test`).
#[derive(Debug, Clone)]
pub struct Bench {
    /// How many rows the cases have.
    pub rows: usize,
    timed: bool,
    wanted: Option<String>,
}

impl Bench {
    /// As the arguments of the program say: `--test`, `--rows 1000000`, or a part of the names of the cases to run.
    ///
    /// # Panics
    /// When `--rows` is not followed by a number.
    #[must_use]
    pub fn from_arguments() -> Self {
        let mut bench = Self { rows: 20_000, timed: false, wanted: None };
        let mut asked = None;
        let mut arguments = std::env::args().skip(1);
        let mut test = false;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--bench" => bench.timed = true,
                "--test" => test = true,
                "--rows" => asked = arguments.next().map(|rows| rows.parse().expect("a number of rows")),
                other if other.starts_with('-') => {}
                other => bench.wanted = Some(other.to_owned()),
            }
        }
        bench.timed &= !test;
        bench.rows = if bench.timed { asked.unwrap_or(10_000_000) } else { bench.rows };
        bench
    }

    /// Runs a case and prints the least CPU time of a run, in all threads; the case checks its own answer.
    pub fn case(&self, name: &str, mut run: impl FnMut()) {
        if self.wanted.as_ref().is_some_and(|wanted| !name.contains(wanted.as_str())) {
            return;
        }
        run();
        if !self.timed {
            println!("{name}: right");
            return;
        }
        let (mut least, mut spent, mut runs) = (Duration::MAX, Duration::ZERO, 0);
        while runs < 5 || (spent < Duration::from_secs(1) && runs < 200) {
            let start = ProcessTime::now();
            run();
            let time = start.elapsed();
            (least, spent, runs) = (least.min(time), spent + time, runs + 1);
        }
        #[allow(clippy::cast_precision_loss)] // shown in three digits
        let per_row = least.as_secs_f64() * 1e9 / self.rows as f64;
        println!("{name:<40} {:>10.3} ms CPU {per_row:>9.3} ns a row", least.as_secs_f64() * 1e3);
    }
}

/// Numbers that look random: `SplitMix64` (Steele, Lea & Flood 2014).
#[derive(Debug, Clone)]
pub struct Numbers(pub u64);

impl Numbers {
    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let high = u128::from(mixed ^ (mixed >> 31)) * u128::from(bound);
        u64::try_from(high >> 64).unwrap_or(0) // a product of two u64 shifted by 64 bits fits
    }
}

/// Answers on 0-10 as surveys have them: mostly 7 to 10.
#[must_use]
pub fn scores(rows: usize) -> Vec<u8> {
    const SHAPE: [u8; 20] = [0, 1, 2, 3, 4, 5, 5, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10];
    let mut numbers = Numbers(1);
    (0..rows).map(|_| SHAPE[usize::try_from(numbers.below(20)).unwrap_or(0)]).collect()
}

/// Group numbers below `groups`.
#[must_use]
pub fn groups(rows: usize, groups: u32) -> Vec<u32> {
    let mut numbers = Numbers(u64::from(groups));
    (0..rows).map(|_| u32::try_from(numbers.below(groups.into())).unwrap_or(0)).collect()
}

/// Days of three years from 2023-01-01 on.
#[must_use]
pub fn days(rows: usize) -> Vec<i32> {
    let mut numbers = Numbers(3);
    (0..rows).map(|_| 19_358 + i32::try_from(numbers.below(1_096)).unwrap_or(0)).collect()
}

/// Bits of which nine in ten are set.
#[must_use]
pub fn validity(rows: usize) -> Vec<u8> {
    let mut numbers = Numbers(4);
    let mut bits = vec![0_u8; rows.div_ceil(8)];
    for row in 0..rows {
        bits[row / 8] |= u8::from(numbers.below(10) > 0) << (row % 8);
    }
    bits
}

/// A log of so many events, of customers who meet any of 20 touchpoints within 60 days, ten times on average.
///
/// # Panics
/// Never: its columns have one length.
#[must_use]
pub fn event_log(rows: usize) -> EventLog {
    const DAY: u64 = 86_400_000_000;
    let mut numbers = Numbers(7);
    let customers = (rows as u64 / 10).max(1);
    let names: Vec<String> = (0..20).map(|number| format!("t{number:02}")).collect();
    let customer: Vec<i64> = (0..rows).map(|_| numbers.below(customers).cast_signed()).collect();
    let touchpoint: Vec<&str> = (0..rows).map(|_| names[usize::try_from(numbers.below(20)).unwrap_or(0)].as_str()).collect();
    let time: Vec<i64> = (0..rows).map(|_| numbers.below(60 * DAY).cast_signed()).collect();
    let time = ColumnView::from(Values::Timestamp { ticks: &time, unit: TimeUnit::Microsecond, zoned: true });
    let columns = EventColumns::new(ColumnView::from(&customer), ColumnView::from(touchpoint.as_slice()), time);
    EventLog::new(&columns, &EventLogOptions::default()).expect("a log")
}

//! How often the intervals of conformance, friction and handoffs hold the truth, and how often friction finds something where nothing differs.

use super::SEED;
use super::journey_numbers::{Name, goal, log, mean_score, measured, truths};
use super::shoppers::{STEPS, Way, population};
use cxm_core::journey::{FrictionOptions, friction};
use cxm_core::num::Rng;
use cxm_core::num::dist::normal_quantile;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Everything that is written.
#[derive(Serialize)]
pub struct Results {
    seed: u64,
    draws: u64,
    coverage: Vec<Row>,
    nothing: Vec<Nothing>,
}

/// One number in samples of one size.
#[derive(Serialize)]
struct Row {
    measure: String,
    of: String,
    n: u64,
    truth: f64,
    /// How often there was no interval: nobody to ask in the sample, or too few.
    absent: f64,
    /// Of the samples with one, how often it held the truth, and how often the truth lay below it, and above.
    held: f64,
    below: f64,
    above: f64,
    width: f64,
}

/// How often friction finds something at 5 % where touchpoints do not differ.
#[derive(Serialize)]
struct Nothing {
    n: u64,
    /// Of the tests.
    tests: f64,
    /// Of the samples, after the adjustment: at least one row.
    samples: f64,
}

const DRAWS: u64 = 4_000;
const SIZES: [u64; 4] = [30, 100, 300, 1_000];
/// What a score is off its mean by: a customer's part, and an event's.
const SPREAD: [f64; 2] = [0.7, 1.0];

pub fn results() -> cxm_core::Result<Results> {
    let ways = population();
    let truth = truths(&ways)?;
    let mut coverage = Vec::new();
    for (stream, n) in (0_u64..).zip(SIZES) {
        coverage.extend(simulate(&ways, &truth, n, stream)?);
    }
    // Measures together, each by size.
    coverage.sort_by(|one: &Row, two| (&one.measure, &one.of, one.n).cmp(&(&two.measure, &two.of, two.n)));
    let nothing = [30, 60, 200, 1_000].into_iter().zip(100..).map(|(n, stream)| where_nothing_differs(n, stream));
    Ok(Results { seed: SEED, draws: DRAWS, coverage, nothing: nothing.collect::<cxm_core::Result<_>>()? })
}

#[derive(Default, Clone, Copy)]
struct Counts {
    there: u64,
    held: u64,
    below: u64,
    above: u64,
    width: f64,
}

fn simulate(ways: &[Way], truth: &BTreeMap<Name, f64>, n: u64, stream: u64) -> cxm_core::Result<Vec<Row>> {
    let ends: Vec<f64> = ways
        .iter()
        .scan(0.0, |sum, way| {
            *sum += way.probability;
            Some(*sum)
        })
        .collect();
    let mut rng = Rng::new(SEED, (13 << 20) + stream);
    let mut held: BTreeMap<&Name, Counts> = truth.keys().map(|name| (name, Counts::default())).collect();
    for _ in 0..DRAWS {
        let drawn: Vec<&Way> = (0..n)
            .map(|_| {
                let at = rng.uniform();
                &ways[ends.partition_point(|&end| end <= at).min(ways.len() - 1)]
            })
            .collect();
        let mut scores = Vec::new();
        for way in &drawn {
            let own = SPREAD[0] * normal_quantile(rng.uniform());
            scores.extend(
                way.touchpoints().map(|touchpoint| mean_score(touchpoint) + own + SPREAD[1] * normal_quantile(rng.uniform())),
            );
        }
        let found = measured(&log(drawn, &scores)?, true)?;
        for (name, counts) in &mut held {
            let Some((low, high)) = found.get(*name).and_then(|(_, ends)| *ends) else { continue };
            let truth = truth[*name];
            counts.there += 1;
            counts.held += u64::from(low <= truth && truth <= high);
            counts.below += u64::from(truth < low);
            counts.above += u64::from(truth > high);
            counts.width += high - low;
        }
    }
    let rows = held.into_iter().map(|(name, counts)| {
        let of = |count: u64| count as f64 / counts.there as f64;
        Row {
            measure: name.0.clone(),
            of: name.1.clone(),
            n,
            truth: truth[name],
            absent: 1.0 - counts.there as f64 / DRAWS as f64,
            held: of(counts.held),
            below: of(counts.below),
            above: of(counts.above),
            width: counts.width / counts.there as f64,
        }
    });
    Ok(rows.collect())
}

/// Four touchpoints that everybody meets. Half of the customers meet each again with 10 %, the others with 50 %, whichever it is.
fn where_nothing_differs(n: u64, stream: u64) -> cxm_core::Result<Nothing> {
    let mut rng = Rng::new(SEED, (13 << 20) + stream);
    let (mut tests, mut below, mut samples) = (0_u64, 0_u64, 0_u64);
    for _ in 0..DRAWS {
        let mut drawn = Vec::new();
        for _ in 0..n {
            let again = if rng.uniform() < 0.5 { 0.1 } else { 0.5 };
            let mut events = Vec::new();
            for step in STEPS {
                let times = 1 + usize::from(rng.uniform() < again);
                events.extend(std::iter::repeat_n((step, 0), times));
            }
            drawn.push(Way { events, probability: 1.0 });
        }
        // Everybody gets there, so that nobody drops off; and nobody goes back.
        let mut options = FrictionOptions::default();
        options.goal = Some(goal());
        let table = friction(&log(&drawn, &[])?, &options)?;
        let loops: Vec<usize> = (0..table.len()).filter(|&row| table.value("signal", row) == "loop").collect();
        let p = |name: &str, row: usize| table.value(name, row).as_f64();
        tests += loops.iter().filter(|&&row| p("p_value", row).is_some()).count() as u64;
        below += loops.iter().filter(|&&row| p("p_value", row).is_some_and(|p| p < 0.05)).count() as u64;
        samples += u64::from(loops.iter().any(|&row| p("p_adjusted", row).is_some_and(|p| p < 0.05)));
    }
    Ok(Nothing { n, tests: below as f64 / tests as f64, samples: samples as f64 / DRAWS as f64 })
}

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    let mut page = format!(
        "<!-- Made by `cargo run --release --package cxm-docs --bin simulate journeys`. -->\n# What the intervals of conformance, friction and handoffs promise\n\n## Coverage of their 95 % intervals\n\n{} draws a row, so a coverage is known to ± 0.7 points. `n` customers go through visit, cart, form and pay. Six of ten are careful: they skip a step with 5 %, go back to the one before with 10 %, ask for help after it with 5 % and leave with 10 %. The others do with 30 %, 40 %, 15 % and 20 %; they begin in the app, and a half of them goes on in the web from the form on. Help is by phone. The flow is the four steps, the goal to pay. The truth is the sum over every path there can be, each as often as it is likely: which deviations, signals and handoffs a path has, it has alone too. Scores are 3.5, of help 2.5, with a part of each customer (standard deviation 0.7) and one of each event (1).\n\n\"absent\": how often nobody was there to ask, or too few for an interval; the other shares are of the samples with one. \"below\", \"above\": how often the truth lay there.\n\n| measure | of | truth | n | held | below | above | mean width | absent |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n",
        results.draws
    );
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    for row in &results.coverage {
        let [held, below, above, absent] = [row.held, row.below, row.above, row.absent].map(percent);
        let _ = writeln!(
            page,
            "| {} | {} | {:.4} | {} | {held} | {below} | {above} | {:.3} | {absent} |",
            row.measure, row.of, row.truth, row.n, row.width
        );
    }
    page.push_str("\n## Friction where nothing differs\n\nEverybody meets the four steps and pays. Half of the customers meet each again with 10 %, the others with 50 %, whichever it is. \"tests\": which share of the tests of loops has a p-value below 0.05; \"samples\": in which share of the samples at least one has an adjusted one below it.\n\n| n | tests | samples |\n|---:|---:|---:|\n");
    for row in &results.nothing {
        let _ = writeln!(page, "| {} | {} | {} |", row.n, percent(row.tests), percent(row.samples));
    }
    page
}

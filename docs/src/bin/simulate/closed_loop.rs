//! What alert rules promise: the run length of a CUSUM, and false alarms of intervals that are looked at every day.

use super::SEED;
use cxm_core::num::Rng;
use cxm_core::num::dist::normal_quantile;
use cxm_core::stats::{Baseline, Cusum, EvaluateOptions, IntervalMethod, Metric, Scale, Tally, evaluate};
use serde::Serialize;
use std::fmt::Write as _;

/// Everything that is written.
#[derive(Serialize)]
pub struct Results {
    seed: u64,
    run_lengths: Vec<RunLength>,
    baselines: Vec<FromBaseline>,
    looks: Vec<Looks>,
}

/// What a chart reports, and what is found.
#[derive(Serialize)]
struct RunLength {
    asked: f64,
    threshold: f64,
    reported: f64,
    runs: usize,
    found: f64,
}

/// The first false signal of charts whose baseline was estimated.
#[derive(Serialize)]
struct FromBaseline {
    points: usize,
    charts: usize,
    median: f64,
    within_100: f64,
}

/// How often an interval leaves out the truth at one or more of 90 looks.
#[derive(Serialize)]
struct Looks {
    shares: [u64; 3],
    answers_a_day: u64,
    windows: u64,
    anytime: f64,
    adjusted_wald: f64,
}

/// Runs of a chart.
const RUNS: usize = 20_000;
const CHARTS: usize = 4000;
const WINDOWS: u64 = 10_000;
const DAYS: u64 = 90;

pub fn results() -> cxm_core::Result<Results> {
    let run_lengths =
        [50.0, 370.0, 1000.0].into_iter().enumerate().map(|(i, asked)| run_length(asked, i as u64)).collect::<Result<_, _>>()?;
    let baselines = [10, 25, 50, 100, 200, 1000].into_iter().map(from_baseline).collect::<Result<_, _>>()?;
    let designs = [([3, 2, 5], 5), ([3, 2, 5], 20), ([3, 2, 5], 100), ([1, 1, 8], 20), ([0, 5, 5], 20)];
    let looks =
        designs.into_iter().enumerate().map(|(i, (shares, a_day))| looks(shares, a_day, i as u64)).collect::<Result<_, _>>()?;
    Ok(Results { seed: SEED, run_lengths, baselines, looks })
}

fn normal(rng: &mut Rng) -> f64 {
    normal_quantile(rng.uniform())
}

/// Every signal begins a new run, so the mean run is the time until the last signal over the number of signals.
fn run_length(asked: f64, stream: u64) -> cxm_core::Result<RunLength> {
    let chart = Cusum::new(asked)?;
    let baseline = Baseline { mean: 0.0, std_dev: 1.0, n: 1_000_000 };
    let mut rng = Rng::new(SEED, (3 << 20) + stream);
    let (mut periods, mut runs) = (0, 0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 10^5 to 10^6
    let length = (1000.0 * asked) as usize;
    while runs < RUNS {
        let series: Vec<f64> = (0..length).map(|_| normal(&mut rng)).collect();
        let signals = chart.signals(&baseline, &series)?;
        periods += signals.last().map_or(0, |last| last + 1);
        runs += signals.len();
    }
    Ok(RunLength { asked, threshold: chart.threshold(), reported: chart.run_length(), runs, found: periods as f64 / runs as f64 })
}

fn from_baseline(points: usize) -> cxm_core::Result<FromBaseline> {
    const LONGEST: usize = 4000;
    let chart = Cusum::new(370.0)?;
    let mut rng = Rng::new(SEED, (4 << 20) + points as u64);
    let mut first = Vec::with_capacity(CHARTS);
    for _ in 0..CHARTS {
        let baseline = Baseline::of(&(0..points).map(|_| normal(&mut rng)).collect::<Vec<_>>())?;
        let series: Vec<f64> = (0..LONGEST).map(|_| normal(&mut rng)).collect();
        first.push(chart.signals(&baseline, &series)?.first().map_or(LONGEST, |place| place + 1));
    }
    first.sort_unstable();
    let within = first.iter().filter(|run| **run <= 100).count();
    Ok(FromBaseline { points, charts: CHARTS, median: first[CHARTS / 2] as f64, within_100: within as f64 / CHARTS as f64 })
}

fn looks(shares: [u64; 3], answers_a_day: u64, stream: u64) -> cxm_core::Result<Looks> {
    let metric = Metric::nps();
    let truth = 100.0 * (shares[2] as f64 - shares[0] as f64) / 10.0;
    let mut rng = Rng::new(SEED, (5 << 20) + stream);
    let methods = [IntervalMethod::Anytime, IntervalMethod::AdjustedWald];
    let mut alarms = [0_u64; 2];
    for _ in 0..WINDOWS {
        let (mut bands, mut day) = ([0_u64; 3], [0_u64; 3]);
        let mut alarmed = [false; 2];
        for _ in 0..DAYS {
            rng.multinomial(answers_a_day, &shares, &mut day)?;
            let mut counts = [0; 11];
            for ((all, new), place) in bands.iter_mut().zip(day).zip([0, 7, 10]) {
                *all += new;
                counts[place] = *all;
            }
            let tally = Tally::from_counts(Scale::NPS, &counts, 0, 0)?;
            for (method, alarmed) in methods.into_iter().zip(&mut alarmed) {
                let estimate = evaluate(&metric, &tally, &EvaluateOptions::default().interval(method))?;
                let (Some(low), Some(high)) = (estimate.conf_low, estimate.conf_high) else { continue };
                *alarmed |= !super::coverage::holds(low, high, truth);
            }
        }
        for (count, alarmed) in alarms.iter_mut().zip(alarmed) {
            *count += u64::from(alarmed);
        }
    }
    let [anytime, adjusted_wald] = alarms.map(|count| count as f64 / WINDOWS as f64);
    Ok(Looks { shares: shares.map(|share| 10 * share), answers_a_day, windows: WINDOWS, anytime, adjusted_wald })
}

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    let mut page = String::from(
        "<!-- Made by `cargo run --release --package cxm-docs --bin simulate closed_loop`. -->\n# What alert rules promise\n\n## Run length of a CUSUM\n\nThe mean number of periods until a false signal as the rule reports it (by an integral equation), and in simulated series of normal values in which nothing changes.\n\n| asked | threshold h | reported | runs | found | found / reported |\n|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in &results.run_lengths {
        let _ = writeln!(
            page,
            "| {} | {:.2} | {:.2} | {} | {:.2} | {:.3} |",
            row.asked,
            row.threshold,
            row.reported,
            row.runs,
            row.found,
            row.found / row.reported
        );
    }
    page.push_str("\n## Baselines that are estimated\n\nCharts that ask 370, each with a baseline of its own: when the first false signal comes. With a long baseline half come by about period 260, and 23 % within 100. From short ones far more come early: that is why `short_baseline` warns below 100 points.\n\n| points of the baseline | charts | median first false signal | within 100 periods |\n|---:|---:|---:|---:|\n");
    for row in &results.baselines {
        let _ = writeln!(page, "| {} | {} | {} | {:.1} % |", row.points, row.charts, row.median, 100.0 * row.within_100);
    }
    page.push_str("\n## Ninety looks at an interval\n\nAnswers come in every day and the NPS is looked at every day for 90 days: in how many windows does its 95 % interval leave out the truth at least once? `anytime` promises 5 % at most; an interval for one look promises nothing here.\n\n| detractors, passives, promoters (%) | answers a day | windows | `anytime` | `adjusted_wald` |\n|---|---:|---:|---:|---:|\n");
    for row in &results.looks {
        let [low, middle, high] = row.shares;
        let _ = writeln!(
            page,
            "| {low}, {middle}, {high} | {} | {} | {:.2} % | {:.2} % |",
            row.answers_a_day,
            row.windows,
            100.0 * row.anytime,
            100.0 * row.adjusted_wald
        );
    }
    page
}

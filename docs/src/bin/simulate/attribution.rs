//! How often the intervals of attribution hold the truth.

use super::SEED;
use cxm_core::attribution::{AttributionMethod, AttributionOptions, Credit, Outcome, Paths, PathsSpec, attribution};
use cxm_core::num::Rng;
use serde::Serialize;
use std::fmt::Write as _;

/// Everything that is written.
#[derive(Serialize)]
pub struct Results {
    seed: u64,
    draws: u64,
    bootstrap: u32,
    rows: Vec<Row>,
}

/// One channel by one method in samples of one size.
#[derive(Serialize)]
struct Row {
    method: &'static str,
    n: u64,
    channel: &'static str,
    /// How many conversions it has on average, in truth.
    conversions: f64,
    /// How often no customer met it, and there is no row of it; this counts as not held.
    absent: f64,
    /// How often its conversions were within their interval.
    held: f64,
    /// How often they were below it, and above it.
    below: f64,
    above: f64,
    /// How often its share of them was within its interval.
    share_held: f64,
    /// How often its removal effect was within its interval; of Markov alone.
    effect_held: Option<f64>,
}

const DRAWS: u64 = 1_000;
/// As by default.
const BOOTSTRAP: u32 = 1_000;
const CHANNELS: [&str; 5] = ["search", "mail", "social", "shop", "rare"];
/// How likely a channel is the next touch; whatever came before.
const TOUCHED: [f64; 5] = [0.35, 0.3, 0.2, 0.14, 0.01];
/// What a touch of it adds to the chance of a conversion.
const ADDED: [f64; 5] = [0.02, 0.05, 0.0, 0.12, 0.1];
/// The chance that there is a further touch, up to four.
const FURTHER: f64 = 0.5;

/// A path, how likely it is and how likely it then ends in a conversion.
struct Way {
    steps: Vec<u32>,
    probability: f64,
    converts: f64,
}

/// All paths of up to four touches.
fn population() -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    let mut ends = vec![(Vec::new(), 1.0)];
    for length in 1..=4 {
        let mut longer = Vec::new();
        for (steps, probability) in &ends {
            for (channel, touched) in (0_u32..).zip(TOUCHED) {
                let steps: Vec<u32> = steps.iter().copied().chain([channel]).collect();
                longer.push((steps, probability * touched));
            }
        }
        let stays = if length < 4 { FURTHER } else { 0.0 };
        for (steps, probability) in &mut longer {
            let converts = 0.02 + steps.iter().map(|&step| ADDED[step as usize]).sum::<f64>();
            ways.push(Way { steps: steps.clone(), probability: *probability * (1.0 - stays), converts });
            *probability *= stays;
        }
        ends = longer;
    }
    ways
}

const METHODS: [(&str, AttributionMethod); 3] =
    [("markov", AttributionMethod::Markov), ("linear", AttributionMethod::Linear), ("shapley", AttributionMethod::Shapley)];

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts of at most 10^12
pub fn results() -> cxm_core::Result<Results> {
    let ways = population();
    // What the methods say of very many customers, who met each path as often as is likely.
    let many = 1e12;
    let whole = of_counts(&ways, |way| {
        let all = way.probability * many;
        ((all * way.converts).round() as u64, (all * (1.0 - way.converts)).round() as u64)
    })?;
    let mut rows = Vec::new();
    for (place, n) in [300, 1_000, 5_000].into_iter().enumerate() {
        for (name, method) in METHODS {
            let truth = attribution(&whole, &AttributionOptions::default().method(method).bootstrap(0))?;
            rows.extend(simulate(&ways, n, name, method, &truth.credits, n as f64 / many, place as u64)?);
        }
    }
    Ok(Results { seed: SEED, draws: DRAWS, bootstrap: BOOTSTRAP, rows })
}

fn of_counts(ways: &[Way], mut count: impl FnMut(&Way) -> (u64, u64)) -> cxm_core::Result<Paths> {
    let counted = ways.iter().filter_map(|way| {
        let (conversions, nulls) = count(way);
        (conversions + nulls > 0).then(|| (way.steps.clone(), Outcome::conversions(conversions).nulls(nulls)))
    });
    Paths::of_codes(PathsSpec::default().nulls(), CHANNELS, counted)
}

/// Counts of one channel over the draws.
#[derive(Default, Clone, Copy)]
struct Held {
    absent: u64,
    conversions: u64,
    below: u64,
    above: u64,
    share: u64,
    effect: u64,
}

fn simulate(
    ways: &[Way],
    n: u64,
    name: &'static str,
    method: AttributionMethod,
    truth: &[Credit],
    scale: f64,
    stream: u64,
) -> cxm_core::Result<Vec<Row>> {
    let mut ends = Vec::with_capacity(ways.len());
    let mut sum = 0.0;
    for way in ways {
        sum += way.probability;
        ends.push(sum);
    }
    // The same customers for each method.
    let mut rng = Rng::new(SEED, (11 << 20) + stream);
    let mut held = [Held::default(); CHANNELS.len()];
    for draw in 0..DRAWS {
        let mut counts = vec![(0_u64, 0_u64); ways.len()];
        for _ in 0..n {
            let at = rng.uniform() * sum;
            let way = ends.partition_point(|&end| end <= at).min(ways.len() - 1);
            if rng.uniform() < ways[way].converts {
                counts[way].0 += 1;
            } else {
                counts[way].1 += 1;
            }
        }
        let mut counts = counts.into_iter();
        let paths = of_counts(ways, |_| counts.next().unwrap_or_default())?;
        let found = attribution(&paths, &AttributionOptions::default().method(method).bootstrap(BOOTSTRAP).seed(draw))?;
        for ((channel, held), truth) in CHANNELS.iter().zip(&mut held).zip(by_name(truth)) {
            let Some(credit) = found.channel(channel).filter(|credit| credit.conf.is_some()) else {
                held.absent += 1;
                continue;
            };
            let holds =
                |range: Option<(f64, f64)>, truth: f64| u64::from(range.is_some_and(|(low, high)| (low..=high).contains(&truth)));
            let conversions = truth.conversions * scale;
            held.conversions += holds(credit.conf, conversions);
            held.below += u64::from(credit.conf.is_some_and(|(low, _)| conversions < low));
            held.above += u64::from(credit.conf.is_some_and(|(_, high)| conversions > high));
            held.share += holds(credit.share_conf, truth.share.unwrap_or(0.0));
            held.effect += holds(credit.removal_effect_conf, truth.removal_effect.unwrap_or(0.0));
        }
    }
    let of = |count: u64| count as f64 / DRAWS as f64;
    let rows = CHANNELS.into_iter().zip(held).zip(by_name(truth)).map(|((channel, held), truth)| Row {
        method: name,
        n,
        channel,
        conversions: truth.conversions * scale,
        absent: of(held.absent),
        held: of(held.conversions),
        below: of(held.below),
        above: of(held.above),
        share_held: of(held.share),
        effect_held: (method == AttributionMethod::Markov).then(|| of(held.effect)),
    });
    Ok(rows.collect())
}

/// The credits in the order of the channels.
fn by_name(credits: &[Credit]) -> impl Iterator<Item = &Credit> {
    CHANNELS.iter().filter_map(|channel| credits.iter().find(|credit| credit.channel == *channel))
}

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    let mut page = format!(
        "<!-- Made by `cargo run --release --package cxm-docs --bin simulate attribution`. -->\n# What the intervals of attribution promise\n\n## Coverage of its 95 % intervals\n\n{} draws a row, so a coverage is known to ± 1.4 points; {} draws of the bootstrap in each. `n` customers meet one to four touches (a half goes on after each of them); of 100 touches 35 are of search, 30 of mail, 20 of social, 14 of the shop and one is of a rare channel. A tenth of the customers convert. The truth is what the method says of all customers there could be. \"conversions\": those of the channel in truth; \"below\", \"above\": how often the truth lay there. \"absent\": how often nobody met the channel, which has then no row and is not held.\n\n| method | n | channel | conversions | held | below | above | absent | share | removal effect |\n|---|---:|---|---:|---:|---:|---:|---:|---:|---:|\n",
        results.draws, results.bootstrap
    );
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    for row in &results.rows {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {:.1} | {} | {} | {} | {} | {} | {} |",
            row.method,
            row.n,
            row.channel,
            row.conversions,
            percent(row.held),
            percent(row.below),
            percent(row.above),
            percent(row.absent),
            percent(row.share_held),
            row.effect_held.map(percent).unwrap_or_default()
        );
    }
    page
}

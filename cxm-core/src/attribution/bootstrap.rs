use super::AttributionOptions;
use super::absorb::{Tolerance, removal};
use super::design::Design;
use super::markov::{Markov, shares};
use super::poisson::Poisson;
use super::range::{conversions_range, share_range};
use crate::error::Result;
use crate::num::Rng;
use crate::parallel::{parts, split_merge};

/// Draws that are made side by side.
const LANES: usize = 8;

/// What the draws vary around.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// How many conversions there are.
    pub total: f64,
    /// Those of each target.
    pub conversions: &'a [f64],
    /// Empty but for Markov.
    pub effects: &'a [f64],
}

/// The intervals of each target; `None` where there is no number.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranges {
    pub conversions: Vec<Option<(f64, f64)>>,
    pub shares: Vec<Option<(f64, f64)>>,
    /// Empty but for Markov.
    pub effects: Vec<Option<(f64, f64)>>,
}

/// What one draw came to.
#[derive(Debug, Default)]
struct Draw {
    conversions: f64,
    /// Empty where there is no conversion.
    shares: Vec<f64>,
    effects: Vec<f64>,
}

/// Intervals from the variance of a Poisson bootstrap: in each draw every path comes a Poisson number of times with its own count as the mean, conversions and nulls apart, as
/// if each had come a Poisson(1) number of times. So the number of conversions varies, too.
///
/// Percentiles of the draws do not do for few conversions, since a draw is never of what was not seen: of a channel with one conversion in truth they hold it in 70 %. So the
/// variance of the draws goes into intervals of counts.
///
/// Draws are made in blocks, each from its own stream of random numbers over the paths in order: the same bits on any number of threads.
///
/// # References
/// Chamandy, Muralidharan, Najmi and Naidu (2012), *Estimating uncertainty for massive data streams*, Google.
pub(super) fn ranges(
    design: &Design,
    markov: Option<&Markov>,
    found: &Found<'_>,
    options: &AttributionOptions,
) -> Result<Ranges> {
    let targets = found.conversions.len();
    let draws = options.bootstrap as usize;
    let poisson = Poisson::new();
    let blocks = parts(draws.div_ceil(LANES), 1, 1);
    let run = |blocks: std::ops::Range<usize>| {
        let mut made = Vec::with_capacity(blocks.len() * LANES);
        for block in blocks {
            options.stop.check()?;
            made.extend(block_of(design, markov, targets, &poisson, block as u64, options)?);
        }
        Ok(made)
    };
    let mut made = split_merge(blocks, run, |mut a: Vec<Draw>, b| {
        a.extend(b);
        Ok(a)
    })?
    .unwrap_or_default();
    made.truncate(draws);
    let level = options.level.get();
    let spread = |number: &dyn Fn(&Draw) -> Option<f64>| variance(&made.iter().filter_map(number).collect::<Vec<_>>());
    let conversions = found.conversions.iter().enumerate().map(|(target, &own)| {
        let varies = spread(&|draw| Some(draw.conversions * draw.shares.get(target).copied().unwrap_or(0.0)));
        Some(conversions_range(own, varies, markov.is_some(), level))
    });
    let share = |own: f64, number: &dyn Fn(&Draw) -> Option<f64>| {
        (found.total > 0.0).then(|| share_range(own.clamp(0.0, 1.0), spread(number), found.total, markov.is_some(), level))
    };
    let shares = found
        .conversions
        .iter()
        .enumerate()
        .map(|(target, &own)| share(own / found.total.max(1.0), &|draw| draw.shares.get(target).copied()));
    let effects = found.effects.iter().enumerate().map(|(target, &own)| share(own, &|draw| draw.effects.get(target).copied()));
    Ok(Ranges { conversions: conversions.collect(), shares: shares.collect(), effects: effects.collect() })
}

/// Of at least two numbers; 0 of fewer.
fn variance(numbers: &[f64]) -> f64 {
    if numbers.len() < 2 {
        return 0.0;
    }
    let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
    numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / (numbers.len() - 1) as f64
}

fn block_of(
    design: &Design,
    markov: Option<&Markov>,
    targets: usize,
    poisson: &Poisson,
    block: u64,
    options: &AttributionOptions,
) -> Result<Vec<Draw>> {
    let mut rng = Rng::new(options.seed, block);
    let mut sums = vec![[0.0; LANES]; design.columns];
    let (mut conversions, mut nulls, mut totals) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for (place, row) in design.rows().iter().enumerate() {
        poisson.draw(row.conversions, &mut rng, &mut conversions);
        poisson.draw(row.nulls, &mut rng, &mut nulls);
        for (total, drawn) in totals.iter_mut().zip(&conversions) {
            *total += drawn;
        }
        design.add(place, &conversions, &nulls, &mut sums);
    }
    let mut draws = Vec::with_capacity(LANES);
    for (lane, &total) in totals.iter().enumerate() {
        let own: Vec<f64> = sums.iter().map(|sum| sum.get(lane).copied().unwrap_or(0.0)).collect();
        draws.push(match markov {
            _ if total == 0.0 => Draw::default(),
            None => Draw {
                conversions: total,
                shares: (0..targets).map(|target| own.get(target).copied().unwrap_or(0.0) / total).collect(),
                effects: Vec::new(),
            },
            Some(Markov { chain, removal: known }) => {
                let found = removal(chain, &chain.weights(&own), known.as_ref(), Tolerance::DRAW, &options.stop)?;
                let effects = found.map(|found| found.effects).unwrap_or_default();
                Draw { conversions: total, shares: shares(&effects), effects }
            }
        });
    }
    Ok(draws)
}

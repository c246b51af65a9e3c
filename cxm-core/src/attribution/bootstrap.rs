use super::AttributionOptions;
use super::absorb::{Tolerance, removal};
use super::design::Design;
use super::markov::{Markov, shares};
use super::poisson::Poisson;
use crate::error::Result;
use crate::num::Rng;
use crate::parallel::{parts, split_merge};
use crate::stats::quantile;

/// Draws that are made side by side.
const LANES: usize = 8;

/// Where the middle of the draws lies, for each target; `None` where no draw has a number.
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

/// Percentile intervals of the Poisson bootstrap: in each draw every path comes a Poisson number of times with its own count as the mean, conversions and nulls apart, as
/// if each had come a Poisson(1) number of times. So the number of conversions varies, too.
///
/// Draws are made in blocks, each from its own stream of random numbers over the paths in order: the same bits on any number of threads.
///
/// # References
/// Chamandy, Muralidharan, Najmi and Naidu (2012), *Estimating uncertainty for massive data streams*, Google.
pub(super) fn ranges(design: &Design, markov: Option<&Markov>, targets: usize, options: &AttributionOptions) -> Result<Ranges> {
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
    let range = |target: usize, number: fn(&Draw, usize) -> Option<f64>| {
        let mut numbers: Vec<f64> = made.iter().filter_map(|draw| number(draw, target)).collect();
        numbers.sort_unstable_by(f64::total_cmp);
        let tail = (1.0 - level) / 2.0;
        (!numbers.is_empty()).then(|| (quantile(&numbers, tail), quantile(&numbers, 1.0 - tail)))
    };
    let all = |number: fn(&Draw, usize) -> Option<f64>| (0..targets).map(|target| range(target, number)).collect();
    Ok(Ranges {
        conversions: all(|draw, target| Some(draw.conversions * draw.shares.get(target).copied().unwrap_or(0.0))),
        shares: all(|draw, target| draw.shares.get(target).copied()),
        effects: if markov.is_some() { all(|draw, target| draw.effects.get(target).copied()) } else { Vec::new() },
    })
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

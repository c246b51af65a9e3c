use super::learning::Weighted;
use crate::columns::{Progress, Stop};
use crate::error::{Error, Result};
use crate::num::Rng;
use crate::parallel;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// How a model is fitted again to customers drawn anew: as many as there are, each as likely as any other, with replacement.
///
/// # Examples
/// ```
/// use cxm_core::clv::{AnyFit, BootstrapFits, RfmColumns, RfmCounts, RfmSpec};
/// use cxm_core::state::State;
/// let mut counts = RfmCounts::new(&RfmSpec::default());
/// let (x, recency, age) = ([0, 0, 1, 2, 6, 1, 0, 3], [0.0, 0.0, 9.0, 21.0, 30.0, 2.0, 0.0, 11.0], [39.0; 8]);
/// counts.observe(RfmColumns::new((&x).into(), (&recency).into(), (&age).into()).counts((&[40; 8]).into()))?;
/// let fit = AnyFit::fit("bg_nbd", &counts)?.bootstrap(&counts, &BootstrapFits::new(20))?;
/// assert_eq!(fit.evidence().unwrap().draws.as_ref().unwrap().len(), 20);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// B. Efron (1979), Bootstrap methods: another look at the jackknife, Annals of Statistics 7:1.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct BootstrapFits {
    /// How many times.
    pub draws: u32,
    /// The seed: the same seed gives the same draws, on any number of threads.
    pub seed: u64,
    /// When the call ends before its end.
    pub stop: Stop,
    /// Who is told how far it is.
    pub progress: Progress,
}

impl BootstrapFits {
    /// So many draws of seed 0.
    #[must_use]
    pub fn new(draws: u32) -> Self {
        Self { draws, ..Self::default() }
    }
}

/// The fewest draws whose quantiles say something, and more than anybody needs.
const DRAWS: std::ops::RangeInclusive<u32> = 10..=100_000;

/// What each draw of the customers comes to; draw b is made of stream b of the seed.
///
/// # Errors
/// `invalid_option` of a number of draws; `stopped`.
pub(super) fn bootstrap<D: Weighted>(
    data: &D,
    options: &BootstrapFits,
    fit: impl Fn(&D) -> Vec<f64> + Sync + Send,
) -> Result<Vec<Vec<f64>>> {
    let BootstrapFits { draws, seed, .. } = *options;
    if !DRAWS.contains(&draws) {
        let expected = format!("{} to {}", DRAWS.start(), DRAWS.end());
        return Err(Error::option("draws", expected, draws.to_string()));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // weights are counts up to 2^53
    let counts: Vec<u64> = data.weights().into_iter().map(|weight| weight as u64).collect();
    let n = counts.iter().sum();
    // Fits of one seed to different data are drawn apart.
    let seed = seed ^ data.fingerprint();
    let done = AtomicU64::new(0);
    let some = |draws: Range<usize>| {
        let mut drawn = vec![0; counts.len()];
        let draw = |number: usize| {
            options.stop.check()?;
            Rng::new(seed, number as u64).multinomial(n, &counts, &mut drawn)?;
            let weights: Vec<f64> = drawn.iter().map(|count| *count as f64).collect();
            let found = fit(&data.weighted(&weights));
            options.progress.report(done.fetch_add(1, Ordering::Relaxed) + 1, u64::from(options.draws))?;
            Ok(found)
        };
        draws.map(draw).collect::<Result<Vec<_>>>()
    };
    let made = parallel::collect(parallel::parts(draws as usize, 1, 1), some)?;
    options.progress.report(u64::from(draws), u64::from(draws))?; // the last may be another thread's
    Ok(made)
}

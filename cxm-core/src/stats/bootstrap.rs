use std::str::FromStr;

use crate::num::dist::{normal_cdf, normal_quantile};

use crate::columns::Stop;
use crate::error::{Code, Error, Result};
use crate::num::{ExactSum, Rng, std_deviation};

/// More draws than this are a slip of the pen.
const MAX_DRAWS: u32 = 10_000_000;

/// So many draws are made before the caller is asked again whether to go on.
const DRAWS_OF_A_BLOCK: u64 = 1024;

/// How the interval is read off the bootstrap draws.
///
/// # Examples
/// ```
/// use cxm_core::stats::BootstrapKind;
/// assert_eq!("percentile".parse::<BootstrapKind>()?, BootstrapKind::Percentile);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// B. Efron (1987), JASA 82:171.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum BootstrapKind {
    /// The quantiles of the draws as they are.
    Percentile,
    /// Bias-corrected and accelerated: quantiles moved for bias and skewness (second-order accurate).
    #[default]
    Bca,
}

impl BootstrapKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Percentile, Self::Bca];

    /// The stable name, `bca`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Bca => "bca",
        }
    }
}

impl FromStr for BootstrapKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let kind = Self::ALL.iter().find(|kind| kind.name() == name);
        kind.copied().ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            Error::option("kind", format!("one of {}", names.join(", ")), name)
        })
    }
}

/// How to bootstrap: 10,000 draws, seed 0, level 0.95, `bca` unless said otherwise.
///
/// # Examples
/// ```
/// use cxm_core::stats::BootstrapOptions;
/// let options = BootstrapOptions::default().draws(2_000).level(0.9);
/// assert_eq!((options.draws, options.seed, options.level), (2_000, 0, 0.9));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct BootstrapOptions {
    /// How many resamples are drawn: 2 to 10,000,000.
    pub draws: u32,
    /// The seed: the same seed gives the same interval.
    pub seed: u64,
    /// The confidence level, a probability.
    pub level: f64,
    /// How the interval is read off the draws.
    pub kind: BootstrapKind,
}

impl Default for BootstrapOptions {
    fn default() -> Self {
        Self { draws: 10_000, seed: 0, level: 0.95, kind: BootstrapKind::Bca }
    }
}

impl BootstrapOptions {
    /// Sets how many resamples are drawn.
    #[must_use]
    pub const fn draws(mut self, draws: u32) -> Self {
        self.draws = draws;
        self
    }

    /// Sets the seed.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the confidence level.
    #[must_use]
    pub const fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Sets how the interval is read off the draws.
    #[must_use]
    pub const fn kind(mut self, kind: BootstrapKind) -> Self {
        self.kind = kind;
        self
    }

    fn checked(&self) -> Result<()> {
        if !(self.level > 0.0 && self.level < 1.0) {
            let got = self.level.to_string();
            return Err(Error::expected(Code::InvalidLevel, "level", "more than 0 and less than 1", got));
        }
        if !(2..=MAX_DRAWS).contains(&self.draws) {
            return Err(Error::option("draws", format!("in 2..={MAX_DRAWS}"), self.draws.to_string()));
        }
        Ok(())
    }
}

/// What the bootstrap says of a statistic, in the unit of the scores.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct BootstrapResult {
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
    /// The standard deviation of the draws.
    pub std_error: f64,
}

/// Bootstrap interval and standard error of the mean of `scores` over a tally's `counts`.
///
/// Resampling n answers is one multinomial draw on the counts, so the cost does not depend on n; points of equal score
/// are put together first (three bins for an NPS). Draw b uses stream b of the seed: the same numbers on any machine's
/// threads.
///
/// # Formula
/// The statistic is sum `scores[i] counts[i]` / n. `percentile`: the quantiles (1 - level) / 2 and (1 + level) / 2 of the
/// draws. `bca`: the quantiles Phi(z0 + (z0 + z) / (1 - a (z0 + z))), with z0 = Phi^-1 of the share of draws below the
/// estimate, those equal to it counted by half (the draws lie on a lattice, where "below" alone is biased), and a =
/// sum d^3 / (6 (sum d^2)^1.5), d the jackknife's deviations, which for a mean are the answers' own. Quantiles are R's
/// type 7, as numpy and scipy have it; R's `boot` interpolates on the normal scale, and the two may differ by a step of
/// the lattice.
///
/// # Valid when
/// The answers are independent. All answers alike give an interval without width: the bootstrap cannot see further.
///
/// # Errors
/// [`Code::LengthMismatch`] where counts and scores differ in length; [`Code::TooFew`] without answers;
/// [`Code::CountOverflow`] above 2^53 answers; [`Code::NotANumber`] for a score that is not finite;
/// [`Code::InvalidLevel`]; [`Code::InvalidOption`] for the number of draws.
///
/// # Examples
/// ```
/// use cxm_core::stats::{BootstrapOptions, bootstrap};
/// // 15 detractors, 25 passives, 60 promoters: NPS 45, standard error sqrt(.75 - .45^2) / 10 = .074.
/// let nps = bootstrap(&[15, 25, 60], &[-1.0, 0.0, 1.0], &BootstrapOptions::default())?;
/// assert!((nps.low - 0.29).abs() < 0.03 && (nps.high - 0.58).abs() < 0.03);
/// assert!((nps.std_error - 0.074).abs() < 0.002);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Efron (1987), *Better bootstrap confidence intervals*, JASA 82; Efron and Tibshirani (1993), ch. 13 and 14;
/// Hyndman and Fan (1996), *Sample quantiles in statistical packages*.
pub fn bootstrap(counts: &[u64], scores: &[f64], options: &BootstrapOptions) -> Result<BootstrapResult> {
    bootstrap_until(counts, scores, options, &Stop::default())
}

/// [`bootstrap`] that ends when the caller says so.
pub(super) fn bootstrap_until(
    counts: &[u64],
    scores: &[f64],
    options: &BootstrapOptions,
    stop: &Stop,
) -> Result<BootstrapResult> {
    options.checked()?;
    let sample = Sample::new(counts, scores)?;
    let mut draws = sample.draws(options, stop)?;
    draws.sort_unstable_by(f64::total_cmp);
    let (mut sum, mut squares) = (ExactSum::new(), ExactSum::new());
    for draw in &draws {
        sum.add(*draw);
        squares.add_square(*draw);
    }
    // At least two draws, and sums of real values: a standard deviation exists.
    let std_error = std_deviation(u64::from(options.draws), &sum, &squares).unwrap_or(0.0);
    let tails = [0.5 * (1.0 - options.level), 0.5 * (1.0 + options.level)];
    let [low, high] = match options.kind {
        BootstrapKind::Percentile => tails,
        BootstrapKind::Bca => sample.bca_tails(&draws, tails),
    };
    Ok(BootstrapResult { low: quantile(&draws, low), high: quantile(&draws, high), std_error })
}

/// The answers as bins of different scores, none of them empty, in the order of the scores.
struct Sample {
    scores: Vec<f64>,
    counts: Vec<u64>,
    n: u64,
}

impl Sample {
    fn new(counts: &[u64], scores: &[f64]) -> Result<Self> {
        if counts.len() != scores.len() {
            let message = format!("bootstrap has {} counts for {} scores", counts.len(), scores.len());
            return Err(Error::new(Code::LengthMismatch, message));
        }
        if let Some(score) = scores.iter().find(|score| !score.is_finite()) {
            return Err(Error::expected(Code::NotANumber, "scores", "finite", score.to_string()));
        }
        let total = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        let n = total
            .filter(|n| *n <= 1 << 53)
            .ok_or_else(|| Error::new(Code::CountOverflow, "bootstrap counts sum to more than 2^53"))?;
        if n == 0 {
            return Err(Error::new(Code::TooFew, "bootstrap needs at least 1 answer, got 0"));
        }
        // + 0.0 makes -0.0 the same score as 0.0.
        let mut bins: Vec<(f64, u64)> =
            scores.iter().map(|score| score + 0.0).zip(counts.iter().copied()).filter(|bin| bin.1 > 0).collect();
        bins.sort_by(|a, b| a.0.total_cmp(&b.0));
        bins.dedup_by(|next, kept| {
            let same = next.0.to_bits() == kept.0.to_bits();
            if same {
                kept.1 += next.1;
            }
            same
        });
        let (scores, counts) = bins.into_iter().unzip();
        Ok(Self { scores, counts, n })
    }

    /// The statistic on these counts. Divided first, so that no sum overflows.
    fn mean(&self, counts: &[u64]) -> f64 {
        let n = self.n as f64;
        self.scores.iter().zip(counts).map(|(score, count)| score * (*count as f64 / n)).sum()
    }

    fn draws(&self, options: &BootstrapOptions, stop: &Stop) -> Result<Vec<f64>> {
        let mut drawn = vec![0; self.counts.len()];
        (0..u64::from(options.draws))
            .map(|draw| {
                if draw % DRAWS_OF_A_BLOCK == 0 {
                    stop.check()?;
                }
                Rng::new(options.seed, draw).multinomial(self.n, &self.counts, &mut drawn)?;
                Ok(self.mean(&drawn))
            })
            .collect()
    }

    /// The probabilities at which `bca` reads the sorted draws.
    fn bca_tails(&self, draws: &[f64], tails: [f64; 2]) -> [f64; 2] {
        let estimate = self.mean(&self.counts);
        let largest = self.scores.iter().fold(0.0_f64, |largest, score| largest.max(score.abs()));
        // Draws equal to the estimate in exact arithmetic may differ from it in the last places.
        let tie = 1e-12 * largest;
        let below = draws.partition_point(|draw| *draw < estimate - tie);
        let up_to = draws.partition_point(|draw| *draw <= estimate + tie);
        let n_draws = draws.len() as f64;
        let share = 0.5 * (below + up_to) as f64 / n_draws;
        // Where all draws lie on one side, half a draw is put on the other.
        let z0 = normal_quantile(share.clamp(0.5 / n_draws, 1.0 - 0.5 / n_draws));
        let a = self.acceleration(estimate);
        tails.map(|tail| {
            let z = z0 + normal_quantile(tail);
            let slope = 1.0 - a * z;
            // Beyond the pole of the transformation the quantile is the outermost draw.
            if slope <= 0.0 { f64::from(z > 0.0) } else { normal_cdf(z0 + z / slope) }
        })
    }

    /// Efron's a. Leaving out one answer of score s moves the mean by (mean - s) / (n - 1), so n - 1 cancels.
    fn acceleration(&self, estimate: f64) -> f64 {
        let widest = self.scores.iter().fold(0.0_f64, |widest, score| widest.max((score - estimate).abs()));
        let (mut second, mut third) = (0.0, 0.0);
        for (score, count) in self.scores.iter().zip(&self.counts) {
            // In units of the widest deviation, so that no cube leaves f64; a has no unit.
            let d = (score - estimate) / widest;
            second += *count as f64 * d * d;
            third += *count as f64 * d * d * d;
        }
        if second > 0.0 { third / (6.0 * second * second.sqrt()) } else { 0.0 }
    }
}

/// R's type 7 quantile of sorted values: linear between the order statistics at (N - 1) p.
pub(crate) fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let place = (sorted.len().saturating_sub(1)) as f64 * probability;
    // 0 <= place <= length - 1: whole part and index fit.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let index = place.floor() as usize;
    let low = sorted.get(index).copied().unwrap_or(0.0);
    let high = sorted.get(index + 1).copied().unwrap_or(low);
    low + (place - place.floor()) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARES: [f64; 3] = [-1.0, 0.0, 1.0];

    fn options(kind: BootstrapKind) -> BootstrapOptions {
        BootstrapOptions::default().kind(kind).seed(20)
    }

    /// R's boot gives [.30, .59] and [.28, .58] on the same counts, scipy's `bca` [.30, .58]: they differ by one step of
    /// the lattice, .01; so the tolerance is .011, about the middle of the two.
    #[test]
    fn the_intervals_are_those_of_r_and_scipy() {
        let percentile = bootstrap(&[15, 25, 60], &SHARES, &options(BootstrapKind::Percentile)).unwrap();
        assert!((percentile.low - 0.30).abs() < 0.011 && (percentile.high - 0.59).abs() < 0.011, "{percentile:?}");
        let bca = bootstrap(&[15, 25, 60], &SHARES, &options(BootstrapKind::Bca)).unwrap();
        assert!((bca.low - 0.29).abs() < 0.011 && (bca.high - 0.58).abs() < 0.011, "{bca:?}");
        // The standard error of a standard deviation from 10,000 draws is 0.7 %: three of them.
        assert!((bca.std_error / 0.0741 - 1.0).abs() < 0.02, "{bca:?}");
    }

    #[test]
    fn points_of_equal_score_and_empty_points_change_nothing() {
        let eleven = [2, 1, 0, 3, 4, 0, 5, 10, 15, 20, 40];
        let scores = [-1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, 0.0, -0.0, 1.0, 1.0];
        let fine = bootstrap(&eleven, &scores, &options(BootstrapKind::Bca));
        assert_eq!(fine, bootstrap(&[15, 25, 60], &SHARES, &options(BootstrapKind::Bca)));
    }

    #[test]
    fn answers_all_alike_have_no_width_and_no_nan() {
        for kind in BootstrapKind::ALL {
            for counts in [[0, 0, 7], [0, 1, 0], [1 << 53, 0, 0]] {
                let result = bootstrap(&counts, &[1.5, -0.1, 0.3], &options(*kind)).unwrap();
                assert!(result.low.to_bits() == result.high.to_bits() && result.std_error == 0.0, "{result:?}");
            }
        }
    }

    #[test]
    fn two_answers_and_huge_counts_and_scores_stay_finite() {
        for kind in BootstrapKind::ALL {
            for (counts, scores) in [([1, 1], [0.0, 1.0]), ([1 << 52, 1], [1e300, -1e300]), ([1, 1 << 52], [5e-324, 0.0])] {
                let result = bootstrap(&counts, &scores, &options(*kind)).unwrap();
                assert!(result.low.is_finite() && result.high.is_finite() && result.low <= result.high, "{result:?}");
                assert!(result.std_error.is_finite());
            }
        }
    }

    #[test]
    fn bca_leans_to_the_long_tail() {
        let percentile = bootstrap(&[5, 95], &[1.0, 0.0], &options(BootstrapKind::Percentile)).unwrap();
        let bca = bootstrap(&[5, 95], &[1.0, 0.0], &options(BootstrapKind::Bca)).unwrap();
        assert!(bca.low >= percentile.low && bca.high > percentile.high, "{bca:?} {percentile:?}");
    }

    #[test]
    fn what_cannot_be_bootstrapped_is_refused() {
        let code =
            |counts: &[u64], scores: &[f64], options: &BootstrapOptions| bootstrap(counts, scores, options).unwrap_err().code();
        let default = BootstrapOptions::default();
        assert_eq!(code(&[0, 0], &[0.0, 1.0], &default), Code::TooFew);
        assert_eq!(code(&[], &[], &default), Code::TooFew);
        assert_eq!(code(&[1], &[0.0, 1.0], &default), Code::LengthMismatch);
        assert_eq!(code(&[1 << 53, 1], &[0.0, 1.0], &default), Code::CountOverflow);
        assert_eq!(code(&[1], &[f64::NAN], &default), Code::NotANumber);
        assert_eq!(code(&[1], &[1.0], &default.level(1.0)), Code::InvalidLevel);
        assert_eq!(code(&[1], &[1.0], &default.draws(1)), Code::InvalidOption);
        assert_eq!("bca".parse(), Ok(BootstrapKind::Bca));
        assert_eq!("bcA".parse::<BootstrapKind>().unwrap_err().code(), Code::InvalidOption);
    }

    #[test]
    fn quantiles_are_type_seven() {
        // R: quantile(c(1, 2, 4, 8), c(0, .25, .5, 1)) gives 1, 1.75, 3, 8.
        for (p, expected) in [(0.0, 1.0_f64), (0.25, 1.75), (0.5, 3.0), (1.0, 8.0)] {
            assert_eq!(quantile(&[1.0, 2.0, 4.0, 8.0], p).to_bits(), expected.to_bits());
        }
    }
}

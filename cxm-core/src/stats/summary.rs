//! What one sample says about a linear functional: mean score, variance, standard error, sizes.

use super::functional::Linear;
use super::tally::{Weights, sum_of};
use super::{Scale, Tally};
use crate::error::{Code, Error, Result};
use crate::num::{ExactSum, ratio, square_ratio};

/// One sample seen through a linear functional, in units of its whole-number scores.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    /// Answers, those of weight 0 included.
    pub n: u64,
    /// Kish's effective number: `n` without weights.
    pub n_eff: f64,
    /// The share of answers with score -1: the low band of a net.
    pub low_share: f64,
    /// The share of answers with score 1: the high band of a net.
    pub high_share: f64,
    /// The number of equal answers that would have this standard error: `n` without weights.
    pub n_star: f64,
    /// The mean score.
    pub mean: f64,
    /// The plug-in variance of a score.
    pub variance: f64,
    /// The standard error of the mean score; `None` for one weighted answer.
    pub std_error: Option<f64>,
    /// Degrees of freedom of the quantile: `None` for the normal one.
    pub df: Option<f64>,
    /// The sum of scores, where it is exact.
    pub exact_sum: Option<i128>,
}

impl Summary {
    /// `None` when there are no answers.
    ///
    /// # Errors
    /// `invalid_weight` when the weights sum to zero.
    pub fn of(tally: &Tally, linear: &Linear) -> Result<Option<Self>> {
        let n = tally.n();
        if n == 0 {
            return Ok(None);
        }
        match tally.weights() {
            None => Ok(Some(Self::unweighted(tally.counts(), n, linear))),
            Some(weights) => Self::weighted(weights, n, linear).map(Some),
        }
    }

    fn unweighted(counts: &[u64], n: u64, linear: &Linear) -> Self {
        let mut sum = 0_i128;
        let mut squares = 0_i128;
        // The points of a band are counted before they are divided, so that a band that holds everybody has a share of exactly 1.
        let (mut low, mut high) = (0_u64, 0_u64);
        for (&count, &score) in counts.iter().zip(&linear.scores) {
            match score {
                -1 => low += count,
                1 => high += count,
                _ => {}
            }
            let (count, score) = (i128::from(count), i128::from(score));
            sum += count * score; // at most 2^53 * 10^3
            squares += count * score * score; // at most 2^53 * 10^6
        }
        let wide = i128::from(n);
        // n S2 - S^2 <= 2^53 * 2^53 * 10^6 < 2^127: exact, so equal answers have a variance of exactly 0.
        let variance = (wide * squares - sum * sum) as f64 / (wide * wide) as f64;
        let size = n as f64;
        Self {
            n,
            n_eff: size,
            low_share: low as f64 / size,
            high_share: high as f64 / size,
            n_star: size,
            mean: sum as f64 / size,
            variance,
            std_error: Some((variance / size).sqrt()),
            df: None,
            exact_sum: Some(sum),
        }
    }

    fn weighted(weights: &Weights, n: u64, linear: &Linear) -> Result<Self> {
        let total = weights.total();
        if total.is_zero() {
            return Err(Error::new(Code::InvalidWeight, "the sum of weights is 0: a weighted score has no answer to weigh")
                .with_field("weights"));
        }
        let squares = weights.total_square();
        let bands = bands(weights, linear, &total, &squares);
        let weight_of = |score: f64| bands.iter().filter(|band| (band.score - score).abs() <= 0.0).map(|band| band.share).sum();
        let scores = || bands.iter().map(|band| band.score);
        let (least, most) = (scores().fold(f64::INFINITY, f64::min), scores().fold(f64::NEG_INFINITY, f64::max));
        // Where all have one score it is the mean, and the variance is 0, whatever the rounding.
        let mean = bands.iter().map(|band| band.share * band.score).sum::<f64>().clamp(least, most);
        // Deviations are seen from the heaviest score: its own is a sum of small shares, where score - mean would cancel.
        let heaviest = bands
            .iter()
            .fold((0.0, 0.0), |(share, score), band| if band.share > share { (band.share, band.score) } else { (share, score) })
            .1;
        let shift = bands.iter().map(|band| band.share * (band.score - heaviest)).sum::<f64>();
        let spread =
            |part: fn(&Band) -> f64| bands.iter().map(|band| part(band) * (band.score - heaviest - shift).powi(2)).sum::<f64>();
        let variance = spread(|band| band.share);
        let n_eff = square_ratio(&total, &squares);
        // Linearised (Taylor) variance of a ratio: n/(n-1) sum w^2 (c - mean)^2 / W^2, where n counts the answers that weigh anything;
        // each band's share of sum w^2 is scaled by 1/n_eff, so weights of 1e300 do not overflow.
        let n_positive = weights.n_positive as f64;
        let squared_error = spread(|band| band.square_share) / n_eff;
        let std_error = (n_positive > 1.0).then(|| (n_positive / (n_positive - 1.0) * squared_error).sqrt());
        let n_star = match std_error {
            Some(error) if error > 0.0 => variance / (error * error),
            _ => n_eff,
        };
        Ok(Self {
            n,
            n_eff,
            low_share: weight_of(-1.0),
            high_share: weight_of(1.0),
            n_star,
            mean,
            variance,
            std_error,
            df: Some(n_positive - 1.0),
            exact_sum: None,
        })
    }

    /// The estimate in the unit of the functional.
    pub fn value(&self, linear: &Linear) -> f64 {
        match self.exact_sum {
            Some(sum) => linear.exact(sum, self.n),
            None => linear.value(self.mean),
        }
    }

    /// How many answers have score 1 where all others have 0: whole without weights, else in effect.
    pub fn successes(&self) -> f64 {
        self.exact_sum.map_or(self.mean * self.n_star, |sum| sum as f64)
    }

    /// How many answers each point has: whole without weights, else its share of the number of equal answers in effect.
    pub fn counts(&self, tally: &Tally) -> Vec<f64> {
        let Some(weights) = tally.weights() else { return tally.counts().iter().map(|&count| count as f64).collect() };
        let total = weights.total();
        weights.sums.iter().map(|sum| ratio(sum, &total) * self.n_star).collect()
    }
}

/// Weighted answers with one score: a run of points for a net or a share, one point for a mean.
struct Band {
    score: f64,
    /// Of all weight.
    share: f64,
    /// Of all squares of weights.
    square_share: f64,
}

/// The bands that weigh anything. Their weights are summed exactly before they are divided: which points of a band were used makes no difference.
fn bands(weights: &Weights, linear: &Linear, total: &ExactSum, squares: &ExactSum) -> Vec<Band> {
    let (mut sums, mut square_sums) = (weights.sums.as_slice(), weights.squares.as_slice());
    let mut bands = Vec::with_capacity(linear.scores.len());
    // No functional falls and rises again, so that the points with one score are one run.
    for run in linear.scores.chunk_by(PartialEq::eq) {
        let ((own, rest), (own_squares, rest_squares)) = (head(sums, run.len()), head(square_sums, run.len()));
        (sums, square_sums) = (rest, rest_squares);
        let share = share_of(own, total);
        if share > 0.0 || own.iter().any(|sum| !sum.is_zero()) {
            bands.push(Band {
                score: run.first().map_or(0.0, |&score| score as f64),
                share,
                square_share: share_of(own_squares, squares),
            });
        }
    }
    bands
}

/// The first `len` sums, one a point, and the rest.
fn head(sums: &[ExactSum], len: usize) -> (&[ExactSum], &[ExactSum]) {
    sums.split_at_checked(len).unwrap_or((sums, &[]))
}

/// What all of these are of the total.
fn share_of(sums: &[ExactSum], total: &ExactSum) -> f64 {
    match sums {
        [one] => ratio(one, total),
        several => ratio(&sum_of(several), total),
    }
}

/// Refuses a tally whose scale is not the one a metric is defined on.
pub(crate) fn require_scale(metric: &str, defined_on: &Scale, tally: &Tally) -> Result<()> {
    if tally.scale().grid != defined_on.grid {
        let (expected, got) = (defined_on.to_string(), tally.scale().to_string());
        let hint =
            if metric == "nps" { "; for another question name scale= and bands=, and it is flagged non_standard" } else { "" };
        return Err(Error::new(
            Code::ScaleMismatch,
            format!("{metric} is defined on the scale {expected}, the answers are on {got}{hint}"),
        )
        .with_expected(expected)
        .with_got(got));
    }
    if tally.scale().direction != defined_on.direction {
        let (expected, got) = (defined_on.direction.name(), tally.scale().direction.name());
        return Err(Error::new(Code::DirectionMismatch, format!("{metric} is {expected}, the answers are {got}"))
            .with_expected(expected)
            .with_got(got));
    }
    Ok(())
}

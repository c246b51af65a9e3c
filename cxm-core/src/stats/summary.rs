//! What one sample says about a linear functional: mean score, variance, standard error, sizes.

use super::functional::Linear;
use super::{Scale, Tally};
use crate::error::{Code, Error, Result};
use crate::num::{ratio, square_ratio};

/// One sample seen through a linear functional, in units of its whole-number scores.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    /// Answers, those of weight 0 included.
    pub n: u64,
    /// Kish's effective number: `n` without weights.
    pub n_eff: f64,
    /// The share of each point, by weight.
    pub shares: Vec<f64>,
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
            Some(_) => Self::weighted(tally, n, linear).map(Some),
        }
    }

    fn unweighted(counts: &[u64], n: u64, linear: &Linear) -> Self {
        let mut sum = 0_i128;
        let mut squares = 0_i128;
        for (&count, &score) in counts.iter().zip(&linear.scores) {
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
            shares: counts.iter().map(|&count| count as f64 / size).collect(),
            n_star: size,
            mean: sum as f64 / size,
            variance,
            std_error: Some((variance / size).sqrt()),
            df: None,
            exact_sum: Some(sum),
        }
    }

    fn weighted(tally: &Tally, n: u64, linear: &Linear) -> Result<Self> {
        let Some(weights) = tally.weights() else { return Ok(Self::unweighted(tally.counts(), n, linear)) };
        let total = weights.total();
        if total.is_zero() {
            return Err(Error::new(Code::InvalidWeight, "the sum of weights is 0: a weighted score has no answer to weigh")
                .with_field("weights"));
        }
        let shares: Vec<f64> = weights.sums.iter().map(|sum| ratio(sum, &total)).collect();
        let scores = linear.floats();
        let mean: f64 = shares.iter().zip(&scores).map(|(share, score)| share * score).sum();
        let spread = |parts: &mut dyn Iterator<Item = f64>| {
            parts.zip(&scores).map(|(part, score)| part * (score - mean).powi(2)).sum::<f64>()
        };
        let variance = spread(&mut shares.iter().copied());
        let squares = weights.total_square();
        let n_eff = square_ratio(&total, &squares);
        // Linearised (Taylor) variance of a ratio: n/(n-1) sum w^2 (c - mean)^2 / W^2, where n counts the answers that weigh anything;
        // each point's share of sum w^2 is scaled by 1/n_eff, so weights of 1e300 do not overflow.
        let n_positive = weights.n_positive as f64;
        let squared_error = spread(&mut weights.squares.iter().map(|square| ratio(square, &squares))) / n_eff;
        let std_error = (n_positive > 1.0).then(|| (n_positive / (n_positive - 1.0) * squared_error).sqrt());
        let n_star = match std_error {
            Some(error) if error > 0.0 => variance / (error * error),
            _ => n_eff,
        };
        Ok(Self { n, n_eff, shares, n_star, mean, variance, std_error, df: Some(n_positive - 1.0), exact_sum: None })
    }

    /// The estimate in the unit of the functional.
    pub fn value(&self, linear: &Linear) -> f64 {
        match self.exact_sum {
            Some(sum) => linear.exact(sum, self.n),
            None => linear.value(self.mean),
        }
    }

    /// The share of answers with this score.
    pub fn share_of(&self, linear: &Linear, wanted: i64) -> f64 {
        linear.scores.iter().zip(&self.shares).filter(|(score, _)| **score == wanted).map(|(_, share)| share).sum()
    }

    /// Pseudo-counts: shares times the number of equal answers in effect.
    pub fn counts(&self) -> Vec<f64> {
        self.shares.iter().map(|share| share * self.n_star).collect()
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

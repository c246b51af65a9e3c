use super::{CompareMethod, CompareOptions, Test};
use crate::error::{Error, Result};
use crate::stats::functional::{Functional, Linear};
use crate::stats::interval::Confidence;
use crate::stats::summary::{Summary, require_scale};
use crate::stats::test::welch::MeanSample;
use crate::stats::test::{
    NetSample, Outcome, adjusted_wald, chi_square, equivalence, fisher, mann_whitney, newcombe, score, wald, welch,
};
use crate::stats::{Flag, LOW_BASE, Metric, Tally};

/// Compares two samples through a metric: the first minus the second.
///
/// # Formula
/// `estimate` is the raw difference. By default: a net by [`crate::stats::test::adjusted_wald::balanced`], a share by [`crate::stats::test::newcombe`], a mean by
/// [`crate::stats::test::welch`]; the other methods stand beside these. A weighted sample counts as `v / SE²` answers, its standard error being the linearised one.
///
/// # Errors
/// `scale_mismatch` or `direction_mismatch` when a tally is not on the metric's scale; `invalid_option` when the metric has no such method, or the
/// method takes no weights; `invalid_weight`.
///
/// # Examples
/// ```
/// use cxm_core::stats::{CompareOptions, Metric, Scale, Tally, compare};
/// let a = Tally::from_counts(Scale::NPS, &[10, 0, 0, 0, 0, 0, 0, 20, 0, 0, 70], 0, 0)?;
/// let b = Tally::from_counts(Scale::NPS, &[15, 0, 0, 0, 0, 0, 0, 25, 0, 0, 60], 0, 0)?;
/// let test = compare(&Metric::nps(), &a, &b, &CompareOptions::default())?;
/// assert_eq!(test.estimate, Some(15.0));
/// assert!(test.p_value.unwrap() > 0.1);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// As each test names them; docs/metrics/comparisons.md has size and power of the defaults.
pub fn compare(metric: &Metric, a: &Tally, b: &Tally, options: &CompareOptions) -> Result<Test> {
    a.scale().require_same(b.scale())?;
    require_scale(metric.name(), metric.scale(), a)?;
    let method = CompareMethod::of(metric, options.method)?;
    let linear = metric.functional().on(metric.scale());
    let mut test = empty(metric, a, b, method.name(), options);
    let (Some(first), Some(second)) = (Summary::of(a, &linear)?, Summary::of(b, &linear)?) else {
        test.flag(Flag::NoData);
        return Ok(test);
    };
    if method == CompareMethod::Fisher && (a.weights().is_some() || b.weights().is_some()) {
        return Err(Error::option("method", "another: Fisher's test counts whole answers", "\"fisher\" with weights"));
    }
    let pair = Pair { metric, linear: &linear, a: &first, b: &second, options };
    let (mut outcome, sparse) = pair.outcome(method);
    if let Some((low, high)) = options.equivalence {
        outcome = pair.equivalence(method, &outcome, low, high)?;
        test.method = format!("{}, equivalence", method.name()).into();
        // The two one-sided tests go with the interval that leaves the whole of 1 - level in each tail.
        test.level = to_decimal(2.0 * test.level - 1.0);
    }
    let shows_difference = match method {
        CompareMethod::MannWhitney => metric.functional() == Functional::Mean,
        CompareMethod::ChiSquare => !matches!(metric.functional(), Functional::Net { .. }),
        _ => true,
    };
    test.estimate = shows_difference.then(|| first.value(&linear) - second.value(&linear));
    let in_unit = |score: Option<f64>| score.map(|score| linear.width(score));
    test.std_error = in_unit(outcome.std_error);
    (test.conf_low, test.conf_high) = (in_unit(outcome.low), in_unit(outcome.high));
    if let (Some(low), Some(high), Some(estimate)) = (test.conf_low, test.conf_high, test.estimate) {
        let (least, most) = linear.bounds();
        let reach = linear.width(most - least);
        (test.conf_low, test.conf_high) = (Some(low.max(-reach).min(estimate)), Some(high.min(reach).max(estimate)));
    }
    (test.statistic, test.df, test.p_value, test.effect_size) =
        (outcome.statistic, outcome.df, outcome.p_value, outcome.effect_size);
    (test.p_lower, test.p_upper) = (outcome.p_lower, outcome.p_upper);
    if test.p_value.is_none() {
        test.flag(Flag::ZeroVariance);
    }
    if sparse {
        test.flag(Flag::SparseCells);
    }
    if first.n_eff.min(second.n_eff) < LOW_BASE {
        test.flag(Flag::LowBase);
    }
    let min_n = options.min_n.unwrap_or(metric.min_n());
    if a.n() < min_n || b.n() < min_n {
        test.hide(Flag::Suppressed);
    }
    Ok(test)
}

/// The double nearest to the decimal that is meant: 2 x 0.95 - 1 in doubles is 0.8999999999999999, and 15 digits are what a double holds of
/// every decimal.
fn to_decimal(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value) // a printed double reads as one
}

/// A test with everything but its numbers.
pub(crate) fn empty(metric: &Metric, a: &Tally, b: &Tally, method: &'static str, options: &CompareOptions) -> Test {
    Test {
        metric: metric.name().to_owned(),
        estimate: None,
        std_error: None,
        statistic: None,
        df: None,
        p_value: None,
        p_adjusted: None,
        conf_low: None,
        conf_high: None,
        level: options.level.get(),
        method: method.into(),
        alternative: options.alternative.name().into(),
        effect_size: None,
        n_a: Some(a.n()),
        n_b: Some(b.n()),
        unit: metric.unit(),
        flags: Vec::new(),
        p_lower: None,
        p_upper: None,
    }
}

/// Two samples seen through one functional.
struct Pair<'p> {
    metric: &'p Metric,
    linear: &'p Linear,
    a: &'p Summary,
    b: &'p Summary,
    options: &'p CompareOptions,
}

impl Pair<'_> {
    /// The outcome in units of scores, and whether a cell was too thin for it.
    fn outcome(&self, method: CompareMethod) -> (Outcome, bool) {
        let (level, alternative) = (self.options.level.get(), self.options.alternative);
        let net = matches!(self.metric.functional(), Functional::Net { .. });
        let (a, b) = (self.net_sample(self.a), self.net_sample(self.b));
        // Shares are means of 0 and 1.
        let (n_a, n_b) = (self.a.n_star, self.b.n_star);
        let (k_a, k_b) = (self.a.mean * n_a, self.b.mean * n_b);
        let plain = |outcome| (outcome, false);
        match method {
            CompareMethod::AdjustedWaldBalanced => plain(adjusted_wald::balanced(&a, &b, level, alternative)),
            CompareMethod::AdjustedWald => plain(adjusted_wald::published(&a, &b, level, alternative)),
            CompareMethod::Score if net => plain(score::nets(&a, &b, level, alternative)),
            CompareMethod::Score => plain(score::shares(k_a, n_a, k_b, n_b, level, alternative)),
            CompareMethod::Wald if net => plain(wald::nets(&a, &b, level, alternative)),
            CompareMethod::Wald => plain(wald::shares(k_a, n_a, k_b, n_b, level, alternative)),
            CompareMethod::Welch => plain(self.welch()),
            CompareMethod::Newcombe => (newcombe::test(k_a, n_a, k_b, n_b, level, alternative), self.contingency().1),
            CompareMethod::Fisher => {
                let interval = newcombe::test(k_a, n_a, k_b, n_b, level, alternative);
                let exact = fisher::test(k_a, n_a, k_b, n_b, alternative);
                plain(Outcome { low: interval.low, high: interval.high, std_error: interval.std_error, ..exact })
            }
            CompareMethod::ChiSquare => self.contingency(),
            CompareMethod::MannWhitney => {
                let ranks = mann_whitney::test(&self.a.counts(), &self.b.counts(), alternative);
                if self.metric.functional() == Functional::Mean {
                    let means = self.welch();
                    return plain(Outcome { low: means.low, high: means.high, std_error: means.std_error, ..ranks });
                }
                plain(Outcome { std_error: None, low: None, high: None, ..ranks })
            }
        }
    }

    fn net_sample(&self, sample: &Summary) -> NetSample {
        NetSample { low_share: sample.share_of(self.linear, -1), high_share: sample.share_of(self.linear, 1), n: sample.n_star }
    }

    fn welch(&self) -> Outcome {
        let sample = |sample: &Summary| match sample.df {
            None => MeanSample::from_counts(&sample.counts(), &self.linear.floats()),
            Some(df) => Some(MeanSample { mean: sample.mean, std_error: sample.std_error, df }),
        };
        welch::test(sample(self.a).as_ref(), sample(self.b).as_ref(), self.options.level.get(), self.options.alternative)
    }

    /// Chi-square on the bands: how many answers have each score of the functional.
    fn contingency(&self) -> (Outcome, bool) {
        let result = chi_square::test(&[&self.linear.banded(&self.a.counts()), &self.linear.banded(&self.b.counts())]);
        (result.outcome, result.smallest_expected.is_some_and(|expected| expected < 5.0))
    }

    /// Two one-sided tests around the centre of the method's interval, with its standard error.
    fn equivalence(&self, method: CompareMethod, outcome: &Outcome, low: f64, high: f64) -> Result<Outcome> {
        if !(low < high && low.is_finite() && high.is_finite()) {
            return Err(Error::option(
                "equivalence",
                "a margin above 0, or (low, high) with low below high",
                format!("({low}, {high})"),
            ));
        }
        let level = self.options.level.get();
        let (low, high) = (self.linear.score_width(low), self.linear.score_width(high));
        let (centre, error) = match (method, outcome.low, outcome.high) {
            (CompareMethod::AdjustedWald | CompareMethod::AdjustedWaldBalanced, Some(from), Some(to)) => {
                let quantile = Confidence::from(level).quantile;
                (f64::midpoint(from, to), Some((to - from) / (2.0 * quantile)))
            }
            (CompareMethod::Wald | CompareMethod::Welch | CompareMethod::Newcombe, ..) => {
                (self.a.mean - self.b.mean, outcome.std_error)
            }
            _ => {
                return Err(Error::option(
                    "equivalence",
                    "used with another method: this one has no standard error of a difference",
                    method.name(),
                ));
            }
        };
        match error.filter(|error| *error > 0.0) {
            Some(error) => {
                Ok(equivalence::test(centre, error, outcome.df.filter(|_| method == CompareMethod::Welch), low, high, level))
            }
            None => Ok(Outcome::default()),
        }
    }
}

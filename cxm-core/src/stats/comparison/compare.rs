use super::{CompareMethod, CompareOptions, Test, published_range, two_sided_level};
use crate::error::{Error, Result};
use crate::stats::functional::{Functional, Linear};
use crate::stats::interval::Confidence;
use crate::stats::summary::{Summary, require_scale};
use crate::stats::test::welch::MeanSample;
use crate::stats::test::{
    Alternative, NetSample, Outcome, adjusted_wald, chi_square, equivalence, fisher, mann_whitney, newcombe, score, wald, welch,
};
use crate::stats::{Flag, LOW_BASE, Metric, Tally};

/// Compares two samples through a metric: the first minus the second.
///
/// # Formula
/// `estimate` is the raw difference. By default: a net by [`crate::stats::test::adjusted_wald::balanced`], a share by [`crate::stats::test::newcombe`], a mean by
/// [`crate::stats::test::welch`]; the other methods stand beside these. A weighted sample counts as `v / SE²` answers, its standard error being the linearised one.
///
/// The interval is clipped to the differences that are possible. With alternative `greater` it is one-sided: a lower bound at `level`, and the largest
/// possible difference; with `less` an upper bound, and the smallest.
///
/// # Errors
/// `scale_mismatch` or `direction_mismatch` when a tally is not on the metric's scale; `invalid_option` when the metric has no such method, the
/// method takes no weights, a margin of `equivalence` is no possible difference, or a one-sided alternative comes with `equivalence` or the chi-square
/// test, which have none; `invalid_weight`.
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
    require_sides(method, options)?;
    require_margins(metric, &linear, options)?;
    let mut test = empty(metric, a, b, method.name(), options);
    let (Some(first), Some(second)) = (Summary::of(a, &linear)?, Summary::of(b, &linear)?) else {
        test.flag(Flag::NoData);
        return Ok(test);
    };
    if method == CompareMethod::Fisher && (a.weights().is_some() || b.weights().is_some()) {
        return Err(Error::option("method", "another: Fisher's test counts whole answers", "\"fisher\" with weights"));
    }
    let pair = Pair { metric, linear: &linear, a: &first, b: &second, tallies: (a, b), options };
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
    if let Some(estimate) = test.estimate {
        let ends = (test.conf_low, test.conf_high);
        (test.conf_low, test.conf_high) = published_range(ends, estimate, linear.reach(), options.alternative);
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
    if a.n_positive() < min_n || b.n_positive() < min_n {
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
    tallies: (&'p Tally, &'p Tally),
    options: &'p CompareOptions,
}

/// Refuses a one-sided alternative where a test has no sides.
fn require_sides(method: CompareMethod, options: &CompareOptions) -> Result<()> {
    if options.alternative == Alternative::TwoSided {
        return Ok(());
    }
    let why = if options.equivalence.is_some() {
        "\"two_sided\" with equivalence, which is two one-sided tests"
    } else if method == CompareMethod::ChiSquare {
        "\"two_sided\" for chi_square, which sees no direction"
    } else {
        return Ok(());
    };
    Err(Error::option("alternative", why, format!("{:?}", options.alternative.name())))
}

/// Refuses margins of equivalence that are no pair of possible differences.
fn require_margins(metric: &Metric, linear: &Linear, options: &CompareOptions) -> Result<()> {
    let Some((low, high)) = options.equivalence else { return Ok(()) };
    let reach = linear.reach();
    let expected = if !(low < high && low.is_finite() && high.is_finite()) {
        "a margin above 0, or (low, high) with low below high".to_owned()
    } else if low < -reach || high > reach {
        format!(
            "within {} to {reach}, the possible differences of {} in its unit ({})",
            -reach,
            metric.name(),
            metric.unit().name()
        )
    } else {
        return Ok(());
    };
    Err(Error::option("equivalence", expected, format!("({low}, {high})")))
}

impl Pair<'_> {
    /// The level of the two-sided interval that gives the ends asked for.
    fn level(&self) -> f64 {
        two_sided_level(self.options.level.get(), self.options.alternative)
    }

    /// The outcome in units of scores, and whether a cell was too thin for it.
    fn outcome(&self, method: CompareMethod) -> (Outcome, bool) {
        let (level, alternative) = (self.level(), self.options.alternative);
        let net = matches!(self.metric.functional(), Functional::Net { .. });
        let (a, b) = (Self::net_sample(self.a), Self::net_sample(self.b));
        // Shares are means of 0 and 1.
        let (n_a, n_b) = (self.a.n_star, self.b.n_star);
        let (k_a, k_b) = (self.a.successes(), self.b.successes());
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
                let ranks = mann_whitney::test(&self.a.counts(self.tallies.0), &self.b.counts(self.tallies.1), alternative);
                if self.metric.functional() == Functional::Mean {
                    let means = self.welch();
                    return plain(Outcome { low: means.low, high: means.high, std_error: means.std_error, ..ranks });
                }
                plain(Outcome { std_error: None, low: None, high: None, ..ranks })
            }
        }
    }

    fn net_sample(sample: &Summary) -> NetSample {
        NetSample { low_share: sample.low_share, high_share: sample.high_share, n: sample.n_star }
    }

    fn welch(&self) -> Outcome {
        let sample = |sample: &Summary| match sample.df {
            None => {
                let df = sample.n_star - 1.0;
                let std_error = (df > 0.0).then(|| (sample.variance / df).sqrt());
                MeanSample { mean: sample.mean, std_error, df }
            }
            Some(df) => MeanSample { mean: sample.mean, std_error: sample.std_error, df },
        };
        welch::test(Some(&sample(self.a)), Some(&sample(self.b)), self.level(), self.options.alternative)
    }

    /// Chi-square on the bands: how many answers have each score of the functional.
    fn contingency(&self) -> (Outcome, bool) {
        let result = chi_square::test(&[
            &self.linear.banded(&self.a.counts(self.tallies.0)),
            &self.linear.banded(&self.b.counts(self.tallies.1)),
        ]);
        (result.outcome, result.smallest_expected.is_some_and(|expected| expected < 5.0))
    }

    /// Two one-sided tests around the centre of the method's interval, with its standard error.
    fn equivalence(&self, method: CompareMethod, outcome: &Outcome, low: f64, high: f64) -> Result<Outcome> {
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

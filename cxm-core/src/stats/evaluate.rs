//! From a tally and a metric to an estimate with its interval.

use super::bootstrap::{BootstrapKind, BootstrapOptions, bootstrap_until};
use super::functional::{Functional, Linear};
use super::interval::{self, Confidence, Interval, ProportionMethod};
use super::metric::{Measure, Metric};
use super::summary::{Summary, require_scale};
use super::{Estimate, EvaluateOptions, Flag, IntervalMethod, LOW_BASE, Tally};
use crate::error::{Error, Result};

/// The estimate of a metric from a tally.
///
/// # Formula
/// With the score `c` of each point: `estimate = Σ w c / Σ w` in the metric's unit, `std_error = √(v / n)` with `v = Σ w (c - mean)² / Σ w`. Weighted, the standard error
/// is linearised, `√(n / (n - 1) Σ w² (c - mean)²) / Σ w`, and the interval is that of `v / SE²` answers with Student's t. The interval is clipped to the scale and holds the estimate.
///
/// # Errors
/// `scale_mismatch` or `direction_mismatch` when the tally is on another scale; `invalid_weight` when all weights are 0; `invalid_option` for
/// an interval that the metric does not have.
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, Metric, Scale, Tally, evaluate};
/// let tally = Tally::from_counts(Scale::NPS, &[10, 0, 0, 0, 0, 0, 0, 20, 0, 0, 70], 0, 0)?;
/// let nps = evaluate(&Metric::nps(), &tally, &EvaluateOptions::default())?;
/// assert_eq!(nps.estimate, Some(60.0));
/// assert!((nps.std_error.unwrap() - 44_f64.sqrt()).abs() < 1e-12); // 100 √((.8 - .36) / 100)
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// L. Kish (1965), Survey Sampling. T. Lumley (2004), Journal of Statistical Software 9(8). Intervals: [`crate::stats::interval`].
pub fn evaluate(metric: &Metric, tally: &Tally, options: &EvaluateOptions) -> Result<Estimate> {
    require_scale(metric.name(), metric.scale(), tally)?;
    Evaluator::new(metric, options)?.estimate(tally)
}

/// A metric and options, with all that is the same for every tally worked out once.
#[derive(Debug)]
pub(crate) struct Evaluator<'m> {
    metric: &'m Metric,
    options: &'m EvaluateOptions,
    method: IntervalMethod,
    linear: Linear,
    /// The normal critical value.
    normal: Confidence,
    /// An estimate of nothing.
    empty: Estimate,
}

impl<'m> Evaluator<'m> {
    /// # Errors
    /// `invalid_option` for an interval that the metric does not have.
    pub fn new(metric: &'m Metric, options: &'m EvaluateOptions) -> Result<Self> {
        let method = metric.interval_method(options.interval)?;
        let linear = metric.functional().on(metric.scale());
        let empty = metric.empty_estimate(options.level, method);
        Ok(Self { metric, options, method, linear, normal: options.level.get().into(), empty })
    }

    /// The estimate from one tally.
    ///
    /// # Errors
    /// As [`evaluate`].
    pub fn estimate(&self, tally: &Tally) -> Result<Estimate> {
        let Self { metric, options, method, linear, normal, empty } = self;
        require_scale(metric.name(), metric.scale(), tally)?;
        let mut estimate = Estimate {
            n: Some(tally.n()),
            n_missing: Some(tally.n_missing()),
            n_invalid: Some(tally.n_invalid()),
            distribution: Some(tally.counts().to_vec()),
            ..empty.clone()
        };
        let Some(sample) = Summary::of(tally, linear)? else {
            estimate.flag(Flag::NoData);
            return Ok(estimate);
        };
        let value = sample.value(linear);
        let confidence = sample.df.map_or(*normal, |df| Confidence::student(options.level.get(), df));
        let range = one_sample(metric.functional(), tally, &sample, linear, *method, confidence, options)?;
        let (low, high) = published(range, value, linear);
        estimate.estimate = Some(value);
        estimate.std_error = sample.std_error.map(|error| linear.width(error));
        estimate.n_eff = Some(sample.n_eff);
        (estimate.conf_low, estimate.conf_high) = (Some(low), Some(high));
        if metric.functional() == Functional::Mean {
            estimate.std_dev = std_dev(&sample).map(|deviation| linear.width(deviation));
        }
        metric.measure().apply(&mut estimate, sample.n_eff);
        if sample.n_eff < LOW_BASE || (tally.n() as f64) < LOW_BASE || sample.std_error.is_none() {
            estimate.flag(Flag::LowBase);
        }
        if tally.n_positive() < options.min_n.unwrap_or(metric.min_n()) {
            estimate.hide(Flag::Suppressed);
        }
        Ok(estimate)
    }
}

/// The hull of the interval and the estimate, inside the scale, in the unit of the estimate.
fn published(range: Interval, value: f64, linear: &Linear) -> (f64, f64) {
    let (least, most) = linear.bounds();
    let low = linear.value(range.low.clamp(least, most)).min(value);
    let high = linear.value(range.high.clamp(least, most)).max(value);
    (low, high)
}

/// The sample standard deviation; weighted it is the root of `n / (n - 1) sum w (x - mean)^2 / W`, `n` the answers that weigh anything.
fn std_dev(sample: &Summary) -> Option<f64> {
    let df = sample.df.unwrap_or(sample.n_eff - 1.0);
    (df > 0.0).then(|| (sample.variance * (df + 1.0) / df).sqrt())
}

/// The interval of the mean score.
fn one_sample(
    functional: Functional,
    tally: &Tally,
    sample: &Summary,
    linear: &Linear,
    method: IntervalMethod,
    confidence: Confidence,
    options: &EvaluateOptions,
) -> Result<Interval> {
    let (least, most) = linear.bounds();
    if sample.std_error.is_none() {
        return Ok(Interval { low: least, high: most }); // one weighted answer says nothing of its own error
    }
    match method {
        IntervalMethod::Bootstrap | IntervalMethod::BootstrapPercentile => return bootstrapped(tally, linear, method, options),
        IntervalMethod::Anytime => return at_any_time(tally, linear, options),
        _ => {}
    }
    let level = options.level.get();
    let n = sample.n_star;
    Ok(match functional {
        Functional::Net { .. } => {
            let (low, high) = (sample.low_share, sample.high_share);
            match method {
                IntervalMethod::Score => interval::net::score(low, high, n, confidence.quantile),
                IntervalMethod::Wald => interval::net::wald(low, high, n, confidence.quantile),
                _ => interval::net::adjusted_wald(low, high, n, confidence.quantile),
            }
        }
        Functional::Top { .. } | Functional::Bottom { .. } => {
            let kind = match method {
                IntervalMethod::WilsonCc => ProportionMethod::WilsonCc,
                IntervalMethod::ClopperPearson => ProportionMethod::ClopperPearson,
                IntervalMethod::AgrestiCoull => ProportionMethod::AgrestiCoull,
                IntervalMethod::Jeffreys => ProportionMethod::Jeffreys,
                IntervalMethod::Wald => ProportionMethod::Wald,
                _ => ProportionMethod::Wilson,
            };
            interval::proportion_interval(sample.successes(), n, confidence, kind)
        }
        Functional::Mean | Functional::MeanIndex | Functional::SumOverMax => match method {
            IntervalMethod::T => {
                let t = match (sample.df, sample.std_error) {
                    (Some(df), Some(error)) => interval::mean::t_from_error(sample.mean, error, df, level),
                    _ => interval::mean::t(sample.mean, sample.variance, n, level),
                };
                t.unwrap_or(Interval { low: least, high: most })
            }
            IntervalMethod::Wald => Interval::around(sample.mean, confidence.quantile * (sample.variance / n).sqrt()),
            _ => interval::mean::adjusted_wald(sample.mean, sample.variance, n, least, most, confidence.quantile),
        },
    })
}

fn bootstrapped(tally: &Tally, linear: &Linear, method: IntervalMethod, options: &EvaluateOptions) -> Result<Interval> {
    if tally.weights().is_some() {
        return Err(Error::option(
            "interval",
            "another method: the bootstrap needs unweighted answers",
            "\"bootstrap\" with weights",
        ));
    }
    let kind = if method == IntervalMethod::Bootstrap { BootstrapKind::Bca } else { BootstrapKind::Percentile };
    let wanted = BootstrapOptions { draws: options.draws, seed: options.seed, level: options.level.get(), kind };
    let result = bootstrap_until(tally.counts(), &linear.floats(), &wanted, &options.stop)?;
    Ok(Interval { low: result.low, high: result.high })
}

fn at_any_time(tally: &Tally, linear: &Linear, options: &EvaluateOptions) -> Result<Interval> {
    if tally.weights().is_some() {
        let message = "another method: an interval that holds at any time needs unweighted answers";
        return Err(Error::option("interval", message, "\"anytime\" with weights"));
    }
    let counts: Vec<f64> = tally.counts().iter().map(|&count| count as f64).collect();
    Ok(interval::anytime(&linear.bands(), &linear.banded(&counts), options.level.get()))
}

impl Measure {
    /// What is done to a linear estimate after it is made.
    fn apply(self, estimate: &mut Estimate, n: f64) {
        match self {
            Self::Linear => {}
            Self::WilsonLow => {
                estimate.estimate = estimate.conf_low;
                (estimate.conf_low, estimate.conf_high, estimate.std_error) = (None, None, None);
            }
            Self::Bayesian { prior_mean, prior_n } => {
                let weight = n / (n + prior_n);
                let shrunk = |value: Option<f64>| value.map(|value| weight * value + (1.0 - weight) * prior_mean);
                estimate.estimate = shrunk(estimate.estimate);
                (estimate.conf_low, estimate.conf_high) = (shrunk(estimate.conf_low), shrunk(estimate.conf_high));
                estimate.std_error = estimate.std_error.map(|error| weight * error);
            }
        }
    }
}

/// FNV-1a of 64 bits in hexadecimal: the short hash of a definition.
pub(crate) fn fnv(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

use crate::error::{Code, Error, Result};
use crate::stats::{Direction, Estimate, Flag, Level, RatioRange, Uncertain, Unit, definition_hash, ratio_range};

/// How a return is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct RoiOptions {
    /// The covariance of benefit and cost; 0 where they were measured apart.
    pub covariance: f64,
    /// The degrees of freedom of the errors; without, normal.
    pub df: Option<f64>,
    /// The confidence level.
    pub level: Level,
}

/// The return on what an initiative cost: `(benefit - cost) / cost`.
///
/// # Formula
/// `ROI = benefit / cost - 1`; its interval is Fieller's of the ratio ([`ratio_range`]), its error that of the delta method. Where the cost is not known to differ
/// from 0, the returns that the data allow have no end: the interval has none, and the flag `unbounded` says so.
///
/// # Units
/// A share of the cost: 0.25 is 25 %.
///
/// # Errors
/// `out_of_range` (a cost that is not positive, a negative error, a covariance that the errors do not allow), `invalid_option` when neither has an error.
///
/// # Examples
/// ```
/// use cxm_core::program::impact::{RoiOptions, return_on_investment};
/// use cxm_core::stats::{Flag, Uncertain};
/// let (benefit, cost) = (Uncertain { estimate: 150.0, std_error: 20.0 }, Uncertain { estimate: 100.0, std_error: 0.0 });
/// let roi = return_on_investment(benefit, cost, &RoiOptions::default())?;
/// assert_eq!(roi.to_string(), "roi 50.0 % [10.8 %, 89.2 %] 95 % fieller");
/// let guess = Uncertain { estimate: 100.0, std_error: 60.0 };
/// assert!(return_on_investment(benefit, guess, &RoiOptions::default())?.has(Flag::Unbounded));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. C. Fieller (1954), JRSS B 16:175; A. R. Willan and B. J. O'Brien (1996), *Confidence intervals for cost-effectiveness ratios: an application of Fieller's
/// theorem*, Health Economics 5:297.
pub fn return_on_investment(benefit: Uncertain, cost: Uncertain, options: &RoiOptions) -> Result<Estimate> {
    let refused = |what: &str, expected: &str, got: f64| Err(Error::expected(Code::OutOfRange, what, expected, got.to_string()));
    if !benefit.estimate.is_finite() {
        return refused("benefit", "a finite number", benefit.estimate);
    }
    if !(cost.estimate > 0.0 && cost.estimate.is_finite()) {
        return refused("cost", "more than 0", cost.estimate);
    }
    for (what, number) in [("benefit_std_error", benefit.std_error), ("cost_std_error", cost.std_error)] {
        if !(number >= 0.0 && number.is_finite()) {
            return refused(what, "0 or more", number);
        }
    }
    if benefit.std_error <= 0.0 && cost.std_error <= 0.0 {
        return Err(Error::option(
            "benefit_std_error",
            "given, or cost_std_error: a return has the uncertainty of what it is made of",
            "nothing",
        ));
    }
    // Half a unit of the 12th digit may be rounding.
    if options.covariance.abs() > benefit.std_error * cost.std_error * (1.0 + 1e-12) || options.covariance.is_nan() {
        return refused("covariance", "at most the product of both errors in size", options.covariance);
    }
    if let Some(df) = options.df.filter(|df| !(*df > 0.0 && df.is_finite())) {
        return refused("df", "more than 0", df);
    }
    let ratio = benefit.estimate / cost.estimate;
    let variance = benefit.std_error.powi(2) - 2.0 * ratio * options.covariance + (ratio * cost.std_error).powi(2);
    let range = ratio_range(benefit, cost, options.covariance, options.df, options.level.get());
    let (ends, flags) = match range {
        RatioRange::Bounded(range) => (Some((range.low - 1.0, range.high - 1.0)), Vec::new()),
        RatioRange::Unbounded => (None, vec![Flag::Unbounded]),
    };
    Ok(Estimate {
        metric: "roi".to_owned(),
        estimate: Some((benefit.estimate - cost.estimate) / cost.estimate),
        std_error: Some(variance.max(0.0).sqrt() / cost.estimate),
        conf_low: ends.map(|ends| ends.0),
        conf_high: ends.map(|ends| ends.1),
        conf_level: options.level.get(),
        method: "fieller".into(),
        n: None,
        n_missing: None,
        n_invalid: None,
        n_eff: None,
        unit: Unit::Share,
        direction: Direction::HigherIsBetter,
        flags,
        distribution: None,
        scale: None,
        std_dev: None,
        definition: definition_hash("roi"),
    })
}

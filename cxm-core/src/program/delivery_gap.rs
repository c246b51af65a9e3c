use crate::error::Result;
use crate::stats::{CompareOptions, Metric, Tally, Test, compare};

/// The delivery gap: what we believe of our service less what customers say of it.
///
/// # Formula
/// [`compare`] of the answers inside with those of customers; with a share (do you agree that we deliver a superior experience?) the difference of
/// two shares by Newcombe's interval.
///
/// # Errors
/// As [`compare`].
///
/// # Examples
/// ```
/// use cxm_core::program::delivery_gap;
/// use cxm_core::stats::{CompareOptions, Functional, Metric, Scale, Tally};
/// let agrees = Metric::new("agrees", Scale::new(0.0, 1.0)?, Functional::Top { k: 1 })?;
/// let inside = Tally::from_counts(*agrees.scale(), &[20, 80], 0, 0)?;
/// let outside = Tally::from_counts(*agrees.scale(), &[92, 8], 0, 0)?;
/// let gap = delivery_gap(&inside, &outside, &agrees, &CompareOptions::default())?;
/// assert!((gap.estimate.unwrap() - 0.72).abs() < 1e-15 && gap.metric == "delivery_gap"); // 80 % believe it, 8 % agree
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// J. Allen, F. F. Reichheld, B. Hamilton and R. Markey (2005), *Closing the delivery gap*, Bain & Company: 80 % of companies, 8 % of their customers.
pub fn delivery_gap(internal: &Tally, customers: &Tally, metric: &Metric, options: &CompareOptions) -> Result<Test> {
    let test = compare(metric, internal, customers, options)?;
    Ok(Test { metric: "delivery_gap".to_owned(), ..test })
}

use super::compare::empty;
use super::{CompareOptions, Test};
use crate::error::{Error, Result};
use crate::stats::summary::{Summary, require_scale};
use crate::stats::test::{chi_square, kruskal_wallis};
use crate::stats::{Flag, LOW_BASE, Metric, Tally};
use std::str::FromStr;

/// How all groups are compared at once.
///
/// # Examples
/// ```
/// use cxm_core::stats::AllMethod;
/// assert_eq!("kruskal_wallis".parse::<AllMethod>()?, AllMethod::KruskalWallis);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AllMethod {
    /// Pearson's chi-square on the bands, with Cramer's V.
    #[default]
    ChiSquare,
    /// Kruskal-Wallis on the scale points.
    KruskalWallis,
}

impl AllMethod {
    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChiSquare => "chi_square",
            Self::KruskalWallis => "kruskal_wallis",
        }
    }
}

impl FromStr for AllMethod {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "chi_square" => Ok(Self::ChiSquare),
            "kruskal_wallis" => Ok(Self::KruskalWallis),
            other => Err(Error::option("method", "\"chi_square\" or \"kruskal_wallis\"", format!("{other:?}"))),
        }
    }
}

/// Whether any of the groups differs: one test over all of them. `n_a` is the number of answers in all groups.
///
/// # Formula
/// `chi_square`: a row a group, a column a band of the metric, `X² = Σ (seen - expected)² / expected`; `effect_size` is Cramer's V, [`crate::stats::test::chi_square`].
/// `kruskal_wallis`: H of the ranks on the points of the scale, corrected for ties, [`crate::stats::test::kruskal_wallis`].
///
/// # Errors
/// As [`compare`](super::compare); `invalid_option` for groups with weights.
///
/// # Examples
/// ```
/// use cxm_core::stats::{AllMethod, Metric, Scale, Tally, compare_all};
/// let group = |detractors, promoters| Tally::from_counts(Scale::NPS, &[detractors, 0, 0, 0, 0, 0, 0, 0, 0, 0, promoters], 0, 0);
/// let test = compare_all(&Metric::nps(), &[group(10, 30)?, group(30, 10)?], AllMethod::ChiSquare)?;
/// assert!((test.statistic.unwrap() - 20.0).abs() < 1e-12); // 10² / 20 in each of four cells
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// K. Pearson (1900), Philosophical Magazine 50:157. W. H. Kruskal and W. A. Wallis (1952), JASA 47:583.
pub fn compare_all(metric: &Metric, groups: &[Tally], method: AllMethod) -> Result<Test> {
    let none = Tally::of(*metric.scale());
    let mut test = empty(metric, &none, &none, method.name(), &CompareOptions::default());
    let linear = metric.functional().on(metric.scale());
    let mut rows = Vec::with_capacity(groups.len());
    let mut smallest = f64::INFINITY;
    for tally in groups {
        require_scale(metric.name(), metric.scale(), tally)?;
        if let Some(sample) = Summary::of(tally, &linear)? {
            smallest = smallest.min(sample.n_eff);
            rows.push(sample.counts(tally));
        }
    }
    (test.n_a, test.n_b) = (Some(groups.iter().map(Tally::n).sum()), None);
    let mut sparse = false;
    let outcome = match method {
        AllMethod::KruskalWallis => kruskal_wallis::test(&rows.iter().map(Vec::as_slice).collect::<Vec<_>>()),
        AllMethod::ChiSquare => {
            let banded: Vec<Vec<f64>> = rows.iter().map(|counts| linear.banded(counts)).collect();
            let result = chi_square::test(&banded.iter().map(Vec::as_slice).collect::<Vec<_>>());
            sparse = result.smallest_expected.is_some_and(|expected| expected < 5.0);
            result.outcome
        }
    };
    (test.statistic, test.df, test.p_value, test.effect_size) =
        (outcome.statistic, outcome.df, outcome.p_value, outcome.effect_size);
    if rows.is_empty() {
        test.flag(Flag::NoData);
    } else if test.p_value.is_none() {
        test.flag(Flag::ZeroVariance);
    }
    if sparse {
        test.flag(Flag::SparseCells);
    }
    if smallest < LOW_BASE {
        test.flag(Flag::LowBase);
    }
    Ok(test)
}

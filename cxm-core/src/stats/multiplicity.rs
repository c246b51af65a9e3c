//! Corrections of p-values when several comparisons are made together.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// How p-values are adjusted for their number.
///
/// # Examples
/// ```
/// use cxm_core::stats::multiplicity::{Adjustment, adjust};
/// let p = [Some(0.01), Some(0.02)];
/// assert_eq!(adjust(&p, Adjustment::Bonferroni), [Some(0.02), Some(0.04)]);
/// assert_eq!(adjust(&p, "holm".parse()?), [Some(0.02), Some(0.02)]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// S. Holm (1979), Scandinavian Journal of Statistics 6:65. Y. Hochberg (1988), Biometrika 75:800. Y. Benjamini and Y. Hochberg (1995), JRSS B 57:289.
/// Y. Benjamini and D. Yekutieli (2001), Annals of Statistics 29:1165.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Adjustment {
    /// Holm's step-down procedure: the chance of any false finding, under any dependence. The default.
    #[default]
    Holm,
    /// Hochberg's step-up procedure: the same chance, for independent or positively dependent tests.
    Hochberg,
    /// Benjamini and Hochberg: the share of false findings, for independent or positively dependent tests.
    Bh,
    /// Benjamini and Yekutieli: the share of false findings, under any dependence.
    By,
    /// Bonferroni: every p-value times their number.
    Bonferroni,
}

impl Adjustment {
    /// Every method.
    pub const ALL: &'static [Self] = &[Self::Holm, Self::Hochberg, Self::Bh, Self::By, Self::Bonferroni];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holm => "holm",
            Self::Hochberg => "hochberg",
            Self::Bh => "bh",
            Self::By => "by",
            Self::Bonferroni => "bonferroni",
        }
    }
}

impl fmt::Display for Adjustment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Adjustment {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .iter()
            .copied()
            .find(|method| method.name() == name)
            .ok_or_else(|| Error::option("adjust", "one of holm, hochberg, bh, by, bonferroni", name))
    }
}

/// The adjusted p-values, each in the place of its own; `None`, a comparison that was not tested, stays `None` and does not count.
///
/// # Formula
/// With `m` p-values in rising order, `p(i)` the i-th: Bonferroni `m p`; Holm the running maximum of `(m - i + 1) p(i)`; Hochberg the running
/// minimum from above of the same; Benjamini-Hochberg that of `m p(i) / i`; Benjamini-Yekutieli that times `Σ 1/i`. None above 1.
///
/// # Examples
/// ```
/// use cxm_core::stats::multiplicity::{Adjustment, adjust};
/// let adjusted = adjust(&[Some(0.25), None, Some(0.125)], Adjustment::Holm);
/// assert_eq!(adjusted, [Some(0.25), None, Some(0.25)]);
/// ```
///
/// # References
/// S. Holm (1979), Scand. J. Statist. 6:65. Y. Hochberg (1988), Biometrika 75:800. Y. Benjamini and Y. Hochberg (1995), JRSS B
/// 57:289. Y. Benjamini and D. Yekutieli (2001), Ann. Statist. 29:1165.
#[must_use]
pub fn adjust(p: &[Option<f64>], method: Adjustment) -> Vec<Option<f64>> {
    let mut rising: Vec<(usize, f64)> = p.iter().enumerate().filter_map(|(place, p)| p.map(|p| (place, p))).collect();
    rising.sort_by(|a, b| a.1.total_cmp(&b.1));
    let m = rising.len() as f64;
    let harmonic: f64 = (1..=rising.len()).map(|i| (i as f64).recip()).sum();
    let scaled = |i: usize, p: f64| {
        let rank = (i + 1) as f64;
        match method {
            Adjustment::Holm | Adjustment::Hochberg => (m - rank + 1.0) * p,
            Adjustment::Bh => m / rank * p,
            Adjustment::By => harmonic * m / rank * p,
            Adjustment::Bonferroni => m * p,
        }
    };
    let mut adjusted = vec![None; p.len()];
    let mut keep = |place: usize, value: f64| {
        if let Some(slot) = adjusted.get_mut(place) {
            *slot = Some(value);
        }
    };
    match method {
        Adjustment::Bonferroni => {
            for (i, &(place, p)) in rising.iter().enumerate() {
                keep(place, scaled(i, p).min(1.0));
            }
        }
        Adjustment::Holm => {
            let mut highest: f64 = 0.0;
            for (i, &(place, p)) in rising.iter().enumerate() {
                highest = highest.max(scaled(i, p));
                keep(place, highest.min(1.0));
            }
        }
        Adjustment::Hochberg | Adjustment::Bh | Adjustment::By => {
            let mut lowest: f64 = 1.0;
            for (i, &(place, p)) in rising.iter().enumerate().rev() {
                lowest = lowest.min(scaled(i, p));
                keep(place, lowest);
            }
        }
    }
    adjusted
}

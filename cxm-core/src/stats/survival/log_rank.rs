use super::rank_sums::RankSums;
use super::{Duration, LifeTable};
use crate::error::{Code, Error, Result};
use crate::num::dist::normal_two_sided_p;
use crate::num::{dot, quadratic_form};
use crate::stats::Test;
use std::collections::BTreeMap;

/// How much the times at which something happens count in a test of the log-rank family: `S^rho (1 - S)^gamma` with the share `S` to whom it has not happened before.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct RankWeights {
    /// Above 0, early times count for more.
    pub rho: f64,
    /// Above 0, late times do.
    pub gamma: f64,
}

impl RankWeights {
    /// With both exponents; 0 and 0 is the log-rank test.
    #[must_use]
    pub const fn new(rho: f64, gamma: f64) -> Self {
        Self { rho, gamma }
    }

    fn check(self) -> Result<()> {
        for (field, value) in [("rho", self.rho), ("gamma", self.gamma)] {
            if !value.is_finite() {
                return Err(Error::expected(Code::OutOfRange, field, "a finite number", value.to_string()));
            }
        }
        Ok(())
    }

    fn at(self, survival: f64) -> f64 {
        survival.powf(self.rho) * (1.0 - survival).powf(self.gamma)
    }
}

/// Whether it happens equally fast in several groups: the log-rank test, or with `rho` that of Harrington and Fleming, which looks harder at the early times.
///
/// # Formula
/// `U_j = sum of w (d_j - d n_j / n)` over the times, `w = S(t-)^rho` of all together, with the hypergeometric covariance
/// `V_jl = sum of w² d (n - d) / (n - 1) · n_j / n · (δ_jl - n_l / n)`; `U' V⁻ U` is chi-square, one degree of freedom less than the groups in which it could happen.
/// `rho = 0` is the log-rank test, `rho = 1` that of Peto and Peto.
///
/// # Errors
/// `length_mismatch`; `out_of_range` with the row of a time that is negative or not finite, or when `rho` is not finite.
///
/// # Examples
/// ```
/// use cxm_core::stats::survival::{Duration, End, log_rank};
/// let watched = [1.0, 2.0, 3.0, 4.0].map(|time| Duration { time, end: End::Event });
/// let test = log_rank(&watched, &[0, 0, 1, 1], 0.0)?;
/// // U = (1 - 1/2) + (1 - 1/3) = 7/6, V = 1/4 + 2/9 = 17/36, 49/36 : 17/36
/// assert!((test.statistic.unwrap() - 49.0 / 17.0).abs() < 1e-12);
/// assert_eq!(test.df, Some(1.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// N. Mantel (1966), Cancer Chemother. Rep. 50:163; D. P. Harrington and T. R. Fleming (1982), A class of rank test procedures for censored survival data, Biometrika 69:553.
pub fn log_rank(watched: &[Duration], groups: &[usize], rho: f64) -> Result<Test> {
    stratified_log_rank(&[tables(watched, groups)?], RankWeights::new(rho, 0.0))
}

/// [`log_rank`] within strata: each has its own course of time, and the same groups.
///
/// # Formula
/// `U` and `V` are the sums of those of the strata.
///
/// # Errors
/// `length_mismatch` when strata have different numbers of groups; `out_of_range` of weights that are not finite.
///
/// # References
/// J. D. Kalbfleisch and R. L. Prentice (2002), The Statistical Analysis of Failure Time Data, 2nd ed., 1.5; T. R. Fleming and D. P. Harrington (1991), Counting Processes and Survival Analysis, chapter 7.
pub fn stratified_log_rank(strata: &[Vec<LifeTable>], weights: RankWeights) -> Result<Test> {
    let (sums, n) = sums(strata, weights)?;
    Ok(Test::of_groups("survival", "log_rank", quadratic_form(&sums.score, sums.covariance), n))
}

/// Whether it happens ever faster, or ever slower, from one group to the next.
///
/// # Formula
/// `z = Σ s_j U_j / √(s' V s)` with the scores `s` of the groups, and `U` and `V` of [`log_rank`].
///
/// # Errors
/// As [`stratified_log_rank`]; `length_mismatch` when there is not a score for each group.
///
/// # References
/// R. E. Tarone (1975), Tests for trend in life table analysis, Biometrika 62:679.
pub fn log_rank_trend(strata: &[Vec<LifeTable>], scores: &[f64], weights: RankWeights) -> Result<Test> {
    let (sums, n) = sums(strata, weights)?;
    if scores.len() != sums.score.len() {
        let message = format!("{} groups, but {} scores", sums.score.len(), scores.len());
        return Err(Error::new(Code::LengthMismatch, message).with_field("trend"));
    }
    let variance = sums.covariance.iter().zip(scores).map(|(row, score)| score * dot(row, scores)).sum::<f64>();
    let rank = usize::from(variance > 0.0);
    let z = dot(scores, &sums.score) / variance.sqrt();
    let mut test = Test::of_groups("survival", "log_rank_trend", (z, rank), n);
    test.p_value = (rank > 0).then(|| normal_two_sided_p(z));
    test.df = None;
    Ok(test)
}

fn sums(strata: &[Vec<LifeTable>], weights: RankWeights) -> Result<(RankSums, u64)> {
    weights.check()?;
    let k = strata.first().map_or(0, Vec::len);
    let mut sums = RankSums::new(k);
    for groups in strata {
        if groups.len() != k {
            let message = format!("a stratum has {k} groups, another {}", groups.len());
            return Err(Error::new(Code::LengthMismatch, message).with_field("strata"));
        }
        sums.add(groups, |survival| weights.at(survival));
    }
    Ok((sums, strata.iter().flatten().map(LifeTable::n).sum()))
}

/// A life table for each group that occurs, in their order.
fn tables(watched: &[Duration], groups: &[usize]) -> Result<Vec<LifeTable>> {
    if watched.len() != groups.len() {
        let message = format!("{} times, but {} groups", watched.len(), groups.len());
        return Err(Error::new(Code::LengthMismatch, message).with_field("group"));
    }
    super::kaplan_meier::require_times(watched.iter().map(|each| each.time))?;
    let mut by_group: BTreeMap<usize, Vec<Duration>> = BTreeMap::new();
    for (each, group) in watched.iter().zip(groups) {
        by_group.entry(*group).or_default().push(*each);
    }
    by_group.values().map(|own| LifeTable::of(own)).collect()
}

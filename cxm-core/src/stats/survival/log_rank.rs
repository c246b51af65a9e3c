use super::{Duration, End, in_groups};
use crate::error::Result;
use crate::num::quadratic_form;
use crate::stats::Test;

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
    let (sorted, k) = in_groups(watched, |each| each.time, groups, rho)?;
    let mut at_risk = vec![0.0; k];
    for &(_, group) in &sorted {
        at_risk[group] += 1.0; // groups are places among the k names; so for all below
    }
    let mut score = vec![0.0; k];
    let mut covariance = vec![vec![0.0; k]; k];
    let (mut survival, mut own) = (1.0_f64, vec![0.0; k]);
    for same in sorted.chunk_by(|a, b| a.0.time.total_cmp(&b.0.time).is_eq()) {
        let (n, d) = (at_risk.iter().sum::<f64>(), same.iter().filter(|each| each.0.end == End::Event).count() as f64);
        if d > 0.0 {
            own.fill(0.0);
            for (_, group) in same.iter().filter(|each| each.0.end == End::Event) {
                own[*group] += 1.0;
            }
            let weight = survival.powf(rho);
            let spread = if n > 1.0 { weight * weight * d * (n - d) / (n - 1.0) } else { 0.0 };
            for j in 0..k {
                let share = at_risk[j] / n;
                score[j] += weight * (own[j] - d * share);
                for l in 0..k {
                    covariance[j][l] += spread * share * (f64::from(u8::from(j == l)) - at_risk[l] / n);
                }
            }
            survival *= (n - d) / n;
        }
        for &(_, group) in same {
            at_risk[group] -= 1.0;
        }
    }
    let n = watched.len() as u64;
    Ok(Test::of_groups("survival", "log_rank", quadratic_form(&score, covariance), n))
}

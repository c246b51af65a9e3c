use super::{CompetingDuration, CompetingEnd};
use crate::error::Result;
use crate::num::quadratic_form;
use crate::stats::Test;
use crate::stats::survival::in_groups;

/// Whether the cumulative incidence is the same in several groups: Gray's test. The log-rank test would compare the hazards, which can be equal where the shares are not.
///
/// # Formula
/// With `n_r` at risk in group r, `S_r` its share to whom nothing has happened and `F_r` its incidence, `R_r = n_r (1 - F_r(t-)) / S_r(t-)`; the scores are
/// `sum of (1 - F(t-))^rho (d_r - d R_r / R)`, their covariance that of Gray's section 3. Chi-square, one degree of freedom less than the groups in which it could happen.
///
/// # Errors
/// `length_mismatch`; `out_of_range` with the row of a time that is negative or not finite, or when `rho` is not finite.
///
/// # Examples
/// ```
/// use cxm_core::stats::cumulative_incidence::{CompetingDuration, CompetingEnd, gray};
/// let watched: Vec<_> = (0..40).map(|i| CompetingDuration { time: f64::from(i / 2), end: [CompetingEnd::Event, CompetingEnd::Competing][(i / 2 % 2) as usize] }).collect();
/// let groups: Vec<usize> = (0..40).map(|i| i % 2).collect();
/// let test = gray(&watched, &groups, 0.0)?;
/// assert!(test.statistic.unwrap() < 1e-12); // both groups went through the same
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// R. J. Gray (1988), A class of K-sample tests for comparing the cumulative incidence of a competing risk, Ann. Statist. 16:1141.
pub fn gray(watched: &[CompetingDuration], groups: &[usize], rho: f64) -> Result<Test> {
    let (sorted, k) = in_groups(watched, |each| each.time, groups, rho)?;

    // Groups are places among the k names, and every vector below has k items.
    let mut score = vec![0.0; k];
    let mut total = vec![vec![0.0; k]; k];
    sweep(&sorted, k, rho, |moment, passed| {
        for (j, score) in score.iter_mut().enumerate() {
            *score += moment.weight * (moment.own[j] - moment.events * moment.subdistribution[j] / moment.all_subdistribution);
        }
        total.clone_from_slice(passed);
    });
    let mut covariance = vec![vec![0.0; k]; k];
    let mut lever = vec![0.0; k];
    sweep(&sorted, k, rho, |moment, passed| {
        for r in 0..k {
            if moment.at_risk[r] <= 0.0 {
                continue;
            }
            // Of the event: b = 1 - (1 - F) / S of the group; of what competes: (1 - F) / S.
            let survivors = if moment.survival[r] > 0.0 { (1.0 - moment.pooled) / moment.survival[r] } else { 0.0 };
            let mut add = |reach: f64, direct: f64, jump: f64| {
                for j in 0..k {
                    lever[j] = direct * moment.direct(j, r) + reach * (total[j][r] - passed[j][r]);
                }
                for j in 0..k {
                    for l in 0..k {
                        covariance[j][l] += lever[j] * lever[l] * jump;
                    }
                }
            };
            if moment.events > 0.0 {
                let reached = moment.all * moment.before[r];
                let tied = if moment.events > 1.0 { 1.0 - (moment.events - 1.0) / (reached - 1.0) } else { 1.0 };
                add(1.0 - survivors, 1.0, tied * moment.events / (moment.all * moment.hazard[r]));
            }
            let (competing, n) = (moment.competing[r], moment.at_risk[r]);
            if competing > 0.0 && moment.survival[r] > 0.0 {
                let tied = if competing > 1.0 { 1.0 - (competing - 1.0) / (n - 1.0) } else { 1.0 };
                add(survivors, 0.0, tied * moment.before[r] * moment.before[r] * competing / (n * n));
            }
        }
    });
    Ok(Test::of_groups("cumulative_incidence", "gray", quadratic_form(&score, covariance), watched.len() as u64))
}

/// One time at which something happened.
struct Moment {
    /// `(1 - F(t-))^rho` of all together.
    weight: f64,
    /// `F(t)` of all together.
    pooled: f64,
    events: f64,
    own: Vec<f64>,
    competing: Vec<f64>,
    at_risk: Vec<f64>,
    /// `S_r(t-)` and `S_r(t)`.
    before: Vec<f64>,
    survival: Vec<f64>,
    /// `h_r = n_r / S_r(t-)`, and their sum.
    hazard: Vec<f64>,
    all: f64,
    /// `R_r = h_r (1 - F_r(t-))`, and their sum.
    subdistribution: Vec<f64>,
    all_subdistribution: f64,
}

impl Moment {
    /// What an event in group r weighs in the score of group j.
    fn direct(&self, j: usize, r: usize) -> f64 {
        self.weight * self.hazard[j] * (f64::from(u8::from(j == r)) - self.hazard[r] / self.all)
    }
}

/// Visits the times at which something happened, with `c_jr(t)`, the sum of the direct weights times the jumps of the subdistribution's hazard until then.
fn sweep(sorted: &[(CompetingDuration, usize)], k: usize, rho: f64, mut visit: impl FnMut(&Moment, &[Vec<f64>])) {
    let mut at_risk = vec![0.0; k];
    for &(_, group) in sorted {
        at_risk[group] += 1.0;
    }
    let (mut survival, mut incidence, mut pooled) = (vec![1.0; k], vec![0.0; k], 0.0_f64);
    let mut passed = vec![vec![0.0; k]; k];
    for same in sorted.chunk_by(|a, b| a.0.time.total_cmp(&b.0.time).is_eq()) {
        let mut count = [vec![0.0; k], vec![0.0; k]];
        for (each, group) in same {
            match each.end {
                CompetingEnd::Event => count[0][*group] += 1.0,
                CompetingEnd::Competing => count[1][*group] += 1.0,
                CompetingEnd::Censored => {}
            }
        }
        let [own, competing] = count;
        let events: f64 = own.iter().sum();
        if events + competing.iter().sum::<f64>() > 0.0 {
            // Who is at risk has a share that is not 0.
            let hazard: Vec<f64> = (0..k).map(|r| if at_risk[r] > 0.0 { at_risk[r] / survival[r] } else { 0.0 }).collect();
            let subdistribution: Vec<f64> = (0..k).map(|r| hazard[r] * (1.0 - incidence[r])).collect();
            let all: f64 = hazard.iter().sum();
            let before = survival.clone();
            for r in (0..k).filter(|&r| at_risk[r] > 0.0) {
                incidence[r] += survival[r] * own[r] / at_risk[r];
                survival[r] *= (at_risk[r] - own[r] - competing[r]) / at_risk[r];
            }
            let moment = Moment {
                weight: (1.0 - pooled).powf(rho),
                pooled: pooled + events / all,
                events,
                own,
                competing,
                at_risk: at_risk.clone(),
                before,
                survival: survival.clone(),
                all_subdistribution: subdistribution.iter().sum(),
                hazard,
                all,
                subdistribution,
            };
            let jump = events / (all * (1.0 - pooled));
            for (j, row) in passed.iter_mut().enumerate() {
                for (r, passed) in row.iter_mut().enumerate() {
                    if jump > 0.0 {
                        *passed += moment.direct(j, r) * jump;
                    }
                }
            }
            visit(&moment, &passed);
            pooled = moment.pooled;
        }
        for &(_, group) in same {
            at_risk[group] -= 1.0;
        }
    }
}

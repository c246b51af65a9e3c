use super::facts::Scores;
use crate::num::dist::student_t_two_sided_p;
use crate::stats::interval::student_t_critical;
use crate::stats::{Flag, Level};

/// How much higher detractors (a first score of 0 to 6) score after their case was closed in time than others with the same first score whose case was not.
///
/// Detractors score higher the second time by themselves, because a low score is partly chance: only the comparison with those
/// who were not closed, or late, says anything of closing. It is no proof either: who is closed is not drawn by lot.
///
/// # Formula
/// Analysis of covariance: `after = a + b closed + c before`, least squares; b, with Student's t at n - 3 degrees of freedom. Where all have the same first score, the
/// difference of means at n - 2.
///
/// Without a number, [`flag`](Self::flag) says why: [`Flag::NoControl`]; [`Flag::SparseCells`] where each side has one first score of its own, so that nobody is compared with their
/// like; [`Flag::ZeroVariance`] where nothing is left over from the line (all later scores the same, say), so that the error would be 0.
///
/// # References
/// D. R. Cox and P. `McCullagh` (1982), Some aspects of analysis of covariance, Biometrics 38:541. Regression to the mean: F. Galton (1886); S. Senn (2011), Statistical Methods in Medical Research 20:99.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct ClosingEffect {
    /// Points of the score; `None` without enough cases on both sides.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// The lower end.
    pub conf_low: Option<f64>,
    /// The upper end.
    pub conf_high: Option<f64>,
    /// Of no effect.
    pub p_value: Option<f64>,
    /// Cases closed in time before the later score.
    pub n_closed: u64,
    /// Cases open then, or closed late.
    pub n_control: u64,
    /// Why there is no number: `no_control`, `sparse_cells` or `zero_variance`.
    pub flag: Option<Flag>,
}

/// The first scores of detractors.
const LOWEST: f64 = 0.0;
const HIGHEST: f64 = 6.0;
/// So few on either side are no comparison.
const MIN_SIDE: u64 = 5;

impl ClosingEffect {
    /// Whether there was nobody to compare with.
    #[must_use]
    pub const fn has_no_control(&self) -> bool {
        matches!(self.flag, Some(Flag::NoControl))
    }

    pub(super) fn of(cases: &[Scores], level: Level) -> Self {
        let detractors = || cases.iter().filter(|case| (LOWEST..=HIGHEST).contains(&case.before));
        let side = |closed: bool| detractors().filter(move |case| case.closed == closed);
        let size = |closed: bool| side(closed).count() as u64;
        let counted = Self { n_closed: size(true), n_control: size(false), ..Self::default() };
        if counted.n_closed < MIN_SIDE || counted.n_control < MIN_SIDE {
            return Self { flag: Some(Flag::NoControl), ..counted };
        }
        let mean = |closed: bool, value: fn(&Scores) -> f64| side(closed).map(value).sum::<f64>() / size(closed) as f64;
        let (before, after) = (
            [true, false].map(|closed| mean(closed, |case| case.before)),
            [true, false].map(|closed| mean(closed, |case| case.after)),
        );
        // Where both sides have one first score each, and not the same one, nobody can be compared with their like.
        let one_each = [true, false].into_iter().all(|closed| spread(side(closed)) <= 0.0);
        if one_each && spread(detractors()) > 0.0 {
            return Self { flag: Some(Flag::SparseCells), ..counted };
        }
        let means = || [true, false].into_iter().zip(before.into_iter().zip(after));
        // Sums of squares and products within the two sides.
        let (mut xx, mut xy) = (0.0, 0.0);
        for (closed, (x_mean, y_mean)) in means() {
            for case in side(closed) {
                xx += (case.before - x_mean).powi(2);
                xy += (case.before - x_mean) * (case.after - y_mean);
            }
        }
        let n = (counted.n_closed + counted.n_control) as f64;
        let (slope, df) = if one_each { (0.0, n - 2.0) } else { (xy / xx, n - 3.0) };
        let apart = if one_each { 0.0 } else { before[0] - before[1] };
        let estimate = after[0] - after[1] - slope * apart;
        let rest = |(closed, (x_mean, y_mean)): (bool, (f64, f64))| {
            side(closed).map(|case| (case.after - y_mean - slope * (case.before - x_mean)).powi(2)).sum::<f64>()
        };
        let left: f64 = means().map(rest).sum();
        // What rounding alone leaves of n scores of this size is nothing.
        let size_of = |case: &Scores| case.after.abs() + (slope * case.before).abs();
        let rounding = 4.0 * n * f64::EPSILON * detractors().map(size_of).fold(0.0, f64::max);
        if left <= n * rounding * rounding {
            return Self { flag: Some(Flag::ZeroVariance), ..counted };
        }
        let rest = left / df;
        let sizes = 1.0 / counted.n_closed as f64 + 1.0 / counted.n_control as f64;
        let std_error = (rest * (sizes + if one_each { 0.0 } else { apart * apart / xx })).sqrt();
        let margin = student_t_critical(level.get(), df) * std_error;
        Self {
            estimate: Some(estimate),
            std_error: Some(std_error),
            conf_low: Some(estimate - margin),
            conf_high: Some(estimate + margin),
            p_value: Some(student_t_two_sided_p(estimate / std_error, df)),
            ..counted
        }
    }
}

/// The largest first score less the smallest.
fn spread<'s>(cases: impl Iterator<Item = &'s Scores>) -> f64 {
    let (low, high) =
        cases.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), case| (case.before.min(low), case.before.max(high)));
    high - low
}

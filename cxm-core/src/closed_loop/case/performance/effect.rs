use super::facts::Scores;
use crate::num::dist::student_t_two_sided_p;
use crate::stats::Level;
use crate::stats::interval::student_t_critical;

/// How much higher customers score after their case was closed in time than others with the same first score whose case was not.
///
/// Detractors score higher the second time by themselves, because a low score is partly chance: only the comparison with those
/// who were not closed, or late, says anything of closing. It is no proof either: who is closed is not drawn by lot.
///
/// # Formula
/// Analysis of covariance: `after = a + b closed + c before`, least squares; b, with Student's t at n - 3 degrees of freedom. Where all have the same first score, the
/// difference of means at n - 2.
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
}

/// So few on either side are no comparison.
const MIN_SIDE: u64 = 5;

impl ClosingEffect {
    /// Whether there was nobody to compare with.
    #[must_use]
    pub const fn has_no_control(&self) -> bool {
        self.estimate.is_none()
    }

    pub(super) fn of(cases: &[Scores], level: Level) -> Self {
        let side = |closed: bool| cases.iter().filter(move |case| case.closed == closed);
        let size = |closed: bool| side(closed).count() as u64;
        let counted = Self { n_closed: size(true), n_control: size(false), ..Self::default() };
        if counted.n_closed < MIN_SIDE || counted.n_control < MIN_SIDE {
            return counted;
        }
        let mean = |closed: bool, value: fn(&Scores) -> f64| side(closed).map(value).sum::<f64>() / size(closed) as f64;
        let (before, after) = (
            [true, false].map(|closed| mean(closed, |case| case.before)),
            [true, false].map(|closed| mean(closed, |case| case.after)),
        );
        // Sums of squares and products within the two sides.
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for (closed, (x_mean, y_mean)) in [true, false].into_iter().zip(before.into_iter().zip(after)) {
            for case in side(closed) {
                let (x, y) = (case.before - x_mean, case.after - y_mean);
                xx += x * x;
                xy += x * y;
                yy += y * y;
            }
        }
        let n = cases.len() as f64;
        let (slope, df) = if xx > 0.0 { (xy / xx, n - 3.0) } else { (0.0, n - 2.0) };
        let apart = before[0] - before[1];
        let estimate = after[0] - after[1] - slope * apart;
        let rest = (yy - slope * xy).max(0.0) / df;
        let sizes = 1.0 / counted.n_closed as f64 + 1.0 / counted.n_control as f64;
        let std_error = (rest * (sizes + if xx > 0.0 { apart * apart / xx } else { 0.0 })).sqrt();
        let margin = student_t_critical(level.get(), df) * std_error;
        Self {
            estimate: Some(estimate),
            std_error: Some(std_error),
            conf_low: Some(estimate - margin),
            conf_high: Some(estimate + margin),
            p_value: (std_error > 0.0).then(|| student_t_two_sided_p(estimate / std_error, df)),
            ..counted
        }
    }
}

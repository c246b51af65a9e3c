//! The interval of a difference as it is published: in the range a difference can have, about the estimate, one-sided with a one-sided alternative.

use crate::stats::test::Alternative;

/// The level at which a two-sided method gives the ends that are published: one-sided, the whole of `1 - level` lies in one tail.
///
/// A bound at a level of 1/2 or less is the estimate itself.
pub(crate) fn two_sided_level(level: f64, alternative: Alternative) -> f64 {
    match alternative {
        Alternative::TwoSided => level,
        Alternative::Less | Alternative::Greater => (2.0 * level - 1.0).max(0.0),
    }
}

/// The ends of a method's interval, inside `-reach..=reach` and about the estimate. With alternative `greater` the upper end is `reach`, with `less` the
/// lower one `-reach`: what is against the alternative is not bounded. Ends that are null stay so.
pub(crate) fn published(
    ends: (Option<f64>, Option<f64>),
    estimate: f64,
    reach: f64,
    alternative: Alternative,
) -> (Option<f64>, Option<f64>) {
    let (Some(low), Some(high)) = ends else { return ends };
    let (low, high) = (low.clamp(-reach, reach).min(estimate), high.clamp(-reach, reach).max(estimate));
    match alternative {
        Alternative::TwoSided => (Some(low), Some(high)),
        Alternative::Less => (Some(-reach), Some(high)),
        Alternative::Greater => (Some(low), Some(reach)),
    }
}

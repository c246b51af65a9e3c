use super::published::{Place, Published};
use crate::error::Result;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::{CompareOptions, Level, Metric, Test, compare};

/// One cell minus another; `None` where one of them is hidden or empty.
pub(super) fn difference(published: &Published, metric: &Metric, level: Level, a: Place, b: Place) -> Result<Option<Test>> {
    let (Some(a), Some(b)) = (published.shown(a), published.shown(b)) else { return Ok(None) };
    // What is hidden was decided over all tables together.
    compare(metric, a, b, &CompareOptions::default().level(level).min_n(0)).map(Some)
}

/// Adjusts the p-values of tests that stand in one table (Holm).
pub(super) fn adjust_together<'t>(tests: impl Iterator<Item = &'t mut Option<Test>>) {
    let mut tests: Vec<&mut Test> = tests.flatten().collect();
    let p: Vec<Option<f64>> = tests.iter().map(|test| test.p_value).collect();
    for (test, adjusted) in tests.iter_mut().zip(adjust(&p, Adjustment::Holm)) {
        test.p_adjusted = adjusted;
    }
}

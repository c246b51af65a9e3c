use super::cube::TallyCube;
use crate::error::Result;
use crate::state::State;
use crate::stats::{CompareOptions, Flag, Metric, Tally, Test, compare, turns_over};
use std::collections::BTreeMap;

impl TallyCube {
    /// All answers of this cube against all of another, the first minus the second; flagged `simpson` when the difference points the other way in every
    /// group that both have.
    ///
    /// # Errors
    /// As [`compare`]; `unknown_column` when the cubes are not grouped alike.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{ColumnView, Frame, Reading};
    /// use cxm_core::stats::{CompareOptions, Metric, Scale};
    /// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
    /// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3, 0]).named("score"), ColumnView::from(&["EU", "EU", "US", "US"]).named("region")])?;
    /// let mut now = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// now.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
    /// let test = now.compare(&now, &Metric::nps(), &CompareOptions::default())?;
    /// assert_eq!((test.estimate, test.p_value), (Some(0.0), Some(1.0)));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn compare(&self, other: &Self, metric: &Metric, options: &CompareOptions) -> Result<Test> {
        let mut test = compare(metric, &self.total()?, &other.total()?, options)?;
        let by = &self.spec().by;
        let mut parts: BTreeMap<_, (Tally, Tally)> = BTreeMap::new();
        let empty = || (Tally::new(&self.spec().tally), Tally::new(&other.spec().tally));
        for cell in self.cells(Some(by), None)?.cells {
            parts.entry(cell.keys).or_insert_with(empty).0.merge(&cell.tally)?;
        }
        for cell in other.cells(Some(by), None)?.cells {
            parts.entry(cell.keys).or_insert_with(empty).1.merge(&cell.tally)?;
        }
        let parts: Vec<_> = parts.into_values().collect();
        if self.spec().tally == other.spec().tally && turns_over(metric, &parts)? {
            test.flag(Flag::Simpson);
        }
        Ok(test)
    }
}

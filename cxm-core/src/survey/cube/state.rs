use super::observe::MAX_GROUPS;
use super::order::CategoryOrder;
use crate::columns::time::Zone;
use crate::columns::{Every, Key, Reading};
use crate::error::{Code, Error, Result};
use crate::state::{Grouped, State};
use crate::stats::{Scale, Tally, TallySpec};

/// What a cube is of.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Every, time::Zone};
/// use cxm_core::stats::Scale;
/// use cxm_core::survey::{CubeSpec, TallyCube};
/// let spec = CubeSpec::new(Scale::NPS, vec!["region".to_owned()]).every(Every::Day, Zone::parse("Europe/Berlin")?);
/// assert_eq!(TallyCube::new(spec)?.groups().names(), ["region", "period"]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CubeSpec {
    /// What each tally is of.
    pub tally: TallySpec,
    /// The columns to group by.
    pub by: Vec<String>,
    /// The periods to group by; `None`: no time key.
    pub every: Option<Every>,
    /// Where calendar days begin and end.
    pub zone: Zone,
}

impl CubeSpec {
    /// Unweighted answers on a scale, grouped by columns, without time.
    #[must_use]
    pub fn new(scale: Scale, by: Vec<String>) -> Self {
        Self { tally: scale.into(), by, every: None, zone: Zone::UTC }
    }

    /// The same by calendar period in a zone.
    #[must_use]
    pub fn every(mut self, every: Every, zone: Zone) -> Self {
        (self.every, self.zone) = (Some(every), zone);
        self
    }
}

/// A tally a group and period, mergeable: keys are the values of the `by` columns, and last the first day of the period.
///
/// Tables of a cube show the groups of a column by value, or in the order of its categories if it has some. Lists of categories that begin alike are
/// one order, whichever came first; frames or cubes with different ones put together stand by value again. The order is how a cube is shown,
/// not what it has counted: equality, bytes and JSON leave it out.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Frame, Reading};
/// use cxm_core::stats::{EvaluateOptions, Scale};
/// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
/// let frame = Frame::new(vec![
///     ColumnView::from(&[10_u8, 9, 3]).named("score"),
///     ColumnView::from(&["EU", "US", "EU"]).named("region"),
/// ])?;
/// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
/// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
/// assert_eq!(cube.tally(&[("region", "EU".into())])?.nps(&EvaluateOptions::default())?.estimate, Some(0.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct TallyCube {
    pub(super) spec: CubeSpec,
    pub(super) groups: Grouped<Tally>,
    pub(super) reading: Reading,
    /// How the groups of each `by` column are shown.
    pub(super) orders: Vec<CategoryOrder>,
    /// The most groups that a call on it may make: the largest that an `observe` was given, and no less than the default.
    pub(super) max_groups: usize,
}

/// The reading is only the default of `observe`, orders and limits are those of tables: no part of what was counted.
impl PartialEq for TallyCube {
    fn eq(&self, other: &Self) -> bool {
        self.spec == other.spec && self.groups == other.groups
    }
}

/// The name of the time key.
pub(super) const PERIOD: &str = "period";

impl TallyCube {
    /// An empty cube.
    ///
    /// # Errors
    /// `duplicate_id` when a column stands twice, or is called `period` beside a time key.
    pub fn new(spec: CubeSpec) -> Result<Self> {
        let mut names = spec.by.clone();
        names.extend(spec.every.map(|_| PERIOD.to_owned()));
        if let Some(name) =
            (1..names.len()).find_map(|index| names[..index].contains(&names[index]).then(|| names[index].clone()))
        {
            return Err(Error::new(Code::DuplicateId, format!("by has {name:?} twice")).with_field("by").with_got(name));
        }
        let groups = Grouped::new(spec.tally.clone(), names);
        let orders = vec![CategoryOrder::default(); spec.by.len()];
        Ok(Self { spec, groups, reading: Reading::default(), orders, max_groups: MAX_GROUPS })
    }

    /// The same cube; `reading` is used where a call names none.
    #[must_use]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// How answers are read where a call does not say.
    #[must_use]
    pub fn default_reading(&self) -> &Reading {
        &self.reading
    }

    /// What it is of.
    #[must_use]
    pub fn spec(&self) -> &CubeSpec {
        &self.spec
    }

    /// Groups and their tallies, by key.
    #[must_use]
    pub fn groups(&self) -> &Grouped<Tally> {
        &self.groups
    }

    /// All answers.
    ///
    /// # Errors
    /// `count_overflow`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{ColumnView, Frame, Reading};
    /// use cxm_core::stats::Scale;
    /// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
    /// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3]).named("score"), ColumnView::from(&["EU", "US", "EU"]).named("region")])?;
    /// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
    /// assert_eq!(cube.total()?.n(), 3);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn total(&self) -> Result<Tally> {
        self.tally(&[])
    }

    /// The answers of all groups whose columns have these values.
    ///
    /// # Errors
    /// `unknown_column` when the cube is not grouped by one of them; `count_overflow`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{ColumnView, Frame, Reading};
    /// use cxm_core::stats::Scale;
    /// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
    /// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3]).named("score"), ColumnView::from(&["EU", "US", "EU"]).named("region")])?;
    /// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
    /// assert_eq!(cube.tally(&[("region", "EU".into())])?.n(), 2);
    /// assert_eq!(cube.tally(&[("country", "EU".into())]).unwrap_err().code().name(), "unknown_column");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn tally(&self, wanted: &[(&str, Key)]) -> Result<Tally> {
        let names = self.groups.names();
        let place = |name: &str| {
            names
                .iter()
                .position(|own| own == name)
                .ok_or_else(|| crate::columns::unknown_column(name, names.iter().map(String::as_str)))
        };
        let wanted = wanted.iter().map(|(name, key)| Ok((place(name)?, key))).collect::<Result<Vec<_>>>()?;
        let mut sum = Tally::new(&self.spec.tally);
        for (key, tally) in self.groups.iter() {
            if wanted.iter().all(|(place, value)| key.get(*place) == Some(value)) {
                sum.merge(tally)?;
            }
        }
        Ok(sum)
    }

    /// Adds all that another cube has seen.
    ///
    /// # Errors
    /// `definition_mismatch` when scale, weighting, columns, periods or zone differ; `count_overflow`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{ColumnView, Frame, Reading};
    /// use cxm_core::stats::Scale;
    /// use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
    /// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 9, 3]).named("score"), ColumnView::from(&["EU", "US", "EU"]).named("region")])?;
    /// let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()]))?;
    /// cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default())?;
    /// let before = cube.clone();
    /// cube.merge(&before)?;
    /// assert_eq!(cube.total()?.n(), 6);
    /// cube.subtract(&before)?;
    /// assert_eq!(cube, before);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.require_same(other)?;
        self.groups.merge(&other.groups)?;
        self.orders.iter_mut().zip(&other.orders).for_each(|(own, other)| own.merge(other));
        self.max_groups = self.max_groups.max(other.max_groups);
        Ok(())
    }

    /// Takes out all that another cube has seen.
    ///
    /// # Errors
    /// `definition_mismatch`; `not_contained`.
    pub fn subtract(&mut self, other: &Self) -> Result<()> {
        self.require_same(other)?;
        self.groups.subtract(&other.groups)
    }

    fn require_same(&self, other: &Self) -> Result<()> {
        if self.spec == other.spec {
            return Ok(());
        }
        Err(Error::new(
            Code::DefinitionMismatch,
            "the cubes differ in scale, weighting, group columns, periods or zone; they cannot be put together",
        ))
    }
}

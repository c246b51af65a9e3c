use super::histogram::{count_raw_bytes, count_ticks};
use super::{Answers, Ticks, Weights, for_each_block, refuse_invalid};
use crate::columns::{Cell, Chunk, Invalid, MAX_COUNT, Narrower, Reading, Values};
use crate::error::{Code, Error, Result};
use crate::state::{Retract, State};
use crate::stats::Scale;
use serde::{Deserialize, Serialize};

/// Which question a tally is of; two tallies of different questions do not merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The id of the question.
    pub id: String,
    /// Its revision.
    #[serde(default)]
    pub revision: u32,
}

/// What a tally is of.
///
/// # Examples
/// ```
/// use cxm_core::state::State;
/// use cxm_core::stats::{Question, Scale, Tally, TallySpec};
/// let of = |id: &str| TallySpec { question: Some(Question { id: id.to_owned(), revision: 1 }), ..Scale::NPS.into() };
/// let mut shop = Tally::new(&of("q7"));
/// assert!(shop.merge(&Tally::new(&of("q8"))).is_err()); // two questions do not add up
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TallySpec {
    /// The scale of the question.
    pub scale: Scale,
    /// Whether answers carry weights.
    pub weighted: bool,
    /// The question, if it is named.
    pub question: Option<Question>,
}

impl From<Scale> for TallySpec {
    fn from(scale: Scale) -> Self {
        Self { scale, weighted: false, question: None }
    }
}

/// How many answers each point of a scale has, and how many there are beside: missing, invalid, not asked. Weighted tallies also hold the
/// exact sums of the weights and of their squares at each point.
///
/// # Examples
/// ```
/// use cxm_core::columns::Reading;
/// use cxm_core::stats::{Answers, Scale, Tally};
/// let mut tally = Tally::of(Scale::NPS);
/// tally.read(&Answers::new((&[10_u8, 9, 3]).into()), &Reading::default())?;
/// assert_eq!(tally.n(), 3);
/// assert_eq!(tally.counts()[10], 1);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    pub(super) spec: TallySpec,
    pub(super) counts: Vec<u64>,
    pub(super) n_missing: u64,
    pub(super) n_invalid: u64,
    pub(super) n_not_asked: u64,
    pub(super) weights: Option<Weights>,
}

impl Tally {
    /// An empty, unweighted tally on a scale.
    #[must_use]
    pub fn of(scale: Scale) -> Self {
        Self::new(&scale.into())
    }

    /// An empty, weighted tally on a scale.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{Cell, Reading};
    /// use cxm_core::stats::{EvaluateOptions, Scale, Tally};
    /// let mut tally = Tally::weighted(Scale::NPS);
    /// tally.add(&Cell::Int(10), 3.0, &Reading::default())?;
    /// tally.add(&Cell::Int(0), 1.0, &Reading::default())?;
    /// assert_eq!(tally.nps(&EvaluateOptions::default())?.estimate, Some(50.0)); // (3 - 1) / 4
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn weighted(scale: Scale) -> Self {
        Self::new(&TallySpec { scale, weighted: true, question: None })
    }

    /// The tally of answers counted elsewhere: one count a point of the scale, from its low end.
    ///
    /// # Errors
    /// `length_mismatch` when there is not one count a point; `count_overflow` past 2^53 in all.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Scale, Tally};
    /// let tally = Tally::from_counts(Scale::FIVE, &[5, 10, 15, 30, 40], 7, 0)?;
    /// assert_eq!((tally.n(), tally.n_missing()), (100, 7));
    /// assert!(Tally::from_counts(Scale::FIVE, &[5, 10], 0, 0).is_err()); // one count a point
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_counts(scale: Scale, counts: &[u64], n_missing: u64, n_invalid: u64) -> Result<Self> {
        if counts.len() != scale.points() {
            let message = format!("counts has {} values, the scale {scale} has {} points", counts.len(), scale.points());
            return Err(Error::new(Code::LengthMismatch, message).with_field("counts"));
        }
        let tally = Self { counts: counts.to_vec(), n_missing, n_invalid, ..Self::of(scale) };
        tally.require_countable()?;
        Ok(tally)
    }

    /// The scale of the question.
    #[must_use]
    pub fn scale(&self) -> &Scale {
        &self.spec.scale
    }

    /// How many answers each point has, from the low end of the scale.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// How many answers there are.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().sum() // at most 2^53 by `require_countable`
    }

    /// How many rows hold no answer.
    #[must_use]
    pub fn n_missing(&self) -> u64 {
        self.n_missing
    }

    /// How many values were off the scale.
    #[must_use]
    pub fn n_invalid(&self) -> u64 {
        self.n_invalid
    }

    /// How many were not asked.
    #[must_use]
    pub fn n_not_asked(&self) -> u64 {
        self.n_not_asked
    }

    /// How many answers weigh anything: those a score is made of, and those `min_n` counts.
    pub(crate) fn n_positive(&self) -> u64 {
        self.weights.as_ref().map_or_else(|| self.n(), |weights| weights.n_positive)
    }

    /// The weights, if it is weighted.
    pub(crate) fn weights(&self) -> Option<&Weights> {
        self.weights.as_ref()
    }

    /// Takes in a column of answers: all of it or nothing.
    ///
    /// # Errors
    /// `out_of_range`, `not_an_integer` or `not_a_number` with the first row whose value is off the scale (unless the reading counts them);
    /// `invalid_weight`; `length_mismatch` when weights or counts are not as long; `definition_mismatch` when weights come to an unweighted
    /// tally or the other way round; `count_overflow`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::Reading;
    /// use cxm_core::stats::{Answers, Scale, Tally};
    /// let mut tally = Tally::of(Scale::NPS);
    /// tally.read(&Answers::new((&[10_u8, 7, 3]).into()).counts((&[70_u64, 20, 10]).into()), &Reading::default())?;
    /// assert_eq!(tally.n(), 100);
    /// let error = tally.read(&Answers::new((&[9_u8, 11]).into()), &Reading::default()).unwrap_err();
    /// assert_eq!((error.row(), tally.n()), (Some(1), 100)); // all or nothing
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn read(&mut self, answers: &Answers<'_>, reading: &Reading) -> Result<()> {
        if answers.weights.is_some() != self.spec.weighted {
            let (own, come) = if self.spec.weighted { ("weighted", "without") } else { ("unweighted", "with") };
            return Err(Error::new(Code::DefinitionMismatch, format!("the tally is {own}, the answers come {come} weights"))
                .with_field("weights"));
        }
        let narrower = Narrower::new(self.spec.scale.grid, reading)?;
        let mut fresh = Self::new(&self.spec);
        let rows = answers.rows()?;
        match raw_bytes(answers) {
            Some(parts) => {
                let mut bins = vec![0; self.spec.scale.points() + 2];
                for part in parts.iter().flat_map(|part| part.chunks(RAW_BLOCK)) {
                    reading.stop.check()?;
                    count_raw_bytes(&mut bins, part, &narrower);
                }
                fresh.take_bins(bins.into_iter());
            }
            None => for_each_block(answers, &narrower, 0..rows, |_, block| fresh.observe(block.ticks()))?,
        }
        if reading.invalid == Invalid::Error && fresh.n_invalid > 0 {
            return Err(refuse_invalid(answers, &narrower));
        }
        self.merge(&fresh)
    }

    /// Takes in one answer. `Cell::Null` counts as missing.
    ///
    /// # Errors
    /// As [`Tally::read`].
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{Cell, Reading};
    /// use cxm_core::stats::{Scale, Tally};
    /// let mut tally = Tally::of(Scale::NPS);
    /// tally.add(&Cell::Int(9), 1.0, &Reading::default())?;
    /// tally.add(&Cell::Null, 1.0, &Reading::default())?;
    /// assert_eq!((tally.n(), tally.n_missing()), (1, 1));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn add(&mut self, value: &Cell<'_>, weight: f64, reading: &Reading) -> Result<()> {
        let values = [value.clone()];
        let weights = [weight];
        let mut answers = Answers::new(values[..].into());
        if self.spec.weighted {
            answers.weights = Some((&weights).into());
        } else if (weight - 1.0).abs() > 0.0 {
            return Err(Error::new(Code::DefinitionMismatch, "the tally is unweighted, the answer comes with a weight")
                .with_field("weight"));
        }
        self.read(&answers, reading)
    }

    /// Counts people who were not asked.
    ///
    /// # Errors
    /// `count_overflow`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Scale, Tally};
    /// let mut tally = Tally::of(Scale::NPS);
    /// tally.add_not_asked(12)?;
    /// assert_eq!((tally.n(), tally.n_not_asked()), (0, 12)); // in no denominator
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn add_not_asked(&mut self, count: u64) -> Result<()> {
        let mut other = Self::new(&self.spec);
        other.n_not_asked = count;
        self.merge(&other)
    }

    /// The same answers with the scale turned over: `max + min - x`, and the other end good.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Direction, Scale, Tally};
    /// let effort = Tally::from_counts(Scale::FIVE, &[7, 0, 0, 0, 1], 0, 0)?.reversed();
    /// assert_eq!((effort.counts(), effort.scale().direction), (&[1, 0, 0, 0, 7][..], Direction::LowerIsBetter));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn reversed(&self) -> Self {
        use crate::stats::Direction::{HigherIsBetter, LowerIsBetter};
        let mut turned = self.clone();
        turned.counts.reverse();
        if let Some(weights) = &mut turned.weights {
            weights.reverse();
        }
        turned.spec.scale.direction = if self.spec.scale.direction == HigherIsBetter { LowerIsBetter } else { HigherIsBetter };
        turned
    }

    pub(super) fn require_countable(&self) -> Result<()> {
        let all = self.counts.iter().chain([&self.n_missing, &self.n_invalid, &self.n_not_asked]);
        let sum = all.fold(0_u128, |sum, &count| sum + u128::from(count));
        if sum <= u128::from(MAX_COUNT) { Ok(()) } else { Err(overflow()) }
    }

    /// Sets the counts to `bins`: points, missing, invalid.
    pub(super) fn take_bins(&mut self, bins: impl Iterator<Item = u64>) {
        let slots = self.counts.iter_mut().chain([&mut self.n_missing, &mut self.n_invalid]);
        for (slot, bin) in slots.zip(bins) {
            *slot = bin;
        }
    }

    fn require_same(&self, other: &Self) -> Result<()> {
        if self.spec == other.spec {
            return Ok(());
        }
        let why = if self.spec.scale == other.spec.scale {
            "one is weighted and the other is not, or they are of different questions".to_owned()
        } else {
            format!(
                "one is on {} ({}), the other on {} ({})",
                self.spec.scale,
                self.spec.scale.direction.name(),
                other.spec.scale,
                other.spec.scale.direction.name()
            )
        };
        Err(Error::new(Code::DefinitionMismatch, format!("the tallies cannot be put together: {why}")))
    }
}

/// So many bytes are counted before the caller is asked again whether to go on.
const RAW_BLOCK: usize = 1 << 20;

/// The bytes of answers that are nothing but bytes: no nulls, no weights, no counts.
fn raw_bytes<'a>(answers: &Answers<'a>) -> Option<Vec<&'a [u8]>> {
    if answers.weights.is_some() || answers.counts.is_some() {
        return None;
    }
    let bytes = |chunk: &Chunk<'a>| match (&chunk.values, chunk.validity) {
        (Values::U8(bytes), None) => Some(*bytes),
        _ => None,
    };
    answers.values.chunks().iter().map(bytes).collect()
}

pub(super) fn overflow() -> Error {
    Error::new(Code::CountOverflow, "a count would pass 2^53")
}

impl State for Tally {
    type Spec = TallySpec;
    type Batch<'a> = Ticks<'a>;

    fn new(spec: &TallySpec) -> Self {
        let points = spec.scale.points();
        let weights = spec.weighted.then(|| Weights::new(points));
        Self { spec: spec.clone(), counts: vec![0; points], n_missing: 0, n_invalid: 0, n_not_asked: 0, weights }
    }

    fn spec(&self) -> &TallySpec {
        &self.spec
    }

    fn observe(&mut self, batch: Ticks<'_>) -> Result<()> {
        let points = self.spec.scale.points();
        let mut bins = vec![0_u64; points + 2];
        count_ticks(&mut bins, batch.codes, batch.counts)?;
        let mut fresh = Self::new(&self.spec);
        fresh.take_bins(bins.into_iter());
        if let (Some(own), Some(weights)) = (&mut fresh.weights, batch.weights) {
            own.observe(batch.codes, weights, batch.counts);
        }
        self.merge(&fresh)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        self.require_same(other)?;
        let mut sum = self.clone();
        for (own, theirs) in sum.counts.iter_mut().zip(&other.counts) {
            *own += theirs; // both at most 2^53
        }
        sum.n_missing += other.n_missing;
        sum.n_invalid += other.n_invalid;
        sum.n_not_asked += other.n_not_asked;
        sum.require_countable()?;
        if let (Some(own), Some(theirs)) = (&mut sum.weights, &other.weights) {
            own.merge(theirs);
        }
        *self = sum;
        Ok(())
    }
}

impl Retract for Tally {
    fn subtract(&mut self, other: &Self) -> Result<()> {
        self.require_same(other)?;
        let not_contained = || Error::new(Code::NotContained, "the tally to subtract has answers that are not in this one");
        let less = |own: u64, theirs: u64| own.checked_sub(theirs).ok_or_else(not_contained);
        let mut rest = self.clone();
        for (own, theirs) in rest.counts.iter_mut().zip(&other.counts) {
            *own = less(*own, *theirs)?;
        }
        rest.n_missing = less(rest.n_missing, other.n_missing)?;
        rest.n_invalid = less(rest.n_invalid, other.n_invalid)?;
        rest.n_not_asked = less(rest.n_not_asked, other.n_not_asked)?;
        if let (Some(own), Some(theirs)) = (&mut rest.weights, &other.weights) {
            own.subtract(theirs, &rest.counts).ok_or_else(not_contained)?;
        }
        *self = rest;
        Ok(())
    }
}

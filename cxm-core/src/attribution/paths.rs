use super::channels::Channels;
use super::path_value::PathValue;
use crate::columns::MAX_COUNT;
use crate::columns::Slots;
use crate::error::{Code, Error, Result};
use crate::num::ExactSum;
use crate::state::State;

/// What [`Paths`] are told beside the conversions of each path.
///
/// States with different ones are not put together: paths without nulls hold those that ended in a conversion and no other, and their numbers mean another thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PathsSpec {
    /// Whether conversions have a value.
    pub value: bool,
    /// Whether paths that ended without a conversion are there, too.
    pub nulls: bool,
}

impl PathsSpec {
    /// Conversions have a value.
    #[must_use]
    pub const fn value(mut self) -> Self {
        self.value = true;
        self
    }

    /// Paths that ended without a conversion are there, too.
    #[must_use]
    pub const fn nulls(mut self) -> Self {
        self.nulls = true;
        self
    }
}

/// What came of a path.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// How many times it ended in a conversion.
    pub conversions: u64,
    /// How many times it ended without one.
    pub nulls: u64,
    /// What its conversions were worth, all together.
    pub value: f64,
}

impl Outcome {
    /// So many conversions.
    #[must_use]
    pub const fn conversions(conversions: u64) -> Self {
        Self { conversions, nulls: 0, value: 0.0 }
    }

    /// And so many ends without one.
    #[must_use]
    pub const fn nulls(mut self, nulls: u64) -> Self {
        self.nulls = nulls;
        self
    }

    /// What the conversions were worth, all together.
    #[must_use]
    pub const fn value(mut self, value: f64) -> Self {
        self.value = value;
        self
    }
}

/// Distinct paths of touches, and how often each ended in a conversion or without one: all that attribution reads.
///
/// A path is the sequence of channels that somebody met, up to a conversion or to its end. Counts and values are exact, so the order of rows, and how they were split
/// over states that were merged, changes no bit of any answer.
///
/// # Examples
/// ```
/// use cxm_core::attribution::{Outcome, Paths, PathsSpec};
/// // 0 is "ads", 1 is "mail".
/// let paths = Paths::of_codes(
///     PathsSpec::default(),
///     ["ads", "mail"],
///     [(vec![0, 1], Outcome::conversions(3)), (vec![1], Outcome::conversions(1)), (vec![0, 1], Outcome::conversions(2))],
/// )?;
/// assert_eq!((paths.len(), paths.n_conversions(), paths.n_touches()), (2, 6, 11));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Paths {
    pub(super) spec: PathsSpec,
    pub(super) channels: Channels,
    /// The steps of all paths, one path after another.
    pub(super) steps: Vec<u32>,
    /// Where each path ends.
    pub(super) ends: Vec<usize>,
    slots: Slots,
    pub(super) conversions: Vec<u64>,
    pub(super) nulls: Vec<u64>,
    /// Empty where conversions have no value.
    pub(super) values: Vec<PathValue>,
    n_conversions: u64,
    n_nulls: u64,
    n_touches: u64,
}

impl Paths {
    /// Paths whose channels are known: codes are places in `channels`. One that no path touches is credited with 0.
    ///
    /// # Errors
    /// `invalid_path` for an empty name; `duplicate_id` for a name that stands twice.
    pub fn with_channels<N: AsRef<str>>(spec: PathsSpec, channels: impl IntoIterator<Item = N>) -> Result<Self> {
        let mut paths = Self::new(&spec);
        for name in channels {
            paths.add_channel(name.as_ref())?;
        }
        Ok(paths)
    }

    /// The code of a channel that is not there yet.
    pub(super) fn add_channel(&mut self, name: &str) -> Result<u32> {
        if name.is_empty() {
            return Err(Error::new(Code::InvalidPath, "a channel has an empty name"));
        }
        if self.channels.get(name).is_some() {
            return Err(Error::new(Code::DuplicateId, format!("the channel {name:?} stands twice")));
        }
        Ok(self.channels.code(name))
    }

    /// The paths of journeys, each the codes of its channels in order and what came of it.
    ///
    /// # Errors
    /// As [`Paths::with_channels`] and [`Paths::add`]; the row is the number of the journey.
    pub fn of_codes<N: AsRef<str>, J: IntoIterator<Item = u32>>(
        spec: PathsSpec,
        channels: impl IntoIterator<Item = N>,
        journeys: impl IntoIterator<Item = (J, Outcome)>,
    ) -> Result<Self> {
        let mut paths = Self::with_channels(spec, channels)?;
        let mut steps = Vec::new();
        for ((journey, outcome), row) in journeys.into_iter().zip(0..) {
            steps.clear();
            steps.extend(journey);
            paths.add(&steps, outcome).map_err(|error| error.with_row(row))?;
        }
        Ok(paths)
    }

    /// Adds a path of codes.
    ///
    /// # Errors
    /// `invalid_path` for no step; `unknown_id` for a code that no channel has; `out_of_range` for a value that is negative, not finite or of no conversion;
    /// `definition_mismatch` for nulls or a value that the spec has not; `count_overflow`.
    pub fn add(&mut self, steps: &[u32], outcome: Outcome) -> Result<()> {
        if steps.is_empty() {
            return Err(Error::new(Code::InvalidPath, "a path has no step"));
        }
        if let Some(code) = steps.iter().find(|&&code| code as usize >= self.channels.names().len()) {
            return Err(Error::new(Code::UnknownId, format!("no channel has the code {code}")));
        }
        if (!self.spec.nulls && outcome.nulls > 0) || (!self.spec.value && outcome.value != 0.0) {
            return Err(Error::new(Code::DefinitionMismatch, "these paths were made without nulls, or without values"));
        }
        check_value(outcome.value, outcome.conversions)
            .map_err(|expected| Error::expected(Code::OutOfRange, "value", expected, outcome.value.to_string()))?;
        self.put(steps, outcome.conversions, outcome.nulls, &PathValue::One(outcome.value))
    }

    /// Adds a path that is known to be right, unless counts would be too many.
    pub(super) fn put(&mut self, steps: &[u32], conversions: u64, nulls: u64, value: &PathValue) -> Result<()> {
        self.put_hashed(self.hash(steps), steps, conversions, nulls, value)
    }

    /// The hash by which a path is looked up.
    #[inline]
    pub(super) fn hash(&self, steps: &[u32]) -> u32 {
        self.slots.hash_steps(steps)
    }

    /// Gets ready to look up paths of these hashes.
    pub(super) fn fetch(&self, hashes: &[u32]) {
        self.slots.fetch(hashes);
    }

    /// As [`Paths::put`], of a path whose hash is known.
    pub(super) fn put_hashed(&mut self, hash: u32, steps: &[u32], conversions: u64, nulls: u64, value: &PathValue) -> Result<()> {
        let often = conversions.checked_add(nulls).ok_or_else(too_many)?;
        if often == 0 {
            return Ok(());
        }
        let touches = often.checked_mul(steps.len() as u64).ok_or_else(too_many)?;
        self.require_room(touches)?;
        let place = match self.slots.find(hash, |place| self.path(place) == steps) {
            Some(place) => place,
            None => self.push(hash, steps)?,
        };
        // `find` and `push` give places of paths.
        if let (Some(own_conversions), Some(own_nulls)) = (self.conversions.get_mut(place), self.nulls.get_mut(place)) {
            *own_conversions += conversions;
            *own_nulls += nulls;
        }
        if let Some(own) = self.values.get_mut(place) {
            own.add(value);
        }
        self.n_conversions += conversions;
        self.n_nulls += nulls;
        self.n_touches += touches;
        Ok(())
    }

    fn push(&mut self, hash: u32, steps: &[u32]) -> Result<usize> {
        let place = self.ends.len();
        self.slots.add(hash, place).ok_or_else(too_many)?;
        self.steps.extend_from_slice(steps);
        self.ends.push(self.steps.len());
        self.conversions.push(0);
        self.nulls.push(0);
        if self.spec.value {
            self.values.push(PathValue::ZERO);
        }
        Ok(place)
    }

    /// Every count that is made of these paths is at most their touches, which stay a whole number that `f64` holds.
    fn require_room(&self, touches: u64) -> Result<()> {
        match self.n_touches.checked_add(touches) {
            Some(sum) if sum <= MAX_COUNT => Ok(()),
            _ => Err(too_many()),
        }
    }

    /// The codes of a path; empty past the end.
    #[inline]
    pub(super) fn path(&self, place: usize) -> &[u32] {
        let from = place.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or(0));
        self.ends.get(place).and_then(|&to| self.steps.get(from..to)).unwrap_or(&[])
    }

    /// How many distinct paths there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The channels, in the order of the UTF-8 bytes of their names.
    #[must_use]
    pub fn channels(&self) -> Vec<&str> {
        let name = |code: u32| self.channels.names().get(code as usize).map_or("", String::as_str);
        self.channels.in_order().into_iter().map(name).collect()
    }

    /// How many conversions there are.
    #[must_use]
    pub fn n_conversions(&self) -> u64 {
        self.n_conversions
    }

    /// How many paths ended without a conversion.
    #[must_use]
    pub fn n_nulls(&self) -> u64 {
        self.n_nulls
    }

    /// How many touches there are on all paths.
    #[must_use]
    pub fn n_touches(&self) -> u64 {
        self.n_touches
    }

    /// What all conversions were worth, exactly; `None` where they have no value.
    #[must_use]
    pub fn value(&self) -> Option<ExactSum> {
        self.spec.value.then(|| {
            let mut sum = ExactSum::new();
            self.values.iter().for_each(|value| value.add_to(&mut sum));
            sum
        })
    }
}

/// What a value must be, if it is not so.
pub(super) fn check_value(value: f64, conversions: u64) -> Result<(), &'static str> {
    if !(value.is_finite() && value >= 0.0) {
        return Err("a finite number, not negative");
    }
    if conversions == 0 && value > 0.0 { Err("0 where there is no conversion") } else { Ok(()) }
}

fn too_many() -> Error {
    Error::new(
        Code::CountOverflow,
        "the touches of all paths would pass 2^53, the largest count that every language holds exactly",
    )
}

impl State for Paths {
    type Spec = PathsSpec;
    type Batch<'a> = super::PathColumns<'a>;

    fn new(spec: &PathsSpec) -> Self {
        Self {
            spec: *spec,
            channels: Channels::default(),
            steps: Vec::new(),
            ends: Vec::new(),
            slots: Slots::default(),
            conversions: Vec::new(),
            nulls: Vec::new(),
            values: Vec::new(),
            n_conversions: 0,
            n_nulls: 0,
            n_touches: 0,
        }
    }

    fn spec(&self) -> &PathsSpec {
        &self.spec
    }

    fn observe(&mut self, batch: Self::Batch<'_>) -> Result<()> {
        let part = batch.read(self.spec)?;
        if self.is_empty() && self.channels.names().is_empty() {
            *self = part;
            return Ok(());
        }
        self.merge(&part)
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        if self.spec != other.spec {
            return Err(Error::new(
                Code::DefinitionMismatch,
                "paths with and without nulls, or with and without values, cannot be put together",
            ));
        }
        self.require_room(other.n_touches)?;
        if self.len() + other.len() >= u32::MAX as usize {
            return Err(too_many());
        }
        let codes: Vec<u32> = other.channels.names().iter().map(|name| self.channels.code(name)).collect();
        let mut steps = Vec::new();
        for place in 0..other.len() {
            steps.clear();
            steps.extend(other.path(place).iter().filter_map(|&code| codes.get(code as usize)));
            let (conversions, nulls) = other.counts(place);
            self.put(&steps, conversions, nulls, other.values.get(place).unwrap_or(&PathValue::ZERO))?;
        }
        Ok(())
    }
}

impl Paths {
    /// How often a path ended in a conversion, and without one.
    #[inline]
    pub(super) fn counts(&self, place: usize) -> (u64, u64) {
        (self.conversions.get(place).copied().unwrap_or(0), self.nulls.get(place).copied().unwrap_or(0))
    }

    fn place(&self, steps: &[u32]) -> Option<usize> {
        self.slots.find(self.slots.hash_steps(steps), |place| self.path(place) == steps)
    }
}

/// Equal are states of the same channels, paths and counts, in whatever order they came.
impl PartialEq for Paths {
    fn eq(&self, other: &Self) -> bool {
        let codes: Option<Vec<u32>> = self.channels.names().iter().map(|name| other.channels.get(name)).collect();
        let Some(codes) = codes.filter(|codes| codes.len() == other.channels.names().len()) else { return false };
        let same = |place: usize| {
            let steps: Vec<u32> = self.path(place).iter().filter_map(|&code| codes.get(code as usize).copied()).collect();
            other.place(&steps).is_some_and(|theirs| {
                self.counts(place) == other.counts(theirs) && self.values.get(place) == other.values.get(theirs)
            })
        };
        self.spec == other.spec && self.len() == other.len() && (0..self.len()).all(same)
    }
}

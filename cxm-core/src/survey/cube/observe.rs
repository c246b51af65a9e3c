use super::pass::{Counted, Pass, too_many_groups};
use super::state::{CubeSpec, TallyCube};
use crate::columns::{BLOCK, Encoder, Frame, Invalid, Key, Narrower, PeriodEncoder, Reading};
use crate::error::{Code, Result};
use crate::parallel;
use crate::state::Grouped;
use crate::stats::{Answers, Tally, refuse_invalid};
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// A frame, and which of its columns hold what.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FrameAnswers<'f> {
    /// The columns.
    pub frame: &'f Frame<'f>,
    /// The column of answers.
    pub value: Cow<'f, str>,
    /// The column of times.
    pub time: Option<Cow<'f, str>>,
    /// The column of survey weights.
    pub weights: Option<Cow<'f, str>>,
    /// The column of how many answers each row stands for.
    pub counts: Option<Cow<'f, str>>,
    /// What messages call a value: the metric's name.
    pub what: Cow<'f, str>,
    /// The most groups, or groups times periods.
    pub max_groups: usize,
}

/// 2^20 groups, each with a tally of some hundred bytes.
pub(super) const MAX_GROUPS: usize = 1 << 20;

impl<'f> FrameAnswers<'f> {
    /// The answers in the column `value`.
    #[must_use]
    pub fn new(frame: &'f Frame<'f>, value: impl Into<Cow<'f, str>>) -> Self {
        Self { frame, value: value.into(), time: None, weights: None, counts: None, what: "value".into(), max_groups: MAX_GROUPS }
    }

    /// With times.
    #[must_use]
    pub fn time(mut self, column: impl Into<Cow<'f, str>>) -> Self {
        self.time = Some(column.into());
        self
    }

    /// With weights.
    #[must_use]
    pub fn weights(mut self, column: impl Into<Cow<'f, str>>) -> Self {
        self.weights = Some(column.into());
        self
    }

    /// With counts.
    #[must_use]
    pub fn counts(mut self, column: impl Into<Cow<'f, str>>) -> Self {
        self.counts = Some(column.into());
        self
    }

    /// The first row whose time lies in the period that begins on `start`.
    pub(super) fn first_row_of(&self, spec: &CubeSpec, start: i32) -> Option<u64> {
        let name = self.time.as_deref()?;
        let mut encoder = PeriodEncoder::new(name, spec.every?, spec.zone);
        let mut codes = Vec::new();
        let mut row = 0;
        for chunk in self.frame.column(name).ok()?.chunks() {
            codes.resize(chunk.len(), 0);
            encoder.encode(chunk, 0..chunk.len(), row, &mut codes).ok()?;
            let is_there = |code: &u32| encoder.starts().get(*code as usize) == Some(&Some(start));
            if let Some(place) = codes.iter().position(is_there) {
                return Some(row + place as u64);
            }
            row += chunk.len() as u64;
        }
        None
    }

    pub(super) fn answers(&self) -> Result<Answers<'f>> {
        let column = |name: &Option<Cow<'f, str>>| name.as_ref().map(|name| self.frame.column(name).cloned()).transpose();
        let mut answers = Answers::new(self.frame.column(&self.value)?.clone());
        answers.what.clone_from(&self.what);
        answers.weights = column(&self.weights)?;
        answers.counts = column(&self.counts)?;
        Ok(answers)
    }
}

/// Where each key was first seen, and how the groups of each column are ordered: the encoders of each part of the rows, from the first part to the last.
#[derive(Debug, Clone)]
pub struct Seen(Vec<Vec<Encoder>>);

impl Seen {
    pub(super) fn new(encoders: Vec<Encoder>) -> Self {
        Self(vec![encoders])
    }

    /// Beside what was seen in the rows after these.
    pub(super) fn then(mut self, later: Self) -> Self {
        self.0.extend(later.0);
        self
    }

    fn column(&self, column: usize) -> impl Iterator<Item = &Encoder> {
        self.0.iter().filter_map(move |part| part.get(column))
    }

    /// The row in which a key of the `column`-th group column was first seen.
    #[must_use]
    pub fn first_row(&self, column: usize, key: &Key) -> Option<u64> {
        self.column(column).find_map(|encoder| encoder.first_row(key))
    }

    /// Whether the categories of a column give its groups an order.
    pub(super) fn has_order(&self, column: usize) -> bool {
        self.column(column).any(Encoder::has_order)
    }

    /// The categories of a column in order, if they give its groups one.
    fn categories(&self, column: usize) -> Vec<&Key> {
        let mut known = HashSet::new();
        self.column(column).flat_map(Encoder::categories).filter(|key| known.insert(*key)).collect()
    }

    /// Where a key stands among the categories of its column.
    #[must_use]
    pub fn rank(&self, column: usize, key: &Key) -> Option<usize> {
        let mut before = 0;
        self.column(column).find_map(|encoder| {
            let rank = encoder.rank(key).map(|rank| before + rank);
            before += encoder.n_categories();
            rank
        })
    }
}

/// Fewer rows are not worth a thread of their own.
const ROWS_A_THREAD: usize = 1 << 20;

impl TallyCube {
    /// Takes in the rows of a frame: all of them or none. With feature `parallel` long frames are read by several threads; the result is the same.
    ///
    /// # Errors
    /// `unknown_column`; `invalid_option` when a cube with periods gets no time; as [`Tally::read`]; `invalid_time`; `too_many_groups`.
    pub fn observe(&mut self, input: &FrameAnswers<'_>, reading: &Reading) -> Result<Seen> {
        let seen = self.count(input, reading)?;
        for (column, order) in self.orders.iter_mut().enumerate() {
            order.join(seen.categories(column).into_iter());
        }
        self.max_groups = self.max_groups.max(input.max_groups);
        Ok(seen)
    }

    /// As `observe`, without noting how groups are shown.
    pub(in crate::survey) fn count(&mut self, input: &FrameAnswers<'_>, reading: &Reading) -> Result<Seen> {
        let rows = input.answers()?.rows()?;
        let parts = parallel::parts(rows, ROWS_A_THREAD, BLOCK);
        let several = parts.len() > 1;
        let mut observed = self.observe_parts(parts, input, reading);
        if several && matches!(&observed, Err(error) if error.code() == Code::TooManyGroups) {
            observed = self.observe_parts(std::iter::once(0..rows).collect(), input, reading); // for the first row too many in the order of the rows
        }
        let Some((fresh, seen, n_invalid)) = observed? else { return Ok(Seen(Vec::new())) };
        if reading.invalid == Invalid::Error && n_invalid > 0 {
            return Err(refuse_invalid(&input.answers()?, &Narrower::new(self.spec.tally.scale.grid, reading)?));
        }
        if self.groups.is_empty() {
            self.groups = fresh; // merging with nothing
        } else {
            self.groups.merge(&fresh)?;
        }
        Ok(seen)
    }

    fn observe_parts(&self, parts: Vec<Range<usize>>, input: &FrameAnswers<'_>, reading: &Reading) -> Result<Option<Observed>> {
        let count = |rows: Range<usize>| {
            let mut pass = Pass::new(&self.spec, input, reading, rows.start)?;
            pass.run(rows)?;
            Ok(vec![pass.counted()])
        };
        let mut counted: Vec<Counted> = Vec::new();
        for next in parallel::collect(parts, count)? {
            let rest = match counted.last_mut() {
                Some(last) => last.add(next)?,
                None => Some(next),
            };
            counted.extend(rest);
        }
        let join = |(groups, seen, n_invalid): Observed, (more, later, invalid): Observed| {
            let groups: Grouped<Tally> = groups.join(more)?;
            if groups.len() > input.max_groups {
                return Err(too_many_groups(input.max_groups));
            }
            Ok((groups, seen.then(later), n_invalid + invalid))
        };
        let mut observed = counted.into_iter().map(|part| Ok(part.into_groups(&self.groups)));
        observed.by_ref().next().map(|first| observed.fold(first, |so_far, next| join(so_far?, next?))).transpose()
    }
}

/// Groups, where they were seen, and how many values were off the scale.
type Observed = (Grouped<Tally>, Seen, u64);

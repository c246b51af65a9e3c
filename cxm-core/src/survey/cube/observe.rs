use super::state::{CubeSpec, TallyCube};
use crate::columns::{ColumnView, Cross, Cursor, Encoder, Frame, GroupCodes, Invalid, Key, Narrower, PeriodEncoder, Reading};
use crate::error::{Code, Error, Result};
use crate::state::{Grouped, Scatter};
use crate::stats::{Answers, Tally, for_each_block, refuse_invalid};
use std::borrow::Cow;

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

    fn answers(&self) -> Result<Answers<'f>> {
        let column = |name: &Option<Cow<'f, str>>| name.as_ref().map(|name| self.frame.column(name).cloned()).transpose();
        let mut answers = Answers::new(self.frame.column(&self.value)?.clone());
        answers.what.clone_from(&self.what);
        answers.weights = column(&self.weights)?;
        answers.counts = column(&self.counts)?;
        Ok(answers)
    }
}

/// Where each key was first seen, and how the groups of each column are ordered.
#[derive(Debug, Clone)]
pub struct Seen(Vec<Encoder>);

impl Seen {
    /// The row in which a key of the `column`-th group column was first seen.
    #[must_use]
    pub fn first_row(&self, column: usize, key: &Key) -> Option<u64> {
        self.0.get(column)?.first_row(key)
    }

    /// Whether the categories of a column give its groups an order.
    pub(super) fn has_order(&self, column: usize) -> bool {
        self.0.get(column).is_some_and(Encoder::has_order)
    }

    /// The categories of a column in order, if they give its groups one.
    fn categories(&self, column: usize) -> Vec<&Key> {
        self.0.get(column).map(Encoder::categories).unwrap_or_default()
    }

    /// Where a key stands among the categories of its column.
    #[must_use]
    pub fn rank(&self, column: usize, key: &Key) -> Option<usize> {
        self.0.get(column)?.rank(key)
    }
}

impl TallyCube {
    /// Takes in the rows of a frame: all of them or none.
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
        let mut pass = Pass::new(&self.spec, input, reading)?;
        pass.run()?;
        let (fresh, seen) = pass.into_groups(&self.groups);
        if self.groups.is_empty() {
            self.groups = fresh; // merging with nothing
        } else {
            self.groups.merge(&fresh)?;
        }
        Ok(seen)
    }
}

/// One pass over a frame.
struct Pass<'p> {
    answers: Answers<'p>,
    narrower: Narrower,
    keys: Vec<(Cursor<'p, 'p>, Encoder)>,
    time: Option<(Cursor<'p, 'p>, PeriodEncoder)>,
    crosses: Vec<Cross>,
    table: <Tally as Scatter>::Table,
    groups: usize,
    max_groups: usize,
}

impl<'p> Pass<'p> {
    fn new(spec: &CubeSpec, input: &FrameAnswers<'p>, reading: &Reading) -> Result<Self> {
        let answers = input.answers()?;
        if answers.weights.is_some() != spec.tally.weighted {
            let message = format!(
                "the cube is {}weighted; weights must be given {}",
                if spec.tally.weighted { "" } else { "un" },
                if spec.tally.weighted { "with each frame" } else { "to a cube made with weighted=true" }
            );
            return Err(Error::new(Code::DefinitionMismatch, message).with_field("weights"));
        }
        let column = |name: &str| -> Result<&'p ColumnView<'p>> { input.frame.column(name) };
        let mut keys = Vec::with_capacity(spec.by.len());
        for name in &spec.by {
            let column = column(name)?;
            keys.push((Cursor::new(column), Encoder::new(name, input.max_groups, column.order())));
        }
        let time = match (spec.every, &input.time) {
            (None, _) => None,
            (Some(every), Some(name)) => Some((Cursor::new(column(name)?), PeriodEncoder::new(name, every, spec.zone))),
            (Some(every), None) => {
                return Err(Error::option("time", format!("the column of times, for periods of a {}", every.name()), "nothing"));
            }
        };
        let narrower = Narrower::new(spec.tally.scale.grid, reading)?;
        let crosses = vec![Cross::default(); (keys.len() + usize::from(time.is_some())).saturating_sub(1)];
        let table = Tally::table(&spec.tally);
        Ok(Self { answers, narrower, keys, time, crosses, table, groups: 0, max_groups: input.max_groups })
    }

    fn run(&mut self) -> Result<()> {
        let Self { answers, narrower, keys, time, crosses, table, groups, max_groups } = self;
        let (mut codes, mut next) = (Vec::new(), Vec::new());
        let rows = answers.rows()?;
        let is_alone = keys.len() == 1 && time.is_none();
        for_each_block(answers, narrower, 0..rows, |rows, block| {
            let (start, len) = (rows.start, rows.len());
            codes.resize(len, 0);
            next.resize(len, 0);
            let mut borrowed = None;
            let (mut distinct, mut crosses) = (0, crosses.iter_mut());
            for (cursor, encoder) in keys.iter_mut() {
                // The first column's codes are the groups, as long as none is crossed with them.
                let side = if distinct == 0 { &mut codes } else { &mut next };
                let mut result = Ok(());
                cursor.next_block(len, |index, chunk, rows, at| {
                    let row = (start + at.start) as u64;
                    if result.is_ok() && is_alone && at.len() == len {
                        result = encoder.indices_as_codes(index, chunk, rows.clone(), row).map(|indices| borrowed = indices);
                    }
                    if result.is_ok() && borrowed.is_none() {
                        result = encoder.encode(index, chunk, rows, row, &mut side[at]); // `at` lies within the block
                    }
                });
                result?;
                distinct = cross(&mut crosses, &mut codes, distinct, &next, encoder.len());
            }
            if let Some((cursor, encoder)) = time {
                let side = if distinct == 0 { &mut codes } else { &mut next };
                let mut result = Ok(());
                cursor.next_block(len, |_, chunk, rows, at| {
                    if result.is_ok() {
                        let row = (start + at.start) as u64;
                        result = encoder.encode(chunk, rows, row, &mut side[at]);
                    }
                });
                result?;
                distinct = cross(&mut crosses, &mut codes, distinct, &next, encoder.starts().len());
            }
            *groups = distinct.max(1);
            if *groups > *max_groups {
                return Err(Error::new(Code::TooManyGroups, format!("there are more than {max_groups} groups (max_groups)")));
            }
            Tally::scatter(table, *groups, borrowed.unwrap_or(GroupCodes::Longs(&codes)), block.ticks())
        })?;
        if narrower.invalid() == Invalid::Error && table.n_invalid() > 0 {
            return Err(refuse_invalid(answers, narrower));
        }
        Ok(())
    }

    fn into_groups(self, like: &Grouped<Tally>) -> (Grouped<Tally>, Seen) {
        let periods = self.time.as_ref().map(|(_, encoder)| encoder.starts());
        let mut parts = Vec::with_capacity(self.crosses.len() + 1);
        let groups = (0..self.groups).map(|group| {
            // Unfold the pairs from the last cross to the first.
            let mut code = group;
            parts.clear();
            for cross in self.crosses.iter().rev() {
                let (first, second) = cross.pairs()[code]; // codes count the pairs
                parts.push(second as usize);
                code = first as usize;
            }
            parts.push(code);
            parts.reverse();
            let mut key = Vec::with_capacity(parts.len());
            for (&part, (_, encoder)) in parts.iter().zip(&self.keys) {
                key.push(encoder.keys()[part].clone()); // codes count the keys
            }
            if let (Some(starts), Some(&part)) = (periods, parts.last()) {
                key.push(starts.get(part).copied().flatten().map_or(Key::Null, Key::Date));
            }
            (key, Tally::row(&self.table, group))
        });
        let fresh = Grouped::of_distinct(like.spec().clone(), like.names().to_vec(), groups);
        (fresh, Seen(self.keys.into_iter().map(|(_, encoder)| encoder).collect()))
    }
}

/// Crosses the groups so far with another side; the first side is the groups itself. Gives how many groups there are now.
fn cross<'c>(
    crosses: &mut impl Iterator<Item = &'c mut Cross>,
    codes: &mut [u32],
    distinct: usize,
    next: &[u32],
    sides: usize,
) -> usize {
    if distinct == 0 {
        return sides;
    }
    crosses.next().map_or(distinct, |cross| {
        cross.combine(codes, distinct, next, sides);
        cross.len()
    })
}

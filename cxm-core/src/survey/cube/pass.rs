//! One pass over rows of a frame: from keys, times and answers to a table of tallies.

use super::observe::{FrameAnswers, Seen};
use super::state::CubeSpec;
use crate::columns::{ColumnView, Cross, Cursor, Encoder, GroupCodes, Key, Narrower, PeriodEncoder, Reading};
use crate::error::{Code, Error, Result};
use crate::state::{Grouped, Scatter};
use crate::stats::{Answers, Tally, TallyTable, for_each_block};
use std::ops::Range;

/// One pass over rows of a frame.
pub(super) struct Pass<'p> {
    answers: Answers<'p>,
    narrower: Narrower,
    keys: Vec<(Cursor<'p, 'p>, Encoder)>,
    time: Option<(Cursor<'p, 'p>, PeriodEncoder)>,
    crosses: Vec<Cross>,
    table: TallyTable,
    groups: usize,
    max_groups: usize,
}

impl<'p> Pass<'p> {
    /// A pass from the row `start`.
    pub fn new(spec: &CubeSpec, input: &FrameAnswers<'p>, reading: &Reading, start: usize) -> Result<Self> {
        let answers = input.answers()?;
        if answers.weights.is_some() != spec.tally.weighted {
            let message = format!(
                "the cube is {}weighted; weights must be given {}",
                if spec.tally.weighted { "" } else { "un" },
                if spec.tally.weighted { "with each frame" } else { "to a cube that is weighted" }
            );
            return Err(Error::new(Code::DefinitionMismatch, message).with_field("weights"));
        }
        let column = |name: &str| -> Result<&'p ColumnView<'p>> { input.frame.column(name) };
        let mut keys = Vec::with_capacity(spec.by.len());
        for name in &spec.by {
            let column = column(name)?;
            keys.push((Cursor::at(column, start), Encoder::new(name, input.max_groups, column.order())));
        }
        let time = match (spec.every, &input.time) {
            (None, _) => None,
            (Some(every), Some(name)) => Some((Cursor::at(column(name)?, start), PeriodEncoder::new(name, every, spec.zone))),
            (Some(every), None) => {
                return Err(Error::option("time", format!("the column of times, for periods of a {}", every.name()), "nothing"));
            }
        };
        let narrower = Narrower::new(spec.tally.scale.grid, reading)?;
        let crosses = vec![Cross::default(); (keys.len() + usize::from(time.is_some())).saturating_sub(1)];
        let table = Tally::table(&spec.tally);
        Ok(Self { answers, narrower, keys, time, crosses, table, groups: 0, max_groups: input.max_groups })
    }

    pub fn run(&mut self, rows: Range<usize>) -> Result<()> {
        let Self { answers, narrower, keys, time, crosses, table, groups, max_groups } = self;
        let (mut codes, mut next) = (Vec::new(), Vec::new());
        let is_alone = keys.len() == 1 && time.is_none();
        for_each_block(answers, narrower, rows, |rows, block| {
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
                        result = encoder.as_they_stand(index, chunk, rows.clone(), row).map(|indices| borrowed = indices);
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
            if !is_alone && *groups > *max_groups {
                // one column alone counts its own
                return Err(too_many_groups(*max_groups));
            }
            Tally::scatter(table, *groups, borrowed.unwrap_or(GroupCodes::Longs(&codes)), block.ticks())
        })
    }

    /// What the rows came to.
    pub fn counted(self) -> Counted {
        let keys = self.keys.into_iter().map(|(_, encoder)| encoder).collect();
        let time = self.time.map(|(_, encoder)| encoder);
        Counted { keys, later: Vec::new(), time, crosses: self.crosses, table: self.table, groups: self.groups }
    }
}

/// What one pass counted, or several whose codes stand for the same groups.
pub(super) struct Counted {
    keys: Vec<Encoder>,
    /// The encoders of the rows after these.
    later: Vec<Vec<Encoder>>,
    time: Option<PeriodEncoder>,
    crosses: Vec<Cross>,
    table: TallyTable,
    groups: usize,
}

impl Counted {
    /// Adds what the next rows came to, if their codes stand for the same groups, as those of categories do; else gives it back.
    ///
    /// # Errors
    /// `count_overflow`.
    pub fn add(&mut self, next: Self) -> Result<Option<Self>> {
        let alike = match (self.keys.as_slice(), next.keys.as_slice()) {
            ([own], [other]) => self.time.is_none() && own.keys() == other.keys(),
            _ => false,
        };
        if !alike {
            return Ok(Some(next));
        }
        self.table.merge(next.table)?;
        self.groups = self.groups.max(next.groups);
        self.later.push(next.keys);
        self.later.extend(next.later);
        Ok(None)
    }

    /// The groups, where their keys were seen, and how many values were off the scale.
    pub fn into_groups(self, like: &Grouped<Tally>) -> (Grouped<Tally>, Seen, u64) {
        let periods = self.time.as_ref().map(PeriodEncoder::starts);
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
            for (&part, encoder) in parts.iter().zip(&self.keys) {
                key.push(encoder.keys()[part].clone()); // codes count the keys
            }
            if let (Some(starts), Some(&part)) = (periods, parts.last()) {
                key.push(starts.get(part).copied().flatten().map_or(Key::Null, Key::Date));
            }
            (key, Tally::row(&self.table, group))
        });
        let fresh = Grouped::of_distinct(like.spec().clone(), like.names().to_vec(), groups);
        let seen = self.later.into_iter().fold(Seen::new(self.keys), |seen, later| seen.then(Seen::new(later)));
        (fresh, seen, self.table.n_invalid())
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

pub(super) fn too_many_groups(max_groups: usize) -> Error {
    Error::new(Code::TooManyGroups, format!("there are more than {max_groups} groups (max_groups)"))
}

//! The codes of whole numbers, the commonest keys beside text: small ones have a place in a table that grows with the keys.

use super::dictionary::{GroupCodes, NONE, Small};
use super::encode::{SHORT, UNSEEN, unsee_nulls};
use super::key_table::Words;
use super::{Chunk, ColumnView, Encoder, Indices, Key, Values};
use crate::error::Result;
use std::ops::Range;

/// Whole numbers below this, and below so many times the number of keys, have a place in a table.
const SMALL: usize = 4096;
const SMALL_A_KEY: usize = 8;

impl Encoder {
    /// Makes room for a column of whole numbers that are smaller than it is long: each has a place in the table at once, which is otherwise made larger as they come.
    pub fn expect(&mut self, column: &ColumnView<'_>) {
        let most = |chunk: &Chunk<'_>| match &chunk.values {
            Values::I32(values) => Some(Small::most(values)),
            Values::I64(values) => Some(Small::most(values)),
            Values::U32(values) => Some(Small::most(values)),
            Values::U64(values) => Some(Small::most(values)),
            _ => None,
        };
        let most = column.chunks().iter().map(most).try_fold(0, |most, own| Some(own?.max(most)));
        if let Some(most) = most.filter(|&most| most < column.len() && self.small.len() <= most) {
            self.small.resize(most + 1, NONE);
        }
    }

    /// The codes of cells of any kind but texts and dictionaries.
    pub(super) fn cell_codes(&mut self, chunk: &Chunk<'_>, rows: Range<usize>, first_row: u64, out: &mut [u32]) -> Result<()> {
        let at = (rows.start, first_row);
        match &chunk.values {
            Values::I8(values) => self.number_codes(values.get(rows), chunk, at, out),
            Values::I16(values) => self.number_codes(values.get(rows), chunk, at, out),
            Values::I32(values) => self.number_codes(values.get(rows), chunk, at, out),
            Values::I64(values) => self.number_codes(values.get(rows), chunk, at, out),
            Values::U8(values) => self.number_codes(values.get(rows), chunk, at, out),
            Values::U16(values) => self.number_codes(values.get(rows), chunk, at, out),
            Values::U32(values) => self.number_codes(values.get(rows), chunk, at, out),
            Values::U64(values) => self.number_codes(values.get(rows), chunk, at, out),
            _ => out.iter_mut().zip(rows).zip(first_row..).try_for_each(|((slot, row), number)| {
                *slot = self.code(&chunk.cell(row), number)?;
                Ok(())
            }),
        }
    }

    /// The codes of whole numbers: first, without a branch, of those that were seen before and are small.
    fn number_codes<T: Small>(
        &mut self,
        values: Option<&[T]>,
        chunk: &Chunk<'_>,
        (from, first_row): (usize, u64),
        out: &mut [u32],
    ) -> Result<()> {
        let values = values.unwrap_or(&[]);
        for (slot, &value) in out.iter_mut().zip(values) {
            *slot = self.small.get(value.place()).copied().unwrap_or(NONE);
        }
        unsee_nulls(out, chunk.validity, from);
        if !out.contains(&NONE) {
            return Ok(());
        }
        for ((offset, slot), &value) in out.iter_mut().enumerate().zip(values).filter(|((_, slot), _)| **slot == NONE) {
            let (row, number) = (from + offset, first_row + offset as u64);
            *slot = match value.whole().filter(|_| chunk.validity.is_none_or(|bits| bits.get(row))) {
                Some(value) => self.whole(value, number)?,
                None => self.code(&chunk.cell(row), number)?, // null, or past the largest `i64`
            };
        }
        Ok(())
    }

    /// Small whole numbers as their own codes: those of the first rows, and all below them, get them before any other key has one.
    pub(super) fn whole_codes<'a>(&mut self, values: Indices<'a>, rows: Range<usize>) -> Result<Option<GroupCodes<'a>>> {
        if self.is_empty() {
            let most = rows.clone().filter_map(|row| values.get(row)).max().filter(|&most| most < SHORT);
            for value in 0..most.map_or(0, |most| most + 1) {
                self.whole(i64::try_from(value).unwrap_or(0), UNSEEN)?; // at most SHORT
                self.own_codes += 1;
            }
        }
        Ok(GroupCodes::of_indices(values, rows, self.own_codes))
    }

    pub(super) fn find_whole(&self, value: i64) -> Option<u32> {
        let small = usize::try_from(value).ok().and_then(|index| self.small.get(index));
        small.copied().filter(|&code| code != NONE).or_else(|| self.table.find(Words::whole(value), |_| false))
    }

    pub(super) fn whole(&mut self, value: i64, row: u64) -> Result<u32> {
        let found = self.find_whole(value);
        let code = if let Some(code) = found { code } else { self.add(Key::Int(value), row)? };
        let places = SMALL.max(SMALL_A_KEY.saturating_mul(self.keys.len())).max(self.small.len());
        match usize::try_from(value).ok().filter(|&index| index < places) {
            Some(index) => {
                if index >= self.small.len() {
                    self.small.resize((index + 1).next_power_of_two().clamp(SMALL, places), NONE);
                }
                self.small[index] = code; // just made as long
            }
            None if found.is_none() => self.table.add(Words::whole(value), code),
            None => {}
        }
        Ok(code)
    }
}

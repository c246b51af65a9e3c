//! From key columns to dense group codes.

use super::dictionary::{Dictionary, GroupCodes, NONE, set_of};
use super::key_table::{KeyTable, Words};
use super::{Bits, Cell, Chunk, Indices, Key, Texts, Values};
use crate::error::{Code, Error, Result};
use std::collections::HashMap;
use std::ops::Range;

/// In which order the groups of a column are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyOrder {
    /// By value; text by its UTF-8 bytes.
    #[default]
    ByValue,
    /// As the categories of a dictionary column stand.
    ByCategory,
}

/// Gives each distinct value of a column a number, in order of first sight.
#[derive(Debug, Clone)]
pub struct Encoder {
    name: String,
    max_groups: usize,
    pub(super) keys: Vec<Key>,
    first_rows: Vec<u64>,
    /// Texts and whole numbers.
    pub(super) table: KeyTable,
    /// Keys of the other kinds.
    codes: HashMap<Key, u32>,
    null: Option<u32>,
    /// Codes of small whole numbers, the commonest keys beside text: a table that grows with the keys.
    pub(super) small: Vec<u32>,
    /// The dictionary of the current chunk.
    dictionary: Option<Dictionary>,
    /// How many keys have a code and were not seen in a row yet.
    unseen: usize,
    /// How many whole numbers from 0 on are their own codes.
    pub(super) own_codes: usize,
    categories: HashMap<Key, usize>,
    order: KeyOrder,
}

/// The row of a key that no row has had yet.
pub(super) const UNSEEN: u64 = u64::MAX;
/// Dictionaries of at most so many entries give all of them codes at once.
pub(super) const SHORT: usize = 1024;

impl Encoder {
    /// An encoder for the column `name`; more than `max_groups` distinct values are an error.
    #[must_use]
    pub fn new(name: &str, max_groups: usize, order: KeyOrder) -> Self {
        Self {
            name: name.to_owned(),
            max_groups,
            keys: Vec::new(),
            first_rows: Vec::new(),
            table: KeyTable::new(),
            codes: HashMap::new(),
            null: None,
            small: Vec::new(),
            dictionary: None,
            unseen: 0,
            own_codes: 0,
            categories: HashMap::new(),
            order,
        }
    }

    /// How many distinct values were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether none was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether each of them is that of some row.
    #[must_use]
    pub fn has_seen_all(&self) -> bool {
        self.unseen == 0
    }

    /// The distinct values by code.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The distinct values by code, with nothing else.
    #[must_use]
    pub fn into_keys(self) -> Vec<Key> {
        self.keys
    }

    /// The distinct values by code, each with the row in which it was first seen.
    pub(crate) fn into_keys_and_rows(self) -> impl Iterator<Item = (Key, Option<u64>)> {
        self.keys.into_iter().zip(self.first_rows).map(|(key, row)| (key, (row != UNSEEN).then_some(row)))
    }

    /// The row in which a key was first seen.
    #[must_use]
    pub fn first_row(&self, key: &Key) -> Option<u64> {
        let code = match key {
            Key::Text(text) => self.find_text(self.table.text(text.as_bytes()), text.as_bytes()),
            Key::Int(value) => self.find_whole(*value),
            Key::Null => self.null,
            other => self.codes.get(other).copied(),
        };
        code.and_then(|code| self.first_rows.get(code as usize).copied()).filter(|&row| row != UNSEEN)
    }

    /// Whether categories give the keys an order.
    #[must_use]
    pub fn has_order(&self) -> bool {
        self.n_categories() > 0
    }

    /// How many categories there are.
    #[must_use]
    pub fn n_categories(&self) -> usize {
        self.categories.len()
    }

    /// The categories in order, where they give the keys one.
    #[must_use]
    pub fn categories(&self) -> Vec<&Key> {
        let mut categories: Vec<_> = self.categories.iter().collect();
        categories.sort_unstable_by_key(|(_, place)| **place);
        categories.into_iter().map(|(key, _)| key).collect()
    }

    /// Where a key stands among the categories; `None` sorts by value, after them.
    #[must_use]
    pub fn rank(&self, key: &Key) -> Option<usize> {
        if self.order == KeyOrder::ByCategory { self.categories.get(key).copied() } else { None }
    }

    /// Writes the codes of `rows` of chunk number `chunk_index`; `first_row` is the number of the first of them in the whole input.
    ///
    /// # Errors
    /// `too_many_groups`; `invalid_option` for values that can be no key.
    pub fn encode(
        &mut self,
        chunk_index: usize,
        chunk: &Chunk<'_>,
        rows: Range<usize>,
        first_row: u64,
        out: &mut [u32],
    ) -> Result<()> {
        let from = rows.start;
        match &chunk.values {
            Values::Dictionary(indices, entries) => {
                self.dictionary_codes(chunk_index, (*indices, entries), chunk.validity, from, first_row, out)?;
            }
            Values::Text(texts) => self.text_codes(texts, chunk.validity, from, first_row, out)?,
            _ => self.cell_codes(chunk, rows, first_row, out)?,
        }
        self.note_first_rows(out, first_row)
    }

    fn dictionary_codes(
        &mut self,
        chunk_index: usize,
        (indices, entries): (Indices<'_>, &Chunk<'_>),
        validity: Option<Bits<'_>>,
        from: usize,
        first_row: u64,
        out: &mut [u32],
    ) -> Result<()> {
        let mut dictionary = self.take_dictionary(chunk_index, entries)?;
        // The entries that have codes, without a branch; then the others, in order.
        match indices {
            Indices::I8(v) => dictionary.gather(v, from, out),
            Indices::I16(v) => dictionary.gather(v, from, out),
            Indices::I32(v) => dictionary.gather(v, from, out),
            Indices::I64(v) => dictionary.gather(v, from, out),
            Indices::U8(v) => dictionary.gather(v, from, out),
            Indices::U16(v) => dictionary.gather(v, from, out),
            Indices::U32(v) => dictionary.gather(v, from, out),
            Indices::U64(v) => dictionary.gather(v, from, out),
        }
        unsee_nulls(out, validity, from);
        if out.contains(&NONE) {
            for (offset, slot) in out.iter_mut().enumerate().filter(|(_, slot)| **slot == NONE) {
                let (row, number) = (from + offset, first_row + offset as u64);
                let valid = validity.is_none_or(|bits| bits.get(row));
                *slot = match indices.get(row).and_then(|index| Some((index, dictionary.codes.get_mut(index)?))) {
                    Some((index, code)) if valid => {
                        if *code == NONE {
                            *code = self.code(&entries.cell(index), number)?;
                        }
                        *code
                    }
                    _ => self.code(&Cell::Null, number)?,
                };
            }
        }
        self.dictionary = Some(dictionary);
        Ok(())
    }

    /// The codes of `rows` as they stand in the column: a dictionary's own indices, or small whole numbers, where those are the codes and no row
    /// is null.
    ///
    /// # Errors
    /// As [`Encoder::encode`].
    pub fn as_they_stand<'a>(
        &mut self,
        chunk_index: usize,
        chunk: &Chunk<'a>,
        rows: Range<usize>,
        first_row: u64,
    ) -> Result<Option<GroupCodes<'a>>> {
        if chunk.validity.is_some() {
            return Ok(None);
        }
        let codes = match &chunk.values {
            Values::Dictionary(indices, entries) => {
                let dictionary = self.take_dictionary(chunk_index, entries)?;
                let below = if dictionary.are_indices { entries.len() } else { 0 };
                self.dictionary = Some(dictionary);
                GroupCodes::of_indices(*indices, rows, below)
            }
            Values::U8(v) => self.whole_codes(Indices::U8(v), rows)?,
            Values::U16(v) => self.whole_codes(Indices::U16(v), rows)?,
            Values::U32(v) => self.whole_codes(Indices::U32(v), rows)?,
            _ => None,
        };
        match codes {
            Some(GroupCodes::Bytes(codes)) => self.note_first_rows(codes, first_row)?,
            Some(GroupCodes::Words(codes)) => self.note_first_rows(codes, first_row)?,
            Some(GroupCodes::Longs(codes)) => self.note_first_rows(codes, first_row)?,
            None => {}
        }
        Ok(codes)
    }

    /// The dictionary of a chunk as far as it is read. A short one gives its entries codes at once, in its own order, so that mostly its indices
    /// are the codes.
    fn take_dictionary(&mut self, chunk: usize, entries: &Chunk<'_>) -> Result<Dictionary> {
        if let Some(dictionary) = self.dictionary.take().filter(|dictionary| dictionary.chunk == chunk) {
            return Ok(dictionary);
        }
        if self.order == KeyOrder::ByCategory {
            self.note_categories(entries)?;
        }
        let mut codes = vec![NONE; entries.len()];
        if matches!(entries.values, Values::Text(_)) && entries.len() <= SHORT {
            for (index, code) in codes.iter_mut().enumerate() {
                *code = self.code(&entries.cell(index), UNSEEN)?;
            }
        }
        let are_indices = codes.iter().zip(0..).all(|(&code, index)| code == index);
        Ok(Dictionary { chunk, codes, are_indices })
    }

    /// Notes where keys that had a code before are seen for the first time.
    fn note_first_rows<C: Copy + Into<u32>>(&mut self, codes: &[C], first_row: u64) -> Result<()> {
        if self.unseen == 0 || (self.len() <= 64 && set_of(codes) & self.set_of_unseen() == 0) {
            return Ok(());
        }
        for (&code, row) in codes.iter().zip(first_row..) {
            let code: u32 = code.into();
            if let Some(first) = self.first_rows.get_mut(code as usize).filter(|first| **first == UNSEEN) {
                *first = row;
                self.unseen -= 1;
                if self.keys.len() - self.unseen > self.max_groups {
                    return Err(self.too_many(row));
                }
            }
        }
        Ok(())
    }

    /// The codes not seen yet, as bits; of at most 64 codes.
    fn set_of_unseen(&self) -> u64 {
        self.first_rows.iter().zip(0..64).filter(|(row, _)| **row == UNSEEN).fold(0, |set, (_, code)| set | 1 << code)
    }

    fn text_codes(
        &mut self,
        texts: &Texts<'_>,
        validity: Option<Bits<'_>>,
        from: usize,
        first_row: u64,
        out: &mut [u32],
    ) -> Result<()> {
        self.table.probe_texts(texts, from, out);
        unsee_nulls(out, validity, from);
        for (offset, slot) in out.iter_mut().enumerate().filter(|(_, slot)| **slot == NONE) {
            let (row, number) = (from + offset, first_row + offset as u64);
            if validity.is_some_and(|bits| !bits.get(row)) {
                *slot = self.code(&Cell::Null, number)?;
                continue;
            }
            let words = self.table.text_at(texts, row);
            *slot = match self.table.find(words, |code| self.is_text(code, texts.bytes(row))) {
                Some(code) => code,
                None => self.new_text(texts.bytes(row), number)?,
            };
        }
        Ok(())
    }

    fn is_text(&self, code: u32, bytes: &[u8]) -> bool {
        matches!(self.keys.get(code as usize), Some(Key::Text(text)) if text.as_bytes() == bytes)
    }

    fn find_text(&self, words: Words, bytes: &[u8]) -> Option<u32> {
        self.table.find(words, |code| self.is_text(code, bytes))
    }

    /// The code of bytes that are no key yet, unless they are not UTF-8: then they are what they are shown as.
    #[cold]
    fn new_text(&mut self, bytes: &[u8], row: u64) -> Result<u32> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let words = self.table.text(text.as_bytes());
        if let Some(code) = self.find_text(words, text.as_bytes()) {
            return Ok(code);
        }
        let code = self.add(Key::Text(text), row)?;
        self.table.add(words, code);
        Ok(code)
    }

    fn note_categories(&mut self, entries: &Chunk<'_>) -> Result<()> {
        for index in 0..entries.len() {
            let key = self.key(&entries.cell(index), 0)?;
            let next = self.categories.len();
            self.categories.entry(key).or_insert(next);
        }
        Ok(())
    }

    pub(super) fn code(&mut self, cell: &Cell<'_>, row: u64) -> Result<u32> {
        if let Cell::Text(text) = cell {
            return match self.find_text(self.table.text(text.as_bytes()), text.as_bytes()) {
                Some(code) => Ok(code),
                None => self.new_text(text.as_bytes(), row),
            };
        }
        match self.key(cell, row)? {
            Key::Int(value) => self.whole(value, row),
            Key::Null => {
                if let Some(code) = self.null {
                    Ok(code)
                } else {
                    let code = self.add(Key::Null, row)?;
                    self.null = Some(code);
                    Ok(code)
                }
            }
            key => {
                if let Some(&code) = self.codes.get(&key) {
                    Ok(code)
                } else {
                    let code = self.add(key.clone(), row)?;
                    self.codes.insert(key, code);
                    Ok(code)
                }
            }
        }
    }

    pub(super) fn add(&mut self, key: Key, row: u64) -> Result<u32> {
        if row != UNSEEN && self.keys.len() - self.unseen >= self.max_groups {
            return Err(self.too_many(row));
        }
        let code = u32::try_from(self.keys.len()).ok().filter(|&code| code != NONE);
        self.keys.push(key);
        self.first_rows.push(row);
        self.unseen += usize::from(row == UNSEEN);
        code.ok_or_else(|| Error::new(Code::TooManyGroups, "more than 2^32 - 1 distinct values"))
    }

    fn too_many(&self, row: u64) -> Error {
        let message = format!("column {:?} has more than {} distinct values (max_groups)", self.name, self.max_groups);
        Error::new(Code::TooManyGroups, message).with_field(self.name.clone()).with_row(row)
    }

    fn key(&self, cell: &Cell<'_>, row: u64) -> Result<Key> {
        Ok(match cell {
            Cell::Null => Key::Null,
            Cell::Int(value) => Key::Int(*value),
            Cell::Float(value) => Key::of_number(*value),
            Cell::Bool(value) => Key::Bool(*value),
            Cell::Text(text) => Key::Text(text.clone().into_owned()),
            Cell::Time(micros) | Cell::LocalTime(micros) => Key::Time(*micros),
            Cell::Date(day) => Key::Date(*day),
            Cell::List(_) | Cell::Other(_) => {
                let kind = if let Cell::Other(kind) = cell { kind } else { "a list" };
                let expected = "texts, numbers, dates, times, or true and false";
                let message =
                    format!("column {:?} cannot be grouped by: it must hold {expected}, got {kind} (row {row})", self.name);
                let error = Error::new(Code::InvalidOption, message).with_field(self.name.clone()).with_row(row);
                return Err(error.with_expected(expected).with_got(kind));
            }
        })
    }
}

/// Writes [`NONE`] over the codes of nulls.
pub(super) fn unsee_nulls(out: &mut [u32], validity: Option<Bits<'_>>, from: usize) {
    let Some(validity) = validity else { return };
    for (slots, row) in out.chunks_mut(64).zip((from..).step_by(64)) {
        let word = validity.word(row);
        if word != u64::MAX {
            for (place, slot) in slots.iter_mut().enumerate() {
                *slot = if word >> place & 1 == 1 { *slot } else { NONE };
            }
        }
    }
}

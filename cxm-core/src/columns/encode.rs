//! From key columns to dense group codes.

use super::{Cell, Chunk, Indices, Key, Values};
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
    keys: Vec<Key>,
    first_rows: Vec<u64>,
    codes: HashMap<Key, u32>,
    texts: HashMap<Box<str>, u32>,
    /// Codes of whole numbers below 4096, the commonest group keys beside text.
    small: Vec<u32>,
    /// The dictionary of the current chunk: its number, and the code of each entry once it was seen.
    dictionary: Option<(usize, Vec<u32>)>,
    categories: HashMap<Key, usize>,
    order: KeyOrder,
}

/// No code yet.
const NONE: u32 = u32::MAX;
const SMALL: i64 = 4096;

impl Encoder {
    /// An encoder for the column `name`; more than `max_groups` distinct values are an error.
    #[must_use]
    pub fn new(name: &str, max_groups: usize, order: KeyOrder) -> Self {
        Self {
            name: name.to_owned(),
            max_groups,
            keys: Vec::new(),
            first_rows: Vec::new(),
            codes: HashMap::new(),
            texts: HashMap::new(),
            small: Vec::new(),
            dictionary: None,
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

    /// The distinct values by code.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The row in which a key was first seen.
    #[must_use]
    pub fn first_row(&self, key: &Key) -> Option<u64> {
        let code = match key {
            Key::Text(text) => self.texts.get(text.as_str()),
            other => self.codes.get(other),
        };
        code.and_then(|&code| self.first_rows.get(code as usize).copied())
    }

    /// Where a key stands among the categories; `None` sorts by value, after them.
    #[must_use]
    pub fn rank(&self, key: &Key) -> Option<usize> {
        if self.order == KeyOrder::ByCategory { self.categories.get(key).copied() } else { None }
    }

    /// Writes the codes of `rows` of chunk number `chunk_index`; `first_row` is the number of the first of them in the whole input.
    ///
    /// # Errors
    /// `too_many_groups`; `not_a_number` for values that can be no key.
    pub fn encode(
        &mut self,
        chunk_index: usize,
        chunk: &Chunk<'_>,
        rows: Range<usize>,
        first_row: u64,
        out: &mut [u32],
    ) -> Result<()> {
        match (&chunk.values, chunk.validity) {
            (Values::Dictionary(indices, entries), None) => {
                self.dictionary_codes(chunk_index, *indices, entries, rows, first_row, out)
            }
            _ => {
                for ((row, slot), number) in rows.zip(out).zip(first_row..) {
                    *slot = self.code(&chunk.cell(row), number)?;
                }
                Ok(())
            }
        }
    }

    fn dictionary_codes(
        &mut self,
        chunk_index: usize,
        indices: Indices<'_>,
        entries: &Chunk<'_>,
        rows: Range<usize>,
        first_row: u64,
        out: &mut [u32],
    ) -> Result<()> {
        let mut codes = match self.dictionary.take() {
            Some((index, codes)) if index == chunk_index => codes,
            _ => {
                self.note_categories(entries)?;
                vec![NONE; entries.len()]
            }
        };
        for ((row, slot), number) in rows.zip(out).zip(first_row..) {
            *slot = match indices.get(row) {
                Some(index) if index < codes.len() => {
                    if codes[index] == NONE {
                        codes[index] = self.code(&entries.cell(index), number)?;
                    }
                    codes[index]
                }
                _ => self.code(&Cell::Null, number)?,
            };
        }
        self.dictionary = Some((chunk_index, codes));
        Ok(())
    }

    fn note_categories(&mut self, entries: &Chunk<'_>) -> Result<()> {
        if self.order == KeyOrder::ByCategory {
            for index in 0..entries.len() {
                let key = self.key(&entries.cell(index), 0)?;
                let next = self.categories.len();
                self.categories.entry(key).or_insert(next);
            }
        }
        Ok(())
    }

    fn code(&mut self, cell: &Cell<'_>, row: u64) -> Result<u32> {
        match cell {
            Cell::Text(text) => {
                if let Some(&code) = self.texts.get(text.as_ref()) {
                    return Ok(code);
                }
                let code = self.add(Key::Text(text.clone().into_owned()), row)?;
                self.texts.insert(text.as_ref().into(), code);
                Ok(code)
            }
            Cell::Int(value) if (0..SMALL).contains(value) => {
                let index = usize::try_from(*value).unwrap_or(0); // within 0..4096
                if self.small.is_empty() {
                    self.small.resize(usize::try_from(SMALL).unwrap_or(0), NONE);
                }
                if self.small[index] == NONE {
                    self.small[index] = self.code_of_key(Key::Int(*value), row)?;
                }
                Ok(self.small[index])
            }
            other => {
                let key = self.key(other, row)?;
                self.code_of_key(key, row)
            }
        }
    }

    fn code_of_key(&mut self, key: Key, row: u64) -> Result<u32> {
        if let Some(&code) = self.codes.get(&key) {
            return Ok(code);
        }
        let code = self.add(key.clone(), row)?;
        self.codes.insert(key, code);
        Ok(code)
    }

    fn add(&mut self, key: Key, row: u64) -> Result<u32> {
        if self.keys.len() >= self.max_groups {
            let message = format!("column {:?} has more than {} distinct values (max_groups)", self.name, self.max_groups);
            return Err(Error::new(Code::TooManyGroups, message).with_field(self.name.clone()).with_row(row));
        }
        let code = u32::try_from(self.keys.len()).ok().filter(|&code| code != NONE);
        self.keys.push(key);
        self.first_rows.push(row);
        code.ok_or_else(|| Error::new(Code::TooManyGroups, "more than 2^32 - 1 distinct values"))
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
            Cell::Other(kind) => {
                let message = format!("column {:?} cannot be grouped by: row {row} holds {kind}", self.name);
                return Err(Error::new(Code::NotANumber, message).with_field(self.name.clone()).with_row(row));
            }
        })
    }
}

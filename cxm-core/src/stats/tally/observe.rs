//! From columns to blocks of ticks, weights and counts.

use crate::columns::{BLOCK, Chunk, CodeWidth, ColumnView, Cursor, Narrower, Quantity};
use crate::error::{Code, Error, Result};
use std::borrow::Cow;
use std::ops::Range;

/// Columns that belong together: answers, and beside each the weight and how many answers the row stands for.
#[derive(Debug, Clone)]
pub struct Answers<'a> {
    /// The answers.
    pub values: ColumnView<'a>,
    /// Survey weights.
    pub weights: Option<ColumnView<'a>>,
    /// How many answers each row stands for (whole numbers, not weights).
    pub counts: Option<ColumnView<'a>>,
    /// What messages call the value: the metric's name.
    pub what: Cow<'a, str>,
}

impl<'a> Answers<'a> {
    /// Plain answers.
    #[must_use]
    pub fn new(values: ColumnView<'a>) -> Self {
        Self { values, weights: None, counts: None, what: "value".into() }
    }

    /// The same answers with weights.
    #[must_use]
    pub fn weights(mut self, weights: ColumnView<'a>) -> Self {
        self.weights = Some(weights);
        self
    }

    /// The same answers, each row standing for so many.
    #[must_use]
    pub fn counts(mut self, counts: ColumnView<'a>) -> Self {
        self.counts = Some(counts);
        self
    }

    /// How many rows there are, once all columns are known to be as long.
    pub(crate) fn rows(&self) -> Result<usize> {
        let rows = self.values.len();
        for (name, column) in [("weights", &self.weights), ("counts", &self.counts)] {
            if let Some(other) = column.as_ref().map(ColumnView::len).filter(|&other| other != rows) {
                return Err(length_mismatch(rows, name, other));
            }
        }
        Ok(rows)
    }
}

/// The error for columns of different lengths: `2 values, 1 weights`.
pub(crate) fn length_mismatch(rows: usize, name: &str, other: usize) -> Error {
    Error::new(
        Code::LengthMismatch,
        format!("there are {rows} values and {other} {name}; the columns must be as long as each other"),
    )
    .with_field(name)
    .with_expected(rows.to_string())
    .with_got(other.to_string())
}

/// Codes of a scale with `p` points, `0..p` the points, `p` missing, `p + 1` invalid: in bytes where all of them fit, else in words.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Codes<'a> {
    /// One byte each.
    Bytes(&'a [u8]),
    /// Two bytes each.
    Words(&'a [u16]),
}

/// A batch of answers already on the scale: `0..points` are points, then missing, then invalid.
#[derive(Debug, Clone, Copy)]
pub struct Ticks<'a> {
    /// The code of each row.
    pub codes: Codes<'a>,
    /// The weight of each row.
    pub weights: Option<&'a [f64]>,
    /// How many answers each row stands for.
    pub counts: Option<&'a [u64]>,
}

/// Buffers of one block.
#[derive(Debug)]
pub(crate) struct Block<'a> {
    /// The codes, where they are those of the column.
    as_they_stand: Option<&'a [u8]>,
    /// The codes, if they fit into bytes.
    bytes: Vec<u8>,
    /// The codes otherwise.
    words: Vec<u16>,
    in_bytes: bool,
    weights: Option<Vec<f64>>,
    counts: Option<Vec<u64>>,
}

impl Block<'_> {
    fn codes(&self) -> Codes<'_> {
        match self.as_they_stand {
            Some(codes) => Codes::Bytes(codes),
            None if self.in_bytes => Codes::Bytes(&self.bytes),
            None => Codes::Words(&self.words),
        }
    }

    pub fn ticks(&self) -> Ticks<'_> {
        Ticks { codes: self.codes(), weights: self.weights.as_deref(), counts: self.counts.as_deref() }
    }
}

/// Reads `rows` of the answers (rows are counted from 0 in this call) block by block; `sink` gets the rows of each block and its contents, checked.
pub(crate) fn for_each_block(
    answers: &Answers<'_>,
    narrower: &Narrower,
    rows: Range<usize>,
    mut sink: impl FnMut(Range<usize>, &Block<'_>) -> Result<()>,
) -> Result<()> {
    let in_bytes = narrower.fits_bytes();
    let mut block = Block { as_they_stand: None, bytes: Vec::new(), words: Vec::new(), in_bytes, weights: None, counts: None };
    let cursor = |column| Cursor::at(column, rows.start);
    let mut values = cursor(&answers.values);
    let mut weights = answers.weights.as_ref().map(cursor);
    let mut counts = answers.counts.as_ref().map(cursor);
    let mut numbers = Vec::new();
    for start in rows.clone().step_by(BLOCK) {
        narrower.stop().check()?;
        let len = BLOCK.min(rows.end - start);
        // `at` lies within the block.
        if in_bytes {
            block.bytes.resize(len, 0);
            let (codes, mut as_they_stand) = (&mut block.bytes, None);
            values.next_block(len, |_, chunk, rows, at| {
                if at.len() == len {
                    as_they_stand = narrower.as_they_stand(chunk, rows.clone());
                }
                if as_they_stand.is_none() {
                    narrower.narrow_bytes(chunk, rows, &mut codes[at]);
                }
            });
            block.as_they_stand = as_they_stand;
        } else {
            block.words.resize(len, 0);
            let codes = &mut block.words;
            values.next_block(len, |_, chunk, rows, at| narrower.narrow(chunk, rows, &mut codes[at]));
        }
        let row = answers.values.first_row() + start as u64;
        if let Some(cursor) = &mut counts {
            read_quantity(cursor, len, &mut numbers);
            block.counts = Some(check_counts(&numbers, row)?);
        }
        if let Some(cursor) = &mut weights {
            read_quantity(cursor, len, &mut numbers);
            match block.codes() {
                Codes::Bytes(codes) => check_weights(&mut numbers, codes, narrower.missing(), row)?,
                Codes::Words(codes) => check_weights(&mut numbers, codes, narrower.missing(), row)?,
            }
            block.weights = Some(numbers.clone());
        }
        sink(start..start + len, &block)?;
    }
    Ok(())
}

fn read_quantity(cursor: &mut Cursor<'_, '_>, len: usize, out: &mut Vec<f64>) {
    out.resize(len, 0.0);
    cursor.next_block(len, |_, chunk: &Chunk<'_>, rows: Range<usize>, at| Quantity::read(chunk, rows, &mut out[at]));
}

fn check_counts(numbers: &[f64], first_row: u64) -> Result<Vec<u64>> {
    let check = |(row, &number): (usize, &f64)| {
        let count = Quantity::Count.check(number, first_row + row as u64)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked to be whole, 0 to 2^53
        Ok(count as u64)
    };
    numbers.iter().enumerate().map(check).collect()
}

/// A weight may be missing where there is no answer; elsewhere it must be right.
fn check_weights<C: CodeWidth>(numbers: &mut [f64], codes: &[C], missing: u16, first_row: u64) -> Result<()> {
    for (row, (number, &code)) in numbers.iter_mut().zip(codes).enumerate() {
        if number.is_nan() && code.into() >= usize::from(missing) {
            *number = 0.0;
        }
        Quantity::Weight.check(*number, first_row + row as u64)?;
    }
    Ok(())
}

/// The error for answers of which at least one is off the scale: names the first, counts all.
pub(crate) fn refuse_invalid(answers: &Answers<'_>, narrower: &Narrower) -> Error {
    let mut faults = answers.values.cells().enumerate().filter(|(_, cell)| narrower.cell(cell) == narrower.off_scale());
    let Some((row, cell)) = faults.next() else {
        // Only if the buffer was written to during the call.
        return Error::new(Code::OutOfRange, format!("{} has values off the scale {}", answers.what, narrower.grid()));
    };
    let fault = narrower.fault(&cell);
    let more = 1 + faults.count();
    let row = answers.values.first_row() + row as u64;
    let column = answers.values.name().map_or_else(String::new, |name| format!("column {name:?}, "));
    let count = if more > 1 { format!("; {more} rows") } else { String::new() };
    let hint = match fault.number {
        Some(_) if fault.code == Code::OutOfRange => format!(". If {0} means \"no answer\": na=({0},)", fault.got),
        None if fault.got.starts_with("text") => ". Words are mapped with labels={...}, or named in na=(...)".to_owned(),
        _ => String::new(),
    };
    let expected = format!("in {}", narrower.grid());
    let error = Error::new(
        fault.code,
        format!("{} must be {expected}, got {} ({column}row {row}{count}){hint}", answers.what, fault.got),
    )
    .with_row(row)
    .with_expected(expected)
    .with_got(fault.got);
    match answers.values.name() {
        Some(name) => error.with_field(name),
        None => error,
    }
}

//! Weights and counts that stand beside a column of answers.

use super::narrow::shown;
use super::{Cell, Chunk, ColumnView, Values};
use crate::error::{Code, Error, Result};
use std::borrow::Cow;
use std::ops::Range;

/// What a column of quantities holds, and what each of its values must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Survey weights: finite, not negative.
    Weight,
    /// How many answers a row stands for: whole numbers up to 2^53.
    Count,
}

/// 2^53: the largest count that every language holds exactly.
pub const MAX_COUNT: u64 = 1 << 53;

impl Quantity {
    fn name(self) -> &'static str {
        match self {
            Self::Weight => "weights",
            Self::Count => "counts",
        }
    }

    /// Writes the numbers of `rows` into `out`; null becomes NaN, what is no number becomes infinite.
    pub(crate) fn read(chunk: &Chunk<'_>, rows: Range<usize>, out: &mut [f64]) {
        match (&chunk.values, chunk.validity) {
            (Values::F64(values), None) => fill(values, rows, out, |value| value),
            (Values::I64(values), None) => fill(values, rows, out, |value| value as f64),
            (Values::I32(values), None) => fill(values, rows, out, f64::from),
            _ => {
                for (slot, row) in out.iter_mut().zip(rows) {
                    *slot = number(&chunk.cell(row));
                }
            }
        }
    }

    /// All numbers of a column, as [`Quantity::read`] has them.
    pub(crate) fn all(column: &ColumnView<'_>) -> Vec<f64> {
        let mut numbers = Vec::with_capacity(column.len());
        for chunk in column.chunks() {
            let from = numbers.len();
            numbers.resize(from + chunk.len(), 0.0);
            Self::read(chunk, 0..chunk.len(), &mut numbers[from..]); // just made as long
        }
        numbers
    }

    /// The same, where they lie if that is possible.
    pub(crate) fn whole<'c>(column: &'c ColumnView<'_>) -> Cow<'c, [f64]> {
        match column.chunks() {
            [Chunk { values: Values::F64(values), validity: None, .. }] => Cow::Borrowed(values),
            _ => Cow::Owned(Self::all(column)),
        }
    }

    /// The quantity itself, if it may stand in its row.
    pub(crate) fn check(self, value: f64, row: u64) -> Result<f64> {
        let whole = self == Self::Weight || (value.fract() == 0.0 && value <= MAX_COUNT as f64);
        if value.is_finite() && value >= 0.0 && whole {
            return Ok(value);
        }
        let (code, expected) = match self {
            Self::Weight => (Code::InvalidWeight, "finite and not negative, and present beside an answer"),
            Self::Count if value > MAX_COUNT as f64 && value.is_finite() => (Code::CountOverflow, "a whole number up to 2^53"),
            Self::Count if value < 0.0 => (Code::OutOfRange, "a whole number, not negative"),
            Self::Count => (Code::NotAnInteger, "a whole number, not negative"),
        };
        let got = if value.is_nan() {
            "nothing".to_owned()
        } else if value.is_infinite() {
            "what is no finite number".to_owned()
        } else {
            shown(value)
        };
        let name = self.name();
        Err(Error::new(code, format!("{name} must be {expected}, got {got} (row {row})"))
            .with_row(row)
            .with_field(name)
            .with_expected(expected)
            .with_got(got))
    }
}

fn fill<T: Copy>(values: &[T], rows: Range<usize>, out: &mut [f64], number: impl Fn(T) -> f64) {
    for (slot, value) in out.iter_mut().zip(values.get(rows).unwrap_or(&[])) {
        *slot = number(*value);
    }
}

fn number(cell: &Cell<'_>) -> f64 {
    match cell {
        Cell::Null => f64::NAN,
        Cell::Int(value) => *value as f64,
        Cell::Float(value) => *value,
        Cell::Text(text) => decimal(text),
        _ => f64::INFINITY,
    }
}

/// A decimal number in ASCII text, infinite if it is none, NaN if it is blank.
fn decimal(text: &str) -> f64 {
    let text = text.trim();
    if text.is_empty() {
        return f64::NAN;
    }
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if plain { text.parse().unwrap_or(f64::INFINITY) } else { f64::INFINITY }
}

//! Rows that are each of a customer.

use crate::columns::{ColumnView, Encoder, Key, Stop};
use crate::error::{Code, Error, Result};

/// Refuses a column that is not as long as that of the customers.
pub(crate) fn require_rows<'c>(rows: usize, others: impl Iterator<Item = (&'c str, &'c ColumnView<'c>)>) -> Result<()> {
    for (name, other) in others {
        if other.len() != rows {
            let message = format!("{name} has {} rows, customer has {rows}", other.len());
            return Err(Error::new(Code::LengthMismatch, message).with_field(name));
        }
    }
    Ok(())
}

/// A customer is a text or a whole number; `row` is where the key was first seen, looked for where it matters.
pub(crate) fn require_id(key: &Key, row: impl FnOnce() -> u64) -> Result<()> {
    if !matches!(key, Key::Float(_) | Key::Bool(_)) {
        return Ok(());
    }
    let row = row();
    let expected = "a text or a whole number";
    let error = Error::new(Code::NotAnInteger, format!("a customer is {expected}, got {key} (row {row})"));
    Err(error.with_row(row).with_field("customer").with_expected(expected).with_got(key.to_string()))
}

pub(crate) fn missing(field: &str, row: u64) -> Error {
    let message = format!("row {row} has no {field}: every row needs one");
    Error::new(Code::TooFew, message).with_row(row).with_field(field).with_got("nothing")
}

pub(crate) fn customers(column: &ColumnView<'_>, stop: &Stop) -> Result<(Encoder, Vec<u32>)> {
    let mut encoder = Encoder::new(column.name().unwrap_or("customer"), usize::MAX, column.order());
    let codes = encoder.encode_all(column, stop)?;
    for key in encoder.keys() {
        let row = || encoder.first_row(key).unwrap_or(column.first_row());
        match key {
            Key::Null => return Err(missing("customer", row())),
            Key::Text(text) if text.is_empty() => return Err(missing("customer", row())),
            key => require_id(key, row)?,
        }
    }
    Ok((encoder, codes))
}

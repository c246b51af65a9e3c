use crate::columns::{Cell, ColumnView, Quantity, Values};
use crate::error::{Code, Error, Result};
use std::borrow::Cow;

/// The numbers of a column, each there and finite.
pub(crate) fn numbers(column: &ColumnView<'_>, what: &str) -> Result<Vec<f64>> {
    Ok(numbers_of(column, what)?.into_owned())
}

/// The same, where they lie if that is possible.
pub(crate) fn numbers_of<'c>(column: &'c ColumnView<'_>, what: &str) -> Result<Cow<'c, [f64]>> {
    let name = column.name().unwrap_or(what);
    let mut numbers = Quantity::whole(column);
    if numbers.iter().all(|number| number.is_finite()) {
        return Ok(numbers);
    }
    // True and false are 1 and 0.
    for (place, cell) in column.cells().enumerate() {
        if let (Cell::Bool(value), Some(number)) = (cell, numbers.to_mut().get_mut(place)) {
            *number = f64::from(u8::from(value));
        }
    }
    match numbers.iter().position(|number| !number.is_finite()) {
        None => Ok(numbers),
        Some(place) => Err(no_number(column, place, name)),
    }
}

/// What stands where a number is asked.
fn no_number(column: &ColumnView<'_>, place: usize, name: &str) -> Error {
    let got = match column.cells().nth(place) {
        Some(Cell::Null) | None => "nothing".to_owned(),
        Some(Cell::Float(value)) if value.is_nan() => "NaN".to_owned(),
        Some(Cell::Float(value)) => value.to_string(),
        Some(Cell::Text(text)) => format!("the text {text:?}"),
        Some(_) => "another kind of value".to_owned(),
    };
    let row = column.first_row() + place as u64;
    Error::new(Code::NotANumber, format!("{name} must be a finite number, got {got} (row {row})"))
        .with_row(row)
        .with_field(name)
        .with_expected("a finite number")
        .with_got(got)
}

/// Whether it happened: true or false, or 1 or 0.
pub(crate) fn truths(column: &ColumnView<'_>, what: &str) -> Result<Vec<bool>> {
    let name = column.name().unwrap_or(what);
    if let Some(truths) = plain_truths(column) {
        return Ok(truths);
    }
    let truth = |(cell, row): (Cell<'_>, u64)| match cell {
        Cell::Bool(value) => Ok(value),
        Cell::Int(0) => Ok(false),
        Cell::Int(1) => Ok(true),
        #[allow(clippy::float_cmp)] // the numbers themselves
        Cell::Float(value) if value == 0.0 || value == 1.0 => Ok(value == 1.0),
        other => {
            let got = match other {
                Cell::Null => "nothing".to_owned(),
                Cell::Int(value) => value.to_string(),
                Cell::Float(value) => value.to_string(),
                Cell::Text(text) => format!("the text {text:?}"),
                _ => "another kind of value".to_owned(),
            };
            let expected = "1 or true where it happened, 0 or false where it did not yet";
            Err(Error::new(Code::OutOfRange, format!("{name} must be {expected}, got {got} (row {row})"))
                .with_row(row)
                .with_field(name)
                .with_expected(expected)
                .with_got(got))
        }
    };
    column.cells().zip(column.first_row()..).map(truth).collect()
}

/// The same where every value is 0 or 1 (or a truth) and none is missing.
fn plain_truths(column: &ColumnView<'_>) -> Option<Vec<bool>> {
    let mut truths = Vec::with_capacity(column.len());
    for chunk in column.chunks().iter().filter(|chunk| !chunk.is_empty()) {
        if chunk.validity.is_some() {
            return None;
        }
        match &chunk.values {
            Values::I8(values) => extend(&mut truths, values, 0, 1)?,
            Values::I16(values) => extend(&mut truths, values, 0, 1)?,
            Values::I32(values) => extend(&mut truths, values, 0, 1)?,
            Values::I64(values) => extend(&mut truths, values, 0, 1)?,
            Values::U8(values) => extend(&mut truths, values, 0, 1)?,
            Values::F64(values) => extend(&mut truths, values, 0.0, 1.0)?,
            Values::Bool(bits) => truths.extend((0..bits.len()).map(|row| bits.get(row))),
            _ => return None,
        }
    }
    Some(truths)
}

fn extend<T: Copy + PartialEq>(truths: &mut Vec<bool>, values: &[T], no: T, yes: T) -> Option<()> {
    truths.extend(values.iter().map(|value| *value == yes));
    // Without a branch a value.
    let all = values.iter().map(|value| u8::from(*value == no) | u8::from(*value == yes)).fold(1, |all, is_one| all & is_one);
    (all == 1).then_some(())
}

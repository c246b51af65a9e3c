//! Columns of records as KPIs read them: days, ids, truths.

use crate::columns::time::Zone;
use crate::columns::{Cell, ColumnView, Every, Frame, Key, PeriodEncoder, Reading, fold};
use crate::domain::document::unknown_name;
use crate::error::{Code, Error, Result};
use crate::stats::number_in_cell;

/// The column of this name, where there is one.
pub(crate) fn optional<'f>(frame: &'f Frame<'f>, name: &str) -> Option<&'f ColumnView<'f>> {
    frame.columns().iter().find(|column| column.name() == Some(name))
}

/// The local calendar day of each row; `None` where there is none.
pub(super) fn days(column: &ColumnView<'_>, zone: Zone) -> Result<Vec<Option<i32>>> {
    let mut encoder = PeriodEncoder::new(column.name().unwrap_or_default(), Every::Day, zone);
    let (mut days, mut row) = (Vec::with_capacity(column.len()), column.first_row());
    for chunk in column.chunks() {
        let mut codes = vec![0; chunk.len()];
        encoder.encode(chunk, 0..chunk.len(), row, &mut codes)?;
        days.extend(codes.iter().map(|&code| encoder.starts().get(code as usize).copied().flatten()));
        row += chunk.len() as u64;
    }
    Ok(days)
}

/// The day of each row of the column `name`, which all rows have.
pub(crate) fn each_day(frame: &Frame<'_>, name: &str, zone: Zone) -> Result<Vec<i32>> {
    let column = frame.column(name)?;
    let missing = |row: u64| {
        let message = format!("a time is missing (column {name:?}, row {row})");
        Error::new(Code::InvalidTime, message).with_row(row).with_field(name)
    };
    days(column, zone)?.into_iter().zip(column.first_row()..).map(|(day, row)| day.ok_or_else(|| missing(row))).collect()
}

/// The ids of a column as keys; null where there is none.
pub(crate) fn keys(column: &ColumnView<'_>) -> Result<Vec<Key>> {
    let refused = |row: u64, kind: &str| {
        let name = column.name().unwrap_or_default();
        Error::new(Code::InvalidOption, format!("{kind} is no id (column {name:?}, row {row})")).with_row(row).with_field(name)
    };
    let key = |(cell, row): (Cell<'_>, u64)| {
        Ok(match cell {
            Cell::Null => Key::Null,
            Cell::Int(value) => Key::Int(value),
            Cell::Float(value) => Key::of_number(value),
            Cell::Bool(value) => Key::Bool(value),
            Cell::Text(text) => Key::Text(text.into_owned()),
            Cell::Time(micros) | Cell::LocalTime(micros) => Key::Time(micros),
            Cell::Date(day) => Key::Date(day),
            Cell::List(_) => return Err(refused(row, "a list")),
            Cell::Other(kind) => return Err(refused(row, kind)),
        })
    };
    column.cells().zip(column.first_row()..).map(key).collect()
}

/// What a row says of something that may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Happened {
    No,
    Yes,
    /// Yes, on this day.
    On(i32),
}

impl Happened {
    /// Whether it had happened by the end of `day`.
    pub fn by(self, day: i32) -> bool {
        match self {
            Self::No => false,
            Self::Yes => true,
            Self::On(when) => when <= day,
        }
    }
}

/// What each row of a column says: true, 1, or the day on which it happened; no is false, 0, or nothing.
pub(super) fn happened(column: &ColumnView<'_>, zone: Zone) -> Result<Vec<Happened>> {
    let name = column.name().unwrap_or_default();
    let refused = |row: u64| {
        let expected = "true, false, nothing, or when it happened";
        Error::new(Code::InvalidOption, format!("{name} must be {expected} (row {row})")).with_row(row).with_field(name)
    };
    let mut times = Vec::with_capacity(column.len());
    let mut told = Vec::with_capacity(column.len());
    for (cell, row) in column.cells().zip(column.first_row()..) {
        let yes = match &cell {
            Cell::Bool(value) => Some(*value),
            Cell::Int(value @ (0 | 1)) => Some(*value == 1),
            Cell::Time(_) | Cell::LocalTime(_) | Cell::Date(_) => None,
            Cell::Text(text) => match fold(text).as_str() {
                "" | "false" | "no" => Some(false),
                "true" | "yes" => Some(true),
                _ => None,
            },
            cell if cell.is_null() => Some(false),
            Cell::Float(value) if value.abs() <= 0.0 => Some(false),
            Cell::Float(value) if (value - 1.0).abs() <= 0.0 => Some(true),
            _ => return Err(refused(row)),
        };
        times.push(if yes.is_none() { cell.into_owned() } else { Cell::Null });
        told.push(yes);
    }
    if told.iter().all(Option::is_some) {
        return Ok(told.into_iter().map(|yes| if yes == Some(true) { Happened::Yes } else { Happened::No }).collect());
    }
    let times: ColumnView<'_> = times.into();
    let days = days(&times.named(name).from_row(column.first_row()), zone).map_err(|error| match error.row() {
        Some(row) => refused(row),
        None => error,
    })?;
    let happened = |(yes, day): (Option<bool>, Option<i32>)| match (yes, day) {
        (None, Some(day)) => Happened::On(day),
        (Some(true), _) => Happened::Yes,
        _ => Happened::No,
    };
    Ok(told.into_iter().zip(days).map(happened).collect())
}

/// The numbers of a column; `None` where there is none.
pub(crate) fn numbers(column: &ColumnView<'_>) -> Result<Vec<Option<f64>>> {
    let (name, reading) = (column.name().unwrap_or_default(), Reading::default());
    let refused = |row: u64, what: &str| {
        let message = format!("{name} must be a finite number, got {what} (row {row})");
        Error::new(Code::NotANumber, message).with_row(row).with_field(name)
    };
    let number = |(cell, row): (Cell<'_>, u64)| number_in_cell(&cell, &reading).map_err(|what| refused(row, what));
    column.cells().zip(column.first_row()..).map(number).collect()
}

/// The words of a column, folded; none where there are none.
pub(crate) fn words(column: &ColumnView<'_>) -> Result<Vec<Option<String>>> {
    Ok(keys(column)?.into_iter().map(|key| (key != Key::Null).then(|| fold(&key.to_string()))).collect())
}

/// The words of a column, each one of these; empty where there is no such column.
pub(super) fn closed(frame: &Frame<'_>, name: &'static str, known: &[&str]) -> Result<Vec<Option<String>>> {
    let Some(column) = optional(frame, name) else { return Ok(Vec::new()) };
    let word = |(word, row): (Option<String>, u64)| match word.filter(|word| !word.is_empty()) {
        Some(word) if !known.iter().any(|one| fold(one) == word) => {
            Err(unknown_name(&word, known.iter().copied()).with_field(name).with_row(row))
        }
        word => Ok(word),
    };
    words(column)?.into_iter().zip(column.first_row()..).map(word).collect()
}

//! Columns of records as KPIs read them: days, ids, truths.

use crate::columns::time::Zone;
use crate::columns::{Cell, ColumnView, Every, Frame, Key, PeriodEncoder, fold};
use crate::error::{Code, Error, Result};

/// The column of this name, where there is one.
pub(super) fn optional<'f>(frame: &'f Frame<'f>, name: &str) -> Option<&'f ColumnView<'f>> {
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
pub(super) fn each_day(frame: &Frame<'_>, name: &str, zone: Zone) -> Result<Vec<i32>> {
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
            Cell::Other(kind) => return Err(refused(row, kind)),
        })
    };
    column.cells().zip(column.first_row()..).map(key).collect()
}

/// Whether each row of a column says yes: true, 1, or a time at which it happened; no is false, 0, or nothing.
pub(super) fn truths(column: &ColumnView<'_>) -> Result<Vec<bool>> {
    let refused = |row: u64| {
        let name = column.name().unwrap_or_default();
        let expected = "true, false, nothing, or when it happened";
        Error::new(Code::InvalidOption, format!("{name} must be {expected} (row {row})")).with_row(row).with_field(name)
    };
    let truth = |(cell, row): (Cell<'_>, u64)| {
        Ok(match cell {
            Cell::Bool(value) => value,
            Cell::Int(value @ (0 | 1)) => value == 1,
            Cell::Time(_) | Cell::LocalTime(_) | Cell::Date(_) => true,
            Cell::Text(text) => match fold(&text).as_str() {
                "" | "false" | "no" => false,
                "true" | "yes" => true,
                other => days(&(&[other]).into(), Zone::UTC).map(|_| true).map_err(|_| refused(row))?,
            },
            cell if cell.is_null() => false,
            Cell::Float(value) if value.abs() <= 0.0 => false,
            Cell::Float(value) if (value - 1.0).abs() <= 0.0 => true,
            _ => return Err(refused(row)),
        })
    };
    column.cells().zip(column.first_row()..).map(truth).collect()
}

/// The words of a column, folded; none where there are none.
pub(super) fn words(column: &ColumnView<'_>) -> Result<Vec<Option<String>>> {
    Ok(keys(column)?.into_iter().map(|key| (key != Key::Null).then(|| fold(&key.to_string()))).collect())
}

use super::batch::Batch;
use super::paths::check_value;
use super::{Paths, PathsSpec};
use crate::columns::{BLOCK, Cell, ColumnView, DecimalMark, MAX_COUNT, Stop, parse_number};
use crate::error::{Code, Error, Result};
use crate::state::State;

/// Columns of paths: their texts (`"search > mail > shop"`) or lists of channels, and what came of each.
///
/// # Examples
/// ```
/// use cxm_core::attribution::{PathColumns, Paths, PathsSpec};
/// use cxm_core::columns::ColumnView;
/// use cxm_core::state::State;
/// let mut paths = Paths::new(&PathsSpec::default());
/// paths.observe(PathColumns::new((&["search > mail", "mail", "search>mail"]).into(), (&[2, 1, 1]).into()))?;
/// assert_eq!((paths.len(), paths.n_conversions(), paths.channels()), (2, 4, vec!["mail", "search"]));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PathColumns<'a> {
    /// The paths.
    pub path: ColumnView<'a>,
    /// How many times each ended in a conversion.
    pub conversions: ColumnView<'a>,
    /// What those conversions were worth, all together.
    pub value: Option<ColumnView<'a>>,
    /// How many times each ended without one.
    pub nulls: Option<ColumnView<'a>>,
    /// When the reading ends before its end.
    pub stop: Stop,
}

impl<'a> PathColumns<'a> {
    /// Paths and their conversions.
    #[must_use]
    pub fn new(path: ColumnView<'a>, conversions: ColumnView<'a>) -> Self {
        Self { path, conversions, value: None, nulls: None, stop: Stop::default() }
    }

    /// What the conversions were worth.
    #[must_use]
    pub fn value(mut self, value: ColumnView<'a>) -> Self {
        self.value = Some(value);
        self
    }

    /// How many times each path ended without a conversion.
    #[must_use]
    pub fn nulls(mut self, nulls: ColumnView<'a>) -> Self {
        self.nulls = Some(nulls);
        self
    }

    /// The paths of these columns.
    ///
    /// # Errors
    /// As [`State::observe`] of [`Paths`]: `invalid_path` for a path or step that is empty; `not_an_integer`, `out_of_range`, `not_a_number` and `count_overflow` for
    /// what is no count or value, each with row and field; `length_mismatch`; `definition_mismatch` when the columns are not those of the spec.
    pub(super) fn read(&self, spec: PathsSpec) -> Result<Paths> {
        if (spec.value, spec.nulls) != (self.value.is_some(), self.nulls.is_some()) {
            return Err(Error::new(Code::DefinitionMismatch, "these paths were made with other columns of nulls and values"));
        }
        let rows = self.path.len();
        for other in [Some(&self.conversions), self.value.as_ref(), self.nulls.as_ref()].into_iter().flatten() {
            if other.len() != rows {
                let message =
                    format!("there are {rows} paths and {} rows of {:?}", other.len(), other.name().unwrap_or_default());
                return Err(Error::new(Code::LengthMismatch, message));
            }
        }
        let mut paths = Paths::new(&spec);
        let mut conversions = Counts::new(&self.conversions, "conversions");
        let mut nulls = self.nulls.as_ref().map(|nulls| Counts::new(nulls, "nulls"));
        let mut values = self.value.as_ref().map(|values| (values.cells(), values));
        let mut batch = Batch::default();
        let mut read = |paths: &mut Paths, batch: &mut Batch| {
            for (cell, row) in self.path.cells().zip(self.path.first_row()..) {
                if row % BLOCK as u64 == 0 {
                    self.stop.check()?;
                }
                let n_conversions = conversions.next(row)?;
                let n_nulls = nulls.as_mut().map_or(Ok(0), |nulls| nulls.next(row))?;
                let value = match &mut values {
                    None => 0.0,
                    Some((cells, column)) => {
                        let cell = cells.next().unwrap_or(Cell::Null);
                        number(&cell, n_conversions).map_err(|fault| fault.at("value", column, row))?
                    }
                };
                read_steps(&cell, paths, batch.steps()).map_err(|what| invalid_path(what, &self.path, row))?;
                batch.end(paths, row, n_conversions, n_nulls, value)?;
            }
            Ok(())
        };
        let read = read(&mut paths, &mut batch);
        // What is wrong with a path that waits comes before what is wrong with the row that ended the reading.
        batch.count(&mut paths).and(read)?;
        Ok(paths)
    }
}

/// The codes of a path.
fn read_steps(cell: &Cell<'_>, paths: &mut Paths, steps: &mut Vec<u32>) -> Result<(), &'static str> {
    let mut add = |name: &str| {
        let name = trimmed(name);
        if name.is_empty() {
            return Err("has an empty step");
        }
        steps.push(paths.channels.code(name));
        Ok(())
    };
    match cell {
        Cell::Text(text) if text.trim().is_empty() => Err("is empty"),
        Cell::Text(text) => text.split('>').try_for_each(add),
        Cell::List(list) if list.is_empty() => Err("is empty"),
        Cell::List(list) => list.iter().try_for_each(|step| match step {
            Cell::Text(name) => add(name),
            Cell::Int(code) => add(&code.to_string()),
            Cell::Null => Err("has an empty step"),
            _ => Err("has a step that is no channel's name"),
        }),
        Cell::Null => Err("is missing"),
        _ => Err("is no text and no list"),
    }
}

/// Without white space at its ends.
#[inline]
fn trimmed(name: &str) -> &str {
    let ascii = name.trim_ascii();
    // What it leaves of Unicode's white space: letters beyond ASCII, and the vertical tab.
    let may_be_white = |byte: Option<&u8>| byte.is_some_and(|&byte| byte >= 0x80 || byte == 0x0b);
    if may_be_white(ascii.as_bytes().first()) || may_be_white(ascii.as_bytes().last()) { ascii.trim() } else { ascii }
}

fn invalid_path(what: &str, column: &ColumnView<'_>, row: u64) -> Error {
    let expected = "\"a > b > c\" or a list of channels";
    let name = column.name().unwrap_or("path");
    Error::new(Code::InvalidPath, format!("a path must be {expected}: this one {what} (column {name:?}, row {row})"))
        .with_row(row)
        .with_field(name)
        .with_expected(expected)
        .with_got(what)
}

/// What is wrong with a number.
struct Fault {
    code: Code,
    expected: &'static str,
    got: String,
}

impl Fault {
    fn new(code: Code, expected: &'static str, got: impl Into<String>) -> Self {
        Self { code, expected, got: got.into() }
    }

    fn at(self, what: &str, column: &ColumnView<'_>, row: u64) -> Error {
        let name = column.name().unwrap_or(what);
        let Self { code, expected, got } = self;
        Error::new(code, format!("{what} must be {expected}, got {got} (column {name:?}, row {row})"))
            .with_row(row)
            .with_field(name)
            .with_expected(expected)
            .with_got(got)
    }
}

/// A column of counts, row by row.
struct Counts<'c, 'a, I> {
    cells: I,
    column: &'c ColumnView<'a>,
    what: &'static str,
}

impl<'c, 'a> Counts<'c, 'a, ()> {
    #[allow(clippy::new_ret_no_self)] // of the iterator's own type
    fn new(column: &'c ColumnView<'a>, what: &'static str) -> Counts<'c, 'a, impl Iterator<Item = Cell<'c>>> {
        Counts { cells: column.cells(), column, what }
    }
}

impl<'c, I: Iterator<Item = Cell<'c>>> Counts<'c, '_, I> {
    fn next(&mut self, row: u64) -> Result<u64> {
        let cell = self.cells.next().unwrap_or(Cell::Null);
        count(&cell).map_err(|fault| fault.at(self.what, self.column, row))
    }
}

fn count(cell: &Cell<'_>) -> Result<u64, Fault> {
    const WHOLE: &str = "a whole number, not negative";
    if let Cell::Int(whole) = cell
        && let Ok(count) = u64::try_from(*whole)
        && count <= MAX_COUNT
    {
        return Ok(count);
    }
    let value = plain(cell).map_err(|got| Fault::new(Code::NotANumber, WHOLE, got))?;
    let got = || value.to_string();
    if value < 0.0 {
        Err(Fault::new(Code::OutOfRange, WHOLE, got()))
    } else if value.fract() != 0.0 {
        Err(Fault::new(Code::NotAnInteger, WHOLE, got()))
    } else if value > MAX_COUNT as f64 {
        Err(Fault::new(Code::CountOverflow, "a whole number up to 2^53", got()))
    } else {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole and within 0..=2^53
        Ok(value as u64)
    }
}

/// A value: finite, not negative, and of conversions.
fn number(cell: &Cell<'_>, conversions: u64) -> Result<f64, Fault> {
    let value = plain(cell).map_err(|got| Fault::new(Code::NotANumber, "a finite number, not negative", got))?;
    check_value(value, conversions).map_err(|expected| Fault::new(Code::OutOfRange, expected, value.to_string()))?;
    Ok(value)
}

/// The number in a cell, or what is there instead.
fn plain(cell: &Cell<'_>) -> Result<f64, String> {
    match cell {
        Cell::Int(whole) => Ok(*whole as f64),
        Cell::Float(value) if value.is_finite() => Ok(*value),
        Cell::Float(value) if value.is_nan() => Err("NaN".to_owned()),
        Cell::Float(_) => Err("an infinity".to_owned()),
        Cell::Text(text) if text.trim().is_empty() => Err("nothing".to_owned()),
        Cell::Text(text) => parse_number(text, DecimalMark::Point).ok_or_else(|| "text that is no number".to_owned()),
        Cell::Null => Err("nothing".to_owned()),
        Cell::Bool(_) => Err("a boolean".to_owned()),
        Cell::Other(kind) => Err((*kind).to_owned()),
        _ => Err("another kind of value".to_owned()),
    }
}

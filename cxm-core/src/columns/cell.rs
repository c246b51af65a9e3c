use std::borrow::Cow;

/// One value of a column whose kinds are mixed (a Python list, a JavaScript array, a JSON row).
///
/// # Examples
/// ```
/// use cxm_core::columns::Cell;
/// assert!(Cell::Null.is_null() && Cell::Float(f64::NAN).is_null());
/// assert!(!Cell::Text("n/a".into()).is_null()); // only a call can say that it means nothing
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cell<'a> {
    /// None, null, undefined, NA, NaT.
    Null,
    /// A whole number.
    Int(i64),
    /// A number; NaN is missing.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// Text.
    Text(Cow<'a, str>),
    /// An instant, microseconds since 1970-01-01T00:00Z.
    Time(i64),
    /// A wall-clock time, microseconds since 1970-01-01T00:00 in the zone of the call.
    LocalTime(i64),
    /// A calendar date, days since 1970-01-01.
    Date(i32),
    /// A list, which can be a path and nothing else.
    List(Vec<Cell<'a>>),
    /// Something else, by the name of its kind.
    Other(&'static str),
}

impl Cell<'_> {
    /// Missing by itself, whatever the call says.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null) || matches!(self, Self::Float(value) if value.is_nan())
    }

    /// The same value, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Null => Cell::Null,
            Self::Int(value) => Cell::Int(value),
            Self::Float(value) => Cell::Float(value),
            Self::Bool(value) => Cell::Bool(value),
            Self::Text(text) => Cell::Text(text.into_owned().into()),
            Self::Time(value) => Cell::Time(value),
            Self::LocalTime(value) => Cell::LocalTime(value),
            Self::Date(value) => Cell::Date(value),
            Self::List(cells) => Cell::List(cells.into_iter().map(Cell::into_owned).collect()),
            Self::Other(kind) => Cell::Other(kind),
        }
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<i64> for Cell<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Cell<'_> {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value.into())
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

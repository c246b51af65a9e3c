use super::Key;
use super::time::{Instant, date_text};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A result in columns: one row a group and period, in the order they are shown.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// let table = Table::default().with("score", TableColumn::Float(vec![Some(40.0), None])).with("n", TableColumn::Count(vec![Some(5), Some(0)]));
/// assert_eq!((table.len(), table.value("score", 0)), (2, 40.0.into()));
/// assert!(table.value("score", 1).is_null());
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    columns: Vec<(String, TableColumn)>,
}

/// One column of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TableColumn {
    /// Numbers; null where there is none or it is hidden.
    Float(Vec<Option<f64>>),
    /// Numbers where there is one in every row.
    Numbers(Vec<f64>),
    /// Counts; null where hidden.
    Count(Vec<Option<u64>>),
    /// Text.
    Text(Vec<Option<String>>),
    /// Calendar dates, days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Instants, microseconds since 1970-01-01T00:00Z.
    Time(Vec<Option<i64>>),
    /// Group keys. `rows` names, for each row of the table, an input row that has this key, so that a caller can take its own value from there.
    Key {
        /// The keys.
        keys: Vec<Key>,
        /// Where in the input each was first seen.
        rows: Option<Vec<u64>>,
    },
}

impl Table {
    /// Adds a column at the end.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, column: TableColumn) -> Self {
        self.columns.push((name.into(), column));
        self
    }

    /// Its columns, to be taken on.
    #[must_use]
    pub fn into_columns(self) -> Vec<(String, TableColumn)> {
        self.columns
    }

    /// Its columns.
    #[must_use]
    pub fn columns(&self) -> &[(String, TableColumn)] {
        &self.columns
    }

    /// The column of this name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&TableColumn> {
        self.columns.iter().find(|(own, _)| own == name).map(|(_, column)| column)
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One value as JSON: dates and times as ISO text.
    #[must_use]
    pub fn value(&self, name: &str, row: usize) -> Value {
        self.column(name).map_or(Value::Null, |column| column.value(row))
    }

    /// The rows as JSON objects.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let row = |row| {
            Value::Object(self.columns.iter().map(|(name, column)| (name.clone(), column.value(row))).collect::<Map<_, _>>())
        };
        Value::Array((0..self.len()).map(row).collect())
    }
}

impl Serialize for Table {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl TableColumn {
    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Float(values) => values.len(),
            Self::Numbers(values) => values.len(),
            Self::Count(values) => values.len(),
            Self::Text(values) => values.len(),
            Self::Date(values) => values.len(),
            Self::Time(values) => values.len(),
            Self::Key { keys, .. } => keys.len(),
        }
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One value as JSON: dates and times as ISO text.
    #[must_use]
    pub fn value(&self, row: usize) -> Value {
        match self {
            Self::Float(values) => json!(values.get(row)),
            Self::Numbers(values) => json!(values.get(row)),
            Self::Count(values) => json!(values.get(row)),
            Self::Text(values) => json!(values.get(row)),
            Self::Date(values) => json!(values.get(row).copied().flatten().map(date_text)),
            Self::Time(values) => json!(values.get(row).copied().flatten().map(time_text)),
            Self::Key { keys, .. } => keys.get(row).map_or(Value::Null, Key::to_json),
        }
    }
}

/// An instant as RFC 3339 text in UTC; outside 1900 to 2200 the number itself.
pub(crate) fn time_text(micros: i64) -> String {
    Instant::from_micros(micros).map_or_else(|_| micros.to_string(), |instant| instant.to_string())
}

impl Key {
    /// The key as JSON: dates as ISO text, times as microseconds.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Bool(value) => json!(value),
            Self::Int(value) | Self::Time(value) => json!(value),
            Self::Float(value) => json!(value.get()),
            Self::Date(day) => json!(date_text(*day)),
            Self::Text(text) => json!(text),
            Self::Null => Value::Null,
        }
    }
}

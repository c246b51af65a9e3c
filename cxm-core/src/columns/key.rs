use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;

/// One value of a column that is grouped by. Keys are ordered by kind, then value; null comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Key {
    /// True or false.
    Bool(bool),
    /// A whole number.
    #[serde(with = "text")]
    Int(i64),
    /// A number that is not whole.
    Float(FloatKey),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01T00:00.
    #[serde(with = "text")]
    Time(i64),
    /// Text, ordered by its UTF-8 bytes.
    Text(String),
    /// No value: a group of its own.
    Null,
}

/// A float with a total order; never NaN, and -0.0 is 0.0.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "FloatForm", into = "FloatForm")]
pub struct FloatKey(f64);

impl FloatKey {
    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for FloatKey {
    type Error = &'static str;
    fn try_from(value: f64) -> Result<Self, Self::Error> {
        if value.is_nan() { Err("a group key is never NaN") } else { Ok(Self(value + 0.0)) }
    }
}

impl From<FloatKey> for f64 {
    fn from(key: FloatKey) -> Self {
        key.0
    }
}

/// JSON has no infinities: they are texts there.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum FloatForm {
    Finite(f64),
    Infinite(Infinite),
}

#[derive(Serialize, Deserialize)]
enum Infinite {
    #[serde(rename = "Infinity")]
    Above,
    #[serde(rename = "-Infinity")]
    Below,
}

impl TryFrom<FloatForm> for FloatKey {
    type Error = &'static str;
    fn try_from(form: FloatForm) -> Result<Self, Self::Error> {
        Self::try_from(match form {
            FloatForm::Finite(value) => value,
            FloatForm::Infinite(Infinite::Above) => f64::INFINITY,
            FloatForm::Infinite(Infinite::Below) => f64::NEG_INFINITY,
        })
    }
}

impl From<FloatKey> for FloatForm {
    fn from(key: FloatKey) -> Self {
        match key.0 {
            f64::INFINITY => Self::Infinite(Infinite::Above),
            f64::NEG_INFINITY => Self::Infinite(Infinite::Below),
            finite => Self::Finite(finite),
        }
    }
}

/// Whole numbers as text: JavaScript's `JSON.parse` rounds those past 2^53.
mod text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
    pub fn serialize<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let text = String::deserialize(deserializer)?;
        // As it is written, in one way only.
        let value = text.parse::<i64>().ok().filter(|value| value.to_string() == text);
        value.ok_or_else(|| D::Error::custom("a whole number is a text of its digits"))
    }
}

impl PartialEq for FloatKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for FloatKey {}

impl PartialOrd for FloatKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for FloatKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl std::hash::Hash for FloatKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl Key {
    /// The key of a number: NaN is null, whole numbers that i64 holds are [`Key::Int`].
    #[must_use]
    pub fn of_number(value: f64) -> Self {
        if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
            #[allow(clippy::cast_possible_truncation)] // whole and within 2^53
            return Self::Int(value as i64);
        }
        FloatKey::try_from(value).map_or(Self::Null, Self::Float)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Key {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) | Self::Time(value) => write!(f, "{value}"),
            Self::Float(value) => write!(f, "{}", value.0),
            Self::Date(day) => write!(f, "{day}"),
            Self::Text(text) => f.write_str(text),
            Self::Null => f.write_str("(none)"),
        }
    }
}

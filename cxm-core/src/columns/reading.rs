//! How one batch is read: what means "no answer", which word means which number, what to do with the rest.

use super::{DecimalMark, Stop, parse_number};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::str::FromStr;

/// What happens to a value off the scale.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Invalid, Reading};
/// assert_eq!(Reading::default().invalid, Invalid::Error); // nothing is dropped in silence
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invalid {
    /// The call fails and names the first such row, and how many there are.
    #[default]
    Error,
    /// It is counted as invalid and enters no score.
    Count,
}

impl FromStr for Invalid {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "error" => Ok(Self::Error),
            "count" => Ok(Self::Count),
            other => Err(Error::option("invalid", "\"error\" or \"count\"", format!("{other:?}"))),
        }
    }
}

/// A code or a label that means "no answer".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NoAnswer {
    /// A number, matched after parsing: `11` also matches `"11"` and `11.0`.
    Code(f64),
    /// Text, matched trimmed and case-folded.
    Label(String),
}

impl From<f64> for NoAnswer {
    fn from(code: f64) -> Self {
        Self::Code(code)
    }
}

impl From<i32> for NoAnswer {
    fn from(code: i32) -> Self {
        Self::Code(code.into())
    }
}

impl From<&str> for NoAnswer {
    fn from(label: &str) -> Self {
        Self::Label(label.to_owned())
    }
}

/// How a batch of answers is read.
///
/// # Examples
/// ```
/// use cxm_core::columns::Reading;
/// let reading = Reading::default().na([11]).labels([("very satisfied", 5.0)]);
/// assert_eq!(reading.na.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// Codes and labels that mean "no answer".
    pub na: Vec<NoAnswer>,
    /// Words and the numbers they stand for; matched trimmed and case-folded.
    pub labels: Vec<(String, f64)>,
    /// What happens to a value off the scale.
    pub invalid: Invalid,
    /// What stands before the decimals of numbers that are text.
    pub decimal: DecimalMark,
    /// When the reading ends before its end.
    pub stop: Stop,
}

impl Reading {
    /// Names what means "no answer".
    #[must_use]
    pub fn na<N: Into<NoAnswer>>(mut self, codes: impl IntoIterator<Item = N>) -> Self {
        self.na.extend(codes.into_iter().map(Into::into));
        self
    }

    /// Maps words to numbers. Words that differ in case or outer blanks alone are one word: mapped to two numbers, they are refused where answers are read.
    #[must_use]
    pub fn labels<L: Into<String>>(mut self, labels: impl IntoIterator<Item = (L, f64)>) -> Self {
        self.labels.extend(labels.into_iter().map(|(label, value)| (label.into(), value)));
        self
    }

    /// Chooses what happens to a value off the scale.
    #[must_use]
    pub fn invalid(mut self, invalid: Invalid) -> Self {
        self.invalid = invalid;
        self
    }

    /// Names what stands before the decimals of numbers that are text.
    #[must_use]
    pub fn decimal(mut self, decimal: DecimalMark) -> Self {
        self.decimal = decimal;
        self
    }

    /// Names when the reading ends before its end.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }
}

impl Reading {
    /// The labels in the form in which they are compared.
    ///
    /// # Errors
    /// `invalid_option` when two of one form map to different numbers.
    pub(crate) fn folded_labels(&self) -> Result<HashMap<String, f64>> {
        let mut first: HashMap<String, (&str, f64)> = HashMap::with_capacity(self.labels.len());
        for (label, value) in &self.labels {
            let (known, number) = *first.entry(fold(label)).or_insert((label.as_str(), *value));
            #[allow(clippy::float_cmp)] // the same number, or another
            if number != *value {
                return Err(Error::option(
                    "labels",
                    "words that differ in more than case and outer blanks, or mean one number",
                    format!("{known:?}: {number} and {label:?}: {value}"),
                ));
            }
        }
        Ok(first.into_iter().map(|(folded, (_, value))| (folded, value)).collect())
    }
}

impl Reading {
    /// Numbers that a label is the digits of, and what they become: `labels={"1": 5}` reads 1 and 1.0 as 5, as it reads the text `1`.
    ///
    /// # Errors
    /// `invalid_option` when one number becomes two.
    pub(crate) fn relabelled_numbers(&self) -> Result<Vec<(f64, f64)>> {
        let mut numbers: Vec<(f64, f64)> = Vec::new();
        for (label, value) in &self.labels {
            let Some(number) = plain_number(label, self.decimal) else { continue };
            #[allow(clippy::float_cmp)] // the same number, or another
            match numbers.iter().find(|(known, _)| *known == number) {
                Some((_, first)) if first != value => {
                    let expected = "words and numbers, each mapped to one number";
                    return Err(Error::option("labels", expected, format!("{number}: {first} and {label:?}: {value}")));
                }
                Some(_) => {}
                None => numbers.push((number, *value)),
            }
        }
        Ok(numbers)
    }

    /// What one number becomes.
    pub(crate) fn relabelled(&self, number: f64) -> f64 {
        #[allow(clippy::float_cmp)] // a label is matched exactly
        let mapped = self.labels.iter().find(|(label, _)| plain_number(label, self.decimal) == Some(number));
        mapped.map_or(number, |(_, value)| *value)
    }
}

/// The number that a label is the digits of; none where it has words too.
fn plain_number(label: &str, mark: DecimalMark) -> Option<f64> {
    let has_words = label.contains(char::is_alphabetic);
    if has_words { None } else { parse_number(label, mark) }
}

/// The form in which labels are compared: trimmed, case folded without regard to any locale.
///
/// # Examples
/// ```
/// use cxm_core::columns::fold;
/// assert_eq!(fold(" Very Satisfied "), fold("very satisfied"));
/// ```
#[must_use]
pub fn fold(label: &str) -> String {
    label.trim().to_lowercase()
}

//! A number of each event: its value, or an attribute of numbers.

use crate::columns::Key;
use crate::error::{Code, Error, Result};
use crate::records::event_log::{Attribute, EventLog};
use std::borrow::Cow;

/// The score of each event; NaN where it has none. `"value"` is the value of the events, any other name an attribute.
pub(super) fn scores<'l>(log: &'l EventLog, name: &str) -> Result<Cow<'l, [f64]>> {
    if name == "value" && !log.values().is_empty() {
        return Ok(Cow::Borrowed(log.values()));
    }
    if name == "value" && log.attributes().iter().all(|attribute| attribute.name != name) {
        if log.n_events() == 0 {
            return Ok(Cow::default());
        }
        return Err(Error::option("score", "a log with values, or the name of an attribute of numbers", "a log without values"));
    }
    let attribute = log.attribute(name)?;
    let number = |key: &Key| match key {
        Key::Null => Ok(f64::NAN),
        Key::Int(value) => Ok(*value as f64),
        Key::Float(value) if value.get().is_finite() => Ok(value.get()),
        other => {
            let message = format!("{name:?} holds {other}, which is no number: a score is one");
            Err(Error::new(Code::NotANumber, message).with_field(name))
        }
    };
    of_attribute(attribute, number).map(Cow::Owned)
}

/// The number of each event by an attribute, each of whose values is read once.
pub(super) fn of_attribute(attribute: &Attribute, number: impl Fn(&Key) -> Result<f64>) -> Result<Vec<f64>> {
    let numbers = attribute.keys.iter().map(number).collect::<Result<Vec<f64>>>()?;
    Ok(attribute.codes.iter().map(|&code| numbers.get(code as usize).copied().unwrap_or(f64::NAN)).collect())
}

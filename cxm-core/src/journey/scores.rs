//! A number of each event: its value, or an attribute of numbers.

use crate::columns::Key;
use crate::error::{Code, Error, Result};
use crate::records::event_log::EventLog;

/// The score of each event; NaN where it has none. `"value"` is the value of the events, any other name an attribute.
pub(super) fn scores(log: &EventLog, name: &str) -> Result<Vec<f64>> {
    if name == "value" && !log.values().is_empty() {
        return Ok(log.values().to_vec());
    }
    if name == "value" && log.attributes().iter().all(|attribute| attribute.name != name) {
        if log.n_events() == 0 {
            return Ok(Vec::new());
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
    let numbers = attribute.keys.iter().map(number).collect::<Result<Vec<f64>>>()?;
    Ok(attribute.codes.iter().map(|&code| numbers.get(code as usize).copied().unwrap_or(f64::NAN)).collect())
}

use serde_json::{Value, json};

use super::document::{At, Document, Problem, Schemas};
use crate::error::{Code, Error, Result};

/// A share or a probability, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Share(f64);

impl Share {
    /// A share of a number.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] outside 0 to 1.
    pub fn new(value: f64) -> Result<Self> {
        if (0.0..=1.0).contains(&value) {
            return Ok(Self(value));
        }
        Err(Error::expected(Code::OutOfRange, "share", "from 0 to 1", value.to_string()))
    }

    /// The number.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl Document for Share {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let value = f64::read(at, problems)?;
        Self::new(value).map_err(|error| at.refused(&error, problems)).ok()
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn schema(_: &mut Schemas) -> Value {
        json!({ "type": "number", "minimum": 0, "maximum": 1 })
    }
}

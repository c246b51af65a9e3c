use crate::domain::Text;
use crate::domain::document::{At, Document, Problem, Schemas, document, names};
use crate::error::Result;
use crate::stats::{Direction, Scale};
use std::collections::BTreeMap;

document! {
    /// The closed scale of a question: whole points, the words on some of them, and which end is good.
    pub struct QuestionScale {
        /// The lowest point.
        min: i16,
        /// The highest point.
        max: i16,
        /// Which end is good.
        direction: Direction,
        /// The words on a point.
        labels: BTreeMap<i16, Text> = BTreeMap::new(),
    }
}

names! {
    /// The names of directions in documents.
    pub enum Good {
        /// More is better.
        High "higherIsBetter",
        /// Less is better.
        Low "lowerIsBetter",
    }
}

/// A direction as documents write it, `higherIsBetter`.
impl Document for Direction {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        Good::read(at, problems).map(|good| if good == Good::High { Self::HigherIsBetter } else { Self::LowerIsBetter })
    }

    fn write(&self) -> serde_json::Value {
        if *self == Self::HigherIsBetter { Good::High.write() } else { Good::Low.write() }
    }

    fn schema(schemas: &mut Schemas) -> serde_json::Value {
        schemas.define("Direction", |_| serde_json::json!({ "enum": ["higherIsBetter", "lowerIsBetter"] }))
    }
}

impl QuestionScale {
    /// How many points it has; 0 when it is upside down.
    #[must_use]
    pub fn points(&self) -> u32 {
        u32::try_from(i32::from(self.max) - i32::from(self.min) + 1).unwrap_or(0)
    }

    /// The scale on which its scores are tallied.
    ///
    /// # Errors
    /// `invalid_option` when it has no room or more than 1,001 points.
    pub fn scale(&self) -> Result<Scale> {
        Ok(Scale::new(self.min.into(), self.max.into())?.direction(self.direction))
    }
}

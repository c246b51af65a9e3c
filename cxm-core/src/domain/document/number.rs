//! Numbers as documents.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::at::At;
use super::problem::Problem;
use super::read::Document;
use super::schema::Schemas;
use crate::error::{Code, Error};
use crate::state::Tree;

/// The largest whole number that every language reads exactly, 2^53.
const EXACT: i64 = 1 << 53;

/// The whole number at a place, between two bounds.
fn whole(at: &At<'_>, low: i64, high: i64, problems: &mut Vec<Problem>) -> Option<i64> {
    let value = match at.tree() {
        Tree::Whole(value) => i64::try_from(*value).ok(),
        Tree::Negative(value) => Some(*value),
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most 2^53, checked just before")]
        Tree::Number(value) if value.fract() == 0.0 && value.abs() <= EXACT as f64 => Some(*value as i64),
        Tree::Number(value) if value.fract() == 0.0 => None, // as whole as it is, out of range
        Tree::Number(value) => {
            let error = Error::expected(Code::NotAnInteger, "this", "a whole number", value.to_string());
            at.refused(&error, problems);
            return None;
        }
        _ => {
            at.wanted("a whole number", problems);
            return None;
        }
    };
    let value = value.filter(|value| (low..=high).contains(value));
    if value.is_none() {
        let error = Error::new(Code::OutOfRange, format!("write a whole number from {low} to {high} here"));
        at.refused(&error, problems);
    }
    value
}

macro_rules! whole_numbers {
    ($($type:ty: $low:expr, $high:expr;)+) => { $(
        impl Document for $type {
            fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
                whole(at, $low, $high, problems).and_then(|value| Self::try_from(value).ok())
            }

            fn write(&self) -> Value {
                Value::from(*self)
            }

            fn write_json(&self, json: &mut String) {
                let _ = write!(json, "{self}"); // writing to a String does not fail
            }

            fn schema(_: &mut Schemas) -> Value {
                json!({ "type": "integer", "minimum": $low, "maximum": $high })
            }
        }
    )+ };
}

whole_numbers! {
    u8: 0, 255;
    i16: -32_768, 32_767;
    u32: 0, 4_294_967_295_i64;
    u64: 0, EXACT;
    i64: -EXACT, EXACT;
}

impl Document for f64 {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        match at.tree() {
            Tree::Whole(value) => Some(*value as Self),
            Tree::Negative(value) => Some(*value as Self),
            Tree::Number(value) => Some(*value),
            _ => {
                at.wanted("a number", problems);
                None
            }
        }
    }

    fn write(&self) -> Value {
        // A whole number is written as one, as canonical JSON does: 370, not 370.0.
        #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most 2^53, checked just before")]
        if self.fract() == 0.0 && self.abs() <= EXACT as Self { Value::from(*self as i64) } else { Value::from(*self) }
    }

    fn schema(_: &mut Schemas) -> Value {
        json!({ "type": "number" })
    }
}

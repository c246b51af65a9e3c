//! Whether a metric of the context passes the test of a condition.

use crate::domain::MetricCondition;
use crate::error::{Code, Error, Result};
use serde_json::{Map, Value};

/// A metric of the context, taken apart once for all conditions on it: an object of an estimate's fields, or a bare number, which is the estimate.
pub(super) enum SeenMetric<'v> {
    Estimate {
        fields: &'v Map<String, Value>,
        estimate: Option<&'v Value>,
        method: Option<&'v str>,
        ends: [Option<&'v Value>; 2],
    },
    Number(&'v Value),
    Other,
}

impl<'v> SeenMetric<'v> {
    pub fn of(value: &'v Value) -> Self {
        match value {
            Value::Object(fields) => {
                let (mut estimate, mut method, mut ends) = (None, None, [None; 2]);
                for (name, value) in fields {
                    match name.as_str() {
                        "conf_high" => ends[1] = Some(value),
                        "conf_low" => ends[0] = Some(value),
                        "estimate" => estimate = Some(value),
                        "method" => method = value.as_str(),
                        _ => {}
                    }
                }
                Self::Estimate { fields, estimate, method, ends }
            }
            Value::Number(_) => Self::Number(value),
            _ => Self::Other,
        }
    }

    /// Whether it passes. One that must be significant passes with both ends of its interval, and that must be one that holds at every look: rules look again and again.
    ///
    /// # Errors
    /// `invalid_option` where it must be significant and is no estimate of such an interval.
    pub fn passes(&self, condition: &MetricCondition) -> Result<bool> {
        let test = &condition.test;
        match self {
            Self::Estimate { method, ends, .. } if condition.significant => {
                if *method != Some("anytime") {
                    return Err(for_one_look(method.unwrap_or("no method")));
                }
                Ok(ends.iter().all(|end| end.is_some_and(|end| end.is_number() && test.holds_of(Some(end)))))
            }
            Self::Estimate { estimate, .. } if test.prop == "estimate" => Ok(test.holds_of(*estimate)),
            Self::Estimate { fields, .. } => Ok(test.holds(fields)),
            Self::Number(_) if condition.significant => Err(Error::option(
                "metrics",
                "an estimate with the interval \"anytime\" where it must be significant",
                "a number",
            )),
            Self::Number(number) => Ok(test.holds_of((test.prop == "estimate").then_some(*number))),
            Self::Other => Ok(false),
        }
    }
}

#[cold]
fn for_one_look(method: &str) -> Error {
    let message =
        "a rule that fires only when significant looks again and again: give it an estimate with the interval \"anytime\"";
    Error::new(Code::InvalidOption, message).with_field("method").with_expected("anytime").with_got(method)
}

//! Whether a metric of the context passes the test of a condition.

use super::context::{place_of, wanted};
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
        /// A field that should be a number and is none.
        wrong: Option<(&'v str, &'v Value)>,
    },
    Number(&'v Value),
    Other,
}

impl<'v> SeenMetric<'v> {
    pub fn of(value: &'v Value) -> Self {
        match value {
            Value::Object(fields) => {
                let (mut estimate, mut method, mut ends) = (None, None, [None; 2]);
                let mut wrong = None;
                for (name, value) in fields {
                    if !matches!(value, Value::Number(_) | Value::Null) && is_number(name) {
                        wrong = Some((name.as_str(), value));
                    }
                    match name.as_str() {
                        "conf_high" => ends[1] = Some(value),
                        "conf_low" => ends[0] = Some(value),
                        "estimate" => estimate = Some(value),
                        "method" => method = value.as_str(),
                        _ => {}
                    }
                }
                Self::Estimate { fields, estimate, method, ends, wrong }
            }
            Value::Number(_) => Self::Number(value),
            _ => Self::Other,
        }
    }

    /// Refuses an estimate of which a number is none: it would be no alert, in silence.
    ///
    /// # Errors
    /// `invalid_json` with the pointer.
    pub fn require_numbers(&self, metric: &str) -> Result<()> {
        match self {
            Self::Estimate { wrong: Some((field, value)), .. } => {
                Err(wanted(format!("{}/{field}", place_of(metric)), "a number", value))
            }
            _ => Ok(()),
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

/// Whether a field of an estimate is a number, or null.
fn is_number(field: &str) -> bool {
    matches!(
        field,
        "estimate"
            | "std_error"
            | "conf_low"
            | "conf_high"
            | "conf_level"
            | "n"
            | "n_missing"
            | "n_invalid"
            | "n_eff"
            | "std_dev"
    )
}

#[cold]
fn for_one_look(method: &str) -> Error {
    let message =
        "a rule that fires only when significant looks again and again: give it an estimate with the interval \"anytime\"";
    Error::new(Code::InvalidOption, message).with_field("method").with_expected("anytime").with_got(method)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Estimate, EvaluateOptions, Scale, Tally};

    #[test]
    fn the_numbers_are_those_fields_of_an_estimate_that_are_numbers() {
        let tally = Tally::from_counts(Scale::NPS, &[1, 2, 0, 0, 3, 0, 0, 4, 0, 5, 6], 2, 1).unwrap();
        let estimate = serde_json::to_value(tally.nps(&EvaluateOptions::default()).unwrap()).unwrap();
        for name in Estimate::FIELDS {
            let value = &estimate[name];
            assert!(value.is_number() == is_number(name) || value.is_null(), "{name}: {value}");
        }
        assert!(SeenMetric::of(&estimate).require_numbers("nps").is_ok());
    }
}

//! Whether what came is what a vector expects.

use super::read;
use cxm_core::Error;
use serde_json::Value;

/// What a call gave: a result by field names, or an error.
pub type Outcome = Result<Value, Error>;

/// Checks the fields that `expect` names, no others.
pub fn outcome(got: &Outcome, expect: &Value, tolerance: &Value) -> Result<(), String> {
    match (got, expect.get("error")) {
        (Err(error), Some(wanted)) => refusal(error, wanted),
        (Err(error), None) => Err(format!("refused with {}: {}", error.code(), error.message())),
        (Ok(value), Some(wanted)) => Err(format!("must be refused with {wanted}, got {value}")),
        (Ok(value), None) => fields(value, expect, tolerance),
    }
}

/// Checks that the result is what `expect` holds and nothing more.
pub fn whole(got: &Outcome, expect: &Value) -> Result<(), String> {
    match got {
        Ok(got) if got != expect => Err(format!("got {got}, want exactly {expect}")),
        _ => Ok(()),
    }
}

fn refusal(error: &Error, wanted: &Value) -> Result<(), String> {
    if error.message().chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        return Err(format!("the sentence does something to a terminal: {:?}", error.message()));
    }
    for (key, value) in wanted.as_object().ok_or("error must be an object")? {
        let got: Value = match key.as_str() {
            "code" => error.code().name().into(),
            "row" => error.row().into(),
            "line" => error.line().into(),
            "field" => error.field().into(),
            "got" => error.got().into(),
            "pointer" => error.pointer().into(),
            "message" => error.message().into(),
            other => return Err(format!("an error has no {other}")),
        };
        if got != *value {
            return Err(format!("error.{key} must be {value}, got {got} ({}: {})", error.code(), error.message()));
        }
    }
    Ok(())
}

fn fields(got: &Value, expect: &Value, tolerance: &Value) -> Result<(), String> {
    for (key, wanted) in expect.as_object().ok_or("expect must be an object")? {
        let value = got.get(key).ok_or_else(|| format!("the result has no {key}: {got}"))?;
        same(value, wanted, tolerance).map_err(|why| format!("{key}{why}"))?;
    }
    Ok(())
}

/// Compares value by value; the error begins with the path below.
fn same(got: &Value, wanted: &Value, tolerance: &Value) -> Result<(), String> {
    match (got, wanted) {
        (Value::Array(got), Value::Array(wanted)) if got.len() == wanted.len() => got
            .iter()
            .zip(wanted)
            .enumerate()
            .try_for_each(|(i, (got, wanted))| same(got, wanted, tolerance).map_err(|why| format!("[{i}]{why}"))),
        (Value::Object(got), Value::Object(wanted)) => wanted.iter().try_for_each(|(key, wanted)| {
            same(got.get(key).unwrap_or(&Value::Null), wanted, tolerance).map_err(|why| format!(".{key}{why}"))
        }),
        (Value::Number(number), Value::String(bits)) if bits.contains("0x") => {
            let (got, wanted) = (number.as_f64().unwrap(), read::float(wanted).unwrap());
            if got.to_bits() == wanted.to_bits() { Ok(()) } else { Err(format!(": got {got:?}, want the bits of {wanted:?}")) }
        }
        (Value::Number(got), Value::Number(wanted)) => {
            let (got, wanted) = (got.as_f64().unwrap(), wanted.as_f64().unwrap());
            let of = |key: &str| tolerance.get(key).and_then(Value::as_f64).unwrap_or(0.0);
            let allowed = (of("rel") * wanted.abs()).max(of("abs"));
            if (got - wanted).abs() <= allowed {
                Ok(())
            } else {
                Err(format!(": got {got:?}, want {wanted:?} within {allowed:e}"))
            }
        }
        _ if got == wanted => Ok(()),
        _ => Err(format!(": got {got}, want {wanted}")),
    }
}

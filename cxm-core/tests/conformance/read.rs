//! From the JSON of a vector to columns.

use cxm_core::columns::{Cell, ColumnView};
use serde_json::Value;

/// A number; "NaN", "Infinity", "-Infinity" and hexadecimal floats stand in strings.
pub fn float(value: &Value) -> Option<f64> {
    let Some(text) = value.as_str() else { return value.as_f64() };
    match text {
        "NaN" => return Some(f64::NAN),
        "Infinity" => return Some(f64::INFINITY),
        "-Infinity" => return Some(f64::NEG_INFINITY),
        _ => {}
    }
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (mantissa, exponent) = digits.strip_prefix("0x")?.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mantissa = u64::from_str_radix(&format!("{whole}{fraction}"), 16).ok()?;
    let exponent = exponent.parse::<i32>().ok()? - 4 * i32::try_from(fraction.len()).ok()?;
    // Two steps, so that neither factor overflows or underflows: both products are exact for a number that an f64 holds.
    let half = exponent / 2;
    Some(sign * mantissa as f64 * 2_f64.powi(half) * 2_f64.powi(exponent - half))
}

/// A cell of a mixed column; `{"float": "NaN"}` is a float that JSON has no number for.
pub fn cell(value: &Value) -> Cell<'static> {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(truth) => Cell::Bool(*truth),
        Value::String(text) => Cell::Text(text.clone().into()),
        Value::Number(number) => number.as_i64().map_or_else(|| Cell::Float(number.as_f64().unwrap()), Cell::Int),
        Value::Object(tagged) => Cell::Float(float(&tagged["float"]).unwrap()),
        Value::Array(items) => Cell::List(items.iter().map(cell).collect()),
    }
}

/// A column: a list of cells, or `{"u8": [...]}` for a typed one. Buffers are leaked: a test ends soon.
pub fn column(value: &Value) -> ColumnView<'static> {
    if let Some(cells) = value.as_array() {
        return cells.iter().map(cell).collect::<Vec<_>>().into();
    }
    let (kind, values) = value.as_object().and_then(|typed| typed.iter().next()).unwrap();
    let values = values.as_array().unwrap();
    macro_rules! whole {
        ($type:ty) => {
            (&*values.iter().map(|value| integer(value) as $type).collect::<Vec<$type>>().leak()).into()
        };
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the vectors hold values of their type
    match kind.as_str() {
        "u8" => whole!(u8),
        "i8" => whole!(i8),
        "u16" => whole!(u16),
        "i16" => whole!(i16),
        "u32" => whole!(u32),
        "i32" => whole!(i32),
        "u64" => whole!(u64),
        "i64" => whole!(i64),
        "f64" => (&*values.iter().map(|value| float(value).unwrap()).collect::<Vec<_>>().leak()).into(),
        "f32" => (&*values.iter().map(|value| float(value).unwrap() as f32).collect::<Vec<_>>().leak()).into(),
        other => panic!("no column type {other}"),
    }
}

/// A whole number; those past 2^53 stand in strings.
fn integer(value: &Value) -> i128 {
    value
        .as_str()
        .map_or_else(|| value.as_i64().map_or_else(|| value.as_u64().unwrap().into(), Into::into), |text| text.parse().unwrap())
}

/// Bytes from hexadecimal text.
pub fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

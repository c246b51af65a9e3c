//! Tables on their way to JavaScript.

use cxm_core::columns::{Key, Table, TableColumn};
use serde_json::{Value, json};

/// 2^53 - 1, JavaScript's `Number.MAX_SAFE_INTEGER`.
const MAX_SAFE: u64 = 9_007_199_254_740_991;

/// The columns as JSON: name, values, and for keys the input rows that hold them. `results.js` makes rows of it.
pub fn to_json(table: &Table) -> Value {
    let column = |(name, column): &(String, TableColumn)| match column {
        TableColumn::Key { keys, rows } => {
            json!({ "name": name, "key": true, "values": keys.iter().map(key).collect::<Vec<_>>(), "rows": rows })
        }
        _ => {
            json!({ "name": name, "key": false, "values": (0..table.len()).map(|row| table.value(name, row)).collect::<Vec<_>>() })
        }
    };
    table.columns().iter().map(column).collect()
}

/// A key as JSON; in an object where JSON has no such value: whole numbers past 2^53, infinities, and times in microseconds.
fn key(key: &Key) -> Value {
    match key {
        Key::Float(number) if number.get().is_infinite() => {
            json!({ "float": if number.get() > 0.0 { "Infinity" } else { "-Infinity" } })
        }
        Key::Int(whole) if whole.unsigned_abs() > MAX_SAFE => json!({ "int": whole.to_string() }),
        Key::Time(micros) => json!({ "micros": micros }),
        other => other.to_json(),
    }
}

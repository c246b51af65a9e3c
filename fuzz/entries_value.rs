//! Customer value and survival from JSON: columns and options in one object, `{"call": "rfm", "columns": {"who": ["a"], ...}, ...}`.
#![allow(dead_code)] // each target uses what it needs

use cxm_core::Result;
use cxm_core::call::{
    Args, SurvivalCurves, aalen_johansen_table, calibration, clv, cohort_retention, cox_fit, customer_rate, discrete_hazard_fit,
    holdout, inter_purchase_time, log_rank, nelson_aalen_table, rfm, rfm_scores, rfm_segments, rmst_difference, value_fit,
    value_predict,
};
use cxm_core::columns::{Cell, ColumnView, Frame, Table, TableColumn};
use serde_json::{Map, Value, json};

/// Columns of a few rows as any caller may give them. What is refused is refused; of what is found no number is NaN.
pub fn value_json(data: &[u8]) {
    let Ok(Value::Object(mut given)) = serde_json::from_slice::<Value>(data) else { return };
    let (Some(Value::String(call)), Some(Value::Object(columns))) = (given.remove("call"), given.remove("columns")) else {
        return;
    };
    let rows = columns.values().map(|column| column.as_array().map_or(0, Vec::len)).max().unwrap_or(0);
    // More rows or draws take longer, and nothing else.
    if rows > 40 || given.get("draws").is_some_and(|draws| draws.as_f64() != Some(100.0)) || given.get("months").is_some() {
        return;
    }
    let columns: Vec<(String, Vec<Cell<'_>>)> = columns
        .iter()
        .map(|(name, cells)| (name.clone(), cells.as_array().map_or(&[][..], Vec::as_slice).iter().map(cell).collect()))
        .collect();
    let views = columns.iter().map(|(name, cells)| ColumnView::from(cells.as_slice()).named(name.as_str())).collect();
    let Ok(frame) = Frame::new(views) else { return };
    for table in tables(&call, &frame, &given).unwrap_or_default() {
        require_numbers(&table);
    }
}

fn cell(value: &Value) -> Cell<'_> {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(truth) => Cell::Bool(*truth),
        Value::String(text) => Cell::Text(text.as_str().into()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Cell::Int(whole),
            None => number.as_f64().map_or(Cell::Null, Cell::Float),
        },
        Value::Array(_) | Value::Object(_) => Cell::Other("a list or an object"),
    }
}

fn tables(call: &str, frame: &Frame<'_>, options: &Map<String, Value>) -> Result<Vec<Table>> {
    let args = Args::new(call, options.clone());
    Ok(match call {
        "rfm" => vec![rfm(frame, args)?],
        "holdout" => vec![holdout(frame, args)?],
        "cohort_retention" => vec![cohort_retention(frame, args)?],
        "inter_purchase_time" => vec![inter_purchase_time(frame, args)?],
        "rfm_scores" => vec![rfm_scores(frame, args)?],
        "rfm_segments" => vec![rfm_segments(frame, args)?],
        "nelson_aalen" => vec![nelson_aalen_table(frame, args)?],
        "aalen_johansen" => vec![aalen_johansen_table(frame, args)?],
        "value_predict" => vec![value_predict(frame, args)?],
        "clv" => vec![clv(frame, args)?.table],
        "kaplan_meier" => {
            let curves = SurvivalCurves::of(frame, args)?;
            let asked = json!({"until": 3, "times": [-1, 0, 2.5, 1e300]});
            let ask = |question| curves.ask(question, Args::new(call, asked.as_object().cloned().unwrap_or_default())).ok();
            ["table", "groups", "at", "restricted_mean"].into_iter().filter_map(ask).collect()
        }
        "calibration" => all(calibration(frame, args)?.tables),
        "cox" => all(cox_fit(frame, args)?.tables),
        "discrete_hazard" => all(discrete_hazard_fit(frame, args)?.tables),
        "log_rank" | "rmst_difference" => {
            let test = if call == "log_rank" { log_rank(frame, args)? } else { rmst_difference(frame, args)? };
            assert!(test.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)), "{test:?}");
            Vec::new()
        }
        "fit" => {
            let fit = value_fit(frame, args)?;
            let parameters = fit["params"].as_object().into_iter().flatten();
            assert!(parameters.into_iter().all(|(_, value)| value.as_f64().is_some_and(f64::is_finite)), "{fit}");
            Vec::new()
        }
        _ => {
            let rate = customer_rate(frame, args)?;
            assert!(rate.estimate.estimate.is_none_or(|estimate| !estimate.is_nan()), "{rate:?}");
            rate.segments.into_iter().collect()
        }
    })
}

fn all(tables: Vec<(&'static str, Table)>) -> Vec<Table> {
    tables.into_iter().map(|(_, table)| table).collect()
}

fn require_numbers(table: &Table) {
    for (name, column) in table.columns() {
        let has_none = match column {
            TableColumn::Float(values) => values.iter().flatten().any(|value| value.is_nan()),
            TableColumn::Numbers(values) => values.iter().any(|value| value.is_nan()),
            _ => false,
        };
        assert!(!has_none, "{name} of {table:?}");
    }
}

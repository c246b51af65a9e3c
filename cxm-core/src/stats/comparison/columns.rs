use super::Test;
use crate::columns::{Table, TableColumn};
use crate::stats::flag_names;

/// The table with the columns of a test in each row: `estimate`, `std_error`, `statistic`, `df`, `p_value`, `p_adjusted`, `conf_low`, `conf_high`, `method`, `flags`; null in a row without one.
pub(crate) fn with_tests(table: Table, tests: &[Option<&Test>], adjusted: Vec<Option<f64>>) -> Table {
    let float = |field: fn(&Test) -> Option<f64>| TableColumn::Float(tests.iter().map(|test| test.and_then(field)).collect());
    let text = |field: fn(&Test) -> String| TableColumn::Text(tests.iter().map(|test| test.map(field)).collect());
    table
        .with("estimate", float(|test| test.estimate))
        .with("std_error", float(|test| test.std_error))
        .with("statistic", float(|test| test.statistic))
        .with("df", float(|test| test.df))
        .with("p_value", float(|test| test.p_value))
        .with("p_adjusted", TableColumn::Float(adjusted))
        .with("conf_low", float(|test| test.conf_low))
        .with("conf_high", float(|test| test.conf_high))
        .with("method", text(|test| test.method.clone().into_owned()))
        .with("flags", text(|test| flag_names(&test.flags)))
}

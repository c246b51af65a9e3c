//! What the customers of a music shop (CDNOW, 1997 to 1998) are worth, by a model that is held against the past first.

use crate::gzipped;
use cxm_core::call::{Args, calibration, clv, customer_rate, holdout, rfm, rfm_scores, value_fit};
use cxm_core::columns::{ColumnView, Frame, Table};
use cxm_core::formats::csv::{CsvOptions, read_csv};
use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write as _;

/// What is printed.
pub fn story() -> Result<String, Box<dyn Error>> {
    let table = read_csv(&gzipped("cdnow_sample.csv.gz")?, CsvOptions::default())?;
    let column = |place: usize| table.rows.iter().filter_map(move |row| row.get(place)).map(String::as_str);
    let (customer, date): (Vec<&str>, Vec<&str>) = (column(0).collect(), column(1).collect());
    let amount = column(3).map(str::parse).collect::<Result<Vec<f64>, _>>()?; // customer, date, quantity, amount
    let bought = Frame::new(vec![
        ColumnView::from(customer.as_slice()).named("customer"),
        ColumnView::from(date.as_slice()).named("date"),
        ColumnView::from(&amount).named("amount"),
    ])?;

    let within = json!({ "customer": "customer", "time": "date", "observation_end": "1998-06-30", "within": "365d" });
    let again = customer_rate(&bought, args("repeat_purchase_rate", &within)?)?.estimate;
    let percent = |share: Option<f64>| 100.0 * share.unwrap_or_default();
    let mut out = String::new();
    let (purchases, customers) = (count(customer.len() as u64), count(again.n.unwrap_or_default()));
    writeln!(out, "A music shop: {purchases} purchases of {customers} customers, who first bought in early 1997.")?;
    let (share, low, high) = (percent(again.estimate), percent(again.conf_low), percent(again.conf_high));
    writeln!(out, "Buy again within a year: {share:>5.1} % [{low:.1}, {high:.1}]\n")?;

    writeln!(out, "Purchases a customer in the nine months after September 1997, by models of the nine months before")?;
    let mut money = json!({ "customer": "customer", "time": "date", "amount": "amount", "observation_end": "1998-06-30" });
    let customers = rfm(&bought, args("rfm", &money)?)?;
    money["calibration_end"] = "1997-09-30".into();
    let split = holdout(&bought, args("holdout", &money)?)?;
    for (name, model) in [("BG/NBD", "bg_nbd"), ("Pareto/NBD", "pareto_nbd")] {
        let fit = fitted(&split, model)?;
        let drawn = json!({ "fit": fit, "interval": "simulate", "draws": 200, "seed": 1 });
        let held = calibration(&split.frame()?, args("calibration", &drawn)?)?.fields;
        let [expected, low, high, came] = ["expected", "pred_low", "pred_high", "actual"].map(|field| number(&held[field]));
        writeln!(out, "  {name:<12}{expected:.3}, within {low:.3} and {high:.3}; {came:.3} came")?;
    }

    let options = json!({
        "purchase_fit": fitted(&customers, "pareto_nbd")?, "spend_fit": fitted(&customers, "gamma_gamma")?, "months": 12, "basis": "margin",
        "margin": 0.3, "interval": "simulate", "draws": 200, "seed": 1, "by": "segment",
    });
    let scores = rfm_scores(&customers.frame()?, args("rfm_scores", &json!({}))?)?;
    let mut columns: Vec<ColumnView<'_>> =
        customers.columns().iter().map(|(name, column)| column.view().named(name.as_str())).collect();
    columns.extend(
        scores.columns().iter().filter(|(name, _)| name == "segment").map(|(name, column)| column.view().named(name.as_str())),
    );
    let worth = clv(&Frame::new(columns)?, args("clv", &options)?)?;
    writeln!(out, "\nMargin of the next twelve months, of 30 % of the revenue, by the Pareto/NBD")?;
    let n = worth.total.n.unwrap_or_default();
    let all = line("all", n, [worth.total.estimate, worth.pred_low, worth.pred_high].map(Option::unwrap_or_default));
    writeln!(out, "{all}; the best tenth has {:.1} %", percent(worth.share_top_decile))?;
    let groups = worth.groups.unwrap_or_default();
    let value = |name: &str, row: usize| number(&groups.value(name, row));
    let mut rows: Vec<usize> = (0..groups.len()).collect();
    rows.sort_by(|&one, &two| value("clv", two).total_cmp(&value("clv", one)));
    for row in rows.into_iter().take(4) {
        let (segment, n) = (groups.value("segment", row), groups.value("n", row).as_u64().unwrap_or_default());
        let values = ["clv", "pred_low", "pred_high"].map(|name| value(name, row));
        writeln!(out, "{}", line(segment.as_str().unwrap_or_default(), n, values))?;
    }
    Ok(out)
}

fn args(function: &str, options: &Value) -> Result<Args, Box<dyn Error>> {
    Ok(Args::from_json(function, &options.to_string())?)
}

/// A model fitted to customers, whose times are in weeks.
fn fitted(customers: &Table, model: &str) -> Result<Value, Box<dyn Error>> {
    Ok(value_fit(&customers.frame()?, args("fit", &json!({ "model": model, "unit": "week" }))?)?)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn line(name: &str, n: u64, [value, low, high]: [f64; 3]) -> String {
    let whole = |amount: f64| grouped(&format!("{amount:.0}"));
    format!("  {name:<18}{:>5}  {:>6}  [{}, {}]", count(n), whole(value), whole(low), whole(high))
}

fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// Thousands apart.
fn grouped(digits: &str) -> String {
    match digits.len().checked_sub(3) {
        Some(head) if head > 0 => format!("{},{}", grouped(&digits[..head]), &digits[head..]),
        _ => digits.to_owned(),
    }
}

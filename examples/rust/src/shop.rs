//! The clicks of 600 customers of a shop: a log of events, and where they get lost on their way to a purchase.

use crate::gzipped;
use cxm_core::call::{Args, event_log, event_log_table, sessionize, throughput};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::formats::csv::{CsvOptions, CsvTable, read_csv};
use cxm_core::records::event_log::EventLog;
use std::error::Error;
use std::fmt::Write as _;

/// The rows of the file.
pub fn clicks() -> Result<CsvTable, Box<dyn Error>> {
    Ok(read_csv(&gzipped("shop_events.csv.gz")?, CsvOptions::default())?)
}

/// Who did what when, from the rows.
pub fn columns(table: &CsvTable) -> [Vec<&str>; 3] {
    let column = |place: usize| table.rows.iter().filter_map(|row| row.get(place)).map(String::as_str).collect();
    [column(0), column(2), column(3)] // user_id, session_id, event, timestamp, ...
}

/// A frame of these columns.
pub fn frame<'c>([user, event, time]: &'c [Vec<&'c str>; 3]) -> Result<Frame<'c>, Box<dyn Error>> {
    Ok(Frame::new(vec![
        ColumnView::from(user.as_slice()).named("user_id"),
        ColumnView::from(event.as_slice()).named("event"),
        ColumnView::from(time.as_slice()).named("timestamp"),
    ])?)
}

/// The log of such a frame.
pub fn log_of(frame: &Frame<'_>) -> Result<EventLog, Box<dyn Error>> {
    let columns = r#"{"customer": "user_id", "touchpoint": "event", "time": "timestamp"}"#;
    Ok(event_log(frame, Args::from_json("EventLog", columns)?)?)
}

/// What is printed.
pub fn story() -> Result<String, Box<dyn Error>> {
    let table = clicks()?;
    let log = log_of(&frame(&columns(&table))?)?;
    let sessions = sessionize(&log, Args::from_json("sessionize", r#"{"timeout": "30m"}"#)?)?;
    let throughput = throughput(&sessions, Args::from_json("throughput", "{}")?)?;

    let mut out = String::new();
    let (events, customers, touchpoints) = (log.n_events(), log.n_customers(), log.touchpoints().len());
    writeln!(out, "A shop: {events} events of {customers} customers at {touchpoints} touchpoints.")?;
    let minutes = throughput.p90.unwrap_or_default() / 60.0;
    writeln!(
        out,
        "{} visits (a pause of more than 30 minutes ends one), nine in ten over within {minutes:.1} minutes.\n",
        throughput.n
    )?;

    writeln!(out, "On the way to a purchase, within a week")?;
    let steps = r#"{"steps": ["home", "product_view", "add_to_cart", "purchase"], "within": "7d"}"#;
    let funnel = event_log_table(&log, "funnel", Args::from_json("funnel", steps)?)?;
    for row in 0..funnel.len() {
        let percent = |name: &str| 100.0 * funnel.value(name, row).as_f64().unwrap_or_default();
        let (touchpoint, n) = (funnel.value("touchpoint", row), funnel.value("n", row).as_u64().unwrap_or_default());
        let (share, low, high) = (percent("share_of_first"), percent("conf_low"), percent("conf_high"));
        let touchpoint = touchpoint.as_str().unwrap_or_default();
        writeln!(out, "  {touchpoint:<14}{n:>5}  {share:>5.1} % [{low:.1}, {high:.1}]")?;
    }

    writeln!(out, "\nWhat customers do after a payment error")?;
    let next = event_log_table(&log, "next_step", Args::from_json("next_step", r#"{"prefix": ["payment_error"]}"#)?)?;
    for row in 0..next.len().min(4) {
        let percent = |name: &str| 100.0 * next.value(name, row).as_f64().unwrap_or_default();
        let touchpoint = next.value("touchpoint", row);
        let (share, low, high) = (percent("share"), percent("conf_low"), percent("conf_high"));
        let touchpoint = touchpoint.as_str().unwrap_or("nothing");
        writeln!(out, "  {touchpoint:<18}{share:>5.1} % [{low:.1}, {high:.1}]")?;
    }
    Ok(out)
}

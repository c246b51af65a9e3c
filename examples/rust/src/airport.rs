//! The SFO airport guest survey of 2017, as counts: boarding area x score, with the survey's code 11 for "no answer".

use crate::{WIDTH, data};
use cxm_core::call::{Args, Columns, estimate, scorecard};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::formats::csv::{CsvOptions, read_csv};
use std::error::Error;
use std::fmt::Write as _;

/// What is printed.
pub fn story() -> Result<String, Box<dyn Error>> {
    let table = read_csv(&data("sfo_2017_nps_counts.csv")?, CsvOptions::default())?;
    let column = |place: usize| table.rows.iter().filter_map(|row| row.get(place)).map(String::as_str).collect::<Vec<_>>();
    let (area, score, responses) = (column(1), column(2), column(3)); // year, boarding_area, score, responses
    let responses = responses.iter().map(|count| count.parse()).collect::<Result<Vec<u64>, _>>()?;
    let columns = || Columns { values: score.as_slice().into(), weights: None, counts: Some((&responses).into()) };

    let mut out = String::new();
    let naive = estimate("nps", columns(), Args::from_json("nps", r#"{"scale": [0, 11], "bands": [6, 9]}"#)?)?;
    let nps = estimate("nps", columns(), Args::from_json("nps", r#"{"na": [11]}"#)?)?;
    writeln!(out, "With the code 11 taken for a score:  {naive}")?;
    writeln!(out, "With the code 11 as \"no answer\":     {nps}\n")?;

    let frame = Frame::new(vec![
        ColumnView::from(area.as_slice()).named("boarding_area"),
        ColumnView::from(score.as_slice()).named("score"),
        ColumnView::from(&responses).named("responses"),
    ])?;
    let options = r#"{"column": "score", "counts": "responses", "na": [11], "by": ["boarding_area"], "min_n": 5,
        "title": "San Francisco airport", "subtitle": "Guest survey 2017"}"#;
    let card = scorecard(&frame, &["nps".into()], Args::from_json("scorecard", options)?)?;
    out.push_str(&card.to_text(WIDTH));
    Ok(out)
}

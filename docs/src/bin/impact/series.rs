use super::{SEED, holds, normal, percent};
use cxm_core::columns::time::{date_text, day_from_text};
use cxm_core::columns::{ColumnView, Every, Frame};
use cxm_core::num::Rng;
use cxm_core::program::impact::{InterruptedMethod, InterruptedOptions, interrupted_time_series};
use std::fmt::Write as _;

/// Draws of a cell.
pub const DRAWS: u64 = 5_000;
const LENGTHS: [(usize, usize); 6] = [(6, 6), (12, 6), (12, 12), (24, 12), (36, 24), (60, 60)];
const CORRELATIONS: [f64; 4] = [0.0, 0.2, 0.4, 0.7];

/// A level change of 3 and a trend change of 0.1 in a trend with autoregressive errors.
pub fn write(page: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    page.push_str(
        "## `interrupted_time_series`\n\nA straight line with a jump and a bend; errors AR(1) with standard deviation 1 and the correlation at the head of the column. How often the interval of\n`level_change` holds the jump; in brackets that of Newey and West as published (`method=\"newey_west\"`).\n\n| periods before | after | lags | 0 | 0.2 | 0.4 | 0.7 |\n|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for (place, (before, after)) in LENGTHS.into_iter().enumerate() {
        let mut cells = String::new();
        let mut lags = 0;
        for (column, correlation) in CORRELATIONS.into_iter().enumerate() {
            let (used, [default, published]) =
                coverage(before, after, correlation, (place * CORRELATIONS.len() + column) as u64)?;
            lags = used;
            write!(cells, " {} ({}) |", percent(default, DRAWS), percent(published, DRAWS))?;
        }
        writeln!(page, "| {before} | {after} | {lags} |{cells}")?;
    }
    page.push_str(
        "\nThe default takes its bias and its degrees of freedom from the correlation that the residuals tell of; few periods tell of it badly, which is why short series have wide intervals. With the bias of independent\nerrors it covered 88 % at 12 + 12 and 85 % at 60 + 60 with a correlation of 0.7: few lags leave most of what such errors have in common out, the longer the series the more surely.\n\n",
    );
    Ok(())
}

fn coverage(before: usize, after: usize, correlation: f64, stream: u64) -> Result<(u64, [u64; 2]), Box<dyn std::error::Error>> {
    let n = before + after;
    let mut day = day_from_text("2010-01-01")?;
    let mut days = Vec::with_capacity(n);
    for _ in 0..n {
        days.push(date_text(day));
        day = Every::Month.next(day);
    }
    let names: Vec<&str> = days.iter().map(String::as_str).collect();
    let at = day_from_text(&days[before])?; // there is one after
    let mut rng = Rng::new(SEED, stream);
    let (mut covered, mut lags) = ([0, 0], 0);
    for _ in 0..DRAWS {
        let mut error = normal(&mut rng);
        let values: Vec<f64> = (0..n)
            .map(|t| {
                let since = t as f64 - before as f64;
                let value = 40.0 + 0.2 * since + if t >= before { 3.0 + 0.1 * since } else { 0.0 } + error;
                error = correlation * error + (1.0 - correlation * correlation).sqrt() * normal(&mut rng);
                value
            })
            .collect();
        let frame = Frame::new(vec![
            ColumnView::from(names.as_slice()).named("period"),
            ColumnView::from(values.as_slice()).named("nps"),
        ])?;
        for (method, covered) in covered.iter_mut().enumerate() {
            let mut options = InterruptedOptions::new("period", "nps", at);
            options.method = InterruptedMethod::ALL[method]; // two of them
            let table = interrupted_time_series(&frame, &options)?;
            let ends = table.value("conf_low", 2).as_f64().zip(table.value("conf_high", 2).as_f64()); // level_change
            *covered += u64::from(holds(ends, 3.0));
            if method == 0 {
                lags = table.value("lags", 0).as_u64().unwrap_or(0);
            }
        }
    }
    Ok((lags, covered))
}

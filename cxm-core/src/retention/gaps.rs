use super::RepeatOptions;
use super::purchases::Purchases;
use super::segments::{hidden_alone, hide_rows};
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::records::TransactionColumns;
use crate::records::transaction_columns::Clock;
use crate::stats::survival::{Duration, End, SurvivalQuantile, kaplan_meier_clustered};

/// How long customers take from one purchase to the next: a row a share (of each segment), with the days by which this share of purchases was followed by another.
///
/// The time from the last purchase to the end of the observation counts as one that is not over; to leave it out would show those who come back soon. Who has left makes it look longer: a share that is never reached has no time.
/// A purchase counts once, so that frequent buyers count more often.
///
/// # Formula
/// Kaplan and Meier's quantiles of the gaps, with errors that let the gaps of one customer depend on each other; the interval is Brookmeyer and Crowley's.
///
/// # Units
/// Days.
///
/// # Errors
/// As [`crate::clv::rfm`]; `out_of_range` of a share that is not more than 0 and less than 1.
///
/// # References
/// R. Brookmeyer and J. Crowley (1982), Biometrics 38:29; Z. Ying and L. J. Wei (1994), J. Multivariate Analysis 50:17.
pub fn inter_purchase_time(columns: &TransactionColumns<'_>, shares: &[f64], options: &RepeatOptions) -> Result<Table> {
    if let Some(share) = shares.iter().find(|share| !(**share > 0.0 && **share < 1.0)) {
        return Err(Error::expected(Code::OutOfRange, "quantiles", "more than 0 and less than 1", share.to_string()));
    }
    let purchases = Purchases::read(columns, options.zone, Some(options.observation_end), &options.stop)?;
    let mut clock = Clock::new(options.merge, options.zone);
    let end = clock.days(options.observation_end.micros())?;
    let mut gaps: Vec<(Vec<Duration>, Vec<usize>, usize)> = vec![Default::default(); purchases.segments.len()];
    for (segment, times) in purchases.times() {
        let Some((own, clusters, customers)) = gaps.get_mut(segment) else { continue };
        if options.acquired.is_some_and(|acquired| acquired.among(times.get(..1).unwrap_or(&[])).is_empty()) {
            continue;
        }
        let mut times = times.into_iter().map(|time| clock.days(time)).collect::<Result<Vec<f64>>>()?;
        times.dedup_by(|a, b| a.total_cmp(b).is_eq());
        let closed = times.windows(2).map(|pair| Duration { time: pair[1] - pair[0], end: End::Event }); // of two
        own.extend(closed);
        own.extend(times.last().map(|last| Duration { time: end - last, end: End::Censored }));
        clusters.resize(own.len(), *customers);
        *customers += 1;
    }
    let mut rows: Vec<(Key, f64, [u64; 3], SurvivalQuantile)> = Vec::new();
    for (key, (gaps, clusters, customers)) in purchases.segments.iter().zip(&gaps) {
        let curve = kaplan_meier_clustered(gaps, clusters, options.segments.level)?;
        let counts = [*customers as u64, curve.n_events, curve.n - curve.n_events];
        rows.extend(shares.iter().map(|share| (key.clone(), *share, counts, curve.quantile(*share))));
    }
    let count = |place: usize| TableColumn::Count(rows.iter().map(|row| row.2.get(place).copied()).collect());
    let days = |of: fn(&SurvivalQuantile) -> Option<f64>| TableColumn::Float(rows.iter().map(|row| of(&row.3)).collect());
    let mut table = Table::default();
    if let Some(by) = &purchases.by {
        table = table.with(by.clone(), TableColumn::Key { keys: rows.iter().map(|row| row.0.clone()).collect(), rows: None });
    }
    let hidden = hidden_alone(rows.iter().map(|row| row.2[0]), options.segments.min_n);
    let table = table
        .with("quantile", TableColumn::Float(rows.iter().map(|row| Some(row.1)).collect()))
        .with("n", count(0))
        .with("n_gaps", count(1))
        .with("n_censored", count(2))
        .with("days", days(|found| found.estimate))
        .with("conf_low", days(|found| found.conf_low))
        .with("conf_high", days(|found| found.conf_high));
    Ok(hide_rows(&table, &hidden, "quantile"))
}

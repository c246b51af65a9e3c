use super::against_rest::{AgainstRest, against_rest};
use super::observe::Signals;
use super::{FrictionOptions, FrictionSignal};
use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::records::event_log::EventLog;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::{Flag, LOW_BASE, flag_names, share};

/// At which touchpoints friction shows, and in what: a row for each touchpoint and signal.
///
/// `touchpoint`, `signal`, `n` customers who met it, the `rate` with `conf_low` and `conf_high`, `rest` the rate at all other touchpoints, `difference`, `excess`: how many customers more than at the rate of
/// the rest, `median_seconds` until the next event, `p_value`, `p_adjusted`, `flags`. Signals: `drop_off` the path ends there without the goal, `loop` it is met more than once, `back_step` the next
/// touchpoint is one that comes before it, `long_wait` the next event comes later than `wait_over`; these by the largest excess. Then `score`, the mean of a score there, by the p-value.
///
/// # Formula
/// Shares have Wilson's interval, scores Student's with customers as clusters. A touchpoint is tested against the rest by a score test of the difference whose variance takes customers as clusters, since one
/// customer is at many touchpoints; p-values are adjusted by Benjamini and Hochberg's procedure over all rows.
///
/// # Units
/// Shares, 0 to 1; a score in its own; seconds.
///
/// # Errors
/// `no_model` and `unknown_id` of a goal of the model; `invalid_option` and `unknown_column` of the score; `not_a_number` of an attribute of texts; `invalid_time` when a time ends after 2200.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::{FrictionOptions, friction};
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let customer = ColumnView::from(&["a", "a", "b", "b", "b", "c"]);
/// let touchpoint = ColumnView::from(&["visit", "pay", "visit", "visit", "pay", "visit"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// let table = friction(&log, &FrictionOptions::default())?;
/// let row = (0..table.len()).find(|&row| table.value("touchpoint", row) == "visit" && table.value("signal", row) == "loop").unwrap();
/// assert_eq!((table.value("n", row), table.value("excess", row)), (3.into(), 1.0.into())); // one of three, none of two at pay
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// E. B. Wilson (1927), JASA 22:209; K.-Y. Liang and S. L. Zeger (1986), Biometrika 73:13; Y. Benjamini and Y. Hochberg (1995), JRSS B 57:289.
pub fn friction(log: &EventLog, options: &FrictionOptions) -> Result<Table> {
    let signals = Signals::of(log, options)?;
    let of = [
        (FrictionSignal::DropOff, &signals.drop_off),
        (FrictionSignal::Loop, &signals.loops),
        (FrictionSignal::BackStep, &signals.back_steps),
        (FrictionSignal::LongWait, &signals.long_waits),
        (FrictionSignal::Score, &signals.scores),
    ];
    let mut rows: Vec<(FrictionSignal, AgainstRest)> = Vec::new();
    for (signal, observed) in of {
        let level = options.level.get();
        rows.extend(against_rest(observed, log.touchpoints().len(), level).into_iter().map(|row| (signal, row)));
    }
    // Stable: then by signal and the name of the touchpoint.
    rows.sort_by(|one, two| {
        let last = |signal: FrictionSignal| signal == FrictionSignal::Score;
        last(one.0).cmp(&last(two.0)).then_with(|| match (excess(one), excess(two)) {
            (Some(one), Some(two)) => two.total_cmp(&one),
            _ => one.1.p_value.unwrap_or(2.0).total_cmp(&two.1.p_value.unwrap_or(2.0)),
        })
    });
    let mut ends = Vec::with_capacity(rows.len());
    for (signal, row) in &rows {
        ends.push(if *signal == FrictionSignal::Score {
            (row.margin.map(|margin| row.rate - margin), row.margin.map(|margin| row.rate + margin))
        } else {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count
            let known = share(signal.name(), row.sum as u64, row.customers, options.level)?;
            (known.conf_low, known.conf_high)
        });
    }
    let number = |of: &dyn Fn(&(FrictionSignal, AgainstRest)) -> Option<f64>| TableColumn::Float(rows.iter().map(of).collect());
    let names =
        rows.iter().map(|(_, row)| log.touchpoints().get(row.touchpoint).map_or(Key::Null, |name| Key::Text(name.clone())));
    let p_values: Vec<Option<f64>> = rows.iter().map(|(_, row)| row.p_value).collect();
    let flags = rows.iter().map(|(_, row)| {
        let few = (row.customers as f64) < LOW_BASE;
        Some(flag_names(if few { &[Flag::LowBase] } else { &[] }))
    });
    let median = |row: &AgainstRest| signals.waits.get(row.touchpoint).and_then(|waits| waits.quantile(0.5));
    Ok(Table::default()
        .with("touchpoint", TableColumn::Key { keys: names.collect(), rows: None })
        .with("signal", TableColumn::Text(rows.iter().map(|(signal, _)| Some(signal.name().to_owned())).collect()))
        .with("n", TableColumn::Count(rows.iter().map(|(_, row)| Some(row.customers)).collect()))
        .with("rate", number(&|(_, row)| Some(row.rate)))
        .with("conf_low", TableColumn::Float(ends.iter().map(|ends| ends.0).collect()))
        .with("conf_high", TableColumn::Float(ends.iter().map(|ends| ends.1).collect()))
        .with("rest", number(&|(_, row)| row.rest))
        .with("difference", number(&|(_, row)| row.rest.map(|rest| row.rate - rest)))
        .with("excess", number(&excess))
        .with("median_seconds", number(&|(_, row)| median(row).map(|micros| micros / 1e6)))
        .with("p_value", TableColumn::Float(p_values.clone()))
        .with("p_adjusted", TableColumn::Float(adjust(&p_values, Adjustment::Bh)))
        .with("flags", TableColumn::Text(flags.collect())))
}

/// How many customers more than at the rate of the rest; none of a score.
fn excess((signal, row): &(FrictionSignal, AgainstRest)) -> Option<f64> {
    let more = row.rest.map_or(0.0, |rest| row.customers as f64 * (row.rate - rest));
    (*signal != FrictionSignal::Score).then_some(more.max(0.0))
}

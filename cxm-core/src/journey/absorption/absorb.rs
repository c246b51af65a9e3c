use super::chain::Chain;
use super::table::{Row, table};
use crate::columns::Table;
use crate::error::{Code, Error, Result};
use crate::num::AbsorbingSystem;
use crate::records::event_log::EventLog;
use crate::stats::Level;
use crate::stats::interval::{Interval, normal_critical};

/// Where paths end and after how many touchpoints, if what comes next depends on the touchpoint alone: the absorbing Markov chain of a log.
///
/// Paths are read until their first target, which takes them in, or until their end. A row for each touchpoint that is met until then, after rows for the start of a path (`touchpoint`
/// null), and for each target, after all of them for none (`target` null: the path ends without one): `n` visits, `n_customers`, `expected_visits` on a path, `steps_to_end` with
/// `steps_low` and `steps_high` (touchpoints until the target or the end, this one and the target counted), the `probability` to end there with `conf_low` and `conf_high`,
/// `steps_to_target` on the paths that do.
///
/// From the start of a path nothing is assumed: visits, steps and probabilities are those of the data. Every path ends, so the chain always does.
///
/// # Formula
/// With `c_ij` steps from touchpoint `i` to `j` and `n_i` visits, `N = (I - C/n)^-1`, found without a subtraction. Steps `Σ_j N_ij`; probability of target `t`: `N_it`; steps on the way
/// to it `Σ_j N_ij N_jt / N_it`. Intervals: a step of a customer from `i` to `j` moves the probability `p_s` by `N_si (p_j - p_i) / n_i` (the steps by `N_si (1 + h_j - h_i) / n_i`); the
/// variance is the sum of squares of what each customer moves it, times `k / (k - 1)` for `k` customers, so steps of one customer need not be independent; on the logit scale (steps: on
/// the log scale). Where all or none of the customers who met a touchpoint end there, Clopper and Pearson's interval of their number; at the start Wilson's, and Student's t of the lengths.
///
/// # Errors
/// `unknown_id` with the nearest touchpoint; `duplicate_id` of a target named twice; `too_many_groups` past 1,000 touchpoints.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::absorption;
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::stats::Level;
/// let customer = ColumnView::from(&["a", "a", "a", "b"]);
/// let touchpoint = ColumnView::from(&["visit", "visit", "pay", "visit"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01"]);
/// let log = EventLog::new(&EventColumns::new(customer, touchpoint, time), &EventLogOptions::default())?;
/// let table = absorption(&log, &["pay"], Level::default())?;
/// // Of three visits one is followed by another, one by pay and one by nothing: half get to pay.
/// let visit = (0..table.len()).find(|&row| table.value("touchpoint", row) == "visit").unwrap();
/// assert_eq!((table.value("target", visit), table.value("probability", visit)), ("pay".into(), 0.5.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// J. G. Kemeny and J. L. Snell (1960), Finite Markov Chains, chapter 3; K.-Y. Liang and S. L. Zeger (1986), Biometrika 73:13 (the variance by customers).
pub fn absorption<S: AsRef<str>>(log: &EventLog, targets: &[S], level: Level) -> Result<Table> {
    let chain = Chain::of(log, targets)?;
    if chain.n_customers == 0 {
        return Ok(table(log, &chain, &[]));
    }
    // Each path ends, so each touchpoint on one has a way out.
    let impossible = || Error::new(Code::TooFew, "some touchpoint has no way to the end");
    let n = chain.states.len();
    let system = AbsorbingSystem::new(n, chain.ways.clone(), chain.exits()).ok_or_else(impossible)?;
    let mut visits = vec![0.0; n * n];
    for (state, row) in visits.chunks_exact_mut(n).enumerate() {
        row[state] = chain.visits[state] as f64; // n states
    }
    let visits = system.solve(visits, n);
    let mut rows = chain.start_rows(level)?;
    let steps: Vec<f64> = visits.chunks_exact(n).map(|row| row.iter().sum()).collect();
    let step_errors = chain.errors(&visits, log, &|state| steps[state], 1.0, 0.0); // states all
    let mut ends = Vec::with_capacity(chain.targets.len() + 1);
    for target in chain.target_places() {
        let to = |row: usize| match target {
            Some(target) => target.map_or(0.0, |target| visits[row * n + target]),
            None => (0..n).map(|over| visits[row * n + over] * chain.ended[over] as f64 / chain.visits[over] as f64).sum(),
        };
        let to: Vec<f64> = (0..n).map(to).collect();
        let errors = chain.errors(&visits, log, &|state| to[state], 0.0, if target.is_none() { 1.0 } else { 0.0 });
        ends.push((to, errors));
    }
    let z = normal_critical(level.get());
    for state in 0..n {
        let h = steps[state];
        let error = Some(step_errors[state] / h).filter(|error| *error > 0.0 && !chain.is_target[state]);
        let step_range = error.map(|error| Interval { low: h * (-z * error).exp(), high: h * (z * error).exp() });
        for (place, (to, errors)) in ends.iter().enumerate() {
            let p = to[state].min(1.0);
            let through: f64 = (0..n).map(|over| visits[state * n + over] * to[over]).sum();
            rows.push(Row {
                state: Some(state),
                target: place,
                expected_visits: chain.visits[state] as f64 / chain.n_customers as f64,
                steps: h,
                step_range,
                probability: Some(p),
                range: chain.range(state, p, errors[state], z, level),
                steps_to_target: (to[state] > 0.0).then(|| through / to[state]),
            });
        }
    }
    Ok(table(log, &chain, &rows))
}

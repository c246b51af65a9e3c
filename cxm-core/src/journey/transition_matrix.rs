use super::Flow;
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Code, Error, Result};
use std::collections::HashMap;
use std::str::FromStr;

/// What stands in a transition matrix, under the names that retentioneering gives it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TransitionWeight {
    /// Of the steps from the source, the share that go to the target: rows add up to 1.
    #[default]
    ProbaOut,
    /// Of the steps to the target, the share that come from the source: columns add up to 1.
    ProbaIn,
    /// How many steps.
    Count,
    /// How many customers take the step at least once.
    UniquePaths,
    /// The share of all steps.
    ShareOfTotal,
    /// Steps a customer, over all customers of the log.
    AvgPerPath,
    /// The median time of the step in seconds, right within 0.8 %.
    TimeMedian,
    /// The time within which 95 % of the steps are taken, likewise.
    TimeQ95,
}

impl TransitionWeight {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::ProbaOut,
        Self::ProbaIn,
        Self::Count,
        Self::UniquePaths,
        Self::ShareOfTotal,
        Self::AvgPerPath,
        Self::TimeMedian,
        Self::TimeQ95,
    ];

    /// The name, `"proba_out"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ProbaOut => "proba_out",
            Self::ProbaIn => "proba_in",
            Self::Count => "count",
            Self::UniquePaths => "unique_paths",
            Self::ShareOfTotal => "share_of_total",
            Self::AvgPerPath => "avg_per_path",
            Self::TimeMedian => "time_median",
            Self::TimeQ95 => "time_q95",
        }
    }
}

impl FromStr for TransitionWeight {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let names = || Self::ALL.iter().map(|one| one.name()).collect::<Vec<_>>().join(", ");
        Self::ALL.iter().copied().find(|one| one.name() == name).ok_or_else(|| Error::option("weight", names(), name))
    }
}

/// A matrix of more touchpoints is read by nobody; the table of the flow has them all.
const MOST: usize = 2_000;

/// The flow as a matrix: a row for each touchpoint from which a step is taken (`source`), and a column for each to which one is. Steps that nobody takes are 0, and
/// their times null.
///
/// # Errors
/// `too_many_groups` past 2,000 touchpoints.
///
/// # Examples
/// ```
/// use cxm_core::columns::ColumnView;
/// use cxm_core::journey::{Flow, TransitionWeight, transition_matrix};
/// use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// let (customer, touchpoint) = (ColumnView::from(&["a", "a", "b", "b"]), ColumnView::from(&["visit", "pay", "visit", "help"]));
/// let columns = EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-01", "2026-01-02"]));
/// let log = EventLog::new(&columns, &EventLogOptions::default())?;
/// let matrix = transition_matrix(&Flow::of(&log), log.n_customers() as u64, TransitionWeight::ProbaOut)?;
/// assert_eq!((matrix.len(), matrix.value("help", 0), matrix.value("pay", 0)), (1, 0.5.into(), 0.5.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn transition_matrix(flow: &Flow, n_customers: u64, weight: TransitionWeight) -> Result<Table> {
    let names = |of: fn(&(String, String)) -> &String| {
        let mut names: Vec<&String> = flow.edges().keys().map(of).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let (sources, targets) = (names(|ends| &ends.0), names(|ends| &ends.1));
    if sources.len().max(targets.len()) > MOST {
        let message = format!("a transition matrix of {} touchpoints; at most {MOST}", sources.len().max(targets.len()));
        return Err(Error::new(Code::TooManyGroups, message));
    }
    let (mut from, mut to): (HashMap<&str, u64>, HashMap<&str, u64>) = (HashMap::new(), HashMap::new());
    for ((source, target), edge) in flow.edges() {
        *from.entry(source).or_default() += edge.durations.n();
        *to.entry(target).or_default() += edge.durations.n();
    }
    let total = flow.total();
    let cell = |source: &String, target: &String| -> Option<f64> {
        let is_time = matches!(weight, TransitionWeight::TimeMedian | TransitionWeight::TimeQ95);
        let Some(edge) = flow.edges().get(&(source.clone(), target.clone())) else { return (!is_time).then_some(0.0) };
        let n = edge.durations.n() as f64;
        let over = |whole: Option<&u64>| whole.map(|&whole| n / whole as f64);
        match weight {
            TransitionWeight::ProbaOut => over(from.get(source.as_str())),
            TransitionWeight::ProbaIn => over(to.get(target.as_str())),
            TransitionWeight::Count => Some(n),
            TransitionWeight::UniquePaths => Some(edge.n_customers as f64),
            TransitionWeight::ShareOfTotal => over(Some(&total)),
            TransitionWeight::AvgPerPath => over(Some(&n_customers)),
            TransitionWeight::TimeMedian => edge.durations.quantile(0.5).map(|micros| micros / 1e6),
            TransitionWeight::TimeQ95 => edge.durations.quantile(0.95).map(|micros| micros / 1e6),
        }
    };
    // The column of sources makes way for a touchpoint of its name.
    let own = if targets.iter().any(|name| *name == "source") { "source touchpoint" } else { "source" };
    let keys = sources.iter().map(|name| Key::Text((*name).clone())).collect();
    let mut table = Table::default().with(own, TableColumn::Key { keys, rows: None });
    for target in targets {
        table = table.with(target.as_str(), TableColumn::Float(sources.iter().map(|source| cell(source, target)).collect()));
    }
    Ok(table)
}

use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::suppression::suppress_beside_rests;
use crate::stats::test::Outcome;
use crate::stats::{Estimate, Flag, Level, flag_names};
use serde::Serialize;

/// A rate of all customers and, where segments were named, that of each and its difference from the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Rate {
    /// All customers together.
    pub estimate: Estimate,
    /// A row a segment: its name, `n`, `estimate`, `std_error`, `conf_low`, `conf_high`, `method`; `rest`, the same of all other customers, `difference` from it with `difference_low` and
    /// `difference_high`, `statistic`, `df`, `p_value`, `p_adjusted`; `flags`. Where customers are too few all numbers are null.
    #[serde(skip)]
    pub segments: Option<Table>,
}

/// How the numbers of segments are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentOptions {
    /// Of every interval.
    pub level: Level,
    /// How the p-values of the segments are adjusted together; the share of false findings by default.
    pub adjust: Adjustment,
    /// Below how many customers a number is hidden, and that of a segment also where the rest has fewer; beside the rests what would give a hidden one away, by
    /// [`suppress_beside_rests`]. 0 by default: nothing is hidden.
    pub min_n: u64,
}

impl Default for SegmentOptions {
    fn default() -> Self {
        Self { level: Level::default(), adjust: Adjustment::Bh, min_n: 0 }
    }
}

/// What is known of some customers: it adds up, gives an estimate, and is compared.
pub(super) trait Measure {
    type Part: Clone;

    /// Of nobody.
    fn nobody(&self) -> Self::Part;
    /// Adds other customers.
    fn add(&self, part: &mut Self::Part, other: &Self::Part) -> Result<()>;
    fn estimate(&self, part: &Self::Part) -> Result<Estimate>;
    /// The one minus the other.
    fn difference(&self, one: &Self::Part, other: &Self::Part) -> Result<Outcome>;
}

/// Customers in the segments they are in, with the name of the column that says so.
pub(super) struct Segmented<P> {
    pub by: Option<String>,
    pub segments: Vec<(Key, P)>,
}

/// The rate of all customers, and of each segment beside the rest.
pub(super) fn rate<M: Measure>(measure: &M, of: &Segmented<M::Part>, options: SegmentOptions) -> Result<Rate> {
    let all_but = |left_out: Option<usize>| -> Result<M::Part> {
        let mut sum = measure.nobody();
        for (place, (_, part)) in of.segments.iter().enumerate() {
            if Some(place) != left_out {
                measure.add(&mut sum, part)?;
            }
        }
        Ok(sum)
    };
    let mut estimate = measure.estimate(&all_but(None)?)?;
    if estimate.n.is_some_and(|n| are_few(n, options.min_n)) {
        hide(&mut estimate, Flag::Suppressed);
    }
    let Some(by) = &of.by else { return Ok(Rate { estimate, segments: None }) };
    let mut rows = Vec::with_capacity(of.segments.len());
    for (place, (key, part)) in of.segments.iter().enumerate() {
        let rest = all_but(Some(place))?;
        rows.push((key.clone(), measure.estimate(part)?, measure.estimate(&rest)?, measure.difference(part, &rest)?));
    }
    let n: Vec<u64> = rows.iter().map(|(_, own, ..)| own.n.unwrap_or(0)).collect();
    let hidden = suppress_beside_rests(&n, options.min_n).flags(n.len());
    for ((_, own, rest, outcome), flag) in rows.iter_mut().zip(&hidden) {
        if let Some(flag) = flag {
            hide(own, *flag);
            hide(rest, *flag);
            *outcome = Outcome::default();
        }
    }
    let float = |of: fn(&Estimate) -> Option<f64>| TableColumn::Float(rows.iter().map(|(_, own, ..)| of(own)).collect());
    let text = |of: fn(&Estimate) -> String| TableColumn::Text(rows.iter().map(|(_, own, ..)| Some(of(own))).collect());
    let table = Table::default()
        .with(by.clone(), TableColumn::Key { keys: rows.iter().map(|(key, ..)| key.clone()).collect(), rows: None })
        .with("n", TableColumn::Count(rows.iter().map(|(_, own, ..)| own.n).collect()))
        .with("estimate", float(|own| own.estimate))
        .with("std_error", float(|own| own.std_error))
        .with("conf_low", float(|own| own.conf_low))
        .with("conf_high", float(|own| own.conf_high))
        .with("method", text(|own| own.method.to_string()))
        .with("rest", TableColumn::Float(rows.iter().map(|(_, _, rest, _)| rest.estimate).collect()));
    let outcomes: Vec<Outcome> = rows.iter().map(|(.., outcome)| *outcome).collect();
    let table = with_differences(table, &outcomes, options.adjust).with("flags", text(|own| flag_names(&own.flags)));
    Ok(Rate { estimate, segments: Some(table) })
}

/// Nothing of an estimate is left; the method, too, may tell that nobody or everybody counts.
fn hide(estimate: &mut Estimate, flag: Flag) {
    estimate.hide(flag);
    estimate.method = "".into();
}

/// The table without the numbers of rows that are hidden, but for those of a column that says which row it is, and with `flags`.
pub(super) fn hide_rows(table: &Table, flags: &[Option<Flag>], key: &str) -> Table {
    fn kept<T: Clone>(values: &[Option<T>], flags: &[Option<Flag>]) -> Vec<Option<T>> {
        values.iter().zip(flags).map(|(value, flag)| value.clone().filter(|_| flag.is_none())).collect()
    }
    let shown = |(name, column): &(String, TableColumn)| match column {
        TableColumn::Numbers(values) if name != key => {
            TableColumn::Float(kept(&values.iter().copied().map(Some).collect::<Vec<_>>(), flags))
        }
        TableColumn::Float(values) if name != key => TableColumn::Float(kept(values, flags)),
        TableColumn::Count(values) if name != key => TableColumn::Count(kept(values, flags)),
        other => other.clone(),
    };
    let columns = table.columns().iter().map(|own| (own.0.clone(), shown(own)));
    let table = columns.fold(Table::default(), |table, (name, column)| table.with(name, column));
    let text = |flag: &Option<Flag>| Some(flag.map_or(String::new(), |flag| flag.name().to_owned()));
    table.with("flags", TableColumn::Text(flags.iter().map(text).collect()))
}

/// What is hidden of parts that stand by themselves, without a sum of them.
pub(super) fn hidden_alone(n: impl Iterator<Item = u64>, min_n: u64) -> Vec<Option<Flag>> {
    n.map(|n| are_few(n, min_n).then_some(Flag::Suppressed)).collect()
}

/// Whether so many customers could be known by their number; of nobody nothing is.
fn are_few(n: u64, min_n: u64) -> bool {
    (1..min_n).contains(&n)
}

/// The columns of differences and their tests.
pub(super) fn with_differences(table: Table, outcomes: &[Outcome], adjustment: Adjustment) -> Table {
    let float = |of: fn(&Outcome) -> Option<f64>| TableColumn::Float(outcomes.iter().map(of).collect());
    let p_values: Vec<Option<f64>> = outcomes.iter().map(|outcome| outcome.p_value).collect();
    table
        .with("difference", float(|outcome| outcome.estimate))
        .with("difference_low", float(|outcome| outcome.low))
        .with("difference_high", float(|outcome| outcome.high))
        .with("statistic", float(|outcome| outcome.statistic))
        .with("df", float(|outcome| outcome.df))
        .with("p_value", TableColumn::Float(p_values.clone()))
        .with("p_adjusted", TableColumn::Float(adjust(&p_values, adjustment)))
}

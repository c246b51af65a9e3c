//! Tables of journeys as matrices of cells.

use super::PlotOptions;
use crate::columns::{Table, unknown_column};
use crate::error::{Error, Result};
use crate::report::chart::flow_layout::ENDED;
use crate::report::chart::{Base, Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, columns_before, count, group, label, numbers, require_columns, steps};
use crate::stats::LOW_BASE;
use std::collections::BTreeMap;

/// What customers do after what: a matrix of sources and targets, of a table as [`transition_matrix`](crate::journey::transition_matrix) gives it. Shares where all
/// its values are between 0 and 1, or the unit that is asked for.
///
/// # Errors
/// `invalid_option` where a column after the first holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, transitions};
/// let table = Table::default()
///     .with("source", TableColumn::Key { keys: vec!["visit".into()], rows: None })
///     .with("help", TableColumn::Float(vec![Some(0.25)]))
///     .with("pay", TableColumn::Float(vec![Some(0.75)]));
/// let chart = transitions(&table, &PlotOptions::default())?;
/// assert_eq!((chart.points.len(), chart.points[1].series.as_deref()), (2, Some("pay")));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn transitions(table: &Table, options: &PlotOptions) -> Result<Chart> {
    let Some(((_, sources), targets)) = table.columns().split_first() else {
        return Err(unknown_column("source", std::iter::empty()));
    };
    let columns = targets.iter().map(|(name, _)| Ok((name, numbers(table, name)?))).collect::<Result<Vec<_>>>()?;
    let in_shares = columns.iter().flat_map(|(_, values)| values).flatten().all(|value| (0.0..=1.0).contains(value));
    let unit = options.unit.unwrap_or(if in_shares { ChartUnit::Share } else { ChartUnit::Number });
    let mut chart = Chart::new(ChartKind::Matrix, "What comes next", unit).axes("From", "To");
    if in_shares {
        chart = chart.value_label("Share of the steps from a touchpoint");
    }
    for row in 0..table.len() {
        let source = label(sources, row).unwrap_or_default();
        for (target, values) in &columns {
            let value = at(values, row);
            chart = chart.point(ChartPoint::new(source.clone(), shown(value, None, &[], None)).series(target.as_str()));
        }
    }
    Ok(options.dress(chart))
}

/// Where customers are at each step: touchpoints by step, of a table as [`step_matrix`](crate::journey::step_matrix) gives it. Of a table of two groups the difference: the first less the second.
///
/// # Errors
/// `unknown_column` without `step`, `touchpoint` and `share`; `invalid_option` of more than two groups; `out_of_range` of a step past 1,000.
pub fn step_matrix(table: &Table, options: &PlotOptions) -> Result<Chart> {
    let groups = Steps::of(table)?;
    let chart = Chart::new(ChartKind::Matrix, "Where customers are, step by step", ChartUnit::Share).axes("Touchpoint", "Step");
    let (own, other) = match groups.as_slice() {
        [] => return Ok(options.dress(chart)),
        [(_, own)] => {
            let chart = chart.value_label("Share of customers");
            return Ok(options.dress(
                own.draw(chart, |step, name| own.cells.get(&(step, name.to_owned())).map(|share| (*share, own.customers))),
            ));
        }
        [own, other] => (own, other),
        more => {
            return Err(Error::option("table", "one group, or two to see their difference", format!("{} groups", more.len())));
        }
    };
    let mut chart = chart.value_label(format!("Share of {} less that of {}", own.0, other.0));
    chart.title = format!("Where customers are, step by step: {} less {}", own.0, other.0);
    let (own, other) = (&own.1, &other.1);
    let share = |steps: &Steps, step: usize, name: &str| steps.cells.get(&(step, name.to_owned())).copied();
    let n = own.customers.min(other.customers);
    let cell = |step: usize, name: &str| match (share(own, step, name), share(other, step, name)) {
        (None, None) => None,
        (one, two) => Some((one.unwrap_or(0.0) - two.unwrap_or(0.0), n)),
    };
    Ok(options.dress(own.with(other).draw(chart, cell)))
}

/// How many of each cohort come back: a triangle of cohorts by age, of a table of retention: `cohort`, `age`, `n`, `retention`, and where it is there
/// `complete`, without which a cell stays empty.
///
/// # Errors
/// `unknown_column` without `cohort`, `age` and `retention`.
pub fn cohorts(table: &Table, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["cohort", "age", "retention"])?;
    let (retention, n) = (numbers(table, "retention")?, numbers(table, "n")?);
    let mut chart =
        Chart::new(ChartKind::Matrix, "Who comes back", ChartUnit::Share).domain(0.0, 1.0).axes("Cohort", "Age in periods");
    chart = chart.value_label("Share of the cohort");
    let text = |name: &str, row: usize| table.column(name).and_then(|column| label(column, row)).unwrap_or_default();
    for row in 0..table.len() {
        let customers = at(&n, row);
        let value = at(&retention, row).filter(|_| text("complete", row) != "false");
        // A period is its day, however the table came back.
        let cohort = text("cohort", row);
        let cohort = cohort.split_once(['T', ' ']).map_or(cohort.as_str(), |(day, _)| day);
        let flags = text("flags", row);
        let value = shown(value, customers, &[flags.as_str()], options.min_n);
        chart = chart.point(ChartPoint::new(cohort, value).series(text("age", row)));
    }
    Ok(options.dress(chart))
}

/// The cells of a step matrix of one group.
#[derive(Default)]
struct Steps {
    cells: BTreeMap<(usize, String), f64>,
    /// The touchpoints in the order in which they first come.
    names: Vec<String>,
    last: usize,
    customers: f64,
}

impl Steps {
    /// The groups of a table, by what stands before the steps.
    fn of(table: &Table) -> Result<Vec<(String, Self)>> {
        require_columns(table, &["step", "touchpoint", "share"])?;
        let (step, share, n) = (steps(table)?, numbers(table, "share")?, numbers(table, "n")?);
        let by = columns_before(table, "step");
        let mut groups: Vec<(String, Self)> = Vec::new();
        for row in 0..table.len() {
            let (Some(step), Some(share)) = (step.get(row).copied().flatten(), at(&share, row)) else { continue };
            let group = group(&by, row).join(" \u{b7} ");
            if !groups.iter().any(|(name, _)| *name == group) {
                groups.push((group.clone(), Self::default()));
            }
            let Some((_, own)) = groups.iter_mut().find(|(name, _)| *name == group) else { continue };
            let name = table.column("touchpoint").and_then(|column| label(column, row)).unwrap_or_else(|| ENDED.to_owned());
            if step == 1 {
                own.customers += at(&n, row).unwrap_or(LOW_BASE);
            }
            own.last = own.last.max(step);
            if !own.names.contains(&name) {
                own.names.push(name.clone());
            }
            own.cells.insert((step, name), share);
        }
        Ok(groups)
    }

    /// The names and steps of both.
    fn with(&self, other: &Self) -> Self {
        let mut names = self.names.clone();
        names.extend(other.names.iter().filter(|name| !self.names.contains(name)).cloned());
        Self { cells: BTreeMap::new(), names, last: self.last.max(other.last), customers: 0.0 }
    }

    /// Touchpoints in the order in which they first matter, the end of paths last.
    fn draw(&self, mut chart: Chart, cell: impl Fn(usize, &str) -> Option<(f64, f64)>) -> Chart {
        let mut names: Vec<&String> = self.names.iter().collect();
        names.sort_by_key(|name| *name == ENDED);
        for name in names {
            for step in 1..=self.last {
                let value = cell(step, name);
                chart = chart.point(
                    ChartPoint::new(name.clone(), shown(value.map(|cell| cell.0), value.map(|cell| cell.1), &[], None))
                        .series(step.to_string()),
                );
            }
        }
        chart
    }
}

/// A value of so many customers, as its flags let it be shown.
fn shown(value: Option<f64>, n: Option<f64>, flags: &[&str], min_n: Option<u64>) -> PointValue {
    let value = PointValue::from_fields(value, None, None, count(n.filter(|n| *n > 0.0)), flags, min_n);
    match value {
        PointValue::Shown(mut shown) if n.is_some_and(|n| n < LOW_BASE) => {
            shown.base = Base::Low;
            PointValue::Shown(shown)
        }
        value => value,
    }
}

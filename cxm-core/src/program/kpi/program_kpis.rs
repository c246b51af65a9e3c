use super::engagement::counted;
use super::measures::with_measures;
use super::records::{each_day, happened, keys, optional};
use super::{Kpi, KpiOptions, KpiRows, employee_engagement, rate_of_improvement, rate_of_innovation};
use crate::columns::{Frame, Key, Table, TableColumn};
use crate::error::{Error, Result};
use crate::stats::Level;
use std::collections::BTreeMap;

/// The records that the four KPIs are made of; a KPI without its records is left out.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct ProgramRecords<'a> {
    /// Who is employed, for engagement and innovation.
    pub roster: Option<&'a Frame<'a>>,
    /// What employees did.
    pub activity: Option<&'a Frame<'a>>,
    /// What they thought of.
    pub ideas: Option<&'a Frame<'a>>,
    /// What was changed.
    pub changes: Option<&'a Frame<'a>>,
    /// Who set out for a goal.
    pub goals: Option<&'a Frame<'a>>,
}

/// The four KPIs of a program in one table: `kpi` is `employee_engagement`, `rate_of_innovation`, `rate_of_improvement` or `goal_performance`.
///
/// [`KpiRows::Periods`]: `kpi`, `goal`, `period`, `unit`, `n`, `estimate`, `std_error`, `conf_low`, `conf_high`, `method`, `flags`, `n_excluded` (of a KPI by roster, what people who were not on it did).
/// [`KpiRows::Pooled`]: `kpi`, `goal`, `measure`, `kind` and the same.
/// Each number is that of [`employee_engagement`], [`rate_of_innovation`], [`rate_of_improvement`] and [`goal_performance`].
///
/// # Units
/// `unit`: `share`; `per_100_employees`, a period; `changes`, a period.
///
/// # Errors
/// Those of the four; `invalid_option` for activity or ideas without a roster, or when there are no records at all.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Every, Frame, time::day_from_text};
/// use cxm_core::program::kpi::{KpiOptions, KpiRows, ProgramRecords, Window, program_kpis};
/// let changes = Frame::new(vec![ColumnView::from(&["2026-10-05"]).named("at")])?;
/// let goals = Frame::new(vec![
///     ColumnView::from(&["2026-10-05", "2026-10-07"]).named("at"),
///     ColumnView::from(&["yes", "no"]).named("reached"),
/// ])?;
/// let mut records = ProgramRecords::default();
/// (records.changes, records.goals) = (Some(&changes), Some(&goals));
/// let window = Window::new(day_from_text("2026-10-01")?, day_from_text("2026-10-31")?, Every::Month)?;
/// let table = program_kpis(&records, &KpiOptions::new(window), KpiRows::Periods)?;
/// assert_eq!((table.value("kpi", 0), table.value("estimate", 0)), ("rate_of_improvement".into(), 1.0.into()));
/// assert_eq!((table.value("kpi", 1), table.value("estimate", 1)), ("goal_performance".into(), 0.5.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn program_kpis(records: &ProgramRecords<'_>, options: &KpiOptions, rows: KpiRows) -> Result<Table> {
    let roster = || records.roster.ok_or_else(|| Error::option("roster", "given with activity or ideas", "nothing"));
    let mut parts: Vec<Part> = Vec::new();
    if let Some(activity) = records.activity {
        parts.push(Part {
            kpi: "employee_engagement",
            goal: Key::Null,
            unit: "share",
            table: rows.of(employee_engagement(activity, roster()?, options)?),
        });
    }
    if let Some(ideas) = records.ideas {
        let table = rows.of(rate_of_innovation(ideas, roster()?, options)?);
        parts.push(Part { kpi: "rate_of_innovation", goal: Key::Null, unit: "per_100_employees", table });
    }
    if let Some(changes) = records.changes {
        parts.push(Part {
            kpi: "rate_of_improvement",
            goal: Key::Null,
            unit: "changes",
            table: rows.of(rate_of_improvement(changes, options)?),
        });
    }
    if let Some(goals) = records.goals {
        for (goal, kpi) in goal_performance(goals, options)? {
            parts.push(Part { kpi: "goal_performance", goal, unit: "share", table: rows.of(kpi) });
        }
    }
    if parts.is_empty() {
        return Err(Error::option("activity", "given, or ideas, versions or goals", "nothing"));
    }
    Ok(joined(&parts, rows, options.level))
}

/// How far goals are reached: of those who set out in a period, the share that got there.
///
/// `goals` has a row for each who set out: `at`, when (the clock's start), `reached` (true, or the day; later than `as_of` does not count), and where there is one `goal`, its id. Each
/// goal has a [`Kpi`]: by period of the start, and `goal_performance` over all. Who has not had the time of the goal yet belongs not in here: leave them out, or take
/// the time-to-event form.
///
/// # Formula
/// Reached / set out, as [`share`](crate::stats::share).
///
/// # Errors
/// `unknown_column`, `invalid_time`, `invalid_option`.
pub fn goal_performance(goals: &Frame<'_>, options: &KpiOptions) -> Result<Vec<(Key, Kpi)>> {
    let (periods, known_until) = (options.window.periods(), options.known_until()?);
    let reached = happened(goals.column("reached")?, options.zone)?;
    let ids = optional(goals, "goal").map(keys).transpose()?;
    let mut counts: BTreeMap<Key, Vec<(u64, u64)>> = BTreeMap::new();
    if ids.is_none() {
        counts.insert(Key::Null, vec![(0, 0); periods.len()]); // a goal that nobody set out for has its rows
    }
    for ((row, day), reached) in each_day(goals, "at", options.zone)?.into_iter().enumerate().zip(reached) {
        let id = ids.as_ref().and_then(|ids| ids.get(row).cloned()).unwrap_or(Key::Null);
        let own = counts.entry(id).or_insert_with(|| vec![(0, 0); periods.len()]);
        if let Some(place) = options.window.place(&periods, day) {
            own[place].0 += u64::from(reached.by(known_until)); // a place among the periods
            own[place].1 += 1; // as above
        }
    }
    // Customers are many, and no employees: nothing is hidden unless asked.
    let options = KpiOptions { min_n: 0, ..options.clone() };
    let kpi = |(id, counts): (Key, Vec<(u64, u64)>)| {
        let measure = |&(k, n): &(u64, u64)| counted("goal_performance", k, n, n, &options);
        let rows = counts.iter().map(measure).collect::<Result<Vec<_>>>()?;
        let all = counts.iter().fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
        let starts = TableColumn::Date(periods.iter().map(|period| Some(period.start)).collect());
        let table = with_measures(Table::default().with("period", starts), &rows);
        Ok((id, Kpi { periods: table, pooled: super::measures::by_name(&[measure(&all)?]) }))
    };
    counts.into_iter().map(kpi).collect()
}

/// The rows of one KPI.
struct Part {
    kpi: &'static str,
    goal: Key,
    unit: &'static str,
    table: Table,
}

/// The rows of all tables, one below the other.
fn joined(parts: &[Part], rows: KpiRows, level: Level) -> Table {
    let named = |of: fn(&Part) -> &'static str| {
        TableColumn::Text(parts.iter().flat_map(|part| vec![Some(of(part).to_owned()); part.table.len()]).collect())
    };
    let goals: Vec<Key> = parts.iter().flat_map(|part| vec![part.goal.clone(); part.table.len()]).collect();
    let mut table = Table::default().with("kpi", named(|part| part.kpi));
    table = table.with("goal", TableColumn::Key { keys: goals, rows: None });
    let shared: &[&str] = match rows {
        KpiRows::Periods => &["period"],
        KpiRows::Pooled => &["measure", "kind"],
    };
    let numbers = ["n", "estimate", "std_error", "conf_low", "conf_high", "method", "flags", "n_excluded"];
    for name in shared {
        table = table.with(*name, stacked(parts, name));
    }
    if rows == KpiRows::Periods {
        table = table.with("unit", named(|part| part.unit));
    }
    let table = numbers.into_iter().fold(table, |table, name| table.with(name, stacked(parts, name)));
    let levels = TableColumn::Float(vec![Some(level.get()); table.len()]);
    table.with("conf_level", levels)
}

/// A column of all tables, null in those that lack it.
fn stacked(parts: &[Part], name: &str) -> TableColumn {
    let columns = || parts.iter().map(|part| (part.table.column(name), part.table.len()));
    macro_rules! stack {
        ($kind:ident) => {
            TableColumn::$kind(
                columns()
                    .flat_map(|(column, n)| match column {
                        Some(TableColumn::$kind(values)) => values.clone(),
                        _ => vec![None; n],
                    })
                    .collect(),
            )
        };
    }
    match columns().find_map(|(column, _)| column) {
        Some(TableColumn::Float(_)) => stack!(Float),
        Some(TableColumn::Count(_)) => stack!(Count),
        Some(TableColumn::Date(_)) => stack!(Date),
        _ => stack!(Text),
    }
}

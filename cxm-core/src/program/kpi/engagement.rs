use super::measures::{Measure, by_name, with_excluded, with_measures};
use super::records::{each_day, keys, optional, words};
use super::roster::Roster;
use super::{Kpi, KpiOptions};
use crate::columns::{Every, Frame, Table, TableColumn, fold};
use crate::domain::document::unknown_name;
use crate::error::Result;
use crate::stats::{Level, cluster_ratio, share};
use std::collections::BTreeSet;

/// Employee engagement: which share of the people on the roster takes part, each period and over all.
///
/// `activity` has `employee`, `at` and, where kinds are told apart, `kind`; `roster` has `employee` (or `id`, as the documents of employees), `from`, `to` (both days included, open where
/// empty). An employee is engaged in a period with at least one activity on a workday on which they are on the roster; ten activities of one
/// day count as one. Activity of people not on the roster that day does not count; `n_excluded` says how many rows that were.
///
/// # Formula
/// Periods: engaged employees / rostered employees, `n` the rostered; everybody once, so [`share`]'s interval. Pooled, each by employee ([`cluster_ratio`]):
/// `engagement` = engaged employee-periods / rostered ones; `engaged_days` = engaged person-days / rostered ones; `stickiness` = engaged person-days /
/// rostered person-days of the periods in which the employee was engaged (DAU / MAU with months); and `never_engaged`, a [`share`] of the employees.
///
/// # Errors
/// `unknown_column`, `invalid_time`; `invalid_option`, also of a kind in [`kinds`](KpiOptions::kinds) that no row has.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Every, Frame, time::day_from_text};
/// use cxm_core::program::kpi::{KpiOptions, Window, employee_engagement};
/// let activity = Frame::new(vec![
///     ColumnView::from(&["e1", "e1", "e2"]).named("employee"),
///     ColumnView::from(&["2026-11-02", "2026-11-03", "2026-11-02"]).named("at"),
/// ])?;
/// let roster = Frame::new(vec![ColumnView::from(&["e1", "e2", "e3", "e4", "e5"]).named("employee")])?;
/// let window = Window::new(day_from_text("2026-11-02")?, day_from_text("2026-11-03")?, Every::Day)?;
/// let engagement = employee_engagement(&activity, &roster, &KpiOptions::new(window))?;
/// assert_eq!((engagement.periods.value("estimate", 0), engagement.periods.value("estimate", 1)), (0.4.into(), 0.2.into()));
/// assert_eq!(engagement.pooled.value("estimate", 0), 0.3); // 3 of 10 person-days
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn employee_engagement(activity: &Frame<'_>, roster: &Frame<'_>, options: &KpiOptions) -> Result<Kpi> {
    let roster = Roster::read(roster, options.zone)?;
    let periods = options.window.periods();
    let mut active: Vec<Vec<i32>> = vec![Vec::new(); roster.len()];
    let mut excluded = vec![0_u64; periods.len()];
    let kinds = wanted_kinds(activity, options)?;
    let days = each_day(activity, "at", options.zone)?;
    for (row, (key, day)) in keys(activity.column("employee")?)?.iter().zip(days).enumerate() {
        let counts = kinds.as_ref().is_none_or(|kinds| kinds.get(row).copied().unwrap_or(false));
        if !counts || !options.workdays.holds(day) {
            continue;
        }
        let Some(place) = options.window.place(&periods, day) else { continue };
        match roster.employed(key, day) {
            Some(employee) => active[employee].push(day), // one list an employee
            None => excluded[place] += 1,                 // a place among the periods
        }
    }
    let mut by_period = vec![(0_u64, 0_u64); periods.len()];
    let (mut in_periods, mut in_days, mut stuck) = (Vec::new(), Vec::new(), Vec::new());
    let (mut never, mut employees) = (0, 0);
    for (employee, days) in active.iter_mut().enumerate() {
        days.sort_unstable();
        days.dedup();
        let mut sums = Sums::default();
        for (period, seen) in periods.iter().zip(&mut by_period) {
            let rostered = roster.days(employee, period, options.workdays);
            if rostered == 0 {
                continue;
            }
            let engaged = days.partition_point(|&day| day <= period.last) - days.partition_point(|&day| day < period.first);
            sums.add(engaged as f64, f64::from(rostered));
            seen.0 += 1;
            seen.1 += u64::from(engaged > 0);
        }
        if sums.periods > 0.0 {
            employees += 1;
            never += u64::from(days.is_empty());
            in_periods.push((sums.engaged_periods, sums.periods));
            in_days.push((sums.engaged_days, sums.days));
            stuck.push((sums.engaged_days, sums.days_of_engaged));
        }
    }
    let rows = by_period.iter().map(|&(n, engaged)| counted("engagement", engaged, n, n, options)).collect::<Result<Vec<_>>>()?;
    let starts = TableColumn::Date(periods.iter().map(|period| Some(period.start)).collect());
    let engaged = by_period.iter().zip(&rows).map(|(counts, row)| (!row.is_hidden()).then_some(counts.1)).collect();
    let left_out = excluded.iter().zip(&rows).map(|(&n, row)| (!row.is_hidden()).then_some(n)).collect();
    let table = Table::default()
        .with("period", starts)
        .with("n_engaged", TableColumn::Count(engaged))
        .with("n_excluded", TableColumn::Count(left_out));
    let periods = with_measures(table, &rows);
    let mut measures =
        vec![clustered("engagement", &in_periods, options.level), clustered("engaged_days", &in_days, options.level)];
    if options.window.every() != Every::Day {
        measures.push(clustered("stickiness", &stuck, options.level));
    }
    let mut measures: Vec<_> = measures
        .into_iter()
        .map(|row| {
            let n = row.n.unwrap_or(0);
            row.guarded(n, options.min_n)
        })
        .collect();
    measures.push(counted("never_engaged", never, employees, employees, options)?);
    let pooled = with_excluded(by_name(&measures), excluded.iter().sum(), &measures);
    Ok(Kpi { periods, pooled })
}

/// What one employee did over all periods.
#[derive(Default)]
struct Sums {
    periods: f64,
    engaged_periods: f64,
    days: f64,
    engaged_days: f64,
    days_of_engaged: f64,
}

impl Sums {
    fn add(&mut self, engaged: f64, rostered: f64) {
        self.periods += 1.0;
        self.days += rostered;
        self.engaged_days += engaged;
        if engaged > 0.0 {
            self.engaged_periods += 1.0;
            self.days_of_engaged += rostered;
        }
    }
}

/// Which activities are of the kinds asked for.
fn wanted_kinds(activity: &Frame<'_>, options: &KpiOptions) -> Result<Option<Vec<bool>>> {
    let Some(kinds) = &options.kinds else { return Ok(None) };
    let kinds: Vec<String> = kinds.iter().map(|kind| fold(kind)).collect();
    let column = match optional(activity, "kind") {
        Some(column) => column,
        None => activity.column("kind")?,
    };
    let found = words(column)?;
    let occurring: BTreeSet<&str> = found.iter().flatten().map(String::as_str).collect();
    if let Some(absent) = kinds.iter().find(|kind| !found.is_empty() && !occurring.contains(kind.as_str())) {
        return Err(unknown_name(absent, occurring.iter().copied()).with_field("kinds"));
    }
    let wanted = |word: &Option<String>| word.as_ref().is_some_and(|word| kinds.contains(word));
    Ok(Some(found.iter().map(wanted).collect()))
}

/// A share of people.
pub(super) fn counted(name: &str, k: u64, n: u64, people: u64, options: &KpiOptions) -> Result<Measure> {
    let own = share(name, k, n, options.level)?;
    let method = if k == 0 || k == n { "clopper_pearson" } else { "wilson" };
    let measure = Measure {
        name: name.to_owned(),
        n: Some(n),
        estimate: own.estimate,
        std_error: own.std_error,
        ends: own.conf_low.zip(own.conf_high),
        method,
        flags: Vec::new(),
    };
    Ok(measure.guarded(people, options.min_n))
}

/// A share whose observations belong together by person.
pub(super) fn clustered(name: &str, pairs: &[(f64, f64)], level: Level) -> Measure {
    let ratio = cluster_ratio(pairs);
    let interval = ratio.map(|ratio| ratio.share_interval(level.get()));
    Measure {
        name: name.to_owned(),
        n: Some(ratio.map_or(0, |ratio| ratio.clusters)),
        estimate: ratio.map(|ratio| ratio.estimate),
        std_error: ratio.map(|ratio| ratio.std_error),
        ends: interval.map(|interval| (interval.low, interval.high)),
        method: "cluster_robust",
        flags: Vec::new(),
    }
}

use super::PlotOptions;
use crate::columns::Table;
use crate::error::Result;
use crate::report::chart::curve_layout::axis;
use crate::report::chart::range::Range;
use crate::report::chart::{AtRisk, Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::rows::{at, columns_before, count, group, numbers, require_columns};

/// A curve with more steps than this is drawn with the last step in each of so many parts of the axis, each less than a pixel wide.
const STEPS: usize = 1_000;

/// A curve in steps for each group, with its band and the numbers at risk below: of a table as [`Survival`](crate::stats::survival::Survival) has its steps, with `time` and one of `survival` (as
/// `kaplan_meier` gives it), `incidence` (`aalen_johansen`) and `cumulative_hazard` (`nelson_aalen`). What stands before `time` names the curve.
///
/// Numbers at risk need `n_at_risk` and `n_censored`: without a row for each time that was watched they are not known.
///
/// # Errors
/// `unknown_column` without these; `invalid_option` where one holds no numbers.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Table, TableColumn};
/// use cxm_core::report::plot::{PlotOptions, survival};
/// let count = |numbers: [u64; 2]| TableColumn::Count(numbers.map(Some).to_vec());
/// let table = Table::default()
///     .with("time", TableColumn::Float(vec![Some(2.0), Some(5.0)]))
///     .with("n_at_risk", count([4, 2]))
///     .with("n_censored", count([1, 2]))
///     .with("survival", TableColumn::Float(vec![Some(0.75), Some(0.75)]));
/// let chart = survival(&table, &PlotOptions::default())?;
/// assert_eq!(chart.points.iter().map(|point| point.at.unwrap()).collect::<Vec<_>>(), [0.0, 2.0, 5.0]);
/// assert_eq!(chart.at_risk.iter().map(|own| (own.at, own.n)).collect::<Vec<_>>(), [(0.0, 4), (1.0, 4), (2.0, 4), (3.0, 2), (4.0, 2), (5.0, 2)]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn survival(table: &Table, options: &PlotOptions) -> Result<Chart> {
    require_columns(table, &["time"])?;
    let (name, title, caption, unit, start) = if table.column("incidence").is_some() {
        ("incidence", "Cumulative incidence", "Share with the event", ChartUnit::Share, 0.0)
    } else if table.column("cumulative_hazard").is_some() {
        ("cumulative_hazard", "Cumulative hazard", "Cumulative hazard", ChartUnit::Number, 0.0)
    } else {
        ("survival", "Survival", "Share without the event", ChartUnit::Share, 1.0)
    };
    require_columns(table, &[name])?;
    let [time, value, low, high, at_risk] = ["time", name, "conf_low", "conf_high", "n_at_risk"].map(|name| numbers(table, name));
    let (time, value, low, high, at_risk) = (time?, value?, low?, high?, at_risk?);
    let by = columns_before(table, "time");
    let mut curves: Vec<Steps> = Vec::new();
    for row in 0..table.len() {
        let Some(time) = at(&time, row).filter(|time| time.is_finite()) else { continue };
        let name = group(&by, row).join(" \u{b7} ");
        let value = PointValue::from_fields(at(&value, row), at(&low, row), at(&high, row), count(at(&at_risk, row)), &[], None);
        // Rows of a group follow one another, as a rule.
        let place = match curves.last() {
            Some(last) if last.name == name => curves.len() - 1,
            _ => curves.iter().position(|own| own.name == name).unwrap_or_else(|| {
                curves.push(Steps { name, rows: Vec::new() });
                curves.len() - 1
            }),
        };
        if let Some(own) = curves.get_mut(place) {
            own.rows.push((time, value));
        }
    }
    for curve in &mut curves {
        curve.rows.sort_by(|one, two| one.0.total_cmp(&two.0));
    }
    let (across, ticks, _) = axis(curves.iter().flat_map(|curve| curve.rows.iter().map(|(time, _)| *time)));
    let mut chart = Chart::new(ChartKind::Curves, title, unit).value_label(caption).across("Time");
    for curve in &curves {
        let series = (!by.is_empty()).then(|| curve.name.clone());
        for (time, value) in curve.drawn(start, across) {
            let point = ChartPoint::new(time.to_string(), value).at(time);
            chart = chart.point(ChartPoint { series: series.clone(), ..point });
        }
        if table.column("n_censored").is_some() && table.column("n_at_risk").is_some() {
            let numbers = ticks.iter().map(|at| AtRisk { series: series.clone(), at: *at, n: curve.at_risk(*at) });
            chart.at_risk.extend(numbers);
        }
    }
    // A share is never less than 0, a hazard neither.
    let high = Range::of(&chart).high;
    chart = if name == "survival" { chart.domain(0.0, 1.0) } else { chart.domain(0.0, high) };
    Ok(options.dress(chart))
}

/// The rows of one curve, in order of time.
struct Steps {
    name: String,
    rows: Vec<(f64, PointValue)>,
}

impl Steps {
    /// The steps that are drawn, from time 0 on: those at which the curve moves, and the last.
    fn drawn(&self, start: f64, across: Range) -> Vec<(f64, PointValue)> {
        let estimate = |value: &PointValue| value.as_shown().map(|shown| shown.estimate.to_bits());
        let mut steps: Vec<(f64, PointValue)> = Vec::new();
        if self.rows.first().is_some_and(|(time, _)| *time > 0.0) {
            let n = self.rows.first().and_then(|(_, value)| value.as_shown()).and_then(|shown| shown.n);
            steps.push((0.0, PointValue::from_fields(Some(start), Some(start), Some(start), n, &[], None)));
        }
        for (place, (time, value)) in self.rows.iter().enumerate() {
            let moves = steps.last().is_none_or(|(_, last)| estimate(last) != estimate(value));
            if moves || place + 1 == self.rows.len() {
                steps.push((*time, *value));
            }
        }
        if steps.len() <= STEPS {
            return steps;
        }
        let part = |time: f64| ((time - across.low) / (across.high - across.low) * STEPS as f64).floor();
        let mut thinned: Vec<(f64, PointValue)> = Vec::with_capacity(STEPS + 1);
        for step in steps {
            match thinned.last_mut() {
                Some(last) if part(last.0).to_bits() == part(step.0).to_bits() && last.0 > 0.0 => *last = step,
                _ => thinned.push(step),
            }
        }
        thinned
    }

    /// How many are at risk just before a time: those of the next row, as R counts them.
    fn at_risk(&self, time: f64) -> u64 {
        let next = self.rows.get(self.rows.partition_point(|(own, _)| *own < time));
        next.and_then(|(_, value)| value.as_shown()).and_then(|shown| shown.n).unwrap_or(0)
    }
}

//! The KPIs of a program on the page of a scorecard: what employees do, beside what customers say.

use super::result::Scorecard;
use crate::columns::Table;
use crate::error::{Error, Result};
use crate::report::chart::{Chart, ChartKind, ChartPoint, ChartUnit, PointValue};
use crate::report::number::{count, percent};
use crate::report::page::{Block, KeyFigure, Section};
use crate::report::rows::{label, period, require_columns, shown_values};

impl Scorecard {
    /// Adds the KPIs of a program, as [`program_kpis`](crate::program::kpi::program_kpis) gives them by period: a section of the page with the last
    /// period of each and its course.
    ///
    /// # Errors
    /// `unknown_column` without `kpi`, `period` or `estimate`; `invalid_option` when there is no row, of KPIs that are pooled over all periods, and where a column of
    /// numbers holds something else.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::{Table, TableColumn};
    /// # use cxm_core::report::scorecard::{ScorecardOptions, ScoredQuestion, scorecard};
    /// # use cxm_core::stats::{Metric, Scale};
    /// # use cxm_core::survey::{CubeSpec, TallyCube};
    /// # use std::borrow::Cow;
    /// # let cube = TallyCube::new(CubeSpec::new(Scale::NPS, Vec::new()))?;
    /// # let card = scorecard(&[ScoredQuestion::new(Metric::nps(), Cow::Owned(cube))], &ScorecardOptions::default())?;
    /// let kpis = Table::default()
    ///     .with("kpi", TableColumn::Text(vec![Some("employee_engagement".into())]))
    ///     .with("period", TableColumn::Date(vec![Some(20_727)]))
    ///     .with("unit", TableColumn::Text(vec![Some("share".into())]))
    ///     .with("estimate", TableColumn::Float(vec![Some(0.42)]));
    /// assert!(card.with_program(kpis)?.to_text(80).contains("Employee engagement  42.0 %"));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn with_program(mut self, kpis: Table) -> Result<Self> {
        if kpis.column("measure").is_some() && kpis.column("period").is_none() {
            let expected = "the KPIs by period, which have a course; these are pooled over all periods";
            return Err(Error::option("program", expected, "a table with the column measure and without period"));
        }
        courses(&kpis)?;
        if kpis.is_empty() {
            return Err(Error::option("program", "a table with a row for each KPI and period", "no rows"));
        }
        self.program = Some(kpis);
        Ok(self)
    }

    /// How the intervals of the program were made, a line a KPI.
    pub(super) fn program_notes(&self) -> Vec<String> {
        let courses = self.program.as_ref().and_then(|kpis| courses(kpis).ok()).unwrap_or_default(); // it was read when it was added
        let told = |course: Course| {
            (!course.methods.is_empty()).then(|| format!("{}: intervals by {}.", course.title, course.methods.join(" and ")))
        };
        courses.into_iter().filter_map(told).collect()
    }

    /// The section of the page, if a program was added.
    pub(super) fn program_section(&self) -> Option<Section> {
        let courses = courses(self.program.as_ref()?).ok()?; // it was read when it was added
        let mut section = Section::new("The program").block(Block::KeyFigures(courses.iter().map(Course::figure).collect()));
        for course in courses {
            if course.periods.len() > 1 {
                section = section.block(Block::Heading(course.title.clone())).block(Block::Chart(Box::new(course.chart())));
            }
        }
        Some(section)
    }
}

/// One KPI, of one goal where it has several, over its periods.
struct Course {
    title: String,
    unit: Unit,
    periods: Vec<(String, PointValue)>,
    /// How its intervals are made, as far as the table says it.
    methods: Vec<String>,
    /// Of its intervals; none where the table does not say it, or says two.
    level: Option<f64>,
}

/// The unit of a KPI, as `program_kpis` names it.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Share,
    Other(&'static str),
}

fn courses(kpis: &Table) -> Result<Vec<Course>> {
    require_columns(kpis, &["kpi", "period"])?;
    let text = |name: &str, row: usize| kpis.column(name).and_then(|column| label(column, row)).unwrap_or_default();
    let mut courses: Vec<Course> = Vec::new();
    for (row, value) in shown_values(kpis, None)?.into_iter().enumerate() {
        let title = title(&text("kpi", row), &text("goal", row));
        let period = (kpis.column("period").map_or_else(String::new, |column| period(column, row)), value);
        let (method, level) = (text("method", row), kpis.value("conf_level", row).as_f64());
        let own = courses.iter().position(|course| course.title == title).unwrap_or(courses.len());
        if own == courses.len() {
            let unit = Unit::of(&text("unit", row));
            courses.push(Course { title, unit, periods: Vec::new(), methods: Vec::new(), level });
        }
        let course = &mut courses[own]; // just found, or put there
        course.level = course.level.filter(|own| level.is_some_and(|level| (own - level).abs() <= 0.0));
        if !method.is_empty() && !course.methods.contains(&method) {
            course.methods.push(method);
        }
        course.periods.push(period);
    }
    Ok(courses)
}

/// `goal_performance` of the goal `day-1` reads `Goal performance: day-1`.
fn title(kpi: &str, goal: &str) -> String {
    let mut words = kpi.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if goal.is_empty() { words } else { format!("{words}: {goal}") }
}

impl Unit {
    fn of(name: &str) -> Self {
        match name {
            "share" => Self::Share,
            "per_100_employees" => Self::Other("per 100 employees"),
            "changes" => Self::Other("changes"),
            _ => Self::Other(""),
        }
    }

    /// The number in large type; a count is whole.
    fn text(self, value: f64) -> String {
        let text = self.of_chart().text(value);
        match self {
            Self::Other("changes") => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
            _ => text,
        }
    }

    fn of_chart(self) -> ChartUnit {
        if self == Self::Share { ChartUnit::Share } else { ChartUnit::Number }
    }
}

impl Course {
    /// The last period that may be shown.
    fn figure(&self) -> KeyFigure {
        let unit = self.unit.of_chart();
        let last = self.periods.iter().rev().find_map(|(period, value)| value.as_shown().map(|shown| (period, shown)));
        let Some((period, shown)) = last else {
            let hidden = self.periods.last().and_then(|(_, value)| value.hidden_text()).unwrap_or_default();
            return KeyFigure::new(self.title.clone(), hidden);
        };
        let mut figure = KeyFigure::new(self.title.clone(), self.unit.text(shown.estimate));
        if let Some((low, high)) = shown.interval {
            let level = self.level.map(|level| format!("{} ", percent(level))).unwrap_or_default();
            figure = figure.interval_text(format!("{level}interval {} to {}", unit.plain_text(low), unit.text(high)));
        }
        let told = match self.unit {
            Unit::Other(name) if !name.is_empty() => format!("{name}, "),
            _ => String::new(),
        };
        let n = match self.unit {
            Unit::Other("changes") => None, // the number itself
            Unit::Other("per 100 employees") => {
                shown.n.map(|n| format!(" · {} {}", count(n), if n == 1 { "idea" } else { "ideas" }))
            }
            _ => shown.n.map(|n| format!(" · n {}", count(n))),
        };
        figure.base(format!("{told}from {period}{}", n.unwrap_or_default()))
    }

    fn chart(&self) -> Chart {
        let label = match self.unit {
            Unit::Other(name) if !name.is_empty() => name.to_owned(),
            _ => self.title.clone(),
        };
        let mut chart = Chart::new(ChartKind::Trend, self.title.clone(), self.unit.of_chart()).value_label(label);
        if matches!(self.unit, Unit::Other(name) if !name.is_empty()) {
            chart = chart.from_zero();
        }
        if let Some(level) = self.level {
            chart = chart.level(level);
        }
        for (period, value) in &self.periods {
            chart = chart.point(ChartPoint::new(period.clone(), *value));
        }
        chart
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::TableColumn;
    use crate::report::chart::range::Range;

    #[test]
    fn the_axis_of_a_count_or_a_rate_begins_at_0() {
        // 1, 2 and 1 changes, with the ends of Garwood's intervals; the same numbers without a unit keep an axis of their own.
        let range = |unit: &str| {
            let floats = |values: [f64; 3]| TableColumn::Float(values.map(Some).to_vec());
            let texts = |value: &str| TableColumn::Text(vec![Some(value.to_owned()); 3]);
            let kpis = Table::default()
                .with("kpi", texts("rate_of_improvement"))
                .with("period", TableColumn::Date(vec![Some(20_666), Some(20_697), Some(20_727)]))
                .with("unit", texts(unit))
                .with("estimate", floats([1.0, 2.0, 1.0]))
                .with("conf_low", floats([0.025, 0.242, 0.025]))
                .with("conf_high", floats([5.572, 7.225, 5.572]));
            Range::of(&courses(&kpis).unwrap()[0].chart())
        };
        for unit in ["changes", "per_100_employees"] {
            assert_eq!(range(unit), Range { low: 0.0, high: 8.0 });
        }
        assert_eq!(range(""), Range { low: -2.0, high: 8.0 });
    }
}

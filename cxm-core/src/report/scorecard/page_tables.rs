use super::finding::tone;
use super::label::{key_text, period_text, short_text};
use super::result::{GroupTable, PeriodScore, QuestionScore, Verdict};
use crate::columns::Every;
use crate::columns::time::date_text;
use crate::report::chart::range::Range;
use crate::report::chart::{Base, Chart, ChartKind, ChartPoint, ChartUnit, PointValue, Tone};
use crate::report::number::{count, percent};
use crate::report::page::{Align, Cell, IntervalBar, Table};
use crate::stats::{Estimate, Test, show_p};

/// Periods that a table of groups by period shows: the last ones.
const PERIODS: usize = 12;

/// What may be shown of an estimate.
pub(super) fn value_of(estimate: &Estimate, min_n: u64) -> PointValue {
    let flags: Vec<&str> = estimate.flags.iter().map(|flag| flag.name()).collect();
    PointValue::from_fields(estimate.estimate, estimate.conf_low, estimate.conf_high, estimate.n, &flags, Some(min_n))
}

pub(super) fn period_chart(question: &QuestionScore, every: Every, level: f64) -> Chart {
    let mut chart = chart(question, ChartKind::Trend, format!("{} of each {}", question.title, every.name()), level);
    for period in &question.periods {
        if let Some(start) = period.period {
            chart = chart.point(ChartPoint::new(date_text(start), value_of(&period.estimate, question.min_n)));
        }
    }
    chart
}

pub(super) fn group_chart(question: &QuestionScore, table: &GroupTable, level: f64) -> Chart {
    let mut chart =
        chart(question, ChartKind::Estimates, format!("{} of each {}, with its interval", question.title, table.column), level);
    if let Some(total) = question.total.estimate {
        chart = chart.reference("Total", total);
    }
    for group in &table.groups {
        chart = chart.point(ChartPoint::new(key_text(&group.key), value_of(&group.estimate, question.min_n)));
    }
    chart
}

fn chart(question: &QuestionScore, kind: ChartKind, title: String, level: f64) -> Chart {
    Chart::new(kind, title, question.metric.unit().into()).value_label(question.title.clone()).level(level)
}

pub(super) fn period_table(question: &QuestionScore, every: Every, level: f64) -> Table {
    let sketch = period_chart(question, every, level);
    let range = Range::of(&sketch);
    let change = ["Change", "", "p", "Reading"];
    let mut table = headed(question, title_case(every.name()), level, range, change);
    for period in &question.periods {
        let label = period.period.map_or_else(|| "(no date)".to_owned(), |start| period_text(every, start));
        let mut row = score_cells(question, label, &period.estimate, range);
        row.extend(test_cells(question, period.change.as_ref(), ["▲ up", "▼ down", "no clear change"]));
        table.rows.push(row);
    }
    table
}

pub(super) fn group_table(question: &QuestionScore, groups: &GroupTable, level: f64) -> Table {
    let range = Range::of(&group_chart(question, groups, level));
    let against = ["Against rest", "", "p", "Reading"];
    let mut table = headed(question, groups.column.clone(), level, range, against);
    for group in &groups.groups {
        let mut row = score_cells(question, key_text(&group.key), &group.estimate, range);
        row.extend(test_cells(question, group.rest.as_ref(), ["▲ higher", "▼ lower", "no clear difference"]));
        table.rows.push(row);
    }
    let mut total = score_cells(question, "Total".to_owned(), &question.total, range);
    total.extend(test_cells(question, None, ["", "", ""]));
    table.rows.push(total);
    table
}

fn headed(question: &QuestionScore, first: String, level: f64, range: Range, test: [&str; 4]) -> Table {
    let unit = ChartUnit::from(question.metric.unit());
    let mut table = Table::new("")
        .column(first, Align::Left)
        .column(question.title.clone(), Align::Right)
        .column(format!("{} interval", percent(level)), Align::Right)
        .column(format!("{} to {}", unit.text(range.low), unit.text(range.high)), Align::Left)
        .column("n", Align::Right);
    for (heading, align) in test.into_iter().zip([Align::Right, Align::Right, Align::Right, Align::Left]) {
        table = table.column(heading, align);
    }
    table
}

/// Name, score, interval, picture, n.
fn score_cells(question: &QuestionScore, label: String, estimate: &Estimate, range: Range) -> Vec<Cell> {
    let unit = ChartUnit::from(question.metric.unit());
    let value = value_of(estimate, question.min_n);
    let empty = || Cell::Text(String::new());
    let Some(shown) = value.as_shown() else {
        return vec![Cell::Text(label), Cell::Muted(value.hidden_text().unwrap_or_default()), empty(), empty(), empty()];
    };
    let n = shown.n.map_or(String::new(), count);
    vec![
        Cell::Text(label),
        Cell::Text(unit.text(shown.estimate)),
        Cell::Text(shown.interval.map_or(String::new(), |(low, high)| unit.interval_text(low, high))),
        Cell::Interval(IntervalBar { estimate: Some(shown.estimate), interval: shown.interval, domain: (range.low, range.high) }),
        if shown.base == Base::Low { Cell::Muted(format!("{n} low base")) } else { Cell::Text(n) },
    ]
}

/// Difference, interval, p, reading.
fn test_cells(question: &QuestionScore, test: Option<&Test>, [higher, lower, unclear]: [&str; 3]) -> Vec<Cell> {
    let Some(test) = test else { return vec![Cell::Text(String::new()); 4] };
    let unit = ChartUnit::from(question.metric.unit());
    let verdict = Verdict::of(test);
    let interval = test.conf_low.zip(test.conf_high);
    let reading = match verdict {
        Verdict::Higher => Cell::Toned(higher.to_owned(), tone(verdict, question.metric.direction())),
        Verdict::Lower => Cell::Toned(lower.to_owned(), tone(verdict, question.metric.direction())),
        Verdict::NoClearDifference if test.p_value.is_none() => Cell::Muted("no test".to_owned()),
        Verdict::NoClearDifference => Cell::Muted(unclear.to_owned()),
    };
    vec![
        Cell::Text(test.estimate.map_or(String::new(), |difference| unit.difference_text(difference))),
        Cell::Muted(
            interval
                .map_or(String::new(), |(low, high)| format!("[{}, {}]", unit.difference_text(low), unit.difference_text(high))),
        ),
        Cell::Text(test.p_adjusted.or(test.p_value).map_or(String::new(), show_p)),
        reading,
    ]
}

/// The groups of a column by period; an arrow stands where the change from the period before is clear.
pub(super) fn matrix(question: &QuestionScore, groups: &GroupTable, every: Every) -> Table {
    let from = question.periods.len().saturating_sub(PERIODS);
    let last = if from > 0 { format!(", the last {PERIODS}") } else { String::new() };
    let caption = format!("{} by {} and {}{last}; ▲ ▼ a clear change", question.title, groups.column, every.name());
    let mut table = Table::new(caption).column(groups.column.clone(), Align::Left);
    for period in question.periods.iter().skip(from) {
        table =
            table.column(period.period.map_or_else(|| "(no date)".to_owned(), |start| short_text(every, start)), Align::Right);
    }
    let cells = |label: String, periods: &[PeriodScore]| {
        let mut row = vec![Cell::Text(label)];
        row.extend(periods.iter().skip(from).map(|period| matrix_cell(question, period)));
        row
    };
    for group in &groups.groups {
        table.rows.push(cells(key_text(&group.key), &group.periods));
    }
    table.rows.push(cells("Total".to_owned(), &question.periods));
    table
}

fn matrix_cell(question: &QuestionScore, period: &PeriodScore) -> Cell {
    let value = value_of(&period.estimate, question.min_n);
    let Some(shown) = value.as_shown() else {
        let text = value.hidden_text().unwrap_or_default();
        return Cell::Muted(if text == "no data" { "–".to_owned() } else { text });
    };
    let text = ChartUnit::from(question.metric.unit()).text(shown.estimate);
    let verdict = period.change.as_ref().map_or(Verdict::NoClearDifference, Verdict::of);
    let arrow = match verdict {
        Verdict::Higher => "▲ ",
        Verdict::Lower => "▼ ",
        Verdict::NoClearDifference => "",
    };
    match tone(verdict, question.metric.direction()) {
        Tone::Neutral => Cell::Text(text),
        tone => Cell::Toned(format!("{arrow}{text}"), tone),
    }
}

fn title_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

use super::label::key_text;
use super::result::{PeriodScore, QuestionScore, Scorecard, Verdict};
use crate::columns::{Table, TableColumn};
use crate::stats::{Estimate, Test};

impl Scorecard {
    /// Its numbers as tables, each under a name: `total` with a row a metric, then for each metric `NPS by period` and `NPS by channel`. A difference is
    /// that from the period before, or from the rest. Hidden numbers are null.
    #[must_use]
    pub fn tables(&self) -> Vec<(String, Table)> {
        let totals: Vec<&Estimate> = self.questions.iter().map(|question| &question.total).collect();
        let names = self.questions.iter().map(|question| Some(question.title.clone())).collect();
        let mut tables =
            vec![("total".to_owned(), estimates(Table::default().with("metric", TableColumn::Text(names)), &totals))];
        for question in &self.questions {
            tables.extend(of_question(question));
        }
        tables
    }
}

fn of_question(question: &QuestionScore) -> Vec<(String, Table)> {
    let mut tables = Vec::new();
    if !question.periods.is_empty() {
        let periods = TableColumn::Date(question.periods.iter().map(|score| score.period).collect());
        let scores: Vec<&Estimate> = question.periods.iter().map(|score| &score.estimate).collect();
        let changes: Vec<Option<&Test>> = question.periods.iter().map(|score: &PeriodScore| score.change.as_ref()).collect();
        let table = differences(estimates(Table::default().with("period", periods), &scores), &changes);
        tables.push((format!("{} by period", question.title), table));
    }
    for by in &question.by {
        let keys = by.groups.iter().map(|group| Some(key_text(&group.key))).collect();
        let scores: Vec<&Estimate> = by.groups.iter().map(|group| &group.estimate).collect();
        let rests: Vec<Option<&Test>> = by.groups.iter().map(|group| group.rest.as_ref()).collect();
        let table = differences(estimates(Table::default().with(by.column.clone(), TableColumn::Text(keys)), &scores), &rests);
        tables.push((format!("{} by {}", question.title, by.column), table));
    }
    tables
}

fn estimates(table: Table, estimates: &[&Estimate]) -> Table {
    let float =
        |field: fn(&Estimate) -> Option<f64>| TableColumn::Float(estimates.iter().map(|estimate| field(estimate)).collect());
    let count =
        |field: fn(&Estimate) -> Option<u64>| TableColumn::Count(estimates.iter().map(|estimate| field(estimate)).collect());
    table
        .with("estimate", float(|estimate| estimate.estimate))
        .with("std_error", float(|estimate| estimate.std_error))
        .with("conf_low", float(|estimate| estimate.conf_low))
        .with("conf_high", float(|estimate| estimate.conf_high))
        .with("n", count(|estimate| estimate.n))
        .with("n_missing", count(|estimate| estimate.n_missing))
        .with("flags", TableColumn::Text(estimates.iter().map(|estimate| Some(estimate.flag_names())).collect()))
}

fn differences(table: Table, tests: &[Option<&Test>]) -> Table {
    let float = |field: fn(&Test) -> Option<f64>| TableColumn::Float(tests.iter().map(|test| test.and_then(field)).collect());
    let verdicts = tests.iter().map(|test| test.map(|test| Verdict::of(test).name().to_owned())).collect();
    table
        .with("difference", float(|test| test.estimate))
        .with("difference_low", float(|test| test.conf_low))
        .with("difference_high", float(|test| test.conf_high))
        .with("p_value", float(|test| test.p_value))
        .with("p_adjusted", float(|test| test.p_adjusted))
        .with("reading", TableColumn::Text(verdicts))
}

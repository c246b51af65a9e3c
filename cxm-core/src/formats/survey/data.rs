use super::Question;
use crate::columns::time::Instant;
use crate::columns::{Frame, Table, TableColumn};
use crate::error::{Error, Result};
use crate::formats::survey_export::{
    Accounts, Duplicates, Excluded, Outcome, Platform, SurveyData as Export, SurveyHeader, TextTable,
};

/// A survey export as tables.
///
/// `frame` has a row a response: the file's other columns as text (an empty cell is null), the time as an instant, then each
/// question's answers as numbers, null where there is none or it was rejected.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SurveyData {
    /// What is scored.
    pub frame: Table,
    /// `row`, `line`, `field`, `code`, `reason` of each row or cell that could not be read; `field` is null for a whole row.
    pub rejected: Table,
    /// `row`, `line`, `reason` of each row that is no answer.
    pub excluded: Table,
    /// `question`, `n_read`, `n_scored`, `n_missing`, `n_rejected`, `n_excluded`: read is the sum of the others.
    pub accounts: Table,
    /// `question`, `column`, `text`: what the respondents were asked, where the file says it.
    pub questions: Table,
    /// The file's line of each row of the frame.
    pub lines: Vec<u64>,
    /// What was mended, or deserves a look.
    pub warnings: Vec<String>,
    /// Records read, header rows not counted.
    pub n_rows: u64,
    /// Rows whose response id stood in an earlier one.
    pub n_duplicates: u64,
    /// Rows of a long file that belong to no question asked for, or cannot be read.
    pub n_unassigned: u64,
    /// The tool that wrote the file.
    pub platform: Platform,
    /// The zone in which times without an offset were read.
    pub time_zone: Option<String>,
}

/// What a reader knows beside the export.
pub(super) struct Asked<'q> {
    pub(super) questions: &'q [Question],
    pub(super) time: Option<&'q str>,
    pub(super) zone: Option<&'q str>,
    pub(super) duplicates: Duplicates,
    /// The columns of the file that the frame keeps.
    pub(super) kept: &'q [usize],
}

impl SurveyData {
    /// The frame, borrowed: `score(&data.frame()?, ...)`.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub fn frame(&self) -> Result<Frame<'_>> {
        self.frame.frame()
    }

    pub(super) fn new(export: &Export<f64, Instant>, asked: &Asked<'_>) -> Self {
        let header = &export.header;
        Self {
            frame: frame(header, &export.table, &export.times, &export.answers, asked),
            rejected: rejected(&export.rejected),
            excluded: excluded(&export.excluded),
            accounts: accounts(asked.questions, &export.accounts),
            questions: questions(asked.questions, Some(header)),
            lines: export.line.clone(),
            warnings: asked.warnings(header, &export.accounts, export.n_duplicates, export.n_unassigned),
            n_rows: export.n_rows,
            n_duplicates: export.n_duplicates,
            n_unassigned: export.n_unassigned,
            platform: header.platform(),
            time_zone: asked.time_zone(header).map(str::to_owned),
        }
    }
}

impl<'q> Asked<'q> {
    /// The zone that the caller or the file names.
    fn named_zone<'h>(&self, header: &'h SurveyHeader) -> Option<&'h str>
    where
        'q: 'h,
    {
        let column = header.csv().position(self.time?)?;
        self.zone.or(header.time_zone(Some(column)))
    }

    /// The zone in which times without an offset are read.
    pub(super) fn time_zone<'h>(&self, header: &'h SurveyHeader) -> Option<&'h str>
    where
        'q: 'h,
    {
        self.time?;
        Some(self.named_zone(header).unwrap_or("UTC"))
    }

    /// What was mended, or deserves a look.
    pub(super) fn warnings(
        &self,
        header: &SurveyHeader,
        accounts: &[Accounts],
        n_duplicates: u64,
        n_unassigned: u64,
    ) -> Vec<String> {
        let mut warnings: Vec<String> = header.csv().warnings().iter().map(ToString::to_string).collect();
        if self.time.is_some() && self.named_zone(header).is_none() {
            warnings.push("no zone is named by the file or by tz: a time without an offset is read in UTC".to_owned());
        }
        if n_duplicates > 0 {
            let (n, policy) = (n_duplicates, self.duplicates);
            warnings.push(format!("rows whose response id stood in an earlier one: {n} (duplicates: {:?})", policy.name()));
        }
        if n_unassigned > 0 {
            warnings.push(format!("rows that belong to no question asked for, or cannot be read: {n_unassigned}"));
        }
        for (question, accounts) in self.questions.iter().zip(accounts) {
            if accounts.n_scored == 0 && accounts.n_read() > 0 {
                let Accounts { n_missing, n_rejected, n_excluded, .. } = accounts;
                let name = &question.name;
                warnings.push(format!(
                    "question {name:?} has no answer: {n_missing} missing, {n_rejected} rejected, {n_excluded} excluded"
                ));
            }
        }
        if self.duplicates == Duplicates::Keep {
            warnings.push("response ids were not compared (duplicates: \"keep\")".to_owned());
        }
        warnings
    }
}

/// The columns kept, then the answers.
pub(super) fn frame(
    header: &SurveyHeader,
    texts: &TextTable,
    times: &[Option<Instant>],
    answers: &[Vec<Outcome<f64>>],
    asked: &Asked<'_>,
) -> Table {
    let time = asked.time.and_then(|name| header.csv().position(name));
    let mut table = Table::default();
    for &column in asked.kept {
        let values = if Some(column) == time {
            TableColumn::Time(times.iter().map(|time| time.map(Instant::micros)).collect())
        } else {
            text(texts.column(column).map(|cell| (!cell.is_empty()).then(|| cell.to_owned())))
        };
        table = table.with(header.names()[column].as_str(), values); // columns kept are columns of the header
    }
    for (question, answers) in asked.questions.iter().zip(answers) {
        let number = |outcome: &Outcome<f64>| match outcome {
            Outcome::Scored(answer) => Some(*answer),
            Outcome::Missing | Outcome::Rejected | Outcome::NotAsked => None,
        };
        table = table.with(question.name.as_str(), TableColumn::Float(answers.iter().map(number).collect()));
    }
    table
}

pub(super) fn rejected(errors: &[Error]) -> Table {
    Table::default()
        .with("row", TableColumn::Count(errors.iter().map(Error::row).collect()))
        .with("line", TableColumn::Count(errors.iter().map(Error::line).collect()))
        .with("field", text(errors.iter().map(|error| error.field().map(str::to_owned))))
        .with("code", text(errors.iter().map(|error| Some(error.code().name().to_owned()))))
        .with("reason", text(errors.iter().map(|error| Some(error.message().to_owned()))))
}

pub(super) fn excluded(rows: &[Excluded]) -> Table {
    Table::default()
        .with("row", TableColumn::Count(rows.iter().map(|excluded| Some(excluded.row)).collect()))
        .with("line", TableColumn::Count(rows.iter().map(|excluded| Some(excluded.line)).collect()))
        .with("reason", text(rows.iter().map(|excluded| Some(excluded.reason.name().to_owned()))))
}

pub(super) fn accounts(questions: &[Question], accounts: &[Accounts]) -> Table {
    let count = |field: fn(&Accounts) -> u64| TableColumn::Count(accounts.iter().map(|of| Some(field(of))).collect());
    Table::default()
        .with("question", text(questions.iter().map(|question| Some(question.name.clone()))))
        .with("n_read", count(Accounts::n_read))
        .with("n_scored", count(|of| of.n_scored))
        .with("n_missing", count(|of| of.n_missing))
        .with("n_rejected", count(|of| of.n_rejected))
        .with("n_excluded", count(|of| of.n_excluded))
}

pub(super) fn questions(questions: &[Question], header: Option<&SurveyHeader>) -> Table {
    let asked = |question: &Question| {
        let header = header?;
        header.csv().position(&question.column).and_then(|at| header.text(at)).map(str::to_owned)
    };
    Table::default()
        .with("question", text(questions.iter().map(|question| Some(question.name.clone()))))
        .with("column", text(questions.iter().map(|question| Some(question.column.clone()))))
        .with("text", text(questions.iter().map(asked)))
}

pub(super) fn text(values: impl Iterator<Item = Option<String>>) -> TableColumn {
    TableColumn::Text(values.collect())
}

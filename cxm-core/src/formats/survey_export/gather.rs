use std::collections::HashMap;

use super::ids::{HashedIds, Ids};
use super::layout::Places;
use super::listing::Listing;
use super::{
    Accounts, Duplicates, Excluded, Exclusion, Layout, OnError, Outcome, ReadCells, SurveyHeader, SurveyOptions, SurveyPart,
    SurveyRecord, SurveyRow, TextTable, is_missing_word,
};
use crate::error::{Code, Error, Result};

/// Puts the rows of an export together, and keeps the accounts.
#[derive(Debug, Clone)]
pub(super) struct Gather<A, T> {
    places: Places,
    id: Option<usize>,
    time: Option<usize>,
    pub(super) carried: Vec<usize>,
    ids: Ids,
    pub(super) table: TextTable,
    pub(super) sources: Vec<Source>,
    pub(super) times: Vec<Option<T>>,
    pub(super) answers: Vec<Vec<Outcome<A>>>,
    /// Row and line of each answer, in the long layout.
    answer_sources: Vec<Vec<Source>>,
    pub(super) rejected: Listing<Error>,
    pub(super) excluded: Listing<Excluded>,
    pub(super) accounts: Vec<Accounts>,
    pub(super) n_rows: u64,
    pub(super) n_duplicates: u64,
    pub(super) n_unassigned: u64,
    /// Rows that a later one took the place of, with their question in the long layout.
    superseded: Vec<Source>,
}

/// Where something stood in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    pub(super) row: u64,
    pub(super) line: u64,
}

/// Names of the column of the response id that are recognised, folded.
const ID: &[&str] = &["responseid", "respondentid", "id"];

impl<A, T> Gather<A, T> {
    pub(super) fn new(header: &SurveyHeader, options: &SurveyOptions) -> Result<Self> {
        let places = Layout::places(options.layout.as_ref(), &options.questions, header)?;
        let id = match &options.id {
            Some(name) => Some(header.require(name)?),
            None => ID.iter().find_map(|label| header.labelled(label)),
        };
        if id.is_none() && matches!(places, Places::Long { .. }) {
            return Err(Error::option("id", "a column that holds the response's id (the long layout needs one)", "none"));
        }
        let time = options.time.as_deref().map(|name| header.require(name)).transpose()?;
        let answers: Vec<usize> = match &places {
            Places::Wide(columns) => columns.clone(),
            Places::Long { question, value } => vec![*question, *value],
        };
        let n_questions = options.questions.len();
        Ok(Self {
            places,
            id,
            time,
            carried: (0..header.names().len()).filter(|column| !answers.contains(column)).collect(),
            ids: Ids::Held(HashMap::new()),
            table: TextTable::new(header.names().len()),
            sources: Vec::new(),
            times: Vec::new(),
            answers: (0..n_questions).map(|_| Vec::new()).collect(),
            answer_sources: vec![Vec::new(); n_questions],
            rejected: Listing::new(usize::MAX),
            excluded: Listing::new(usize::MAX),
            accounts: vec![Accounts::default(); n_questions],
            n_rows: 0,
            n_duplicates: 0,
            n_unassigned: 0,
            superseded: Vec::new(),
        })
    }

    /// The same for rows that are handed on by [`take_part`](Self::take_part): of what became of single rows, the first `most` are listed.
    ///
    /// # Errors
    /// `invalid_option` for the long layout.
    pub(super) fn handing(header: &SurveyHeader, options: &SurveyOptions, most: usize) -> Result<Self> {
        let gather = Self::new(header, options)?;
        if matches!(gather.places, Places::Long { .. }) {
            let wanted = "wide: a scan hands on row by row, and a long file has a response in several; read_survey reads it";
            return Err(Error::option("layout", wanted, "long"));
        }
        let ids = Ids::Handed(HashedIds::default());
        Ok(Self { ids, rejected: Listing::new(most), excluded: Listing::new(most), ..gather })
    }

    /// Takes out the responses since the last time.
    pub(super) fn take_part(&mut self) -> SurveyPart<A, T> {
        let empty = TextTable::new(self.table.n_columns());
        self.answer_sources.iter_mut().for_each(Vec::clear);
        SurveyPart {
            table: std::mem::replace(&mut self.table, empty),
            line: self.sources.drain(..).map(|source| source.line).collect(),
            times: std::mem::take(&mut self.times),
            answers: self.answers.iter_mut().map(std::mem::take).collect(),
        }
    }

    pub(super) fn take(
        &mut self,
        header: &SurveyHeader,
        record: SurveyRecord<'_>,
        options: &SurveyOptions,
        cells: &impl ReadCells<Answer = A, Time = T>,
    ) -> Result<()> {
        self.n_rows += 1;
        match record {
            SurveyRecord::Rejected(error) => {
                match self.places {
                    Places::Wide(_) => self.every(|accounts| accounts.n_rejected += 1),
                    Places::Long { .. } => self.n_unassigned += 1,
                }
                self.reject(error, options)
            }
            SurveyRecord::Excluded(row, reason) => {
                self.exclude(Source { row: row.row(), line: row.line() }, reason);
                self.of_row(row, options, |accounts| accounts.n_excluded += 1);
                Ok(())
            }
            SurveyRecord::Row(row) => self.row(header, row, options, cells),
        }
    }

    fn row(
        &mut self,
        header: &SurveyHeader,
        row: SurveyRow<'_>,
        options: &SurveyOptions,
        cells: &impl ReadCells<Answer = A, Time = T>,
    ) -> Result<()> {
        let asked = match self.places {
            Places::Wide(_) => None,
            Places::Long { question, .. } => {
                let asked = position(&options.questions, row.cell(question));
                if asked.is_none() {
                    self.n_unassigned += 1;
                    return Ok(());
                }
                asked
            }
        };
        let time = match self.read_time(header, row, cells) {
            Ok(time) => time,
            Err(error) => {
                self.of_row(row, options, |accounts| accounts.n_rejected += 1);
                return self.reject(error, options);
            }
        };
        let source = Source { row: row.row(), line: row.line() };
        let compared = self.id.filter(|_| options.duplicates != Duplicates::Keep || asked.is_some());
        let id = compared.and_then(|column| row.cell(column)).map(str::trim).filter(|id| !id.is_empty());
        if let (Ids::Handed(seen), Some(id)) = (&mut self.ids, id)
            && !seen.insert(id)
            && !self.repeated(header, row, options, None)?
        {
            return Ok(());
        }
        let before = match (&self.ids, id) {
            (Ids::Held(responses), Some(id)) => responses.get(id).copied(),
            _ => None,
        };
        let mut response = before.filter(|_| asked.is_some());
        let answered =
            |at: usize| asked.is_none_or(|question| !matches!(self.answers[question].get(at), Some(Outcome::NotAsked))); // below n_questions
        if let Some(at) = before.filter(|at| answered(*at)) {
            if !self.repeated(header, row, options, Some(at))? {
                return Ok(());
            }
            match options.duplicates {
                Duplicates::Last => self.supersede(at, asked),
                _ => response = None,
            }
        }
        let response = response.unwrap_or_else(|| {
            self.table.push(|column| row.cell(column));
            self.sources.push(source);
            self.times.push(time);
            for (answers, sources) in self.answers.iter_mut().zip(&mut self.answer_sources) {
                answers.push(Outcome::NotAsked);
                sources.push(source);
            }
            self.sources.len() - 1
        });
        // With `count` the first response keeps the id; with `last` the new one takes it.
        if let (Ids::Held(responses), Some(id)) = (&mut self.ids, id)
            && (before.is_none() || options.duplicates == Duplicates::Last)
        {
            responses.insert(id.to_owned(), response);
        }
        let questions: Vec<(usize, usize)> = match (&self.places, asked) {
            (Places::Wide(columns), _) => columns.iter().copied().enumerate().collect(),
            (Places::Long { value, .. }, Some(question)) => vec![(question, *value)],
            (Places::Long { .. }, None) => Vec::new(),
        };
        for (question, column) in questions {
            let outcome = self.read_answer(question, column, row, options, cells)?;
            tally(&mut self.accounts[question], &outcome, 1); // below n_questions
            self.answers[question][response] = outcome; // a response has an outcome for each question
            self.answer_sources[question][response] = source; // as above
        }
        Ok(())
    }

    /// What becomes of a row whose id was there before, in the response `at` if that is held; whether the row counts all the same.
    fn repeated(
        &mut self,
        header: &SurveyHeader,
        row: SurveyRow<'_>,
        options: &SurveyOptions,
        at: Option<usize>,
    ) -> Result<bool> {
        let source = Source { row: row.row(), line: row.line() };
        self.n_duplicates += 1;
        match options.duplicates {
            Duplicates::Error => Err(self.duplicate(header, source, at)),
            Duplicates::First => {
                self.exclude(source, Exclusion::Duplicate);
                self.of_row(row, options, |accounts| accounts.n_excluded += 1);
                Ok(false)
            }
            Duplicates::Last | Duplicates::Count | Duplicates::Keep => Ok(true),
        }
    }

    fn read_time(&self, header: &SurveyHeader, row: SurveyRow<'_>, cells: &impl ReadCells<Time = T>) -> Result<Option<T>> {
        let Some(column) = self.time else { return Ok(None) };
        let text = row.cell(column).unwrap_or_default().trim();
        if is_missing_word(text) {
            return Ok(None);
        }
        cells.time(text, header.time_zone(Some(column))).map_err(|error| placed(error, row, header.names().get(column)))
    }

    fn read_answer(
        &mut self,
        question: usize,
        column: usize,
        row: SurveyRow<'_>,
        options: &SurveyOptions,
        cells: &impl ReadCells<Answer = A>,
    ) -> Result<Outcome<A>> {
        let text = row.cell(column).unwrap_or_default().trim();
        if is_missing_word(text) && !cells.is_label(question, text) {
            return Ok(Outcome::Missing);
        }
        match cells.answer(question, text) {
            Ok(Some(answer)) => Ok(Outcome::Scored(answer)),
            Ok(None) => Ok(Outcome::Missing),
            Err(error) => {
                self.reject(placed(error, row, options.questions.get(question)), options)?;
                Ok(Outcome::Rejected)
            }
        }
    }

    /// Takes the answers of response `at` back: all of them, or the one to a question.
    fn supersede(&mut self, at: usize, asked: Option<usize>) {
        let source = asked.map_or(self.sources[at], |question| self.answer_sources[question][at]); // responses that exist
        for question in asked.map_or(0..self.answers.len(), |question| question..question + 1) {
            let outcome = std::mem::replace(&mut self.answers[question][at], Outcome::NotAsked); // as above
            tally(&mut self.accounts[question], &outcome, -1);
            self.accounts[question].n_excluded += 1;
        }
        self.exclude(source, Exclusion::Duplicate);
        self.superseded.push(source);
    }

    /// Drops what was superseded and brings the lists into the order of the file.
    pub(super) fn settle(&mut self) {
        self.superseded.sort_unstable();
        let gone = |row: u64| self.superseded.binary_search_by_key(&row, |source| source.row).is_ok();
        self.rejected.items.retain(|error| !error.row().is_some_and(gone));
        if matches!(self.places, Places::Wide(_)) && !self.superseded.is_empty() {
            let keep: Vec<bool> = self.sources.iter().map(|source| !gone(source.row)).collect();
            self.table = self.table.filtered(&keep);
            filter(&mut self.sources, &keep);
            filter(&mut self.times, &keep);
            self.answers.iter_mut().for_each(|answers| filter(answers, &keep));
        }
        self.excluded.items.sort_by_key(|excluded| excluded.row);
    }

    fn every(&mut self, count: impl Fn(&mut Accounts)) {
        self.accounts.iter_mut().for_each(count);
    }

    /// Counts a row for each question that it could answer.
    fn of_row(&mut self, row: SurveyRow<'_>, options: &SurveyOptions, count: impl Fn(&mut Accounts)) {
        match self.places {
            Places::Wide(_) => self.every(count),
            Places::Long { question, .. } => match position(&options.questions, row.cell(question)) {
                Some(question) => count(&mut self.accounts[question]), // below n_questions
                None => self.n_unassigned += 1,
            },
        }
    }

    fn reject(&mut self, error: Error, options: &SurveyOptions) -> Result<()> {
        match options.on_error {
            OnError::Error => Err(error),
            OnError::Reject => {
                self.rejected.push(error.code().name(), error);
                Ok(())
            }
        }
    }

    fn exclude(&mut self, Source { row, line }: Source, reason: Exclusion) {
        self.excluded.push(reason.name(), Excluded { row, line, reason });
    }

    /// `at` is the response that had the id before, where it is still held.
    fn duplicate(&self, header: &SurveyHeader, source: Source, at: Option<usize>) -> Error {
        let name = self.id.and_then(|column| header.names().get(column)).map_or("id", String::as_str);
        let first = at.and_then(|at| self.sources.get(at)).map(|first| first.line);
        let (what, keeps_one) = match first {
            Some(line) => (format!("the response of line {line}"), "\"first\" or \"last\""),
            None => ("a response of an earlier line".to_owned(), "\"first\""),
        };
        let message =
            format!("column {name:?} has {what} again on line {}; duplicates={keeps_one} keeps one, \"count\" all", source.line);
        Error::new(Code::DuplicateId, message).with_row(source.row).with_line(source.line).with_field(name)
    }
}

fn position(questions: &[String], cell: Option<&str>) -> Option<usize> {
    let name = cell?.trim();
    questions.iter().position(|question| question == name)
}

fn placed(error: Error, row: SurveyRow<'_>, field: Option<&String>) -> Error {
    let error = error.with_row(row.row()).with_line(row.line());
    match field {
        Some(field) => error.with_field(field),
        None => error,
    }
}

/// Adds an outcome to the accounts, or takes it out again.
fn tally<A>(accounts: &mut Accounts, outcome: &Outcome<A>, by: i64) {
    let count = match outcome {
        Outcome::Scored(_) => &mut accounts.n_scored,
        Outcome::Missing => &mut accounts.n_missing,
        Outcome::Rejected => &mut accounts.n_rejected,
        Outcome::NotAsked => return,
    };
    *count = count.saturating_add_signed(by);
}

fn filter<V>(values: &mut Vec<V>, keep: &[bool]) {
    let mut keep = keep.iter();
    values.retain(|_| keep.next().copied().unwrap_or(true));
}

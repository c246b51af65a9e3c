use super::cells::Cells;
use super::data::{Asked, accounts, excluded, frame, questions, rejected, text};
use super::reader::{checked, columns_kept};
use super::{Content, Question, ReadOptions};
use crate::columns::time::{Instant, Zone};
use crate::columns::{Frame, Table, TableColumn};
use crate::error::{Error, Result};
use crate::formats::survey_export::{Accounts, Duplicates, Platform, SurveyPart, SurveyScan as ExportScan};

/// Reads a survey export of any length for scoring, in batches that a [`TallyCube`](crate::survey::TallyCube) or a
/// [`Tally`](crate::stats::Tally) observes one after the other. The file is never held.
///
/// Memory is that of one chunk and its batch, and of `most_listed` rejects. [`Duplicates::Keep`] compares no ids; the other policies remember
/// 128 bits of each, by a keyed hash (some 20 to 45 bytes an id). [`Duplicates::Last`] and the long layout are refused: they need the whole file.
///
/// # Examples
/// ```
/// use cxm_core::columns::Reading;
/// use cxm_core::formats::survey::{Question, ReadOptions, SurveyScan};
/// use cxm_core::stats::{Answers, EvaluateOptions, Metric, Scale, Tally};
///
/// let mut scan = SurveyScan::new(vec![Question::score("nps", Metric::nps())], ReadOptions::default(), 1_000)?;
/// let mut tally = Tally::of(Scale::NPS);
/// for chunk in [&b"id,nps\na,9\nb,1"[..], b"1\nc,N/A\nd,1", b"0\n"] {
///     if let Some(batch) = scan.feed(chunk)? {
///         tally.read(&Answers::new(batch.frame()?.column("nps")?.clone()), &Reading::default())?;
///     }
/// }
/// if let Some(batch) = scan.finish()? {
///     tally.read(&Answers::new(batch.frame()?.column("nps")?.clone()), &Reading::default())?;
/// }
/// assert_eq!(tally.nps(&EvaluateOptions::default())?.estimate, Some(100.0));
/// let account = scan.account();
/// assert_eq!(account.accounts.value("n_read", 0), 4); // 2 scored, 1 missing, 1 rejected
/// assert_eq!((account.rejected.value("line", 0), account.rejected.value("code", 0)), (3.into(), "out_of_range".into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SurveyScan {
    questions: Vec<Question>,
    options: ReadOptions,
    export: ExportScan<Cells>,
    /// The columns of the file that the batches keep, once the header is read.
    kept: Option<Vec<usize>>,
    /// Responses handed on.
    handed: u64,
    any: bool,
    finished: bool,
}

/// Responses that stand after each other in a file: a frame as [`SurveyData`](super::SurveyData) has it, of some of its rows.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SurveyBatch {
    /// What is scored.
    pub frame: Table,
    /// The file's line of each row.
    pub lines: Vec<u64>,
    /// Rows in the batches before.
    pub first_row: u64,
}

impl SurveyBatch {
    /// The frame, borrowed; an error in it names the row counted from the first batch on.
    ///
    /// # Errors
    /// As [`Frame::new`].
    pub fn frame(&self) -> Result<Frame<'_>> {
        let columns = self.frame.columns().iter();
        Frame::new(columns.map(|(name, column)| column.view().named(name.as_str()).from_row(self.first_row)).collect())
    }
}

/// What became of the rows that a scan has read: counts of all of them, and a list of the first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SurveyAccount {
    /// `question`, `n_read`, `n_scored`, `n_missing`, `n_rejected`, `n_excluded`: read is the sum of the others.
    pub accounts: Table,
    /// `row`, `line`, `field`, `code`, `reason` of the first rows and cells that could not be read.
    pub rejected: Table,
    /// `code`, `n`: how many there are, all of them.
    pub rejected_counts: Table,
    /// `row`, `line`, `reason` of the first rows that are no answers.
    pub excluded: Table,
    /// `reason`, `n`: how many there are, all of them.
    pub excluded_counts: Table,
    /// `question`, `column`, `text`.
    pub questions: Table,
    /// What was mended, or deserves a look.
    pub warnings: Vec<String>,
    /// Records read, header rows not counted.
    pub n_rows: u64,
    /// Rows whose response id stood in an earlier one; `None` where ids are not compared.
    pub n_duplicates: Option<u64>,
    /// The tool that wrote the file, once its header is read.
    pub platform: Option<Platform>,
    /// The zone in which times without an offset are read.
    pub time_zone: Option<String>,
}

impl SurveyScan {
    /// A scan at the start of a file; of rejected and of excluded rows the first `most_listed` are listed.
    ///
    /// # Errors
    /// As [`SurveyReader::new`](super::SurveyReader::new), and `invalid_option` for [`Duplicates::Last`].
    pub fn new(questions: Vec<Question>, mut options: ReadOptions, most_listed: usize) -> Result<Self> {
        let cells = checked(&questions, &mut options)?;
        let export = ExportScan::new(options.export.clone(), cells, most_listed)?;
        Ok(Self { questions, options, export, kept: None, handed: 0, any: false, finished: false })
    }

    /// Reads the next chunk; the responses that it completes, if there are any.
    ///
    /// # Errors
    /// As [`SurveyReader::feed`](super::SurveyReader::feed), and `invalid_option` for the long layout.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<Option<SurveyBatch>> {
        match self.export.feed(chunk)? {
            Some(part) if !part.line.is_empty() => self.batch(&part).map(Some),
            _ => Ok(None),
        }
    }

    /// Reads what is left. A file without responses gives one batch without rows, so that its columns are known.
    ///
    /// # Errors
    /// As [`feed`](Self::feed); `invalid_option` when it is finished already.
    pub fn finish(&mut self) -> Result<Option<SurveyBatch>> {
        self.unfinished()?;
        self.finished = true;
        let part = self.export.finish()?;
        if part.line.is_empty() && self.any { Ok(None) } else { self.batch(&part).map(Some) }
    }

    fn batch(&mut self, part: &SurveyPart<f64, Instant>) -> Result<SurveyBatch> {
        if let (None, Some((header, carried))) = (&self.kept, self.export.header()) {
            self.kept = Some(columns_kept(header, carried, &self.questions, &self.options)?);
        }
        let first_row = self.handed;
        self.handed += part.line.len() as u64;
        self.any = true;
        let frame = match self.export.header() {
            Some((header, _)) => frame(header, &part.table, &part.times, &part.answers, &self.asked()),
            None => Table::default(), // there is a header where there is a part
        };
        Ok(SurveyBatch { frame, lines: part.line.clone(), first_row })
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            questions: &self.questions,
            time: self.options.export.time.as_deref(),
            zone: self.options.zone.map(Zone::name),
            duplicates: self.options.export.duplicates,
            kept: self.kept.as_deref().unwrap_or_default(),
        }
    }

    /// The name of the question, where there is one (columns of numbers not counted).
    ///
    /// # Errors
    /// `invalid_option` for a scan of several.
    pub fn question(&self) -> Result<&str> {
        let mut scored = self.questions.iter().filter(|question| matches!(question.content, Content::Score(_)));
        match (scored.next(), scored.next()) {
            (Some(question), None) => Ok(&question.name),
            _ => Err(Error::option(
                "column",
                "a scan of one question; of several, observe a column of each batch",
                "a scan of several",
            )),
        }
    }

    /// Refuses a scan that has been read to its end, so that nobody takes it for an empty file.
    ///
    /// # Errors
    /// `invalid_option`
    pub fn unfinished(&self) -> Result<()> {
        if self.finished {
            return Err(Error::option("scan", "one that is not read yet; scan the file again", "one that was read to its end"));
        }
        Ok(())
    }

    /// What became of the rows read so far: after [`finish`](Self::finish), of all.
    #[must_use]
    pub fn account(&self) -> SurveyAccount {
        let asked = self.asked();
        let header = self.export.header().map(|(header, _)| header);
        let so_far = self.export.so_far();
        let n_duplicates = so_far.as_ref().and_then(|so_far| so_far.n_duplicates);
        let none = || vec![Accounts::default(); self.questions.len()];
        let of_questions = so_far.as_ref().map_or_else(none, |so_far| so_far.accounts.to_vec());
        let counts = |name, counts: Option<&Vec<(&'static str, u64)>>| {
            let counts = counts.map(Vec::as_slice).unwrap_or_default();
            Table::default()
                .with(name, text(counts.iter().map(|(kind, _)| Some((*kind).to_owned()))))
                .with("n", TableColumn::Count(counts.iter().map(|(_, n)| Some(*n)).collect()))
        };
        SurveyAccount {
            accounts: accounts(&self.questions, &of_questions),
            rejected: rejected(so_far.as_ref().map(|so_far| so_far.rejected).unwrap_or_default()),
            rejected_counts: counts("code", so_far.as_ref().map(|so_far| &so_far.rejected_counts)),
            excluded: excluded(so_far.as_ref().map(|so_far| so_far.excluded).unwrap_or_default()),
            excluded_counts: counts("reason", so_far.as_ref().map(|so_far| &so_far.excluded_counts)),
            questions: questions(&self.questions, header),
            warnings: header
                .map(|header| asked.warnings(header, &of_questions, n_duplicates.unwrap_or(0), 0))
                .unwrap_or_default(),
            n_rows: so_far.as_ref().map_or(0, |so_far| so_far.n_rows),
            n_duplicates: n_duplicates.or((self.options.export.duplicates != Duplicates::Keep).then_some(0)),
            platform: header.map(crate::formats::survey_export::SurveyHeader::platform),
            time_zone: header.and_then(|header| asked.time_zone(header)).map(str::to_owned),
        }
    }
}

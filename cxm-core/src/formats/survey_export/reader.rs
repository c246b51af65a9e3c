use super::gather::Gather;
use super::{Accounts, Excluded, SurveyHeader, SurveyOptions, SurveyRowReader, TextTable};
use crate::error::{Error, Result};

/// Says what an answer and a time are: the seam between the file and the score.
///
/// The texts are trimmed, and never a [missing word](super::is_missing_word). Row, line and field are added to errors.
pub trait ReadCells {
    /// An answer on the question's scale.
    type Answer;
    /// A point in time.
    type Time;

    /// Reads the answer to the question of this index; `None` is "no answer" (a code of the caller's `na`).
    ///
    /// # Errors
    /// What keeps the text from being an answer: `out_of_range`, `not_a_number`, `not_an_integer`.
    fn answer(&self, question: usize, text: &str) -> Result<Option<Self::Answer>>;

    /// Reads a time; a naive one stands in `zone`, where the file names one.
    ///
    /// # Errors
    /// `invalid_time`, `unknown_zone`.
    fn time(&self, text: &str, zone: Option<&str>) -> Result<Option<Self::Time>>;

    /// Whether a missing word is a label of this question's scale, such as "None" in None, Some, All.
    fn is_label(&self, _question: usize, _text: &str) -> bool {
        false
    }
}

/// What became of one cell of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome<A> {
    /// An answer.
    Scored(A),
    /// No answer.
    Missing,
    /// No answer that can be read; it is in the list of what was rejected.
    Rejected,
    /// The long file has no row of this response for this question; it is in no account.
    NotAsked,
}

/// A survey export in memory: one row a response.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SurveyData<A, T> {
    /// Names, texts, zone, platform.
    pub header: SurveyHeader,
    /// The text of each response; in the long layout that of its first row.
    pub table: TextTable,
    /// The columns of the table that hold no answers: those to group by.
    pub carried: Vec<usize>,
    /// The 0-based record index of each response's first row.
    pub row: Vec<u64>,
    /// The 1-based line on which it begins.
    pub line: Vec<u64>,
    /// The time of each response.
    pub times: Vec<Option<T>>,
    /// For each question what became of each response.
    pub answers: Vec<Vec<Outcome<A>>>,
    /// Rows and cells that could not be read, each with row, line, field, code and reason.
    pub rejected: Vec<Error>,
    /// Rows that are no answers.
    pub excluded: Vec<Excluded>,
    /// The accounts of each question.
    pub accounts: Vec<Accounts>,
    /// Records read.
    pub n_rows: u64,
    /// Rows (long: answers) whose response id stood in an earlier one.
    pub n_duplicates: u64,
    /// Rows of a long file that belong to no question asked for, or cannot be read; 0 in the wide layout.
    pub n_unassigned: u64,
}

/// Reads a survey export from chunks of bytes into [`SurveyData`].
#[derive(Debug, Clone)]
pub struct SurveyReader<C: ReadCells> {
    options: SurveyOptions,
    cells: C,
    rows: SurveyRowReader,
    gather: Option<Gather<C::Answer, C::Time>>,
}

impl<C: ReadCells> SurveyReader<C> {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(options: SurveyOptions, cells: C) -> Self {
        let rows = SurveyRowReader::new(options.clone());
        Self { options, cells, rows, gather: None }
    }

    /// Reads the next chunk.
    ///
    /// # Errors
    /// `unknown_column`, `duplicate_id`, those of [`SurveyRowReader::feed`], and with `on_error` "error" the first reject.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<()> {
        let Self { options, cells, rows, gather } = self;
        rows.feed(chunk, |header, record| opened(gather, header, options)?.take(header, record, options, cells))
    }

    /// The header, and the columns that hold no answers, once the first row is read.
    #[must_use]
    pub fn header(&self) -> Option<(&SurveyHeader, &[usize])> {
        Some((self.rows.header()?, &self.gather.as_ref()?.carried))
    }

    /// Reads what is left and hands over what was read.
    ///
    /// # Errors
    /// As [`feed`](Self::feed), and `invalid_csv` for a file without a header.
    pub fn finish(self) -> Result<SurveyData<C::Answer, C::Time>> {
        let Self { options, cells, mut rows, mut gather } = self;
        rows.finish(|header, record| opened(&mut gather, header, &options)?.take(header, record, &options, &cells))?;
        let Some(header) = rows.header().cloned() else {
            return Err(Error::new(crate::Code::InvalidCsv, "no header: the file is empty"));
        };
        opened(&mut gather, &header, &options)?.settle();
        let Some(gather) = gather else { return Err(Error::new(crate::Code::InvalidCsv, "no header: the file is empty")) };
        Ok(SurveyData {
            header,
            table: gather.table,
            carried: gather.carried,
            row: gather.sources.iter().map(|source| source.row).collect(),
            line: gather.sources.iter().map(|source| source.line).collect(),
            times: gather.times,
            answers: gather.answers,
            rejected: gather.rejected.items,
            excluded: gather.excluded.items,
            accounts: gather.accounts,
            n_rows: gather.n_rows,
            n_duplicates: gather.n_duplicates,
            n_unassigned: gather.n_unassigned,
        })
    }
}

fn opened<'a, A, T>(
    gather: &'a mut Option<Gather<A, T>>,
    header: &SurveyHeader,
    options: &SurveyOptions,
) -> Result<&'a mut Gather<A, T>> {
    match gather {
        Some(gather) => Ok(gather),
        None => Ok(gather.insert(Gather::new(header, options)?)),
    }
}

/// Reads a whole survey export.
///
/// # Errors
/// As [`SurveyReader::feed`].
///
/// # Examples
/// ```
/// use cxm_core::formats::survey_export::{Outcome, ReadCells, SurveyOptions, read_survey};
/// use cxm_core::{Code, Error, Result};
///
/// struct Nps;
/// impl ReadCells for Nps {
///     type Answer = u8;
///     type Time = String;
///     fn answer(&self, _: usize, text: &str) -> Result<Option<u8>> {
///         let score = text.parse().ok().filter(|score| *score <= 10);
///         score.map(Some).ok_or_else(|| Error::new(Code::OutOfRange, "nps must be in 0..=10"))
///     }
///     fn time(&self, text: &str, _: Option<&str>) -> Result<Option<String>> {
///         Ok(Some(text.to_owned()))
///     }
/// }
///
/// let data = read_survey(b"id,nps\na,9\nb,11\nc,N/A\nd\n", SurveyOptions::default().questions(["nps"]), Nps)?;
/// assert_eq!(data.answers[0], [Outcome::Scored(9), Outcome::Rejected, Outcome::Missing]);
/// let accounts = data.accounts[0];
/// assert_eq!((accounts.n_scored, accounts.n_missing, accounts.n_rejected, accounts.n_read()), (1, 1, 2, 4));
/// assert_eq!((data.rejected[0].row(), data.rejected[0].line(), data.rejected[0].field()), (Some(1), Some(3), Some("nps")));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn read_survey<C: ReadCells>(bytes: &[u8], options: SurveyOptions, cells: C) -> Result<SurveyData<C::Answer, C::Time>> {
    let mut reader = SurveyReader::new(options, cells);
    reader.feed(bytes)?;
    reader.finish()
}

use super::cells::Cells;
use super::data::Asked;
use super::{Question, ReadOptions, SurveyData};
use crate::columns::time::Zone;
use crate::error::{Code, Error, Result};
use crate::formats::survey_export::{SurveyHeader, SurveyReader as ExportReader};

/// Reads a survey export for scoring from chunks of bytes.
///
/// # Examples
/// ```
/// use cxm_core::formats::survey::{Question, ReadOptions, SurveyReader};
/// use cxm_core::stats::Metric;
/// let mut reader = SurveyReader::new(vec![Question::score("nps", Metric::nps())], ReadOptions::default())?;
/// for chunk in [&b"id,nps\na,9\nb"[..], b",11\nc,N/A\n"] {
///     reader.feed(chunk)?;
/// }
/// let data = reader.finish()?;
/// assert_eq!(data.accounts.value("n_scored", 0), 1);
/// assert_eq!(data.rejected.value("reason", 0), "nps must be in 0..=10, got 11; if 11 means \"no answer\": na=(11,)");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SurveyReader {
    questions: Vec<Question>,
    options: ReadOptions,
    export: ExportReader<Cells>,
    /// The columns of the file that the frame keeps, once the header is read.
    kept: Option<Vec<usize>>,
}

impl SurveyReader {
    /// A reader at the start of a file.
    ///
    /// # Errors
    /// `invalid_option` where two questions share a name or a column, or a label's number is off its question's scale.
    pub fn new(questions: Vec<Question>, mut options: ReadOptions) -> Result<Self> {
        let cells = checked(&questions, &mut options)?;
        let export = ExportReader::new(options.export.clone(), cells);
        Ok(Self { questions, options, export, kept: None })
    }

    /// Reads the next chunk.
    ///
    /// # Errors
    /// `unknown_column`, `duplicate_id`, `invalid_csv`, `invalid_encoding`; with `on_error` "error" the first reject.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<()> {
        self.export.feed(chunk)?;
        if self.kept.is_none()
            && let Some((header, carried)) = self.export.header()
        {
            self.kept = Some(columns_kept(header, carried, &self.questions, &self.options)?);
        }
        Ok(())
    }

    /// Reads what is left and hands over what was read.
    ///
    /// # Errors
    /// As [`feed`](Self::feed).
    pub fn finish(self) -> Result<SurveyData> {
        let Self { questions, options, export, kept } = self;
        let data = export.finish()?;
        let kept = kept.map_or_else(|| columns_kept(&data.header, &data.carried, &questions, &options), Ok)?;
        let asked = Asked {
            questions: &questions,
            time: options.export.time.as_deref(),
            zone: options.zone.map(Zone::name),
            duplicates: options.export.duplicates,
            kept: &kept,
        };
        Ok(SurveyData::new(&data, &asked))
    }
}

/// The reader of the cells, and the questions' columns in the options, where the questions go together.
pub(super) fn checked(questions: &[Question], options: &mut ReadOptions) -> Result<Cells> {
    for (at, question) in questions.iter().enumerate() {
        let before = questions.iter().take(at);
        if before.clone().any(|other| other.name == question.name) {
            return Err(Error::option("questions", "each under its own name", format!("{:?} twice", question.name)));
        }
        if before.clone().any(|other| other.column == question.column) {
            return Err(Error::option("questions", "each with its own column", format!("{:?} twice", question.column)));
        }
    }
    options.export.questions = questions.iter().map(|question| question.column.clone()).collect();
    Cells::new(questions, options.zone)
}

/// The columns of the file that the frame keeps: those carried that hold no answers.
pub(super) fn columns_kept(
    header: &SurveyHeader,
    carried: &[usize],
    questions: &[Question],
    options: &ReadOptions,
) -> Result<Vec<usize>> {
    let mut wanted = vec![options.carry.is_none(); header.names().len()];
    let always = [options.export.time.as_deref(), options.export.id.as_deref()].into_iter().flatten();
    for name in options.carry.iter().flatten().map(String::as_str).chain(always) {
        wanted[header.require(name)?] = true; // a place among the names
    }
    let kept: Vec<usize> = carried.iter().copied().filter(|&column| wanted[column]).collect(); // as above
    let taken = |question: &&Question| kept.iter().any(|&column| header.names()[column] == question.name); // as above
    if let Some(Question { name, .. }) = questions.iter().find(taken) {
        let message = format!(
            "the question {name:?} is read from another column, and the file has a column {name:?} too; call the question otherwise, or name the columns to carry along without it"
        );
        return Err(Error::new(Code::DuplicateId, message).with_field(name));
    }
    Ok(kept)
}

/// Reads a whole survey export for scoring.
///
/// # Errors
/// As [`SurveyReader`].
pub fn read_survey(bytes: &[u8], questions: Vec<Question>, options: ReadOptions) -> Result<SurveyData> {
    let mut reader = SurveyReader::new(questions, options)?;
    reader.feed(bytes)?;
    reader.finish()
}

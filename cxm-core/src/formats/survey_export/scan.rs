use super::gather::Gather;
use super::{Accounts, Duplicates, Excluded, Outcome, ReadCells, SurveyHeader, SurveyOptions, SurveyRowReader, TextTable};
use crate::error::{Error, Result};

/// Responses that stand after each other in a file.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SurveyPart<A, T> {
    /// The text of each response.
    pub table: TextTable,
    /// The 1-based line on which it begins.
    pub line: Vec<u64>,
    /// Its time.
    pub times: Vec<Option<T>>,
    /// For each question what became of each response.
    pub answers: Vec<Vec<Outcome<A>>>,
}

/// Reads a survey export of any length and hands its responses on as they come; what stays is the accounts.
///
/// Memory is that of one chunk, of `most_listed` rejects, and of the ids when they are compared
/// ([`Duplicates::Keep`] does not).
#[derive(Debug, Clone)]
pub struct SurveyScan<C: ReadCells> {
    options: SurveyOptions,
    cells: C,
    most_listed: usize,
    rows: SurveyRowReader,
    gather: Option<Gather<C::Answer, C::Time>>,
}

impl<C: ReadCells> SurveyScan<C> {
    /// A scan at the start of a file, that lists the first `most_listed` rejects, and as many excluded rows.
    ///
    /// # Errors
    /// `invalid_option` for [`Duplicates::Last`]: what was handed on cannot be taken back.
    pub fn new(options: SurveyOptions, cells: C, most_listed: usize) -> Result<Self> {
        if options.duplicates == Duplicates::Last {
            let wanted = "keep, error, first or count (a scan cannot take back what it has handed on; read_survey can)";
            return Err(Error::option("duplicates", wanted, "last"));
        }
        let rows = SurveyRowReader::new(options.clone());
        Ok(Self { options, cells, most_listed, rows, gather: None })
    }

    /// Reads the next chunk; the responses that it completes, once the header is read.
    ///
    /// # Errors
    /// As [`SurveyReader::feed`](super::SurveyReader::feed), and `invalid_option` for the long layout.
    pub fn feed(&mut self, chunk: &[u8]) -> Result<Option<SurveyPart<C::Answer, C::Time>>> {
        let Self { options, cells, most_listed, rows, gather } = self;
        rows.feed(chunk, |header, record| opened(gather, header, options, *most_listed)?.take(header, record, options, cells))?;
        Ok(self.gather.as_mut().map(Gather::take_part))
    }

    /// Reads what is left.
    ///
    /// # Errors
    /// As [`feed`](Self::feed), and `invalid_csv` for a file without a header.
    pub fn finish(&mut self) -> Result<SurveyPart<C::Answer, C::Time>> {
        let Self { options, cells, most_listed, rows, gather } = self;
        rows.finish(|header, record| opened(gather, header, options, *most_listed)?.take(header, record, options, cells))?;
        let Some(header) = rows.header() else {
            return Err(Error::new(crate::Code::InvalidCsv, "no header: the file is empty"));
        };
        Ok(opened(gather, header, options, *most_listed)?.take_part())
    }

    /// The header, and the columns that hold no answers, once the first row is read.
    #[must_use]
    pub fn header(&self) -> Option<(&SurveyHeader, &[usize])> {
        Some((self.rows.header()?, &self.gather.as_ref()?.carried))
    }

    /// What became of the rows read so far, once the header is read.
    #[must_use]
    pub fn so_far(&self) -> Option<SoFar<'_>> {
        let gather = self.gather.as_ref()?;
        Some(SoFar {
            accounts: &gather.accounts,
            rejected: &gather.rejected.items,
            rejected_counts: gather.rejected.counts.iter().map(|(code, n)| (*code, *n)).collect(),
            excluded: &gather.excluded.items,
            excluded_counts: gather.excluded.counts.iter().map(|(reason, n)| (*reason, *n)).collect(),
            n_rows: gather.n_rows,
            n_duplicates: (self.options.duplicates != Duplicates::Keep).then_some(gather.n_duplicates),
        })
    }
}

/// What became of the rows that a scan has read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SoFar<'s> {
    /// The accounts of each question.
    pub accounts: &'s [Accounts],
    /// The first rows and cells that could not be read.
    pub rejected: &'s [Error],
    /// How many there are by code, all of them.
    pub rejected_counts: Vec<(&'static str, u64)>,
    /// The first rows that are no answers.
    pub excluded: &'s [Excluded],
    /// How many there are by reason, all of them.
    pub excluded_counts: Vec<(&'static str, u64)>,
    /// Records read.
    pub n_rows: u64,
    /// Rows whose response id stood in an earlier one; `None` where ids are not compared.
    pub n_duplicates: Option<u64>,
}

fn opened<'a, A, T>(
    gather: &'a mut Option<Gather<A, T>>,
    header: &SurveyHeader,
    options: &SurveyOptions,
    most_listed: usize,
) -> Result<&'a mut Gather<A, T>> {
    match gather {
        Some(gather) => Ok(gather),
        None => Ok(gather.insert(Gather::handing(header, options, most_listed)?)),
    }
}

use super::platform::Signs;
use super::{Exclusion, SurveyHeader, SurveyOptions};
use crate::error::{Error, Result};
use crate::formats::csv::{CsvHeader, CsvReader, CsvRecord, CsvRow};

/// One record of a survey export, as the reader hands it on.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SurveyRecord<'a> {
    /// A row of a respondent.
    Row(SurveyRow<'a>),
    /// A row that is no answer, and why.
    Excluded(SurveyRow<'a>, Exclusion),
    /// A record that cannot be read, with its row, line, code and reason.
    Rejected(Error),
}

/// The cells of a row, header rows not counted in its index.
#[derive(Debug, Clone, Copy)]
pub struct SurveyRow<'a> {
    row: u64,
    line: u64,
    cells: Cells<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Cells<'a> {
    Read(CsvRow<'a>),
    Held(&'a [String]),
}

impl<'a> SurveyRow<'a> {
    /// 0-based index of the record.
    #[must_use]
    pub fn row(&self) -> u64 {
        self.row
    }

    /// 1-based line on which the record begins.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The text of the cell in column `column`.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&'a str> {
        match self.cells {
            Cells::Read(row) => row.cell(column),
            Cells::Held(cells) => cells.get(column).map(String::as_str),
        }
    }
}

/// Reads a survey export from chunks of bytes and says of each row what it is.
///
/// The first two records are held back until it is clear whether they are header rows. Of the options it reads `csv`,
/// `platform` and `unfinished`.
///
/// # Examples
/// ```
/// use cxm_core::formats::survey_export::{Platform, SurveyOptions, SurveyRecord, SurveyRowReader};
/// let file = b"ResponseId,EndDate,Status,nps\nR_1,2026-01-02 03:04:05,IP Address,9\nR_2,2026-01-02 03:05:00,Survey Preview,0\n";
/// let mut seen = Vec::new();
/// let mut reader = SurveyRowReader::new(SurveyOptions::default());
/// reader.feed(file, |_, _| Ok(()))?;
/// reader.finish(|header, record| {
///     assert_eq!(header.platform(), Platform::Qualtrics);
///     if let SurveyRecord::Excluded(row, why) = record {
///         seen.push((row.row(), row.line(), why.name()));
///     }
///     Ok(())
/// })?;
/// assert_eq!(seen, [(1, 3, "preview")]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SurveyRowReader {
    csv: CsvReader,
    rows: Rows,
    failed: Option<Error>,
}

#[derive(Debug, Clone)]
struct Rows {
    options: SurveyOptions,
    /// Records before the header is settled.
    held: Vec<Held>,
    settled: Option<(SurveyHeader, Signs)>,
    /// The sink has failed: its error counts rows as it was given them.
    stopped: bool,
}

#[derive(Debug, Clone)]
enum Held {
    Row { row: u64, line: u64, cells: Vec<String> },
    Rejected(Error),
}

impl Held {
    fn cells(&self) -> Option<&[String]> {
        match self {
            Self::Row { cells, .. } => Some(cells),
            Self::Rejected(_) => None,
        }
    }
}

impl SurveyRowReader {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(options: SurveyOptions) -> Self {
        Self {
            csv: CsvReader::new(options.csv.clone()),
            rows: Rows { options, held: Vec::new(), settled: None, stopped: false },
            failed: None,
        }
    }

    /// Reads the next chunk, handing the header and every record that it completes to `sink`.
    ///
    /// # Errors
    /// As [`CsvReader::feed`], and what `sink` returns.
    pub fn feed(&mut self, chunk: &[u8], mut sink: impl FnMut(&SurveyHeader, SurveyRecord<'_>) -> Result<()>) -> Result<()> {
        self.guarded(|csv, rows| csv.feed(chunk, |record| rows.take(record, &mut sink)))
    }

    /// Reads what is left and ends.
    ///
    /// # Errors
    /// As [`CsvReader::finish`], and what `sink` returns.
    pub fn finish(&mut self, mut sink: impl FnMut(&SurveyHeader, SurveyRecord<'_>) -> Result<()>) -> Result<()> {
        self.guarded(|csv, rows| {
            csv.finish(|record| rows.take(record, &mut sink))?;
            match csv.header() {
                Some(header) if rows.settled.is_none() => rows.settle(header.clone(), &mut sink),
                _ => Ok(()),
            }
        })
    }

    /// The header, once its rows are read.
    #[must_use]
    pub fn header(&self) -> Option<&SurveyHeader> {
        self.rows.settled.as_ref().map(|(header, _)| header)
    }

    fn guarded(&mut self, read: impl FnOnce(&mut CsvReader, &mut Rows) -> Result<()>) -> Result<()> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let outcome = read(&mut self.csv, &mut self.rows).map_err(|error| self.rows.fatal(error));
        outcome.inspect_err(|error| self.failed = Some(error.clone()))
    }
}

impl Rows {
    fn take(
        &mut self,
        record: CsvRecord<'_>,
        sink: &mut impl FnMut(&SurveyHeader, SurveyRecord<'_>) -> Result<()>,
    ) -> Result<()> {
        if let Some((header, signs)) = &self.settled {
            let extra = header.header_rows() - 1;
            return match record {
                CsvRecord::Row(row) => {
                    let row = SurveyRow { row: row.row().saturating_sub(extra), line: row.line(), cells: Cells::Read(row) };
                    sink(header, classified(row, signs)).inspect_err(|_| self.stopped = true)
                }
                CsvRecord::Rejected(error) => {
                    sink(header, SurveyRecord::Rejected(counted(error, extra))).inspect_err(|_| self.stopped = true)
                }
            };
        }
        match record {
            CsvRecord::Row(row) => {
                let cells = row.iter().map(str::to_owned).collect();
                self.held.push(Held::Row { row: row.row(), line: row.line(), cells });
                if self.held.len() > 1 { self.settle(row.header().clone(), sink) } else { Ok(()) }
            }
            CsvRecord::Rejected(error) => {
                self.held.push(Held::Rejected(error));
                Ok(())
            }
        }
    }

    /// Decides which of the records held are header rows and hands on the others.
    fn settle(&mut self, csv: CsvHeader, sink: &mut impl FnMut(&SurveyHeader, SurveyRecord<'_>) -> Result<()>) -> Result<()> {
        let held = std::mem::take(&mut self.held);
        let cells = |at: usize| held.get(at).and_then(Held::cells);
        let header = SurveyHeader::new(csv, cells(0), cells(1)).on(self.options.platform);
        let signs = Signs::new(&header, self.options.unfinished);
        let (header, signs) = self.settled.insert((header, signs));
        let extra = header.header_rows() - 1;
        for record in held.iter().skip(usize::try_from(extra).unwrap_or(0)) {
            let record = match record {
                Held::Row { row, line, cells } => {
                    classified(SurveyRow { row: row.saturating_sub(extra), line: *line, cells: Cells::Held(cells) }, signs)
                }
                Held::Rejected(error) => SurveyRecord::Rejected(counted(error.clone(), extra)),
            };
            sink(header, record).inspect_err(|_| self.stopped = true)?;
        }
        Ok(())
    }

    /// An error that stops the reading, its row counted as the sink counts.
    fn fatal(&self, error: Error) -> Error {
        match &self.settled {
            Some((header, _)) if !self.stopped => counted(error, header.header_rows() - 1),
            _ => error,
        }
    }
}

fn classified<'a>(row: SurveyRow<'a>, signs: &Signs) -> SurveyRecord<'a> {
    match signs.exclusion(|column| row.cell(column)) {
        Some(reason) => SurveyRecord::Excluded(row, reason),
        None => SurveyRecord::Row(row),
    }
}

/// `error` with its row counted from the first row of a respondent.
fn counted(error: Error, extra: u64) -> Error {
    match error.row() {
        Some(row) => error.with_row(row.saturating_sub(extra)),
        None => error,
    }
}

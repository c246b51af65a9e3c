use serde_json::Value;

use super::Platform;
use crate::error::Result;
use crate::formats::csv::CsvHeader;

/// The header of a survey export: names, and what further header rows say of each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyHeader {
    csv: CsvHeader,
    texts: Vec<String>,
    imports: Vec<Import>,
    platform: Platform,
    header_rows: u64,
}

/// A cell of Qualtrics' third header row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Import {
    id: Option<String>,
    zone: Option<String>,
}

/// Labels of the columns that Qualtrics puts before the questions, and the words of its second header row, both folded.
const LABELS: &[(&str, &str)] = &[
    ("startdate", "startdate"),
    ("enddate", "enddate"),
    ("recordeddate", "recordeddate"),
    ("status", "responsetype"),
    ("finished", "finished"),
    ("responseid", "responseid"),
    ("v1", "responseid"),
];

impl SurveyHeader {
    /// Reads the header rows among the first records; `None` stands for one that could not be read.
    pub(super) fn new(csv: CsvHeader, first: Option<&[String]>, second: Option<&[String]>) -> Self {
        let texts = first.unwrap_or_default();
        let (texts, imports, header_rows) = match (second.and_then(imports), first.and_then(imports)) {
            (Some(imports), _) => (texts.to_vec(), imports, 3),
            (None, Some(imports)) => (Vec::new(), imports, 2),
            (None, None) if repeats_labels(&csv, texts) => (texts.to_vec(), Vec::new(), 2),
            (None, None) => (Vec::new(), Vec::new(), 1),
        };
        let mut header = Self { csv, texts, imports, platform: Platform::Plain, header_rows };
        header.platform = Platform::of(&header);
        header
    }

    /// The same header, read as `platform`'s.
    pub(super) fn on(mut self, platform: Option<Platform>) -> Self {
        self.platform = platform.unwrap_or(self.platform);
        self
    }

    /// The names of the columns and what was mended in them.
    #[must_use]
    pub fn csv(&self) -> &CsvHeader {
        &self.csv
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        self.csv.names()
    }

    /// The text of the question in column `column`, where the file has a row of texts.
    #[must_use]
    pub fn text(&self, column: usize) -> Option<&str> {
        self.texts.get(column).map(String::as_str)
    }

    /// The tool's own id of column `column` (`ImportId`).
    #[must_use]
    pub fn import_id(&self, column: usize) -> Option<&str> {
        self.imports.get(column)?.id.as_deref()
    }

    /// The zone of the naive times in column `column`: its own, else the first that the header names.
    #[must_use]
    pub fn time_zone(&self, column: Option<usize>) -> Option<&str> {
        let own = column.and_then(|column| self.imports.get(column)?.zone.as_deref());
        own.or_else(|| self.imports.iter().find_map(|import| import.zone.as_deref()))
    }

    /// The tool that wrote the file.
    #[must_use]
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// How many header rows there are: 1 to 3.
    #[must_use]
    pub fn header_rows(&self) -> u64 {
        self.header_rows
    }

    /// The place of the column `name`.
    ///
    /// # Errors
    /// `unknown_column`, naming the columns there are.
    pub fn require(&self, name: &str) -> Result<usize> {
        self.csv.require(name)
    }

    /// The column whose name or text is `label`, folded.
    pub(super) fn labelled(&self, label: &str) -> Option<usize> {
        let by_name = self.names().iter().position(|name| fold(name) == label);
        by_name.or_else(|| self.texts.iter().position(|text| fold(text) == label))
    }
}

/// Lower case without what stands between words: `Start Date`, `start_date` and `StartDate` are one label.
fn fold(label: &str) -> String {
    label.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The cells as Qualtrics' third header row, if they are that: JSON with `ImportId` in each that is not empty.
fn imports(cells: &[String]) -> Option<Vec<Import>> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let read = |cell: &String| {
        if cell.trim().is_empty() {
            return Some(Import::default());
        }
        let value = cell.trim_start().starts_with('{').then(|| serde_json::from_str::<Value>(cell).ok())??;
        Some(Import { id: Some(text(&value, "ImportId")?), zone: text(&value, "timeZone") })
    };
    cells.iter().map(read).collect::<Option<Vec<_>>>().filter(|imports| imports.iter().any(|import| import.id.is_some()))
}

/// Whether a record is a row of texts: under one of the tool's own columns it repeats the column's label.
fn repeats_labels(header: &CsvHeader, cells: &[String]) -> bool {
    let pairs = header.names().iter().zip(cells).map(|(name, cell)| (fold(name), fold(cell)));
    pairs.into_iter().any(|(name, cell)| LABELS.iter().any(|(column, label)| name == *column && cell == *label))
}

use std::collections::HashSet;
use std::fmt;

use super::Delimiter;
use crate::error::{Code, Error, Result};

/// The names of a file's columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CsvHeader {
    names: Vec<String>,
    /// Columns in the file, those that were dropped included.
    width: usize,
    warnings: Vec<CsvWarning>,
}

/// What was mended in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsvWarning {
    /// Columns without a name at the end were dropped; a row with text in one of them is rejected.
    UnnamedColumnsDropped {
        /// How many.
        count: usize,
    },
    /// A column without a name was given one.
    ColumnNamed {
        /// The name, `column_3` for the third column.
        name: String,
    },
}

impl fmt::Display for CsvWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnnamedColumnsDropped { count } => write!(f, "{count} columns without a name at the end of the header dropped"),
            Self::ColumnNamed { name } => write!(f, "a column without a name is read as \"{name}\""),
        }
    }
}

impl CsvHeader {
    /// Builds it from the header's cells and whether each was quoted: a quoted name stays as it is, others are trimmed.
    pub(super) fn new<'a>(cells: impl Iterator<Item = (&'a str, bool)>, line: u64) -> Result<Self> {
        let mut names: Vec<String> = cells.map(|(name, quoted)| if quoted { name } else { name.trim() }.to_owned()).collect();
        let width = names.len();
        let kept = names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1);
        if kept == 0 {
            return Err(Error::new(Code::InvalidCsv, "no header: the first line names no column").with_line(line));
        }
        let mut warnings = Vec::new();
        if kept < width {
            warnings.push(CsvWarning::UnnamedColumnsDropped { count: width - kept });
            names.truncate(kept);
        }
        for (at, name) in names.iter_mut().enumerate().filter(|(_, name)| name.is_empty()) {
            *name = format!("column_{}", at + 1);
            warnings.push(CsvWarning::ColumnNamed { name: name.clone() });
        }
        let mut seen = HashSet::new();
        if let Some(twice) = names.iter().find(|name| !seen.insert(name.as_str())) {
            let message = format!("the header names the column {twice:?} twice");
            return Err(Error::new(Code::DuplicateId, message).with_field(twice).with_line(line));
        }
        Ok(Self { names, width, warnings })
    }

    /// The names, in the order of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many columns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Never true: a file without a named column is an error.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What was mended.
    #[must_use]
    pub fn warnings(&self) -> &[CsvWarning] {
        &self.warnings
    }

    /// The place of the column `name`, if there is one.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|other| other == name)
    }

    /// The place of the column `name`.
    ///
    /// # Errors
    /// `unknown_column`, naming the columns there are, and the likely delimiter where the header is in one piece.
    pub fn require(&self, name: &str) -> Result<usize> {
        self.position(name).ok_or_else(|| self.unknown(name))
    }

    /// Columns of the file, dropped ones included.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    fn unknown(&self, name: &str) -> Error {
        const SHOWN: usize = 20;
        let mut found: Vec<String> = self.names.iter().take(SHOWN).map(|name| format!("{name:?}")).collect();
        if self.names.len() > SHOWN {
            found.push(format!("and {} more", self.names.len() - SHOWN));
        }
        let found = found.join(", ");
        let delimiter = match self.names.as_slice() {
            [only] => Delimiter::DETECTED.iter().find(|delimiter| only.contains(char::from(delimiter.byte()))),
            _ => None,
        };
        let hint = delimiter.map(|delimiter| format!("; is the delimiter \"{delimiter}\"?")).unwrap_or_default();
        let message = format!("no column {name:?}; the file has {found}{hint}");
        Error::new(Code::UnknownColumn, message).with_field(name).with_expected(found).with_got(name)
    }
}

//! Columns of a frame by the options that name them.

use super::Args;
use crate::columns::{ColumnView, Frame};
use crate::error::{Error, Result};

impl Args {
    /// The name of a column that must be given.
    ///
    /// # Errors
    /// `invalid_option` when it is none, or not given.
    pub(super) fn required_column(&mut self, name: &'static str) -> Result<String> {
        self.column(name)?.ok_or_else(|| Error::option(name, "the name of a column", "nothing"))
    }

    /// The column that an option names.
    ///
    /// # Errors
    /// `invalid_option`, `unknown_column`.
    pub(super) fn column_of<'a>(&mut self, frame: &Frame<'a>, name: &'static str) -> Result<Option<ColumnView<'a>>> {
        self.column(name)?.map(|column| frame.column(&column).cloned()).transpose()
    }

    /// The column that an option must name.
    ///
    /// # Errors
    /// As [`Args::required_column`]; `unknown_column`.
    pub(super) fn required_column_of<'a>(&mut self, frame: &Frame<'a>, name: &'static str) -> Result<ColumnView<'a>> {
        frame.column(&self.required_column(name)?).cloned()
    }

    /// The columns that an option names; none where it is not given.
    ///
    /// # Errors
    /// `invalid_option`, `unknown_column`.
    pub(super) fn columns_of<'a>(&mut self, frame: &Frame<'a>, name: &'static str) -> Result<Vec<ColumnView<'a>>> {
        self.columns(name)?.unwrap_or_default().iter().map(|name| frame.column(name).cloned()).collect()
    }
}

//! The balanced scorecard, as a table and to read.

use super::Args;
use super::scorecard::{width, written};
use crate::columns::{Frame, Table};
use crate::error::{Error, Result};
use crate::report::balanced_page;

/// `balanced_scorecard_page(frame, form="text" | "markdown" | "html", title=, width=)`: the scorecard to read.
///
/// # Errors
/// As [`crate::program::balanced_scorecard`]; `invalid_option` for another form.
pub fn balanced_scorecard_page(frame: &Frame<'_>, mut args: Args) -> Result<String> {
    let form = args.text("form")?.unwrap_or_else(|| "text".to_owned());
    let title = args.text("title")?.unwrap_or_else(|| "Balanced scorecard".to_owned());
    let width = width(&mut args)?;
    args.finish()?;
    let page = balanced_page(&title, &crate::program::balanced_scorecard(frame)?);
    written(&page, &form, width).ok_or_else(|| Error::option("form", "one of text, markdown, html", format!("{form:?}")))
}

/// `balanced_scorecard(frame)`.
///
/// # Errors
/// As [`crate::program::balanced_scorecard`].
pub fn balanced_scorecard(frame: &Frame<'_>, args: Args) -> Result<Table> {
    args.finish()?;
    crate::program::balanced_scorecard(frame)
}

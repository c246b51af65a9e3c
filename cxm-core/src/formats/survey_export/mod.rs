//! Survey exports: what a file from a survey tool holds beyond CSV.
//!
//! - **Header rows.** Qualtrics writes three: names, question texts, and `{"ImportId": ...}` with the time zone of naive times; older
//!   exports two. They are recognised by what they hold.
//! - **Rows that are no answers.** Previews, tests, spam and unfinished responses are excluded and counted ([`Exclusion`]).
//! - **Words for nothing.** An empty cell, `NULL`, `N/A`, `-` and the like are missing ([`MISSING_WORDS`]).
//! - **Two layouts.** Wide: one row a response. Long: one row an answer ([`Layout`]).
//! - **Accounts.** Of every question, read = scored + missing + rejected + excluded ([`Accounts`]).
//!
//! [`SurveyRowReader`] classifies rows as they stream by; [`SurveyReader`] gathers them into [`SurveyData`], and
//! [`SurveyScan`] hands them on part by part. What a valid answer
//! or time is, the caller says with [`ReadCells`].

mod accounts;
mod exclusion;
mod gather;
mod header;
mod ids;
mod layout;
mod listing;
mod missing;
mod options;
mod platform;
mod reader;
mod rows;
mod scan;
mod table;

pub use accounts::Accounts;
pub use exclusion::{Excluded, Exclusion};
pub use header::SurveyHeader;
pub use layout::Layout;
pub use missing::{MISSING_WORDS, is_missing_word};
pub use options::{Duplicates, OnError, SurveyOptions, Unfinished};
pub use platform::Platform;
pub use reader::{Outcome, ReadCells, SurveyData, SurveyReader, read_survey};
pub use rows::{SurveyRecord, SurveyRow, SurveyRowReader};
pub use scan::{SoFar, SurveyPart, SurveyScan};
pub use table::TextTable;

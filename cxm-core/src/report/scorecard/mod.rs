//! The scorecard: what a survey says, how sure that is, what changed, and who is too small to show.
//!
//! [`scorecard`] reads one [`TallyCube`](crate::survey::TallyCube) a metric and hides small groups over all tables together; [`Scorecard`] is then
//! plain data with four writers: [`Scorecard::to_text`], [`Scorecard::to_markdown`], [`Scorecard::to_html`], [`Scorecard::to_json`].

mod build;
mod change;
mod finding;
mod json;
mod label;
mod options;
mod page;
mod page_tables;
mod program;
mod published;
mod result;
mod simpson;
mod tables;

pub use build::scorecard;
pub use finding::{Finding, FindingKind};
pub use label::{key_text, period_text, span_text};
pub use options::{ScorecardOptions, ScoredQuestion};
pub use result::{GroupScore, GroupTable, PeriodScore, QuestionScore, Scorecard, Verdict};

//! A survey export read for scoring: answers on the scales of their metrics, times as instants, every row accounted for.
//!
//! [`survey_export`](super::survey_export) knows what a file holds; here [`Question`] says what an answer is, and [`SurveyData`]
//! has the outcome as tables: the frame to score, what was rejected and excluded, and the accounts of each question.

mod cells;
mod data;
mod options;
mod question;
mod reader;
mod scan;
mod text;

pub use data::SurveyData;
pub use options::ReadOptions;
pub use question::{Content, Question};
pub use reader::{SurveyReader, read_survey};
pub use scan::{SurveyAccount, SurveyBatch, SurveyScan};

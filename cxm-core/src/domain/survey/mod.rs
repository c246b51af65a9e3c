//! Surveys, the responses to them, and what holds between the two.
//!
//! The rules, each an error: V-S1 the NPS question has no scale of its own; V-S2 the top box is smaller than the scale; V-S3 the form
//! of an effort question and the direction of its scale agree; V-S4 options are two or more with distinct ids; V-S5 a changed
//! scale or kind has a new question id, a changed wording a new revision; V-S6 every text is written in every language of the
//! survey; V-S7 question and quota ids are distinct; V-S8 a question is shown or hidden by earlier answers, and by such as can be given;
//! V-S9 a quota asks for such answers; V-S10 a range has room.

mod answer;
mod answerable;
mod ask;
mod bare_answer;
mod check_answer;
mod choice;
mod conditions;
mod day_part;
mod invitation;
mod lookup;
mod matrix_counts;
mod max_diff;
mod multi_response;
mod nps_wording;
mod parse;
mod question;
mod question_kind;
mod question_scale;
mod quota;
mod ranking_counts;
mod respondents;
mod response;
mod response_schema;
mod revision;
mod rules;
#[expect(clippy::module_inception, reason = "the file is named for its one type")]
mod survey;
mod survey_kind;
mod templates;

pub use answer::{Answer, SetAnswer};
pub use choice::Choice;
pub use invitation::{Invitation, InvitationOutcome};
pub use matrix_counts::{MatrixCount, matrix_counts};
pub use max_diff::{MaxDiffCount, max_diff_counts};
pub use multi_response::{ChoiceCount, MultiResponse, multi_response};
pub use nps_wording::{NPS_LANGUAGES, nps_wording};
pub use parse::Parsed;
pub use question::Question;
pub use question_kind::*;
pub use question_scale::QuestionScale;
pub use quota::Quota;
pub use ranking_counts::{RankingCount, ranking_counts};
pub use respondents::Respondents;
pub use response::{ResponseStatus, SurveyResponse};
pub use revision::check_revision;
pub use survey::Survey;
pub use survey_kind::SurveyKind;
pub use templates::{nps_question, purchase_stages, three_questions};

//! Floor 6: survey scores, by column, group and period.

mod ces;
mod column;
mod compare_cubes;
mod compare_groups;
mod csat;
mod cube;
mod favorability;
mod nps;
mod score;
mod stars;

pub use ces::CesForm;
pub use column::{SurveyOptions, score_answers, tally_answers};
pub use compare_groups::{Baseline, GroupOptions, compare_all_groups, compare_groups};
pub use csat::{CsatRule, csat};
pub use cube::{Cell, Cells, CubeSpec, FrameAnswers, Seen, TallyCube};
pub use favorability::FavorabilityRule;
pub use nps::{EMPLOYEE_MIN_N, NPS, enps, nps};
pub use score::{Breakdown, score};
pub use stars::{StarsRule, StarsRuleName};

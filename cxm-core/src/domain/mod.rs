//! Floor 4: the definitions of the experience model and the records collected under them, as types that hold no invalid value.

mod alert_rule;
mod canonical;
pub mod document;
mod flow;
mod id;
mod map_state;
mod money;
mod persona;
pub mod predicate;
mod share;
mod text;
mod time;

pub use alert_rule::{AlertRule, AnswerCondition, Condition, LoopKind, MetricCondition, Route, ShiftCondition};
pub(crate) use canonical::sha256;
pub use canonical::{canonical_json, content_hash};
pub use flow::Flow;
pub use id::*;
pub use map_state::MapState;
pub use money::{Currency, Money};
pub use persona::{Evidence, Trait};
pub use share::Share;
pub use text::{Language, Text};
pub use time::{Date, IsoDuration, Timestamp};

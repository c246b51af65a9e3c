//! Floor 4: the definitions of the experience model and the records collected under them, as types that hold no invalid value.

pub mod document;
mod flow;
mod id;
mod map_state;
mod money;
mod persona;
mod share;
mod text;
mod time;

pub use flow::Flow;
pub use id::*;
pub use map_state::MapState;
pub use money::{Currency, Money};
pub use persona::{Evidence, Trait};
pub use share::Share;
pub use text::{Language, Text};
pub use time::{Date, IsoDuration, Timestamp};

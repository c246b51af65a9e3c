//! Who met which touchpoint when: the log of interactions that every measure of a journey reads.
//!
//! Columns come in any order; the log keeps one array a field, the events of a customer side by side and in order of time. Events of one
//! customer at the same time stand in the order of the caller's sequence, then in that of the input.

mod attribute;
mod build;
mod byte_form;
mod codes;
mod combine;
mod from_model;
mod log;
mod mapping;
mod rows;
mod sort;
mod stream;
mod table;

pub use attribute::Attribute;
pub use build::{EventColumns, EventLogOptions, MissingEvent};
pub use codes::{TouchpointCode, TouchpointCodes};
pub use from_model::InteractionColumns;
pub use log::{EventLog, NO_CHANNEL};
pub use mapping::{GOAL_ATTRIBUTE, MappedGoal, MappedJourney, Mapping};
pub use stream::{EventStream, EventStreamSpec, OutOfTime};

//! Where a journey is hard: at which touchpoints customers leave, come back, go back, wait or are unhappy more than elsewhere.

mod against_rest;
mod observe;
mod options;
mod order;
mod table;

pub use options::{FrictionOptions, FrictionSignal};
pub use table::friction;

//! Floor 3: what a number is worth.

mod bootstrap;
mod suppression;

pub use bootstrap::{BootstrapKind, BootstrapOptions, BootstrapResult, bootstrap};
pub use suppression::{Cell, Suppression, audit, suppress};

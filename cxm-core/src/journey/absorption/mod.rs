//! Where paths end: the absorbing Markov chain of a log.

mod absorb;
mod chain;
mod table;

pub use absorb::absorption;

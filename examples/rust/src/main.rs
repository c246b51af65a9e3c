//! The story of `make demo`: from a survey export to a scorecard.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "an example reads files and prints; the core does not")]

fn main() {
    println!("cxm {}: {} error codes", env!("CARGO_PKG_VERSION"), cxm_core::Code::ALL.len());
}

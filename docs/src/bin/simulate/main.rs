//! Coverage of the default intervals, and size and power of the default two-sample test.
//!
//! `cargo run --release --package cxm-docs --bin simulate` writes `docs/validation/coverage.json` and `coverage.md`; some minutes. The numbers are
//! exact sums over all samples where the table says "exact"; elsewhere they are seeded simulations, the same on every run.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "a program that writes its results; the core does not")]

mod clusters;
mod coverage;
mod means;
mod multinomial;
mod nets;
mod shares;
mod tests;
mod write;

use coverage::Results;
use std::path::Path;

/// The seed of every simulation; each row of a table is a stream of its own.
const SEED: u64 = 20_260_101;
/// Draws of a simulated row.
const DRAWS: u64 = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let results = Results {
        seed: SEED,
        draws: DRAWS,
        level: 0.95,
        shares: shares::coverage()?,
        nets: nets::coverage()?,
        means: means::coverage()?,
        tests: tests::rejection()?,
        clusters: clusters::coverage()?,
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("validation");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("coverage.json"), serde_json::to_string_pretty(&results)? + "\n")?;
    std::fs::write(folder.join("coverage.md"), write::markdown(&results))?;
    Ok(())
}

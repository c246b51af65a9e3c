//! Coverage of the default intervals, and size and power of the default two-sample test.
//!
//! `cargo run --release --package cxm-docs --bin simulate` writes `docs/validation/goals.json`, `attribution.json`, `journey_intervals.json`, `value.json`, `closed_loop.json`, `coverage.json` and their pages; half an hour. With the argument `goals`, `attribution`, `journeys`, `value` or `closed_loop` it writes that one only. The numbers are
//! exact sums over all samples where the table says "exact"; elsewhere they are seeded simulations, the same on every run.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "a program that writes its results; the core does not")]

mod attribution;
mod closed_loop;
mod clusters;
mod coverage;
mod customers;
mod goals;
mod journey_numbers;
mod journeys;
mod means;
mod multinomial;
mod nets;
mod shares;
mod shoppers;
mod tests;
mod value;
mod value_counts;
mod write;

use coverage::Results;
use std::path::Path;

/// The seed of every simulation; each row of a table is a stream of its own.
const SEED: u64 = 20_260_101;
/// Draws of a simulated row.
const DRAWS: u64 = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("validation");
    std::fs::create_dir_all(&folder)?;
    let only = std::env::args().nth(1);
    if only.as_deref().is_none_or(|only| only == "goals") {
        let results = goals::results()?;
        std::fs::write(folder.join("goals.json"), serde_json::to_string_pretty(&results)? + "\n")?;
        std::fs::write(folder.join("goals.md"), goals::markdown(&results))?;
        if only.is_some() {
            return Ok(());
        }
    }
    if only.as_deref().is_none_or(|only| only == "attribution") {
        let results = attribution::results()?;
        std::fs::write(folder.join("attribution.json"), serde_json::to_string_pretty(&results)? + "\n")?;
        std::fs::write(folder.join("attribution.md"), attribution::markdown(&results))?;
        if only.is_some() {
            return Ok(());
        }
    }
    if only.as_deref().is_none_or(|only| only == "journeys") {
        let results = journeys::results()?;
        std::fs::write(folder.join("journey_intervals.json"), serde_json::to_string_pretty(&results)? + "\n")?;
        std::fs::write(folder.join("journey_intervals.md"), journeys::markdown(&results))?;
        if only.is_some() {
            return Ok(());
        }
    }
    if only.as_deref().is_none_or(|only| only == "value") {
        let results = value::results()?;
        std::fs::write(folder.join("value.json"), serde_json::to_string_pretty(&results)? + "\n")?;
        std::fs::write(folder.join("value.md"), value_counts::markdown(&results))?;
        if only.is_some() {
            return Ok(());
        }
    }
    let results = closed_loop::results()?;
    std::fs::write(folder.join("closed_loop.json"), serde_json::to_string_pretty(&results)? + "\n")?;
    std::fs::write(folder.join("closed_loop.md"), closed_loop::markdown(&results))?;
    if only.as_deref() == Some("closed_loop") {
        return Ok(());
    }
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
    std::fs::write(folder.join("coverage.json"), serde_json::to_string_pretty(&results)? + "\n")?;
    std::fs::write(folder.join("coverage.md"), write::markdown(&results))?;
    Ok(())
}

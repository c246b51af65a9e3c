//! Coverage of the default intervals, and size and power of the default two-sample test.
//!
//! `cargo run --release --package cxm-docs --bin simulate` writes `docs/validation/goals.json`, `attribution.json`, `journey_intervals.json`, `value.json`, `value_covariates.json`, `closed_loop.json`, `coverage.json` and their pages; half an hour. With the argument `goals`, `attribution`, `journeys`, `value`, `value_covariates`, `closed_loop` or `coverage` it writes that one only. The numbers are
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
mod value_covariates;
mod write;

use coverage::Results;
use serde::Serialize;
use std::path::Path;

/// The seed of every simulation; each row of a table is a stream of its own.
const SEED: u64 = 20_260_101;
/// Draws of a simulated row.
const DRAWS: u64 = 100_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("validation");
    std::fs::create_dir_all(&folder)?;
    let only = std::env::args().nth(1);
    let is_asked = |name: &str| only.as_deref().is_none_or(|only| only == name);
    if is_asked("goals") {
        let found = goals::results()?;
        write(&folder, "goals", &found, &goals::markdown(&found))?;
    }
    if is_asked("attribution") {
        let found = attribution::results()?;
        write(&folder, "attribution", &found, &attribution::markdown(&found))?;
    }
    if is_asked("journeys") {
        let found = journeys::results()?;
        write(&folder, "journey_intervals", &found, &journeys::markdown(&found))?;
    }
    if is_asked("value") {
        let found = value::results()?;
        write(&folder, "value", &found, &value_counts::markdown(&found))?;
    }
    if is_asked("value_covariates") {
        let found = value_covariates::results()?;
        write(&folder, "value_covariates", &found, &value_covariates::markdown(&found))?;
    }
    if is_asked("closed_loop") {
        let found = closed_loop::results()?;
        write(&folder, "closed_loop", &found, &closed_loop::markdown(&found))?;
    }
    if is_asked("coverage") {
        let found = Results {
            seed: SEED,
            draws: DRAWS,
            level: 0.95,
            shares: shares::coverage()?,
            nets: nets::coverage()?,
            means: means::coverage()?,
            tests: tests::rejection()?,
            clusters: clusters::coverage()?,
        };
        write(&folder, "coverage", &found, &write::markdown(&found))?;
    }
    Ok(())
}

/// The results, and the page about them.
fn write(folder: &Path, name: &str, found: &impl Serialize, page: &str) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::write(folder.join(name).with_extension("json"), serde_json::to_string_pretty(found)? + "\n")?;
    std::fs::write(folder.join(name).with_extension("md"), page)?;
    Ok(())
}

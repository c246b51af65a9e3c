//! Coverage of the intervals of initiatives: interrupted time series, difference in differences, CUPED, return on investment.
//!
//! `cargo run --release --package cxm-docs --bin impact` writes `docs/validation/impact.md`; some minutes. Seeded: the same on every run.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "a program that writes its results; the core does not")]

mod effect;
mod roi;
mod series;

use cxm_core::num::Rng;
use cxm_core::num::dist::normal_quantile;
use std::fmt::Write as _;
use std::path::Path;

/// The seed of every simulation; each row is a stream of its own.
const SEED: u64 = 20_261_122;
/// Draws of a row.
const DRAWS: u64 = 20_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut page = String::from(
        "<!-- Made by `cargo run --release --package cxm-docs --bin impact`. -->\n# Coverage of the intervals of initiatives\n\n",
    );
    writeln!(
        page,
        "Nominal level 95 %, {DRAWS} seeded draws a row (seed {SEED}): a standard error of at most 0.35 points, 0.15 near 95 %; of series {} draws, 0.31 near 95 %.\n",
        series::DRAWS
    )?;
    series::write(&mut page)?;
    effect::write(&mut page)?;
    roi::write(&mut page)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("validation");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("impact.md"), page)?;
    Ok(())
}

fn normal(rng: &mut Rng) -> f64 {
    normal_quantile(rng.uniform())
}

/// Of so many draws, in percent.
fn percent(times: u64, draws: u64) -> String {
    format!("{:.1} %", 100.0 * times as f64 / draws as f64)
}

fn holds(ends: Option<(f64, f64)>, truth: f64) -> bool {
    ends.is_some_and(|(low, high)| low <= truth && truth <= high)
}

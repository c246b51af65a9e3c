//! The story of `make demo`: from survey files to a scorecard, printed here and written to `target/demo/`.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "an example reads files and prints; the core does not")]

mod airport;
mod export;
mod shop;

use cxm_core::domain::ExperienceModel;
use cxm_core::report::journey_map;
use std::error::Error;
use std::path::{Path, PathBuf};

/// How wide a terminal is taken to be.
const WIDTH: usize = 120;

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", airport::story()?);
    let (text, html) = export::story()?;
    println!("{text}");
    println!("{}", shop::story()?);
    let folder = root().join("target/demo");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("scorecard.html"), html)?;
    std::fs::write(folder.join("journey.html"), journey()?)?;
    println!("Written: target/demo/scorecard.html, target/demo/journey.html (open them in a browser)");
    Ok(())
}

/// The map of a journey, drawn from its document.
fn journey() -> Result<String, Box<dyn Error>> {
    let model = ExperienceModel::from_json(&String::from_utf8(data("coffee.cxm.json")?)?)?;
    Ok(journey_map::page(&model, "first-cup", "en")?.to_html())
}

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of `examples/data`.
fn data(name: &str) -> std::io::Result<Vec<u8>> {
    std::fs::read(root().join("examples/data").join(name))
}

//! The story of `make demo`: from survey files to a scorecard, printed here and written to `target/demo/`.
#![allow(clippy::disallowed_macros, clippy::disallowed_methods, reason = "an example reads files and prints; the core does not")]

mod airport;
mod export;
mod order;
mod shop;
mod value;

use flate2::read::GzDecoder;
use std::error::Error;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// How wide a terminal is taken to be.
const WIDTH: usize = 120;

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", airport::story()?);
    let (text, html) = export::story()?;
    println!("{text}");
    println!("{}", shop::story()?);
    let (text, journey) = order::story()?;
    println!("{text}");
    println!("{}", value::story()?);
    let folder = root().join("target/demo");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("scorecard.html"), html)?;
    std::fs::write(folder.join("journey.html"), journey)?;
    println!("Written: target/demo/scorecard.html, target/demo/journey.html (open them in a browser)");
    Ok(())
}

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of `examples/data`.
fn data(name: &str) -> std::io::Result<Vec<u8>> {
    std::fs::read(root().join("examples/data").join(name))
}

/// What is packed in a file of `examples/data`.
fn gzipped(name: &str) -> std::io::Result<Vec<u8>> {
    let mut unpacked = Vec::new();
    GzDecoder::new(data(name)?.as_slice()).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

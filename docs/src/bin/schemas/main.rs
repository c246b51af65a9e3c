//! Writes `schemas/<name>.schema.json`: the JSON Schema (draft 2020-12) of every document and record.
//!
//! `cargo run --package cxm-docs --bin schemas`; `.ci/regenerate` runs it.
#![allow(clippy::disallowed_methods, reason = "a program that writes files; the core does not")]

use cxm_core::call::{DOCUMENT_KINDS, json_schema};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    // A kind that is gone leaves no file.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir(&folder)?;
    for name in DOCUMENT_KINDS {
        let text = serde_json::to_string_pretty(&json_schema(name)?)?;
        std::fs::write(folder.join(format!("{name}.schema.json")), text + "\n")?;
    }
    Ok(())
}

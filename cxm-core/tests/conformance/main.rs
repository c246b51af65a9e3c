//! Runs `conformance/*.json`: the same vectors as the Python and Node packages, case by case.
#![allow(clippy::disallowed_methods)] // tests read files

mod badinputs;
mod calls;
mod check;
mod closed_loop;
mod digest;
mod documents;
mod pages;
mod read;
mod streams;
mod surveys;

use serde_json::Value;
use std::path::{Path, PathBuf};

/// The repository's `conformance` folder.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance")
}

/// Where the runners leave how many cases they ran, for `.ci/conformance_counts.py`.
fn leave(name: &str, text: &str) {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder().join("../target"), PathBuf::from);
    let target = target.join("conformance");
    std::fs::create_dir_all(&target).unwrap();
    std::fs::write(target.join(name), text).unwrap();
}

fn parse(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files of vectors, by name.
fn files() -> Vec<(String, Value)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let named = paths.iter().map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), parse(path)));
    named.filter(|(_, file)| file["schema"] == "cxm-conformance/1").collect()
}

/// Runs the cases; one line for each that fails.
fn failures(file: &str, cases: &[Value]) -> Vec<String> {
    let mut failed = Vec::new();
    for case in cases {
        let got = calls::run(case);
        let whole = || if case["exact"] == true { check::whole(&got, &case["expect"]) } else { Ok(()) };
        if let Err(why) = check::outcome(&got, &case["expect"], &case["tol"]).and_then(|()| whole()) {
            failed.push(format!("{file}/{}: {why}", case["id"].as_str().unwrap()));
        }
    }
    failed
}

#[test]
fn every_vector_gets_its_answer() {
    let (mut ran, mut failed) = (0, Vec::new());
    for (name, file) in files() {
        let cases = file["cases"].as_array().unwrap();
        if name == "event_log_files" && !cfg!(feature = "formats") {
            continue;
        }
        failed.extend(failures(&name, cases));
        ran += cases.len();
    }
    leave("rust.count", &format!("{ran}\n"));
    assert!(failed.is_empty(), "{} of {ran} cases fail:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn the_runner_notices_a_wrong_answer() {
    let case = serde_json::json!({"id": "wrong", "call": "estimate", "name": "nps", "column": [10, 3], "expect": {"estimate": 1e-9}, "tol": {"rel": 1e-12}});
    assert_eq!(failures("self", &[case]).len(), 1);
    let case = serde_json::json!({"id": "wrong", "call": "estimate", "name": "nps", "column": [10, 11], "expect": {"error": {"code": "out_of_range", "row": 0, "field": null}}});
    assert_eq!(failures("self", &[case]).len(), 1);
    let case =
        serde_json::json!({"id": "more", "call": "json_patch", "old": {}, "new": {"a": 1}, "expect": {"patch": [{"op": "add"}]}});
    assert_eq!(failures("self", std::slice::from_ref(&case)).len(), 0);
    let mut exact = case;
    exact["exact"] = true.into();
    assert_eq!(failures("self", &[exact]).len(), 1);
    let case = serde_json::json!({"id": "misspelt", "call": "estimate", "name": "nps", "column": [10], "expect": {"estimat": 100.0}, "tol": {"rel": 1e-12}});
    assert_eq!(failures("self", &[case]).len(), 1);
}

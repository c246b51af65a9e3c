//! The corpus of the fuzz targets, run through the same functions on the stable compiler.
#![cfg(feature = "formats")]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)] // a test reads files and says which one failed

#[path = "../../fuzz/entries.rs"]
mod entries;
#[path = "../../fuzz/entries_value.rs"]
mod entries_value;

use std::fs;
use std::path::Path;

/// Runs every file of `fuzz/corpus/<target>`, and fails if there is none.
fn replay(target: &str, entry: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut n = 0;
    for file in files {
        let path = file.unwrap().path();
        println!("{}", path.display()); // the last one printed is the one that failed
        entry(&fs::read(path).unwrap());
        n += 1;
    }
    assert!(n > 0, "no corpus for {target}");
}

#[test]
fn value_json() {
    replay("value_json", entries_value::value_json);
}

macro_rules! replays {
    ($($target:ident)+) => {$(
        #[test]
        fn $target() {
            replay(stringify!($target), entries::$target);
        }
    )+};
}
replays!(csv_reader survey_export parse_time parse_score tally_bytes cube_bytes tally_json cube_json args_json
    model_json records_json response_json versions_json alert_rules_json xes_reader events_json event_log_bytes
    paths_bytes event_stream_bytes rfm_counts_bytes journey_flow_json);

/// Any file is any input: the entries hold on one another's corpora too.
#[test]
fn every_entry_takes_every_file() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for folder in fs::read_dir(corpus).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            entries::csv_reader(&bytes);
            entries::survey_export(&bytes);
            entries::parse_time(&bytes);
            entries::parse_score(&bytes);
            entries::tally_bytes(&bytes);
            entries::cube_bytes(&bytes);
            entries::event_log_bytes(&bytes);
            entries::paths_bytes(&bytes);
            entries::event_stream_bytes(&bytes);
            entries::journey_flow_json(&bytes);
            entries::tally_json(&bytes);
            entries::cube_json(&bytes);
            entries::args_json(&bytes);
            entries::model_json(&bytes);
            entries::records_json(&bytes);
            entries::response_json(&bytes);
            entries::versions_json(&bytes);
            entries::alert_rules_json(&bytes);
            entries::xes_reader(&bytes);
            entries::events_json(&bytes);
            entries_value::value_json(&bytes);
        }
    }
}

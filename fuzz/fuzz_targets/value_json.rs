#![no_main]

#[path = "../entries_value.rs"]
mod entries_value;

libfuzzer_sys::fuzz_target!(|data: &[u8]| entries_value::value_json(data));

//! One hash of all result bits of a fixed list of calls: the same with any features and in any language.

use super::{calls, folder, leave, parse};
use serde_json::Value;

const FIELDS: [&str; 9] = ["estimate", "std_error", "conf_low", "conf_high", "n", "n_missing", "n_invalid", "n_eff", "std_dev"];

/// A line for each call: the bits of each number in hexadecimal, `-` for null; a tally's bytes first; `! code row` for an error.
fn line(call: &Value) -> String {
    let value = match calls::run(call) {
        Ok(value) => value,
        Err(error) => {
            return format!("! {} {}\n", error.code(), error.row().map_or_else(|| "-".to_owned(), |row| row.to_string()));
        }
    };
    let (bytes, fields) = match value.get("bytes") {
        Some(bytes) => (format!("{} ", bytes.as_str().unwrap()), &value["estimate"]),
        None => (String::new(), &value),
    };
    let bits = |name: &&str| fields[*name].as_f64().map_or_else(|| "-".to_owned(), |number| format!("{:016x}", number.to_bits()));
    format!("{bytes}{}\n", FIELDS.iter().map(bits).collect::<Vec<_>>().join(" "))
}

fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn all_result_bits_have_the_digest_of_the_file() {
    assert_eq!(fnv("a"), 0xaf63_dc4c_8601_ec8c); // the published test value
    let file = parse(&folder().join("digest.json"));
    let lines: String = file["calls"].as_array().unwrap().iter().map(line).collect();
    let digest = format!("{:016x}", fnv(&lines));
    leave("rust.digest", &format!("{digest}\n"));
    leave("rust.lines", &lines);
    if cfg!(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu")) {
        assert_eq!(
            file["digest"]["x86_64-linux-gnu"], digest,
            "if results were meant to change, write the new digest into the file"
        );
    }
}

//! One text for one JSON value (RFC 8785), and the hash of a document over it.

use serde_json::{Number, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The JSON text of a value in the one form of the JSON Canonicalization Scheme: no blanks, keys in the order of their
/// UTF-16 units, numbers as ECMAScript writes them.
///
/// Values that mean the same have the same text (`1` and `1.0`, keys in any order). Numbers are IEEE 754 doubles, as in the scheme: whole
/// numbers above 2^53 are rounded to one.
///
/// # Examples
/// ```
/// use cxm_core::domain::canonical_json;
/// let value = serde_json::json!({ "b": [1.0, 1e21, 0.000001, 1e-7], "a": "\u{20ac}\n" });
/// assert_eq!(canonical_json(&value), r#"{"a":"€\n","b":[1,1e+21,0.000001,1e-7]}"#);
/// ```
///
/// # References
/// RFC 8785, JSON Canonicalization Scheme (JCS), doi:10.17487/RFC8785.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
    let mut out = String::new();
    // Last in, first out: what is still to be written. A stack of our own, so that depth costs no stack of the thread.
    let mut todo = vec![Part::Value(value)];
    while let Some(part) = todo.pop() {
        match part {
            Part::Mark(mark) => out.push(mark),
            Part::Key(key) => {
                write_text(key, &mut out);
                out.push(':');
            }
            Part::Value(Value::Null) => out.push_str("null"),
            Part::Value(Value::Bool(yes)) => out.push_str(if *yes { "true" } else { "false" }),
            Part::Value(Value::Number(number)) => write_number(number, &mut out),
            Part::Value(Value::String(text)) => write_text(text, &mut out),
            Part::Value(Value::Array(list)) => {
                out.push('[');
                todo.push(Part::Mark(']'));
                for (index, item) in list.iter().enumerate().rev() {
                    todo.push(Part::Value(item));
                    if index > 0 {
                        todo.push(Part::Mark(','));
                    }
                }
            }
            Part::Value(Value::Object(map)) => {
                let mut pairs: Vec<_> = map.iter().collect();
                pairs.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
                out.push('{');
                todo.push(Part::Mark('}'));
                for (index, (key, item)) in pairs.into_iter().enumerate().rev() {
                    todo.push(Part::Value(item));
                    todo.push(Part::Key(key));
                    if index > 0 {
                        todo.push(Part::Mark(','));
                    }
                }
            }
        }
    }
    out
}

enum Part<'v> {
    Value(&'v Value),
    Key(&'v str),
    Mark(char),
}

/// A text in quotes, with the escapes of RFC 8785, section 3.2.2.2, and no other.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' => _ = write!(out, "\\u{:04x}", u32::from(control)), // writing to a String cannot fail
            other => out.push(other),
        }
    }
    out.push('"');
}

/// `Number::toString` of ECMAScript (ECMA-262, 15th edition, section 6.1.6.1.20).
fn write_number(number: &Number, out: &mut String) {
    // A number of serde_json is a u64, an i64 or a finite f64: each is an f64 after rounding.
    let value = number.as_f64().unwrap_or(0.0);
    if value == 0.0 {
        out.push('0'); // the sign of -0 is not written
        return;
    }
    if value < 0.0 {
        out.push('-');
    }
    // The shortest digits that read back as this double: `d.ddd` and a power of ten.
    let shortest = format!("{:e}", value.abs());
    let places = shortest.split_once('e').map_or(0, |(mantissa, _)| mantissa.len().saturating_sub(2));
    // Of two that are as short and as near, ECMAScript takes the even one, which exact rounding to as many digits gives.
    let even = format!("{:.places$e}", value.abs());
    let scientific = if even.parse() == Ok(value.abs()) { even } else { shortest };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa.replace('.', "");
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX); // at most 17
    let point = exponent.parse::<i32>().unwrap_or(0) + 1; // where the point stands, counted from the first digit
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    match point {
        _ if count <= point && point <= 21 => *out += &(digits + &zeros(point - count)),
        1..=21 => {
            let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
            _ = write!(out, "{whole}.{fraction}");
        }
        -5..=0 => _ = write!(out, "0.{}{digits}", zeros(-point)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let (dot, sign) = (if rest.is_empty() { "" } else { "." }, if point > 0 { "+" } else { "-" });
            _ = write!(out, "{first}{dot}{rest}e{sign}{}", (point - 1).abs());
        }
    }
}

/// The SHA-256 of a model document over its canonical JSON without `version.hash`, as `sha256:` and 64 hex digits.
///
/// It does not depend on the order of keys nor on blanks, and a document may carry its own hash.
///
/// # Examples
/// ```
/// use cxm_core::domain::content_hash;
/// use serde_json::json;
/// let bare = content_hash(&json!({ "id": "m", "version": { "seq": 1 } }));
/// assert_eq!(content_hash(&json!({ "version": { "hash": bare.clone(), "seq": 1 }, "id": "m" })), bare);
/// assert_eq!(content_hash(&json!({})), "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
/// ```
///
/// # References
/// FIPS 180-4, Secure Hash Standard. RFC 8785.
#[must_use]
pub fn content_hash(model: &Value) -> String {
    let hashed = model.pointer("/version/hash").is_some();
    let text = if hashed {
        let mut bare = model.clone();
        if let Some(version) = bare.get_mut("version").and_then(Value::as_object_mut) {
            version.remove("hash");
        }
        canonical_json(&bare)
    } else {
        canonical_json(model)
    };
    sha256(text.as_bytes())
}

/// Whether a text is of the form of a [`content_hash`].
pub(crate) fn is_content_hash(text: &str) -> bool {
    text.strip_prefix("sha256:")
        .is_some_and(|digits| digits.len() == 64 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
}

/// `sha256:` and the 64 hex digits of the SHA-256 of these bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::from("sha256:"), |mut out, byte| {
        _ = write!(out, "{byte:02x}"); // writing to a String cannot fail
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_doubles_of_rfc_8785_appendix_b_are_written_as_there() {
        for (bits, text) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(canonical_json(&Value::from(f64::from_bits(bits))), text);
        }
    }

    #[test]
    fn the_example_of_rfc_8785_section_3_2_2_is_written_as_there() {
        let read: Value = serde_json::from_str(
            r#"{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}"#,
        )
        .unwrap();
        assert_eq!(
            canonical_json(&read),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
    }

    #[test]
    fn keys_stand_in_the_order_of_their_utf_16_units() {
        // RFC 8785, section 3.2.3: the emoji (a surrogate pair) comes before U+FB33, though not in UTF-8.
        let read: Value = serde_json::from_str(
            r#"{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
                "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}"#,
        )
        .unwrap();
        let text = canonical_json(&read);
        let places = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"].map(|word| text.find(word));
        assert!(places.is_sorted() && places.iter().all(Option::is_some), "{text}");
    }

    #[test]
    fn depth_costs_no_stack() {
        let mut deep = Value::Null;
        for _ in 0..2_000 {
            deep = Value::Array(vec![deep]);
        }
        assert_eq!(canonical_json(&deep).len(), 4_004);
    }

    #[test]
    fn sha_256_of_abc_is_that_of_fips_180_4() {
        assert_eq!(sha256(b"abc"), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

//! JSON Pointers (RFC 6901), built step by step.

use std::fmt::Write as _;

/// Adds a key to a JSON Pointer.
pub(crate) fn push_key(pointer: &mut String, key: &str) {
    pointer.push('/');
    for c in key.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(c),
        }
    }
}

/// Adds a place of a list to a JSON Pointer.
pub(crate) fn push_place(pointer: &mut String, place: usize) {
    let _ = write!(pointer, "/{place}"); // writing to a String never fails
}

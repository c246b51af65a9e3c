//! JSON Pointers (RFC 6901), and the order of the places of a document.

use crate::error::push_key;
use std::cmp::Ordering;

/// The pointer of a path.
pub(super) fn pointer(path: &[impl AsRef<str>]) -> String {
    path.iter().fold(String::new(), |mut out, step| {
        push_key(&mut out, step.as_ref());
        out
    })
}

/// The steps of a pointer.
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// A step as the place in a list that it names.
pub(super) fn place(step: &str) -> Option<usize> {
    let plain = step == "0" || (!step.starts_with('0') && step.bytes().all(|byte| byte.is_ascii_digit()));
    plain.then(|| step.parse().ok()).flatten()
}

/// The order in which a reader meets two places: an element before what it holds, a list by number.
pub(super) fn reading_order(a: &[String], b: &[String]) -> Ordering {
    let by_step = a.iter().zip(b).map(|(a, b)| match (place(a), place(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    });
    by_step.fold(Ordering::Equal, Ordering::then).then(a.len().cmp(&b.len()))
}

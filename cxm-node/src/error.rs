//! What goes wrong, as JavaScript errors.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cxm_core::Error;

/// The error of the core, its fields as JSON in the message, from which `errors.js` makes a `CxmError`. (The message is all
/// that napi carries alike out of synchronous functions and promises.)
pub fn to_js(error: &Error) -> napi::Error {
    let fields = serde_json::json!({
        "code": error.code().name(),
        "message": error.message(),
        "row": error.row(),
        "line": error.line(),
        "field": error.field(),
        "pointer": error.pointer(),
        "expected": error.wanted(),
        "got": error.got(),
    });
    napi::Error::from_reason(format!("cxm:{fields}"))
}

/// Runs what an export does: its error becomes JavaScript's, and so does a panic, on whatever thread (`catch_unwind` of napi guards
/// JavaScript's own only).
pub fn guarded<T>(body: impl FnOnce() -> cxm_core::Result<T>) -> napi::Result<T> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => result.map_err(|error| to_js(&error)),
        Err(panic) => {
            let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
            Err(napi::Error::from_reason(format!("a bug in cxm, please report it: {}", text.unwrap_or("no message"))))
        }
    }
}

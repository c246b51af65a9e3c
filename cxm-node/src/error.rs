//! What goes wrong, as JavaScript errors.

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

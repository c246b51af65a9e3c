//! What goes wrong, as JavaScript errors.

use cxm_core::Error;

/// The error of the core with its fields as JSON in the message: napi carries no more than two texts. `index.js` makes a
/// `CxmError` of it.
pub fn to_js(error: &Error) -> napi::Error<String> {
    let fields = serde_json::json!({
        "message": error.message(),
        "row": error.row(),
        "line": error.line(),
        "field": error.field(),
        "pointer": error.pointer(),
        "expected": error.wanted(),
        "got": error.got(),
    });
    napi::Error::new(error.code().name().to_owned(), fields.to_string())
}

use std::fmt;

use crate::error::{Code, Error};

/// Whether a problem keeps a document from being a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The document cannot be used.
    Error,
    /// It can, and something about it should be mended.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong in a document, where, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Problem {
    /// The rule that is broken, `V-J1`, or the code of a fault of shape, `unknown_key`.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The place in the document, RFC 6901; the empty text is the whole document.
    pub pointer: String,
    /// One sentence that says how to mend it.
    pub message: String,
}

impl Problem {
    /// An error.
    #[must_use]
    pub fn error(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, pointer: pointer.into(), message: message.into() }
    }

    /// A warning.
    #[must_use]
    pub fn warning(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, pointer: pointer.into(), message: message.into() }
    }

    /// The problem that something else is asked at `pointer` than what was found there, as [`kind_of`](crate::state::kind_of) says it.
    pub(crate) fn wanted(pointer: impl Into<String>, wanted: &str, found: &str) -> Self {
        Self::error(Code::InvalidJson.name(), pointer, format!("write {wanted} here, not {found}"))
    }

    /// The problem of an error that came from within, at `pointer`.
    #[must_use]
    pub fn of(error: &Error, pointer: impl Into<String>) -> Self {
        Self::error(error.code().name(), pointer, error.message())
    }

    /// The same problem as an [`Error`]: a broken rule is [`Code::InvalidDocument`], a fault of shape keeps its code.
    #[must_use]
    pub fn to_error(&self) -> Error {
        self.to_error_among(0)
    }

    /// The same, where there are so many other errors.
    #[must_use]
    pub fn to_error_among(&self, others: usize) -> Error {
        let code = Code::ALL.iter().copied().find(|code| code.name() == self.code).unwrap_or(Code::InvalidDocument);
        let more = match others {
            0 => String::new(),
            1 => " (and 1 more error)".to_owned(),
            _ => format!(" (and {others} more errors)"),
        };
        Error::new(code, format!("{self}{more}")).with_pointer(self.pointer.as_str())
    }
}

/// `V-J5 at /journeys/0: ...`
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, pointer, message, .. } = self;
        if pointer.is_empty() { write!(f, "{code}: {message}") } else { write!(f, "{code} at {pointer}: {message}") }
    }
}

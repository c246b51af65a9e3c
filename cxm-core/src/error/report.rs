use super::Code;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong and where: a stable [`Code`], a sentence, and the place where that is known.
///
/// The sentence is the same in Rust, Python and Node. It names the argument, what was expected and what came; it never
/// holds a respondent's text or id.
///
/// # Examples
/// ```
/// use cxm_core::error::{Code, Error};
/// let error = Error::new(Code::OutOfRange, "nps must be in 0..=10, got 11").with_row(41).with_field("score");
/// assert_eq!(error.code().name(), "out_of_range");
/// assert_eq!(error.row(), Some(41));
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", .0.message)]
#[non_exhaustive]
pub struct Error(Box<Context>);

#[derive(Debug, Clone, PartialEq)]
struct Context {
    code: Code,
    message: String,
    row: Option<u64>,
    line: Option<u64>,
    field: Option<String>,
    pointer: Option<String>,
    expected: Option<String>,
    got: Option<String>,
}

impl Error {
    /// An error with its code and its sentence.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Context {
            code,
            message: message.into(),
            row: None,
            line: None,
            field: None,
            pointer: None,
            expected: None,
            got: None,
        }))
    }

    /// `expected ..., got ...`, the commonest sentence: `level must be more than 0 and less than 1, got 95`.
    #[must_use]
    pub fn expected(code: Code, what: &str, expected: impl Into<String>, got: impl Into<String>) -> Self {
        let (expected, got) = (expected.into(), got.into());
        Self::new(code, format!("{what} must be {expected}, got {got}")).with_field(what).with_expected(expected).with_got(got)
    }

    /// An [`Code::InvalidOption`] of the option `name`.
    #[must_use]
    pub fn option(name: &str, expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self::expected(Code::InvalidOption, name, expected, got)
    }

    /// The same error in other words.
    #[must_use]
    pub(crate) fn reworded(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// Adds the 0-based record index over the whole input.
    #[must_use]
    pub fn with_row(mut self, row: u64) -> Self {
        self.0.row = Some(row);
        self
    }

    /// Adds the 1-based line of a file.
    #[must_use]
    pub fn with_line(mut self, line: u64) -> Self {
        self.0.line = Some(line);
        self
    }

    /// Adds the argument, column or field.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Adds the JSON Pointer (RFC 6901).
    #[must_use]
    pub fn with_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.0.pointer = Some(pointer.into());
        self
    }

    /// Adds what would have been right.
    #[must_use]
    pub fn with_expected(mut self, expected: impl Into<String>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// Adds what came.
    #[must_use]
    pub fn with_got(mut self, got: impl Into<String>) -> Self {
        self.0.got = Some(got.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// 0-based record index over the whole input, chunks included.
    #[must_use]
    pub fn row(&self) -> Option<u64> {
        self.0.row
    }

    /// 1-based line of the file.
    #[must_use]
    pub fn line(&self) -> Option<u64> {
        self.0.line
    }

    /// Argument, column or field.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// JSON Pointer.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.0.pointer.as_deref()
    }

    /// What would have been right. (The constructor of this name builds the sentence from it.)
    #[must_use]
    pub fn wanted(&self) -> Option<&str> {
        self.0.expected.as_deref()
    }

    /// What came.
    #[must_use]
    pub fn got(&self) -> Option<&str> {
        self.0.got.as_deref()
    }
}

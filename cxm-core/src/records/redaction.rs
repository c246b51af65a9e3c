use crate::domain::document::{Problem, document};
use crate::error::Code;

document! {
    /// A place of a text where something was taken out.
    pub struct Redaction {
        /// Where it begins: a byte of the UTF-8 text as it stands.
        start: u64,
        /// Where it ends, not included.
        end: u64,
        /// What was there: `email`, `phone`.
        entity: String,
    }
}

/// Adds what is wrong with the redactions of a text that stand at `pointer`: they lie in the text, between characters, one after the other.
pub(super) fn check_redactions(text: Option<&str>, redactions: &[Redaction], pointer: &str, problems: &mut Vec<Problem>) {
    let text = text.unwrap_or_default();
    let mut last = 0;
    for (i, redaction) in redactions.iter().enumerate() {
        let place = |offset: u64| usize::try_from(offset).ok().filter(|&offset| text.is_char_boundary(offset));
        if place(redaction.start).is_none() || place(redaction.end).is_none() || redaction.start > redaction.end {
            let message = "write where the redaction begins and ends in the text, in bytes of UTF-8 between characters";
            problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/{i}"), message));
        } else if redaction.start < last {
            let message = "write the redactions in the order of the text; they do not overlap";
            problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/{i}/start"), message));
        }
        last = redaction.end;
    }
}

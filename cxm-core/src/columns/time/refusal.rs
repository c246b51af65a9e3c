//! Why a text is no time, in a sentence that helps. Only reached when reading failed.

use crate::error::{Code, Error};

/// How many characters of the caller's text an error shows.
const SHOWN: usize = 32;

/// The text in quotes, cut to 32 characters, control characters escaped.
pub(super) fn quote(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() { "..." } else { "" };
    format!("{shown:?}{more}")
}

/// An [`Code::InvalidTime`] about `text`.
#[cold]
pub(super) fn invalid(text: &str, why: &str) -> Error {
    let got = quote(text);
    Error::new(Code::InvalidTime, format!("time {got}: {why}")).with_field("time").with_got(got)
}

/// The error of a text that has not the shape of a time.
#[cold]
pub(super) fn unreadable(text: &str) -> Error {
    invalid(text, why(text)).with_expected("ISO 8601 text such as 2026-01-02T03:04:05Z")
}

fn why(text: &str) -> &'static str {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = unsigned.split_at(unsigned.bytes().take_while(u8::is_ascii_digit).count());
    let fraction = rest.strip_prefix(['.', ',']).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    match (whole.len(), rest.bytes().next()) {
        (0, _) if text.trim().is_empty() => "it is empty",
        (0, _) => "it must be ISO 8601 text such as 2026-01-02T03:04:05Z",
        (_, None | Some(b' ' | b'(')) => "a number has no unit of its own; give it as an integer and declare s, ms, us or ns",
        (1..=6, Some(_)) if fraction.is_some() => "a spreadsheet's serial number is not guessed; write the date as 2026-01-02",
        (_, Some(_)) if fraction.is_some() => {
            "a number has no unit of its own; give it as an integer and declare s, ms, us or ns"
        }
        (8, Some(b'T' | b't')) => "the basic form is not read; write 2026-01-02T03:04:05",
        (4, Some(b'-')) if matches!(rest.as_bytes().get(1), Some(b'W' | b'w')) => {
            "week dates are not read; write the calendar date 2026-01-02"
        }
        (1 | 2, Some(b'/' | b'.' | b'-')) => "the order of day and month is not guessed; write year-month-day, 2026-01-02",
        (4, Some(b'/' | b'.')) => "write the date with hyphens, 2026-01-02",
        (4.., Some(b'-')) if unsigned.len() < text.len() => "it lies outside 1900 to 2200",
        _ => "it must be ISO 8601 text such as 2026-01-02T03:04:05Z",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(quote(&"ä".repeat(40)), format!("\"{}\"...", "ä".repeat(32)));
        assert_eq!(quote("a\nb"), "\"a\\nb\"");
    }
}

//! Whole-number scores written as text.

/// The number that a score cell spells: `"10"`, `" 10 "`, `"9.0"`, `"-1"`, `"10 - Extremely likely"`, `"5 (Neutral)"`.
///
/// ASCII digits only, an optional sign, an optional decimal point. What follows a number must be a label: it begins with a
/// letter, after spaces or one of `- – — : = ) (`; so `"9-10"`, `"1_0"`, `"1e1"`, `"0x0A"`, `"1,234"` and `"９"` are no numbers.
/// White space of any kind (no-break space included) is trimmed.
///
/// # Examples
/// ```
/// use cxm_core::columns::parse_score;
/// assert_eq!(parse_score("10 - Extremely likely"), Some(10.0));
/// assert_eq!(parse_score("010"), Some(10.0));
/// assert_eq!(parse_score("9-10"), None);
/// assert_eq!(parse_score("1e1"), None);
/// ```
#[must_use]
pub fn parse_score(text: &str) -> Option<f64> {
    let text = text.trim();
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let whole = digits(&bytes[sign..]);
    if whole == 0 {
        return None;
    }
    let mut end = sign + whole;
    if bytes.get(end) == Some(&b'.') {
        let decimals = digits(&bytes[end + 1..]);
        if decimals > 0 {
            end += 1 + decimals;
        }
    }
    // All bytes before `end` are ASCII, so it is a character boundary.
    let (number, label) = text.split_at(end);
    if !is_label(label) {
        return None;
    }
    number.parse::<f64>().ok().filter(|value| value.is_finite())
}

fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Nothing, or a separator and then words.
fn is_label(rest: &str) -> bool {
    let words = rest.trim_start_matches(|c: char| c.is_whitespace() || "-–—:=()".contains(c));
    if rest.is_empty() {
        return true;
    }
    words.len() < rest.len() && words.chars().next().is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::parse_score;

    #[test]
    fn numbers_and_labelled_numbers_are_read() {
        for (text, want) in [
            ("7", 7.0),
            (" 10 ", 10.0),
            ("\u{a0}9\u{2003}", 9.0),
            ("0 - Not at all likely", 0.0),
            ("5 (Neutral)", 5.0),
            ("-1", -1.0),
            ("4.5", 4.5),
            ("10: yes", 10.0),
            ("3 stars", 3.0),
            ("+8", 8.0),
        ] {
            assert_eq!(parse_score(text), Some(want), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_refused() {
        for text in [
            "", "ten", "９", "٩", "1e1", "0x0A", "1_0", "1,234", "1.", "9-10", "9/10", "10 20", "inf", "NaN", "--1", ".5", "10%",
            "5 (",
        ] {
            assert_eq!(parse_score(text), None, "{text}");
        }
    }
}

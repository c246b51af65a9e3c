//! Scores and other numbers written as text.

use crate::error::{Error, Result};
use std::str::FromStr;

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
    parse_score_in(text, DecimalMark::Point)
}

/// The number that a score cell spells where decimals follow `mark`; [`parse_score`] for the point.
///
/// With the comma, points may stand between groups of three digits: `"4,5"`, `"1.234,56"`, `"1.234.567"`. A single group without
/// decimals, `"1.234"`, is 1234 to some and 1.234 to others: it is no number.
///
/// # Examples
/// ```
/// use cxm_core::columns::{DecimalMark, parse_score_in};
/// assert_eq!(parse_score_in("4,5 stars", DecimalMark::Comma), Some(4.5));
/// assert_eq!(parse_score_in("1.234", DecimalMark::Comma), None);
/// ```
#[must_use]
pub fn parse_score_in(text: &str, mark: DecimalMark) -> Option<f64> {
    let (number, label) = leading_number(text.trim(), mark)?;
    is_label(label).then_some(number)
}

/// The number that a cell spells where decimals follow `mark`, with nothing beside it but an exponent of ten (`"9.5e-05"`).
///
/// # Examples
/// ```
/// use cxm_core::columns::{DecimalMark, parse_number};
/// assert_eq!(parse_number("1.234,56", DecimalMark::Comma), Some(1234.56));
/// assert_eq!(parse_number("9.5e-05", DecimalMark::Point), Some(9.5e-5));
/// assert_eq!(parse_number("1,234", DecimalMark::Point), None);
/// ```
#[must_use]
pub fn parse_number(text: &str, mark: DecimalMark) -> Option<f64> {
    let text = text.trim();
    let (number, rest) = leading_number(text, mark)?;
    if rest.is_empty() {
        return Some(number);
    }
    let exponent = rest.strip_prefix(['e', 'E'])?;
    let figures = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if figures.is_empty() || digits(figures.as_bytes()) < figures.len() {
        return None;
    }
    let (mantissa, _) = text.split_at(text.len() - rest.len()); // `rest` is the end of `text`
    format!("{}e{exponent}", plain(mantissa, mark)).parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Whether a text is a number but for one mark that may stand before decimals or between thousands: `"1,234"`.
#[must_use]
pub fn is_ambiguous_number(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '+']);
    let Some((whole, group)) = text.split_once([',', '.']) else { return false };
    let figures = |part: &str| digits(part.as_bytes()) == part.len();
    (1..=3).contains(&whole.len()) && group.len() == 3 && figures(whole) && figures(group)
}

/// What stands before the decimals of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DecimalMark {
    /// `4.5`
    #[default]
    Point,
    /// `4,5`
    Comma,
}

impl DecimalMark {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Point, Self::Comma];

    /// The mark itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => ".",
            Self::Comma => ",",
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Point => b'.',
            Self::Comma => b',',
        }
    }
}

impl FromStr for DecimalMark {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|mark| mark.name() == name)
            .ok_or_else(|| Error::option("decimal", "\".\" or \",\"", format!("{name:?}")))
    }
}

/// The number at the start of a trimmed text, and what follows it.
fn leading_number(text: &str, mark: DecimalMark) -> Option<(f64, &str)> {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let whole = digits(&bytes[sign..]); // `sign` is 1 only where there is a first byte
    if whole == 0 {
        return None;
    }
    let mut end = sign + whole;
    let mut groups = 0;
    while mark == DecimalMark::Comma && whole <= 3 && bytes.get(end) == Some(&b'.') && digits(&bytes[end + 1..]) == 3 {
        (end, groups) = (end + 4, groups + 1);
    }
    if bytes.get(end) == Some(&mark.byte()) {
        let decimals = digits(&bytes[end + 1..]);
        if decimals > 0 {
            (end, groups) = (end + 1 + decimals, 0);
        }
    }
    if groups == 1 {
        return None; // "1.234": thousands or decimals
    }
    // All bytes before `end` are ASCII, so it is a character boundary.
    let (number, rest) = text.split_at(end);
    let value = match mark {
        DecimalMark::Point => number.parse::<f64>(),
        DecimalMark::Comma => plain(number, mark).parse::<f64>(),
    };
    value.ok().filter(|value| value.is_finite()).map(|value| (value, rest))
}

/// A number with a point before its decimals and nothing between its thousands.
fn plain(number: &str, mark: DecimalMark) -> String {
    match mark {
        DecimalMark::Point => number.to_owned(),
        DecimalMark::Comma => number.replace('.', "").replace(',', "."),
    }
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
    use super::{DecimalMark, is_ambiguous_number, parse_number, parse_score, parse_score_in};

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

    #[test]
    fn a_decimal_comma_takes_points_between_thousands() {
        let comma = |text| parse_number(text, DecimalMark::Comma);
        for (text, want) in [
            ("1234,56", 1234.56),
            ("1.234,56", 1234.56),
            ("-1.234.567", -1_234_567.0),
            ("0,5", 0.5),
            ("7", 7.0),
            ("1,5e3", 1500.0),
        ] {
            assert_eq!(comma(text), Some(want), "{text}");
        }
        for text in
            ["1.234", "1.23", "1.2345,6", "1234.567,8", "1,", ",5", "1,2,3", "1,234.5", "4.5", "1e", "1e+", "1e5x", "9,5 kg"]
        {
            assert_eq!(comma(text), None, "{text}");
        }
        assert_eq!(parse_score_in("4,5 stars", DecimalMark::Comma), Some(4.5));
        assert_eq!(parse_score_in("10 - Ja, immer", DecimalMark::Comma), Some(10.0));
    }

    #[test]
    fn a_single_group_of_three_is_ambiguous_under_either_mark() {
        for text in ["1,234", "1.234", "-12,345", "999.000"] {
            assert!(is_ambiguous_number(text), "{text}");
        }
        for text in ["1,23", "1234", "1234,567", "1,234,567", "a,bcd", ",123"] {
            assert!(!is_ambiguous_number(text), "{text}");
        }
        assert_eq!(parse_number("1,234", DecimalMark::Point), None);
        assert_eq!(parse_number("1.234", DecimalMark::Point), Some(1.234));
    }
}

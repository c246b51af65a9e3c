//! How numbers are written for people: the one place where reports round.

use crate::columns::time::Duration;

/// A count with a comma between thousands.
///
/// # Examples
/// ```
/// assert_eq!(cxm_core::report::number::count(2_746), "2,746");
/// assert_eq!(cxm_core::report::number::count(12), "12");
/// ```
#[must_use]
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A number with a fixed count of decimals, a comma between thousands and never a negative zero.
///
/// # Examples
/// ```
/// assert_eq!(cxm_core::report::number::fixed(-0.04, 1), "0.0");
/// assert_eq!(cxm_core::report::number::fixed(-1234.5, 2), "-1,234.50");
/// ```
#[must_use]
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let grouped = whole.parse::<u64>().map_or_else(|_| whole.to_owned(), count);
    let zero = text.chars().all(|c| c == '0' || c == '.');
    let sign = if value < 0.0 && !zero { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

/// A probability as a percentage without needless decimals: a level of 0.95 is `95 %`.
///
/// # Examples
/// ```
/// assert_eq!(cxm_core::report::number::percent(0.95), "95 %");
/// assert_eq!(cxm_core::report::number::percent(0.999), "99.9 %");
/// ```
#[must_use]
pub fn percent(share: f64) -> String {
    let text = fixed(share * 100.0, 2);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

/// A duration in words.
///
/// # Examples
/// ```
/// use cxm_core::report::number::duration;
/// assert_eq!(duration("P1D".parse()?), "1 day");
/// assert_eq!(duration("P1Y2MT36H".parse()?), "14 months 36 hours");
/// assert_eq!(duration("PT1.5S".parse()?), "1.5 seconds");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn duration(duration: Duration) -> String {
    let seconds = duration.micros() / 1_000_000;
    let fraction = format!("{:06}", duration.micros() % 1_000_000);
    let rest = match fraction.trim_end_matches('0') {
        "" => (seconds % 60).to_string(),
        fraction => format!("{}.{fraction}", seconds % 60),
    };
    let parts = [
        (duration.months().to_string(), "month"),
        (duration.days().to_string(), "day"),
        ((seconds / 3600).to_string(), "hour"),
        ((seconds / 60 % 60).to_string(), "minute"),
        (rest, "second"),
    ];
    let told = |(n, unit): (String, &str)| format!("{n} {unit}{}", if n == "1" { "" } else { "s" });
    let words: Vec<String> = parts.into_iter().filter(|(n, _)| n != "0").map(told).collect();
    if words.is_empty() { "no time".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_from_the_right() {
        let written: Vec<_> = [0, 7, 999, 1_000, 12_345, 123_456, 1_234_567].map(count).into();
        assert_eq!(written, ["0", "7", "999", "1,000", "12,345", "123,456", "1,234,567"]);
    }

    #[test]
    fn numbers_too_large_to_group_are_still_written() {
        assert!(fixed(1e300, 0).len() > 300);
        assert_eq!(fixed(99.96, 1), "100.0");
        assert_eq!(percent(1.0), "100 %");
        assert_eq!(percent(0.0), "0 %");
    }
}

use crate::columns::time::date_text;
use crate::columns::{Every, Key};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// A group key as people read it: dates as ISO text, no value as `(none)`, empty text as `(empty)`.
#[must_use]
pub fn key_text(key: &Key) -> String {
    match key {
        Key::Date(day) => date_text(*day),
        Key::Text(text) if text.trim().is_empty() => "(empty)".to_owned(),
        other => other.to_string(),
    }
}

/// A period in a sentence: `3 May 2026`, `week 2026-W19`, `May 2026`, `Q2 2026`, `2026`.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Every, time::day_from_text};
/// use cxm_core::report::scorecard::period_text;
/// assert_eq!(period_text(Every::Month, day_from_text("2026-05-01")?), "May 2026");
/// assert_eq!(period_text(Every::Quarter, day_from_text("2026-04-01")?), "Q2 2026");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn period_text(every: Every, start: i32) -> String {
    let (short, year) = parts(every, start);
    if year.is_empty() { short } else { format!("{short} {year}") }
}

/// From one period to another in a sentence: `April to May 2026`, `December 2025 to January 2026`.
///
/// # Examples
/// ```
/// use cxm_core::columns::{Every, time::day_from_text};
/// use cxm_core::report::scorecard::span_text;
/// let (april, may) = (day_from_text("2026-04-01")?, day_from_text("2026-05-01")?);
/// assert_eq!(span_text(Every::Month, april, may), "April to May 2026");
/// assert_eq!(span_text(Every::Month, may, may), "May 2026");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn span_text(every: Every, from: i32, to: i32) -> String {
    let ((first, year), (_, last_year)) = (parts(every, from), parts(every, to));
    if from == to {
        period_text(every, to)
    } else if year == last_year {
        format!("{first} to {}", period_text(every, to))
    } else {
        format!("{} to {}", period_text(every, from), period_text(every, to))
    }
}

/// A period in a table, beside others: `May`, with the year where it is not clear.
pub(super) fn short_text(every: Every, start: i32) -> String {
    let (short, year) = parts(every, start);
    match every {
        Every::Month => format!("{} {year}", short.get(..3).unwrap_or(&short)), // names of months are ASCII
        _ => every.label(start),
    }
}

fn parts(every: Every, start: i32) -> (String, String) {
    let label = Every::Day.label(start); // 2026-05-01
    let mut fields = label.rsplitn(3, '-');
    let (day, month, year) = (fields.next().unwrap_or(""), fields.next().unwrap_or(""), fields.next().unwrap_or(""));
    let month = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1))).copied().unwrap_or("");
    match every {
        Every::Day => (format!("{} {month}", day.trim_start_matches('0')), year.to_owned()),
        Every::Month => (month.to_owned(), year.to_owned()),
        Every::Week => (format!("week {}", every.label(start)), String::new()),
        Every::Quarter => (every.label(start).rsplit('-').next().unwrap_or("").to_owned(), year.to_owned()),
        Every::Year => (year.to_owned(), String::new()),
    }
}

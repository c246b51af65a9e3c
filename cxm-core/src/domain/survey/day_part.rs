//! Days as texts, and the parts of them that conditions look for.

use crate::domain::Date;

/// The first day that an answer may name, as a text.
pub(super) const FIRST: &str = "1900-01-01";
/// The last.
pub(super) const LAST: &str = "2199-12-31";

/// Whether a text stands in a day that an answer may name: `-02-29`, `2026-1`.
pub(super) fn is_in_a_day(part: &str) -> bool {
    let Some(room) = FIRST.len().checked_sub(part.len()) else { return false };
    let stands_at = |start: usize| {
        part.bytes().zip(start..).all(|(byte, place)| if matches!(place, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
    };
    (0..=room).filter(|&start| stands_at(start)).any(|start| {
        // What the part leaves open is that of one of these days. Digits before the part need no more than these: a century of either kind, a ten of years of
        // either kind (29 February), both tens of months; and 01 and 10 are months of 31 days, so that each day stands in one.
        let filled =
            |open: &str| format!("{}{part}{}", open.get(..start).unwrap_or(""), open.get(start + part.len()..).unwrap_or(""));
        YEARS.iter().any(|year| {
            FEW.iter().any(|month| FEW.iter().any(|day| filled(&format!("{year}-{month}-{day}")).parse::<Date>().is_ok()))
        })
    })
}

const YEARS: [&str; 3] = ["1900", "2000", "2010"];
const FEW: [&str; 4] = ["00", "01", "10", "11"];

#[cfg(test)]
mod tests {
    use super::{FIRST, LAST, is_in_a_day};
    use crate::domain::Date;
    use std::collections::BTreeSet;

    #[test]
    fn a_part_is_in_a_day_if_some_day_has_it() {
        let (first, last): (Date, Date) = (FIRST.parse().unwrap(), LAST.parse().unwrap());
        assert!(Date::from_day(first.day() - 1).to_string().parse::<Date>().is_err());
        assert!(Date::from_day(last.day() + 1).to_string().parse::<Date>().is_err());
        let mut parts = BTreeSet::new();
        for day in first.day()..=last.day() {
            let text = Date::from_day(day).to_string();
            (0..10).for_each(|start| _ = (start..=10).map(|end| parts.insert(text[start..end].to_owned())).count());
        }
        // Each part of a day is found; of its neighbours, by one other letter, those that are parts too.
        for part in parts.iter().step_by(101) {
            assert!(is_in_a_day(part), "{part}");
            for place in 0..part.len() {
                for other in ["0", "2", "3", "9", "-", "x"] {
                    let near = format!("{}{other}{}", &part[..place], &part[place + 1..]);
                    assert_eq!(is_in_a_day(&near), parts.contains(&near), "{near}");
                }
            }
        }
    }
}

//! The name that a misspelt one probably means.

/// The candidate with the fewest edits (insert, delete, replace; letter case is free); of equals the one nearer as a whole, then the first.
///
/// Names of zones are `Area/City`: a name without a slash is held against the city too, and a space counts as `_`.
#[must_use]
pub fn nearest<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let folded: Vec<u8> = name.bytes().take(MAX_BYTES).map(fold).collect();
    let has_area = folded.contains(&b'/');
    candidates.min_by_key(|candidate| {
        let whole = edits(&folded, candidate);
        let city = candidate.rsplit_once('/').filter(|_| !has_area).map(|(_, city)| edits(&folded, city));
        (city.map_or(whole, |city| city.min(whole)), whole)
    })
}

/// The nearest name as the end of a message's sentence; nothing where none is near.
pub(crate) fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"))
}

/// Whether two names are one that was misspelt: fewer than half of the letters of the longer one differ.
pub(crate) fn is_misspelt(name: &str, candidate: &str) -> bool {
    let folded: Vec<u8> = name.bytes().take(MAX_BYTES).map(fold).collect();
    2 * edits(&folded, candidate) < folded.len().max(candidate.len())
}

/// Longer than every name of the tz database; bounds the work on hostile text.
const MAX_BYTES: usize = 48;

const fn fold(byte: u8) -> u8 {
    if byte == b' ' { b'_' } else { byte.to_ascii_lowercase() }
}

/// Levenshtein distance with one row (Wagner & Fischer, 1974, doi:10.1145/321796.321811).
fn edits(folded: &[u8], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=folded.len()).collect();
    for (line, byte) in candidate.bytes().map(fold).enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, &other) in row.iter_mut().skip(1).zip(folded) {
            let above = *cell;
            left = (diagonal + usize::from(byte != other)).min(above + 1).min(left + 1);
            diagonal = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_other_letters_is_no_misspelling() {
        assert!(is_misspelt("intervall", "interval") && is_misspelt("Min_M", "min_n"));
        assert!(!is_misspelt("top", "na") && !is_misspelt("foo", "seed") && !is_misspelt("", "n"));
    }

    #[test]
    fn kitten_and_sitting_are_three_edits_apart() {
        assert_eq!(edits(b"kitten", "sitting"), 3);
        assert_eq!(edits(b"", "abc"), 3);
        assert_eq!(edits(b"abc", ""), 3);
        assert_eq!(edits(b"saturday", "Sunday"), 3);
    }
}

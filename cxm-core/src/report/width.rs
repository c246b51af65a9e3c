//! How wide characters are, by Unicode block.

/// Columns of a terminal that a text takes: 2 for East Asian wide characters and emoji, 0 for combining marks.
///
/// # References
/// Unicode UAX #11, East Asian Width, in ranges of blocks.
#[must_use]
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_zero_width(c) { 0 } else { 1 + usize::from(is_wide(c)) }).sum()
}

/// Marks that stand on the letter before them, joiners and marks of direction.
pub(crate) fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e01ef}')
}

/// Characters as wide as they are high.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_follow_what_a_terminal_draws() {
        assert_eq!(columns("NPS 39.8"), 8);
        assert_eq!(columns("素晴らしい"), 10);
        assert_eq!(columns("Se\u{301}rvice"), 7);
    }
}

/// The words that say "no answer" in a survey export, compared after trimming and without regard to case.
pub const MISSING_WORDS: &[&str] = &["", "null", "nan", "n/a", "na", "-", "#n/a", "none"];

/// Whether a cell says "no answer".
///
/// # Examples
/// ```
/// use cxm_core::formats::survey_export::is_missing_word;
/// assert!(["", "  ", "NULL", "NaN", "n/a", "-", "#N/A", "None"].iter().all(|word| is_missing_word(word)));
/// assert!(!is_missing_word("0") && !is_missing_word("-1"));
/// ```
#[must_use]
pub fn is_missing_word(text: &str) -> bool {
    let text = text.trim();
    MISSING_WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

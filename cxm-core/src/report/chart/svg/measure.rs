//! How wide text is, without a font: generous averages of common sans-serif faces, so that text fits in all of them.

use crate::report::width::{is_wide, is_zero_width};

/// Width in pixels at a font size in pixels.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

/// Width of one character, in em.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' | ' ' | '\u{a0}' => 0.32,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | '"' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.92,
        '0'..='9' => 0.62,
        'a'..='z' => 0.58,
        'A'..='Z' => 0.70,
        c if is_zero_width(c) => 0.0,
        c if is_wide(c) => 1.0,
        _ => 0.62,
    }
}

/// Text that fits into a width, cut with an ellipsis; at most four marks are kept on one letter.
pub(super) fn fit(text: &str, size: f64, room: f64) -> String {
    let text = tidy(text);
    if width(&text, size) <= room {
        return text;
    }
    let mut out = String::new();
    let mut used = width("…", size);
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), size);
        if used > room {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

/// Text in lines of a width, broken at spaces; the last line allowed is cut with an ellipsis.
pub(super) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let text = tidy(text);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        if line.is_empty() {
            line.push_str(word);
        } else if lines.len() + 1 >= most || width(&line, size) + width(word, size) + 0.32 * size <= room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(fit(&line, size, room));
            word.clone_into(&mut line);
        }
    }
    if !line.is_empty() {
        lines.push(fit(&line, size, room));
    }
    lines
}

/// One line of text: line breaks become spaces, and a pile of combining marks is cut to four.
fn tidy(text: &str) -> String {
    let mut marks = 0;
    let mut out = String::new();
    for c in text.chars() {
        marks = if is_zero_width(c) { marks + 1 } else { 0 };
        if marks <= 4 {
            out.push(if c.is_whitespace() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c });
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_its_room() {
        let cut = fit("a very long label of a segment", 12.0, 80.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0) <= 80.0, "{cut}");
        assert_eq!(fit("short", 12.0, 80.0), "short");
    }

    #[test]
    fn a_pile_of_marks_stays_low() {
        let pile = format!("Z{}", "\u{300}".repeat(4_000));
        assert_eq!(fit(&pile, 12.0, 80.0).chars().count(), 5);
    }

    #[test]
    fn lines_break_at_spaces_and_end_in_an_ellipsis() {
        assert_eq!(wrap("one two three four", 10.0, 45.0, 9), ["one two", "three", "four"]);
        assert_eq!(wrap("one two\nthree four", 10.0, 45.0, 2), ["one two", "three f…"]);
        assert!(wrap("  ", 10.0, 45.0, 2).is_empty());
    }
}

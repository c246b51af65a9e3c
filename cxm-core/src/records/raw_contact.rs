//! Texts that give a person away.

use crate::domain::document::Problem;

/// V-C1 of an id: a warning where it looks like a way to reach a person. The message does not show it.
pub(super) fn check_pseudonym(id: &str, pointer: String, problems: &mut Vec<Problem>) {
    if let Some(what) = raw_contact("", id) {
        let message = format!("the id looks like {what}; give the person a pseudonym");
        problems.push(Problem::warning("V-C1", pointer, message));
    }
}

/// What a text is, if it is a way to reach a person: an e-mail address or a phone number.
///
/// A text with a commercial at between two others is an address. A number of 7 to 15 digits (E.164) is a phone number when it begins with `+`, when
/// its namespace says so, or when it is grouped as phone numbers are; a plain number of another namespace may be a card or a contract.
pub(super) fn raw_contact(namespace: &str, text: &str) -> Option<&'static str> {
    let text = text.trim();
    let text = ["mailto:", "tel:", "sms:"].iter().find_map(|scheme| strip_prefix_folded(text, scheme)).unwrap_or(text);
    if is_address(text) {
        return Some("an e-mail address");
    }
    is_phone_number(namespace, text).then_some("a phone number")
}

fn strip_prefix_folded<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..)).flatten()
}

fn is_address(text: &str) -> bool {
    // U+FF20 is the wide form; %40 is the form in addresses of pages.
    ["@", "\u{ff20}", "%40"].iter().any(|at| {
        text.split_once(at).is_some_and(|(name, host)| !name.trim().is_empty() && host.starts_with(char::is_alphanumeric))
    })
}

fn is_phone_number(namespace: &str, text: &str) -> bool {
    let mut digits = 0;
    let mut groups = vec![0_u32];
    for (place, c) in text.chars().enumerate() {
        match c {
            '0'..='9' | '\u{ff10}'..='\u{ff19}' => {
                digits += 1;
                if let Some(group) = groups.last_mut() {
                    *group += 1;
                }
            }
            ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{2010}'..='\u{2013}' => groups.push(0),
            '+' | '\u{ff0b}' if place == 0 => {}
            _ => return false,
        }
    }
    groups.retain(|&group| group > 0);
    let of_phones = || {
        let namespace = namespace.to_lowercase();
        ["phone", "mobile", "msisdn", "whatsapp", "sms", "tel", "fax"].iter().any(|name| namespace.contains(name))
    };
    let grouped = || groups.len() > 1 && (text.starts_with(['0', '(']) || groups.ends_with(&[3, 3, 4]));
    (7..=15).contains(&digits) && (text.starts_with(['+', '\u{ff0b}']) || of_phones() || grouped())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_phone_numbers_are_known() {
        for text in
            ["jane.doe@example.com", "MAILTO:Jane@Example", " jane@example.com ", "jane%40example.com", "jane\u{ff20}example.com"]
        {
            assert_eq!(raw_contact("crm", text), Some("an e-mail address"), "{text}");
        }
        for text in ["+49 171 1234567", "+491711234567", "0171/1234567", "(030) 123 45 67", "555-123-4567", "tel:+1-555-123-4567"]
        {
            assert_eq!(raw_contact("crm", text), Some("a phone number"), "{text}");
        }
        assert_eq!(raw_contact("Phone", "1711234567"), Some("a phone number"));
    }

    #[test]
    fn hashes_cards_and_dates_are_none() {
        for text in [
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "12345678901234567890123456789012",
            "4711000123",
            "2026-11-21",
            "c81d4e2e-bcf2-11e6-869b-7df92533d2db",
            "k7HsP2+q/A==",
            "@",
            "",
        ] {
            assert_eq!(raw_contact("loyalty", text), None, "{text}");
        }
    }
}

//! Documents as JSON text in one pass, without a value between: a response is read, checked and handed back inside a request.

use std::fmt::{Display, Write as _};

use serde_json::Value;

use super::keys::{is_written, push_camel_case};
use super::read::Document;
use super::standard::Extensions;

/// An object while its text is written.
pub(crate) struct ObjectText<'j> {
    json: &'j mut String,
    empty: bool,
}

impl<'j> ObjectText<'j> {
    pub(crate) fn new(json: &'j mut String) -> Self {
        json.push('{');
        Self { json, empty: true }
    }

    fn comma(&mut self) {
        if !self.empty {
            self.json.push(',');
        }
        self.empty = false;
    }

    /// A field, unless it stands at its default.
    pub(crate) fn field<D: Document + PartialEq>(&mut self, field: &str, value: &D, default: Option<&D>) {
        if is_written(value, default) {
            self.comma();
            self.json.push('"');
            push_camel_case(self.json, field);
            self.json.push_str("\":");
            value.write_json(self.json);
        }
    }

    /// A key of a map.
    pub(crate) fn key<D: Document>(&mut self, key: &impl Display, value: &D) {
        self.comma();
        push_text(self.json, key);
        self.json.push(':');
        value.write_json(self.json);
    }

    pub(crate) fn end(mut self, ext: &Extensions) {
        for (key, value) in ext {
            self.key(key, value);
        }
        self.json.push('}');
    }
}

/// A list.
pub(crate) fn push_list<D: Document>(json: &mut String, items: &[D]) {
    json.push('[');
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            json.push(',');
        }
        item.write_json(json);
    }
    json.push(']');
}

/// A text in quotes.
pub(crate) fn push_text(json: &mut String, text: &impl Display) {
    json.push('"');
    let start = json.len();
    let _ = write!(json, "{text}"); // writing to a String does not fail
    let written = json.get(start..).unwrap_or_default();
    if written.bytes().any(|byte| byte < b' ' || matches!(byte, b'"' | b'\\')) {
        let escaped = Value::from(written).to_string();
        json.truncate(start - 1); // the quote before it
        json.push_str(&escaped);
    } else {
        json.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_json_asks() {
        for text in ["", "plain", "Größe \u{7f}\u{2028}", "a\"b", "a\\b", "tab\t", "\u{0}"] {
            let mut json = String::from("[");
            push_text(&mut json, &text);
            assert_eq!(json.get(1..), Some(Value::from(text).to_string().as_str()));
        }
    }
}

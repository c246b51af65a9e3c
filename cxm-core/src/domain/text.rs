use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde_json::Value;

use super::document::{At, Document, MapKey, Problem, Schemas, text_forms};
use crate::error::{Code, Error, Result};

/// A language as BCP 47 writes it: `en`, `pt-BR`, `zh-Hant-TW`.
///
/// # References
/// RFC 5646, §2.1: subtags of 1 to 8 letters and digits; the first is 2 to 8 letters, or `x` or `i`. Upper and lower case are the same (§2.1.1).
#[derive(Debug, Clone)]
pub struct Language(String);

impl Language {
    fn folded(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().map(|byte| byte.to_ascii_lowercase())
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Language {}

impl Hash for Language {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().for_each(|byte| byte.hash(state));
    }
}

impl PartialOrd for Language {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Language {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl Language {
    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut subtags = text.split('-');
        let first = subtags.next().unwrap_or("");
        let private = matches!(first, "x" | "X" | "i" | "I");
        let well = (private && text.len() > 2
            || (2..=8).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic()))
            && subtags.all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric()));
        if well && text.len() <= 64 {
            return Ok(Self(text.to_owned()));
        }
        Err(Error::new(Code::InvalidDocument, "a language is a BCP 47 tag such as \"en\" or \"pt-BR\""))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl MapKey for Language {
    const WANTED: &'static str = "a language, a BCP 47 tag such as \"en\" or \"pt-BR\"";
}

text_forms! { Language "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$" }

/// A text in one or more languages: `{"en": "Use", "de": "Nutzung"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(BTreeMap<Language, String>);

impl Text {
    /// The languages it is written in.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.0.keys()
    }

    /// The text in a language; `pt-BR` falls back to `pt`.
    #[must_use]
    pub fn get(&self, language: &str) -> Option<&str> {
        let mut tag = language;
        loop {
            let found = self.0.iter().find(|(key, _)| key.as_str().eq_ignore_ascii_case(tag));
            match (found, tag.rsplit_once('-')) {
                (Some((_, text)), _) => return Some(text),
                (None, Some((shorter, _))) => tag = shorter,
                (None, None) => return None,
            }
        }
    }

    /// The text in a language, as [`Text::get`] finds it; else as [`Text::any`].
    #[must_use]
    pub fn told(&self, language: &str) -> &str {
        self.get(language).unwrap_or_else(|| self.any())
    }

    /// The text in English, or in the first language it has.
    #[must_use]
    pub fn any(&self) -> &str {
        self.get("en").or_else(|| self.0.values().next().map(String::as_str)).unwrap_or_default() // a text has a language
    }
}

impl Document for Text {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let map = BTreeMap::<Language, String>::read(at, problems)?;
        if map.values().all(|text| text.trim().is_empty()) {
            let message = "write the text in a language at least, such as {\"en\": \"...\"}";
            problems.push(Problem::error(Code::InvalidDocument.name(), at.pointer(), message));
            return None;
        }
        Some(Self(map))
    }

    fn write(&self) -> Value {
        self.0.write()
    }

    fn schema(schemas: &mut Schemas) -> Value {
        schemas.define(
            "Text",
            |_| serde_json::json!({ "type": "object", "minProperties": 1, "additionalProperties": { "type": "string" } }),
        )
    }
}

//! An object of one key, and the keys of one's own beside it.

use std::fmt::Write as _;
use std::ops::{Deref, DerefMut};

use serde_json::{Map, Value};

use super::json_text::push_text;
use super::read::Document;
use super::standard::Extensions;

/// What an object of one key holds under it, with the `x-` keys that stand beside it: `{"step": "landing", "x-note": "ask Ana"}`.
///
/// It is used as the value itself; `value.into()` has no keys beside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extended<T> {
    value: T,
    /// `x-` keys, as they came.
    pub ext: Extensions,
}

impl<T> Extended<T> {
    pub(crate) const fn new(value: T, ext: Extensions) -> Self {
        Self { value, ext }
    }

    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T: Document> Extended<T> {
    /// The object with the value under `name`.
    pub(crate) fn write_under(&self, name: &str) -> Value {
        let mut object = Map::from_iter([(name.to_owned(), self.value.write())]);
        object.extend(self.ext.clone());
        Value::Object(object)
    }

    /// The same as text.
    pub(crate) fn write_json_under(&self, name: &str, json: &mut String) {
        let _ = write!(json, "{{\"{name}\":"); // writing to a String does not fail
        self.value.write_json(json);
        for (key, value) in &self.ext {
            json.push(',');
            push_text(json, key);
            json.push(':');
            value.write_json(json);
        }
        json.push('}');
    }
}

impl<T> From<T> for Extended<T> {
    fn from(value: T) -> Self {
        Self::new(value, Extensions::new())
    }
}

impl<T> Deref for Extended<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Extended<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

//! The values of JSON, lists, options and maps as documents.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde_json::{Map, Number, Value, json};

use super::at::At;
use super::json_text::{ObjectText, push_list, push_text};
use super::keys::require_distinct;
use super::problem::Problem;
use super::read::Document;
use super::schema::Schemas;
use crate::error::Code;
use crate::state::Tree;

/// The keys of an object that are no field: `x-` keys and those of newer formats. They are kept as they came.
pub type Extensions = BTreeMap<String, Value>;

impl Document for bool {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        if let Tree::Bool(value) = at.tree() {
            return Some(*value);
        }
        at.wanted("true or false", problems);
        None
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn write_json(&self, json: &mut String) {
        json.push_str(if *self { "true" } else { "false" });
    }

    fn schema(_: &mut Schemas) -> Value {
        json!({ "type": "boolean" })
    }
}

impl Document for String {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        if let Tree::Text(value) = at.tree() {
            return Some(value.clone());
        }
        at.wanted("a text", problems);
        None
    }

    fn write(&self) -> Value {
        Value::String(self.clone())
    }

    fn write_json(&self, json: &mut String) {
        push_text(json, self);
    }

    fn schema(_: &mut Schemas) -> Value {
        json!({ "type": "string" })
    }
}

/// Any JSON. A key that stands twice is a problem, wherever it stands.
impl Document for Value {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        Some(match at.tree() {
            Tree::Null => Self::Null,
            Tree::Bool(value) => Self::Bool(*value),
            Tree::Whole(value) => Self::Number((*value).into()),
            Tree::Negative(value) => Self::Number((*value).into()),
            Tree::Number(value) => Number::from_f64(*value).map_or(Self::Null, Self::Number), // JSON holds finite numbers only
            Tree::Text(value) => Self::String(value.clone()),
            Tree::List(_) => Self::Array(Vec::read(at, problems)?),
            Tree::Map(pairs) => {
                let before = problems.len();
                require_distinct(at, pairs, problems);
                let mut map = Map::new();
                for (key, tree) in pairs {
                    map.insert(key.clone(), Self::read(&at.key(key, tree), problems)?);
                }
                return (problems.len() == before).then_some(Self::Object(map));
            }
        })
    }

    fn write(&self) -> Value {
        self.clone()
    }

    fn schema(_: &mut Schemas) -> Value {
        Self::Bool(true)
    }
}

impl<D: Document> Document for Vec<D> {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let Tree::List(items) = at.tree() else {
            at.wanted("a list", problems);
            return None;
        };
        let read: Self = items.iter().enumerate().filter_map(|(place, item)| D::read(&at.place(place, item), problems)).collect();
        (read.len() == items.len()).then_some(read)
    }

    fn write(&self) -> Value {
        Value::Array(self.iter().map(Document::write).collect())
    }

    fn write_json(&self, json: &mut String) {
        push_list(json, self);
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({ "type": "array", "items": D::schema(schemas) })
    }
}

/// A list of two.
impl<A: Document, B: Document> Document for (A, B) {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let Tree::List(items) = at.tree() else {
            at.wanted("a list of two", problems);
            return None;
        };
        let [first, second] = items.as_slice() else {
            let message = format!("write a list of two here, not of {}", items.len());
            problems.push(Problem::error(Code::InvalidJson.name(), at.pointer(), message));
            return None;
        };
        let (first, second) = (A::read(&at.place(0, first), problems), B::read(&at.place(1, second), problems));
        Some((first?, second?))
    }

    fn write(&self) -> Value {
        Value::Array(vec![self.0.write(), self.1.write()])
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({ "type": "array", "prefixItems": [A::schema(schemas), B::schema(schemas)], "minItems": 2, "maxItems": 2 })
    }
}

impl<D: Document> Document for Box<D> {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        D::read(at, problems).map(Self::new)
    }

    fn write(&self) -> Value {
        D::write(self)
    }

    fn write_json(&self, json: &mut String) {
        D::write_json(self, json);
    }

    fn schema(schemas: &mut Schemas) -> Value {
        D::schema(schemas)
    }
}

/// A key that may lack; `null` counts as lacking.
impl<D: Document> Document for Option<D> {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        if matches!(at.tree(), Tree::Null) { Some(None) } else { D::read(at, problems).map(Some) }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Document::write)
    }

    fn write_json(&self, json: &mut String) {
        match self {
            Some(value) => value.write_json(json),
            None => json.push_str("null"),
        }
    }

    fn schema(schemas: &mut Schemas) -> Value {
        D::schema(schemas)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// What may stand as a key of a map: a text that is read and written alike.
pub trait MapKey: Ord + Display + FromStr {
    /// What is asked, as a message says it.
    const WANTED: &'static str;
}

impl MapKey for String {
    const WANTED: &'static str = "a text";
}

impl MapKey for i16 {
    const WANTED: &'static str = "a whole number such as \"1\", a point of the scale";
}

impl<K: MapKey, D: Document> Document for BTreeMap<K, D> {
    fn read(at: &At<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let Tree::Map(pairs) = at.tree() else {
            at.wanted("an object", problems);
            return None;
        };
        let before = problems.len();
        require_distinct(at, pairs, problems);
        let mut map = Self::new();
        let mut whole = problems.len() == before;
        for (key, tree) in pairs {
            let at = at.key(key, tree);
            let value = D::read(&at, problems);
            let name = key.parse::<K>().ok().filter(|name| name.to_string() == *key);
            if name.is_none() {
                let message = format!("{key:?} cannot be a key here; write {}", K::WANTED);
                problems.push(Problem::error(Code::InvalidJson.name(), at.pointer(), message));
            }
            match (name, value) {
                (Some(name), Some(value)) => {
                    if map.insert(name, value).is_some() && problems.len() == before {
                        let message = format!("the key {key:?} stands twice, in other letters; keep one");
                        problems.push(Problem::error(Code::DuplicateKey.name(), at.pointer(), message));
                        whole = false;
                    }
                }
                _ => whole = false,
            }
        }
        whole.then_some(map)
    }

    fn write(&self) -> Value {
        Value::Object(self.iter().map(|(key, value)| (key.to_string(), value.write())).collect())
    }

    fn write_json(&self, json: &mut String) {
        let mut object = ObjectText::new(json);
        for (key, value) in self {
            object.key(key, value);
        }
        object.end(&Extensions::new());
    }

    fn schema(schemas: &mut Schemas) -> Value {
        json!({ "type": "object", "additionalProperties": D::schema(schemas) })
    }
}

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::keys::camel_case;
use super::read::Document;

/// The named types of a JSON Schema, while it is being put together.
#[derive(Debug, Default)]
pub struct Schemas(BTreeMap<&'static str, Value>);

impl Schemas {
    /// A reference to the type `name`, which `schema` describes the first time it is met; so a type may hold itself.
    pub fn define(&mut self, name: &'static str, schema: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.0.contains_key(name) {
            self.0.insert(name, Value::Null); // met; described in a moment
            let described = schema(self);
            self.0.insert(name, described);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// The JSON Schema (draft 2020-12) of a document, with the definitions of all it holds.
    #[must_use]
    pub fn of<D: Document>() -> Value {
        let mut schemas = Self::default();
        let mut root = match D::schema(&mut schemas) {
            Value::Object(root) => root,
            _ => Map::new(),
        };
        root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("$defs".to_owned(), schemas.0.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect());
        Value::Object(root)
    }
}

/// The JSON Schema of an object, field by field.
#[derive(Default)]
pub(crate) struct ObjectSchema {
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl ObjectSchema {
    /// Adds a field; it is required when it has no default and may not lack. What may lack may be null as well, which says the same.
    pub(crate) fn field<D: Document>(&mut self, field: &str, note: &str, default: Option<&D>, schemas: &mut Schemas) {
        let key = camel_case(field);
        let mut described = match D::schema(schemas) {
            Value::Object(schema) => schema,
            _ => Map::new(), // `true`: anything
        };
        if default.is_none() && D::absent().is_none() {
            self.required.push(Value::from(key.as_str()));
        } else if !described.is_empty() {
            described = or_null(described);
        }
        described.insert("description".to_owned(), note.trim().into());
        self.properties.insert(key, described.into());
    }

    /// Keys of one's own begin with `x-`.
    pub(crate) fn finish(self) -> Value {
        json!({
            "type": "object",
            "properties": self.properties,
            "required": self.required,
            "patternProperties": { "^x-": true },
            "additionalProperties": false,
        })
    }
}

/// The schema of a value, or of null.
fn or_null(mut schema: Map<String, Value>) -> Map<String, Value> {
    if let Some(kind @ Value::String(_)) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
        return schema;
    }
    Map::from_iter([("anyOf".to_owned(), json!([schema, { "type": "null" }]))])
}

//! JSON as it stands, and as serde reads it: every fault keeps its code and finds its place.

use crate::error::{Code, Error, Result, did_you_mean, nearest, push_key};
use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// JSON as it stands, a key that stands twice included.
pub(crate) enum Tree {
    Null,
    Bool(bool),
    Whole(u64),
    Negative(i64),
    Number(f64),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Whole(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Negative(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Tree::Map(pairs))
    }
}

/// What is wrong, and where: the pointer grows from the inside out.
#[derive(Debug)]
pub(crate) struct Fault {
    code: Code,
    message: String,
    pointer: String,
    expected: Option<String>,
    got: Option<String>,
}

impl Fault {
    fn new(code: Code, message: String) -> Self {
        Self { code, message, pointer: String::new(), expected: None, got: None }
    }

    fn inside(mut self, key: impl fmt::Display) -> Self {
        let mut pointer = String::new();
        push_key(&mut pointer, &key.to_string());
        self.pointer = pointer + &self.pointer;
        self
    }

    pub(super) fn into_error(self, what: &str) -> Error {
        let place = if self.pointer.is_empty() { String::new() } else { format!(" (at {})", shown(&self.pointer)) };
        let mut error =
            Error::new(self.code, format!("this is not {what} in JSON: {}{place}", self.message)).with_pointer(self.pointer);
        if let Some(expected) = self.expected {
            error = error.with_expected(expected);
        }
        match self.got {
            Some(got) => error.with_got(got),
            None => error,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Code::InvalidJson, message.to_string())
    }
}

/// A text of the input as messages show it, cut to 40 characters.
pub(super) fn shown(text: &str) -> String {
    if text.chars().count() <= 40 { format!("{text:?}") } else { format!("{:?}...", text.chars().take(40).collect::<String>()) }
}

/// No key twice.
fn require_distinct(pairs: &[(String, Tree)]) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    match pairs.iter().find(|(key, _)| !seen.insert(key.as_str())) {
        None => Ok(()),
        Some((key, _)) => {
            let mut fault = Fault::new(Code::DuplicateKey, format!("the key {} stands twice", shown(key)));
            fault.got = Some(key.clone());
            Err(fault.inside(key))
        }
    }
}

/// No key but these.
fn require_known(pairs: &[(String, Tree)], known: &'static [&'static str]) -> Result<(), Fault> {
    match pairs.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some((key, _)) => {
            let near = did_you_mean(nearest(key, known.iter().copied()));
            let mut fault = Fault::new(Code::UnknownKey, format!("the key {} is not known{near}", shown(key)));
            fault.expected = Some(known.join(", "));
            fault.got = Some(key.clone());
            Err(fault.inside(key))
        }
    }
}

/// What a JSON value is, in the words of [`Tree::kind`].
pub(crate) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Tree {
    /// What it is, in words.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Whole(_) | Self::Negative(_) | Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "an object",
        }
    }

    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null => Unexpected::Other("null"),
            Self::Bool(value) => Unexpected::Bool(*value),
            Self::Whole(value) => Unexpected::Unsigned(*value),
            Self::Negative(value) => Unexpected::Signed(*value),
            Self::Number(value) => Unexpected::Float(*value),
            Self::Text(_) => Unexpected::Other("a text"),
            Self::List(_) => Unexpected::Seq,
            Self::Map(_) => Unexpected::Map,
        }
    }
}

impl<'de> Deserializer<'de> for &Tree {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Null => visitor.visit_unit(),
            Tree::Bool(value) => visitor.visit_bool(*value),
            Tree::Whole(value) => visitor.visit_u64(*value),
            Tree::Negative(value) => visitor.visit_i64(*value),
            Tree::Number(value) => visitor.visit_f64(*value),
            Tree::Text(value) => visitor.visit_str(value),
            Tree::List(list) => SeqAccessDeserializer::new(Items(list.iter().enumerate())).deserialize_any(visitor),
            Tree::Map(pairs) => {
                require_distinct(pairs)?;
                MapAccessDeserializer::new(Pairs { pairs: pairs.iter(), at: None }).deserialize_any(visitor)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if matches!(self, Tree::Null) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let Tree::Map(pairs) = self else { return Err(de::Error::invalid_type(self.unexpected(), &"an object")) };
        require_distinct(pairs)?;
        require_known(pairs, fields)?;
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self {
            Tree::Text(name) => visitor.visit_enum(de::value::StrDeserializer::new(name)),
            Tree::Map(pairs) => {
                require_distinct(pairs)?;
                require_known(pairs, variants)?;
                match pairs.as_slice() {
                    [(key, value)] => visitor.visit_enum(Variant { key, value }),
                    _ => Err(de::Error::invalid_length(pairs.len(), &"an object of one key")),
                }
            }
            _ => Err(de::Error::invalid_type(self.unexpected(), &"a text or an object of one key")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        identifier ignored_any
    }
}

struct Items<'t>(std::iter::Enumerate<std::slice::Iter<'t, Tree>>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0.next().map(|(place, item)| seed.deserialize(item).map_err(|fault| fault.inside(place))).transpose()
    }
}

struct Pairs<'t> {
    pairs: std::slice::Iter<'t, (String, Tree)>,
    at: Option<&'t (String, Tree)>,
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.at = self.pairs.next();
        self.at.map(|(key, _)| seed.deserialize(de::value::StrDeserializer::new(key))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.at {
            Some((key, value)) => seed.deserialize(value).map_err(|fault| fault.inside(key)),
            None => Err(de::Error::custom("a value without a key")), // serde asks for the key first
        }
    }
}

/// One of the kinds of an enum: `{"int": "7"}`.
struct Variant<'t> {
    key: &'t str,
    value: &'t Tree,
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Fault> {
        Ok((seed.deserialize(de::value::StrDeserializer::new(self.key))?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        Err(de::Error::invalid_type(self.value.unexpected(), &"the name alone"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.value).map_err(|fault| fault.inside(self.key))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.value.deserialize_any(visitor).map_err(|fault| fault.inside(self.key))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.value.deserialize_struct("", fields, visitor).map_err(|fault| fault.inside(self.key))
    }
}

//! The one reader of the JSON of states: every fault has its code and its JSON Pointer.

use crate::error::{Code, Error, Result, nearest};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// So many lists and objects may stand in one another.
const MAX_DEPTH: usize = 128;

/// The form as JSON.
pub(crate) fn to_json<T: Serialize>(form: &T) -> String {
    serde_json::to_string(form).unwrap_or_default() // a form holds numbers, texts and lists only, which always serialise
}

/// Reads `what` ("a tally") from JSON whose key `cxm` says that it has the form `version` ("tally/1").
///
/// # Errors
/// `nesting_too_deep`, `duplicate_key`, `unknown_key`, `unsupported_version`, `invalid_json`.
pub(crate) fn from_json<T: DeserializeOwned>(what: &str, version: &str, text: &str) -> Result<T> {
    require_depth(what, text)?;
    // The depth is bounded, so the parser's own, smaller bound is not needed.
    let mut parser = serde_json::Deserializer::from_str(text);
    parser.disable_recursion_limit();
    let tree = Tree::deserialize(&mut parser).and_then(|tree| parser.end().map(|()| tree)).map_err(|error| {
        let message = format!("this is not {what} in JSON: {error}");
        Error::new(Code::InvalidJson, message).with_line(error.line() as u64)
    })?;
    // The version first: of another one the keys are not known.
    if let Tree::Map(pairs) = &tree
        && let Some((_, Tree::Text(found))) = pairs.iter().find(|(key, _)| key == "cxm")
    {
        require_version(version, found).map_err(|error| error.with_pointer("/cxm"))?;
    }
    T::deserialize(&tree).map_err(|fault| fault.into_error(what))
}

/// Refuses a form other than `version`.
pub(crate) fn require_version(version: &str, found: &str) -> Result<()> {
    if found == version {
        return Ok(());
    }
    let found = shown(found);
    let message = format!("state is {found}, this library reads {version:?}");
    Err(Error::new(Code::UnsupportedVersion, message).with_expected(version).with_got(found))
}

/// One pass without recursion, before anything is built.
fn require_depth(what: &str, text: &str) -> Result<()> {
    let (mut depth, mut line) = (0_usize, 1_u64);
    let (mut in_text, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'\n' => line += 1,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            let message = format!("this is not {what} in JSON: it is nested deeper than {MAX_DEPTH} (line {line})");
            return Err(Error::new(Code::NestingTooDeep, message).with_line(line).with_expected(format!("at most {MAX_DEPTH}")));
        }
    }
    Ok(())
}

/// JSON as it stands, a key that stands twice included.
enum Tree {
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
struct Fault {
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
        let escaped = key.to_string().replace('~', "~0").replace('/', "~1"); // RFC 6901
        self.pointer = format!("/{escaped}{}", self.pointer);
        self
    }

    fn into_error(self, what: &str) -> Error {
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
fn shown(text: &str) -> String {
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
            let near =
                nearest(key, known.iter().copied()).map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
            let mut fault = Fault::new(Code::UnknownKey, format!("the key {} is not known{near}", shown(key)));
            fault.expected = Some(known.join(", "));
            fault.got = Some(key.clone());
            Err(fault.inside(key))
        }
    }
}

impl Tree {
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

impl<'t, 'de> Deserializer<'de> for &'t Tree {
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

impl<'t, 'de> EnumAccess<'de> for Variant<'t> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Form {
        cxm: String,
        #[serde(default)]
        inner: Option<Inner>,
        #[serde(default)]
        keys: Vec<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        count: u64,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Whole(u64),
        Null,
    }

    fn read(rest: &str) -> Result<Form> {
        from_json("a form", "form/1", &format!("{{\"cxm\":\"form/1\"{rest}}}"))
    }

    fn fault(rest: &str) -> (&'static str, Option<String>) {
        let error = read(rest).unwrap_err();
        (error.code().name(), error.pointer().map(str::to_owned))
    }

    #[test]
    fn a_fault_has_its_code_and_its_place() {
        let form = read(r#","inner":{"count":3},"keys":["null",{"whole":1}]"#).unwrap();
        assert_eq!((form.inner, form.keys), (Some(Inner { count: 3 }), vec![Kind::Null, Kind::Whole(1)]));
        let at = |pointer: &str| Some(pointer.to_owned());
        assert_eq!(fault(r#","inner":{"count":3,"count":3}"#), ("duplicate_key", at("/inner/count")));
        assert_eq!(fault(r#","inner":{"count":3,"cuont/~":3}"#), ("unknown_key", at("/inner/cuont~1~0")));
        assert_eq!(fault(r#","inner":{}"#), ("invalid_json", at("/inner")));
        assert_eq!(fault(r#","inner":[3]"#), ("invalid_json", at("/inner")));
        assert_eq!(fault(r#","inner":{"count":-3}"#), ("invalid_json", at("/inner/count")));
        assert_eq!(fault(r#","keys":["null",{"whole":1,"whole":2}]"#), ("duplicate_key", at("/keys/1/whole")));
        assert_eq!(fault(r#","keys":["null",{"whole":"1"}]"#), ("invalid_json", at("/keys/1/whole")));
        assert_eq!(fault(r#","keys":[{"hole":"1"}]"#), ("unknown_key", at("/keys/0/hole")));
        assert_eq!(fault(r#","keys":[{"null":null}]"#), ("invalid_json", at("/keys/0")));
        assert_eq!(fault(r#","keys":[{}]"#), ("invalid_json", at("/keys/0")));
    }

    #[test]
    fn an_unknown_key_is_told_the_nearest() {
        let error = read(r#","iner":null"#).unwrap_err();
        assert_eq!(
            error.message(),
            "this is not a form in JSON: the key \"iner\" is not known; did you mean \"inner\"? (at \"/iner\")"
        );
        assert_eq!((error.wanted(), error.got()), (Some("cxm, inner, keys"), Some("iner")));
    }

    #[test]
    fn another_version_is_named_before_its_unknown_keys() {
        let error = from_json::<Form>("a form", "form/1", r#"{"new":1,"cxm":"form/2"}"#).unwrap_err();
        assert_eq!((error.code(), error.pointer(), error.wanted()), (Code::UnsupportedVersion, Some("/cxm"), Some("form/1")));
    }

    #[test]
    fn nesting_is_bounded_at_128_and_brackets_in_texts_do_not_nest() {
        let nested = |depth: usize| from_json::<Form>("a form", "form/1", &("[".repeat(depth) + &"]".repeat(depth)));
        assert_eq!(nested(128).unwrap_err().code(), Code::InvalidJson);
        assert_eq!(nested(129).unwrap_err().code(), Code::NestingTooDeep);
        assert_eq!(from_json::<Form>("a form", "form/1", &"[{\"a\":".repeat(1_000_000)).unwrap_err().code(), Code::NestingTooDeep);
        let text = format!(r#","{}\"{}":1"#, "[".repeat(500), "{".repeat(500));
        assert_eq!(read(&text).unwrap_err().code(), Code::UnknownKey);
    }
}

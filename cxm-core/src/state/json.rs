//! The one reader of the JSON of states: every fault has its code and its JSON Pointer.

use super::json_tree::{Tree, shown};
use crate::error::{Code, Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// So many lists and objects may stand in one another.
pub const MAX_DEPTH: usize = 128;

/// The form as JSON.
pub(crate) fn to_json<T: Serialize>(form: &T) -> String {
    serde_json::to_string(form).unwrap_or_default() // a form holds numbers, texts and lists only, which always serialise
}

/// Reads `what` ("a tally") from JSON whose key `cxm` says that it has the form `version` ("tally/1").
///
/// # Errors
/// `nesting_too_deep`, `duplicate_key`, `unknown_key`, `unsupported_version`, `invalid_json`.
pub(crate) fn from_json<T: DeserializeOwned>(what: &str, version: &str, text: &str) -> Result<T> {
    let tree = read_tree(what, text)?;
    // The version first: of another one the keys are not known.
    if let Tree::Map(pairs) = &tree
        && let Some((_, Tree::Text(found))) = pairs.iter().find(|(key, _)| key == "cxm")
    {
        require_version(version, found).map_err(|error| error.with_pointer("/cxm"))?;
    }
    T::deserialize(&tree).map_err(|fault| fault.into_error(what))
}

/// The JSON of `what` as it stands.
///
/// # Errors
/// `nesting_too_deep`, `invalid_json`.
pub(crate) fn read_tree(what: &str, text: &str) -> Result<Tree> {
    let text = without_mark(text);
    require_depth(what, text)?;
    // The depth is bounded, so the parser's own, smaller bound is not needed.
    let mut parser = serde_json::Deserializer::from_str(text);
    parser.disable_recursion_limit();
    Tree::deserialize(&mut parser).and_then(|tree| parser.end().map(|()| tree)).map_err(|error| {
        let message = format!("this is not {what} in JSON: {error}");
        Error::new(Code::InvalidJson, message).with_line(error.line() as u64)
    })
}

/// A text without the byte order mark that some editors begin it with: RFC 8259, section 8.1, lets a reader ignore it.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
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

/// Refuses JSON that is nested deeper than [`MAX_DEPTH`]: one pass without recursion, before anything is built.
pub(crate) fn require_depth(what: &str, text: &str) -> Result<()> {
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
        assert_eq!(
            from_json::<Form>("a form", "form/1", &"[{\"a\":".repeat(1_000_000)).unwrap_err().code(),
            Code::NestingTooDeep
        );
        let text = format!(r#","{}\"{}":1"#, "[".repeat(500), "{".repeat(500));
        assert_eq!(read(&text).unwrap_err().code(), Code::UnknownKey);
    }
}

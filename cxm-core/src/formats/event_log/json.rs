//! Lines of JSON, or one list of them: objects one by one, and what names point at in them.

use super::EventReadOptions;
use super::gather::{At, Gather, Kind, Role};
use super::input::{Input, line_ends};
use crate::error::{Code, Error, Result};
use crate::state::{Tree, read_tree};

/// A name of an object, or a JSON Pointer (RFC 6901) into it.
pub(super) struct Place {
    name: String,
    steps: Vec<String>,
}

impl Place {
    pub fn new(name: &str) -> Self {
        let steps = match name.strip_prefix('/') {
            Some(pointer) => pointer.split('/').map(|step| step.replace("~1", "/").replace("~0", "~")).collect(),
            None => vec![name.to_owned()],
        };
        Self { name: name.to_owned(), steps }
    }

    /// What stands there; null is nothing.
    ///
    /// # Errors
    /// `duplicate_key`.
    pub fn find<'t>(&self, object: &'t Tree, at: At) -> Result<Option<&'t Tree>> {
        let mut here = object;
        for step in &self.steps {
            let found = match here {
                Tree::Map(pairs) => {
                    let mut same = pairs.iter().filter(|(key, _)| key == step);
                    let found = same.next().map(|(_, value)| value);
                    if same.next().is_some() {
                        let error = Error::new(Code::DuplicateKey, format!("the key {step:?} stands twice"));
                        return Err(at.error(error, &self.name));
                    }
                    found
                }
                Tree::List(items) => step.parse().ok().and_then(|place: usize| items.get(place)),
                _ => None,
            };
            match found {
                Some(found) => here = found,
                None => return Ok(None),
            }
        }
        Ok(Some(here).filter(|found| !matches!(found, Tree::Null)))
    }

    /// The text there.
    ///
    /// # Errors
    /// `invalid_json` when it is something else, but a whole number, which is the text of its digits.
    pub fn text(&self, object: &Tree, at: At) -> Result<Option<String>> {
        let Some(found) = self.find(object, at)? else { return Ok(None) };
        match scalar(found) {
            Some((Kind::Text | Kind::Whole, text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            _ => Err(self.refuse("a text", found, at)),
        }
    }

    fn refuse(&self, wanted: &str, found: &Tree, at: At) -> Error {
        let message = format!("{} must be {wanted}, got {}", self.name, found.kind());
        at.error(Error::new(Code::InvalidJson, message).with_expected(wanted).with_got(found.kind()), &self.name)
    }
}

fn scalar(tree: &Tree) -> Option<(Kind, String)> {
    match tree {
        Tree::Text(text) => Some((Kind::Text, text.clone())),
        Tree::Whole(whole) => Some((Kind::Whole, whole.to_string())),
        Tree::Negative(whole) => Some((Kind::Whole, whole.to_string())),
        Tree::Number(number) => Some((Kind::Number, number.to_string())),
        Tree::Bool(truth) => Some((Kind::Truth, truth.to_string())),
        Tree::Null | Tree::List(_) | Tree::Map(_) => None,
    }
}

/// Sets what a place says as a column of the event that is being read.
///
/// # Errors
/// `invalid_time`, `not_a_number`, `invalid_json`, each with row and line.
pub(super) fn set(gather: &mut Gather<'_>, role: Role, place: &Place, object: &Tree, at: At) -> Result<()> {
    let Some(found) = place.find(object, at)? else { return Ok(()) };
    let Some((kind, text)) = scalar(found) else {
        return Err(place.refuse("a text, a number, true or false", found, at));
    };
    let wanted = match (role, kind) {
        (Role::Time, kind) if kind != Kind::Text => {
            let message = "a number is no time: its unit is never guessed; RFC 3339 text is read";
            return Err(at.error(Error::new(Code::InvalidTime, message).with_got(text), &place.name));
        }
        (Role::Value, Kind::Text | Kind::Truth) => Some("a number"),
        (Role::Customer | Role::Touchpoint, Kind::Number | Kind::Truth) => Some("a text"),
        _ => None,
    };
    if let Some(wanted) = wanted {
        return Err(place.refuse(wanted, found, at));
    }
    gather.set(role, kind, &text).map_err(|error| at.error(error, &place.name))
}

/// Each object of the file in turn.
///
/// # Errors
/// `invalid_json`, `nesting_too_deep` and `invalid_encoding` with row and line; `invalid_gzip`; those of `each`.
pub(super) fn objects(
    bytes: &[u8],
    options: &EventReadOptions,
    what: &str,
    mut each: impl FnMut(&Tree, At) -> Result<()>,
) -> Result<()> {
    let mut input = Input::new(bytes, options);
    let (mut line, mut row) = (Vec::new(), 0);
    while let Some(number) = input.next_line(&mut line)? {
        if number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        let at = At { row, line: Some(number) };
        let start = line.iter().position(|byte| !byte.is_ascii_whitespace());
        let Some(first) = start.and_then(|start| line.get(start)) else { continue };
        if *first == b'[' && row == 0 {
            line.push(b'\n');
            input.rest(&mut line)?;
            return listed(&line, number, what, each);
        }
        let tree = read_tree(what, utf8(&line, number)?).map_err(|error| relined(&error, at))?;
        if !matches!(tree, Tree::Map(_)) {
            return Err(no_object(&tree, what, at));
        }
        each(&tree, at)?;
        row += 1;
    }
    Ok(())
}

/// A list of objects, which is one JSON document.
fn listed(bytes: &[u8], first_line: u64, what: &str, mut each: impl FnMut(&Tree, At) -> Result<()>) -> Result<()> {
    let text = utf8(bytes, first_line)?;
    let tree = read_tree("a list of events", text).map_err(|error| {
        let line = first_line + error.line().unwrap_or(1) - 1;
        Error::new(error.code(), error.message()).with_line(line)
    })?;
    let Tree::List(items) = tree else { return Ok(()) }; // it begins with a bracket
    for (tree, row) in items.iter().zip(0..) {
        let at = At { row, line: None };
        if !matches!(tree, Tree::Map(_)) {
            return Err(no_object(tree, what, at));
        }
        each(tree, at)?;
    }
    Ok(())
}

fn no_object(tree: &Tree, what: &str, at: At) -> Error {
    let message = format!("{what} must be an object, got {}", tree.kind());
    at.error(Error::new(Code::InvalidJson, message).with_got(tree.kind()), "event")
}

/// A fault inside a line, which the parser counts as line 1.
fn relined(error: &Error, at: At) -> Error {
    let message = "the line is no JSON object; each event stands on a line of its own";
    let message =
        if error.code() == Code::InvalidJson { format!("{message}: {}", error.message()) } else { error.message().to_owned() };
    at.error(Error::new(error.code(), message), "event")
}

pub(super) fn utf8(bytes: &[u8], first_line: u64) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = first_line + line_ends(before);
        Error::new(Code::InvalidEncoding, format!("invalid UTF-8 (line {line}); JSON is UTF-8")).with_line(line)
    })
}

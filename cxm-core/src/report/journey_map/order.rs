//! What the flow of a journey says of each touchpoint, in words.

use std::collections::BTreeMap;

use crate::domain::Flow;

/// What a touchpoint's place in the flow says of it: whether it may be left out, may repeat, is one of several ways, or comes in any order.
pub(super) fn orders(flow: &Flow) -> BTreeMap<&str, String> {
    let mut found = BTreeMap::new();
    walk(flow, &mut Vec::new(), &mut found);
    found
}

/// A document's depth is bounded where it is read, so recursion is.
fn walk<'f>(flow: &'f Flow, within: &mut Vec<&'static str>, found: &mut BTreeMap<&'f str, String>) {
    let (word, parts): (Option<&'static str>, &[Flow]) = match flow {
        Flow::Step(id) => {
            let words: Vec<&str> = ["one of several ways", "in any order", "optional", "may repeat"]
                .into_iter()
                .filter(|word| within.contains(word))
                .collect();
            found.insert(id.as_str(), words.join(", "));
            return;
        }
        Flow::Seq(parts) => (None, parts),
        Flow::Choice(parts) => (Some("one of several ways").filter(|_| parts.len() > 1), parts),
        Flow::Any(parts) => (Some("in any order").filter(|_| parts.len() > 1), parts),
        Flow::Opt(part) => (Some("optional"), std::slice::from_ref(part)),
        Flow::Loop(part) => (Some("may repeat"), std::slice::from_ref(part)),
    };
    within.extend(word);
    for part in parts {
        walk(part, within, found);
    }
    if word.is_some() {
        within.pop();
    }
}

/// A flow as a line of text: `Nurse explains → [(Help line)+] → First ride`. A part in brackets may be left out, `+` may repeat, `|` separates ways and
/// `&` what comes in any order.
pub(super) fn line(flow: &Flow, name: &impl Fn(&str) -> String) -> String {
    let joined = |parts: &[Flow], by: &str| parts.iter().map(|part| bracketed(part, name)).collect::<Vec<_>>().join(by);
    match flow {
        Flow::Step(id) => name(id.as_str()),
        Flow::Seq(parts) => joined(parts, " → "),
        Flow::Choice(parts) => joined(parts, " | "),
        Flow::Any(parts) => joined(parts, " & "),
        Flow::Opt(part) => format!("[{}]", line(part, name)),
        Flow::Loop(part) => format!("({})+", line(part, name)),
    }
}

/// A part of a flow within another: several in brackets, so that the order reads in one way only.
fn bracketed(flow: &Flow, name: &impl Fn(&str) -> String) -> String {
    match flow {
        Flow::Seq(parts) | Flow::Choice(parts) | Flow::Any(parts) if parts.len() > 1 => format!("({})", line(flow, name)),
        _ => line(flow, name),
    }
}

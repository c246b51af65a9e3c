use crate::domain;
use crate::error::{Error, Result};
use serde_json::Value;

/// In which order touchpoints are to be met, block by block: the [`domain::Flow`] of a journey map, with the names of any log as its steps.
///
/// # Examples
/// ```
/// use cxm_core::journey::JourneyDesign;
/// let design = JourneyDesign::from_json(&serde_json::json!({"seq": ["visit", {"opt": "help"}, "pay"]}))?;
/// assert_eq!(design.touchpoints(), ["help", "pay", "visit"]);
/// assert_eq!(JourneyDesign::from_json(&serde_json::json!(["visit", "pay"]))?, JourneyDesign::linear(["visit", "pay"]));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JourneyDesign {
    /// One touchpoint.
    Step(String),
    /// All, in this order.
    Seq(Vec<JourneyDesign>),
    /// One of these.
    Choice(Vec<JourneyDesign>),
    /// All, in any order; the steps of one may come between those of another.
    Any(Vec<JourneyDesign>),
    /// Once or not at all.
    Opt(Box<JourneyDesign>),
    /// Once or more.
    Loop(Box<JourneyDesign>),
}

/// How deep blocks may stand within blocks.
const DEPTH: usize = 64;

const EXPECTED: &str = "the id of a journey, a list of touchpoints, a journey map, or a flow such as {\"seq\": [\"visit\", {\"opt\": \"help\"}, \"pay\"]}";

impl JourneyDesign {
    /// These touchpoints, one after the other.
    #[must_use]
    pub fn linear<T: Into<String>>(touchpoints: impl IntoIterator<Item = T>) -> Self {
        Self::Seq(touchpoints.into_iter().map(|name| Self::Step(name.into())).collect())
    }

    /// From a list of touchpoints, a flow as documents have it, or a journey map with its flow; a text is a step.
    ///
    /// # Errors
    /// `invalid_option` of anything else, and of blocks more than 64 deep.
    pub fn from_json(value: &Value) -> Result<Self> {
        let flow = value.get("flow").unwrap_or(value);
        if flow.is_string() {
            return Err(refused(flow));
        }
        Self::read(flow, DEPTH)
    }

    fn read(value: &Value, depth: usize) -> Result<Self> {
        if depth == 0 {
            return Err(Error::option("journey", format!("blocks at most {DEPTH} deep"), "deeper ones"));
        }
        let all = |list: &Value| -> Result<Vec<Self>> {
            let list = list.as_array().ok_or_else(|| refused(list))?;
            list.iter().map(|part| Self::read(part, depth - 1)).collect()
        };
        match value {
            Value::String(name) => Ok(Self::Step(name.clone())),
            Value::Array(_) => all(value).map(Self::Seq),
            Value::Object(object) => match object.iter().next() {
                Some((kind, inner)) if object.len() == 1 => match kind.as_str() {
                    "step" => inner.as_str().map(|name| Self::Step(name.to_owned())).ok_or_else(|| refused(inner)),
                    "seq" => all(inner).map(Self::Seq),
                    "choice" => all(inner).map(Self::Choice),
                    "any" => all(inner).map(Self::Any),
                    "opt" => Self::read(inner, depth - 1).map(|part| Self::Opt(Box::new(part))),
                    "loop" => Self::read(inner, depth - 1).map(|part| Self::Loop(Box::new(part))),
                    _ => Err(refused(value)),
                },
                _ => Err(refused(value)),
            },
            other => Err(refused(other)),
        }
    }

    /// The names of its touchpoints, in order, each once.
    #[must_use]
    pub fn touchpoints(&self) -> Vec<&str> {
        let (mut names, mut open) = (Vec::new(), vec![self]);
        while let Some(block) = open.pop() {
            match block {
                Self::Step(name) => names.push(name.as_str()),
                Self::Seq(parts) | Self::Choice(parts) | Self::Any(parts) => open.extend(parts),
                Self::Opt(part) | Self::Loop(part) => open.push(part),
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}

fn refused(value: &Value) -> Error {
    let text = value.to_string();
    let got = if text.chars().count() <= 40 { text } else { text.chars().take(40).chain("...".chars()).collect() };
    Error::option("journey", EXPECTED, got)
}

/// The depth of a document is bounded, so recursion is.
impl From<&domain::Flow> for JourneyDesign {
    fn from(flow: &domain::Flow) -> Self {
        let all = |parts: &[domain::Flow]| parts.iter().map(Self::from).collect();
        match flow {
            domain::Flow::Step(id) => Self::Step(id.as_str().to_owned()),
            domain::Flow::Seq(parts) => Self::Seq(all(parts)),
            domain::Flow::Choice(parts) => Self::Choice(all(parts)),
            domain::Flow::Any(parts) => Self::Any(all(parts)),
            domain::Flow::Opt(part) => Self::Opt(Box::new(Self::from(&***part))),
            domain::Flow::Loop(part) => Self::Loop(Box::new(Self::from(&***part))),
        }
    }
}

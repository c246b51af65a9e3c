use crate::domain::Timestamp;
use crate::error::{Error, Result};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// What a rule has to say about one record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Alert {
    /// A hash of the rule and the record: the same alert has the same id wherever and however often it is raised.
    pub id: String,
    /// The rule.
    pub rule: String,
    /// How bad it is, 1 the least to 5 the worst: 3 where the rule does not say.
    pub severity: u8,
    /// When.
    #[serde(serialize_with = "as_text")]
    pub at: Option<Timestamp>,
    /// Whose record it is.
    pub respondent: Option<String>,
    /// The element it is about: the first that the route names an owner of.
    pub element: Option<String>,
    /// Who owns that element in the model.
    pub owner: Option<String>,
    /// Who is told.
    pub route: Vec<String>,
    /// Until when somebody must act.
    #[serde(serialize_with = "as_text")]
    pub due: Option<Timestamp>,
    /// The kind of case to open: `inner` or `outer`.
    pub open_case: Option<String>,
    /// What the rule looked at, by question, metric or `event`.
    pub values: Map<String, Value>,
}

#[expect(clippy::ref_option, reason = "serde hands a field over by reference")]
fn as_text<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|time| time.to_string()).serialize(serializer)
}

impl Alert {
    /// The alert by its fields, as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default() // texts, numbers and lists only: cannot fail
    }

    /// The alert as an event of the `CloudEvents` 1.0 JSON format, of type `cxm.alert`; `source` says who raised it, a URI reference. In `data` names are written as in documents: `openCase`.
    ///
    /// # Errors
    /// `invalid_option` of a source that says nothing, or is no URI reference.
    ///
    /// # References
    /// CNCF, `CloudEvents` 1.0.2, and its JSON Event Format.
    pub fn to_cloudevent(&self, source: &str) -> Result<Value> {
        cloudevent(self.to_json(), source)
    }
}

/// What stands in no URI reference (RFC 3986) but escaped; letters beyond ASCII do in an IRI, and are let through.
fn never_in_uri(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

/// The event of an alert that was written by [`Alert::to_json`]; as [`Alert::to_cloudevent`].
///
/// # Errors
/// `invalid_option` of a source that says nothing, or is no URI reference.
pub fn cloudevent(mut alert: Value, source: &str) -> Result<Value> {
    if source.is_empty() || source.contains(never_in_uri) {
        let expected = "a URI reference that says who raised the alert, such as /survey";
        return Err(Error::option("source", expected, format!("{source:?}")));
    }
    if let Some(open) = alert.as_object_mut().and_then(|data| data.remove("open_case")) {
        alert["openCase"] = open;
    }
    let mut event = json!({
        "specversion": "1.0",
        "id": alert["id"],
        "source": source,
        "type": "cxm.alert",
        "datacontenttype": "application/json",
    });
    // Optional attributes stand only when they say something.
    for (attribute, field) in [("time", "at"), ("subject", "respondent")] {
        if let Some(said) = alert.get(field).filter(|said| !said.is_null()) {
            event[attribute] = said.clone();
        }
    }
    event["data"] = alert;
    Ok(event)
}

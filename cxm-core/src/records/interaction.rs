use super::ObjectRef;
use super::raw_contact::check_pseudonym;
use crate::domain::document::{Problem, document};
use crate::domain::{ActorId, ChannelId, CustomerId, InteractionId, Money, SessionId, Timestamp, TouchpointId};
use crate::error::Code;
use serde_json::Value;
use std::collections::BTreeMap;

document! {
    /// Something that happened between a customer and the company. Its keys are the attributes of a `CloudEvents` 1.0 event, so that one in JSON
    /// is an interaction as it stands.
    pub struct Interaction {
        /// Its id, once in its source.
        id: InteractionId,
        /// Where it was seen, a URI reference; with `id` it names the event.
        source: String,
        /// What happened, as event patterns name it.
        type_: String,
        /// When, with the offset of the place.
        time: Timestamp,
        /// The customer.
        subject: CustomerId,
        /// The version of `CloudEvents`, `1.0`.
        specversion: Option<String>,
        /// What kind of data `data` is.
        datacontenttype: Option<String>,
        /// The schema of `data`.
        dataschema: Option<String>,
        /// By which channel.
        channel: Option<ChannelId>,
        /// At which touchpoint, where that is known; a model's patterns tell it too.
        touchpoint: Option<TouchpointId>,
        /// What the customer wanted: `inquiry`, `problem`, `purchase`.
        purpose: Option<String>,
        /// In which session.
        session: Option<SessionId>,
        /// Who or what served.
        actor: Option<ActorId>,
        /// When it ended.
        end: Option<Timestamp>,
        /// What it was about.
        objects: Vec<ObjectRef> = Vec::new(),
        /// What it cost to serve.
        cost: Option<Money>,
        /// Anything else, which event patterns ask.
        data: BTreeMap<String, Value> = BTreeMap::new(),
    }
}

impl Interaction {
    /// Adds what is wrong with the interaction that stands at `pointer`.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        check_pseudonym(self.subject.as_str(), format!("{pointer}/subject"), problems);
        for (key, text) in [("source", &self.source), ("type", &self.type_)] {
            if text.trim().is_empty() {
                let message = format!("write the {key} of the event; CloudEvents asks for one that is not empty");
                problems.push(Problem::error(Code::InvalidDocument.name(), format!("{pointer}/{key}"), message));
            }
        }
        if let Some(version) = self.specversion.as_ref().filter(|version| version.as_str() != "1.0") {
            let message = format!("events of CloudEvents 1.0 are read, not of {version:?}");
            problems.push(Problem::error(Code::UnsupportedVersion.name(), format!("{pointer}/specversion"), message));
        }
        if self.end.is_some_and(|end| end.instant() < self.time.instant()) {
            let message = "an interaction ends after it began";
            problems.push(Problem::error(Code::InvalidTime.name(), format!("{pointer}/end"), message));
        }
    }

    /// The event, by which one that came twice is known.
    #[must_use]
    pub fn event(&self) -> (&str, &str) {
        (&self.source, self.id.as_str())
    }

    /// How long it took, in seconds; `None` without an end.
    ///
    /// # Units
    /// Seconds.
    #[must_use]
    pub fn seconds(&self) -> Option<f64> {
        self.end.map(|end| (end.instant().micros() - self.time.instant().micros()) as f64 / 1e6)
    }
}

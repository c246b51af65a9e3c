use super::ChangeOp;
use crate::domain::document::{Problem, document};
use crate::domain::{AuthorId, ChangeId, FeedbackId, IdeaId, InitiativeId, MetricId, ModelId, Timestamp};
use crate::error::Code;

document! {
    /// One change between two published versions of a model, with what led to it. `diff` finds it; nobody types it.
    pub struct ChangeRecord as "Change" {
        /// Its id.
        id: ChangeId,
        /// The model whose versions they are.
        model: Option<ModelId>,
        /// Where, as a JSON Pointer (RFC 6901).
        path: String,
        /// What kind of change it is.
        op: ChangeOp,
        /// The id of the element that changed; empty where there is none.
        element: String,
        /// Where the element belongs, since another may have its id elsewhere: the list in which it stands, as a JSON Pointer with ids for places.
        within: Option<String>,
        /// Of the place, by ids, and what stood there before: a later change with this as its `newHash` puts it back.
        old_hash: Option<String>,
        /// Of the place and what stands there now.
        new_hash: Option<String>,
        /// The number of the version before.
        from_version: u32,
        /// The number of the version after.
        to_version: u32,
        /// When it was published.
        at: Timestamp,
        /// Who made it.
        author: AuthorId,
        /// The idea it comes from.
        idea: Option<IdeaId>,
        /// The feedback that caused it, whose authors are to hear of it.
        caused_by: Vec<FeedbackId> = Vec::new(),
        /// The initiative it is part of.
        initiative: Option<InitiativeId>,
        /// The metrics it is to move.
        watch: Vec<MetricId> = Vec::new(),
    }
}

impl ChangeRecord {
    /// Adds what is wrong with the record that stands at `pointer`.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        if !(self.path.is_empty() || self.path.starts_with('/')) {
            let message = "a JSON Pointer begins with \"/\", or is empty for the whole document";
            problems.push(Problem::error(Code::InvalidDocument.name(), format!("{pointer}/path"), message));
        }
        if self.to_version <= self.from_version {
            let message = format!("a change leads to a later version than {}", self.from_version);
            problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/toVersion"), message));
        }
    }
}

use super::document::document;
use super::predicate::Predicate;
use super::{SegmentId, Text};

document! {
    /// A part of all customers.
    pub struct Segment {
        /// Its id.
        id: SegmentId,
        /// Its name.
        name: Text,
        /// Who is in it.
        rule: Predicate,
    }
}

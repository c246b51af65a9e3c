use crate::domain::QuotaId;
use crate::domain::document::document;
use crate::domain::predicate::Predicate;

document! {
    /// So many responses of one kind are wanted, and no more.
    pub struct Quota {
        /// Its id, by which the caller counts.
        id: QuotaId,
        /// Which responses count: a condition on the answers.
        when: Predicate,
        /// How many are wanted.
        max: u32,
    }
}

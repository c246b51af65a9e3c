use crate::columns::GroupCodes;
use crate::error::Result;

/// What a score remembers of its data: small, mergeable, exact.
///
/// `new(spec)` is the identity of `merge`; `merge` is associative and commutative; the whole equals the merge of its parts, bit for
/// bit, in any order. [`check_laws`](super::check_laws) tests a state against these laws.
pub trait State: Clone + PartialEq {
    /// What the state is of: scale, window, bins, question. It travels with the state.
    type Spec: Clone + PartialEq;
    /// What is observed at once.
    type Batch<'a>;

    /// The state of no data.
    fn new(spec: &Self::Spec) -> Self;

    /// What the state is of.
    fn spec(&self) -> &Self::Spec;

    /// Takes in all of the batch, or nothing.
    ///
    /// # Errors
    /// What is wrong with the batch; the state is then as it was.
    fn observe(&mut self, batch: Self::Batch<'_>) -> Result<()>;

    /// Adds what another state has seen.
    ///
    /// # Errors
    /// `definition_mismatch` when the specs differ, `count_overflow` past 2^53; the state is then as it was.
    fn merge(&mut self, other: &Self) -> Result<()>;
}

/// A state from which a part can be taken out again.
pub trait Retract: State {
    /// Takes out what another state has seen.
    ///
    /// # Errors
    /// `definition_mismatch` when the specs differ, `not_contained` when `other` is no part; the state is then as it was.
    fn subtract(&mut self, other: &Self) -> Result<()>;
}

/// A state that can be kept for many groups at once.
pub trait Scatter: State {
    /// One state a group, laid out for speed.
    type Table;

    /// An empty table.
    fn table(spec: &Self::Spec) -> Self::Table;

    /// Adds each row of the batch to the state of its group; `groups` is more than every code.
    ///
    /// # Errors
    /// What is wrong with the batch. The table may then hold part of it, and is thrown away by the caller.
    fn scatter(table: &mut Self::Table, groups: usize, codes: GroupCodes<'_>, batch: Self::Batch<'_>) -> Result<()>;

    /// The state of one group.
    fn row(table: &Self::Table, group: usize) -> Self;
}

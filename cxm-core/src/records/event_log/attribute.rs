use crate::columns::Key;

/// What else is known of each event: a column to break results down by.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// The name of the column.
    pub name: String,
    /// Its distinct values, in order.
    pub keys: Vec<Key>,
    /// The place in `keys` of each event.
    pub codes: Vec<u32>,
}

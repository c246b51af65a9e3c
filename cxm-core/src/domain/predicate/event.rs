use crate::columns::time::Instant;
use serde_json::{Map, Value};

/// Something that happened to one customer, borrowed from wherever the log is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Event<'a> {
    /// What happened: the type of the `CloudEvent`, `order.placed`.
    pub kind: &'a str,
    /// When.
    pub at: Instant,
    /// Its properties.
    pub props: &'a Map<String, Value>,
}

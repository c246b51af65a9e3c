use std::collections::BTreeMap;

/// What happened to single rows: all of it counted by its kind, and the first of them listed.
#[derive(Debug, Clone)]
pub(super) struct Listing<T> {
    pub(super) items: Vec<T>,
    pub(super) counts: BTreeMap<&'static str, u64>,
    most: usize,
}

impl<T> Listing<T> {
    /// A list of at most `most`.
    pub(super) fn new(most: usize) -> Self {
        Self { items: Vec::new(), counts: BTreeMap::new(), most }
    }

    pub(super) fn push(&mut self, kind: &'static str, item: T) {
        *self.counts.entry(kind).or_default() += 1;
        if self.items.len() < self.most {
            self.items.push(item);
        }
    }
}

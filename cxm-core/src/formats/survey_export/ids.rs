use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

/// The response ids seen so far.
#[derive(Debug, Clone)]
pub(super) enum Ids {
    /// Each with the response that first had it: what is held in memory can be looked up.
    Held(HashMap<String, usize>),
    /// Of rows that are handed on, a hash alone.
    Handed(HashedIds),
}

/// 128 bits of each id, by two keyed hashes whose keys are drawn anew: of a billion ids, two share theirs by chance once in 10^20 files, and
/// nobody can write a file in which they do. Some 20 to 45 bytes an id.
#[derive(Debug, Clone, Default)]
pub(super) struct HashedIds {
    seen: HashSet<[u64; 2]>,
    keys: [RandomState; 2],
}

impl HashedIds {
    /// Takes an id in; whether it is new.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        let hash = self.keys.each_ref().map(|key| key.hash_one(id));
        self.seen.insert(hash)
    }
}

//! Questions and options by their ids: what comes in a request is looked up in time that does not grow with the survey.

use std::collections::BTreeMap;

use super::{Choice, Question, Survey};

/// So many comparisons cost less than an index.
const FEW: usize = 1_024;

/// The things of a list by id; so many look-ups as are told.
pub(super) struct Lookup<'s, T> {
    list: &'s [T],
    id: fn(&T) -> &str,
    index: Option<BTreeMap<&'s str, &'s T>>,
}

impl<'s, T> Lookup<'s, T> {
    fn new(list: &'s [T], id: fn(&T) -> &str, times: usize) -> Self {
        let many = list.len().saturating_mul(times) > FEW;
        let index = many.then(|| list.iter().rev().map(|each| (id(each), each)).collect()); // the first of two equal ids is found
        Self { list, id, index }
    }

    pub(super) fn find(&self, id: &str) -> Option<&'s T> {
        match &self.index {
            Some(index) => index.get(id).copied(),
            None => self.list.iter().find(|each| (self.id)(each) == id),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = &'s str> {
        self.list.iter().map(self.id)
    }
}

impl Survey {
    /// Its questions, looked up so many times.
    pub(super) fn lookup(&self, times: usize) -> Lookup<'_, Question> {
        Lookup::new(&self.questions, |question| question.id.as_str(), times)
    }
}

/// Options, looked up so many times.
pub(super) fn options(list: &[Choice], times: usize) -> Lookup<'_, Choice> {
    Lookup::new(list, |option| option.id.as_str(), times)
}

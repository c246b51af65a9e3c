use super::problem::Problem;
use crate::error::{Error, push_key, push_place};
use crate::state::Tree;

/// A place in a document that is being read: the value there, and the way to it.
#[derive(Clone, Copy)]
pub struct At<'t> {
    tree: &'t Tree,
    way: Option<(&'t At<'t>, Step<'t>)>,
}

#[derive(Clone, Copy)]
enum Step<'t> {
    Key(&'t str),
    Place(usize),
}

impl<'t> At<'t> {
    pub(crate) const fn root(tree: &'t Tree) -> Self {
        Self { tree, way: None }
    }

    /// The value itself.
    pub(crate) const fn tree(&self) -> &'t Tree {
        self.tree
    }

    /// The value `tree` under `key` of this object.
    pub(crate) const fn key<'b>(&'b self, key: &'b str, tree: &'b Tree) -> At<'b> {
        At { tree, way: Some((self, Step::Key(key))) }
    }

    /// The value `tree` at `place` of this list.
    pub(crate) const fn place<'b>(&'b self, place: usize, tree: &'b Tree) -> At<'b> {
        At { tree, way: Some((self, Step::Place(place))) }
    }

    /// The JSON Pointer (RFC 6901) of this place.
    #[must_use]
    pub fn pointer(&self) -> String {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some((parent, step)) = &at.way {
            steps.push(*step);
            at = parent;
        }
        let mut pointer = String::new();
        for step in steps.iter().rev() {
            match step {
                Step::Key(key) => push_key(&mut pointer, key),
                Step::Place(place) => push_place(&mut pointer, *place),
            }
        }
        pointer
    }

    /// The problem that something else is asked here.
    pub(crate) fn wanted(&self, wanted: &str, problems: &mut Vec<Problem>) {
        problems.push(Problem::wanted(self.pointer(), wanted, self.tree.kind()));
    }

    /// The problem that an error is, here.
    pub(crate) fn refused(&self, error: &Error, problems: &mut Vec<Problem>) {
        problems.push(Problem::of(error, self.pointer()));
    }
}

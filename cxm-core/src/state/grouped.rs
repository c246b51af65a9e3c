use super::{ByteForm, Reader, Retract, State, Writer, bytes};
use crate::columns::Key;
use crate::error::{Code, Error, Result};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// One state a group, in the order of the keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped<S: State> {
    spec: S::Spec,
    names: Vec<String>,
    groups: BTreeMap<Vec<Key>, S>,
}

impl<S: State> Grouped<S> {
    /// No groups yet; `names` are the columns that a key is made of.
    #[must_use]
    pub fn new(spec: S::Spec, names: Vec<String>) -> Self {
        Self { spec, names, groups: BTreeMap::new() }
    }

    /// Groups whose keys are distinct and have one part a name, and whose states were made for `spec`; those without a row are left out.
    pub(crate) fn of_distinct(spec: S::Spec, names: Vec<String>, groups: impl Iterator<Item = (Vec<Key>, S)>) -> Self {
        let empty = S::new(&spec);
        let groups = groups.filter(|(_, state)| *state != empty).collect();
        Self { spec, names, groups }
    }

    /// Groups and their states, by key, to keep.
    pub(crate) fn into_groups(self) -> impl ExactSizeIterator<Item = (Vec<Key>, S)> {
        self.groups.into_iter()
    }

    /// What each state is of.
    #[must_use]
    pub fn spec(&self) -> &S::Spec {
        &self.spec
    }

    /// The columns that a key is made of.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many groups there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The state of one group.
    #[must_use]
    pub fn get(&self, key: &[Key]) -> Option<&S> {
        self.groups.get(key)
    }

    /// Groups and their states, by key.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[Key], &S)> {
        self.groups.iter().map(|(key, state)| (key.as_slice(), state))
    }

    /// Adds a state to a group.
    ///
    /// # Errors
    /// As [`State::merge`]; `length_mismatch` when the key has not one part a name.
    pub fn merge_group(&mut self, key: Vec<Key>, state: &S) -> Result<()> {
        if key.len() != self.names.len() {
            return Err(Error::new(
                Code::LengthMismatch,
                format!("a key has {} parts, the groups {} names", key.len(), self.names.len()),
            ));
        }
        match self.groups.get_mut(&key) {
            Some(own) => own.merge(state),
            None if state.spec() == &self.spec => {
                // A group without a row is no group: else subtracting would not undo merging.
                if *state != S::new(&self.spec) {
                    self.groups.insert(key, state.clone());
                }
                Ok(())
            }
            None => Err(mismatch("the states of the groups")),
        }
    }

    /// Adds all groups of another: all of them or nothing.
    ///
    /// # Errors
    /// `definition_mismatch` when spec or names differ; as [`State::merge`].
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.require_same(other)?;
        self.apply(other, S::merge)
    }

    /// The groups of both, made in place: for what is thrown away when it fails.
    ///
    /// # Errors
    /// As [`Grouped::merge`].
    pub(crate) fn join(mut self, other: Self) -> Result<Self> {
        self.require_same(&other)?;
        for (key, state) in other.groups {
            match self.groups.entry(key) {
                Entry::Vacant(place) => drop(place.insert(state)),
                Entry::Occupied(mut own) => own.get_mut().merge(&state)?,
            }
        }
        Ok(self)
    }

    /// Takes out all groups of another: all of them or nothing. A group that becomes empty is dropped.
    ///
    /// # Errors
    /// As [`Retract::subtract`]; `not_contained` for a group that is not here.
    pub fn subtract(&mut self, other: &Self) -> Result<()>
    where
        S: Retract,
    {
        self.require_same(other)?;
        if other.groups.keys().any(|key| !self.groups.contains_key(key)) {
            return Err(Error::new(Code::NotContained, "the groups to subtract are not all here"));
        }
        self.apply(other, Retract::subtract)?;
        let empty = S::new(&self.spec);
        self.groups.retain(|_, state| *state != empty);
        Ok(())
    }

    fn require_same(&self, other: &Self) -> Result<()> {
        if self.spec == other.spec && self.names == other.names { Ok(()) } else { Err(mismatch("the two grouped states")) }
    }

    /// Changes groups one by one on the side, then all at once.
    fn apply(&mut self, other: &Self, change: impl Fn(&mut S, &S) -> Result<()>) -> Result<()> {
        let mut changed = Vec::with_capacity(other.groups.len());
        for (key, state) in &other.groups {
            let mut own = self.groups.get(key).cloned().unwrap_or_else(|| S::new(&self.spec));
            change(&mut own, state)?;
            changed.push((key.clone(), own));
        }
        self.groups.extend(changed);
        Ok(())
    }
}

fn mismatch(what: &str) -> Error {
    Error::new(
        Code::DefinitionMismatch,
        format!("{what} were made for different definitions (scale, weighting, question or group columns)"),
    )
}

impl<S: State + ByteForm> Grouped<S> {
    /// Writes names and groups; the spec is written by the owner.
    pub fn write_groups(&self, writer: &mut Writer) {
        writer.count(self.names.len() as u64);
        for name in &self.names {
            writer.text(name);
        }
        writer.count(self.groups.len() as u64);
        for (key, state) in &self.groups {
            for part in key {
                writer.key(part);
            }
            state.write(writer);
        }
    }

    /// Reads what [`Grouped::write_groups`] wrote.
    ///
    /// # Errors
    /// [`Code::InvalidState`] when keys are not sorted, or a group has another spec.
    pub fn read_groups(spec: S::Spec, reader: &mut Reader<'_>) -> Result<Self> {
        let names = (0..reader.length(1)?).map(|_| reader.text().map(str::to_owned)).collect::<Result<Vec<_>>>()?;
        let mut groups = Self::new(spec, names);
        for _ in 0..reader.length(1)? {
            let key = (0..groups.names.len()).map(|_| reader.key()).collect::<Result<Vec<_>>>()?;
            let state = S::read(reader)?;
            if state.spec() != &groups.spec {
                return Err(bytes::invalid("a group has another definition than the whole"));
            }
            if state == S::new(&groups.spec) {
                return Err(bytes::invalid("a group is empty"));
            }
            if groups.groups.last_key_value().is_some_and(|(last, _)| *last >= key) {
                return Err(bytes::invalid("groups are not sorted by key"));
            }
            groups.groups.insert(key, state);
        }
        Ok(groups)
    }
}

//! Changes as the rate of improvement reads them: a frame of its own names, or the records of [`change_records`](crate::program::versions::change_records).

use super::records::{closed, keys, optional};
use crate::columns::{Frame, Key};
use crate::error::Result;
use crate::records::ChangeOp;

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum About {
    /// A persona or a journey map: nobody said which.
    Experience,
    Persona,
    Journey,
    Goal,
    /// Another part of the model: a survey, a team.
    Other,
    /// The version's own record, which changes with every version.
    Version,
}

/// The words that `about` may be.
const ABOUT: [&str; 3] = ["persona", "journey", "goal"];

/// What each change says of itself.
pub(super) struct Changes {
    kinds: Vec<Option<String>>,
    about: Vec<About>,
    elements: Vec<Key>,
    /// Where the elements stand: an id is one of its list, and another journey may have it, too. By ids where the row says so, else as far as its path tells.
    within: Vec<Key>,
    versions: Vec<Key>,
    models: Vec<Key>,
}

impl Changes {
    /// The columns `kind`, `about`, `element`, `within`, `version`, `model`; of records (`op` is a column) also `op`, `path` and `toVersion` in the place of those that say nothing.
    pub fn read(frame: &Frame<'_>) -> Result<Self> {
        let known: Vec<&str> = ChangeOp::ALL.iter().map(|op| op.name()).collect();
        let mut kinds = closed(frame, "kind", &known)?;
        let mut about =
            closed(frame, "about", &ABOUT)?.into_iter().map(|word| word.as_deref().map(About::of)).collect::<Vec<_>>();
        let ids = |name| optional(frame, name).map_or_else(|| Ok(Vec::new()), keys);
        let (mut elements, mut within, mut versions) = (ids("element")?, ids("within")?, ids("version")?);
        if optional(frame, "op").is_some() {
            fill(&mut kinds, closed(frame, "op", &known)?, Option::is_none);
            fill(&mut versions, ids("toVersion")?, |key| *key == Key::Null);
            let paths: Vec<String> = ids("path")?.iter().map(ToString::to_string).collect();
            let places = paths.iter().map(|path| Key::Text(place_of(path))).collect();
            fill(&mut within, places, |own| matches!(own, Key::Null) || *own == Key::Text(String::new()));
            let paths: Vec<_> = paths.iter().map(|path| About::at(path)).collect();
            about.resize(about.len().max(paths.len()), None);
            for (about, path) in about.iter_mut().zip(&paths).filter(|(_, path)| **path == Some(About::Version)) {
                *about = *path;
            }
            fill(&mut about, paths, Option::is_none);
            for element in elements.iter_mut().filter(|element| **element == Key::Text(String::new())) {
                *element = Key::Null; // of a record: a change of no element
            }
        }
        let about = about.into_iter().map(|about| about.unwrap_or(About::Experience)).collect();
        Ok(Self { kinds, about, elements, within, versions, models: ids("model")? })
    }

    pub fn kind(&self, row: usize) -> Option<&str> {
        self.kinds.get(row)?.as_deref()
    }

    pub fn about(&self, row: usize) -> About {
        self.about.get(row).copied().unwrap_or(About::Experience)
    }

    /// The model, its version and the element: what it is, where it belongs and its id. `None` of a change of no element.
    pub fn element(&self, row: usize) -> Option<([Key; 2], About, Key, Key)> {
        let element = self.elements.get(row).filter(|element| **element != Key::Null)?;
        let said = |column: &[Key]| column.get(row).cloned().unwrap_or(Key::Null);
        let within = Some(said(&self.within)).filter(|within| *within != Key::Text(String::new()));
        Some(([said(&self.models), said(&self.versions)], self.about(row), within.unwrap_or(Key::Null), element.clone()))
    }
}

impl About {
    fn of(word: &str) -> Self {
        match word {
            "goal" => Self::Goal,
            "persona" => Self::Persona,
            _ => Self::Journey,
        }
    }

    /// What stands at a JSON Pointer into a model; `None` where there is none.
    fn at(path: &str) -> Option<Self> {
        Some(match path.strip_prefix('/')?.split('/').next()? {
            "personas" => Self::Persona,
            "journeys" => Self::Journey,
            "goals" => Self::Goal,
            "version" => Self::Version,
            _ => Self::Other,
        })
    }
}

/// Of a JSON Pointer into a model the part within which ids tell elements apart: `/journeys/0/stages` of a touchpoint, `/personas/2/needs` of a need, `/personas/2` of what the persona itself says.
fn place_of(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let is_list = parts.get(4).is_some_and(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    parts.iter().take(if is_list { 4 } else { 3 }).copied().collect::<Vec<_>>().join("/")
}

/// Takes from `other` what `own` lacks.
fn fill<T>(own: &mut Vec<T>, other: Vec<T>, lacks: impl Fn(&T) -> bool) {
    if own.is_empty() {
        *own = other;
    } else {
        for (own, other) in own.iter_mut().zip(other).filter(|(own, _)| lacks(own)) {
            *own = other;
        }
    }
}

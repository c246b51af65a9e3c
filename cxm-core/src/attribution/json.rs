//! The JSON form of paths.

use super::ranked::Ranked;
use super::{Paths, PathsSpec};
use crate::error::{Error, Result};
use crate::num::ExactSum;
use crate::state::{State, from_json, invalid, require_version, to_json};
use serde::{Deserialize, Serialize};

const FORM: &str = "paths/1";

#[derive(Serialize, Deserialize)]
struct PathsForm {
    cxm: String,
    value: bool,
    nulls: bool,
    channels: Vec<String>,
    paths: Vec<PathForm>,
}

#[derive(Serialize, Deserialize)]
struct PathForm {
    steps: Vec<u32>,
    conversions: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nulls: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<ExactSum>,
}

impl From<&Paths> for PathsForm {
    fn from(paths: &Paths) -> Self {
        let ranked = Ranked::new(paths);
        let form = |place: usize| {
            let (conversions, nulls) = paths.counts(place);
            PathForm {
                steps: ranked.path(place).to_vec(),
                conversions,
                nulls: paths.spec.nulls.then_some(nulls),
                value: paths.values.get(place).map(super::path_value::PathValue::exact),
            }
        };
        Self {
            cxm: FORM.to_owned(),
            value: paths.spec.value,
            nulls: paths.spec.nulls,
            channels: ranked.names.iter().map(|&name| name.to_owned()).collect(),
            paths: ranked.in_order().into_iter().map(form).collect(),
        }
    }
}

impl TryFrom<PathsForm> for Paths {
    type Error = Error;

    fn try_from(form: PathsForm) -> Result<Self> {
        require_version(FORM, &form.cxm)?;
        let mut paths = Self::new(&PathsSpec { value: form.value, nulls: form.nulls });
        for name in &form.channels {
            paths.add_channel_in_order(name)?;
        }
        let mut before: &[u32] = &[];
        for path in &form.paths {
            if (path.value.is_some(), path.nulls.is_some()) != (form.value, form.nulls) {
                return Err(invalid("a path has not the columns of its state"));
            }
            paths.add_in_order(before, &path.steps, path.conversions, path.nulls.unwrap_or(0), path.value.as_ref())?;
            before = &path.steps;
        }
        Ok(paths)
    }
}

impl Paths {
    /// The state as JSON; [`Paths::from_json`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(&PathsForm::from(self))
    }

    /// The state that the JSON holds.
    ///
    /// # Errors
    /// `invalid_json`, `duplicate_key`, `unknown_key`, `nesting_too_deep` for what is no such JSON; `invalid_state`, `unsupported_version` for what makes no sense.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::attribution::{Outcome, Paths, PathsSpec};
    /// let paths = Paths::of_codes(PathsSpec::default(), ["ads", "mail"], [([1, 0], Outcome::conversions(3))])?;
    /// assert_eq!(Paths::from_json(&paths.to_json())?, paths);
    /// assert_eq!(Paths::from_json("{").unwrap_err().code().name(), "invalid_json");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        from_json::<PathsForm>("paths", FORM, text)?.try_into()
    }
}

//! The JSON form of a tally.

use super::{Question, Tally, TallySpec, Weights};
use crate::error::{Error, Result};
use crate::num::ExactSum;
use crate::state::{State, from_json, require_version, to_json};
use crate::stats::Scale;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct TallyForm {
    cxm: String,
    scale: Scale,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    question: Option<Question>,
    counts: Vec<u64>,
    n_missing: u64,
    n_invalid: u64,
    n_not_asked: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<WeightsForm>,
}

#[derive(Serialize, Deserialize)]
struct WeightsForm {
    n_positive: u64,
    sums: Vec<ExactSum>,
    squares: Vec<ExactSum>,
}

const FORM: &str = "tally/1";

impl From<Tally> for TallyForm {
    fn from(tally: Tally) -> Self {
        Self {
            cxm: FORM.to_owned(),
            scale: tally.spec.scale,
            question: tally.spec.question,
            counts: tally.counts,
            n_missing: tally.n_missing,
            n_invalid: tally.n_invalid,
            n_not_asked: tally.n_not_asked,
            weights: tally.weights.map(|weights| WeightsForm {
                n_positive: weights.n_positive,
                sums: weights.sums,
                squares: weights.squares,
            }),
        }
    }
}

impl TryFrom<TallyForm> for Tally {
    type Error = Error;

    fn try_from(form: TallyForm) -> Result<Self> {
        require_version(FORM, &form.cxm)?;
        let spec = TallySpec { scale: form.scale, weighted: form.weights.is_some(), question: form.question };
        let mut tally = Self::new(&spec);
        if form.counts.len() != tally.counts.len() {
            return Err(crate::state::invalid(format!(
                "it has {} counts, its scale {} points",
                form.counts.len(),
                tally.counts.len()
            )));
        }
        tally.counts = form.counts;
        (tally.n_missing, tally.n_invalid, tally.n_not_asked) = (form.n_missing, form.n_invalid, form.n_not_asked);
        tally.require_countable()?;
        if let Some(form) = form.weights {
            let weights = Weights { n_positive: form.n_positive, sums: form.sums, squares: form.squares };
            if !weights.agrees_with(&tally.counts) {
                return Err(crate::state::invalid("its weights do not agree with its counts"));
            }
            tally.weights = Some(weights);
        }
        Ok(tally)
    }
}

impl Serialize for Tally {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        TallyForm::from(self.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tally {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(TallyForm::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Tally {
    /// The state as JSON; [`Tally::from_json`] reads it back.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_json(&TallyForm::from(self.clone()))
    }

    /// The state that the JSON holds.
    ///
    /// # Errors
    /// `invalid_json`, `duplicate_key`, `unknown_key`, `nesting_too_deep` for what is no such JSON; `invalid_state`, `unsupported_version`, `count_overflow` for what makes no sense.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{Scale, Tally};
    /// let tally = Tally::from_counts(Scale::FIVE, &[5, 10, 15, 30, 40], 7, 0)?;
    /// assert_eq!(Tally::from_json(&tally.to_json())?, tally);
    /// assert_eq!(Tally::from_json("{").unwrap_err().code().name(), "invalid_json");
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        from_json::<TallyForm>("a tally", FORM, text)?.try_into()
    }
}

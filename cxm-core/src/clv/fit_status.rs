use crate::error::{Error, by_name};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What the best parameters that were found are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FitStatus {
    /// The maximum of the likelihood.
    Converged,
    /// A maximum that is flat in one direction: the data do not tell the parameters that are named from one another, though what they predict together may be well known.
    Ridge,
    /// The likelihood grows until the parameters that are named are zero or infinite: the data call for a simpler model.
    Boundary,
    /// The search ended at its limit of steps.
    StepLimit,
}

impl FitStatus {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Converged, Self::Ridge, Self::Boundary, Self::StepLimit];

    /// `"converged"`, `"ridge"`, `"boundary"`, `"step_limit"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Ridge => "ridge",
            Self::Boundary => "boundary",
            Self::StepLimit => "step_limit",
        }
    }
}

impl FromStr for FitStatus {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        by_name("status", Self::ALL, Self::name, name)
    }
}

use crate::error::Error;
use std::str::FromStr;

/// How events at the same time are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CoxTies {
    /// Efron's approximation, close to the exact one and the default of R.
    #[default]
    Efron,
    /// Breslow's approximation: each with everybody at risk. Coefficients come out too near to 0 with many ties.
    Breslow,
    /// The conditional likelihood, as if time were discrete. Takes the events of a time times those at risk.
    Exact,
}

impl CoxTies {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Efron, Self::Breslow, Self::Exact];

    /// Its name, as bindings give it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Efron => "efron",
            Self::Breslow => "breslow",
            Self::Exact => "exact",
        }
    }
}

impl FromStr for CoxTies {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|ties| ties.name() == text)
            .ok_or_else(|| Error::option("ties", Self::ALL.map(Self::name).join(", "), text))
    }
}

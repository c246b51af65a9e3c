use crate::error::{Error, Result, by_name};
use std::str::FromStr;

/// On which scale covariates add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum HazardLink {
    /// `ln(h / (1 - h))`: ratios are those of the odds.
    #[default]
    Logit,
    /// `ln(-ln(1 - h))`: ratios are those of the hazard of Cox's model, of which only the period is known.
    Cloglog,
}

impl HazardLink {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Logit, Self::Cloglog];

    /// `"logit"` or `"cloglog"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Logit => "logit",
            Self::Cloglog => "cloglog",
        }
    }

    /// What the ratio of one unit more is a ratio of: `"odds_ratio"` or `"hazard_ratio"`.
    #[must_use]
    pub const fn ratio_name(self) -> &'static str {
        match self {
            Self::Logit => "odds_ratio",
            Self::Cloglog => "hazard_ratio",
        }
    }

    /// Where a hazard between 0 and 1 stands.
    pub(super) fn of(self, hazard: f64) -> f64 {
        match self {
            Self::Logit => (hazard / (1.0 - hazard)).ln(),
            Self::Cloglog => (-(-hazard).ln_1p()).ln(),
        }
    }

    /// The hazard that stands there.
    pub(super) fn hazard(self, at: f64) -> f64 {
        match self {
            Self::Logit => 1.0 / (1.0 + (-at).exp()),
            Self::Cloglog => -(-at.exp()).exp_m1(),
        }
    }

    /// Of one row that stands there: the logarithm of the likelihood, its slope, and the expected curvature.
    pub(super) fn row(self, at: f64, happened: bool) -> [f64; 3] {
        let hazard = self.hazard(at);
        match self {
            Self::Logit => {
                let value = if happened { -(-at).exp().ln_1p() } else { -at.exp().ln_1p() };
                [value, f64::from(u8::from(happened)) - hazard, hazard * (1.0 / (1.0 + at.exp()))]
            }
            Self::Cloglog => {
                let rate = at.exp();
                let left = (-rate).exp();
                let slope = if happened { rate * left / hazard } else { -rate };
                [if happened { hazard.ln() } else { -rate }, slope, rate * rate * left / hazard]
            }
        }
    }
}

impl FromStr for HazardLink {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        by_name("link", Self::ALL, Self::name, name)
    }
}

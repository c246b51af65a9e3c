use super::csat::net_of_ends;
use crate::error::{Error, Result};
use crate::stats::{Functional, Metric, Scale};

/// Which favourability is reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FavorabilityRule {
    /// Share of favourable answers.
    #[default]
    Share,
    /// Favourable minus unfavourable, in points.
    Net,
}

impl std::str::FromStr for FavorabilityRule {
    type Err = Error;
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "share" => Ok(Self::Share),
            "net" => Ok(Self::Net),
            other => Err(Error::option("rule", "\"share\" or \"net\"", format!("{other:?}"))),
        }
    }
}

impl Metric {
    /// Favourability of an agreement item: the share of the `top` best answers; the `bottom` worst are unfavourable, the rest neutral.
    ///
    /// # Errors
    /// `invalid_option` when the bands overlap or do not stand on the scale.
    pub fn favorability(scale: Scale, rule: FavorabilityRule, top: u16, bottom: u16) -> Result<Self> {
        let net = net_of_ends(scale, top, bottom)?;
        let functional = match rule {
            FavorabilityRule::Share => Functional::Top { k: top },
            FavorabilityRule::Net => net,
        };
        Self::new("favorability", scale, functional)
    }
}

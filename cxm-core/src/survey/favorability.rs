use super::csat::net_of_ends;
use crate::error::{Error, Result};
use crate::stats::{Functional, Metric, Scale};

/// Which favourability is reported.
///
/// # Formula
/// `share`: favourable / n. `net`: `100 (favourable - unfavourable) / n`.
///
/// # Examples
/// ```
/// use cxm_core::survey::FavorabilityRule;
/// assert_eq!("net".parse::<FavorabilityRule>()?, FavorabilityRule::Net);
/// # Ok::<(), cxm_core::Error>(())
/// ```
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
    /// # Formula
    /// As [`FavorabilityRule`] says; neutral answers stand in n.
    ///
    /// # Errors
    /// `invalid_option` when the bands overlap or do not stand on the scale.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::{EvaluateOptions, Metric, Scale, Tally, evaluate};
    /// use cxm_core::survey::FavorabilityRule;
    /// let item = Metric::favorability(Scale::FIVE, FavorabilityRule::Share, 2, 2)?;
    /// let tally = Tally::from_counts(Scale::FIVE, &[5, 10, 15, 30, 40], 0, 0)?;
    /// assert_eq!(evaluate(&item, &tally, &EvaluateOptions::default())?.estimate, Some(0.7));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn favorability(scale: Scale, rule: FavorabilityRule, top: u16, bottom: u16) -> Result<Self> {
        let net = net_of_ends(scale, top, bottom)?;
        let functional = match rule {
            FavorabilityRule::Share => Functional::Top { k: top },
            FavorabilityRule::Net => net,
        };
        Self::new("favorability", scale, functional)
    }
}

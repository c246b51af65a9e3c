use crate::error::{Error, Result};
use std::str::FromStr;

/// How conversions are divided among the channels of their paths.
///
/// # Examples
/// ```
/// use cxm_core::attribution::AttributionMethod;
/// assert_eq!("time_decay".parse::<AttributionMethod>()?, AttributionMethod::TimeDecay);
/// assert!("markow".parse::<AttributionMethod>().unwrap_err().message().contains("markov"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum AttributionMethod {
    /// All to the first touch.
    First,
    /// All to the last touch.
    Last,
    /// The same to each touch.
    Linear,
    /// The more the nearer to the end: half after each half-life of positions.
    TimeDecay,
    /// 40 % to the first touch, 40 % to the last, 20 % to those between.
    Position,
    /// In proportion to what the chain of touches would lose without the channel.
    #[default]
    Markov,
    /// The same to each distinct channel: Shapley's value of the conversions of paths within a set of channels.
    Shapley,
    /// As Shapley, told apart by the place that a channel has among the distinct channels of the path.
    ShapleyOrdered,
}

impl AttributionMethod {
    /// Every method.
    pub const ALL: &'static [Self] = &[
        Self::First,
        Self::Last,
        Self::Linear,
        Self::TimeDecay,
        Self::Position,
        Self::Markov,
        Self::Shapley,
        Self::ShapleyOrdered,
    ];

    /// The stable name, `time_decay`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::Linear => "linear",
            Self::TimeDecay => "time_decay",
            Self::Position => "position",
            Self::Markov => "markov",
            Self::Shapley => "shapley",
            Self::ShapleyOrdered => "shapley_ordered",
        }
    }
}

impl FromStr for AttributionMethod {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.iter().find(|method| method.name() == name).copied().ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|method| method.name()).collect();
            Error::option("method", format!("one of {}", names.join(", ")), name)
        })
    }
}

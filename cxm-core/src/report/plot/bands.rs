use crate::report::chart::Tone;
use crate::stats::{Direction, Estimate, Flag, Functional, Metric, Scale};

/// Which points of a scale go together: detractors, passives and promoters; the top box and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bands {
    functional: Functional,
    named: bool,
    direction: Direction,
}

impl Bands {
    /// The bands of a metric; `None` where it has none (a mean).
    #[must_use]
    pub fn of(metric: &Metric) -> Option<Self> {
        let named = matches!(metric.name(), "nps" | "enps");
        let bands = Self { functional: metric.functional(), named, direction: metric.direction() };
        matches!(metric.functional(), Functional::Net { .. } | Functional::Top { .. } | Functional::Bottom { .. })
            .then_some(bands)
    }

    /// The bands that an estimate alone tells of: those of a published NPS.
    pub(super) fn of_estimate(estimate: &Estimate) -> Option<Self> {
        let named = matches!(estimate.metric.as_str(), "nps" | "enps") && !estimate.has(Flag::NonStandard);
        let functional = Functional::Net { low_max: 6, high_min: 9 };
        (named && estimate.scale == Some(Scale::NPS)).then_some(Self { functional, named, direction: estimate.direction })
    }

    /// The name and colour of a point's band, `tick` points above the low end of a scale of `points`.
    pub(super) fn band(self, tick: u16, points: u16) -> (&'static str, Tone) {
        let (low, middle, high) = if self.named { ("Detractors", "Passives", "Promoters") } else { ("Low", "Middle", "High") };
        let (bad, good) = match self.direction {
            Direction::HigherIsBetter => (Tone::Negative, Tone::Positive),
            Direction::LowerIsBetter => (Tone::Positive, Tone::Negative),
        };
        match self.functional {
            Functional::Net { low_max, .. } if tick <= low_max => (low, bad),
            Functional::Net { high_min, .. } if tick >= high_min => (high, good),
            Functional::Top { k } if tick + k >= points => ("Counted", good),
            Functional::Bottom { k } if tick < k => ("Counted", bad),
            Functional::Top { .. } | Functional::Bottom { .. } => ("Not counted", Tone::Neutral),
            _ => (middle, Tone::Neutral),
        }
    }
}

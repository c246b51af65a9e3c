// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use plotters::style::RGBAColor;

use super::options::Theme;
use crate::report::chart::Tone;
use crate::report::chart::inks::{NEGATIVE, NEUTRAL, POSITIVE, SERIES};

/// What a colour is for. Every ink has its own light colour, so that a style sheet can find its elements by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Muted,
    Grid,
    Axis,
    Paper,
    Series(usize),
    Tone(Tone),
}

/// Lines of a trend on a dark ground.
const DARK_SERIES: [&str; 8] = ["#5AB0EA", "#FF8A4C", "#34C79B", "#E6A0C8", "#F3BE4A", "#9BD4F5", "#C9D1D9", "#CFC04A"];

impl Ink {
    /// Every ink.
    pub fn all() -> impl Iterator<Item = Self> {
        let rest = [Self::Text, Self::Muted, Self::Grid, Self::Axis, Self::Paper];
        let tones = [Tone::Negative, Tone::Neutral, Tone::Positive].map(Self::Tone);
        rest.into_iter().chain(tones).chain((0..SERIES.len()).map(Self::Series))
    }

    pub fn light(self) -> &'static str {
        match self {
            Self::Text => "#1B2733",
            Self::Muted => "#5B6775",
            Self::Grid => "#E6EAEE",
            Self::Axis => "#9AA5B1",
            Self::Paper => "#FFFFFF",
            // The remainder is below the length.
            Self::Series(i) => SERIES[i % SERIES.len()],
            Self::Tone(Tone::Negative) => NEGATIVE,
            Self::Tone(Tone::Neutral) => NEUTRAL,
            Self::Tone(Tone::Positive) => POSITIVE,
        }
    }

    pub fn dark(self) -> &'static str {
        match self {
            Self::Text => "#E8EDF2",
            Self::Muted => "#9FACB9",
            Self::Grid => "#2C3640",
            Self::Axis => "#66727E",
            Self::Paper => "#161D24",
            // The remainder is below the length.
            Self::Series(i) => DARK_SERIES[i % DARK_SERIES.len()],
            Self::Tone(Tone::Negative) => "#F08A52",
            Self::Tone(Tone::Neutral) => "#7D8994",
            Self::Tone(Tone::Positive) => "#58AEE6",
        }
    }

    pub fn color(self, theme: Theme, opacity: f64) -> RGBAColor {
        let hex = if theme == Theme::Dark { self.dark() } else { self.light() };
        let part = |at: usize| hex.get(at..at + 2).and_then(|h| u8::from_str_radix(h, 16).ok()).unwrap_or(0);
        RGBAColor(part(1), part(3), part(5), opacity)
    }
}

/// Colours for readers who prefer a dark page: each light colour is replaced where it stands.
pub(super) fn dark_style() -> String {
    let mut style = String::from("@media screen and (prefers-color-scheme:dark){");
    for ink in Ink::all() {
        let (light, dark) = (ink.light(), ink.dark());
        let _ = write!(style, ".cxm-chart [fill=\"{light}\"]{{fill:{dark}}}.cxm-chart [stroke=\"{light}\"]{{stroke:{dark}}}");
    }
    style.push('}');
    style
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ink_has_its_own_light_colour() {
        let colours: std::collections::HashSet<_> = Ink::all().map(Ink::light).collect();
        assert_eq!(colours.len(), Ink::all().count());
    }
}

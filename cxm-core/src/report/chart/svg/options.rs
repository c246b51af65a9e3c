use std::str::FromStr;

use crate::error::{Error, Result};

/// Size and colours of an SVG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SvgOptions {
    /// Width in pixels, 280 to 4,000; below 480 labels stand above their rows. Default 720.
    pub width: u32,
    /// Height in pixels; `None` takes what the rows need.
    pub height: Option<u32>,
    /// Colours.
    pub theme: Theme,
}

impl Default for SvgOptions {
    fn default() -> Self {
        Self { width: 720, height: None, theme: Theme::Light }
    }
}

impl SvgOptions {
    /// Sets the width in pixels.
    #[must_use]
    pub fn width(mut self, width: u32) -> Self {
        self.width = width;
        self
    }

    /// Sets the height in pixels; rows are never made too small to read, so that the picture may become higher.
    #[must_use]
    pub fn height(mut self, height: u32) -> Self {
        self.height = Some(height);
        self
    }

    /// Sets the colours.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }
}

/// The colours of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// Without a ground of its own; follows the reader's colour scheme. For pages that do so too.
    Auto,
}

impl Theme {
    /// Every theme.
    pub const ALL: &'static [Self] = &[Self::Light, Self::Dark, Self::Auto];

    /// The stable name, `light`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Auto => "auto",
        }
    }
}

impl FromStr for Theme {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|t| t.name() == name);
        found.ok_or_else(|| Error::option("theme", "light, dark, auto", name))
    }
}

//! Charts as plain data with two writers: [`Chart::to_vega_lite`] for notebooks and web pages, and with feature `charts`
//! `Chart::to_svg` for pages without JavaScript.

pub(crate) mod curve_layout;
mod description;
pub(crate) mod flow_layout;
mod forest_layout;
mod inks;
mod inline;
mod kind;
mod matrix_layout;
mod period;
mod point;
pub(crate) mod range;
mod spec;
#[cfg(feature = "charts")]
mod svg;
mod vega_lite;

pub use inline::inline_interval_svg;
pub use kind::{ChartKind, ChartUnit, Tone};
pub use point::{Band, Base, ChartPoint, PointValue, Shown};
pub use spec::{AtRisk, Chart, PeriodMark, Reference};
#[cfg(feature = "charts")]
pub use svg::{SvgOptions, Theme};

//! Floor 7: what people look at. A [`Chart`](chart::Chart) is plain data with two writers (Vega-Lite and static SVG), which [`plot`] makes from
//! results; a [`Page`](page::Page) is built once and written as HTML, Markdown and terminal text; [`scorecard`] is the page a manager reads, [`journey_map`] the picture of a
//! journey;
//! [`notebook`] shows one result in a notebook; [`escape`] holds the one escape function of each sink.

mod balanced;
pub mod chart;
pub mod escape;
pub mod journey_map;
pub mod notebook;
pub mod number;
pub mod page;
pub mod plot;
mod rows;
pub mod scorecard;
mod width;

pub use balanced::balanced_page;

//! Floor 7: what people look at. A [`Chart`](chart::Chart) is plain data with two writers (Vega-Lite and static SVG); a
//! [`Page`](page::Page) is built once and written as HTML, Markdown and terminal text; [`escape`] holds the one escape
//! function of each sink.

pub mod chart;
pub mod escape;
pub mod notebook;
pub mod number;
pub mod page;
mod width;

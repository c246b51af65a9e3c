//! A journey map as a picture: [`page`] makes the page that people look at (persona, goals, and the map: stages, touchpoints, lanes, the curve of
//! what is expected), [`to_mermaid`] the flow for a README or a wiki.

mod build;
mod grid;
mod html;
mod languages;
mod mermaid;
mod order;

pub use build::page;
pub use grid::{JourneyGrid, MapStage, MapTouchpoint};
pub(super) use html::grid as grid_html;
pub use languages::languages;
pub use mermaid::to_mermaid;

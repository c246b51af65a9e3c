//! A journey map as a picture: [`page`] makes the page that people look at (persona, goals, and the map: stages, touchpoints, lanes, the curve of
//! what is expected), [`page_with`] the same beside what was observed, [`to_mermaid`] the flow for a README or a wiki.

mod actual;
mod build;
mod grid;
mod html;
mod languages;
mod mermaid;
mod order;

pub use actual::{Actual, Deviation, Observed};
pub use build::{page, page_with};
pub use grid::{JourneyGrid, MapStage, MapTouchpoint};
pub(super) use html::grid as grid_html;
pub use languages::languages;
pub use mermaid::to_mermaid;

//! The static SVG writer. plotters writes the elements and escapes their text; places are computed here, because
//! plotters' own layout needs font files that a server may not have.

mod canvas;
mod curves;
mod distribution;
mod document;
mod estimates;
mod flow;
mod forest;
mod header;
mod ink;
mod matrix;
mod measure;
mod options;
mod trend;

pub use options::{SvgOptions, Theme};

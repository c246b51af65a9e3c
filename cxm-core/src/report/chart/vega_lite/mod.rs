//! The Vega-Lite writer. Documents are built as JSON values, so that no text can leave its string.

mod curves;
mod document;
mod flow;
mod forest;
mod matrix;

//! Columns and frames as Python hands them over, as data that Rust reads without the interpreter.
//!
//! The doors, in the order they are tried: the Arrow PyCapsule interface (zero copy), `__array_interface__`, `__array__`,
//! and iteration. A `PyColumn` is `Send`: read it with the GIL released.

mod cells;
mod column;
mod describe;
mod frame;
mod numpy;
mod stream;

pub use self::{
    cells::cell,
    column::{PyColumn, PyValues},
    frame::{PyFrame, unknown_column, view},
};
pub use describe::_describe;

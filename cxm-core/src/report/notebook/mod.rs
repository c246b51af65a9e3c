//! One result in a notebook: a small table with a picture of the interval, without styles of its own page, light or dark.

mod estimate;
mod frame;
mod table;
mod test;

pub use estimate::estimate;
pub use table::{table, table_text};
pub use test::test;

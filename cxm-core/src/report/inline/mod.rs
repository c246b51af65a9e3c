//! One result in a notebook: a small table with a picture of the interval, without styles of its own page, light or dark.

mod estimate;
mod frame;
mod table;
mod test;

pub use estimate::estimate_html;
pub use table::table_html;
pub use test::test_html;

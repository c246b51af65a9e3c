//! A page of a report: built once, written as HTML (one file, no network, no script), Markdown and terminal text.

mod block;
mod html;
mod html_blocks;
mod markdown;
mod table;
mod tabulate;
mod terminal;

pub use block::{Block, KeyFigure, Notice, Page, Section};
pub use table::{Align, Cell, Column, IntervalBar, Table};

//! Documents are read in two steps: shape first, every problem listed with its JSON Pointer; then the rules.
//!
//! A type is declared once, by `document!`, `variants!` or `names!`; that gives the type, its reading, its writing and its
//! JSON Schema.

mod at;
mod extended;
mod json_text;
mod keys;
mod kind;
mod macros;
mod number;
mod problem;
mod read;
mod schema;
mod standard;
mod text_form;

pub use at::At;
pub use extended::Extended;
pub(crate) use json_text::{ObjectText, push_text};
pub(crate) use keys::{Keys, write_key};
pub(crate) use kind::{Kind, unknown_name};
pub(crate) use macros::{document, names, text_forms, variants};
pub use problem::{Problem, Severity};
pub use read::{Document, read_text};
pub(crate) use read::{read_document, require_none};
pub(crate) use schema::ObjectSchema;
pub use schema::Schemas;
pub use standard::{Extensions, MapKey};
pub(crate) use text_form::{read_text_form, text_schema};

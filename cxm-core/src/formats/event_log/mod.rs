//! Event logs in the formats of the ecosystem, in and out.
//!
//! - XES (IEEE 1849-2016), plain or gzip: [`read_xes`], [`write_xes`]. Read by a pull parser, event by event; no tree is built.
//! - OCEL 2.0 (JSON), flattened on one type of object: [`read_ocel`].
//! - `CloudEvents` 1.0 (JSON lines, or a batch): [`read_cloudevents`].
//! - Segment's and `RudderStack`'s calls (JSON lines): [`read_segment`], with identities stitched before events are sorted.
//!
//! # What is refused
//! A file comes from anywhere, so that reading one never costs more than its size allows: a document type (and with it every entity but the
//! five of XML) is refused, as is nesting deeper than 128, a tag or line of more than 64 MiB, and gzip that becomes more than
//! [`EventReadOptions::max_bytes`] or [`EventReadOptions::max_ratio`] allow. Bytes that are not UTF-8 stop the reading with their line.
//! An event without customer, touchpoint or time is an error with its number and line, or is dropped and counted.

mod cloudevents;
mod gather;
mod identity;
mod input;
mod json;
mod ocel;
mod options;
mod segment;
mod xes;
mod xes_write;

pub use cloudevents::read_cloudevents;
pub use ocel::read_ocel;
pub use options::EventReadOptions;
pub use segment::read_segment;
pub use xes::read_xes;
pub use xes_write::{XesNames, write_xes};

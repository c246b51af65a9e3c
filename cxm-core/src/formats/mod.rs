//! Read and write the files of the ecosystem: CSV and the survey exports written in it, and logs of events.
//!
//! Everything here works on bytes that the caller brings, chunk by chunk; nothing opens a file.

pub mod csv;
pub mod event_log;
pub mod survey;
pub mod survey_export;

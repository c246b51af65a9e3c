//! Floor 6: experience as code. Versions of the model: what changed, and how changes meet.

pub mod versions;

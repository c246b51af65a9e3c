//! How customers' paths agree with the flow that the journey was designed with.

mod aligner;
mod automaton;
mod counts;
mod design;
mod deviation;
mod follow;
mod options;
mod result;

pub use counts::ConformanceCounts;
pub use design::JourneyDesign;
pub use deviation::DeviationKind;
pub use options::ConformanceOptions;
pub use result::Conformance;

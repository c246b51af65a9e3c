//! Floor 3: what a number is worth. Tallies, functionals, estimates and tests.

mod bootstrap;
mod estimate;
mod evaluate;
mod functional;
mod interval_method;
mod level;
mod metric;
mod options;
mod scale;
mod summary;
mod tally;

pub use bootstrap::{BootstrapKind, BootstrapOptions, BootstrapResult, bootstrap};
pub(crate) use estimate::flag_names;
pub use estimate::{Estimate, Flag, LOW_BASE, thousands, title};
pub use evaluate::evaluate;
pub use functional::{Functional, Unit};
pub use interval_method::IntervalMethod;
pub use level::Level;
pub use metric::{Measure, Metric};
pub use options::EvaluateOptions;
pub use scale::{Direction, Scale};
pub use tally::{Answers, Question, Tally, TallySpec, TallyTable, Ticks};
pub(crate) use tally::{for_each_block, read_spec, refuse_invalid, write_spec};

pub mod interval;

mod suppression;

pub use suppression::{Cell, Suppression, audit, suppress};

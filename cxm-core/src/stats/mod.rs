//! Floor 3: what a number is worth. Tallies, functionals, estimates and tests.

mod bootstrap;
mod comparison;
mod estimate;
mod evaluate;
mod functional;
pub mod interval;
mod interval_method;
mod level;
mod metric;
mod moments;
pub mod multiplicity;
mod options;
pub mod power;
mod scale;
mod summary;
pub mod suppression;
pub mod survival;
mod tally;
pub mod test;
mod transition;

pub use bootstrap::{BootstrapKind, BootstrapOptions, BootstrapResult, bootstrap};
pub use comparison::{AllMethod, CompareMethod, CompareOptions, Test, compare, compare_all, show_p, turns_over};
pub(crate) use estimate::flag_names;
pub use estimate::{Estimate, Flag, LOW_BASE, thousands, title};
pub(crate) use evaluate::Evaluator;
pub use evaluate::evaluate;
pub use functional::{Functional, Unit};
pub use interval_method::IntervalMethod;
pub use level::Level;
pub use metric::{Measure, Metric};
pub use moments::Moments;
pub use options::EvaluateOptions;
pub use scale::{Direction, Scale};
pub use tally::{Answers, Codes, Question, Tally, TallySpec, TallyTable, Ticks};
pub(crate) use tally::{TallyForm, for_each_block, read_spec, refuse_invalid, write_spec};
pub use transition::{PairedMethod, Transition};

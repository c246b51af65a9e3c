//! Floor 6: the experience program. Versions of the model, what changed in them, and what the program does, measured.

mod alignment;
mod balanced;
mod benchmark;
mod columns;
mod delivery_gap;
pub mod impact;
pub mod kpi;
mod published;
mod quick_wins;
mod rank;
mod reviews;
pub mod versions;

pub use alignment::{AlignmentOptions, alignment};
pub use balanced::{Perspective, TargetStatus, balanced_scorecard};
pub use benchmark::{Benchmark, compare_to_benchmark};
pub use columns::RecordColumns;
pub use delivery_gap::delivery_gap;
pub use published::{PublishedAnswers, published_answers};
pub use quick_wins::{QuickWinOptions, quick_wins};
pub use rank::{RankOptions, rank};
pub use reviews::program_reviews;

//! How many different answers there are, in effect, and how often two people agree: from the counts of each answer.

mod agreement;
mod chao1;
mod entropy;
mod hill;
mod silo;

pub use agreement::{Agreement, agreement};
pub use chao1::{Richness, richness};
pub use entropy::chao_jost_entropy;
pub use hill::{hill, hill1_interval};
pub use silo::{Silo, silo_index};

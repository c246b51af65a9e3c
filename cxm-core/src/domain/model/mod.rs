//! The experience model: who the customer is, what they live through and what should come of it, in one document.

mod alone;
mod draft;
mod element;
mod experience_model;
mod lookup;
mod owners;
mod parts;
mod personas;
mod rules;

pub(crate) use alone::problems_alone;
pub use draft::Draft;
pub use experience_model::{ExperienceModel, Strictness};
pub use owners::{OwnedElement, OwnerCoverage};
pub use parts::ModelParts;
pub use personas::PersonaCoverage;

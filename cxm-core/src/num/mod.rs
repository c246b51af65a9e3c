//! Floor 1: numbers only. Exact sums, the random generator, and what is coded on top of them.

mod absorbing;
mod big;
mod binomial;
mod branch_free;
mod cholesky;
mod dot;
mod exact_parts;
mod exact_quotient;
mod exact_sum;
mod gamma;
mod gauss_legendre;
mod maximize;
mod quadratic_form;
mod random;
mod rng;
mod symmetric;

pub use absorbing::AbsorbingSystem;
pub(crate) use branch_free::{exp_negative, ln_1p_ratio};
pub use cholesky::Cholesky;
pub(crate) use dot::dot;
pub use exact_parts::ExactParts;
pub use exact_quotient::{exact_mean, ratio, square_ratio, std_deviation, variance};
pub use exact_sum::ExactSum;
pub use gamma::{digamma, ln_beta, ln_gamma, ln_rising, trigamma};
pub(crate) use gauss_legendre::{Nodes, gauss_legendre};
pub(crate) use maximize::{Curve, Maximum, maximize};
pub use quadratic_form::quadratic_form;
pub use rng::Rng;
pub(crate) use symmetric::symmetric_eigen;

pub mod dist;
pub mod root;

//! Probability distributions: tails that keep their relative accuracy, and quantiles to the last digits.
//!
//! Every tail is computed as itself, never as one minus the other side, and through its logarithm, so that a p-value is
//! zero only where the true value is below the smallest `f64`. `statrs` is not used here: its `erfc` is good to ten digits only, and its
//! incomplete beta and gamma functions lose digits in proportion to `ln_gamma` of their shapes.

mod beta;
mod binomial;
mod chi_square;
mod hypergeometric;
mod normal;
mod quadrature;
mod saddle_point;
mod student_t;

pub use beta::{beta_cdf, beta_quantile, beta_sf, beta_upper_quantile, f_sf};
pub use binomial::{binomial_cdf, binomial_ln_pmf, binomial_sf};
pub use chi_square::{chi_square_cdf, chi_square_quantile, chi_square_sf, chi_square_upper_quantile};
pub use hypergeometric::{hypergeometric_cdf, hypergeometric_ln_pmf, hypergeometric_sf};
pub(crate) use normal::normal_draw;
pub use normal::{normal_cdf, normal_density, normal_quantile, normal_sf, normal_two_sided_p, normal_upper_quantile};
pub(crate) use saddle_point::stirling_error;
pub use student_t::{
    noncentral_t_sf, student_t_cdf, student_t_quantile, student_t_sf, student_t_two_sided_p, student_t_upper_quantile,
};

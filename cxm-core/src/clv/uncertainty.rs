//! From what a fit knows of its parameters to what it knows of anything that depends on them.

use super::{CustomerFit, Evidence};
use crate::error::{Error, Result, by_name};
use crate::num::Rng;
use crate::num::dist::normal_upper_quantile;
use crate::stats::Level;
use std::str::FromStr;

/// How the uncertainty of the parameters is carried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueInterval {
    /// By derivatives, on the logarithmic scale, or that of log odds for probabilities.
    Delta,
    /// By parameters drawn from the normal distribution of their logarithms.
    Simulate,
    /// By the parameters of fits to customers drawn anew, which the fit must have: [`super::AnyFit::bootstrap`].
    Bootstrap,
}

impl ValueInterval {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Delta, Self::Simulate, Self::Bootstrap];

    /// `"delta"`, `"simulate"` or `"bootstrap"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Delta => "delta",
            Self::Simulate => "simulate",
            Self::Bootstrap => "bootstrap",
        }
    }
}

impl FromStr for ValueInterval {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        by_name("interval", Self::ALL, Self::name, name)
    }
}

/// Where a fit is, by the logarithms of its parameters and its coefficients, and the root of their covariance matrix.
#[derive(Debug, Clone)]
pub struct Parameters {
    fit: CustomerFit,
    point: Vec<f64>,
    covariance: Vec<Vec<f64>>,
    /// Lower triangular.
    root: Vec<Vec<f64>>,
}

/// Differences of logarithms this far apart give derivatives to seven digits.
const STEP: f64 = 1e-4;

impl Parameters {
    /// Of a fit.
    ///
    /// # Errors
    /// `invalid_option` of a fit without a covariance matrix: parameters that were given, a ridge, a boundary.
    pub fn of(fit: &CustomerFit) -> Result<Self> {
        let covariance = Evidence::known_covariance(fit.evidence(), "interval")?.clone();
        let size = covariance.len();
        let mut root = vec![vec![0.0; size]; size];
        // Cholesky's: places are below the size of the matrix, which is square and as long as the parameters.
        for i in 0..size {
            for j in 0..=i {
                let inner: f64 = (0..j).map(|k| root[i][k] * root[j][k]).sum();
                let rest: f64 = covariance[i][j] - inner;
                root[i][j] = if i == j { rest.max(0.0).sqrt() } else { rest / f64::max(root[j][j], f64::MIN_POSITIVE) };
            }
        }
        Ok(Self { point: fit.point(), fit: fit.clone(), covariance, root })
    }

    /// How many parameters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.point.len()
    }

    /// Whether there is none; there always is one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.point.is_empty()
    }

    /// The fit with its parameters a step up and down, each.
    ///
    /// # Errors
    /// As [`CustomerFit::at`].
    pub fn steps(&self) -> Result<Vec<(CustomerFit, CustomerFit)>> {
        let moved = |place: usize, step: f64| {
            let mut point = self.point.clone();
            if let Some(own) = point.get_mut(place) {
                *own += step;
            }
            self.fit.at(&point)
        };
        (0..self.point.len()).map(|place| Ok((moved(place, STEP)?, moved(place, -STEP)?))).collect()
    }

    /// The variance of what has these values a step up and down of each parameter.
    #[must_use]
    pub fn variance(&self, values: &[(f64, f64)]) -> f64 {
        let slopes: Vec<f64> = values.iter().map(|(up, down)| (up - down) / (2.0 * STEP)).collect();
        let row = |(row, slope): (&Vec<f64>, &f64)| slope * row.iter().zip(&slopes).map(|(v, slope)| v * slope).sum::<f64>();
        self.covariance.iter().zip(&slopes).map(row).sum::<f64>().max(0.0)
    }

    /// The fit with parameters drawn from the normal distribution of their logarithms; draw `number` of `seed`.
    ///
    /// # Errors
    /// As [`CustomerFit::at`], of parameters too large for a float.
    pub fn draw(&self, seed: u64, number: u64) -> Result<CustomerFit> {
        let mut rng = Rng::new(seed, number);
        let z: Vec<f64> = self.point.iter().map(|_| rng.normal()).collect();
        let moved = |(row, own): (&Vec<f64>, &f64)| own + row.iter().zip(&z).map(|(l, z)| l * z).sum::<f64>();
        self.fit.at(&self.root.iter().zip(&self.point).map(moved).collect::<Vec<_>>())
    }
}

/// On which scale an interval is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Of what is positive.
    Logarithm,
    /// Of probabilities.
    LogOdds,
}

impl Link {
    /// The value on the scale; what is at an end of it is infinite.
    #[must_use]
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Logarithm => value.ln(),
            Self::LogOdds => (value / (1.0 - value)).ln(),
        }
    }

    /// The interval of an estimate with this variance on the scale; an estimate at an end of the scale is known.
    #[must_use]
    pub fn interval(self, estimate: f64, variance: f64, level: Level) -> (f64, f64) {
        let (middle, reach) = (self.of(estimate), normal_upper_quantile(0.5 * (1.0 - level.get())) * variance.sqrt());
        if !middle.is_finite() || !reach.is_finite() {
            return (estimate, estimate);
        }
        let back = |value: f64| match self {
            Self::Logarithm => value.exp(),
            Self::LogOdds => 1.0 / (1.0 + (-value).exp()),
        };
        (back(middle - reach), back(middle + reach))
    }
}

/// The ends between which the middle share `level` of the draws lies: Hyndman and Fan's quantiles of type 7.
#[must_use]
pub fn ends(draws: &mut [f64], level: Level) -> (f64, f64) {
    draws.sort_unstable_by(f64::total_cmp);
    let quantile = |p: f64| {
        let place = p * (draws.len().max(1) - 1) as f64;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and the number of draws
        let below = place.floor() as usize;
        let low = draws.get(below).copied().unwrap_or(0.0);
        low + (place - place.floor()) * (draws.get(below + 1).copied().unwrap_or(low) - low)
    };
    (quantile(1.0 - level.upper()), quantile(level.upper()))
}

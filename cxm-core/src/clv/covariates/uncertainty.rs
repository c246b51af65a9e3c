//! How sure a fit with covariates is: Wald's intervals, the sandwich, the likelihood itself, and customers drawn anew.

use super::fit::CovariateFit;
use super::rows::{CovariateRows, CustomersKnown, HasCovariates};
use super::search::{climb, start};
use crate::clv::bootstrap::bootstrap;
use crate::clv::parameter_interval::of_draws;
use crate::clv::profile::profile;
use crate::clv::{BgNbd, BootstrapFits, Evidence, MbgNbd, Model, ParameterInterval, ParameterRange, ParetoNbd};
use crate::error::Result;
use crate::num::dist::normal_upper_quantile;
use crate::num::dot;
use crate::stats::Level;

/// Calls a function of the model that a fit is of.
macro_rules! of_model {
    ($fit:expr, $function:ident($($given:expr),*)) => {
        match $fit.model {
            ParetoNbd::NAME => $function::<ParetoNbd>($($given),*),
            BgNbd::NAME => $function::<BgNbd>($($given),*),
            _ => $function::<MbgNbd>($($given),*),
        }
    };
}

impl CovariateFit {
    /// The same fit with the covariance that holds where the model does not, the sandwich of slopes, of the data that it was fitted to.
    ///
    /// # Formula
    /// As [`AnyFit::sandwich`](crate::clv::AnyFit::sandwich), of the logarithms of the four parameters and of the coefficients.
    ///
    /// # Errors
    /// `invalid_option` of a fit without a covariance matrix; `length_mismatch`, `not_a_number` of covariates.
    pub(crate) fn sandwich(&self, known: &CustomersKnown) -> Result<Self> {
        let evidence = &self.evidence;
        let bread = Evidence::known_covariance(Some(evidence), "method")?;
        let data = CovariateRows::of(known)?;
        let meat = of_model!(self, meat(&data, self));
        let times = |one: &[Vec<f64>], two: &[Vec<f64>]| -> Vec<Vec<f64>> {
            // Both are symmetric, or the second is: its rows are its columns.
            one.iter().map(|row| two.iter().map(|column| dot(row, column)).collect()).collect()
        };
        let log_covariance = Some(times(&times(bread, &meat), bread));
        Ok(Self { evidence: Evidence { log_covariance, ..evidence.clone() }, ..self.clone() })
    }

    /// The same fit with its draws: the parameters and coefficients of fits to customers drawn anew of the data that it was fitted to, each with its covariates.
    ///
    /// # Errors
    /// `invalid_option` of a number of draws; `length_mismatch`, `not_a_number` of covariates; `stopped`.
    pub(crate) fn bootstrap(&self, known: &CustomersKnown, options: &BootstrapFits) -> Result<Self> {
        let data = CovariateRows::of(known)?;
        let draws = of_model!(self, draws(&data, self, options))?;
        Ok(Self { evidence: Evidence { draws: Some(draws), ..self.evidence.clone() }, ..self.clone() })
    }

    /// The interval of each parameter and coefficient; nothing of one that was held. `known`, what the model was fitted to, is asked for by `profile` and `sandwich`.
    ///
    /// # Formula
    /// As [`AnyFit::ranges`](crate::clv::AnyFit::ranges); of coefficients Wald's interval is on their own scale.
    ///
    /// # Errors
    /// `invalid_option` of a method that needs the data without them, and of a bootstrap without draws; as [`CovariateFit::sandwich`].
    pub(crate) fn ranges(
        &self,
        method: ParameterInterval,
        known: Option<&CustomersKnown>,
        level: Level,
    ) -> Result<Vec<ParameterRange>> {
        let lacking = || method.refused();
        let mut ranges = match method {
            ParameterInterval::WaldLog => self.wald(level),
            ParameterInterval::Sandwich => self.sandwich(known.ok_or_else(lacking)?)?.wald(level),
            ParameterInterval::Profile => {
                let data = CovariateRows::of(known.ok_or_else(lacking)?)?;
                of_model!(self, profiles(&data, self, level))
            }
            ParameterInterval::Bootstrap => of_draws(Some(&self.evidence), self.model, self.values().len(), level)?,
        };
        for (range, _) in ranges.iter_mut().zip(self.is_fixed()).filter(|(_, fixed)| *fixed) {
            *range = ParameterRange::default();
        }
        Ok(ranges)
    }

    fn wald(&self, level: Level) -> Vec<ParameterRange> {
        let z = normal_upper_quantile(0.5 * (1.0 - level.get()));
        let range = |(place, estimate): (usize, f64)| {
            let variance = self.evidence.log_covariance.as_ref().and_then(|rows| rows.get(place)?.get(place));
            let error = variance.map(|variance| variance.sqrt());
            let is_parameter = place < self.parameters.len();
            let end = |sign: f64| {
                error.map(|error| if is_parameter { estimate * (sign * z * error).exp() } else { estimate + sign * z * error })
            };
            let std_error = error.map(|error| if is_parameter { estimate * error } else { error });
            ParameterRange { std_error, low: end(-1.0), high: end(1.0) }
        };
        self.values().into_iter().enumerate().map(range).collect()
    }
}

/// Where a fit is: the logarithms of its parameters, and the coefficients of the scaled covariates.
fn point(fit: &CovariateFit, data: &CovariateRows) -> Vec<f64> {
    fit.point().into_iter().enumerate().map(|(place, value)| value * data.scale(place)).collect()
}

/// The sum of the products of slopes, by the logarithms and by the coefficients of the caller's covariates.
fn meat<M: HasCovariates>(data: &CovariateRows, fit: &CovariateFit) -> Vec<Vec<f64>> {
    let at = point(fit, data);
    let mut meat = vec![vec![0.0; at.len()]; at.len()];
    data.slopes::<M>(&at, |slope, weight| {
        for (i, own) in meat.iter_mut().enumerate() {
            for (j, sum) in own.iter_mut().enumerate() {
                *sum += weight * slope[i] * data.scale(i) * slope[j] * data.scale(j); // as long
            }
        }
    });
    meat
}

fn profiles<M: HasCovariates>(data: &CovariateRows, fit: &CovariateFit, level: Level) -> Vec<ParameterRange> {
    let (best, is_fixed) = (point(fit, data), fit.is_fixed());
    let top = data.surface::<M>(&best).value;
    let ends = profile((&best, top), &is_fixed, level, |place, from| {
        let mut is_held = is_fixed.clone();
        is_held[place] = true; // as long
        let (at, surface, _) = climb(|at| data.surface::<M>(at), from.to_vec(), &is_held);
        from.copy_from_slice(&at);
        surface.value
    });
    let own = |place: usize, end: f64| if place < 4 { end.exp() } else { end / data.scale(place) };
    let range = |(place, (low, high)): (usize, (Option<f64>, Option<f64>))| ParameterRange {
        std_error: None,
        low: low.map(|end| own(place, end)),
        high: high.map(|end| own(place, end)),
    };
    ends.into_iter().enumerate().map(range).collect()
}

fn draws<M: HasCovariates>(data: &CovariateRows, fit: &CovariateFit, options: &BootstrapFits) -> Result<Vec<Vec<f64>>> {
    let (best, is_fixed, values) = (point(fit, data), fit.is_fixed(), fit.values());
    let given: Vec<Option<f64>> = values.iter().zip(&is_fixed).map(|(value, fixed)| fixed.then_some(*value)).collect();
    bootstrap(data, options, |drawn| {
        let from = |start| climb(|at| drawn.surface::<M>(at), start, &is_fixed);
        let mut found = from(best.clone());
        if !found.2
            && let Ok(start) = start::<M>(drawn, fit.unit, &given)
        {
            let far = from(start);
            if far.1.value > found.1.value {
                found = far;
            }
        }
        drawn.unscaled(&found.0).into_iter().zip(&given).map(|(found, given)| given.unwrap_or(found)).collect()
    })
}

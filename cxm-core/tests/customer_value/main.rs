//! Models of customer value against published and independently computed answers, and their laws.
#![allow(clippy::disallowed_methods)] // tests read files

mod bg_bb;
mod bg_nbd;
mod calibration;
mod counts;
mod covariate_uncertainty;
mod covariates;
mod gamma_gamma;
mod inference;
mod intervals;
mod many_customers;
mod mean_purchases;
mod pareto_nbd;
mod purchase_counts;
mod rfm;
mod ridges;
mod scores;
mod segments;
mod shifted_beta_geometric;
mod tracking;

use cxm_core::clv::{Fitted, Model, RfmColumns, RfmCounts, RfmSpec, RfmUnit};
use cxm_core::state::State;

/// The 2,357 customers of CDNOW.
fn cdnow() -> RfmCounts {
    let rows: Vec<Vec<f64>> = include_str!("cdnow.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(' ').map(|number| number.parse().unwrap()).collect())
        .collect();
    let column = |place: usize| rows.iter().map(|row| row[place]).collect::<Vec<f64>>();
    let [x, recency, age, spend, n] = [0, 1, 2, 3, 4].map(column);
    let columns = RfmColumns::new(x.as_slice().into(), recency.as_slice().into(), age.as_slice().into());
    let mut counts = RfmCounts::new(&RfmSpec::default().unit(RfmUnit::Week).spend());
    counts.observe(columns.monetary_value(spend.as_slice().into()).counts(n.as_slice().into())).unwrap();
    counts
}

#[track_caller]
fn near(what: &str, got: f64, want: f64, relative: f64) {
    assert!((got - want).abs() <= relative * want.abs(), "{what}: got {got}, want {want}");
}

/// A fit against its parameters (1e-6), log-likelihood (1e-6 absolute) and standard errors (1e-5): the tolerances to which the independent answers are known.
#[track_caller]
fn check_fit<M: Model>(fit: &Fitted<M>, parameters: &[f64], log_likelihood: f64, std_errors: &[f64]) {
    let evidence = fit.evidence.as_ref().unwrap();
    assert_eq!(evidence.status.name(), "converged");
    for ((name, got), want) in M::PARAMETERS.iter().zip(fit.model.parameters()).zip(parameters) {
        near(name, got, *want, 1e-6);
    }
    assert!((evidence.log_likelihood - log_likelihood).abs() < 1e-6, "{}", evidence.log_likelihood);
    for ((name, got), want) in M::PARAMETERS.iter().zip(fit.std_errors().unwrap()).zip(std_errors) {
        near(name, got, *want, 1e-5);
    }
}

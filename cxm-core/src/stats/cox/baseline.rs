use super::likelihood::{Spread, risks};
use super::sorted::Sorted;
use super::{CoxData, CoxFit, CoxTies};
use crate::columns::{Table, TableColumn};
use crate::error::{Error, Result};
use std::borrow::Cow;

/// The cumulative hazard of who has these covariates, stratum by stratum: `stratum` (its number), `time`, `hazard` at that time, `cumulative_hazard`, `survival`.
///
/// # Formula
/// `Λ(t) = exp(x b) Σ over times ≤ t of d / Σ over those at risk exp(x b)`, ties taken as in the fit; `S = exp(-Λ)`. At the means of the covariates unless `at` says otherwise: what "the baseline" is differs between
/// packages (R leaves covariates of 0 and 1 at 0, lifelines centres all), so ask for the same covariates before you compare.
///
/// # Errors
/// Those of [`CoxData::check`]; `length_mismatch` of `at`; `invalid_option` where the fit had exact ties.
///
/// # References
/// N. Breslow (1972), discussion of Cox, JRSS B 34:216.
pub fn baseline_hazard(data: &CoxData, fit: &CoxFit, at: Option<&[f64]>) -> Result<Table> {
    baseline(&Sorted::new(Cow::Borrowed(data))?, fit, at)
}

/// [`baseline_hazard`] of rows that are sorted already.
pub(crate) fn baseline(sorted: &Sorted, fit: &CoxFit, at: Option<&[f64]>) -> Result<Table> {
    let ties = fit.options().ties;
    if ties == CoxTies::Exact {
        return Err(Error::option("ties", "efron or breslow", "exact"));
    }
    if let Some(at) = at.filter(|at| at.len() != sorted.p) {
        return Err(Error::option("at", format!("{} numbers, one a covariate", sorted.p), format!("{} numbers", at.len())));
    }
    let own = at.map_or(0.0, |at| {
        let distance = at.iter().zip(&sorted.center).zip(&fit.coefficients);
        distance.map(|((x, center), b)| (x - center) * b).sum::<f64>()
    });
    let (risk, shift) = risks(sorted, &sorted.linear(&sorted.scaled(&fit.coefficients)));
    let mut steps: Vec<(usize, f64, f64)> = Vec::new();
    let mut spread = Spread::new(sorted.p);
    sorted.each_time(&risk, false, |tied| {
        let weight: f64 = tied.places.iter().map(|&place| sorted.weight(place)).sum();
        let mut hazard = 0.0;
        spread.each_share(sorted, &risk, tied, ties, false, |share, set| hazard += share * weight / set.s0);
        steps.push((tied.stratum, tied.time, hazard * (own - shift).exp()));
    });
    steps.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut cumulative = Vec::with_capacity(steps.len());
    for same in steps.chunk_by(|a, b| a.0 == b.0) {
        let mut sum = 0.0;
        cumulative.extend(same.iter().map(|step| {
            sum += step.2;
            sum
        }));
    }
    let column = |values: Vec<f64>| TableColumn::Float(values.into_iter().map(Some).collect());
    Ok(Table::default()
        .with("stratum", TableColumn::Count(steps.iter().map(|step| Some(step.0 as u64)).collect()))
        .with("time", column(steps.iter().map(|step| step.1).collect()))
        .with("hazard", column(steps.iter().map(|step| step.2).collect()))
        .with("survival", column(cumulative.iter().map(|sum: &f64| (-sum).exp()).collect()))
        .with("cumulative_hazard", column(cumulative)))
}

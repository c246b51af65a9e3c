use super::CovariateFit;
use crate::clv::tracking::track;
use crate::clv::{AnyFit, TrackedPeriod, TrackingOptions, TransactionColumns};
use crate::columns::Stop;
use crate::error::{Code, Error, Result};
use crate::records::customer_rows::customers;
use std::collections::BTreeMap;

/// As [`tracking`](crate::clv::tracking()) of a fit with covariates, each a number a row in the order of the fit: those of a customer are the same in all its rows, and each customer is expected to do what its own parameters say.
///
/// # Errors
/// As [`tracking`](crate::clv::tracking()) and [`CovariateFit::of`]; `length_mismatch` of another number of rows, `out_of_range` of a customer with two values of a covariate.
///
/// # References
/// P. S. Fader and B. G. S. Hardie (2007), Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD models.
pub fn tracking_with_covariates(
    fit: &CovariateFit,
    columns: &TransactionColumns<'_>,
    covariates: &[Vec<f64>],
    options: &TrackingOptions,
) -> Result<Vec<TrackedPeriod>> {
    let (patterns, of_customer) = customers_by_covariates(fit, columns, covariates, &options.rfm.stop)?;
    let fits = patterns.iter().map(|values| fit.of(values)).collect::<Result<Vec<_>>>()?;
    let models = fits.iter().map(AnyFit::purchases).collect::<Result<Vec<_>>>()?;
    track(&models, |customer| of_customer.get(customer).copied().unwrap_or(0), columns, options)
}

/// The rows of covariates that customers have, and which one each has, by its place among the customers.
fn customers_by_covariates(
    fit: &CovariateFit,
    columns: &TransactionColumns<'_>,
    covariates: &[Vec<f64>],
    stop: &Stop,
) -> Result<(Vec<Vec<f64>>, Vec<usize>)> {
    let rows = columns.customer.len();
    let names = fit.coefficients.iter().map(|(_, column, ..)| column);
    for (name, values) in names.clone().zip(covariates) {
        if values.len() != rows {
            let message = format!("{name} has {} rows, customer has {rows}", values.len());
            return Err(Error::new(Code::LengthMismatch, message).with_field(name.clone()));
        }
    }
    let (encoder, codes) = customers(&columns.customer, stop)?;
    let mut first: Vec<Option<usize>> = vec![None; encoder.len()];
    for (row, code) in codes.iter().enumerate() {
        let Some(own) = first.get_mut(*code as usize) else { continue };
        let first = *own.get_or_insert(row);
        for (name, values) in names.clone().zip(covariates) {
            let (one, other) = (values[first], values[row]); // as long as the customers
            if (one - other).abs() > 0.0 {
                let (row, expected) = (columns.customer.first_row() + row as u64, "one value in all rows of a customer");
                let message = format!(
                    "{name} must have {expected}, as what is known of customers does not change: here {one} and {other} (row {row})"
                );
                let error = Error::new(Code::OutOfRange, message).with_row(row).with_field(name.clone());
                return Err(error.with_expected(expected).with_got(format!("{one} and {other}")));
            }
        }
    }
    let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
    let mut patterns: Vec<Vec<f64>> = Vec::new();
    let of = |row: &Option<usize>| {
        let own: Vec<f64> = row.map(|row| covariates.iter().map(|values| values[row] + 0.0).collect()).unwrap_or_default(); // as long, and no negative zero
        *known.entry(own.iter().map(|value| value.to_bits()).collect()).or_insert_with(|| {
            patterns.push(own);
            patterns.len() - 1
        })
    };
    let of_customer = first.iter().map(of).collect();
    Ok((patterns, of_customer))
}

use super::Args;
use super::survival::{FieldsAndTables, column};
use crate::columns::Frame;
use crate::error::{Error, Result};
use crate::retention::CovariateColumns;
use crate::stats::cox::{CoxOptions, CoxStatus, CoxTies, HazardClock, baseline_hazard, cox, proportional_hazards};
use serde_json::json;

/// The columns that a fit reads, by the options that name them.
pub(super) fn covariate_columns(args: &mut Args) -> Result<Vec<String>> {
    let required =
        |given: Option<Vec<String>>, name: &str| given.ok_or_else(|| Error::option(name, "the name of a column", "nothing"));
    let mut names = Vec::new();
    for name in ["duration", "event"] {
        names.extend(required(args.columns(name)?, name)?);
    }
    names.extend(required(args.columns("covariates")?, "covariates")?);
    for name in ["start", "weights", "offset", "strata", "cluster"] {
        names.extend(args.columns(name)?.unwrap_or_default());
    }
    Ok(names)
}

/// `CoxPh(ties="efron", robust=False).fit(frame, duration, event, covariates, start=, weights=, offset=, strata=, cluster=, level=, clock="km")`.
///
/// Tables `table` (as [`crate::stats::cox::CoxFit::table`]), `proportional_hazards` (`None` of exact ties) and `baseline` (at the means of the covariates); fields `log_likelihood`, `log_likelihood_null`,
/// `likelihood_ratio`, `wald`, `score` (each `statistic`, `df`, `p_value`), `concordance` (`estimate`, `std_error`, `conf_low`, `conf_high`), `covariance`, `n`, `n_events`, `status`, `infinite` terms.
///
/// # Errors
/// As [`CovariateColumns::read`] and [`cox`]; `unknown_column`, `invalid_option`, `invalid_level`.
pub fn cox_fit(frame: &Frame<'_>, mut args: Args) -> Result<FieldsAndTables> {
    let ties = args.name::<CoxTies>("ties")?.unwrap_or_default();
    let mut options = CoxOptions { ties, robust: args.truth("robust")?.unwrap_or_default(), level: args.level()? };
    let clock = args.name::<HazardClock>("clock")?.unwrap_or_default();
    let required =
        |found: Option<_>, name: &'static str| found.ok_or_else(|| Error::option(name, "the name of a column", "nothing"));
    let duration = required(column(frame, &mut args, "duration")?, "duration")?.clone();
    let event = required(column(frame, &mut args, "event")?, "event")?.clone();
    let several = |args: &mut Args, name: &'static str| -> Result<Vec<_>> {
        args.columns(name)?.unwrap_or_default().iter().map(|name| frame.column(name).cloned()).collect()
    };
    let covariates = several(&mut args, "covariates")?;
    let mut columns = CovariateColumns::new(duration, event, covariates);
    columns.strata = several(&mut args, "strata")?;
    columns.start = column(frame, &mut args, "start")?.cloned();
    columns.weights = column(frame, &mut args, "weights")?.cloned();
    columns.offset = column(frame, &mut args, "offset")?.cloned();
    columns.cluster = column(frame, &mut args, "cluster")?.cloned();
    // Rows that depend on one another need errors that know it.
    options.robust |= columns.cluster.is_some();
    args.finish()?;
    let data = columns.read()?;
    let fit = cox(&data, &options)?;
    let z = crate::stats::interval::Confidence::from(options.level.get()).quantile;
    let share = fit.concordance;
    let end = |sign: f64| Some((share.estimate? + sign * z * share.std_error?).clamp(0.0, 1.0));
    let df = data.terms.len();
    let test = |(statistic, p_value): (f64, f64)| json!({ "statistic": statistic, "df": df, "p_value": p_value });
    let infinite = match &fit.status {
        CoxStatus::Infinite(terms) => terms.clone(),
        CoxStatus::Converged => Vec::new(),
    };
    let fields = json!({
        "log_likelihood": fit.log_likelihoods.1,
        "log_likelihood_null": fit.log_likelihoods.0,
        "likelihood_ratio": test(fit.likelihood_ratio),
        "wald": test(fit.wald),
        "score": test(fit.score),
        "concordance": { "estimate": share.estimate, "std_error": share.std_error, "conf_low": end(-1.0), "conf_high": end(1.0) },
        "covariance": fit.covariance,
        "n": fit.n,
        "n_events": fit.n_events,
        "status": fit.status.name(),
        "infinite": infinite,
        "robust": options.robust,
        "ties": options.ties.name(),
    });
    let mut tables = vec![("table", fit.table())];
    if options.ties != CoxTies::Exact {
        tables.push(("baseline", baseline_hazard(&data, &fit, None)?));
        if infinite.is_empty() {
            tables.push(("proportional_hazards", proportional_hazards(&data, &fit, clock)?));
        }
    }
    Ok(FieldsAndTables { fields, tables })
}

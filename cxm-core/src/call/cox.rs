use super::Args;
use super::survival::FieldsAndTables;
use crate::columns::Frame;
use crate::error::{Error, Result};
use crate::retention::CovariateColumns;
use crate::stats::cox::{CoxOptions, CoxTies, HazardClock, Sorted, baseline, fit, test_proportional_hazards};
use crate::stats::discrete_hazard::{HazardLink, discrete_hazard};
use serde_json::json;

/// The columns that a fit reads, by the options that name them.
pub(super) fn covariate_columns(args: &mut Args) -> Result<Vec<String>> {
    let mut names = vec![args.required_column("duration")?, args.required_column("event")?];
    let covariates = args.columns("covariates")?;
    names.extend(covariates.ok_or_else(|| Error::option("covariates", "the name of a column", "nothing"))?);
    for name in ["start", "weights", "offset", "strata", "cluster"] {
        names.extend(args.columns(name)?.unwrap_or_default());
    }
    Ok(names)
}

/// `CoxPh(ties="efron", robust=False).fit(frame, duration, event, covariates, start=, weights=, offset=, strata=, cluster=, level=, clock="km")`.
///
/// Tables `table` (as [`crate::stats::cox::CoxFit::table`]), `proportional_hazards` (`None` of exact ties) and `baseline` (at the means of the covariates); fields `log_likelihood`, `log_likelihood_null`,
/// `likelihood_ratio`, `wald`, `score` (each `statistic`, `df`, `p_value`), `concordance` (`estimate`, `std_error`, `conf_low`, `conf_high`), `covariance`, `n`, `n_events`, `status`, `infinite` terms, `level`.
///
/// # Errors
/// As [`CovariateColumns::read`] and [`cox`](crate::stats::cox::cox); `unknown_column`, `invalid_option`, `invalid_level`.
pub fn cox_fit(frame: &Frame<'_>, mut args: Args) -> Result<FieldsAndTables> {
    let ties = args.name::<CoxTies>("ties")?.unwrap_or_default();
    let mut options = CoxOptions { ties, robust: args.truth("robust")?.unwrap_or_default(), level: args.level()? };
    let clock = args.name::<HazardClock>("clock")?.unwrap_or_default();
    let (duration, event) = (args.required_column_of(frame, "duration")?, args.required_column_of(frame, "event")?);
    let mut columns = CovariateColumns::new(duration, event, args.columns_of(frame, "covariates")?);
    columns.strata = args.columns_of(frame, "strata")?;
    columns.start = args.column_of(frame, "start")?;
    columns.weights = args.column_of(frame, "weights")?;
    columns.offset = args.column_of(frame, "offset")?;
    columns.cluster = args.column_of(frame, "cluster")?;
    // Rows that depend on one another need errors that know it.
    options.robust |= columns.cluster.is_some();
    args.finish()?;
    let sorted = Sorted::new(&columns.read()?)?;
    let fit = fit(&sorted, &options)?;
    let z = crate::stats::interval::Confidence::from(options.level.get()).quantile;
    let share = fit.concordance;
    let end = |sign: f64| Some((share.estimate? + sign * z * share.std_error?).clamp(0.0, 1.0));
    let df = fit.terms.len();
    let test = |(statistic, p_value): (f64, f64)| json!({ "statistic": statistic, "df": df, "p_value": p_value });
    let infinite = fit.status.infinite();
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
        "level": options.level.get(),
        "robust": options.robust,
        "ties": options.ties.name(),
    });
    let mut tables = vec![("table", fit.table())];
    if options.ties != CoxTies::Exact {
        tables.push(("baseline", baseline(&sorted, &fit, None)?));
        if infinite.is_empty() {
            tables.push(("proportional_hazards", test_proportional_hazards(&sorted, &fit, clock)?));
        }
    }
    Ok(FieldsAndTables { fields, tables })
}

/// `DiscreteHazard(link="logit").fit(frame, duration, event, covariates, start=, weights=, level=)`: durations are whole periods, from 1 on.
///
/// Tables `table` (as [`DiscreteHazardFit::table`](crate::stats::discrete_hazard::DiscreteHazardFit::table)) and `baseline`; fields `log_likelihood`, `log_likelihood_null`, `likelihood_ratio`, `covariance`, `n`, `n_events`, `status`, `infinite` terms, `level`, `link`.
///
/// # Errors
/// As [`CovariateColumns::read`] and [`discrete_hazard`]; `unknown_column`, `invalid_option`, `invalid_level`.
pub fn discrete_hazard_fit(frame: &Frame<'_>, mut args: Args) -> Result<FieldsAndTables> {
    let (link, level) = (args.name::<HazardLink>("link")?.unwrap_or_default(), args.level()?);
    let (duration, event) = (args.required_column_of(frame, "duration")?, args.required_column_of(frame, "event")?);
    let mut columns = CovariateColumns::new(duration, event, args.columns_of(frame, "covariates")?);
    columns.start = args.column_of(frame, "start")?;
    columns.weights = args.column_of(frame, "weights")?;
    args.finish()?;
    let fit = discrete_hazard(&columns.read()?, link)?;
    let fields = json!({
        "log_likelihood": fit.log_likelihoods.1,
        "log_likelihood_null": fit.log_likelihoods.0,
        "likelihood_ratio": { "statistic": fit.likelihood_ratio.0, "df": fit.terms.len(), "p_value": fit.likelihood_ratio.1 },
        "covariance": fit.covariance,
        "n": fit.n,
        "n_events": fit.n_events,
        "status": fit.status.name(),
        "infinite": fit.status.infinite(),
        "level": level.get(),
        "link": fit.link.name(),
    });
    Ok(FieldsAndTables { fields, tables: vec![("table", fit.table(level)), ("baseline", fit.baseline(level))] })
}

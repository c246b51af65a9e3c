use super::Args;
use super::survival::FieldsAndTables;
use crate::columns::{Frame, Table};
use crate::error::{Error, Result};
use crate::retention::CovariateColumns;
use crate::stats::cox::{
    CoxFit, CoxOptions, CoxTies, HazardClock, Sorted, baseline, concordance_of_fit, fit, test_proportional_hazards,
};
use crate::stats::discrete_hazard::{HazardLink, discrete_hazard};
use crate::stats::interval::Confidence;
use serde_json::{Value, json};
use std::borrow::Cow;

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

/// A fitted model, with its rows: what takes long is found when it is asked for.
pub struct CoxModel {
    sorted: Sorted,
    fit: CoxFit,
    clock: HazardClock,
}

impl CoxModel {
    /// `CoxPh(ties="efron", robust=False).fit(frame, duration, event, covariates, start=, weights=, offset=, strata=, cluster=, level=, clock="km")`.
    ///
    /// # Errors
    /// As [`CovariateColumns::read`] and [`cox`](crate::stats::cox::cox); `unknown_column`, `invalid_option`, `invalid_level`.
    pub fn of(frame: &Frame<'_>, mut args: Args) -> Result<Self> {
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
        let sorted = Sorted::new(Cow::Owned(columns.read()?))?;
        let fit = fit(&sorted, &options)?;
        Ok(Self { sorted, fit, clock })
    }

    /// `log_likelihood`, `log_likelihood_null`, `likelihood_ratio`, `wald`, `score` (each `statistic`, `df`, `p_value`), `covariance`, `n`, `n_events`, `status`, `infinite` terms, `robust`, `ties`.
    #[must_use]
    pub fn fields(&self) -> Value {
        let (fit, options) = (&self.fit, self.fit.options());
        let df = fit.terms.len();
        let test = |(statistic, p_value): (f64, f64)| json!({ "statistic": statistic, "df": df, "p_value": p_value });
        json!({
            "log_likelihood": fit.log_likelihoods.1,
            "log_likelihood_null": fit.log_likelihoods.0,
            "likelihood_ratio": test(fit.likelihood_ratio),
            "wald": test(fit.wald),
            "score": test(fit.score),
            "covariance": fit.covariance,
            "n": fit.n,
            "n_events": fit.n_events,
            "status": fit.status.name(),
            "infinite": fit.status.infinite(),
            "level": options.level.get(),
            "robust": options.robust,
            "ties": options.ties.name(),
        })
    }

    /// `estimate`, `std_error`, `conf_low`, `conf_high` of [`concordance`](crate::stats::cox::concordance).
    #[must_use]
    pub fn concordance(&self) -> Value {
        let share = concordance_of_fit(&self.sorted, &self.fit);
        let z = Confidence::from(self.fit.options().level.get()).quantile;
        let end = |sign: f64| Some((share.estimate? + sign * z * share.std_error?).clamp(0.0, 1.0));
        json!({ "estimate": share.estimate, "std_error": share.std_error, "conf_low": end(-1.0), "conf_high": end(1.0) })
    }

    /// `table` (as [`CoxFit::table`]), `baseline` (at the means of the covariates; `None` of exact ties) or `proportional_hazards` (`None` of exact ties and of ratios without a bound).
    ///
    /// # Errors
    /// `invalid_option` of another.
    pub fn table(&self, name: &str) -> Result<Option<Table>> {
        let is_exact = self.fit.options().ties == CoxTies::Exact;
        match name {
            "table" => Ok(Some(self.fit.table())),
            "baseline" if is_exact => Ok(None),
            "baseline" => baseline(&self.sorted, &self.fit, None).map(Some),
            "proportional_hazards" if is_exact || !self.fit.status.infinite().is_empty() => Ok(None),
            "proportional_hazards" => test_proportional_hazards(&self.sorted, &self.fit, self.clock).map(Some),
            other => Err(Error::option("table", Self::TABLES.join(", "), other)),
        }
    }

    /// The names of its tables.
    pub const TABLES: [&'static str; 3] = ["table", "baseline", "proportional_hazards"];
}

/// [`CoxModel`] asked for all at once: its fields with `concordance`, and its tables.
///
/// # Errors
/// As [`CoxModel::of`].
pub fn cox_fit(frame: &Frame<'_>, args: Args) -> Result<FieldsAndTables> {
    let model = CoxModel::of(frame, args)?;
    let mut fields = model.fields();
    fields["concordance"] = model.concordance();
    let mut tables = Vec::new();
    for name in CoxModel::TABLES {
        tables.extend(model.table(name)?.map(|table| (name, table)));
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

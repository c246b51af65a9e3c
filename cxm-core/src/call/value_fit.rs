use super::Args;
use super::value_covariates::{about, covariate_names, customers_known};
use crate::clv::{
    AnyFit, CovariateFit, CustomerFit, DepartureColumns, Departures, FitSource, GammaGamma, Model, RfmColumns, RfmCounts,
    RfmSpec, RfmUnit, ShiftedBetaGeometric,
};
use crate::columns::{Frame, Stop};
use crate::error::{Code, Error, Result};
use crate::state::State;
use serde_json::{Map, Value, json};

/// `Model().fit(frame, unit=, counts=, fixed=, transaction=, attrition=)`: the fit as JSON, which the other calls take as `fit`. `model` is one of [`AnyFit::MODELS`]; the frame has the columns `frequency`, `recency`, `T` and for
/// amounts `monetary_value`; `counts` says how many customers a row stands for, `fixed` has values
/// of parameters by name (and of coefficients, `transaction.<column>`), which are held there; `transaction` and `attrition` name columns of covariates. For `shifted_beta_geometric` it has `period` (1, 2, ...), `n_churned` and `n_active_end`.
///
/// # Errors
/// As [`AnyFit::fit`] and [`RfmColumns`]; `unknown_column`, `invalid_option`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, value_fit};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![
///     ColumnView::from(&[2, 1, 0, 5, 0, 1]).named("frequency"),
///     ColumnView::from(&[30.4, 1.7, 0.0, 33.0, 0.0, 20.0]).named("recency"),
///     ColumnView::from(&[38.9, 38.9, 38.9, 36.0, 37.0, 38.0]).named("T"),
/// ])?;
/// let fit = value_fit(&frame, Args::from_json("fit", r#"{"model": "bg_nbd", "unit": "week"}"#)?)?;
/// assert_eq!((fit["unit"].as_str(), fit["n"].as_u64()), (Some("week"), Some(6)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn value_fit(frame: &Frame<'_>, mut args: Args) -> Result<Value> {
    let model = model(&mut args)?;
    let unit = args.name::<RfmUnit>("unit")?;
    let counts = args.column("counts")?;
    let fixed = fixed(&mut args)?;
    let covariates = covariate_names(&mut args)?;
    let stop = args.stops().clone();
    args.finish()?;
    AnyFit::parameter_names(&model)?;
    if !covariates.is_empty() {
        let known = customers_known(frame, counts, &covariates, stop)?;
        return Ok(CovariateFit::fit(&model, &known, unit, &fixed)?.to_json());
    }
    Ok(AnyFit::fit_with(&model, Source::read(frame, &model, unit, counts, stop)?.view(), &fixed)?.to_json())
}

/// The parameters that are held, by name.
fn fixed(args: &mut Args) -> Result<Vec<(String, f64)>> {
    let held = |given: &Value| -> Option<Vec<(String, f64)>> {
        given.as_object()?.iter().map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect()
    };
    Ok(args.typed("fixed", "numbers by the names of parameters", held)?.unwrap_or_default())
}

/// What a model is fitted to, read.
pub(super) enum Source {
    Customers(RfmCounts),
    Departures(Departures, Option<RfmUnit>),
}

impl Source {
    /// What a model reads of a frame.
    pub fn read(frame: &Frame<'_>, model: &str, unit: Option<RfmUnit>, counts: Option<String>, stop: Stop) -> Result<Self> {
        if model == ShiftedBetaGeometric::NAME {
            return Ok(Self::Departures(Departures::read(&DepartureColumns::of(frame)?)?, unit));
        }
        Ok(Self::Customers(observed(frame, model, unit, counts, stop)?))
    }

    pub fn view(&self) -> FitSource<'_> {
        match self {
            Self::Customers(counts) => counts.into(),
            Self::Departures(departures, unit) => FitSource::Departures(departures, *unit),
        }
    }
}

/// The counts that a model reads of a frame.
fn observed(frame: &Frame<'_>, model: &str, unit: Option<RfmUnit>, counts: Option<String>, stop: Stop) -> Result<RfmCounts> {
    let mut columns = RfmColumns::of(frame)?;
    columns.counts = counts.map(|name| frame.column(&name).cloned()).transpose()?;
    columns.stop = stop;
    let mut spec = RfmSpec { unit, ..RfmSpec::default() };
    spec.spend = model == GammaGamma::NAME;
    if spec.spend {
        frame.column("monetary_value")?;
    }
    let mut observed = RfmCounts::new(&spec);
    observed.observe(columns)?;
    Ok(observed)
}

fn model(args: &mut Args) -> Result<String> {
    let expected = || format!("one of {}", AnyFit::MODELS.join(", "));
    args.text("model")?.ok_or_else(|| Error::option("model", expected(), "nothing"))
}

/// `Model.from_params(params, unit=)`: a model without uncertainty, in the form of [`value_fit`].
///
/// # Errors
/// As [`AnyFit::from_json`].
pub fn value_given(mut args: Args) -> Result<Value> {
    let model = model(&mut args)?;
    let params = args.take("params").unwrap_or_default();
    let unit = args.name::<RfmUnit>("unit")?.map(RfmUnit::name);
    args.finish()?;
    Ok(AnyFit::from_json(&json!({"model": model, "params": params, "unit": unit}))?.to_json())
}

/// The model in `fit`.
pub(super) fn fit(args: &mut Args, name: &'static str) -> Result<AnyFit> {
    match args.take(name) {
        Some(json) => AnyFit::from_json(&json),
        None => Err(Error::option(name, "a fitted model: call fit, or from_params", "a model that is not fitted")),
    }
}

/// The fit with covariates of this name, where it has some.
pub(super) fn with_covariates(args: &mut Args, name: &'static str) -> Result<Option<CovariateFit>> {
    match args.peek(name).filter(|json| CovariateFit::is_one(json)) {
        None => Ok(None),
        Some(_) => args.take(name).map(|json| CovariateFit::from_json(&json)).transpose(),
    }
}

/// The model in `fit`, with covariates or without.
pub(super) fn customer_fit(args: &mut Args, name: &'static str) -> Result<CustomerFit> {
    match with_covariates(args, name)? {
        Some(with) => Ok(with.into()),
        None => Ok(fit(args, name)?.into()),
    }
}

/// What there is to say of a `fit`: `params`, `std_errors`, `covariance`, `summary` (a row a parameter, with the interval `wald_log` of `level`), `log_likelihood`, `aic`, `bic`, `n`, `unit`, `status`,
/// `degenerate`, `converged`, `fixed`, `n_draws`; null where nothing is known.
///
/// # Errors
/// As [`AnyFit::from_json`]; `invalid_level`; `definition_mismatch` of a fit of another model than `model`.
pub fn value_about(mut args: Args) -> Result<Value> {
    let with_covariates = with_covariates(&mut args, "fit")?;
    let plain = if with_covariates.is_none() { Some(fit(&mut args, "fit")?) } else { None };
    let level = args.level()?;
    let wanted = args.text("model")?;
    args.finish()?;
    let own = with_covariates.as_ref().map(|fit| fit.model).or(plain.as_ref().map(AnyFit::model)).unwrap_or_default();
    if let Some(model) = wanted.filter(|model| model != own) {
        let message = format!("this is a fit of {own}, not of {model}");
        return Err(Error::new(Code::DefinitionMismatch, message).with_field("model").with_expected(model).with_got(own));
    }
    let fit = match (with_covariates, plain) {
        (Some(fit), _) => return Ok(about(&fit, level)),
        (None, Some(fit)) => fit,
        (None, None) => return Ok(Value::Null), // one of both is there
    };
    let names = AnyFit::parameter_names(fit.model())?;
    let is_fixed = fit.is_fixed();
    let learnt = |place: usize| !is_fixed.get(place).copied().unwrap_or(false);
    let named = |values: &[f64]| -> Map<String, Value> {
        names.iter().zip(values).map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
    };
    let (parameters, errors, intervals) = (fit.parameters(), fit.std_errors(), fit.intervals(level));
    let row = |(place, name): (usize, &&str)| {
        let interval = intervals.as_ref().and_then(|all| all.get(place)).filter(|_| learnt(place));
        json!({
            "term": name,
            "estimate": parameters.get(place),
            "std_error": errors.as_ref().and_then(|all| all.get(place)).filter(|_| learnt(place)),
            "conf_low": interval.map(|(low, _)| low),
            "conf_high": interval.map(|(_, high)| high),
        })
    };
    let evidence = fit.evidence();
    Ok(json!({
        "model": fit.model(),
        "params": named(&parameters),
        "std_errors": errors.as_deref().map(named),
        "covariance": fit.covariance(),
        "summary": names.iter().enumerate().map(row).collect::<Vec<_>>(),
        "log_likelihood": evidence.map(|evidence| evidence.log_likelihood),
        "aic": fit.aic(),
        "bic": fit.bic(),
        "n": evidence.map(|evidence| evidence.n),
        "unit": fit.unit().map(RfmUnit::name),
        "status": evidence.map(|evidence| evidence.status.name()),
        "degenerate": evidence.map(|evidence| &evidence.degenerate),
        "fixed": evidence.map(|evidence| &evidence.fixed),
        "n_draws": evidence.map(|evidence| evidence.draws.as_ref().map_or(0, Vec::len)),
        "converged": evidence.map(|evidence| evidence.status.name() == "converged"),
    }))
}

/// A number that must be finite and not negative.
pub(super) fn not_negative(args: &mut Args, name: &'static str) -> Result<f64> {
    let value = args.number(name)?.ok_or_else(|| Error::option(name, "a number, not negative", "nothing"))?;
    if value.is_finite() && value >= 0.0 {
        return Ok(value);
    }
    Err(Error::expected(Code::OutOfRange, name, "finite and not negative", value.to_string()))
}

use super::Args;
use super::value_covariates::fitted_to;
use super::value_fit::{Source, customer_fit, fit, with_covariates};
use crate::clv::{AnyFit, BootstrapFits, CustomerFit, Nested, ParameterInterval};
use crate::columns::{Frame, Table, TableColumn};
use crate::error::{Error, Result};
use crate::stats::Test;
use serde_json::Value;

/// `fit.conf_int(level, method="wald_log")`: a row a parameter, `term`, `estimate`, `std_error`, `conf_low`, `conf_high`. `method` is `wald_log`, `profile`, `sandwich` or `bootstrap`; `profile` and
/// `sandwich` read the frame that the model was fitted to, of the others it may be empty.
///
/// # Errors
/// As [`super::value_fit`] and [`AnyFit::ranges`].
pub fn value_intervals(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let fit = customer_fit(&mut args, "fit")?;
    let (counts, level, stop) = (args.column("counts")?, args.level()?, args.stops().clone());
    let method = args.name::<ParameterInterval>("method")?.unwrap_or_default();
    args.finish()?;
    let is_known = method.needs_data() && !frame.columns().is_empty();
    let (terms, values, ranges) = match &fit {
        CustomerFit::Same(fit) => {
            let source = is_known.then(|| Source::read(frame, fit.model(), fit.unit(), counts, stop)).transpose()?;
            let names = AnyFit::parameter_names(fit.model())?.iter().map(|name| (*name).to_owned()).collect();
            (names, fit.parameters(), fit.ranges(method, source.as_ref().map(Source::view), level)?)
        }
        CustomerFit::Own(fit) => {
            let known = is_known.then(|| fitted_to(frame, fit, counts, stop)).transpose()?;
            (fit.terms(), fit.values(), fit.ranges(method, known.as_ref(), level)?)
        }
    };
    Ok(Table::default()
        .with("term", TableColumn::Text(terms.into_iter().map(Some).collect()))
        .with("estimate", TableColumn::Float(values.into_iter().map(Some).collect()))
        .with("std_error", TableColumn::Float(ranges.iter().map(|range| range.std_error).collect()))
        .with("conf_low", TableColumn::Float(ranges.iter().map(|range| range.low).collect()))
        .with("conf_high", TableColumn::Float(ranges.iter().map(|range| range.high).collect())))
}

/// `fit.bootstrap(draws=1000, seed=0)`: the fit with the parameters of fits to customers drawn anew, which `method="bootstrap"` and `interval="bootstrap"` read; of the frame that it was fitted to.
///
/// # Errors
/// As [`super::value_fit`] and [`AnyFit::bootstrap`]; `stopped`.
pub fn value_bootstrap(frame: &Frame<'_>, mut args: Args) -> Result<Value> {
    let fit = customer_fit(&mut args, "fit")?;
    let (counts, draws, seed) = (args.column("counts")?, args.whole("draws")?, args.whole("seed")?);
    let mut options = BootstrapFits::new(draws.map_or(1_000, |draws| u32::try_from(draws).unwrap_or(u32::MAX))); // refused as too many
    options.seed = seed.unwrap_or(0);
    (options.stop, options.progress) = (args.stops().clone(), args.told().clone());
    args.finish()?;
    if frame.columns().is_empty() {
        return Err(Error::option("fit", "a model that was fitted here", fit.model()));
    }
    match &fit {
        CustomerFit::Same(fit) => {
            let source = Source::read(frame, fit.model(), fit.unit(), counts, options.stop.clone())?;
            Ok(fit.bootstrap(source.view(), &options)?.to_json())
        }
        CustomerFit::Own(fit) => {
            let known = fitted_to(frame, fit, counts, options.stop.clone())?;
            Ok(fit.bootstrap(&known, &options)?.to_json())
        }
    }
}

/// `likelihood_ratio(small, large)` of two fits to the same data, of which one holds parameters that the other learnt, or lacks covariates that the other has.
///
/// # Errors
/// As [`crate::clv::likelihood_ratio`].
pub fn likelihood_ratio(mut args: Args) -> Result<Test> {
    let mut side = |name: &'static str| match with_covariates(&mut args, name)? {
        Some(with) => Ok(Nested::from(&with)),
        None => Ok(Nested::from(&fit(&mut args, name)?)),
    };
    let (small, large) = (side("small")?, side("large")?);
    args.finish()?;
    small.within(&large)
}

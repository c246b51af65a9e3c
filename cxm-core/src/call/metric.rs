use super::Args;
use crate::error::{Code, Error, Result, did_you_mean, nearest};
use crate::stats::{Functional, Metric, Scale};
use crate::survey::{CesForm, CsatRule, FavorabilityRule, StarsRule, StarsRuleName};
use serde_json::Value;

/// Metrics by name.
const NAMES: [&str; 9] = ["nps", "enps", "csat", "ces", "stars", "favorability", "mean", "top_box", "net"];

/// The metric of a name and its options, which are taken out of `args`. `on` is the scale of the answers, where it is known: metrics that need one
/// fall back on it.
///
/// # Errors
/// `unknown_metric`, or `invalid_option` of one of its options.
pub fn metric(name: &str, args: &mut Args, on: Option<Scale>) -> Result<Metric> {
    match name {
        "nps" | "enps" => recommendation(name, args),
        "csat" => {
            let scale = args.scale()?.or(on).unwrap_or(Scale::FIVE);
            let rule = args.name::<CsatRule>("rule")?.unwrap_or_default();
            let top = if matches!(rule, CsatRule::TopBox | CsatRule::Net) { args.points("top")? } else { None };
            let bottom = if rule == CsatRule::Net { args.points("bottom")? } else { None };
            Metric::csat(scale, rule, top.unwrap_or(2), bottom.unwrap_or(2))
        }
        "ces" => {
            let names = CesForm::ALL.map(CesForm::name).join(", ");
            let form = args
                .name::<CesForm>("form")?
                .ok_or_else(|| Error::option("form", format!("named: one of {names}"), "nothing"))?;
            Metric::ces(form, args.scale()?.or(on))
        }
        "stars" => stars(args, on),
        "favorability" => {
            let scale = args.scale()?.or(on).ok_or_else(|| missing_scale("favorability"))?;
            let rule = args.name::<FavorabilityRule>("rule")?.unwrap_or_default();
            Metric::favorability(scale, rule, args.points("top")?.unwrap_or(2), args.points("bottom")?.unwrap_or(2))
        }
        "mean" => Metric::new("mean", args.directed_scale(on)?.ok_or_else(|| missing_scale("mean"))?, Functional::Mean),
        "top_box" => {
            let scale = args.directed_scale(on)?.ok_or_else(|| missing_scale("top_box"))?;
            Metric::new("top_box", scale, Functional::Top { k: args.points("top")?.unwrap_or(2) })
        }
        "net" => {
            let scale = args.directed_scale(on)?.ok_or_else(|| missing_scale("net"))?;
            let (low, high) =
                args.pair("bands")?.ok_or_else(|| Error::option("bands", "(low, high), such as (6, 9)", "nothing"))?;
            check_bands((low, high), scale)?;
            Metric::net("net", scale, low, high)
        }
        other => {
            let near = did_you_mean(nearest(other, NAMES.into_iter()));
            let names = NAMES.join(", ");
            Err(Error::new(Code::UnknownMetric, format!("there is no metric {other:?}{near} There are: {names}"))
                .with_field("metric")
                .with_expected(names)
                .with_got(other))
        }
    }
}

/// The metric that a call names: `"nps"` with its options among those of the call, or an object that carries its own,
/// `{"metric": "csat", "column": "q7", "scale": [1, 5]}`. Beside the metric: the column the object names.
///
/// # Errors
/// As [`metric`].
pub fn metric_of(given: &Value, args: &mut Args, on: Option<Scale>) -> Result<(Metric, Option<String>)> {
    match given {
        Value::String(name) => Ok((metric(name, args, on)?, None)),
        Value::Object(object) => {
            let mut own = Args::new("Metric", object.clone());
            let name = own.text("metric")?.ok_or_else(|| Error::option("metric", "the name of a metric", "nothing"))?;
            let column = own.column("column")?;
            let metric = metric(&name, &mut own, on)?;
            own.finish()?;
            Ok((metric, column))
        }
        other => Err(Error::option("metric", "a name such as \"nps\", or a Metric", other.to_string())),
    }
}

/// [`metric_of`] where a call that names no metric is of the NPS.
pub(super) fn metric_or_nps(given: &Value, args: &mut Args, on: Option<Scale>) -> Result<(Metric, Option<String>)> {
    if given.is_null() { metric_of(&Value::from("nps"), args, on) } else { metric_of(given, args, on) }
}

fn recommendation(name: &str, args: &mut Args) -> Result<Metric> {
    let (scale, bands) = (args.scale()?, args.pair("bands")?);
    let standard = if name == "enps" { Metric::enps() } else { Metric::nps() };
    if let Some(bands) = bands {
        check_bands(bands, scale.unwrap_or(Scale::NPS))?;
    }
    match (scale, bands) {
        (None, None) => Ok(standard),
        (Some(scale), None) if scale == Scale::NPS => Ok(standard),
        (Some(scale), None) => {
            let message = format!(
                "{name} is defined on 0..=10, not on {scale}; if the question was asked on {scale}, name the bands: bands=(low, high), and the result is flagged non_standard"
            );
            Err(Error::new(Code::ScaleMismatch, message).with_field("scale").with_expected("0..=10").with_got(scale.to_string()))
        }
        (scale, Some((low, high))) => {
            let label = if name == "enps" { "enps" } else { "nps" };
            Ok(Metric::net(label, scale.unwrap_or(Scale::NPS), low, high)?.hidden_below(standard.min_n()))
        }
    }
}

/// Refuses bands that are the wrong way round or off the scale, in the words of the call.
fn check_bands((low, high): (f64, f64), scale: Scale) -> Result<()> {
    if low < high && scale.grid.min() <= low && high <= scale.grid.max() {
        return Ok(());
    }
    let expected = format!("(low, high) with low below high, both on the scale {scale}");
    Err(Error::option("bands", expected, format!("({low}, {high})")))
}

fn stars(args: &mut Args, on: Option<Scale>) -> Result<Metric> {
    let scale = args.scale()?.or(on).unwrap_or(Scale::FIVE);
    let top = |args: &mut Args| Ok::<_, Error>(args.points("top")?.unwrap_or(2));
    let rule = match args.name::<StarsRuleName>("rule")?.unwrap_or_default() {
        StarsRuleName::Mean => StarsRule::Mean,
        StarsRuleName::Share => StarsRule::Share { top: top(args)? },
        StarsRuleName::WilsonLow => StarsRule::WilsonLow { top: top(args)? },
        StarsRuleName::Bayesian => StarsRule::Bayesian {
            prior_mean: args
                .number("prior_mean")?
                .ok_or_else(|| Error::option("prior_mean", "named: the mean of all items", "nothing"))?,
            prior_n: args
                .number("prior_n")?
                .ok_or_else(|| Error::option("prior_n", "named: as how many ratings the prior counts", "nothing"))?,
        },
    };
    Metric::stars(scale, rule)
}

fn missing_scale(metric: &str) -> Error {
    Error::option("scale", format!("named for {metric}, such as scale=(1, 5)"), "nothing")
}

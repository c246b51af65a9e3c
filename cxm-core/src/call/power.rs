use super::Args;
use super::metric::metric_or_nps;
use crate::error::{Code, Error, Result};
use crate::stats::power::{
    comparison_error, comparison_n, comparison_power, detectable_difference as smallest_difference, required_n as precision_n,
    required_share_n,
};
use crate::stats::{Functional, Level, Metric, Scale};
use serde_json::Value;

/// What every question of sample size asks: the metric, the level, the variance of an answer.
struct Design {
    /// Units of the metric per unit of its scores.
    unit: f64,
    level: Level,
    /// The variance of one answer's score.
    variance: f64,
    /// Pseudo-answers of the default interval and test: 3 for nets and means, none for shares.
    pseudo: f64,
    /// Whether the score is a share, whose default interval is Wilson's.
    share: bool,
}

impl Design {
    fn new(metric: &Value, args: &mut Args) -> Result<Self> {
        let (metric, _) = metric_or_nps(metric, args, None)?;
        let level = args.level()?;
        let unit = unit_of(&metric);
        let variance = match (args.number("variance")?, args.number("share")?) {
            (Some(variance), None) => positive("variance", variance)?,
            (None, Some(share)) if is_share(&metric) && share > 0.0 && share < 1.0 => share * (1.0 - share),
            (None, Some(share)) => {
                return Err(Error::option("share", "above 0 and below 1, for a score that is a share", share.to_string()));
            }
            (None, None) => worst_variance(&metric),
            (Some(_), Some(_)) => return Err(Error::option("variance", "given alone, or share alone", "both")),
        };
        let share = is_share(&metric);
        Ok(Self { unit, level, variance, pseudo: if share { 0.0 } else { 3.0 }, share })
    }
}

fn is_share(metric: &Metric) -> bool {
    matches!(metric.functional(), Functional::Top { .. } | Functional::Bottom { .. })
}

/// Points of a net are hundredths of its scores -1, 0, 1; a mean is in scale points.
fn unit_of(metric: &Metric) -> f64 {
    let scale: &Scale = metric.scale();
    match metric.functional() {
        Functional::Net { .. } => 100.0,
        Functional::Top { .. } | Functional::Bottom { .. } | Functional::Mean => 1.0,
        Functional::MeanIndex => 100.0 / (scale.grid.max() - scale.grid.min()),
        Functional::SumOverMax => 100.0 / scale.grid.max(),
    }
}

/// Half of the answers at each end.
fn worst_variance(metric: &Metric) -> f64 {
    match metric.functional() {
        Functional::Net { .. } => 1.0,
        Functional::Top { .. } | Functional::Bottom { .. } => 0.25,
        _ => {
            let half = (metric.scale().grid.max() - metric.scale().grid.min()) / 2.0;
            half * half
        }
    }
}

fn positive(name: &str, value: f64) -> Result<f64> {
    if value > 0.0 && value.is_finite() { Ok(value) } else { Err(Error::option(name, "a number above 0", value.to_string())) }
}

fn required(name: &'static str, args: &mut Args) -> Result<f64> {
    args.number(name)?.map_or_else(|| Err(Error::option(name, "named", "nothing")), |value| positive(name, value))
}

/// `power`; 0.8 by default.
fn chance(args: &mut Args) -> Result<f64> {
    let power = args.number("power")?.unwrap_or(0.8);
    if power > 0.0 && power < 1.0 { Ok(power) } else { Err(Error::option("power", "above 0 and below 1", power.to_string())) }
}

fn whole(n: f64) -> Result<u64> {
    if n.is_finite() && n <= crate::columns::MAX_COUNT as f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most 2^53, not negative
        return Ok(n.ceil().max(1.0) as u64);
    }
    Err(Error::new(Code::CountOverflow, "more than 2^53 answers would be needed"))
}

/// `required_n(metric="nps", margin=, level=, population=, variance= | share=)`: how many answers give an interval of plus and minus `margin`; with
/// `difference=` and `power=`: how many in each of two groups show a difference.
///
/// # Formula
/// That of the default interval, with the worst-case variance unless it is given, then the finite population correction, rounded up: for nets and means
/// `z^2 v / margin^2 - 3` (adjusted Wald), for shares Wilson's, [`crate::stats::power::share_precision_n`]. With `difference`:
/// [`crate::stats::power::comparison_n`].
///
/// # Errors
/// `invalid_option`, `invalid_level`.
pub fn required_n(metric: &Value, mut args: Args) -> Result<u64> {
    let design = Design::new(metric, &mut args)?;
    let level = design.level.get();
    if args.has("margin") && args.has("difference") {
        return Err(Error::option("margin", "given alone, or difference alone", "both"));
    }
    let n = if args.has("difference") {
        let difference = required("difference", &mut args)? / design.unit;
        let power = chance(&mut args)?;
        args.finish()?;
        let by_chance = 0.5 * (1.0 - level);
        if power <= by_chance {
            let by_chance = format!("{by_chance:.9}");
            let expected = format!(
                "above {}, the chance that a test at this level sees it without a difference",
                by_chance.trim_end_matches('0')
            );
            return Err(Error::option("power", expected, power.to_string()));
        }
        comparison_n(difference, design.variance, design.variance, level, power, design.pseudo)
    } else {
        let margin = required("margin", &mut args)? / design.unit;
        let population = args.number("population")?;
        if let Some(people) = population.filter(|people| *people < 1.0) {
            return Err(Error::option("population", "at least 1", people.to_string()));
        }
        args.finish()?;
        if design.share {
            required_share_n(margin, level, design.variance, population)
        } else {
            precision_n(margin, level, design.variance, design.pseudo, population)
        }
    };
    whole(n.unwrap_or(f64::INFINITY)) // None: a margin or a difference next to nothing
}

/// `power(metric="nps", difference=, n=, n_b=, level=, variance= | share=)`: the chance that a difference is seen.
///
/// # Errors
/// `invalid_option`, `invalid_level`.
pub fn power(metric: &Value, mut args: Args) -> Result<f64> {
    let design = Design::new(metric, &mut args)?;
    let difference = required("difference", &mut args)? / design.unit;
    let error = std_error(&design, &mut args)?;
    args.finish()?;
    Ok(comparison_power(difference, error, design.level.get()))
}

/// `detectable_difference(metric="nps", n=, n_b=, power=0.8, level=, variance= | share=)`: the smallest difference seen with that power, in the metric's unit.
///
/// # Errors
/// `invalid_option`, `invalid_level`.
pub fn detectable_difference(metric: &Value, mut args: Args) -> Result<f64> {
    let design = Design::new(metric, &mut args)?;
    let power = chance(&mut args)?;
    let error = std_error(&design, &mut args)?;
    args.finish()?;
    Ok(design.unit * smallest_difference(error, design.level.get(), power))
}

fn std_error(design: &Design, args: &mut Args) -> Result<f64> {
    let n = required("n", args)?;
    let n_b = args.number("n_b")?.map_or(Ok(n), |n_b| positive("n_b", n_b))?;
    comparison_error(design.variance, n, design.variance, n_b, design.pseudo)
        .ok_or_else(|| Error::option("n", "at least 1", n.to_string()))
}

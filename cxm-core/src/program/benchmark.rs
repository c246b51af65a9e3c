use crate::error::{Code, Error, Result};
use crate::num::dist::normal_two_sided_p;
use crate::stats::interval::{Interval, ProportionMethod, normal_critical, proportion_interval};
use crate::stats::{Estimate, Flag, Level, Test, Unit};
use serde::{Deserialize, Serialize};

/// A published number to compare with: whose, of when, from how many.
///
/// # Examples
/// ```
/// use cxm_core::program::Benchmark;
/// let bare = Benchmark::new("nps", 40.0);
/// assert!(bare.n.is_none() && bare.conf_low.is_none()); // as most are published
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Benchmark {
    /// Of which metric.
    pub metric: String,
    /// The number, in the unit of the metric.
    pub value: f64,
    /// Whose number it is.
    #[serde(default)]
    pub subject: Option<String>,
    /// From how many answers.
    #[serde(default)]
    pub n: Option<u64>,
    /// The lower end of its interval.
    #[serde(default)]
    pub conf_low: Option<f64>,
    /// The upper end of its interval.
    #[serde(default)]
    pub conf_high: Option<f64>,
    /// The level of its interval; 0.95 where not said.
    #[serde(default)]
    pub conf_level: Option<Level>,
    /// Who published it.
    #[serde(default)]
    pub source: Option<String>,
    /// Of when it is.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Who was asked.
    #[serde(default)]
    pub population: Option<String>,
}

impl Benchmark {
    /// A number without its base.
    #[must_use]
    pub fn new(metric: impl Into<String>, value: f64) -> Self {
        Self {
            metric: metric.into(),
            value,
            subject: None,
            n: None,
            conf_low: None,
            conf_high: None,
            conf_level: None,
            source: None,
            as_of: None,
            population: None,
        }
    }

    /// With how many answers it is from.
    #[must_use]
    pub fn n(mut self, n: u64) -> Self {
        self.n = Some(n);
        self
    }

    /// With its interval.
    #[must_use]
    pub fn interval(mut self, low: f64, high: f64, level: Level) -> Self {
        (self.conf_low, self.conf_high, self.conf_level) = (Some(low), Some(high), Some(level));
        self
    }

    /// Refuses what cannot be: ends without each other or not around the value, answers of nobody, a value that its unit does not have, a time without a year.
    ///
    /// # Errors
    /// `invalid_option`, `out_of_range`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::program::Benchmark;
    /// use cxm_core::stats::Level;
    /// assert!(Benchmark::new("nps", 40.0).interval(35.0, 45.0, Level::default()).check().is_ok());
    /// assert!(Benchmark::new("nps", 40.0).interval(45.0, 35.0, Level::default()).check().is_err());
    /// ```
    pub fn check(&self) -> Result<()> {
        if !self.value.is_finite() {
            return Err(Error::option("value", "a number", self.value.to_string()));
        }
        let of_a_year = |text: &str| text.len() >= 4 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
        if let Some(as_of) = self.as_of.as_deref().filter(|text| !of_a_year(text)) {
            return Err(Error::option("as_of", "a day such as 2026-01-31, or a year", format!("{as_of:?}")));
        }
        if self.n == Some(0) {
            return Err(Error::expected(Code::OutOfRange, "n", "a whole number, 1 or more", "0"));
        }
        match (self.conf_low, self.conf_high) {
            (None, None) => Ok(()),
            (Some(low), Some(high)) if low <= self.value && self.value <= high => Ok(()),
            (low, high) => {
                let end = |end: Option<f64>| end.map_or_else(|| "nothing".to_owned(), |end| end.to_string());
                let got = format!("{} to {} around {}", end(low), end(high), self.value);
                Err(Error::option("conf_low", "an interval of two ends with the value between them", got))
            }
        }
    }
}

/// A benchmark of an experience model, with its interval at the default level.
///
/// # Examples
/// ```
/// use cxm_core::domain::{self, document::read_text};
/// use cxm_core::program::Benchmark;
/// let text = r#"{"id": "peers", "metric": "nps", "subject": "industry", "value": 20, "ci": [15, 25], "source": "a survey", "asOf": "2026-01-31"}"#;
/// let of_model = read_text::<domain::Benchmark>("a benchmark", text)?.0.unwrap();
/// assert_eq!(Benchmark::from(&of_model).conf_high, Some(25.0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
impl From<&crate::domain::Benchmark> for Benchmark {
    fn from(of_model: &crate::domain::Benchmark) -> Self {
        Self {
            metric: of_model.metric.to_string(),
            value: of_model.value,
            subject: Some(of_model.subject.clone()),
            n: of_model.n,
            conf_low: of_model.ci.map(|ends| ends.0),
            conf_high: of_model.ci.map(|ends| ends.1),
            conf_level: None,
            source: Some(of_model.source.clone()),
            as_of: Some(of_model.as_of.to_string()),
            population: of_model.population.clone(),
        }
    }
}

/// An estimate against a benchmark: the estimate less the benchmark, in the estimate's unit.
///
/// # Formula
/// With the benchmark's own uncertainty, `d - √((e - l_e)² + (u_b - b)²)` and `d + √((u_e - e)² + (b - l_b)²)` of the two intervals, and `z = d / √(SE_e² + SE_b²)`. The
/// benchmark's interval is the one published; or of its `n` answers, Wilson's of a share, else `z SD / √n` with the spread of the answers of the
/// estimate. Without either the benchmark is taken as fixed: the interval is that of the estimate moved by it, too narrow by what the benchmark hides. The
/// flag `fixed_benchmark` says so.
///
/// # Errors
/// `definition_mismatch` when the benchmark is of another metric; `out_of_range` when the value is none of the metric's unit; `too_few` when the
/// estimate has no interval.
///
/// # Examples
/// ```
/// use cxm_core::program::{Benchmark, compare_to_benchmark};
/// use cxm_core::stats::{Flag, Level, share};
/// let ours = share("csat", 80, 100, Level::default())?;
/// let bare = compare_to_benchmark(&ours, &Benchmark::new("csat", 0.72))?;
/// assert!(bare.has(Flag::FixedBenchmark) && bare.conf_low.unwrap() < 0.0);
/// let based = compare_to_benchmark(&ours, &Benchmark::new("csat", 0.72).n(50))?;
/// assert!(!based.has(Flag::FixedBenchmark) && based.conf_low.unwrap() < bare.conf_low.unwrap());
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// G. Y. Zou and A. Donner (2008), *Construction of confidence limits about effect measures*, Statistics in Medicine 27:1693.
pub fn compare_to_benchmark(estimate: &Estimate, benchmark: &Benchmark) -> Result<Test> {
    benchmark.check()?;
    if estimate.metric != benchmark.metric {
        let message = format!("the estimate is of {:?}, the benchmark of {:?}", estimate.metric, benchmark.metric);
        return Err(Error::new(Code::DefinitionMismatch, message).with_field("benchmark"));
    }
    let (least, most) = bounds(estimate);
    if benchmark.value < least || benchmark.value > most {
        let expected = format!("{least} to {most}, in the unit of the estimate ({})", estimate.unit.name());
        return Err(Error::expected(Code::OutOfRange, "value", expected, benchmark.value.to_string()));
    }
    let (Some(e), Some(low), Some(high)) = (estimate.estimate, estimate.conf_low, estimate.conf_high) else {
        return Err(Error::new(Code::TooFew, "the estimate has no interval to compare with a benchmark").with_field("estimate"));
    };
    let z = normal_critical(estimate.conf_level);
    let own = spread(estimate, benchmark, z);
    let b = benchmark.value;
    let (below, above) = own.map_or((0.0, 0.0), |range| (b - range.low, range.high - b));
    let d = e - b;
    let error_b = (below + above) / (2.0 * z);
    let std_error = estimate.std_error.map(|error| error.hypot(error_b));
    let statistic = std_error.filter(|error| *error > 0.0).map(|error| d / error);
    let mut flags = Vec::new();
    if estimate.has(Flag::LowBase) {
        flags.push(Flag::LowBase);
    }
    if statistic.is_none() {
        flags.push(Flag::ZeroVariance);
    }
    if own.is_none() {
        flags.push(Flag::FixedBenchmark);
    }
    Ok(Test {
        metric: estimate.metric.clone(),
        estimate: Some(d),
        std_error,
        statistic,
        df: None,
        p_value: statistic.map(normal_two_sided_p),
        p_adjusted: None,
        conf_low: Some(d - (e - low).hypot(above)),
        conf_high: Some(d + (high - e).hypot(below)),
        level: estimate.conf_level,
        method: if own.is_some() { "benchmark" } else { "fixed_benchmark" }.into(),
        alternative: "two_sided".into(),
        effect_size: None,
        n_a: estimate.n,
        n_b: benchmark.n,
        unit: estimate.unit,
        flags,
        p_lower: None,
        p_upper: None,
    })
}

/// What values the estimate's metric has.
fn bounds(estimate: &Estimate) -> (f64, f64) {
    match estimate.unit {
        Unit::Points => (-100.0, 100.0),
        Unit::Share => (0.0, 1.0),
        Unit::Index => (0.0, 100.0),
        Unit::Scale => estimate.scale.map_or((f64::NEG_INFINITY, f64::INFINITY), |scale| (scale.grid.min(), scale.grid.max())),
    }
}

/// The interval of the benchmark at the level whose critical value is `z`.
fn spread(estimate: &Estimate, benchmark: &Benchmark, z: f64) -> Option<Interval> {
    let b = benchmark.value;
    if let (Some(low), Some(high)) = (benchmark.conf_low, benchmark.conf_high) {
        let ratio = z / normal_critical(benchmark.conf_level.unwrap_or_default().get());
        return Some(Interval { low: b - ratio * (b - low), high: b + ratio * (high - b) });
    }
    let n = benchmark.n? as f64; // not 0: checked
    if estimate.unit == Unit::Share {
        return Some(proportion_interval(b * n, n, estimate.conf_level, ProportionMethod::Wilson));
    }
    // The standard error times the root of the answers in effect is the spread of one answer.
    let answers = estimate.n_eff.or(estimate.n.map(|n| n as f64))?;
    Some(Interval::around(b, z * estimate.std_error? * (answers / n).sqrt()))
}

use super::{Direction, Scale, Unit};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// What a reader must know about an estimate beside its numbers.
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, Flag, Scale, Tally};
/// let nobody = Tally::of(Scale::NPS).nps(&EvaluateOptions::default())?;
/// assert_eq!((nobody.estimate, nobody.flags), (None, vec![Flag::NoData]));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Flag {
    /// There is no answer; the estimate is null, never 0.
    NoData,
    /// Fewer than 30 answers, or effective answers.
    LowBase,
    /// Hidden: fewer answers than `min_n`.
    Suppressed,
    /// Hidden because a suppressed number could be worked out from it.
    SuppressedSecondary,
    /// The scale or the bands are not those of the published score.
    NonStandard,
    /// The parts and the total point in different directions.
    Simpson,
    /// An expected count is below 5, so the approximation of the test is poor.
    SparseCells,
    /// All answers are equal, so there is no test.
    ZeroVariance,
    /// The benchmark came without its base, so its own uncertainty is not in the interval.
    FixedBenchmark,
    /// Nobody was left alone to compare with: what changes by itself, and regression to the mean, are in the number.
    NoControl,
    /// The units were not named: their values count as independent of each other.
    Unpaired,
    /// It rests on the assumption that without the initiative both groups had changed alike; nothing assigned them by chance.
    ParallelTrends,
    /// Units without a value on both sides were left out.
    Attrition,
    /// Fewer than 12 periods before the interruption, or fewer than 3 after it: trend and autocorrelation are not known well.
    FewPeriods,
    /// The data do not bound the number: its interval has no ends.
    Unbounded,
    /// The share, or the end of the window, that was asked for was not reached while it was watched.
    NotReached,
    /// What is counted could only happen to those who stayed long enough for it: an association, neither a cause nor a chance.
    Association,
    /// A touchpoint that was named occurs nowhere in the log: nobody took it, or it is spelled otherwise.
    NotSeen,
}

impl Flag {
    /// The name in all three languages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoData => "no_data",
            Self::LowBase => "low_base",
            Self::Suppressed => "suppressed",
            Self::SuppressedSecondary => "suppressed_secondary",
            Self::NonStandard => "non_standard",
            Self::Simpson => "simpson",
            Self::SparseCells => "sparse_cells",
            Self::ZeroVariance => "zero_variance",
            Self::FixedBenchmark => "fixed_benchmark",
            Self::NoControl => "no_control",
            Self::Unpaired => "unpaired",
            Self::ParallelTrends => "parallel_trends",
            Self::Attrition => "attrition",
            Self::FewPeriods => "few_periods",
            Self::Unbounded => "unbounded",
            Self::NotReached => "not_reached",
            Self::Association => "association",
            Self::NotSeen => "not_seen",
        }
    }
}

/// Answers, or effective answers, below which an estimate is flagged `low_base`.
pub const LOW_BASE: f64 = 30.0;

/// A score with its uncertainty, its base and what must be known about it.
///
/// # Units
/// `estimate`, `std_error`, `conf_low` and `conf_high` are in `unit`; nothing is rounded. Hidden and undefined numbers are `None`.
///
/// # Examples
/// ```
/// use cxm_core::stats::{EvaluateOptions, Scale, Tally};
/// let tally = Tally::from_counts(Scale::NPS, &[10, 0, 0, 0, 0, 0, 0, 20, 0, 0, 70], 5, 0)?;
/// let nps = tally.nps(&EvaluateOptions::default())?;
/// assert_eq!((nps.estimate, nps.n, nps.n_missing), (Some(60.0), Some(100), Some(5)));
/// assert_eq!(nps.to_string(), "NPS 60.0 [45.3, 71.2] 95 % adjusted_wald · n 100 · missing 5");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Estimate {
    /// What is estimated: `nps`, `csat`, ...
    pub metric: String,
    /// The score; `None` without data, or when it is suppressed.
    pub estimate: Option<f64>,
    /// The standard error of the reported estimate.
    pub std_error: Option<f64>,
    /// The lower end of the interval.
    pub conf_low: Option<f64>,
    /// The upper end of the interval.
    pub conf_high: Option<f64>,
    /// The confidence level of the interval.
    pub conf_level: f64,
    /// How the interval was made.
    pub method: Cow<'static, str>,
    /// How many answers there are.
    pub n: Option<u64>,
    /// How many rows hold no answer.
    pub n_missing: Option<u64>,
    /// How many values are off the scale (counted with `invalid = "count"`).
    pub n_invalid: Option<u64>,
    /// The answers' number in effect after weighting (Kish).
    pub n_eff: Option<f64>,
    /// In what the estimate is counted.
    pub unit: Unit,
    /// Which way is good.
    pub direction: Direction,
    /// What must be known about it.
    pub flags: Vec<Flag>,
    /// How many answers each point of the scale has.
    pub distribution: Option<Vec<u64>>,
    /// The scale of the question.
    pub scale: Option<Scale>,
    /// The sample standard deviation, for means.
    pub std_dev: Option<f64>,
    /// A short hash of the definition: two estimates with the same one measure the same thing.
    pub definition: String,
}

impl Estimate {
    /// The names of its fields, as documents hold them and alert rules test them.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::stats::Estimate;
    /// assert!(Estimate::FIELDS.contains(&"conf_low") && !Estimate::FIELDS.contains(&"confLow"));
    /// ```
    pub const FIELDS: [&'static str; 18] = [
        "metric",
        "estimate",
        "std_error",
        "conf_low",
        "conf_high",
        "conf_level",
        "method",
        "n",
        "n_missing",
        "n_invalid",
        "n_eff",
        "unit",
        "direction",
        "flags",
        "distribution",
        "scale",
        "std_dev",
        "definition",
    ];

    /// Whether a flag is set.
    #[must_use]
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// Sets a flag, in the order of [`Flag`].
    pub(crate) fn flag(&mut self, flag: Flag) {
        if let Err(at) = self.flags.binary_search(&flag) {
            self.flags.insert(at, flag);
        }
    }

    /// The flags as a frame shows them: names joined by commas.
    #[must_use]
    pub fn flag_names(&self) -> String {
        flag_names(&self.flags)
    }

    /// Hides every number that a small group must not show.
    pub(crate) fn hide(&mut self, flag: Flag) {
        self.estimate = None;
        self.std_error = None;
        self.conf_low = None;
        self.conf_high = None;
        self.n = None;
        self.n_missing = None;
        self.n_invalid = None;
        self.n_eff = None;
        self.distribution = None;
        self.std_dev = None;
        self.flags.retain(|flag| *flag == Flag::NonStandard);
        self.flag(flag);
    }

    /// Whether its numbers are hidden.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.has(Flag::Suppressed) || self.has(Flag::SuppressedSecondary)
    }
}

/// Names joined by commas.
pub(crate) fn flag_names(flags: &[Flag]) -> String {
    flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(",")
}

/// How a metric's name is printed: `NPS`, `CSAT`.
#[must_use]
pub fn title(metric: &str) -> String {
    match metric {
        "nps" | "csat" | "ces" => metric.to_uppercase(),
        "enps" => "eNPS".to_owned(),
        other => other.replace('_', " "),
    }
}

/// A whole number with its thousands apart: `2,746`.
#[must_use]
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl Unit {
    /// A value as people read it in this unit: `39.8`, `82.1 %`, `4.12`; means that are very small or very large keep three figures, `1.50e-9`.
    #[must_use]
    pub fn show(self, value: f64) -> String {
        match self {
            Self::Points | Self::Index => decimals(value, 1),
            Self::Share => format!("{} %", decimals(100.0 * value, 1)),
            Self::Scale => figures(value),
        }
    }
}

/// From this size on, numbers are written with a power of ten.
const HUGE: f64 = 1e15;

/// A number with so many decimals, never a negative zero.
fn decimals(value: f64, places: usize) -> String {
    if value.abs() >= HUGE {
        return scientific(value);
    }
    let text = format!("{value:.places$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.bytes().all(|byte| matches!(byte, b'0' | b'.')) => zero.to_owned(),
        _ => text,
    }
}

/// Two decimals; three figures that count where two decimals would show none.
fn figures(value: f64) -> String {
    match value.abs() {
        0.0 => decimals(0.0, 2),
        size if size >= 0.005 => decimals(value, 2),
        size if size >= 0.001 => decimals(value, 5),
        size if size >= 1e-4 => decimals(value, 6),
        _ => scientific(value),
    }
}

/// `1.00e-9`
fn scientific(value: f64) -> String {
    format!("{value:.2e}")
}

/// `NPS 39.8 [37.2, 42.4] 95 % adjusted_wald · n 2,746 · missing 85`
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", title(&self.metric))?;
        match self.estimate {
            Some(value) => write!(f, " {}", self.unit.show(value))?,
            None if self.is_hidden() => f.write_str(" suppressed")?,
            None => f.write_str(" no data")?,
        }
        if let (Some(low), Some(high)) = (self.conf_low, self.conf_high) {
            write!(
                f,
                " [{}, {}] {} % {}",
                self.unit.show(low),
                self.unit.show(high),
                shortest_percent(self.conf_level),
                self.method
            )?;
        }
        if let Some(n) = self.n {
            write!(f, " · n {}", thousands(n))?;
        }
        for (name, count) in [("missing", self.n_missing), ("invalid", self.n_invalid)] {
            if let Some(count) = count.filter(|&count| count > 0) {
                write!(f, " · {name} {}", thousands(count))?;
            }
        }
        for flag in &self.flags {
            if !matches!(flag, Flag::NoData | Flag::Suppressed) {
                write!(f, " · {}", flag.name())?;
            }
        }
        Ok(())
    }
}

/// 95 for 0.95, 99.9 for 0.999.
pub(crate) fn shortest_percent(level: f64) -> String {
    let percent = format!("{:.10}", 100.0 * level);
    percent.trim_end_matches('0').trim_end_matches('.').to_owned()
}

use crate::error::Result;
use crate::stats::Level;
use crate::stats::interval::Confidence;
use crate::stats::survival::{Transform, require_times};

/// One stretch of time that was watched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompetingDuration {
    /// How long.
    pub time: f64,
    /// How it ended.
    pub end: CompetingEnd,
}

/// How the watching of one stretch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompetingEnd {
    /// It happened.
    Event,
    /// Something else happened, after which it cannot any more.
    Competing,
    /// Nothing has happened yet.
    Censored,
}

/// The cumulative incidence at one time at which something happened or was censored.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct IncidenceStep {
    /// When.
    pub time: f64,
    /// How many were still watched just before.
    pub at_risk: u64,
    /// To how many it happened.
    pub events: u64,
    /// To how many something else happened.
    pub competing: u64,
    /// How many were censored.
    pub censored: u64,
    /// The share to whom nothing has happened until then, this time included.
    pub survival: f64,
    /// The share to whom it has happened until then.
    pub incidence: f64,
    /// Aalen's standard error of that share.
    pub std_error: f64,
    /// The lower end of the interval; `None` where the share is 0 or 1.
    pub conf_low: Option<f64>,
    /// The upper end.
    pub conf_high: Option<f64>,
}

/// The function that [`aalen_johansen`] estimates.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CumulativeIncidence {
    /// Its steps, in the order of time.
    pub steps: Vec<IncidenceStep>,
    /// How many were watched.
    pub n: u64,
    /// To how many it happened.
    pub n_events: u64,
    /// To how many something else happened.
    pub n_competing: u64,
}

impl CumulativeIncidence {
    /// The share to whom it has happened until `time`, this time included.
    #[must_use]
    pub fn at(&self, time: f64) -> f64 {
        let until = self.steps.partition_point(|step| step.time <= time);
        until.checked_sub(1).and_then(|last| self.steps.get(last)).map_or(0.0, |step| step.incidence)
    }
}

/// The Aalen-Johansen estimate of the share to whom it has happened, where something else may happen first. One minus Kaplan-Meier, with the competing
/// events censored, would count those as if it could still happen to them, and be too high.
///
/// # Formula
/// `F(t) = sum over t_i <= t of S(t_i-) d_i / n_i`, with `S` the product-limit share to whom neither has happened. Aalen's variance, with `a_i` of either kind:
/// `sum (F(t) - F(t_i))² a_i / ((n_i - 1)(n_i - a_i)) + sum S(t_i-)² d_i (n_i - d_i) / (n_i² (n_i - 1)) - 2 sum (F(t) - F(t_i)) S(t_i-) d_i (n_i - d_i) / (n_i (n_i - a_i)(n_i - 1))`.
/// The interval is that of `1 - F` on its scale, log-log by default, so that it is the interval of Kaplan-Meier but for the variance when nothing competes.
///
/// # Units
/// Those of the times; shares 0..=1.
///
/// # Errors
/// `out_of_range` with the row when a time is negative or not finite.
///
/// # Examples
/// ```
/// use cxm_core::stats::cumulative_incidence::{CompetingDuration, CompetingEnd, aalen_johansen};
/// use cxm_core::stats::Level;
/// let ends = [CompetingEnd::Event, CompetingEnd::Competing, CompetingEnd::Event, CompetingEnd::Censored];
/// let watched: Vec<_> = ends.into_iter().zip(1..).map(|(end, time)| CompetingDuration { time: f64::from(time), end }).collect();
/// let share = aalen_johansen(&watched, Level::default(), Default::default())?;
/// assert_eq!((share.at(1.0), share.at(3.0)), (0.25, 0.5)); // 1/4, then 1/4 + 1/2 · 1/2
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// O. O. Aalen and S. Johansen (1978), Scand. J. Statist. 5:141; O. O. Aalen (1978), Ann. Statist. 6:534;
/// `T. M. Braun and Z. Yuan (2007), Comparing the small sample performance of several variance estimators under competing risks, Stat. Med. 26:1170.`
pub fn aalen_johansen(watched: &[CompetingDuration], level: Level, transform: Transform) -> Result<CumulativeIncidence> {
    require_times(watched.iter().map(|each| each.time))?;
    let mut sorted = watched.to_vec();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let z = Confidence::from(level.get()).quantile;
    let mut at_risk = sorted.len() as u64;
    let mut result = CumulativeIncidence { steps: Vec::new(), n: at_risk, n_events: 0, n_competing: 0 };
    let (mut survival, mut incidence, mut sums) = (1.0, 0.0, Sums::default());
    for same in sorted.chunk_by(|a, b| a.time.total_cmp(&b.time).is_eq()) {
        let count = |end| same.iter().filter(|each| each.end == end).count() as u64;
        let (events, competing) = (count(CompetingEnd::Event), count(CompetingEnd::Competing));
        let (n, d, a) = (at_risk as f64, events as f64, (events + competing) as f64);
        incidence += survival * d / n;
        sums.add(n, d, a, survival, incidence);
        survival *= (n - a) / n;
        let std_error = sums.variance(incidence).sqrt();
        let (low, high) = transform.interval(1.0 - incidence, std_error / (1.0 - incidence), z);
        result.steps.push(IncidenceStep {
            time: same.first().map_or(0.0, |each| each.time),
            at_risk,
            events,
            competing,
            censored: same.len() as u64 - events - competing,
            survival,
            incidence,
            std_error,
            conf_low: high.filter(|_| incidence > 0.0).map(|high| 1.0 - high),
            conf_high: low.filter(|_| incidence > 0.0).map(|low| 1.0 - low),
        });
        at_risk -= same.len() as u64;
        result.n_events += events;
        result.n_competing += competing;
    }
    Ok(result)
}

/// The sums of which the variance at any later time is made.
#[derive(Default)]
struct Sums {
    hazard: [f64; 3],
    own: f64,
    both: [f64; 2],
}

impl Sums {
    fn add(&mut self, n: f64, d: f64, a: f64, survival: f64, incidence: f64) {
        if n <= 1.0 {
            return; // one who is left has no variance
        }
        self.own += survival * survival * d * (n - d) / (n * n * (n - 1.0));
        if a < n {
            // Where nobody is left the share changes no more, and these terms are 0.
            let hazard = a / ((n - 1.0) * (n - a));
            let both = survival * d * (n - d) / (n * (n - a) * (n - 1.0));
            for (power, sum) in (0..).zip(&mut self.hazard) {
                *sum += hazard * incidence.powi(power);
            }
            self.both[0] += both;
            self.both[1] += both * incidence;
        }
    }

    fn variance(&self, f: f64) -> f64 {
        let [one, first, second] = self.hazard;
        let [both, with] = self.both;
        (f * f * one - 2.0 * f * first + second + self.own - 2.0 * (f * both - with)).max(0.0)
    }
}

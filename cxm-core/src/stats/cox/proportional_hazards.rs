use super::likelihood::{Likelihood, Spread, mirror, risks};
use super::sorted::Sorted;
use super::{CoxData, CoxFit, CoxTies};
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Error, Result};
use crate::num::dist::chi_square_sf;
use crate::num::{Cholesky, dot};
use crate::stats::Level;
use crate::stats::survival::{Duration, End, kaplan_meier};
use std::borrow::Cow;
use std::str::FromStr;

/// The clock against which coefficients may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum HazardClock {
    /// 1 less the share of Kaplan and Meier just before: every event counts for about as much, whenever it is. The default, as in R.
    #[default]
    KaplanMeier,
    /// The rank of a time among those of all rows.
    Rank,
    /// Time itself.
    Identity,
    /// Its logarithm.
    Log,
}

impl HazardClock {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::KaplanMeier, Self::Rank, Self::Identity, Self::Log];

    /// Its name, as bindings give it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::KaplanMeier => "km",
            Self::Rank => "rank",
            Self::Identity => "identity",
            Self::Log => "log",
        }
    }
}

impl FromStr for HazardClock {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|clock| clock.name() == text)
            .ok_or_else(|| Error::option("clock", Self::ALL.map(Self::name).join(", "), text))
    }
}

/// Whether the hazard ratios stay the same over time: a row for each term and one for all (`GLOBAL`): `term`, `statistic`, `df`, `p_value`.
///
/// # Formula
/// The score test of coefficients `b + c g(t)` at `c = 0`, with the clock `g` less its mean over the events: `u' (I_cc - I_cb I_bb⁻¹ I_bc)⁻¹ u` with `u = Σ g V`-centred Schoenfeld residuals. R has it since
/// survival 3.0 (2019); what came before, and lifelines, is an approximation.
///
/// # Errors
/// `invalid_option` where the fit had exact ties.
///
/// # References
/// P. M. Grambsch and T. M. Therneau (1994), Proportional hazards tests and diagnostics based on weighted residuals, Biometrika 81:515.
pub fn proportional_hazards(data: &CoxData, fit: &CoxFit, clock: HazardClock) -> Result<Table> {
    test(&Sorted::new(Cow::Borrowed(data))?, fit, clock)
}

/// [`proportional_hazards`] of rows that are sorted already.
pub(crate) fn test(sorted: &Sorted, fit: &CoxFit, clock: HazardClock) -> Result<Table> {
    let ties = fit.options().ties;
    if ties == CoxTies::Exact {
        return Err(Error::option("ties", "efron or breslow", "exact"));
    }
    let p = sorted.p;
    let gauge = Gauge::new(sorted, clock)?;
    let sums = Sums::new(sorted, &sorted.scaled(&fit.coefficients), ties, &gauge);
    // What is left of the information on c when b is fitted, too.
    let inner = Cholesky::new(&sums.plain.information).map_err(|_| {
        Error::option("covariates", "a fit whose covariates vary among those at risk", "one whose hazard ratios are infinite")
    })?;
    let solved: Vec<Vec<f64>> = sums.mixed.iter().map(|row| inner.solve(row)).collect();
    let left: Vec<Vec<f64>> =
        (0..p).map(|j| (0..p).map(|k| sums.squared.information[j][k] - dot(&sums.mixed[j], &solved[k])).collect()).collect();
    let mut rows: Vec<(String, f64, f64)> = Vec::with_capacity(p + 1);
    for (j, term) in sorted.terms.iter().enumerate() {
        rows.push((term.clone(), sums.squared.slope[j].powi(2) / left[j][j], 1.0));
    }
    let global = Cholesky::new(&left).map_or(f64::NAN, |parts| dot(&sums.squared.slope, &parts.solve(&sums.squared.slope)));
    rows.push(("GLOBAL".to_owned(), global, p as f64));
    let number = |of: &dyn Fn(&(String, f64, f64)) -> f64| {
        TableColumn::Float(rows.iter().map(|row| Some(of(row)).filter(|value| !value.is_nan())).collect())
    };
    Ok(Table::default()
        .with("term", TableColumn::Key { keys: rows.iter().map(|row| Key::Text(row.0.clone())).collect(), rows: None })
        .with("statistic", number(&|row| row.1))
        .with("df", number(&|row| row.2))
        .with("p_value", number(&|row| chi_square_sf(row.1.max(0.0), row.2))))
}

/// The clock at each time of an event, less its mean.
struct Gauge {
    times: Vec<f64>,
    values: Vec<f64>,
}

impl Gauge {
    fn new(sorted: &Sorted, clock: HazardClock) -> Result<Self> {
        let mut events: Vec<f64> =
            sorted.stop.iter().zip(&sorted.event).filter(|(_, event)| **event).map(|(time, _)| *time).collect();
        events.sort_by(f64::total_cmp);
        let mut times = events.clone();
        times.dedup();
        let values: Vec<f64> = match clock {
            HazardClock::Identity => times.clone(),
            HazardClock::Log => times.iter().map(|time| time.ln()).collect(),
            HazardClock::Rank => {
                let mut all = sorted.stop.clone();
                all.sort_by(f64::total_cmp);
                let rank = |time: &f64| {
                    let (below, until) = (all.partition_point(|own| own < time), all.partition_point(|own| own <= time));
                    (below + until + 1) as f64 / 2.0 // the mean of the ranks of those at this time
                };
                times.iter().map(rank).collect()
            }
            HazardClock::KaplanMeier => {
                let end = |event: bool| if event { End::Event } else { End::Censored };
                let watched: Vec<Duration> =
                    sorted.stop.iter().zip(&sorted.event).map(|(&time, &event)| Duration { time, end: end(event) }).collect();
                let survival = kaplan_meier(&watched, Level::default())?;
                let before = |time: &f64| {
                    let place = survival.steps.partition_point(|step| step.time < *time);
                    place.checked_sub(1).and_then(|last| survival.steps.get(last)).map_or(1.0, |step| step.survival)
                };
                times.iter().map(|time| 1.0 - before(time)).collect()
            }
        };
        let of = |time: &f64| values.get(times.partition_point(|own| own < time)).copied().unwrap_or_default();
        let mean = events.iter().map(of).sum::<f64>() / events.len().max(1) as f64;
        Ok(Self { values: values.iter().map(|value| value - mean).collect(), times })
    }

    fn at(&self, time: f64) -> f64 {
        self.values.get(self.times.partition_point(|own| *own < time)).copied().unwrap_or_default()
    }
}

/// Slopes and information of coefficients and of their changes.
struct Sums {
    plain: Likelihood,
    squared: Likelihood,
    mixed: Vec<Vec<f64>>,
}

impl Sums {
    fn new(sorted: &Sorted, beta: &[f64], ties: CoxTies, gauge: &Gauge) -> Self {
        let p = sorted.p;
        let (risk, _) = risks(sorted, &sorted.linear(beta));
        let mut sums = Self { plain: Likelihood::zero(p), squared: Likelihood::zero(p), mixed: vec![vec![0.0; p]; p] };
        let mut spread = Spread::new(p);
        sorted.each_time(&risk, true, |tied| {
            let g = gauge.at(tied.time);
            let mut weight = 0.0;
            for &place in tied.places {
                weight += sorted.weight(place);
                for (slope, x) in sums.squared.slope.iter_mut().zip(sorted.covariates(place)) {
                    *slope += g * sorted.weight(place) * x;
                }
            }
            spread.each_share(sorted, &risk, tied, ties, true, |share, set| {
                let mut from = 0;
                for j in 0..p {
                    let mean = set.s1[j] / set.s0;
                    sums.squared.slope[j] -= g * share * weight * mean;
                    for k in 0..=j {
                        let own = share * weight * (set.s2[from + k] / set.s0 - mean * (set.s1[k] / set.s0));
                        sums.plain.information[j][k] += own;
                        sums.mixed[j][k] += g * own;
                        sums.squared.information[j][k] += g * g * own;
                    }
                    from += j + 1;
                }
            });
        });
        for matrix in [&mut sums.plain.information, &mut sums.mixed, &mut sums.squared.information] {
            mirror(matrix);
        }
        sums
    }
}

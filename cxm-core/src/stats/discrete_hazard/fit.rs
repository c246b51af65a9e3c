use super::HazardLink;
use super::sums::{Risk, Sums};
use crate::columns::{Table, TableColumn};
use crate::error::{Code, Error, Result};
use crate::num::Cholesky;
use crate::num::dist::chi_square_sf;
use crate::stats::Level;
use crate::stats::cox::{CoxData, CoxStatus, coefficient_table};
use crate::stats::interval::Confidence;

/// A discrete-time hazard that was fitted.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DiscreteHazardFit {
    /// The scale.
    pub link: HazardLink,
    /// The names of the covariates.
    pub terms: Vec<String>,
    /// What one unit more adds on that scale.
    pub coefficients: Vec<f64>,
    /// The inverse of the expected information.
    pub covariance: Vec<Vec<f64>>,
    /// The logarithm of the likelihood with all coefficients at 0, and as fitted.
    pub log_likelihoods: (f64, f64),
    /// Twice the difference of these, and its p-value.
    pub likelihood_ratio: (f64, f64),
    /// The hazard of each period, of one who has the mean of every covariate.
    pub periods: Vec<HazardPeriod>,
    /// How many rows.
    pub n: u64,
    /// How many events.
    pub n_events: u64,
    /// Whether the likelihood has its maximum here.
    pub status: CoxStatus,
}

/// One period.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct HazardPeriod {
    /// Its number.
    pub period: u64,
    /// How many were at risk.
    pub at_risk: u64,
    /// To how many it happened.
    pub events: u64,
    /// Where its hazard stands on the scale; `None` where it happened to none or to all.
    pub intercept: Option<f64>,
    /// The standard error of that.
    pub std_error: Option<f64>,
    /// The hazard.
    pub hazard: f64,
}

/// The most periods: each has an intercept.
const MOST_PERIODS: f64 = 10_000.0;
const MOST_STEPS: usize = 60;

/// Fits the discrete-time hazard: the probability that it happens in a period to one to whom it has not happened before, by period and covariates.
///
/// # Formula
/// `link(h_t(x)) = a_t + x b`, an intercept for each period; the likelihood of independent periods, at its maximum by Newton's steps with the expected information (iteratively reweighted least squares). Periods in which it happened to none or
/// to all say nothing of `b`, and their hazard is 0 or 1.
///
/// # Units
/// Times are whole periods: 1 is the first. Coefficients are logarithms of odds ratios (`logit`) or of hazard ratios (`cloglog`).
///
/// # Errors
/// Those of [`CoxData::check`]; `not_an_integer` with the row of a time that is no whole number; `too_few` where no period has both; `invalid_option` of strata, clusters and offsets, and of a term that others determine.
///
/// # Examples
/// ```
/// use cxm_core::stats::Level;
/// use cxm_core::stats::cox::CoxData;
/// use cxm_core::stats::discrete_hazard::{HazardLink, discrete_hazard};
/// // One period; of four with x it happens to three, of four without to one: the odds are 3 and 1/3.
/// let event = [true, true, true, false, true, false, false, false];
/// let data = CoxData::new(vec![1.0; 8], event.to_vec()).covariate("x", vec![1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
/// let fit = discrete_hazard(&data, HazardLink::Logit)?;
/// assert!((fit.coefficients[0] - 9.0_f64.ln()).abs() < 1e-12);
/// assert!((fit.covariance[0][0] - 8.0 / 3.0).abs() < 1e-12); // 1/3 + 1 + 1 + 1/3
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// J. D. Singer and J. B. Willett (1993), J. Educational Statistics 18:155; R. L. Prentice and L. A. Gloeckler (1978), Biometrics 34:57; P. D. Allison (1982), Sociological Methodology 13:61.
pub fn discrete_hazard(data: &CoxData, link: HazardLink) -> Result<DiscreteHazardFit> {
    data.check()?;
    for (name, is_given) in
        [("strata", data.strata.is_some()), ("cluster", data.clusters.is_some()), ("offset", data.offset.is_some())]
    {
        if is_given {
            return Err(Error::option(name, "left out of a discrete-time hazard", "a column"));
        }
    }
    for (field, column) in [("duration", Some(&data.stop)), ("start", data.start.as_ref())] {
        let row = column.and_then(|column| column.iter().position(|time| time.fract() != 0.0 || *time > MOST_PERIODS));
        if let (Some(column), Some(row)) = (column, row) {
            let expected = format!("a whole number of periods, at most {MOST_PERIODS}");
            return Err(Error::expected(Code::NotAnInteger, field, expected, column[row].to_string()).with_row(row as u64)); // just found there
        }
    }
    if let Some(row) = data.stop.iter().position(|time| *time < 1.0) {
        return Err(Error::expected(Code::OutOfRange, "duration", "1 or more: the first period is 1", "0").with_row(row as u64));
    }
    let (risk, mut periods, scales) = prepare(data);
    if risk.periods.is_empty() {
        return Err(Error::expected(Code::TooFew, "event", "a period in which it happened to some and not to all", "none"));
    }
    let is_inner = |period: &&HazardPeriod| period.events > 0 && period.events < period.at_risk;
    let start: Vec<f64> = risk.periods.iter().map(|rows| link.of(share(&risk, rows))).collect();
    let p = data.terms.len();
    let null = risk.sums(link, &start, &vec![0.0; p]);
    let determined = |place: usize| {
        let term = data.terms.get(place).map_or("", String::as_str);
        let expected = "covariates none of which follows from the others, or never varies among those at risk";
        Error::option("covariates", expected, format!("{term:?}, which does"))
    };
    let first = Cholesky::new(&null.reduced()).map_err(determined)?;
    let peak = climb(&risk, link, (start, vec![0.0; p], null.clone()), first);
    let (intercepts, slopes, found) = &peak;
    let (inverse, is_flat) = match Cholesky::new(&found.reduced()) {
        Ok(parts) => (parts.inverse(), false),
        Err(_) => (vec![vec![f64::INFINITY; p]; p], true),
    };
    // As of Cox's model: an error beyond a thousand standard deviations of the covariate.
    let far: Vec<String> =
        (0..p).filter(|&j| is_flat || inverse[j][j] > 1e6).filter_map(|j| data.terms.get(j).cloned()).collect(); // square
    let errors = found.variances(&inverse);
    for (period, (intercept, variance)) in
        periods.iter_mut().filter(|period| is_inner(&&**period)).zip(intercepts.iter().zip(errors))
    {
        period.intercept = Some(*intercept);
        period.std_error = Some(variance.sqrt()).filter(|error| error.is_finite());
        period.hazard = link.hazard(*intercept);
    }
    let ratio = 2.0 * (found.value - null.value);
    let cell = |j: usize, k: usize| inverse[j][k] / (scales[j] * scales[k]); // p of each
    Ok(DiscreteHazardFit {
        link,
        terms: data.terms.clone(),
        coefficients: slopes.iter().zip(&scales).map(|(slope, scale)| slope / scale).collect(),
        covariance: (0..p).map(|j| (0..p).map(|k| cell(j, k)).collect()).collect(),
        log_likelihoods: (null.value, found.value),
        likelihood_ratio: (ratio, chi_square_sf(ratio.max(0.0), p as f64)),
        periods,
        n: data.stop.len() as u64,
        n_events: data.event.iter().filter(|event| **event).count() as u64,
        status: if far.is_empty() { CoxStatus::Converged } else { CoxStatus::Infinite(far) },
    })
}

/// The share of a period's rows to whom it happened.
fn share(risk: &Risk, rows: &[(usize, bool)]) -> f64 {
    let weight = |&(row, _): &(usize, bool)| risk.weights.get(row).copied().unwrap_or(0.0);
    let happened: f64 = rows.iter().filter(|(_, happened)| *happened).map(weight).sum();
    happened / rows.iter().map(weight).sum::<f64>()
}

/// Who is at risk when, all periods, and the standard deviations of the covariates.
fn prepare(data: &CoxData) -> (Risk, Vec<HazardPeriod>, Vec<f64>) {
    let n = data.stop.len();
    let weights = data.weights.clone().unwrap_or_else(|| vec![1.0; n]);
    let total: f64 = weights.iter().sum();
    let moments = |column: &Vec<f64>| {
        let mean = column.iter().zip(&weights).map(|(x, w)| x * w).sum::<f64>() / total;
        let variance = column.iter().zip(&weights).map(|(x, w)| w * (x - mean).powi(2)).sum::<f64>() / total;
        (mean, if variance > 0.0 { variance.sqrt() } else { 1.0 })
    };
    let moments: Vec<(f64, f64)> = data.covariates.iter().map(moments).collect();
    let scaled = |row: usize| {
        let columns = data.covariates.iter().zip(&moments);
        columns.map(|(column, (mean, scale))| (column.get(row).copied().unwrap_or(0.0) - mean) / scale).collect()
    };
    let mut at_risk: Vec<Vec<(usize, bool)>> = Vec::new();
    for row in (0..n).filter(|&row| weights.get(row).is_some_and(|weight| *weight > 0.0)) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole, and at most MOST_PERIODS
        let whole = |time: f64| time as usize;
        let (from, to) =
            (data.start.as_ref().and_then(|start| start.get(row)).map_or(0, |start| whole(*start)), whole(data.stop[row]));
        if at_risk.len() < to {
            at_risk.resize_with(to, Vec::new);
        }
        for (period, rows) in at_risk.iter_mut().enumerate().take(to).skip(from) {
            rows.push((row, data.event[row] && period + 1 == to)); // columns of one length, checked
        }
    }
    let events = |rows: &[(usize, bool)]| rows.iter().filter(|(_, happened)| *happened).count();
    let period = |(number, rows): (usize, &Vec<(usize, bool)>)| HazardPeriod {
        period: number as u64 + 1,
        at_risk: rows.len() as u64,
        events: events(rows) as u64,
        intercept: None,
        std_error: None,
        hazard: if events(rows) > 0 { 1.0 } else { 0.0 },
    };
    let periods = at_risk.iter().enumerate().map(period).collect();
    at_risk.retain(|rows| events(rows) > 0 && events(rows) < rows.len());
    let scales = moments.iter().map(|(_, scale)| *scale).collect();
    (Risk { periods: at_risk, rows: (0..n).map(scaled).collect(), weights }, periods, scales)
}

type Place = (Vec<f64>, Vec<f64>, Sums);

/// Newton's steps, each halved until the likelihood rises.
fn climb(risk: &Risk, link: HazardLink, start: Place, first: Cholesky) -> Place {
    let (mut best, mut parts) = (start, first);
    for _ in 0..MOST_STEPS {
        let (intercepts, slopes, gain) = best.2.step(&parts);
        if gain <= 1e-28 * (1.0 + best.2.value.abs()) {
            break;
        }
        let moved =
            |own: &[f64], step: &[f64], share: f64| own.iter().zip(step).map(|(a, b)| a + share * b).collect::<Vec<f64>>();
        let tries = (0..20).map(|power| 0.5_f64.powi(power));
        let next = tries.map(|share| (moved(&best.0, &intercepts, share), moved(&best.1, &slopes, share))).find_map(|(a, b)| {
            let sums = risk.sums(link, &a, &b);
            (sums.value.is_finite() && sums.value >= best.2.value - 1e-12 * best.2.value.abs()).then_some((a, b, sums))
        });
        let Some(next) = next else { break };
        let Ok(own) = Cholesky::new(&next.2.reduced()) else {
            best = next;
            break;
        };
        (best, parts) = (next, own);
    }
    best
}

impl DiscreteHazardFit {
    /// A row for each term: `term`, `estimate`, `std_error`, `statistic`, `p_value`, `conf_low`, `conf_high`, `odds_ratio` or `hazard_ratio`, `ratio_low`, `ratio_high`.
    #[must_use]
    pub fn table(&self, level: Level) -> Table {
        coefficient_table(&self.terms, &self.coefficients, &self.covariance, level, self.link.ratio_name())
    }

    /// A row for each period: `period`, `n_at_risk`, `n_events`, `hazard`, `conf_low`, `conf_high`, of one who has the mean of every covariate.
    #[must_use]
    pub fn baseline(&self, level: Level) -> Table {
        let z = Confidence::from(level.get()).quantile;
        let count = |of: fn(&HazardPeriod) -> u64| TableColumn::Count(self.periods.iter().map(|own| Some(of(own))).collect());
        let end = |sign: f64| {
            let end = |own: &HazardPeriod| Some(self.link.hazard(own.intercept? + sign * z * own.std_error?));
            TableColumn::Float(self.periods.iter().map(end).collect())
        };
        Table::default()
            .with("period", count(|own| own.period))
            .with("n_at_risk", count(|own| own.at_risk))
            .with("n_events", count(|own| own.events))
            .with("hazard", TableColumn::Float(self.periods.iter().map(|own| Some(own.hazard)).collect()))
            .with("conf_low", end(-1.0))
            .with("conf_high", end(1.0))
    }
}

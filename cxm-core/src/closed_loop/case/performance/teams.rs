use super::facts::{Facts, require_once};
use super::rates::RATES;
use crate::closed_loop::case::Case;
use crate::columns::time::Instant;
use crate::columns::{Table, TableColumn};
use crate::error::Result;
use crate::num::dist::{beta_quantile, beta_upper_quantile};
use crate::stats::Level;
use std::collections::BTreeMap;

/// A rate of one team, drawn towards that of all shown teams as far as chance alone could have made it differ.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct TeamRates {
    /// The team; `None` of cases that name none.
    pub team: Option<String>,
    /// The rate's name, `response_rate`.
    pub measure: &'static str,
    /// The shrunken rate, 0..=1; `None` where hidden or without a case that counts.
    pub estimate: Option<f64>,
    /// The lower end.
    pub conf_low: Option<f64>,
    /// The upper end.
    pub conf_high: Option<f64>,
    /// The plain share of its cases.
    pub observed: Option<f64>,
    /// How many cases count; `None` where hidden.
    pub n: Option<u64>,
    /// How many of them count for the rate.
    pub count: Option<u64>,
}

/// The rates of each team, by name of the team and then in the order of [`closed_loop`](super::closed_loop), as seen at `now`.
///
/// A table of plain shares puts the smallest teams on top and at the bottom, by chance. Here a team's rate has a prior from all teams that are shown, worth more the less these
/// differ beyond chance; the intervals say which differences are any. Teams of fewer than `min_n` cases, of all or of those that count for a rate, are hidden there, and nothing in the shown rows
/// depends on them.
///
/// # Formula
/// `y` of `n` cases of T shown teams with cases that count, `N = Σ n`, `p = Σ y / N`: `S = Σ n (y / n - p)²`, `ρ = max(0, (S / (p (1 - p)) - (T - 1)) / (N - Σ n² / N - (T - 1)))`; the prior is worth
/// `M = max(1, min(1 / ρ - 1, N))` cases, never more than there are and never less than one, with mean `(Σ y + 1/2) / (N + 1)`; the estimate is the mean of the posterior
/// `Beta(M mean + y, M (1 - mean) + n - y)`, the interval its equal-tailed one. The error of ρ itself is not in it.
///
/// # Errors
/// `duplicate_id` with the row of a case that stands there twice.
///
/// # References
/// J. C. Kleinman (1973), Proportions with extraneous variance, JASA 68:46. B. Efron and C. Morris (1975), Data analysis using Stein's estimator and its generalizations, JASA 70:311.
/// H. Goldstein and D. J. Spiegelhalter (1996), League tables and their limitations, JRSS A 159:385.
///
/// # Examples
/// ```
/// use cxm_core::closed_loop::case::{Case, Opening, Trigger, team_rates};
/// let mut cases = Vec::new();
/// for id in 0..6 {
///     let opening = Opening::new(format!("k{id}").parse()?, Trigger::Customer, "2026-11-21T10:00:00Z".parse()?);
///     cases.push(Case::open(opening.team(if id < 5 { "north" } else { "south" }.parse()?))?);
/// }
/// let now = "2026-11-22T10:00:00Z".parse::<cxm_core::domain::Timestamp>()?.instant();
/// let rates = team_rates(&cases, now, cxm_core::stats::Level::default(), 5)?;
/// assert_eq!((rates[0].team.as_deref(), rates[0].observed), (Some("north"), Some(0.0)));
/// assert_eq!(rates[6].estimate, None); // one case of the south says nothing of the south
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn team_rates(cases: &[Case], now: Instant, level: Level, min_n: u64) -> Result<Vec<TeamRates>> {
    require_once(cases)?;
    let seen: Vec<Facts<'_>> = cases.iter().filter_map(|case| Facts::of(case, now)).collect();
    let mut sizes: BTreeMap<Option<&str>, u64> = BTreeMap::new();
    for case in &seen {
        *sizes.entry(case.team).or_default() += 1;
    }
    let mut rows = Vec::new();
    for (measure, counts) in RATES {
        let mut teams: BTreeMap<Option<&str>, (u64, u64)> = sizes.keys().map(|team| (*team, (0, 0))).collect();
        for (team, counts) in seen.iter().filter_map(|case| Some((case.team, counts(case)?))) {
            let (y, n) = teams.entry(team).or_default();
            (*y, *n) = (*y + u64::from(counts), *n + 1);
        }
        let is_hidden = |team: Option<&str>, n: u64| sizes.get(&team).is_none_or(|size| *size < min_n) || (n > 0 && n < min_n);
        // A hidden team in the prior could be computed from the estimates of the shown ones.
        let counted = teams.iter().filter(|(team, (_, n))| *n > 0 && !is_hidden(**team, *n));
        let prior = Prior::of(&counted.map(|(_, (y, n))| (*y as f64, *n as f64)).collect::<Vec<_>>());
        for (team, (y, n)) in teams {
            let shown = (!is_hidden(team, n)).then_some((y, n));
            let posterior = shown.filter(|(_, n)| *n > 0).map(|(y, n)| prior.with(y as f64, n as f64));
            let tail = (1.0 - level.get()) / 2.0;
            rows.push(TeamRates {
                team: team.map(str::to_owned),
                measure,
                estimate: posterior.map(|(a, b)| a / (a + b)),
                conf_low: posterior.map(|(a, b)| beta_quantile(tail, a, b)),
                conf_high: posterior.map(|(a, b)| beta_upper_quantile(tail, a, b)),
                observed: shown.filter(|(_, n)| *n > 0).map(|(y, n)| y as f64 / n as f64),
                n: shown.map(|(_, n)| n),
                count: shown.map(|(y, _)| y),
            });
        }
    }
    rows.sort_by(|a, b| (a.team.is_none(), &a.team).cmp(&(b.team.is_none(), &b.team))); // stable: measures keep their order
    Ok(rows)
}

/// What the shown teams say of one: so many cases of this mean.
#[derive(Clone, Copy)]
struct Prior {
    mean: f64,
    size: f64,
}

impl Prior {
    fn of(teams: &[(f64, f64)]) -> Self {
        let (y, n) = teams.iter().fold((0.0, 0.0), |(y, n), team| (y + team.0, n + team.1));
        let p = y / n;
        let spare = (teams.len() as f64 - 1.0).max(0.0);
        let squares: f64 = teams.iter().map(|(y, n)| n * (y / n - p).powi(2)).sum();
        let apart = n - teams.iter().map(|(_, n)| n * n).sum::<f64>() / n - spare;
        let rho = (squares / (p * (1.0 - p)) - spare) / apart;
        // Where nothing tells the teams apart (one team, equal rates, one case each), they are taken for alike.
        let size = if rho > 0.0 && rho.is_finite() { (1.0 / rho.min(1.0) - 1.0).min(n) } else { n };
        Self { mean: (y + 0.5) / (n + 1.0), size }
    }

    /// The two shapes of the posterior.
    fn with(self, y: f64, n: f64) -> (f64, f64) {
        // Of a prior worth nothing the team's own shares are left; half a case keeps both shapes above 0.
        let size = self.size.max(1.0);
        (size * self.mean + y, size * (1.0 - self.mean) + n - y)
    }
}

/// The rates of teams as a table: `team`, `measure`, `estimate`, `conf_low`, `conf_high`, `observed`, `n`, `n_events`, `method` (`beta_binomial`, the equal-tailed
/// interval of the posterior), `flags` (`suppressed`, `no_data`).
#[must_use]
pub fn team_table(rates: &[TeamRates]) -> Table {
    let float = |each: fn(&TeamRates) -> Option<f64>| TableColumn::Float(rates.iter().map(each).collect());
    let count = |each: fn(&TeamRates) -> Option<u64>| TableColumn::Count(rates.iter().map(each).collect());
    let text = |each: fn(&TeamRates) -> Option<&str>| {
        TableColumn::Text(rates.iter().map(|rate| each(rate).map(str::to_owned)).collect())
    };
    Table::default()
        .with("team", text(|rate| rate.team.as_deref()))
        .with("measure", text(|rate| Some(rate.measure)))
        .with("estimate", float(|rate| rate.estimate))
        .with("conf_low", float(|rate| rate.conf_low))
        .with("conf_high", float(|rate| rate.conf_high))
        .with("observed", float(|rate| rate.observed))
        .with("n", count(|rate| rate.n))
        .with("n_events", count(|rate| rate.count))
        .with("method", text(|_| Some("beta_binomial")))
        .with(
            "flags",
            text(|rate| {
                Some(match rate.n {
                    None => "suppressed",
                    Some(0) => "no_data",
                    Some(_) => "",
                })
            }),
        )
}

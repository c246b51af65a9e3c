use super::scores::scores;
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Error, Result};
use crate::num::dist::{chi_square_sf, student_t_two_sided_p};
use crate::num::quadratic_form;
use crate::records::event_log::{EventLog, NO_CHANNEL};
use crate::stats::interval::{Interval, student_t_critical};
use crate::stats::multiplicity::{Adjustment, adjust};
use crate::stats::test::equivalence;
use crate::stats::{ClusterRatio, Flag, LOW_BASE, Level};
use serde::Serialize;

/// What is compared over channels.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ConsistencyOptions {
    /// `"value"`, or the name of an attribute of numbers.
    pub score: String,
    /// From which score on an event counts: then shares are compared, otherwise means.
    pub top: Option<f64>,
    /// Differences within this are the same.
    pub margin: Option<f64>,
    /// The level of the intervals and of "the same".
    pub level: Level,
}

impl Default for ConsistencyOptions {
    fn default() -> Self {
        Self { score: "value".to_owned(), top: None, margin: None, level: Level::default() }
    }
}

/// Whether a score is the same in all channels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ChannelConsistency {
    /// Cochran's Q: how far the channels lie apart, in their own uncertainty.
    pub q: Option<f64>,
    /// Its degrees of freedom.
    pub df: Option<f64>,
    /// The probability of at least such a Q if all channels were the same.
    pub p_value: Option<f64>,
    /// The share of Q that chance does not account for.
    pub i_squared: Option<f64>,
    /// The largest difference between two channels.
    pub largest_gap: Option<f64>,
    /// The lower end of its interval, which holds for all pairs at once.
    pub gap_low: Option<f64>,
    /// The upper end.
    pub gap_high: Option<f64>,
    /// The channel of the highest score.
    pub highest: Option<String>,
    /// The channel of the lowest.
    pub lowest: Option<String>,
    /// Differences within this are the same.
    pub margin: Option<f64>,
    /// The p-value against a difference beyond the margin between any two channels.
    pub p_equivalence: Option<f64>,
    /// Whether every two channels are the same within the margin; `None` without a margin, or when it cannot be told.
    pub is_equivalent: Option<bool>,
    /// What must be known about it.
    pub flags: Vec<Flag>,
    /// `channel`, `n`, `n_customers`, `estimate`, `std_error`, `conf_low`, `conf_high`.
    pub channels: Table,
    /// `channel`, `other`, `difference`, `std_error`, `conf_low`, `conf_high`, `p_value`, `p_adjusted`, `p_equivalence`.
    pub pairs: Table,
}

/// One channel.
#[derive(Debug, Clone, Copy, Default)]
struct Scored {
    sum: f64,
    n: f64,
    customers: f64,
    /// The sum of the scores over their number.
    mean: f64,
}

/// Compares a score over channels: heterogeneity, the largest gap, and whether all are the same within a margin.
///
/// # Formula
/// A channel's score is a ratio of sums with customers as clusters; scores of one customer in two channels make these depend on each other, and their covariance is in every test. `Q = d' V⁻ d`
/// of the differences from the first channel, chi-square; with different customers in each channel that is Cochran's Q. `I² = max(0, (Q - df) / Q)`. Two channels are compared with Student's t, degrees of
/// freedom by Satterthwaite; intervals hold for all pairs at once (Bonferroni). All are the same within the margin when two one-sided tests say so of every pair: the p-value is the
/// largest of theirs.
///
/// # Errors
/// `invalid_option` of a log without channels or values, and of a margin that is not positive; `unknown_column` of the score; `not_a_number` of an attribute of texts.
///
/// # References
/// W. G. Cochran (1954), Biometrics 10:101; J. P. T. Higgins and S. G. Thompson (2002), Stat. Med. 21:1539; D. J. Schuirmann (1987), J. Pharmacokin. Biopharm. 15:657;
/// R. L. Berger (1982), Technometrics 24:295 (intersection-union).
pub fn channel_consistency(log: &EventLog, options: &ConsistencyOptions) -> Result<ChannelConsistency> {
    if log.channel_codes().is_empty() && log.n_events() > 0 {
        return Err(Error::option("channel", "a log with channels", "a log without channels"));
    }
    if let Some(margin) = options.margin.filter(|margin| !(margin.is_finite() && *margin > 0.0)) {
        return Err(Error::option("margin", "a positive number", margin.to_string()));
    }
    let (scored, covariance, names) = observed(log, options)?;
    let k = scored.len();
    let known = |channel: usize| scored[channel].customers > 1.0; // channels are places among the scored, so for all below
    let level = options.level.get();
    let error = |channel: usize| known(channel).then(|| covariance[channel][channel].sqrt());
    let mut found = ChannelConsistency {
        q: None,
        df: None,
        p_value: None,
        i_squared: None,
        largest_gap: None,
        gap_low: None,
        gap_high: None,
        highest: None,
        lowest: None,
        margin: options.margin,
        p_equivalence: None,
        is_equivalent: None,
        flags: Vec::new(),
        channels: Table::default(),
        pairs: Table::default(),
    };
    let apart: Vec<f64> = (1..k).map(|channel| scored[channel].mean - scored[0].mean).collect();
    let of_apart = (1..k)
        .map(|a| (1..k).map(|b| covariance[a][b] - covariance[a][0] - covariance[0][b] + covariance[0][0]).collect())
        .collect();
    if k > 1 && (0..k).all(known) {
        let (q, rank) = quadratic_form(&apart, of_apart);
        if rank > 0 {
            let df = rank as f64;
            found.q = Some(q);
            found.df = Some(df);
            found.p_value = Some(chi_square_sf(q, df));
            found.i_squared = Some(if q > df { (q - df) / q } else { 0.0 });
        }
    }
    let pairs = Pairs::of(&scored, &covariance, options);
    if let Some(widest) = pairs.widest() {
        let pair = &pairs.rows[widest]; // one of them
        (found.largest_gap, found.gap_low, found.gap_high) = (Some(pair.difference), pair.low, pair.high);
        (found.highest, found.lowest) = (names.get(pair.one).cloned(), names.get(pair.two).cloned());
    }
    if options.margin.is_some() && !pairs.rows.is_empty() {
        let all: Option<Vec<f64>> = pairs.rows.iter().map(|pair| pair.p_equivalence).collect();
        found.p_equivalence = all.map(|all| all.into_iter().fold(0.0, f64::max));
        found.is_equivalent = found.p_equivalence.map(|p| p < 1.0 - level);
    }
    if k < 2 {
        found.flags.push(Flag::NoData);
    } else if scored.iter().any(|channel| channel.customers < LOW_BASE) {
        found.flags.push(Flag::LowBase);
    }
    let interval = |channel: usize| -> Option<Interval> {
        let Scored { mean, customers, .. } = scored[channel];
        let std_error = error(channel)?;
        Some(match options.top {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count
            Some(_) => ClusterRatio { estimate: mean, std_error, clusters: customers as u64 }.share_interval(level),
            None => Interval::around(mean, student_t_critical(level, customers - 1.0) * std_error),
        })
    };
    let count = |of: fn(&Scored) -> f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts
        TableColumn::Count(scored.iter().map(|channel| Some(of(channel) as u64)).collect())
    };
    let number = |of: &dyn Fn(usize) -> Option<f64>| TableColumn::Float((0..k).map(of).collect());
    found.channels = Table::default()
        .with("channel", TableColumn::Key { keys: names.iter().map(|name| Key::Text(name.clone())).collect(), rows: None })
        .with("n", count(|channel| channel.n))
        .with("n_customers", count(|channel| channel.customers))
        .with("estimate", number(&|channel| Some(scored[channel].mean)))
        .with("std_error", number(&error))
        .with("conf_low", number(&|channel| interval(channel).map(|interval| interval.low)))
        .with("conf_high", number(&|channel| interval(channel).map(|interval| interval.high)));
    found.pairs = pairs.table(&names);
    Ok(found)
}

/// The channels that have scores, the covariance of their scores, and their names.
type ChannelScores = (Vec<Scored>, Vec<Vec<f64>>, Vec<String>);

fn observed(log: &EventLog, options: &ConsistencyOptions) -> Result<ChannelScores> {
    let scores = scores(log, &options.score)?;
    let score = |event: usize| {
        let score = scores.get(event).copied().filter(|score| !score.is_nan())?;
        Some(options.top.map_or(score, |top| f64::from(u8::from(score >= top))))
    };
    // By customer, in an order that is not that of the input: each channel's sum and number.
    let mut customers: Vec<Vec<(usize, f64, f64)>> = Vec::new();
    let mut all = vec![Scored::default(); log.channels().len()];
    for customer in log.by_key() {
        let mut own: Vec<(usize, f64, f64)> = Vec::new();
        for event in log.events(customer) {
            let channel = log.channel_codes().get(event).copied().filter(|&channel| channel != NO_CHANNEL);
            let (Some(channel), Some(score)) = (channel.map(usize::from), score(event)) else { continue };
            match own.iter_mut().find(|(other, ..)| *other == channel) {
                Some((_, sum, n)) => (*sum, *n) = (*sum + score, *n + 1.0),
                None => own.push((channel, score, 1.0)),
            }
        }
        for &(channel, sum, n) in &own {
            let of = &mut all[channel]; // codes count the channels
            (of.sum, of.n, of.customers) = (of.sum + sum, of.n + n, of.customers + 1.0);
        }
        customers.push(own);
    }
    let kept: Vec<usize> = (0..all.len()).filter(|&channel| all[channel].n > 0.0).collect();
    let mut scored: Vec<Scored> = kept.iter().map(|&channel| all[channel]).collect();
    for channel in &mut scored {
        channel.mean = channel.sum / channel.n;
    }
    let mut covariance = vec![vec![0.0; kept.len()]; kept.len()];
    for own in &customers {
        let apart: Vec<(usize, f64)> = own
            .iter()
            .map(|&(channel, sum, n)| {
                let place = kept.partition_point(|&other| other < channel);
                let Scored { mean, n: all, customers, .. } = scored[place]; // every channel with a score is kept
                let small = if customers > 1.0 { (customers / (customers - 1.0)).sqrt() } else { 0.0 };
                (place, small * (sum - mean * n) / all)
            })
            .collect();
        for &(a, one) in &apart {
            for &(b, two) in &apart {
                covariance[a][b] += one * two; // places among the kept
            }
        }
    }
    let names = kept.iter().filter_map(|&channel| log.channels().get(channel).cloned()).collect();
    Ok((scored, covariance, names))
}

/// Two channels, the higher first.
struct Pair {
    one: usize,
    two: usize,
    difference: f64,
    std_error: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    p_value: Option<f64>,
    p_equivalence: Option<f64>,
}

struct Pairs {
    rows: Vec<Pair>,
}

impl Pairs {
    fn of(scored: &[Scored], covariance: &[Vec<f64>], options: &ConsistencyOptions) -> Self {
        let k = scored.len();
        let number = (k * k.saturating_sub(1) / 2).max(1) as f64;
        let tail = (1.0 - options.level.get()) / number;
        let mut rows = Vec::new();
        for a in 0..k {
            for b in a + 1..k {
                // Both are places among the scored, as those of the covariance are.
                let (one, two) = if scored[b].mean > scored[a].mean { (b, a) } else { (a, b) };
                let difference = scored[one].mean - scored[two].mean;
                let (var_one, var_two) = (covariance[one][one], covariance[two][two]);
                let (df_one, df_two) = (scored[one].customers - 1.0, scored[two].customers - 1.0);
                let variance = var_one + var_two - 2.0 * covariance[one][two];
                let mut pair =
                    Pair { one, two, difference, std_error: None, low: None, high: None, p_value: None, p_equivalence: None };
                if df_one > 0.0 && df_two > 0.0 && variance > 0.0 {
                    let (std_error, sum) = (variance.sqrt(), var_one + var_two);
                    let df = sum * sum / (var_one * var_one / df_one + var_two * var_two / df_two);
                    let margin = student_t_critical(1.0 - tail, df) * std_error;
                    pair.std_error = Some(std_error);
                    (pair.low, pair.high) = (Some(difference - margin), Some(difference + margin));
                    pair.p_value = Some(student_t_two_sided_p(difference / std_error, df));
                    pair.p_equivalence = options.margin.and_then(|margin| {
                        equivalence::test(difference, std_error, Some(df), -margin, margin, options.level.get()).p_value
                    });
                }
                rows.push(pair);
            }
        }
        Self { rows }
    }

    /// The largest difference; the first of equal ones.
    fn widest(&self) -> Option<usize> {
        (0..self.rows.len()).rev().max_by(|&a, &b| self.rows[a].difference.total_cmp(&self.rows[b].difference)) // places of rows
    }

    fn table(&self, names: &[String]) -> Table {
        let key = |of: fn(&Pair) -> usize| TableColumn::Key {
            keys: self.rows.iter().map(|pair| names.get(of(pair)).map_or(Key::Null, |name| Key::Text(name.clone()))).collect(),
            rows: None,
        };
        let number = |of: fn(&Pair) -> Option<f64>| TableColumn::Float(self.rows.iter().map(of).collect());
        let p_values: Vec<Option<f64>> = self.rows.iter().map(|pair| pair.p_value).collect();
        Table::default()
            .with("channel", key(|pair| pair.one))
            .with("other", key(|pair| pair.two))
            .with("difference", number(|pair| Some(pair.difference)))
            .with("std_error", number(|pair| pair.std_error))
            .with("conf_low", number(|pair| pair.low))
            .with("conf_high", number(|pair| pair.high))
            .with("p_value", TableColumn::Float(p_values.clone()))
            .with("p_adjusted", TableColumn::Float(adjust(&p_values, Adjustment::Holm)))
            .with("p_equivalence", number(|pair| pair.p_equivalence))
    }
}

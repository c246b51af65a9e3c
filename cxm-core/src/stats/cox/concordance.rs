use super::sorted::Sorted;
use super::{CoxData, CoxFit};
use crate::error::Result;
use std::borrow::Cow;
use std::ops::Range;

/// How often of two who were watched, the one with the higher hazard has the earlier event (Harrell's C).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Concordance {
    /// The share, equal hazards counted half; `None` where no two can be compared.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// Pairs in the order of the hazards.
    pub concordant: f64,
    /// Pairs against it.
    pub discordant: f64,
    /// Pairs with equal hazards.
    pub tied: f64,
}

/// How well a fit puts the rows in the order in which it happens.
///
/// # Formula
/// `C = (concordant + tied / 2) / all`, over pairs of a stratum of which the one has an event while the other is watched, or is censored at that very time; of two events at the same time none is
/// first. The standard error is the infinitesimal jackknife's: `√Σ w² (own pairs - C own number)² / all`. By a tree of counts: n log n.
///
/// # Errors
/// Those of [`CoxData::check`].
///
/// # Examples
/// ```
/// use cxm_core::stats::cox::{CoxData, CoxOptions, concordance, cox};
/// let data = CoxData::new(vec![1.0, 2.0, 3.0, 4.0], vec![true; 4]).covariate("x", vec![1.0, 0.0, 1.0, 0.0]);
/// let found = concordance(&data, &cox(&data, &CoxOptions::default())?)?;
/// assert_eq!(found.estimate, Some(4.0 / 6.0)); // three of six pairs in order, one against it, two with equal hazards
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// F. E. Harrell, K. L. Lee and D. B. Mark (1996), Statist. Med. 15:361; T. M. Therneau and E. Atkinson (2024), Concordance, a vignette of R's survival.
pub fn concordance(data: &CoxData, fit: &CoxFit) -> Result<Concordance> {
    Ok(of_fit(&Sorted::new(Cow::Borrowed(data))?, fit))
}

/// [`concordance`] of rows that are sorted already.
pub(crate) fn of_fit(sorted: &Sorted, fit: &CoxFit) -> Concordance {
    of_hazards(sorted, &sorted.linear(&sorted.scaled(&fit.coefficients)))
}

/// Of the logarithms of hazards, or of anything that rises with them.
fn of_hazards(sorted: &Sorted, hazards: &[f64]) -> Concordance {
    let mut values = hazards.to_vec();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let known: Vec<Known> = hazards
        .iter()
        .enumerate()
        .map(|(place, hazard)| Known {
            start: sorted.start_of(place).unwrap_or(f64::NEG_INFINITY),
            stop: sorted.stop[place], // a hazard a place; so for the others
            event: sorted.event[place],
            weight: sorted.weight(place),
            level: values.partition_point(|value| value < hazard),
        })
        .collect();
    let mut pairs = Pairs { own: vec![Own::default(); known.len()], concordant: 0.0, discordant: 0.0, tied: 0.0 };
    for stratum in &sorted.strata {
        pairs.as_earlier(&known, stratum.clone(), values.len());
        pairs.as_later(&known, stratum.clone(), values.len());
    }
    let Pairs { own, concordant, discordant, tied } = pairs;
    let all = concordant + discordant + tied;
    if all <= 0.0 {
        return Concordance { estimate: None, std_error: None, concordant, discordant, tied };
    }
    let estimate = (concordant + tied / 2.0) / all;
    let spread = |(own, known): (&Own, &Known)| (known.weight * (own.in_order - estimate * own.all)).powi(2);
    let spread: f64 = own.iter().zip(&known).map(spread).sum();
    Concordance { estimate: Some(estimate), std_error: Some(spread.sqrt() / all), concordant, discordant, tied }
}

struct Known {
    start: f64,
    stop: f64,
    event: bool,
    weight: f64,
    /// The place of its hazard among all.
    level: usize,
}

/// What the pairs of one row weigh.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    in_order: f64,
    all: f64,
}

struct Pairs {
    own: Vec<Own>,
    concordant: f64,
    discordant: f64,
    tied: f64,
}

impl Pairs {
    /// Each event with those who are watched then and longer.
    fn as_earlier(&mut self, known: &[Known], stratum: Range<usize>, levels: usize) {
        let mut by_stop: Vec<usize> = stratum.clone().collect();
        // Down in time; who is censored at a time is watched longer than who has an event then.
        by_stop.sort_by(|&a, &b| known[b].stop.total_cmp(&known[a].stop).then(known[a].event.cmp(&known[b].event)));
        let mut by_start: Vec<usize> = stratum.collect();
        by_start.sort_by(|&a, &b| known[b].start.total_cmp(&known[a].start));
        let (mut watched, mut left) = (Levels::new(levels), by_start.iter().peekable());
        for same in by_stop.chunk_by(|&a, &b| known[a].stop.total_cmp(&known[b].stop).is_eq() && known[a].event == known[b].event)
        {
            let Some(&first) = same.first() else { continue };
            if known[first].event {
                while let Some(&at) = left.next_if(|&&at| known[at].start >= known[first].stop) {
                    watched.add(known[at].level, -known[at].weight);
                }
                for &at in same {
                    let Known { level, weight, .. } = known[at];
                    let (below, equal, all) = watched.around(level);
                    self.concordant += weight * below;
                    self.discordant += weight * (all - below - equal);
                    self.tied += weight * equal;
                    self.own[at].in_order += below + equal / 2.0;
                    self.own[at].all += all;
                }
            }
            for &at in same {
                watched.add(known[at].level, known[at].weight);
            }
        }
    }

    /// Each row with the events while it was watched.
    fn as_later(&mut self, known: &[Known], stratum: Range<usize>, levels: usize) {
        // What is asked at a time, in this order: events before it, then the events of that time, then what is asked after them.
        const BEFORE: u8 = 0;
        const EVENT: u8 = 1;
        const AFTER: u8 = 2;
        let mut steps: Vec<(f64, u8, usize, f64)> = Vec::with_capacity(3 * stratum.len());
        for at in stratum {
            let Known { start, stop, event, .. } = known[at];
            steps.push((stop, if event { BEFORE } else { AFTER }, at, 1.0));
            if event {
                steps.push((stop, EVENT, at, 0.0));
            }
            if start.is_finite() {
                steps.push((start, AFTER, at, -1.0));
            }
        }
        steps.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut events = Levels::new(levels);
        for (_, kind, at, sign) in steps {
            let Known { level, weight, .. } = known[at];
            if kind == EVENT {
                events.add(level, weight);
            } else {
                let (below, equal, all) = events.around(level);
                self.own[at].in_order += sign * (all - below - equal / 2.0);
                self.own[at].all += sign * all;
            }
        }
    }
}

/// Weights by level, in a tree of partial sums.
///
/// # References
/// P. M. Fenwick (1994), A new data structure for cumulative frequency tables, Software: Practice and Experience 24:327.
struct Levels {
    sums: Vec<f64>,
    all: f64,
}

impl Levels {
    fn new(levels: usize) -> Self {
        Self { sums: vec![0.0; levels + 1], all: 0.0 }
    }

    fn add(&mut self, level: usize, weight: f64) {
        self.all += weight;
        let mut at = level + 1;
        while let Some(sum) = self.sums.get_mut(at) {
            *sum += weight;
            at += at & at.wrapping_neg();
        }
    }

    /// The weight of the levels below this one.
    fn below(&self, level: usize) -> f64 {
        let (mut at, mut sum) = (level, 0.0);
        while at > 0 {
            sum += self.sums[at]; // levels count the sums, but for one
            at &= at - 1;
        }
        sum
    }

    /// What is below this level, on it, and in all.
    fn around(&self, level: usize) -> (f64, f64, f64) {
        let below = self.below(level);
        (below, self.below(level + 1) - below, self.all)
    }
}

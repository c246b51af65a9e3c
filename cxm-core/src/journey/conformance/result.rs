use super::aligner::{Aligner, Alignment, Ends, Move, from_behind};
use super::deviation::deviations;
use super::{ConformanceCounts, DeviationKind};
use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::journey::goal_effect::{Evidence, GoalCounts, with_effects};
use crate::journey::share_columns::with_shares;
use crate::parallel;
use crate::stats::interval::mean::adjusted_wald;
use crate::stats::interval::normal_critical;
use crate::stats::{ClusterRatio, Estimate, Flag, Level, share};
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;

const PATHS_A_THREAD: usize = 1_000;

/// How customers' paths agree with the flow that the journey was designed with.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Conformance {
    /// The mean fitness of a customer's path: 1 where it is a way through the flow.
    pub fitness: Estimate,
    /// The share of the events that are on touchpoints of the flow.
    pub coverage: Estimate,
    /// How many customers' paths are ways through the flow.
    pub n_fitting: u64,
    /// How many different paths there are.
    pub n_variants: u64,
    /// How many touchpoints the shortest way through the flow has.
    pub shortest: u64,
    /// How many customers count for the effect on the goal; `None` without a goal.
    pub n_followed: Option<u64>,
    /// How many of them reached it.
    pub n_reached: Option<u64>,
    /// How many do not count: they had reached the goal by the landmark, or were not watched long enough.
    pub n_left_out: Option<u64>,
    /// `touchpoint`, `kind`, `n` customers, their `share` with Wilson's interval, `n_times`; and with a goal `n_with`, `n_without`, `goal_effect`, `goal_effect_low`,
    /// `goal_effect_high`, `p_value`, `p_adjusted`, `flags`.
    pub deviations: Table,
    /// `path`, `n`, `length`, `share`, `conf_low`, `conf_high`, `cost`, `fitness`, `alignment`.
    pub variants: Table,
}

/// A path, how many customers take it, and how it is aligned.
struct Aligned<'c> {
    path: &'c [u32],
    n: u64,
    alignment: Alignment,
    fitness: f64,
}

impl ConformanceCounts {
    /// Fitness, coverage and deviations; of many paths `top` rows of variants.
    ///
    /// # Formula
    /// A customer's fitness is `1 - cost / (length + shortest)`: cost the least number of moves on one side only (Adriansyah 2014), length the number of events, shortest the number
    /// of touchpoints of the shortest way through the flow. The estimate is the mean over customers with the adjusted Wald interval of a mean on 0 to 1; coverage is a ratio of sums with
    /// customers as clusters. The effect is the share who reach the goal with the deviation less that without, with Newcombe's interval; p-values are adjusted by Holm's procedure.
    ///
    /// # Units
    /// Shares, 0 to 1.
    ///
    /// # Errors
    /// `out_of_range` when a path is too long for so many states.
    ///
    /// # References
    /// A. Adriansyah (2014), Aligning observed and modeled behavior, thesis, Eindhoven; R. G. Newcombe (1998), Statistics in Medicine 17:873, method 10;
    /// S. Holm (1979), Scandinavian Journal of Statistics 6:65; J. R. Anderson, K. C. Cain and R. D. Gelber (1983), J. Clin. Oncol. 1:710 (landmark).
    pub fn conformance(&self, level: Level, top: Option<usize>) -> Result<Conformance> {
        let shortest = Aligner::new(&self.automaton, Ends::AtEnd).shortest();
        let paths = self.paths.iter().map(|(path, n)| (path.as_slice(), *n));
        let aligned: Vec<Aligned<'_>> = self
            .aligned(Ends::AtEnd, paths)?
            .into_iter()
            .map(|(path, n, alignment)| {
                let fitness = 1.0 - alignment.cost as f64 / (path.len() as u64 + shortest) as f64;
                Aligned { path, n, alignment, fitness }
            })
            .collect();
        let has_goal = self.options.goal.is_some();
        let followed = |of: usize| has_goal.then(|| self.followed.values().map(|counts| counts[of]).sum()); // two counts
        Ok(Conformance {
            fitness: self.fitness(&aligned, level)?,
            coverage: self.coverage(&aligned, level)?,
            n_fitting: aligned.iter().filter(|each| each.alignment.cost == 0).map(|each| each.n).sum(),
            n_variants: aligned.len() as u64,
            shortest,
            n_followed: followed(0),
            n_reached: followed(1),
            n_left_out: has_goal.then_some(self.n_left_out),
            deviations: self.deviation_table(&aligned, level)?,
            variants: self.variant_table(aligned, level, top),
        })
    }

    /// Aligns paths, which stay in their order; parts of them side by side.
    fn aligned<'c, T: Copy + Sync>(
        &self,
        ends: Ends,
        paths: impl Iterator<Item = (&'c [u32], T)>,
    ) -> Result<Vec<(&'c [u32], T, Alignment)>> {
        let labels = self.labels();
        let paths: Vec<(&[u32], T)> = paths.collect();
        // Every code is a place among the names.
        let labelled = |path: &[u32]| -> Vec<u32> { path.iter().map(|&code| labels[code as usize]).collect() };
        let mut sorted: Vec<(usize, Vec<u32>)> =
            paths.iter().enumerate().map(|(place, (path, _))| (place, labelled(path))).collect();
        sorted.sort_by(|one, two| from_behind(&one.1, &two.1));
        let align = |part: Range<usize>| {
            let mut aligner = Aligner::new(&self.automaton, ends);
            let part = sorted.get(part).unwrap_or(&[]);
            part.iter().map(|(place, path)| Ok((*place, aligner.align(path)?))).collect::<Result<Vec<_>>>()
        };
        let parts = parallel::parts(sorted.len(), PATHS_A_THREAD, 1);
        let join = |one: Vec<(usize, Alignment)>, two| Ok([one, two].concat());
        let mut found = parallel::split_merge(parts, align, join)?.unwrap_or_default();
        found.sort_unstable_by_key(|(place, _)| *place);
        Ok(paths.into_iter().zip(found).map(|((path, rest), (_, alignment))| (path, rest, alignment)).collect())
    }

    fn customers(&self) -> u64 {
        self.paths.values().sum()
    }

    fn fitness(&self, aligned: &[Aligned<'_>], level: Level) -> Result<Estimate> {
        let n = self.customers();
        let mut estimate = share("fitness", 0, n, level)?; // its base and flags
        estimate.method = "adjusted_wald".into();
        if n > 0 {
            let total = n as f64;
            let mean = aligned.iter().map(|each| each.n as f64 * each.fitness).sum::<f64>() / total;
            let variance = aligned.iter().map(|each| each.n as f64 * (each.fitness - mean).powi(2)).sum::<f64>() / total;
            let interval = adjusted_wald(mean, variance, total, 0.0, 1.0, normal_critical(level.get())).clipped(0.0, 1.0);
            let interval = interval.including(mean);
            estimate.estimate = Some(mean);
            estimate.std_error = Some((variance / total).sqrt());
            (estimate.conf_low, estimate.conf_high) = (Some(interval.low), Some(interval.high));
            estimate.std_dev = (n > 1).then(|| (variance * total / (total - 1.0)).sqrt());
        }
        let codes = self.codes();
        let is_met = |code: &u32| aligned.iter().any(|each| each.path.contains(code));
        if !codes.iter().all(is_met) {
            estimate.flag(Flag::NotSeen);
        }
        Ok(estimate)
    }

    fn coverage(&self, aligned: &[Aligned<'_>], level: Level) -> Result<Estimate> {
        let codes = self.codes();
        let covered = |path: &[u32]| path.iter().filter(|code| codes.binary_search(code).is_ok()).count();
        let counts: Vec<(u64, f64, f64)> =
            aligned.iter().map(|each| (each.n, covered(each.path) as f64, each.path.len() as f64)).collect();
        let (customers, events): (u64, f64) =
            counts.iter().fold((0, 0.0), |sum, (n, _, events)| (sum.0 + n, sum.1 + *n as f64 * events));
        let mut estimate = share("coverage", 0, customers, level)?; // its base and flags
        estimate.method = "cluster_logit_t".into();
        if customers == 0 {
            return Ok(estimate);
        }
        // As `cluster_ratio`, whose clusters are the customers.
        let ratio = counts.iter().map(|(n, covered, _)| *n as f64 * covered).sum::<f64>() / events;
        let squares: f64 = counts.iter().map(|(n, covered, events)| *n as f64 * (covered - ratio * events).powi(2)).sum();
        let g = customers as f64;
        let std_error = if customers < 2 { f64::INFINITY } else { (g / (g - 1.0) * squares).sqrt() / events };
        let interval = ClusterRatio { estimate: ratio, std_error, clusters: customers }.share_interval(level.get());
        estimate.estimate = Some(ratio);
        estimate.std_error = Some(std_error).filter(|error| error.is_finite());
        (estimate.conf_low, estimate.conf_high) = (Some(interval.low), Some(interval.high));
        estimate.n_eff = None;
        Ok(estimate)
    }

    fn deviation_table(&self, aligned: &[Aligned<'_>], level: Level) -> Result<Table> {
        let codes = self.codes();
        let mut found: BTreeMap<(u32, DeviationKind), [u64; 2]> = BTreeMap::new();
        for each in aligned {
            for (deviation, times) in deviations(each.path, &each.alignment, &codes) {
                let counts = found.entry(deviation).or_default();
                *counts = [counts[0] + each.n, counts[1] + each.n * times];
            }
        }
        let mut rows: Vec<((u32, DeviationKind), [u64; 2])> = found.into_iter().collect();
        rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts[0])); // stable: then by name and kind
        let shares: Vec<(u64, u64)> = rows.iter().map(|(_, counts)| (counts[0], self.customers())).collect();
        let names =
            rows.iter().map(|((code, _), _)| self.names.get(*code as usize).map_or(Key::Null, |name| Key::Text(name.clone())));
        let kinds = rows.iter().map(|((_, kind), _)| Some(kind.name().to_owned()));
        let table = Table::default()
            .with("touchpoint", TableColumn::Key { keys: names.collect(), rows: None })
            .with("kind", TableColumn::Text(kinds.collect()));
        let table = with_shares(table, &shares, level)
            .with("n_times", TableColumn::Count(rows.iter().map(|(_, counts)| Some(counts[1])).collect()));
        if self.options.goal.is_none() {
            return Ok(table);
        }
        let deviations: Vec<(u32, DeviationKind)> = rows.iter().map(|(deviation, _)| *deviation).collect();
        let evidence = if self.options.landmark.is_some() { Evidence::BeforeGoal } else { Evidence::Association };
        Ok(with_effects(table, &self.effects(&deviations)?, evidence, level))
    }

    /// For each deviation: how many customers had it and how many of them reached the goal, and the same of those without it.
    fn effects(&self, rows: &[(u32, DeviationKind)]) -> Result<Vec<GoalCounts>> {
        let codes = self.codes();
        let (mut with, mut all) = (BTreeMap::<(u32, DeviationKind), [u64; 2]>::new(), [0, 0]);
        let paths = self.followed.iter().map(|(path, counts)| (path.as_slice(), *counts));
        for (path, counts, alignment) in self.aligned(self.followed_ends(), paths)? {
            all = [all[0] + counts[0], all[1] + counts[1]];
            for (deviation, _) in deviations(path, &alignment, &codes) {
                let sum = with.entry(deviation).or_default();
                *sum = [sum[0] + counts[0], sum[1] + counts[1]];
            }
        }
        let of = |deviation| with.get(deviation).copied().unwrap_or_default();
        Ok(rows
            .iter()
            .map(|deviation| {
                let [n_with, with] = of(deviation);
                GoalCounts { n_with, with, n_without: all[0] - n_with, without: all[1] - with } // a part of all
            })
            .collect())
    }

    fn variant_table(&self, mut aligned: Vec<Aligned<'_>>, level: Level, top: Option<usize>) -> Table {
        aligned.sort_by_key(|each| std::cmp::Reverse(each.n)); // stable: then in the order of their touchpoints
        aligned.truncate(top.unwrap_or(usize::MAX));
        let name = |code: u32| self.names.get(code as usize).map_or("", String::as_str);
        let joined = |parts: Vec<String>| Some(parts.join(" > "));
        let path = |each: &Aligned<'_>| joined(each.path.iter().map(|&code| name(code).to_owned()).collect());
        let shown = |each: &Aligned<'_>, step: &Move| match *step {
            // Events have a place in the path, touchpoints of the flow a name.
            Move::Both(event) => name(each.path[event]).to_owned(),
            Move::Log(event) => format!("+{}", name(each.path[event])),
            Move::Model(label) => format!("-{}", self.automaton.names[label as usize]),
        };
        let alignment = |each: &Aligned<'_>| joined(each.alignment.moves.iter().map(|step| shown(each, step)).collect());
        let count = |of: fn(&Aligned<'_>) -> u64| TableColumn::Count(aligned.iter().map(|each| Some(of(each))).collect());
        let shares: Vec<(u64, u64)> = aligned.iter().map(|each| (each.n, self.customers())).collect();
        let table = Table::default().with("path", TableColumn::Text(aligned.iter().map(path).collect()));
        with_shares(table, &shares, level)
            .with("length", count(|each| each.path.len() as u64))
            .with("cost", count(|each| each.alignment.cost))
            .with("fitness", TableColumn::Float(aligned.iter().map(|each| Some(each.fitness)).collect()))
            .with("alignment", TableColumn::Text(aligned.iter().map(alignment).collect()))
    }
}

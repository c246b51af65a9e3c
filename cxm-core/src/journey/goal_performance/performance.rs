use super::reached::Point;
use super::{Ending, FollowUp, GoalTimes, Reached};
use crate::columns::{Key, Table, TableColumn};
use crate::error::Result;
use crate::stats::cumulative_incidence::{CompetingDuration, CompetingEnd, gray};
use crate::stats::survival::{Duration, End, log_rank};
use crate::stats::{Estimate, Flag, Level, Test};
use serde::Serialize;

/// Which share of customers reach a goal within its time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct GoalPerformance {
    /// The share by the end of the window.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// How many have reached it.
    pub n_reached: u64,
    /// How many left before.
    pub n_exited: u64,
    /// How many of the others are still within their window.
    pub n_watching: u64,
    /// How many were watched until the end of the window.
    pub n_at_risk: u64,
    /// How many are left out, because they acted before they started.
    pub n_excluded: u64,
    /// How many never started.
    pub n_not_started: u64,
    /// `seconds`, `n_at_risk`, `n_reached`, `cumulative_incidence`, `conf_low`, `conf_high`; by groups, with `by`.
    pub curve: Table,
    /// With `by`: one row a group.
    pub groups: Option<Table>,
    /// With `by`: whether the groups differ; the log-rank test, or Gray's where some exited.
    pub test: Option<Test>,
}

impl GoalTimes {
    /// The share who reach the goal by the end of the window.
    ///
    /// # Formula
    /// Wilson's interval when all were watched until they reached it, left, or their window was over; else one minus Kaplan-Meier, or Aalen-Johansen where some left, with the interval
    /// on the log-log scale. When nobody reached it, the exact interval of 0 among those who were watched until the end of the window.
    ///
    /// # Units
    /// Shares; seconds.
    ///
    /// # Errors
    /// None that input can cause.
    pub fn performance(&self, level: Level) -> Result<GoalPerformance> {
        let mut all = Reached::of("goal_performance", &self.follow_ups, self.window, level)?;
        if !self.unseen.is_empty() {
            all.estimate.flag(Flag::NotSeen);
        }
        let mut curves = vec![(None, all.curve)];
        let (mut groups, mut test) = (None, None);
        if let Some(by) = &self.by {
            let mut found = Vec::with_capacity(self.groups.len());
            for (group, key) in self.groups.iter().enumerate() {
                let own: Vec<FollowUp> = self.follow_ups.iter().filter(|each| each.group == group).copied().collect();
                found.push((key.clone(), Reached::of("goal_performance", &own, self.window, level)?));
            }
            groups = Some(group_table(by, &found));
            curves = found.into_iter().map(|(key, reached)| (Some(key), reached.curve)).collect();
            test = Some(self.test()?);
        }
        Ok(GoalPerformance {
            estimate: all.estimate,
            n_reached: all.n_acted,
            n_exited: all.n_exited,
            n_watching: all.n_watching,
            n_at_risk: all.n_at_risk,
            n_excluded: self.n_excluded,
            n_not_started: self.n_not_started,
            curve: curve_table(self.by.as_deref(), &curves),
            groups,
            test,
        })
    }

    fn test(&self) -> Result<Test> {
        let groups: Vec<usize> = self.follow_ups.iter().map(|each| each.group).collect();
        let window = self.window.unwrap_or(i64::MAX);
        let time = |each: &FollowUp| if each.end == Ending::Complete { window } else { each.micros } as f64 / 1e6;
        if self.follow_ups.iter().any(|each| each.end == Ending::Exited) {
            let end = |each: &FollowUp| match each.end {
                Ending::Reached => CompetingEnd::Event,
                Ending::Exited => CompetingEnd::Competing,
                Ending::Complete | Ending::Watching => CompetingEnd::Censored,
            };
            let watched: Vec<_> =
                self.follow_ups.iter().map(|each| CompetingDuration { time: time(each), end: end(each) }).collect();
            return gray(&watched, &groups, 0.0).map(named);
        }
        let end = |each: &FollowUp| if each.end == Ending::Reached { End::Event } else { End::Censored };
        let watched: Vec<_> = self.follow_ups.iter().map(|each| Duration { time: time(each), end: end(each) }).collect();
        log_rank(&watched, &groups, 0.0).map(named)
    }
}

fn named(test: Test) -> Test {
    Test { metric: "goal_performance".to_owned(), ..test }
}

fn group_table(by: &str, found: &[(Key, Reached)]) -> Table {
    let count = |of: fn(&Reached) -> Option<u64>| TableColumn::Count(found.iter().map(|(_, reached)| of(reached)).collect());
    let number =
        |of: fn(&Estimate) -> Option<f64>| TableColumn::Float(found.iter().map(|(_, reached)| of(&reached.estimate)).collect());
    let text =
        |of: fn(&Estimate) -> String| TableColumn::Text(found.iter().map(|(_, reached)| Some(of(&reached.estimate))).collect());
    Table::default()
        .with(by, TableColumn::Key { keys: found.iter().map(|(key, _)| key.clone()).collect(), rows: None })
        .with("n", count(|reached| reached.estimate.n))
        .with("n_reached", count(|reached| Some(reached.n_acted)))
        .with("n_exited", count(|reached| Some(reached.n_exited)))
        .with("estimate", number(|estimate| estimate.estimate))
        .with("std_error", number(|estimate| estimate.std_error))
        .with("conf_low", number(|estimate| estimate.conf_low))
        .with("conf_high", number(|estimate| estimate.conf_high))
        .with("method", text(|estimate| estimate.method.to_string()))
        .with("flags", text(Estimate::flag_names))
}

fn curve_table(by: Option<&str>, curves: &[(Option<Key>, Vec<Point>)]) -> Table {
    let points = || curves.iter().flat_map(|(_, points)| points);
    let count = |of: fn(&Point) -> u64| TableColumn::Count(points().map(|point| Some(of(point))).collect());
    let number = |of: fn(&Point) -> Option<f64>| TableColumn::Float(points().map(of).collect());
    let mut table = Table::default();
    if let Some(by) = by {
        let keys =
            curves.iter().flat_map(|(key, points)| std::iter::repeat_n(key.clone().unwrap_or(Key::Null), points.len())).collect();
        table = table.with(by, TableColumn::Key { keys, rows: None });
    }
    table
        .with("seconds", number(|point| Some(point.seconds)))
        .with("n_at_risk", count(|point| point.at_risk))
        .with("n_reached", count(|point| point.reached))
        .with("cumulative_incidence", number(|point| Some(point.incidence)))
        .with("conf_low", number(|point| point.conf_low))
        .with("conf_high", number(|point| point.conf_high))
}

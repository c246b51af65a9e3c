use super::Args;
use super::args::one_or_more;
use super::survival::{keyed, watched_columns};
use crate::columns::{Frame, Key, Table, TableColumn};
use crate::error::{Error, Result};
use crate::stats::Level;
use crate::stats::survival::{LifeTable, Survival, SurvivalStep, Transform};
use serde_json::{Value, json};

/// Survival curves, one for each group. The life tables are counted once; a curve is drawn from them where it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SurvivalCurves {
    tables: Vec<(Key, LifeTable)>,
    is_grouped: bool,
    level: Level,
    transform: Transform,
}

impl SurvivalCurves {
    /// `kaplan_meier(durations, events, weights=, by=, level=0.95, transform="log_log")`: the frame has the columns `durations`, `events` and where given `weights` (whole numbers) and `by`.
    ///
    /// # Errors
    /// As [`WatchedColumns::read`](crate::retention::WatchedColumns::read); `invalid_option`, `invalid_level`.
    pub fn of(frame: &Frame<'_>, mut args: Args) -> Result<Self> {
        let (level, transform) = (args.level()?, args.name::<Transform>("transform")?.unwrap_or_default());
        args.finish()?;
        Ok(Self { tables: watched_columns(frame, "by")?.tables()?, is_grouped: frame.column("by").is_ok(), level, transform })
    }

    /// `transform` and `level`.
    #[must_use]
    pub fn fields(&self) -> Value {
        json!({ "transform": self.transform.name(), "level": self.level.get() })
    }

    /// What a binding asks for by name: `table`, `groups`, `restricted_mean(until)`, `at(times)`.
    ///
    /// # Errors
    /// `invalid_option` of another question; those of the question.
    pub fn ask(&self, question: &str, mut args: Args) -> Result<Table> {
        let (until, times) = until_and_times(&mut args)?;
        args.finish()?;
        match question {
            "table" => Ok(self.table()),
            "groups" => Ok(self.groups()),
            "at" => Ok(self.at(&times.unwrap_or_default())),
            "restricted_mean" => self.restricted_mean(until.unwrap_or(f64::NAN)),
            _ => Err(Error::option("question", "table, groups, at or restricted_mean", question)),
        }
    }

    /// A row a time: `by`, `time`, `n_at_risk`, `n_events`, `n_censored`, `survival`, `std_error`, `conf_low`, `conf_high`.
    #[must_use]
    pub fn table(&self) -> Table {
        let curves = self.curves();
        let steps = || curves.iter().flat_map(|(key, curve)| curve.steps.iter().map(move |step| (key, step)));
        let float = |of: &dyn Fn(&SurvivalStep) -> Option<f64>| TableColumn::Float(steps().map(|(_, step)| of(step)).collect());
        let count = |of: &dyn Fn(&SurvivalStep) -> u64| TableColumn::Count(steps().map(|(_, step)| Some(of(step))).collect());
        keyed(self.is_grouped, steps().map(|(key, _)| (*key).clone()))
            .with("time", float(&|step| Some(step.time)))
            .with("n_at_risk", count(&|step| step.at_risk))
            .with("n_events", count(&|step| step.events))
            .with("n_censored", count(&|step| step.censored))
            .with("survival", float(&|step| Some(step.survival)))
            .with("std_error", float(&|step| Some(step.std_error)))
            .with("conf_low", float(&|step| step.conf_low))
            .with("conf_high", float(&|step| step.conf_high))
    }

    /// A row a curve: `by`, `n`, `n_events`, `median`, `median_low`, `median_high`.
    #[must_use]
    pub fn groups(&self) -> Table {
        self.of_groups(&self.curves())
    }

    /// [`groups`](Self::groups) with `restricted_mean`, `restricted_error`, `restricted_low`, `restricted_high`.
    ///
    /// # Errors
    /// `out_of_range` as [`Survival::restricted_mean`].
    pub fn restricted_mean(&self, until: f64) -> Result<Table> {
        let curves = self.curves();
        let means = curves.iter().map(|(_, curve)| curve.restricted_mean(until, self.level)).collect::<Result<Vec<_>>>()?;
        Ok(self
            .of_groups(&curves)
            .with("restricted_mean", TableColumn::Float(means.iter().map(|mean| Some(mean.estimate)).collect()))
            .with("restricted_error", TableColumn::Float(means.iter().map(|mean| Some(mean.std_error)).collect()))
            .with("restricted_low", TableColumn::Float(means.iter().map(|mean| Some(mean.conf_low)).collect()))
            .with("restricted_high", TableColumn::Float(means.iter().map(|mean| Some(mean.conf_high)).collect())))
    }

    /// The curves at times of the caller's: `by`, `time`, `survival`, `conf_low`, `conf_high`.
    #[must_use]
    pub fn at(&self, times: &[f64]) -> Table {
        let mut rows: Vec<(&Key, f64, Option<f64>, Option<SurvivalStep>)> = Vec::new();
        for (key, table) in &self.tables {
            let last = table.last();
            let steps = table.steps_at(times, self.level, self.transform);
            for (&time, step) in times.iter().zip(steps) {
                let share = step.map_or(1.0, |step| step.survival);
                // Before the first event nobody has had it; after the last time that was watched nothing is known, unless all had it.
                let known = time >= 0.0 && last.is_some_and(|last| time <= last || share <= 0.0);
                rows.push((key, time, known.then_some(share), step.filter(|_| known)));
            }
        }
        let end = |of: fn(&SurvivalStep) -> Option<f64>| {
            TableColumn::Float(rows.iter().map(|(_, _, _, step)| step.as_ref().and_then(of)).collect())
        };
        keyed(self.is_grouped, rows.iter().map(|(key, ..)| (*key).clone()))
            .with("time", TableColumn::Float(rows.iter().map(|(_, time, ..)| Some(*time)).collect()))
            .with("survival", TableColumn::Float(rows.iter().map(|(_, _, share, _)| *share).collect()))
            .with("conf_low", end(|step| step.conf_low))
            .with("conf_high", end(|step| step.conf_high))
    }

    fn curves(&self) -> Vec<(&Key, Survival)> {
        self.tables.iter().map(|(key, table)| (key, table.survival(self.level, self.transform))).collect()
    }

    fn of_groups(&self, curves: &[(&Key, Survival)]) -> Table {
        let medians: Vec<_> = curves.iter().map(|(_, curve)| curve.median()).collect();
        keyed(self.is_grouped, curves.iter().map(|(key, _)| (*key).clone()))
            .with("n", TableColumn::Count(curves.iter().map(|(_, curve)| Some(curve.n)).collect()))
            .with("n_events", TableColumn::Count(curves.iter().map(|(_, curve)| Some(curve.n_events)).collect()))
            .with("median", TableColumn::Float(medians.iter().map(|median| median.estimate).collect()))
            .with("median_low", TableColumn::Float(medians.iter().map(|median| median.conf_low).collect()))
            .with("median_high", TableColumn::Float(medians.iter().map(|median| median.conf_high).collect()))
    }
}

/// `until` and `times`.
fn until_and_times(args: &mut Args) -> Result<(Option<f64>, Option<Vec<f64>>)> {
    Ok((args.number("until")?, args.typed("times", "a number or a list of numbers", one_or_more)?))
}

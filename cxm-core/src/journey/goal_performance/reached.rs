use super::{Ending, FollowUp};
use crate::error::Result;
use crate::stats::cumulative_incidence::{CompetingDuration, CompetingEnd, IncidenceStep, aalen_johansen};
use crate::stats::interval::{ProportionMethod, proportion_interval};
use crate::stats::survival::{Duration, End, Transform, kaplan_meier};
use crate::stats::{Estimate, Flag, LOW_BASE, Level, share};

/// The share who have reached it by the end of the window, and the way there.
#[allow(clippy::struct_field_names)] // how many of them: the name that results give it
pub(in crate::journey) struct Reached {
    pub estimate: Estimate,
    pub n_acted: u64,
    pub n_exited: u64,
    pub n_watching: u64,
    pub n_at_risk: u64,
    pub curve: Vec<Point>,
}

/// One step of the curve.
pub(in crate::journey) struct Point {
    pub seconds: f64,
    pub at_risk: u64,
    pub reached: u64,
    pub incidence: f64,
    pub conf_low: Option<f64>,
    pub conf_high: Option<f64>,
}

impl Reached {
    /// Of customers with one longest window, in microseconds.
    pub fn of(metric: &str, follow_ups: &[FollowUp], window: Option<i64>, level: Level) -> Result<Self> {
        let n = follow_ups.len() as u64;
        let count = |end| follow_ups.iter().filter(|each| each.end == end).count() as u64;
        let (n_reached, n_exited, n_watching) = (count(Ending::Reached), count(Ending::Exited), count(Ending::Watching));
        let longest = follow_ups.iter().map(|each| each.micros).max().unwrap_or_default();
        let window = window.unwrap_or(longest);
        // Windows by the calendar differ by an hour: who was watched to the end of theirs was watched to the end of all.
        let watched: Vec<(f64, Ending)> = follow_ups
            .iter()
            .map(|each| (seconds(if each.end == Ending::Complete { window } else { each.micros }), each.end))
            .collect();
        let end = seconds(window);
        let n_at_risk = watched.iter().filter(|(time, _)| *time >= end).count() as u64;
        let is_complete = n_watching == 0;
        let mut estimate = share(metric, n_reached, n, level)?;
        let steps = steps(&watched, n_exited > 0, level)?;
        let last = steps.last().copied();
        if !is_complete {
            estimate.std_error = last.map(|step| step.std_error);
            estimate.method = if n_exited > 0 { "aalen_johansen" } else { "kaplan_meier" }.into();
            estimate.n_eff = None;
            estimate.estimate = last.map(|step| step.incidence);
            if n_at_risk == 0 && last.is_some_and(|step| step.survival > 0.0) {
                // Nobody was watched as long as the window is: the share by its end is not known.
                (estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high) = (None, None, None, None);
                estimate.flag(Flag::NotReached);
            } else if n_reached == 0 {
                let exact = proportion_interval(0.0, n_at_risk as f64, level.get(), ProportionMethod::ClopperPearson);
                (estimate.conf_low, estimate.conf_high) = (Some(0.0), (n_at_risk > 0).then_some(exact.high));
                estimate.method = ProportionMethod::ClopperPearson.name().into();
                if n_at_risk == 0 {
                    // All exited: nobody can reach it any more.
                    estimate.conf_high = share(metric, 0, n, level)?.conf_high;
                }
            } else {
                (estimate.conf_low, estimate.conf_high) = ends(&steps, level);
            }
        }
        if (n as f64) < LOW_BASE && n > 0 {
            estimate.flag(Flag::LowBase);
        }
        let curve = curve(&steps, &estimate, is_complete, n, end, level)?;
        Ok(Self { estimate, n_acted: n_reached, n_exited, n_watching, n_at_risk, curve })
    }
}

fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

/// The steps of the curve: one minus Kaplan-Meier, or Aalen-Johansen where some exited.
fn steps(watched: &[(f64, Ending)], exits: bool, level: Level) -> Result<Vec<Step>> {
    if exits {
        let end = |end: Ending| match end {
            Ending::Reached => CompetingEnd::Event,
            Ending::Exited => CompetingEnd::Competing,
            Ending::Complete | Ending::Watching => CompetingEnd::Censored,
        };
        let watched: Vec<_> = watched.iter().map(|&(time, ending)| CompetingDuration { time, end: end(ending) }).collect();
        let found = aalen_johansen(&watched, level, Transform::default())?;
        return Ok(found.steps.iter().map(Step::from).collect());
    }
    let end = |end: Ending| if end == Ending::Reached { End::Event } else { End::Censored };
    let watched: Vec<_> = watched.iter().map(|&(time, ending)| Duration { time, end: end(ending) }).collect();
    let found = kaplan_meier(&watched, level)?;
    let step = |step: &crate::stats::survival::SurvivalStep| Step {
        seconds: step.time,
        at_risk: step.at_risk,
        reached: step.events,
        survival: step.survival,
        incidence: 1.0 - step.survival,
        std_error: step.std_error,
        conf_low: step.conf_high.map(|high| 1.0 - high),
        conf_high: step.conf_low.map(|low| 1.0 - low),
    };
    Ok(found.steps.iter().map(step).collect())
}

#[derive(Clone, Copy)]
struct Step {
    seconds: f64,
    at_risk: u64,
    reached: u64,
    /// To how many nothing has happened.
    survival: f64,
    incidence: f64,
    std_error: f64,
    conf_low: Option<f64>,
    conf_high: Option<f64>,
}

impl From<&IncidenceStep> for Step {
    fn from(step: &IncidenceStep) -> Self {
        let IncidenceStep { time, at_risk, events, survival, incidence, std_error, conf_low, conf_high, .. } = *step;
        Self { seconds: time, at_risk, reached: events, survival, incidence, std_error, conf_low, conf_high }
    }
}

/// The interval of the last step. Where all have reached it the transformation says nothing; the share was no less than at any time before.
fn ends(steps: &[Step], level: Level) -> (Option<f64>, Option<f64>) {
    let Some(last) = steps.last() else { return (None, None) };
    if last.conf_low.is_some() || last.incidence < 0.5 {
        return (last.conf_low, last.conf_high);
    }
    let n = steps.first().map_or(0, |first| first.at_risk) as f64;
    let before = steps.iter().rev().find_map(|step| step.conf_low);
    (before.or_else(|| Some(proportion_interval(n, n, level.get(), ProportionMethod::ClopperPearson).low)), Some(1.0))
}

/// From 0 to the end of the window, one point a time at which somebody reached it.
fn curve(steps: &[Step], estimate: &Estimate, is_complete: bool, n: u64, end: f64, level: Level) -> Result<Vec<Point>> {
    let mut curve = vec![Point { seconds: 0.0, at_risk: n, reached: 0, incidence: 0.0, conf_low: None, conf_high: None }];
    if n == 0 {
        return Ok(Vec::new());
    }
    let mut reached = 0;
    for (place, step) in steps.iter().enumerate().filter(|(_, step)| step.reached > 0) {
        reached += step.reached;
        let (conf_low, conf_high) = if is_complete {
            let known = share("goal_performance", reached, n, level)?;
            (known.conf_low, known.conf_high)
        } else {
            ends(steps.get(..=place).unwrap_or(&[]), level)
        };
        if step.seconds <= 0.0 {
            curve.clear();
        }
        curve.push(Point {
            seconds: step.seconds,
            at_risk: step.at_risk,
            reached: step.reached,
            incidence: step.incidence,
            conf_low,
            conf_high,
        });
    }
    if let (Some(incidence), Some(last)) = (estimate.estimate, curve.last())
        && last.seconds < end
    {
        let at_risk = steps.iter().find(|step| step.seconds >= end).map_or(0, |step| step.at_risk);
        let (conf_low, conf_high) = (estimate.conf_low, estimate.conf_high);
        curve.push(Point { seconds: end, at_risk, reached: 0, incidence, conf_low, conf_high });
    }
    Ok(curve)
}

use super::Args;
use super::goal_performance::{Clock, duration};
use crate::columns::Table;
use crate::error::{Code, Error, Result};
use crate::journey::{
    self, ChannelConsistency, Conformance, ConformanceCounts, ConformanceOptions, ConsistencyOptions, FrictionOptions,
    HandoffPass, JourneyDesign, JourneyGoal,
};
use crate::records::event_log::EventLog;
use serde_json::Value;

/// `log.conformance(journey, goal=, landmark=, within=, as_of=, tz=, top=, level=)`: the journey is an id of the model, a list of touchpoints, a map or a flow; the goal an
/// id of the model, or touchpoints.
///
/// # Errors
/// As [`ConformanceCounts::of`]; `no_model` and `unknown_id` of a journey by its id; `unknown_id` when the log has none of the touchpoints of the journey, or none of the goal's.
pub fn conformance(log: &EventLog, mut args: Args) -> Result<Conformance> {
    let design = match args.take("journey") {
        Some(given) => design(log, &given)?,
        None => return Err(Error::option("journey", "an id, a list of touchpoints, a map or a flow", "nothing")),
    };
    let Clock { within, zone, as_of } = Clock::read(&mut args)?;
    let landmark = duration(&mut args, "landmark")?;
    let options = ConformanceOptions { goal: goal(log, &mut args)?, landmark, within, zone, as_of };
    let top = args.size("top")?;
    let level = args.level()?;
    args.finish()?;
    ConformanceCounts::of(log, &design, &options)?.conformance(level, top)
}

/// `journey`.
fn design(log: &EventLog, given: &Value) -> Result<JourneyDesign> {
    let design = match given {
        Value::String(id) => {
            let mapping = log.mapping().ok_or_else(|| {
                let message = format!(
                    "the journey {id:?} needs an experience model: make the log with from_model, or give a list of touchpoints"
                );
                Error::new(Code::NoModel, message).with_field("journey").with_got(id.as_str())
            })?;
            JourneyDesign::from(&mapping.journey(id)?.flow)
        }
        value => JourneyDesign::from_json(value)?,
    };
    require_one(log, "journey", &design.touchpoints())?;
    Ok(design)
}

/// A touchpoint that never happened is one that nobody met; nothing of all that happened is a mistake.
fn require_one(log: &EventLog, field: &str, names: &[&str]) -> Result<()> {
    match names.first() {
        Some(first) if log.n_events() > 0 && names.iter().all(|name| log.code_of(name).is_err()) => {
            log.code_of(first).map(|_| ()).map_err(|error| error.with_field(field))
        }
        _ => Ok(()),
    }
}

/// `goal`: one name is a goal of the model, if there is one of this id; otherwise touchpoints.
fn goal(log: &EventLog, args: &mut Args) -> Result<Option<JourneyGoal>> {
    let Some(names) = args.texts("goal")? else { return Ok(None) };
    if let ([id], Some(mapping)) = (names.as_slice(), log.mapping())
        && (mapping.goal(id).is_ok() || log.code_of(id).is_err())
    {
        mapping.goal(id)?;
        return Ok(Some(JourneyGoal::Model(id.clone())));
    }
    require_one(log, "goal", &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(Some(JourneyGoal::Touchpoints(names)))
}

/// `log.handoffs(goal=, level=)`.
///
/// # Errors
/// As [`HandoffPass::new`]; `unknown_id` when the log has none of the goal's touchpoints.
pub(super) fn handoff_pass<'a>(log: &'a EventLog, args: &mut Args) -> Result<HandoffPass<'a>> {
    HandoffPass::new(log, goal(log, args)?.as_ref())
}

/// `log.friction(journey=, goal=, wait_over=, inactive=, as_of=, tz=, score=, level=)`.
///
/// # Errors
/// As [`journey::friction`] and [`conformance`].
pub(super) fn friction(log: &EventLog, args: &mut Args) -> Result<Table> {
    let journey = args.take("journey").map(|given| design(log, &given)).transpose()?;
    let goal = goal(log, args)?;
    let (wait_over, inactive) = (duration(args, "wait_over")?, duration(args, "inactive")?);
    let Clock { zone, as_of, .. } = Clock::without_window(args)?;
    let (score, level) = (args.column("score")?, args.level()?);
    let options = FrictionOptions { journey, goal, wait_over, inactive, as_of, zone, score, level };
    journey::friction(log, &options)
}

/// `log.channel_consistency(score=, top=, margin=, level=)`.
///
/// # Errors
/// As [`journey::channel_consistency`].
pub fn channel_consistency(log: &EventLog, mut args: Args) -> Result<ChannelConsistency> {
    let score = args.column("score")?.unwrap_or_else(|| ConsistencyOptions::default().score);
    let (top, margin, level) = (args.number("top")?, args.number("margin")?, args.level()?);
    args.finish()?;
    let options = ConsistencyOptions { score, top, margin, level };
    journey::channel_consistency(log, &options)
}

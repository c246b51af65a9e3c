use super::Args;
use super::args::shown_or_nothing;
use super::goal_performance::{Clock, duration};
use crate::error::{Code, Error, Result};
use crate::journey::{Conformance, ConformanceCounts, ConformanceGoal, ConformanceOptions, JourneyDesign};
use crate::records::event_log::EventLog;
use serde_json::Value;

/// `log.conformance(journey, goal=, landmark=, within=, as_of=, tz=, top=, level=)`: the journey is an id of the model, a list of touchpoints, a map or a flow; the goal an
/// id of the model, or touchpoints.
///
/// # Errors
/// As [`ConformanceCounts::of`]; `no_model` and `unknown_id` of a journey by its id; `unknown_id` when the log has none of the touchpoints of the journey, or none of the goal's.
pub fn conformance(log: &EventLog, mut args: Args) -> Result<Conformance> {
    let design = design(log, &mut args)?;
    let clock = Clock::read(&mut args)?;
    let mut options = ConformanceOptions::default();
    (options.within, options.zone, options.as_of) = (clock.within, clock.zone, clock.as_of);
    options.landmark = duration(&mut args, "landmark")?;
    options.goal = goal(log, &mut args)?;
    let top = args.whole("top")?.map(|top| usize::try_from(top).unwrap_or(usize::MAX));
    let level = args.level()?;
    args.finish()?;
    ConformanceCounts::of(log, &design, &options)?.conformance(level, top)
}

/// `journey`.
pub(super) fn design(log: &EventLog, args: &mut Args) -> Result<JourneyDesign> {
    let given = args.take("journey");
    let design = match &given {
        None => return Err(Error::option("journey", "an id, a list of touchpoints, a map or a flow", shown_or_nothing(None))),
        Some(Value::String(id)) => {
            let mapping = log.mapping().ok_or_else(|| {
                let message = format!(
                    "the journey {id:?} needs an experience model: make the log with from_model, or give a list of touchpoints"
                );
                Error::new(Code::NoModel, message).with_field("journey").with_got(id.as_str())
            })?;
            JourneyDesign::from(&mapping.journey(id)?.flow)
        }
        Some(value) => JourneyDesign::from_json(value)?,
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
fn goal(log: &EventLog, args: &mut Args) -> Result<Option<ConformanceGoal>> {
    let Some(names) = args.texts("goal")? else { return Ok(None) };
    if let ([id], Some(mapping)) = (names.as_slice(), log.mapping())
        && (mapping.goal(id).is_ok() || log.code_of(id).is_err())
    {
        mapping.goal(id)?;
        return Ok(Some(ConformanceGoal::Model(id.clone())));
    }
    require_one(log, "goal", &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(Some(ConformanceGoal::Touchpoints(names)))
}

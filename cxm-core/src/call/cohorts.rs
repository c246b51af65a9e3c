use super::Args;
use super::day::optional_end;
use super::goal_performance::{Clock, duration};
use crate::columns::Table;
use crate::columns::time::Instant;
use crate::error::{Error, Result};
use crate::journey::{
    self, ClockStart, ContactField, GoalEvents, MomentsOptions, PeakEnd, RetentionOptions, RetentionPass, SegmentOptions,
    SelfServiceOptions,
};
use crate::records::event_log::EventLog;

/// `log.retention(every, kind=, touchpoint=, return_touchpoint=, by=, as_of=, tz=, level=)`.
///
/// # Errors
/// As [`RetentionPass::new`]; `invalid_option`, `invalid_time`, `unknown_zone`, `invalid_level`.
pub(super) fn retention_pass<'a>(log: &'a EventLog, args: &mut Args) -> Result<RetentionPass<'a>> {
    let every = args.name("every")?;
    let every = every.ok_or_else(|| Error::option("every", "one of day, week, month, quarter, year", "nothing"))?;
    let mut options = RetentionOptions::new(every);
    options.kind = args.name("kind")?.unwrap_or_default();
    options.touchpoint = args.texts("touchpoint")?.unwrap_or_default();
    options.return_touchpoint = args.texts("return_touchpoint")?.unwrap_or_default();
    options.by = args.column("by")?;
    options.zone = args.zone()?;
    options.as_of = optional_end(args, "as_of", options.zone)?.map(Instant::micros);
    RetentionPass::new(log, &options)
}

/// `log.absorption(targets, level=)`.
///
/// # Errors
/// As [`journey::absorption`]; `invalid_level`.
pub(super) fn absorption(log: &EventLog, args: &mut Args) -> Result<Table> {
    journey::absorption(log, &args.texts("targets")?.unwrap_or_default(), args.level()?)
}

/// `log.peak_end(score=, neutral=)`.
///
/// # Errors
/// As [`PeakEnd::of`].
pub(super) fn peak_end(log: &EventLog, args: &mut Args) -> Result<Table> {
    Ok(peaks(log, args)?.table())
}

/// `log.peak_end_summary(score=, neutral=, level=)`.
///
/// # Errors
/// As [`PeakEnd::of`]; `invalid_level`.
pub(super) fn peak_end_summary(log: &EventLog, args: &mut Args) -> Result<Table> {
    let peaks = peaks(log, args)?;
    Ok(peaks.summary(args.level()?))
}

fn peaks(log: &EventLog, args: &mut Args) -> Result<PeakEnd> {
    let score = args.column("score")?.unwrap_or_else(|| "value".to_owned());
    PeakEnd::of(log, &score, args.number("neutral")?)
}

/// `log.moments_of_truth(goal, start=, exit=, landmark=, within=, as_of=, tz=, ties=, adjust=, level=)`: the goal is one of the model by its id, or touchpoints that reach it.
///
/// # Errors
/// As [`journey::moments_of_truth`]; `unknown_id`, `invalid_option`, `invalid_duration`, `invalid_time`, `invalid_level`.
pub(super) fn moments_of_truth(log: &EventLog, args: &mut Args) -> Result<Table> {
    let goal = args.texts("goal")?.unwrap_or_default();
    let (start, exit) = (args.texts("start")?, args.texts("exit")?);
    let clock = Clock::read(args)?;
    let mut options = MomentsOptions { within: clock.within, zone: clock.zone, as_of: clock.as_of, ..MomentsOptions::default() };
    options.landmark = duration(args, "landmark")?;
    options.ties = args.name("ties")?.unwrap_or_default();
    options.adjust = args.name("adjust")?.unwrap_or_default();
    options.level = args.level()?;
    if goal.is_empty() {
        return Err(Error::option("goal", "a goal of the model by its id, or touchpoints that reach it", "nothing"));
    }
    let of_model = match (goal.as_slice(), log.mapping()) {
        ([id], Some(mapping)) => mapping.goal(id).ok(),
        _ => None,
    };
    let events = if let Some(of_model) = of_model {
        if let Some((name, _)) = [("start", &start), ("exit", &exit)].iter().find(|(_, given)| given.is_some()) {
            return Err(Error::option(name, "left out: the goal of the model names its events", "touchpoints"));
        }
        options.from = ClockStart::Start;
        options.within = options.within.or(of_model.within);
        GoalEvents::of_goal(log, &of_model.id)?
    } else {
        for touchpoint in &goal {
            log.code_of(touchpoint).map_err(|error| error.with_field("goal"))?;
        }
        options.from = if start.is_some() { ClockStart::Start } else { ClockStart::FirstEvent };
        let start = start.unwrap_or_else(|| log.touchpoints().to_vec());
        GoalEvents::of_touchpoints(log, &start, &goal, &exit.unwrap_or_default())?
    };
    journey::moments_of_truth(log, &events, &options)
}

/// After a pause of more than half an hour a contact is a new one, unless it is said: the timeout of sessions that web analytics has.
const PAUSE: &str = "30m";

/// `log.self_service(self_service, assisted, field=, within=, pause=, by=, as_of=, tz=, level=)`.
///
/// # Errors
/// As [`journey::self_service`]; `invalid_option`, `invalid_duration`, `invalid_time`, `invalid_level`.
pub(super) fn self_service(log: &EventLog, args: &mut Args) -> Result<Table> {
    let clock = Clock::read(args)?;
    let mut options = SelfServiceOptions { within: clock.within, zone: clock.zone, ..SelfServiceOptions::default() };
    options.as_of = clock.as_of.map(Instant::micros);
    let otherwise = if log.channels().is_empty() { ContactField::Touchpoint } else { ContactField::Channel };
    options.field = args.name("field")?.unwrap_or(otherwise);
    options.self_service = args.texts("self_service")?.unwrap_or_default();
    options.assisted = args.texts("assisted")?.unwrap_or_default();
    let pause = args.text("pause")?.unwrap_or_else(|| PAUSE.to_owned());
    options.pause = super::event_log::exact_micros("pause", &pause)?;
    options.by = args.column("by")?;
    options.level = args.level()?;
    journey::self_service(log, &options)
}

/// `log.compare_segments(by, count=, adjust=, level=)`.
///
/// # Errors
/// As [`journey::compare_segments`]; `invalid_option`, `invalid_level`.
pub(super) fn compare_segments(log: &EventLog, args: &mut Args) -> Result<Table> {
    let mut options = SegmentOptions::default();
    let by = args.column("by")?;
    options.by = by.ok_or_else(|| Error::option("by", "an attribute of the log, or channel", "nothing"))?;
    options.count = args.name("count")?.unwrap_or_default();
    options.adjust = args.name("adjust")?.unwrap_or_default();
    options.level = args.level()?;
    journey::compare_segments(log, &options)
}

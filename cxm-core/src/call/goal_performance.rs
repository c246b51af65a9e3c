use super::Args;
use crate::columns::time::{Duration, Instant, Zone, parse_time};
use crate::columns::{Frame, Table};
use crate::domain::ExperienceModel;
use crate::error::{Error, Result};
use crate::journey::{self, GoalEvents, GoalOptions, GoalPerformance, GoalTimes, ToleranceOptions};
use crate::records::event_log::{EventLog, InteractionColumns};
use crate::stats::Estimate;

/// `EventLog.from_model(frame, model, customer=, event=, time=, channel=, value=, sequence=, properties=, attributes=, tz=, missing=)`.
///
/// # Errors
/// As [`EventLog::from_model`]; `unknown_column`, `invalid_option`.
pub fn event_log_from_model(frame: &Frame<'_>, model: &ExperienceModel, mut args: Args) -> Result<EventLog> {
    let mut required = |name| args.required_column_of(frame, name);
    let mut columns = InteractionColumns::new(required("customer")?, required("event")?, required("time")?);
    columns.events.channel = args.column_of(frame, "channel")?;
    columns.events.value = args.column_of(frame, "value")?;
    columns.events.sequence = args.column_of(frame, "sequence")?;
    columns.properties = args.columns_of(frame, "properties")?;
    columns.events.attributes = args.columns_of(frame, "attributes")?;
    let options = super::event_log::log_options(&mut args)?;
    args.finish()?;
    EventLog::from_model(&columns, model, &options)
}

/// `log.coverage(level=)`.
///
/// # Errors
/// `no_model`, `invalid_level`.
pub fn coverage(log: &EventLog, mut args: Args) -> Result<Estimate> {
    let level = args.level()?;
    args.finish()?;
    log.coverage(level)
}

/// `log.goal_performance(goal=, start=, action=, exit=, within=, as_of=, tz=, ties=, by=, level=)`: a goal of the model by its id, or start and action touchpoints.
///
/// # Errors
/// `no_model`, `unknown_id`, `invalid_option`, `invalid_duration`, `invalid_time`, `unknown_column`, `invalid_level`.
pub fn goal_performance(log: &EventLog, mut args: Args) -> Result<GoalPerformance> {
    let goal = args.text("goal")?;
    let mut touchpoints = |name: &'static str| args.texts(name);
    let (start, action, exit) = (touchpoints("start")?, touchpoints("action")?, touchpoints("exit")?);
    let clock = Clock::read(&mut args)?;
    let mut options = GoalOptions { within: clock.within, zone: clock.zone, as_of: clock.as_of, ..GoalOptions::default() };
    options.ties = args.name("ties")?.unwrap_or_default();
    options.by = args.column("by")?;
    let level = args.level()?;
    args.finish()?;
    let events = match &goal {
        None => {
            let [start, action, exit] = [start, action, exit].map(Option::unwrap_or_default);
            GoalEvents::of_touchpoints(log, &start, &action, &exit)?
        }
        Some(goal) => {
            if let Some((name, _)) =
                [("start", &start), ("action", &action), ("exit", &exit)].iter().find(|(_, given)| given.is_some())
            {
                return Err(Error::option(name, "left out: the goal of the model names its events", "touchpoints"));
            }
            let events = GoalEvents::of_goal(log, goal)?;
            let of_model = log.mapping().and_then(|mapping| mapping.goal(goal).ok()).and_then(|goal| goal.within);
            options.within = options.within.or(of_model);
            events
        }
    };
    GoalTimes::of(log, &events, &options)?.performance(level)
}

/// `log.tolerance(bad=, churn=, landmark=, within=, as_of=, tz=, most=, level=)`.
///
/// # Errors
/// As [`journey::tolerance`]; `invalid_duration`, `invalid_time`, `invalid_level`.
pub(super) fn tolerance(log: &EventLog, args: &mut Args) -> Result<Table> {
    let clock = Clock::read(args)?;
    let mut options =
        ToleranceOptions { within: clock.within, zone: clock.zone, as_of: clock.as_of, ..ToleranceOptions::default() };
    options.bad = args.texts("bad")?.unwrap_or_default();
    options.churn = args.texts("churn")?.unwrap_or_default();
    options.landmark = duration(args, "landmark")?;
    options.most = match args.whole("most")? {
        None => None,
        Some(most) => Some(u32::try_from(most).map_err(|_| Error::option("most", "1 to 1000", most.to_string()))?),
    };
    options.level = args.level()?;
    journey::tolerance(log, &options)
}

/// `within`, `as_of`, `tz`.
pub(super) struct Clock {
    pub within: Option<Duration>,
    pub zone: Option<Zone>,
    pub as_of: Option<Instant>,
}

impl Clock {
    pub fn read(args: &mut Args) -> Result<Self> {
        let clock = Self::without_window(args)?;
        Ok(Self { within: duration(args, "within")?, ..clock })
    }

    /// `as_of`, `tz`.
    pub fn without_window(args: &mut Args) -> Result<Self> {
        let zone = args.text("tz")?.map(|name| Zone::parse(&name)).transpose()?;
        let as_of = args
            .text("as_of")?
            .map(|text| parse_time(&text, &zone.unwrap_or_default()).map_err(|error| error.with_field("as_of")))
            .transpose()?;
        Ok(Self { within: None, zone, as_of })
    }
}

pub(super) fn duration(args: &mut Args, name: &'static str) -> Result<Option<Duration>> {
    args.text(name)?.map(|text| text.parse().map_err(|error: Error| error.with_field(name))).transpose()
}

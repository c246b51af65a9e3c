use super::Args;
use super::args::shown;
use crate::columns::Table;
use crate::error::{Error, Result};
use crate::journey::{self, FlowPass, FunnelComparison, FunnelPass, HandoffPass, Measure, RetentionPass, TransitionWeight};
use crate::records::event_log::EventLog;
use crate::stats::Level;
use serde_json::Value;

/// A table that is on its way: those that are counted customer by customer can share a pass over the events.
pub(super) enum Pending<'a> {
    DirectlyFollows(FlowPass<'a>),
    TransitionMatrix(FlowPass<'a>, TransitionWeight),
    Funnel(FunnelPass<'a>, Level),
    CompareFunnels(FunnelPass<'a>, FunnelComparison),
    Retention(RetentionPass<'a>, Level),
    Handoffs(HandoffPass<'a>, Level),
    /// One that reads the log in its own way.
    Done(Table),
}

impl<'a> Pending<'a> {
    /// The table of this name, its options read; `None` of one that shares no pass.
    fn begin(log: &'a EventLog, name: &str, args: &mut Args) -> Result<Option<Self>> {
        Ok(Some(match name {
            "directly_follows" => Self::DirectlyFollows(FlowPass::new(log)),
            "transition_matrix" => Self::TransitionMatrix(FlowPass::new(log), args.name("weight")?.unwrap_or_default()),
            "funnel" => Self::Funnel(super::funnel::funnel_pass(log, args)?, args.level()?),
            "compare_funnels" => {
                let funnel = super::funnel::funnel_pass(log, args)?;
                Self::CompareFunnels(funnel, super::funnel::comparison(args)?)
            }
            "retention" => Self::Retention(super::cohorts::retention_pass(log, args)?, args.level()?),
            "handoffs" => Self::Handoffs(super::conformance::handoff_pass(log, args)?, args.level()?),
            _ => return Ok(None),
        }))
    }

    fn measure(&self) -> Option<&dyn Measure> {
        match self {
            Self::DirectlyFollows(flow) | Self::TransitionMatrix(flow, _) => Some(flow),
            Self::Funnel(funnel, _) | Self::CompareFunnels(funnel, _) => Some(funnel),
            Self::Retention(retention, _) => Some(retention),
            Self::Handoffs(handoffs, _) => Some(handoffs),
            Self::Done(_) => None,
        }
    }

    fn table(self, log: &EventLog) -> Result<Table> {
        match self {
            Self::DirectlyFollows(flow) => Ok(flow.finish().table()),
            Self::TransitionMatrix(flow, weight) => journey::transition_matrix(&flow.finish(), log.n_customers() as u64, weight),
            Self::Funnel(funnel, level) => funnel.finish().table(level),
            Self::CompareFunnels(funnel, comparison) => journey::compare_funnels(&funnel.finish(), &comparison),
            Self::Retention(retention, level) => Ok(retention.finish()?.table(level)),
            Self::Handoffs(handoffs, level) => Ok(handoffs.finish().table(level)),
            Self::Done(table) => Ok(table),
        }
    }
}

/// A table of a log by its name: what each is, its function of [`crate::journey`] says.
///
/// # Errors
/// `invalid_option`, `invalid_level`, and those of the function.
pub fn event_log_table(log: &EventLog, name: &str, args: Args) -> Result<Table> {
    let pending = pending(log, name, args)?;
    journey::pass(log, &pending.measure().into_iter().collect::<Vec<_>>())?;
    pending.table(log)
}

/// `log.measures([...])`: several tables, each a name or `{"measure": name}` with its options. Flows, funnels, retention and handoffs are counted in one pass over the events.
///
/// # Errors
/// `invalid_option` for what is no such list; those of [`event_log_table`].
pub fn event_log_tables(log: &EventLog, mut args: Args) -> Result<Vec<Table>> {
    let expected = "a list of measures, each a name or an object with \"measure\" and its options";
    let wanted = args.take("measures").unwrap_or_default();
    let stop = args.stops().clone();
    args.finish()?;
    let Value::Array(wanted) = wanted else { return Err(Error::option("measures", expected, shown(&wanted))) };
    let one = |given: Value| match given {
        Value::String(name) => pending(log, &name, Args::new(&name, serde_json::Map::new()).stop(stop.clone())),
        Value::Object(mut options) => match options.remove("measure") {
            Some(Value::String(name)) => pending(log, &name, Args::new(&name, options).stop(stop.clone())),
            other => Err(Error::option("measure", "the name of a measure", shown(&other.unwrap_or_default()))),
        },
        other => Err(Error::option("measures", expected, shown(&other))),
    };
    let pending = wanted.into_iter().map(one).collect::<Result<Vec<_>>>()?;
    journey::pass(log, &pending.iter().filter_map(Pending::measure).collect::<Vec<_>>())?;
    pending.into_iter().map(|pending| pending.table(log)).collect()
}

fn pending<'a>(log: &'a EventLog, name: &str, mut args: Args) -> Result<Pending<'a>> {
    let Some(pending) = Pending::begin(log, name, &mut args)? else {
        return super::event_log::table(log, name, args).map(Pending::Done);
    };
    args.finish()?;
    Ok(pending)
}

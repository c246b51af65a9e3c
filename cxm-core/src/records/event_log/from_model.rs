//! From interactions to a log of the touchpoints of a model.

use super::mapping::{GOAL_ATTRIBUTE, MappedGoal, MappedJourney, Mapping};
use super::{EventColumns, EventLog, EventLogOptions, MissingEvent};
use crate::columns::time::{Instant, date_text};
use crate::columns::{Cell, ColumnView, time_text};
use crate::domain::predicate::{Event, EventPattern, Progress};
use crate::domain::{ExperienceModel, Goal, IsoDuration, JourneyMap};
use crate::error::{Code, Error, Result};
use crate::records::customer_rows::require_rows;
use serde_json::{Map, Value};

/// The columns of interactions; all are of one length.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct InteractionColumns<'a> {
    /// Who, when, where, and what else is known; `touchpoint` is the type of the event, as the patterns of the model name it.
    pub events: EventColumns<'a>,
    /// What the patterns ask, by name.
    pub properties: Vec<ColumnView<'a>>,
}

impl<'a> InteractionColumns<'a> {
    /// The three that every log has.
    #[must_use]
    pub fn new(customer: ColumnView<'a>, event: ColumnView<'a>, time: ColumnView<'a>) -> Self {
        Self { events: EventColumns::new(customer, event, time), properties: Vec::new() }
    }
}

/// What an event is to a goal, by the bits start, action and exit.
const ROLES: [&str; 8] = ["", "start", "action", "start+action", "exit", "start+exit", "action+exit", "start+action+exit"];

impl EventLog {
    /// The log of the interactions that a model knows.
    ///
    /// An event on several touchpoints is on the one of the greatest priority, then the first in the model. Events that are on none but start a goal, reach it or end the chance are kept
    /// under the name of their type; the others are left out and counted ([`EventLog::coverage`]). What an event is to a goal stands in the attribute `goal:` with the goal's id: a pattern of
    /// several events is complete at its last, and begins anew after it.
    ///
    /// # Errors
    /// As [`EventLog::new`]; `not_a_number` where a property is neither text, number, truth, date, time nor a list of them.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::columns::ColumnView;
    /// use cxm_core::domain::ExperienceModel;
    /// use cxm_core::records::event_log::{EventLog, EventLogOptions, InteractionColumns};
    /// let model = ExperienceModel::from_json(r#"{"cxm": "1.0", "id": "m", "version": {"seq": 0, "at": "2026-11-20T08:30:00Z", "author": "emp:ana", "message": "First"},
    ///     "personas": [], "journeys": [], "goals": [{"id": "buy", "name": {"en": "Buy"}, "population": "prospects",
    ///     "start": {"event": {"type": "visit"}}, "action": {"event": {"type": "order"}}}]}"#)?;
    /// let (customer, event) = (ColumnView::from(&["a", "a", "a"]), ColumnView::from(&["visit", "scroll", "order"]));
    /// let columns = InteractionColumns::new(customer, event, ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03"]));
    /// let log = EventLog::from_model(&columns, &model, &EventLogOptions::default())?;
    /// assert_eq!(log.path(0).collect::<Vec<_>>(), ["visit", "order"]); // nobody asks for the scroll
    /// assert_eq!(log.coverage(Default::default())?.estimate, Some(1.0)); // the model has no touchpoint
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_model(columns: &InteractionColumns<'_>, model: &ExperienceModel, options: &EventLogOptions) -> Result<Self> {
        let properties = columns.properties.iter().map(|property| (property.name().unwrap_or("a property"), property));
        require_rows(columns.events.customer.len(), properties)?;
        // In order first, each event with its row, since patterns ask what came before.
        let numbers: Vec<f64> = (0..columns.events.customer.len()).map(|row| row as f64).collect();
        let mut ordered = columns.events.clone();
        (ordered.channel, ordered.value, ordered.attributes) = (None, Some(ColumnView::from(&numbers)), Vec::new());
        let ordered = Self::new(&ordered, options)?;
        let found = Found::of(&ordered, numbers.len(), &columns.properties, model)?;

        let mut events = columns.events.clone();
        let name = events.touchpoint.name().map(str::to_owned);
        events.touchpoint = ColumnView::from(found.touchpoints);
        if let Some(name) = name {
            events.touchpoint = events.touchpoint.named(name);
        }
        let text = |role: &u8| Cell::Text(ROLES.get(usize::from(*role)).copied().unwrap_or_default().into());
        for (goal, roles) in model.parts().goals.iter().zip(&found.roles) {
            let roles: Vec<Cell<'_>> = roles.iter().map(text).collect();
            events.attributes.push(ColumnView::from(roles).named(format!("{GOAL_ATTRIBUTE}{}", goal.id.as_str())));
        }
        let options = EventLogOptions { missing: MissingEvent::Drop, ..options.clone() };
        let mut log = Self::new(&events, &options)?;
        log.n_dropped = ordered.n_dropped;
        let goals = model.parts().goals.iter().map(mapped).collect();
        let journey = |map: &JourneyMap| MappedJourney { id: map.id.as_str().to_owned(), flow: map.flow.clone() };
        let journeys = model.parts().journeys.iter().map(journey).collect();
        let n_interactions = ordered.n_events() as u64;
        log.mapping = Some(Mapping { n_interactions, n_unmapped: found.n_unmapped, goals, journeys });
        Ok(log)
    }
}

fn mapped(goal: &Goal) -> MappedGoal {
    MappedGoal {
        id: goal.id.as_str().to_owned(),
        within: goal.within.as_ref().map(IsoDuration::duration),
        has_exits: !goal.competing.is_empty(),
    }
}

/// What each row is to the model.
struct Found<'m> {
    /// The touchpoint, or the type of an event that only a goal asks for; null for the rows that are left out.
    touchpoints: Vec<Cell<'m>>,
    /// By goal, the roles of each row.
    roles: Vec<Vec<u8>>,
    n_unmapped: u64,
}

impl<'m> Found<'m> {
    fn of(ordered: &EventLog, rows: usize, properties: &[ColumnView<'_>], model: &'m ExperienceModel) -> Result<Self> {
        let parts = model.parts();
        let mut touchpoints: Vec<(u32, &str, &EventPattern)> = parts
            .journeys
            .iter()
            .flat_map(JourneyMap::touchpoints)
            .filter_map(|each| Some((each.priority, each.id.as_str(), each.matches.as_ref()?)))
            .collect();
        touchpoints.sort_by_key(|(priority, ..)| std::cmp::Reverse(*priority)); // stable: then as in the model
        let patterns: Vec<Vec<(u8, &EventPattern)>> = parts.goals.iter().map(roles_of).collect();
        let asked: Vec<&str> = touchpoints
            .iter()
            .map(|(.., pattern)| *pattern)
            .chain(patterns.iter().flatten().map(|(_, pattern)| *pattern))
            .flat_map(EventPattern::event_types)
            .collect();
        let is_asked: Vec<bool> = ordered.touchpoints().iter().map(|kind| asked.contains(&kind.as_str())).collect();

        let mut found =
            Self { touchpoints: vec![Cell::Null; rows], roles: vec![vec![0; rows]; parts.goals.len()], n_unmapped: 0 };
        for path in ordered.paths() {
            let mut progress: Vec<Vec<Progress<'_>>> =
                patterns.iter().map(|all| all.iter().map(|(_, pattern)| Progress::new(pattern)).collect()).collect();
            for event in path {
                let Some(code) = ordered.touchpoint_codes().get(event) else { continue };
                if !is_asked.get(code).copied().unwrap_or(false) {
                    found.n_unmapped += 1;
                    continue;
                }
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a row number, below 2^32
                let row = ordered.values().get(event).map_or(0, |&row| row as usize);
                let props = props(properties, row)?;
                let kind = ordered.touchpoints().get(code).map_or("", String::as_str);
                let at = Instant::from_micros(ordered.times().get(event).copied().unwrap_or_default())?;
                let event = Event { kind, at, props: &props };
                let touchpoint = touchpoints.iter().find(|(.., pattern)| pattern.matches(&event)).map(|(_, id, _)| *id);
                let mut is_kept = touchpoint.is_some();
                for ((goal, progress), roles) in patterns.iter().zip(&mut progress).zip(&mut found.roles) {
                    for ((role, pattern), progress) in goal.iter().zip(progress) {
                        if progress.observe(&event) {
                            *progress = Progress::new(pattern);
                            roles[row] |= role; // `rows` is more than every row
                            is_kept = true;
                        }
                    }
                }
                found.n_unmapped += u64::from(touchpoint.is_none());
                if is_kept {
                    found.touchpoints[row] = Cell::Text(touchpoint.map_or_else(|| kind.to_owned().into(), Into::into));
                }
            }
        }
        Ok(found)
    }
}

/// The patterns of a goal with the bits of their roles.
fn roles_of(goal: &Goal) -> Vec<(u8, &EventPattern)> {
    [(1, &goal.start), (2, &goal.action)].into_iter().chain(goal.competing.iter().map(|exit| (4, exit))).collect()
}

fn props(properties: &[ColumnView<'_>], row: usize) -> Result<Map<String, Value>> {
    let mut props = Map::new();
    for column in properties {
        let name = column.name().unwrap_or_default();
        let cell = column.cell(row);
        let found = match cell {
            Cell::List(items) => items.into_iter().map(plain).collect::<Option<Vec<_>>>().map(Value::Array),
            cell => plain(cell),
        };
        let Some(value) = found else {
            let row = column.first_row() + row as u64;
            let message = format!(
                "property {name:?} in row {row} is none: a property is a text, a number, true or false, a date, a time, or a list of them"
            );
            return Err(Error::new(Code::NotANumber, message).with_row(row).with_field(name));
        };
        if !value.is_null() {
            props.insert(name.to_owned(), value);
        }
    }
    Ok(props)
}

/// A value that is no list; `None` of anything else.
fn plain(cell: Cell<'_>) -> Option<Value> {
    Some(match cell {
        Cell::Null => Value::Null,
        Cell::Int(value) => value.into(),
        Cell::Float(value) => value.into(), // NaN is null
        Cell::Bool(value) => value.into(),
        Cell::Text(text) => text.into(),
        Cell::Time(micros) | Cell::LocalTime(micros) => time_text(micros).into(),
        Cell::Date(day) => date_text(day).into(),
        Cell::List(_) | Cell::Other(_) => return None,
    })
}

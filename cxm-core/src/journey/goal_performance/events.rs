use crate::error::{Code, Error, Result};
use crate::records::event_log::{EventLog, GOAL_ATTRIBUTE};

/// Which events of a log start the clock of a goal, reach it, or end the chance to.
///
/// # Examples
/// ```
/// # use cxm_core::columns::ColumnView;
/// # use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
/// use cxm_core::journey::GoalEvents;
/// # let (customer, touchpoint) = (ColumnView::from(&["a", "a"]), ColumnView::from(&["visit", "pay"]));
/// # let log = EventLog::new(&EventColumns::new(customer, touchpoint, ColumnView::from(&["2026-01-01", "2026-01-02"])), &EventLogOptions::default())?;
/// assert!(GoalEvents::of_touchpoints(&log, &["visit"], &["pay"], &[]).is_ok());
/// assert_eq!(GoalEvents::of_touchpoints(&log, &["visits"], &["pay"], &[]).unwrap_err().code().name(), "unknown_id");
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GoalEvents {
    /// The roles of each touchpoint, or of each value of an attribute.
    roles: Vec<u8>,
    attribute: Option<usize>,
    has_exits: bool,
    /// Touchpoints that were named and occur nowhere.
    unseen: Vec<String>,
}

impl GoalEvents {
    pub(in crate::journey) const START: u8 = 1;
    pub(in crate::journey) const ACTION: u8 = 2;
    pub(in crate::journey) const EXIT: u8 = 4;

    /// By the names of touchpoints. A touchpoint may be start and action: whoever begins there reaches the goal when they come again. An action or an exit that nobody has met is one
    /// that nobody took, and the result has the flag `not_seen`.
    ///
    /// # Errors
    /// `unknown_id` with the nearest name when the log has no such start; `invalid_option` when start or action is empty, or a touchpoint is both an action and an exit.
    pub fn of_touchpoints<T: AsRef<str>>(log: &EventLog, start: &[T], action: &[T], exit: &[T]) -> Result<Self> {
        let (mut roles, mut unseen) = (vec![0; log.touchpoints().len()], Vec::new());
        for (field, names, role) in
            [("start", names(start), Self::START), ("action", names(action), Self::ACTION), ("exit", names(exit), Self::EXIT)]
        {
            if names.is_empty() && role != Self::EXIT {
                return Err(Error::option(field, "one touchpoint or more", "nothing"));
            }
            for name in names {
                let code = match log.code_of(name) {
                    Ok(code) => code,
                    Err(error) if role == Self::START => return Err(error.with_field(field)),
                    Err(_) => {
                        unseen.push(name.to_owned());
                        continue;
                    }
                };
                roles[code] |= role; // codes count the touchpoints
                if roles[code] & Self::ACTION != 0 && roles[code] & Self::EXIT != 0 {
                    return Err(Error::option("exit", "touchpoints that are no action", name));
                }
            }
        }
        Ok(Self { roles, attribute: None, has_exits: !exit.is_empty(), unseen })
    }

    /// By the id of a goal of the model that the log was made from.
    ///
    /// # Errors
    /// `no_model` for a log that was not made by [`EventLog::from_model`]; `unknown_id` with the nearest goal.
    pub fn of_goal(log: &EventLog, goal: &str) -> Result<Self> {
        let mapped = log.mapping().ok_or_else(|| {
            let message = format!(
                "the goal {goal:?} needs an experience model: make the log with from_model, or name start and action touchpoints"
            );
            Error::new(Code::NoModel, message).with_field("goal").with_got(goal)
        })?;
        mapped.goal(goal)?;
        let name = format!("{GOAL_ATTRIBUTE}{goal}");
        let place = log.attributes().iter().position(|attribute| attribute.name == name);
        let keys = place.and_then(|place| log.attributes().get(place)).map_or(&[][..], |attribute| &attribute.keys);
        let read = |key: &crate::columns::Key| {
            let text = key.to_string();
            let has = |word| text.split('+').any(|part| part == word);
            [("start", Self::START), ("action", Self::ACTION), ("exit", Self::EXIT)]
                .into_iter()
                .filter(|&(word, _)| has(word))
                .fold(0, |roles, (_, role)| roles | role)
        };
        let has_exits = mapped.goal(goal)?.has_exits;
        Ok(Self { roles: keys.iter().map(read).collect(), attribute: place, has_exits, unseen: Vec::new() })
    }

    /// Only the action, by the names of touchpoints; one that nobody has met is one that nobody took.
    pub(in crate::journey) fn of_actions(log: &EventLog, action: &[String]) -> Result<Self> {
        if action.is_empty() {
            return Err(Error::option("goal", "one touchpoint or more", "nothing"));
        }
        let role = |name: &String| if action.contains(name) { Self::ACTION } else { 0 };
        let unseen = action.iter().filter(|name| log.code_of(name).is_err()).cloned().collect();
        Ok(Self { roles: log.touchpoints().iter().map(role).collect(), attribute: None, has_exits: false, unseen })
    }

    /// Whether something can end the chance.
    #[must_use]
    pub fn has_exits(&self) -> bool {
        self.has_exits
    }

    pub(super) fn unseen(&self) -> &[String] {
        &self.unseen
    }

    pub(in crate::journey) fn of_event(&self, log: &EventLog, event: usize) -> u8 {
        let code = match self.attribute {
            None => log.touchpoint_codes().get(event),
            Some(place) => {
                log.attributes().get(place).and_then(|attribute| attribute.codes.get(event)).map(|&code| code as usize)
            }
        };
        code.and_then(|code| self.roles.get(code)).copied().unwrap_or(0)
    }
}

fn names(names: &[impl AsRef<str>]) -> Vec<&str> {
    names.iter().map(AsRef::as_ref).collect()
}

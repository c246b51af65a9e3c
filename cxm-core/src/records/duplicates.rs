use super::Interaction;
use crate::domain::document::Problem;
use crate::error::Code;
use std::collections::HashMap;

/// Interactions of which each event stands once.
#[derive(Debug, Clone, PartialEq)]
pub struct Deduplicated {
    /// The first of each event, in the order they came.
    pub interactions: Vec<Interaction>,
    /// How many were left out.
    pub n_duplicates: usize,
    /// How many of those said something else than the first.
    pub n_conflicts: usize,
}

/// Each event once: of two interactions of the same source and id the first stays, whatever the second says.
///
/// A broker delivers an event at least once; one that comes again is the same event (`source` and `id` of `CloudEvents` 1.0). Late ones count
/// as they come: no order is asked.
///
/// # Examples
/// ```
/// use cxm_core::{domain::document::read_text, records::{Interaction, deduplicate}};
/// let event = r#"{"id": "1", "source": "/shop", "type": "buy", "time": "2026-11-21T09:00:00+01:00", "subject": "c1"}"#;
/// let events = read_text::<Vec<Interaction>>("events", &format!("[{event}, {event}, {}]", event.replace("/shop", "/app")))?.0.unwrap();
/// let told = deduplicate(events);
/// assert_eq!((told.interactions.len(), told.n_duplicates, told.n_conflicts), (2, 1, 0));
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[must_use]
pub fn deduplicate(interactions: Vec<Interaction>) -> Deduplicated {
    let again: Vec<Again> = again(&interactions);
    let (n_duplicates, n_conflicts) = (again.len(), again.iter().filter(|each| each.differs).count());
    let mut left_out = again.iter().map(|each| each.place).peekable();
    let kept = |(place, interaction)| if left_out.next_if_eq(&place).is_some() { None } else { Some(interaction) };
    Deduplicated { interactions: interactions.into_iter().enumerate().filter_map(kept).collect(), n_duplicates, n_conflicts }
}

impl Interaction {
    /// Adds the interactions of the list that stands at `pointer` which stand again: a warning, or an error where they say different
    /// things.
    pub fn check_all(interactions: &[Self], pointer: &str, problems: &mut Vec<Problem>) {
        check_duplicates(interactions, pointer, problems);
    }
}

fn check_duplicates(interactions: &[Interaction], pointer: &str, problems: &mut Vec<Problem>) {
    for Again { first, place, differs } in again(interactions) {
        let (code, pointer) = (Code::DuplicateId.name(), format!("{pointer}/{place}/id"));
        problems.push(if differs {
            let message =
                format!("the event is that of place {first} and says something else; one id of one source is one event");
            Problem::error(code, pointer, message)
        } else {
            Problem::warning(code, pointer, format!("the event is that of place {first}; it counts once"))
        });
    }
}

/// An interaction that stands again.
struct Again {
    first: usize,
    place: usize,
    differs: bool,
}

/// Those that stand again, in their order.
fn again(interactions: &[Interaction]) -> Vec<Again> {
    let mut firsts: HashMap<(&str, &str), usize> = HashMap::with_capacity(interactions.len());
    let mut again = Vec::new();
    for (place, interaction) in interactions.iter().enumerate() {
        let first = *firsts.entry(interaction.event()).or_insert(place);
        if first != place {
            again.push(Again { first, place, differs: interactions.get(first) != Some(interaction) });
        }
    }
    again
}

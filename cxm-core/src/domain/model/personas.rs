//! Which personas a profile is.

use serde_json::{Map, Value};

use super::ExperienceModel;
use crate::columns::time::Instant;
use crate::domain::Persona;
use crate::domain::predicate::{Event, Predicate};
use crate::error::Result;

/// How far the personas of a model cover profiles, and how far they overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonaCoverage {
    /// So many profiles.
    pub n: usize,
    /// So many are a persona at least.
    pub n_covered: usize,
    /// So many are more than one.
    pub n_overlapping: usize,
    /// So many are this persona.
    pub personas: Vec<(String, usize)>,
}

impl ExperienceModel {
    /// The personas whose `assign` holds of a profile, in the order of the model.
    pub fn personas_of<'m>(&'m self, profile: &'m Map<String, Value>) -> impl Iterator<Item = &'m Persona> {
        self.parts().personas.iter().filter(|persona| persona.assign.as_ref().is_some_and(|assign| assign.holds_of(profile)))
    }

    /// The first persona whose `assign` holds of a profile alone, of a customer who did nothing; [`persona_with_events`](Self::persona_with_events) looks
    /// at what they did.
    #[must_use]
    pub fn persona_of(&self, profile: &Map<String, Value>) -> Option<&Persona> {
        self.parts().personas.iter().find(|persona| persona.assign.as_ref().is_some_and(|assign| assign.holds_of(profile)))
    }

    /// The first persona whose `assign` asks what a customer did, so that a profile alone does not decide who is who.
    #[must_use]
    pub fn persona_that_asks_for_events(&self) -> Option<&Persona> {
        self.parts().personas.iter().find(|persona| persona.assign.as_ref().is_some_and(Predicate::asks_for_events))
    }

    /// The first persona whose `assign` holds of a profile and of a customer's events, in the order of time, as seen at `now`.
    ///
    /// # Errors
    /// `invalid_time` when the events are not in the order of time, or a window reaches before 1900.
    pub fn persona_with_events(
        &self,
        profile: &Map<String, Value>,
        events: &[Event<'_>],
        now: Instant,
    ) -> Result<Option<&Persona>> {
        for persona in &self.parts().personas {
            if let Some(assign) = &persona.assign
                && assign.holds(profile, events.iter().copied(), now)?
            {
                return Ok(Some(persona));
            }
        }
        Ok(None)
    }

    /// Counts the personas of many profiles (V-P4).
    pub fn persona_coverage<'p>(&self, profiles: impl IntoIterator<Item = &'p Map<String, Value>>) -> PersonaCoverage {
        let mut counted = self.nobody();
        for profile in profiles {
            let holds = |persona: &Persona| persona.assign.as_ref().is_some_and(|assign| assign.holds_of(profile));
            counted.add(&self.parts().personas.iter().map(holds).collect::<Vec<_>>());
        }
        counted
    }

    /// Counts the personas of many customers, each with a profile and events in the order of time, as seen at `now`.
    ///
    /// # Errors
    /// As [`persona_with_events`](Self::persona_with_events).
    pub fn persona_coverage_with_events<'p>(
        &self,
        customers: impl IntoIterator<Item = (&'p Map<String, Value>, &'p [Event<'p>])>,
        now: Instant,
    ) -> Result<PersonaCoverage> {
        let mut counted = self.nobody();
        for (profile, events) in customers {
            let holds = |persona: &Persona| match &persona.assign {
                Some(assign) => assign.holds(profile, events.iter().copied(), now),
                None => Ok(false),
            };
            counted.add(&self.parts().personas.iter().map(holds).collect::<Result<Vec<_>>>()?);
        }
        Ok(counted)
    }

    fn nobody(&self) -> PersonaCoverage {
        let personas = self.parts().personas.iter().map(|persona| (persona.id.to_string(), 0)).collect();
        PersonaCoverage { n: 0, n_covered: 0, n_overlapping: 0, personas }
    }
}

impl PersonaCoverage {
    /// Adds a customer, who is these of the personas.
    fn add(&mut self, is: &[bool]) {
        for ((_, count), is) in self.personas.iter_mut().zip(is) {
            *count += usize::from(*is);
        }
        let of_customer = is.iter().filter(|is| **is).count();
        self.n += 1;
        self.n_covered += usize::from(of_customer > 0);
        self.n_overlapping += usize::from(of_customer > 1);
    }
}

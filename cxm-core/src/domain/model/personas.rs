//! Which personas a profile is.

use serde_json::{Map, Value};

use super::ExperienceModel;
use crate::domain::Persona;

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

    /// The first persona whose `assign` holds of a profile.
    #[must_use]
    pub fn persona_of(&self, profile: &Map<String, Value>) -> Option<&Persona> {
        self.parts().personas.iter().find(|persona| persona.assign.as_ref().is_some_and(|assign| assign.holds_of(profile)))
    }

    /// Counts the personas of many profiles (V-P4).
    pub fn persona_coverage<'p>(&self, profiles: impl IntoIterator<Item = &'p Map<String, Value>>) -> PersonaCoverage {
        let personas = &self.parts().personas;
        let mut counts = vec![0; personas.len()];
        let (mut n, mut n_covered, mut n_overlapping) = (0, 0, 0);
        for profile in profiles {
            let mut of_profile = 0;
            for (persona, count) in personas.iter().zip(&mut counts) {
                if persona.assign.as_ref().is_some_and(|assign| assign.holds_of(profile)) {
                    *count += 1;
                    of_profile += 1;
                }
            }
            n += 1;
            n_covered += usize::from(of_profile > 0);
            n_overlapping += usize::from(of_profile > 1);
        }
        let personas = personas.iter().map(|persona| persona.id.to_string()).zip(counts).collect();
        PersonaCoverage { n, n_covered, n_overlapping, personas }
    }
}

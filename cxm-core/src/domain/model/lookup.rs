//! Elements by id; an unknown id is told the nearest.

use super::ExperienceModel;
use crate::domain::survey::Survey;
use crate::domain::{Benchmark, Channel, Goal, Initiative, JourneyMap, Persona, Program, Segment, Taxonomy, Team, Touchpoint};
use crate::error::{Code, Error, Result, nearest};

/// The refusal of an id that nothing has.
pub(super) fn unknown<'i>(what: &str, id: &str, ids: impl Iterator<Item = &'i str>) -> Error {
    let near = nearest(id, ids);
    let mend = near.map_or_else(String::new, |near| format!("; did you mean {near:?}?"));
    let error = Error::new(Code::UnknownId, format!("there is no {what} {id:?}{mend}")).with_got(id);
    match near {
        Some(near) => error.with_expected(near),
        None => error,
    }
}

macro_rules! lookups {
    ($($name:ident $list:ident $type:ty, $what:literal;)+) => { $(
        #[doc = concat!("The ", $what, " of this id.")]
        ///
        /// # Errors
        /// [`Code::UnknownId`]; the message names the nearest.
        pub fn $name(&self, id: &str) -> Result<&$type> {
            let list = &self.parts().$list;
            list.iter().find(|each| each.id.as_str() == id).ok_or_else(|| unknown($what, id, list.iter().map(|each| each.id.as_str())))
        }
    )+ };
}

impl ExperienceModel {
    lookups! {
        persona personas Persona, "persona";
        journey journeys JourneyMap, "journey";
        goal goals Goal, "goal";
        survey surveys Survey, "survey";
        channel channels Channel, "channel";
        segment segments Segment, "segment";
        taxonomy taxonomies Taxonomy, "taxonomy";
        team teams Team, "team";
        program programs Program, "program";
        initiative initiatives Initiative, "initiative";
        benchmark benchmarks Benchmark, "benchmark";
    }

    /// The touchpoint of this id, in the first journey that has it.
    ///
    /// # Errors
    /// [`Code::UnknownId`]; the message names the nearest.
    pub fn touchpoint(&self, id: &str) -> Result<&Touchpoint> {
        let all = || self.parts().journeys.iter().flat_map(JourneyMap::touchpoints);
        all().find(|each| each.id.as_str() == id).ok_or_else(|| unknown("touchpoint", id, all().map(|each| each.id.as_str())))
    }
}

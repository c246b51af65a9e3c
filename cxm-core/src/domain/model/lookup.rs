//! Elements by id; an unknown id is told the nearest.

use serde_json::Value;

use super::ExperienceModel;
use crate::domain::document::Document as _;
use crate::domain::survey::Survey;
use crate::domain::{Benchmark, Channel, Goal, Initiative, JourneyMap, Persona, Program, Segment, Taxonomy, Team, Touchpoint};
use crate::error::{Code, Error, Result, did_you_mean, nearest};

/// The refusal of an id that nothing has.
pub(super) fn unknown<'i>(what: &str, id: &str, ids: impl Iterator<Item = &'i str>) -> Error {
    let near = nearest(id, ids);
    let mend = did_you_mean(near);
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

    /// An element as JSON, by what it is (`persona`, `journey`, `goal`, `survey`, ...) and its id.
    ///
    /// # Errors
    /// [`Code::UnknownId`] when there is none, [`Code::InvalidOption`] for another kind.
    pub fn element(&self, kind: &str, id: &str) -> Result<Value> {
        Ok(match kind {
            "persona" => self.persona(id)?.write(),
            "journey" => self.journey(id)?.write(),
            "goal" => self.goal(id)?.write(),
            "survey" => self.survey(id)?.write(),
            "channel" => self.channel(id)?.write(),
            "segment" => self.segment(id)?.write(),
            "taxonomy" => self.taxonomy(id)?.write(),
            "team" => self.team(id)?.write(),
            "program" => self.program(id)?.write(),
            "initiative" => self.initiative(id)?.write(),
            "benchmark" => self.benchmark(id)?.write(),
            "touchpoint" => self.touchpoint(id)?.write(),
            _ => {
                let known = "persona, journey, goal, survey, channel, segment, taxonomy, team, program, initiative, benchmark, touchpoint";
                return Err(Error::option("kind", format!("one of {known}"), kind));
            }
        })
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

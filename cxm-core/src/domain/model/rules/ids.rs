use std::collections::BTreeSet;

use super::super::lookup::unknown;
use super::super::parts::ModelParts;
use crate::domain::JourneyMap;
pub(super) use crate::domain::distinct::distinct;
use crate::domain::document::Problem;
use crate::error::Code;

/// The ids of a model, by kind.
pub(super) struct Ids<'m> {
    pub personas: BTreeSet<&'m str>,
    pub goals: BTreeSet<&'m str>,
    pub channels: BTreeSet<&'m str>,
    pub teams: BTreeSet<&'m str>,
    pub initiatives: BTreeSet<&'m str>,
    pub surveys: BTreeSet<&'m str>,
    pub questions: BTreeSet<&'m str>,
    pub touchpoints: BTreeSet<&'m str>,
    pub elements: BTreeSet<&'m str>,
}

impl<'m> Ids<'m> {
    /// Collects the ids; in one list each stands once.
    pub(super) fn of(parts: &'m ModelParts, problems: &mut Vec<Problem>) -> Self {
        macro_rules! list {
            ($list:ident) => {
                distinct(
                    parts.$list.iter().map(|each| each.id.as_str()),
                    Code::DuplicateId.name(),
                    |i| format!(concat!("/", stringify!($list), "/{}/id"), i),
                    problems,
                )
            };
        }
        let (personas, journeys, goals, channels) = (list!(personas), list!(journeys), list!(goals), list!(channels));
        let surveys = list!(surveys);
        let questions = parts.surveys.iter().flat_map(|survey| &survey.questions).map(|each| each.id.as_str()).collect();
        let (teams, initiatives, programs) = (list!(teams), list!(initiatives), list!(programs));
        _ = (list!(segments), list!(taxonomies), list!(benchmarks));
        let ids = parts.alert_rules.iter().map(|each| each.id.as_str());
        _ = distinct(ids, Code::DuplicateId.name(), |i| format!("/alertRules/{i}/id"), problems);
        let touchpoints: BTreeSet<&str> =
            parts.journeys.iter().flat_map(JourneyMap::touchpoints).map(|each| each.id.as_str()).collect();
        let stages = parts.journeys.iter().flat_map(|journey| &journey.stages).map(|stage| stage.id.as_str());
        let mut elements: BTreeSet<&str> = touchpoints.union(&personas).copied().chain(stages).collect();
        for each in [&journeys, &goals, &channels, &initiatives, &programs] {
            elements.extend(each);
        }
        Self { personas, goals, channels, teams, initiatives, surveys, questions, touchpoints, elements }
    }
}

/// An id that is named stands for something.
pub(super) fn require_known(
    what: &str,
    id: &str,
    known: &BTreeSet<&str>,
    pointer: impl FnOnce() -> String,
    problems: &mut Vec<Problem>,
) {
    if !known.contains(id) {
        // The nearest is sought for the first problems only: the time stays linear in the document.
        let near = if problems.len() < 100 { usize::MAX } else { 0 };
        problems.push(Problem::of(&unknown(what, id, known.iter().copied().take(near)), pointer()));
    }
}

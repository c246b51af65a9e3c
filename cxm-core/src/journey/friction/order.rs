//! Which touchpoint comes before which.

use crate::journey::JourneyDesign;
use crate::records::event_log::EventLog;
use std::collections::HashMap;
use std::ops::Range;

/// What comes before what.
pub(super) enum Order {
    /// By a flow: the place of each code among its touchpoints, and for each of these those that it comes before, and that do not come before it.
    Designed { places: HashMap<usize, usize>, is_before: Vec<Vec<bool>> },
    /// Twice the median position of each touchpoint.
    Observed(Vec<u64>),
}

impl Order {
    /// Whether one comes before another.
    pub fn is_before(&self, one: usize, other: usize) -> bool {
        match self {
            Self::Designed { places, is_before } => match (places.get(&one), places.get(&other)) {
                (Some(&one), Some(&other)) => is_before[one][other] && !is_before[other][one], // places among the touchpoints
                _ => false,
            },
            Self::Observed(median) => median.get(one) < median.get(other),
        }
    }

    /// By a flow: steps of a sequence, unless a loop leads back.
    pub fn designed(log: &EventLog, design: &JourneyDesign) -> Self {
        let names = design.touchpoints();
        let mut is_before = vec![vec![false; names.len()]; names.len()];
        relate(design, &names, &mut is_before);
        let places = names.iter().enumerate().filter_map(|(place, name)| Some((log.code_of(name).ok()?, place))).collect();
        Self::Designed { places, is_before }
    }

    /// By the median over customers of the place at which they first meet it.
    pub fn observed(log: &EventLog, paths: &[Range<usize>]) -> Self {
        let mut places: Vec<Vec<u32>> = vec![Vec::new(); log.touchpoints().len()];
        let mut last = vec![usize::MAX; places.len()];
        for (customer, path) in paths.iter().enumerate() {
            for (place, code) in (0_u32..).zip(path.clone().filter_map(|event| log.touchpoint_codes().get(event))) {
                if last[code] != customer {
                    last[code] = customer; // codes count the touchpoints
                    places[code].push(place);
                }
            }
        }
        let median = |places: &mut Vec<u32>| {
            places.sort_unstable();
            let at = |place: usize| places.get(place).copied().map_or(0, u64::from);
            at(places.len().saturating_sub(1) / 2) + at(places.len() / 2)
        };
        Self::Observed(places.iter_mut().map(median).collect())
    }
}

/// Notes what comes before what; gives the touchpoints of the block. The depth of a design is bounded where it is read, so recursion is.
fn relate(design: &JourneyDesign, names: &[&str], is_before: &mut [Vec<bool>]) -> Vec<usize> {
    let note = |earlier: &[usize], later: &[usize], is_before: &mut [Vec<bool>]| {
        for (one, other) in earlier.iter().flat_map(|one| later.iter().map(move |other| (*one, *other))) {
            is_before[one][other] = true; // both are places among the names
        }
    };
    match design {
        JourneyDesign::Step(name) => vec![names.partition_point(|other| *other < name.as_str())],
        JourneyDesign::Seq(parts) => parts.iter().fold(Vec::new(), |mut earlier, part| {
            let later = relate(part, names, is_before);
            note(&earlier, &later, is_before);
            earlier.extend(later);
            earlier
        }),
        JourneyDesign::Choice(parts) | JourneyDesign::Any(parts) => {
            parts.iter().flat_map(|part| relate(part, names, is_before)).collect()
        }
        JourneyDesign::Opt(part) => relate(part, names, is_before),
        JourneyDesign::Loop(part) => {
            let inner = relate(part, names, is_before);
            note(&inner, &inner, is_before);
            inner
        }
    }
}

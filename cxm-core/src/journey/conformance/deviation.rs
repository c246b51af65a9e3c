use super::aligner::{Alignment, Move};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::str::FromStr;

/// How a customer's path deviates from the flow at a touchpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DeviationKind {
    /// Asked for, and not met.
    Skipped,
    /// Met where nothing asked for it, and nowhere else.
    Unplanned,
    /// Asked for and met, but not there.
    OutOfOrder,
    /// Met as asked for, and again.
    Repeated,
}

impl DeviationKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Skipped, Self::Unplanned, Self::OutOfOrder, Self::Repeated];

    /// The name used in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Unplanned => "unplanned",
            Self::OutOfOrder => "out_of_order",
            Self::Repeated => "repeated",
        }
    }
}

impl FromStr for DeviationKind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|one| one.name() == name);
        found.ok_or_else(|| Error::option("kind", "skipped, unplanned, out_of_order or repeated", name))
    }
}

/// The deviations of an alignment by touchpoint, and how often each is there; in order.
///
/// A skipped and an inserted move of one touchpoint are together one that is out of order. What is then left of the inserted ones is repeated where the touchpoint is
/// also matched or out of order, otherwise unplanned.
pub(super) fn deviations(path: &[u32], alignment: &Alignment, codes: &[u32]) -> Vec<((u32, DeviationKind), u64)> {
    #[derive(Default)]
    struct Met {
        matched: u64,
        inserted: u64,
        skipped: u64,
    }
    let mut met: BTreeMap<u32, Met> = BTreeMap::new();
    for step in &alignment.moves {
        // Events have a place in the path, touchpoints of the flow a code.
        match *step {
            Move::Both(event) => met.entry(path[event]).or_default().matched += 1,
            Move::Log(event) => met.entry(path[event]).or_default().inserted += 1,
            Move::Model(label) => met.entry(codes[label as usize]).or_default().skipped += 1,
        }
    }
    let mut found = Vec::new();
    for (code, Met { matched, inserted, skipped }) in met {
        let moved = inserted.min(skipped);
        let is_met = matched + moved > 0;
        let counts = [
            (DeviationKind::Skipped, skipped - moved),
            (DeviationKind::Unplanned, if is_met { 0 } else { inserted }),
            (DeviationKind::OutOfOrder, moved),
            (DeviationKind::Repeated, if is_met { inserted - moved } else { 0 }),
        ];
        found.extend(counts.into_iter().filter(|(_, times)| *times > 0).map(|(kind, times)| ((code, kind), times)));
    }
    found
}

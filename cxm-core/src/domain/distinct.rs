use std::collections::BTreeSet;

use super::document::Problem;

/// The ids of one list; one that stands twice is a problem at its second place.
pub(crate) fn distinct<'m>(
    ids: impl Iterator<Item = &'m str>,
    code: &'static str,
    pointer: impl Fn(usize) -> String,
    problems: &mut Vec<Problem>,
) -> BTreeSet<&'m str> {
    let mut seen = BTreeSet::new();
    for (place, id) in ids.enumerate() {
        if !seen.insert(id) {
            problems.push(Problem::error(code, pointer(place), format!("the id {id:?} stands twice; give one of them another")));
        }
    }
    seen
}

//! The rules of a model, held to elements outside of one.

use super::parts::ModelParts;
use super::rules;
use crate::domain::document::{Problem, read_document};
use crate::domain::migrate::FORMAT;
use crate::error::{Code, Result};

/// What is wrong with elements of one list of a model (`goals`) as far as they decide it alone: not whether the ids of other elements are there,
/// nor what depends on the day of a version. The pointers begin with the place in the list, `/0/action`.
pub(crate) fn problems_alone(list: &str, fill: impl FnOnce(&mut ModelParts)) -> Result<Vec<Problem>> {
    // The first day there is: no evidence is old by then, and no review overdue.
    let version = r#"{"seq": 0, "at": "1900-01-01T00:00:00Z", "author": "nobody"}"#;
    let empty =
        format!(r#"{{"cxm": {FORMAT:?}, "id": "alone", "version": {version}, "personas": [], "journeys": [], "goals": []}}"#);
    let mut parts: ModelParts = read_document("an experience model", &empty)?;
    fill(&mut parts);
    let mut found = Vec::new();
    rules::check(&parts, &mut found);
    found.retain(|problem| match problem.code {
        "V-T1" => false,
        "V-O1" => list != "programs",
        code => code != Code::UnknownId.name() || list == "taxonomies",
    });
    for problem in &mut found {
        problem.pointer =
            problem.pointer.strip_prefix('/').and_then(|rest| rest.strip_prefix(list)).unwrap_or_default().to_owned();
    }
    Ok(found)
}

use super::super::element::elements;
use super::super::parts::ModelParts;
use super::ids::{Ids, require_known};
use super::{alert_rule, goal, journey, metric, persona, program, survey, tree};
use crate::domain::canonical::is_content_hash;
use crate::domain::content_hash;
use crate::domain::document::{Document as _, Problem};
use crate::domain::migrate::{FORMAT, NEWEST, minor_of};
use crate::error::Code;

/// Adds every rule that is broken.
pub(in crate::domain::model) fn check(parts: &ModelParts, problems: &mut Vec<Problem>) {
    format(parts, problems);
    let ids = Ids::of(parts, problems);
    persona::check(parts, problems);
    for (i, each) in parts.journeys.iter().enumerate() {
        journey::check(each, &format!("/journeys/{i}"), &ids, problems);
    }
    goal::check(&parts.goals, problems);
    for (i, segment) in parts.segments.iter().enumerate() {
        segment.rule.check(&format!("/segments/{i}/rule"), problems);
    }
    survey::check(parts, &ids, problems);
    tree::check(parts, problems);
    program::check(parts, &ids, problems);
    alert_rule::check(parts, &ids, problems);
    metric::check(parts, problems);
    owners(parts, &ids, problems);
}

/// The format is one this library reads, a hash that is written is the right one, and those of the versions before are hashes.
fn format(parts: &ModelParts, problems: &mut Vec<Problem>) {
    match minor_of(&parts.cxm) {
        Err(error) => problems.push(Problem::of(&error, "/cxm")),
        Ok(minor) if minor > NEWEST => {
            let message = format!(
                "the format {:?} is newer than {FORMAT}, which this library knows; its keys are kept and not checked",
                parts.cxm
            );
            problems.push(Problem::warning(Code::UnsupportedVersion.name(), "/cxm", message));
        }
        Ok(_) => {}
    }
    if let Some(written) = &parts.version.hash {
        let hash = content_hash(&parts.write());
        if *written != hash {
            let message = format!("the content has the hash {hash:?}; leave the key out while you edit");
            problems.push(Problem::warning(Code::DefinitionMismatch.name(), "/version/hash", message));
        }
    }
    for (place, parent) in parts.version.parents.iter().enumerate().filter(|(_, parent)| !is_content_hash(parent)) {
        let got: String = parent.chars().take(40).collect();
        let message = format!("{got:?} is the hash of no version; one is \"sha256:\" and 64 digits of 0 to 9 and a to f");
        problems.push(Problem::warning(Code::InvalidDocument.name(), format!("/version/parents/{place}"), message));
    }
}

/// An owner that is written as a team is a team of the model.
fn owners(parts: &ModelParts, ids: &Ids<'_>, problems: &mut Vec<Problem>) {
    for element in elements(parts) {
        if let Some(owner) = element.owner.filter(|owner| owner.as_str().starts_with("team:")) {
            require_known("team", owner.as_str(), &ids.teams, || format!("{}/owner", element.pointer), problems);
        }
    }
}

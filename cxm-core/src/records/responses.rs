//! What holds between responses.

use crate::domain::distinct::distinct;
use crate::domain::document::Problem;
use crate::domain::parents::{circle_text, circles};
use crate::domain::survey::SurveyResponse;
use crate::error::Code;
use std::collections::{BTreeMap, BTreeSet};

impl SurveyResponse {
    /// Adds what does not hold between responses that stand in a list at `pointer`: an id is that of one response, and an invitation has
    /// one, unless the other names it in `supersedes`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::call::problems_of;
    /// let told = |supersedes: &str| {
    ///     let response = |id: &str, more: &str| format!(r#"{{"id": "{id}", "survey": "s", "rev": 1, "at": "2026-11-21T09:00:00Z",
    ///         "status": "complete", "answers": {{}}, "invitation": "i"{more}}}"#);
    ///     problems_of("SurveyResponse", &format!("[{}, {}]", response("a", ""), response("b", supersedes)))
    /// };
    /// assert_eq!(told(r#", "supersedes": "a""#)?, []);
    /// let problems = told("")?;
    /// assert_eq!((problems[0].code, problems[0].pointer.as_str()), ("duplicate_id", "/1/invitation"));
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn check_all(responses: &[Self], pointer: &str, problems: &mut Vec<Problem>) {
        let ids = responses.iter().map(|response| response.id.as_str());
        distinct(ids, Code::DuplicateId.name(), |place| format!("{pointer}/{place}/id"), problems);
        check_invitations(responses, pointer, problems);
        check_supersedes(responses, pointer, problems);
    }

    /// Adds what is wrong with the response that stands at `pointer`: one does not correct itself.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        if self.supersedes.as_ref() == Some(&self.id) {
            let message = "a response does not correct itself; give the edited one an id of its own";
            problems.push(Problem::error(Code::DuplicateId.name(), format!("{pointer}/supersedes"), message));
        }
    }
}

/// No response is corrected by one that it corrects: then none of them would count.
pub(super) fn check_supersedes(responses: &[SurveyResponse], pointer: &str, problems: &mut Vec<Problem>) {
    let places: BTreeMap<&str, usize> = responses.iter().enumerate().map(|(place, each)| (each.id.as_str(), place)).collect();
    let found = circles(responses.len(), |place| places.get(responses.get(place)?.supersedes.as_ref()?.as_str()).copied());
    for circle in found.iter().filter(|circle| circle.len() > 1) {
        let Some(last) = circle.last() else { continue }; // a circle has a member
        let way = circle_text(circle, |place| responses.get(place).map_or("", |each| each.id.as_str()));
        let message = format!("responses correct each other in a circle: {way}; an edit names the older one");
        problems.push(Problem::error(Code::DuplicateId.name(), format!("{pointer}/{last}/supersedes"), message));
    }
}

/// One invitation has one response; an edit says which one it replaces.
pub(super) fn check_invitations(responses: &[SurveyResponse], pointer: &str, problems: &mut Vec<Problem>) {
    let superseded: BTreeSet<&str> = responses
        .iter()
        .filter_map(|response| response.supersedes.as_ref().filter(|old| **old != response.id))
        .map(AsRef::as_ref)
        .collect();
    let mut answered: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, response) in responses.iter().enumerate() {
        let Some(invitation) = response.invitation.as_ref().filter(|_| !superseded.contains(response.id.as_str())) else {
            continue;
        };
        let first = *answered.entry(invitation.as_str()).or_insert(place);
        if first != place {
            let message =
                format!("the invitation is answered at place {first} already; an edit names that response in `supersedes`");
            problems.push(Problem::error(Code::DuplicateId.name(), format!("{pointer}/{place}/invitation"), message));
        }
    }
}

//! Who answers for what.

use std::collections::{BTreeMap, BTreeSet};

use super::ExperienceModel;
use super::element::elements;
use super::lookup::unknown;
use crate::error::Result;

/// An element that somebody answers for, or is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedElement {
    /// What it is: `persona`, `journey`, `touchpoint`, `goal`, `program`, `initiative`; `question` about a touchpoint of theirs; `alert_rule` of
    /// which they are told.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name in English, or in the first language it has; of a question its text, of an alert rule its id.
    pub name: String,
    /// The team or employee that answers for it, or is told.
    pub owner: String,
    /// Where it stands in the document.
    pub pointer: String,
}

/// How many elements have an owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerCoverage {
    /// The function of the owning team; `None` for employees, teams without a function, and elements without an owner.
    pub function: Option<String>,
    /// What the elements are.
    pub kind: &'static str,
    /// So many elements have an owner there; with function `None`, so many have none or an owner without a function.
    pub n: usize,
    /// Those among `n` that have no owner at all.
    pub n_unowned: usize,
}

impl ExperienceModel {
    /// What concerns a team, an employee or a role: the elements it answers for, what surveys ask about them, and the alert rules of which it is told; of a team
    /// also what concerns the teams within it.
    ///
    /// # Errors
    /// `unknown_id` when it is no team and nothing concerns it; the message names the nearest.
    pub fn owner_view(&self, owner: &str) -> Result<Vec<OwnedElement>> {
        let teams = &self.parts().teams;
        let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for team in teams {
            if let Some(parent) = &team.parent {
                children.entry(parent.as_str()).or_default().push(team.id.as_str());
            }
        }
        let (mut within, mut todo) = (BTreeSet::new(), vec![owner]);
        while let Some(team) = todo.pop() {
            if within.insert(team) {
                todo.extend(children.get(team).into_iter().flatten());
            }
        }
        let all = elements(self.parts());
        let mut concerns: Vec<OwnedElement> = all
            .iter()
            .filter_map(|each| {
                let owner = each.owner?.as_str();
                within.contains(owner).then(|| OwnedElement {
                    kind: each.kind,
                    id: each.id.to_owned(),
                    name: each.name.any().to_owned(),
                    owner: owner.to_owned(),
                    pointer: each.pointer.clone(),
                })
            })
            .collect();
        self.asked_and_told(&within, &mut concerns);
        if concerns.is_empty() && teams.iter().all(|team| team.id.as_str() != owner) {
            let owners = all.iter().filter_map(|each| each.owner).map(AsRef::as_ref);
            let told = self.parts().alert_rules.iter().flat_map(|rule| &rule.route).map(|route| route.to.as_str());
            return Err(unknown("team or owner", owner, teams.iter().map(|team| team.id.as_str()).chain(owners).chain(told)));
        }
        Ok(concerns)
    }

    /// Adds the questions about these elements, and the alert rules that go to one of `within` or to the owner of one of these elements.
    fn asked_and_told(&self, within: &BTreeSet<&str>, concerns: &mut Vec<OwnedElement>) {
        let owned: BTreeMap<String, String> = concerns.iter().map(|each| (each.id.clone(), each.owner.clone())).collect();
        for (i, survey) in self.parts().surveys.iter().enumerate() {
            for (k, question) in survey.questions.iter().enumerate() {
                let Some(owner) = question.touchpoint.as_ref().and_then(|touchpoint| owned.get(touchpoint.as_str())) else {
                    continue;
                };
                concerns.push(OwnedElement {
                    kind: "question",
                    id: question.id.to_string(),
                    name: question.text.any().to_owned(),
                    owner: owner.clone(),
                    pointer: format!("/surveys/{i}/questions/{k}"),
                });
            }
        }
        for (i, rule) in self.parts().alert_rules.iter().enumerate() {
            let told = rule.route.iter().find_map(|route| {
                let to = within.get(route.to.as_str()).map(|to| (*to).to_owned());
                to.or_else(|| owned.get(route.owner_of.as_ref()?.as_str()).cloned())
            });
            let Some(owner) = told else { continue };
            let (id, pointer) = (rule.id.to_string(), format!("/alertRules/{i}"));
            concerns.push(OwnedElement { kind: "alert_rule", name: id.clone(), id, owner, pointer });
        }
    }

    /// How many elements of each kind have an owner, by the function of the owning team.
    #[must_use]
    pub fn owner_coverage(&self) -> Vec<OwnerCoverage> {
        let teams = &self.parts().teams;
        let functions: BTreeMap<&str, &str> =
            teams.iter().filter_map(|team| Some((team.id.as_str(), team.function.as_deref()?))).collect();
        let mut counts: BTreeMap<(Option<&str>, &'static str), (usize, usize)> = BTreeMap::new();
        for each in elements(self.parts()) {
            let function = each.owner.and_then(|owner| functions.get(owner.as_str()).copied());
            let (n, n_unowned) = counts.entry((function, each.kind)).or_default();
            *n += 1;
            *n_unowned += usize::from(each.owner.is_none());
        }
        let row = |((function, kind), (n, n_unowned)): ((Option<&str>, _), _)| OwnerCoverage {
            function: function.map(str::to_owned),
            kind,
            n,
            n_unowned,
        };
        counts.into_iter().map(row).collect()
    }
}

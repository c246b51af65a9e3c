use super::raw_contact::{check_pseudonym, raw_contact};
use super::{Consent, Identity, RawKeys};
use crate::domain::document::{Problem, document, names};
use crate::domain::{CustomerId, ObjectId, PersonaId, Share};
use crate::error::{Code, push_key};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

document! {
    /// Who a customer is, under a pseudonym.
    pub struct Customer {
        /// Its id, a pseudonym.
        id: CustomerId,
        /// Where it stands with the company.
        status: CustomerStatus,
        /// By which names systems know it.
        identities: Vec<Identity>,
        /// What it has allowed and forbidden, by purpose.
        consents: Vec<Consent> = Vec::new(),
        /// What else is known, which predicates ask.
        props: BTreeMap<String, Value> = BTreeMap::new(),
        /// The customer it was found to be; its own id stays resolvable.
        merged_into: Option<CustomerId>,
        /// The account it belongs to, of a business.
        account: Option<ObjectId>,
        /// Which personas it is, and how probably.
        personas: Vec<(PersonaId, Share)> = Vec::new(),
    }
}

names! {
    /// Where a customer stands with the company.
    pub enum CustomerStatus {
        /// Has not bought yet.
        Prospect "prospect",
        /// Buys.
        Active "active",
        /// Has not bought for long.
        Lapsed "lapsed",
        /// Has left.
        Churned "churned",
        /// Is to be forgotten: nothing leads to it any more.
        Deleted "deleted",
    }
}

impl Customer {
    /// Adds what is wrong with the customer that stands at `pointer`: V-C1, V-C2 of itself alone, V-C3 of its own keys.
    ///
    /// No message shows a key: it may be what it must not be.
    pub fn check(&self, keys: RawKeys, pointer: &str, problems: &mut Vec<Problem>) {
        check_pseudonym(self.id.as_str(), format!("{pointer}/id"), problems);
        for (i, identity) in self.identities.iter().enumerate() {
            let what = if keys == RawKeys::Refused { raw_contact(&identity.ns, &identity.key) } else { None };
            if let Some(what) = what {
                let message = format!("the key is {what} as it stands; write a keyed hash of it");
                problems.push(Problem::error("V-C1", format!("{pointer}/identities/{i}/key"), message));
            }
            for (key, text) in [("ns", &identity.ns), ("key", &identity.key)] {
                if text.trim().is_empty() {
                    let message = "write a namespace and a key; an empty one names nobody";
                    problems.push(Problem::error(
                        Code::InvalidDocument.name(),
                        format!("{pointer}/identities/{i}/{key}"),
                        message,
                    ));
                }
            }
        }
        for (i, consent) in self.consents.iter().enumerate() {
            if consent.expires.is_some_and(|expires| expires.instant() <= consent.at.instant()) {
                let message = "a consent ends after it was given";
                problems.push(Problem::error(Code::InvalidTime.name(), format!("{pointer}/consents/{i}/expires"), message));
            }
        }
        let probability: f64 = self.personas.iter().map(|(_, share)| share.value()).sum();
        if probability > 1.0 + 1e-9 {
            let message = format!("the probabilities of the personas sum to 1 at most, not {probability}");
            problems.push(Problem::error("V-P4", format!("{pointer}/personas"), message));
        }
        let mut seen = BTreeSet::new();
        for (place, (persona, _)) in self.personas.iter().enumerate() {
            if !seen.insert(persona) {
                let message = format!("the persona {:?} stands twice; give it one probability", persona.as_str());
                problems.push(Problem::error(Code::DuplicateId.name(), format!("{pointer}/personas/{place}/0"), message));
            }
        }
        if self.merged_into.as_ref() == Some(&self.id) {
            let message = "a customer is not merged into itself; leave the key out";
            problems.push(Problem::error("V-C2", format!("{pointer}/mergedInto"), message));
        }
        if self.status == CustomerStatus::Deleted {
            self.check_deleted(pointer, problems);
        }
    }

    /// V-C3: a deleted customer is its id and its consents, which say why it is not asked again.
    fn check_deleted(&self, pointer: &str, problems: &mut Vec<Problem>) {
        let left = [
            ("identities", !self.identities.is_empty()),
            ("props", !self.props.is_empty()),
            ("mergedInto", self.merged_into.is_some()),
            ("account", self.account.is_some()),
            ("personas", !self.personas.is_empty()),
        ];
        let keys = left.into_iter().filter(|(_, stands)| *stands).map(|(key, _)| key);
        for key in keys.chain(self.ext.keys().map(String::as_str)) {
            let mut pointer = pointer.to_owned();
            push_key(&mut pointer, key);
            problems.push(Problem::error("V-C3", pointer, "the customer is deleted; take out what could lead back to it"));
        }
    }
}

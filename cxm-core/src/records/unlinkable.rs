//! V-C3: nothing leads to a deleted customer.

use super::{CustomerStatus, Records};
use crate::domain::document::Problem;
use std::collections::BTreeSet;

/// Adds every record that names a deleted customer.
pub(super) fn check_unlinkable(records: &Records, problems: &mut Vec<Problem>) {
    let deleted = records.customers.iter().filter(|customer| customer.status == CustomerStatus::Deleted);
    let deleted: BTreeSet<&str> = deleted.map(|customer| customer.id.as_str()).collect();
    if deleted.is_empty() {
        return;
    }
    let mut report = |named: Option<&str>, pointer: &dyn Fn() -> String| {
        if named.is_some_and(|id| deleted.contains(id)) {
            let message = "this leads to a deleted customer; take the record out, or give it a pseudonym that nothing resolves";
            problems.push(Problem::error("V-C3", pointer(), message));
        }
    };
    for (i, customer) in records.customers.iter().enumerate() {
        report(customer.merged_into.as_ref().map(AsRef::as_ref), &|| format!("/customers/{i}/mergedInto"));
    }
    for (i, interaction) in records.interactions.iter().enumerate() {
        report(Some(interaction.subject.as_str()), &|| format!("/interactions/{i}/subject"));
    }
    for (i, transaction) in records.transactions.iter().enumerate() {
        report(Some(transaction.customer.as_str()), &|| format!("/transactions/{i}/customer"));
    }
    for (i, invitation) in records.invitations.iter().enumerate() {
        report(Some(invitation.to.as_str()), &|| format!("/invitations/{i}/to"));
    }
    for (i, response) in records.responses.iter().enumerate() {
        report(response.respondent.as_ref().map(AsRef::as_ref), &|| format!("/responses/{i}/respondent"));
    }
    for (i, feedback) in records.feedback.iter().enumerate() {
        report(feedback.author.as_ref().map(AsRef::as_ref), &|| format!("/feedback/{i}/author"));
    }
    for (i, idea) in records.ideas.iter().enumerate() {
        report(Some(idea.author.as_str()).filter(|_| idea.by_customer), &|| format!("/ideas/{i}/author"));
    }
}

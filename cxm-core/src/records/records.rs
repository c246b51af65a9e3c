use super::responses::{check_invitations, check_supersedes};
use super::unlinkable::check_unlinkable;
use super::{ChangeRecord, Customer, Employee, Feedback, Idea, Interaction, RawKeys, Transaction};
use crate::domain::distinct::distinct;
use crate::domain::document::{Problem, document};
use crate::domain::survey::{Invitation, SurveyResponse};
use crate::error::Code;

document! {
    /// Records that belong together, so that what holds between them can be checked.
    pub struct Records {
        /// Who the customers are.
        customers: Vec<Customer> = Vec::new(),
        /// Who works with them.
        employees: Vec<Employee> = Vec::new(),
        /// What happened.
        interactions: Vec<Interaction> = Vec::new(),
        /// What was bought.
        transactions: Vec<Transaction> = Vec::new(),
        /// Who was asked.
        invitations: Vec<Invitation> = Vec::new(),
        /// What they answered.
        responses: Vec<SurveyResponse> = Vec::new(),
        /// What else was said.
        feedback: Vec<Feedback> = Vec::new(),
        /// What could be better.
        ideas: Vec<Idea> = Vec::new(),
        /// What became better.
        changes: Vec<ChangeRecord> = Vec::new(),
    }
}

impl Records {
    /// Adds what is wrong with each record, and between them, in linear time but for sorting.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::{domain::document::read_text, records::{RawKeys, Records}};
    /// let text = r#"{"customers": [{"id": "a", "status": "active", "identities": [], "mergedInto": "b"},
    ///     {"id": "b", "status": "active", "identities": [], "mergedInto": "a"}]}"#;
    /// let mut problems = Vec::new();
    /// read_text::<Records>("records", text)?.0.unwrap().check(RawKeys::Refused, &mut problems);
    /// assert_eq!(problems[0].to_string(),
    ///     r#"V-C2 at /customers/1/mergedInto: customers are merged in a circle: "a" -> "b" -> "a"; undo one merge"#);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn check(&self, keys: RawKeys, problems: &mut Vec<Problem>) {
        macro_rules! each {
            ($($list:ident)+) => { $(
                for (i, record) in self.$list.iter().enumerate() {
                    record.check(&format!(concat!("/", stringify!($list), "/{}"), i), problems);
                }
            )+ };
        }
        macro_rules! once {
            ($($list:ident)+) => { $(
                let ids = self.$list.iter().map(|record| record.id.as_str());
                distinct(ids, Code::DuplicateId.name(), |i| format!(concat!("/", stringify!($list), "/{}/id"), i), problems);
            )+ };
        }
        for (i, customer) in self.customers.iter().enumerate() {
            customer.check(keys, &format!("/customers/{i}"), problems);
        }
        each!(employees interactions transactions feedback changes responses);
        once!(customers transactions invitations responses feedback ideas changes);
        Employee::check_all(&self.employees, "/employees", problems);
        Interaction::check_all(&self.interactions, "/interactions", problems);
        check_invitations(&self.responses, "/responses", problems);
        check_supersedes(&self.responses, "/responses", problems);
        Customer::check_all(&self.customers, "/customers", problems);
        check_unlinkable(self, problems);
    }
}

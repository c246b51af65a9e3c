use crate::domain::document::{Problem, document};
use crate::domain::{Date, EmployeeId, TeamId, TouchpointId};
use crate::error::Code;

document! {
    /// A time that an employee is on the roster; one who comes back has two.
    pub struct Employee {
        /// A pseudonym.
        id: EmployeeId,
        /// The team.
        team: TeamId,
        /// What the employee does.
        role: String,
        /// The first day.
        from: Date,
        /// The last day.
        to: Option<Date>,
        /// Where the employee meets customers.
        touchpoints: Vec<TouchpointId> = Vec::new(),
        /// The version of the model the employee has read.
        acknowledged_version: Option<u32>,
    }
}

impl Employee {
    /// Adds what is wrong with the employee that stands at `pointer`.
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        if self.to.is_some_and(|to| to < self.from) {
            let message = "the last day is not before the first";
            problems.push(Problem::error(Code::OutOfRange.name(), format!("{pointer}/to"), message));
        }
    }

    /// Adds where an employee of the roster that stands at `pointer` is on it twice on one day.
    pub fn check_all(roster: &[Self], pointer: &str, problems: &mut Vec<Problem>) {
        check_roster(roster, pointer, problems);
    }
}

fn check_roster(roster: &[Employee], pointer: &str, problems: &mut Vec<Problem>) {
    let mut spans: Vec<(&str, Date, usize, Option<Date>)> = Vec::with_capacity(roster.len());
    spans.extend(roster.iter().enumerate().map(|(place, employee)| (employee.id.as_str(), employee.from, place, employee.to)));
    spans.sort_unstable();
    for pair in spans.windows(2) {
        let [(before, _, _, to), (id, from, place, _)] = pair else { continue }; // windows of two
        if before == id && to.is_none_or(|to| to >= *from) {
            let message = format!("{id:?} is on the roster already on {from}; end the earlier time before");
            problems.push(Problem::error(Code::DuplicateId.name(), format!("{pointer}/{place}/from"), message));
        }
    }
}

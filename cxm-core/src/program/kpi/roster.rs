use super::records::{days, keys, optional};
use super::{Period, Workdays};
use crate::columns::time::Zone;
use crate::columns::{Frame, Key};
use crate::error::{Error, Result};
use std::collections::HashMap;

/// Who is employed when: `employee` (or `id`, as in documents), `from` and `to`, both days included; without `to` until now, without `from` always.
#[derive(Debug)]
pub(super) struct Roster {
    codes: HashMap<Key, usize>,
    /// The days of each employee.
    spans: Vec<Vec<(i32, i32)>>,
}

impl Roster {
    pub fn read(frame: &Frame<'_>, zone: Zone) -> Result<Self> {
        let column =
            optional(frame, "employee").or_else(|| optional(frame, "id")).map_or_else(|| frame.column("employee"), Ok)?;
        let ends = |name: &str| optional(frame, name).map(|column| days(column, zone)).transpose();
        let (from, to) = (ends("from")?, ends("to")?);
        let mut roster = Self { codes: HashMap::new(), spans: Vec::new() };
        for (at, key) in keys(column)?.into_iter().enumerate() {
            let row = column.first_row() + at as u64;
            if key == Key::Null {
                return Err(Error::option("employee", "an id in each row of the roster", "nothing").with_row(row));
            }
            let end = |days: &Option<Vec<Option<i32>>>| days.as_ref().and_then(|days| days.get(at).copied().flatten());
            let (first, last) = (end(&from).unwrap_or(i32::MIN), end(&to).unwrap_or(i32::MAX));
            if last < first {
                return Err(Error::option("to", format!("no day before \"from\" (row {row} of the roster)"), "an earlier one")
                    .with_row(row));
            }
            let code = *roster.codes.entry(key).or_insert(roster.spans.len());
            if code == roster.spans.len() {
                roster.spans.push(Vec::new());
            }
            roster.spans[code].push((first, last)); // there since the line above
        }
        Ok(roster)
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// The employee of an id who is on the roster on this day.
    pub fn employed(&self, key: &Key, day: i32) -> Option<usize> {
        self.codes.get(key).copied().filter(|&employee| self.is_on(employee, day))
    }

    fn is_on(&self, employee: usize, day: i32) -> bool {
        self.spans.get(employee).is_some_and(|spans| spans.iter().any(|&(first, last)| first <= day && day <= last))
    }

    /// On how many workdays of a period an employee is on the roster.
    pub fn days(&self, employee: usize, period: &Period, workdays: Workdays) -> u32 {
        let counts = |&day: &i32| workdays.holds(day) && self.is_on(employee, day);
        u32::try_from((period.first..=period.last).filter(counts).count()).unwrap_or(u32::MAX)
    }
}

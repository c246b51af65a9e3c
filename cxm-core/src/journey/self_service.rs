use super::by::By;
use super::goal_performance::deadline;
use super::share_columns::count_column;
use crate::columns::time::{Duration, Zone};
use crate::columns::{Key, Table, TableColumn};
use crate::error::{Error, Result};
use crate::records::event_log::EventLog;
use crate::stats::{Level, quantile, share};
use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

/// What is self-service, what is assisted, and how long both are watched.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct SelfServiceOptions {
    /// Where the names stand.
    pub field: ContactField,
    /// The channels or touchpoints where customers help themselves.
    pub self_service: Vec<String>,
    /// Those where somebody helps them.
    pub assisted: Vec<String>,
    /// The window from the first contact, its end included; without one to the end of the log. Customers whose window is not over are left out, and counted.
    pub within: Option<Duration>,
    /// After a longer pause, in microseconds, a contact is a new one.
    pub pause: i64,
    /// By whose clocks the window runs: with a zone a day is a calendar day, without one it is 24 h.
    pub zone: Option<Zone>,
    /// Until when events are known, in microseconds since 1970; the last event of the log by default. Later events are not looked at.
    pub as_of: Option<i64>,
    /// An attribute of the first contact, or `channel`, to break down by.
    pub by: Option<String>,
    /// The level of the intervals.
    pub level: Level,
}

/// Where the names of contacts stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ContactField {
    /// They are channels.
    #[default]
    Channel,
    /// They are touchpoints.
    Touchpoint,
}

impl ContactField {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Channel, Self::Touchpoint];

    /// `"channel"` or `"touchpoint"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::Touchpoint => "touchpoint",
        }
    }
}

impl FromStr for ContactField {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|field| field.name() == name);
        found.ok_or_else(|| Error::option("field", "channel or touchpoint", name))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contact {
    SelfService,
    Assisted,
}

/// How many customers help themselves: of those whose first contact is self-service, who never needs assistance within the window (`containment`), and who does (`escalation`, with the
/// median time until then); and of those who began in either, who has another contact after a pause within it (`repeat_contact`, with the median time since the first ended).
///
/// A row each, `began` says in which; of each group in the order of its key: the column of `by`, `measure`, `began`, `n` customers, `n_counted` of them, `estimate` with `conf_low` and
/// `conf_high`, `median_seconds`, `n_incomplete` customers who are left out. A log of sessions gives the same of sessions.
///
/// # Formula
/// Wilson's interval, exact where nobody or everybody is counted. Medians are of type 7.
///
/// # Units
/// Shares, 0 to 1; seconds.
///
/// # Errors
/// `unknown_id` with the nearest channel or touchpoint; `invalid_option` when either list is empty or a name stands in both; `unknown_column` of `by`; `invalid_time` when a window ends after 2200.
pub fn self_service(log: &EventLog, options: &SelfServiceOptions) -> Result<Table> {
    let kinds = kinds(log, options)?;
    let by = options.by.as_deref().map(|name| By::of(log, name)).transpose()?;
    let as_of = log.known_until(options.as_of);
    let mut groups: BTreeMap<Key, Group> = BTreeMap::new();
    if by.is_none() {
        groups.insert(Key::Null, Group::default());
    }
    for path in log.paths() {
        let Some(found) = followed(log, options, &kinds, as_of, path)? else { continue };
        let key = by.as_ref().map_or(Key::Null, |by| by.key(by.code(found.event)));
        groups.entry(key).or_default().add(&found);
    }
    table(&groups, options)
}

/// What each code of the field is.
fn kinds(log: &EventLog, options: &SelfServiceOptions) -> Result<Vec<Option<Contact>>> {
    let is_channel = options.field == ContactField::Channel;
    let mut kinds = vec![None; if is_channel { log.channels().len() } else { log.touchpoints().len() }];
    let named =
        [("self_service", &options.self_service, Contact::SelfService), ("assisted", &options.assisted, Contact::Assisted)];
    for (field, names, kind) in named {
        if names.is_empty() {
            return Err(Error::option(field, format!("one {} or more", options.field.name()), "nothing"));
        }
        for name in names {
            let code = if is_channel { log.channel_code_of(name) } else { log.code_of(name) };
            let Some(slot) = kinds.get_mut(code.map_err(|error| error.with_field(field))?) else { continue };
            if slot.is_some_and(|other| other != kind) {
                return Err(Error::option(field, "names that are not self-service", name));
            }
            *slot = Some(kind);
        }
    }
    Ok(kinds)
}

/// One customer from the first contact on.
struct Followed {
    event: usize,
    began: Contact,
    is_complete: bool,
    /// Until the first assisted contact, in microseconds.
    escalated: Option<i64>,
    /// From the end of the first contact to the next.
    repeated: Option<i64>,
}

fn followed(
    log: &EventLog,
    options: &SelfServiceOptions,
    kinds: &[Option<Contact>],
    as_of: i64,
    path: Range<usize>,
) -> Result<Option<Followed>> {
    let kind = |event: usize| {
        let code = match options.field {
            ContactField::Channel => log.channel_codes().get(event).map(|&code| usize::from(code)),
            ContactField::Touchpoint => log.touchpoint_codes().get(event),
        };
        code.and_then(|code| kinds.get(code)).copied().flatten()
    };
    let at = |event: usize| log.times().get(event).copied().unwrap_or(i64::MAX);
    let mut contacts = path.filter(|&event| at(event) <= as_of).filter_map(|event| Some((event, kind(event)?)));
    let Some((event, began)) = contacts.next() else { return Ok(None) };
    let over = deadline(at(event), options.within, options.zone)?;
    let is_complete = over.is_none_or(|over| over <= as_of);
    let mut found = Followed { event, began, is_complete, escalated: None, repeated: None };
    let mut before = at(event);
    for (next, kind) in contacts.take_while(|&(next, _)| over.is_none_or(|over| at(next) <= over)) {
        if kind == Contact::Assisted && began == Contact::SelfService && found.escalated.is_none() {
            found.escalated = Some(at(next) - at(event));
        }
        if found.repeated.is_none() {
            found.repeated = Some(at(next) - before).filter(|&pause| pause > options.pause);
            before = at(next);
        }
    }
    Ok(Some(found))
}

#[derive(Debug, Default)]
struct Group {
    /// By where they began: self-service, assisted.
    n: [u64; 2],
    n_incomplete: [u64; 2],
    escalated: Vec<i64>,
    repeated: [Vec<i64>; 2],
}

impl Group {
    fn add(&mut self, found: &Followed) {
        let began = usize::from(found.began == Contact::Assisted); // 0 or 1, of two
        if !found.is_complete {
            self.n_incomplete[began] += 1;
            return;
        }
        self.n[began] += 1;
        self.escalated.extend(found.escalated);
        self.repeated[began].extend(found.repeated);
    }
}

fn table(groups: &BTreeMap<Key, Group>, options: &SelfServiceOptions) -> Result<Table> {
    const ROWS: [(&str, usize); 4] = [("containment", 0), ("escalation", 0), ("repeat_contact", 0), ("repeat_contact", 1)];
    let (mut n, mut counted, mut seconds, mut shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for group in groups.values() {
        let escalated = group.escalated.len() as u64;
        for (measure, began) in ROWS {
            let (k, times) = match measure {
                "containment" => (group.n[began] - escalated, &[][..]), // only those who began there escalate
                "escalation" => (escalated, &group.escalated[..]),
                _ => (group.repeated[began].len() as u64, &group.repeated[began][..]),
            };
            n.push(group.n[began]);
            counted.push(k);
            seconds.push(median(times));
            shares.push(share(measure, k, group.n[began], options.level)?);
        }
    }
    let mut table = Table::default();
    if let Some(by) = &options.by {
        let keys = groups.keys().flat_map(|key| std::iter::repeat_n(key.clone(), ROWS.len())).collect();
        table = table.with(by.clone(), TableColumn::Key { keys, rows: None });
    }
    let text = |of: &dyn Fn(&(&str, usize)) -> String| {
        TableColumn::Text(groups.iter().flat_map(|_| ROWS.iter().map(|row| Some(of(row)))).collect())
    };
    let incomplete = groups.values().flat_map(|group| ROWS.iter().map(|(_, began)| group.n_incomplete[*began]));
    Ok(table
        .with("measure", text(&|(measure, _)| (*measure).to_owned()))
        .with("began", text(&|(_, began)| if *began == 0 { "self_service" } else { "assisted" }.to_owned()))
        .with("n", count_column(n.into_iter()))
        .with("n_counted", count_column(counted.into_iter()))
        .with("estimate", TableColumn::Float(shares.iter().map(|share| share.estimate).collect()))
        .with("conf_low", TableColumn::Float(shares.iter().map(|share| share.conf_low).collect()))
        .with("conf_high", TableColumn::Float(shares.iter().map(|share| share.conf_high).collect()))
        .with("median_seconds", TableColumn::Float(seconds))
        .with("n_incomplete", count_column(incomplete)))
}

fn median(micros: &[i64]) -> Option<f64> {
    let mut seconds: Vec<f64> = micros.iter().map(|&micros| micros as f64 / 1e6).collect();
    seconds.sort_unstable_by(f64::total_cmp);
    (!seconds.is_empty()).then(|| quantile(&seconds, 0.5))
}

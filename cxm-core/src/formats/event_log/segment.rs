use super::EventReadOptions;
use super::gather::{At, Gather, Kind, Role};
use super::identity::Identities;
use super::json::{Place, objects, set};
use crate::error::{Code, Error, Result};
use crate::records::event_log::EventLog;
use crate::state::Tree;

/// The log of Segment's (or `RudderStack`'s) calls, one a line or as a list, plain or gzip.
///
/// - `track` is its `event`; `page` and `screen` are `Viewed {category} {name} Page` and `... Screen`, or `Loaded a Page` and `Loaded a Screen`
///   without a name, as Segment names them for its destinations. `identify`, `alias` and `group` are no events.
/// - The time is `timestamp`, which Segment has corrected by the clock of the device.
/// - **Identities are stitched first**, whatever the order of the lines. Every call with both ids, and every `identify`, says that an
///   `anonymousId` is a `userId`; `alias` says that `previousId` became `userId`. An event belongs to the user whom it names, else to the
///   one whom its anonymous id next turned out to be (a device that two people use), else the one it last was, else to the anonymous id.
///
/// Names of channel, value and attributes are names of a call, or JSON Pointers into it: `/properties/plan`, `/context/device/type`.
///
/// # Errors
/// `invalid_json`, also for a call of a type that the specification does not have; `invalid_option` for a `customer` or `touchpoint`, which are
/// the specification's; else as [`read_cloudevents`](super::read_cloudevents).
///
/// # Examples
/// ```
/// use cxm_core::formats::event_log::{EventReadOptions, read_segment};
/// let lines = br#"{"type": "page", "anonymousId": "x", "name": "Home", "timestamp": "2026-01-01T10:00:00Z"}
/// {"type": "identify", "anonymousId": "x", "userId": "ann", "timestamp": "2026-01-01T10:01:00Z"}
/// {"type": "track", "userId": "ann", "event": "Order Completed", "timestamp": "2026-01-01T10:02:00Z"}"#;
/// let log = read_segment(lines, &EventReadOptions::default())?;
/// assert_eq!(log.n_customers(), 1);
/// assert_eq!(log.path(0).collect::<Vec<_>>(), ["Viewed Home Page", "Order Completed"]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Segment, "Spec: Track, Page, Screen, Identify, Alias", segment.com/docs/connections/spec.
pub fn read_segment(bytes: &[u8], options: &EventReadOptions) -> Result<EventLog> {
    for (name, given) in [("customer", &options.customer), ("touchpoint", &options.touchpoint)] {
        if let Some(given) = given {
            return Err(Error::option(name, "left out: userId, anonymousId and event are those of the specification", given));
        }
    }
    let mut calls = Calls::new(options);
    objects(bytes, options, "a call of Segment's specification", |call, at| calls.read(call, at))?;
    calls.log()
}

struct Calls<'o> {
    gather: Gather<'o>,
    wanted: Vec<(Place, Role)>,
    time: Place,
    places: [Place; 7],
    identities: Identities,
    /// User and anonymous id of each event.
    who: Vec<(Option<usize>, Option<usize>, i64)>,
}

const KINDS: [&str; 6] = ["track", "page", "screen", "identify", "alias", "group"];

impl<'o> Calls<'o> {
    fn new(options: &'o EventReadOptions) -> Self {
        let gather = Gather::new(options, ["userId", "event", "timestamp"]);
        let is_own = |role: &Role| matches!(role, Role::Customer | Role::Touchpoint | Role::Time);
        let wanted = gather.wanted().into_iter().filter(|(_, role)| !is_own(role));
        Self {
            wanted: wanted.map(|(name, role)| (Place::new(&name), role)).collect(),
            time: Place::new(gather.name(Role::Time)),
            gather,
            places: ["type", "userId", "anonymousId", "previousId", "event", "name", "category"].map(Place::new),
            identities: Identities::default(),
            who: Vec::new(),
        }
    }

    fn read(&mut self, call: &Tree, at: At) -> Result<()> {
        let [kind, user, anonymous, previous, event, name, category] = &self.places;
        let kind = kind.text(call, at)?.unwrap_or_default();
        if !KINDS.contains(&kind.as_str()) {
            let kinds = KINDS.join(", ");
            let error = Error::new(Code::InvalidJson, format!("the type of a call must be one of {kinds}"));
            return Err(at.error(error.with_expected(kinds).with_got(if kind.is_empty() { "nothing" } else { &kind }), "type"));
        }
        let user = user.text(call, at)?.map(|id| self.identities.users.place(&id));
        let anonymous = anonymous.text(call, at)?.map(|id| self.identities.anonymous.place(&id));
        set(&mut self.gather, Role::Time, &self.time, call, at)?;
        let time = self.gather.time();
        if let (Some(user), Some(anonymous)) = (user, anonymous) {
            self.identities.link(anonymous, time, user);
        }
        if kind == "alias"
            && let (Some(user), Some(previous)) = (user, previous.text(call, at)?)
        {
            self.identities.alias(&previous, time, user);
        }
        let touchpoint = match kind.as_str() {
            "track" => event.text(call, at)?,
            "page" | "screen" => {
                let noun = if kind == "page" { "Page" } else { "Screen" };
                let full = [category.text(call, at)?, name.text(call, at)?].into_iter().flatten().collect::<Vec<_>>().join(" ");
                Some(if full.is_empty() { format!("Loaded a {noun}") } else { format!("Viewed {full} {noun}") })
            }
            _ => {
                self.gather.forget();
                return Ok(());
            }
        };
        if let Some(touchpoint) = touchpoint {
            self.gather.set(Role::Touchpoint, Kind::Text, &touchpoint).map_err(|error| at.error(error, "event"))?;
        }
        for (place, role) in &self.wanted {
            set(&mut self.gather, *role, place, call, at)?;
        }
        let is_someone = user.is_some() || anonymous.is_some();
        self.gather.end_event(at, if is_someone { &[Role::Customer] } else { &[] })?;
        self.who.push((user, anonymous, time.unwrap_or(i64::MAX)));
        Ok(())
    }

    fn log(mut self) -> Result<EventLog> {
        let resolved = self.identities.resolve();
        for (event, &(user, anonymous, time)) in self.who.iter().enumerate() {
            if let Some(customer) = resolved.customer(user, anonymous, time) {
                self.gather.set_customer(event, customer)?;
            }
        }
        self.gather.log()
    }
}

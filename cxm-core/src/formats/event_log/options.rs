use crate::columns::Stop;
use crate::columns::time::Zone;
use crate::records::event_log::MissingEvent;

/// What is read of each event, and how much of a file.
///
/// A name that is not given is the one of the format. Names are the format's own: keys of XES, with `case:` before those of a trace; names of
/// attributes in OCEL; in JSON lines a name of an event, or a JSON Pointer into it (`/properties/plan`).
///
/// # Examples
/// ```
/// use cxm_core::formats::event_log::EventReadOptions;
/// let options = EventReadOptions::default().channel("org:resource").attributes(["case:plan"]);
/// assert_eq!(options.max_ratio, 200);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EventReadOptions {
    /// Who: `case:concept:name`, the object, `subject`; Segment's identities are always stitched.
    pub customer: Option<String>,
    /// What they met: `concept:name`, the type of the event.
    pub touchpoint: Option<String>,
    /// When: `time:timestamp`, `time`, `timestamp`.
    pub time: Option<String>,
    /// Where; none.
    pub channel: Option<String>,
    /// A number of each event; none.
    pub value: Option<String>,
    /// What results can be broken down by; none.
    pub attributes: Vec<String>,
    /// Where times without an offset are read.
    pub zone: Zone,
    /// What happens to events without customer, touchpoint or time.
    pub missing: MissingEvent,
    /// Bytes that gzip may become (4 GiB).
    pub max_bytes: u64,
    /// How many times its size gzip may become (200), once it is past 64 MiB.
    pub max_ratio: u64,
    /// When the reading ends before its end.
    pub stop: Stop,
}

impl Default for EventReadOptions {
    fn default() -> Self {
        Self {
            customer: None,
            touchpoint: None,
            time: None,
            channel: None,
            value: None,
            attributes: Vec::new(),
            zone: Zone::default(),
            missing: MissingEvent::default(),
            max_bytes: 4 << 30,
            max_ratio: 200,
            stop: Stop::default(),
        }
    }
}

impl EventReadOptions {
    /// Sets where an event says who.
    #[must_use]
    pub fn customer(mut self, name: impl Into<String>) -> Self {
        self.customer = Some(name.into());
        self
    }

    /// Sets where an event says what was met.
    #[must_use]
    pub fn touchpoint(mut self, name: impl Into<String>) -> Self {
        self.touchpoint = Some(name.into());
        self
    }

    /// Sets where an event says when.
    #[must_use]
    pub fn time(mut self, name: impl Into<String>) -> Self {
        self.time = Some(name.into());
        self
    }

    /// Sets where an event says its channel.
    #[must_use]
    pub fn channel(mut self, name: impl Into<String>) -> Self {
        self.channel = Some(name.into());
        self
    }

    /// Sets where an event has its number.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>) -> Self {
        self.value = Some(name.into());
        self
    }

    /// Sets what results can be broken down by.
    #[must_use]
    pub fn attributes<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.attributes = names.into_iter().map(Into::into).collect();
        self
    }

    /// Sets what happens to events without customer, touchpoint or time.
    #[must_use]
    pub fn missing(mut self, missing: MissingEvent) -> Self {
        self.missing = missing;
        self
    }

    /// Sets how many bytes gzip may become.
    #[must_use]
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets how many times its size gzip may become.
    #[must_use]
    pub fn max_ratio(mut self, ratio: u64) -> Self {
        self.max_ratio = ratio;
        self
    }
}

use super::super::rows::Rows;
use super::super::{EventColumns, EventLog, EventLogOptions};
use super::open::Open;
use super::{EventStreamSpec, OutOfTime};
use crate::columns::{Key, Stop};
use crate::error::{Code, Error, Result};
use std::collections::BTreeSet;

/// Events that come in batches of any order, and the log of the customers who are settled.
///
/// The *watermark* is the latest time seen less the lateness: nothing before it should come any more. A customer whose last event lies `idle` or more before
/// the watermark is settled, and [`drain`](Self::drain) gives the log of those who are. Events of all others are held. So drained logs are of different customers
/// and merge, as does everything that is read from them; and together with what [`finish`](Self::finish) gives they are the log of all events at once.
///
/// An event is late when it lies before the watermark as it was before its batch. Late events are taken in unless it is said otherwise: they do no harm while
/// their customer is held. An event of a customer who was drained is refused, since two logs of one customer do not merge. With [`OutOfTime::Keep`] such customers are
/// opened again, and their logs are to be put together by [`EventLog::append`] in the order in which they were drained. Whoever was drained is known by the id
/// that is kept of them; no event of theirs is.
///
/// # Examples
/// ```
/// use cxm_core::columns::{ColumnView, Stop};
/// use cxm_core::records::event_log::{EventColumns, EventStream, EventStreamSpec};
/// const HOUR: i64 = 3_600_000_000;
/// let mut stream = EventStream::new(EventStreamSpec::new("customer", "touchpoint", "time", 24 * HOUR))?;
/// let mut observe = |customer: &[&str], time: &[&str]| {
///     let touchpoint = vec!["visit"; customer.len()];
///     let columns = EventColumns::new(ColumnView::from(customer), ColumnView::from(&touchpoint[..]), ColumnView::from(time));
///     stream.observe(&columns, &Stop::default())?;
///     stream.drain()
/// };
/// assert_eq!(observe(&["a", "b"], &["2026-01-01T10:00", "2026-01-01T20:00"])?.n_customers(), 0);
/// let settled = observe(&["b"], &["2026-01-02T12:00"])?; // a was last seen 26 hours ago
/// assert_eq!((settled.n_customers(), settled.path(0).count()), (1, 1));
/// assert_eq!(observe(&["a"], &["2026-01-02T13:00"]).unwrap_err().code().name(), "duplicate_id");
/// assert_eq!(stream.finish()?.n_events(), 2); // b
/// # Ok::<(), cxm_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct EventStream {
    pub(super) spec: EventStreamSpec,
    pub(super) open: Open,
    /// Who was drained.
    pub(super) closed: BTreeSet<Key>,
    pub(super) latest: Option<i64>,
    pub(super) n_late: u64,
    pub(super) n_returning: u64,
    pub(super) n_left_out: u64,
    /// Rows without customer, touchpoint or time since the last drain; and before it.
    pub(super) n_dropped: u64,
}

impl EventStream {
    /// A stream that has seen nothing.
    ///
    /// # Errors
    /// `invalid_option` for a negative lateness, an idle time of nothing, and no events to hold.
    pub fn new(spec: EventStreamSpec) -> Result<Self> {
        spec.validate()?;
        Ok(Self {
            spec,
            open: Open::default(),
            closed: BTreeSet::new(),
            latest: None,
            n_late: 0,
            n_returning: 0,
            n_left_out: 0,
            n_dropped: 0,
        })
    }

    /// Takes in a batch, in any order: all of it or, on an error, nothing.
    ///
    /// # Errors
    /// Those of [`EventLog::new`]; `definition_mismatch` when channel, value, sequence or attributes are not those of the stream; `out_of_range` with the row of a late
    /// event where those are refused, and when more than `max_open` events would be held; `duplicate_id` with the row of a customer who was drained, unless
    /// they may come back.
    pub fn observe(&mut self, columns: &EventColumns<'_>, stop: &Stop) -> Result<()> {
        self.require_own_columns(columns)?;
        let options = EventLogOptions { zone: self.spec.zone, missing: self.spec.missing, stop: stop.clone() };
        let rows = Rows::read(columns, &options)?;
        let is_closed: Vec<bool> = rows.customers.iter().map(|customer| self.closed.contains(customer)).collect();
        let watermark = self.watermark();
        let (mut n_late, mut n_returning, mut take) = (0, 0, vec![true; rows.times.len()]);
        for (row, ((&time, &customer), take)) in rows.times.iter().zip(&rows.customer).zip(&mut take).enumerate() {
            if watermark.is_some_and(|watermark| time < watermark) {
                n_late += 1;
                match self.spec.late {
                    OutOfTime::Error => return Err(late(columns.time.first_row() + rows.input_row(row) as u64)),
                    OutOfTime::Drop => {
                        *take = false;
                        continue;
                    }
                    OutOfTime::Keep => {}
                }
            }
            let customer = customer as usize;
            if is_closed[customer] {
                // Codes count the customers.
                n_returning += 1;
                match self.spec.returning {
                    OutOfTime::Error => {
                        return Err(returning(
                            &rows.customers[customer],
                            columns.customer.first_row() + rows.input_row(row) as u64,
                        ));
                    }
                    OutOfTime::Drop => *take = false,
                    OutOfTime::Keep => {}
                }
            }
        }
        let n_taken = take.iter().filter(|take| **take).count();
        let n_held = (self.open.n_events() + n_taken) as u64;
        if n_held > self.spec.max_open {
            let message = format!(
                "{n_held} events would be held, max_open is {}: drain the stream more often, settle customers after a shorter idle time, or allow more",
                self.spec.max_open
            );
            let error = Error::new(Code::OutOfRange, message).with_field("max_open");
            return Err(error.with_expected(format!("at most {}", self.spec.max_open)).with_got(n_held.to_string()));
        }
        self.open.add(&rows, &take)?;
        self.latest = self.latest.max(rows.times.iter().copied().max());
        self.n_late += n_late;
        self.n_returning += n_returning;
        self.n_left_out += (take.len() - n_taken) as u64;
        self.n_dropped += rows.n_dropped;
        Ok(())
    }

    /// The log of the customers who are settled; the stream forgets their events. Rows that were dropped are counted in the next log that is drained.
    ///
    /// # Errors
    /// `count_overflow` for 2^32 events, which a merge of streams may hold.
    pub fn drain(&mut self) -> Result<EventLog> {
        let settled: BTreeSet<Key> = match self.watermark() {
            Some(watermark) => {
                let is_settled = |&(_, last): &(&Key, i64)| last.saturating_add(self.spec.idle) <= watermark;
                self.open.last_times().filter(is_settled).map(|(customer, _)| customer.clone()).collect()
            }
            None => BTreeSet::new(),
        };
        if settled.is_empty() {
            let log = Open::default().log(&self.spec, self.n_dropped)?;
            self.n_dropped = 0;
            return Ok(log);
        }
        let [own, rest] = self.open.part(&self.spec, |customer| settled.contains(customer))?;
        let log = own.log(&self.spec, self.n_dropped)?;
        (self.open, self.n_dropped) = (rest, 0);
        self.closed.extend(settled);
        Ok(log)
    }

    /// The log of everybody who is still held, whether settled or not: at the end.
    ///
    /// # Errors
    /// As [`EventStream::drain`].
    pub fn finish(&mut self) -> Result<EventLog> {
        let log = self.open_log()?;
        self.closed.extend(log.customers().iter().cloned());
        (self.open, self.n_dropped) = (Open::default(), 0);
        Ok(log)
    }

    /// The log of everybody who is held, who stay so: paths that may go on.
    ///
    /// # Errors
    /// As [`EventStream::drain`].
    pub fn open_log(&self) -> Result<EventLog> {
        self.open.log(&self.spec, self.n_dropped)
    }

    /// Adds what another stream of the same columns and options saw of other customers. The watermark is the later one of the two.
    ///
    /// # Errors
    /// `definition_mismatch`; `duplicate_id` with a customer of both; `too_many_groups` for more than 255 channels. The stream is then as it was.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.spec != other.spec {
            let message = "the streams read other columns or have other options; one stream is merged with its own kind";
            return Err(Error::new(Code::DefinitionMismatch, message));
        }
        let theirs = other.closed.iter().chain(other.open.last_times().map(|(customer, _)| customer));
        if let Some(key) = theirs.into_iter().find(|key| self.closed.contains(*key) || self.open.holds(key)) {
            let message = format!("customer {key} is in both streams: a merge joins streams of different customers");
            return Err(Error::new(Code::DuplicateId, message).with_field("customer").with_got(key.to_string()));
        }
        let rows = other.open.rows(&other.spec, 0);
        self.open.add(&rows, &vec![true; rows.times.len()])?;
        self.closed.extend(other.closed.iter().cloned());
        self.latest = self.latest.max(other.latest);
        self.n_late = self.n_late.saturating_add(other.n_late);
        self.n_returning = self.n_returning.saturating_add(other.n_returning);
        self.n_left_out = self.n_left_out.saturating_add(other.n_left_out);
        self.n_dropped = self.n_dropped.saturating_add(other.n_dropped);
        Ok(())
    }

    /// Its columns and options.
    #[must_use]
    pub fn spec(&self) -> &EventStreamSpec {
        &self.spec
    }

    /// The latest time seen less the lateness, in microseconds; `None` before the first event.
    #[must_use]
    pub fn watermark(&self) -> Option<i64> {
        self.latest.map(|latest| latest.saturating_sub(self.spec.lateness))
    }

    /// How many events are held.
    #[must_use]
    pub fn n_open(&self) -> usize {
        self.open.n_events()
    }

    /// How many customers they are of.
    #[must_use]
    pub fn n_open_customers(&self) -> usize {
        self.open.n_customers()
    }

    /// How many customers were drained.
    #[must_use]
    pub fn n_closed_customers(&self) -> usize {
        self.closed.len()
    }

    /// How many events came late, whether taken in or left out.
    #[must_use]
    pub fn n_late(&self) -> u64 {
        self.n_late
    }

    /// How many events, late ones that were left out aside, were of customers who had been drained.
    #[must_use]
    pub fn n_returning(&self) -> u64 {
        self.n_returning
    }

    /// How many events were left out, as late or of a customer who had been drained.
    #[must_use]
    pub fn n_left_out(&self) -> u64 {
        self.n_left_out
    }

    /// How many rows without customer, touchpoint or time were left out since the last drain.
    #[must_use]
    pub fn n_dropped(&self) -> u64 {
        self.n_dropped
    }

    fn require_own_columns(&self, columns: &EventColumns<'_>) -> Result<()> {
        let spec = &self.spec;
        let fields = [
            ("channel", spec.channel.is_some(), columns.channel.is_some()),
            ("value", spec.value.is_some(), columns.value.is_some()),
            ("sequence", spec.sequence.is_some(), columns.sequence.is_some()),
        ];
        if let Some((name, own, _)) = fields.iter().find(|(_, own, theirs)| own != theirs) {
            let message =
                if *own { format!("the stream reads {name}, the batch has none") } else { format!("the stream reads no {name}") };
            return Err(Error::new(Code::DefinitionMismatch, message).with_field(*name));
        }
        if spec
            .attributes
            .iter()
            .map(String::as_str)
            .eq(columns.attributes.iter().map(|column| column.name().unwrap_or("attribute")))
        {
            return Ok(());
        }
        let message = format!("the batch has not the attributes of the stream: {}", spec.attributes.join(", "));
        Err(Error::new(Code::DefinitionMismatch, message).with_field("attributes"))
    }
}

/// Streams are equal when they hold the same, in whatever order it came.
impl PartialEq for EventStream {
    fn eq(&self, other: &Self) -> bool {
        use crate::state::ByteForm;
        self.to_bytes() == other.to_bytes()
    }
}

fn late(row: u64) -> Error {
    let message = format!(
        "row {row} comes after the watermark has passed it: a longer lateness waits for it; late=\"keep\" takes such events in, late=\"drop\" leaves them out and counts them"
    );
    Error::new(Code::OutOfRange, message).with_row(row).with_field("time").with_expected("a time from the watermark on")
}

fn returning(customer: &Key, row: u64) -> Error {
    let message = format!(
        "customer {customer} was drained and comes back (row {row}): a longer idle time waits for them; returning=\"keep\" opens them again for logs that are put together by append(), returning=\"drop\" leaves their events out and counts them"
    );
    Error::new(Code::DuplicateId, message).with_row(row).with_field("customer").with_got(customer.to_string())
}

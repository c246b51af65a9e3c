//! Columns in any order, read as the rows of a log.

use super::rows::Rows;
use super::{Attribute, EventLog, NO_CHANNEL, TouchpointCodes};
use crate::columns::time::Zone;
use crate::columns::{ColumnView, Encoder, Key, NO_INSTANT, Quantity, Stop, Values, in_order, read_instants};
use crate::error::{Code, Error, Result};
use crate::records::customer_rows::{require_id, require_rows};
use std::str::FromStr;

/// The columns of a log; all are of one length.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct EventColumns<'a> {
    /// Who: texts or whole numbers.
    pub customer: ColumnView<'a>,
    /// What they met.
    pub touchpoint: ColumnView<'a>,
    /// When.
    pub time: ColumnView<'a>,
    /// Where; may be missing.
    pub channel: Option<ColumnView<'a>>,
    /// A number of the event: an amount, a score; may be missing.
    pub value: Option<ColumnView<'a>>,
    /// What orders events of one customer at the same time: numbers.
    pub sequence: Option<ColumnView<'a>>,
    /// What results can be broken down by.
    pub attributes: Vec<ColumnView<'a>>,
}

impl<'a> EventColumns<'a> {
    /// The three that every log has.
    #[must_use]
    pub fn new(customer: ColumnView<'a>, touchpoint: ColumnView<'a>, time: ColumnView<'a>) -> Self {
        Self { customer, touchpoint, time, channel: None, value: None, sequence: None, attributes: Vec::new() }
    }
}

/// What happens to a row whose customer, touchpoint or time is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MissingEvent {
    /// It is an error that names the row.
    #[default]
    Error,
    /// It is left out and counted.
    Drop,
}

impl MissingEvent {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::Error, Self::Drop];

    /// `"error"` or `"drop"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Drop => "drop",
        }
    }
}

impl FromStr for MissingEvent {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name).ok_or_else(|| Error::option("missing", "error or drop", name))
    }
}

/// How columns become a log.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct EventLogOptions {
    /// Where wall-clock times are read.
    pub zone: Zone,
    /// What happens to rows without customer, touchpoint or time.
    pub missing: MissingEvent,
    /// When the reading ends before its end.
    pub stop: Stop,
}

impl EventLog {
    /// The log of these columns.
    ///
    /// Takes time in proportion to the events, and memory of at most 24 bytes an event beyond the columns while it is built, without channel, value and attributes.
    ///
    /// # Errors
    /// `length_mismatch`; `too_few` with the row where customer, touchpoint or time is missing, unless those are dropped; `invalid_time`; `not_a_number`;
    /// `not_an_integer` where a customer is a fraction; `too_many_groups` for more than 255 channels; `stopped`.
    pub fn new(columns: &EventColumns<'_>, options: &EventLogOptions) -> Result<Self> {
        Rows::read(columns, options)?.into_log()
    }
}

impl<'a> Rows<'a> {
    pub fn read(columns: &EventColumns<'a>, options: &EventLogOptions) -> Result<Self> {
        require_one_length(columns)?;
        let mut customer = Coded::read(&columns.customer, "customer", &options.stop)?;
        let mut touchpoint = Coded::read(&columns.touchpoint, "touchpoint", &options.stop)?;
        customer.require_ids(&columns.customer)?;
        let mut times = read_instants(&columns.time, options.zone)?;
        let mut channel = columns.channel.as_ref().map(|column| Coded::read(column, "channel", &options.stop)).transpose()?;
        let mut values = columns.value.as_ref().map(|column| read_numbers(column, "value")).transpose()?.unwrap_or_default();
        let mut sequence =
            columns.sequence.as_ref().map(|column| read_numbers(column, "sequence")).transpose()?.unwrap_or_default();
        let mut attributes = columns
            .attributes
            .iter()
            .map(|column| Coded::read(column, column.name().unwrap_or("attribute"), &options.stop))
            .collect::<Result<Vec<_>>>()?;

        let (mut n_dropped, mut kept) = (0, None);
        if customer.has_missing() || touchpoint.has_missing() || may_miss(&columns.time) && times.contains(&NO_INSTANT) {
            let is_there = |row: usize| customer.is_there(row) && touchpoint.is_there(row) && times[row] != NO_INSTANT; // all as long
            let keep: Vec<bool> = (0..times.len()).map(is_there).collect();
            if let (MissingEvent::Error, Some(row)) = (options.missing, keep.iter().position(|keep| !keep)) {
                let field = [("customer", !customer.is_there(row)), ("touchpoint", !touchpoint.is_there(row)), ("time", true)];
                return Err(missing(field.iter().find(|(_, missing)| *missing).map_or("time", |(name, _)| name), row, columns));
            }
            n_dropped = keep.iter().filter(|keep| !**keep).count() as u64;
            retain(times.to_mut(), &keep);
            retain(&mut values, &keep);
            retain(&mut sequence, &keep);
            for coded in [&mut customer, &mut touchpoint].into_iter().chain(&mut channel).chain(&mut attributes) {
                coded.retain(&keep);
            }
            kept = Some(keep);
        }

        let (touchpoints, touchpoint) = touchpoint.into_touchpoints();
        let (channels, channel) = channel.map_or_else(|| Ok(Default::default()), Coded::into_channels)?;
        let attributes: Vec<Attribute> = attributes.into_iter().map(Coded::into_attribute).collect();
        let (customers, customer) = customer.into_seen();
        Ok(Self {
            customers,
            customer,
            touchpoints,
            touchpoint,
            channels,
            channel,
            times,
            values,
            sequence,
            attributes,
            n_dropped,
            kept,
        })
    }
}

fn require_one_length(columns: &EventColumns<'_>) -> Result<()> {
    let rows = columns.customer.len();
    let own = [
        Some(&columns.touchpoint),
        Some(&columns.time),
        columns.channel.as_ref(),
        columns.value.as_ref(),
        columns.sequence.as_ref(),
    ];
    let named = |column| (ColumnView::name(column).unwrap_or("a column"), column);
    require_rows(rows, own.into_iter().flatten().chain(&columns.attributes).map(named))
}

fn missing(field: &str, row: usize, columns: &EventColumns<'_>) -> Error {
    let row = columns.customer.first_row() + row as u64;
    let message = format!(
        "row {row} has no {field}: an event needs customer, touchpoint and time; missing=\"drop\" leaves such rows out and counts them"
    );
    Error::new(Code::TooFew, message).with_row(row).with_field(field).with_got("nothing")
}

/// Whether the time of some row may be missing; ticks without nulls are all there.
fn may_miss(times: &ColumnView<'_>) -> bool {
    times.chunks().iter().any(|chunk| chunk.validity.is_some() || !matches!(chunk.values, Values::Timestamp { .. }))
}

fn retain<T: Copy>(values: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    values.retain(|_| keep.next().copied().unwrap_or(true));
}

/// Finite numbers; NaN where there is none.
fn read_numbers(column: &ColumnView<'_>, what: &str) -> Result<Vec<f64>> {
    let numbers = Quantity::all(column);
    if let Some(row) = numbers.iter().position(|number| number.is_infinite()) {
        let number = column.first_row() + row as u64;
        let message = format!("{what} must be a finite number or missing (row {number})");
        return Err(Error::new(Code::NotANumber, message).with_row(number).with_field(column.name().unwrap_or(what)));
    }
    Ok(numbers)
}

/// A column as codes of its distinct values.
struct Coded {
    name: String,
    encoder: Encoder,
    codes: Vec<u32>,
    /// Which codes say that nothing is there: null, and empty text.
    missing: Vec<u32>,
    /// Whether each key is that of some row.
    all_seen: bool,
}

impl Coded {
    fn read(column: &ColumnView<'_>, what: &str, stop: &Stop) -> Result<Self> {
        let name = column.name().unwrap_or(what);
        let mut encoder = Encoder::new(name, usize::MAX, column.order());
        let codes = encoder.encode_all(column, stop)?;
        let missing = (0..).zip(encoder.keys()).filter(|(_, key)| is_missing(key)).map(|(code, _)| code).collect();
        let all_seen = encoder.has_seen_all();
        Ok(Self { name: name.to_owned(), encoder, codes, missing, all_seen })
    }

    /// Leaves rows out.
    fn retain(&mut self, keep: &[bool]) {
        retain(&mut self.codes, keep);
        self.all_seen = false; // as far as is known
    }

    /// Whether some row may be missing.
    fn has_missing(&self) -> bool {
        !self.missing.is_empty()
    }

    fn is_there(&self, row: usize) -> bool {
        self.codes.get(row).is_none_or(|code| !self.missing.contains(code))
    }

    /// A customer is a text or a whole number.
    fn require_ids(&self, column: &ColumnView<'_>) -> Result<()> {
        self.encoder
            .keys()
            .iter()
            .try_for_each(|key| require_id(key, || self.encoder.first_row(key).unwrap_or(column.first_row())))
    }

    /// The keys that occur, and their codes.
    fn into_seen(self) -> (Vec<Key>, Vec<u32>) {
        if self.all_seen {
            return (self.encoder.into_keys(), self.codes);
        }
        let mut is_seen = vec![false; self.encoder.len()];
        for &code in &self.codes {
            is_seen[code as usize] = true; // codes count the keys
        }
        let mut codes = self.codes;
        if is_seen.iter().all(|seen| *seen) {
            return (self.encoder.into_keys(), codes);
        }
        let places: Vec<u32> = is_seen
            .iter()
            .scan(0, |next, &seen| {
                let place = *next;
                *next += u32::from(seen);
                Some(place)
            })
            .collect();
        for code in &mut codes {
            *code = places[*code as usize]; // as above
        }
        let keys = self.encoder.into_keys().into_iter().zip(is_seen).filter(|(_, seen)| *seen).map(|(key, _)| key).collect();
        (keys, codes)
    }

    /// The distinct names in order, the codes of the rows, and the place of each code among the names, [`NO_NAME`] where there is none. A number is the name that its digits
    /// spell.
    fn into_names(self) -> (Vec<String>, Vec<u32>, Vec<u32>) {
        let (keys, codes) = self.into_seen();
        let texts: Vec<Option<String>> = keys
            .into_iter()
            .map(|key| match key {
                key if is_missing(&key) => None,
                Key::Text(text) => Some(text),
                other => Some(other.to_string()),
            })
            .collect();
        let mut names: Vec<String> = texts.iter().flatten().cloned().collect();
        names.sort_unstable();
        names.dedup();
        let place = |text: &Option<String>| {
            text.as_ref().and_then(|text| u32::try_from(names.binary_search(text).ok()?).ok()).unwrap_or(NO_NAME)
        };
        let places = texts.iter().map(place).collect();
        (names, codes, places)
    }

    fn into_touchpoints(self) -> (Vec<String>, TouchpointCodes) {
        let (names, codes, places) = self.into_names();
        let codes = TouchpointCodes::recoded(&codes, &places, names.len());
        (names, codes)
    }

    fn into_channels(self) -> Result<(Vec<String>, Vec<u8>)> {
        let name = self.name.clone();
        let (channels, codes, places) = self.into_names();
        if channels.len() > usize::from(NO_CHANNEL) {
            let message = format!("column {name:?} has {} channels; a log holds at most {NO_CHANNEL}", channels.len());
            return Err(Error::new(Code::TooManyGroups, message).with_field(name));
        }
        let places: Vec<u8> = places.into_iter().map(|place| u8::try_from(place).unwrap_or(NO_CHANNEL)).collect();
        Ok((channels, codes.into_iter().map(|code| places[code as usize]).collect())) // codes count the keys
    }

    fn into_attribute(self) -> Attribute {
        let name = self.name.clone();
        let (keys, mut codes) = self.into_seen();
        let keys = in_order(keys, &mut codes, Key::cmp);
        Attribute { name, keys, codes }
    }
}

/// The code of a row whose name is missing.
const NO_NAME: u32 = u32::MAX;

fn is_missing(key: &Key) -> bool {
    match key {
        Key::Null => true,
        Key::Text(text) => text.is_empty(),
        _ => false,
    }
}

use super::columns::RfmRow;
use super::{History, RfmCounts, RfmSpec, RfmUnit};
use crate::columns::time::{Instant, Zone};
use crate::columns::{Key, Stop, Table, TableColumn};
use crate::error::Result;
use crate::records::MergePurchases;
use crate::records::transaction_columns::{Clock, Movement, TransactionColumns, Transactions};

/// How transactions become [`RfmTable`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RfmOptions {
    /// The last instant that is observed.
    pub observation_end: Instant,
    /// Which purchases count as one; those of a day by default.
    pub merge: MergePurchases,
    /// In what times are counted; weeks by default.
    pub unit: RfmUnit,
    /// Where days begin, and wall-clock times are read.
    pub zone: Zone,
    /// When the call ends before its end.
    pub stop: Stop,
}

impl RfmOptions {
    /// Days merge, and times are in weeks.
    #[must_use]
    pub fn new(observation_end: Instant) -> Self {
        let (merge, zone, stop) = (MergePurchases::default(), Zone::UTC, Stop::default());
        Self { observation_end, merge, unit: RfmUnit::Week, zone, stop }
    }

    /// Sets which purchases count as one.
    #[must_use]
    pub fn merge(mut self, merge: MergePurchases) -> Self {
        self.merge = merge;
        self
    }

    /// Sets in what times are counted.
    #[must_use]
    pub fn unit(mut self, unit: RfmUnit) -> Self {
        self.unit = unit;
        self
    }

    /// Sets where days begin.
    #[must_use]
    pub fn zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }
}

/// Recency, frequency and monetary value of every customer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RfmTable {
    /// In what times are counted.
    pub unit: RfmUnit,
    /// The customers in order, each with the row in which it was first seen.
    pub customers: Vec<(Key, u64)>,
    /// What each did.
    pub histories: Vec<History>,
    /// The mean amount of the repeat purchases of each, where amounts are known; `None` without a repeat purchase.
    pub monetary_values: Option<Vec<Option<f64>>>,
    /// How many transactions were after the end.
    pub n_after: u64,
}

/// Recency, frequency, age and mean amount of every customer, of their transactions.
///
/// # Formula
/// With the purchases of a day as one: frequency is the number of days with a purchase less one, recency the time from the first to the last of them, T that from the first to the
/// end of the observation, and the monetary value the mean amount of the days after the first. What goes back is taken from the day of the purchase before it; a mean below 0 is 0.
///
/// # Units
/// Times in the unit of the options; days are whole before they are divided. Amounts as they are given.
///
/// # Errors
/// `length_mismatch`; `too_few` with the row where customer or time is missing; `invalid_time`; `not_a_number` and `out_of_range` of an amount; `currency_mismatch`; `invalid_option` of an unknown
/// kind; `not_an_integer` of a customer that is a fraction; `stopped`.
///
/// # Examples
/// ```
/// use cxm_core::clv::{RfmOptions, TransactionColumns, rfm};
/// use cxm_core::columns::{ColumnView, time::{Zone, parse_time}};
/// let customer = ColumnView::from(&["a", "a", "a", "b"]);
/// let time = ColumnView::from(&["2026-01-01", "2026-01-15", "2026-01-15", "2026-01-08"]);
/// let amount = ColumnView::from(&[9.0, 30.0, 10.0, 5.0]);
/// let end = parse_time("2026-02-12", &Zone::UTC)?;
/// let table = rfm(&TransactionColumns::new(customer, time).amount(amount), &RfmOptions::new(end))?;
/// let a = table.histories[0];
/// assert_eq!((a.frequency(), a.recency(), a.age()), (1.0, 2.0, 6.0)); // two days, two weeks apart
/// assert_eq!(table.monetary_values.unwrap(), [Some(40.0), None]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. S. Fader and B. G. S. Hardie (2005), Implementing the BG/NBD model for customer base analysis in Excel (RFM data of CDNOW).
pub fn rfm(columns: &TransactionColumns<'_>, options: &RfmOptions) -> Result<RfmTable> {
    let (mut clock, unit) = clock_of(options);
    let micros = options.observation_end.micros();
    let end = clock.tick(micros)?;
    let mut read = Transactions::read(columns, options.zone, &mut clock, micros, &options.stop)?;
    let times = |ticks: i64| ticks as f64 / unit; // days and microseconds of 300 years are below 2^53
    // As the movements lie in memory, then in the order of the customers.
    let mut found = Vec::with_capacity(read.customers.len());
    for own in read.starts.windows(2) {
        let movements = &mut read.movements[own[0]..own[1]]; // two, which count the movements
        Movement::sort(movements);
        found.push(match summarise(movements) {
            None => None,
            Some(summary) => {
                let history = History::new(summary.frequency, times(summary.last - summary.first), times(end - summary.first))?;
                Some((history, (summary.frequency > 0.0).then(|| (summary.repeated / summary.frequency).max(0.0))))
            }
        });
    }
    drop(read.movements);
    let mut order = in_order(&read.customers);
    order.retain(|&place| found[place].is_some()); // as many as customers
    // Each is fetched from anywhere in memory: in loops that do nothing else many are on their way at a time.
    let histories = order.iter().filter_map(|&place| found[place].map(|(history, _)| history)).collect();
    let value = |place: &usize| found[*place].and_then(|(_, value)| value);
    let monetary_values = columns.amount.as_ref().map(|_| order.iter().map(value).collect());
    drop(found);
    let customer = |place: usize| std::mem::replace(&mut read.customers[place], (Key::Null, 0));
    let customers = order.into_iter().map(customer).collect();
    Ok(RfmTable { unit: options.unit, customers, histories, monetary_values, n_after: read.n_after })
}

/// The places of customers in their order; whole numbers are sorted without looking them up.
fn in_order(customers: &[(Key, u64)]) -> Vec<usize> {
    let whole = customers.iter().enumerate().map(|(place, (key, _))| match key {
        Key::Int(number) => Some((*number, place)),
        _ => None,
    });
    if let Some(mut whole) = whole.collect::<Option<Vec<_>>>() {
        return packed_order(&whole).unwrap_or_else(|| {
            whole.sort_unstable();
            whole.into_iter().map(|(_, place)| place).collect()
        });
    }
    let mut order: Vec<usize> = (0..customers.len()).collect();
    order.sort_unstable_by(|&one, &two| customers[one].0.cmp(&customers[two].0)); // places count the customers
    order
}

/// The places of numbers in their order, where the numbers lie so near to one another that one and its place fit into 64 bits, which sort in half the time.
fn packed_order(whole: &[(i64, usize)]) -> Option<Vec<usize>> {
    let least = whole.iter().map(|(number, _)| *number).min()?;
    let pack = |(number, place): &(i64, usize)| {
        let above = u32::try_from(number.checked_sub(least)?).ok()?;
        Some(u64::from(above) << 32 | u64::from(u32::try_from(*place).ok()?))
    };
    let mut packed = whole.iter().map(pack).collect::<Option<Vec<_>>>()?;
    packed.sort_unstable();
    #[allow(clippy::cast_possible_truncation)] // the low half is the place
    let place = |packed: u64| packed as u32 as usize;
    Some(packed.into_iter().map(place).collect())
}

/// By what times are counted, and how many of it the unit has.
pub(super) fn clock_of(options: &RfmOptions) -> (Clock, f64) {
    let clock = Clock::new(options.merge, options.zone);
    let unit = options.unit.days() * clock.ticks_a_day();
    (clock, unit)
}

/// What the movements of one customer come to, in order of time.
struct Summary {
    frequency: f64,
    first: i64,
    last: i64,
    /// What the purchases after the first came to.
    repeated: f64,
}

fn summarise(movements: &[Movement]) -> Option<Summary> {
    let first = movements.iter().find(|movement| !movement.is_refund())?.at;
    let mut summary = Summary { frequency: 0.0, first, last: first, repeated: 0.0 };
    for movement in movements.iter().skip_while(|movement| movement.is_refund()) {
        if !movement.is_refund() && movement.at != summary.last {
            summary.last = movement.at;
            summary.frequency += 1.0;
        }
        if summary.frequency > 0.0 {
            summary.repeated += movement.amount;
        }
    }
    Some(summary)
}

impl RfmTable {
    /// The table: customer, frequency, recency, T and, where amounts are known, `monetary_value`, null of whom never bought again.
    #[must_use]
    pub fn table(&self) -> Table {
        self.clone().into_table()
    }

    /// The same of what nobody else needs.
    #[must_use]
    pub fn into_table(self) -> Table {
        let (keys, rows) = self.customers.into_iter().unzip();
        let column = |value: fn(&History) -> f64| TableColumn::Numbers(self.histories.iter().map(value).collect());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count
        let frequency = self.histories.iter().map(|history| Some(history.frequency() as u64)).collect();
        let table = Table::default()
            .with("customer", TableColumn::Key { keys, rows: Some(rows) })
            .with("frequency", TableColumn::Count(frequency))
            .with("recency", column(History::recency))
            .with("T", column(History::age));
        match self.monetary_values {
            None => table,
            Some(values) => table.with("monetary_value", TableColumn::Float(values)),
        }
    }

    /// What the models learn from.
    ///
    /// # Errors
    /// None that can be met: there are fewer than 2^53 customers.
    pub fn counts(&self) -> Result<RfmCounts> {
        let mut spec = RfmSpec::default().unit(self.unit);
        spec.spend = self.monetary_values.is_some();
        let value = |place: usize| self.monetary_values.as_ref().and_then(|values| *values.get(place)?).unwrap_or(0.0);
        let row = |(place, history): (usize, &History)| (RfmRow { history: *history, monetary_value: value(place) }, 1);
        RfmCounts::of(spec, self.histories.iter().enumerate().map(row).collect())
    }
}

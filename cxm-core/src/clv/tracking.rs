use super::rfm::clock_of;
use super::{History, PurchaseModel, RfmOptions, TransactionColumns};
use crate::columns::time::{Instant, LocalDays, Zone, date_text, parse_time};
use crate::columns::{Every, Stop, Table, TableColumn};
use crate::error::{Error, Result};
use crate::parallel;
use crate::records::transaction_columns::{Clock, Transactions};

/// Over which periods a model is tracked.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TrackingOptions {
    /// Until when the model saw what customers did; customers who came later are left out. Without it all customers are tracked.
    pub calibration_end: Option<Instant>,
    /// How long a period is; weeks by default.
    pub every: Every,
    /// How transactions are read: until when, which are one, and in what unit the model counts.
    pub rfm: RfmOptions,
}

impl TrackingOptions {
    /// In weeks.
    #[must_use]
    pub const fn new(rfm: RfmOptions) -> Self {
        Self { calibration_end: None, every: Every::Week, rfm }
    }

    /// Sets until when the model saw what customers did.
    #[must_use]
    pub const fn calibration_end(mut self, calibration_end: Instant) -> Self {
        self.calibration_end = Some(calibration_end);
        self
    }

    /// Sets how long a period is.
    #[must_use]
    pub const fn every(mut self, every: Every) -> Self {
        self.every = every;
        self
    }
}

/// What a model saw of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TrackedPart {
    /// All of it: it learnt from it.
    Calibration,
    /// Some of it: the calibration ends within the period.
    Both,
    /// Nothing.
    Holdout,
}

impl TrackedPart {
    /// The stable name, `"calibration"`, `"both"` or `"holdout"`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calibration => "calibration",
            Self::Both => "both",
            Self::Holdout => "holdout",
        }
    }
}

/// The repeat purchases of all customers in a period, beside those that a model expects.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct TrackedPeriod {
    /// Its first day, in days since 1970.
    pub start: i32,
    /// Its last day.
    pub end: i32,
    /// Whether the model learnt from it.
    pub part: TrackedPart,
    /// How many customers had bought for the first time by its end.
    pub n: u64,
    /// Repeat purchases in it.
    pub actual: u64,
    /// Those that are expected in it.
    pub expected: f64,
    /// Repeat purchases to its end, from the first customer on.
    pub actual_cumulative: u64,
    /// Those that are expected to its end.
    pub expected_cumulative: f64,
}

/// The repeat purchases of customers period by period, beside what a model expects of those who had come by then.
///
/// Periods of days and weeks are counted from the end of the calibration (or of the observation) back and forth, months, quarters and years are those of the calendar. A period that is not over at the end of the observation has no row. A purchase counts as
/// [`rfm`](super::rfm) counts it: once a day, or an instant.
///
/// # Formula
/// Expected to the end of a period at time t: `Σₛ nₛ E[X(t - s)]` over the times s ≤ t at which `nₛ` customers first bought, `E[X(u)]` the repeat purchases expected of a new customer in the first u. Of the period: what it grows by.
///
/// # Units
/// Purchases.
///
/// # Errors
/// As [`rfm`](super::rfm()); `invalid_option` of a calibration that does not end before the observation, and of a model of opportunities, which have no dates.
///
/// # Examples
/// ```
/// use cxm_core::clv::{MbgNbd, Model, RfmOptions, TrackingOptions, TransactionColumns, tracking};
/// use cxm_core::columns::{ColumnView, time::{Zone, parse_time}};
/// let customer = ColumnView::from(&["a", "a", "b", "a"]);
/// let time = ColumnView::from(&["2026-01-05", "2026-01-07", "2026-01-12", "2026-01-25"]);
/// let options = TrackingOptions::new(RfmOptions::new(parse_time("2026-01-25T23:59:59.999999", &Zone::UTC)?));
/// let weeks = tracking(&MbgNbd::of(&[1.0, 1.0, 1.0, 1.0])?, &TransactionColumns::new(customer, time), &options)?;
/// let found: Vec<_> = weeks.iter().map(|week| (week.n, week.actual, week.actual_cumulative)).collect();
/// assert_eq!(found, [(1, 1, 1), (2, 0, 1), (2, 1, 2)]);
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// P. S. Fader, B. G. S. Hardie and K. L. Lee (2005), "Counting your customers" the easy way, Marketing Science 24:275 (figures 2 and 3: weekly and cumulative repeat transactions).
pub fn tracking(
    model: &dyn PurchaseModel,
    columns: &TransactionColumns<'_>,
    options: &TrackingOptions,
) -> Result<Vec<TrackedPeriod>> {
    track(&[model], |_| 0, columns, options)
}

/// The periods of customers each of whom has one of these models, by its place among the customers.
pub(super) fn track(
    models: &[&dyn PurchaseModel],
    model_of: impl Fn(usize) -> usize,
    columns: &TransactionColumns<'_>,
    options: &TrackingOptions,
) -> Result<Vec<TrackedPeriod>> {
    // So many answers are kept for customers who came equally long ago.
    const KEPT: usize = 1 << 22;
    let rfm = &options.rfm;
    if options.calibration_end.is_some_and(|end| end >= rfm.observation_end) {
        return Err(Error::option("calibration_end", "before observation_end", "a time at or after it"));
    }
    let between = History::new(1.0, 0.5, 1.5)?;
    if models.iter().any(|model| model.check(&between).is_err()) {
        return Err(Error::option("model", "one of times: bg_nbd, mbg_nbd, pareto_nbd", "one of opportunities"));
    }
    let (mut clock, unit) = clock_of(rfm);
    let bought = Bought::read(columns, options, &mut clock, model_of)?;
    let Some(&(first, ..)) = bought.starts.first() else { return Ok(Vec::new()) };
    let last = options.calibration_end.unwrap_or(rfm.observation_end);
    let mut days = LocalDays::new(&rfm.zone);
    let first_day = match &clock {
        Clock::Days(_) => i32::try_from(first).unwrap_or(i32::MAX), // a day of an instant
        Clock::Micros => days.local_day(Instant::from_micros(first)?),
    };
    let (anchor, to) = (days.local_day(last), days.local_day(rfm.observation_end));
    let calibrated = clock.tick(last.micros())?;
    let mut periods = Vec::new();
    for (start, end) in calendar(options.every, first_day, anchor, to) {
        let (from, until) = (clock.tick(day_start(start, rfm.zone)?.micros())?, day_start(end + 1, rfm.zone)?.micros() - 1);
        if until <= rfm.observation_end.micros() {
            periods.push((start, end, from, clock.tick(until)?));
        }
    }
    let mean = |model: usize, lag: i64| models.get(model).map_or(0.0, |model| model.expected_purchases_new(lag as f64 / unit)); // days and microseconds of 300 years are below 2^53
    // Days lie whole days apart, so that few answers serve all periods.
    let longest = match (&clock, periods.last()) {
        (Clock::Days(_), Some((.., end))) => end - first + 1,
        _ => 0,
    };
    let stride = usize::try_from(longest).unwrap_or(0);
    let is_kept = models.len().saturating_mul(stride) <= KEPT;
    let apart: Vec<f64> = if is_kept {
        (0..models.len())
            .flat_map(|model| (0..longest).map(move |lag| (model, lag)))
            .map(|(model, lag)| mean(model, lag))
            .collect()
    } else {
        Vec::new()
    };
    let expected = |end: i64| -> Result<f64> {
        rfm.stop.check()?;
        let known = bought.starts.iter().take_while(|(start, ..)| *start <= end);
        Ok(known
            .map(|(start, model, n)| {
                let kept = usize::try_from(end - start).ok().and_then(|lag| apart.get(model * stride + lag));
                *n as f64 * kept.copied().unwrap_or_else(|| mean(*model, end - start))
            })
            .sum())
    };
    let of = |places: std::ops::Range<usize>| periods[places].iter().map(|(.., end)| expected(*end)).collect(); // places count the periods
    let cumulative = parallel::collect(parallel::parts(periods.len(), 1, 1), of)?;
    let mut tracked: Vec<TrackedPeriod> = Vec::with_capacity(periods.len());
    for ((start, end, from, until), expected_cumulative) in periods.into_iter().zip(cumulative) {
        let before = tracked.last().map_or((0, 0.0), |period| (period.actual_cumulative, period.expected_cumulative));
        let actual_cumulative = bought.repeats.partition_point(|time| *time <= until) as u64;
        let known = bought.starts.partition_point(|(time, ..)| *time <= until);
        tracked.push(TrackedPeriod {
            start,
            end,
            part: match calibrated {
                ticks if until <= ticks => TrackedPart::Calibration,
                ticks if from <= ticks => TrackedPart::Both,
                _ => TrackedPart::Holdout,
            },
            n: bought.starts.iter().take(known).map(|(.., n)| n).sum(),
            actual: actual_cumulative - before.0,
            expected: (expected_cumulative - before.1).max(0.0),
            actual_cumulative,
            expected_cumulative,
        });
    }
    Ok(tracked)
}

/// When customers came, and when they came back.
struct Bought {
    /// The first purchases in order of time, with the model of those who made one then, and how many they are.
    starts: Vec<(i64, usize, u64)>,
    /// All later ones in order of time.
    repeats: Vec<i64>,
}

impl Bought {
    fn read(
        columns: &TransactionColumns<'_>,
        options: &TrackingOptions,
        clock: &mut Clock,
        model_of: impl Fn(usize) -> usize,
    ) -> Result<Self> {
        let rfm = &options.rfm;
        let read = Transactions::read(columns, rfm.zone, clock, rfm.observation_end.micros(), &rfm.stop)?;
        let until = options.calibration_end.map_or(Ok(i64::MAX), |end| clock.tick(end.micros()))?;
        let (mut starts, mut repeats) = (Vec::new(), Vec::with_capacity(read.movements.len()));
        let mut times = Vec::new();
        for (customer, own) in read.starts.windows(2).enumerate() {
            times.clear();
            let movements = &read.movements[own[0]..own[1]]; // two, which count the movements
            times.extend(movements.iter().filter(|one| !one.is_refund()).map(|one| one.at));
            times.sort_unstable();
            times.dedup();
            if let Some((first, rest)) = times.split_first().filter(|(first, _)| **first <= until) {
                starts.push((*first, model_of(customer)));
                repeats.extend_from_slice(rest);
            }
        }
        sort(&mut starts, &rfm.stop)?;
        sort(&mut repeats, &rfm.stop)?;
        let mut counted: Vec<(i64, usize, u64)> = Vec::new();
        for (start, model) in starts {
            match counted.last_mut() {
                Some((last, own, n)) if (*last, *own) == (start, model) => *n += 1,
                _ => counted.push((start, model, 1)),
            }
        }
        Ok(Self { starts: counted, repeats })
    }
}

fn sort<T: Ord>(times: &mut [T], stop: &Stop) -> Result<()> {
    stop.check()?;
    times.sort_unstable();
    Ok(())
}

/// The first and last days of periods, from the one with `first` in it to that with `to`. Days and weeks are counted so that one ends with the `anchor`.
fn calendar(every: Every, first: i32, anchor: i32, to: i32) -> impl Iterator<Item = (i32, i32)> {
    let start = match every {
        Every::Week => first - (first - (anchor + 1)).rem_euclid(7),
        _ => every.start(first),
    };
    let next = move |start: i32| if every == Every::Week { start + 7 } else { every.next(start) };
    std::iter::successors(Some(start), move |start| Some(next(*start)))
        .take_while(move |start| *start <= to)
        .map(move |start| (start, next(start) - 1))
}

/// The first moment of a day.
fn day_start(day: i32, zone: Zone) -> Result<Instant> {
    parse_time(&date_text(day), &zone)
}

/// The table of periods: `period` (its first day), `end` (its last), `part`, `n`, `actual`, `expected`, `actual_cumulative`, `expected_cumulative`.
#[must_use]
pub fn tracking_table(periods: &[TrackedPeriod]) -> Table {
    let day = |of: fn(&TrackedPeriod) -> i32| TableColumn::Date(periods.iter().map(|own| Some(of(own))).collect());
    let count = |of: fn(&TrackedPeriod) -> u64| TableColumn::Count(periods.iter().map(|own| Some(of(own))).collect());
    let float = |of: fn(&TrackedPeriod) -> f64| TableColumn::Float(periods.iter().map(|own| Some(of(own))).collect());
    Table::default()
        .with("period", day(|own| own.start))
        .with("end", day(|own| own.end))
        .with("part", TableColumn::Text(periods.iter().map(|own| Some(own.part.name().to_owned())).collect()))
        .with("n", count(|own| own.n))
        .with("actual", count(|own| own.actual))
        .with("expected", float(|own| own.expected))
        .with("actual_cumulative", count(|own| own.actual_cumulative))
        .with("expected_cumulative", float(|own| own.expected_cumulative))
}

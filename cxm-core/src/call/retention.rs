use super::Args;
use super::args::one_or_more;
use super::day::{end_of, no_moment, optional_end};
use super::rfm::transactions;
use crate::columns::time::{Instant, LocalDays, Zone, date_text, parse_time};
use crate::columns::{ColumnView, Every, Frame, Table};
use crate::error::{Code, Error, Result};
use crate::journey::{RetentionCounts, RetentionOptions};
use crate::records::TransactionColumns;
use crate::records::event_log::{EventColumns, EventLog, EventLogOptions};
use crate::records::transaction_columns::signs;
use crate::retention::{
    self, ActivityOptions, ContractColumns, ContractEnd, ContractOptions, Rate, RepeatOptions, RevenueKind, SegmentOptions,
    Window,
};

/// A rate of customers by its name, with those of segments where `by` is given: what each is, its function of [`crate::retention`] says.
///
/// - `retention_rate(frame, customer, time, start, end, next_end=, observation_end=, inclusive=true, kind=, by=, min_n=0, adjust="bh", level=, tz=)`, and `churn_rate`;
/// - `net_revenue_retention(frame, customer, time, amount, start, end, next_end=, currency=, ...)`, and `gross_revenue_retention`;
/// - `average_order_value(frame, customer, time, amount, start, end, merge="day", currency=, ...)`, and `purchase_frequency`, without amounts; both without `next_end`;
/// - `returning_customer_rate` and `reactivation_rate(dormant_after)`, without `next_end`;
/// - `contract_retention_rate(frame, customer, contract_start, contract_end, start, end, inclusive=true, by=, min_n=0, adjust=, level=, tz=)`, and `contract_churn_rate`;
/// - `repeat_purchase_rate(frame, customer, time, observation_end, within=, start=, end=, merge="day", inclusive=true, kind=, by=, min_n=0, adjust=, level=, tz=)`: `start` and `end` of when the first purchase was.
///
/// Fewer customers than `min_n` are hidden, and with `by` what would give them away ([`SegmentOptions`]).
///
/// Ends are the last moment that counts, a date to its end; with `inclusive=false` the first that does not.
///
/// # Errors
/// Those of the function; `unknown_column`, `invalid_option`, `invalid_time`, `invalid_duration`, `unknown_zone`, `invalid_level`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, customer_rate};
/// use cxm_core::columns::{ColumnView, Frame};
/// let who = ColumnView::from(&["a", "b", "a", "b"]).named("who");
/// let day = ColumnView::from(&["2026-01-02", "2026-01-31", "2026-02-28", "2026-03-02"]).named("day");
/// let args = r#"{"customer": "who", "time": "day", "start": "2026-01-01", "end": "2026-02-01", "inclusive": false}"#;
/// let rate = customer_rate(&Frame::new(vec![who, day])?, Args::from_json("churn_rate", args)?)?;
/// assert_eq!((rate.estimate.estimate, rate.estimate.n), (Some(0.5), Some(2)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn customer_rate(frame: &Frame<'_>, mut args: Args) -> Result<Rate> {
    let name = args.function().to_owned();
    if is_of_contracts(&name) {
        let column = |args: &mut Args, name| args.required_column_of(frame, name);
        let mut columns = ContractColumns::new(
            column(&mut args, "customer")?,
            column(&mut args, "contract_start")?,
            column(&mut args, "contract_end")?,
        );
        columns.by = args.column_of(frame, "by")?;
        let ends = Ends::read(&mut args)?;
        let mut options = ContractOptions::new(ends.required_window(&mut args)?);
        options.end = if ends.inclusive { ContractEnd::Included } else { ContractEnd::Excluded };
        (options.zone, options.segments, options.stop) = (ends.zone, segment_options(&mut args)?, args.stops().clone());
        args.finish()?;
        let function =
            if name == "contract_churn_rate" { retention::contract_churn_rate } else { retention::contract_retention_rate };
        return function(&columns, &options);
    }
    let mut columns = transactions(frame, &mut args)?;
    columns.by = args.column_of(frame, "by")?;
    let ends = Ends::read(&mut args)?;
    if name == "repeat_purchase_rate" {
        let mut options = ends.repeat_options(&mut args)?;
        options.within =
            args.text("within")?.map(|text| text.parse()).transpose().map_err(|error: Error| error.with_field("within"))?;
        options.segments = segment_options(&mut args)?;
        args.finish()?;
        return retention::repeat_purchase_rate(&columns, &options);
    }
    if is_of_amounts(&name) {
        columns.amount = Some(args.required_column_of(frame, "amount")?);
        columns.currency = args.column_of(frame, "currency")?;
    }
    of_period(&name, &columns, &ends, args)
}

/// The rates of a period, and of the one after it.
fn of_period(name: &str, columns: &TransactionColumns<'_>, ends: &Ends, mut args: Args) -> Result<Rate> {
    let mut options = ActivityOptions::new(ends.required_window(&mut args)?);
    options.observation_end = ends.last(&mut args, "observation_end")?;
    (options.zone, options.segments, options.stop) = (ends.zone, segment_options(&mut args)?, args.stops().clone());
    match name {
        "reactivation_rate" => {
            let expected = "a duration such as 90d or 3mo";
            let text = args.text("dormant_after")?.ok_or_else(|| Error::option("dormant_after", expected, "nothing"))?;
            let dormant_after = text.parse().map_err(|error: Error| error.with_field("dormant_after"))?;
            args.finish()?;
            retention::reactivation_rate(columns, dormant_after, &options)
        }
        "returning_customer_rate" => {
            args.finish()?;
            retention::returning_customer_rate(columns, &options)
        }
        "average_order_value" | "purchase_frequency" => {
            let merge = args.name("merge")?.unwrap_or_default();
            args.finish()?;
            let function =
                if name == "purchase_frequency" { retention::purchase_frequency } else { retention::average_order_value };
            function(columns, merge, &options)
        }
        _ => {
            if let Some(end) = ends.last(&mut args, "next_end")? {
                let after = Instant::from_micros(options.period.end().micros() + 1)?;
                options.next = Some(Window::new(after, end).map_err(|error| error.with_field("next_end"))?);
            }
            args.finish()?;
            match name {
                "churn_rate" => retention::churn_rate(columns, &options),
                "net_revenue_retention" => retention::revenue_retention(columns, RevenueKind::Net, &options),
                "gross_revenue_retention" => retention::revenue_retention(columns, RevenueKind::Gross, &options),
                _ => retention::retention_rate(columns, &options),
            }
        }
    }
}

/// `inter_purchase_time(frame, customer, time, observation_end, quantiles=[0.25, 0.5, 0.75], start=, end=, merge="day", inclusive=true, kind=, by=, min_n=0, level=, tz=)`: how many days pass until the next purchase, a row a quantile (of each segment):
/// `quantile`, `n` customers, `n_gaps`, `n_censored`, `days`, `conf_low`, `conf_high`, `flags`; segments of fewer customers than `min_n` are hidden.
///
/// # Errors
/// As [`retention::inter_purchase_time`]; `unknown_column`, `invalid_option`, `invalid_time`, `unknown_zone`, `invalid_level`.
pub fn inter_purchase_time(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let mut columns = transactions(frame, &mut args)?;
    columns.by = args.column_of(frame, "by")?;
    let ends = Ends::read(&mut args)?;
    let quantiles = args.typed("quantiles", "a number or a list of numbers", one_or_more)?;
    let mut options = ends.repeat_options(&mut args)?;
    (options.segments.level, options.segments.min_n) = (args.level()?, args.whole("min_n")?.unwrap_or(0));
    args.finish()?;
    retention::inter_purchase_time(&columns, &quantiles.unwrap_or_else(|| vec![0.25, 0.5, 0.75]), &options)
}

fn is_of_amounts(name: &str) -> bool {
    matches!(name, "average_order_value" | "gross_revenue_retention" | "net_revenue_retention")
}

pub(super) fn is_of_contracts(name: &str) -> bool {
    matches!(name, "contract_retention_rate" | "contract_churn_rate")
}

pub(super) fn is_of_transactions(name: &str) -> bool {
    let rates = ["retention_rate", "churn_rate", "returning_customer_rate", "reactivation_rate", "repeat_purchase_rate"];
    rates.contains(&name) || is_of_amounts(name) || matches!(name, "purchase_frequency" | "inter_purchase_time")
}

/// The columns of cohorts by the options that name them.
pub(super) fn cohort_columns(args: &mut Args) -> Result<Vec<String>> {
    let required = ["customer", "time"].map(|name| args.required_column(name));
    let optional = [args.column("transaction_kind")?, args.column("by")?];
    required.into_iter().chain(optional.into_iter().flatten().map(Ok)).collect()
}

/// The columns of contracts by the options that name them.
pub(super) fn contract_columns(args: &mut Args) -> Result<Vec<String>> {
    let required = ["customer", "contract_start", "contract_end"].map(|name| args.required_column(name));
    required.into_iter().chain(args.column("by")?.map(Ok)).collect()
}

fn segment_options(args: &mut Args) -> Result<SegmentOptions> {
    let default = SegmentOptions::default();
    let adjust = args.name("adjust")?.unwrap_or(default.adjust);
    Ok(SegmentOptions { level: args.level()?, adjust, min_n: args.whole("min_n")?.unwrap_or(default.min_n) })
}

/// How the ends of a time are said.
struct Ends {
    zone: Zone,
    inclusive: bool,
}

impl Ends {
    fn read(args: &mut Args) -> Result<Self> {
        Ok(Self { zone: args.zone()?, inclusive: args.truth("inclusive")?.unwrap_or(true) })
    }

    /// The last moment that counts.
    fn last(&self, args: &mut Args, name: &'static str) -> Result<Option<Instant>> {
        if self.inclusive {
            return optional_end(args, name, self.zone);
        }
        let before = |text: String| Instant::from_micros(parse_time(&text, &self.zone)?.micros() - 1);
        args.text(name)?.map(|text| before(text).map_err(|error| error.with_field(name))).transpose()
    }

    /// `start` and `end`, both or neither.
    fn window(&self, args: &mut Args) -> Result<Option<Window>> {
        let start = args.text("start")?;
        let start = start.map(|text| parse_time(&text, &self.zone).map_err(|error| error.with_field("start"))).transpose()?;
        match (start, self.last(args, "end")?) {
            (Some(start), Some(end)) => Window::new(start, end).map(Some),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(no_moment("start")),
            (Some(_), None) => Err(no_moment("end")),
        }
    }

    /// `observation_end`, `start` and `end` of when the first purchase was, `merge`.
    fn repeat_options(&self, args: &mut Args) -> Result<RepeatOptions> {
        let mut options = RepeatOptions::new(self.last(args, "observation_end")?.ok_or_else(|| no_moment("observation_end"))?);
        options.acquired = self.window(args)?;
        options.merge = args.name("merge")?.unwrap_or_default();
        (options.zone, options.stop) = (self.zone, args.stops().clone());
        Ok(options)
    }

    fn required_window(&self, args: &mut Args) -> Result<Window> {
        self.window(args)?.ok_or_else(|| no_moment("start"))
    }
}

/// `cohort_retention(frame, customer, time, every="month", kind="bounded", observation_end=, inclusive=true, transaction_kind=, by=, min_n=0, adjust="bh", level=, tz=)`: the share of the customers whose first purchase
/// was in a period who buy again in the period `age` later. A row a cohort and age: `cohort`, `age`, `n`, `active`, `retention`, `conf_low`, `conf_high`, `flags`, cohorts of fewer customers than `min_n` hidden; with `by` each beside the rest of the same cohort and age, as
/// [`compare_cohorts`](crate::retention::compare_cohorts). A period that is not over has no row: what is not known is not 0.
///
/// Counted as [`RetentionCounts`] does, of purchases; the observation ends with the day of the last transaction unless it is said.
///
/// # Errors
/// As [`EventLog::new`] and [`RetentionCounts::of`]; `too_few` without a purchase; `unknown_column`, `invalid_option`, `invalid_time`, `unknown_zone`, `invalid_level`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, cohort_retention};
/// use cxm_core::columns::{ColumnView, Frame};
/// let who = ColumnView::from(&["a", "b", "a", "c"]).named("who");
/// let day = ColumnView::from(&["2026-01-02", "2026-01-31", "2026-02-28", "2026-02-02"]).named("day");
/// let table = cohort_retention(&Frame::new(vec![who, day])?, Args::from_json("cohort_retention", r#"{"customer": "who", "time": "day"}"#)?)?;
/// assert_eq!(table.len(), 3); // January at ages 0 and 1, February at age 0
/// assert_eq!((table.value("n", 1), table.value("active", 1), table.value("retention", 1)), (2.into(), 1.into(), 0.5.into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn cohort_retention(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let (customer, time) = (args.required_column_of(frame, "customer")?, args.required_column_of(frame, "time")?);
    let kinds = args.column_of(frame, "transaction_kind")?;
    let by = args.column_of(frame, "by")?;
    let ends = Ends::read(&mut args)?;
    let mut options = RetentionOptions::new(args.name("every")?.unwrap_or(Every::Month));
    options.kind = args.name("kind")?.unwrap_or_default();
    options.zone = ends.zone;
    let (end, segments) = (ends.last(&mut args, "observation_end")?, segment_options(&mut args)?);
    let stop = args.stops().clone();
    args.finish()?;
    // The touchpoint of a purchase is "1", of what is none "0".
    let bought: Vec<u8> = match &kinds {
        Some(kinds) => signs(kinds)?.into_iter().map(|sign| u8::from(sign > 0)).collect(),
        None => vec![1; customer.len()],
    };
    let mut columns = EventColumns::new(customer, ColumnView::from(&bought).named("purchase"), time);
    options.by = by.as_ref().map(|by| by.name().unwrap_or("by").to_owned());
    // Of purchases at one time the one of the least segment is the first, so that the order of rows changes nothing.
    let places: Vec<u64> = match &by {
        Some(by) => by.coded("by", &stop)?.0.into_iter().map(u64::from).collect(),
        None => Vec::new(),
    };
    columns.sequence = by.as_ref().map(|_| ColumnView::from(&places));
    columns.attributes = by.into_iter().collect();
    let log_options = EventLogOptions { zone: ends.zone, stop, ..EventLogOptions::default() };
    let log = EventLog::new(&columns, &log_options)?;
    if kinds.is_some() {
        if !bought.contains(&1) {
            return Err(Error::expected(Code::TooFew, "transaction_kind", "a purchase", "none"));
        }
        (options.touchpoint, options.return_touchpoint) = (vec!["1".to_owned()], vec!["1".to_owned()]);
    }
    options.as_of = match (end, log.span()) {
        (Some(end), _) => Some(end.micros()),
        (None, Some((_, last))) => {
            let day = LocalDays::new(&ends.zone).local_day(Instant::from_micros(last)?);
            Some(end_of(&date_text(day), ends.zone)?.micros())
        }
        (None, None) => None,
    };
    let is_compared = options.by.is_some();
    let table = RetentionCounts::of(&log, &options)?.complete_table(segments.level);
    Ok(if is_compared { retention::compare_cohorts(table, segments) } else { retention::hide_cohorts(&table, segments.min_n) })
}

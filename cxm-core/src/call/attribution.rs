use super::Args;
use super::args::shown;
use crate::attribution::{AttributionOptions, MarkovOrder, PathColumns, Paths, PathsSpec, Touch, attribution as attribute};
use crate::columns::{Frame, Table};
use crate::error::{Error, Result};
use crate::records::event_log::EventLog;
use crate::state::State;
use serde_json::Value;

/// `attribution(paths, path="path", conversions="conversions", value=, nulls=, method="markov", order=1, half_life=7, bootstrap=1000, seed=0, level=0.95)`.
///
/// `order` is a whole number or `"auto"`.
///
/// # Errors
/// `unknown_column`; as [`State::observe`] of [`Paths`] and [`attribute`].
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, attribution};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![
///     ColumnView::from(&["search > mail", "mail"]).named("path"),
///     ColumnView::from(&[4, 1]).named("conversions"),
///     ColumnView::from(&[2, 1]).named("nulls"),
/// ])?;
/// let args = Args::from_json("attribution", r#"{"nulls": "nulls", "bootstrap": 200}"#)?;
/// let table = attribution(&frame, args)?;
/// // Without mail nobody converts; without search 6 of 8 paths are lost.
/// assert_eq!((table.value("channel", 0).as_str(), table.value("removal_effect", 0).as_f64()), (Some("mail"), Some(1.0)));
/// assert_eq!(table.value("removal_effect", 1).as_f64(), Some(0.75));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn attribution(frame: &Frame<'_>, mut args: Args) -> Result<Table> {
    let mut column = |name: &'static str| args.column(name);
    let path = column("path")?.unwrap_or_else(|| "path".to_owned());
    let conversions = column("conversions")?.unwrap_or_else(|| "conversions".to_owned());
    let (value, nulls) = (column("value")?, column("nulls")?);
    let options = options(&mut args)?;
    args.finish()?;
    let column = |name: &str| frame.column(name).cloned();
    let mut columns = PathColumns::new(column(&path)?, column(&conversions)?);
    let mut spec = PathsSpec::default();
    if let Some(name) = value {
        (columns, spec) = (columns.value(column(&name)?), spec.value());
    }
    if let Some(name) = nulls {
        (columns, spec) = (columns.nulls(column(&name)?), spec.nulls());
    }
    columns.stop = options.stop.clone();
    let mut paths = Paths::new(&spec);
    paths.observe(columns)?;
    Ok(attribute(&paths, &options)?.table())
}

/// `log.attribution(conversion, channel="touchpoint", within=, ...)`: the options of [`attribution`] over the paths of a log. `channel` is `"touchpoint"`, `"channel"`, or the
/// name of an attribute.
///
/// # Errors
/// As [`Paths::of_log`] and [`attribute`].
pub fn log_attribution(log: &EventLog, mut args: Args) -> Result<Table> {
    let conversion =
        args.text("conversion")?.ok_or_else(|| Error::option("conversion", "the touchpoint of a conversion", "nothing"))?;
    let touch = match args.text("channel")?.as_deref() {
        None | Some("touchpoint") => Touch::Touchpoint,
        Some("channel") => Touch::Channel,
        Some(name) => Touch::Attribute(name.to_owned()),
    };
    let within = args.text("within")?.map(|text| super::event_log::exact_micros("within", &text)).transpose()?;
    let options = options(&mut args)?;
    args.finish()?;
    Ok(attribute(&Paths::of_log(log, &conversion, &touch, within)?, &options)?.table())
}

/// `method`, `order`, `half_life`, `bootstrap`, `seed`, `level`.
fn options(args: &mut Args) -> Result<AttributionOptions> {
    let mut options = AttributionOptions::default();
    options.method = args.name("method")?.unwrap_or(options.method);
    options.order = match args.take("order") {
        None => options.order,
        Some(Value::String(name)) if name == "auto" => MarkovOrder::Auto,
        Some(given) => {
            let order = given.as_u64().or_else(|| whole(&given)).and_then(|order| u32::try_from(order).ok());
            let refused = || Error::option("order", "a whole number of touches, at least 1, or \"auto\"", shown(&given));
            MarkovOrder::Fixed(order.ok_or_else(refused)?)
        }
    };
    options.half_life = args.number("half_life")?.unwrap_or(options.half_life);
    if let Some(draws) = args.whole("bootstrap")? {
        options.bootstrap = u32::try_from(draws).unwrap_or(u32::MAX); // refused as too many
    }
    options.seed = args.whole("seed")?.unwrap_or(options.seed);
    options.level = args.level()?;
    options.stop = args.stops().clone();
    Ok(options)
}

/// A whole number that came as a float, as JavaScript's do.
fn whole(value: &Value) -> Option<u64> {
    let number = value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=1e6).contains(number))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole and within 0..=1e6
    Some(number as u64)
}

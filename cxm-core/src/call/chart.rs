use super::Args;
use crate::columns::{Cell, Frame, Key, Table, TableColumn};
use crate::error::{Error, Result};
use crate::report::chart::Chart;
use crate::report::plot::{self, PlotOptions, distribution, estimates};
use crate::stats::{Estimate, title};

/// `chart.estimates(estimate, title=, subtitle=, metric=, unit=, level=, min_n=, reference=, reference_label=)`: one score, which names itself and its unit.
///
/// # Errors
/// As [`estimates`]; `invalid_option`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, Columns, chart_estimate, estimate};
/// let columns = Columns { values: (&[10_u8, 9, 3]).into(), weights: None, counts: None };
/// let nps = estimate("nps", columns, Args::from_json("nps", "{}")?)?;
/// let chart = chart_estimate(&nps, Args::from_json("estimates", "{}")?)?;
/// assert_eq!((chart.title.as_str(), chart.points[0].label.as_str()), ("NPS", "Total"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn chart_estimate(estimate: &Estimate, mut args: Args) -> Result<Chart> {
    let has_level = args.has("level");
    let mut options = plot_options(&mut args)?;
    args.finish()?;
    let name = title(&estimate.metric);
    options.title.get_or_insert_with(|| name.clone());
    options.value_label.get_or_insert(name);
    options.unit = options.unit.or(Some(estimate.unit.into()));
    if !has_level {
        options.level = Some(estimate.conf_level);
    }
    let table = Table::default()
        .with("estimate", TableColumn::Float(vec![estimate.estimate]))
        .with("conf_low", TableColumn::Float(vec![estimate.conf_low]))
        .with("conf_high", TableColumn::Float(vec![estimate.conf_high]))
        .with("n", TableColumn::Count(vec![estimate.n]))
        .with("flags", TableColumn::Text(vec![Some(estimate.flag_names())]));
    estimates(&table, &options)
}

/// The chart of a table by name: `chart.estimates`, `trend`, `funnel`, `attribution`, `transitions`, `step_matrix`, `cohorts`, `sankey(table, top=)`,
/// `survival(table, time_label=)`, `forest`, `frequency_recency(table, value="p_alive")`, `clv_distribution`, `calibration`, `tracking(table, value="incremental")`. Options as [`chart_estimate`].
///
/// # Errors
/// Those of the functions of these names in [`crate::report::plot`]; `invalid_option`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, chart_of_table};
/// use cxm_core::columns::{Table, TableColumn};
/// let table = Table::default().with("channel", TableColumn::Text(vec![Some("search".into())])).with("share", TableColumn::Float(vec![Some(0.4)]));
/// let chart = chart_of_table("attribution", &table, Args::from_json("attribution", r#"{"title": "Credit"}"#)?)?;
/// assert_eq!(chart.title, "Credit");
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn chart_of_table(name: &str, table: &Table, mut args: Args) -> Result<Chart> {
    if name == "sankey" {
        let top = args.size("top")?.unwrap_or(TOP);
        let options = plot_options(&mut args)?;
        args.finish()?;
        return plot::sankey(table, top, &options);
    }
    if name == "frequency_recency" {
        let shows = args.name("value")?.unwrap_or_default();
        let options = plot_options(&mut args)?;
        args.finish()?;
        return plot::frequency_recency(table, shows, &options);
    }
    if name == "tracking" {
        let view = args.name("value")?.unwrap_or_default();
        let options = plot_options(&mut args)?;
        args.finish()?;
        return plot::tracking(table, view, &options);
    }
    let options = plot_options(&mut args)?;
    args.finish()?;
    match name {
        "estimates" => estimates(table, &options),
        "trend" => plot::trend(table, &options),
        "funnel" => plot::funnel(table, &options),
        "attribution" => plot::attribution(table, &options),
        "transitions" => plot::transitions(table, &options),
        "step_matrix" => plot::step_matrix(table, &options),
        "cohorts" => plot::cohorts(table, &options),
        "survival" => plot::survival(table, &options),
        "forest" => plot::forest(table, &options),
        "clv_distribution" => plot::clv_distribution(table, &options),
        "calibration" => plot::calibration(table, &options),
        other => Err(Error::option("chart", CHARTS.join(", "), other)),
    }
}

/// What [`chart_of_table`] knows.
pub const CHARTS: [&str; 14] = [
    "estimates",
    "trend",
    "funnel",
    "attribution",
    "transitions",
    "step_matrix",
    "cohorts",
    "sankey",
    "survival",
    "forest",
    "frequency_recency",
    "clv_distribution",
    "calibration",
    "tracking",
];

/// How many touchpoints of a flow have a colour of their own.
const TOP: usize = 7;

/// `chart.distribution(estimate, title=, subtitle=, min_n=)`: a bar a point of the scale.
///
/// # Errors
/// As [`distribution`]; `invalid_option`.
pub fn chart_distribution(estimate: &Estimate, mut args: Args) -> Result<Chart> {
    let mut options = PlotOptions::default();
    (options.title, options.subtitle, options.min_n) = (args.text("title")?, args.text("subtitle")?, args.whole("min_n")?);
    args.finish()?;
    distribution(estimate, &options)
}

fn plot_options(args: &mut Args) -> Result<PlotOptions> {
    let mut options = PlotOptions::default();
    (options.title, options.subtitle) = (args.text("title")?, args.text("subtitle")?);
    options.value_label = args.text("metric")?.map(|name| title(&name));
    options.across = args.text("time_label")?;
    options.unit = args.name("unit")?;
    options.level = Some(args.level()?.get());
    options.min_n = args.whole("min_n")?;
    let label = args.text("reference_label")?.unwrap_or_else(|| "Total".to_owned());
    options.reference = args.number("reference")?.map(|value| (label, value));
    Ok(options)
}

/// A table of scores that came back as the caller's own frame.
///
/// # Errors
/// `invalid_option` when a column of numbers holds something else.
pub fn table_of(frame: &Frame<'_>) -> Result<Table> {
    let mut table = Table::default();
    for column in frame.columns() {
        let name = column.name().unwrap_or_default();
        let content = match name {
            "estimate" | "std_error" | "conf_low" | "conf_high" | "n" | "n_missing" | "n_invalid" | "n_eff" | "step"
            | "share_of_first" | "share" | "share_conf_low" | "share_conf_high" | "retention" => {
                TableColumn::Float(column.cells().map(|cell| number(name, &cell)).collect::<Result<_>>()?)
            }
            "flags" => TableColumn::Text(column.cells().map(|cell| Some(key(&cell).to_string())).collect()),
            _ => TableColumn::Key { keys: column.cells().map(|cell| key(&cell)).collect(), rows: None },
        };
        table = table.with(name, content);
    }
    Ok(table)
}

fn number(column: &str, cell: &Cell<'_>) -> Result<Option<f64>> {
    match cell {
        cell if cell.is_null() => Ok(None),
        Cell::Float(value) => Ok(Some(*value)),
        #[allow(clippy::cast_precision_loss)] // counts of a table, at most 2^53
        Cell::Int(value) => Ok(Some(*value as f64)),
        _ => Err(Error::option(
            "table",
            "a table of scores, of groups or periods",
            format!("a column {column:?} that holds no numbers"),
        )),
    }
}

fn key(cell: &Cell<'_>) -> Key {
    match cell {
        Cell::Bool(value) => Key::Bool(*value),
        Cell::Int(value) => Key::Int(*value),
        Cell::Float(value) => Key::of_number(*value),
        Cell::Text(text) => Key::Text(text.clone().into_owned()),
        Cell::Date(day) => Key::Date(*day),
        // A period that a frame gives back as a time is its day.
        Cell::Time(micros) | Cell::LocalTime(micros) => {
            i32::try_from(micros.div_euclid(86_400_000_000)).map_or(Key::Null, Key::Date)
        }
        _ => Key::Null,
    }
}

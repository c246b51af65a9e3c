use super::score::{breakdown, frame_answers};
use super::{Args, metric_of};
use crate::columns::{ColumnView, Frame, Reading};
use crate::error::{Code, Error, Result};
use crate::report::page::Page;
use crate::report::scorecard::{Scorecard, ScorecardOptions, ScoredQuestion};
use crate::stats::{Metric, Scale, TallySpec, title};
use crate::survey::{CubeSpec, TallyCube};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// `scorecard(frame, metrics, by=, time=, every=, tz=, weights=, counts=, column=, na=, labels=, invalid=, min_n=, level=, interval=, title=, subtitle=)`.
///
/// Each of `metrics` is a name or an object: `{"metric": "csat", "column": "q7", "scale": [1, 5], "na": [9], "labels": {...}, "title": "Staff"}`. Its
/// column is its own, else `column`, else the column of its own name; its `na`, `labels`, `invalid` replace those of the call.
///
/// # Errors
/// As [`crate::survey::score`] and [`crate::report::scorecard::scorecard`].
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, scorecard};
/// use cxm_core::columns::{ColumnView, Frame};
/// let frame = Frame::new(vec![ColumnView::from(&[10_u8, 11, 3]).named("nps")])?;
/// let card = scorecard(&frame, &["nps".into()], Args::from_json("scorecard", r#"{"na": [11]}"#)?)?;
/// assert_eq!(card.questions[0].total.n_missing, Some(1));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn scorecard(frame: &Frame<'_>, metrics: &[Value], mut args: Args) -> Result<Scorecard> {
    let column = args.column("column")?;
    let input = frame_answers(frame, Some(String::new()), &mut args)?;
    let breakdown = breakdown(&mut args)?;
    if breakdown.every.is_none() && input.time.is_some() {
        return Err(Error::option(
            "every",
            "named beside the time: \"day\", \"week\", \"month\", \"quarter\" or \"year\"",
            "nothing",
        ));
    }
    let reading = args.reading()?;
    let mut options = card_options(&mut args)?;
    args.finish()?;
    (options.by, options.every) = (breakdown.by.clone(), breakdown.every);
    let mut questions = Vec::with_capacity(metrics.len());
    for given in metrics {
        let asked = Asked::of(given, &reading, None)?;
        let column = match asked.column.or_else(|| column.clone()) {
            Some(column) => column,
            None => column_of_its_name(asked.metric.name(), frame)?,
        };
        let tally = TallySpec { scale: *asked.metric.scale(), weighted: input.weights.is_some(), question: None };
        let spec = CubeSpec { tally, by: breakdown.by.clone(), every: breakdown.every, zone: breakdown.zone };
        let mut cube = TallyCube::new(spec)?;
        let mut input = input.clone();
        (input.value, input.what) = (column.clone().into(), asked.metric.name().to_owned().into());
        cube.observe(&input, &asked.reading)?;
        questions.push(ScoredQuestion::new(asked.metric, Cow::Owned(cube)).title(asked.title).column(column));
    }
    crate::report::scorecard::scorecard(&distinct(questions), &options)
}

/// `scorecard(cube, metrics, by=, every=, min_n=, ...)`: one cube for all metrics, or a cube for each. `by` is every column of the first cube unless
/// the call names it, `every` its periods.
///
/// # Errors
/// As [`crate::report::scorecard::scorecard`]; `invalid_option` when there are neither one cube nor as many as metrics.
pub fn scorecard_of_cubes(cubes: &[&TallyCube], metrics: &[Value], mut args: Args) -> Result<Scorecard> {
    let (by, every) = (args.columns("by")?, args.name("every")?);
    let mut options = card_options(&mut args)?;
    args.finish()?;
    let Some(first) = cubes.first() else {
        return Err(Error::option("cube", "a cube, or one for each metric", "none"));
    };
    if cubes.len() != 1 && cubes.len() != metrics.len() {
        let expected = format!("one cube, or one for each of the {} metrics", metrics.len());
        return Err(Error::option("cube", expected, cubes.len().to_string()));
    }
    options.by = by.unwrap_or_else(|| first.spec().by.clone());
    options.every = every.or(first.spec().every);
    let mut questions = Vec::with_capacity(metrics.len());
    for (given, cube) in metrics.iter().zip(cubes.iter().cycle()) {
        let asked = Asked::of(given, &Reading::default(), Some(cube.spec().tally.scale))?;
        questions.push(ScoredQuestion::new(asked.metric, Cow::Borrowed(*cube)).title(asked.title));
    }
    crate::report::scorecard::scorecard(&distinct(questions), &options)
}

/// Characters of a line of text where the call names none.
const WIDTH: u64 = 100;

/// `card.with_program(kpis)`: the table of `program_kpis`, which came back as the caller's own frame.
///
/// # Errors
/// As [`Scorecard::with_program`] and [`table_of`](super::table_of).
pub fn scorecard_with_program(card: &Scorecard, kpis: &Frame<'_>) -> Result<Scorecard> {
    card.clone().with_program(super::table_of(kpis)?)
}

/// So many characters of a line in a terminal: `width`, 100 by default.
pub(super) fn width(args: &mut Args) -> Result<usize> {
    Ok(usize::try_from(args.whole("width")?.unwrap_or(WIDTH)).unwrap_or(usize::MAX))
}

/// A page as `text`, `markdown` or `html`; `None` for another form.
pub(super) fn written(page: &Page, form: &str, width: usize) -> Option<String> {
    match form {
        "text" => Some(page.to_text(width)),
        "markdown" => Some(page.to_markdown()),
        "html" => Some(page.to_html()),
        _ => None,
    }
}

/// `card.to_text(width=100)`.
///
/// # Errors
/// `invalid_option`.
pub fn scorecard_text(card: &Scorecard, mut args: Args) -> Result<String> {
    let width = width(&mut args)?;
    args.finish()?;
    Ok(card.to_text(width))
}

/// The column of answers where neither the metric nor the call names it.
fn column_of_its_name(metric: &str, frame: &Frame<'_>) -> Result<String> {
    let known: Vec<&str> = frame.columns().iter().filter_map(ColumnView::name).collect();
    if known.contains(&metric) {
        return Ok(metric.to_owned());
    }
    let known = known.into_iter().take(20).collect::<Vec<_>>().join(", ");
    let message = format!(
        "the metric {metric:?} names no column of answers, and there is none called {metric:?}; name it by the option column, or in the metric's own. \
         The columns are: {known}"
    );
    Err(Error::new(Code::UnknownColumn, message).with_field("column").with_expected(known).with_got(metric))
}

/// A metric as it is asked for.
struct Asked {
    metric: Metric,
    column: Option<String>,
    title: String,
    reading: Reading,
}

impl Asked {
    fn of(given: &Value, reading: &Reading, on: Option<Scale>) -> Result<Self> {
        let mut given = given.clone();
        let mut own = Map::new();
        if let Some(object) = given.as_object_mut() {
            for name in ["na", "labels", "invalid", "title"] {
                own.extend(object.remove(name).map(|value| (name.to_owned(), value)));
            }
        }
        let mut own = Args::new("Metric", own);
        let reading = own.reading_over(reading)?.stop(reading.stop.clone());
        let own_title = own.text("title")?;
        let (metric, column) = metric_of(&given, &mut Args::new("scorecard", Map::new()), on)?;
        let title = own_title.unwrap_or_else(|| title(metric.name()));
        Ok(Self { metric, column, title, reading })
    }
}

/// Questions of one title are told apart by their columns.
fn distinct(mut questions: Vec<ScoredQuestion<'_>>) -> Vec<ScoredQuestion<'_>> {
    let titles: Vec<String> = questions.iter().map(|question| question.title.clone()).collect();
    for (place, question) in questions.iter_mut().enumerate() {
        if titles.iter().filter(|title| **title == question.title).count() > 1 {
            let which = question.column.clone().unwrap_or_else(|| (place + 1).to_string());
            question.title = format!("{} ({which})", question.title);
        }
    }
    questions
}

/// `level`, `interval`, `min_n`, `seed`, `draws`, `title`, `subtitle`.
fn card_options(args: &mut Args) -> Result<ScorecardOptions> {
    let mut options = ScorecardOptions::default().evaluate(args.evaluate()?);
    (options.title, options.subtitle) = (args.text("title")?, args.text("subtitle")?);
    Ok(options)
}

use super::Args;
use super::scorecard::{width, written};
use crate::domain::ExperienceModel;
use crate::error::{Error, Result};
use crate::report::journey_map::{Actual, Deviation, Observed, languages, page_with, to_mermaid};
use serde_json::Value;

/// The picture of a journey: `form` is `html` (one file, no network, no script), `markdown`, `text` or `mermaid`; `language` is `en` unless given,
/// and `width` (of text) 100. A language that is given is one of the journey's: `de-AT` is told in `de`.
///
/// # Errors
/// `unknown_id` when the model has no such journey; `invalid_option` for a language in which nothing is written, another form or option.
pub(super) fn journey_picture(model: &ExperienceModel, journey: &str, mut args: Args) -> Result<String> {
    let (form, language) = (args.text("form")?, args.text("language")?);
    let width = width(&mut args)?;
    let actual = actual(&mut args)?;
    args.finish()?;
    if let Some(language) = &language {
        require_language(model, journey, language)?;
    }
    let language = language.as_deref().unwrap_or("en");
    let form = form.as_deref().unwrap_or("nothing");
    if form == "mermaid" {
        return Ok(to_mermaid(model.journey(journey)?, language));
    }
    let refused = || Error::option("form", "one of html, markdown, text, mermaid", form);
    written(&page_with(model, journey, language, &actual)?, form, width).ok_or_else(refused)
}

/// What was observed: `observed` and `deviations` are tables, an object of columns each, and `fitness` an estimate.
fn actual(args: &mut Args) -> Result<Actual> {
    let mut actual = Actual::default();
    if let Some(table) = args.take("observed") {
        let rows = Rows::of("observed", &table, "touchpoint")?;
        for (row, touchpoint) in rows.names.iter().enumerate() {
            let Some(estimate) = rows.number("estimate", row)? else { continue };
            let interval = rows.number("conf_low", row)?.zip(rows.number("conf_high", row)?);
            let n = rows.count("n", row)?;
            actual.scores.insert(touchpoint.clone(), Observed { estimate, interval, n });
        }
    }
    if let Some(table) = args.take("deviations") {
        let rows = Rows::of("deviations", &table, "touchpoint")?;
        for (row, touchpoint) in rows.names.iter().enumerate() {
            let kind = rows.cell("kind", row).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (n, share) = (rows.count("n", row)?.unwrap_or(0), rows.number("share", row)?.unwrap_or(0.0));
            actual.deviations.push(Deviation { touchpoint: touchpoint.clone(), kind, n, share });
        }
    }
    if let Some(fitness) = args.take("fitness") {
        let number = |name: &str| fitness.get(name).and_then(Value::as_f64);
        actual.fitness = match (number("estimate"), number("conf_low"), number("conf_high")) {
            (Some(estimate), Some(low), Some(high)) => Some((estimate, low, high)),
            _ => None,
        };
    }
    Ok(actual)
}

/// A table as JSON: an object of columns.
struct Rows<'v> {
    what: &'static str,
    table: &'v Value,
    names: Vec<String>,
}

impl<'v> Rows<'v> {
    fn of(what: &'static str, table: &'v Value, name: &str) -> Result<Self> {
        let refused = || Error::option(what, "a table with a column \"touchpoint\"", table.to_string());
        let names = table.get(name).and_then(Value::as_array).ok_or_else(refused)?;
        let names = names.iter().map(|name| name.as_str().map(str::to_owned).ok_or_else(refused)).collect::<Result<_>>()?;
        Ok(Self { what, table, names })
    }

    fn cell(&self, column: &str, row: usize) -> Option<&'v Value> {
        self.table.get(column)?.get(row).filter(|value| !value.is_null())
    }

    fn number(&self, column: &str, row: usize) -> Result<Option<f64>> {
        let refused = |value: &Value| Error::option(self.what, format!("numbers in the column {column:?}"), value.to_string());
        self.cell(column, row).map(|value| value.as_f64().ok_or_else(|| refused(value))).transpose()
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts; `as` saturates
    fn count(&self, column: &str, row: usize) -> Result<Option<u64>> {
        Ok(self.number(column, row)?.map(|count| count as u64))
    }
}

/// Refuses a language in which the journey has no name at all: the picture would be in another one.
fn require_language(model: &ExperienceModel, journey: &str, language: &str) -> Result<()> {
    let known = languages(model, model.journey(journey)?);
    // As `Text::get` finds it: `pt-BR` falls back to `pt`.
    let is_of = |own: &str| {
        let begins = language.get(..own.len()).is_some_and(|start| start.eq_ignore_ascii_case(own));
        begins && matches!(language.as_bytes().get(own.len()), None | Some(b'-'))
    };
    if known.iter().any(|own| is_of(own.as_str())) {
        return Ok(());
    }
    let known = known.into_iter().map(crate::domain::Language::as_str).collect::<Vec<_>>().join(", ");
    Err(Error::option("language", format!("one in which the journey is written: {known}"), format!("{language:?}")))
}

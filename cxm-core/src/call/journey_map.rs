use super::Args;
use super::scorecard::{width, written};
use crate::domain::ExperienceModel;
use crate::error::{Error, Result};
use crate::report::journey_map::{page, to_mermaid};

/// The picture of a journey: `form` is `html` (one file, no network, no script), `markdown`, `text` or `mermaid`; `language` is `en` unless given,
/// and `width` (of text) 100.
///
/// # Errors
/// `unknown_id` when the model has no such journey; `invalid_option` for another form or option.
pub(super) fn journey_picture(model: &ExperienceModel, journey: &str, mut args: Args) -> Result<String> {
    let (form, language) = (args.text("form")?, args.text("language")?);
    let language = language.as_deref().unwrap_or("en");
    let width = width(&mut args)?;
    args.finish()?;
    let form = form.as_deref().unwrap_or("nothing");
    if form == "mermaid" {
        return Ok(to_mermaid(model.journey(journey)?, language));
    }
    let refused = || Error::option("form", "one of html, markdown, text, mermaid", form);
    written(&page(model, journey, language)?, form, width).ok_or_else(refused)
}

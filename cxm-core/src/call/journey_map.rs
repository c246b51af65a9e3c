use super::Args;
use super::scorecard::{width, written};
use crate::domain::ExperienceModel;
use crate::error::{Error, Result};
use crate::report::journey_map::{languages, page, to_mermaid};

/// The picture of a journey: `form` is `html` (one file, no network, no script), `markdown`, `text` or `mermaid`; `language` is `en` unless given,
/// and `width` (of text) 100. A language that is given is one of the journey's: `de-AT` is told in `de`.
///
/// # Errors
/// `unknown_id` when the model has no such journey; `invalid_option` for a language in which nothing is written, another form or option.
pub(super) fn journey_picture(model: &ExperienceModel, journey: &str, mut args: Args) -> Result<String> {
    let (form, language) = (args.text("form")?, args.text("language")?);
    let width = width(&mut args)?;
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
    written(&page(model, journey, language)?, form, width).ok_or_else(refused)
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

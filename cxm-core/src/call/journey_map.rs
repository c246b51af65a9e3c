use super::Args;
use super::scorecard::width;
use crate::domain::ExperienceModel;
use crate::error::{Error, Result};
use crate::report::journey_map::{page, to_mermaid};

/// The picture of a journey: `form` is `html` (one file, no network, no script), `markdown`, `text` or `mermaid`; `language` is `en` unless given,
/// and `width` (of text) 100.
///
/// # Errors
/// `unknown_id` when the model has no such journey; `invalid_option` for another form or option.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, journey_picture};
/// use cxm_core::domain::ExperienceModel;
/// let model = ExperienceModel::from_json(include_str!("../../../examples/data/coffee.cxm.json"))?;
/// let args = Args::from_json("to_mermaid", r#"{"language": "de"}"#)?;
/// assert!(journey_picture(&model, "first-cup", "mermaid", args)?.contains("Erste Tasse"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn journey_picture(model: &ExperienceModel, journey: &str, form: &str, mut args: Args) -> Result<String> {
    let language = args.text("language")?;
    let language = language.as_deref().unwrap_or("en");
    let width = width(&mut args)?;
    args.finish()?;
    match form {
        "html" => Ok(page(model, journey, language)?.to_html()),
        "markdown" => Ok(page(model, journey, language)?.to_markdown()),
        "text" => Ok(page(model, journey, language)?.to_text(width)),
        "mermaid" => Ok(to_mermaid(model.journey(journey)?, language)),
        _ => Err(Error::option("form", "one of html, markdown, text, mermaid", form)),
    }
}

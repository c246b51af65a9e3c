use serde_json::Value;

use super::document::Schemas;
use super::survey::{Survey, SurveyResponse};
use super::{AlertRule, Employee, Goal, JourneyMap, ModelParts, Persona};
use crate::error::{Code, Error, Result, nearest};

/// The documents and records that have a JSON Schema of their own.
const NAMES: [&str; 8] =
    ["AlertRule", "Employee", "ExperienceModel", "Goal", "JourneyMap", "Persona", "Survey", "SurveyResponse"];

/// The JSON Schema (draft 2020-12) of a document or a record by its name, `ExperienceModel`.
///
/// # Errors
/// [`Code::InvalidOption`] when there is none of this name; the message names the nearest.
///
/// # Examples
/// ```
/// use cxm_core::domain::json_schema;
/// assert_eq!(json_schema("Goal")?["$ref"], "#/$defs/Goal");
/// assert!(json_schema("Gaol").unwrap_err().message().contains("did you mean \"Goal\"?"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn json_schema(name: &str) -> Result<Value> {
    Ok(match name {
        "AlertRule" => Schemas::of::<AlertRule>(),
        "Employee" => Schemas::of::<Employee>(),
        "ExperienceModel" => Schemas::of::<ModelParts>(),
        "Goal" => Schemas::of::<Goal>(),
        "JourneyMap" => Schemas::of::<JourneyMap>(),
        "Persona" => Schemas::of::<Persona>(),
        "Survey" => Schemas::of::<Survey>(),
        "SurveyResponse" => Schemas::of::<SurveyResponse>(),
        _ => {
            let near = nearest(name, NAMES.into_iter()).unwrap_or_default();
            let message = format!("there is no schema {name:?}; did you mean {near:?}? One of {}", NAMES.join(", "));
            return Err(Error::new(Code::InvalidOption, message)
                .with_field("name")
                .with_expected(NAMES.join(", "))
                .with_got(name));
        }
    })
}

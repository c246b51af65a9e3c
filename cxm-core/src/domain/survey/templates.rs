//! Surveys to begin with.

use super::{NPS_LANGUAGES, Survey, nps_wording};
use crate::domain::document::read_text;
use crate::domain::document::unknown_name;
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};

/// The three questions that every employee should answer alike: who the customer is, what their experience is, and its goal.
///
/// # Examples
/// ```
/// let survey = cxm_core::domain::survey::three_questions();
/// assert_eq!(survey.questions[0].text.get("en"), Some("Who is the customer?"));
/// ```
#[must_use]
pub fn three_questions() -> Survey {
    let question = |id: &str, text: &str| json!({ "id": id, "rev": 1, "text": { "en": text }, "kind": { "openText": {} }, "required": true });
    survey(&json!({
        "id": "three-questions", "rev": 1, "kind": "alignment", "respondents": "employees",
        "title": { "en": "The three questions" },
        "questions": [
            question("q-who", "Who is the customer?"),
            question("q-what", "What is their experience?"),
            question("q-goal", "What is the goal of the experience?"),
        ],
    }))
}

/// Satisfaction with each of the six stages of a purchase (initial contact, awareness, investigation, choice-reduction, purchase,
/// delivery), 1 to 5 with the two best as satisfied; then the recommendation question for `brand` and its reason.
///
/// # Examples
/// ```
/// let survey = cxm_core::domain::survey::purchase_stages("Acme");
/// assert_eq!(survey.questions.len(), 8);
/// assert_eq!(survey.questions[0].metric.as_ref().map(|id| id.as_str()), Some("csat-initial-contact"));
/// ```
#[must_use]
pub fn purchase_stages(brand: &str) -> Survey {
    let stages = [
        ("initial-contact", "your first contact with us"),
        ("awareness", "what you learned about what we offer"),
        ("investigation", "how you could look into it"),
        ("choice-reduction", "how you could narrow down your choice"),
        ("purchase", "buying it"),
        ("delivery", "the delivery"),
    ];
    let mut questions: Vec<Value> = stages
        .iter()
        .map(|(id, what)| {
            json!({
                "id": id, "rev": 1, "text": { "en": format!("How satisfied were you with {what}?") }, "metric": format!("csat-{id}"),
                "kind": { "csat": { "scale": { "min": 1, "max": 5, "direction": "higherIsBetter" }, "topBox": 2 } },
            })
        })
        .collect();
    let wording = nps_wording("en", Some(brand)).unwrap_or_default(); // English is there
    questions.push(json!({ "id": "nps", "rev": 1, "text": { "en": wording }, "kind": "nps", "metric": "nps" }));
    questions.push(json!({ "id": "why", "rev": 1, "text": { "en": "Why this score?" }, "kind": { "openText": {} } }));
    survey(&json!({
        "id": "purchase-stages", "rev": 1, "kind": "transactional", "respondents": "customers",
        "title": { "en": "Your purchase" },
        "questions": questions,
    }))
}

/// The recommendation question alone, for `brand` or for us, in its standard wording in each of these languages.
///
/// # Errors
/// `invalid_option` of a language whose wording is not known ([`NPS_LANGUAGES`]), or none, and of a brand that is blank.
///
/// # Examples
/// ```
/// let survey = cxm_core::domain::survey::nps_question(Some("Acme"), &["en", "de"])?;
/// let german = "Wie wahrscheinlich ist es auf einer Skala von 0 bis 10, dass Sie Acme einem Freund oder Kollegen weiterempfehlen?";
/// assert_eq!(survey.questions[0].text.get("de"), Some(german));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn nps_question(brand: Option<&str>, languages: &[&str]) -> Result<Survey> {
    if let Some(blank) = brand.filter(|brand| brand.trim().is_empty()) {
        return Err(Error::option("brand", "a name, or left out", format!("{blank:?}")));
    }
    let wording = |language: &&str| {
        let known = || unknown_name(language, NPS_LANGUAGES.into_iter()).with_field("languages");
        // Upper and lower case of a tag are the same (BCP 47); the survey has it as the standard writes it.
        let own = NPS_LANGUAGES.into_iter().find(|own| own.eq_ignore_ascii_case(language)).ok_or_else(known)?;
        Ok((own.to_owned(), nps_wording(own, brand).ok_or_else(known)?.into()))
    };
    let text: Map<String, Value> = languages.iter().map(wording).collect::<Result<_>>()?;
    if text.is_empty() {
        return Err(Error::option("languages", format!("one of {} or more", NPS_LANGUAGES.join(", ")), "none"));
    }
    let title: Map<String, Value> = text.keys().map(|language| (language.clone(), "NPS".into())).collect();
    Ok(survey(&json!({
        "id": "nps", "rev": 1, "kind": "relationship", "respondents": "customers", "title": title,
        "questions": [{ "id": "nps", "rev": 1, "text": text, "kind": "nps", "metric": "nps", "required": true }],
    })))
}

fn survey(document: &Value) -> Survey {
    let read = read_text("a survey", &document.to_string()).ok().and_then(|(survey, _)| survey);
    read.expect("a template is a survey, whatever the brand") // tests read each of them
}

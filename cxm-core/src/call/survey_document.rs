//! Survey documents and contact policies as the bindings hold them: documents cross as JSON text, answers come back as JSON.

use super::Args;
use super::args::shown_or_nothing;
use crate::columns::time::{Instant, Zone, parse_time};
use crate::domain::document::{Document, Problem, read_document};
use crate::domain::survey::{
    ChoiceCount, InvitationOutcome, MatrixCount, MaxDiffCount, RankingCount, Survey, check_revision, matrix_counts,
    max_diff_counts, multi_response, ranking_counts,
};
use crate::domain::{Contact, ContactPolicy, Invite, QuotaId};
use crate::error::{Code, Error, Result, did_you_mean, nearest};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Problems as objects of `code`, `severity`, `pointer`, `message`.
#[must_use]
pub fn problems_json(problems: &[Problem]) -> Value {
    let problem = |problem: &Problem| json!({ "code": problem.code, "severity": problem.severity.name(), "pointer": problem.pointer, "message": problem.message });
    problems.iter().map(problem).collect()
}

/// A survey that keeps every rule, from JSON.
///
/// # Errors
/// The first problem of shape, or the first broken rule, as `invalid_document`.
pub fn survey_from_json(text: &str) -> Result<Survey> {
    Survey::from_json(text)
}

/// Every rule the survey breaks.
#[must_use]
pub fn survey_check(survey: &Survey) -> Vec<Problem> {
    let mut problems = Vec::new();
    survey.check("", &mut problems);
    problems
}

/// A template by its name: `three_questions`; `purchase_stages` and `nps` for the option `brand`, `nps` in each of the `languages`, all that are known otherwise.
///
/// # Errors
/// `invalid_option` for another name or option.
pub fn survey_template(name: &str, mut args: Args) -> Result<Survey> {
    use crate::domain::survey::{NPS_LANGUAGES, nps_question, purchase_stages, three_questions};
    let survey = match name {
        "three_questions" => three_questions(),
        "purchase_stages" => purchase_stages(args.text("brand")?.as_deref().unwrap_or("us")),
        "nps" => {
            let (brand, languages) = (args.text("brand")?, args.texts("languages")?);
            let languages = languages.as_ref().map(|own| own.iter().map(String::as_str).collect::<Vec<_>>());
            nps_question(brand.as_deref(), languages.as_deref().unwrap_or(&NPS_LANGUAGES))?
        }
        other => {
            return Err(Error::option("template", "\"three_questions\", \"purchase_stages\" or \"nps\"", format!("{other:?}")));
        }
    };
    args.finish()?;
    Ok(survey)
}

/// A response in JSON as JSON text of `ok`, `value` (the response with every answer under its key) and `problems`.
#[must_use]
pub fn survey_parse(survey: &Survey, response: &str) -> String {
    let parsed = survey.parse(response);
    let mut json = String::with_capacity(response.len() + 64);
    json.push_str(if parsed.is_ok() { "{\"ok\":true,\"value\":" } else { "{\"ok\":false,\"value\":" });
    parsed.value.write_json(&mut json);
    json.push_str(",\"problems\":");
    json.push_str(&problems_json(&parsed.problems).to_string());
    json.push('}');
    json
}

/// The question to ask after these answers in JSON, as its document; null when the survey is done.
///
/// # Errors
/// As [`Survey::answers_of`].
pub fn survey_next_question(survey: &Survey, answers: &str) -> Result<Value> {
    Ok(survey.next_question_after(answers)?.map_or(Value::Null, Document::write))
}

/// The id of the first quota that is full for these answers, in a JSON object `{"answers": {...}, "counts": {"quota": 3}}`; null
/// when there is none.
///
/// # Errors
/// `invalid_json` and the problems of the answers and counts; `unknown_id` for counts of a quota that the survey has not.
pub fn survey_full_quota(survey: &Survey, given: &str) -> Result<Value> {
    let given: Map<String, Value> = read_document::<Value>("answers and counts", given)?.as_object().cloned().unwrap_or_default();
    let counts = given.get("counts").cloned().unwrap_or_else(|| json!({}));
    let counts: BTreeMap<QuotaId, u64> = read_document("counts", &counts.to_string())?;
    if let Some(unknown) = counts.keys().find(|id| survey.quotas.iter().all(|quota| quota.id != **id)) {
        let near = nearest(unknown.as_str(), survey.quotas.iter().map(|quota| quota.id.as_str()));
        let hint = near.map_or_else(String::new, |near| format!("; the nearest is {near:?}"));
        let message = format!("the survey {:?} has no quota {:?}{hint}", survey.id.as_str(), unknown.as_str());
        return Err(Error::new(Code::UnknownId, message).with_field("counts").with_got(unknown.as_str()));
    }
    let answers = survey.answers_of(&given.get("answers").cloned().unwrap_or_else(|| json!({})).to_string())?;
    Ok(survey.full_quota(&answers, &counts).map_or(Value::Null, |quota| Value::from(quota.id.as_str())))
}

/// Rule V-S5 between two revisions of a survey.
#[must_use]
pub fn survey_revision(older: &Survey, newer: &Survey) -> Value {
    problems_json(&check_revision(older, newer))
}

/// The answers to one question, a JSON list (bare or with their keys), counted by option: rows of `choice`, `n`,
/// `share_of_respondents`, `conf_low`, `conf_high`, `share_of_responses`; of a best-worst question `choice`, `n_shown`,
/// `n_best`, `n_worst`, `score`; of a matrix, for every row and point of the scale, `row`, `point`, `n`, `n_answered`, `share`, `conf_low`,
/// `conf_high`; of a ranking `choice`, `n`, `mean_rank`, `n_first`, `share_first`, `conf_low`, `conf_high`.
///
/// # Errors
/// `unknown_id` for the question; `invalid_option` when it has no options to count; the problem of an answer, with its place.
pub fn survey_tabulate(survey: &Survey, question: &str, answers: &str, mut args: Args) -> Result<Value> {
    let question = survey.question(question)?;
    let level = args.level()?;
    args.finish()?;
    let answers = survey.answers_to(question, answers)?;
    match question.kind.answered_by() {
        "bestWorst" => {
            let row = |row: &MaxDiffCount| json!({ "choice": row.choice.as_str(), "n_shown": row.n_shown, "n_best": row.n_best, "n_worst": row.n_worst, "score": row.score });
            Ok(max_diff_counts(question.kind.options(), &answers).iter().map(row).collect())
        }
        "choice" | "choices" => {
            let counted = multi_response(question.kind.options(), &answers, level);
            let row = |row: &ChoiceCount| {
                json!({
                    "choice": row.choice.as_str(), "n": row.n, "share_of_respondents": row.share_of_respondents,
                    "conf_low": row.conf_low, "conf_high": row.conf_high, "share_of_responses": row.share_of_responses,
                })
            };
            Ok(counted.choices.iter().map(row).collect())
        }
        "matrix" => {
            let scale = question.kind.scale();
            let row = |row: &MatrixCount| {
                json!({
                    "row": row.row.as_str(), "point": row.point, "n": row.n, "n_answered": row.n_answered, "share": row.share,
                    "conf_low": row.conf_low, "conf_high": row.conf_high,
                })
            };
            let counted = scale.map(|scale| matrix_counts(question.kind.options(), scale, &answers, level));
            Ok(counted.unwrap_or_default().iter().map(row).collect())
        }
        "rank" => {
            let row = |row: &RankingCount| {
                json!({
                    "choice": row.choice.as_str(), "n": row.n, "mean_rank": row.mean_rank, "n_first": row.n_first,
                    "share_first": row.share_first, "conf_low": row.conf_low, "conf_high": row.conf_high,
                })
            };
            Ok(ranking_counts(question.kind.options(), &answers, level).iter().map(row).collect())
        }
        other => Err(Error::option("question", "one that is answered by options", format!("one answered by {other:?}"))),
    }
}

/// A contact policy from JSON.
///
/// # Errors
/// The first problem of shape, or `invalid_document`.
pub fn contact_policy(text: &str) -> Result<ContactPolicy> {
    ContactPolicy::from_json(text)
}

/// Whether a policy allows an invitation: `allowed`, `reason`, `until` (RFC 3339 in UTC). `given` is JSON of `history`, a list of
/// times or of `{at, survey, channel, outcome}`, and of `now`, `survey`, `channel`. A time without an offset is UTC.
///
/// # Errors
/// `invalid_time`, `invalid_option` or `invalid_json`, with the place.
pub fn may_invite(policy: &ContactPolicy, given: &str) -> Result<Value> {
    let given: Value = read_document("a history", given)?;
    let items = match given.get("history") {
        Some(Value::Array(items)) => items.as_slice(),
        other => {
            let got = shown_or_nothing(other.filter(|history| !history.is_null()));
            return Err(Error::option("history", "a list of times or of invitations", got));
        }
    };
    let mut history = Vec::with_capacity(items.len());
    for (row, item) in items.iter().enumerate() {
        history.push(contact(item).map_err(|error| error.with_row(row as u64))?);
    }
    let invite = Invite { at: time(given.get("now"), "now")?, survey: id(&given, "survey")?, channel: id(&given, "channel")? };
    let answer = policy.may_invite(&history, &invite)?;
    Ok(json!({
        "allowed": answer.allowed(),
        "reason": answer.reason.map(crate::domain::ContactReason::name),
        "until": answer.until.map(|until| until.to_string()),
    }))
}

/// The keys of an invitation in a history: those that are asked, and the others of its record.
const CONTACT: [&str; 6] = ["at", "survey", "channel", "outcome", "id", "to"];

fn contact(item: &Value) -> Result<Contact> {
    // An outcome that is passed over may be an opt-out.
    let unknown = |key: &&String| !CONTACT.contains(&key.as_str()) && !key.starts_with("x-");
    if let Some(key) = item.as_object().and_then(|item| item.keys().find(unknown)) {
        let near = did_you_mean(nearest(key, CONTACT.into_iter()));
        return Err(Error::new(Code::UnknownKey, format!("an invitation has no {key:?}{near}"))
            .with_field("history")
            .with_got(key.as_str()));
    }
    let at = if item.is_object() { item.get("at") } else { Some(item) };
    let outcome = match item.get("outcome") {
        Some(Value::String(name)) => name.parse()?,
        None | Some(Value::Null) => InvitationOutcome::Sent,
        Some(other) => return Err(Error::option("outcome", "a text", other.to_string())),
    };
    Ok(Contact { at: time(at, "at")?, survey: id(item, "survey")?, channel: id(item, "channel")?, outcome })
}

fn time(value: Option<&Value>, name: &'static str) -> Result<Instant> {
    match value {
        Some(Value::String(text)) => parse_time(text, &Zone::UTC),
        _ => Err(Error::expected(Code::InvalidTime, name, "a time", "another kind of value")),
    }
}

fn id<T: std::str::FromStr<Err = Error>>(item: &Value, key: &'static str) -> Result<Option<T>> {
    match item.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => id.parse().map(Some),
        Some(other) => Err(Error::option(key, "an id", other.to_string())),
    }
}

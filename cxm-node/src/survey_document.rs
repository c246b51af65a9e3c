//! Survey documents and contact policies. Documents cross as JSON text, both ways.

use cxm_core::call::{self, Args};
use cxm_core::domain::document::Document as _;
use cxm_core::domain::{ContactPolicy, survey::Survey};
use napi_derive::napi;

use crate::error::guarded;

/// A survey that keeps every rule.
#[napi]
pub struct SurveyDocument(Survey);

#[napi]
impl SurveyDocument {
    /// The survey of a document.
    ///
    /// # Errors
    /// The first problem.
    #[napi(catch_unwind, factory)]
    pub fn from_json(text: String) -> napi::Result<Self> {
        guarded(|| call::survey_from_json(&text).map(Self))
    }

    /// A survey to begin with.
    ///
    /// # Errors
    /// `invalid_option`.
    #[napi(catch_unwind, factory)]
    pub fn template(name: String, options: String) -> napi::Result<Self> {
        guarded(|| call::survey_template(&name, Args::from_json("Survey.template", &options)?).map(Self))
    }

    /// The document.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn text(&self) -> String {
        self.0.write().to_string()
    }

    /// The JSON Schema of a response.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn json_schema(&self) -> String {
        self.0.json_schema().to_string()
    }

    /// A response with its problems.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn parse(&self, response: String) -> String {
        call::survey_parse(&self.0, &response).to_string()
    }

    /// The question to ask next.
    ///
    /// # Errors
    /// `invalid_json`.
    #[napi(catch_unwind)]
    pub fn next_question(&self, answers: String) -> napi::Result<String> {
        guarded(|| Ok(call::survey_next_question(&self.0, &answers)?.to_string()))
    }

    /// The quota that is full.
    ///
    /// # Errors
    /// `invalid_json`.
    #[napi(catch_unwind)]
    pub fn full_quota(&self, given: String) -> napi::Result<String> {
        guarded(|| Ok(call::survey_full_quota(&self.0, &given)?.to_string()))
    }

    /// Rule V-S5 against a newer revision.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn revision(&self, newer: &SurveyDocument) -> String {
        call::survey_revision(&self.0, &newer.0).to_string()
    }

    /// Answers counted by option.
    ///
    /// # Errors
    /// As the core.
    #[napi(catch_unwind)]
    pub fn tabulate(&self, question: String, answers: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let args = Args::from_json("tabulate", &options)?;
            Ok(call::survey_tabulate(&self.0, &question, &answers, args)?.to_string())
        })
    }

    /// Whether two are the same document.
    #[napi(catch_unwind)]
    #[must_use]
    pub fn equals(&self, other: &SurveyDocument) -> bool {
        self.0 == other.0
    }
}

/// How often one respondent may be asked.
#[napi]
pub struct ContactPolicyData(ContactPolicy);

#[napi]
impl ContactPolicyData {
    /// The policy of a document.
    ///
    /// # Errors
    /// The first problem.
    #[napi(catch_unwind, factory)]
    pub fn from_json(text: String) -> napi::Result<Self> {
        guarded(|| call::contact_policy(&text).map(Self))
    }

    /// Whether an invitation may go out.
    ///
    /// # Errors
    /// `invalid_time`.
    #[napi(catch_unwind)]
    pub fn may_invite(&self, given: String) -> napi::Result<String> {
        guarded(|| Ok(call::may_invite(&self.0, &given)?.to_string()))
    }
}

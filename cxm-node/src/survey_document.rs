//! Survey documents and contact policies. Documents cross as JSON text, both ways.

use cxm_core::call::{self, Args};
use cxm_core::domain::ContactPolicy;
use cxm_core::domain::document::Document as _;
use cxm_core::domain::survey::Survey;
use napi_derive::napi;

use crate::error::guarded;

/// A survey that keeps every rule.
#[napi]
pub struct SurveyDocument(Survey);

#[napi]
impl SurveyDocument {
    #[napi(factory, catch_unwind)]
    pub fn from_json(text: String) -> napi::Result<Self> {
        guarded(|| call::survey_from_json(&text).map(Self))
    }

    #[napi(factory, catch_unwind)]
    pub fn template(name: String, options: String) -> napi::Result<Self> {
        guarded(|| call::survey_template(&name, Args::from_json("Survey.template", &options)?).map(Self))
    }

    #[napi(catch_unwind)]
    pub fn text(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.write().to_string()))
    }

    #[napi(catch_unwind)]
    pub fn json_schema(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.json_schema().to_string()))
    }

    /// A response with its problems.
    #[napi(catch_unwind)]
    pub fn parse(&self, response: String) -> napi::Result<String> {
        guarded(|| Ok(call::survey_parse(&self.0, &response)))
    }

    /// The problems alone; null where there are none.
    #[napi(catch_unwind)]
    pub fn validate(&self, response: String) -> napi::Result<Option<String>> {
        guarded(|| {
            let problems = self.0.validate(&response);
            Ok((!problems.is_empty()).then(|| call::problems_json(&problems).to_string()))
        })
    }

    #[napi(catch_unwind)]
    pub fn next_question(&self, answers: String) -> napi::Result<String> {
        guarded(|| Ok(call::survey_next_question(&self.0, &answers)?.to_string()))
    }

    #[napi(catch_unwind)]
    pub fn full_quota(&self, given: String) -> napi::Result<String> {
        guarded(|| Ok(call::survey_full_quota(&self.0, &given)?.to_string()))
    }

    #[napi(catch_unwind)]
    pub fn revision(&self, newer: &SurveyDocument) -> napi::Result<String> {
        guarded(|| Ok(call::survey_revision(&self.0, &newer.0).to_string()))
    }

    #[napi(catch_unwind)]
    pub fn tabulate(&self, question: String, answers: String, options: String) -> napi::Result<String> {
        guarded(|| {
            let args = Args::from_json("tabulate", &options)?;
            Ok(call::survey_tabulate(&self.0, &question, &answers, args)?.to_string())
        })
    }

    #[napi(catch_unwind)]
    pub fn equals(&self, other: &SurveyDocument) -> napi::Result<bool> {
        guarded(|| Ok(self.0 == other.0))
    }
}

/// How often one respondent may be asked.
#[napi]
pub struct ContactPolicyData(ContactPolicy);

#[napi]
impl ContactPolicyData {
    #[napi(factory, catch_unwind)]
    pub fn from_json(text: String) -> napi::Result<Self> {
        guarded(|| call::contact_policy(&text).map(Self))
    }

    #[napi(catch_unwind)]
    pub fn may_invite(&self, given: String) -> napi::Result<String> {
        guarded(|| Ok(call::may_invite(&self.0, &given)?.to_string()))
    }
}

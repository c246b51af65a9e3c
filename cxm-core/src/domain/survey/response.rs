use super::Answer;
use crate::domain::document::{document, names};
use crate::domain::{
    ChannelId, InteractionId, InvitationId, Language, QuestionId, RespondentId, ResponseId, SurveyId, Timestamp,
};
use serde_json::Value;
use std::collections::BTreeMap;

document! {
    /// One respondent's answers to one survey.
    pub struct SurveyResponse {
        /// Its id.
        id: ResponseId,
        /// The survey.
        survey: SurveyId,
        /// The revision of the survey it was collected under.
        rev: u32,
        /// Who answered; anonymous without.
        respondent: Option<RespondentId>,
        /// When.
        at: Timestamp,
        /// Whether it is whole.
        status: ResponseStatus,
        /// By which channel.
        channel: Option<ChannelId>,
        /// In which language.
        language: Option<Language>,
        /// The invitation it answers; an invitation has one response.
        invitation: Option<InvitationId>,
        /// The interaction it is about.
        interaction: Option<InteractionId>,
        /// The response it corrects: an edit is a new record.
        supersedes: Option<ResponseId>,
        /// Its weight.
        weight: Option<f64>,
        /// The answers by question.
        answers: BTreeMap<QuestionId, Answer>,
        /// Anything else about the response.
        props: BTreeMap<String, Value> = BTreeMap::new(),
    }
}

names! {
    /// How far a response came.
    pub enum ResponseStatus {
        /// To the end.
        Complete "complete",
        /// Not to the end.
        Partial "partial",
        /// The respondent is not one of those who are asked.
        ScreenedOut "screenedOut",
        /// There are enough such respondents already.
        OverQuota "overQuota",
        /// A trial, not to be counted.
        Test "test",
    }
}

use super::{Question, Quota, Respondents, SurveyKind};
use crate::domain::document::{document, read_document, require_none};
use crate::domain::{ContactPolicy, Language, SurveyId, Text};
use crate::error::{Code, Error, Result, nearest};
use std::collections::BTreeSet;

document! {
    /// The questions that are put to someone, in their order.
    pub struct Survey {
        /// Its id, which responses name.
        id: SurveyId,
        /// Its revision, counted up.
        rev: u32,
        /// What it is for.
        kind: SurveyKind,
        /// Who is asked.
        respondents: Respondents,
        /// What the respondent reads first.
        title: Text,
        /// The languages it is offered in; without, those of its texts.
        languages: Vec<Language> = Vec::new(),
        /// The questions.
        questions: Vec<Question>,
        /// How many responses of a kind are wanted.
        quotas: Vec<Quota> = Vec::new(),
        /// How often one may be asked.
        contact_policy: Option<ContactPolicy>,
    }
}

impl Survey {
    /// A survey that keeps every rule, from its document.
    ///
    /// # Errors
    /// The first problem of shape with its place, or the first broken rule as `invalid_document`.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::survey::Survey;
    /// let survey = |kind: &str| {
    ///     Survey::from_json(&format!(r#"{{"id": "s", "rev": 1, "kind": "pulse", "respondents": "customers", "title": {{"en": "Us"}},
    ///         "questions": [{{"id": "q", "rev": 1, "text": {{"en": "How likely are you to recommend us?"}}, "kind": {kind}}}]}}"#))
    /// };
    /// assert_eq!(survey(r#""nps""#)?.next_question_after("{}")?.unwrap().id.as_str(), "q");
    /// let error = survey(r#"{"csat": {"scale": {"min": 1, "max": 5, "direction": "higherIsBetter"}, "topBox": 7}}"#).unwrap_err();
    /// assert_eq!(error.pointer(), Some("/questions/0/kind/csat/topBox")); // V-S2
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let survey: Self = read_document("a survey", text)?;
        let mut problems = Vec::new();
        survey.check("", &mut problems);
        require_none(&problems)?;
        Ok(survey)
    }

    /// A question by its id.
    ///
    /// # Errors
    /// `unknown_id`, with the nearest.
    pub fn question(&self, id: &str) -> Result<&Question> {
        self.questions.iter().find(|question| question.id.as_str() == id).ok_or_else(|| {
            let near = nearest(id, self.questions.iter().map(|question| question.id.as_str()));
            let hint = near.map_or_else(String::new, |near| format!("; the nearest is {near:?}"));
            let got: String = id.chars().take(40).collect();
            Error::new(Code::UnknownId, format!("the survey {:?} has no question {got:?}{hint}", self.id.as_str())).with_got(got)
        })
    }

    /// Whether it is offered in a language. Where it declares none, the title speaks for all texts (V-S6).
    pub(super) fn offers(&self, language: &Language) -> bool {
        if self.languages.is_empty() {
            self.title.languages().any(|own| own == language)
        } else {
            self.languages.contains(language)
        }
    }

    /// The languages it is offered in: those it declares, else every language of its texts.
    #[must_use]
    pub fn offered_languages(&self) -> BTreeSet<&Language> {
        if !self.languages.is_empty() {
            return self.languages.iter().collect();
        }
        self.texts().into_iter().flat_map(|(_, text)| text.languages()).collect()
    }
}

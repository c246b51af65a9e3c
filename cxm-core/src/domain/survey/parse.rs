use super::bare_answer::with_key;
use super::check_answer::check_answer;
use super::{Answer, ResponseStatus, Survey, SurveyResponse};
use crate::domain::QuestionId;
use crate::domain::document::{At, Document, Problem, Severity};
use crate::error::{Code, nearest, push_key};
use crate::state::{Tree, read_tree};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A response as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The response, when there is no error.
    pub value: Option<SurveyResponse>,
    /// Everything that is wrong, in the order of the document.
    pub problems: Vec<Problem>,
}

impl Parsed {
    /// Whether there is no error; warnings may be.
    #[must_use]
    pub const fn is_ok(&self) -> bool {
        self.value.is_some()
    }
}

/// So many names that are not known are told the nearest.
pub(super) const HINTS: usize = 10;

/// The answers that could be read.
pub(super) type Answers = BTreeMap<QuestionId, Answer>;

impl Survey {
    /// Reads a response in JSON. Bad data give problems, never an error; every one has a JSON Pointer.
    ///
    /// A bare 9 is read as `{"score": 9}`, `"red"` as `{"choice": "red"}` and null as `"skipped"`, as the question asks.
    /// An older revision of the survey is fine (rule V-S5 keeps its answers valid); what that revision did not ask is not missed.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::document::read_text;
    /// use cxm_core::domain::survey::Survey;
    /// let text = r#"{"id": "s", "rev": 1, "kind": "pulse", "respondents": "customers", "title": {"en": "Us"},
    ///     "questions": [{"id": "nps", "rev": 1, "text": {"en": "How likely are you to recommend us?"}, "kind": "nps"}]}"#;
    /// let survey = read_text::<Survey>("a survey", text)?.0.unwrap();
    /// let response = |nps: &str| {
    ///     format!(r#"{{"id": "r", "survey": "s", "rev": 1, "at": "2026-11-21T10:00:00+01:00", "status": "complete", "answers": {{"nps": {nps}}}}}"#)
    /// };
    /// assert!(survey.parse(&response("9")).is_ok());
    /// let parsed = survey.parse(&response("11"));
    /// assert_eq!(parsed.problems[0].to_string(), r#"out_of_range at /answers/nps/score: question "nps" has the scale 0..=10, got 11"#);
    /// # Ok::<(), cxm_core::Error>(())
    /// ```
    #[must_use]
    pub fn parse(&self, response: &str) -> Parsed {
        let mut problems = Vec::new();
        let value = match read_tree("a response", response) {
            Ok(tree) => self.read(tree, &mut problems),
            Err(error) => {
                problems.push(Problem::of(&error, ""));
                None
            }
        };
        let refused = problems.iter().any(|problem| problem.severity == Severity::Error);
        Parsed { value: value.filter(|_| !refused), problems }
    }

    /// Everything that is wrong with a response in JSON: the problems of [`parse`](Self::parse).
    #[must_use]
    pub fn validate(&self, response: &str) -> Vec<Problem> {
        self.parse(response).problems
    }

    fn read(&self, mut tree: Tree, problems: &mut Vec<Problem>) -> Option<SurveyResponse> {
        // The answers are read by their questions, the rest by its declaration; each lists its problems though the other has some.
        let mut answers = None;
        if let Tree::Map(pairs) = &mut tree
            && let Some((_, given)) = pairs.iter_mut().find(|(key, given)| key == "answers" && matches!(given, Tree::Map(_)))
        {
            answers = Some(std::mem::replace(given, Tree::Map(Vec::new())));
        }
        let mut response = SurveyResponse::read(&At::root(&tree), problems);
        if let Some(response) = &response {
            self.check_envelope(response, problems);
        }
        let older = response.as_ref().is_some_and(|response| response.rev < self.rev);
        let answers = match answers {
            Some(Tree::Map(pairs)) => self.read_answers(pairs, older, problems),
            _ => Answers::new(),
        };
        if let Some(response) = &mut response {
            self.check_required(response, &answers, problems);
            response.answers = answers;
        }
        response
    }

    /// The answers whose shape is right, each checked against its question.
    fn read_answers(&self, pairs: Vec<(String, Tree)>, older: bool, problems: &mut Vec<Problem>) -> Answers {
        let mut answers = Answers::new();
        let questions = self.lookup(pairs.len());
        for (id, tree) in pairs {
            let mut pointer = String::from("/answers");
            push_key(&mut pointer, &id);
            let Some(question) = questions.find(&id) else {
                self.report_unknown(&id, older, pointer, problems);
                continue;
            };
            let first = problems.len();
            let tree = with_key(&question.kind, tree);
            if let Some(answer) = Answer::read(&At::root(&tree), problems) {
                check_answer(question, &answer, &pointer, problems);
                if answers.insert(question.id.clone(), answer).is_some() {
                    let message = format!("the question {id:?} is answered twice; keep one");
                    problems.push(Problem::error(Code::DuplicateKey.name(), pointer, message));
                }
            } else {
                for problem in problems.iter_mut().skip(first) {
                    problem.pointer.insert_str(0, &pointer); // it was read as a document of its own
                }
            }
        }
        answers
    }

    #[cold]
    fn report_unknown(&self, id: &str, older: bool, pointer: String, problems: &mut Vec<Problem>) {
        // The nearest is sought for the first problems only: the time stays linear in the response.
        let sought = if problems.len() < HINTS { usize::MAX } else { 0 };
        let near = nearest(id, self.questions.iter().map(|question| question.id.as_str()).take(sought));
        let hint = near.map_or_else(String::new, |near| format!("; the nearest is {near:?}"));
        let got: String = id.chars().take(40).collect();
        let message = format!("the survey {:?} has no question {got:?}{hint}", self.id.as_str());
        let code = Code::UnknownId.name();
        problems.push(if older { Problem::warning(code, pointer, message) } else { Problem::error(code, pointer, message) });
    }

    /// Everything that is wrong with a response that was put together in code.
    #[must_use]
    pub fn check_response(&self, response: &SurveyResponse) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.check_envelope(response, &mut problems);
        let questions = self.lookup(response.answers.len());
        for (id, answer) in &response.answers {
            let mut pointer = String::from("/answers");
            push_key(&mut pointer, id.as_str());
            match questions.find(id.as_str()) {
                Some(question) => check_answer(question, answer, &pointer, &mut problems),
                None => self.report_unknown(id.as_str(), response.rev < self.rev, pointer, &mut problems),
            }
        }
        self.check_required(response, &response.answers, &mut problems);
        problems
    }

    fn check_envelope(&self, response: &SurveyResponse, problems: &mut Vec<Problem>) {
        if response.survey != self.id {
            let message = format!("this is a response to {:?}, not to {:?}", response.survey.as_str(), self.id.as_str());
            problems.push(Problem::error(Code::UnknownId.name(), "/survey", message));
        }
        if response.rev > self.rev {
            let message = format!("the survey is at revision {}, got {}; load the newer survey", self.rev, response.rev);
            problems.push(Problem::error(Code::DefinitionMismatch.name(), "/rev", message));
        }
        if let Some(weight) = response.weight.filter(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            let message = format!("a weight is finite and 0 or more, got {weight}");
            problems.push(Problem::error(Code::InvalidWeight.name(), "/weight", message));
        }
        if response.supersedes.as_ref() == Some(&response.id) {
            let message = "a response does not correct itself; give the edited one an id of its own";
            problems.push(Problem::error(Code::DuplicateId.name(), "/supersedes", message));
        }
        if let Some(language) = &response.language
            && !self.offers(language)
        {
            let message = format!("the survey is not offered in {:?}", language.as_str());
            problems.push(Problem::warning(Code::InvalidOption.name(), "/language", message));
        }
    }

    /// A complete response answers what is required, where it is shown; a hidden question has no answer.
    fn check_required(&self, response: &SurveyResponse, answers: &Answers, problems: &mut Vec<Problem>) {
        let whole = matches!(response.status, ResponseStatus::Complete | ResponseStatus::Test) && response.rev >= self.rev;
        let mut props = Map::new();
        // What no condition asks is not gathered.
        let asked = self.questions.iter().any(|question| question.show_if.is_some());
        // An answer that could not be read has been reported already.
        let in_answers = |problem: &Problem| Some(problem.pointer.strip_prefix("/answers/")?.split('/').next()?.to_owned());
        let reported: BTreeSet<String> = problems.iter().filter_map(in_answers).collect();
        for question in &self.questions {
            let shown = question.show_if.as_ref().is_none_or(|condition| condition.holds_of(&props));
            let answer = answers.get(&question.id);
            let mut report = |warning: bool, message: String| {
                let mut pointer = String::from("/answers");
                push_key(&mut pointer, question.id.as_str());
                if !reported.contains(pointer.trim_start_matches("/answers/")) {
                    let code = Code::InvalidDocument.name();
                    problems.push(if warning {
                        Problem::warning(code, pointer, message)
                    } else {
                        Problem::error(code, pointer, message)
                    });
                }
            };
            match answer {
                None | Some(Answer::Skipped) if shown && question.required && whole => {
                    report(false, format!("question {:?} is required in a complete response", question.id.as_str()));
                }
                Some(answer) if shown && question.required && whole && answer.is_empty() => {
                    report(
                        false,
                        format!(
                            "question {:?} is required in a complete response, and this answer is empty",
                            question.id.as_str()
                        ),
                    );
                }
                Some(answer) if !shown && !answer.is_missing() && response.rev == self.rev => {
                    report(true, format!("question {:?} is not shown after these answers", question.id.as_str()));
                }
                _ => {}
            }
            if asked
                && shown
                && let Some(answer) = answer
            {
                answer.add_props(question.id.as_str(), &mut props);
            }
        }
    }
}

/// The properties that quotas ask, of these answers.
pub(super) fn props(answers: &Answers) -> Map<String, Value> {
    let mut props = Map::new();
    for (question, answer) in answers {
        answer.add_props(question.as_str(), &mut props);
    }
    props
}

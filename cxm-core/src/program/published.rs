use crate::columns::fold;
use crate::domain::survey::{SurveyKind, three_questions};
use crate::domain::{ExperienceModel, Text};
use std::collections::BTreeSet;

/// What a model says to one of the three questions. Texts are folded: without regard to case and outer spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedAnswers {
    /// What the question may be called: its id, or its wording in a language.
    pub questions: BTreeSet<String>,
    /// What answers it: the id or the name, in any language, of an element.
    pub answers: BTreeSet<String>,
}

/// What a model says to the three questions: its personas (who is the customer?), its journeys (what do they live through?) and its goals (what should come
/// of it?).
///
/// The questions are the first three of the model's survey of kind `alignment`; without one, those of [`three_questions`].
///
/// # Examples
/// ```
/// use cxm_core::program::PublishedAnswers;
/// let who = PublishedAnswers { questions: ["q-who".to_owned()].into(), answers: ["patients".to_owned()].into() };
/// assert!(who.is_to("Q-Who ") && who.holds("Patients") && !who.holds("nurses"));
/// ```
#[must_use]
pub fn published_answers(model: &ExperienceModel) -> [PublishedAnswers; 3] {
    let parts = model.parts();
    let template = three_questions();
    let survey = parts.surveys.iter().find(|survey| survey.kind == SurveyKind::Alignment).unwrap_or(&template);
    let asked = |place: usize| {
        let question = survey.questions.get(place).or_else(|| template.questions.get(place));
        question.map(|question| named(question.id.as_str(), &question.text)).unwrap_or_default()
    };
    let all = |elements: Vec<BTreeSet<String>>| elements.into_iter().flatten().collect();
    [
        PublishedAnswers {
            questions: asked(0),
            answers: all(parts.personas.iter().map(|own| named(own.id.as_str(), &own.name)).collect()),
        },
        PublishedAnswers {
            questions: asked(1),
            answers: all(parts.journeys.iter().map(|own| named(own.id.as_str(), &own.name)).collect()),
        },
        PublishedAnswers {
            questions: asked(2),
            answers: all(parts.goals.iter().map(|own| named(own.id.as_str(), &own.name)).collect()),
        },
    ]
}

impl PublishedAnswers {
    /// Whether it is to this question.
    #[must_use]
    pub fn is_to(&self, question: &str) -> bool {
        self.questions.contains(&fold(question))
    }

    /// Whether this is one of the answers.
    #[must_use]
    pub fn holds(&self, answer: &str) -> bool {
        self.answers.contains(&fold(answer))
    }
}

/// What something may be called: its id, and its text in each language.
fn named(id: &str, text: &Text) -> BTreeSet<String> {
    let texts = text.languages().filter_map(|language| text.get(language.as_str()));
    std::iter::once(id).chain(texts).map(fold).collect()
}

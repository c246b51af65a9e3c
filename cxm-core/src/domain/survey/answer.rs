use crate::domain::document::{document, variants};
use crate::domain::{ChoiceId, Date};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

document! {
    /// One set of a best-worst question: what was shown, and the best and the worst of it.
    pub struct SetAnswer {
        /// The options of the set.
        shown: Vec<ChoiceId>,
        /// The best, or most important, of them.
        best: ChoiceId,
        /// The worst, or least important, of them.
        worst: ChoiceId,
    }
}

variants! {
    /// An answer. Missing is typed: a skipped question never enters a denominator by accident.
    pub enum Answer {
        /// A point of a scale.
        Score "score" (i64),
        /// One option.
        Choice "choice" (ChoiceId),
        /// None of the options, in the respondent's words.
        Other "other" (String),
        /// Several options.
        Choices "choices" (Vec<ChoiceId>),
        /// The options from first to last.
        Rank "rank" (Vec<ChoiceId>),
        /// The best and the worst of each set that was shown.
        BestWorst "bestWorst" (Vec<SetAnswer>),
        /// A point of the scale for each row.
        Matrix "matrix" (BTreeMap<ChoiceId, i64>),
        /// The points given to each option.
        Points "points" (BTreeMap<ChoiceId, u32>),
        /// A number.
        Number "number" (f64),
        /// Yes or no.
        Bool "bool" (bool),
        /// Words, or the name of an uploaded file.
        Text "text" (String),
        /// A day.
        Date "date" (Date),
        /// The question was shown and left out.
        Skipped "skipped",
        /// The question does not apply to the respondent.
        NotApplicable "notApplicable",
        /// The respondent does not know.
        DontKnow "dontKnow",
    }
}

impl Answer {
    /// The names of the reasons why there is no answer.
    pub(super) const MISSING: [&'static str; 3] = ["skipped", "notApplicable", "dontKnow"];

    /// The keys of the answers that there are, in documents: what a test can ask of an answer.
    pub(in crate::domain) const FIELDS: [&'static str; 12] =
        ["score", "choice", "other", "choices", "rank", "bestWorst", "matrix", "points", "number", "bool", "text", "date"];

    /// Whether it only says why there is no answer.
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self, Self::Skipped | Self::NotApplicable | Self::DontKnow)
    }

    /// Whether it says nothing, as a form sends a field that was not touched: a text of blanks, no option, no row, no set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Other(text) | Self::Text(text) => text.trim().is_empty(),
            Self::Choices(choices) | Self::Rank(choices) => choices.is_empty(),
            Self::BestWorst(sets) => sets.is_empty(),
            Self::Matrix(rows) => rows.is_empty(),
            Self::Points(points) => points.is_empty(),
            _ => false,
        }
    }

    /// The key in documents.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Score(_) => "score",
            Self::Choice(_) => "choice",
            Self::Other(_) => "other",
            Self::Choices(_) => "choices",
            Self::Rank(_) => "rank",
            Self::BestWorst(_) => "bestWorst",
            Self::Matrix(_) => "matrix",
            Self::Points(_) => "points",
            Self::Number(_) => "number",
            Self::Bool(_) => "bool",
            Self::Text(_) => "text",
            Self::Date(_) => "date",
            Self::Skipped => "skipped",
            Self::NotApplicable => "notApplicable",
            Self::DontKnow => "dontKnow",
        }
    }

    /// Adds the answer to the properties that branching and quotas ask: under the question's id the number, text, truth or list; a
    /// row of a matrix and an option of a constant sum under `question.row`; a missing answer, one that says nothing and best-worst sets not at all.
    pub(super) fn add_props(&self, question: &str, props: &mut Map<String, Value>) {
        if self.is_empty() {
            return;
        }
        let texts = |choices: &[ChoiceId]| choices.iter().map(|choice| Value::from(choice.as_str())).collect::<Value>();
        let value = match self {
            Self::Score(score) => Value::from(*score),
            Self::Choice(choice) => Value::from(choice.as_str()),
            Self::Other(text) | Self::Text(text) => Value::from(text.as_str()),
            Self::Choices(choices) | Self::Rank(choices) => texts(choices),
            Self::Number(number) => Value::from(*number),
            Self::Bool(yes) => Value::from(*yes),
            Self::Date(date) => Value::from(date.to_string()),
            Self::Matrix(rows) => {
                return props.extend(rows.iter().map(|(row, score)| (format!("{question}.{row}"), Value::from(*score))));
            }
            Self::Points(points) => {
                return props
                    .extend(points.iter().map(|(option, points)| (format!("{question}.{option}"), Value::from(*points))));
            }
            Self::BestWorst(_) | Self::Skipped | Self::NotApplicable | Self::DontKnow => return,
        };
        props.insert(question.to_owned(), value);
    }
}

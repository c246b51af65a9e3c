//! What the questions of a survey are answered with, as conditions see it: V-S8, V-S9.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Choice, QuestionKind, Survey};
use crate::domain::Date;
use crate::domain::predicate::{Op, Test};

/// What a property of a condition may hold.
pub(super) enum Answerable<'s> {
    Whole(i64, i64),
    Number(f64, f64),
    /// One of the options.
    One(BTreeSet<&'s str>),
    /// Some of them.
    Some(BTreeSet<&'s str>),
    Truth,
    Day,
    Words,
}

/// The properties that a survey's answers have, each with the place of the first question that gives it.
pub(super) struct Answers<'s>(BTreeMap<String, (usize, Answerable<'s>)>);

impl<'s> Answers<'s> {
    pub(super) fn of(survey: &'s Survey) -> Self {
        let mut found = BTreeMap::new();
        for (place, question) in survey.questions.iter().enumerate() {
            let id = question.id.as_str();
            let ids = || question.kind.options().iter().map(|option: &Choice| option.id.as_str());
            let mut add = |prop: String, answerable| _ = found.entry(prop).or_insert((place, answerable));
            let one = match &question.kind {
                QuestionKind::Matrix(matrix) => {
                    let (min, max) = (matrix.scale.min.into(), matrix.scale.max.into());
                    ids().for_each(|row| add(format!("{id}.{row}"), Answerable::Whole(min, max)));
                    continue;
                }
                QuestionKind::ConstantSum(sum) => {
                    ids().for_each(|option| add(format!("{id}.{option}"), Answerable::Whole(0, sum.total.into())));
                    continue;
                }
                QuestionKind::MaxDiff(_) => continue,
                QuestionKind::Nps => Answerable::Whole(0, 10),
                QuestionKind::Csat(_) | QuestionKind::Ces(_) | QuestionKind::Rating(_) | QuestionKind::Semantic(_) => {
                    let Some(scale) = question.kind.scale() else { continue }; // each has one
                    Answerable::Whole(scale.min.into(), scale.max.into())
                }
                QuestionKind::SingleChoice(single) if single.other => Answerable::Words,
                QuestionKind::SingleChoice(_) | QuestionKind::Emotion(_) => Answerable::One(ids().collect()),
                QuestionKind::MultiChoice(_) | QuestionKind::Ranking(_) => Answerable::Some(ids().collect()),
                QuestionKind::Slider(slider) => Answerable::Number(slider.min, slider.max),
                QuestionKind::Number(_) => Answerable::Number(f64::NEG_INFINITY, f64::INFINITY),
                QuestionKind::YesNo | QuestionKind::Consent(_) => Answerable::Truth,
                QuestionKind::Date => Answerable::Day,
                QuestionKind::OpenText(_) | QuestionKind::File => Answerable::Words,
            };
            add(id.to_owned(), one);
        }
        Self(found)
    }

    pub(super) fn get(&self, prop: &str) -> Option<&(usize, Answerable<'s>)> {
        self.0.get(prop)
    }
}

impl Answerable<'_> {
    /// Why no answer is what a test asks: then it holds of every answer or of none.
    pub(super) fn refuses(&self, test: &Test) -> Option<String> {
        let told = |value: &Value| Some(format!("{value} is no answer to {:?}, which is answered by {}", test.prop, self.told()));
        match (test.op, &test.value) {
            (Op::In, Value::Array(members)) => members.iter().find(|member| !self.holds(member)).and_then(told),
            (Op::Contains, value) => match self {
                Self::Some(ids) => !value.as_str().is_some_and(|id| ids.contains(id)),
                Self::Whole(..) | Self::Number(..) | Self::Truth => true,
                Self::One(_) | Self::Day | Self::Words => !value.is_string(),
            }
            .then(|| told(value))
            .flatten(),
            (Op::Lt | Op::Le | Op::Gt | Op::Ge, value) => (!self.has_one_that_passes(test))
                .then(|| format!("no answer to {:?} is {} {value}: it is answered by {}", test.prop, test.op, self.told())),
            (Op::Eq | Op::Ne, Value::Array(members)) => {
                let listed = matches!(self, Self::Some(_)) && members.iter().all(|member| self.holds(member));
                (!listed).then(|| told(&test.value)).flatten()
            }
            (Op::Eq | Op::Ne, _) if matches!(self, Self::Some(_)) => {
                Some(format!("{:?} is answered by a list; ask \"contains\" or \"in\"", test.prop))
            }
            (Op::Eq | Op::Ne, value) => (!self.holds(value)).then(|| told(value)).flatten(),
            (Op::Exists | Op::In, _) => None, // "in" without a list is told by the test's own rule
        }
    }

    /// Whether a value is an answer, or one of a list of answers.
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Whole(min, max), Value::Number(number)) => {
                number.as_f64().is_some_and(|value| value.fract() == 0.0 && (*min as f64..=*max as f64).contains(&value))
            }
            (Self::Number(min, max), Value::Number(number)) => {
                number.as_f64().is_some_and(|value| (*min..=*max).contains(&value))
            }
            (Self::One(ids) | Self::Some(ids), Value::String(id)) => ids.contains(id.as_str()),
            (Self::Truth, Value::Bool(_)) | (Self::Words, Value::String(_)) => true,
            (Self::Day, Value::String(day)) => day.parse::<Date>().is_ok(),
            _ => false,
        }
    }

    /// Whether the lowest or the highest answer passes a test of order; texts have no lowest.
    fn has_one_that_passes(&self, test: &Test) -> bool {
        let passes = |value: Value| test.holds_of(Some(&value));
        match self {
            Self::Whole(min, max) => passes(Value::from(*min)) || passes(Value::from(*max)),
            Self::Number(min, max) if min.is_finite() => passes(Value::from(*min)) || passes(Value::from(*max)),
            Self::Number(..) => test.value.is_number(),
            Self::One(_) | Self::Day | Self::Words => test.value.is_string(),
            Self::Some(_) | Self::Truth => false,
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Whole(min, max) => format!("whole numbers from {min} to {max}"),
            Self::Number(min, max) if min.is_finite() => format!("numbers from {min} to {max}"),
            Self::Number(..) => "numbers".to_owned(),
            Self::One(ids) | Self::Some(ids) => {
                let first: Vec<&str> = ids.iter().copied().take(FEW).collect();
                let more = if ids.len() > FEW { format!(" and {} more", ids.len() - FEW) } else { String::new() };
                format!("its options {}{more}", first.join(", "))
            }
            Self::Truth => "true or false".to_owned(),
            Self::Day => "a day such as \"2026-11-21\"".to_owned(),
            Self::Words => "words".to_owned(),
        }
    }
}

/// So many are named in a message.
pub(super) const FEW: usize = 5;

//! What the questions of a survey are answered with, as conditions see it: V-S8, V-S9.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::day_part::{FIRST, LAST, is_in_a_day};
use super::{Choice, QuestionKind, Slider, Survey};
use crate::domain::Date;
use crate::domain::predicate::{Op, Test};

/// What a property of a condition may hold.
pub(super) enum Answerable<'s> {
    Whole(i64, i64),
    Number,
    Steps(&'s Slider),
    /// One of the options.
    One(BTreeSet<&'s str>),
    /// So many of the options, from the fewest to the most.
    Some(BTreeSet<&'s str>, usize, usize),
    /// All options in an order.
    Order(BTreeSet<&'s str>),
    Truth,
    Day,
    /// Words, of so many characters at most.
    Words(Option<u32>),
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
                QuestionKind::SingleChoice(single) if single.other => Answerable::Words(None),
                QuestionKind::SingleChoice(_) | QuestionKind::Emotion(_) => Answerable::One(ids().collect()),
                QuestionKind::MultiChoice(multi) => {
                    let most = multi.max.map_or(multi.options.len(), usize::from);
                    Answerable::Some(ids().collect(), usize::from(multi.min.max(1)), most)
                }
                QuestionKind::Ranking(_) => Answerable::Order(ids().collect()),
                QuestionKind::Slider(slider) => Answerable::Steps(slider),
                QuestionKind::Number(_) => Answerable::Number,
                QuestionKind::YesNo | QuestionKind::Consent(_) => Answerable::Truth,
                QuestionKind::Date => Answerable::Day,
                QuestionKind::OpenText(open) => Answerable::Words(open.max_chars),
                QuestionKind::File => Answerable::Words(None),
            };
            add(id.to_owned(), one);
        }
        Self(found)
    }

    pub(super) fn get(&self, prop: &str) -> Option<&(usize, Answerable<'s>)> {
        self.0.get(prop)
    }

    /// What the first `asked` questions give.
    pub(super) fn before(&self, asked: usize) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(_, (place, _))| *place < asked).map(|(prop, _)| prop.as_str())
    }
}

impl Answerable<'_> {
    /// Why a test tells no answers apart: what it compares with is no answer, or none passes it. An answer that says nothing counts as none given.
    pub(super) fn refuses(&self, test: &Test) -> Option<String> {
        let told = |value: &Value| {
            let exists = if says_nothing(value) { "; whether it is answered is asked by \"exists\"" } else { "" };
            Some(format!("{} is no answer to {:?}, which is answered by {}{exists}", shown(value), test.prop, self.told()))
        };
        match (test.op, &test.value) {
            (Op::In, Value::Array(members)) => members.iter().find(|member| !self.has_member(member)).and_then(told),
            (Op::Contains, value) => (!self.has_one_that_contains(value)).then(|| told(value)).flatten(),
            (Op::Lt | Op::Le | Op::Gt | Op::Ge, value) if self.parts_none(test) => told(value),
            (Op::Lt | Op::Le | Op::Gt | Op::Ge, value) => (!self.has_one_that_passes(test)).then(|| {
                format!("no answer to {:?} is {} {}: it is answered by {}", test.prop, test.op, shown(value), self.told())
            }),
            (Op::Eq | Op::Ne, value) if self.is_list() && !value.is_array() => {
                Some(format!("{:?} is answered by a list; ask \"contains\" or \"in\"", test.prop))
            }
            (Op::Eq | Op::Ne, value) => (!self.holds(value)).then(|| told(value)).flatten(),
            (Op::Exists | Op::In, _) => None, // "in" without a list is told by the test's own rule
        }
    }

    const fn is_list(&self) -> bool {
        matches!(self, Self::Some(..) | Self::Order(_))
    }

    /// Whether a value is an answer.
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Whole(min, max), Value::Number(number)) => {
                number.as_f64().is_some_and(|value| value.fract() == 0.0 && (*min as f64..=*max as f64).contains(&value))
            }
            (Self::Steps(slider), Value::Number(number)) => {
                number.as_f64().is_some_and(|value| (slider.min..=slider.max).contains(&value) && slider.has_step(value))
            }
            (Self::One(ids), Value::String(id)) => ids.contains(id.as_str()),
            (Self::Some(ids, fewest, most), Value::Array(members)) => {
                (*fewest..=*most).contains(&members.len()) && are_distinct(ids, members)
            }
            (Self::Order(ids), Value::Array(members)) => members.len() == ids.len() && are_distinct(ids, members),
            (Self::Number, Value::Number(_)) | (Self::Truth, Value::Bool(_)) => true,
            (Self::Day, Value::String(day)) => day.parse::<Date>().is_ok(),
            (Self::Words(max), Value::String(words)) => !says_nothing(value) && fits(words, *max),
            _ => false,
        }
    }

    /// Whether a value is an answer, or one of a list of answers.
    fn has_member(&self, value: &Value) -> bool {
        match self {
            Self::Some(ids, ..) | Self::Order(ids) => value.as_str().is_some_and(|id| ids.contains(id)),
            _ => self.holds(value),
        }
    }

    fn has_one_that_contains(&self, value: &Value) -> bool {
        let Value::String(part) = value else { return false };
        match self {
            Self::Some(ids, ..) | Self::Order(ids) => ids.contains(part.as_str()),
            Self::One(ids) => ids.contains(part.as_str()) || ids.iter().any(|id| id.contains(part.as_str())),
            Self::Day => is_in_a_day(part),
            // Blanks stand in an answer that has room for a word beside them.
            Self::Words(max) if part.trim().is_empty() => max.is_none_or(|max| part.chars().count() < max as usize),
            Self::Words(max) => fits(part, *max),
            Self::Whole(..) | Self::Number | Self::Steps(_) | Self::Truth => false,
        }
    }

    /// Whether every option or every day passes a test of order with a text that is none of them.
    fn parts_none(&self, test: &Test) -> bool {
        let passes = |text: &&str| test.holds_of(Some(&Value::from(*text)));
        let ends = match self {
            Self::One(ids) => ids.first().zip(ids.last()),
            Self::Day => Some((&FIRST, &LAST)),
            _ => None,
        };
        ends.is_some_and(|(first, last)| passes(first) && passes(last)) && !self.holds(&test.value)
    }

    /// Whether the lowest or the highest answer passes a test of order.
    fn has_one_that_passes(&self, test: &Test) -> bool {
        let passes = |value: Value| test.holds_of(Some(&value));
        match (self, &test.value) {
            (Self::Whole(min, max), _) => passes(Value::from(*min)) || passes(Value::from(*max)),
            (Self::Number, _) => passes(Value::from(f64::MIN)) || passes(Value::from(f64::MAX)),
            (Self::Steps(slider), value) => {
                let is_end = matches!(test.op, Op::Le | Op::Ge) && self.holds(value);
                is_end || passes(Value::from(slider.min)) || passes(Value::from(slider.highest()))
            }
            (Self::One(ids), _) => ids.first().into_iter().chain(ids.last()).any(|id| passes(Value::from(*id))),
            (Self::Day, _) => passes(Value::from(FIRST)) || passes(Value::from(LAST)),
            (Self::Words(max), Value::String(words)) => match test.op {
                Op::Lt | Op::Le => passes(Value::from("\0")), // the lowest text that is no blank
                Op::Ge => self.holds(&test.value) || !is_from_the_last(words, *max),
                _ => !is_from_the_last(words, *max),
            },
            (Self::Words(_) | Self::Some(..) | Self::Order(_) | Self::Truth, _) => false,
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Whole(min, max) => format!("whole numbers from {min} to {max}"),
            Self::Number => "numbers".to_owned(),
            Self::Steps(Slider { min, max, step, .. }) => format!("numbers from {min} to {max} by steps of {step}"),
            Self::One(ids) => format!("its options {}", first_of(ids)),
            Self::Some(ids, fewest, most) => {
                let n = if fewest == most { fewest.to_string() } else { format!("{fewest} to {most}") };
                format!("a list of {n} of its options {}", first_of(ids))
            }
            Self::Order(ids) => format!("a list of all its options {}", first_of(ids)),
            Self::Truth => "true or false".to_owned(),
            Self::Day => "a day such as \"2026-11-21\"".to_owned(),
            Self::Words(Some(max)) => format!("words of at most {max} characters"),
            Self::Words(None) => "words".to_owned(),
        }
    }
}

/// As an answer says nothing that is blank or an empty list.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(members) => members.is_empty(),
        _ => false,
    }
}

/// Whether these are options, none of them twice.
fn are_distinct(ids: &BTreeSet<&str>, members: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    members.iter().all(|member| member.as_str().is_some_and(|id| ids.contains(id) && seen.insert(id)))
}

fn fits(words: &str, max: Option<u32>) -> bool {
    max.is_none_or(|max| words.chars().count() <= max as usize)
}

/// Whether words are the last that there can be, by the order of texts, or come after them.
fn is_from_the_last(words: &str, max: Option<u32>) -> bool {
    max.is_some_and(|max| words.chars().take_while(|&c| c == char::MAX).take(max as usize).count() == max as usize)
}

/// So many are named in a message.
pub(super) const FEW: usize = 5;

fn first_of(ids: &BTreeSet<&str>) -> String {
    let first: Vec<&str> = ids.iter().copied().take(FEW).collect();
    let more = if ids.len() > FEW { format!(" and {} more", ids.len() - FEW) } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// A value as a message has it: its beginning, where it is long.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    let first: String = text.chars().take(60).collect();
    if first.len() < text.len() { format!("{first}...") } else { first }
}

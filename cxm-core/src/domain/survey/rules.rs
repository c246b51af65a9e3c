//! The rules of a survey by itself: V-S2 to V-S4, V-S6 to V-S10. (V-S1 holds by its form, V-S5 is between two revisions.)

use super::answerable::FEW;
use super::conditions::Conditions;
use super::{Ces, CesForm, Choice, Question, QuestionKind, QuestionScale, Survey};
use crate::domain::Text;
use crate::domain::document::Problem;
use crate::error::{push_key, push_place};
use crate::stats::Direction;
use std::collections::{BTreeMap, BTreeSet};

/// A way into a document, put together from the outside in.
pub(super) struct Way(String);

impl Way {
    pub(super) const fn at(pointer: String) -> Self {
        Self(pointer)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn key(&self, key: &str) -> Self {
        let mut pointer = self.0.clone();
        push_key(&mut pointer, key);
        Self(pointer)
    }

    fn place(&self, key: &str, place: usize) -> Self {
        let mut pointer = self.key(key).0;
        push_place(&mut pointer, place);
        Self(pointer)
    }

    pub(super) fn report(&self, rule: &'static str, message: impl Into<String>, problems: &mut Vec<Problem>) {
        problems.push(Problem::error(rule, self.0.clone(), message));
    }
}

impl Survey {
    /// Adds every rule that the survey, which stands at `pointer` of a document, breaks.
    ///
    /// # Examples
    /// ```
    /// use cxm_core::domain::survey::three_questions;
    /// let mut survey = three_questions();
    /// survey.questions[1].id = survey.questions[0].id.clone();
    /// let mut problems = Vec::new();
    /// survey.check("/surveys/0", &mut problems);
    /// assert_eq!((problems[0].code, problems[0].pointer.as_str()), ("V-S7", "/surveys/0/questions/1/id"));
    /// ```
    pub fn check(&self, pointer: &str, problems: &mut Vec<Problem>) {
        let way = Way(pointer.to_owned());
        let mut asked = BTreeMap::new();
        let mut conditions = Conditions::of(self);
        for (place, question) in self.questions.iter().enumerate() {
            let way = way.place("questions", place);
            check_kind(question, &way.key("kind").key(question.kind.key()), problems);
            if let Some(condition) = &question.show_if {
                conditions.check(condition, place, "V-S8", &way.key("showIf"), problems);
            }
            if let Some(first) = asked.insert(question.id.as_str(), place) {
                let message =
                    format!("the id {:?} is that of question {first} too; give it one of its own", question.id.as_str());
                way.key("id").report("V-S7", message, problems);
            }
        }
        let mut quotas = BTreeSet::new();
        for (place, quota) in self.quotas.iter().enumerate() {
            let way = way.place("quotas", place);
            conditions.check(&quota.when, self.questions.len(), "V-S9", &way.key("when"), problems);
            if !quotas.insert(&quota.id) {
                way.key("id").report("V-S7", format!("the id {:?} is that of another quota too", quota.id.as_str()), problems);
            }
        }
        self.check_languages(&way, problems);
        if let Some(policy) = &self.contact_policy {
            policy.check(&way.key("contactPolicy").0, problems);
        }
    }

    /// Every text with its place: title, questions, options, rows, labels.
    pub(super) fn texts(&self) -> Vec<(String, &Text)> {
        let root = Way(String::new());
        let mut texts = vec![(root.key("title").0, &self.title)];
        for (place, question) in self.questions.iter().enumerate() {
            let way = root.place("questions", place);
            texts.push((way.key("text").0, &question.text));
            let way = way.key("kind").key(question.kind.key());
            let list = if matches!(question.kind, QuestionKind::Matrix(_)) { "rows" } else { "options" };
            for (place, choice) in question.kind.options().iter().enumerate() {
                texts.push((way.place(list, place).key("text").0, &choice.text));
            }
            if let Some(scale) = question.kind.scale() {
                let way = way.key("scale").key("labels");
                texts.extend(scale.labels.iter().map(|(point, text)| (way.key(&point.to_string()).0, text)));
            }
            if let QuestionKind::Semantic(semantic) = &question.kind {
                texts.push((way.key("left").0, &semantic.left));
                texts.push((way.key("right").0, &semantic.right));
            }
        }
        texts
    }

    fn check_languages(&self, way: &Way, problems: &mut Vec<Problem>) {
        let offered = self.offered_languages();
        for (place, text) in self.texts() {
            let has: BTreeSet<_> = text.languages().collect();
            let n = offered.len() - has.intersection(&offered).count();
            if n > 0 {
                let lacks =
                    offered.iter().filter(|language| !has.contains(*language)).take(FEW).map(|language| language.as_str());
                let (lacks, more) = (lacks.collect::<Vec<_>>().join(", "), n.saturating_sub(FEW));
                let more = if more > 0 { format!(" and {more} more languages") } else { String::new() };
                let message = format!("write the text in {lacks}{more} too, as the survey is offered in it");
                Way(format!("{}{place}", way.0)).report("V-S6", message, problems);
            }
        }
    }
}

fn check_kind(question: &Question, way: &Way, problems: &mut Vec<Problem>) {
    let kind = &question.kind;
    if let Some(scale) = kind.scale() {
        check_scale(scale, &way.key("scale"), problems);
    }
    match kind {
        QuestionKind::Csat(csat) => {
            let points = csat.scale.points();
            if csat.top_box == 0 || u32::from(csat.top_box) >= points {
                let message =
                    format!("the top box is 1 or more and smaller than the {points} points of the scale, got {}", csat.top_box);
                way.key("topBox").report("V-S2", message, problems);
            }
        }
        QuestionKind::Ces(ces) => {
            let Ces { scale, form, .. } = &**ces;
            let (direction, name) = match form {
                CesForm::Effort => (Direction::LowerIsBetter, "lowerIsBetter"),
                CesForm::Agreement | CesForm::Ease => (Direction::HigherIsBetter, "higherIsBetter"),
            };
            if scale.direction != direction {
                let message = format!("the form {:?} has the direction {name:?}", form.name());
                way.key("scale").key("direction").report("V-S3", message, problems);
            }
        }
        QuestionKind::MultiChoice(choice) => {
            let n = choice.options.len();
            if choice.max.is_some_and(|max| max == 0 || max < choice.min || usize::from(max) > n) || usize::from(choice.min) > n {
                let message = format!("min is at most max, and max at most the {n} options");
                way.key(if choice.max.is_some() { "max" } else { "min" }).report("V-S10", message, problems);
            }
        }
        QuestionKind::MaxDiff(max_diff) => {
            let n = max_diff.options.len();
            if max_diff.per_set < 2 || usize::from(max_diff.per_set) > n {
                let message = format!("a set shows 2 or more of the {n} options, got {}", max_diff.per_set);
                way.key("perSet").report("V-S10", message, problems);
            }
        }
        QuestionKind::OpenText(open) if open.max_chars == Some(0) => {
            way.key("maxChars").report("V-S10", "allow 1 or more characters", problems);
        }
        QuestionKind::ConstantSum(sum) if sum.total == 0 => {
            way.key("total").report("V-S10", "give 1 or more points to share out", problems);
        }
        QuestionKind::Slider(slider) => {
            let room = slider.max - slider.min;
            if !(room > 0.0 && room.is_finite() && slider.step > 0.0 && slider.step <= room) {
                let message = "a slider has min below max and a step of more than 0 that fits in between";
                way.report("V-S10", message, problems);
            }
        }
        _ => {}
    }
    let (list, least) = match kind {
        QuestionKind::Matrix(_) => ("rows", 1),
        QuestionKind::SingleChoice(choice) if choice.other => ("options", 1), // "other" is the second
        _ => ("options", 2),
    };
    let has_options = matches!(
        kind,
        QuestionKind::SingleChoice(_)
            | QuestionKind::MultiChoice(_)
            | QuestionKind::Ranking(_)
            | QuestionKind::MaxDiff(_)
            | QuestionKind::Matrix(_)
            | QuestionKind::ConstantSum(_)
            | QuestionKind::Emotion(_)
    );
    if has_options {
        check_options(kind.options(), least, list, way, problems);
    }
}

fn check_scale(scale: &QuestionScale, way: &Way, problems: &mut Vec<Problem>) {
    if let Err(error) = scale.scale() {
        way.report("V-S10", error.message(), problems);
        return;
    }
    for point in scale.labels.keys().filter(|point| !(scale.min..=scale.max).contains(point)) {
        let message = format!("the scale is {}..={}; there is no point {point} to label", scale.min, scale.max);
        way.key("labels").key(&point.to_string()).report("V-S10", message, problems);
    }
}

fn check_options(options: &[Choice], least: usize, list: &str, way: &Way, problems: &mut Vec<Problem>) {
    if options.len() < least {
        way.key(list).report("V-S4", format!("give {least} or more {list}, got {}", options.len()), problems);
    }
    let mut seen = BTreeSet::new();
    for (place, option) in options.iter().enumerate() {
        if !seen.insert(&option.id) {
            let message = format!("the id {:?} is that of another option too; give it one of its own", option.id.as_str());
            way.place(list, place).key("id").report("V-S4", message, problems);
        }
    }
}

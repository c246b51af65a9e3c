//! One answer against its question: of the right kind, and on its scale.

use super::lookup::{Lookup, options};
use super::parse::HINTS;
use super::{Answer, Choice, MultiChoice, Question, QuestionKind, QuestionScale, SetAnswer, Slider};
use crate::domain::ChoiceId;
use crate::domain::document::Problem;
use crate::error::{Code, nearest, push_key};
use std::collections::BTreeSet;

/// Everything that is wrong with an answer; nothing is, with one that says why it is missing.
pub(super) fn check_answer(question: &Question, answer: &Answer, pointer: &str, problems: &mut Vec<Problem>) {
    if answer.is_missing() {
        return;
    }
    let mut check = Check { question, pointer, problems };
    match (&question.kind, answer) {
        (QuestionKind::Nps, Answer::Score(score)) => check.on_range(&["score"], *score, 0, 10),
        (
            QuestionKind::Csat(_) | QuestionKind::Ces(_) | QuestionKind::Rating(_) | QuestionKind::Semantic(_),
            Answer::Score(score),
        ) => {
            if let Some(scale) = question.kind.scale() {
                check.on_scale(&["score"], *score, scale);
            }
        }
        (kind @ (QuestionKind::SingleChoice(_) | QuestionKind::Emotion(_)), Answer::Choice(choice)) => {
            check.known(&["choice"], choice, &options(kind.options(), 1));
        }
        (QuestionKind::SingleChoice(single), Answer::Other(_)) if single.other => {}
        (QuestionKind::YesNo | QuestionKind::Consent(_), Answer::Bool(_))
        | (QuestionKind::Date, Answer::Date(_))
        | (QuestionKind::File, Answer::Text(_)) => {}
        (QuestionKind::MultiChoice(kind), Answer::Choices(choices)) => {
            let MultiChoice { options: list, min, max, .. } = &**kind;
            check.distinct("choices", choices, list);
            let (n, min) = (choices.len(), usize::from(*min));
            if n < min || max.is_some_and(|max| n > usize::from(max)) {
                let most = max.map_or_else(String::new, |max| format!(" and at most {max}"));
                check.report(&["choices"], Code::LengthMismatch, &format!("takes at least {min}{most} choices, got {n}"));
            }
        }
        (QuestionKind::Ranking(kind), Answer::Rank(rank)) => {
            check.distinct("rank", rank, &kind.options);
            if rank.len() != kind.options.len() {
                let message = format!("ranks each of its {} options once, got {}", kind.options.len(), rank.len());
                check.report(&["rank"], Code::LengthMismatch, &message);
            }
        }
        (QuestionKind::MaxDiff(kind), Answer::BestWorst(sets)) => {
            check.sets(sets, &kind.options, usize::from(kind.per_set));
        }
        (QuestionKind::Matrix(kind), Answer::Matrix(scores)) => {
            let rows = options(&kind.rows, scores.len());
            for (row, score) in scores {
                check.known(&["matrix", row.as_str()], row, &rows);
                check.on_scale(&["matrix", row.as_str()], *score, &kind.scale);
            }
        }
        (QuestionKind::ConstantSum(kind), Answer::Points(points)) => {
            let total = kind.total;
            let known = options(&kind.options, points.len());
            for option in points.keys() {
                check.known(&["points", option.as_str()], option, &known);
            }
            let sum: u64 = points.values().map(|&points| u64::from(points)).sum(); // u32 each: 2^32 options would be needed to pass 2^64
            if sum != u64::from(total) {
                check.report(&["points"], Code::OutOfRange, &format!("shares out {total} points, got {sum}"));
            }
        }
        (QuestionKind::Slider(slider), Answer::Number(number)) => check.on_slider(*number, slider),
        (QuestionKind::Number(_), Answer::Number(number)) => {
            if !number.is_finite() {
                check.report(&["number"], Code::NotANumber, "takes a finite number");
            }
        }
        (QuestionKind::OpenText(kind), Answer::Text(text)) => {
            let max_chars = kind.max_chars;
            // A text of n bytes has at most n characters, so most are never counted.
            if let Some(max) = max_chars.filter(|&max| text.len() as u64 > u64::from(max)) {
                let n = text.chars().count();
                if n as u64 > u64::from(max) {
                    check.report(&["text"], Code::OutOfRange, &format!("takes at most {max} characters, got {n}"));
                }
            }
        }
        (kind, answer) => {
            let message = format!("is answered by {}, got {:?}", kind.answered_by(), answer.key());
            check.report(&[], Code::InvalidOption, &message);
        }
    }
}

struct Check<'c> {
    question: &'c Question,
    pointer: &'c str,
    problems: &'c mut Vec<Problem>,
}

impl Check<'_> {
    #[cold]
    fn report(&mut self, path: &[&str], code: Code, says: &str) {
        let mut pointer = self.pointer.to_owned();
        for key in path {
            push_key(&mut pointer, key);
        }
        self.problems.push(Problem::error(code.name(), pointer, format!("question {:?} {says}", self.question.id.as_str())));
    }

    fn on_range(&mut self, path: &[&str], score: i64, min: i16, max: i16) {
        if score < i64::from(min) || score > i64::from(max) {
            self.report(path, Code::OutOfRange, &format!("has the scale {min}..={max}, got {score}"));
        }
    }

    fn on_scale(&mut self, path: &[&str], score: i64, scale: &QuestionScale) {
        self.on_range(path, score, scale.min, scale.max);
    }

    fn on_slider(&mut self, number: f64, slider: &Slider) {
        let &Slider { min, max, step, .. } = slider;
        if !(min..=max).contains(&number) {
            return self.report(&["number"], Code::OutOfRange, &format!("has the scale {min}..={max}, got {number}"));
        }
        if !slider.has_step(number) {
            self.report(&["number"], Code::NotAnInteger, &format!("goes by steps of {step} from {min}, got {number}"));
        }
    }

    fn known(&mut self, path: &[&str], choice: &ChoiceId, options: &Lookup<'_, Choice>) {
        let choice = choice.as_str();
        if options.find(choice).is_none() {
            let sought = if self.problems.len() < HINTS { usize::MAX } else { 0 };
            let near = nearest(choice, options.ids().take(sought));
            let hint = near.map_or_else(String::new, |near| format!("; the nearest is {near:?}"));
            let got: String = choice.chars().take(40).collect();
            self.report(path, Code::UnknownId, &format!("has no option {got:?}{hint}"));
        }
    }

    fn distinct(&mut self, key: &str, choices: &[ChoiceId], list: &[Choice]) {
        let options = options(list, choices.len());
        let mut seen = BTreeSet::new();
        for (place, choice) in choices.iter().enumerate() {
            let place = place.to_string();
            self.known(&[key, &place], choice, &options);
            if !seen.insert(choice) {
                self.report(&[key, &place], Code::DuplicateId, "names one option twice");
            }
        }
    }

    fn sets(&mut self, sets: &[SetAnswer], list: &[Choice], per_set: usize) {
        let options = options(list, sets.iter().map(|set| set.shown.len()).sum());
        for (place, set) in sets.iter().enumerate() {
            let place = place.to_string();
            let mut seen = BTreeSet::new();
            for (index, choice) in set.shown.iter().enumerate() {
                let index = index.to_string();
                self.known(&["bestWorst", &place, "shown", &index], choice, &options);
                if !seen.insert(choice) {
                    self.report(&["bestWorst", &place, "shown", &index], Code::DuplicateId, "shows one option twice in a set");
                }
            }
            if set.shown.len() != per_set {
                let message = format!("shows {per_set} options a set, got {}", set.shown.len());
                self.report(&["bestWorst", &place, "shown"], Code::LengthMismatch, &message);
            }
            for (key, choice) in [("best", &set.best), ("worst", &set.worst)] {
                if !seen.contains(choice) {
                    self.report(
                        &["bestWorst", &place, key],
                        Code::UnknownId,
                        "is answered with an option of the set that was shown",
                    );
                }
            }
            if set.best == set.worst {
                self.report(&["bestWorst", &place, "worst"], Code::DuplicateId, "cannot have one option as best and worst");
            }
        }
    }
}

use super::{Content, Question};
use crate::columns::time::{Instant, Zone, parse_time};
use crate::columns::{Cell, DecimalMark, Narrower, NoAnswer, fold, is_ambiguous_number, parse_number};
use crate::error::{Code, Error, Result};
use crate::formats::survey_export::ReadCells;
use std::collections::HashMap;

/// Reads the cells of a survey: answers by their questions, times in a zone.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    questions: Vec<(String, Answers)>,
    zone: Option<Zone>,
}

#[derive(Debug, Clone)]
enum Answers {
    Score(Box<Narrower>),
    Number { decimal: DecimalMark, na: Vec<NoAnswer>, labels: HashMap<String, f64> },
}

impl Cells {
    pub(super) fn new(questions: &[Question], zone: Option<Zone>) -> Result<Self> {
        let answers = |question: &Question| {
            let reading = &question.reading;
            let answers = match &question.content {
                Content::Score(metric) => Answers::Score(Box::new(Narrower::new(metric.scale().grid, reading)?)),
                Content::Number => Answers::Number {
                    decimal: reading.decimal,
                    na: reading.na.clone(),
                    labels: reading.labels.iter().map(|(label, value)| (fold(label), *value)).collect(),
                },
            };
            Ok((question.name.clone(), answers))
        };
        Ok(Self { questions: questions.iter().map(answers).collect::<Result<_>>()?, zone })
    }
}

impl ReadCells for Cells {
    type Answer = f64;
    type Time = Instant;

    fn answer(&self, question: usize, text: &str) -> Result<Option<f64>> {
        match self.questions.get(question) {
            Some((name, Answers::Score(narrower))) => score(name, narrower, text),
            Some((name, Answers::Number { decimal, na, labels })) => number(name, *decimal, na, labels, text),
            None => Ok(None), // the reader asks for the questions it was made for
        }
    }

    fn time(&self, text: &str, zone: Option<&str>) -> Result<Option<Instant>> {
        let zone = match (self.zone, zone) {
            (Some(zone), _) => zone,
            (None, Some(name)) => Zone::parse(name)?,
            (None, None) => Zone::UTC,
        };
        parse_time(text, &zone).map(Some)
    }

    fn is_label(&self, question: usize, text: &str) -> bool {
        match self.questions.get(question) {
            Some((_, Answers::Score(narrower))) => narrower.is_label(text),
            Some((_, Answers::Number { labels, .. })) => labels.contains_key(&fold(text)),
            None => false,
        }
    }
}

fn score(name: &str, narrower: &Narrower, text: &str) -> Result<Option<f64>> {
    let cell = Cell::Text(text.into());
    let code = narrower.cell(&cell);
    if code < narrower.missing() {
        return Ok(Some(narrower.grid().value(code)));
    }
    if code == narrower.missing() {
        return Ok(None);
    }
    let fault = narrower.fault(&cell);
    let hint = match fault.number {
        Some(_) if fault.code == Code::OutOfRange => format!("; if {0} means \"no answer\": na=({0},)", fault.got),
        None if is_ambiguous_number(text) => "; name the mark before decimals: decimal=\".\" or \",\"".to_owned(),
        None => "; words are mapped with labels={...}, or named in na=(...)".to_owned(),
        Some(_) => String::new(),
    };
    let expected = format!("in {}", narrower.grid());
    let message = format!("{name} must be {expected}, got {}{hint}", fault.got);
    Err(Error::new(fault.code, message).with_expected(expected).with_got(fault.got))
}

fn number(name: &str, decimal: DecimalMark, na: &[NoAnswer], labels: &HashMap<String, f64>, text: &str) -> Result<Option<f64>> {
    let folded = fold(text);
    let value = labels.get(&folded).copied().or_else(|| parse_number(text, decimal));
    #[allow(clippy::float_cmp)] // a code is the number itself
    let missing = na.iter().any(|no_answer| match no_answer {
        NoAnswer::Code(code) => value == Some(*code),
        NoAnswer::Label(label) => fold(label) == folded,
    });
    match value {
        _ if missing => Ok(None),
        Some(value) => Ok(Some(value)),
        None if is_ambiguous_number(text) => {
            let got = "one whose mark may stand before decimals or thousands; name it: decimal=\".\" or \",\"";
            Err(Error::expected(Code::NotANumber, name, "a number", got))
        }
        None => Err(Error::expected(Code::NotANumber, name, "a number", "text that is none")),
    }
}

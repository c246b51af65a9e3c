use crate::columns::time::Zone;
use crate::columns::{NoAnswer, Progress, Reading, Stop};
use crate::error::{Code, Error, Result, is_misspelt, nearest};
use crate::state::require_depth;
use crate::stats::{Direction, EvaluateOptions, Level, Scale};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::str::FromStr;

/// What a binding hands over as JSON text; `refusal` says what the text is not.
///
/// # Errors
/// `invalid_json`, `nesting_too_deep`.
pub fn read_json<T: DeserializeOwned>(refusal: &str, text: &str) -> Result<T> {
    require_depth("what is given", text)?;
    serde_json::from_str(text).map_err(|error| Error::new(Code::InvalidJson, format!("{refusal}: {error}")))
}

/// Options by name. Each is taken once; what is left over at the end is an error that names the nearest.
#[derive(Debug)]
pub struct Args {
    function: String,
    values: Map<String, Value>,
    known: Vec<&'static str>,
    stop: Stop,
    progress: Progress,
}

impl Args {
    /// The options of a call of `function`. Options that are null count as not given.
    #[must_use]
    pub fn new(function: &str, mut values: Map<String, Value>) -> Self {
        values.retain(|_, value| !value.is_null());
        Self { function: function.to_owned(), values, known: Vec::new(), stop: Stop::default(), progress: Progress::default() }
    }

    /// The same call under the name that users know, where it has another one inside.
    #[must_use]
    pub(super) fn called(mut self, function: &str) -> Self {
        function.clone_into(&mut self.function);
        self
    }

    /// The same call, which ends when the caller says so.
    #[must_use]
    pub fn stop(mut self, stop: Stop) -> Self {
        self.stop = stop;
        self
    }

    /// The same call, which tells how far it is.
    #[must_use]
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = progress;
        self
    }

    /// Who is told how far the call is.
    pub(super) fn told(&self) -> &Progress {
        &self.progress
    }

    /// When the call ends before its end.
    pub(super) fn stops(&self) -> &Stop {
        &self.stop
    }

    /// Options from JSON text.
    ///
    /// # Errors
    /// `invalid_json`, `nesting_too_deep`.
    pub fn from_json(function: &str, text: &str) -> Result<Self> {
        Ok(Self::new(function, read_json("the options are no JSON object", text)?))
    }

    /// The function called.
    #[must_use]
    pub fn function(&self) -> &str {
        &self.function
    }

    /// Whether an option was given.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A value that is left where it is.
    pub(super) fn peek(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// An option as it came.
    pub fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        self.values.remove(name)
    }

    /// A number.
    ///
    /// # Errors
    /// `invalid_option` when it is no finite number.
    pub fn number(&mut self, name: &'static str) -> Result<Option<f64>> {
        self.typed(name, "a number", Value::as_f64)
    }

    /// A whole number, not negative.
    ///
    /// # Errors
    /// `invalid_option` when it is none.
    pub fn whole(&mut self, name: &'static str) -> Result<Option<u64>> {
        self.typed(name, "a whole number, not negative", whole)
    }

    /// How many of something that lies in memory: a larger number than there can be is all of them.
    ///
    /// # Errors
    /// `invalid_option` when it is no whole number.
    pub fn size(&mut self, name: &'static str) -> Result<Option<usize>> {
        Ok(self.whole(name)?.map(|size| usize::try_from(size).unwrap_or(usize::MAX)))
    }

    /// A whole number of points of a scale.
    ///
    /// # Errors
    /// `invalid_option` when it is none.
    pub fn points(&mut self, name: &'static str) -> Result<Option<u16>> {
        self.typed(name, "a number of points", |value| whole(value).and_then(|points| u16::try_from(points).ok()))
    }

    /// A text.
    ///
    /// # Errors
    /// `invalid_option` when it is none.
    pub fn text(&mut self, name: &'static str) -> Result<Option<String>> {
        self.typed(name, "a text", |value| value.as_str().map(str::to_owned))
    }

    /// The name of a column. Some frames number theirs: a whole number is the name that its digits spell.
    ///
    /// # Errors
    /// `invalid_option` when it is none.
    pub fn column(&mut self, name: &'static str) -> Result<Option<String>> {
        self.typed(name, "the name of a column", column_name)
    }

    /// One name of a column or a list of them.
    ///
    /// # Errors
    /// `invalid_option` when it is neither.
    pub fn columns(&mut self, name: &'static str) -> Result<Option<Vec<String>>> {
        self.typed(name, "a name or a list of names", |value| match value {
            Value::Array(all) => all.iter().map(column_name).collect(),
            one => column_name(one).map(|one| vec![one]),
        })
    }

    /// True or false.
    ///
    /// # Errors
    /// `invalid_option` when it is neither.
    pub fn truth(&mut self, name: &'static str) -> Result<Option<bool>> {
        self.typed(name, "true or false", Value::as_bool)
    }

    /// One text or a list of texts.
    ///
    /// # Errors
    /// `invalid_option` when it is neither.
    pub fn texts(&mut self, name: &'static str) -> Result<Option<Vec<String>>> {
        self.typed(name, "a name or a list of names", |value| match value {
            Value::String(one) => Some(vec![one.clone()]),
            Value::Array(all) => all.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
            _ => None,
        })
    }

    /// A name of a closed list.
    ///
    /// # Errors
    /// As the list's `FromStr`, under the option's own name.
    pub fn name<T: FromStr<Err = Error>>(&mut self, name: &'static str) -> Result<Option<T>> {
        let named = |error: Error| match (error.field(), error.wanted(), error.got()) {
            (None, ..) => error.with_field(name),
            (Some(other), Some(wanted), Some(got)) if other != name => Error::option(name, wanted, got),
            _ => error,
        };
        self.text(name)?.map(|text| text.parse().map_err(named)).transpose()
    }

    /// A pair of numbers.
    ///
    /// # Errors
    /// `invalid_option` when it is none.
    pub fn pair(&mut self, name: &'static str) -> Result<Option<(f64, f64)>> {
        self.typed(name, "a pair of numbers", |value| match numbers(value)?.as_slice() {
            [low, high] => Some((*low, *high)),
            _ => None,
        })
    }

    /// A scale, `(min, max)` or `(min, max, step)`; higher is better.
    ///
    /// # Errors
    /// `invalid_option`.
    pub fn scale(&mut self) -> Result<Option<Scale>> {
        let bounds = self.typed("scale", "(min, max) or (min, max, step)", |value| {
            numbers(value).filter(|bounds| matches!(bounds.len(), 2 | 3))
        })?;
        bounds.map(|bounds| Scale::with_step(bounds[0], bounds[1], bounds.get(2).copied().unwrap_or(1.0))).transpose() // 2 or 3 long
    }

    /// A scale with its good end; what is not named is as in `otherwise`, and a named scale without a direction is `higher_is_better`.
    ///
    /// # Errors
    /// `invalid_option`.
    pub fn directed_scale(&mut self, otherwise: Option<Scale>) -> Result<Option<Scale>> {
        let direction = self.name::<Direction>("direction")?;
        let scale = self.scale()?.or(otherwise);
        Ok(match direction {
            Some(direction) => scale.map(|scale| scale.direction(direction)),
            None => scale,
        })
    }

    /// The confidence level; 0.95 by default.
    ///
    /// # Errors
    /// `invalid_level`.
    pub fn level(&mut self) -> Result<Level> {
        match self.take("level") {
            None => Ok(Level::default()),
            Some(Value::Number(number)) => number.as_f64().unwrap_or(f64::NAN).try_into(),
            Some(other) => {
                Err(Error::expected(Code::InvalidLevel, "level", "a probability, more than 0 and less than 1", shown(&other)))
            }
        }
    }

    /// The zone `tz`; UTC by default.
    ///
    /// # Errors
    /// As [`Zone::parse`].
    pub fn zone(&mut self) -> Result<Zone> {
        Ok(self.text("tz")?.map(|name| Zone::parse(&name)).transpose()?.unwrap_or_default())
    }

    /// `level`, `interval`, `min_n`, `seed`, `draws`.
    ///
    /// # Errors
    /// `invalid_level`, `invalid_option`.
    pub fn evaluate(&mut self) -> Result<EvaluateOptions> {
        let mut options = EvaluateOptions::default().level(self.level()?);
        options.interval = self.name("interval")?;
        options.stop = self.stop.clone();
        options.min_n = self.whole("min_n")?;
        options.seed = self.whole("seed")?.unwrap_or(options.seed);
        options.draws = match self.whole("draws")? {
            None => options.draws,
            Some(draws) => u32::try_from(draws)
                .ok()
                .filter(|&draws| draws > 0)
                .ok_or_else(|| Error::option("draws", "1 to 4294967295", draws.to_string()))?,
        };
        Ok(options)
    }

    /// `na`, `labels`, `invalid`.
    ///
    /// # Errors
    /// `invalid_option`.
    pub fn reading(&mut self) -> Result<Reading> {
        let na = self.typed("na", "numbers or texts", |value| match value {
            Value::Array(all) => all.iter().map(no_answer).collect::<Option<Vec<_>>>(),
            one => no_answer(one).map(|one| vec![one]),
        })?;
        let labels = self.typed("labels", "words mapped to numbers", |value| {
            value.as_object()?.iter().map(|(label, number)| Some((label.clone(), number.as_f64()?))).collect::<Option<Vec<_>>>()
        })?;
        let mut reading = Reading::default().invalid(self.name("invalid")?.unwrap_or_default()).stop(self.stop.clone());
        reading.na = na.unwrap_or_default();
        reading.labels = labels.unwrap_or_default();
        Ok(reading)
    }

    /// `na`, `labels`, `invalid`; those that are not named as in `otherwise`.
    ///
    /// # Errors
    /// `invalid_option`.
    pub fn reading_over(&mut self, otherwise: &Reading) -> Result<Reading> {
        let named = ["na", "labels", "invalid"].map(|name| self.has(name));
        let own = self.reading()?;
        let mut reading = otherwise.clone().stop(own.stop);
        if named[0] {
            reading.na = own.na;
        }
        if named[1] {
            reading.labels = own.labels;
        }
        if named[2] {
            reading.invalid = own.invalid;
        }
        Ok(reading)
    }

    /// Refuses what was not taken.
    ///
    /// # Errors
    /// `invalid_option` that names the option and the nearest known one.
    pub fn finish(self) -> Result<()> {
        let Some(name) = self.values.keys().next() else { return Ok(()) };
        let near = nearest(name, self.known.iter().copied()).filter(|near| is_misspelt(name, near));
        let near = near.map_or_else(|| ".".to_owned(), |near| format!("; did you mean {near:?}?"));
        let known = self.known.join(", ");
        let has = if known.is_empty() { "It has none".to_owned() } else { format!("It has: {known}") };
        Err(Error::new(Code::InvalidOption, format!("{} has no option {name:?}{near} {has}", self.function))
            .with_field(name.clone())
            .with_expected(known)
            .with_got(name.clone()))
    }

    pub(super) fn typed<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => read(&value).map(Some).ok_or_else(|| Error::option(name, expected, shown(&value))),
        }
    }
}

fn column_name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

fn whole(value: &Value) -> Option<u64> {
    let float = || value.as_f64().filter(|number| number.fract() == 0.0 && (0.0..=9_007_199_254_740_992.0).contains(number));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // whole and within 0..=2^53
    value.as_u64().or_else(|| float().map(|number| number as u64))
}

pub(super) fn numbers(value: &Value) -> Option<Vec<f64>> {
    value.as_array()?.iter().map(Value::as_f64).collect()
}

/// A number, or a list of them.
pub(super) fn one_or_more(value: &Value) -> Option<Vec<f64>> {
    value.as_f64().map(|one| vec![one]).or_else(|| numbers(value))
}

fn no_answer(value: &Value) -> Option<NoAnswer> {
    match value {
        Value::String(label) => Some(NoAnswer::Label(label.clone())),
        other => other.as_f64().map(NoAnswer::Code),
    }
}

/// What came for an option that may not be left out.
pub(super) fn shown_or_nothing(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), shown)
}

/// A value as messages show it, cut to 40 characters.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 40 { text } else { text.chars().take(40).chain("...".chars()).collect() }
}

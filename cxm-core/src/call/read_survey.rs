use super::args::shown;
use super::{Args, metric_of};
use crate::columns::{NoAnswer, Reading, fold};
use crate::error::{Error, Result};
use crate::formats::csv::CsvOptions;
use crate::formats::survey::{Question, ReadOptions, SurveyData, SurveyReader, SurveyScan};
use crate::formats::survey_export::{Duplicates, Layout, SurveyOptions};
use serde_json::{Map, Value};

/// `read_survey(bytes, questions=, numbers=, layout=, id=, time=, tz=, carry=, delimiter=, encoding=, decimal=, na=, labels=, on_error=, duplicates=,
/// unfinished=, platform=)`.
///
/// - `questions`: `{"nps": "nps", "csat": {"metric": "csat", "column": "Q7", "scale": [1, 5]}}`, or a list of such pairs, whose order is kept.
/// - `numbers`: columns of numbers, such as weights; `carry`: the other columns that the frame keeps (all).
/// - `na` and `labels` hold for every question; an object under a question's name holds for it alone: `{"csat": {"Satisfied": 4}}`. A word of all
///   questions is read where its number lies on the scale.
/// - `layout`: `"wide"`, `"long"` (columns `question` and `value`), or `{"question": column, "value": column}`.
///
/// # Errors
/// `invalid_option`, and those of [`SurveyReader`].
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, read_survey};
/// let options = r#"{"questions": {"csat": "csat"}, "labels": {"good": 4}}"#;
/// let data = read_survey(b"id,csat\na,Good\nb,2\nc,bad\n", Args::from_json("read_survey", options)?)?;
/// assert_eq!(data.accounts.value("n_scored", 0), 2);
/// assert_eq!(data.frame.value("csat", 0), 4.0);
/// assert_eq!(data.rejected.value("row", 0), 2);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn read_survey(bytes: &[u8], args: Args) -> Result<SurveyData> {
    let stop = args.stops().clone();
    let mut reader = survey_reader_new(args)?;
    for part in bytes.chunks(PART) {
        stop.check()?;
        reader.feed(part)?;
    }
    reader.finish()
}

/// So many bytes are read before the caller is asked again whether to go on.
const PART: usize = 1 << 20;

/// The reader behind [`read_survey`], for a file that comes in chunks: `feed(bytes)`, then `finish()`.
///
/// # Errors
/// `invalid_option`, `unknown_metric`, `unknown_zone`.
pub fn survey_reader_new(mut args: Args) -> Result<SurveyReader> {
    let (questions, options) = asked(&mut args)?;
    args.finish()?;
    SurveyReader::new(questions, options)
}

/// Rejected and excluded rows that a scan lists, unless it is told otherwise.
const MOST_LISTED: u64 = 1_000;

/// `scan_survey(questions=, ..., most_listed=1000)`: a file of any length in batches, `feed(bytes)` and `finish()`, and its account in the end.
///
/// The other options are those of [`read_survey`]; `duplicates` is `"keep"` unless the call says otherwise, and `"last"` and the long layout are refused.
///
/// # Errors
/// `invalid_option`, `unknown_metric`, `unknown_zone`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, cube_new, cube_observe, cube_tally, survey_scan_new};
/// let mut cube = cube_new(Args::from_json("TallyCube", r#"{"by": "region", "every": "none"}"#)?)?;
/// let mut scan = survey_scan_new(Args::from_json("scan_survey", r#"{"questions": {"nps": "nps"}}"#)?)?;
/// for chunk in [&b"region,nps\nEU,9\nU"[..], b"S,3\nEU,10\n", b""] {
///     let batch = if chunk.is_empty() { scan.finish()? } else { scan.feed(chunk)? };
///     if let Some(batch) = batch {
///         cube_observe(&mut cube, &batch.frame()?, Args::from_json("observe", r#"{"value": "nps"}"#)?)?;
///     }
/// }
/// assert_eq!(cube.tally(&[("region", "EU".into())])?.n(), 2);
/// assert_eq!(scan.account().accounts.value("n_scored", 0), 3);
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn survey_scan_new(mut args: Args) -> Result<SurveyScan> {
    let any_policy = args.has("duplicates");
    let (questions, mut options) = asked(&mut args)?;
    if !any_policy {
        options.export.duplicates = Duplicates::Keep;
    }
    let most_listed = args.whole("most_listed")?.unwrap_or(MOST_LISTED);
    args.finish()?;
    SurveyScan::new(questions, options, usize::try_from(most_listed).unwrap_or(usize::MAX))
}

fn asked(args: &mut Args) -> Result<(Vec<Question>, ReadOptions)> {
    let mut questions = questions(args)?;
    for name in args.texts("numbers")?.unwrap_or_default() {
        questions.push(Question::number(name));
    }
    if questions.is_empty() {
        return Err(Error::option("questions", "at least one question: {\"nps\": \"nps\"}", "none"));
    }
    reading(args, &mut questions)?;
    let options = options(args)?;
    Ok((questions, options))
}

fn questions(args: &mut Args) -> Result<Vec<Question>> {
    let wanted = "names mapped to metrics, {\"nps\": \"nps\"}, or pairs of them";
    let pairs: Vec<(String, Value)> = match args.take("questions") {
        None => Vec::new(),
        Some(Value::Object(object)) => object.into_iter().collect(),
        Some(Value::Array(pairs)) => {
            let pair = |pair: Value| match pair {
                Value::Array(pair) => {
                    <[Value; 2]>::try_from(pair).ok().and_then(|[name, metric]| Some((name.as_str()?.to_owned(), metric)))
                }
                _ => None,
            };
            let pairs = pairs.into_iter().map(pair).collect::<Option<_>>();
            pairs.ok_or_else(|| Error::option("questions", wanted, "a list of something else"))?
        }
        Some(other) => return Err(Error::option("questions", wanted, shown(&other))),
    };
    let question = |(name, given): (String, Value)| {
        let (metric, column) = metric_of(&given, &mut Args::new("Metric", Map::new()), None)?;
        let question = Question::score(name, metric);
        Ok(match column {
            Some(column) => question.column(column),
            None => question,
        })
    };
    pairs.into_iter().map(question).collect()
}

/// `na`, `labels`, `decimal`: for all questions, and for one under its name.
fn reading(args: &mut Args, questions: &mut [Question]) -> Result<()> {
    let decimal = args.name("decimal")?.unwrap_or_default();
    let (na, labels) = (args.take("na"), args.take("labels"));
    let (shared_na, mut own_na) = match na {
        Some(Value::Object(own)) => (None, own),
        shared => (shared, Map::new()),
    };
    let (mut own_labels, mut shared_labels) = (Map::new(), Map::new());
    let shared_labels = match labels {
        Some(Value::Object(all)) => {
            for (key, value) in all {
                if value.is_object() {
                    own_labels.insert(key, value)
                } else {
                    shared_labels.insert(key, value)
                };
            }
            Some(Value::Object(shared_labels))
        }
        other => other,
    };
    let shared = read(shared_na, shared_labels)?;
    let known = |name: &String| questions.iter().any(|question| question.name == *name);
    if let Some((option, name)) = own_na
        .keys()
        .map(|name| ("na", name))
        .chain(own_labels.keys().map(|name| ("labels", name)))
        .find(|(_, name)| !known(name))
    {
        let names: Vec<&str> = questions.iter().map(|question| question.name.as_str()).collect();
        return Err(Error::option(
            option,
            format!("given for all questions, or under the name of one: {}", names.join(", ")),
            format!("{name:?}"),
        ));
    }
    let on_scale = |question: &Question, value: f64| question.takes(value) || is_code(&shared.na, value);
    if let Some((label, value)) =
        shared.labels.iter().find(|(_, value)| !questions.iter().any(|question| on_scale(question, *value)))
    {
        return Err(Error::option("labels", "words mapped to points of a question's scale", format!("{label:?}: {value}")));
    }
    for question in questions {
        let own = read(own_na.remove(&question.name), own_labels.remove(&question.name))?;
        let is_own = |label: &str| own.labels.iter().any(|(word, _)| fold(word) == fold(label));
        let labels = shared.labels.iter().filter(|(label, value)| on_scale(question, *value) && !is_own(label)).cloned(); // its own words hold
        let labels: Vec<(String, f64)> = labels.chain(own.labels.iter().cloned()).collect();
        question.reading = Reading::default().decimal(decimal).labels(labels);
        question.reading.na = shared.na.iter().cloned().chain(own.na).collect();
    }
    Ok(())
}

fn is_code(na: &[NoAnswer], value: f64) -> bool {
    na.contains(&NoAnswer::Code(value))
}

fn read(na: Option<Value>, labels: Option<Value>) -> Result<Reading> {
    let given = [("na", na), ("labels", labels)];
    let given = given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    Args::new("read_survey", given).reading()
}

fn options(args: &mut Args) -> Result<ReadOptions> {
    let mut csv = CsvOptions::default();
    (csv.delimiter, csv.encoding) = (args.name("delimiter")?, args.name("encoding")?);
    let mut export = SurveyOptions::default().csv(csv);
    export.layout = args.take("layout").map(|given| layout(&given)).transpose()?;
    (export.id, export.time, export.platform) = (args.text("id")?, args.text("time")?, args.name("platform")?);
    export.duplicates = args.name("duplicates")?.unwrap_or_default();
    export.on_error = args.name("on_error")?.unwrap_or_default();
    export.unfinished = args.name("unfinished")?.unwrap_or_default();
    let mut options = ReadOptions::default().export(export);
    (options.zone, options.carry) = (args.name("tz")?, args.texts("carry")?);
    Ok(options)
}

fn layout(given: &Value) -> Result<Layout> {
    let long = |question: &str, value: &str| Layout::Long { question: question.to_owned(), value: value.to_owned() };
    let text = |object: &Map<String, Value>, key| object.get(key).and_then(Value::as_str).map(str::to_owned);
    let found = match given {
        Value::String(name) if name == "wide" => Some(Layout::Wide),
        Value::String(name) if name == "long" => Some(long("question", "value")),
        Value::Object(object) if object.len() == 2 => {
            text(object, "question").zip(text(object, "value")).map(|(question, value)| long(&question, &value))
        }
        _ => None,
    };
    let wanted = "\"wide\", \"long\" or {\"question\": column, \"value\": column}";
    found.ok_or_else(|| Error::option("layout", wanted, shown(given)))
}

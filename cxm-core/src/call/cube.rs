use super::Args;
use super::metric::metric_or_nps;
use super::score::frame_answers;
use super::tally::tally_spec;
use crate::columns::{Every, Frame, Key, Stop, Table};
use crate::error::{Error, Result};
use crate::stats::Tally;
use crate::survey::{CubeSpec, TallyCube};
use serde_json::{Map, Value};

/// `TallyCube(scale=, direction=, weighted=, by=, every=, tz=, na=, labels=, invalid=)`. `every` is `"day"` unless the call names it; `"none"` is no time key.
///
/// # Errors
/// `invalid_option`, `unknown_zone`, `duplicate_id`.
pub fn cube_new(mut args: Args) -> Result<TallyCube> {
    let tally = tally_spec(&mut args)?;
    let by = args.columns("by")?.unwrap_or_default();
    let every = match args.text("every")?.as_deref() {
        None => Some(Every::Day),
        Some("none") => None,
        Some(name) => Some(name.parse()?),
    };
    let zone = args.zone()?;
    let reading = args.reading()?;
    args.finish()?;
    Ok(TallyCube::new(CubeSpec { tally, by, every, zone })?.reading(reading.stop(Stop::default()))) // each observation has its own
}

/// `cube.observe(frame, value=, time=, weights=, counts=, na=, labels=, invalid=)`. What the call does not say of reading, the cube does.
///
/// # Errors
/// As [`TallyCube::observe`].
pub fn cube_observe(cube: &mut TallyCube, frame: &Frame<'_>, mut args: Args) -> Result<()> {
    let value = args.column("value")?.ok_or_else(|| Error::option("value", "the name of the column of answers", "nothing"))?;
    let input = frame_answers(frame, Some(value), &mut args)?;
    let reading = args.reading_over(cube.default_reading())?;
    args.finish()?;
    cube.observe(&input, &reading).map(|_| ())
}

/// `cube.score(metric="nps", by=, every=, ...)`.
///
/// # Errors
/// As [`TallyCube::score`].
pub fn cube_score(cube: &TallyCube, metric: &Value, mut args: Args) -> Result<Table> {
    let (metric, _) = metric_or_nps(metric, &mut args, Some(cube.spec().tally.scale))?;
    let by = args.columns("by")?;
    let every = args.name::<Every>("every")?;
    let options = args.evaluate()?;
    args.finish()?;
    cube.score(&metric, by.as_deref(), every, &options)
}

/// `cube.tally(region="EU", ...)`: the answers of all groups whose columns have these values.
///
/// # Errors
/// As [`TallyCube::tally`].
pub fn cube_tally(cube: &TallyCube, wanted: &Map<String, Value>) -> Result<Tally> {
    let wanted = wanted.iter().map(|(name, value)| Ok((name.as_str(), key(name, value)?))).collect::<Result<Vec<_>>>()?;
    cube.tally(&wanted)
}

/// A group key as it comes in an option; a whole number that JSON does not hold exactly as in the JSON of a cube, `{"int": "1152921504606846976"}`.
pub(super) fn key(name: &str, value: &Value) -> Result<Key> {
    Ok(match value {
        Value::Null => Key::Null,
        Value::Bool(value) => Key::Bool(*value),
        Value::String(text) => Key::Text(text.clone()),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => Key::Int(whole),
            // Past i64 the digits, as in a column.
            None if number.is_u64() => Key::Text(number.to_string()),
            None => number.as_f64().map_or(Key::Null, Key::of_number),
        },
        Value::Object(object) if object.len() == 1 && object.get("int").is_some_and(Value::is_string) => {
            let digits = object["int"].as_str().unwrap_or_default(); // just seen
            digits.parse().map_or_else(|_| Key::Text(digits.to_owned()), Key::Int)
        }
        other => return Err(Error::option(name, "one value of the column", other.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::ColumnView;

    #[test]
    fn the_column_of_answers_is_named_by_the_option_value() {
        let mut cube = cube_new(Args::from_json("TallyCube", r#"{"every": "none"}"#).unwrap()).unwrap();
        let frame = Frame::new(vec![ColumnView::from(&[9_u8]).named("score")]).unwrap();
        let error = cube_observe(&mut cube, &frame, Args::from_json("observe", "{}").unwrap()).unwrap_err();
        assert_eq!(error.field(), Some("value"));
    }
}

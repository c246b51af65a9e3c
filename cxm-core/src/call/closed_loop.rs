use super::Args;
use super::documents::{document, read_case, required};
use crate::closed_loop::case::{
    Author, Case, closed_loop as rates, require_once, team_rates, team_table, to_notify as notify, worklist as list,
};
use crate::columns::Table;
use crate::domain::{TeamId, Timestamp};
use crate::error::{Code, Error, Result, is_misspelt};
use serde_json::Value;

/// Teams of fewer cases are hidden.
const MIN_CASES: u64 = 5;

/// What a change calls its causes.
const CAUSES: &str = "causedBy";

/// What feedback calls who gave it.
const AUTHORS: [&str; 2] = ["author", "respondent"];

/// `closed_loop(cases, now, by=, level=, min_n=)`: rates and times of cases, one row a measure; `by="team"` the rates of each team, shrunken.
///
/// # Errors
/// Those of reading a case, with its row; `duplicate_id` of a case given twice; `invalid_option` without `cases` or `now`.
///
/// # Examples
/// ```
/// use cxm_core::call::{Args, closed_loop};
/// let table = closed_loop(Args::from_json("closed_loop", r#"{"cases": [], "now": "2026-11-22T10:00:00Z"}"#)?)?;
/// assert_eq!((table.value("measure", 0), table.value("flags", 0)), ("response_rate".into(), "no_data".into()));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn closed_loop(mut args: Args) -> Result<Table> {
    let cases = read_cases(&mut args)?;
    let now: Timestamp = required(&mut args, "now")?;
    let (by, level, min_n) = (args.text("by")?, args.level()?, args.whole("min_n")?.unwrap_or(MIN_CASES));
    args.finish()?;
    match by.as_deref() {
        None => Ok(rates(&cases, now.instant(), level)?.to_table()),
        Some("team") => Ok(team_table(&team_rates(&cases, now.instant(), level, min_n)?)),
        Some(other) => Err(Error::option("by", "team", format!("{other:?}"))),
    }
}

/// `worklist(cases, now, team=)`: the open cases, in the order to take them up; those of one team, if it is named.
///
/// # Errors
/// Those of reading a case; `currency_mismatch`; `duplicate_id`.
pub fn worklist(mut args: Args) -> Result<Table> {
    let mut cases = read_cases(&mut args)?;
    let now: Timestamp = required(&mut args, "now")?;
    let team = args.text("team")?;
    args.finish()?;
    require_once(&cases)?; // before some are left out, so that rows are those of the caller
    cases.retain(|case| team.is_none() || case.record().team.as_ref().map(TeamId::as_str) == team.as_deref());
    list(&cases, now.instant())
}

/// `to_notify(change, cases, feedback=)`: whose feedback caused a change. The change is an object, or its JSON text, with `id` and `causedBy`, feedback a list of objects with `id` and `author`
/// (or `respondent`).
///
/// # Errors
/// Those of reading a case or a change; `invalid_option` for a change or feedback without its keys, `unknown_key` for a change that misspells `causedBy`, or feedback its author.
pub fn to_notify(mut args: Args) -> Result<Table> {
    let cases = read_cases(&mut args)?;
    let change = if args.has("change") { document(&mut args, "change")? } else { Value::Null };
    let feedback = args.take("feedback");
    args.finish()?;
    let wrong = || Error::option("change", "an object with id and perhaps causedBy, a list of ids", super::args::shown(&change));
    let id = change.get("id").and_then(Value::as_str).ok_or_else(wrong)?;
    require_spelt(&change, "change", &[CAUSES])?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let caused_by = match change.get(CAUSES) {
        None | Some(Value::Null) => Vec::new(),
        Some(list) => list.as_array().and_then(|list| list.iter().map(text).collect()).ok_or_else(wrong)?,
    };
    let authors = match &feedback {
        None => Vec::new(),
        Some(Value::Array(all)) => all.iter().filter_map(author).collect::<Result<_>>()?,
        Some(other) => return Err(Error::option("feedback", "a list of objects with id and author", super::args::shown(other))),
    };
    Ok(notify(&id.parse().map_err(|error: Error| error.with_field("change"))?, &caused_by, &cases, &authors))
}

/// Who gave a piece of feedback; `None` of feedback whose author is not known.
fn author(feedback: &Value) -> Option<Result<Author>> {
    let wrong = || Error::option("feedback", "a list of objects with id and author", super::args::shown(feedback));
    let Some(id) = feedback.get("id").and_then(Value::as_str) else { return Some(Err(wrong())) };
    if let Err(error) = require_spelt(feedback, "feedback", &AUTHORS) {
        return Some(Err(error));
    }
    let customer = AUTHORS.into_iter().filter_map(|key| feedback.get(key)).find(|value| !value.is_null())?;
    let author = customer.as_str().ok_or_else(wrong);
    Some(author.map(|customer| Author { feedback: id.to_owned(), customer: customer.to_owned() }))
}

/// Refuses keys of an object that are near to one of these: what they say would be passed over.
fn require_spelt(object: &Value, what: &'static str, wanted: &[&'static str]) -> Result<()> {
    let given = object.as_object().into_iter().flat_map(serde_json::Map::keys).map(String::as_str);
    for key in given.filter(|key| !wanted.contains(key)) {
        if let Some(near) = wanted.iter().find(|near| is_misspelt(key, near)) {
            let error = Error::new(Code::UnknownKey, format!("the {what} has no {key:?}; did you mean {near:?}?"));
            return Err(error.with_field(what).with_expected(*near).with_got(key));
        }
    }
    Ok(())
}

fn read_cases(args: &mut Args) -> Result<Vec<Case>> {
    let cases = match args.take("cases") {
        Some(Value::Array(cases)) => cases,
        other => return Err(Error::option("cases", "a list of cases", super::args::shown_or_nothing(other.as_ref()))),
    };
    let read = |(row, case)| read_case(Some(case)).map_err(|error: Error| error.with_row(row as u64));
    cases.into_iter().enumerate().map(read).collect()
}

use crate::closed_loop::case::{Case, CaseRecord};
use crate::domain::distinct::distinct;
use crate::domain::document::{Document, Problem, Schemas, read_text};
use crate::domain::problems_alone;
use crate::domain::survey::{Invitation, Survey, SurveyResponse};
use crate::domain::{
    AlertRule, Benchmark, Channel, ContactPolicy, Draft, Goal, Initiative, JourneyMap, MetricDefinition, ModelParts, Persona,
    Program, Segment, Taxonomy, Team,
};
use crate::error::{Code, Error, Result, nearest};
use crate::records::{
    ChangeRecord, Customer, Employee, ExchangeRates, Feedback, Idea, Interaction, RawKeys, Records, Transaction,
};
use crate::state::without_mark;
use serde_json::Value;

/// The names of the documents and records that have a JSON Schema of their own, in their order.
pub const DOCUMENT_KINDS: &[&str] = NAMES;

/// The JSON Schema (draft 2020-12) of a document or a record by its name, `ExperienceModel`.
///
/// # Errors
/// [`Code::InvalidOption`] when there is none of this name; the message names the nearest.
///
/// # Examples
/// ```
/// use cxm_core::call::json_schema;
/// assert_eq!(json_schema("Goal")?["$ref"], "#/$defs/Goal");
/// assert!(json_schema("Gaol").unwrap_err().message().contains("did you mean \"Goal\"?"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn json_schema(name: &str) -> Result<Value> {
    Ok((kind(name)?.schema)())
}

/// Everything that is wrong with the JSON text of a document or a record, or of a list of them, by the name of its kind: its shape, and
/// where that is right the rules it can keep by itself: of an element of a model all but those that need the rest of it, whether the ids it names are there and what
/// depends on the day of a version. In a list the rules between its members are held too: ids that stand twice, circles of teams, merges of customers, events that came
/// twice, days of a roster, responses to one invitation. A list of surveys may hold revisions of one.
///
/// # Errors
/// [`Code::InvalidOption`] for another kind. A text that has no places to list, no JSON or nested too deep, is a problem of the whole document.
///
/// # Examples
/// ```
/// use cxm_core::call::problems_of;
/// let text = r#"{"id": "1", "customer": "c", "at": "2026-11-21T09:00:00Z", "kind": "refund", "value": {"minor": -990, "currency": "EUR"}}"#;
/// let problems = problems_of("Transaction", text)?;
/// assert_eq!((problems[0].code, problems[0].pointer.as_str()), ("V-M1", "/value/minor"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
pub fn problems_of(name: &str, text: &str) -> Result<Vec<Problem>> {
    let kind = kind(name)?;
    let found = match name {
        "ExperienceModel" => Draft::read(text).map(|draft| draft.problems().to_vec()),
        _ => (kind.problems)(text),
    };
    Ok(found.unwrap_or_else(|error| vec![Problem::of(&error, "")]))
}

/// A kind of document or record.
struct Kind {
    schema: fn() -> Value,
    problems: fn(&str) -> Result<Vec<Problem>>,
}

fn kind(name: &str) -> Result<&'static Kind> {
    NAMES.iter().zip(KINDS).find(|(own, _)| **own == name).map(|(_, kind)| kind).ok_or_else(|| {
        let near = nearest(name, NAMES.iter().copied()).unwrap_or_default();
        let known = NAMES.join(", ");
        let message = format!("there is no document {name:?}; did you mean {near:?}? One of {known}");
        Error::new(Code::InvalidOption, message).with_field("name").with_expected(known).with_got(name)
    })
}

/// Each kind by the name users know: its type, the rules of one, and the rules of a list.
macro_rules! kinds {
    ($($name:literal $type:ty $(: $check:expr)? $(; all $all:expr)? $(; as $list:ident $key:literal)?,)+) => {
        const NAMES: &[&str] = &[$($name),+];
        const KINDS: &[Kind] = &[$(Kind {
            schema: || Schemas::of::<$type>(),
            problems: kinds!(@problems $type $(; as $list $key)?; kinds!(@or $($check)?), kinds!(@or $($all)?)),
        }),+];
    };
    (@problems $type:ty; as $list:ident $key:literal; $check:expr, $all:expr) => { |text| element_problems::<$type>(text, $key, |parts, list| parts.$list = list) };
    (@problems $type:ty; $check:expr, $all:expr) => { |text| problems::<$type>(text, $check, $all) };
    (@or) => { |_, _, _| {} };
    (@or $check:expr) => { $check };
}

kinds! {
    "AlertRule" AlertRule; as alert_rules "alertRules",
    "Benchmark" Benchmark; as benchmarks "benchmarks",
    "Case" CaseRecord: check_case,
    "Change" ChangeRecord: ChangeRecord::check; all |list, at, problems| once(list.iter().map(|each| each.id.as_str()), at, problems),
    "Channel" Channel; as channels "channels",
    "ContactPolicy" ContactPolicy: ContactPolicy::check,
    "Customer" Customer: check_customer; all |list, at, problems| {
        once(list.iter().map(|each| each.id.as_str()), at, problems);
        Customer::check_all(list, at, problems);
    },
    "Employee" Employee: Employee::check; all Employee::check_all,
    "ExchangeRates" ExchangeRates: ExchangeRates::check,
    "ExperienceModel" ModelParts,
    "Feedback" Feedback: Feedback::check; all |list, at, problems| once(list.iter().map(|each| each.id.as_str()), at, problems),
    "Goal" Goal; as goals "goals",
    "Idea" Idea; all |list, at, problems| once(list.iter().map(|each| each.id.as_str()), at, problems),
    "Initiative" Initiative; as initiatives "initiatives",
    "Interaction" Interaction: Interaction::check; all Interaction::check_all,
    "Invitation" Invitation; all |list, at, problems| once(list.iter().map(|each| each.id.as_str()), at, problems),
    "JourneyMap" JourneyMap; as journeys "journeys",
    "Metric" MetricDefinition; as metrics "metrics",
    "Persona" Persona; as personas "personas",
    "Program" Program; as programs "programs",
    "Records" Records: |records, _, problems| records.check(RawKeys::Refused, problems),
    "Segment" Segment; as segments "segments",
    "Survey" Survey: Survey::check,
    "SurveyResponse" SurveyResponse: SurveyResponse::check; all SurveyResponse::check_all,
    "Taxonomy" Taxonomy; as taxonomies "taxonomies",
    "Team" Team; as teams "teams",
    "Transaction" Transaction: Transaction::check; all |list, at, problems| once(list.iter().map(|each| each.id.as_str()), at, problems),
}

/// What is wrong with the one document, or the list of documents, that a text holds.
fn problems<D: Document>(
    text: &str,
    check: fn(&D, &str, &mut Vec<Problem>),
    check_all: fn(&[D], &str, &mut Vec<Problem>),
) -> Result<Vec<Problem>> {
    if without_mark(text).trim_start().starts_with('[') {
        let (list, mut found) = read_text::<Vec<D>>("a list of documents", text)?;
        let list = list.unwrap_or_default();
        for (place, each) in list.iter().enumerate() {
            check(each, &format!("/{place}"), &mut found);
        }
        check_all(&list, "", &mut found);
        return Ok(found);
    }
    let (one, mut found) = read_text::<D>("a document", text)?;
    if let Some(one) = one {
        check(&one, "", &mut found);
    }
    Ok(found)
}

/// What is wrong with the one element of a model, or the list of them, that a text holds.
fn element_problems<D: Document>(text: &str, list: &str, fill: fn(&mut ModelParts, Vec<D>)) -> Result<Vec<Problem>> {
    let several = without_mark(text).trim_start().starts_with('[');
    let (elements, mut found) = if several {
        read_text::<Vec<D>>("a list of documents", text)?
    } else {
        let (one, found) = read_text::<D>("a document", text)?;
        (one.map(|one| vec![one]), found)
    };
    if let Some(elements) = elements {
        let broken = problems_alone(list, |parts| fill(parts, elements))?;
        found.extend(broken.into_iter().map(|problem| match problem.pointer.strip_prefix("/0") {
            Some(rest) if !several => Problem { pointer: rest.to_owned(), ..problem },
            _ => problem,
        }));
    }
    Ok(found)
}

/// The ids of a list stand once.
fn once<'d>(ids: impl Iterator<Item = &'d str>, at: &str, problems: &mut Vec<Problem>) {
    distinct(ids, Code::DuplicateId.name(), |place| format!("{at}/{place}/id"), problems);
}

fn check_customer(customer: &Customer, pointer: &str, problems: &mut Vec<Problem>) {
    customer.check(RawKeys::Refused, pointer, problems);
}

/// The history of a case holds together.
fn check_case(record: &CaseRecord, pointer: &str, problems: &mut Vec<Problem>) {
    if let Err(error) = Case::try_from(record.clone()) {
        problems.push(Problem::of(&error, format!("{pointer}{}", error.pointer().unwrap_or_default())));
    }
}

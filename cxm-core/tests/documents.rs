//! Documents are read in two steps: what is said of a value that does not fit, and where.

use cxm_core::domain::document::{Document, Problem, Schemas, Severity, read_text};
use cxm_core::domain::{Evidence, Flow, IsoDuration, Language, MapState, Text, Timestamp, Trait};

fn problems<D: Document>(text: &str) -> Vec<(&'static str, String)> {
    let (_, problems) = read_text::<D>("a value", text).unwrap();
    problems.into_iter().map(|Problem { code, pointer, .. }| (code, pointer)).collect()
}

fn written<D: Document>(text: &str) -> String {
    read_text::<D>("a value", text).unwrap().0.unwrap().write().to_string()
}

#[test]
fn a_value_comes_back_as_it_was_written() {
    for text in [
        r#"{"id":"travel","share":0.5,"text":{"en":"Travel"}}"#,
        r#"{"id":"travel","text":{"de":"Fahrt","en":"Travel"},"x-note":[1,{"a":null}]}"#,
    ] {
        assert_eq!(written::<Trait>(text), text);
    }
    let text = r#"{"asOf":"2026-09-30","method":"interviews","n":412}"#;
    assert_eq!(written::<Evidence>(text), text);
    let text = r#"{"seq":[{"step":"a"},{"opt":{"loop":{"step":"b"}}},{"any":[{"step":"c"},{"choice":[]}]}]}"#;
    assert_eq!(written::<Flow>(text), text);
    assert_eq!(written::<MapState>(r#""toBe""#), r#""toBe""#);
}

#[test]
fn every_problem_is_listed_with_its_place() {
    assert_eq!(
        problems::<Trait>(r#"{"id":"a b","text":{"english!":"x","en":7},"share":1.5}"#),
        [
            ("invalid_document", "/id".to_owned()),
            ("invalid_json", "/text/english!".to_owned()),
            ("invalid_json", "/text/en".to_owned()),
            ("out_of_range", "/share".to_owned()),
        ]
    );
    assert_eq!(
        problems::<Evidence>(r#"{"n":-1,"asOf":"2026-02-30"}"#),
        [("out_of_range", "/n".to_owned()), ("invalid_json", String::new()), ("invalid_time", "/asOf".to_owned())]
    );
    assert_eq!(
        problems::<Flow>(r#"{"seq":[{"stp":"a"},"step",{"step":"a","opt":1},{"opt":[]}]}"#),
        [
            ("invalid_option", "/seq/0".to_owned()),
            ("invalid_json", "/seq/1".to_owned()),
            ("invalid_json", "/seq/2".to_owned()),
            ("invalid_json", "/seq/3/opt".to_owned()),
        ]
    );
}

#[test]
fn a_misspelt_key_is_kept_with_a_warning_and_a_key_twice_is_an_error() {
    let text = r#"{"id":"travel","text":{"en":"Travel"},"shere":0.5}"#;
    let (value, problems) = read_text::<Trait>("a trait", text).unwrap();
    assert_eq!(value.unwrap().write().to_string(), r#"{"id":"travel","shere":0.5,"text":{"en":"Travel"}}"#);
    assert_eq!((problems[0].severity, problems[0].pointer.as_str()), (Severity::Warning, "/shere"));
    assert!(problems[0].message.contains("did you mean \"share\"?"));
    let (value, problems) = read_text::<Trait>("a trait", r#"{"id":"a","id":"b","text":{"en":"x"}}"#).unwrap();
    assert_eq!((value, problems[0].code, problems[0].pointer.as_str()), (None, "duplicate_key", "/id"));
}

#[test]
fn what_may_lack_may_be_null_in_the_schema_as_it_may_when_it_is_read() {
    let (value, problems) = read_text::<Trait>("a trait", r#"{"id":"a","text":{"en":"x"},"share":null}"#).unwrap();
    assert!(value.unwrap().share.is_none() && problems.is_empty());
    let fields = &Schemas::of::<Trait>()["$defs"]["Trait"]["properties"];
    assert!(fields["share"].to_string().contains("null") && !fields["id"].to_string().contains("null"), "{fields}");
}

#[test]
fn a_type_that_holds_itself_is_defined_once() {
    let schema = Schemas::of::<Flow>();
    assert_eq!(schema["$ref"], "#/$defs/Flow");
    assert_eq!(schema["$defs"]["Flow"]["oneOf"][4]["properties"]["opt"]["$ref"], "#/$defs/Flow");
}

#[test]
fn a_message_says_how_to_mend_the_text() {
    let message = |problems: Vec<Problem>| problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
    let text = |json: &str| message(read_text::<Text>("a text", json).unwrap().1);
    assert!(text(r#"{"en_US": "x"}"#).contains("a BCP 47 tag such as"));
    assert!(text(r#"{"en": "x", "EN": "y"}"#).contains("in other letters"));
    let time = |json: &str| message(read_text::<Timestamp>("a time", json).unwrap().1);
    for refused in ["2026-11-21T09:00:00+01", "2026-11-21T09:00Z", "2026-11-21T09:00:00"] {
        assert!(time(&format!("{refused:?}")).contains("seconds and both halves of the offset"), "{refused}");
    }
    assert!(time(r#""2026-11-21 09:00:00Z""#).contains("a T between day and time"));
    assert_eq!(time(r#""2026-11-21t09:00:00z""#), "");
    let duration = |json: &str| message(read_text::<IsoDuration>("a duration", json).unwrap().1);
    assert_eq!(duration(r#""7d""#), "write a duration as ISO 8601 does, \"P7D\"");
    for refused in ["84", "-P1D", "P", ""] {
        assert_eq!(duration(&format!("{refused:?}")), r#"write a duration as ISO 8601 does, such as "P7D", "PT36H" or "P1Y""#);
    }
}

#[test]
fn languages_are_the_same_in_upper_and_lower_case() {
    let language = |tag: &str| tag.parse::<Language>().unwrap();
    assert_eq!(language("pt-BR"), language("pt-br"));
    assert_eq!(language("pt-br").cmp(&language("PT-BR")), std::cmp::Ordering::Equal);
    assert!(language("de") < language("EN"));
    assert_eq!(language("pt-BR").to_string(), "pt-BR"); // written as it came
}

#[test]
fn a_byte_order_mark_is_not_seen_and_stands_once() {
    assert_eq!(read_text::<bool>("a truth", "\u{feff}true").unwrap().0, Some(true));
    assert!(read_text::<bool>("a truth", "\u{feff}\u{feff}true").is_err());
    assert!(read_text::<bool>("a truth", "true\u{feff}").is_err());
}

//! `read_survey` from options by name: the planted export, numbers, labels, errors, accounts.
#![cfg(feature = "formats")]

use cxm_core::call::{Args, read_survey, score, survey_reader_new, survey_scan_new, table_to_csv};
use cxm_core::columns::{Table, TableColumn};
use cxm_core::formats::survey::{SurveyAccount, SurveyBatch, SurveyData};
use cxm_core::{Code, Error, Result};
use proptest::prelude::*;
use serde_json::{Value, json};

fn args(options: &Value) -> Args {
    Args::new("read_survey", options.as_object().cloned().unwrap_or_default())
}

fn try_read(text: impl AsRef<[u8]>, options: &Value) -> Result<SurveyData> {
    read_survey(text.as_ref(), args(options))
}

fn read(text: impl AsRef<[u8]>, options: &Value) -> SurveyData {
    try_read(text, options).unwrap()
}

fn refused(text: impl AsRef<[u8]>, options: &Value) -> Error {
    try_read(text, options).unwrap_err()
}

/// scored, missing, rejected, excluded of a question.
fn accounts(data: &SurveyData, question: usize) -> [u64; 4] {
    let of = |name| data.accounts.value(name, question).as_u64().unwrap();
    assert_eq!(of("n_read"), of("n_scored") + of("n_missing") + of("n_rejected") + of("n_excluded"));
    ["n_scored", "n_missing", "n_rejected", "n_excluded"].map(of)
}

fn column(table: &Table, name: &str) -> Vec<Value> {
    (0..table.len()).map(|row| table.value(name, row)).collect()
}

fn planted() -> Value {
    json!({
        "questions": [["nps", "nps"], ["csat", "csat"], ["ces", {"metric": "ces", "form": "agreement_share"}]],
        "time": "EndDate",
        "duplicates": "first",
        "labels": {"csat": {
            "Very dissatisfied": 1, "Dissatisfied": 2, "Neither satisfied nor dissatisfied": 3, "Satisfied": 4, "Very satisfied": 5
        }},
    })
}

const EXPORT: &[u8] = include_bytes!("../../examples/data/survey_export_2026.csv");

#[test]
fn the_planted_export_gives_the_accounts_that_its_script_states() {
    let data = read(EXPORT, &planted());
    assert_eq!(data.n_rows, 10_400);
    assert_eq!(accounts(&data, 0), [9_739, 254, 20, 387]);
    for question in [1, 2] {
        let [scored, missing, rejected, excluded] = accounts(&data, question);
        // Two rows cut short and one date that does not exist; their words and numbers are all readable.
        assert_eq!((scored + missing, rejected, excluded), (10_010, 3, 387));
    }
    let rejected = |code: &str, field: Value| {
        let pairs = column(&data.rejected, "code").into_iter().zip(column(&data.rejected, "field"));
        pairs.filter(|pair| *pair == (json!(code), field.clone())).count()
    };
    assert_eq!(data.rejected.len(), 2 + 1 + 8 + 9);
    assert_eq!(rejected("out_of_range", json!("nps")), 8 + 9);
    assert_eq!(rejected("invalid_time", json!("EndDate")), 1);
    assert_eq!(rejected("invalid_csv", Value::Null), 2);
    let reasons = column(&data.excluded, "reason");
    for (reason, n) in [("unfinished", 290), ("preview", 30), ("spam", 60), ("test", 5), ("duplicate", 2)] {
        assert_eq!(reasons.iter().filter(|found| **found == reason).count(), n, "{reason}");
    }
    assert_eq!((data.platform.name(), data.time_zone.as_deref(), data.n_duplicates), ("qualtrics", Some("Europe/Madrid"), 2));
    assert_eq!(data.questions.value("text", 0), "How likely are you to recommend us to a friend or colleague?");
    assert!(data.warnings.iter().any(|warning| warning.contains("earlier one: 2")), "{:?}", data.warnings);
    let codes = json!({"questions": {"nps": "nps"}, "time": "EndDate", "duplicates": "first", "na": [99]});
    assert_eq!(accounts(&read(EXPORT, &codes), 0), [9_739, 254 + 9, 20 - 9, 387]);
}

#[test]
fn the_planted_truth_is_found() {
    let data = read(EXPORT, &planted());
    let frame = data.frame().unwrap();
    let nps = |options: Value| {
        let options = Args::new("score", options.as_object().cloned().unwrap());
        score(&frame, &json!("nps"), Some("nps"), options).unwrap()
    };
    let covers = |table: &Table, row: usize, truth: f64| {
        let bound = |name| table.value(name, row).as_f64().unwrap();
        bound("conf_low") <= truth && truth <= bound("conf_high")
    };
    // North, south and east without the phone stand at +20 (levels of .999: 12 intervals of one fixed sample).
    let channels = nps(json!({"by": ["channel", "region"], "level": 0.999}));
    assert_eq!(channels.len(), 25);
    for row in 0..channels.len() {
        match (channels.value("channel", row).as_str(), channels.value("region", row).as_str()) {
            (Some("phone"), _) | (_, Some("islands")) => {}
            (_, Some("west")) => assert!(covers(&channels, row, 40.0), "{row}"),
            _ => assert!(covers(&channels, row, 20.0), "{row}"),
        }
    }
    // The phone falls from +20 to -10 on 1 May, in any region; west is half of what stands above +20 before.
    let months = nps(json!({"by": "channel", "time": "EndDate", "every": "month", "tz": data.time_zone, "level": 0.999}));
    assert_eq!(months.len(), 5 * 6);
    for row in 0..months.len() {
        let (channel, period) = (months.value("channel", row), months.value("period", row));
        let fell = channel == "phone" && period.as_str().unwrap() >= "2026-05-01";
        // A fifth of the answers come from the west, at +40: 24 in all.
        assert!(covers(&months, row, if fell { -10.0 } else { 24.0 }), "{channel} {period}");
    }
    let by_channel = nps(json!({"by": "channel"}));
    let lowest = (0..5).min_by(|a, b| {
        let of = |row: &usize| by_channel.value("estimate", *row).as_f64().unwrap();
        of(a).total_cmp(&of(b))
    });
    assert_eq!(by_channel.value("channel", lowest.unwrap()), "phone");
}

#[test]
fn on_error_stops_at_the_first_rejected_row() {
    let text = "id,score\na,9\nb,11\nc,x\n";
    let error = refused(text, &json!({"questions": {"score": "nps"}, "on_error": "error"}));
    assert_eq!((error.row(), error.line(), error.field(), error.code()), (Some(1), Some(3), Some("score"), Code::OutOfRange));
    assert_eq!(accounts(&read(text, &json!({"questions": {"score": "nps"}})), 0), [1, 0, 2, 0]);
}

#[test]
fn decimals_follow_the_mark_that_is_named_and_an_ambiguous_number_is_refused() {
    let german = "id;score;spend\na;9;1.234,56\nb;8;0,5\nc;7;1234,56\nd;6;1.234\n";
    let data = read(german, &json!({"questions": {"score": "nps"}, "numbers": ["spend"], "decimal": ","}));
    assert_eq!(column(&data.frame, "spend"), [json!(1234.56), json!(0.5), json!(1234.56), Value::Null]);
    assert_eq!(accounts(&data, 1), [3, 0, 1, 0]);
    assert!(data.rejected.value("reason", 0).as_str().unwrap().contains("decimals or thousands"));
    let data = read(german, &json!({"questions": {"score": "nps"}, "numbers": ["spend"]}));
    // With the point, "1.234" is the number that it is in every CSV of that kind.
    assert_eq!(column(&data.frame, "spend"), [Value::Null, Value::Null, Value::Null, json!(1.234)]);
    let ambiguous = "id,spend\na,\"1,234\"\n";
    let error = refused(ambiguous, &json!({"numbers": ["spend"], "on_error": "error"}));
    assert_eq!((error.code(), error.row(), error.line(), error.field()), (Code::NotANumber, Some(0), Some(2), Some("spend")));
    let stars = json!({"questions": {"stars": {"metric": "mean", "scale": [0, 5, 0.5]}}, "decimal": ",", "delimiter": ";"});
    assert_eq!(column(&read("id;stars\na;4,5\nb;4\nc;4.5\n", &stars).frame, "stars"), [json!(4.5), json!(4.0), Value::Null]);
}

#[test]
fn words_for_nothing_codes_and_labels_are_read() {
    let text = "id,score\na,\nb,NULL\nc,NaN\nd,N/A\ne,-\nf,#N/A\ng,None\nh,7\ni,99\nj,Prefer not to say\nk,TEN \n";
    let data = read(text, &json!({"questions": {"score": "nps"}, "na": [99, "prefer not to say"], "labels": {"ten": 10}}));
    assert_eq!(accounts(&data, 0), [2, 9, 0, 0]);
    // A word of the scale holds over the words for nothing.
    let data = read("id,score\na,None\n", &json!({"questions": {"score": "nps"}, "labels": {"none": 0}}));
    assert_eq!(accounts(&data, 0), [1, 0, 0, 0]);
}

#[test]
fn a_word_of_all_questions_is_read_where_its_number_lies_on_the_scale() {
    let text = "id,nps,csat\na,Good,Good\nb,Best,Best\n";
    let questions = json!([["nps", "nps"], ["csat", "csat"]]);
    let data = read(text, &json!({"questions": questions, "labels": {"good": 4, "best": 10}}));
    assert_eq!([accounts(&data, 0), accounts(&data, 1)], [[2, 0, 0, 0], [1, 0, 1, 0]]);
    let data = read(text, &json!({"questions": questions, "labels": {"good": 4, "best": 10, "csat": {"best": 5, "good": 3}}}));
    assert_eq!(
        (column(&data.frame, "nps"), column(&data.frame, "csat")),
        (vec![json!(4.0), json!(10.0)], vec![json!(3.0), json!(5.0)])
    );
    assert_eq!(refused(text, &json!({"questions": questions, "labels": {"good": 44}})).field(), Some("labels"));
    let error = refused(text, &json!({"questions": questions, "labels": {"cast": {"good": 4}}}));
    assert_eq!((error.code(), error.field(), error.got()), (Code::InvalidOption, Some("labels"), Some("\"cast\"")));
    let data = read("id,nps,csat\na,5,5\n", &json!({"questions": questions, "na": {"csat": [5]}}));
    assert_eq!([accounts(&data, 0), accounts(&data, 1)], [[1, 0, 0, 0], [0, 1, 0, 0]]);
}

#[test]
fn a_question_may_be_called_otherwise_than_its_column() {
    let text = "id,Q1,nps,region\na,9,x,EU\nb,3,y,\n";
    let question = json!({"loyalty": {"metric": "nps", "column": "Q1"}});
    let data = read(text, &json!({"questions": question}));
    let names: Vec<&str> = data.frame.columns().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["id", "nps", "region", "loyalty"]);
    assert_eq!((data.frame.value("region", 1), data.frame.value("loyalty", 1)), (Value::Null, json!(3.0)));
    let clash = json!({"nps": {"metric": "nps", "column": "Q1"}});
    assert_eq!(refused(text, &json!({"questions": clash})).code(), Code::DuplicateId);
    let data = read(text, &json!({"questions": clash, "carry": "region", "id": "id"}));
    let names: Vec<&str> = data.frame.columns().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["id", "region", "nps"]);
    assert_eq!(refused(text, &json!({"questions": clash, "carry": "regoin"})).code(), Code::UnknownColumn);
    let twice = json!({"a": {"metric": "nps", "column": "Q1"}, "b": {"metric": "nps", "column": "Q1"}});
    assert_eq!(refused(text, &json!({"questions": twice})).code(), Code::InvalidOption);
}

#[test]
fn times_stand_in_the_zone_named_in_the_files_or_in_utc() {
    let text = "id,score,at\na,9,2026-07-01 12:00:00\nb,8,\nc,7,2026-07-01T12:00:00+05:30\n";
    let read = |tz: Value| read(text, &json!({"questions": {"score": "nps"}, "time": "at", "tz": tz}));
    let utc = read(Value::Null);
    assert_eq!(column(&utc.frame, "at"), [json!("2026-07-01T12:00:00Z"), Value::Null, json!("2026-07-01T06:30:00Z")]);
    assert!(utc.warnings.iter().any(|warning| warning.contains("no zone is named")));
    let berlin = read(json!("Europe/Berlin"));
    assert_eq!(berlin.frame.value("at", 0), "2026-07-01T10:00:00Z");
    assert_eq!((berlin.time_zone.as_deref(), berlin.warnings.len()), (Some("Europe/Berlin"), 0));
}

#[test]
fn the_long_layout_is_scored_too() {
    let text = "rid,item,answer\na,nps,9\na,csat,4\nb,nps,x\nb,why,because\n";
    let options =
        json!({"questions": {"nps": "nps", "csat": "csat"}, "layout": {"question": "item", "value": "answer"}, "id": "rid"});
    let data = read(text, &options);
    // Options by name stand in the order of their names.
    assert_eq!(column(&data.accounts, "question"), ["csat", "nps"]);
    assert_eq!([accounts(&data, 0), accounts(&data, 1)], [[1, 0, 0, 0], [1, 0, 1, 0]]);
    assert_eq!((data.n_unassigned, data.frame.len()), (1, 2));
}

#[test]
fn options_that_do_not_hold_are_refused_by_name() {
    let base = |name: &str, value: Value| {
        let mut options = json!({"questions": {"score": "nps"}});
        options[name] = value;
        refused("id,score\na,9\n", &options)
    };
    for (name, value) in [
        ("decimal", json!(";")),
        ("layout", json!("tall")),
        ("layout", json!({"question": "q"})),
        ("duplicates", json!("all")),
        ("on_error", json!("raise")),
        ("encoding", json!("ebcdic")),
        ("delimiter", json!(",,")),
        ("unfinished", json!(true)),
        ("questions", json!([])),
        ("questions", json!("nps")),
        ("questions", json!([["nps"]])),
        ("platform", json!("paper")),
        ("numbers", json!(["score"])),
        ("questoins", json!({})),
        ("na", json!(true)),
        ("labels", json!(["a"])),
    ] {
        let error = base(name, value.clone());
        assert_eq!(error.code(), Code::InvalidOption, "{name} {value}: {error}");
    }
    assert_eq!(base("tz", json!("Berlin")).code(), Code::UnknownZone);
    assert_eq!(base("time", json!("at")).code(), Code::UnknownColumn);
    assert_eq!(base("questions", json!({"score": "npss"})).code(), Code::UnknownMetric);
    assert_eq!(base("questions", json!({"scroe": "nps"})).code(), Code::UnknownColumn);
}

#[test]
fn a_reason_never_holds_what_a_respondent_wrote() {
    let data = read("id,score\na,my number is 555-1234\n", &json!({"questions": {"score": "nps"}}));
    let reason = data.rejected.value("reason", 0);
    assert!(!reason.as_str().unwrap().contains("555"), "{reason}");
}

#[test]
fn tables_are_written_as_csv() {
    let table = Table::default()
        .with("=name", TableColumn::Text(vec![Some("=1+1".into()), Some("a,b".into()), None]))
        .with("estimate", TableColumn::Float(vec![Some(-10.5), None, Some(0.1)]))
        .with("period", TableColumn::Date(vec![Some(0), None, None]))
        .with("at", TableColumn::Time(vec![Some(0), None, None]));
    let csv = |options: Value| table_to_csv(&table, args(&options)).unwrap();
    assert_eq!(
        csv(json!({})),
        "=name,estimate,period,at\r\n=1+1,-10.5,1970-01-01,1970-01-01T00:00:00Z\r\n\"a,b\",,,\r\n,0.1,,\r\n"
    );
    assert!(csv(json!({"spreadsheet_safe": true})).starts_with("'=name,estimate,period,at\r\n'=1+1,-10.5,"));
    assert!(csv(json!({"delimiter": "tab"})).starts_with("=name\testimate"));
}

#[test]
fn a_table_goes_into_the_next_score() {
    let data = read("id,score,w\na,9,1\nb,0,3\n", &json!({"questions": {"score": "nps"}, "numbers": "w"}));
    let options = Args::new("score", json!({"weights": "w"}).as_object().cloned().unwrap());
    let table = score(&data.frame().unwrap(), &json!("nps"), Some("score"), options).unwrap();
    assert_eq!(table.value("estimate", 0), -50.0); // (1 - 3) / 4
}

/// Text of rows with every fault, scored and cut at any place.
fn scan(text: &[u8], options: &Value, size: usize) -> Result<(Vec<SurveyBatch>, SurveyAccount)> {
    let mut scan = survey_scan_new(Args::new("scan_survey", options.as_object().cloned().unwrap_or_default()))?;
    let mut batches = Vec::new();
    for chunk in text.chunks(size) {
        batches.extend(scan.feed(chunk)?);
    }
    batches.extend(scan.finish()?);
    Ok((batches, scan.account()))
}

#[test]
fn a_scan_of_the_planted_export_gives_the_frame_and_the_accounts_of_reading() {
    let data = read(EXPORT, &planted());
    for size in [997, 64 << 10, 1 << 22] {
        let (batches, account) = scan(EXPORT, &planted(), size).unwrap();
        let rows: Vec<Value> = batches.iter().flat_map(|batch| batch.frame.to_json().as_array().unwrap().clone()).collect();
        assert_eq!(json!(rows), data.frame.to_json());
        assert_eq!(batches.iter().flat_map(|batch| batch.lines.clone()).collect::<Vec<_>>(), data.lines);
        assert!(
            batches
                .iter()
                .scan(0, |rows, batch| {
                    let first = *rows;
                    *rows += batch.lines.len() as u64;
                    Some((first, batch.first_row))
                })
                .all(|(a, b)| a == b)
        );
        assert_eq!((&account.accounts, &account.rejected, &account.excluded), (&data.accounts, &data.rejected, &data.excluded));
        assert_eq!((account.n_rows, account.n_duplicates, &account.warnings), (data.n_rows, Some(2), &data.warnings));
        assert_eq!((account.platform, &account.time_zone), (Some(data.platform), &data.time_zone));
        assert_eq!(account.to_string(), data.to_string());
    }
}

#[test]
fn a_scan_lists_the_first_rejects_and_counts_all() {
    let text = format!("nps\n{}9\n", "11\n".repeat(5_000));
    let (batches, account) = scan(text.as_bytes(), &json!({"questions": {"nps": "nps"}, "most_listed": 2}), 4096).unwrap();
    assert_eq!(batches.iter().map(|batch| batch.frame.len()).sum::<usize>(), 5_001);
    assert_eq!(column(&account.rejected, "line"), [2, 3]);
    assert_eq!(
        (account.rejected_counts.value("code", 0), account.rejected_counts.value("n", 0)),
        (json!("out_of_range"), json!(5_000))
    );
    assert_eq!(account.accounts.value("n_rejected", 0), 5_000);
}

#[test]
fn a_scan_compares_ids_only_where_it_is_asked_to() {
    let file = b"id,nps\na,9\nb,10\na,0\n";
    let policy = |name: Option<&str>| json!({"questions": {"nps": "nps"}, "duplicates": name});
    let told =
        |name| scan(file, &policy(name), 8).map(|(_, account)| (account.n_duplicates, account.accounts.value("n_scored", 0)));
    assert_eq!(told(None).unwrap(), (None, json!(3)));
    assert_eq!(told(Some("keep")).unwrap(), (None, json!(3)));
    assert_eq!(told(Some("count")).unwrap(), (Some(1), json!(3)));
    assert_eq!(told(Some("first")).unwrap(), (Some(1), json!(2)));
    let twice = told(Some("error")).unwrap_err();
    assert_eq!((twice.code(), twice.row(), twice.line(), twice.field()), (Code::DuplicateId, Some(2), Some(4), Some("id")));
    assert_eq!(told(Some("last")).unwrap_err().field(), Some("duplicates"));
    let kept = read(file, &policy(Some("keep")));
    assert_eq!(accounts(&kept, 0), [3, 0, 0, 0]);
    assert_eq!(kept.warnings, ["response ids were not compared (duplicates: \"keep\")"]);
}

#[test]
fn a_scan_refuses_the_long_layout_and_to_begin_again() {
    let long = b"id,question,value\na,nps,9\n";
    let error = scan(long, &json!({"questions": {"nps": "nps"}}), 8).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::InvalidOption, Some("layout")));
    let mut once = survey_scan_new(args(&json!({"questions": {"nps": "nps"}}))).unwrap();
    assert!(once.feed(b"nps\n").unwrap().is_none());
    assert_eq!(once.finish().unwrap().unwrap().frame.columns().len(), 1, "its columns are known");
    assert_eq!(once.finish().unwrap_err().field(), Some("scan"));
    let empty = scan(b"", &json!({"questions": {"nps": "nps"}}), 8).unwrap_err();
    assert_eq!(empty.code(), Code::InvalidCsv);
}

fn file() -> impl Strategy<Value = String> {
    const CELLS: &[&str] =
        &["9", "0 - Not at all", "4,5", "1,234", "11", "99", "N/A", "", "x", "\"1.234,5\"", "good", "7.5", " 10 "];
    const STATUS: &[&str] = &["IP Address", "Spam", "Survey Preview", "0", "2"];
    const TIMES: &[&str] = &["2026-01-02 03:04:05", "never", "", "2026-03-29 02:30:00"];
    let row = (
        0..6_u8,
        prop::sample::select(STATUS),
        prop::sample::select(TIMES),
        prop::sample::select(CELLS),
        prop::sample::select(CELLS),
        0..10_u8,
    );
    prop::collection::vec(row, 0..25).prop_map(|rows| {
        let mut text = "ResponseId;EndDate;Status;nps;spend\n".to_owned();
        for (id, status, time, nps, spend, kind) in rows {
            let row = if kind == 0 { format!("R_{id};x\n") } else { format!("R_{id};{time};{status};{nps};{spend}\n") };
            text.push_str(&row);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn read_is_scored_missing_rejected_and_excluded_in_chunks_of_any_size(
        text in file(),
        duplicates in prop::sample::select(&["first", "last", "count"][..]),
        decimal in prop::sample::select(&[".", ","][..]),
        size in 1..40_usize,
    ) {
        let options = json!({
            "questions": {"nps": "nps"}, "numbers": "spend", "time": "EndDate", "tz": "Europe/Berlin", "delimiter": ";",
            "duplicates": duplicates, "decimal": decimal, "na": [99], "labels": {"good": 8},
        });
        let whole = read(&text, &options);
        for (question, name) in ["nps", "spend"].into_iter().enumerate() {
            let [scored, missing, rejected, excluded] = accounts(&whole, question);
            prop_assert_eq!(scored + missing + rejected + excluded, whole.n_rows);
            prop_assert_eq!(whole.excluded.len() as u64, excluded);
            let fields = column(&whole.rejected, "field");
            let listed = fields.iter().filter(|field| *field == name || !matches!(field.as_str(), Some("nps" | "spend"))).count();
            prop_assert_eq!(listed as u64, rejected);
            let numbers = column(&whole.frame, name).iter().filter(|value| !value.is_null()).count();
            prop_assert_eq!(numbers as u64, scored);
        }
        let mut reader = survey_reader_new(args(&options)).unwrap();
        for chunk in text.as_bytes().chunks(size) {
            reader.feed(chunk).unwrap();
        }
        prop_assert_eq!(reader.finish().unwrap(), whole);
    }
}

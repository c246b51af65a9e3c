//! What is fuzzed: one function for each entry that takes bytes or text. Each checks, beside "no panic", what must hold for any input.
//! The fuzz targets call them on nightly (`.ci/deep fuzz`); `cxm-core/tests/fuzz_corpus.rs` runs the committed corpus through them on stable.
//! An input that once failed is added to `corpus/<target>` with its fix.
#![allow(dead_code)] // each target uses one of them

use cxm_core::attribution::{AttributionMethod, AttributionOptions, Paths, attribution};
use cxm_core::call::{
    Args, Columns, DOCUMENT_KINDS, alert_rules, cube_new, cube_observe, cube_score, documents, estimate, event_log_table,
    problems_of, read_survey, score, survey_from_json, survey_full_quota, survey_next_question, survey_reader_new, table_to_csv,
    tally_add, tally_estimate, tally_from_counts, tally_new, tally_observe,
};
use cxm_core::closed_loop::alerts::AlertMemory;
use cxm_core::clv::{BgNbd, Model, RfmCounts};
use cxm_core::columns::time::{Zone, parse_time as read_time};
use cxm_core::columns::{Cell, ColumnView, DecimalMark, Frame, Table, is_ambiguous_number, parse_number};
use cxm_core::columns::{parse_score as read_score, parse_score_in};
use cxm_core::domain::document::{Document, Severity};
use cxm_core::domain::survey::Survey;
use cxm_core::domain::{Draft, ExperienceModel, Strictness, migrate_model};
use cxm_core::formats::csv::{CsvOptions, CsvReader, CsvRecord, CsvWriteOptions, Delimiter, Encoding, read_csv, write_csv};
use cxm_core::formats::event_log::{EventReadOptions, XesNames, read_cloudevents, read_ocel, read_segment, read_xes, write_xes};
use cxm_core::journey::{ConformanceCounts, ConformanceOptions, Flow, JourneyDesign, Variants};
use cxm_core::program::versions::{apply, diff, json_patch, merge};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions, EventStream, MissingEvent};
use cxm_core::state::{ByteForm, Retract, State};
use cxm_core::stats::{Estimate, Level, Tally};
use cxm_core::survey::TallyCube;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// A log as XES, plain or gzip. What is read is written and read again as the same log.
pub fn xes_reader(data: &[u8]) {
    for missing in [MissingEvent::Error, MissingEvent::Drop] {
        let options = EventReadOptions::default().max_bytes(1 << 20).missing(missing);
        let Ok(log) = read_xes(data, &options) else { continue };
        if let Ok(xes) = write_xes(&log, &XesNames::default()) {
            let again = read_xes(&xes, &options).expect("what was written can be read");
            assert_eq!((again.n_events(), again.touchpoints()), (log.n_events(), log.touchpoints()));
        }
    }
}

/// Events as JSON, in each of its formats: no event is invented.
pub fn events_json(data: &[u8]) {
    let options = EventReadOptions::default().max_bytes(1 << 20).missing(MissingEvent::Drop).channel("/context/device");
    let lines = data.len();
    for log in [read_cloudevents(data, &options), read_segment(data, &options), read_ocel(data, "customer", &options)]
        .into_iter()
        .flatten()
    {
        assert!(data.starts_with(&[0x1f, 0x8b]) || log.n_events() + usize::try_from(log.n_dropped()).unwrap_or(0) <= lines);
    }
}

/// First byte: delimiter, encoding, limits. The rest: the file, which reads the same whole and in chunks, and again after it was written.
pub fn csv_reader(data: &[u8]) {
    let Some((&choice, file)) = data.split_first() else { return };
    let mut options = CsvOptions::default().max_field_bytes(256).max_record_bytes(1024).max_columns(64);
    options.delimiter = [None, Some(Delimiter::COMMA), Some(Delimiter::SEMICOLON), Some(Delimiter::TAB)][usize::from(choice & 3)];
    options.encoding =
        [None, Some(Encoding::Utf16), Some(Encoding::Latin1), Some(Encoding::Windows1252)][usize::from(choice >> 2 & 3)];
    let whole = read_csv(file, options.clone());

    let (mut rows, mut rejected) = (Vec::<Vec<String>>::new(), Vec::new());
    let mut sink = |record: CsvRecord<'_>| {
        match record {
            CsvRecord::Row(row) => rows.push(row.iter().map(str::to_owned).collect()),
            CsvRecord::Rejected(error) => rejected.push(error),
            other => panic!("{other:?}"),
        }
        Ok(())
    };
    let mut reader = CsvReader::new(options);
    let size = usize::from(choice >> 4) + 1;
    let outcome = file.chunks(size).try_for_each(|chunk| reader.feed(chunk, &mut sink)).and_then(|()| reader.finish(&mut sink));
    match (&whole, &outcome) {
        (Ok(whole), Ok(())) => assert_eq!((&whole.rows, &whole.rejected), (&rows, &rejected)),
        (Err(whole), Err(parts)) => assert_eq!(whole, parts),
        _ => panic!("whole {whole:?}, in parts {outcome:?}"),
    }
    if let Ok(table) = whole {
        let text =
            write_csv(table.header.names(), &table.rows, &CsvWriteOptions::default()).expect("what was read can be written");
        let options = CsvOptions::default().delimiter(Delimiter::COMMA);
        let again = read_csv(text.as_bytes(), options).expect("what was written can be read");
        assert_eq!((again.header.names(), again.rows), (table.header.names(), table.rows));
    }
}

/// First byte: options. The rest: the file; every row is accounted for, and chunks make no difference.
pub fn survey_export(data: &[u8]) {
    let Some((&choice, file)) = data.split_first() else { return };
    let of = |names: &[Value], shift: u8| names[usize::from(choice >> shift) % names.len()].clone();
    let options = json!({
        "questions": [["nps", "nps"], ["csat", {"metric": "csat", "column": "Q2"}]],
        "numbers": "w",
        "na": [99, "prefer not"],
        "labels": {"good": 4, "csat": {"bad": 1, "none": 2}},
        "time": if choice & 1 == 1 { json!("at") } else { Value::Null },
        "tz": if choice & 2 == 2 { json!("Europe/Berlin") } else { Value::Null },
        "decimal": if choice & 4 == 4 { "," } else { "." },
        "duplicates": of(&[json!("first"), json!("last"), json!("count"), json!("error")], 3),
        "layout": if choice & 32 == 32 { json!("long") } else { Value::Null },
        "on_error": if choice & 64 == 64 { "error" } else { "reject" },
        "unfinished": if choice & 128 == 128 { "keep" } else { "exclude" },
    });
    let args = || arguments("read_survey", &options);
    let whole = read_survey(file, args());
    let mut reader = survey_reader_new(args()).expect("the options hold");
    let parts = file.chunks(usize::from(choice >> 4) + 1).try_for_each(|chunk| reader.feed(chunk)).and_then(|()| reader.finish());
    match (&whole, &parts) {
        (Ok(whole), Ok(parts)) => assert!(whole == parts),
        (Err(whole), Err(parts)) => assert_eq!(whole, parts),
        _ => panic!("whole {whole:?}, in parts {parts:?}"),
    }
    let Ok(data) = whole else { return };
    let mut read = 0;
    for question in 0..data.accounts.len() {
        let of = |name| data.accounts.value(name, question).as_u64().expect("a count");
        assert_eq!(of("n_read"), of("n_scored") + of("n_missing") + of("n_rejected") + of("n_excluded"));
        read += of("n_read");
    }
    let long = read + data.n_unassigned == data.n_rows;
    assert!(long || read == data.n_rows * data.accounts.len() as u64, "{:?}", data.accounts.to_json());
    let frame = data.frame().expect("the columns of a frame have one length and different names");
    let scored = score(&frame, &json!("nps"), Some("nps"), arguments("score", &json!({}))).expect("answers are on the scale");
    check_csv(&scored);
    check_csv(&data.frame);
    check_csv(&data.rejected);
}

/// First byte: the zone. The rest: a time; its canonical form reads as the same instant.
pub fn parse_time(data: &[u8]) {
    let Some((&choice, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let zones =
        ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Africa/Monrovia", "Asia/Kathmandu", "Antarctica/Troll", "Pacific/Apia"];
    let zone = Zone::parse(zones[usize::from(choice) % zones.len()]).expect("a zone of the database");
    if let Ok(instant) = read_time(text, &zone) {
        assert_eq!(read_time(&instant.to_string(), &zone).expect("RFC 3339"), instant);
    }
}

/// A score or a number; what is read is finite, and reads again from its own digits.
pub fn parse_score(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    assert_eq!(read_score(text), parse_score_in(text, DecimalMark::Point));
    for mark in DecimalMark::ALL {
        let (score, number) = (parse_score_in(text, mark), parse_number(text, mark));
        if let (Some(score), Some(number)) = (score, number) {
            assert_eq!(score.to_bits(), number.to_bits(), "one text, one number");
        }
        for value in [score, number].into_iter().flatten() {
            assert!(value.is_finite());
            let digits = value.to_string().replace('.', mark.name());
            assert_eq!(parse_number(&digits, mark).map(f64::to_bits), Some(value.to_bits()), "{digits}");
        }
        assert!(!(mark == DecimalMark::Comma && is_ambiguous_number(text) && text.contains('.') && number.is_some()));
    }
}

/// A tally from bytes: equal states have equal bytes, merge and subtract undo each other, and every score answers or says why not.
pub fn tally_bytes(data: &[u8]) {
    if let Ok(tally) = Tally::from_bytes(data) {
        assert_eq!(Tally::from_bytes(&tally.to_bytes()).as_ref(), Ok(&tally));
        check_tally(&tally);
    }
}

/// A log of events from bytes: equal logs have equal bytes, and every measure answers.
pub fn event_log_bytes(data: &[u8]) {
    if let Ok(log) = EventLog::from_bytes(data) {
        assert_eq!(EventLog::from_bytes(&log.to_bytes()).as_ref(), Ok(&log));
        let flow = Flow::of(&log);
        assert_eq!(flow.total(), (log.n_events() - log.n_customers()) as u64);
        assert_eq!(Variants::of(&log, None).paths.iter().map(|(_, n)| n).sum::<u64>(), log.n_customers() as u64);
        let mut twice = log.clone();
        twice.append(&log).unwrap();
        assert_eq!(twice.n_events(), 2 * log.n_events());
        assert!(log.n_customers() == 0 || twice.merge(&log).is_err());
        let args = || Args::new("log", Map::new());
        for measure in [
            "eventually_follows",
            "start_touchpoints",
            "end_touchpoints",
            "touchpoint_counts",
            "rework",
            "minimum_self_distances",
            "step_flows",
            "step_matrix",
        ] {
            event_log_table(&log, measure, args()).unwrap();
        }
        // These need what not every log has.
        for (measure, options) in [
            ("handoffs", json!({})),
            ("peak_end", json!({})),
            ("absorption", json!({})),
            ("friction", json!({})),
            ("peak_end_summary", json!({})),
            ("retention", json!({ "every": "year", "kind": "rolling" })),
            ("moments_of_truth", json!({ "goal": log.touchpoints().first() })),
            ("compare_segments", json!({ "by": "channel" })),
            ("self_service", json!({ "self_service": log.channels().first(), "assisted": log.channels().last() })),
        ] {
            let options = options.as_object().cloned().unwrap_or_default();
            let _ = event_log_table(&log, measure, Args::new("log", options));
        }
    }
}

/// Paths to conversions from bytes: equal paths have equal bytes, and credit adds up to the conversions.
pub fn paths_bytes(data: &[u8]) {
    let Ok(paths) = Paths::from_bytes(data) else { return };
    assert_eq!(Paths::from_bytes(&paths.to_bytes()).as_ref(), Ok(&paths));
    let mut options = AttributionOptions::default();
    options.bootstrap = 0;
    options.method = AttributionMethod::Linear;
    if let Ok(found) = attribution(&paths, &options) {
        let sum: f64 = found.credits.iter().map(|credit| credit.conversions).sum();
        let conversions = paths.n_conversions() as f64;
        assert!((sum - conversions).abs() <= 1e-9 * conversions.max(1.0), "{sum} of {conversions}");
    }
}

/// Counts of customers from bytes: equal counts have equal bytes, and whatever customers there are, a model of them has a best point.
pub fn rfm_counts_bytes(data: &[u8]) {
    let Ok(counts) = RfmCounts::from_bytes(data) else { return };
    assert_eq!(RfmCounts::from_bytes(&counts.to_bytes()).as_ref(), Ok(&counts));
    if counts.n() == 0 || counts.n_distinct() > 64 {
        return;
    }
    let fit = BgNbd::fit(&counts).expect("there are customers");
    assert!(fit.model.parameters().iter().all(|parameter| parameter.is_finite() && *parameter > 0.0), "{fit:?}");
}

/// A stream of events from bytes: equal streams have equal bytes, and its end is a log.
pub fn event_stream_bytes(data: &[u8]) {
    let Ok(mut stream) = EventStream::from_bytes(data) else { return };
    assert_eq!(EventStream::from_bytes(&stream.to_bytes()).as_ref(), Ok(&stream));
    let drained = stream.drain().unwrap();
    let rest = stream.finish().unwrap();
    assert_eq!(EventLog::from_bytes(&drained.to_bytes()).as_ref(), Ok(&drained));
    assert_eq!(EventLog::from_bytes(&rest.to_bytes()).as_ref(), Ok(&rest));
}

/// The flow of a journey as JSON: it is refused, or its shortest way has no more touchpoints than it names, and a log is aligned with it.
pub fn journey_flow_json(data: &[u8]) {
    static LOG: LazyLock<EventLog> = LazyLock::new(|| {
        let columns = EventColumns::new(
            ColumnView::from(&["a", "a", "a", "b", "c", "c"]),
            ColumnView::from(&["visit", "cart", "pay", "visit", "pay", "visit"]),
            ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01", "2026-01-01", "2026-01-02"]),
        );
        EventLog::new(&columns, &EventLogOptions::default()).expect("a log of six events")
    });
    let Ok(flow) = serde_json::from_slice::<Value>(data) else { return };
    let Ok(design) = JourneyDesign::from_json(&flow) else { return };
    let Ok(counts) = ConformanceCounts::of(&LOG, &design, &ConformanceOptions::default()) else { return };
    let Ok(found) = counts.conformance(Level::default(), None) else { return };
    let fitness = found.fitness.estimate.unwrap_or(f64::NAN);
    assert!((0.0..=1.0).contains(&fitness), "{fitness}");
}

/// A cube from bytes.
pub fn cube_bytes(data: &[u8]) {
    if let Ok(cube) = TallyCube::from_bytes(data) {
        assert_eq!(TallyCube::from_bytes(&cube.to_bytes()).as_ref(), Ok(&cube));
        check_cube(&cube);
    }
}

/// A tally from JSON.
pub fn tally_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(tally) = Tally::from_json(text) {
        assert_eq!(Tally::from_json(&tally.to_json()).as_ref(), Ok(&tally));
        assert_eq!(Tally::from_bytes(&tally.to_bytes()).as_ref(), Ok(&tally));
        check_tally(&tally);
    }
}

/// A cube from JSON.
pub fn cube_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(cube) = TallyCube::from_json(text) {
        assert_eq!(TallyCube::from_json(&cube.to_json()).as_ref(), Ok(&cube));
        assert_eq!(TallyCube::from_bytes(&cube.to_bytes()).as_ref(), Ok(&cube));
        check_cube(&cube);
    }
}

/// `{"call": name, option: value, ...}`: any options of any call over small columns.
pub fn args_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(Value::Object(mut options)) = serde_json::from_str::<Value>(text) else { return };
    let call = match options.remove("call") {
        Some(Value::String(call)) => call,
        _ => "nps".to_owned(),
    };
    // More draws or points take longer, and nothing else.
    if options.get("draws").and_then(Value::as_f64).is_some_and(|draws| draws > 200.0) {
        return;
    }
    let args = Args::new(&call, options.clone());
    let (scores, weights, counts) = ([5_u8, 1, 3, 10, 0], [1.5, 0.0, 2.0, 0.25, 1.0], [1_u64, 0, 7, 2, 3]);
    let columns = Columns { values: (&scores).into(), weights: Some((&weights).into()), counts: Some((&counts).into()) };
    let frame = || {
        Frame::new(vec![
            ColumnView::from(&scores).named("score"),
            ColumnView::from(&["9", "0 - never", "4,5", "good", ""]).named("label"),
            ColumnView::from(&["a", "b", "a", "", "b"]).named("group"),
            ColumnView::from(&["2026-01-02", "2026-03-29T02:30", "2026-05-01T10:00Z", "2026-01-31", "2026-12-31"]).named("at"),
            ColumnView::from(&weights).named("w"),
            ColumnView::from(&counts).named("n"),
        ])
        .expect("five rows each, different names")
    };
    match call.as_str() {
        "tally" => drop(tally_new(args).inspect(check_tally)),
        "from_counts" => drop(tally_from_counts(&[1.0, 2.0, 0.0, 4.0, 9.0], args).inspect(check_tally)),
        "observe" | "add" | "tally_nps" | "tally_mean" | "tally_csat" | "tally_top_box" | "tally_net" => {
            let Ok(mut tally) = tally_new(Args::new("tally", Map::new())) else { return };
            match call.as_str() {
                "observe" => drop(tally_observe(&mut tally, columns, args)),
                "add" => drop(tally_add(&mut tally, &Cell::Text("9 - often".into()), args)),
                name => {
                    let plain = Columns { values: (&scores).into(), weights: None, counts: None };
                    tally_observe(&mut tally, plain, Args::new("observe", Map::new())).expect("scores of the scale");
                    let name = name.trim_start_matches("tally_");
                    drop(tally_estimate(&tally, name, args).inspect(check_estimate));
                }
            }
            check_tally(&tally);
        }
        "cube" => {
            if let Ok(mut cube) = cube_new(args) {
                drop(cube_observe(&mut cube, &frame(), arguments("observe", &json!({"value": "score", "time": "at"}))));
                check_cube(&cube);
            }
        }
        "cube_observe" => {
            let Ok(mut cube) = cube_new(arguments("cube", &json!({"by": "group", "tz": "Europe/Berlin"}))) else { return };
            drop(cube_observe(&mut cube, &frame(), args));
            check_cube(&cube);
        }
        "read_survey" => {
            let file = b"id,score,label,at\na,9,good,2026-01-02\nb,11,\"4,5\",\nc,-,none,x\nd\na,1,1,2026-01-02\n";
            if let Ok(data) = read_survey(file, args) {
                check_csv(&data.frame);
            }
        }
        "to_csv" => {
            let table = Table::default().with("=a", cxm_core::columns::TableColumn::Text(vec![Some("@b".to_owned()), None]));
            drop(table_to_csv(&table, args));
        }
        "score" => {
            let metric = options.remove("metric").unwrap_or(json!("nps"));
            if let Ok(table) = score(&frame(), &metric, None, Args::new("score", options)) {
                check_csv(&table);
            }
        }
        name => drop(estimate(name, columns, args).inspect(check_estimate)),
    }
}

/// A model document: every problem has a place in it, a model without an error reads again as itself, and what is migrated is in the newest
/// format.
pub fn model_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(draft) = Draft::read(text) else { return };
    let Ok(document) = serde_json::from_str::<Value>(text) else { return };
    // Of a key that stands twice serde_json keeps the last alone.
    let twice = draft.problems().iter().any(|problem| problem.code == "duplicate_key");
    for problem in draft.problems() {
        assert!(twice || document.pointer(&problem.pointer).is_some(), "{problem}");
    }
    let refused = draft.problems().iter().any(|problem| problem.severity == Severity::Error);
    let model = draft.into_model();
    assert_eq!(model.is_err(), refused);
    if let Ok(model) = model {
        let again = ExperienceModel::from_json(&model.to_json()).expect("what was written can be read");
        assert_eq!((again.hash(), again.to_json()), (model.hash(), model.to_json()));
        assert_eq!(
            problems_of("ExperienceModel", &model.to_json()).expect("a document").len(),
            model.validate(Strictness::default()).len()
        );
    }
    if let Ok(told) = migrate_model(text) {
        let again = migrate_model(&told.document.to_string()).expect("what was migrated is a document");
        assert_eq!((again.document, again.steps.len()), (told.document, 0));
    }
}

/// First byte: the kind of record. The rest: a record, or a list of them; every problem has a place in it.
pub fn records_json(data: &[u8]) {
    let Some((&choice, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let kind = DOCUMENT_KINDS[usize::from(choice) % DOCUMENT_KINDS.len()];
    let (Ok(problems), Ok(document)) = (problems_of(kind, text), serde_json::from_str::<Value>(text)) else { return };
    let twice = problems.iter().any(|problem| problem.code == "duplicate_key");
    for problem in problems {
        assert!(twice || document.pointer(&problem.pointer).is_some(), "{kind}: {problem}");
    }
}

/// A response to a survey that asks every kind of question; one without an error reads again as itself.
pub fn response_json(data: &[u8]) {
    static SURVEY: LazyLock<Survey> = LazyLock::new(|| {
        let vectors: Value = serde_json::from_str(include_str!("../conformance/survey.json")).expect("the vectors are JSON");
        survey_from_json(&vectors["survey"].to_string()).expect("the survey of the vectors keeps every rule")
    });
    let Ok(text) = std::str::from_utf8(data) else { return };
    let survey = &*SURVEY;
    let parsed = survey.parse(text);
    assert_eq!(parsed.is_ok(), parsed.problems.iter().all(|problem| problem.severity != Severity::Error));
    if let Some(response) = parsed.value {
        assert_eq!(survey.parse(&response.write().to_string()).value.as_ref(), Some(&response));
    }
    drop(survey_next_question(survey, text));
    drop(survey_full_quota(survey, text));
}

/// `[base, ours, theirs]`: what changed from one to the other makes the other of the one, and merges agree with themselves.
pub fn versions_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(Value::Array(versions)) = serde_json::from_str::<Value>(text) else { return };
    let [base, ours, theirs] = versions.as_slice() else { return };
    for (old, new) in [(base, ours), (ours, theirs), (theirs, base), (base, base)] {
        let applied = apply(old, &diff(old, new)).expect("changes of a document fit it");
        assert_eq!(diff(&applied, new), [], "what is written otherwise, as 4.0 for 4, may stay");
        drop(json_patch(old, new));
        for (base, ours, theirs) in [(old, new, new), (old, old, new), (old, new, old)] {
            let merged = merge(base, ours, theirs);
            assert_eq!((&merged.document, merged.conflicts.len()), (new, 0));
        }
    }
    let merged = merge(base, ours, theirs);
    assert!(merged.conflicts.is_empty() || ours != theirs);
    let options = json!({ "base": base, "ours": ours, "theirs": theirs });
    drop(documents("merge_models", arguments("merge_models", &options)));
}

/// `[rules, record, context]`: alert rules, or a model that holds some, over a record that comes twice.
pub fn alert_rules_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(Value::Array(parts)) = serde_json::from_str::<Value>(text) else { return };
    let [rules, record, context] = parts.as_slice() else { return };
    let Ok(rules) = alert_rules(&rules.to_string()) else { return };
    let mut memory = AlertMemory::default();
    let Ok(first) = rules.evaluate(&mut memory, record, context, None) else { return };
    let again = rules.evaluate(&mut memory, record, context, None).expect("what was read once is read again");
    assert!(again.len() <= first.len(), "an alert that is quiet the first time is quiet the second");
    assert!(memory.len() <= rules.len(), "one record, one memory a rule");
    for alert in first {
        assert_eq!(alert.to_cloudevent("/fuzz").expect("a source")["specversion"], "1.0");
    }
}

fn arguments(function: &str, options: &Value) -> Args {
    Args::new(function, options.as_object().cloned().unwrap_or_default())
}

/// A table written is a table read, however its cells look.
fn check_csv(table: &Table) {
    for safe in [false, true] {
        let text = table_to_csv(table, arguments("to_csv", &json!({"spreadsheet_safe": safe}))).expect("no NUL in a table");
        if !table.columns().is_empty() {
            let options = CsvOptions::default().delimiter(Delimiter::COMMA).max_columns(usize::MAX);
            let again = read_csv(text.as_bytes(), options).expect("what was written can be read");
            assert_eq!((again.rows.len(), again.rejected.len()), (table.len(), 0), "{text:?}");
        }
    }
}

fn check_estimate(estimate: &Estimate) {
    let numbers = [estimate.estimate, estimate.std_error, estimate.conf_low, estimate.conf_high, estimate.n_eff];
    assert!(numbers.into_iter().flatten().all(f64::is_finite), "{estimate:?}");
    if let (Some(low), Some(high)) = (estimate.conf_low, estimate.conf_high) {
        assert!(low <= high, "{estimate:?}");
    }
}

fn check_tally(tally: &Tally) {
    let mut double = tally.clone();
    if double.merge(tally).is_ok() {
        double.subtract(tally).expect("a part can be taken out again");
        assert_eq!(&double, tally);
    }
    for (name, options) in [
        ("nps", json!({})),
        ("csat", json!({})),
        ("mean", json!({})),
        ("mean", json!({"interval": "t"})),
        ("top_box", json!({"top": 1, "interval": "clopper_pearson"})),
        ("top_box", json!({"top": 1, "interval": "jeffreys"})),
        ("stars", json!({"rule": "bayesian", "prior_mean": 3, "prior_n": 10})),
        ("favorability", json!({"top": 1, "bottom": 1})),
    ] {
        if let Ok(estimate) = tally_estimate(tally, name, arguments(name, &options)) {
            check_estimate(&estimate);
        }
    }
}

fn check_cube(cube: &TallyCube) {
    let mut double = cube.clone();
    if double.merge(cube).is_ok() {
        double.subtract(cube).expect("a part can be taken out again");
        assert_eq!(&double, cube);
    }
    for name in ["nps", "mean"] {
        if let Ok(table) = cube_score(cube, &json!(name), arguments("score", &json!({}))) {
            assert_eq!(table.columns().iter().filter(|(_, column)| column.len() != table.len()).count(), 0);
        }
    }
}

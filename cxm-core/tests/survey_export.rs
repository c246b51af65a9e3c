//! Survey exports: header rows, rows that are no answers, layouts, duplicates, and accounts that add up.
#![cfg(feature = "formats")]

use cxm_core::formats::csv::{CsvOptions, Delimiter};
use cxm_core::formats::survey_export::{
    Accounts, Duplicates, Exclusion, Layout, OnError, Outcome, Platform, ReadCells, SurveyData, SurveyOptions, SurveyReader,
    Unfinished, read_survey,
};
use cxm_core::{Code, Error, Result};
use proptest::prelude::*;

/// Whole numbers 0..=10, times with a colon.
#[derive(Clone)]
struct Cells;

impl ReadCells for Cells {
    type Answer = u8;
    type Time = String;

    fn answer(&self, _: usize, text: &str) -> Result<Option<u8>> {
        if text == "88" {
            return Ok(None);
        }
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let score = digits.parse().ok().filter(|score| *score <= 10);
        score.map(Some).ok_or_else(|| Error::new(Code::OutOfRange, "nps must be in 0..=10"))
    }

    fn time(&self, text: &str, zone: Option<&str>) -> Result<Option<String>> {
        let time = text.contains(':').then(|| format!("{text} {}", zone.unwrap_or("UTC")));
        time.map(Some).ok_or_else(|| Error::new(Code::InvalidTime, "no time"))
    }
}

type Data = SurveyData<u8, String>;

fn nps() -> SurveyOptions {
    SurveyOptions::default().questions(["score"])
}

fn read(text: &str, options: SurveyOptions) -> Data {
    read_survey(text.as_bytes(), options, Cells).unwrap()
}

fn refused(text: &str, options: SurveyOptions) -> Error {
    read_survey(text.as_bytes(), options, Cells).unwrap_err()
}

fn accounts(n_scored: u64, n_missing: u64, n_rejected: u64, n_excluded: u64) -> Accounts {
    Accounts { n_scored, n_missing, n_rejected, n_excluded }
}

const QUALTRICS: &str = "StartDate,ResponseId,Q1_NPS_GROUP,Q1,Q2\n\"Start Date\",\"Response ID\",\"On a scale... - Group\",\"How likely are you to recommend us?\",\"Why?\nTell us more\"\n\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"America/Denver\"\"}\",\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1_NPS_GROUP\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\"\n2026-01-02 03:04:05,R_1,Promoter,10,\"great, thanks\"\n2026-01-02 03:05:05,R_2,Detractor,3,\n";

#[test]
fn the_three_header_rows_of_qualtrics_are_no_responses() {
    let data = read(QUALTRICS, SurveyOptions::default().questions(["Q1"]).time("StartDate"));
    assert_eq!(data.answers[0], [Outcome::Scored(10), Outcome::Scored(3)]);
    assert_eq!((data.header.platform(), data.header.header_rows()), (Platform::Qualtrics, 3));
    assert_eq!(data.header.text(4), Some("Why?\nTell us more"));
    assert_eq!(data.header.import_id(3), Some("QID1"));
    assert_eq!(data.header.time_zone(None), Some("America/Denver"));
    assert_eq!(data.times[0].as_deref(), Some("2026-01-02 03:04:05 America/Denver"));
    // The question text spans lines 2 and 3, so the first response stands on line 5.
    assert_eq!((data.row, data.line), (vec![0, 1], vec![5, 6]));
    assert_eq!(data.table.cell(0, 4), Some("great, thanks"));
    assert_eq!(data.carried, [0, 1, 2, 4]);
}

#[test]
fn two_header_rows_are_recognised_by_the_labels_they_repeat() {
    let new =
        "StartDate,ResponseId,Finished,score\nStart Date,Response ID,Finished,How likely?\n2026-01-02 03:04:05,R_1,True,9\n";
    let old = "V1,V10,score\nResponseID,Finished,How likely?\nR_1,1,9\nR_2,0,3\n";
    let data = read(new, nps());
    assert_eq!((data.header.header_rows(), data.n_rows, data.header.text(3)), (2, 1, Some("How likely?")));
    let data = read(old, nps());
    assert_eq!((data.header.header_rows(), data.accounts[0]), (2, accounts(1, 0, 0, 1)));
}

#[test]
fn an_export_with_one_header_row_loses_no_response() {
    for n in 0..4 {
        let body: Vec<String> = (0..n).map(|id| format!("R_{id},IP Address,9\n")).collect();
        let data = read(&format!("ResponseId,Status,score\n{}", body.concat()), nps());
        assert_eq!((data.n_rows, data.accounts[0]), (n, accounts(n, 0, 0, 0)));
    }
}

#[test]
fn errors_count_rows_from_the_first_response() {
    let data = read(&format!("{QUALTRICS}2026-01-02 03:05:05,R_3,,x,\n1,2\n"), SurveyOptions::default().questions(["Q1"]));
    let places: Vec<_> = data.rejected.iter().map(|error| (error.row(), error.line(), error.field())).collect();
    assert_eq!(places, [(Some(2), Some(7), Some("Q1")), (Some(3), Some(8), None)]);
    let stop = SurveyOptions::default().questions(["Q1"]).on_error(OnError::Error);
    assert_eq!(refused(&format!("{QUALTRICS}2026-01-02 03:05:05,R_3,,x,\n"), stop.clone()).row(), Some(2));
    assert_eq!(refused(&format!("{QUALTRICS}1,2\n"), stop).row(), Some(2));
    let mut bytes = QUALTRICS.as_bytes().to_vec();
    bytes.extend(b"2026-01-02 03:05:05,R_3,,x,\xff\n");
    let error = read_survey(&bytes, SurveyOptions::default().questions(["Q1"]), Cells).unwrap_err();
    assert_eq!((error.code(), error.row(), error.line(), error.field()), (Code::InvalidEncoding, Some(2), Some(7), Some("Q2")));
}

#[test]
fn previews_tests_spam_and_unfinished_responses_are_excluded() {
    let text = "EndDate,Status,Finished,ResponseId,DistributionChannel,score\n\
        ,IP Address,True,R_1,anonymous,9\n\
        ,Survey Preview,True,R_2,preview,9\n\
        ,Spam,True,R_3,anonymous,9\n\
        ,IP Address,False,R_4,email,9\n\
        ,IP Address,True,R_5,preview,9\n\
        ,8,1,R_6,email,9\n\
        ,1,1,R_7,email,9\n\
        ,0,0,R_8,email,9\n\
        ,0,1,R_9,email,8\n\
        ,Survey Test,1,R_9,email,8\n";
    let data = read(text, nps());
    assert_eq!(data.accounts[0], accounts(2, 0, 0, 8));
    let reasons: Vec<_> = data.excluded.iter().map(|excluded| (excluded.row, excluded.line, excluded.reason)).collect();
    let (preview, spam, open) = (Exclusion::Preview, Exclusion::Spam, Exclusion::Unfinished);
    assert_eq!(
        reasons,
        [
            (1, 3, preview),
            (2, 4, spam),
            (3, 5, open),
            (4, 6, preview),
            (5, 7, spam),
            (6, 8, preview),
            (7, 9, open),
            (9, 11, Exclusion::Test)
        ]
    );
    assert_eq!(read(text, nps().unfinished(Unfinished::Keep)).accounts[0], accounts(4, 0, 0, 6));
    assert_eq!(read(text, nps().platform(Platform::Plain).duplicates(Duplicates::Count)).accounts[0], accounts(10, 0, 0, 0));
}

#[test]
fn a_status_in_a_file_of_another_tool_excludes_nothing() {
    assert_eq!(read("id,Status,Finished,score\na,1,0,9\nb,Spam,False,9\n", nps()).accounts[0], accounts(2, 0, 0, 0));
}

#[test]
fn a_lime_survey_response_without_a_submit_date_is_unfinished() {
    let words = "Response ID,Date submitted,Last page,Start language,score\n1,2026-01-02 03:04:05,3,en,9\n2,,1,en,4\n";
    assert_eq!(read(words, nps()).accounts[0], accounts(1, 0, 0, 1));
    let text = "id,submitdate,lastpage,startlanguage,score\n1,2026-01-02 03:04:05,3,en,9\n2,,1,en,4\n";
    let data = read(text, nps());
    assert_eq!((data.header.platform(), data.accounts[0]), (Platform::LimeSurvey, accounts(1, 0, 0, 1)));
    assert_eq!(read(text, nps().unfinished(Unfinished::Keep)).accounts[0], accounts(2, 0, 0, 0));
}

#[test]
fn seven_ways_to_say_nothing_are_missing() {
    let text = "id,score,at,comment\na,,2026-01-02T03:04:05Z,\nb,NULL,2026-01-02T03:04:05Z,\nc,NaN,2026-01-02T03:04:05Z,\nd,N/A,2026-01-02T03:04:05Z,\ne,-,2026-01-02T03:04:05Z,\nf,#N/A,2026-01-02T03:04:05Z,\ng,None,2026-01-02T03:04:05Z,\nh,7,2026-01-02T03:04:05Z,\ni,88,,\n";
    let data = read(text, nps().time("at"));
    assert_eq!(data.accounts[0], accounts(1, 8, 0, 0));
    assert_eq!(data.times[8], None);
}

#[test]
fn a_missing_word_that_is_a_label_is_an_answer() {
    #[derive(Clone)]
    struct Words;
    impl ReadCells for Words {
        type Answer = u8;
        type Time = ();
        fn answer(&self, _: usize, text: &str) -> Result<Option<u8>> {
            let at = ["None", "Some", "All"].iter().position(|word| *word == text);
            at.and_then(|at| u8::try_from(at).ok()).map(Some).ok_or_else(|| Error::new(Code::NotANumber, "no label"))
        }
        fn time(&self, _: &str, _: Option<&str>) -> Result<Option<()>> {
            Ok(None)
        }
        fn is_label(&self, _: usize, text: &str) -> bool {
            text == "None"
        }
    }
    let data = read_survey(b"id,score\na,None\nb,\nc,All\n", nps(), Words).unwrap();
    assert_eq!(data.answers[0], [Outcome::Scored(0), Outcome::Missing, Outcome::Scored(2)]);
}

#[test]
fn space_of_any_kind_around_an_answer_is_no_part_of_it() {
    let data = read("id,score,at,comment\n a ,\u{a0}9\u{2003},2026-01-02T03:04:05Z,\n", nps());
    assert_eq!(data.answers[0], [Outcome::Scored(9)]);
    assert_eq!(data.table.cell(0, 0), Some(" a "));
}

const TWICE: &str = "id,score,at\na,9,2026-01-02T03:04:05Z\nb,11,2026-01-02T03:04:05Z\na,9,2026-01-02T03:04:05Z\na,2,2026-01-03T03:04:05Z\nb,4,2026-01-03T03:04:05Z\n,1,\n,1,\n";

#[test]
fn a_response_that_stands_twice_stops_the_reading_unless_a_policy_is_named() {
    let error = refused(TWICE, nps());
    assert_eq!((error.code(), error.row(), error.line(), error.field()), (Code::DuplicateId, Some(2), Some(4), Some("id")));
    assert!(error.message().contains("the response of line 2 again on line 4"), "{error}");

    let first = read(TWICE, nps().duplicates(Duplicates::First));
    assert_eq!((first.accounts[0], first.n_duplicates, &first.row[..]), (accounts(3, 0, 1, 3), 3, &[0, 1, 5, 6][..]));

    let last = read(TWICE, nps().duplicates(Duplicates::Last));
    assert_eq!((last.accounts[0], last.n_duplicates, &last.row[..]), (accounts(4, 0, 0, 3), 3, &[3, 4, 5, 6][..]));
    assert_eq!(last.answers[0], [2, 4, 1, 1].map(Outcome::Scored));
    assert_eq!(last.excluded.iter().map(|excluded| excluded.row).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!((last.rejected.len(), last.table.n_rows(), last.table.cell(0, 1)), (0, 4, Some("2")));

    let count = read(TWICE, nps().duplicates(Duplicates::Count));
    assert_eq!((count.accounts[0], count.n_duplicates), (accounts(6, 0, 1, 0), 3));
}

#[test]
fn rejects_are_listed_or_stop_the_reading() {
    let text = "id,score,at\na,9,2026-01-02T03:04:05Z\nb,11,2026-01-02T03:04:05Z\nc,7,tomorrow\nd,8\n";
    let data = read(text, nps().time("at"));
    assert_eq!(data.accounts[0], accounts(1, 0, 3, 0));
    let listed: Vec<_> = data.rejected.iter().map(|error| (error.row(), error.line(), error.field(), error.code())).collect();
    let want = [
        (Some(1), Some(3), Some("score"), Code::OutOfRange),
        (Some(2), Some(4), Some("at"), Code::InvalidTime),
        (Some(3), Some(5), None, Code::InvalidCsv),
    ];
    assert_eq!(listed, want);
    // The answer of row 1 is rejected, not its other cells; the row of row 2 as a whole.
    assert_eq!(data.row, [0, 1]);
    for (text, row) in [(text, 1), ("id,score,at\nc,7,tomorrow\n", 0), ("id,score,at\nc\n", 0)] {
        assert_eq!(refused(text, nps().time("at").on_error(OnError::Error)).row(), Some(row));
    }
}

#[test]
fn a_missing_column_is_an_error_also_without_rows() {
    for text in ["id,at\na,2026-01-02T03:04:05Z\n", "id,at\n"] {
        let error = refused(text, nps());
        assert_eq!((error.code(), error.message()), (Code::UnknownColumn, "no column \"score\"; the file has \"id\", \"at\""));
    }
    assert_eq!(refused("id,score\n", nps().time("at")).code(), Code::UnknownColumn);
    assert_eq!(refused("", nps()).code(), Code::InvalidCsv);
    let comma = SurveyOptions::default().questions(["score"]).csv(CsvOptions::default().delimiter(Delimiter::COMMA));
    assert!(refused("id;score\na;9\n", comma).message().ends_with("is the delimiter \";\"?"));
}

#[test]
fn a_header_alone_has_empty_accounts() {
    let data = read("id,score\n", nps());
    assert_eq!((data.accounts[0], data.n_rows, data.table.n_rows()), (accounts(0, 0, 0, 0), 0, 0));
}

const LONG: &str = "respondent_id,region,question,value\na,north,nps,9\na,north,csat,4\nb,south,nps,N/A\nc,south,csat,x\nb,south,why,because\nc\na,north,csat,5\n";

#[test]
fn the_long_layout_is_found_and_gives_one_row_a_response() {
    let options = SurveyOptions::default().questions(["nps", "csat"]).duplicates(Duplicates::First);
    let data = read(LONG, options.clone());
    assert_eq!(data.answers[0], [Outcome::Scored(9), Outcome::Missing, Outcome::NotAsked]);
    assert_eq!(data.answers[1], [Outcome::Scored(4), Outcome::NotAsked, Outcome::Rejected]);
    assert_eq!(data.accounts, [accounts(1, 1, 0, 0), accounts(1, 0, 1, 1)]);
    // "why" is not asked for, and the row of one cell could be to any question.
    assert_eq!((data.n_rows, data.n_unassigned, data.n_duplicates), (7, 2, 1));
    assert_eq!(data.carried, [0, 1]);
    assert_eq!(data.table.column(1).collect::<Vec<_>>(), ["north", "south", "south"]);

    let last = read(LONG, options.clone().duplicates(Duplicates::Last));
    assert_eq!((last.answers[1][0], last.accounts[1]), (Outcome::Scored(5), accounts(1, 0, 1, 1)));
    assert_eq!(last.excluded.iter().map(|excluded| (excluded.row, excluded.line)).collect::<Vec<_>>(), [(1, 3)]);
    let count = read(LONG, options.clone().duplicates(Duplicates::Count));
    assert_eq!((count.accounts[1], count.table.n_rows()), (accounts(2, 0, 1, 0), 4));
    assert_eq!(refused(LONG, options.duplicates(Duplicates::Error)).row(), Some(6));
}

#[test]
fn the_long_layout_can_be_named_and_needs_an_id() {
    let layout = Layout::Long { question: "q".to_owned(), value: "v".to_owned() };
    let options = SurveyOptions::default().questions(["nps"]).layout(layout);
    let data = read("who,q,v\na,nps,9\n", options.clone().id("who"));
    assert_eq!(data.accounts[0], accounts(1, 0, 0, 0));
    assert_eq!(refused("who,q,v\na,nps,9\n", options).code(), Code::InvalidOption);
}

#[test]
fn the_example_export_holds_the_faults_that_its_script_says() {
    struct Export;
    impl ReadCells for Export {
        type Answer = u8;
        type Time = String;
        fn answer(&self, question: usize, text: &str) -> Result<Option<u8>> {
            const WORDS: [&str; 5] =
                ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"];
            match WORDS.iter().position(|word| *word == text) {
                Some(_) if question == 1 => Ok(Some(1)),
                _ => Cells.answer(question, text),
            }
        }
        fn time(&self, text: &str, zone: Option<&str>) -> Result<Option<String>> {
            assert_eq!(zone, Some("Europe/Madrid"));
            if text.starts_with("2026-02-30") {
                Err(Error::new(Code::InvalidTime, "no such day"))
            } else {
                Cells.time(text, zone)
            }
        }
    }
    let bytes = include_bytes!("../../examples/data/survey_export_2026.csv");
    let options = SurveyOptions::default().questions(["nps", "csat", "ces"]).time("EndDate").duplicates(Duplicates::First);
    let data = read_survey(bytes, options.clone(), Export).unwrap();
    assert_eq!((data.n_rows, data.n_duplicates, data.header.header_rows()), (10_400, 2, 3));
    assert_eq!(data.accounts[0], accounts(9_739, 254, 2 + 1 + 8 + 9, 290 + 30 + 60 + 5 + 2));
    for accounts in &data.accounts[1..] {
        assert_eq!((accounts.n_read(), accounts.n_rejected, accounts.n_excluded), (10_400, 3, 387));
    }
    let error = read_survey(bytes, options.duplicates(Duplicates::Error), Export).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::DuplicateId, Some("ResponseId")));
}

/// Rows of every kind, in both layouts.
fn file() -> impl Strategy<Value = (String, bool)> {
    const KINDS: &[&str] = &["IP Address", "Spam", "Survey Preview", "0", "2"];
    const SCORES: &[&str] = &["9", "11", "N/A", "", "10 - Extremely likely", "x", "88", "\"7\r\n\""];
    let row = (
        0..6_u8,
        prop::sample::select(KINDS),
        prop::sample::select(&["True", "False"][..]),
        prop::sample::select(SCORES),
        prop::sample::select(SCORES),
        0..12_u8,
    );
    (prop::collection::vec(row, 0..25), any::<bool>()).prop_map(|(rows, long)| {
        let head = if long {
            "ResponseId,EndDate,Status,Finished,question,value"
        } else {
            "ResponseId,EndDate,Status,Finished,score,csat"
        };
        let mut text = format!("{head}\n");
        for (id, status, finished, score, csat, kind) in rows {
            let date = if kind == 1 { "never" } else { "12:00" };
            let question = if kind % 3 == 2 { "csat" } else { "score" };
            let score = if long { question } else { score };
            let row =
                if kind == 0 { "R_1,x\n".to_owned() } else { format!("R_{id},{date},{status},{finished},{score},{csat}\n") };
            text.push_str(&row);
        }
        (text, long)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_accounted_for(
        (text, long) in file(),
        duplicates in prop::sample::select(&[Duplicates::First, Duplicates::Last, Duplicates::Count][..]),
    ) {
        let options = SurveyOptions::default().questions(["score", "csat"]).time("EndDate").duplicates(duplicates);
        let options = if long { options.layout(Layout::Long { question: "question".to_owned(), value: "value".to_owned() }) } else { options };
        let data = read(&text, options.clone());
        let read_of_questions: u64 = data.accounts.iter().map(Accounts::n_read).sum();
        if long {
            prop_assert_eq!(read_of_questions + data.n_unassigned, data.n_rows);
        } else {
            prop_assert!(data.accounts.iter().all(|accounts| accounts.n_read() == data.n_rows));
        }
        // What the lists hold is what the accounts say.
        for (question, accounts) in data.accounts.iter().enumerate() {
            let count = |outcome: fn(&Outcome<u8>) -> bool| data.answers[question].iter().filter(|o| outcome(o)).count() as u64;
            prop_assert_eq!(count(|o| matches!(o, Outcome::Scored(_))), accounts.n_scored);
            prop_assert_eq!(count(|o| matches!(o, Outcome::Missing)), accounts.n_missing);
            prop_assert_eq!(data.answers[question].len(), data.table.n_rows());
        }
        if !long {
            let whole = data.rejected.iter().filter(|error| !matches!(error.field(), Some("score" | "csat"))).count() as u64;
            for (question, accounts) in data.accounts.iter().enumerate() {
                let name = ["score", "csat"][question];
                let cells = data.rejected.iter().filter(|error| error.field() == Some(name)).count() as u64;
                prop_assert_eq!(whole + cells, accounts.n_rejected);
                prop_assert_eq!(data.excluded.len() as u64, accounts.n_excluded);
            }
        }
        prop_assert!(data.excluded.is_sorted_by_key(|excluded| excluded.row) && data.rejected.is_sorted_by_key(Error::row));

        let mut reader = SurveyReader::new(options, Cells);
        for byte in text.as_bytes() {
            reader.feed(std::slice::from_ref(byte)).unwrap();
        }
        prop_assert_eq!(reader.finish().unwrap(), data);
    }
}

//! Observing a survey: the paths a column can take, ungrouped and grouped. Run with `cargo bench -p cxm-benches --bench survey`.

use cxm_benches::{Bench, days, groups, scores, validity};
use cxm_core::columns::{Bits, Chunk, ColumnView, Every, Frame, Indices, Reading, Texts, Values, time::Zone};
use cxm_core::stats::{Answers, BootstrapOptions, EvaluateOptions, Metric, Scale, Tally, bootstrap};
use cxm_core::survey::{Breakdown, FrameAnswers, SurveyOptions, nps, score, score_answers};

fn main() {
    let bench = Bench::from_arguments();
    overall(&bench);
    no_answer(&bench);
    weighted(&bench);
    by_dictionary(&bench);
    by_number(&bench);
    by_text(&bench);
    bootstrapped(&bench);
}

/// The net score counted by hand; `None` is a missing answer.
fn by_hand(answers: impl IntoIterator<Item = Option<u8>>) -> f64 {
    let (mut n, mut net) = (0_u32, 0_i32);
    for answer in answers.into_iter().flatten() {
        n += 1;
        net += i32::from(answer >= 9) - i32::from(answer <= 6);
    }
    100.0 * f64::from(net) / f64::from(n)
}

fn case(bench: &Bench, name: &str, column: &ColumnView<'_>, options: &SurveyOptions, expected: f64) {
    bench.case(name, || {
        let estimate = nps(column.clone(), options).expect("right answers").estimate.expect("answers");
        assert!((estimate - expected).abs() < 1e-9, "{name}: {estimate} is not {expected}");
    });
}

fn overall(bench: &Bench) {
    let (values, bits) = (scores(bench.rows), validity(bench.rows));
    let there = |row: usize| bits[row / 8] >> (row % 8) & 1 == 1;
    let valid: Vec<Option<u8>> = values.iter().enumerate().map(|(row, &value)| there(row).then_some(value)).collect();
    let (all, some) = (by_hand(values.iter().copied().map(Some)), by_hand(valid.iter().copied()));
    let whole: Vec<i64> = values.iter().map(|&value| value.into()).collect();
    let floats: Vec<f64> = values.iter().map(|&value| value.into()).collect();
    let with_nan: Vec<f64> = valid.iter().map(|value| value.map_or(f64::NAN, f64::from)).collect();
    let options = SurveyOptions::default();
    for (name, values) in [("u8", Values::U8(&values)), ("i64", Values::I64(&whole)), ("f64", Values::F64(&floats))] {
        case(bench, &format!("overall {name}"), &values.clone().into(), &options, all);
        let nullable = ColumnView::new(vec![Chunk { values, validity: Bits::new(&bits, 0, bench.rows) }]);
        case(bench, &format!("overall {name}, nulls"), &nullable, &options, some);
    }
    case(bench, "overall f64, NaN", &(&with_nan).into(), &options, some);
}

fn no_answer(bench: &Bench) {
    for code in [11, 99] {
        let mut values = scores(bench.rows);
        values.iter_mut().step_by(10).for_each(|value| *value = code);
        let expected = by_hand(values.iter().map(|&value| (value != code).then_some(value)));
        let options = SurveyOptions::default().reading(Reading::default().na([f64::from(code)]));
        case(bench, &format!("overall u8, na={code}"), &(&values).into(), &options, expected);
    }
}

fn weighted(bench: &Bench) {
    let values = scores(bench.rows);
    let weights: Vec<f64> = values.iter().rev().map(|&value| 0.5 + f64::from(value) / 7.0).collect();
    let answers = Answers::new((&values).into()).weights((&weights).into());
    bench.case("overall u8, weighted", || {
        assert!(score_answers(&Metric::nps(), &answers, &SurveyOptions::default()).is_ok());
    });
}

/// Scores by a column, and by month where `month` is set.
fn grouped(bench: &Bench, name: &str, key: ColumnView<'_>, groups: u32, month: Option<Every>) {
    let (values, days) = (scores(bench.rows), days(bench.rows));
    let days = ColumnView::from(Values::Date(&days)).named("d");
    let frame = Frame::new(vec![ColumnView::from(&values).named("s"), key.named("g"), days]).expect("three columns");
    let (mut input, mut breakdown) = (FrameAnswers::new(&frame, "s"), Breakdown::default().by(["g"]));
    if let Some(every) = month {
        (input, breakdown) = (input.time("d"), breakdown.every(every, Zone::UTC));
    }
    let expected = groups as usize * if month.is_some() { 36 } else { 1 };
    let (reading, options) = (Reading::default(), EvaluateOptions::default());
    bench.case(&format!("by {groups} {name}{}", if month.is_some() { " x month" } else { "" }), || {
        let table = score(&input, &Metric::nps(), &breakdown, &reading, &options).expect("right answers");
        assert!(table.len() == expected || (bench.rows < 50 * expected && table.len() < expected));
    });
}

fn names(groups: u32) -> Vec<String> {
    (0..groups).map(|group| format!("region {group}")).collect()
}

fn by_dictionary(bench: &Bench) {
    for (count, month) in [(5, None), (1_000, None), (5, Some(Every::Month)), (1_000, Some(Every::Month))] {
        let names = names(count);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let entries = Chunk { values: Values::Text(Texts::Slices(&names)), validity: None };
        let codes = groups(bench.rows, count);
        let keys = Values::Dictionary(Indices::U32(&codes), Box::new(entries.clone()));
        grouped(bench, "dictionary u32", keys.into(), count, month);
        if let Ok(codes) = codes.iter().map(|&code| u8::try_from(code)).collect::<Result<Vec<u8>, _>>() {
            let keys = Values::Dictionary(Indices::U8(&codes), Box::new(entries));
            grouped(bench, "dictionary u8", keys.into(), count, month);
        }
    }
}

fn by_number(bench: &Bench) {
    for count in [5, 1_000, 100_000] {
        let keys: Vec<i64> = groups(bench.rows, count).into_iter().map(i64::from).collect();
        grouped(bench, "i64", (&keys).into(), count, None);
    }
}

fn by_text(bench: &Bench) {
    for count in [5, 1_000] {
        let (names, codes) = (names(count), groups(bench.rows, count));
        let (mut bytes, mut offsets, mut views) = (Vec::new(), vec![0_i64], Vec::new());
        for &code in &codes {
            let name = names[code as usize].as_bytes();
            bytes.extend_from_slice(name);
            offsets.push(i64::try_from(bytes.len()).expect("less than 2^63 bytes"));
            views.extend_from_slice(&u32::try_from(name.len()).expect("a short name").to_le_bytes());
            views.extend_from_slice(name);
            views.resize(views.len().next_multiple_of(16), 0);
        }
        let texts = Texts::Offsets64 { offsets: &offsets, bytes: &bytes };
        grouped(bench, "text by offsets", Values::Text(texts).into(), count, None);
        let texts = Texts::Views { views: &views, buffers: vec![] };
        grouped(bench, "text by views", Values::Text(texts).into(), count, None);
    }
}

fn bootstrapped(bench: &Bench) {
    let mut tally = Tally::of(Scale::NPS);
    tally.read(&Answers::new((&scores(bench.rows)).into()), &Reading::default()).expect("right answers");
    let points: Vec<f64> = (0..11).map(|score| f64::from(i32::from(score >= 9) - i32::from(score <= 6))).collect();
    let options = BootstrapOptions::default();
    bench.case("bootstrap", || {
        let result = bootstrap(tally.counts(), &points, &options).expect("a bootstrap");
        assert!(result.low <= result.high);
    });
}

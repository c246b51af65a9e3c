//! Long frames are read by several threads; nothing of the result may tell.

use cxm_core::columns::time::Zone;
use cxm_core::columns::{Chunk, ColumnView, Every, Frame, Indices, Key, KeyOrder, Reading, Texts, Values};
use cxm_core::state::ByteForm;
use cxm_core::stats::{EvaluateOptions, Metric, Scale};
use cxm_core::survey::{Breakdown, CubeSpec, FrameAnswers, TallyCube, score};
use cxm_core::{Code, Result};

/// Enough for more than one thread, and no whole number of blocks.
const ROWS: usize = (1 << 21) + 12_345;

struct Columns {
    scores: Vec<u8>,
    codes: Vec<u16>,
    days: Vec<i32>,
}

/// Scores, groups that come one after the other with the rows, and days.
fn columns() -> Columns {
    let scores = (0..ROWS).map(|row| u8::try_from(row * 7 % 11).unwrap()).collect();
    let codes = (0..ROWS).map(|row| u16::try_from(row * 40 / ROWS).unwrap()).collect();
    let days = (0..ROWS).map(|row| i32::try_from(row % 300).unwrap()).collect();
    Columns { scores, codes, days }
}

fn frame<'a>(columns: &'a Columns, names: &'a [&'a str], rows: std::ops::Range<usize>) -> Result<Frame<'a>> {
    let entries = Chunk { values: Values::Text(Texts::Slices(names)), validity: None };
    let region = Values::Dictionary(Indices::U16(&columns.codes[rows.clone()]), Box::new(entries));
    Frame::new(vec![
        ColumnView::from(&columns.scores[rows.clone()]).named("score"),
        ColumnView::from(region).named("region").ordered(KeyOrder::ByCategory),
        ColumnView::from(Values::Date(&columns.days[rows])).named("day"),
    ])
}

#[test]
fn a_long_frame_at_once_is_its_pieces_merged() {
    let columns = columns();
    let names: Vec<String> = (0..50).map(|code| format!("region {}", 99 - code)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let spec = CubeSpec::new(Scale::NPS, vec!["region".to_owned()]).every(Every::Month, Zone::UTC);
    let (mut whole, mut pieces) = (TallyCube::new(spec.clone()).unwrap(), TallyCube::new(spec).unwrap());
    let all = frame(&columns, &names, 0..ROWS).unwrap();
    let seen = whole.observe(&FrameAnswers::new(&all, "score").time("day"), &Reading::default()).unwrap();
    for start in (0..ROWS).step_by(100_000) {
        let piece = frame(&columns, &names, start..ROWS.min(start + 100_000)).unwrap();
        pieces.observe(&FrameAnswers::new(&piece, "score").time("day"), &Reading::default()).unwrap();
    }
    assert_eq!(whole.to_bytes(), pieces.to_bytes());
    for code in [0_u16, 1, 20, 39] {
        let first = columns.codes.iter().position(|&own| own == code).unwrap() as u64;
        let key = Key::Text(names[usize::from(code)].to_owned());
        assert_eq!(seen.first_row(0, &key), Some(first));
    }
    assert_eq!(seen.first_row(0, &Key::Text(names[45].to_owned())), None);
}

#[test]
fn categories_keep_their_order_over_threads() {
    let columns = columns();
    let names: Vec<String> = (0..50).map(|code| format!("region {}", 99 - code)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let all = frame(&columns, &names, 0..ROWS).unwrap();
    let by = Breakdown::default().by(["region"]);
    let table = score(&FrameAnswers::new(&all, "score"), &Metric::nps(), &by, &Reading::default(), &EvaluateOptions::default());
    let table = table.unwrap();
    let shown: Vec<String> = (0..table.len()).map(|row| table.value("region", row).as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, names[..40]);
}

#[test]
fn the_first_bad_row_and_the_number_of_bad_rows_do_not_depend_on_threads() {
    let mut columns = columns();
    for row in [ROWS - 5, ROWS / 2 + 3, ROWS - 9] {
        columns.scores[row] = 77;
    }
    let all = frame(&columns, &["one"; 50], 0..ROWS).unwrap();
    let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()])).unwrap();
    let error = cube.observe(&FrameAnswers::new(&all, "score"), &Reading::default()).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::OutOfRange, Some((ROWS / 2 + 3) as u64)));
    assert!(error.message().contains("3 rows"), "{}", error.message());
}

#[test]
fn the_row_with_one_group_too_many_does_not_depend_on_threads() {
    let columns = columns();
    let days = ColumnView::from(Values::Date(&columns.days)).named("region");
    let frame = Frame::new(vec![ColumnView::from(&columns.scores).named("score"), days]).unwrap();
    let mut input = FrameAnswers::new(&frame, "score");
    input.max_groups = 200;
    let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["region".to_owned()])).unwrap();
    let error = cube.observe(&input, &Reading::default()).unwrap_err();
    assert_eq!((error.code(), error.row()), (Code::TooManyGroups, Some(200)));
}

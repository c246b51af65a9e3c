//! Tables by group and period: how far periods may reach, and in which order groups stand.

use cxm_core::columns::time::{Zone, day_from_text};
use cxm_core::columns::{Chunk, ColumnView, Every, Frame, Indices, Key, KeyOrder, Reading, Table, Values};
use cxm_core::report::scorecard::{ScorecardOptions, ScoredQuestion, scorecard};
use cxm_core::state::ByteForm;
use cxm_core::stats::{EvaluateOptions, Metric, Scale, Tally};
use cxm_core::survey::{Baseline, Breakdown, CubeSpec, FrameAnswers, GroupOptions, TallyCube, compare_groups, score};
use cxm_core::{Code, Error, Result};
use std::borrow::Cow;

/// 50 groups of one answer each; all in 2026 but one, whose row is given, on another date.
struct Stray {
    scores: Vec<u8>,
    groups: Vec<i64>,
    days: Vec<i32>,
}

const LATE: &str = "2026-01-01";

impl Stray {
    fn new(row: usize, date: &str) -> Self {
        let mut days = vec![day_from_text(LATE).unwrap(); 50];
        days[row] = day_from_text(date).unwrap();
        Self { scores: vec![10; 50], groups: (0..50).collect(), days }
    }

    fn frame(&self) -> Frame<'_> {
        Frame::new(vec![
            ColumnView::from(&self.scores).named("score"),
            ColumnView::from(&self.groups).named("group"),
            ColumnView::from(Values::Date(&self.days)).named("at"),
        ])
        .unwrap()
    }

    fn cube(&self, max_groups: usize) -> TallyCube {
        let spec = CubeSpec::new(Scale::NPS, vec!["group".to_owned()]).every(Every::Day, Zone::UTC);
        let mut cube = TallyCube::new(spec).unwrap();
        let frame = self.frame();
        let mut answers = FrameAnswers::new(&frame, "score").time("at");
        answers.max_groups = max_groups;
        cube.observe(&answers, &Reading::default()).unwrap();
        cube
    }

    fn score(&self, every: Every, max_groups: usize) -> Result<Table> {
        let frame = self.frame();
        let mut answers = FrameAnswers::new(&frame, "score").time("at");
        answers.max_groups = max_groups;
        let by = Breakdown::default().by(["group"]).every(every, Zone::UTC);
        score(&answers, &Metric::nps(), &by, &Reading::default(), &EvaluateOptions::default())
    }
}

fn refused<T>(result: Result<T>) -> Error {
    let error = result.err().expect("a table of that size is refused");
    assert_eq!(error.code(), Code::TooManyGroups);
    error
}

const USUAL: usize = 1 << 20;

#[test]
fn one_stray_date_is_named_and_makes_no_millions_of_rows() {
    let error = refused(Stray::new(17, "1900-01-01").score(Every::Day, USUAL));
    // 126 years with 31 leap days, and the last day itself: 46,022.
    assert_eq!(
        error.message(),
        "50 groups by day from 1900-01-01 to 2026-01-01 need 2301100 cells, more than 1048576 (max_groups). Look at 1900-01-01 (row 17) first: \
         1900-01-01, 1970-01-01 and dates far ahead are often placeholders. Leave such rows out, take longer periods (every), or raise max_groups"
    );
    assert_eq!((error.row(), error.field(), error.got()), (Some(17), Some("at"), Some("2301100 cells")));
    let error = refused(Stray::new(3, "2199-12-31").score(Every::Day, USUAL));
    assert!(error.message().contains("Look at 2199-12-31 (row 3) first"), "{error}");
}

#[test]
fn the_limit_is_in_groups_times_periods() {
    let stray = Stray::new(0, "2025-12-30");
    assert_eq!(stray.score(Every::Day, 150).unwrap().len(), 150); // 50 groups, three days
    assert_eq!(refused(stray.score(Every::Day, 149)).got(), Some("150 cells"));
    // Longer periods are a way out.
    assert_eq!(Stray::new(0, "1900-01-01").score(Every::Year, USUAL).unwrap().len(), 50 * 127);
}

#[test]
fn every_table_by_period_has_the_limit() {
    let stray = Stray::new(17, "1900-01-01");
    let (frame, nps) = (stray.frame(), Metric::nps());
    let answers = FrameAnswers::new(&frame, "score").time("at");
    let by = Breakdown::default().by(["group"]).every(Every::Day, Zone::UTC);
    for baseline in [Baseline::Previous, Baseline::Rest] {
        let options = GroupOptions::default().baseline(baseline);
        assert_eq!(refused(compare_groups(&answers, &nps, &by, &Reading::default(), &options)).row(), Some(17));
        let cube = stray.cube(USUAL);
        refused(cube.compare_groups(&nps, None, Some(Every::Day), &options));
    }
    let cube = stray.cube(USUAL);
    let error = refused(cube.score(&nps, None, Some(Every::Day), &EvaluateOptions::default()));
    assert!(error.message().contains("Look at 1900-01-01 first"), "{error}");
    assert_eq!(cube.score(&nps, None, Some(Every::Year), &EvaluateOptions::default()).unwrap().len(), 50 * 127);
    assert_eq!(cube.score(&nps, Some(&[]), Some(Every::Day), &EvaluateOptions::default()).unwrap().len(), 46_022);
    let options = ScorecardOptions::default().by(["group"]).every(Every::Day);
    refused(scorecard(&[ScoredQuestion::new(nps, Cow::Owned(cube))], &options));
}

#[test]
fn a_cube_that_was_given_a_larger_limit_keeps_it() {
    let cube = Stray::new(0, "1970-01-01").cube(USUAL); // 50 groups by 20,455 days: 1,022,750 cells
    assert!(cube.cells(None, Some(Every::Day)).is_ok());
    let stray = Stray::new(0, "1960-01-01");
    refused(stray.cube(USUAL).cells(None, Some(Every::Day)));
    let mut merged = stray.cube(USUAL);
    merged.merge(&stray.cube(2 * USUAL)).unwrap();
    assert_eq!(merged.cells(None, Some(Every::Day)).unwrap().cells.len(), 50 * (20_455 + 3_653));
}

#[test]
fn states_with_days_at_the_ends_of_time_are_refused_too() {
    // No time column has such days, but a state may.
    let empty = TallyCube::new(CubeSpec::new(Scale::NPS, vec![]).every(Every::Day, Zone::UTC)).unwrap().to_json();
    let tally = Tally::from_counts(Scale::NPS, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 0, 0).unwrap().to_json();
    let group = |day: i32| format!(r#"{{"key":[{{"date":{day}}}],"tally":{tally}}}"#);
    let groups = format!(r#""groups":[{},{}]"#, group(i32::MIN), group(i32::MAX));
    let cube = TallyCube::from_json(&empty.replace(r#""groups":[]"#, &groups)).unwrap();
    assert_eq!(refused(cube.cells(None, Some(Every::Day))).got(), Some("4294967296 cells"));
}

/// A column of these categories, in this order.
struct Categories<'c> {
    codes: Vec<u8>,
    names: &'c [&'c str],
}

impl<'c> Categories<'c> {
    fn new(names: &'c [&'c str], rows: &[&str]) -> Self {
        let place = |row: &&str| u8::try_from(names.iter().position(|name| name == row).unwrap()).unwrap();
        Self { codes: rows.iter().map(place).collect(), names }
    }

    fn observe(&self, cube: &mut TallyCube) {
        let scores = vec![9_u8; self.codes.len()];
        let names = ColumnView::from(self.names);
        let dictionary = Values::Dictionary(Indices::U8(&self.codes), Box::new(names.chunks()[0].clone()));
        let column =
            ColumnView::new(vec![Chunk { values: dictionary, validity: None }]).ordered(KeyOrder::ByCategory).named("size");
        let frame = Frame::new(vec![ColumnView::from(&scores).named("score"), column]).unwrap();
        cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default()).unwrap();
    }
}

fn sizes() -> TallyCube {
    TallyCube::new(CubeSpec::new(Scale::NPS, vec!["size".to_owned()])).unwrap()
}

fn cube_of(names: &[&str], rows: &[&str]) -> TallyCube {
    let mut cube = sizes();
    Categories::new(names, rows).observe(&mut cube);
    cube
}

fn shown(cube: &TallyCube) -> Vec<String> {
    let table = cube.score(&Metric::nps(), None, None, &EvaluateOptions::default()).unwrap();
    (0..table.len()).map(|row| table.value("size", row).as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_cube_shows_groups_in_the_order_of_their_categories() {
    let mut cube = cube_of(&["small", "medium", "large"], &["large", "small", "medium"]);
    assert_eq!(shown(&cube), ["small", "medium", "large"]);
    let compared = cube.compare_groups(&Metric::nps(), None, None, &GroupOptions::default()).unwrap();
    assert_eq!(compared.value("size", 2), "large");
    Categories::new(&["small", "medium", "large", "huge"], &["huge"]).observe(&mut cube);
    assert_eq!(shown(&cube), ["small", "medium", "large", "huge"]);
    // What has no category comes after them, by value.
    let frame = Frame::new(vec![ColumnView::from(&[9_u8]).named("score"), ColumnView::from(&["any"]).named("size")]).unwrap();
    cube.observe(&FrameAnswers::new(&frame, "score"), &Reading::default()).unwrap();
    assert_eq!(shown(&cube), ["small", "medium", "large", "huge", "any"]);
}

#[test]
fn merging_keeps_an_order_that_both_have_and_no_other() {
    let (a, b) = (cube_of(&["m", "h"], &["h", "m"]), cube_of(&["m", "h", "a"], &["a"]));
    for (first, second) in [(&a, &b), (&b, &a)] {
        let mut both = sizes();
        both.merge(first).unwrap();
        both.merge(second).unwrap();
        assert_eq!(shown(&both), ["m", "h", "a"]);
        both.merge(&cube_of(&["h", "m"], &["m"])).unwrap();
        assert_eq!(shown(&both), ["a", "h", "m"]); // by value
    }
}

#[test]
fn the_order_is_no_part_of_what_was_counted() {
    let (one, other) = (cube_of(&["m", "h"], &["h", "m"]), cube_of(&["h", "m"], &["h", "m"]));
    assert_eq!(one, other);
    assert_eq!((one.to_bytes(), one.to_json()), (other.to_bytes(), other.to_json()));
    assert_eq!(shown(&TallyCube::from_bytes(&one.to_bytes()).unwrap()), ["h", "m"]);
    assert_eq!(one.groups().get(&[Key::from("h")]).unwrap().n(), 1);
}

//! Impact of initiatives, ranks and targets: what must hold whatever the numbers are.

use cxm_core::columns::time::day_from_text;
use cxm_core::columns::{Cell, ColumnView, Every, Frame, Table};
use cxm_core::domain::{Date, ExperienceModel, Strictness};
use cxm_core::program::impact::{
    Assignment, ImpactMethod, ImpactOptions, ImpactSamples, InterruptedOptions, Measured, RoiOptions, initiative_impact,
    interrupted_time_series, return_on_investment,
};
use cxm_core::program::{RankOptions, TargetStatus, program_reviews, published_answers, rank};
use cxm_core::stats::{Direction, Flag, Test, Uncertain, probability_of_best};

fn measured(pairs: &[(&'static str, f64)]) -> Measured<'static> {
    let values: Vec<Cell<'_>> = pairs.iter().map(|(_, value)| Cell::from(*value)).collect();
    let units: Vec<Cell<'_>> = pairs.iter().map(|(unit, _)| Cell::from(*unit)).collect();
    Measured { values: values.into(), units: Some(units.into()) }
}

const BEFORE: [(&str, f64); 4] = [("a", 5.0), ("b", 6.5), ("c", 7.0), ("d", 4.0)];
const AFTER: [(&str, f64); 4] = [("a", 8.0), ("b", 8.0), ("c", 11.0), ("d", 5.0)];
const OTHER_BEFORE: [(&str, f64); 3] = [("x", 5.0), ("y", 6.0), ("z", 8.0)];
const OTHER_AFTER: [(&str, f64); 3] = [("x", 6.0), ("y", 7.0), ("z", 7.5)];

fn impact(before: &[(&'static str, f64)], after: &[(&'static str, f64)], options: &ImpactOptions) -> Test {
    let control = Some((measured(&OTHER_BEFORE), measured(&OTHER_AFTER)));
    initiative_impact(&ImpactSamples { before: measured(before), after: measured(after), control }, options).unwrap()
}

#[test]
fn a_unit_counts_once_however_often_it_was_measured() {
    let (mut before, mut after) = (BEFORE.to_vec(), AFTER.to_vec());
    (0..50).for_each(|_| before.push(BEFORE[0]));
    (0..9).for_each(|_| after.push(AFTER[2]));
    let options = ImpactOptions::default();
    assert_eq!(impact(&before, &after, &options), impact(&BEFORE, &AFTER, &options));
}

#[test]
fn what_moves_everybody_alike_moves_no_difference() {
    let shifted = AFTER.map(|(unit, value)| (unit, value + 100.0));
    let control = |by: f64| Some((measured(&OTHER_BEFORE), measured(&OTHER_AFTER.map(|(unit, value)| (unit, value + by)))));
    let of = |after: &[(&'static str, f64)], by| {
        let samples = ImpactSamples { before: measured(&BEFORE), after: measured(after), control: control(by) };
        initiative_impact(&samples, &ImpactOptions::default()).unwrap()
    };
    let (plain, moved) = (of(&AFTER, 0.0), of(&shifted, 100.0));
    assert!((plain.estimate.unwrap() - moved.estimate.unwrap()).abs() < 1e-12); // of numbers around 100
    assert!((plain.std_error.unwrap() - moved.std_error.unwrap()).abs() < 1e-12);
    assert!(plain.has(Flag::ParallelTrends) && !plain.has(Flag::NoControl));
}

#[test]
fn cuped_needs_chance_and_then_makes_no_assumption_of_trends() {
    let cuped = ImpactOptions::default().method(ImpactMethod::Cuped);
    let control = Some((measured(&OTHER_BEFORE), measured(&OTHER_AFTER)));
    let samples = ImpactSamples { before: measured(&BEFORE), after: measured(&AFTER), control };
    let error = initiative_impact(&samples, &cuped).unwrap_err();
    assert_eq!((error.code().name(), error.field()), ("invalid_option", Some("assignment")));
    let found = impact(&BEFORE, &AFTER, &cuped.assignment(Assignment::Random));
    assert!(!found.has(Flag::ParallelTrends));
    assert!(found.df.is_some_and(|df| df > 1.0 && df <= 4.0), "{:?}", found.df); // at most 7 units less 3 coefficients
}

#[test]
fn without_a_control_the_number_says_so() {
    let samples = ImpactSamples { before: measured(&BEFORE), after: measured(&AFTER), control: None };
    let found = initiative_impact(&samples, &ImpactOptions::default()).unwrap();
    assert!(found.has(Flag::NoControl) && found.method == "before_after");
    let error = initiative_impact(&samples, &ImpactOptions::default().method(ImpactMethod::DifferenceInDifferences)).unwrap_err();
    assert_eq!(error.field(), Some("control_before"));
}

#[test]
fn a_unit_without_an_id_is_refused_with_its_row() {
    let units: ColumnView<'_> = vec![Cell::from("a"), Cell::Null].into();
    let before = Measured { values: ColumnView::from(&[1.0, 2.0]), units: Some(units.named("units_before")) };
    let error = initiative_impact(&ImpactSamples { before, after: measured(&AFTER), control: None }, &ImpactOptions::default())
        .unwrap_err();
    assert_eq!((error.code().name(), error.row(), error.field()), ("invalid_option", Some(1), Some("units_before")));
}

fn series(values: &[f64], at: usize) -> Table {
    let mut day = day_from_text("2020-01-01").unwrap();
    let mut days = Vec::new();
    for _ in values {
        days.push(Cell::Date(day));
        day = Every::Month.next(day);
    }
    let Cell::Date(at) = days[at] else { panic!("a day") };
    let frame = Frame::new(vec![ColumnView::from(days).named("period"), ColumnView::from(values).named("value")]).unwrap();
    let mut options = InterruptedOptions::new("period", "value", at);
    options.every = Some(Every::Month);
    interrupted_time_series(&frame, &options).unwrap()
}

#[test]
fn the_effects_of_an_interruption_do_not_depend_on_where_the_series_lies() {
    let values: Vec<f64> = (0..30).map(|t| f64::from(t * 7919 % 31) + if t >= 18 { 12.0 } else { 0.0 }).collect();
    let tilted: Vec<f64> = values.iter().enumerate().map(|(t, value)| value + 5.0 - 0.25 * t as f64).collect();
    let (plain, moved) = (series(&values, 18), series(&tilted, 18));
    for row in 2..6 {
        for column in ["estimate", "std_error"] {
            let [a, b] = [&plain, &moved].map(|table| table.value(column, row).as_f64().unwrap());
            assert!((a - b).abs() < 1e-10 * a.abs().max(1.0), "{column} {row}: {a} {b}"); // thirty numbers around 30
        }
    }
    assert_eq!(plain.value("flags", 0), "no_control");
    assert_eq!(series(&values[..20], 8).value("flags", 0), "no_control,few_periods");
}

#[test]
fn a_return_does_not_depend_on_the_currency() {
    let roi = |unit: f64| {
        let (benefit, cost) = (
            Uncertain { estimate: 150.0 * unit, std_error: 20.0 * unit },
            Uncertain { estimate: 100.0 * unit, std_error: 15.0 * unit },
        );
        return_on_investment(benefit, cost, &RoiOptions::default()).unwrap()
    };
    for (a, b) in [(roi(1.0), roi(1e8)), (roi(1.0), roi(1e-150)), (roi(1.0), roi(1e150))] {
        assert!(
            (a.conf_low.unwrap() - b.conf_low.unwrap()).abs() < 1e-12
                && (a.conf_high.unwrap() - b.conf_high.unwrap()).abs() < 1e-12
        );
    }
}

#[test]
fn somebody_is_best() {
    let groups: Vec<(f64, f64)> = (0..40).map(|i| (f64::from(i * 17 % 23), 0.3 + f64::from(i % 7))).collect();
    let best = probability_of_best(&groups);
    assert!((best.iter().sum::<f64>() - 1.0).abs() < 1e-11); // forty terms
    assert!(best.iter().all(|p| (0.0..=1.0).contains(p)));
}

#[test]
fn the_other_direction_is_the_mirror() {
    let frame = |sign: f64| {
        let names = ColumnView::from(&["a", "b", "c"]).named("g");
        let estimates: Vec<Cell<'_>> = [3.0, 5.0, 4.0].iter().map(|value| Cell::from(sign * value)).collect();
        Frame::new(vec![
            names,
            ColumnView::from(estimates).named("estimate"),
            ColumnView::from(&[1.0, 2.0, 0.5]).named("std_error"),
        ])
        .unwrap()
    };
    let mut options = RankOptions::new("g");
    let higher = rank(&frame(1.0), &options).unwrap();
    options.direction = Direction::LowerIsBetter;
    let lower = rank(&frame(-1.0), &options).unwrap();
    for row in 0..3 {
        for column in ["g", "rank", "rank_low", "rank_high", "probability_best"] {
            assert_eq!(higher.value(column, row), lower.value(column, row), "{column} {row}");
        }
    }
}

#[test]
fn a_target_is_met_at_its_very_value() {
    let of = |low, high, direction| TargetStatus::of(Some(40.0), Some((low, high)), 40.0, direction);
    assert_eq!(of(40.0, 40.0, Direction::HigherIsBetter), TargetStatus::Met);
    assert_eq!(of(40.0, 40.0, Direction::LowerIsBetter), TargetStatus::Met);
    assert_eq!(of(38.0, 40.0, Direction::HigherIsBetter), TargetStatus::Undecided);
    assert_eq!(of(38.0, 40.0, Direction::LowerIsBetter), TargetStatus::Met);
    assert_eq!(TargetStatus::of(None, None, 40.0, Direction::LowerIsBetter), TargetStatus::NoData);
}

const MODEL: &str = r#"{"cxm": "1.0", "id": "m", "version": {"seq": 1, "parents": [], "at": "2026-01-01T00:00:00+00:00", "author": "emp:a", "message": "m"},
    "personas": [], "journeys": [], "goals": [], "programs": [{"id": "p", "name": {"en": "P"}, "objectives": [], "owner": "emp:a", "reviewEvery": "P1M", "reviews": [["2026-01-31", "ok"]]}]}"#;

#[test]
fn a_review_is_overdue_on_the_day_after_it_is_due() {
    let model = ExperienceModel::from_json(MODEL).unwrap();
    let status = |day: &str| program_reviews(&model, day.parse::<Date>().unwrap()).unwrap().value("status", 0);
    assert_eq!((status("2026-02-28"), status("2026-03-01")), ("on_time".into(), "overdue".into()));
    assert_eq!(status("2026-01-30"), "never_reviewed"); // the review lies ahead
}

#[test]
fn a_version_is_warned_of_an_overdue_review_as_the_table_has_it() {
    let reviews = [r#"["2026-01-31", "ok"]"#, r#"["2026-01-31", "ok"], ["2027-01-01", "plan"]"#, r#"["2027-01-01", "plan"]"#];
    for (reviews, due) in reviews.into_iter().zip([true, true, false]) {
        for (at, day) in [
            ("2026-02-28T23:59:59+00:00", "2026-02-28"),
            ("2026-02-28T23:59:59-09:00", "2026-02-28"), // where it is written, it is still that day
            ("2026-03-01T00:00:00+09:00", "2026-03-01"),
            ("2026-03-03T12:00:00Z", "2026-03-03"),
        ] {
            let text = MODEL.replace("2026-01-01T00:00:00+00:00", at).replace(r#"["2026-01-31", "ok"]"#, reviews);
            let model = ExperienceModel::from_json(&text).unwrap();
            let status = program_reviews(&model, day.parse::<Date>().unwrap()).unwrap().value("status", 0);
            let warned = model.validate(Strictness::Lenient).iter().any(|problem| problem.code == "V-O1");
            assert_eq!(warned, status != "on_time", "{at} {reviews}");
            assert_eq!(status == "never_reviewed", !due);
        }
    }
}

#[test]
fn a_model_without_an_alignment_survey_answers_the_three_questions_of_the_template() {
    let [who, what, goal] = published_answers(&ExperienceModel::from_json(MODEL).unwrap());
    assert!(who.is_to("Who is the customer?") && what.is_to("q-what") && goal.is_to("Q-GOAL"));
    assert!(who.answers.is_empty());
}

#[test]
fn the_page_of_a_balanced_scorecard_says_first_what_is_decided() {
    let frame = Frame::new(vec![
        ColumnView::from(&["customer", "customer", "financial"]).named("perspective"),
        ColumnView::from(&["nps", "csat", "revenue"]).named("metric"),
        ColumnView::from(vec![Cell::from(41.0), Cell::Null, Cell::from(9.0)]).named("estimate"),
        ColumnView::from(&[40.0, 0.8, 10.0]).named("target"),
        ColumnView::from(&["they recommend us", "", ""]).named("objective"),
    ])
    .unwrap();
    let page = cxm_core::report::balanced_page("2026", &cxm_core::program::balanced_scorecard(&frame).unwrap()).to_markdown();
    assert!(page.contains("3 targets: 1 met, 1 missed, 0 undecided, 1 without data"), "{page}");
    let columns = [
        ("perspective", "customer".into()),
        ("metric", "nps".into()),
        ("estimate", Cell::from(41.0)),
        ("target", Cell::from(40.0)),
    ];
    let one = Frame::new(columns.clone().map(|(name, cell)| ColumnView::from(vec![cell]).named(name)).into()).unwrap();
    let single = cxm_core::report::balanced_page("2026", &cxm_core::program::balanced_scorecard(&one).unwrap()).to_markdown();
    assert!(single.contains("1 target: 1 met"), "{single}");
    assert!(page.contains("| nps | met | 41 | at least 40 | they recommend us |"), "{page}");
    assert!(
        page.contains("| Metric | Status | Value | Target |\n") && page.contains("| revenue | missed | 9 | at least 10 |\n"),
        "{page}"
    );
    let mut columns = columns.map(|(name, cell)| ColumnView::from(vec![cell]).named(name)).to_vec();
    columns
        .extend([("conf_low", 38.0), ("conf_high", 44.0)].map(|(name, end)| ColumnView::from(vec![Cell::from(end)]).named(name)));
    let sure = cxm_core::program::balanced_scorecard(&Frame::new(columns).unwrap()).unwrap();
    let html = cxm_core::report::balanced_page("2026", &sure).to_html();
    // The number with its interval below it; the heading names the table, which has no name of its own.
    assert!(html.contains("41 <span class=\"muted below\">[38, 44]</span>"), "{html}");
    assert!(html.contains("aria-label=\"Customer\"") && !html.contains("<caption>"), "{html}");
}

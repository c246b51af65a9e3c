//! What a scorecard promises: it claims what is significant and nothing else, hides small groups in every form, and escapes what people wrote.

use cxm_core::Result;
use cxm_core::call::{Args, chart_of_table, scorecard, scorecard_of_cubes, scorecard_text, table_of};
use cxm_core::columns::{ColumnView, Frame, Reading};
use cxm_core::report::scorecard::{Scorecard, Verdict};
use cxm_core::stats::{Flag, Scale};
use cxm_core::survey::{CubeSpec, FrameAnswers, TallyCube};
use serde_json::{Value, json};

/// Answers, counted: score, channel, day, how many.
type Row = (i64, &'static str, &'static str, u64);

fn card_of(rows: &[Row], metrics: &[Value], options: Value) -> Result<Scorecard> {
    let scores: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let channels: Vec<&str> = rows.iter().map(|row| row.1).collect();
    let days: Vec<&str> = rows.iter().map(|row| row.2).collect();
    let counts: Vec<u64> = rows.iter().map(|row| row.3).collect();
    let frame = Frame::new(vec![
        ColumnView::from(&scores).named("score"),
        ColumnView::from(channels.as_slice()).named("channel"),
        ColumnView::from(days.as_slice()).named("day"),
        ColumnView::from(&counts).named("counts"),
    ])?;
    let Value::Object(mut options) = options else { panic!("options are an object") };
    options.insert("counts".into(), "counts".into());
    options.entry("column").or_insert("score".into());
    scorecard(&frame, metrics, Args::new("scorecard", options))
}

fn by_month() -> Value {
    json!({ "by": "channel", "time": "day", "every": "month", "title": "Shop" })
}

/// Phone falls from +60 to -20 in May, web stays at +20, all in hundreds.
const FALL: &[Row] = &[
    (10, "phone", "2026-04-03", 80),
    (0, "phone", "2026-04-03", 20),
    (10, "phone", "2026-05-03", 40),
    (0, "phone", "2026-05-03", 60),
    (10, "web", "2026-04-03", 240),
    (0, "web", "2026-04-03", 160),
    (10, "web", "2026-05-03", 240),
    (0, "web", "2026-05-03", 160),
];

#[test]
fn a_planted_fall_is_found_and_nothing_else_changed() -> Result<()> {
    let card = card_of(FALL, &["nps".into()], by_month())?;
    let changes: Vec<&str> =
        card.questions[0].findings.iter().filter(|found| found.period.is_some()).map(|found| found.text.as_str()).collect();
    assert!(changes.iter().any(|text| text.starts_with("NPS of phone (channel) fell by 80.0 points from April to May 2026 (-")));
    assert!(changes.iter().all(|text| !text.contains("web")), "{changes:?}");
    let text = card.to_text(100);
    assert!(text.contains("fell by 80.0 points") && text.contains("p < 0.001"), "{text}");
    Ok(())
}

#[test]
fn where_nothing_differs_the_card_says_so() -> Result<()> {
    let rows: Vec<Row> = FALL.iter().filter(|row| row.1 == "web").copied().collect();
    let card = card_of(&rows, &["nps".into()], by_month())?;
    assert!(card.questions[0].findings.is_empty());
    let text = card.to_text(100);
    assert!(text.contains("Nothing changed clearly from one month to the next."), "{text}");
    assert!(text.contains("No group differs clearly from the rest."), "{text}");
    Ok(())
}

#[test]
fn a_change_is_tested_once_for_all_changes_of_its_table() -> Result<()> {
    let card = card_of(FALL, &["nps".into()], by_month())?;
    let changes =
        || card.questions[0].by[0].groups.iter().flat_map(|group| &group.periods).filter_map(|period| period.change.as_ref());
    assert_eq!(changes().count(), 2); // two groups, one change each
    for change in changes() {
        assert!(change.p_adjusted >= change.p_value && change.p_adjusted.is_some());
    }
    Ok(())
}

#[test]
fn small_groups_and_those_that_would_give_them_away_are_hidden_in_every_form() -> Result<()> {
    let rows = [
        (10, "big", "2026-01-01", 90),
        (3, "big", "2026-01-01", 31),
        (10, "mid", "2026-01-01", 43),
        (7, "tiny", "2026-01-01", 3),
    ];
    let card = card_of(&rows, &["nps".into()], json!({ "by": "channel", "min_n": 5 }))?;
    let group =
        |name: &str| card.questions[0].by[0].groups.iter().find(|group| group.key == name.into()).map(|group| &group.estimate);
    assert!(group("tiny").is_some_and(|tiny| tiny.has(Flag::Suppressed) && tiny.n.is_none()));
    assert!(group("mid").is_some_and(|mid| mid.has(Flag::SuppressedSecondary) && mid.n.is_none() && mid.estimate.is_none()));
    assert!(group("big").is_some_and(|big| big.n == Some(121)));
    let json = card.to_json().to_string();
    for text in [card.to_text(120), card.to_markdown(), card.to_html(), json] {
        assert!(text.contains("tiny") && !text.contains("100.0"), "mid stands at 100: {text}");
    }
    assert!(card.to_text(100).contains("<5") && card.to_text(100).contains("hidden"));
    // Its rest is 124 = 121 + 3, so the difference from the rest would give tiny away.
    assert!(card.questions[0].by[0].groups.iter().all(|group| group.rest.is_none() || group.key == "big".into()));
    Ok(())
}

#[test]
fn what_people_wrote_is_escaped_where_it_is_shown() -> Result<()> {
    let rows = [(10, "<script>alert(1)</script>", "2026-01-01", 40), (0, "\u{1b}[2J|a", "2026-01-01", 40)];
    let card = card_of(&rows, &["nps".into()], json!({ "by": "channel", "title": "<img src=x onerror=alert(1)>" }))?;
    let html = card.to_html();
    assert!(!html.contains("<script>") && !html.contains("<img") && html.contains("&lt;script&gt;"));
    assert!(!card.to_text(100).contains('\u{1b}'));
    assert!(!card.to_markdown().contains("<script>"));
    assert!(card.questions[0].findings.iter().any(|found| found.text.contains("<script>"))); // escaped by writers, not in the data
    Ok(())
}

#[test]
fn the_best_group_stands_first_whichever_way_is_good() -> Result<()> {
    let rows = [(1, "low", "2026-01-01", 50), (5, "high", "2026-01-01", 50)];
    let first = |metric: Value| -> Result<_> {
        let card = card_of(&rows, &[metric], json!({ "by": "channel" }))?;
        let best = &card.questions[0].by[0].groups[0];
        let verdict = best.rest.as_ref().map(Verdict::of);
        Ok((best.key.to_string(), verdict.and_then(|verdict| verdict.is_good(card.questions[0].metric.direction()))))
    };
    let effort = json!({ "metric": "ces", "form": "effort", "scale": [1, 5] });
    assert_eq!(first(json!({ "metric": "csat", "scale": [1, 5] }))?, ("high".to_owned(), Some(true)));
    assert_eq!(first(effort).map(|best| best.0)?, "low");
    Ok(())
}

#[test]
fn a_total_that_goes_against_all_its_parts_is_warned_of() -> Result<()> {
    // Both fall by 10 points, but the better one grows: 80 of 100 become 70 of 400.
    let rows = [
        (10, "a", "2026-01-01", 90),
        (0, "a", "2026-01-01", 10),
        (10, "b", "2026-01-01", 40),
        (0, "b", "2026-01-01", 360),
        (10, "a", "2026-02-01", 340),
        (0, "a", "2026-02-01", 60),
        (10, "b", "2026-02-01", 5),
        (0, "b", "2026-02-01", 95),
    ];
    let card = card_of(&rows, &["nps".into()], by_month())?;
    let question = &card.questions[0];
    assert_eq!(question.warnings.len(), 1);
    assert!(question.warnings[0].contains("rose") && question.warnings[0].contains("fell in every group of channel"));
    assert!(question.periods[1].change.as_ref().is_some_and(|change| change.has(Flag::Simpson)));
    Ok(())
}

#[test]
fn each_metric_reads_its_own_column_with_its_own_codes() -> Result<()> {
    let frame = Frame::new(vec![ColumnView::from(&[10_i64, 9, 3]).named("nps"), ColumnView::from(&[5_i64, 99, 4]).named("q7")])?;
    let metrics = [json!("nps"), json!({ "metric": "csat", "column": "q7", "scale": [1, 5], "na": [99], "title": "Staff" })];
    let card = scorecard(&frame, &metrics, Args::from_json("scorecard", "{}")?)?;
    assert_eq!((card.questions[1].title.as_str(), card.questions[1].total.n_missing), ("Staff", Some(1)));
    let both = [
        json!({ "metric": "mean", "column": "nps", "scale": [0, 10] }),
        json!({ "metric": "mean", "column": "q7", "scale": [0, 99] }),
    ];
    let card = scorecard(&frame, &both, Args::from_json("scorecard", "{}")?)?;
    assert_eq!(card.questions[1].title, "mean (q7)");
    assert!(
        scorecard(&frame, &["csat".into()], Args::from_json("scorecard", "{}")?)
            .is_err_and(|error| error.code().name() == "unknown_column")
    );
    assert!(scorecard(&frame, &[], Args::from_json("scorecard", "{}")?).is_err());
    Ok(())
}

#[test]
fn a_cube_gives_the_same_card_as_its_frame() -> Result<()> {
    let frame = Frame::new(vec![
        ColumnView::from(&[10_u8, 9, 3, 0]).named("nps"),
        ColumnView::from(&["a", "b", "a", "b"]).named("channel"),
    ])?;
    let mut cube = TallyCube::new(CubeSpec::new(Scale::NPS, vec!["channel".to_owned()]))?;
    cube.observe(&FrameAnswers::new(&frame, "nps"), &Reading::default())?;
    let of_frame = scorecard(&frame, &["nps".into()], Args::from_json("scorecard", r#"{"by": ["channel"]}"#)?)?;
    let of_cube = scorecard_of_cubes(&[&cube], &["nps".into()], Args::from_json("scorecard", "{}")?)?;
    assert_eq!(scorecard_text(&of_frame, Args::from_json("to_text", "{}")?)?, of_cube.to_text(100));
    assert_eq!(of_frame.to_json()["metrics"][0]["by"], of_cube.to_json()["metrics"][0]["by"]);
    Ok(())
}

#[test]
fn tables_that_come_back_as_frames_become_charts() -> Result<()> {
    let frame = Frame::new(vec![
        ColumnView::from(&["EU", "US"]).named("region"),
        ColumnView::from(&["2026-01-01", "2026-02-01"]).named("period"),
        ColumnView::from(&[0.4, 0.6]).named("estimate"),
        ColumnView::from(&[0.3, 0.5]).named("conf_low"),
        ColumnView::from(&[0.5, 0.7]).named("conf_high"),
        ColumnView::from(&[10_i64, 20]).named("n"),
        ColumnView::from(&["low_base", ""]).named("flags"),
    ])?;
    let table = table_of(&frame)?;
    let chart = chart_of_table("estimates", &table, Args::from_json("estimates", r#"{"metric": "csat", "title": "T"}"#)?)?;
    assert_eq!(
        (chart.unit.name(), chart.points[0].label.as_str(), chart.value_label.as_deref()),
        ("share", "EU · 2026-01-01", Some("CSAT"))
    );
    let trend = chart_of_table("trend", &table, Args::from_json("trend", "{}")?)?;
    assert_eq!((trend.points[1].series.as_deref(), trend.points[1].label.as_str()), (Some("US"), "2026-02-01"));
    let error = chart_of_table("estimates", &table, Args::from_json("estimates", r#"{"unit": "percent"}"#)?).err();
    assert!(error.is_some_and(|error| error.code().name() == "invalid_option"));
    Ok(())
}

#[test]
fn its_tables_hold_what_the_page_shows_and_no_more() {
    use cxm_core::call::{Args, scorecard};
    use cxm_core::columns::{ColumnView, Frame};
    let scores: Vec<i64> = (0..100).map(|row| row % 11).collect();
    let regions: Vec<&str> = (0..100)
        .map(|row| {
            if row < 3 {
                "islands"
            } else if row % 2 == 0 {
                "north"
            } else {
                "south"
            }
        })
        .collect();
    let frame =
        Frame::new(vec![ColumnView::from(&scores).named("nps"), ColumnView::from(regions.as_slice()).named("region")]).unwrap();
    let card =
        scorecard(&frame, &["nps".into()], Args::from_json("scorecard", r#"{"by": ["region"], "min_n": 5}"#).unwrap()).unwrap();
    let tables = card.tables();
    let names: Vec<&str> = tables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["total", "NPS by region"]);
    assert_eq!(tables[0].1.value("estimate", 0).as_f64(), card.questions[0].total.estimate);
    let by = &tables[1].1;
    let row = (0..by.len()).find(|&row| by.value("region", row) == "islands").unwrap();
    for hidden in ["estimate", "std_error", "conf_low", "conf_high", "n", "n_missing", "difference", "p_value"] {
        assert!(by.value(hidden, row).is_null(), "{hidden}");
    }
    assert_eq!(by.value("flags", row), "suppressed");
}

#[test]
fn a_step_that_no_picture_has_is_refused_and_not_laid_out() {
    use cxm_core::columns::{Table, TableColumn};
    let table = |step: u64| {
        let keys = |name: &str| TableColumn::Key { keys: vec![name.into()], rows: None };
        let numbers =
            Table::default().with("step", TableColumn::Count(vec![Some(step)])).with("n", TableColumn::Count(vec![Some(9)]));
        numbers
            .with("source", keys("a"))
            .with("target", keys("b"))
            .with("touchpoint", keys("a"))
            .with("share", TableColumn::Float(vec![Some(1.0)]))
    };
    for name in ["sankey", "step_matrix"] {
        let chart = |step| chart_of_table(name, &table(step), Args::from_json(name, "{}").expect("no options"));
        assert_eq!(
            chart(1_000).expect("a thousand steps").points.iter().filter(|point| point.value.as_shown().is_some()).count(),
            1,
            "{name}"
        );
        let error = chart(1 << 53).expect_err("more steps than can be drawn");
        assert_eq!((error.code().name(), error.field()), ("out_of_range", Some("step")), "{name}");
    }
}

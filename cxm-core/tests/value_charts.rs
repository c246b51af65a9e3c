//! Pictures of customer value: what is drawn of tables, as marks and channels, and that text from data does nothing.

use cxm_core::clv::{BgBb, MbgNbd, Model, frequency_recency};
use cxm_core::columns::{Key, Table, TableColumn};
use cxm_core::report::chart::{Chart, ChartKind};
use cxm_core::report::plot::{self, CustomerOutlook, PlotOptions, TrackingView};
use serde_json::Value;

const HOSTILE: &str = "<script>alert(\"1\")</script> & a name that is much too long to stand beside a row of a chart";

fn floats(values: impl IntoIterator<Item = f64>) -> TableColumn {
    TableColumn::Float(values.into_iter().map(Some).collect())
}

fn keys(names: impl IntoIterator<Item = String>) -> TableColumn {
    TableColumn::Key { keys: names.into_iter().map(Key::Text).collect(), rows: None }
}

fn name(place: usize) -> String {
    if place == 0 { HOSTILE.to_owned() } else { format!("group {place:02}") }
}

/// Marks of a document in order, of the first of its parts where it has some.
fn marks(chart: &Chart) -> Vec<String> {
    let spec = chart.to_vega_lite();
    let plot = if spec["vconcat"].is_array() { &spec["vconcat"][0] } else { &spec };
    let layers = plot["layer"].as_array().cloned().unwrap_or_default();
    layers.iter().filter_map(|layer| layer["mark"]["type"].as_str().map(str::to_owned)).collect()
}

/// No text of the data is an element, in either form.
fn is_safe(chart: &Chart) {
    let spec = chart.to_vega_lite();
    assert_eq!(spec.to_string().matches("http").count(), 1);
    assert!(spec["$schema"].is_string());
    #[cfg(feature = "charts")]
    for width in [320, 720] {
        let svg = chart.to_svg(&cxm_core::report::chart::SvgOptions::default().width(width));
        assert!(!svg.contains("<script") && !svg.contains("NaN") && svg.ends_with("</svg>\n"));
    }
}

/// Curves of `groups` groups of ten times each, the last censored.
fn survival_table(groups: usize) -> Table {
    let rows = || (0..groups).flat_map(|group| (1..=10_u32).map(move |time| (group, time)));
    let survival = |(_, time): (usize, u32)| 1.0 - f64::from(time.min(9)) / 10.0;
    let count = |of: fn(u32) -> u64| TableColumn::Count(rows().map(|(_, time)| Some(of(time))).collect());
    Table::default()
        .with("by", keys(rows().map(|(group, _)| name(group))))
        .with("time", floats(rows().map(|(_, time)| f64::from(time))))
        .with("n_at_risk", count(|time| 11 - u64::from(time)))
        .with("n_events", count(|time| u64::from(time < 10)))
        .with("n_censored", count(|time| u64::from(time == 10)))
        .with("survival", floats(rows().map(survival)))
        .with("conf_low", floats(rows().map(|row| survival(row) / 2.0)))
        .with("conf_high", floats(rows().map(|row| (survival(row) * 1.2).min(1.0))))
}

#[test]
fn survival_is_drawn_in_steps_over_numbers_with_a_band_and_the_numbers_at_risk_below() {
    let chart = plot::survival(&survival_table(2), &PlotOptions::default().level(0.95).reference("Half", 0.5)).unwrap();
    assert_eq!((chart.kind, chart.title.as_str()), (ChartKind::Curves, "Survival"));
    assert_eq!(marks(&chart), ["rule", "text", "area", "line", "point"]);
    let spec = chart.to_vega_lite();
    let line = &spec["vconcat"][0]["layer"][3];
    assert_eq!(
        (&line["mark"]["interpolate"], &line["encoding"]["x"]["type"]),
        (&Value::from("step-after"), &Value::from("quantitative"))
    );
    assert_eq!(line["encoding"]["y"]["scale"]["domain"], serde_json::json!([0.0, 1.0]));
    // As R counts them: before the events of that time.
    let at_risk: Vec<_> = chart.at_risk.iter().take(6).map(|own| (own.at, own.n)).collect();
    assert_eq!(at_risk, [(0.0, 10), (2.0, 9), (4.0, 7), (6.0, 5), (8.0, 3), (10.0, 1)]);
    assert_eq!(spec["vconcat"][1]["data"]["values"].as_array().map(Vec::len), Some(12));
    assert!(chart.description().contains("group 01, 10: 10.0 % [5.0, 12.0] %, n 1."), "{}", chart.description());
}

#[test]
fn survival_of_none_one_and_thirty_groups_is_drawn() {
    for groups in [0, 1, 3, 30] {
        let chart = plot::survival(&survival_table(groups), &PlotOptions::default().level(0.95)).unwrap();
        is_safe(&chart);
        let has_bands = marks(&chart).contains(&"area".to_owned());
        assert_eq!(has_bands, groups <= 6);
        let note = chart.to_vega_lite()["title"]["subtitle"].to_string();
        assert_eq!(note.contains("Bands are left out of more than 6 curves."), groups == 30, "{note}");
    }
    let one = Table::default().with("time", floats([3.0])).with("survival", floats([0.5]));
    let chart = plot::survival(&one, &PlotOptions::default()).unwrap();
    assert!(chart.at_risk.is_empty() && chart.points.len() == 2);
    is_safe(&chart);
}

#[cfg(feature = "charts")]
#[test]
fn names_beside_the_numbers_at_risk_are_whole_where_there_is_room() {
    for names in [["f", "m"], ["f", "premium"], ["no plan", "a longer name"]] {
        let count = |of: [u64; 4]| TableColumn::Count(of.map(Some).to_vec());
        let table = Table::default()
            .with("by", keys(names.iter().flat_map(|name| [*name; 2].map(str::to_owned))))
            .with("time", floats([1.0, 2.0, 1.0, 2.0]))
            .with("n_at_risk", count([9, 5, 8, 4]))
            .with("n_events", count([1; 4]))
            .with("n_censored", count([3, 4, 3, 3]))
            .with("survival", floats([0.9, 0.7, 0.8, 0.6]));
        let chart = plot::survival(&table, &PlotOptions::default()).unwrap();
        assert!(!chart.at_risk.is_empty());
        let svg = chart.to_svg(&cxm_core::report::chart::SvgOptions::default());
        assert!(names.iter().all(|name| svg.contains(&format!(">{name}<"))), "{svg}");
    }
}

#[test]
fn a_hazard_has_no_numbers_at_risk_between_its_events_and_a_curve_of_many_steps_is_thinned() {
    let steps = 20_000_u32;
    let table = Table::default()
        .with("time", floats((1..=steps).map(f64::from)))
        .with("n_at_risk", TableColumn::Count((1..=steps).map(|time| Some(u64::from(steps - time + 1))).collect()))
        .with("cumulative_hazard", floats((1..=steps).map(|time| f64::from(time) / f64::from(steps))));
    let chart = plot::survival(&table, &PlotOptions::default()).unwrap();
    assert_eq!((chart.title.as_str(), chart.at_risk.len()), ("Cumulative hazard", 0));
    assert!((900..=1_100).contains(&chart.points.len()), "{}", chart.points.len());
    assert_eq!(chart.points.last().unwrap().value.as_shown().map(|shown| shown.estimate), Some(1.0));
    let error = plot::survival(&Table::default().with("time", floats([1.0])), &PlotOptions::default()).unwrap_err();
    assert_eq!(error.field(), Some("survival"));
}

fn forest_table(terms: usize) -> Table {
    let ratio = |place: usize| 0.5 + place as f64 / 4.0;
    Table::default()
        .with("term", keys((0..terms).map(name)))
        .with("hazard_ratio", floats((0..terms).map(ratio)))
        .with("ratio_low", floats((0..terms).map(|place| ratio(place) / 1.5)))
        .with("ratio_high", floats((0..terms).map(|place| ratio(place) * 1.5)))
}

#[test]
fn a_forest_has_ratios_on_a_logarithmic_axis_with_a_line_at_1() {
    let chart = plot::forest(&forest_table(3), &PlotOptions::default().level(0.95)).unwrap();
    assert_eq!(marks(&chart), ["rule", "rule", "point", "point", "point", "text", "text"]);
    let spec = chart.to_vega_lite();
    let line = &spec["layer"][0];
    assert_eq!(
        (&line["data"]["values"][0]["reference"], &line["encoding"]["x"]["scale"]["type"]),
        (&Value::from(1.0), &Value::from("log"))
    );
    assert_eq!(spec["data"]["values"][1]["full_text"], "0.75 [0.50, 1.12]");
    for terms in [0, 1, 30] {
        is_safe(&plot::forest(&forest_table(terms), &PlotOptions::default()).unwrap());
    }
}

#[test]
fn a_ratio_without_bound_or_without_a_value_does_not_stretch_the_axis() {
    let table = Table::default()
        .with("term", keys(["a", "b", "c"].map(str::to_owned)))
        .with("hazard_ratio", TableColumn::Float(vec![Some(2.0), Some(3e9), None]))
        .with("ratio_low", TableColumn::Float(vec![Some(1.0), Some(0.0), None]))
        .with("ratio_high", TableColumn::Float(vec![Some(4.0), Some(f64::INFINITY), None]));
    let chart = plot::forest(&table, &PlotOptions::default()).unwrap();
    let spec = chart.to_vega_lite();
    let rows = &spec["data"]["values"];
    assert_eq!(
        (&rows[1]["full_text"], &rows[2]["text"]),
        (&Value::from("> 100,000 [< 0.001, > 100,000]"), &Value::from("no data"))
    );
    assert!(rows[1]["place"].as_f64().unwrap() < 100.0);
    assert!(spec["title"]["subtitle"].to_string().contains("Arrow: the interval goes on beyond the axis."));
    is_safe(&chart);
}

#[test]
fn a_matrix_has_the_last_purchase_upwards_and_its_columns_in_order() {
    let model = MbgNbd::of(&[0.5, 6.0, 0.9, 1.6]).unwrap();
    let table = frequency_recency(&model, 39.0, 39.0, 20, None).unwrap();
    assert_eq!(table.len(), 21 * 20); // every other week
    for shows in [CustomerOutlook::PAlive, CustomerOutlook::ExpectedPurchases] {
        let chart = plot::frequency_recency(&table, shows, &PlotOptions::default()).unwrap();
        assert_eq!(marks(&chart), ["rect", "text"]);
        let spec = chart.to_vega_lite();
        let encoding = &spec["layer"][0]["encoding"];
        assert_eq!(
            (&encoding["y"]["scale"]["domain"][0], &encoding["x"]["scale"]["domain"][0]),
            (&Value::from("38"), &Value::from("0"))
        );
        assert_eq!(encoding["color"]["field"], "estimate");
        is_safe(&chart);
    }
    // More purchases and then none for long: lost. The last one just now: there.
    let p_alive =
        |frequency: u64, recency: u64| table.value("p_alive", usize::try_from(frequency * 20 + recency / 2).unwrap()).as_f64();
    assert!(p_alive(10, 38) > p_alive(10, 20) && p_alive(2, 20) > p_alive(10, 20));
    assert_eq!((p_alive(0, 4), p_alive(3, 0)), (None, None));
}

#[test]
fn a_model_of_opportunities_has_whole_ones_and_what_cannot_be_asked_is_refused() {
    let model = BgBb::of(&[1.2, 0.75, 0.66, 2.78]).unwrap();
    let table = frequency_recency(&model, 5.0, 6.0, 6, None).unwrap();
    let known = |row: &usize| table.value("p_alive", *row).is_number();
    assert_eq!((table.len(), (0..table.len()).filter(known).count()), (49, 22)); // x <= t_x of 6, and none
    let model = MbgNbd::of(&[1.0, 1.0, 1.0, 1.0]).unwrap();
    for (t, age, most, step, field) in [
        (1.0, 0.0, 1, None, "T"),
        (f64::NAN, 1.0, 1, None, "t"),
        (1.0, 1.0, 1, Some(0.0), "step"),
        (1.0, 1.0, 1, Some(f64::NAN), "step"),
        (1.0, 1.0, 1, Some(1e-9), "step"),
        (1.0, 1.0, 1_001, None, "max_frequency"),
    ] {
        assert_eq!(frequency_recency(&model, t, age, most, step).unwrap_err().field(), Some(field));
    }
    for age in [1e-300, 0.37, 1e9] {
        let rows = frequency_recency(&model, 1.0, age, 1, None).unwrap().len();
        assert!((4..=62).contains(&rows), "{rows} at {age}");
    }
}

#[test]
fn values_stand_in_steps_and_the_best_tenth_is_named() {
    let values = |values: Vec<f64>| Table::default().with("clv", floats(values));
    let draw = |given: Vec<f64>| plot::clv_distribution(&values(given), &PlotOptions::default()).unwrap();
    let chart = draw((0..100).map(|place| if place < 98 { 5.0 } else { 255.0 }).collect());
    assert_eq!(chart.subtitle.as_deref(), Some("The best tenth, 10 of 100 customers, holds 55.0 % of 1,000.00."));
    assert_eq!(marks(&chart), ["bar", "text", "text"]);
    let first = &chart.points[0];
    assert_eq!((first.label.as_str(), first.value.as_shown().unwrap().n), ("0", Some(98)));
    let ends: u64 = chart.points.iter().filter_map(|point| point.value.as_shown()?.n).sum();
    assert_eq!(ends, 100);
    for given in [vec![], vec![0.0], vec![12.5], vec![-3.0, -1.0], vec![1e300, 1.0], vec![f64::NAN, 2.0], vec![3e7; 30]] {
        let chart = draw(given);
        assert!(chart.points.len() <= 20, "{}", chart.points.len());
        is_safe(&chart);
    }
}

#[test]
fn a_calibration_is_two_lines_over_bins_and_a_band_about_what_was_expected() {
    for bins in [0, 1, 30] {
        let table = Table::default()
            .with(
                "frequency",
                TableColumn::Text(
                    (0..bins).map(|bin| Some(if bin == 29 { "29+".to_owned() } else { bin.to_string() })).collect(),
                ),
            )
            .with("actual", floats((0..bins).map(f64::from)))
            .with("expected", floats((0..bins).map(|bin| f64::from(bin) + 0.5)))
            .with("pred_low", floats((0..bins).map(|bin| f64::from(bin) / 2.0)))
            .with("pred_high", floats((0..bins).map(|bin| f64::from(bin) * 2.0 + 1.0)));
        let chart = plot::calibration(&table, &PlotOptions::default().level(0.9)).unwrap();
        assert_eq!(chart.points.len(), 2 * usize::try_from(bins).unwrap());
        assert!(
            chart
                .points
                .iter()
                .all(|point| point.value.as_shown().unwrap().interval.is_some() == (point.series.as_deref() == Some("Expected")))
        );
        let spec = chart.to_vega_lite();
        let is_named = spec["title"]["subtitle"].to_string().contains("Band: 90 % prediction interval.");
        assert_eq!(
            (
                is_named,
                spec["layer"][1]["encoding"]["x"]["title"].as_str().or(spec["layer"][0]["encoding"]["x"]["title"].as_str())
            ),
            (bins > 0, Some("Repeat purchases before the split"))
        );
        is_safe(&chart);
    }
}

#[test]
fn a_table_of_retention_of_transactions_is_a_triangle() {
    let table = Table::default()
        .with("cohort", TableColumn::Date(vec![Some(20_454), Some(20_454), Some(20_485)]))
        .with("age", TableColumn::Count(vec![Some(0), Some(1), Some(0)]))
        .with("n", TableColumn::Count(vec![Some(60), Some(60), Some(12)]))
        .with("retention", floats([1.0, 0.4, 1.0]));
    let chart = plot::cohorts(&table, &PlotOptions::default()).unwrap();
    let cells: Vec<_> = chart.points.iter().map(|point| (point.label.as_str(), point.series.as_deref().unwrap())).collect();
    assert_eq!(cells, [("2026-01-01", "0"), ("2026-01-01", "1"), ("2026-02-01", "0")]);
    assert!(chart.to_vega_lite()["title"]["subtitle"].to_string().contains("low base, fewer than 30 customers"));
    is_safe(&chart);
}

#[test]
fn tracking_is_two_lines_and_a_mark_where_the_calibration_ends() {
    for (weeks, learnt) in [(0, 0), (1, 1), (3, 1), (3, 3), (60, 40)] {
        let days: Vec<Option<i32>> = (0..weeks).map(|week| Some(20_454 + 7 * week)).collect();
        let part = |week: i32| if week < learnt { "calibration" } else { "holdout" };
        let table = Table::default()
            .with("end", TableColumn::Date(days))
            .with("part", TableColumn::Text((0..weeks).map(|week| Some(part(week).to_owned())).collect()))
            .with("actual", TableColumn::Count((0..weeks).map(|week| u64::try_from(week).ok()).collect()))
            .with("expected", floats((0..weeks).map(|week| f64::from(week) + 0.5)))
            .with("actual_cumulative", TableColumn::Count((0..weeks).map(|week| u64::try_from(week * week).ok()).collect()))
            .with("expected_cumulative", floats((0..weeks).map(|week| f64::from(week * week) + 0.5)));
        for view in [TrackingView::Incremental, TrackingView::Cumulative] {
            let chart = plot::tracking(&table, view, &PlotOptions::default()).unwrap();
            assert_eq!(chart.points.len(), 2 * usize::try_from(weeks).unwrap());
            let is_split = learnt < weeks;
            assert_eq!(chart.mark.is_some(), is_split);
            assert_eq!(chart.description().contains("Calibration ends: 20"), is_split);
            assert_eq!(marks(&chart).iter().filter(|mark| *mark == "rule").count(), usize::from(is_split));
            assert_eq!(chart.to_vega_lite().to_string().contains("Calibration ends"), is_split);
            is_safe(&chart);
        }
    }
    assert_eq!("weekly".parse::<TrackingView>().unwrap_err().field(), Some("value"));
}

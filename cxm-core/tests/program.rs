//! The KPIs of a program and alignment: what must hold whatever the numbers are.

use cxm_core::columns::time::day_from_text;
use cxm_core::columns::{Cell, ColumnView, Every, Frame, Table};
use cxm_core::program::kpi::{KpiOptions, Window, Workdays, employee_engagement, rate_of_improvement, rate_of_innovation};
use cxm_core::program::{AlignmentOptions, Benchmark, alignment, compare_to_benchmark};
use cxm_core::stats::diversity::{agreement, hill1_interval, silo_index};
use cxm_core::stats::{Level, quasi_poisson, share};

fn options(first: &str, last: &str, every: Every) -> KpiOptions {
    KpiOptions::new(Window::new(day_from_text(first).unwrap(), day_from_text(last).unwrap(), every).unwrap())
}

fn frame<'a>(columns: &[(&'static str, &'a [&'a str])]) -> Frame<'a> {
    Frame::new(columns.iter().map(|(name, values)| ColumnView::from(*values).named(*name)).collect()).unwrap()
}

const FIVE: &[&str] = &["e1", "e2", "e3", "e4", "e5"];

#[test]
fn spans_of_one_employee_that_overlap_count_once() {
    let activity = frame(&[("employee", &["e1"]), ("at", &["2026-11-02"])]);
    let people: &[&str] = &["e1", "e1", "e2", "e3", "e4", "e5"];
    let from: &[&str] = &["2026-01-01", "2026-06-01", "", "", "", ""];
    let roster = frame(&[("employee", people), ("from", from)]);
    let table = employee_engagement(&activity, &roster, &options("2026-11-02", "2026-11-02", Every::Day)).unwrap().periods;
    assert_eq!((table.value("n", 0), table.value("estimate", 0)), (5.into(), 0.2.into()));
}

#[test]
fn weekends_are_no_days_when_people_work_from_monday_to_friday() {
    let activity = frame(&[("employee", &["e1", "e2"]), ("at", &["2026-11-07", "2026-11-06"])]); // a Saturday, a Friday
    let mut options = options("2026-11-06", "2026-11-07", Every::Day);
    options.workdays = Workdays::of(["mon", "tue", "wed", "thu", "fri"]).unwrap();
    let table = employee_engagement(&activity, &frame(&[("employee", FIVE)]), &options).unwrap().periods;
    assert_eq!((table.value("estimate", 0), table.value("n", 0)), (0.2.into(), 5.into()));
    assert_eq!((table.value("n", 1), table.value("flags", 1)), (0.into(), "no_data".into()));
    assert!(table.value("estimate", 1).is_null());
}

#[test]
fn a_missing_time_is_an_error_with_its_row() {
    let at: ColumnView<'_> = vec![Cell::from("2026-11-02"), Cell::Null].into();
    let ideas = Frame::new(vec![ColumnView::from(&["e1", "e2"]).named("author"), at.named("at")]).unwrap();
    let error =
        rate_of_innovation(&ideas, &frame(&[("employee", FIVE)]), &options("2026-11-02", "2026-11-02", Every::Day)).unwrap_err();
    assert_eq!((error.code().name(), error.row(), error.field()), ("invalid_time", Some(1), Some("at")));
}

#[test]
fn nobody_on_the_roster_has_no_rate() {
    let ideas = frame(&[("author", &["e1"]), ("at", &["2026-11-02"])]);
    let nobody = frame(&[("employee", &[])]);
    let kpi = rate_of_innovation(&ideas, &nobody, &options("2026-11-02", "2026-11-02", Every::Day)).unwrap();
    assert_eq!((kpi.periods.value("n", 0), kpi.periods.value("flags", 0)), (0.into(), "no_data".into()));
    assert!(kpi.periods.value("estimate", 0).is_null() && kpi.pooled.value("estimate", 0).is_null());
}

#[test]
fn equal_counts_do_not_make_a_rate_certain() {
    let rate = quasi_poisson(&[(1, 1.0); 6], 0.95).unwrap();
    assert!(rate.dispersion < 1e-15 && rate.interval.low < 0.5 && rate.interval.high > 2.0, "{rate:?}");
}

#[test]
fn an_element_saved_often_in_one_version_is_one_change() {
    let at: &[&str] = &["2026-11-02"; 3];
    let changes = frame(&[("at", at), ("element", &["a", "a", "b"]), ("version", &["1", "1", "1"])]);
    let table = rate_of_improvement(&changes, &options("2026-11-01", "2026-11-30", Every::Month)).unwrap().periods;
    assert_eq!((table.value("n", 0), table.value("n_repeated", 0)), (2.into(), 1.into()));
}

#[test]
fn records_of_changes_count_as_what_they_are() {
    let version =
        |seq: u32| serde_json::json!({ "seq": seq, "at": format!("2026-10-{:02}T09:00:00Z", 10 * seq), "author": "emp:mia" });
    let model = |seq: u32, pat: &str, kim: &str, points: serde_json::Value, target: f64, survey: &str| {
        serde_json::json!({
            "id": "shop", "version": version(seq),
            "personas": [{ "id": "pat", "name": { "en": pat } }, { "id": "kim", "name": { "en": kim } }],
            "journeys": [{ "id": "buy", "stages": [{ "id": "find", "touchpoints": points }] }],
            "goals": [{ "id": "repeat", "target": target }],
            "surveys": [{ "id": "s", "kind": survey }],
        })
    };
    let old = model(1, "Pat", "Kim  Ono", serde_json::json!([]), 0.8, "pulse");
    let new = model(2, "Patricia", "Kim Ono", serde_json::json!([{ "id": "shelf" }, { "id": "search" }]), 0.9, "relationship");
    let records = cxm_core::program::versions::change_records(&old, &new).unwrap();
    // The version's own record changes too: its number and its time.
    let of_version = records.iter().filter(|record| record.path.starts_with("/version/")).count() as u64;
    assert!(of_version >= 2, "{records:?}");
    let at: Vec<String> = records.iter().map(|record| record.at.to_string()).collect();
    let texts = |each: &dyn Fn(usize) -> &'static str| (0..records.len()).map(each).collect::<Vec<_>>();
    let ops = texts(&|row| records[row].op.name());
    // As if somebody had said `replace` of the version.
    let loud: Vec<&str> =
        records.iter().zip(&ops).map(|(record, op)| if record.path.starts_with("/version") { "replace" } else { *op }).collect();
    let at: Vec<&str> = at.iter().map(String::as_str).collect();
    let (paths, elements): (Vec<&str>, Vec<&str>) =
        records.iter().map(|record| (record.path.as_str(), record.element.as_str())).unzip();
    let to: Vec<i64> = records.iter().map(|record| record.to_version.into()).collect();
    for ops in [&ops, &loud] {
        let columns = [("at", &at), ("op", ops), ("path", &paths), ("element", &elements)];
        let mut columns: Vec<ColumnView<'_>> =
            columns.map(|(name, values)| ColumnView::from(values.as_slice()).named(name)).into();
        columns.push(ColumnView::from(to.as_slice()).named("toVersion"));
        let kpi = rate_of_improvement(&Frame::new(columns).unwrap(), &options("2026-10-01", "2026-10-31", Every::Month)).unwrap();
        let own = |name: &str| kpi.periods.value(name, 0).as_u64().unwrap();
        // Pat and two touchpoints; the goal; Kim's blank beside the version; the survey.
        let told = ["n", "n_goals", "n_cosmetic", "n_other", "n_repeated"].map(own);
        assert_eq!(told, [3, 1, 1 + of_version, 1, 0], "{records:?}");
        let kinds: Vec<_> = (0..kpi.pooled.len()).map(|row| kpi.pooled.value("kind", row)).collect();
        assert_eq!(serde_json::json!(kinds), serde_json::json!([null, "add", "rename"]));
    }
}

#[test]
fn blank_answers_are_none() {
    let answers: &[&str] = &["", " ", "", "a", "b", "c", "d", "e", "f"];
    let table = alignment(&frame(&[("q", &["w"; 9]), ("a", answers)]), &AlignmentOptions::new("q", "a")).unwrap();
    let agreement = (0..table.len()).find(|&row| table.value("measure", row) == "agreement").unwrap();
    assert_eq!((table.value("n", agreement), table.value("estimate", agreement)), (6.into(), 0.0.into()));
}

#[test]
fn a_benchmark_of_nobody_and_an_estimate_outside_its_interval_are_refused() {
    assert_eq!(Benchmark::new("nps", 20.0).n(0).check().unwrap_err().code().name(), "out_of_range");
    for n in ["0", "-1", "1.5"] {
        let fields = serde_json::from_str(&format!(r#"{{"metric": "nps", "value": 20, "n": {n}}}"#)).unwrap();
        let error = cxm_core::call::benchmark(fields).unwrap_err();
        assert_eq!((error.code().name(), error.field()), ("out_of_range", Some("n")), "{n}");
    }
    let card = |low: f64| {
        let number = |name: &'static str, value: f64| ColumnView::from(vec![Cell::Float(value)]).named(name);
        let named = [("perspective", "customer"), ("metric", "nps")]
            .map(|(name, word)| ColumnView::from(vec![Cell::from(word)]).named(name));
        let numbers = [number("estimate", 41.0), number("target", 40.0), number("conf_low", low), number("conf_high", 60.0)];
        cxm_core::program::balanced_scorecard(&Frame::new(named.into_iter().chain(numbers).collect()).unwrap())
    };
    assert_eq!(card(50.0).unwrap_err().field(), Some("conf_low"));
    assert_eq!(card(40.0).unwrap().value("status", 0), "met");
}

#[test]
fn a_forgotten_document_is_refused_and_not_empty() {
    for name in ["diff_models", "json_patch"] {
        for document in ["null", r#"" null ""#] {
            let args = cxm_core::call::Args::from_json(name, &format!(r#"{{"old": {{}}, "new": {document}}}"#)).unwrap();
            let error = cxm_core::call::documents(name, args).unwrap_err();
            assert_eq!((error.code().name(), error.field()), ("invalid_option", Some("new")), "{name} {document}");
        }
    }
}

#[test]
fn an_element_is_told_by_what_it_is_and_where_it_stands_whatever_the_order_of_the_rows() {
    let month = options("2026-10-01", "2026-10-31", Every::Month);
    let count = |columns: &[(&'static str, Vec<&'static str>)]| {
        let views = columns.iter().map(|(name, values)| ColumnView::from(values.as_slice()).named(*name)).collect();
        let table = rate_of_improvement(&Frame::new(views).unwrap(), &month).unwrap().periods;
        ["n", "n_goals", "n_repeated"].map(|name| table.value(name, 0).as_u64().unwrap())
    };
    let turned = |columns: &[(&'static str, Vec<&'static str>)]| {
        columns.iter().map(|(name, own)| (*name, own.iter().rev().copied().collect())).collect::<Vec<_>>()
    };
    let rows =
        [("at", vec!["2026-10-05"; 4]), ("about", vec!["goal", "journey", "persona", "persona"]), ("element", vec!["x"; 4])];
    assert_eq!((count(&rows), count(&turned(&rows))), ([2, 1, 1], [2, 1, 1]));
    let needs = [
        ("at", vec!["2026-10-05"; 3]),
        ("element", vec!["n"; 3]),
        ("within", vec!["/personas/a/needs", "/personas/b/needs", ""]),
    ];
    assert_eq!((count(&needs), count(&turned(&needs))), ([3, 0, 0], [3, 0, 0]));

    // Which of two changes of one element speaks for both.
    let kind = |rows: [&'static str; 2]| {
        let changes = frame(&[("at", &["2026-10-05"; 2]), ("kind", &rows), ("element", &["a"; 2])]);
        rate_of_improvement(&changes, &month).unwrap().pooled.value("kind", 1)
    };
    assert_eq!((kind(["replace", "add"]), kind(["add", "replace"])), ("add".into(), "add".into()));
}

#[test]
fn two_journeys_that_share_the_ids_of_their_touchpoints_change_apart() {
    let model = |seq: u32, expectation: u32| {
        let journey = |id: &str| {
            let points = ["ask", "buy"].map(|id| serde_json::json!({ "id": id, "expectation": expectation, "owner": seq }));
            serde_json::json!({ "id": id, "stages": [{ "id": "s", "touchpoints": points }] })
        };
        serde_json::json!({
            "id": "m", "version": { "seq": seq, "at": "2026-10-05T09:00:00Z", "author": "emp:mia" },
            "journeys": [journey("one"), journey("two")], "goals": [{ "id": "one", "target": expectation }],
        })
    };
    let records = cxm_core::program::versions::change_records(&model(1, 3), &model(2, 4)).unwrap();
    let within: Vec<_> = records.iter().filter(|record| record.element == "ask").map(|record| record.within.as_deref()).collect();
    let [one, two] = [Some("/journeys/one/stages/s/touchpoints"), Some("/journeys/two/stages/s/touchpoints")];
    assert_eq!(within, [one, one, two, two]);
    let column = |name: &'static str, of: &dyn Fn(usize) -> String| -> ColumnView<'static> {
        let cells: Vec<Cell<'static>> = (0..records.len()).map(|row| Cell::Text(of(row).into())).collect();
        ColumnView::from(cells).named(name)
    };
    let frame = Frame::new(vec![
        column("at", &|row| records[row].at.to_string()),
        column("op", &|row| records[row].op.name().to_owned()),
        column("path", &|row| records[row].path.clone()),
        column("element", &|row| records[row].element.clone()),
        column("within", &|row| records[row].within.clone().unwrap_or_default()),
        column("toVersion", &|row| records[row].to_version.to_string()),
    ]);
    let table = rate_of_improvement(&frame.unwrap(), &options("2026-10-01", "2026-10-31", Every::Month)).unwrap().periods;
    // Four touchpoints, each with two fields; the goal that is called as a journey is.
    assert_eq!(["n", "n_goals", "n_repeated"].map(|name| table.value(name, 0).as_u64().unwrap()), [4, 1, 4]);
    // Nothing says what was taken back or what moved.
    assert!(table.value("n_reverted", 0).is_null() && table.value("n_effective", 0).is_null());
}

#[test]
fn records_of_one_element_in_two_versions_are_two_changes() {
    let at: &[&str] = &["2026-11-02"; 4];
    let columns =
        frame(&[("at", at), ("op", &["replace"; 4]), ("element", &["a", "a", "a", ""]), ("toVersion", &["1", "1", "2", "2"])]);
    let table = rate_of_improvement(&columns, &options("2026-11-01", "2026-11-30", Every::Month)).unwrap().periods;
    assert_eq!((table.value("n", 0), table.value("n_repeated", 0)), (3.into(), 1.into()));
}

#[test]
fn a_word_that_no_change_has_is_refused_with_the_nearest() {
    let month = options("2026-11-01", "2026-11-30", Every::Month);
    for (column, word, near) in [("kind", "cosmetics", "cosmetic"), ("op", "renamed", "rename"), ("about", "personas", "persona")]
    {
        let words: &[&str] = &["", word];
        let changes = frame(&[("at", &["2026-11-02", "2026-11-02"]), (column, words)]);
        let error = rate_of_improvement(&changes, &month).unwrap_err();
        assert_eq!((error.code().name(), error.row(), error.field()), ("invalid_option", Some(1), Some(column)));
        assert!(error.message().contains(&format!("did you mean {near:?}")), "{error}");
    }
}

#[test]
fn kinds_of_activity_that_nobody_did_are_refused_with_the_nearest() {
    let activity = frame(&[("employee", &["e1", "e2"]), ("at", &["2026-11-02", "2026-11-02"]), ("kind", &["idea", "Comment"])]);
    let roster = frame(&[("employee", FIVE)]);
    let mut day = options("2026-11-02", "2026-11-02", Every::Day);
    day.kinds = Some(vec!["comment".into()]);
    assert_eq!(employee_engagement(&activity, &roster, &day).unwrap().periods.value("estimate", 0), 0.2);
    day.kinds = Some(vec!["comment".into(), "ideas".into()]);
    let error = employee_engagement(&activity, &roster, &day).unwrap_err();
    assert_eq!((error.code().name(), error.field(), error.got()), ("invalid_option", Some("kinds"), Some("ideas")));
    assert!(error.message().contains("did you mean \"idea\""), "{error}");
    // Of no activity at all nothing can be misspelt.
    let nothing = frame(&[("employee", &[]), ("at", &[]), ("kind", &[])]);
    assert_eq!(employee_engagement(&nothing, &roster, &day).unwrap().periods.value("estimate", 0), 0.0);
}

#[test]
fn documents_of_employees_and_ideas_are_read_as_they_are() {
    let ids: &[&str] = &["emp:1", "emp:2", "emp:3", "emp:4", "emp:5"];
    let roster = frame(&[("id", ids), ("team", &["t"; 5]), ("from", &["2026-01-01"; 5])]);
    let status: &[&str] = &["new", "accepted", "inProgress", "adopted", "retired", "rejected", ""];
    let authors: &[&str] = &["emp:1", "emp:2", "emp:3", "emp:4", "emp:5", "emp:1", "emp:2"];
    let ideas = |status: &'static [&'static str]| frame(&[("author", authors), ("at", &["2026-11-02"; 7]), ("status", status)]);
    let month = options("2026-11-01", "2026-11-30", Every::Month);
    let pooled =
        rate_of_innovation(&ideas(&["new", "accepted", "inProgress", "adopted", "retired", "rejected", ""]), &roster, &month)
            .unwrap()
            .pooled;
    let told: Vec<_> = (0..pooled.len()).map(|row| (pooled.value("measure", row), pooled.value("estimate", row))).collect();
    // Of seven, four were accepted and two adopted.
    assert_eq!(told[1..], [("acceptance".into(), (4.0 / 7.0).into()), ("adoption".into(), (2.0 / 7.0).into())]);
    // A column of its own holds over the status.
    let both = frame(&[("author", authors), ("at", &["2026-11-02"; 7]), ("status", status), ("accepted", &["no"; 7])]);
    assert_eq!(rate_of_innovation(&both, &roster, &month).unwrap().pooled.value("estimate", 1), 0.0);
    let error = rate_of_innovation(&ideas(&["new", "new", "adoptd", "new", "new", "new", "new"]), &roster, &month).unwrap_err();
    assert_eq!((error.field(), error.row(), error.got()), (Some("status"), Some(2), Some("adoptd")));
    let activity = frame(&[("employee", &["emp:2"]), ("at", &["2026-11-02"])]);
    assert_eq!(employee_engagement(&activity, &roster, &month).unwrap().periods.value("estimate", 0), 0.2);
    let nobody = employee_engagement(&activity, &frame(&[("name", ids)]), &month).unwrap_err();
    assert_eq!((nobody.code().name(), nobody.got()), ("unknown_column", Some("employee")));
}

#[test]
fn what_is_no_number_is_named_as_it_was_given() {
    let benchmark =
        |value: serde_json::Value| cxm_core::call::benchmark(serde_json::json!({ "metric": "nps", "value": value })).unwrap_err();
    for (value, got) in [("NaN".into(), "NaN"), ("-Infinity".into(), "-Infinity"), (serde_json::json!([1]), "[1]")] {
        let error = benchmark(value);
        assert_eq!((error.code().name(), error.field(), error.got()), ("invalid_option", Some("value"), Some(got)));
        assert!(!error.message().contains("f64"), "{error}");
    }
    let ends = cxm_core::call::benchmark(serde_json::json!({ "metric": "nps", "value": 20, "conf_low": 30 })).unwrap_err();
    assert_eq!((ends.field(), ends.got()), (Some("conf_low"), Some("30 to nothing around 20")));
    let ends = |low: Option<f64>, high: Option<f64>| {
        let number = |value: Option<f64>| -> ColumnView<'_> { vec![value.map_or(Cell::Null, Cell::Float)].into() };
        let text =
            |name: &'static str, value: &'static str| -> ColumnView<'_> { ColumnView::from(vec![Cell::from(value)]).named(name) };
        let frame = Frame::new(vec![
            text("perspective", "customer"),
            text("objective", "o"),
            text("metric", "nps"),
            number(Some(42.0)).named("estimate"),
            number(low).named("conf_low"),
            number(high).named("conf_high"),
            number(Some(50.0)).named("target"),
        ]);
        cxm_core::program::balanced_scorecard(&frame.unwrap()).unwrap_err()
    };
    assert_eq!(ends(Some(45.0), Some(40.0)).got(), Some("45 to 40 around 42"));
    assert_eq!(ends(None, Some(40.0)).got(), Some("nothing to 40 around 42"));
}

#[test]
fn ten_teams_that_answer_alike_by_chance_are_no_silos() {
    let teams: Vec<u32> = (0..50).map(|person| person / 5).collect();
    let mut rng = cxm_core::num::Rng::new(11, 0);
    let (mut observed, mut corrected) = (0.0, 0.0);
    for _ in 0..40 {
        let answers: Vec<u32> = (0..50).map(|_| u32::try_from(rng.below(6)).unwrap()).collect();
        let silo = silo_index(&answers, &teams, 99, 5).unwrap();
        observed += silo.observed / 40.0;
        corrected += silo.estimate / 40.0;
    }
    // About .45 by chance alone; the mean of 40 corrected indices has a standard error of about .01.
    assert!(observed > 0.3 && corrected.abs() < 0.05, "{observed} {corrected}");
}

#[test]
fn intervals_of_diversity_cover() {
    let shares: [&[u64]; 3] = [&[4, 3, 2, 1], &[5, 5], &[18, 1, 1]];
    for weights in shares {
        let total = weights.iter().sum::<u64>() as f64;
        let p = || weights.iter().map(|&w| w as f64 / total);
        let (hill1, agree) = ((-p().map(|p| p * p.ln()).sum::<f64>()).exp(), p().map(|p| p * p).sum::<f64>());
        let (mut draws, mut bounded, mut of_hill, mut of_agreement) = (0, 0, 0, 0);
        for draw in 0..1000 {
            let mut counts = vec![0; weights.len()];
            cxm_core::num::Rng::new(3, draw).multinomial(40, weights, &mut counts).unwrap();
            draws += 1;
            of_agreement += u32::from(agreement(&counts, 0.95).unwrap().interval.contains(agree));
            if let Some(range) = hill1_interval(&counts, 0.95) {
                bounded += 1;
                of_hill += u32::from(range.contains(hill1));
            }
        }
        let share = |k: u32, n: u32| f64::from(k) / f64::from(n);
        // 1,000 draws: four standard errors below .93 are .90.
        assert!(share(of_agreement, draws) > 0.90, "{weights:?} {of_agreement}");
        assert!(share(of_hill, bounded) > 0.90, "{weights:?} {of_hill} of {bounded}");
    }
}

fn estimates(table: &Table) -> Vec<serde_json::Value> {
    (0..table.len()).map(|row| table.value("estimate", row)).collect()
}

#[test]
fn the_order_of_rows_does_not_change_alignment() {
    let forth: Vec<&str> = "xxxxyyyzzw".split("").filter(|one| !one.is_empty()).collect();
    let back: Vec<&str> = forth.iter().rev().copied().collect();
    let of = |answers: &[&str]| {
        let questions: &[&str] = &["who"; 10];
        estimates(&alignment(&frame(&[("q", questions), ("a", answers)]), &AlignmentOptions::new("q", "a")).unwrap())
    };
    let close = |(a, b): (&serde_json::Value, &serde_json::Value)| (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 1e-13;
    assert!(of(&forth).iter().zip(&of(&back)).all(close));
}

#[test]
fn a_benchmark_of_a_model_is_taken_as_it_stands() {
    let document = serde_json::json!({
        "id": "peers", "metric": "nps", "subject": "industry", "value": 20, "ci": [15, 25], "source": "a survey", "asOf": "2026-01-31", "x-note": 1,
    });
    let benchmark = cxm_core::call::benchmark(document).unwrap();
    assert_eq!(
        (benchmark.conf_low, benchmark.conf_high, benchmark.as_of.as_deref()),
        (Some(15.0), Some(25.0), Some("2026-01-31"))
    );
    let typo = serde_json::json!({"metric": "nps", "value": 20, "valeu": 1});
    assert_eq!(cxm_core::call::benchmark(typo).unwrap_err().field(), Some("benchmark"));
}

#[test]
fn a_benchmark_is_of_a_time_that_has_a_year() {
    let of = |as_of: &str| {
        let mut benchmark = Benchmark::new("nps", 40.0);
        benchmark.as_of = Some(as_of.to_owned());
        benchmark.check().map_err(|error| error.field().map(str::to_owned))
    };
    for good in ["2026", "2026-03", "2026-Q1", "2026-01-31", "2026-01-31T00:00:00.000Z"] {
        assert_eq!(of(good), Ok(()), "{good}");
    }
    for bad in ["NaN", "Invalid Date", "", "spring", "26-01-31"] {
        assert_eq!(of(bad), Err(Some("as_of".to_owned())), "{bad}");
    }
}

#[test]
fn a_benchmark_with_many_answers_is_nearly_fixed() {
    let ours = share("csat", 80, 100, Level::default()).unwrap();
    let against = |benchmark: Benchmark| compare_to_benchmark(&ours, &benchmark).unwrap();
    let (fixed, based) = (against(Benchmark::new("csat", 0.7)), against(Benchmark::new("csat", 0.7).n(100_000_000)));
    assert!((fixed.conf_low.unwrap() - based.conf_low.unwrap()).abs() < 1e-6);
    assert!((fixed.conf_low.unwrap() - (ours.conf_low.unwrap() - 0.7)).abs() < 1e-15);
}

#[test]
fn elements_of_one_id_in_two_places_are_two_and_a_goal_hides_no_journey() {
    let october = options("2026-10-01", "2026-10-31", Every::Month);
    let of = |columns: Vec<ColumnView<'_>>| rate_of_improvement(&Frame::new(columns).unwrap(), &october).unwrap();
    for about in [["goal", "journey"], ["journey", "goal"]] {
        let rate = of(vec![
            ColumnView::from(&["2026-10-05", "2026-10-05"]).named("at"),
            ColumnView::from(&about).named("about"),
            ColumnView::from(&["x", "x"]).named("element"),
            ColumnView::from(&[1, 1]).named("version"),
        ]);
        let counts = ["n", "n_goals", "n_repeated"].map(|name| rate.periods.value(name, 0));
        assert_eq!(counts, [1, 1, 0], "{about:?}");
        // Nobody said what was taken back, or what was watched.
        assert!(rate.periods.value("n_reverted", 0).is_null() && rate.periods.value("n_effective", 0).is_null());
    }
    // A touchpoint of each of two journeys, the first saved twice, and the needs of two personas.
    let rate = of(vec![
        ColumnView::from(&["2026-10-05"; 5]).named("at"),
        ColumnView::from(&["replace"; 5]).named("op"),
        ColumnView::from(&[
            "/journeys/0/stages/0/touchpoints/0/owner",
            "/journeys/0/stages/0/touchpoints/0/name",
            "/journeys/1/stages/0/touchpoints/0/owner",
            "/personas/0/needs/0/text",
            "/personas/1/needs/0/text",
        ])
        .named("path"),
        ColumnView::from(&["t", "t", "t", "n", "n"]).named("element"),
        ColumnView::from(&[2; 5]).named("toVersion"),
    ]);
    assert_eq!(["n", "n_repeated"].map(|name| rate.periods.value(name, 0)), [4, 1]);
}

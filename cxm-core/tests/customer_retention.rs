//! Rates of customers who stay, worked out by hand, and their laws.

use cxm_core::call::{Args, cohort_retention, customer_rate, inter_purchase_time};
use cxm_core::columns::{ColumnView, Frame, Table};
use cxm_core::retention::Rate;
use cxm_core::stats::Flag;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Four in January, of whom two come back in February; one who had bought in autumn does so again, one begins.
const SHOP: &[(&str, &str, &str)] = &[
    ("ann", "2026-01-05", "north"),
    ("ann", "2026-02-14", "north"),
    ("ben", "2026-01-09", "north"),
    ("cid", "2026-01-31", "south"),
    ("cid", "2026-02-01", "south"),
    ("cid", "2026-03-03", "south"),
    ("dot", "2025-10-02", "south"),
    ("dot", "2026-01-20", "south"),
    ("eva", "2025-10-10", "north"),
    ("eva", "2026-02-10", "north"),
    ("fay", "2026-02-11", "north"),
];

fn frame<'a>(rows: &'a [(&'a str, &'a str, &'a str)], columns: &'a mut [Vec<&'a str>; 3]) -> Frame<'a> {
    *columns =
        [rows.iter().map(|row| row.0).collect(), rows.iter().map(|row| row.1).collect(), rows.iter().map(|row| row.2).collect()];
    let [who, day, region] = &*columns;
    let view = |values: &'a Vec<&'a str>, name: &'static str| ColumnView::from(values).named(name);
    Frame::new(vec![view(who, "who"), view(day, "day"), view(region, "region")]).unwrap()
}

fn args(name: &str, mut options: Value) -> Args {
    let given = options.as_object_mut().unwrap();
    given.insert("customer".to_owned(), json!("who"));
    given.insert("time".to_owned(), json!("day"));
    Args::new(name, given.clone())
}

fn asked(rows: &[(&str, &str, &str)], name: &str, options: Value) -> cxm_core::Result<Rate> {
    customer_rate(&frame(rows, &mut Default::default()), args(name, options))
}

fn of_shop(name: &str, options: Value) -> Rate {
    asked(SHOP, name, options).unwrap()
}

fn cohorts(rows: &[(&str, &str, &str)], options: Value) -> Table {
    cohort_retention(&frame(rows, &mut Default::default()), args("cohort_retention", options)).unwrap()
}

#[track_caller]
fn near(got: Option<f64>, want: f64) {
    assert!((got.unwrap() - want).abs() < 1e-12, "{got:?} is not {want}");
}

#[test]
fn who_buys_in_a_period_and_the_next_one_stays() {
    let january = json!({"start": "2026-01-01", "end": "2026-01-31"});
    let stays = of_shop("retention_rate", january.clone()).estimate;
    assert_eq!((stays.estimate, stays.n), (Some(0.5), Some(4))); // ann and cid of ann, ben, cid, dot
    // Wilson, by hand: centre (k + z²/2) / (n + z²) = 1/2, reach z √(k (n - k) / n + z²/4) / (n + z²) with z = 1.959964.
    near(stays.conf_low, 0.5 - 1.959_963_984_540_054 * (1.0 + 0.960_364_705_173_530_6_f64).sqrt() / 7.841_458_820_694_122);
    let leaves = of_shop("churn_rate", january).estimate;
    near(leaves.estimate, 1.0 - stays.estimate.unwrap());
    near(leaves.conf_low, 1.0 - stays.conf_high.unwrap());
    assert_eq!(leaves.direction.name(), "lower_is_better");
}

#[test]
fn the_next_period_is_a_month_for_a_month_unless_it_is_said() {
    // February has 28 days: cid's 3 March is outside of it, and inside of 31 days after January.
    let rows = [("cid", "2026-01-31", ""), ("cid", "2026-03-03", "")];
    let rate = |options| asked(&rows, "retention_rate", options).unwrap().estimate.estimate;
    assert_eq!(rate(json!({"start": "2026-01-01", "end": "2026-01-31"})), Some(0.0));
    assert_eq!(rate(json!({"start": "2026-01-01", "end": "2026-02-01", "inclusive": false})), Some(0.0));
    assert_eq!(rate(json!({"start": "2026-01-02", "end": "2026-01-31", "observation_end": "2026-03-03"})), Some(0.0)); // 30 days: until 2 March
    assert_eq!(rate(json!({"start": "2026-01-01", "end": "2026-01-31", "next_end": "2026-03-03"})), Some(1.0));
    let error = asked(&rows, "retention_rate", json!({"start": "2026-01-01", "end": "2026-01-31", "next_end": "2026-01-31"}));
    assert_eq!(error.unwrap_err().field(), Some("next_end"));
}

#[test]
fn a_period_that_is_not_over_is_refused() {
    let error = asked(SHOP, "churn_rate", json!({"start": "2026-02-01", "end": "2026-02-28"})).unwrap_err();
    assert_eq!((error.code().name(), error.field()), ("out_of_range", Some("observation_end")));
    assert!(error.message().contains("2026-03-31") && error.message().contains("2026-03-03"), "{}", error.message());
    let known = json!({"start": "2026-02-01", "end": "2026-02-28", "observation_end": "2026-03-31"});
    near(of_shop("churn_rate", known).estimate.estimate, 0.75); // cid of ann, cid, eva, fay stays
    let known = json!({"start": "2026-02-01", "end": "2026-03-01", "observation_end": "2026-03-31", "inclusive": false});
    assert_eq!(asked(SHOP, "churn_rate", known).unwrap_err().code().name(), "out_of_range"); // 31 March is not known
}

#[test]
fn who_had_bought_before_returns_and_who_slept_wakes() {
    let period = json!({"start": "2026-02-01", "end": "2026-02-28", "observation_end": "2026-03-03"});
    let returning = of_shop("returning_customer_rate", period).estimate;
    assert_eq!((returning.estimate, returning.n), (Some(0.75), Some(4))); // all but fay
    // Dormant on 1 February with 90 days: the last purchase before 3 November 2025. Only eva; dot bought in January.
    let asleep = json!({"start": "2026-02-01", "end": "2026-02-28", "dormant_after": "90d"});
    let woken = of_shop("reactivation_rate", asleep).estimate;
    assert_eq!((woken.estimate, woken.n), (Some(1.0), Some(1)));
    let asleep = json!({"start": "2026-01-01", "end": "2026-01-31", "dormant_after": "2mo"});
    let woken = of_shop("reactivation_rate", asleep).estimate;
    assert_eq!((woken.estimate, woken.n), (Some(0.5), Some(2))); // dot of dot and eva
}

#[test]
fn nobody_has_no_rate() {
    let nobody = of_shop("retention_rate", json!({"start": "2024-01-01", "end": "2024-01-31"})).estimate;
    assert_eq!((nobody.estimate, nobody.n), (None, Some(0)));
    assert!(nobody.has(Flag::NoData));
}

#[test]
fn segments_are_set_beside_the_rest() {
    let rate = of_shop("retention_rate", json!({"start": "2026-01-01", "end": "2026-01-31", "by": "region"}));
    let table = rate.segments.unwrap();
    assert_eq!(
        (table.value("region", 0), table.value("n", 0), table.value("estimate", 0)),
        ("north".into(), 2.into(), 0.5.into())
    );
    assert_eq!(
        (table.value("rest", 0), table.value("difference", 0), table.value("p_value", 0)),
        (0.5.into(), 0.0.into(), 1.0.into())
    );
    assert_eq!(table.value("flags", 1), "low_base");
}

#[test]
fn contracts_pass_midnights() {
    let rows = [
        ("ann", "2025-06-01", None),               // goes on
        ("ben", "2025-06-01", Some("2026-01-31")), // the last day of the period: lost
        ("cid", "2025-06-01", Some("2026-01-15")), // renewed without a gap
        ("cid", "2026-01-16", None),
        ("dot", "2025-06-01", Some("2026-01-10")), // back within the period
        ("dot", "2026-01-20", Some("2026-12-31")),
        ("eva", "2026-01-01", None),               // new
        ("fay", "2025-06-01", Some("2025-12-31")), // lost in December
    ];
    let who: Vec<&str> = rows.iter().map(|row| row.0).collect();
    let (from, to): (Vec<Option<&str>>, Vec<Option<&str>>) = rows.iter().map(|row| (Some(row.1), row.2)).unzip();
    let (from, to) = (from.as_slice(), to.as_slice());
    let frame = Frame::new(vec![
        ColumnView::from(&who).named("who"),
        ColumnView::from(from).named("from"),
        ColumnView::from(to).named("to"),
    ])
    .unwrap();
    let rate = |name: &str, start: &str, end: &str, inclusive: bool| {
        let options = json!({"customer": "who", "contract_start": "from", "contract_end": "to", "start": start, "end": end, "inclusive": inclusive});
        customer_rate(&frame, Args::new(name, options.as_object().unwrap().clone())).unwrap().estimate
    };
    let january = rate("contract_retention_rate", "2026-01-01", "2026-01-31", true);
    assert_eq!((january.estimate, january.n), (Some(0.75), Some(4))); // ann, cid and dot of these and ben
    near(rate("contract_churn_rate", "2026-01-01", "2026-01-31", true).estimate, 0.25);
    near(rate("contract_churn_rate", "2025-12-01", "2025-12-31", true).estimate, 0.2); // fay of five
    near(rate("contract_churn_rate", "2026-02-01", "2026-02-28", true).estimate, 0.0); // ann, cid, dot, eva: all who passed into February
    // Ends that are not included: ben holds until 30 January, cid has a gap on the 15th, and the 31st is not in the period.
    assert_eq!(rate("contract_churn_rate", "2026-01-01", "2026-01-31", false).estimate, Some(0.25));
}

#[test]
fn a_contract_ends_after_it_begins() {
    let (who, from, to) =
        (ColumnView::from(&["a", "b"]), ColumnView::from(&["2026-01-01"; 2]), ColumnView::from(&["2026-02-01", "2025-12-31"]));
    let frame = Frame::new(vec![who.named("who"), from.named("from"), to.named("to")]).unwrap();
    let options =
        json!({"customer": "who", "contract_start": "from", "contract_end": "to", "start": "2026-01-01", "end": "2026-01-31"});
    let error = customer_rate(&frame, Args::new("contract_churn_rate", options.as_object().unwrap().clone())).unwrap_err();
    assert_eq!((error.code().name(), error.row(), error.field()), ("out_of_range", Some(1), Some("end")));
}

#[test]
fn cohorts_have_no_cell_before_its_period_is_over() {
    let table = cohorts(SHOP, json!({}));
    let cell = |row: usize| {
        let text = |name: &str| table.value(name, row).to_string().replace('"', "");
        format!("{} {} {}/{}", text("cohort"), text("age"), text("active"), text("n"))
    };
    // March is not over on the 3rd.
    let found: Vec<String> = (0..table.len()).map(cell).collect();
    let expected = [
        "2025-10-01 0 2/2",
        "2025-10-01 1 0/2",
        "2025-10-01 2 0/2",
        "2025-10-01 3 1/2",
        "2025-10-01 4 1/2",
        "2026-01-01 0 3/3",
        "2026-01-01 1 2/3",
        "2026-02-01 0 1/1",
    ];
    assert_eq!(found, expected);
    assert!(table.column("complete").is_none());
    let over = cohorts(SHOP, json!({"observation_end": "2026-03-31"}));
    assert_eq!(over.len(), table.len() + 3);
    let not_over = cohorts(SHOP, json!({"observation_end": "2026-03-31", "inclusive": false}));
    assert_eq!(not_over, table);
}

#[test]
fn a_refund_is_no_purchase_of_a_cohort() {
    let (who, day) = (ColumnView::from(&["a", "a", "a"]), ColumnView::from(&["2026-01-05", "2026-02-05", "2026-03-05"]));
    let what = ColumnView::from(&["purchase", "refund", "purchase"]);
    let frame = Frame::new(vec![who.named("who"), day.named("day"), what.named("what")]).unwrap();
    let options = json!({"transaction_kind": "what", "observation_end": "2026-03-31"});
    let table = cohort_retention(&frame, args("cohort_retention", options)).unwrap();
    assert_eq!([0, 1, 2].map(|row| table.value("active", row).as_u64()), [Some(1), Some(0), Some(1)]);
    assert_eq!(table.value("conf_low", 0), 1.0); // who begins is active then by definition
}

#[test]
fn second_purchases_are_counted_or_estimated() {
    // Followed for 30 days or more by 30 April: ann and cid buy again within 45 days, ben does not, dot and eva within 200.
    let rate = |options| of_shop("repeat_purchase_rate", options).estimate;
    let all = rate(json!({"observation_end": "2026-04-30"}));
    assert_eq!((all.estimate, all.n, &*all.method), (Some(4.0 / 6.0), Some(6), "wilson"));
    let soon = rate(json!({"observation_end": "2026-04-30", "within": "45d"}));
    assert_eq!((soon.estimate, &*soon.method), (Some(2.0 / 6.0), "wilson")); // ann after 40 days, cid after 1
    // By 28 February: ben is watched for 50 days, fay for 17. Of six cid buys again after 1 day; fay leaves the risk set after 17; of four ... ann after 40 of five.
    let censored = rate(json!({"observation_end": "2026-02-28", "within": "45d"}));
    near(censored.estimate, 1.0 - 5.0 / 6.0 * 3.0 / 4.0);
    assert_eq!(&*censored.method, "kaplan_meier");
    let unknown = rate(json!({"observation_end": "2026-02-28", "within": "10w", "start": "2026-01-01", "end": "2026-12-31"}));
    assert!(unknown.estimate.is_none() && unknown.has(Flag::NotReached));
    let january = rate(json!({"observation_end": "2026-04-30", "start": "2026-01-01", "end": "2026-01-31"}));
    assert_eq!((january.estimate, january.n), (Some(2.0 / 3.0), Some(3)));
    let error = asked(SHOP, "repeat_purchase_rate", json!({"observation_end": "2026-04-30", "within": "36h"})).unwrap_err();
    assert_eq!((error.code().name(), error.field()), ("invalid_duration", Some("within")));
}

#[test]
fn where_nobody_bought_again_the_interval_is_exact() {
    let rows: Vec<(String, &str)> =
        (0..20).map(|i| (format!("c{i}"), if i < 10 { "2026-01-01" } else { "2026-01-25" })).collect();
    let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(who, day)| (who.as_str(), *day, "")).collect();
    let none = asked(&rows, "repeat_purchase_rate", json!({"observation_end": "2026-01-31", "within": "30d"})).unwrap().estimate;
    assert_eq!((none.estimate, none.conf_low), (Some(0.0), Some(0.0)));
    near(none.conf_high, 1.0 - 0.025_f64.powf(0.1)); // 10 were watched for 30 days
}

#[test]
fn segments_of_second_purchases_are_compared_where_some_were_not_watched_for_long() {
    let rate = of_shop("repeat_purchase_rate", json!({"observation_end": "2026-02-28", "within": "45d", "by": "region"}));
    let table = rate.segments.unwrap();
    // North: ann after 40 days, ben and eva not, fay left after 17: 1 of 3. South: cid after 1 day, dot not: 1 of 2.
    near(table.value("estimate", 0).as_f64(), 1.0 / 3.0);
    near(table.value("difference", 0).as_f64(), 1.0 / 3.0 - 0.5);
    // Greenwood: v = G / (ln S)²; G = 1 / (3 · 2) of 2/3, and 1 / (2 · 1) of 1/2.
    let g = |s: f64| (-s.ln()).ln();
    let v = |s: f64, greenwood: f64| greenwood / s.ln().powi(2);
    near(table.value("statistic", 0).as_f64(), (g(2.0 / 3.0) - g(0.5)).powi(2) / (v(2.0 / 3.0, 1.0 / 6.0) + v(0.5, 0.5)));
    assert_eq!(table.value("p_value", 0), table.value("p_value", 1));
}

#[test]
fn misspelt_options_are_refused() {
    let error = asked(SHOP, "churn_rate", json!({"start": "2026-01-01", "ends": "2026-01-31"})).unwrap_err();
    assert_eq!((error.code().name(), error.field()), ("invalid_option", Some("end")));
    let error = asked(SHOP, "churn_rate", json!({"start": "2026-01-01", "end": "2026-01-31", "inklusive": true})).unwrap_err();
    assert!(error.message().contains("did you mean \"inclusive\"?"), "{}", error.message());
}

fn shops() -> impl Strategy<Value = Vec<(String, String, String)>> {
    let one = (0..12_u8, 0..150_u32, 0..3_u8);
    proptest::collection::vec(one, 1..60).prop_map(|rows| {
        let day = |day: u32| format!("2026-{:02}-{:02}", day / 30 + 1, day % 28 + 1);
        rows.into_iter().map(|(who, at, region)| (format!("c{who}"), day(at), format!("r{region}"))).collect()
    })
}

fn borrowed(rows: &[(String, String, String)]) -> Vec<(&str, &str, &str)> {
    rows.iter().map(|(who, day, region)| (who.as_str(), day.as_str(), region.as_str())).collect()
}

proptest! {
    #[test]
    fn the_order_of_rows_changes_nothing(rows in shops(), turn in 0_usize..60) {
        let rows = borrowed(&rows);
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        for (name, options) in [
            ("retention_rate", json!({"start": "2026-02-01", "end": "2026-02-28", "observation_end": "2026-06-30", "by": "region"})),
            ("reactivation_rate", json!({"start": "2026-04-01", "end": "2026-04-30", "observation_end": "2026-06-30", "dormant_after": "1mo", "by": "region"})),
            ("repeat_purchase_rate", json!({"observation_end": "2026-06-30", "within": "60d", "by": "region"})),
        ] {
            prop_assert_eq!(asked(&rows, name, options.clone()).unwrap(), asked(&turned, name, options).unwrap());
        }
        let options = json!({"by": "region", "observation_end": "2026-06-30"});
        prop_assert_eq!(cohorts(&rows, options.clone()), cohorts(&turned, options));
    }

    #[test]
    fn churn_is_what_retention_leaves(rows in shops()) {
        let options = json!({"start": "2026-01-01", "end": "2026-02-28", "observation_end": "2026-06-30", "by": "region"});
        let (stays, leaves) = (asked(&borrowed(&rows), "retention_rate", options.clone()).unwrap(), asked(&borrowed(&rows), "churn_rate", options).unwrap());
        let mirrored = |one: Option<f64>, other: Option<f64>| one.zip(other).is_none_or(|(one, other)| (one + other - 1.0).abs() < 1e-14);
        let (s, l) = (&stays.estimate, &leaves.estimate);
        prop_assert!(mirrored(s.estimate, l.estimate) && mirrored(s.conf_low, l.conf_high) && mirrored(s.conf_high, l.conf_low));
        let (s, l) = (stays.segments.unwrap(), leaves.segments.unwrap());
        for row in 0..s.len() {
            let difference = |table: &Table| table.value("difference", row).as_f64();
            prop_assert!(difference(&s).zip(difference(&l)).is_none_or(|(s, l)| (s + l).abs() < 1e-14));
            prop_assert_eq!(s.value("n", row), l.value("n", row));
        }
    }

    #[test]
    fn rolling_retention_is_no_less_than_bounded(rows in shops()) {
        let of = |kind: &str| cohorts(&borrowed(&rows), json!({"kind": kind, "observation_end": "2026-06-30"}));
        let (bounded, rolling) = (of("bounded"), of("rolling"));
        prop_assert_eq!(bounded.len(), rolling.len());
        for row in 0..bounded.len() {
            let active = |table: &Table| table.value("active", row).as_u64();
            prop_assert!(active(&rolling) >= active(&bounded));
            prop_assert!(row == 0 || rolling.value("age", row) == 0 || active(&rolling) <= rolling.value("active", row - 1).as_u64());
        }
    }

    #[test]
    fn a_longer_window_finds_no_less(rows in shops()) {
        let of = |within: &str| asked(&borrowed(&rows), "repeat_purchase_rate", json!({"observation_end": "2026-06-30", "within": within})).unwrap().estimate;
        let (short, long) = (of("20d"), of("50d"));
        prop_assert!(short.estimate.zip(long.estimate).is_none_or(|(short, long)| short <= long + 1e-15));
        for rate in [short, long] {
            prop_assert!(rate.conf_low.zip(rate.conf_high).is_none_or(|(low, high)| low <= rate.estimate.unwrap() && rate.estimate.unwrap() <= high));
        }
    }
}

/// Of January and February: ann 10 and then 30, ben 20 and 5 with 5 more that went back, cid 10 and nothing; dot is new.
fn revenue(name: &str, more: &Value) -> Rate {
    let who = ["ann", "ann", "ben", "ben", "ben", "cid", "dot"];
    let day = ["2026-01-05", "2026-02-09", "2026-01-31", "2026-02-20", "2026-02-28", "2026-01-20", "2026-02-02"];
    let what = ["purchase", "purchase", "purchase", "purchase", "refund", "purchase", "purchase"];
    let frame = Frame::new(vec![
        ColumnView::from(&who).named("who"),
        ColumnView::from(&day).named("day"),
        ColumnView::from(&what).named("what"),
        ColumnView::from(&[10.0, 30.0, 20.0, 10.0, 5.0, 10.0, 99.0]).named("paid"),
    ])
    .unwrap();
    let mut options = json!({"kind": "what", "start": "2026-01-01", "end": "2026-01-31"});
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    customer_rate(&frame, args(name, options)).unwrap()
}

#[test]
fn revenue_is_kept_net_of_growth_and_gross() {
    let net = revenue("net_revenue_retention", &json!({"amount": "paid"})).estimate;
    assert_eq!((net.estimate, net.n, &*net.method), (Some(35.0 / 40.0), Some(3), "fieller"));
    let gross = revenue("gross_revenue_retention", &json!({"amount": "paid"})).estimate;
    assert_eq!((gross.estimate, gross.n), (Some(15.0 / 40.0), Some(3)));
    assert!(gross.conf_low.unwrap() > 0.0 && gross.conf_high.unwrap() < 1.0);
    // The upper end is the ratio that is just not refused: its distance from the sums is t = 4.302653 errors, with two degrees of freedom.
    let pairs = [(30.0, 10.0), (5.0, 20.0), (0.0, 10.0)];
    if let Some(ratio) = net.conf_high {
        let own: Vec<f64> = pairs.iter().map(|(y, x)| y - ratio * x).collect();
        let mean = own.iter().sum::<f64>() / 3.0;
        let error = (1.5 * own.iter().map(|each| (each - mean).powi(2)).sum::<f64>()).sqrt();
        assert!(((3.0 * mean).abs() / error - 4.302_652_729_749_463).abs() < 1e-6);
    }
}

#[test]
fn orders_have_an_average_and_a_frequency() {
    let value = revenue("average_order_value", &json!({"amount": "paid"})).estimate;
    assert_eq!((value.estimate, value.n), (Some(40.0 / 3.0), Some(3)));
    // Each has one order: the interval is that of the mean of 10, 20, 10, whose deviation is √(100/3).
    near(value.conf_high, 40.0 / 3.0 + 4.302_652_729_749_463 * (100.0_f64 / 9.0).sqrt());
    assert_eq!(value.conf_low, Some(0.0)); // nobody pays less
    let often = revenue("purchase_frequency", &json!({"start": "2026-02-01", "end": "2026-02-28"})).estimate;
    assert_eq!((often.estimate, often.n), (Some(1.0), Some(3))); // what went back is no order
    let both = revenue("purchase_frequency", &json!({"end": "2026-02-28"})).estimate;
    assert_eq!((both.estimate, both.n), (Some(6.0 / 4.0), Some(4)));
}

#[test]
fn a_gap_that_is_not_over_counts_as_one() {
    let rows = [
        ("a", "2026-01-01", ""),
        ("a", "2026-01-11", ""),
        ("a", "2026-01-31", ""),
        ("b", "2026-01-05", ""),
        ("b", "2026-01-12", ""),
    ];
    let table = |quantiles: Value| {
        let options = json!({"observation_end": "2026-01-31", "quantiles": quantiles});
        inter_purchase_time(&frame(&rows, &mut Default::default()), args("inter_purchase_time", options))
    };
    // Gaps 7, 10, 20 and, not over, 0 and 19: 1, 3/4, 1/2, 0 are left.
    let found = table(json!([0.25, 0.5, 0.75])).unwrap();
    assert_eq!([0, 1, 2].map(|row| found.value("days", row).as_f64()), [Some(7.0), Some(10.0), Some(20.0)]);
    assert_eq!((found.value("n", 0), found.value("n_gaps", 0), found.value("n_censored", 0)), (2.into(), 3.into(), 2.into()));
    assert_eq!(table(json!(1.5)).unwrap_err().field(), Some("quantiles"));
}

proptest! {
    #[test]
    fn net_is_gross_when_nobody_grows(paid in proptest::collection::vec((1..50_u32, 0..50_u32), 2..30)) {
        let who: Vec<String> = (0..paid.len()).map(|i| format!("c{i}")).collect();
        let twice: Vec<&str> = who.iter().chain(&who).map(String::as_str).collect();
        let day: Vec<&str> = who.iter().map(|_| "2026-01-10").chain(who.iter().map(|_| "2026-02-28")).collect();
        let amounts: Vec<f64> = paid.iter().map(|(first, _)| f64::from(*first)).chain(paid.iter().map(|(first, second)| f64::from(*second.min(first)))).collect();
        let frame = Frame::new(vec![ColumnView::from(&twice).named("who"), ColumnView::from(&day).named("day"), ColumnView::from(&amounts).named("paid")]).unwrap();
        let of = |name: &str| customer_rate(&frame, args(name, json!({"amount": "paid", "start": "2026-01-01", "end": "2026-01-31"}))).unwrap().estimate;
        let (net, gross) = (of("net_revenue_retention"), of("gross_revenue_retention"));
        prop_assert_eq!((net.estimate, net.std_error), (gross.estimate, gross.std_error));
        prop_assert!(gross.estimate.unwrap() <= 1.0);
    }
}

/// One customer a row, who buys in January, and so many of whom again in February.
fn regions(of: &[(&'static str, usize, usize)]) -> Vec<(String, &'static str, &'static str)> {
    let mut rows = Vec::new();
    for (region, n, again) in of {
        for customer in 0..*n {
            let who = format!("{region}{customer}");
            if customer < *again {
                rows.push((who.clone(), "2026-02-10", *region));
            }
            rows.push((who, "2026-01-10", *region));
        }
    }
    rows
}

#[test]
fn segments_of_few_customers_are_hidden_with_what_would_tell_of_them_in_every_rate() {
    let rows = regions(&[("east", 12, 5), ("north", 3, 3), ("south", 40, 11), ("west", 50, 20)]);
    let rows: Vec<(&str, &str, &str)> = rows.iter().map(|row| (row.0.as_str(), row.1, row.2)).collect();
    let january = json!({"start": "2026-01-01", "end": "2026-01-31", "observation_end": "2026-02-28", "by": "region"});
    for name in ["retention_rate", "churn_rate", "purchase_frequency", "repeat_purchase_rate"] {
        let mut options = january.clone();
        if name == "repeat_purchase_rate" {
            options["within"] = json!("45d"); // by Kaplan and Meier: 49 days are watched
        }
        let plain = asked(&rows, name, options.clone()).unwrap();
        options["min_n"] = json!(5);
        let found = asked(&rows, name, options).unwrap();
        assert_eq!(found.estimate, plain.estimate);
        let (shown, hidden) = (plain.segments.unwrap(), found.segments.unwrap());
        let flags: Vec<Value> = (0..4).map(|row| hidden.value("flags", row)).collect();
        assert_eq!((&flags[0], &flags[1]), (&json!("suppressed_secondary"), &json!("suppressed")), "{name}");
        for (column, _) in hidden.columns().iter().filter(|own| !["region", "flags"].contains(&own.0.as_str())) {
            for row in 0..2 {
                let left = hidden.value(column, row);
                assert!(left.is_null() || left == "", "{name}: {column} of {row} is {left}");
            }
            for row in 2..4 {
                let same = hidden.value(column, row) == shown.value(column, row);
                assert!(same || column == "p_adjusted", "{name}: {column} of {row}");
            }
        }
    }
}

#[test]
fn cohorts_and_gaps_of_few_customers_are_hidden() {
    let rows = regions(&[("east", 12, 5), ("north", 3, 3), ("south", 40, 11)]);
    let rows: Vec<(&str, &str, &str)> = rows.iter().map(|row| (row.0.as_str(), row.1, row.2)).collect();
    let table = cohorts(&rows, json!({"by": "region", "min_n": 5, "observation_end": "2026-02-28"}));
    let flags: Vec<Value> = (0..table.len()).map(|row| table.value("flags", row)).collect();
    let [secondary, few, shown] = ["suppressed_secondary", "suppressed", ""].map(Value::from);
    assert_eq!(flags, [&secondary, &secondary, &few, &few, &shown, &shown].map(Clone::clone)); // two ages each
    for (column, _) in table.columns().iter().filter(|own| !["region", "cohort", "age", "flags"].contains(&own.0.as_str())) {
        assert!((0..4).all(|row| table.value(column, row).is_null()), "{column}");
    }
    assert!(table.value("difference", 5).is_number() && table.value("age", 1) == 1);
    // Without segments no sum is shown, and only what is small is hidden.
    let table = cohorts(SHOP, json!({"min_n": 3}));
    let shown: Vec<bool> = (0..table.len()).map(|row| table.value("n", row).is_number()).collect();
    let n: Vec<Option<u64>> = (0..table.len()).map(|row| cohorts(SHOP, json!({})).value("n", row).as_u64()).collect();
    assert_eq!(shown, n.iter().map(|n| n.is_some_and(|n| n >= 3)).collect::<Vec<_>>());
    assert!(shown.contains(&true) && shown.contains(&false));
    let options = json!({"by": "region", "min_n": 5, "quantiles": [0.1], "observation_end": "2026-02-28"});
    let gaps = inter_purchase_time(&frame(&rows, &mut Default::default()), args("inter_purchase_time", options)).unwrap();
    assert_eq!((gaps.value("n", 0), gaps.value("n", 1), gaps.value("n_gaps", 1)), (12.into(), Value::Null, Value::Null));
    assert_eq!((gaps.value("quantile", 1), gaps.value("flags", 1)), (0.1.into(), "suppressed".into()));
}

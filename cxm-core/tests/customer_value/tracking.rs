use super::near;
use cxm_core::clv::{
    BgBb, BgNbd, MergePurchases, Model, ParetoNbd, PurchaseModel, RfmOptions, RfmUnit, TrackedPart, TrackingOptions,
    TransactionColumns, rfm, tracking,
};
use cxm_core::columns::time::{Instant, Zone, parse_time};
use cxm_core::columns::{ColumnView, Every, Stop};
use serde_json::json;

fn moment(text: &str) -> Instant {
    parse_time(text, &Zone::UTC).unwrap()
}

/// Customers who come on their own days of two months, and come back after gaps that differ; every third buys twice on one day.
fn bought() -> (Vec<i64>, Vec<i64>) {
    let day = 86_400_000_000;
    let start = moment("2026-01-03T08:00").micros();
    let (mut customers, mut times) = (Vec::new(), Vec::new());
    for customer in 0..120_i64 {
        let first = start + (customer * 7 % 60) * day;
        for purchase in 0..=customer % 5 {
            let at = first + purchase * (5 + customer % 11) * day;
            for again in 0..=i64::from(customer % 3 == 0) {
                customers.push(customer);
                times.push(at + again * 3_600_000_000);
            }
        }
    }
    (customers, times)
}

fn columns<'a>(customers: &'a [i64], times: &'a [String]) -> TransactionColumns<'a> {
    TransactionColumns::new(customers.into(), ColumnView::from(times))
}

fn texts(times: &[i64]) -> Vec<String> {
    times.iter().map(|micros| Instant::from_micros(*micros).unwrap().to_string()).collect()
}

fn options(unit: RfmUnit, merge: MergePurchases) -> TrackingOptions {
    TrackingOptions::new(RfmOptions::new(moment("2026-05-31T23:59:59.999999")).unit(unit).merge(merge))
}

#[test]
fn at_the_end_of_the_calibration_the_curves_are_the_sums_over_the_customers_of_rfm() {
    let (customers, times) = bought();
    let times = texts(&times);
    let models: [Box<dyn PurchaseModel>; 2] = [
        Box::new(BgNbd::of(&[0.243, 4.414, 0.793, 2.426]).unwrap()),
        Box::new(ParetoNbd::of(&[0.553, 10.578, 1.0, 11.669]).unwrap()),
    ];
    let end = moment("2026-02-11T23:59:59.999999");
    for merge in [MergePurchases::Day, MergePurchases::Instant] {
        let known = rfm(&columns(&customers, &times), &RfmOptions::new(end).merge(merge)).unwrap();
        for model in &models {
            let options = options(RfmUnit::Week, merge).calibration_end(end);
            let weeks = tracking(model.as_ref(), &columns(&customers, &times), &options).unwrap();
            let last = weeks.iter().rfind(|week| week.part == TrackedPart::Calibration).unwrap();
            let sum =
                |of: &dyn Fn(f64, f64) -> f64| -> f64 { known.histories.iter().map(|own| of(own.frequency(), own.age())).sum() };
            assert_eq!((last.n, last.actual_cumulative as f64), (known.histories.len() as u64, sum(&|frequency, _| frequency)));
            near("expected", last.expected_cumulative, sum(&|_, age| model.expected_purchases_new(age)), 1e-13);
            // Nobody is new afterwards, and nothing is seen twice.
            assert!(weeks.iter().all(|week| week.part != TrackedPart::Both));
            assert_eq!(weeks.last().unwrap().n, last.n);
            assert_eq!(weeks.iter().map(|week| week.actual).sum::<u64>(), weeks.last().unwrap().actual_cumulative);
            assert!(
                weeks
                    .windows(2)
                    .all(|two| two[0].end + 1 == two[1].start && two[0].expected_cumulative < two[1].expected_cumulative)
            );
        }
    }
}

#[test]
fn a_day_is_a_seventh_of_a_week_and_the_order_of_rows_changes_no_bit() {
    let (customers, times) = bought();
    let model = BgNbd::of(&[0.243, 4.414, 0.793, 2.426]).unwrap();
    let of = |customers: &[i64], times: &[i64], every| {
        let options = options(RfmUnit::Week, MergePurchases::Day).every(every);
        tracking(&model, &columns(customers, &texts(times)), &options).unwrap()
    };
    let (weeks, days) = (of(&customers, &times, Every::Week), of(&customers, &times, Every::Day));
    for week in &weeks {
        let own = days.iter().filter(|day| (week.start..=week.end).contains(&day.start));
        let (actual, expected) = own.fold((0, 0.0), |sum, day| (sum.0 + day.actual, sum.1 + day.expected));
        assert_eq!(actual, week.actual);
        near("expected", expected, week.expected, 1e-11);
    }
    assert_eq!((weeks.last().unwrap().end, days.last().unwrap().end), (20_604, 20_604)); // 31 May 2026
    let (backwards, times): (Vec<i64>, Vec<i64>) = customers.iter().rev().zip(times.iter().rev()).unzip();
    assert_eq!(of(&backwards, &times, Every::Week), weeks);
}

#[test]
fn a_period_that_is_not_over_has_no_row() {
    let model = BgNbd::of(&[0.243, 4.414, 0.793, 2.426]).unwrap();
    let times = texts(&[moment("2026-01-20").micros(), moment("2026-03-02").micros()]);
    let of = |end: &str, every, merge| {
        let options = TrackingOptions::new(RfmOptions::new(moment(end)).merge(merge)).every(every);
        tracking(&model, &columns(&[1, 1], &times), &options).unwrap().iter().map(|own| own.actual).collect::<Vec<_>>()
    };
    assert_eq!(of("2026-03-31T23:59:59.999999", Every::Month, MergePurchases::Day), [0, 0, 1]);
    assert_eq!(of("2026-03-30T23:59:59.999999", Every::Month, MergePurchases::Day), [0, 0]);
    assert_eq!(of("2026-03-31T12:00", Every::Month, MergePurchases::Instant), [0, 0]);
    assert_eq!(of("2026-12-31T23:59:59.999999", Every::Year, MergePurchases::Instant), [1]);
    assert!(of("2026-01-19", Every::Day, MergePurchases::Day).is_empty()); // before anybody came
}

#[test]
fn what_cannot_be_tracked_is_refused() {
    let (customers, times) = bought();
    let times = texts(&times);
    let of = |model: &dyn PurchaseModel, options: &TrackingOptions| {
        tracking(model, &columns(&customers, &times), options).unwrap_err()
    };
    let model = BgNbd::of(&[0.243, 4.414, 0.793, 2.426]).unwrap();
    let weeks = options(RfmUnit::Week, MergePurchases::Day);
    let late = weeks.clone().calibration_end(moment("2026-06-01"));
    assert_eq!(of(&model, &late).field(), Some("calibration_end"));
    assert_eq!(of(&BgBb::of(&[1.2, 0.75, 0.66, 2.78]).unwrap(), &weeks).field(), Some("model"));
    let mut stopped = weeks;
    stopped.rfm.stop = Stop::when(|| true);
    assert_eq!(of(&model, &stopped).code().name(), "stopped");
}

/// Who is known to be of two kinds is expected to do what each kind's own model says.
#[test]
fn with_covariates_each_customer_is_expected_to_do_what_its_own_parameters_say() {
    use cxm_core::clv::{CovariateFit, tracking_with_covariates};
    let (customers, times) = bought();
    let times = texts(&times);
    let kind: Vec<f64> = customers.iter().map(|customer| (customer % 3) as f64).collect();
    let coefficient = |process: &str, value: f64| json!({"process": process, "column": "kind", "coefficient": value, "data": ""});
    let fit = json!({
        "model": "bg_nbd", "unit": "week", "params": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
        "status": "converged", "n": 120, "log_likelihood": -1.0,
        "covariates": [coefficient("transaction", 0.4), coefficient("attrition", -0.3)],
    });
    let fit = CovariateFit::from_json(&fit).unwrap();
    for merge in [MergePurchases::Day, MergePurchases::Instant] {
        let options = options(RfmUnit::Week, merge).calibration_end(moment("2026-02-11T23:59:59.999999"));
        let known = [kind.clone(), kind.clone()];
        let found = tracking_with_covariates(&fit, &columns(&customers, &times), &known, &options).unwrap();
        let mut wanted = vec![(0, 0.0); found.len()];
        for own in 0..3 {
            let rows: Vec<usize> = (0..customers.len()).filter(|&row| customers[row] % 3 == own).collect();
            let of_kind: Vec<i64> = rows.iter().map(|&row| customers[row]).collect();
            let when: Vec<String> = rows.iter().map(|&row| times[row].clone()).collect();
            let (more, less) = ((0.4 * own as f64).exp(), (-0.3 * own as f64).exp());
            let model = BgNbd::of(&[0.243, 4.414 / more, 0.793 * less, 2.426 * less]).unwrap();
            let weeks = tracking(&model, &columns(&of_kind, &when), &options).unwrap();
            let skipped = found.len() - weeks.len(); // a kind may come later
            for (sum, week) in wanted.iter_mut().skip(skipped).zip(&weeks) {
                *sum = (sum.0 + week.n, sum.1 + week.expected_cumulative);
            }
        }
        for (week, (n, expected)) in found.iter().zip(wanted) {
            assert_eq!(week.n, n);
            near("expected", week.expected_cumulative, expected, 1e-12);
        }
    }
    let changed: Vec<f64> = (0..customers.len()).map(|row| row as f64).collect();
    let options = options(RfmUnit::Week, MergePurchases::Day);
    let refused =
        |known: [Vec<f64>; 2]| tracking_with_covariates(&fit, &columns(&customers, &times), &known, &options).unwrap_err();
    assert_eq!(
        (refused([kind.clone(), changed.clone()]).code().name(), refused([kind.clone(), changed]).field()),
        ("out_of_range", Some("kind"))
    );
    assert_eq!(refused([kind, vec![0.0]]).code().name(), "length_mismatch");
}

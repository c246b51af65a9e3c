use cxm_core::call::{Args, calibration, holdout};
use cxm_core::clv::{AnyFit, History, RfmColumns, RfmCounts, RfmSpec, RfmUnit};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::num::Rng;
use cxm_core::state::State;
use serde_json::{Value, json};

fn args(function: &str, options: &Value) -> Args {
    Args::from_json(function, &options.to_string()).unwrap()
}

#[test]
fn purchases_after_the_split_are_counted_by_day_and_only_of_those_known_before() {
    let who = ["b", "a", "a", "a", "a", "b", "c", "a"];
    let days = ["2026-01-20", "2026-01-01", "2026-01-15", "2026-02-02", "2026-02-02", "2026-01-29", "2026-02-03", "2026-02-13"];
    let frame = Frame::new(vec![ColumnView::from(&who).named("who"), ColumnView::from(&days).named("day")]).unwrap();
    let options =
        |split: &str| json!({"customer": "who", "time": "day", "calibration_end": split, "observation_end": "2026-02-12"});
    let table = holdout(&frame, args("holdout", &options("2026-01-29"))).unwrap();
    assert_eq!(table.to_json().as_array().unwrap().len(), 2);
    let row = |place: usize| ["frequency", "n_holdout"].map(|name| table.value(name, place).as_u64().unwrap());
    assert_eq!((row(0), row(1)), ([1, 1], [1, 0])); // two purchases of a day are one, and what is after the end is not there
    assert_eq!(table.value("t_holdout", 0).as_f64(), Some(2.0));
    assert!(holdout(&frame, args("holdout", &options("2026-02-12"))).is_err());
}

/// Customers of a BG/NBD: their purchases until 40, and from then to 80.
fn simulated(n: u64) -> (Vec<History>, Vec<f64>) {
    let fit = AnyFit::given("bg_nbd", &[0.8, 6.0, 0.9, 2.5], None).unwrap();
    let fresh = History::new(0.0, 0.0, 0.0).unwrap();
    let mut histories = Vec::new();
    let mut after = Vec::new();
    for customer in 0..n {
        // Rate and chance of the customer, then the purchases one by one.
        let mut rng = Rng::new(5, customer);
        let gamma = |rng: &mut Rng, shape: f64| {
            // A sum of exponentials and a power would do for whole shapes; by inversion here.
            cxm_core::num::dist::chi_square_quantile(rng.uniform(), 2.0 * shape) / 2.0
        };
        let rate = gamma(&mut rng, 0.8) / 6.0;
        let (one, two) = (gamma(&mut rng, 0.9), gamma(&mut rng, 2.5));
        let chance = one / (one + two);
        let (mut t, mut x, mut last, mut later) = (0.0, 0.0, 0.0, 0.0);
        loop {
            t -= rng.uniform().ln() / rate;
            if t > 80.0 {
                break;
            }
            if t <= 40.0 {
                (x, last) = (x + 1.0, t);
            } else {
                later += 1.0;
            }
            if rng.uniform() < chance {
                break;
            }
        }
        histories.push(History::new(x, last, 40.0).unwrap());
        after.push(later);
    }
    assert!(fit.purchases().unwrap().p_alive(&fresh) > 0.0);
    (histories, after)
}

#[test]
fn of_customers_of_the_model_itself_the_intervals_hold_what_came() {
    let (histories, after) = simulated(1_500);
    let column = |of: fn(&History) -> f64| histories.iter().map(of).collect::<Vec<f64>>();
    let (x, recency, age) = (column(History::frequency), column(History::recency), column(History::age));
    let mut counts = RfmCounts::new(&RfmSpec::default().unit(RfmUnit::Week));
    counts.observe(RfmColumns::new((&x).into(), (&recency).into(), (&age).into())).unwrap();
    let fit = AnyFit::fit("bg_nbd", &counts).unwrap();
    let times = vec![40.0; x.len()];
    let columns = [("frequency", &x), ("recency", &recency), ("T", &age), ("n_holdout", &after), ("t_holdout", &times)];
    let frame = Frame::new(columns.iter().map(|(name, own)| ColumnView::from(*own).named(*name)).collect()).unwrap();
    let found = calibration(&frame, args("calibration", &json!({"fit": fit.to_json(), "draws": 300}))).unwrap();
    let number = |name: &str| found.fields[name].as_f64().unwrap();
    assert!(number("pred_low") < number("actual") && number("actual") < number("pred_high"), "{}", found.fields);
    assert_eq!(found.fields["covered"], json!(true));
    // Counts are lumpy: an interval of 95 % holds more, and of 1,500 customers the share has an error of .006.
    assert!((0.93..=1.0).contains(&number("coverage")), "{}", number("coverage"));
    let table = &found.tables[0].1;
    let bins = table.to_json().as_array().unwrap().len();
    assert_eq!(table.value("frequency", 7).as_str(), Some("7+"));
    let covered = (0..bins).filter(|row| table.value("covered", *row) == json!(true)).count();
    assert!(covered >= bins - 2, "{covered} of {bins}");
    let n: u64 = (0..bins).map(|row| table.value("n", row).as_u64().unwrap()).sum();
    assert_eq!(n, 1_500);
    // A model that knows nothing of these customers is found out.
    let wrong = AnyFit::fit_with("bg_nbd", &counts, &[("a".to_owned(), 8.0), ("b".to_owned(), 2.0)]).unwrap();
    let found = calibration(&frame, args("calibration", &json!({"fit": wrong.to_json(), "draws": 300}))).unwrap();
    assert_eq!(found.fields["covered"], json!(false));
}

use cxm_core::call::{Args, value_predict};
use cxm_core::clv::{BgNbd, History, MbgNbd, Model, PurchaseModel};
use cxm_core::columns::{ColumnView, Frame, TableColumn};
use cxm_core::error::Code;
use serde_json::json;

const PARAMETERS: [f64; 4] = [0.243, 4.414, 0.793, 2.426];

/// More than are read at a time and by one thread, of whole purchases in halves of weeks.
fn customers() -> (Vec<i64>, Vec<f64>, Vec<f64>) {
    let n = 10_000_i64;
    let frequency: Vec<i64> = (0..n).map(|place| if place % 3 == 0 { 0 } else { place % 41 }).collect();
    let age: Vec<f64> = (0..n).map(|place| 1.0 + (place % 97) as f64 / 2.0).collect();
    let recency = frequency
        .iter()
        .zip(&age)
        .zip(0..)
        .map(|((x, age), place)| if *x == 0 { 0.0 } else { age * f64::from(1 + place % 7) / 7.0 });
    let recency = recency.collect();
    (frequency, recency, age)
}

/// Makes something else of a row of frequencies, recencies and ages.
type Change = fn(usize, &mut [f64], &mut [f64], &mut [f64]);

fn predicted(frame: &Frame<'_>, what: &str, model: &str) -> cxm_core::Result<Vec<f64>> {
    let [r, alpha, a, b] = PARAMETERS;
    let mut asked = json!({"what": what, "fit": {"model": model, "params": {"r": r, "alpha": alpha, "a": a, "b": b}}});
    if what == "expected_purchases" {
        asked["t"] = json!(39);
    }
    match value_predict(frame, Args::from_json(what, &asked.to_string())?)?.into_columns().pop() {
        Some((name, TableColumn::Numbers(values))) if name == what => Ok(values),
        other => panic!("{other:?}"),
    }
}

#[test]
fn many_at_a_time_are_as_one_by_one_to_the_bit() {
    let (frequency, recency, age) = customers();
    let models: [(&str, Box<dyn PurchaseModel>); 2] =
        [("bg_nbd", Box::new(BgNbd::of(&PARAMETERS).unwrap())), ("mbg_nbd", Box::new(MbgNbd::of(&PARAMETERS).unwrap()))];
    let as_floats: Vec<f64> = frequency.iter().map(|x| *x as f64).collect();
    // Integers and floats, and columns in chunks that do not match.
    let parts = [&as_floats[..3], &as_floats[3..]];
    let chunks = parts.into_iter().flat_map(|part| ColumnView::from(part).chunks().to_vec()).collect();
    let whole = |frequency| {
        Frame::new(vec![frequency, ColumnView::from(&recency).named("recency"), ColumnView::from(&age).named("T")]).unwrap()
    };
    let frames = [
        whole(ColumnView::from(&frequency).named("frequency")),
        whole(ColumnView::from(&as_floats).named("frequency")),
        whole(ColumnView::new(chunks).named("frequency")),
    ];
    for (name, model) in models {
        let histories: Vec<History> =
            as_floats.iter().zip(&recency).zip(&age).map(|((x, t), age)| History::new(*x, *t, *age).unwrap()).collect();
        for frame in &frames {
            let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            let alive = histories.iter().map(|history| model.p_alive(history)).collect();
            assert_eq!(bits(predicted(frame, "p_alive", name).unwrap()), bits(alive));
            let purchases = histories.iter().map(|history| model.expected_purchases(39.0, history)).collect();
            assert_eq!(bits(predicted(frame, "expected_purchases", name).unwrap()), bits(purchases));
        }
    }
}

#[test]
fn a_row_that_is_no_customer_is_named_wherever_it_stands() {
    let (frequency, recency, age) = customers();
    let wrong: [(&str, Code, Change); 5] = [
        ("frequency", Code::NotAnInteger, |row, x, _, _| x[row] = 1.5),
        ("frequency", Code::OutOfRange, |row, x, _, _| x[row] = -1.0),
        ("recency", Code::NotANumber, |row, _, t, _| t[row] = f64::NAN),
        ("recency", Code::OutOfRange, |row, x, t, _| (x[row], t[row]) = (0.0, 0.5)),
        ("T", Code::NotANumber, |row, _, _, age| age[row] = f64::INFINITY),
    ];
    for row in [0, 1_023, 1_024, 7_777, 9_999] {
        for (field, code, change) in wrong {
            let (mut x, mut t, mut age): (Vec<f64>, _, _) =
                (frequency.iter().map(|x| *x as f64).collect(), recency.clone(), age.clone());
            change(row, &mut x, &mut t, &mut age);
            let columns = vec![
                ColumnView::from(&x).named("frequency"),
                ColumnView::from(&t).named("recency"),
                ColumnView::from(&age).named("T"),
            ];
            let error = predicted(&Frame::new(columns).unwrap(), "expected_purchases", "bg_nbd").unwrap_err();
            assert_eq!((error.code(), error.field(), error.row()), (code, Some(field), Some(row as u64)), "{error}");
        }
    }
}

#[test]
fn an_amount_is_asked_for_of_whom_bought_again() {
    let (frequency, recency, age) = customers();
    let spend: Vec<f64> = frequency.iter().map(|x| if *x == 0 { f64::NAN } else { 20.0 }).collect();
    let asked = |spend: &[f64]| {
        let columns = [ColumnView::from(&frequency).named("frequency"), ColumnView::from(&recency).named("recency")];
        let others = [ColumnView::from(&age).named("T"), ColumnView::from(spend).named("monetary_value")];
        predicted(&Frame::new(columns.into_iter().chain(others).collect()).unwrap(), "p_alive", "bg_nbd")
    };
    assert!(asked(&spend).is_ok());
    let bought = frequency.iter().rposition(|x| *x > 0).unwrap();
    let mut without = spend;
    without[bought] = f64::NAN;
    let error = asked(&without).unwrap_err();
    assert_eq!((error.field(), error.row()), (Some("monetary_value"), Some(bought as u64)));
    let none: [f64; 0] = [];
    let columns = ["frequency", "recency", "T"].map(|name| ColumnView::from(&none).named(name)).to_vec();
    assert_eq!(predicted(&Frame::new(columns).unwrap(), "expected_purchases", "bg_nbd").unwrap(), none);
}

#[test]
fn numbers_are_a_column_like_others() {
    let numbers = TableColumn::Numbers(vec![1.5, -2.0]);
    let floats = TableColumn::Float(vec![Some(1.5), Some(-2.0)]);
    assert_eq!((numbers.len(), numbers.value(1), numbers.value(2)), (2, floats.value(1), floats.value(2)));
    assert!(numbers.view().cells().eq(floats.view().cells()));
    #[cfg(feature = "arrow")]
    {
        assert_eq!(&numbers.to_arrow(), &floats.to_arrow());
        assert_eq!(&numbers.into_arrow(), &floats.into_arrow());
    }
}

use super::near;
use cxm_core::call::{Args, clv, value_at_stake};
use cxm_core::clv::AnyFit;
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::stats::test::{Alternative, newcombe};
use serde_json::{Value, json};

fn args(function: &str, options: &Value) -> Args {
    Args::from_json(function, &options.to_string()).unwrap()
}

#[test]
fn groups_add_up_to_the_total_and_small_ones_are_hidden_with_what_tells_of_them() {
    let counts = super::cdnow();
    let fits = ["bg_nbd", "gamma_gamma"].map(|model| AnyFit::fit(model, &counts).unwrap().to_json());
    let n = 120_usize;
    let x: Vec<f64> = (0..120_u32).map(|i| f64::from(i % 4)).collect();
    let recency: Vec<f64> = x.iter().map(|x| 9.0 * x).collect();
    let (age, value) = (vec![38.0; n], vec![25.0; n]);
    let group: Vec<&str> = (0..n)
        .map(|i| {
            if i < 3 {
                "few"
            } else if i < 60 {
                "b"
            } else {
                "a"
            }
        })
        .collect();
    let frame = Frame::new(vec![
        ColumnView::from(&x).named("frequency"),
        ColumnView::from(&recency).named("recency"),
        ColumnView::from(&age).named("T"),
        ColumnView::from(&value).named("monetary_value"),
        ColumnView::from(&group).named("persona"),
    ])
    .unwrap();
    let of = |more: Value| {
        let mut options = json!({"purchase_fit": fits[0], "spend_fit": fits[1], "draws": 500});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        clv(&frame, args("clv", &options)).unwrap()
    };
    for interval in ["delta", "simulate"] {
        let found = of(json!({"by": "persona", "interval": interval}));
        let groups = found.groups.unwrap();
        let sum: f64 = (0..3).map(|row| groups.value("clv", row).as_f64().unwrap()).sum();
        near("sum", sum, found.total.estimate.unwrap(), 1e-13);
        assert_eq!((groups.value("persona", 0).as_str(), groups.value("n", 2).as_u64()), (Some("a"), Some(3)));
        let plain = of(json!({"interval": interval}));
        assert_eq!(plain.total, found.total); // whoever is asked beside it
        for row in 0..3 {
            let [low, value, high] = ["pred_low", "clv", "pred_high"].map(|name| groups.value(name, row).as_f64().unwrap());
            assert!(low < value && value < high);
        }
    }
    let hidden = of(json!({"by": "persona", "min_n": 5})).groups.unwrap();
    let flags: Vec<Value> = (0..3).map(|row| hidden.value("flags", row)).collect();
    assert_eq!(flags, ["", "suppressed_secondary", "suppressed"]);
    assert!(hidden.value("clv", 1).is_null() && hidden.value("n", 2).is_null() && hidden.value("clv", 0).is_number());
}

#[test]
fn value_at_stake_is_the_value_of_the_bad_times_how_much_more_of_them_left() {
    let touchpoint: Vec<&str> = ["help"; 20].into_iter().chain(["shop"; 4]).collect();
    let bad: Vec<f64> = (0..24).map(|i| f64::from(u8::from(i < 8))).collect();
    let churned: Vec<f64> = (0..24).map(|i| f64::from(u8::from(i < 4 || i == 10))).collect();
    let clv = vec![50.0; 24];
    let frame = Frame::new(vec![
        ColumnView::from(&touchpoint).named("touchpoint"),
        ColumnView::from(&bad).named("bad"),
        ColumnView::from(&churned).named("churned"),
        ColumnView::from(&clv).named("clv"),
    ])
    .unwrap();
    let table = value_at_stake(&frame, args("value_at_stake", &json!({"touchpoint": "touchpoint"}))).unwrap();
    let test = newcombe::test(4.0, 8.0, 1.0, 12.0, 0.95, Alternative::TwoSided);
    near("value", table.value("value", 0).as_f64().unwrap(), 400.0, 0.0);
    near("at stake", table.value("value_at_stake", 0).as_f64().unwrap(), 400.0 * (0.5 - 1.0 / 12.0), 1e-15);
    near("low", table.value("conf_low", 0).as_f64().unwrap(), 400.0 * test.low.unwrap(), 1e-15);
    // Where nobody had a bad experience there is no difference.
    assert_eq!((table.value("n_bad", 1).as_u64(), table.value("churn_other", 1).as_f64()), (Some(0), Some(0.0)));
    assert!(table.value("churn_bad", 1).is_null() && table.value("value_at_stake", 1).is_null());
    let all = value_at_stake(&frame, args("value_at_stake", &json!({}))).unwrap();
    assert_eq!(all.value("n", 0).as_u64(), Some(24));
}

#[test]
fn what_is_no_encounter_is_refused_with_its_row() {
    let of = |bad: &[f64; 2], clv: &[f64; 2]| {
        let frame = Frame::new(vec![
            ColumnView::from(bad).named("bad"),
            ColumnView::from(&[0.0, 1.0]).named("churned"),
            ColumnView::from(clv).named("clv"),
        ]);
        let error = value_at_stake(&frame.unwrap(), args("value_at_stake", &json!({}))).unwrap_err();
        (error.code().name(), error.row())
    };
    assert_eq!(of(&[0.0, 2.0], &[1.0; 2]), ("out_of_range", Some(1)));
    assert_eq!(of(&[0.0, 1.0], &[1.0, f64::NAN]), ("not_a_number", Some(1)));
    assert_eq!(of(&[0.0, 1.0], &[1.0, -1.0]), ("out_of_range", Some(1)));
}

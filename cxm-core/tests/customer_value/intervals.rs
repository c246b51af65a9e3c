use super::{cdnow, near};
use cxm_core::call::{Args, clv, value_about, value_predict};
use cxm_core::clv::{AnyFit, Link, Parameters};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::stats::Level;
use serde_json::{Value, json};

fn frame<'a>(x: &'a [f64], recency: &'a [f64], age: &'a [f64], spend: &'a [f64]) -> Frame<'a> {
    let named = |values: &'a [f64], name: &'static str| ColumnView::from(values).named(name);
    Frame::new(vec![named(x, "frequency"), named(recency, "recency"), named(age, "T"), named(spend, "monetary_value")]).unwrap()
}

fn args(function: &str, options: &Value) -> Args {
    Args::from_json(function, &options.to_string()).unwrap()
}

#[test]
fn a_fit_goes_through_json_to_the_last_bit() {
    for model in ["bg_nbd", "mbg_nbd", "pareto_nbd", "gamma_gamma"] {
        let fit = AnyFit::fit(model, &cdnow()).unwrap();
        let text = fit.to_json().to_string();
        assert_eq!(AnyFit::from_json(&serde_json::from_str(&text).unwrap()).unwrap(), fit);
    }
    for senseless in ["[]", "{}", r#"{"model": "bg"}"#, r#"{"model": "bg_nbd"}"#, r#"{"model": "bg_nbd", "params": {"r": 1}}"#] {
        assert!(AnyFit::from_json(&serde_json::from_str(senseless).unwrap()).is_err());
    }
}

/// The interval by derivatives and that by simulation are of the same thing, and that of what will be is wider than that of the mean.
#[test]
fn intervals_by_derivatives_and_by_simulation_agree() {
    let fit = AnyFit::fit("bg_nbd", &cdnow()).unwrap().to_json();
    let (x, recency, age) = ([0.0, 2.0, 26.0], [0.0, 30.43, 30.86], [38.86, 38.86, 31.0]);
    let of = |what: &str, interval: &str| {
        let options = json!({"what": what, "fit": fit, "t": if what == "p_alive" { Value::Null } else { json!(39) }, "interval": interval, "draws": 4000});
        value_predict(&frame(&x, &recency, &age, &x), args(what, &options)).unwrap()
    };
    let number = |table: &cxm_core::columns::Table, column: &str, row: usize| table.value(column, row).as_f64().unwrap();
    let (delta, simulated) = (of("expected_purchases", "delta"), of("expected_purchases", "simulate"));
    for row in 0..3 {
        let width = number(&delta, "conf_high", row) - number(&delta, "conf_low", row);
        for end in ["conf_low", "conf_high"] {
            let apart = number(&delta, end, row) - number(&simulated, end, row);
            assert!(apart.abs() < 0.1 * width, "{row} {end}: {apart} of {width}"); // both are first-order, 4,000 draws
        }
        assert!(number(&delta, "conf_low", row) < number(&delta, "expected_purchases", row));
        assert!(number(&delta, "pred_high", row) - number(&delta, "pred_low", row) > width);
        assert!(number(&delta, "pred_high", row).fract() == 0.0); // a number of purchases, 4,001 order statistics apart
    }
    let alive = of("p_alive", "delta");
    assert_eq!(alive.value("conf_low", 0).as_f64(), Some(1.0)); // who never bought again is alive for sure
    assert!(number(&alive, "conf_low", 1) < number(&alive, "p_alive", 1) && number(&alive, "conf_high", 1) < 1.0);
}

/// The derivatives behind the interval: those of r itself give its own variance back.
#[test]
fn the_variance_of_a_parameter_is_its_own() {
    let fit = AnyFit::fit("bg_nbd", &cdnow()).unwrap();
    let parameters = Parameters::of(&fit.clone().into()).unwrap();
    let steps: Vec<(f64, f64)> = parameters.steps().unwrap().iter().map(|(up, down)| (up.point()[0], down.point()[0])).collect();
    let variance = parameters.variance(&steps);
    near("variance of ln r", variance, fit.evidence().unwrap().log_covariance.as_ref().unwrap()[0][0], 1e-9);
    let (low, high) = Link::Logarithm.interval(fit.parameters()[0], variance, Level::default());
    let (from, to) = fit.intervals(Level::default()).unwrap()[0];
    near("low", low, from, 1e-9);
    near("high", high, to, 1e-9);
}

#[test]
fn the_total_is_that_of_its_customers_and_has_both_intervals() {
    let (purchases, spend) = (AnyFit::fit("bg_nbd", &cdnow()).unwrap(), AnyFit::fit("gamma_gamma", &cdnow()).unwrap());
    let x: Vec<f64> = (0..200_u32).map(|i| f64::from(i % 4)).collect();
    let recency: Vec<f64> = x.iter().map(|x| 9.0 * x).collect();
    let (age, value) = (vec![38.0; 200], vec![25.0; 200]);
    let of = |interval: &Value| {
        let options =
            json!({"purchase_fit": purchases.to_json(), "spend_fit": spend.to_json(), "interval": interval, "draws": 2000});
        clv(&frame(&x, &recency, &age, &value), args("clv", &options)).unwrap()
    };
    let plain = of(&Value::Null);
    let sum: f64 = (0..200).map(|row| plain.table.value("clv", row).as_f64().unwrap()).sum();
    near("total", plain.total.estimate.unwrap(), sum, 1e-12);
    assert!(plain.total.conf_low.is_none() && plain.pred_low.is_none());
    assert!(plain.share_top_decile.unwrap() > 0.1);
    let (delta, simulated) = (of(&json!("delta")), of(&json!("simulate")));
    let width = |value: &cxm_core::call::LifetimeValue| value.total.conf_high.unwrap() - value.total.conf_low.unwrap();
    assert!((width(&delta) / width(&simulated) - 1.0).abs() < 0.1);
    // Two hundred customers: chance is more than the parameters.
    assert!(delta.pred_high.unwrap() - delta.pred_low.unwrap() > 1.5 * width(&delta));
    assert!(delta.pred_low.unwrap() < sum && sum < delta.pred_high.unwrap());
    assert_eq!(of(&json!("delta")), delta); // the same seed, the same bits
}

#[test]
fn months_want_a_unit_and_intervals_a_covariance() {
    let given =
        |unit: Value| json!({"model": "bg_nbd", "params": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, "unit": unit});
    let spend = json!({"model": "gamma_gamma", "params": {"p": 6.25, "q": 3.74, "v": 15.44}});
    let code = |unit: Value, interval: Value| {
        let options = json!({"purchase_fit": given(unit), "spend_fit": spend, "interval": interval});
        clv(&frame(&[2.0], &[30.0], &[39.0], &[20.0]), args("clv", &options)).map(|_| ()).map_err(|error| error.code().name())
    };
    assert_eq!(code(Value::Null, Value::Null), Err("unit_unknown"));
    assert_eq!(code(json!("week"), json!("delta")), Err("invalid_option"));
    assert_eq!(code(json!("week"), Value::Null), Ok(()));
    let unfitted = value_about(args("about", &json!({}))).unwrap_err();
    assert!(unfitted.message().contains("call fit"), "{unfitted}");
}

/// What an interval by the profile is: at each end, the best of the other parameters lose half of 3.84 of the logarithm of the likelihood.
#[test]
fn the_ends_of_a_profile_lie_at_the_likelihood_that_is_allowed() {
    let counts = cdnow();
    for model in ["bg_nbd", "gamma_gamma"] {
        let fit = AnyFit::fit(model, &counts).unwrap();
        let profile = fit.profile(&counts, Level::default()).unwrap();
        let wald = fit.intervals(Level::default()).unwrap();
        for ((low, high), (from, to)) in profile.iter().zip(&wald) {
            let (low, high) = (low.unwrap(), high.unwrap());
            // Of two thousand customers both say much the same, on the scale of logarithms.
            let width = (to / from).ln();
            assert!(
                (low / from).ln().abs() < 0.2 * width && (high / to).ln().abs() < 0.2 * width,
                "{model} {low} {from} {high} {to}"
            );
        }
    }
    let narrow = AnyFit::fit("bg_nbd", &counts).unwrap().profile(&counts, 0.5.try_into().unwrap()).unwrap();
    let wide = AnyFit::fit("bg_nbd", &counts).unwrap().profile(&counts, 0.99.try_into().unwrap()).unwrap();
    for (narrow, wide) in narrow.iter().zip(&wide) {
        assert!(wide.0 < narrow.0 && narrow.1 < wide.1);
    }
}

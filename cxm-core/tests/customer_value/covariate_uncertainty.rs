use super::covariates::{about, args, customers, numbers};
use super::near;
use cxm_core::call::{likelihood_ratio, value_bootstrap, value_intervals, value_predict};
use cxm_core::clv::CovariateFit;
use cxm_core::columns::Frame;
use serde_json::{Value, json};

#[test]
fn a_coefficient_that_is_held_at_nothing_leaves_the_fit_without_it() {
    let customers = customers(400);
    for model in ["pareto_nbd", "bg_nbd", "mbg_nbd"] {
        let plain = customers.fit(&json!({"model": model}));
        let none =
            json!({"model": model, "transaction": ["z"], "attrition": ["z"], "fixed": {"transaction.z": 0, "attrition.z": 0}});
        let held = customers.fit(&none);
        let said = about(&held);
        assert_eq!((&said["fixed"], &said["status"]), (&json!(["transaction.z", "attrition.z"]), &json!("converged")));
        let wanted = about(&plain);
        near(model, said["log_likelihood"].as_f64().unwrap(), wanted["log_likelihood"].as_f64().unwrap(), 1e-12);
        near("aic", said["aic"].as_f64().unwrap(), wanted["aic"].as_f64().unwrap(), 1e-12);
        for row in wanted["summary"].as_array().unwrap() {
            let own = said["summary"].as_array().unwrap().iter().find(|own| own["term"] == row["term"]).unwrap();
            for of in ["estimate", "std_error", "conf_low", "conf_high"] {
                near(of, own[of].as_f64().unwrap(), row[of].as_f64().unwrap(), 1e-6);
            }
        }
        assert_eq!(
            said["summary"][4],
            json!({"term": "transaction.z", "estimate": 0.0, "std_error": null, "conf_low": null, "conf_high": null})
        );
        // Held or left out: the larger fit is tested against the same.
        let large = customers.fit(&json!({"model": model, "transaction": ["z"], "attrition": ["z"]}));
        let test = |small: &Value| likelihood_ratio(args("likelihood_ratio", &json!({"small": small, "large": large}))).unwrap();
        let (one, two) = (test(&held), test(&plain));
        assert_eq!((one.df, two.df), (Some(2.0), Some(2.0)));
        near("statistic", one.statistic.unwrap(), two.statistic.unwrap(), 1e-9);
        assert_eq!(CovariateFit::from_json(&held).unwrap().to_json(), held);
    }
}

#[test]
fn a_parameter_that_is_held_stays_to_the_last_bit() {
    let customers = customers(400);
    let free = customers.fit(&json!({"transaction": ["z"]}));
    let held = customers.fit(&json!({"transaction": ["z"], "fixed": {"s": 0.7, "transaction.z": 0.31}}));
    let said = about(&held);
    assert_eq!((said["params"]["s"].as_f64(), said["params"]["transaction.z"].as_f64()), (Some(0.7), Some(0.31)));
    assert!(said["log_likelihood"].as_f64() < free["log_likelihood"].as_f64());
    let test = likelihood_ratio(args("likelihood_ratio", &json!({"small": held, "large": free}))).unwrap();
    assert_eq!(test.df, Some(2.0));
    let refused = likelihood_ratio(args("likelihood_ratio", &json!({"small": free, "large": held})));
    assert_eq!(refused.unwrap_err().field(), Some("small"));
}

/// Where a term is held at an end of its interval, the best likelihood has fallen by half the quantile of chi-squared.
#[test]
fn at_the_ends_of_a_profile_the_likelihood_has_fallen_by_what_the_level_allows() {
    let customers = customers(300);
    for model in ["pareto_nbd", "bg_nbd", "mbg_nbd"] {
        let fit = customers.fit(&json!({"model": model, "transaction": ["z"], "attrition": ["u"]}));
        let found = value_intervals(&customers.frame(), args("conf_int", &json!({"fit": fit, "method": "profile"}))).unwrap();
        let mut compared = 0;
        for row in 0..found.len() {
            let term = found.value("term", row);
            assert_eq!(found.value("std_error", row), Value::Null);
            for end in ["conf_low", "conf_high"] {
                let Some(value) = found.value(end, row).as_f64() else { continue };
                let options =
                    json!({"model": model, "transaction": ["z"], "attrition": ["u"], "fixed": {term.as_str().unwrap(): value}});
                let lost = fit["log_likelihood"].as_f64().unwrap() - customers.fit(&options)["log_likelihood"].as_f64().unwrap();
                near(&format!("{model} {term} {end} {value}"), lost, 0.5 * 3.841_458_820_694_124, 1e-6);
                compared += 1;
            }
        }
        assert!(compared >= 8, "{model}: {compared}"); // an interval may have no end
    }
}

#[test]
fn customers_drawn_anew_have_their_covariates_with_them() {
    let customers = customers(500);
    let fit = customers.fit(&json!({"model": "bg_nbd", "transaction": ["z"], "attrition": ["z"]}));
    let options = json!({"fit": fit, "draws": 200, "seed": 4});
    let drawn = value_bootstrap(&customers.frame(), args("bootstrap", &options)).unwrap();
    assert_eq!(drawn, value_bootstrap(&customers.frame(), args("bootstrap", &options)).unwrap());
    assert_eq!(about(&drawn)["n_draws"], 200);
    assert_eq!(CovariateFit::from_json(&drawn).unwrap().to_json(), drawn);
    let nowhere = Frame::new(vec![]).unwrap();
    let intervals = |fit: &Value, method: &str| {
        let frame = if method == "sandwich" { customers.frame() } else { Frame::new(vec![]).unwrap() };
        value_intervals(&frame, args("conf_int", &json!({"fit": fit, "method": method}))).unwrap()
    };
    // The model holds, so that all three say about the same of the coefficient: within a third.
    let errors = ["wald_log", "sandwich", "bootstrap"].map(|method| numbers(&intervals(&drawn, method), "std_error")[4]);
    assert!(errors.iter().all(|error| (error / errors[0] - 1.0).abs() < 0.33), "{errors:?}");
    let table = intervals(&drawn, "bootstrap");
    assert!(
        table.value("conf_low", 4).as_f64() < fit_value(&fit, 0) && fit_value(&fit, 0) < table.value("conf_high", 4).as_f64()
    );
    let predicted = json!({"what": "expected_purchases", "t": 10, "fit": drawn, "interval": "bootstrap"});
    let predicted = value_predict(&customers.frame(), args("expected_purchases", &predicted)).unwrap();
    let (low, mean, high) =
        (numbers(&predicted, "conf_low"), numbers(&predicted, "expected_purchases"), numbers(&predicted, "conf_high"));
    let within = (0..mean.len()).filter(|&row| low[row] <= mean[row] && mean[row] <= high[row]).count();
    assert!(within > 490, "{within}"); // quantiles of draws, not around the estimate
    assert!(value_bootstrap(&nowhere, args("bootstrap", &json!({"fit": fit}))).is_err());
    let mut spoilt = drawn.clone();
    spoilt["draws"][0][0] = json!(-1.0);
    assert_eq!(CovariateFit::from_json(&spoilt).unwrap_err().code().name(), "invalid_json");
    spoilt["draws"][0] = json!([1.0]);
    assert_eq!(CovariateFit::from_json(&spoilt).unwrap_err().code().name(), "invalid_json");
}

fn fit_value(fit: &Value, coefficient: usize) -> Option<f64> {
    fit["covariates"][coefficient]["coefficient"].as_f64()
}

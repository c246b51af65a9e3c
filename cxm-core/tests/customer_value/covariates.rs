use super::near;
use cxm_core::call::{Args, calibration, clv, likelihood_ratio, value_about, value_fit, value_intervals, value_predict};
use cxm_core::clv::{AnyFit, CovariateFit, History};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::num::Rng;
use serde_json::{Value, json};

pub(super) fn args(function: &str, options: &Value) -> Args {
    Args::from_json(function, &options.to_string()).unwrap()
}

/// Customers of a Pareto/NBD who buy e^0.8 times as often and are lost e^0.6 times as soon where `z` is 1; `u` says nothing.
pub(super) struct Customers {
    pub columns: [Vec<f64>; 5],
}

pub(super) fn customers(n: u64) -> Customers {
    let mut columns: [Vec<f64>; 5] = Default::default();
    for customer in 0..n {
        let mut rng = Rng::new(3, customer);
        let mut gamma = |shape: f64| cxm_core::num::dist::chi_square_quantile(rng.uniform(), 2.0 * shape) / 2.0;
        let (rate, loss) = (gamma(1.2) / 8.0, gamma(0.9) / 20.0);
        let (z, u) = (f64::from(u8::from(customer % 2 == 1)), rng.uniform());
        let (rate, loss) = (rate * (0.8 * z).exp(), loss * (0.6 * z).exp());
        let age = 30.0 + (customer % 10) as f64;
        let end = (-rng.uniform().ln() / loss).min(age);
        let (mut t, mut x, mut last) = (0.0, 0.0, 0.0);
        loop {
            t -= rng.uniform().ln() / rate;
            if t > end {
                break;
            }
            (x, last) = (x + 1.0, t);
        }
        for (column, value) in columns.iter_mut().zip([x, last, age, z, u]) {
            column.push(value);
        }
    }
    Customers { columns }
}

impl Customers {
    pub fn frame(&self) -> Frame<'_> {
        let names = ["frequency", "recency", "T", "z", "u"];
        Frame::new(self.columns.iter().zip(names).map(|(own, name)| ColumnView::from(own).named(name)).collect()).unwrap()
    }

    pub fn fit(&self, more: &Value) -> Value {
        let mut options = json!({"model": "pareto_nbd", "unit": "week"});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value_fit(&self.frame(), args("fit", &options)).unwrap()
    }
}

pub(super) fn about(fit: &Value) -> Value {
    value_about(args("about", &json!({"fit": fit}))).unwrap()
}

#[test]
fn what_was_simulated_is_found_again() {
    let customers = customers(1_500);
    for (model, true_z) in [("pareto_nbd", 0.8), ("bg_nbd", 0.8)] {
        let both = customers.fit(&json!({"model": model, "transaction": ["z"], "attrition": ["z"]}));
        let said = about(&both);
        assert_eq!(said["status"], "converged", "{said}");
        let (estimate, error) = (&said["params"]["transaction.z"], &said["std_errors"]["transaction.z"]);
        let off = (estimate.as_f64().unwrap() - true_z) / error.as_f64().unwrap();
        assert!(off.abs() < 4.0, "{model}: {estimate} with error {error}");
        assert!(said["params"]["attrition.z"].as_f64().unwrap() > 0.0);
        let plain = customers.fit(&json!({"model": model}));
        let test = likelihood_ratio(args("likelihood_ratio", &json!({"small": plain, "large": both}))).unwrap();
        assert!(test.df == Some(2.0) && test.p_value.unwrap() < 1e-6, "{test:?}");
        assert_eq!(CovariateFit::from_json(&both).unwrap().to_json(), both);
    }
}

/// The likelihood, its slopes and its curvature by another way: each customer's model by itself, and differences.
#[test]
fn the_fit_is_at_the_maximum_of_the_sum_over_customers() {
    let customers = customers(400);
    let json = customers.fit(&json!({"transaction": ["z", "u"], "attrition": ["z"]}));
    let fit = CovariateFit::from_json(&json).unwrap();
    let [x, recency, age, z, u] = &customers.columns;
    let sum = |place: usize, step: f64| -> f64 {
        let mut moved = fit.clone();
        match place.checked_sub(4) {
            None => moved.parameters[place] *= step.exp(),
            Some(which) => moved.coefficients[which].2 += step,
        }
        let one = |i: usize| {
            let history = History::new(x[i], recency[i], age[i]).unwrap();
            moved.of(&[z[i], u[i], z[i]]).unwrap().purchases().unwrap().ln_likelihood(&history)
        };
        (0..x.len()).map(one).sum()
    };
    let top = sum(0, 0.0);
    near("log-likelihood", fit.evidence.log_likelihood, top, 1e-10);
    let step = 1e-3;
    let covariance = fit.evidence.log_covariance.as_ref().unwrap();
    for (place, row) in covariance.iter().enumerate() {
        let variance = row[place];
        let (up, down) = (sum(place, step), sum(place, -step));
        // Within a thousandth of a standard error of where the slope is 0; what it bends less is no more than the inverse of its variance.
        let slope = (up - down) / (2.0 * step);
        assert!(slope.abs() * variance.sqrt() < 1e-3, "{place}: {slope}");
        let bend = (2.0 * top - up - down) / (step * step);
        assert!(bend * variance > 1.0 - 1e-4, "{place}: {bend}");
    }
}

#[test]
fn scaling_and_moving_a_covariate_changes_its_coefficient_and_nothing_else() {
    let mut customers = customers(400);
    let options = json!({"transaction": ["z"], "attrition": ["u"]});
    let before = about(&customers.fit(&options));
    customers.columns[3].iter_mut().for_each(|z| *z *= 10.0);
    customers.columns[4].iter_mut().for_each(|u| *u += 2.0);
    let after = about(&customers.fit(&options));
    let of = |said: &Value, name: &str| said["params"][name].as_f64().unwrap();
    near("z", 10.0 * of(&after, "transaction.z"), of(&before, "transaction.z"), 1e-5);
    near("u", of(&after, "attrition.u"), of(&before, "attrition.u"), 1e-4);
    near("beta", of(&after, "beta") * (-2.0 * of(&after, "attrition.u")).exp(), of(&before, "beta"), 1e-4);
    near("likelihood", after["log_likelihood"].as_f64().unwrap(), before["log_likelihood"].as_f64().unwrap(), 1e-12);
}

#[test]
fn a_covariate_that_is_nothing_leaves_the_fit_as_it_is_and_is_named() {
    let mut customers = customers(300);
    customers.columns[3].fill(0.0);
    let plain = customers.fit(&json!({}));
    let with = customers.fit(&json!({"transaction": ["z"]}));
    near("likelihood", with["log_likelihood"].as_f64().unwrap(), plain["log_likelihood"].as_f64().unwrap(), 1e-12);
    let said = about(&with);
    assert_eq!(said["status"], "ridge");
    assert!(said["degenerate"].as_array().unwrap().contains(&json!("transaction.z")), "{said}");
    for name in ["r", "alpha", "s", "beta"] {
        near(name, said["params"][name].as_f64().unwrap(), plain["params"][name].as_f64().unwrap(), 1e-4);
    }
}

#[test]
fn a_customer_is_predicted_by_its_own_parameters() {
    let customers = customers(300);
    let with = customers.fit(&json!({"transaction": ["z"], "attrition": ["z"]}));
    let options = json!({"what": "expected_purchases", "t": 10, "fit": with});
    let table = value_predict(&customers.frame(), args("expected_purchases", &options)).unwrap();
    let said = about(&with);
    let of = |name: &str| said["params"][name].as_f64().unwrap();
    let scaled = |name: &str, process: &str| of(name) * (-of(&format!("{process}.z"))).exp();
    let own = [of("r"), scaled("alpha", "transaction"), of("s"), scaled("beta", "attrition")];
    let own = AnyFit::given("pareto_nbd", &own, None).unwrap();
    let [x, recency, age, ..] = &customers.columns;
    for row in [1, 7, 33] {
        let history = History::new(x[row], recency[row], age[row]).unwrap();
        let want = own.purchases().unwrap().expected_purchases(10.0, &history);
        near("expected", table.value("expected_purchases", row).as_f64().unwrap(), want, 1e-12);
    }
    let intervals = value_intervals(&customers.frame(), args("conf_int", &json!({"fit": with}))).unwrap();
    assert_eq!(intervals.value("term", 5).as_str(), Some("attrition.z"));
    assert!(intervals.value("conf_low", 4).as_f64() < intervals.value("estimate", 4).as_f64());
}

#[test]
fn what_covariates_cannot_be_asked_is_refused() {
    let customers = customers(60);
    let code = |options: &Value| {
        let mut all = json!({"model": "pareto_nbd"});
        all.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        value_fit(&customers.frame(), args("fit", &all)).unwrap_err().code().name()
    };
    assert_eq!(code(&json!({"transaction": ["z"], "model": "bg_bb"})), "invalid_option");
    assert_eq!(code(&json!({"transaction": ["nobody"]})), "unknown_column");
    assert_eq!(code(&json!({"transaction": ["z", "z"]})), "invalid_option");
    assert_eq!(code(&json!({"transaction": ["z"], "fixed": {"zeta": 1}})), "invalid_option");
    assert_eq!(code(&json!({"transaction": ["z"], "fixed": {"attrition.z": 1}})), "invalid_option");
    assert_eq!(code(&json!({"transaction": ["z"], "fixed": {"s": -1}})), "out_of_range");
    let with = customers.fit(&json!({"transaction": ["z"]}));
    assert_eq!(AnyFit::from_json(&with).unwrap_err().code().name(), "invalid_option");
    let drawless = value_intervals(&customers.frame(), args("conf_int", &json!({"fit": with, "method": "bootstrap"})));
    assert_eq!(drawless.unwrap_err().field(), Some("method"));
    let options = json!({"what": "p_alive", "fit": with, "interval": "bootstrap"});
    assert_eq!(value_predict(&customers.frame(), args("p_alive", &options)).unwrap_err().field(), Some("interval"));
    let nowhere = || Frame::new(vec![]).unwrap();
    for method in ["sandwich", "profile"] {
        let refused = value_intervals(&nowhere(), args("conf_int", &json!({"fit": with, "method": method})));
        assert_eq!(refused.unwrap_err().field(), Some("method"));
    }
    let drawn = cxm_core::call::value_bootstrap(&nowhere(), args("bootstrap", &json!({"fit": with})));
    assert_eq!(drawn.unwrap_err().field(), Some("fit"));
    let plain = customers.fit(&json!({}));
    let bare = Frame::new(customers.frame().columns()[..3].to_vec()).unwrap();
    assert!(value_predict(&bare, args("p_alive", &json!({"what": "p_alive", "fit": plain}))).is_ok());
    let without = value_predict(&bare, args("p_alive", &json!({"what": "p_alive", "fit": with})));
    assert_eq!(without.unwrap_err().code().name(), "unknown_column");
}

pub(super) fn numbers(table: &cxm_core::columns::Table, name: &str) -> Vec<f64> {
    (0..table.len()).map(|row| table.value(name, row).as_f64().unwrap()).collect()
}

#[test]
fn the_sandwich_is_that_of_slopes_by_differences() {
    let customers = customers(400);
    for model in ["pareto_nbd", "bg_nbd", "mbg_nbd"] {
        let json = customers.fit(&json!({"model": model, "transaction": ["z"], "attrition": ["u"]}));
        let fit = CovariateFit::from_json(&json).unwrap();
        let covariance = fit.evidence.log_covariance.clone().unwrap();
        let at = cxm_core::clv::CustomerFit::from(fit.clone());
        let [x, recency, age, z, u] = &customers.columns;
        let mut meat = vec![vec![0.0; 6]; 6];
        for place in 0..x.len() {
            let history = History::new(x[place], recency[place], age[place]).unwrap();
            let likelihood = |which: usize, step: f64| {
                let mut point = at.point();
                point[which] += step;
                let moved = at.at(&point).unwrap();
                moved.of(&[z[place], u[place]]).unwrap().purchases().unwrap().ln_likelihood(&history)
            };
            let slope: Vec<f64> = (0..6).map(|which| (likelihood(which, 1e-5) - likelihood(which, -1e-5)) / 2e-5).collect();
            for (i, row) in meat.iter_mut().enumerate() {
                row.iter_mut().zip(&slope).for_each(|(sum, other)| *sum += slope[i] * other);
            }
        }
        let product = |one: &[Vec<f64>], two: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let cell = |i: usize, j: usize| (0..6).map(|k| one[i][k] * two[k][j]).sum();
            (0..6).map(|i| (0..6).map(|j| cell(i, j)).collect()).collect()
        };
        let wanted = product(&product(&covariance, &meat), &covariance);
        let table = value_intervals(&customers.frame(), args("conf_int", &json!({"fit": json, "method": "sandwich"}))).unwrap();
        for (place, error) in numbers(&table, "std_error").into_iter().enumerate() {
            let factor = fit.parameters.get(place).copied().unwrap_or(1.0);
            near(model, error, factor * wanted[place][place].sqrt(), 1e-5);
        }
        assert_eq!(numbers(&table, "estimate")[..4], fit.parameters);
    }
}

#[test]
fn with_a_covariate_that_tells_two_groups_apart_predictions_are_those_of_the_groups() {
    let customers = customers(300);
    let with = customers.fit(&json!({"transaction": ["z"], "attrition": ["z"]}));
    for (what, more) in [("expected_purchases", json!({"t": 20})), ("p_alive", json!({}))] {
        for interval in ["delta", "simulate"] {
            let mut options = json!({"what": what, "fit": with, "interval": interval, "draws": 2000});
            options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let found = value_predict(&customers.frame(), args(what, &options)).unwrap();
            options.as_object_mut().unwrap().remove("interval");
            let plain = value_predict(&customers.frame(), args(what, &options)).unwrap();
            assert_eq!(numbers(&plain, what), numbers(&found, what));
            let (low, high) = (numbers(&found, "conf_low"), numbers(&found, "conf_high"));
            assert!(
                numbers(&found, what).iter().zip(low.iter().zip(&high)).all(|(mean, (low, high))| low <= mean && mean <= high)
            );
            if what == "expected_purchases" {
                // Who is expected to buy nothing will, as a rule, buy nothing.
                let rows = numbers(&found, what).into_iter().zip(numbers(&found, "pred_high").into_iter().zip(&high));
                assert!(rows.filter(|(mean, _)| *mean > 1.0).all(|(_, (pred, conf))| pred > *conf));
            }
        }
    }
    // The delta method by hand: the slopes of ln E by the six, and their covariance.
    let fit = CovariateFit::from_json(&with).unwrap();
    let (covariance, at) = (fit.evidence.log_covariance.clone().unwrap(), cxm_core::clv::CustomerFit::from(fit));
    let options = json!({"what": "expected_purchases", "fit": with, "interval": "delta", "t": 20, "draws": 100});
    let found = value_predict(&customers.frame(), args("expected_purchases", &options)).unwrap();
    let [x, recency, age, z, _] = &customers.columns;
    for place in [0, 1, 77] {
        let history = History::new(x[place], recency[place], age[place]).unwrap();
        let mean = |which: usize, step: f64| {
            let mut point = at.point();
            point[which] += step;
            let moved = at.at(&point).unwrap();
            moved.of(&[z[place]; 2]).unwrap().purchases().unwrap().expected_purchases(20.0, &history).ln()
        };
        let slope: Vec<f64> = (0..6).map(|which| (mean(which, 1e-4) - mean(which, -1e-4)) / 2e-4).collect();
        let variance: f64 = (0..6).map(|i| (0..6).map(|j| slope[i] * covariance[i][j] * slope[j]).sum::<f64>()).sum();
        let reach = 1.959_963_984_540_054 * variance.sqrt();
        near("high", numbers(&found, "conf_high")[place], (mean(0, 0.0) + reach).exp(), 1e-9);
    }
}

#[test]
fn values_and_calibrations_of_a_fit_with_covariates_are_those_of_each_customer() {
    let customers = customers(200);
    let with = customers.fit(&json!({"transaction": ["z"]}));
    // Gamma-Gamma with p 6, q 4, v 15.
    let paid = |place: usize| {
        let mut rng = Rng::new(5, place as u64);
        let mut gamma = |shape: f64| cxm_core::num::dist::chi_square_quantile(rng.uniform(), 2.0 * shape) / 2.0;
        let rate = gamma(4.0) / 15.0;
        let x = customers.columns[0][place].max(1.0);
        gamma(6.0 * x) / (rate * x)
    };
    let paid: Vec<f64> = (0..200).map(paid).collect();
    let held = [vec![1.0; 200], vec![10.0; 200]];
    let mut columns = customers.frame().columns().to_vec();
    columns.push(ColumnView::from(&paid).named("monetary_value"));
    columns.extend(held.iter().zip(["n_holdout", "t_holdout"]).map(|(own, name)| ColumnView::from(own).named(name)));
    let frame = Frame::new(columns).unwrap();
    let spend = json!({"model": "gamma_gamma", "params": {"p": 6.25, "q": 3.74, "v": 15.44}});
    let options = json!({"purchase_fit": with, "spend_fit": spend, "months": 6});
    let value = clv(&frame, args("clv", &options)).unwrap();
    let own = CovariateFit::from_json(&with).unwrap();
    for place in [0, 1, 150] {
        // The model of this customer, as one without covariates.
        let [x, recency, age, ..] = &customers.columns;
        let named = [(x, "frequency"), (recency, "recency"), (age, "T"), (&paid, "monetary_value")];
        let alone = named.map(|(own, name)| ColumnView::from(&own[place..=place]).named(name));
        let plain = own.of(&[customers.columns[3][place]]).unwrap().to_json();
        let options = json!({"purchase_fit": plain, "spend_fit": spend, "months": 6});
        let wanted = clv(&Frame::new(alone.to_vec()).unwrap(), args("clv", &options)).unwrap();
        near("clv", numbers(&value.table, "clv")[place], wanted.total.estimate.unwrap(), 1e-14);
    }
    let fitted = value_fit(&frame, args("fit", &json!({"model": "gamma_gamma"}))).unwrap();
    let options = json!({"purchase_fit": with, "spend_fit": fitted, "interval": "delta", "draws": 200});
    let value = clv(&frame, args("clv", &options)).unwrap();
    let (low, high) = (value.total.conf_low.unwrap(), value.total.conf_high.unwrap());
    assert!(low < value.total.estimate.unwrap() && value.total.estimate.unwrap() < high && value.pred_low < value.pred_high);
    let found = calibration(&frame, args("calibration", &json!({"fit": with, "draws": 100}))).unwrap();
    let wanted =
        value_predict(&frame, args("expected_purchases", &json!({"what": "expected_purchases", "fit": with, "t": 10}))).unwrap();
    near(
        "expected",
        found.fields["expected"].as_f64().unwrap(),
        numbers(&wanted, "expected_purchases").iter().sum::<f64>() / 200.0,
        1e-12,
    );
}

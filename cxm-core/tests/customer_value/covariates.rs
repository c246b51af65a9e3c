use super::near;
use cxm_core::call::{Args, likelihood_ratio, value_about, value_fit, value_intervals, value_predict};
use cxm_core::clv::{AnyFit, CovariateFit, History};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::num::Rng;
use serde_json::{Value, json};

fn args(function: &str, options: &Value) -> Args {
    Args::from_json(function, &options.to_string()).unwrap()
}

/// Customers of a Pareto/NBD who buy e^0.8 times as often and are lost e^0.6 times as soon where `z` is 1; `u` says nothing.
struct Customers {
    columns: [Vec<f64>; 5],
}

fn customers(n: u64) -> Customers {
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
    fn frame(&self) -> Frame<'_> {
        let names = ["frequency", "recency", "T", "z", "u"];
        Frame::new(self.columns.iter().zip(names).map(|(own, name)| ColumnView::from(own).named(name)).collect()).unwrap()
    }

    fn fit(&self, more: &Value) -> Value {
        let mut options = json!({"model": "pareto_nbd", "unit": "week"});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value_fit(&self.frame(), args("fit", &options)).unwrap()
    }
}

fn about(fit: &Value) -> Value {
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
    assert_eq!(code(&json!({"transaction": ["z"], "fixed": {"s": 1}})), "invalid_option");
    let with = customers.fit(&json!({"transaction": ["z"]}));
    assert_eq!(AnyFit::from_json(&with).unwrap_err().code().name(), "invalid_option");
    let profile = value_intervals(&customers.frame(), args("conf_int", &json!({"fit": with, "method": "profile"})));
    assert_eq!(profile.unwrap_err().code().name(), "invalid_option");
    let options = json!({"what": "p_alive", "fit": with, "interval": "delta"});
    assert_eq!(value_predict(&customers.frame(), args("p_alive", &options)).unwrap_err().code().name(), "invalid_option");
}

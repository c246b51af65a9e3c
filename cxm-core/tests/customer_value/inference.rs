use super::{cdnow, near};
use cxm_core::clv::{AnyFit, BootstrapFits, Departures, FitSource, ParameterInterval, RfmCounts, likelihood_ratio};
use cxm_core::columns::{Progress, Stop};
use cxm_core::num::dist::chi_square_upper_quantile;
use cxm_core::state::State;
use cxm_core::stats::Level;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

fn held(name: &str, value: f64) -> Vec<(String, f64)> {
    vec![(name.to_owned(), value)]
}

fn log_likelihood(fit: &AnyFit) -> f64 {
    fit.evidence().unwrap().log_likelihood
}

/// Two derivations of one thing: at an end of the profile interval the likelihood, with the parameter held there, is lower by half the quantile.
#[test]
fn a_fit_that_holds_the_end_of_a_profile_interval_loses_half_the_quantile() {
    let counts = cdnow();
    for (model, name, place) in [("bg_nbd", "a", 2), ("pareto_nbd", "s", 2), ("gamma_gamma", "q", 1)] {
        let large = AnyFit::fit(model, &counts).unwrap();
        let end = large.profile(&counts, Level::default()).unwrap()[place].0.unwrap();
        let small = AnyFit::fit_with(model, &counts, &held(name, end)).unwrap();
        let quantile = chi_square_upper_quantile(0.05, 1.0);
        near(model, 2.0 * (log_likelihood(&large) - log_likelihood(&small)), quantile, 1e-6);
        assert_eq!(small.parameters()[place].to_bits(), end.to_bits());
        near("aic", small.aic().unwrap(), 2.0 * (large.parameters().len() - 1) as f64 - 2.0 * log_likelihood(&small), 1e-15);
        let test = likelihood_ratio(&small, &large).unwrap();
        assert_eq!(test.df, Some(1.0));
        near("p", test.p_value.unwrap(), 0.05, 1e-5);
        let ranges = small.ranges(ParameterInterval::WaldLog, None, Level::default()).unwrap();
        assert!(ranges[place].std_error.is_none() && ranges[place].low.is_none() && ranges[0].std_error.is_some());
    }
}

#[test]
fn fits_that_are_no_cases_of_one_another_are_refused() {
    let counts = cdnow();
    let large = AnyFit::fit("bg_nbd", &counts).unwrap();
    let small = AnyFit::fit_with("bg_nbd", &counts, &held("a", 1.0)).unwrap();
    let mut twice = counts.clone();
    twice.merge(&counts).unwrap();
    let other_model = AnyFit::fit("mbg_nbd", &counts).unwrap();
    let other_data = AnyFit::fit("bg_nbd", &twice).unwrap();
    let given = AnyFit::given("bg_nbd", &[1.0; 4], None).unwrap();
    let other_value = AnyFit::fit_with("bg_nbd", &counts, &[("a".to_owned(), 0.9), ("b".to_owned(), 3.0)]).unwrap();
    for (small, large) in [
        (&other_model, &large),
        (&small, &other_data),
        (&large, &small),
        (&large, &large),
        (&given, &large),
        (&other_value, &small),
    ] {
        assert_eq!(likelihood_ratio(small, large).unwrap_err().code().name(), "invalid_option");
    }
    for (name, value) in [("c", 1.0), ("a", 0.0), ("a", f64::NAN)] {
        assert!(AnyFit::fit_with("bg_nbd", &counts, &held(name, value)).is_err());
    }
}

/// The slopes of each customer's likelihood by differences, not by the code that fits.
#[test]
fn the_sandwich_is_that_of_the_slopes_of_customers() {
    let counts = cdnow();
    let fit = AnyFit::fit("bg_nbd", &counts).unwrap();
    let logs: Vec<f64> = fit.parameters().iter().map(|value| value.ln()).collect();
    let step = 1e-5;
    let at = |place: usize, step: f64| {
        let mut logs = logs.clone();
        logs[place] += step;
        fit.at(&logs).unwrap()
    };
    let moved: Vec<(AnyFit, AnyFit)> = (0..4).map(|place| (at(place, step), at(place, -step))).collect();
    let mut meat = [[0.0; 4]; 4];
    for (history, weight) in histories() {
        let of = |fit: &AnyFit| fit.purchases().unwrap().ln_likelihood(&history);
        let slope: Vec<f64> = moved.iter().map(|(up, down)| (of(up) - of(down)) / (2.0 * step)).collect();
        for i in 0..4 {
            for j in 0..4 {
                meat[i][j] += weight * slope[i] * slope[j];
            }
        }
    }
    let bread = fit.evidence().unwrap().log_covariance.clone().unwrap();
    let found = fit.sandwich(&counts).unwrap().evidence().unwrap().log_covariance.clone().unwrap();
    for i in 0..4 {
        for j in 0..4 {
            let mut want = 0.0;
            for k in 0..4 {
                for l in 0..4 {
                    want += bread[i][k] * meat[k][l] * bread[l][j];
                }
            }
            assert!((found[i][j] - want).abs() < 1e-6 * (found[i][i] * found[j][j]).sqrt(), "{i} {j}: {} {want}", found[i][j]);
        }
    }
    // Twice the customers, half the variance.
    let mut twice = counts.clone();
    twice.merge(&counts).unwrap();
    let half = AnyFit::fit("bg_nbd", &twice).unwrap().sandwich(&twice).unwrap();
    near("half", half.evidence().unwrap().log_covariance.as_ref().unwrap()[0][0], 0.5 * found[0][0], 1e-6);
}

fn histories() -> Vec<(cxm_core::clv::History, f64)> {
    let rows = include_str!("cdnow.txt").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &str| {
        let numbers: Vec<f64> = line.split(' ').map(|number| number.parse().unwrap()).collect();
        (cxm_core::clv::History::new(numbers[0], numbers[1], numbers[2]).unwrap(), numbers[4])
    };
    rows.map(row).collect()
}

fn drawn(fit: &AnyFit, counts: &RfmCounts, seed: u64, draws: u32) -> AnyFit {
    let mut options = BootstrapFits::new(draws);
    options.seed = seed;
    fit.bootstrap(counts, &options).unwrap()
}

#[test]
fn customers_drawn_anew_vary_as_much_as_the_sandwich_says() {
    let counts = cdnow();
    let fit = AnyFit::fit("gamma_gamma", &counts).unwrap();
    let with = drawn(&fit, &counts, 1, 400);
    let draws = with.evidence().unwrap().draws.clone().unwrap();
    let sandwich = fit.sandwich(&counts).unwrap().evidence().unwrap().log_covariance.clone().unwrap();
    for (place, row) in sandwich.iter().enumerate() {
        let logs: Vec<f64> = draws.iter().map(|draw| draw[place].ln()).collect();
        let mean = logs.iter().sum::<f64>() / 400.0;
        let spread = (logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / 399.0).sqrt();
        // The error of a standard deviation of 400 draws is 4 %; of a finite number of customers the distribution is somewhat wider than its limit.
        let ratio = spread / row[place].sqrt();
        assert!((0.85..1.25).contains(&ratio), "{ratio}");
    }
    let range = with.ranges(ParameterInterval::Bootstrap, None, Level::default()).unwrap()[0];
    assert!(range.low.unwrap() < fit.parameters()[0] && fit.parameters()[0] < range.high.unwrap());
    let again = drawn(&fit, &counts, 1, 400);
    assert_eq!(again, with);
    assert_ne!(drawn(&fit, &counts, 2, 10).evidence(), drawn(&fit, &counts, 1, 10).evidence());
    // Fewer draws are the first of more.
    let few = drawn(&fit, &counts, 1, 10);
    assert_eq!(few.evidence().unwrap().draws.as_ref().unwrap()[..], with.evidence().unwrap().draws.as_ref().unwrap()[..10]);
    let text = few.to_json().to_string();
    assert_eq!(AnyFit::from_json(&serde_json::from_str(&text).unwrap()).unwrap(), few);
}

#[test]
fn a_bootstrap_tells_how_far_it_is_and_can_be_stopped() {
    let departures = Departures::new(&[369.0, 163.0, 86.0, 56.0, 37.0, 27.0, 21.0], 241.0).unwrap();
    let source = FitSource::Departures(&departures, None);
    let fit = AnyFit::fit_with("shifted_beta_geometric", source, &[]).unwrap();
    let told = Arc::new(AtomicU64::new(0));
    let telling = Arc::clone(&told);
    let mut options = BootstrapFits::new(40);
    options.progress = Progress::told(move |done, of| {
        assert!(done >= 1 && done <= of && of == 40);
        telling.fetch_add(1, Ordering::Relaxed);
        true
    });
    let with = fit.bootstrap(source, &options).unwrap();
    assert_eq!(with.evidence().unwrap().draws.as_ref().unwrap().len(), 40);
    assert!((1..=41).contains(&told.load(Ordering::Relaxed))); // that all are made is said once more
    options.progress = Progress::told(|_, _| false);
    assert_eq!(fit.bootstrap(source, &options).unwrap_err().code().name(), "stopped");
    let mut options = BootstrapFits::new(40);
    options.stop = Stop::when(|| true);
    assert_eq!(fit.bootstrap(source, &options).unwrap_err().code().name(), "stopped");
    for senseless in [0, 9, 100_001] {
        assert!(fit.bootstrap(source, &BootstrapFits::new(senseless)).is_err());
    }
}

#[test]
fn methods_that_lack_something_say_so() {
    let counts = cdnow();
    let fit = AnyFit::fit("bg_nbd", &counts).unwrap();
    for method in [ParameterInterval::Profile, ParameterInterval::Sandwich, ParameterInterval::Bootstrap] {
        assert_eq!(fit.ranges(method, None, Level::default()).unwrap_err().code().name(), "invalid_option");
    }
    let error = "wald".parse::<ParameterInterval>().unwrap_err();
    assert!(error.message().contains("wald_log, profile, sandwich, bootstrap"), "{error}");
    let given = AnyFit::given("bg_nbd", &[1.0; 4], None).unwrap();
    assert!(given.bootstrap(&counts, &BootstrapFits::new(10)).is_err());
    assert!(given.sandwich(&counts).is_err());
}

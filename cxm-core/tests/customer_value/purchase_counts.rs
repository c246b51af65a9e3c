use super::near;
use cxm_core::clv::{AnyFit, History};

/// Parameters at which numbers of purchases stay below a few hundred.
const MODELS: [(&str, [f64; 4]); 4] = [
    ("bg_nbd", [0.243, 4.414, 0.793, 2.426]),
    ("mbg_nbd", [0.525, 6.183, 0.891, 1.614]),
    ("pareto_nbd", [0.553, 10.578, 0.606, 11.669]),
    ("bg_bb", [1.204, 0.75, 0.657, 2.783]),
];

fn histories(model: &str) -> Vec<History> {
    let all = [(0.0, 0.0, 38.0), (2.0, 30.0, 38.0), (1.0, 2.0, 38.0), (26.0, 31.0, 31.0)];
    all.iter().filter(|one| model != "bg_bb" || one.0 <= one.1).map(|h| History::new(h.0, h.1, h.2).unwrap()).collect()
}

/// What is not the number of purchases it takes a thousand of: with these models and times next to nothing.
const MOST: u32 = 1_000;

#[test]
fn probabilities_of_all_numbers_sum_to_one_and_have_the_mean_of_the_model() {
    for (name, parameters) in MODELS {
        let fit = AnyFit::given(name, &parameters, None).unwrap();
        let model = fit.purchases().unwrap();
        for t in [0.0, 1.0, 13.0, 52.0] {
            for history in histories(name) {
                let of = |n: u32| model.probability_of(f64::from(n), t, &history).unwrap();
                let probabilities: Vec<f64> = (0..MOST).map(of).collect();
                assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
                near(&format!("{name} {t} sum"), probabilities.iter().sum(), 1.0, 1e-11);
                let mean: f64 = (0..MOST).zip(&probabilities).map(|(n, p)| f64::from(n) * p).sum();
                let want = model.expected_purchases(t, &history);
                assert!((mean - want).abs() <= 1e-10 * want, "{name} {t} {history:?}: {mean} {want}");
            }
            let new: Vec<f64> = (0..MOST).map(|n| model.probability_of_new(f64::from(n), t).unwrap()).collect();
            let mean: f64 = (0..MOST).zip(&new).map(|(n, p)| f64::from(n) * p).sum();
            near(&format!("{name} {t} new sum"), new.iter().sum(), 1.0, 1e-11);
            let want = model.expected_purchases_new(t);
            assert!((mean - want).abs() <= 1e-10 * want, "{name} {t} new: {mean} {want}");
        }
    }
}

/// A new customer of BG/NBD at r = alpha = a = b = t = 1: nobody buys with 1/2; then 1/2 is lost after the first purchase.
#[test]
fn small_cases_can_be_worked_out_by_hand() {
    let bg = AnyFit::given("bg_nbd", &[1.0; 4], None).unwrap();
    let of = |n: f64| bg.purchases().unwrap().probability_of_new(n, 1.0).unwrap();
    near("none", of(0.0), 0.5, 1e-15);
    near("one", of(1.0), 0.5 * 0.25 + 0.5 * 0.5, 1e-14); // stays and buys once, or is lost at the first of one or more
    // One opportunity, uniform chances: bought with 1/2 where there was no loss before it, another 1/2.
    let bg_bb = AnyFit::given("bg_bb", &[1.0; 4], None).unwrap();
    near("an opportunity", bg_bb.purchases().unwrap().probability_of_new(1.0, 1.0).unwrap(), 0.25, 1e-15);
    // Pareto/NBD: P(none in 1) = 1/2 · 1/2 + the integral of (1+u)^-3 over 0..1, 3/8.
    let pareto = AnyFit::given("pareto_nbd", &[1.0; 4], None).unwrap();
    near("none", pareto.purchases().unwrap().probability_of_new(0.0, 1.0).unwrap(), 0.25 + 0.375, 1e-13);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn of_any_model_and_customer_a_probability_is_one(
        model in 0..3_usize, logs in proptest::array::uniform4(-9.0..9.0_f64), n in 0..10_000_u32, t in -6.0..9.0_f64,
        x in 0..1_000_u32, age in 0.0..1e4_f64, part in 0.0..1.0_f64,
    ) {
        let fit = AnyFit::given(MODELS[model].0, &logs.map(f64::exp), None).unwrap();
        let recency = if x == 0 { 0.0 } else { part * age };
        let history = History::new(f64::from(x), recency, age).unwrap();
        let found = fit.purchases().unwrap().probability_of(f64::from(n), t.exp(), &history).unwrap();
        proptest::prop_assert!((0.0..=1.0).contains(&found), "{found}");
        let new = fit.purchases().unwrap().probability_of_new(f64::from(n), t.exp()).unwrap();
        proptest::prop_assert!((0.0..=1.0).contains(&new), "{new}");
    }
}

use cxm_core::clv::{AnyFit, History, RfmColumns, RfmCounts, RfmSpec, RfmUnit};
use cxm_core::num::Rng;
use cxm_core::num::dist::chi_square_quantile;
use cxm_core::state::State;

const TRUTH: [f64; 4] = [0.553, 10.578, 0.606, 11.668];

/// Customers of a Pareto/NBD, known for 26 to 52 weeks.
fn customers(stream: u64) -> Vec<History> {
    let mut rng = Rng::new(stream, 0);
    let [r, alpha, s, beta] = TRUTH;
    let mut customers = Vec::new();
    for _ in 0..1_000_u32 {
        let [rate, loss] =
            [(r, alpha), (s, beta)].map(|(shape, scale)| 0.5 * chi_square_quantile(rng.uniform(), 2.0 * shape) / scale);
        let age = 26.0 + 26.0 * rng.uniform();
        let end = age.min(-rng.uniform().ln() / loss);
        let (mut x, mut last, mut t) = (0.0, 0.0, 0.0);
        loop {
            t -= rng.uniform().ln() / rate;
            if t > end {
                break;
            }
            (x, last) = (x + 1.0, t);
        }
        customers.push(History::new(x, last, age).unwrap());
    }
    customers
}

/// Customers of whom some parts of a few, on which the search begins, have no peak: it must not end where they led it.
#[test]
fn a_fit_is_at_least_as_likely_as_the_parameters_the_customers_have() {
    for stream in [25, 26, 39, 91] {
        let customers = customers(stream);
        let column = |of: fn(&History) -> f64| customers.iter().map(of).collect::<Vec<f64>>();
        let [x, recency, age] = [History::frequency, History::recency, History::age].map(column);
        let mut counts = RfmCounts::new(&RfmSpec::default().unit(RfmUnit::Week));
        counts.observe(RfmColumns::new((&x).into(), (&recency).into(), (&age).into())).unwrap();
        let fit = AnyFit::fit("pareto_nbd", &counts).unwrap();
        let evidence = fit.evidence().unwrap();
        let truth = AnyFit::given("pareto_nbd", &TRUTH, None).unwrap();
        let of_truth: f64 = customers.iter().map(|own| truth.purchases().unwrap().ln_likelihood(own)).sum();
        assert!(evidence.log_likelihood > of_truth, "{stream}: {} < {of_truth}", evidence.log_likelihood);
        assert_eq!(evidence.status.name(), "converged", "{stream}: {:?}", fit.parameters());
        // Nor is it less likely than with `s` held anywhere.
        for s in [0.05, 0.2, 0.8, 3.0, 20.0] {
            let held = AnyFit::fit_with("pareto_nbd", &counts, &[("s".to_owned(), s)]).unwrap();
            assert!(held.evidence().unwrap().log_likelihood < evidence.log_likelihood, "{stream}: s = {s}");
        }
    }
}

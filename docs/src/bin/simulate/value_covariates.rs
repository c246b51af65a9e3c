//! The same of models with covariates: half of the customers came another way, which goes along with how often they buy and how soon they are lost.

use super::SEED;
use super::customers::{Customer, Process, YEAR};
use super::value_counts::{Results, Simulated, Tally, page_of};
use cxm_core::call::{Args, calibration, value_fit, value_intervals};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::num::Rng;
use cxm_core::stats::Level;
use serde_json::{Value, json};

/// Customers of a data set.
const SIZES: [usize; 2] = [1_000, 4_000];
/// Of an interval of a total.
const DRAWS: u32 = 300;
/// Of the covariate in both processes.
const COEFFICIENTS: [f64; 2] = [0.5, 0.4];

struct Design {
    model: &'static str,
    process: Process,
    /// Of a customer whose covariate is 0.
    baseline: [f64; 4],
    names: [&'static str; 6],
}

/// As fitted to CDNOW.
const MODELS: [Design; 3] = [
    Design {
        model: "bg_nbd",
        process: Process::BgNbd,
        baseline: [0.243, 4.414, 0.793, 2.426],
        names: ["r", "alpha", "a", "b", "transaction.way", "attrition.way"],
    },
    Design {
        model: "mbg_nbd",
        process: Process::MbgNbd,
        baseline: [0.525, 6.183, 0.891, 1.614],
        names: ["r", "alpha", "a", "b", "transaction.way", "attrition.way"],
    },
    Design {
        model: "pareto_nbd",
        process: Process::ParetoNbd,
        baseline: [0.553, 10.578, 0.606, 11.668],
        names: ["r", "alpha", "s", "beta", "transaction.way", "attrition.way"],
    },
];

impl Design {
    /// Of a customer with this covariate: e^(g x) times as many purchases; the rate of loss of Pareto/NBD e^(d x) times, both shapes of the others e^(d x) times.
    fn parameters(&self, way: f64) -> [f64; 4] {
        let [first, second, third, fourth] = self.baseline;
        let [buys, leaves] = COEFFICIENTS.map(|coefficient| (coefficient * way).exp());
        if self.process == Process::ParetoNbd {
            return [first, second / buys, third, fourth / leaves];
        }
        [first, second / buys, third * leaves, fourth * leaves]
    }
}

pub fn results() -> cxm_core::Result<Results> {
    let designs = SIZES.iter().flat_map(|n| MODELS.iter().map(move |design| (design, *n)));
    let models = designs.zip(0..).map(|((design, n), stream)| simulate(design, n, stream)).collect::<cxm_core::Result<_>>()?;
    Ok(Results { seed: SEED, draws: DRAWS, level: Level::default().get(), models })
}

fn simulate(design: &Design, n: usize, stream: u64) -> cxm_core::Result<Simulated> {
    let truth = [&design.baseline[..], &COEFFICIENTS].concat();
    let mut tally = Tally::of(&design.names, &truth);
    let about = format!("{} with covariates of {n} customers", design.model);
    tally.take_in(&about, |number, tally| data_set((design, n), (number, stream), tally))?;
    Ok(tally.simulated(design.model, n))
}

fn data_set((design, n): (&Design, usize), (number, stream): (u64, u64), tally: &mut Tally) -> cxm_core::Result<()> {
    let mut rng = Rng::new(SEED, (15 << 20) + (stream << 12) + number);
    let way = |place: usize| if place % 2 == 1 { 1.0 } else { 0.0 };
    let customers: Vec<Customer> =
        (0..n).map(|place| design.process.customer(design.parameters(way(place)), None, &mut rng)).collect();
    let column = |of: fn(&Customer) -> f64| customers.iter().map(of).collect::<Vec<f64>>();
    let columns = [
        ("frequency", column(|customer| customer.frequency)),
        ("recency", column(|customer| customer.recency)),
        ("T", column(|customer| customer.age)),
        ("n_holdout", column(|customer| customer.purchases_after)),
        ("t_holdout", vec![YEAR; n]),
        ("way", (0..n).map(way).collect()),
    ];
    let frame = Frame::new(columns.iter().map(|(name, own)| ColumnView::from(own).named(*name)).collect())?;
    let args = |function: &str, options: Value| Args::from_json(function, &options.to_string());
    let asked = json!({"model": design.model, "unit": "week", "transaction": ["way"], "attrition": ["way"]});
    let fit = value_fit(&frame, args("fit", asked)?)?;
    tally.status(match fit["status"].as_str() {
        Some("converged") => "converged",
        Some("ridge") => "ridge",
        Some("boundary") => "boundary",
        _ => "step_limit",
    });
    let wald = value_intervals(&frame, args("conf_int", json!({"fit": fit}))?)?;
    for (row, parameter) in tally.parameters.iter_mut().enumerate() {
        let end = |name: &str| wald.value(name, row).as_f64();
        parameter.wald.tell(end("conf_low").is_some().then_some((end("conf_low"), end("conf_high"))), parameter.truth);
    }
    let bought = customers.iter().map(|customer| customer.purchases_after).sum();
    let asked = json!({"fit": fit, "interval": "delta", "draws": DRAWS, "seed": number});
    let found = calibration(&frame, args("calibration", asked)?).ok();
    let end = |fields: &Value, name: &str| fields[name].as_f64().map(|mean| mean * n as f64);
    let ends = found.map(|found| (end(&found.fields, "pred_low"), end(&found.fields, "pred_high")));
    tally.total(("purchases", "delta"), ends, bought);
    Ok(())
}

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    page_of(results, HEAD, WHAT_FOLLOWS)
}

const HEAD: &str = "<!-- Made by `cargo run --release --package cxm-docs --bin simulate value_covariates`. -->
# What the intervals of customer value promise, with covariates

As [without](value.md), but that every second of `n` customers came another way (`way` is 1): their rate of buying is e^0.5 times as high, and their rate of loss e^0.4 times (Pareto/NBD), or both shapes of their probability of loss (BG/NBD, MBG/NBD). The column is a covariate of both processes.

The parameters in the table are those of a customer whose `way` is 0.

A fit without an interval counts as one that does not hold the truth. \"below\", \"above\": how often the truth lay there; after ± the standard error of the simulation.

## Parameters: 95 % intervals
";

const WHAT_FOLLOWS: &str = "
## What follows

- Intervals of coefficients hold 94.5 to 97.0 % with 1,000 customers and 94.7 to 96.0 % with 4,000: those of `transaction` what they promise, those of `attrition` of BG/NBD and MBG/NBD a little more with few customers, since few are seen to be lost.
- Parameters are as without covariates: with 4,000 customers all hold 93.6 to 96.1 %, with 1,000 those of MBG/NBD hold less (`r` 90.4 %, `b` 92.8 %), and intervals of `a`, `b`, `s` and `beta` lie below the truth where they miss it.
- Predictive intervals of what all customers buy in the next twelve months hold 93.9 to 95.6 %.
";

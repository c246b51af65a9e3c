//! How often the intervals of the models of customer value hold the truth: those of parameters, and of what all customers together do in the twelve months to come.

use super::SEED;
use super::customers::{Customer, Process, YEAR, departures};
use super::value_counts::{DATA_SETS, Results, Simulated, Tally};
use cxm_core::call::{Args, calibration, clv};
use cxm_core::clv::{AnyFit, BootstrapFits, Departures, FitSource, ParameterInterval, RfmColumns, RfmCounts, RfmSpec, RfmUnit};
use cxm_core::columns::{ColumnView, Frame};
use cxm_core::num::Rng;
use cxm_core::state::State;
use cxm_core::stats::Level;
use serde_json::{Value, json};

/// Of the smallest size, the first so many are asked for the profile likelihood, too.
const PROFILES: u64 = 300;
/// And of Pareto/NBD the first so many for totals by the bootstrap.
const BOOTSTRAPS: u64 = 100;
/// Of an interval of a total: fewer than by default, for their cost.
const DRAWS: u32 = 300;
/// Customers of a data set.
const SIZES: [usize; 3] = [1_000, 4_000, 16_000];
/// The periods of a contract that are watched.
const PERIODS: usize = 7;
/// BG/NBD as published of CDNOW.
const CDNOW: [f64; 4] = [0.243, 4.414, 0.793, 2.426];
/// As published of CDNOW.
const SPEND: [f64; 3] = [6.25, 3.74, 15.44];

/// What is simulated: the model that is fitted, who the customers are, and how many; and of how many of the data sets more than the fit is asked.
struct Design {
    model: &'static str,
    customers: Customers,
    n: usize,
    profiles: u64,
    totals: u64,
    bootstraps: u64,
}

#[derive(Clone, Copy)]
enum Customers {
    Buying(Process, [f64; 4]),
    /// Of BG/NBD, with amounts.
    Spending([f64; 4]),
    Contracts([f64; 2]),
}

/// MBG/NBD and Pareto/NBD as fitted to CDNOW, BG/BB to the donors, the regular contracts of Fader and Hardie (2007).
const MODELS: [(&str, Customers); 6] = [
    ("bg_nbd", Customers::Buying(Process::BgNbd, CDNOW)),
    ("mbg_nbd", Customers::Buying(Process::MbgNbd, [0.525, 6.183, 0.891, 1.614])),
    ("pareto_nbd", Customers::Buying(Process::ParetoNbd, [0.553, 10.578, 0.606, 11.668])),
    ("bg_bb", Customers::Buying(Process::BgBb, [1.204, 0.75, 0.657, 2.783])),
    ("shifted_beta_geometric", Customers::Contracts([0.704, 1.182])),
    ("gamma_gamma", Customers::Spending(CDNOW)),
];

pub fn results() -> cxm_core::Result<Results> {
    let mut models = Vec::new();
    for (place, n) in SIZES.into_iter().enumerate() {
        for (model, customers) in MODELS {
            // The largest size is for the model that asks for it.
            if place + 1 == SIZES.len() && model != "mbg_nbd" {
                continue;
            }
            let of_first = |count: u64| if place == 0 { count } else { 0 };
            let bootstraps = of_first(if model == "pareto_nbd" { BOOTSTRAPS } else { 0 });
            let profiles = of_first(PROFILES);
            // Of Pareto/NBD, whose totals are hardest to foretell, of more customers, too.
            let totals = if model == "pareto_nbd" { DATA_SETS } else { of_first(DATA_SETS) };
            let design = Design { model, customers, n, profiles, totals, bootstraps };
            models.push(simulate(&design, models.len() as u64)?);
        }
    }
    Ok(Results { seed: SEED, draws: DRAWS, level: Level::default().get(), models })
}

fn simulate(design: &Design, stream: u64) -> cxm_core::Result<Simulated> {
    let truth: &[f64] = match &design.customers {
        Customers::Buying(_, truth) => truth,
        Customers::Contracts(truth) => truth,
        Customers::Spending(_) => &SPEND,
    };
    let names = AnyFit::parameter_names(design.model)?;
    let mut tally = Tally::of(names, truth);
    tally.take_in(&format!("{} of {} customers", design.model, design.n), |number, tally| {
        data_set(design, number, stream, tally)
    })?;
    Ok(tally.simulated(design.model, design.n))
}

fn data_set(design: &Design, number: u64, stream: u64, tally: &mut Tally) -> cxm_core::Result<()> {
    let mut rng = Rng::new(SEED, (14 << 20) + (stream << 12) + number);
    let profile = number < design.profiles;
    let (process, parameters, spend) = match design.customers {
        Customers::Contracts(truth) => {
            let (churned, active) = departures(truth, design.n, PERIODS, &mut rng);
            let departures = Departures::new(&churned, active)?;
            let source = FitSource::Departures(&departures, None);
            return tell_parameters(tally, &AnyFit::fit_with(design.model, source, &[])?, source, profile);
        }
        Customers::Buying(process, parameters) => (process, parameters, None),
        Customers::Spending(parameters) => (Process::BgNbd, parameters, Some(SPEND)),
    };
    let customers: Vec<Customer> = (0..design.n).map(|_| process.customer(parameters, spend, &mut rng)).collect();
    let column = |of: fn(&Customer) -> f64| customers.iter().map(of).collect::<Vec<f64>>();
    let months = process == Process::BgBb;
    let columns = [
        ("frequency", column(|customer| customer.frequency)),
        ("recency", column(|customer| customer.recency)),
        ("T", column(|customer| customer.age)),
        ("monetary_value", column(|customer| customer.monetary_value)),
        ("n_holdout", column(|customer| customer.purchases_after)),
        ("t_holdout", vec![if months { 12.0 } else { YEAR }; design.n]),
    ];
    let frame = Frame::new(columns.iter().map(|(name, own)| ColumnView::from(own).named(*name)).collect())?;
    let unit = if months { RfmUnit::Month } else { RfmUnit::Week };
    let mut counts = RfmCounts::new(&RfmSpec::default().unit(unit).spend());
    counts.observe(RfmColumns::of(&frame)?)?;
    let fit = AnyFit::fit(design.model, &counts)?;
    tell_parameters(tally, &fit, (&counts).into(), profile)?;
    if number >= design.totals {
        return Ok(());
    }
    // An interval is not given of a fit without a covariance.
    if spend.is_some() {
        let fits = json!({"purchase_fit": AnyFit::fit("bg_nbd", &counts)?.to_json(), "spend_fit": fit.to_json()});
        let found = clv(&frame, args("clv", fits, "delta", number)?).ok();
        let paid = customers.iter().map(|customer| customer.paid_after).sum();
        tally.total(("paid", "delta"), found.map(|found| (found.pred_low, found.pred_high)), paid);
        return Ok(());
    }
    let bought = customers.iter().map(|customer| customer.purchases_after).sum();
    let end = |fields: &Value, name: &str| fields[name].as_f64().map(|mean| mean * design.n as f64);
    let mut tell = |fit: &AnyFit, interval: &'static str| {
        let found = calibration(&frame, args("calibration", json!({"fit": fit.to_json()}), interval, number)?).ok();
        let ends = found.map(|found| (end(&found.fields, "pred_low"), end(&found.fields, "pred_high")));
        tally.total(("purchases", interval), ends, bought);
        Ok(())
    };
    tell(&fit, "delta")?;
    if number >= design.bootstraps {
        return Ok(());
    }
    let mut options = BootstrapFits::new(DRAWS);
    options.seed = number;
    tell(&fit.bootstrap(&counts, &options)?, "bootstrap")
}

/// The options of a call.
fn args(function: &str, mut options: Value, interval: &str, seed: u64) -> cxm_core::Result<Args> {
    for (name, value) in [("interval", json!(interval)), ("draws", json!(DRAWS)), ("seed", json!(seed))] {
        options[name] = value;
    }
    Args::from_json(function, &options.to_string())
}

fn tell_parameters(tally: &mut Tally, fit: &AnyFit, source: FitSource<'_>, profile: bool) -> cxm_core::Result<()> {
    tally.status(fit.evidence().map_or("given", |evidence| evidence.status.name()));
    let level = Level::default();
    let wald = fit.ranges(ParameterInterval::WaldLog, None, level)?;
    for (parameter, range) in tally.parameters.iter_mut().zip(&wald) {
        parameter.wald.tell(range.low.is_some().then_some((range.low, range.high)), parameter.truth);
    }
    if profile {
        let ranges = fit.ranges(ParameterInterval::Profile, Some(source), level)?;
        for (parameter, range) in tally.parameters.iter_mut().zip(&ranges) {
            parameter.profile.tell(Some((range.low, range.high)), parameter.truth);
            parameter.open += u64::from(range.low.is_none() || range.high.is_none());
        }
    }
    Ok(())
}

use super::uncertainty::ends;
use super::{AnyFit, Link, Parameters, ValueInterval};
use crate::columns::Stop;
use crate::error::{Code, Result};
use crate::num::Rng;
use crate::parallel;
use crate::stats::Level;
use std::ops::Range;

/// How intervals of what customers will do are made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BandOptions {
    /// How the uncertainty of the parameters is carried on.
    pub method: ValueInterval,
    /// The level of the intervals.
    pub level: Level,
    /// How many draws are made; 1,000 by default.
    pub draws: u32,
    /// The seed of the draws.
    pub seed: u64,
    /// When the call ends before its end.
    pub stop: Stop,
}

impl BandOptions {
    /// 1,000 draws at 95 %.
    #[must_use]
    pub fn new(method: ValueInterval) -> Self {
        Self { method, level: Level::default(), draws: 1_000, seed: 0, stop: Stop::default() }
    }
}

/// What is asked about each of many customers.
pub(crate) struct Question<'q> {
    /// The fits that the answer depends on.
    pub fits: &'q [&'q AnyFit],
    pub customers: usize,
    pub link: Link,
    /// The mean, by the fits with their parameters or others.
    #[allow(clippy::type_complexity)]
    pub mean: &'q (dyn Fn(&[AnyFit], usize) -> Result<f64> + Sync),
    /// What will be, drawn; `None` of what is no quantity that comes to be.
    #[allow(clippy::type_complexity)]
    pub realised: Option<&'q (dyn Fn(&[AnyFit], usize, &mut Rng) -> f64 + Sync)>,
}

/// Intervals of the means, and of what will be, each customer and together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Bands {
    pub conf: Vec<(f64, f64)>,
    pub pred: Vec<(f64, f64)>,
    pub total_conf: (f64, f64),
    pub total_pred: Option<(f64, f64)>,
    /// The variance of the logarithm of the total, by derivatives.
    pub total_variance: Option<f64>,
}

/// So many customers are added up at a time, so that sums are the same on any number of threads.
const BLOCK: usize = 64;
/// The streams of customers begin where no draw of parameters is.
const FIRST_CUSTOMER: u64 = 1 << 40;

/// What a block of customers gives.
struct Part {
    conf: Vec<(f64, f64)>,
    pred: Vec<(f64, f64)>,
    /// By parameter, up and down.
    steps: Vec<(f64, f64)>,
    /// By draw: the mean, and what will be.
    means: Vec<f64>,
    realised: Vec<f64>,
}

struct Plan<'p, 'q> {
    question: &'p Question<'q>,
    options: &'p BandOptions,
    parameters: Vec<Parameters>,
    /// The fits with one parameter a step up and down, in the order of the fits.
    steps: Vec<(Vec<AnyFit>, Vec<AnyFit>)>,
    draws: Vec<Vec<AnyFit>>,
}

/// Answers a question with intervals. What is drawn for a customer depends on where it stands among the customers.
///
/// # Errors
/// As [`Parameters::of`] and [`Question::mean`]; `stopped`.
pub(crate) fn bands(question: &Question<'_>, options: &BandOptions) -> Result<Bands> {
    let plan = Plan::new(question, options)?;
    let blocks = |customers: Range<usize>| {
        let end = customers.end;
        let block = |start: usize| {
            options.stop.check()?;
            plan.part(start..end.min(start + BLOCK))
        };
        customers.step_by(BLOCK).map(block).collect::<Result<Vec<_>>>()
    };
    let append = |mut one: Vec<Part>, two: Vec<Part>| {
        one.extend(two);
        Ok(one)
    };
    let parts = parallel::split_merge(parallel::parts(question.customers, BLOCK, BLOCK), blocks, append)?.unwrap_or_default();
    Ok(plan.together(parts))
}

impl<'p, 'q> Plan<'p, 'q> {
    fn new(question: &'p Question<'q>, options: &'p BandOptions) -> Result<Self> {
        let parameters = question.fits.iter().map(|fit| Parameters::of(fit)).collect::<Result<Vec<_>>>()?;
        let with = |place: usize, fit: AnyFit| {
            let mut fits: Vec<AnyFit> = question.fits.iter().map(|fit| (*fit).clone()).collect();
            if let Some(own) = fits.get_mut(place) {
                *own = fit;
            }
            fits
        };
        let mut steps = Vec::new();
        for (place, own) in parameters.iter().enumerate() {
            for (up, down) in own.steps()? {
                steps.push((with(place, up), with(place, down)));
            }
        }
        let many = parameters.len() as u64;
        let draw = |number: u64| {
            let own = parameters.iter().zip(0..).map(|(own, place)| own.draw(options.seed, number * many + place));
            own.collect::<Result<Vec<_>>>()
        };
        let needed = options.method == ValueInterval::Simulate || question.realised.is_some();
        let draws = if needed { (0..u64::from(options.draws)).map(draw).collect::<Result<_>>()? } else { Vec::new() };
        Ok(Self { question, options, parameters, steps, draws })
    }

    /// The mean, infinite where there is none: parameters beside the best may have none.
    fn mean(&self, fits: &[AnyFit], customer: usize) -> Result<f64> {
        match (self.question.mean)(fits, customer) {
            Err(error) if error.code() == Code::InfiniteMean => Ok(f64::INFINITY),
            other => other,
        }
    }

    fn part(&self, customers: Range<usize>) -> Result<Part> {
        let (question, draws) = (self.question, self.draws.len());
        let own: Vec<AnyFit> = question.fits.iter().map(|fit| (*fit).clone()).collect();
        let simulates = self.options.method == ValueInterval::Simulate;
        let mut part = Part {
            conf: Vec::new(),
            pred: Vec::new(),
            steps: vec![(0.0, 0.0); self.steps.len()],
            means: vec![0.0; if simulates { draws } else { 0 }],
            realised: vec![0.0; if question.realised.is_some() { draws } else { 0 }],
        };
        let mut values = vec![0.0; draws];
        for customer in customers {
            if simulates {
                for ((value, total), fits) in values.iter_mut().zip(&mut part.means).zip(&self.draws) {
                    *value = self.mean(fits, customer)?;
                    *total += *value;
                }
                part.conf.push(ends(&mut values, self.options.level));
            } else {
                let mut moved = Vec::with_capacity(self.steps.len());
                for ((up, down), total) in self.steps.iter().zip(&mut part.steps) {
                    let pair = (self.mean(up, customer)?, self.mean(down, customer)?);
                    (total.0, total.1) = (total.0 + pair.0, total.1 + pair.1);
                    moved.push((question.link.of(pair.0), question.link.of(pair.1)));
                }
                let variance = self.variance(&moved);
                part.conf.push(question.link.interval(self.mean(&own, customer)?, variance, self.options.level));
            }
            if let Some(realised) = question.realised {
                let mut rng = Rng::new(self.options.seed, FIRST_CUSTOMER + customer as u64);
                for ((value, total), fits) in values.iter_mut().zip(&mut part.realised).zip(&self.draws) {
                    *value = realised(fits, customer, &mut rng);
                    *total += *value;
                }
                part.pred.push(ends(&mut values, self.options.level));
            }
        }
        Ok(part)
    }

    /// The fits were made of different data or different parts of it: their variances add.
    fn variance(&self, moved: &[(f64, f64)]) -> f64 {
        let mut rest = moved;
        let mut variance = 0.0;
        for own in &self.parameters {
            let (these, others) = rest.split_at(own.len().min(rest.len()));
            variance += own.variance(these);
            rest = others;
        }
        variance
    }

    fn together(&self, parts: Vec<Part>) -> Bands {
        let mut bands = Bands::default();
        let mut steps = vec![(0.0, 0.0); self.steps.len()];
        let (mut means, mut realised) = (vec![0.0; self.draws.len()], vec![0.0; self.draws.len()]);
        let add = |totals: &mut [f64], own: &[f64]| totals.iter_mut().zip(own).for_each(|(total, own)| *total += own);
        for part in parts {
            bands.conf.extend(part.conf);
            bands.pred.extend(part.pred);
            steps.iter_mut().zip(part.steps).for_each(|(total, own)| *total = (total.0 + own.0, total.1 + own.1));
            add(&mut means, &part.means);
            add(&mut realised, &part.realised);
        }
        match self.options.method {
            ValueInterval::Simulate => bands.total_conf = ends(&mut means, self.options.level),
            ValueInterval::Delta => {
                let moved: Vec<_> = steps.iter().map(|pair| (pair.0.ln(), pair.1.ln())).collect();
                bands.total_variance = Some(self.variance(&moved));
            }
        }
        bands.total_pred = self.question.realised.is_some().then(|| ends(&mut realised, self.options.level));
        bands
    }
}

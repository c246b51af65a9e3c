use super::uncertainty::ends;
use super::{CustomerFit, Link, Parameters, ValueInterval};
use crate::columns::Stop;
use crate::error::{Code, Error, Result};
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
    /// How many draws are made; 1,000 by default, and of a bootstrap no more than the fits have.
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
    pub fits: &'q [&'q CustomerFit],
    pub customers: usize,
    pub link: Link,
    /// What the mean takes of the fits, with their parameters or others, that customers who are alike share.
    #[allow(clippy::type_complexity)]
    pub part: &'q (dyn Fn(&[CustomerFit], usize) -> Result<f64> + Sync),
    /// What makes customers alike; `None` where they are not.
    #[allow(clippy::type_complexity)]
    pub alike: Option<&'q (dyn Fn(usize) -> [u64; 3] + Sync)>,
    /// The mean, by the fits and that part.
    #[allow(clippy::type_complexity)]
    pub mean: &'q (dyn Fn(&[CustomerFit], usize, f64) -> Result<f64> + Sync),
    /// What will be, drawn; `None` of what is no quantity that comes to be.
    #[allow(clippy::type_complexity)]
    pub realised: Option<&'q (dyn Fn(&[CustomerFit], usize, &mut Rng) -> f64 + Sync)>,
    /// Groups whose totals are asked for, too.
    pub groups: Groups<'q>,
}

/// Which group each customer is of, and how many groups there are; none where nobody is of any.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Groups<'q> {
    pub of: &'q [usize],
    pub n: usize,
}

impl Groups<'_> {
    /// The places of a customer among the totals: all together, and its group.
    fn places(&self, customer: usize) -> impl Iterator<Item = usize> {
        std::iter::once(0).chain(self.of.get(customer).map(|group| group + 1))
    }
}

/// Intervals of the means, and of what will be, each customer and together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Bands {
    pub conf: Vec<(f64, f64)>,
    pub pred: Vec<(f64, f64)>,
    /// Of all together, then of each group.
    pub totals: Vec<Total>,
}

/// Intervals of what customers come to together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Total {
    /// By draws.
    pub conf: (f64, f64),
    /// Of what will be.
    pub pred: Option<(f64, f64)>,
    /// The variance of the logarithm of the total, by derivatives.
    pub variance: Option<f64>,
}

/// So many customers are added up at a time, so that sums are the same on any number of threads.
const BLOCK: usize = 512;
/// And so many before the caller is asked whether to go on.
const ASKED: usize = 64;
/// The streams of customers begin where no draw of parameters is.
const FIRST_CUSTOMER: u64 = 1 << 40;

/// What a block of customers gives.
struct Part {
    conf: Vec<(f64, f64)>,
    pred: Vec<(f64, f64)>,
    /// By total and parameter, up and down.
    steps: Vec<(f64, f64)>,
    /// By total and draw: the mean, and what will be.
    means: Vec<f64>,
    realised: Vec<f64>,
}

struct Plan<'p, 'q> {
    question: &'p Question<'q>,
    options: &'p BandOptions,
    parameters: Vec<Parameters>,
    /// The fits with one parameter a step up, then down, in the order of the fits; after all of them the fits themselves.
    steps: Vec<Vec<CustomerFit>>,
    draws: Vec<Vec<CustomerFit>>,
    /// The customers, those who are alike one after another.
    order: Vec<usize>,
}

/// Answers a question with intervals. What is drawn for a customer depends on where it stands among the customers.
///
/// # Errors
/// As [`Parameters::of`] and [`Question::mean`]; `stopped`.
pub(crate) fn bands(question: &Question<'_>, options: &BandOptions) -> Result<Bands> {
    let plan = Plan::new(question, options)?;
    let blocks = |places: Range<usize>| {
        let mut shared = Shared::default();
        let customers = plan.order.get(places).unwrap_or_default();
        customers.chunks(BLOCK).map(|customers| plan.part(customers, &mut shared)).collect::<Result<Vec<_>>>()
    };
    let parts = parallel::collect(parallel::parts(question.customers, BLOCK, BLOCK), blocks)?;
    Ok(plan.together(parts))
}

impl<'p, 'q> Plan<'p, 'q> {
    fn new(question: &'p Question<'q>, options: &'p BandOptions) -> Result<Self> {
        let is_bootstrap = options.method == ValueInterval::Bootstrap;
        let own = question.fits.iter().filter(|_| !is_bootstrap).map(|fit| Parameters::of(fit));
        let parameters = own.collect::<Result<Vec<_>>>()?;
        let with = |place: usize, fit: CustomerFit| {
            let mut fits: Vec<CustomerFit> = question.fits.iter().map(|fit| (*fit).clone()).collect();
            if let Some(own) = fits.get_mut(place) {
                *own = fit;
            }
            fits
        };
        let mut steps = Vec::new();
        for (place, own) in parameters.iter().enumerate() {
            for (up, down) in own.steps()? {
                steps.extend([with(place, up), with(place, down)]);
            }
        }
        steps.push(question.fits.iter().map(|fit| (*fit).clone()).collect());
        let many = parameters.len() as u64;
        let draw = |number: u64| {
            let own = parameters.iter().zip(0..).map(|(own, place)| own.draw(options.seed, number * many + place));
            own.collect::<Result<Vec<_>>>()
        };
        let needed = options.method == ValueInterval::Simulate || question.realised.is_some();
        let draws = match options.method {
            ValueInterval::Bootstrap => drawn_anew(question.fits, options.draws)?,
            _ if needed => (0..u64::from(options.draws)).map(draw).collect::<Result<_>>()?,
            _ => Vec::new(),
        };
        let mut order: Vec<usize> = (0..question.customers).collect();
        if let Some(alike) = question.alike {
            order.sort_by_cached_key(|customer| alike(*customer));
        }
        Ok(Self { question, options, parameters, steps, draws, order })
    }

    fn simulates(&self) -> bool {
        self.options.method != ValueInterval::Delta
    }

    /// The fits by which means are asked for.
    fn asked(&self) -> &[Vec<CustomerFit>] {
        if self.simulates() { &self.draws } else { &self.steps }
    }

    /// How many parameters are moved.
    fn moved(&self) -> usize {
        self.steps.len() / 2
    }

    /// The means by all fits that are asked.
    fn means(&self, customer: usize, shared: &mut Shared, means: &mut Vec<f64>) -> Result<()> {
        let question = self.question;
        let key = question.alike.map(|alike| alike(customer));
        if key.is_none() || shared.key != key {
            shared.parts.clear();
            for fits in self.asked() {
                shared.parts.push(or_infinite((question.part)(fits, customer))?);
            }
            shared.key = key;
        }
        means.clear();
        for (fits, part) in self.asked().iter().zip(&shared.parts) {
            means.push(or_infinite((question.mean)(fits, customer, *part))?);
        }
        Ok(())
    }

    fn part(&self, customers: &[usize], shared: &mut Shared) -> Result<Part> {
        let (question, draws) = (self.question, self.draws.len());
        let simulates = self.simulates();
        let totals = 1 + question.groups.n;
        let mut part = Part {
            conf: Vec::new(),
            pred: Vec::new(),
            steps: vec![(0.0, 0.0); totals * self.moved()],
            means: vec![0.0; if simulates { totals * draws } else { 0 }],
            realised: vec![0.0; if question.realised.is_some() { totals * draws } else { 0 }],
        };
        let (mut means, mut values) = (Vec::new(), vec![0.0; draws]);
        for (place, customer) in customers.iter().copied().enumerate() {
            if place % ASKED == 0 {
                self.options.stop.check()?;
            }
            self.means(customer, shared, &mut means)?;
            if simulates {
                question.groups.places(customer).for_each(|place| add(&mut part.means, place, &means));
                part.conf.push(ends(&mut means, self.options.level));
            } else {
                let own = means.pop().unwrap_or_default(); // the last, after two a parameter
                let (moved, _) = means.as_chunks::<2>();
                let moved: Vec<(f64, f64)> = moved.iter().map(|[up, down]| (*up, *down)).collect();
                question.groups.places(customer).for_each(|place| add_pairs(&mut part.steps, place, &moved));
                let on_scale = |pair: &(f64, f64)| (question.link.of(pair.0), question.link.of(pair.1));
                let variance = self.variance(&moved.iter().map(on_scale).collect::<Vec<_>>());
                part.conf.push(question.link.interval(own, variance, self.options.level));
            }
            if let Some(realised) = question.realised {
                let mut rng = Rng::new(self.options.seed, FIRST_CUSTOMER + customer as u64);
                for (value, fits) in values.iter_mut().zip(&self.draws) {
                    *value = realised(fits, customer, &mut rng);
                }
                question.groups.places(customer).for_each(|place| add(&mut part.realised, place, &values));
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
        let (mut conf, mut pred) = (Vec::new(), Vec::new());
        let (mut steps, mut means, mut realised) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            conf.extend(part.conf);
            pred.extend(part.pred);
            steps.resize(part.steps.len(), (0.0, 0.0));
            means.resize(part.means.len(), 0.0);
            realised.resize(part.realised.len(), 0.0);
            add_pairs(&mut steps, 0, &part.steps);
            add(&mut means, 0, &part.means);
            add(&mut realised, 0, &part.realised);
        }
        bands.conf = self.in_rows(&conf);
        bands.pred = self.in_rows(&pred);
        let (level, draws) = (self.options.level, self.draws.len().max(1));
        let total = |place: usize| {
            let conf = means.chunks(draws).nth(place).map_or((0.0, 0.0), |own| ends(&mut own.to_vec(), level));
            let pred = realised.chunks(draws).nth(place).map_or((0.0, 0.0), |own| ends(&mut own.to_vec(), level));
            let own = steps.chunks(self.moved().max(1)).nth(place).unwrap_or_default();
            let variance = self.variance(&own.iter().map(|pair| (pair.0.ln(), pair.1.ln())).collect::<Vec<_>>());
            let is_delta = self.options.method == ValueInterval::Delta;
            Total { conf, pred: self.question.realised.map(|_| pred), variance: is_delta.then_some(variance) }
        };
        bands.totals = (0..=self.question.groups.n).map(total).collect();
        bands
    }

    /// What stands in the order of the customers who are alike, in that of their rows; nothing of nothing.
    fn in_rows(&self, ends: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let mut rows = vec![(0.0, 0.0); ends.len()];
        for (customer, ends) in self.order.iter().zip(ends) {
            rows[*customer] = *ends; // each customer is there once
        }
        rows
    }
}

/// What the customer before took of each of the fits that are asked.
#[derive(Default)]
struct Shared {
    key: Option<[u64; 3]>,
    parts: Vec<f64>,
}

/// A mean, infinite where there is none: parameters beside the best may have none.
fn or_infinite(mean: Result<f64>) -> Result<f64> {
    match mean {
        Err(error) if error.code() == Code::InfiniteMean => Ok(f64::INFINITY),
        other => other,
    }
}

/// Adds to the totals at a place, each of which has as many numbers.
fn add(totals: &mut [f64], place: usize, own: &[f64]) {
    totals.iter_mut().skip(place * own.len()).zip(own).for_each(|(total, own)| *total += own);
}

fn add_pairs(totals: &mut [(f64, f64)], place: usize, own: &[(f64, f64)]) {
    let totals = totals.iter_mut().skip(place * own.len());
    totals.zip(own).for_each(|(total, own)| *total = (total.0 + own.0, total.1 + own.1));
}

/// The fits of the bootstrap, as many as all of them have.
///
/// # Errors
/// `invalid_option` of a fit without draws.
fn drawn_anew(fits: &[&CustomerFit], most: u32) -> Result<Vec<Vec<CustomerFit>>> {
    let mut drawn: Vec<Vec<CustomerFit>> = Vec::new();
    for (place, fit) in fits.iter().enumerate() {
        let draws = fit.evidence().and_then(|evidence| evidence.draws.as_ref());
        let draws = draws.ok_or_else(|| {
            Error::option("interval", "\"bootstrap\" of fits that have draws: call bootstrap first", fit.model())
        })?;
        let most = draws.len().min(most as usize);
        if place == 0 {
            drawn.resize(most, Vec::new());
        }
        drawn.truncate(most);
        for (own, parameters) in drawn.iter_mut().zip(draws) {
            own.push(fit.with_values(parameters)?);
        }
    }
    Ok(drawn)
}

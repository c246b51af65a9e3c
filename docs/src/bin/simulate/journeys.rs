//! How often the intervals of conformance, friction and handoffs hold the truth, and how often friction finds something where nothing differs.

use super::SEED;
use super::shoppers::{CHANNELS, STEPS, Way, population};
use cxm_core::columns::{ColumnView, Table, TimeUnit, Values};
use cxm_core::journey::{
    ConformanceCounts, ConformanceOptions, FrictionOptions, HandoffCounts, JourneyDesign, JourneyGoal, friction,
};
use cxm_core::num::Rng;
use cxm_core::num::dist::normal_quantile;
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use cxm_core::stats::Level;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Everything that is written.
#[derive(Serialize)]
pub struct Results {
    seed: u64,
    draws: u64,
    coverage: Vec<Row>,
    nothing: Vec<Nothing>,
}

/// One number in samples of one size.
#[derive(Serialize)]
struct Row {
    measure: String,
    of: String,
    n: u64,
    truth: f64,
    /// How often there was no interval: nobody to ask in the sample, or too few.
    absent: f64,
    /// Of the samples with one, how often it held the truth, and how often the truth lay below it, and above.
    held: f64,
    below: f64,
    above: f64,
    width: f64,
}

/// How often friction finds something at 5 % where touchpoints do not differ.
#[derive(Serialize)]
struct Nothing {
    n: u64,
    /// Of the tests.
    tests: f64,
    /// Of the samples, after the adjustment: at least one row.
    samples: f64,
}

const DRAWS: u64 = 4_000;
const SIZES: [u64; 4] = [30, 100, 300, 1_000];
/// What a score is off its mean by: a customer's part, and an event's.
const SPREAD: [f64; 2] = [0.7, 1.0];

/// What is measured: the measure, and of what.
type Name = (String, String);
/// A number with its interval.
type Ends = Option<(f64, f64)>;

pub fn results() -> cxm_core::Result<Results> {
    let ways = population();
    let truth = truths(&ways)?;
    let mut coverage = Vec::new();
    for (stream, n) in (0_u64..).zip(SIZES) {
        coverage.extend(simulate(&ways, &truth, n, stream)?);
    }
    // Measures together, each by size.
    coverage.sort_by(|one: &Row, two| (&one.measure, &one.of, one.n).cmp(&(&two.measure, &two.of, two.n)));
    let nothing = [30, 60, 200, 1_000].into_iter().zip(100..).map(|(n, stream)| where_nothing_differs(n, stream));
    Ok(Results { seed: SEED, draws: DRAWS, coverage, nothing: nothing.collect::<cxm_core::Result<_>>()? })
}

/// A log of customers who go these ways, an hour from event to event; `scores` of the events.
fn log<'w>(ways: impl IntoIterator<Item = &'w Way>, scores: &[f64]) -> cxm_core::Result<EventLog> {
    let (mut customers, mut touchpoints, mut channels, mut ticks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (customer, way) in (0_i64..).zip(ways) {
        for (hour, &(touchpoint, channel)) in (0_i64..).zip(&way.events) {
            customers.push(customer);
            touchpoints.push(touchpoint);
            channels.push(CHANNELS[channel]);
            ticks.push(1_767_225_600 + 3_600 * hour);
        }
    }
    let time = ColumnView::from(Values::Timestamp { ticks: &ticks, unit: TimeUnit::Second, zoned: true });
    let mut columns = EventColumns::new(ColumnView::from(customers.as_slice()), ColumnView::from(touchpoints.as_slice()), time);
    columns.channel = Some(ColumnView::from(channels.as_slice()));
    columns.value = (!scores.is_empty()).then(|| ColumnView::from(scores));
    EventLog::new(&columns, &EventLogOptions::default())
}

fn goal() -> JourneyGoal {
    JourneyGoal::Touchpoints(vec!["pay".to_owned()])
}

/// Every number of a log with its interval, by what it is of.
fn measured(log: &EventLog, score: bool) -> cxm_core::Result<BTreeMap<Name, (f64, Ends)>> {
    let mut found = BTreeMap::new();
    let mut options = ConformanceOptions::default();
    options.goal = Some(goal());
    let conformance =
        ConformanceCounts::of(log, &JourneyDesign::linear(STEPS), &options)?.conformance(Level::default(), Some(0))?;
    for estimate in [&conformance.fitness, &conformance.coverage] {
        let Some(value) = estimate.estimate else { continue };
        let name = ("conformance".to_owned(), estimate.metric.to_string());
        found.insert(name, (value, estimate.conf_low.zip(estimate.conf_high)));
    }
    let deviations = &conformance.deviations;
    add(&mut found, "conformance, share", deviations, &["touchpoint", "kind"], ["share", "conf_low", "conf_high"]);
    add(
        &mut found,
        "conformance, effect",
        deviations,
        &["touchpoint", "kind"],
        ["goal_effect", "goal_effect_low", "goal_effect_high"],
    );
    let handoffs = HandoffCounts::of(log, Some(&goal()))?.table(Level::default());
    add(&mut found, "handoffs, share", &handoffs, &["source", "target"], ["share", "conf_low", "conf_high"]);
    add(&mut found, "handoffs, effect", &handoffs, &["source", "target"], ["goal_effect", "goal_effect_low", "goal_effect_high"]);
    let mut options = FrictionOptions::default();
    options.journey = Some(JourneyDesign::linear(STEPS));
    options.goal = Some(goal());
    options.score = score.then(|| "value".to_owned());
    let rates = friction(log, &options)?;
    add(&mut found, "friction", &rates, &["signal", "touchpoint"], ["rate", "conf_low", "conf_high"]);
    Ok(found)
}

fn add(found: &mut BTreeMap<Name, (f64, Ends)>, measure: &str, table: &Table, keys: &[&str], [value, low, high]: [&str; 3]) {
    for row in 0..table.len() {
        let of: Vec<String> = keys.iter().map(|key| table.value(key, row).as_str().unwrap_or_default().to_owned()).collect();
        let Some(number) = table.value(value, row).as_f64() else { continue };
        let ends = table.value(low, row).as_f64().zip(table.value(high, row).as_f64());
        found.insert((measure.to_owned(), of.join(", ")), (number, ends));
    }
}

/// What is true of all customers there could be: each way by how likely it is. Of a way alone a log of one customer says which numbers it is in; what is
/// of those who do one thing less those who do not is counted here.
fn truths(ways: &[Way]) -> cxm_core::Result<BTreeMap<Name, f64>> {
    let mut sums: BTreeMap<Name, [f64; 2]> = BTreeMap::new();
    // Of an effect: who did, who did and reached the goal; who did not, and reached it.
    let mut effects: BTreeMap<Name, [f64; 4]> = BTreeMap::new();
    let everybody = log(ways, &[])?;
    let names: Vec<Name> = measured(&everybody, false)?.into_keys().collect();
    for way in ways {
        let alone = measured(&log([way], &[])?, false)?;
        let (likely, reached) = (way.probability, f64::from(way.touchpoints().any(|each| each == "pay")));
        for name in &names {
            let (measure, of) = (name.0.as_str(), name.1.as_str());
            let value = alone.get(name).map(|(value, _)| *value);
            let [value, weight] = match measure {
                // Of all customers: 0 where it does not happen.
                "conformance, share" => [value.unwrap_or(0.0), 1.0],
                "conformance" if of == "coverage" => [value.unwrap_or(0.0), way.events.len() as f64],
                "conformance, effect" => {
                    let did = alone.contains_key(&("conformance, share".to_owned(), of.to_owned()));
                    let [n_with, with, n_without, without] = effects.entry(name.clone()).or_default();
                    if did {
                        (*n_with, *with) = (*n_with + likely, *with + likely * reached)
                    } else {
                        (*n_without, *without) = (*n_without + likely, *without + likely * reached)
                    }
                    continue;
                }
                "handoffs, share" => {
                    let source = of.split(", ").next().unwrap_or_default();
                    [value.unwrap_or(0.0), f64::from(way.events.iter().any(|&(_, channel)| CHANNELS[channel] == source))]
                }
                "handoffs, effect" => {
                    let [n_with, with, n_without, without] = effects.entry(name.clone()).or_default();
                    let ends: Vec<usize> =
                        of.split(", ").filter_map(|end| CHANNELS.iter().position(|channel| *channel == end)).collect();
                    match way.handed(ends[0], ends[1]) {
                        Some(true) => (*n_with, *with) = (*n_with + likely, *with + likely * reached),
                        Some(false) => (*n_without, *without) = (*n_without + likely, *without + likely * reached),
                        None => {}
                    }
                    continue;
                }
                // Of those who are there to ask.
                _ => [value.unwrap_or(0.0), f64::from(value.is_some())],
            };
            let [sum, whole] = sums.entry(name.clone()).or_default();
            (*sum, *whole) = (*sum + likely * weight * value, *whole + likely * weight);
        }
    }
    let means = sums.into_iter().map(|(name, [sum, whole])| (name, sum / whole));
    let differences =
        effects.into_iter().map(|(name, [n_with, with, n_without, without])| (name, with / n_with - without / n_without));
    let scores = STEPS
        .into_iter()
        .chain(["help"])
        .map(|touchpoint| (("friction".to_owned(), format!("score, {touchpoint}")), mean_score(touchpoint)));
    Ok(means.chain(differences).chain(scores).collect())
}

/// The mean of scores there.
fn mean_score(touchpoint: &str) -> f64 {
    if touchpoint == "help" { 2.5 } else { 3.5 }
}

#[derive(Default, Clone, Copy)]
struct Held {
    there: u64,
    held: u64,
    below: u64,
    above: u64,
    width: f64,
}

fn simulate(ways: &[Way], truth: &BTreeMap<Name, f64>, n: u64, stream: u64) -> cxm_core::Result<Vec<Row>> {
    let ends: Vec<f64> = ways
        .iter()
        .scan(0.0, |sum, way| {
            *sum += way.probability;
            Some(*sum)
        })
        .collect();
    let mut rng = Rng::new(SEED, (13 << 20) + stream);
    let mut held: BTreeMap<&Name, Held> = truth.keys().map(|name| (name, Held::default())).collect();
    for _ in 0..DRAWS {
        let drawn: Vec<&Way> = (0..n)
            .map(|_| {
                let at = rng.uniform();
                &ways[ends.partition_point(|&end| end <= at).min(ways.len() - 1)]
            })
            .collect();
        let mut scores = Vec::new();
        for way in &drawn {
            let own = SPREAD[0] * normal_quantile(rng.uniform());
            scores.extend(
                way.touchpoints().map(|touchpoint| mean_score(touchpoint) + own + SPREAD[1] * normal_quantile(rng.uniform())),
            );
        }
        let found = measured(&log(drawn, &scores)?, true)?;
        for (name, counts) in &mut held {
            let Some((low, high)) = found.get(*name).and_then(|(_, ends)| *ends) else { continue };
            let truth = truth[*name];
            counts.there += 1;
            counts.held += u64::from(low <= truth && truth <= high);
            counts.below += u64::from(truth < low);
            counts.above += u64::from(truth > high);
            counts.width += high - low;
        }
    }
    let rows = held.into_iter().map(|(name, counts)| {
        let of = |count: u64| count as f64 / counts.there as f64;
        Row {
            measure: name.0.clone(),
            of: name.1.clone(),
            n,
            truth: truth[name],
            absent: 1.0 - counts.there as f64 / DRAWS as f64,
            held: of(counts.held),
            below: of(counts.below),
            above: of(counts.above),
            width: counts.width / counts.there as f64,
        }
    });
    Ok(rows.collect())
}

/// Four touchpoints that everybody meets. Half of the customers meet each again with 10 %, the others with 50 %, whichever it is.
fn where_nothing_differs(n: u64, stream: u64) -> cxm_core::Result<Nothing> {
    let mut rng = Rng::new(SEED, (13 << 20) + stream);
    let (mut tests, mut below, mut samples) = (0_u64, 0_u64, 0_u64);
    for _ in 0..DRAWS {
        let mut drawn = Vec::new();
        for _ in 0..n {
            let again = if rng.uniform() < 0.5 { 0.1 } else { 0.5 };
            let mut events = Vec::new();
            for step in STEPS {
                let times = 1 + usize::from(rng.uniform() < again);
                events.extend(std::iter::repeat_n((step, 0), times));
            }
            drawn.push(Way { events, probability: 1.0 });
        }
        // Everybody gets there, so that nobody drops off; and nobody goes back.
        let mut options = FrictionOptions::default();
        options.goal = Some(goal());
        let table = friction(&log(&drawn, &[])?, &options)?;
        let loops: Vec<usize> = (0..table.len()).filter(|&row| table.value("signal", row) == "loop").collect();
        let p = |name: &str, row: usize| table.value(name, row).as_f64();
        tests += loops.iter().filter(|&&row| p("p_value", row).is_some()).count() as u64;
        below += loops.iter().filter(|&&row| p("p_value", row).is_some_and(|p| p < 0.05)).count() as u64;
        samples += u64::from(loops.iter().any(|&row| p("p_adjusted", row).is_some_and(|p| p < 0.05)));
    }
    Ok(Nothing { n, tests: below as f64 / tests as f64, samples: samples as f64 / DRAWS as f64 })
}

/// The page of the results.
pub fn markdown(results: &Results) -> String {
    let mut page = format!(
        "<!-- Made by `cargo run --release --package cxm-docs --bin simulate journeys`. -->\n# What the intervals of conformance, friction and handoffs promise\n\n## Coverage of their 95 % intervals\n\n{} draws a row, so a coverage is known to ± 0.7 points. `n` customers go through visit, cart, form and pay. Six of ten are careful: they skip a step with 5 %, go back to the one before with 10 %, ask for help after it with 5 % and leave with 10 %. The others do with 30 %, 40 %, 15 % and 20 %; they begin in the app, and a half of them goes on in the web from the form on. Help is by phone. The flow is the four steps, the goal to pay. The truth is the sum over every path there can be, each as often as it is likely: which deviations, signals and handoffs a path has, it has alone too. Scores are 3.5, of help 2.5, with a part of each customer (standard deviation 0.7) and one of each event (1).\n\n\"absent\": how often nobody was there to ask, or too few for an interval; the other shares are of the samples with one. \"below\", \"above\": how often the truth lay there.\n\n| measure | of | truth | n | held | below | above | mean width | absent |\n|---|---|---:|---:|---:|---:|---:|---:|---:|\n",
        results.draws
    );
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    for row in &results.coverage {
        let [held, below, above, absent] = [row.held, row.below, row.above, row.absent].map(percent);
        let _ = writeln!(
            page,
            "| {} | {} | {:.4} | {} | {held} | {below} | {above} | {:.3} | {absent} |",
            row.measure, row.of, row.truth, row.n, row.width
        );
    }
    page.push_str("\n## Friction where nothing differs\n\nEverybody meets the four steps and pays. Half of the customers meet each again with 10 %, the others with 50 %, whichever it is. \"tests\": which share of the tests of loops has a p-value below 0.05; \"samples\": in which share of the samples at least one has an adjusted one below it.\n\n| n | tests | samples |\n|---:|---:|---:|\n");
    for row in &results.nothing {
        let _ = writeln!(page, "| {} | {} | {} |", row.n, percent(row.tests), percent(row.samples));
    }
    page
}

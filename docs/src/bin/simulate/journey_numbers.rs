//! What is measured of simulated customers, and what is true of all there could be.

use super::shoppers::{CHANNELS, STEPS, Way};
use cxm_core::columns::{ColumnView, Table, TimeUnit, Values};
use cxm_core::journey::{
    ConformanceCounts, ConformanceOptions, FrictionOptions, HandoffCounts, JourneyDesign, JourneyGoal, friction,
};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions};
use cxm_core::stats::Level;
use std::collections::BTreeMap;

/// What is measured: the measure, and of what.
pub type Name = (String, String);
/// A number with its interval.
pub type Ends = Option<(f64, f64)>;

/// A log of customers who go these ways, an hour from event to event; `scores` of the events.
pub fn log<'w>(ways: impl IntoIterator<Item = &'w Way>, scores: &[f64]) -> cxm_core::Result<EventLog> {
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

pub fn goal() -> JourneyGoal {
    JourneyGoal::Touchpoints(vec!["pay".to_owned()])
}

/// Every number of a log with its interval, by what it is of.
pub fn measured(log: &EventLog, score: bool) -> cxm_core::Result<BTreeMap<Name, (f64, Ends)>> {
    let mut found = BTreeMap::new();
    let mut options = ConformanceOptions::default();
    options.goal = Some(goal());
    let conformance =
        ConformanceCounts::of(log, &JourneyDesign::linear(STEPS), &options)?.conformance(Level::default(), Some(0))?;
    for estimate in [&conformance.fitness, &conformance.coverage] {
        let Some(value) = estimate.estimate else { continue };
        let name = ("conformance".to_owned(), estimate.metric.clone());
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
pub fn truths(ways: &[Way]) -> cxm_core::Result<BTreeMap<Name, f64>> {
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
                    tell(effects.entry(name.clone()).or_default(), did, likely, reached);
                    continue;
                }
                "handoffs, share" => {
                    let source = of.split(", ").next().unwrap_or_default();
                    [value.unwrap_or(0.0), f64::from(way.events.iter().any(|&(_, channel)| CHANNELS[channel] == source))]
                }
                "handoffs, effect" => {
                    let ends: Vec<usize> =
                        of.split(", ").filter_map(|end| CHANNELS.iter().position(|channel| *channel == end)).collect();
                    if let Some(did) = way.handed(ends[0], ends[1]) {
                        tell(effects.entry(name.clone()).or_default(), did, likely, reached);
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

/// Counts a way with those who did it, or with those who did not.
fn tell([n_with, with, n_without, without]: &mut [f64; 4], did: bool, likely: f64, reached: f64) {
    let (n, goals) = if did { (n_with, with) } else { (n_without, without) };
    (*n, *goals) = (*n + likely, *goals + likely * reached);
}

/// The mean of scores there.
pub fn mean_score(touchpoint: &str) -> f64 {
    if touchpoint == "help" { 2.5 } else { 3.5 }
}

use super::auto_order;
use super::bootstrap::{Found, Ranges, ranges};
use super::credit::CreditRule;
use super::design::Design;
use super::markov::{Markov, shares};
use super::ranked::Ranked;
use super::{Attribution, AttributionMethod, AttributionOptions, Credit, MarkovOrder, Paths};
use crate::error::{Code, Error, Result};
use crate::num::ExactSum;

/// Divides the conversions of paths among their channels. The numbers are not incremental: see the [module](super).
///
/// # Formula
/// Every rule gives each conversion's credit out in full, so the conversions of the channels add up to the conversions. Of a path of `n` touches,
/// - `first`, `last`: all to that touch; `linear`: `1/n` to each;
/// - `time_decay`: touch `i` in proportion to `2^(-(n - i) / half_life)`;
/// - `position`: 40 % to the first, 40 % to the last, 20 % to those between; halves of two, all of one;
/// - `shapley`: `1/|T|` to each of its distinct channels `T`: Shapley's value of `v(S)` = conversions of paths within `S`. `shapley_ordered` tells the credit apart by the
///   place of the channel in the path, among the distinct ones;
/// - `markov`: states are the last `order` touches, with the observed frequencies of what followed. The removal effect of a channel is the share of conversions lost when
///   each way to a touch of it leads to an end without conversion; credit is in proportion to it. The chain is solved exactly, for all channels from one factorisation, or
///   by sweeps with a bound of their error. Its rate of conversion is the observed one.
///
/// The value is divided by the same rule path by path; with `markov`, by the shares. Intervals are those of counts, exact where
/// conversions count alike, with the variance of a Poisson bootstrap of the paths.
///
/// # Units
/// Conversions and value as they came; shares and effects in 0 to 1.
///
/// # Errors
/// `invalid_option` for an order that is too high for so many channels, and what [`AttributionOptions`] say; `out_of_range` of values whose total no float holds.
///
/// # Examples
/// ```
/// use cxm_core::attribution::{AttributionMethod, AttributionOptions, Outcome, Paths, PathsSpec, attribution};
/// // 6 times ads > mail, 4 of them to a conversion; 2 times mail alone, 1 to a conversion.
/// let paths = Paths::of_codes(
///     PathsSpec::default().nulls(),
///     ["ads", "mail"],
///     [(vec![0, 1], Outcome::conversions(4).nulls(2)), (vec![1], Outcome::conversions(1).nulls(1))],
/// )?;
/// let options = AttributionOptions::default().bootstrap(0);
/// let linear = attribution(&paths, &options.clone().method(AttributionMethod::Linear))?;
/// assert_eq!(linear.channel("ads").map(|credit| credit.conversions), Some(2.0));
/// // Order 1: mail is followed by a conversion 5 times in 8. Without ads 6 of 8 starts are lost, without mail all: effects .75 and 1.
/// let markov = attribution(&paths, &options)?;
/// let effect = |name| markov.channel(name).and_then(|credit| credit.removal_effect);
/// assert_eq!((effect("ads"), effect("mail"), markov.conversion_rate), (Some(0.75), Some(1.0), Some(0.625)));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Anderl, Becker, von Wangenheim and Schumann (2016), Int. J. Research in Marketing 33(3):457 (removal effects); Shapley (1953), Annals of Mathematics Studies 28:307;
/// Zhao, Mahboobi and Bagheri (2018), arXiv:1804.05327 (the closed form, and by place); Fay and Feuer (1997), Statistics in Medicine 16:791 (intervals).
pub fn attribution(paths: &Paths, options: &AttributionOptions) -> Result<Attribution> {
    options.check()?;
    // No value is negative, so that no part of the total is more than it.
    if paths.value().is_some_and(|value| value.to_f64().is_infinite()) {
        let expected = "values that add up to what a float holds";
        return Err(Error::expected(Code::OutOfRange, "value", expected, "more"));
    }
    let ranked = Ranked::new(paths);
    if options.method == AttributionMethod::Markov { by_chain(&ranked, options) } else { by_rule(&ranked, options) }
}

fn by_rule(ranked: &Ranked<'_>, options: &AttributionOptions) -> Result<Attribution> {
    let channels = ranked.names.len();
    let mut rule = CreditRule::new(options.method, channels, options.half_life);
    let mut conversions = vec![ExactSum::new(); channels];
    let mut values = vec![ExactSum::new(); if ranked.paths.spec.value { channels } else { 0 }];
    let mut found = Vec::new();
    for (place, (steps, often, _)) in ranked.iter().enumerate() {
        if often == 0 {
            continue;
        }
        if place % 65_536 == 0 {
            options.stop.check()?;
        }
        found.clear();
        rule.shares(steps, &mut found);
        let value = ranked.paths.values.get(place).map_or(0.0, super::path_value::PathValue::get);
        for &(target, share) in &found {
            if target >= conversions.len() {
                conversions.resize(target + 1, ExactSum::new());
                values.resize(if values.is_empty() { 0 } else { target + 1 }, ExactSum::new());
            }
            // Each product rounds once, the sum not at all: so it is the same in any order of paths.
            if let Some(sum) = conversions.get_mut(target) {
                sum.add(often as f64 * share);
            }
            if let Some(sum) = values.get_mut(target).filter(|_| value != 0.0) {
                sum.add(value * share);
            }
        }
    }
    let ranges = if options.bootstrap > 0 {
        let design = Design::of_rule(ranked, options.method, options.half_life);
        let own: Vec<f64> = conversions.iter().map(ExactSum::to_f64).collect();
        let total = ranked.paths.n_conversions() as f64;
        ranges(&design, None, &Found { total, conversions: &own, effects: &[] }, options)?
    } else {
        Ranges::default()
    };
    let total = ranked.paths.n_conversions();
    let ordered = options.method == AttributionMethod::ShapleyOrdered;
    let credit = |(target, sum): (usize, &ExactSum)| {
        let own = sum.to_f64();
        Credit {
            channel: (*ranked.names.get(target % channels.max(1)).unwrap_or(&"")).to_owned(),
            position: ordered.then_some((target / channels.max(1)) as u64 + 1),
            conversions: own,
            value: values.get(target).map(ExactSum::to_f64),
            share: (total > 0).then(|| own / total as f64),
            conf: ranges.conversions.get(target).copied().flatten(),
            share_conf: ranges.shares.get(target).copied().flatten(),
            ..Credit::default()
        }
    };
    let mut credits: Vec<Credit> = conversions.iter().enumerate().map(credit).collect();
    if ordered {
        // A place where a channel never was is no row, but every channel has one.
        credits.retain(|credit| credit.conversions > 0.0 || credit.position == Some(1));
        credits.sort_by(|a, b| (&a.channel, a.position).cmp(&(&b.channel, b.position)));
    }
    Ok(Attribution { method: options.method, order: None, conversion_rate: rate(ranked.paths), credits })
}

fn by_chain(ranked: &Ranked<'_>, options: &AttributionOptions) -> Result<Attribution> {
    let order = match options.order {
        MarkovOrder::Fixed(order) => order,
        MarkovOrder::Auto => auto_order::choose(ranked, &options.stop)?,
    };
    let markov = Markov::fit(ranked, order, &options.stop)?;
    let effects = markov.removal.as_ref().map(|removal| removal.effects.clone());
    let shares = effects.as_ref().map(|effects| shares(effects));
    let total = ranked.paths.n_conversions() as f64;
    let ranges = if options.bootstrap > 0 {
        let share = |channel: usize| shares.as_ref().and_then(|shares| shares.get(channel).copied()).unwrap_or(0.0);
        let own: Vec<f64> = (0..ranked.names.len()).map(|channel| total * share(channel)).collect();
        let found = Found { total, conversions: &own, effects: effects.as_deref().unwrap_or_default() };
        ranges(&Design::of_chain(ranked, &markov.chain), Some(&markov), &found, options)?
    } else {
        Ranges::default()
    };
    let value = ranked.paths.value().map(|value| value.to_f64());
    let credit = |(channel, name): (usize, &&str)| {
        let share = shares.as_ref().and_then(|shares| shares.get(channel).copied());
        Credit {
            channel: (*name).to_owned(),
            conversions: share.map_or(0.0, |share| total * share),
            value: value.map(|value| share.map_or(0.0, |share| value * share)),
            share,
            conf: ranges.conversions.get(channel).copied().flatten(),
            share_conf: ranges.shares.get(channel).copied().flatten(),
            removal_effect: effects.as_ref().and_then(|effects| effects.get(channel).copied()),
            removal_effect_conf: ranges.effects.get(channel).copied().flatten(),
            ..Credit::default()
        }
    };
    let credits = ranked.names.iter().enumerate().map(credit).collect();
    Ok(Attribution { method: options.method, order: Some(order), conversion_rate: rate(ranked.paths), credits })
}

fn rate(paths: &Paths) -> Option<f64> {
    let all = paths.n_conversions() + paths.n_nulls();
    (all > 0).then(|| paths.n_conversions() as f64 / all as f64)
}

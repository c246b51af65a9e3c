use super::ranked::Ranked;
use crate::error::{Error, Result};
use std::collections::HashMap;

/// So many counters are kept in one list; beyond that in a map.
const DENSE: u64 = 1 << 22;

/// How contexts (the last k touches) and what follows them are numbered.
///
/// A context is a number in base `channels + 1` whose digits are the last `k` touches, 0 where there was none yet. After it comes an event: a channel, a conversion, or
/// the end without one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    pub channels: u64,
    base: u64,
    /// `base` to the power `k`.
    contexts: u64,
}

impl Coding {
    pub fn new(channels: usize, order: u32) -> Result<Self> {
        let channels = channels as u64;
        let base = channels + 1;
        let fits = base.checked_pow(order).filter(|contexts| contexts.checked_mul(channels + 2).is_some());
        let contexts = fits.ok_or_else(|| {
            let most =
                (1..order).rev().find(|&order| base.checked_pow(order).is_some_and(|n| n.checked_mul(channels + 2).is_some()));
            Error::option("order", format!("at most {} with {channels} channels", most.unwrap_or(1)), order.to_string())
        })?;
        Ok(Self { channels, base, contexts })
    }

    /// Where a path begins.
    pub const START: u64 = 0;

    /// The context after a touch.
    #[inline]
    pub fn after(&self, context: u64, channel: u32) -> u64 {
        if self.contexts == self.base {
            return u64::from(channel) + 1;
        }
        (context * self.base + u64::from(channel) + 1) % self.contexts
    }

    /// The last touch of a context other than the start.
    pub fn last(&self, context: u64) -> u64 {
        (context % self.base).saturating_sub(1)
    }

    /// The key of an event after a context.
    #[inline]
    pub fn key(&self, context: u64, event: u64) -> u64 {
        context * (self.channels + 2) + event
    }

    /// The context and the event of a key.
    pub fn parts(&self, key: u64) -> (u64, u64) {
        (key / (self.channels + 2), key % (self.channels + 2))
    }

    /// The event of a conversion.
    pub fn conversion(&self) -> u64 {
        self.channels
    }

    /// The event of an end without one.
    pub fn null(&self) -> u64 {
        self.channels + 1
    }

    /// Visits the keys of the touches of a path; gives the context in which it ends.
    #[inline]
    pub fn walk(&self, steps: &[u32], mut visit: impl FnMut(u64)) -> u64 {
        let mut context = Self::START;
        for &step in steps {
            visit(self.key(context, step.into()));
            context = self.after(context, step);
        }
        context
    }
}

/// How often each event followed each context.
#[derive(Debug)]
pub(super) enum Events {
    Dense(Vec<u64>),
    Sparse(HashMap<u64, u64>),
}

impl Events {
    pub fn count(ranked: &Ranked<'_>, coding: &Coding) -> Self {
        let keys = coding.contexts * (coding.channels + 2); // `Coding::new` has checked it
        let mut events = match usize::try_from(keys) {
            Ok(keys) if keys as u64 <= DENSE => Self::Dense(vec![0; keys]),
            _ => Self::Sparse(HashMap::new()),
        };
        for (steps, conversions, nulls) in ranked.iter() {
            let end = match &mut events {
                Self::Dense(counts) => coding.walk(steps, |key| add_at(counts, key, conversions + nulls)),
                Self::Sparse(counts) => coding.walk(steps, |key| *counts.entry(key).or_default() += conversions + nulls),
            };
            events.add(coding.key(end, coding.conversion()), conversions);
            events.add(coding.key(end, coding.null()), nulls);
        }
        events
    }

    fn add(&mut self, key: u64, often: u64) {
        match self {
            _ if often == 0 => {}
            Self::Dense(counts) => add_at(counts, key, often),
            Self::Sparse(counts) => *counts.entry(key).or_default() += often,
        }
    }

    pub fn get(&self, key: u64) -> u64 {
        match self {
            Self::Dense(counts) => usize::try_from(key).ok().and_then(|at| counts.get(at)).copied().unwrap_or(0),
            Self::Sparse(counts) => counts.get(&key).copied().unwrap_or(0),
        }
    }

    /// Keys and counts, in the order of the keys.
    pub fn in_order(&self) -> Vec<(u64, u64)> {
        match self {
            Self::Dense(counts) => (0..).zip(counts.iter().copied()).filter(|(_, count)| *count > 0).collect(),
            Self::Sparse(counts) => {
                let mut all: Vec<_> = counts.iter().map(|(&key, &count)| (key, count)).collect();
                all.sort_unstable();
                all
            }
        }
    }
}

#[inline]
fn add_at(counts: &mut [u64], key: u64, often: u64) {
    // Keys are below the length by `Coding`.
    #[allow(clippy::cast_possible_truncation)] // at most DENSE
    if let Some(count) = counts.get_mut(key as usize) {
        *count += often;
    }
}

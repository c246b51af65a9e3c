//! Every path that a customer of the simulated shop can go, and how likely it is.

/// The steps, in the order that was meant.
pub const STEPS: [&str; 4] = ["visit", "cart", "form", "pay"];
pub const CHANNELS: [&str; 3] = ["web", "app", "phone"];

/// A path: touchpoints and channels.
#[derive(Clone)]
pub struct Way {
    pub events: Vec<(&'static str, usize)>,
    pub probability: f64,
}

/// A kind of customers.
struct Kind {
    share: f64,
    skips: f64,
    goes_back: f64,
    asks: f64,
    leaves: f64,
    /// Their channel until the cart, and from the form on.
    channels: [usize; 2],
}

const KINDS: [Kind; 3] = [
    Kind { share: 0.6, skips: 0.05, goes_back: 0.1, asks: 0.05, leaves: 0.1, channels: [0, 0] },
    Kind { share: 0.2, skips: 0.3, goes_back: 0.4, asks: 0.15, leaves: 0.2, channels: [1, 1] },
    Kind { share: 0.2, skips: 0.3, goes_back: 0.4, asks: 0.15, leaves: 0.2, channels: [1, 0] },
];

impl Way {
    pub fn touchpoints(&self) -> impl Iterator<Item = &'static str> {
        self.events.iter().map(|&(touchpoint, _)| touchpoint)
    }

    /// Whether the customer went on from one channel in the other before paying, or in order to pay (`true`), or was in no other than the first until then (`false`).
    pub fn handed(&self, source: usize, target: usize) -> Option<bool> {
        let paid = self.touchpoints().position(|touchpoint| touchpoint == "pay");
        let until = &self.events[..paid.map_or(self.events.len(), |place| place + 1)];
        if until.windows(2).any(|pair| pair[0].1 == source && pair[1].1 == target) {
            return Some(true);
        }
        until.iter().all(|&(_, channel)| channel == source).then_some(false)
    }
}

/// All paths; nobody skips the visit.
pub fn population() -> Vec<Way> {
    KINDS.iter().flat_map(ways).collect()
}

fn ways(kind: &Kind) -> Vec<Way> {
    let mut ended = Vec::new();
    let mut going = vec![Way { events: Vec::new(), probability: kind.share }];
    for (place, step) in STEPS.into_iter().enumerate() {
        let channel = kind.channels[usize::from(place > 1)];
        let skips = if place == 0 { 0.0 } else { kind.skips };
        let leaves = if place + 1 == STEPS.len() { 0.0 } else { kind.leaves };
        let before = STEPS[place.saturating_sub(1)];
        let mut next = Vec::new();
        for way in going {
            let with = |events: &[(&'static str, usize)], probability: f64| Way {
                events: [&way.events, events].concat(),
                probability: way.probability * probability,
            };
            if skips > 0.0 {
                next.push(with(&[], skips));
            }
            for (back, goes_back) in [(false, 1.0 - kind.goes_back), (true, kind.goes_back)] {
                for (help, asks) in [(false, 1.0 - kind.asks), (true, kind.asks)] {
                    let mut events = vec![(step, channel)];
                    if back {
                        events.extend([(before, channel), (step, channel)]);
                    }
                    if help {
                        events.push(("help", 2));
                    }
                    let done = with(&events, (1.0 - skips) * goes_back * asks);
                    if leaves > 0.0 {
                        ended.push(Way { probability: done.probability * leaves, ..done.clone() });
                    }
                    next.push(Way { probability: done.probability * (1.0 - leaves), ..done });
                }
            }
        }
        going = next;
    }
    ended.extend(going);
    ended
}

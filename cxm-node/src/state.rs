//! Mergeable states, held for JavaScript.

use std::cell::RefCell;
use std::sync::Arc;

use cxm_core::records::event_log::EventLog;
use cxm_core::state::{ByteForm, Retract as _, State as _};
use cxm_core::stats::{Tally, Transition};
use cxm_core::survey::TallyCube;
use cxm_core::{Code, Error, Result};
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use serde_json::json;

use crate::error::guarded;

/// A state of any kind.
#[derive(Clone, PartialEq)]
pub enum Held {
    Tally(Tally),
    Cube(TallyCube),
    Moves(Transition),
    Log(EventLog),
}

/// `each!(held, state => what, log => what)`: the same for a summary of whatever kind, and what a log does. `each!(kind name, read(input), log)`: the
/// type of that name reads the input, and what is done for a log.
macro_rules! each {
    ($held:expr, $state:ident => $what:expr, $log:ident => $of_log:expr) => {
        match $held {
            Held::Tally($state) => $what,
            Held::Cube($state) => $what,
            Held::Moves($state) => $what,
            Held::Log($log) => $of_log,
        }
    };
    ($kind:expr, $read:ident($input:expr), $of_log:expr) => {
        match $kind {
            "Tally" => Tally::$read($input).map(Held::Tally),
            "TallyCube" => TallyCube::$read($input).map(Held::Cube),
            "Transition" => Transition::$read($input).map(Held::Moves),
            "EventLog" => $of_log,
            other => Err(Error::option("kind", "Tally, TallyCube, Transition or EventLog", other)),
        }
    };
}

/// A log travels as bytes: as JSON it would be many times its size.
fn no_json() -> Error {
    Error::new(Code::InvalidState, "a log of events has no JSON form; its bytes hold it")
}

/// What JavaScript holds: shared until it is changed, so that a clone and a call on another thread cost nothing.
#[napi]
pub struct State(RefCell<Arc<Held>>);

impl From<Held> for State {
    fn from(held: Held) -> Self {
        Self(RefCell::new(Arc::new(held)))
    }
}

impl State {
    /// The state as it is now.
    pub fn get(&self) -> Arc<Held> {
        self.0.borrow().clone()
    }

    fn change(
        &self,
        other: &Self,
        tally: Change<Tally>,
        cube: Change<TallyCube>,
        moves: Change<Transition>,
        log: Change<EventLog>,
    ) -> napi::Result<()> {
        let other = other.get();
        guarded(|| match (Arc::make_mut(&mut self.0.borrow_mut()), &*other) {
            (Held::Tally(own), Held::Tally(other)) => tally(own, other),
            (Held::Cube(own), Held::Cube(other)) => cube(own, other),
            (Held::Moves(own), Held::Moves(other)) => moves(own, other),
            (Held::Log(own), Held::Log(other)) => log(own, other),
            _ => Err(Error::new(Code::DefinitionMismatch, "states of two kinds cannot be put together")),
        })
    }
}

type Change<T> = fn(&mut T, &T) -> Result<()>;

#[napi]
impl State {
    /// The state of a kind that the bytes hold.
    #[napi(factory, catch_unwind)]
    pub fn from_bytes(kind: String, bytes: Uint8Array) -> napi::Result<Self> {
        guarded(|| each!(kind.as_str(), from_bytes(&bytes), EventLog::from_bytes(&bytes).map(Held::Log))).map(Self::from)
    }

    /// The state of a kind that the JSON holds.
    #[napi(factory, catch_unwind)]
    pub fn from_json(kind: String, text: String) -> napi::Result<Self> {
        guarded(|| each!(kind.as_str(), from_json(&text), Err(no_json()))).map(Self::from)
    }

    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> napi::Result<Uint8Array> {
        guarded(|| Ok(each!(&*self.get(), state => state.to_bytes(), log => log.to_bytes()).into()))
    }

    #[napi(catch_unwind)]
    pub fn to_json(&self) -> napi::Result<String> {
        guarded(|| each!(&*self.get(), state => Ok(state.to_json()), _log => Err(no_json())))
    }

    /// What can be read off the state, as JSON.
    #[napi(catch_unwind)]
    pub fn facts(&self) -> napi::Result<String> {
        guarded(|| match &*self.get() {
            Held::Tally(tally) => Ok(json!({
                "n": tally.n(), "n_missing": tally.n_missing(), "n_invalid": tally.n_invalid(), "n_not_asked": tally.n_not_asked(),
                "scale": tally.scale(), "weighted": tally.spec().weighted, "counts": tally.counts(),
            })),
            Held::Cube(cube) => {
                let (spec, total) = (cube.spec(), cube.total()?);
                Ok(json!({ "n": total.n(), "by": spec.by, "every": spec.every, "tz": spec.zone, "scale": total.scale() }))
            }
            Held::Log(log) => Ok(json!({
                "n_events": log.n_events(), "n_customers": log.n_customers(), "n_dropped": log.n_dropped(), "touchpoints": log.touchpoints(),
                "channels": log.channels(), "attributes": log.attributes().iter().map(|attribute| &attribute.name).collect::<Vec<_>>(),
            })),
            Held::Moves(moves) => {
                Ok(json!({ "n": moves.n(), "n_missing": moves.n_missing(), "scale": moves.scale(), "counts": moves.counts() }))
            }
        })
        .map(|facts: serde_json::Value| facts.to_string())
    }

    #[napi(catch_unwind)]
    pub fn merge(&self, other: &State) -> napi::Result<()> {
        self.change(other, Tally::merge, TallyCube::merge, Transition::merge, EventLog::merge)
    }

    #[napi(catch_unwind)]
    pub fn subtract(&self, other: &State) -> napi::Result<()> {
        let none = |_: &mut EventLog, _: &EventLog| Err(Error::new(Code::DefinitionMismatch, "nothing is subtracted from a log"));
        self.change(other, Tally::subtract, TallyCube::subtract, Transition::subtract, none)
    }

    /// Adds later events of the same customers to a log.
    #[napi(catch_unwind)]
    pub fn append(&self, other: &State) -> napi::Result<()> {
        let other = other.get();
        guarded(|| match (Arc::make_mut(&mut self.0.borrow_mut()), &*other) {
            (Held::Log(own), Held::Log(other)) => own.append(other),
            _ => Err(Error::new(Code::DefinitionMismatch, "events are appended to a log")),
        })
    }

    #[napi(catch_unwind)]
    pub fn equals(&self, other: &State) -> napi::Result<bool> {
        guarded(|| Ok(self.get() == other.get()))
    }

    #[napi(js_name = "clone", catch_unwind)]
    pub fn copy(&self) -> napi::Result<State> {
        guarded(|| Ok(Self(RefCell::new(self.get()))))
    }
}

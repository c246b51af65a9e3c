//! Mergeable states, held for JavaScript.

use std::cell::RefCell;
use std::sync::Arc;

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
}

/// `each!(held, state => what)`: the same for a state of whatever kind. `each!(kind name, State => what)`: for the type of that name.
macro_rules! each {
    ($held:expr, $state:ident => $what:expr) => {
        match $held {
            Held::Tally($state) => $what,
            Held::Cube($state) => $what,
            Held::Moves($state) => $what,
        }
    };
    ($kind:expr, $read:ident($input:expr)) => {
        match $kind {
            "Tally" => Tally::$read($input).map(Held::Tally),
            "TallyCube" => TallyCube::$read($input).map(Held::Cube),
            "Transition" => Transition::$read($input).map(Held::Moves),
            other => Err(Error::option("kind", "Tally, TallyCube or Transition", other)),
        }
    };
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

    fn change(&self, other: &Self, tally: Change<Tally>, cube: Change<TallyCube>, moves: Change<Transition>) -> napi::Result<()> {
        let other = other.get();
        guarded(|| match (Arc::make_mut(&mut self.0.borrow_mut()), &*other) {
            (Held::Tally(own), Held::Tally(other)) => tally(own, other),
            (Held::Cube(own), Held::Cube(other)) => cube(own, other),
            (Held::Moves(own), Held::Moves(other)) => moves(own, other),
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
        guarded(|| each!(kind.as_str(), from_bytes(&bytes))).map(Self::from)
    }

    /// The state of a kind that the JSON holds.
    #[napi(factory, catch_unwind)]
    pub fn from_json(kind: String, text: String) -> napi::Result<Self> {
        guarded(|| each!(kind.as_str(), from_json(&text))).map(Self::from)
    }

    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> napi::Result<Uint8Array> {
        guarded(|| Ok(each!(&*self.get(), state => state.to_bytes()).into()))
    }

    #[napi(catch_unwind)]
    pub fn to_json(&self) -> napi::Result<String> {
        guarded(|| Ok(each!(&*self.get(), state => state.to_json())))
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
            Held::Moves(moves) => {
                Ok(json!({ "n": moves.n(), "n_missing": moves.n_missing(), "scale": moves.scale(), "counts": moves.counts() }))
            }
        })
        .map(|facts: serde_json::Value| facts.to_string())
    }

    #[napi(catch_unwind)]
    pub fn merge(&self, other: &State) -> napi::Result<()> {
        self.change(other, Tally::merge, TallyCube::merge, Transition::merge)
    }

    #[napi(catch_unwind)]
    pub fn subtract(&self, other: &State) -> napi::Result<()> {
        self.change(other, Tally::subtract, TallyCube::subtract, Transition::subtract)
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

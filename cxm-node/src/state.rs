//! Mergeable states, held for JavaScript.

use std::cell::RefCell;
use std::sync::Arc;

use cxm_core::state::{ByteForm, Retract, State as _};
use cxm_core::stats::Tally;
use cxm_core::{Error, Result};
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use serde_json::json;

use crate::error::guarded;

/// A state of any kind.
#[derive(Clone, PartialEq)]
pub enum Held {
    Tally(Tally),
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

    fn change(&self, other: &Self, change: impl FnOnce(&mut Held, &Held) -> Result<()>) -> napi::Result<()> {
        let other = other.get();
        guarded(|| change(Arc::make_mut(&mut self.0.borrow_mut()), &other))
    }
}

#[napi]
impl State {
    /// The state of a kind that the bytes hold.
    #[napi(factory, catch_unwind)]
    pub fn from_bytes(kind: String, bytes: Uint8Array) -> napi::Result<Self> {
        guarded(|| match kind.as_str() {
            "tally" => Tally::from_bytes(&bytes).map(|tally| Held::Tally(tally).into()),
            _ => Err(unknown(&kind)),
        })
    }

    /// The state of a kind that the JSON holds.
    #[napi(factory, catch_unwind)]
    pub fn from_json(kind: String, text: String) -> napi::Result<Self> {
        guarded(|| match kind.as_str() {
            "tally" => Tally::from_json(&text).map(|tally| Held::Tally(tally).into()),
            _ => Err(unknown(&kind)),
        })
    }

    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> napi::Result<Uint8Array> {
        guarded(|| match &*self.get() {
            Held::Tally(tally) => Ok(tally.to_bytes().into()),
        })
    }

    #[napi(catch_unwind)]
    pub fn to_json(&self) -> napi::Result<String> {
        guarded(|| match &*self.get() {
            Held::Tally(tally) => Ok(tally.to_json()),
        })
    }

    /// What can be read off the state, as JSON.
    #[napi(catch_unwind)]
    pub fn facts(&self) -> napi::Result<String> {
        guarded(|| match &*self.get() {
            Held::Tally(tally) => Ok(json!({
                "n": tally.n(), "n_missing": tally.n_missing(), "n_invalid": tally.n_invalid(), "n_not_asked": tally.n_not_asked(),
                "scale": tally.scale(), "counts": tally.counts(),
            })
            .to_string()),
        })
    }

    #[napi(catch_unwind)]
    pub fn merge(&self, other: &State) -> napi::Result<()> {
        self.change(other, |own, other| match (own, other) {
            (Held::Tally(own), Held::Tally(other)) => own.merge(other),
        })
    }

    #[napi(catch_unwind)]
    pub fn subtract(&self, other: &State) -> napi::Result<()> {
        self.change(other, |own, other| match (own, other) {
            (Held::Tally(own), Held::Tally(other)) => own.subtract(other),
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

fn unknown(kind: &str) -> Error {
    Error::option("kind", "tally", kind)
}

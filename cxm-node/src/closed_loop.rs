//! Alert rules and what their cooldowns remember, held for JavaScript.

use std::cell::RefCell;

use cxm_core::call;
use cxm_core::closed_loop::alerts::{Alert, AlertMemory, AlertRules, ShiftChart};
use cxm_core::domain::Timestamp;
use cxm_core::state::{ByteForm, State as _};
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use serde_json::Value;

use crate::error::guarded;

/// When each alert rule last fired for whom.
#[napi(js_name = "AlertState")]
#[derive(Default)]
pub struct AlertState(RefCell<AlertMemory>);

#[napi]
impl AlertState {
    #[napi(constructor, catch_unwind)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[napi(factory, catch_unwind)]
    pub fn from_bytes(bytes: Uint8Array) -> napi::Result<Self> {
        guarded(|| AlertMemory::from_bytes(&bytes)).map(|memory| Self(RefCell::new(memory)))
    }

    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> napi::Result<Uint8Array> {
        guarded(|| Ok(self.0.borrow().to_bytes().into()))
    }

    #[napi(factory, catch_unwind)]
    pub fn from_json(text: String) -> napi::Result<Self> {
        guarded(|| AlertMemory::from_json(&text)).map(|memory| Self(RefCell::new(memory)))
    }

    #[napi(catch_unwind)]
    pub fn to_json(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.borrow().to_json()))
    }

    #[napi(catch_unwind)]
    pub fn merge(&self, other: &AlertState) -> napi::Result<()> {
        let other = other.0.borrow().clone(); // it may be this one
        guarded(|| self.0.borrow_mut().merge(&other))
    }

    #[napi(catch_unwind)]
    pub fn equals(&self, other: &AlertState) -> napi::Result<bool> {
        guarded(|| Ok(*self.0.borrow() == *other.0.borrow()))
    }

    #[napi(js_name = "clone", catch_unwind)]
    pub fn copy(&self) -> napi::Result<AlertState> {
        guarded(|| Ok(Self(RefCell::new(self.0.borrow().clone()))))
    }
}

/// Rules made ready once.
#[napi(js_name = "AlertRulesData")]
pub struct AlertRulesData(AlertRules);

#[napi]
impl AlertRulesData {
    #[napi(constructor, catch_unwind)]
    pub fn new(text: String) -> napi::Result<Self> {
        guarded(|| call::alert_rules(&text)).map(Self)
    }

    #[napi(getter, catch_unwind)]
    pub fn size(&self) -> napi::Result<f64> {
        guarded(|| Ok(self.0.len() as f64))
    }

    /// The charts of the rules that watch for a shift, as JSON.
    #[napi(catch_unwind)]
    pub fn shifts(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.shifts().into_iter().map(ShiftChart::to_json).collect::<Value>().to_string()))
    }

    /// Drops what no cooldown asks for any more.
    #[napi(catch_unwind)]
    pub fn forget(&self, state: &AlertState, now: String) -> napi::Result<()> {
        guarded(|| self.0.forget(&mut state.0.borrow_mut(), now.parse::<Timestamp>()?.instant()))
    }

    /// The alerts of a record, as JSON.
    #[napi(catch_unwind)]
    pub fn evaluate(&self, state: &AlertState, record: String, context: String, now: Option<String>) -> napi::Result<String> {
        guarded(|| {
            let (record, context) = (call::alert_input("a record", &record)?, call::alert_input("a context", &context)?);
            let now = now.map(|now| now.parse()).transpose()?;
            let alerts = self.0.evaluate(&mut state.0.borrow_mut(), &record, &context, now)?;
            Ok(alerts.iter().map(Alert::to_json).collect::<Value>().to_string())
        })
    }
}

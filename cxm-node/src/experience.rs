//! The experience model. Documents cross as JSON text, both ways.

use cxm_core::call::{self, Args};
use cxm_core::domain::ExperienceModel;
use napi_derive::napi;

use crate::error::guarded;

/// An experience model without an error.
#[napi]
pub struct Model(ExperienceModel);

#[napi]
impl Model {
    #[napi(factory, catch_unwind)]
    pub fn from_json(text: String) -> napi::Result<Self> {
        guarded(|| ExperienceModel::from_json(&text).map(Self))
    }

    /// The canonical JSON.
    #[napi(catch_unwind)]
    pub fn text(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.to_json()))
    }

    #[napi(catch_unwind)]
    pub fn hash(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.hash()))
    }

    /// What the model answers to a function of `call::experience`, as JSON.
    #[napi(catch_unwind)]
    pub fn ask(&self, name: String, options: String) -> napi::Result<String> {
        guarded(|| Ok(call::experience(&self.0, &name, Args::from_json(&name, &options)?)?.to_string()))
    }
}

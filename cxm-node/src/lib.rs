//! Node bindings of `cxm-core`: convert, call, convert.
//!
//! Every export has `catch_unwind` (a panic otherwise ends the process), takes numbers as `f64`, typed arrays or JSON (napi's integer
//! conversions turn -1 into 4294967295 in silence), and gives its error's code through `error::to_js`.

#![allow(clippy::needless_pass_by_value)] // what JavaScript hands over is owned

mod arrow;
mod call;
mod closed_loop;
mod columns;
mod error;
mod experience;
mod report;
mod scan;
mod state;
mod survey_document;
mod table;
mod value;

use cxm_core::Code;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;

use error::guarded;

#[global_allocator]
static MEMORY: cxm_alloc::LargePages = cxm_alloc::LargePages;

/// The version of the compiled half.
#[napi(catch_unwind)]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Panics, so that a test can see what JavaScript gets.
///
/// # Panics
/// Always.
#[napi(catch_unwind, js_name = "_boom")]
pub fn boom() {
    panic!("boom");
}

/// Panics on libuv's pool.
#[napi(catch_unwind, js_name = "_boomAsync", ts_return_type = "Promise<never>")]
#[must_use]
pub fn boom_async() -> AsyncTask<call::Call> {
    AsyncTask::new(call::Call::new(
        String::from("_boom"),
        Vec::new(),
        &[],
        String::from("{}"),
        cxm_core::columns::Stop::default(),
    ))
}

/// The codes of errors.
#[napi(catch_unwind, js_name = "_codes")]
#[must_use]
pub fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.name()).collect()
}

/// Fails with an error of the core, so that a test can see what JavaScript gets.
///
/// # Errors
/// Always.
#[napi(catch_unwind, js_name = "_fail")]
pub fn fail() -> napi::Result<()> {
    guarded(|| Err(cxm_core::Error::option("interval", "wald or score", "wld").with_row(41)))
}

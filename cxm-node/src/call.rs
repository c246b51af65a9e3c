//! The one door: a function of `cxm_core::call` by its name, on this thread or on libuv's pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cxm_core::call::{self, Args, Columns};
use cxm_core::columns::ColumnView;
use cxm_core::state::State as _;
use cxm_core::stats::{Estimate, Tally};
use cxm_core::{Code, Error, Result};
use napi::bindgen_prelude::{AsyncTask, Either};
use napi::{Env, Task};
use napi_derive::napi;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::columns::{Column, required, role};
use crate::error::guarded;
use crate::state::{Held, State};

/// What comes back: JSON or a state.
pub enum Answer {
    Json(Value),
    State(Held),
}

impl Answer {
    /// A result that has fields and a line to read.
    fn shown<T: Serialize + ToString>(result: &T) -> Self {
        Self::Json(json!({ "fields": result, "text": result.to_string() }))
    }
}

type Plain = Either<String, State>;

impl From<Answer> for Plain {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Json(value) => Self::A(value.to_string()),
            Answer::State(held) => Self::B(held.into()),
        }
    }
}

/// One call: columns by role or name, states, options as JSON.
pub struct Call {
    function: String,
    columns: Vec<Column>,
    states: Vec<Arc<Held>>,
    options: String,
    aborted: Arc<AtomicBool>,
}

impl Call {
    fn run(&self) -> Result<Answer> {
        let function = self.function.as_str();
        let mut options: Map<String, Value> = serde_json::from_str(&self.options)
            .map_err(|error| Error::new(Code::InvalidJson, format!("the options are no JSON object: {error}")))?;
        let mut take = |name: &str| options.remove(name).unwrap_or_default();
        match function {
            "estimate_from_json" => {
                let estimate: Estimate = serde_json::from_value(take("fields"))
                    .map_err(|error| Error::new(Code::InvalidJson, format!("this is not an estimate in JSON: {error}")))?;
                Ok(Answer::shown(&estimate))
            }
            "tally" => call::tally_new(self.args(options)).map(|tally| Answer::State(Held::Tally(tally))),
            "from_counts" => {
                let counts: Vec<f64> = serde_json::from_value(take("counts"))
                    .map_err(|_| Error::option("counts", "an array of whole numbers", "something else"))?;
                call::tally_from_counts(&counts, self.args(options)).map(|tally| Answer::State(Held::Tally(tally)))
            }
            "observe" => {
                let mut fresh = Tally::new(self.tally()?.spec());
                call::tally_observe(&mut fresh, self.answers()?, self.args(options))?;
                Ok(Answer::State(Held::Tally(fresh)))
            }
            "add" => {
                let mut fresh = Tally::new(self.tally()?.spec());
                call::tally_add(&mut fresh, &required(&self.columns, "values")?.cell(0), self.args(options))?;
                Ok(Answer::State(Held::Tally(fresh)))
            }
            _ if !self.states.is_empty() => {
                call::tally_estimate(self.tally()?, function, self.args(options)).map(|estimate| Answer::shown(&estimate))
            }
            _ => call::estimate(function, self.answers()?, self.args(options)).map(|estimate| Answer::shown(&estimate)),
        }
    }

    fn args(&self, options: Map<String, Value>) -> Args {
        Args::new(&self.function, options)
    }

    fn answers(&self) -> Result<Columns<'_>> {
        let named = |name| role(&self.columns, name).map(|column: ColumnView<'_>| column.named(name));
        Ok(Columns { values: required(&self.columns, "values")?, weights: named("weights"), counts: named("counts") })
    }

    fn tally(&self) -> Result<&Tally> {
        match self.states.first().map(Arc::as_ref) {
            Some(Held::Tally(tally)) => Ok(tally),
            None => Err(Error::option("this", "a Tally", "nothing")),
        }
    }
}

impl Task for Call {
    type Output = Answer;
    type JsValue = Plain;

    fn compute(&mut self) -> napi::Result<Answer> {
        if self.aborted.load(Ordering::Relaxed) {
            return Err(napi::Error::from_reason("aborted"));
        }
        guarded(|| self.run())
    }

    fn resolve(&mut self, _: Env, answer: Answer) -> napi::Result<Plain> {
        Ok(answer.into())
    }
}

/// Set by JavaScript's `AbortSignal`: work that has not begun is not begun.
#[napi]
#[derive(Default)]
pub struct Abort(Arc<AtomicBool>);

#[napi]
impl Abort {
    #[napi(constructor, catch_unwind)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    #[napi(catch_unwind)]
    pub fn abort(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn prepare(function: String, columns: Vec<Column>, states: &[&State], options: String, aborted: Arc<AtomicBool>) -> Call {
    Call { function, columns, states: states.iter().map(|state| state.get()).collect(), options, aborted }
}

/// Calls a function of the core.
///
/// # Errors
/// As the function.
#[napi(catch_unwind)]
pub fn call(function: String, columns: Vec<Column>, states: Vec<&State>, options: String) -> napi::Result<Plain> {
    let call = prepare(function, columns, &states, options, Arc::default());
    guarded(|| call.run()).map(Plain::from)
}

/// Calls a function of the core on libuv's pool.
#[napi(catch_unwind, ts_return_type = "Promise<string | State>")]
#[must_use]
pub fn call_async(function: String, columns: Vec<Column>, states: Vec<&State>, options: String, abort: &Abort) -> AsyncTask<Call> {
    AsyncTask::new(prepare(function, columns, &states, options, abort.0.clone()))
}

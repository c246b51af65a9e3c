//! The one door: a function of `cxm_core::call` by its name, on this thread or on libuv's pool.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cxm_core::call::{self, Args, Columns};
use cxm_core::columns::Table;
use cxm_core::state::State as _;
use cxm_core::stats::{Estimate, Tally};
use cxm_core::survey::TallyCube;
use cxm_core::{Code, Error, Result};
use napi::bindgen_prelude::{AsyncTask, Either};
use napi::{Env, Task};
use napi_derive::napi;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::columns::{Column, frame, required, role};
use crate::error::guarded;
use crate::state::{Held, State};
use crate::table;

/// What comes back: JSON or a state.
pub enum Answer {
    Json(String),
    State(Held),
}

/// A result that has fields and a line to read.
#[derive(Serialize)]
struct Shown<'a, T> {
    fields: &'a T,
    text: String,
}

fn shown<T: Serialize + ToString>(result: &T) -> Result<Answer> {
    let json = serde_json::to_string(&Shown { fields: result, text: result.to_string() });
    json.map(Answer::Json).map_err(|error| Error::new(Code::InvalidJson, error.to_string()))
}

fn listed(table: &Table) -> Answer {
    Answer::Json(table::to_json(table).to_string())
}

fn read<T: for<'de> serde::Deserialize<'de>>(what: &str, value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| Error::new(Code::InvalidJson, format!("this is not {what} in JSON: {error}")))
}

type Plain = Either<String, State>;

impl From<Answer> for Plain {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Json(json) => Self::A(json),
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
    pub fn new(function: String, columns: Vec<Column>, states: &[&State], options: String, aborted: Arc<AtomicBool>) -> Self {
        Self { function, columns, states: states.iter().map(|state| state.get()).collect(), options, aborted }
    }

    fn run(&self) -> Result<Answer> {
        let (name, columns) = (self.function.as_str(), &self.columns);
        let mut options: Map<String, Value> = serde_json::from_str(&self.options)
            .map_err(|error| Error::new(Code::InvalidJson, format!("the options are no JSON object: {error}")))?;
        let mut take = |name: &str| options.remove(name).unwrap_or_default();
        match (name, self.states.first().map(Arc::as_ref)) {
            ("_boom", _) => panic!("boom"),
            ("estimate_from_json", _) => shown(&read::<Estimate>("an estimate", take("fields"))?),
            ("tally", _) => call::tally_new(args(name, options)).map(|tally| Answer::State(Held::Tally(tally))),
            ("from_counts", _) => {
                let counts: Vec<f64> = read("a list of counts", take("counts"))?;
                call::tally_from_counts(&counts, args(name, options)).map(|tally| Answer::State(Held::Tally(tally)))
            }
            ("observe", Some(Held::Tally(tally))) => {
                let mut fresh = Tally::new(tally.spec());
                call::tally_observe(&mut fresh, self.answers()?, args(name, options))?;
                Ok(Answer::State(Held::Tally(fresh)))
            }
            ("add", Some(Held::Tally(tally))) => {
                let mut fresh = Tally::new(tally.spec());
                call::tally_add(&mut fresh, &required(columns, "values")?.cell(0), args(name, options))?;
                Ok(Answer::State(Held::Tally(fresh)))
            }
            (_, Some(Held::Tally(tally))) => shown(&call::tally_estimate(tally, name, args(name, options))?),
            ("cube", _) => call::cube_new(args("TallyCube", options)).map(|cube| Answer::State(Held::Cube(cube))),
            ("observe", Some(Held::Cube(cube))) => {
                let mut fresh = TallyCube::new(cube.spec().clone())?.reading(cube.default_reading().clone());
                call::cube_observe(&mut fresh, &frame(columns)?, args(name, options))?;
                Ok(Answer::State(Held::Cube(fresh)))
            }
            ("score", Some(Held::Cube(cube))) => {
                let metric = take("metric");
                call::cube_score(cube, &metric, args(name, options)).map(|table| listed(&table))
            }
            ("tally_of", Some(Held::Cube(cube))) => {
                call::cube_tally(cube, &read("an object of keys", take("keys"))?).map(|tally| Answer::State(Held::Tally(tally)))
            }
            ("metric", _) => call::metric_of(&take("metric"), &mut args(name, Map::new()), None).map(|_| Answer::Json("true".to_owned())),
            ("score", None) => {
                let (metric, column) = (take("metric"), take("column"));
                call::score(&frame(columns)?, &metric, column.as_str(), args(name, options)).map(|table| listed(&table))
            }
            _ => shown(&call::estimate(name, self.answers()?, args(name, options))?),
        }
    }

    fn answers(&self) -> Result<Columns<'_>> {
        let beside = |name| role(&self.columns, name);
        Ok(Columns { values: required(&self.columns, "values")?, weights: beside("weights"), counts: beside("counts") })
    }
}

fn args(function: &str, options: Map<String, Value>) -> Args {
    Args::new(function, options)
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

/// Calls a function of the core.
///
/// # Errors
/// As the function.
#[napi(catch_unwind)]
pub fn call(function: String, columns: Vec<Column>, states: Vec<&State>, options: String) -> napi::Result<Plain> {
    let call = Call::new(function, columns, &states, options, Arc::default());
    guarded(|| call.run()).map(Plain::from)
}

/// Calls a function of the core on libuv's pool.
#[napi(catch_unwind, ts_return_type = "Promise<string | State>")]
#[must_use]
pub fn call_async(function: String, columns: Vec<Column>, states: Vec<&State>, options: String, abort: &Abort) -> AsyncTask<Call> {
    AsyncTask::new(Call::new(function, columns, &states, options, abort.0.clone()))
}

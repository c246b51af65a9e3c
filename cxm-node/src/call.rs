//! The one door: a function of `cxm_core::call` by its name, on this thread or on libuv's pool.

mod log;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use cxm_core::call::{self, Args, Columns, Sample, SurvivalCurves};
use cxm_core::columns::{Cell, Stop, Table};
use cxm_core::domain::ExperienceModel;
use cxm_core::formats::survey::SurveyData;
use cxm_core::program::kpi::ProgramRecords;
use cxm_core::report::scorecard::Scorecard;
use cxm_core::state::State as _;
use cxm_core::stats::{Estimate, Tally, Test, Transition};
use cxm_core::survey::TallyCube;
use cxm_core::{Code, Error, Result};
use napi::bindgen_prelude::{AsyncTask, Buffer, Either5};
use napi::{Env, Task};
use napi_derive::napi;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::arrow;
use crate::columns::{Column, bytes, column, frame, required};
use crate::error::guarded;
use crate::report::{Card, chart};
use crate::state::{Held, State};
use crate::table;
use crate::value::{self, Curves};

/// What comes back: JSON, a state, or bytes.
pub enum Answer {
    Json(String),
    State(Box<Held>),
    Bytes(Vec<u8>),
    Card(Scorecard),
    Curves(SurvivalCurves),
}

/// A result that has fields and a line to read.
#[derive(Serialize)]
struct Shown<'a, T> {
    fields: &'a T,
    text: String,
}

pub fn to_json<T: Serialize>(result: &T) -> Result<Answer> {
    serde_json::to_string(result).map(Answer::Json).map_err(|error| Error::new(Code::InvalidJson, error.to_string()))
}

pub fn shown<T: Serialize + ToString>(result: &T) -> Result<Answer> {
    to_json(&Shown { fields: result, text: result.to_string() })
}

/// A result within another.
pub fn shown_json<T: Serialize + ToString>(result: &T) -> Result<Value> {
    let fields = serde_json::to_value(result).map_err(|error| Error::new(Code::InvalidJson, error.to_string()))?;
    Ok(json!({ "fields": fields, "text": result.to_string() }))
}

fn read<T: for<'de> serde::Deserialize<'de>>(what: &str, value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| Error::new(Code::InvalidJson, format!("this is not {what} in JSON: {error}")))
}

/// A result that comes back as an object of its fields.
fn result<T: for<'de> serde::Deserialize<'de>>(name: &str, what: &str, fields: Value) -> Result<T> {
    if fields.is_object() { read(what, fields) } else { Err(Error::option(name, what, fields.to_string())) }
}

fn tally(tally: Tally) -> Answer {
    Answer::State(Box::new(Held::Tally(tally)))
}

type Plain = Either5<String, State, Buffer, Card, Curves>;

impl From<Answer> for Plain {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Json(json) => Self::A(json),
            Answer::State(held) => Self::B((*held).into()),
            Answer::Bytes(bytes) => Self::C(bytes.into()),
            Answer::Card(card) => Self::D(Card(card)),
            Answer::Curves(curves) => Self::E(Curves(curves)),
        }
    }
}

/// One call: columns by role or name, states, options as JSON.
pub struct Call {
    pub function: String,
    pub columns: Vec<Column>,
    states: Vec<Arc<Held>>,
    options: String,
    stop: Stop,
}

impl Call {
    pub fn new(function: String, columns: Vec<Column>, states: &[&State], options: String, stop: Stop) -> Self {
        Self { function, columns, states: states.iter().map(|state| state.get()).collect(), options, stop }
    }

    fn run(&self) -> Result<Answer> {
        let mut options: Map<String, Value> = call::read_json("the options are no JSON object", &self.options)?;
        match self.states.first().map(Arc::as_ref) {
            _ if self.function == "compare" => {
                let (metric, mut states) = (take(&mut options, "metric"), self.states.iter());
                if let (Some(Held::Moves(moves)), None) = (self.states.first().map(Arc::as_ref), column(&self.columns, "b")) {
                    return shown(&call::transition_compare(moves, &metric, self.args(options))?);
                }
                let (a, b) = (self.sample("a", &mut states)?, self.sample("b", &mut states)?);
                shown(&call::compare(a, b, &metric, self.args(options))?)
            }
            _ if self.function == "delivery_gap" => {
                let (metric, mut states) = (take(&mut options, "metric"), self.states.iter());
                let (a, b) = (self.sample("internal", &mut states)?, self.sample("customers", &mut states)?);
                shown(&call::delivery_gap(a, b, &metric, self.args(options))?)
            }
            Some(Held::Cube(_)) if self.function == "scorecard" => {
                let metrics: Vec<Value> = read("a list of metrics", take(&mut options, "metrics"))?;
                let cubes = self.states.iter().filter_map(|held| if let Held::Cube(cube) = &**held { Some(cube) } else { None });
                call::scorecard_of_cubes(&cubes.collect::<Vec<_>>(), &metrics, self.args(options)).map(Answer::Card)
            }
            Some(Held::Tally(tally)) => self.on_tally(tally, options),
            Some(Held::Cube(cube)) => self.on_cube(cube, options),
            Some(Held::Moves(moves)) => self.on_transition(moves, options),
            Some(Held::Log(log)) => self.on_log(log, options),
            Some(Held::Stream(_)) => {
                Err(Error::option("state", "a tally, a cube or a log", "a stream of events: drain it first"))
            }
            None if value::FUNCTIONS.contains(&self.function.as_str()) => value::run(self, options),
            None if FRAMED.contains(&self.function.as_str()) => self.on_frame(options),
            None if IN_PARTS.contains(&self.function.as_str()) => self.on_parts(options),
            None => self.on_columns(options),
        }
    }

    fn on_tally(&self, state: &Tally, options: Map<String, Value>) -> Result<Answer> {
        let mut fresh = Tally::new(state.spec());
        match self.function.as_str() {
            "observe" => call::tally_observe(&mut fresh, self.answers("values")?, self.args(options)).map(|()| tally(fresh)),
            "add" => {
                let value = required(&self.columns, "values")?;
                call::tally_add(&mut fresh, &value.cell(0), self.args(options)).map(|()| tally(fresh))
            }
            "share_intervals" => self.listed(options, |_, args| call::share_intervals(state, args)),
            name => shown(&call::tally_estimate(state, name, self.args(options))?),
        }
    }

    fn on_cube(&self, cube: &TallyCube, mut options: Map<String, Value>) -> Result<Answer> {
        match self.function.as_str() {
            "observe" => {
                let mut fresh = TallyCube::new(cube.spec().clone())?.reading(cube.default_reading().clone());
                let arrow = arrow::decode(&self.columns)?;
                call::cube_observe(&mut fresh, &frame(&self.columns, arrow.as_deref())?, self.args(options))?;
                Ok(Answer::State(Box::new(Held::Cube(fresh))))
            }
            "tally" => call::cube_tally(cube, &read("an object of keys", take(&mut options, "keys"))?).map(tally),
            "compare_groups" => self.listed(options, |metric, args| call::cube_compare_groups(cube, metric, args)),
            _ => self.listed(options, |metric, args| call::cube_score(cube, metric, args)),
        }
    }

    fn on_transition(&self, moves: &Transition, options: Map<String, Value>) -> Result<Answer> {
        let mut fresh = Transition::of(*moves.scale())?;
        let (first, second) = (required(&self.columns, "first")?, required(&self.columns, "second")?);
        call::transition_observe(&mut fresh, &first, &second, self.args(options))?;
        Ok(Answer::State(Box::new(Held::Moves(fresh))))
    }

    fn on_frame(&self, mut options: Map<String, Value>) -> Result<Answer> {
        let arrow = arrow::decode(&self.columns)?;
        let frame = frame(&self.columns, arrow.as_deref())?;
        let column = if self.function == "scorecard" { Value::Null } else { take(&mut options, "column") };
        match self.function.as_str() {
            "compare_all" => {
                let metric = take(&mut options, "metric");
                shown(&call::compare_all(&frame, &metric, column.as_str(), self.args(options))?)
            }
            "EventLog" => match take(&mut options, "model") {
                Value::String(model) => {
                    call::event_log_from_model(&frame, &ExperienceModel::from_json(&model)?, self.args(options))
                }
                _ => call::event_log(&frame, self.args(options)),
            }
            .map(|log| Answer::State(Box::new(Held::Log(log)))),
            "scorecard" => {
                let metrics: Vec<Value> = read("a list of metrics", take(&mut options, "metrics"))?;
                call::scorecard(&frame, &metrics, self.args(options)).map(Answer::Card)
            }
            "to_csv" => to_json(&call::frame_to_csv(&frame, self.args(options))?),
            "chart" => {
                let name: String = read("the name of a chart", take(&mut options, "chart"))?;
                to_json(&chart(&call::chart_of_table(&name, &call::table_of(&frame)?, self.args(options))?))
            }
            "compare_groups" => self.listed(options, |metric, args| call::compare_groups(&frame, metric, column.as_str(), args)),
            "alignment" => self.listed(options, |_, args| call::alignment(&frame, args)),
            "compare_across" => self.listed(options, |metric, args| call::compare_across(&frame, metric, column.as_str(), args)),
            "attribution" => self.listed(options, |_, args| call::attribution(&frame, args)),
            "rate_of_improvement" => self.listed(options, |_, args| call::rate_of_improvement(&frame, args)),
            "interrupted_time_series" => self.listed(options, |_, args| call::interrupted_time_series(&frame, args)),
            "quick_wins" => self.listed(options, |_, args| call::quick_wins(&frame, args)),
            "rank" => self.listed(options, |_, args| call::rank(&frame, args)),
            "balanced_scorecard_page" => {
                call::balanced_scorecard_page(&frame, self.args(options)).and_then(|page| to_json(&page))
            }
            "balanced_scorecard" => self.listed(options, |_, args| call::balanced_scorecard(&frame, args)),
            _ => self.listed(options, |metric, args| call::score(&frame, metric, column.as_str(), args)),
        }
    }

    /// Frames in their roles: `parts` says which, and how many of the columns each has.
    fn on_parts(&self, mut options: Map<String, Value>) -> Result<Answer> {
        let parts: Vec<(String, usize)> = read("frames in their roles", take(&mut options, "parts"))?;
        let mut rest = self.columns.as_slice();
        let mut held = Vec::with_capacity(parts.len());
        for (role, n) in parts {
            let (own, others) = rest.split_at(n.min(rest.len()));
            held.push((role, own, arrow::decode(own)?));
            rest = others;
        }
        let mut frames = HashMap::new();
        for (role, own, arrow) in &held {
            frames.insert(role.as_str(), frame(own, arrow.as_deref())?);
        }
        let of = |role: &str| frames.get(role);
        let required = |role: &str| of(role).ok_or_else(|| Error::option(role, "a frame", "nothing"));
        match self.function.as_str() {
            "employee_engagement" => {
                let (records, roster) = (required("records")?, required("roster")?);
                self.listed(options, |_, args| call::employee_engagement(records, roster, args))
            }
            "rate_of_innovation" => {
                let (records, roster) = (required("records")?, required("roster")?);
                self.listed(options, |_, args| call::rate_of_innovation(records, roster, args))
            }
            _ => {
                let mut records = ProgramRecords::default();
                (records.activity, records.roster, records.ideas) = (of("activity"), of("roster"), of("ideas"));
                (records.changes, records.goals) = (of("versions"), of("goals"));
                self.listed(options, |_, args| call::program_kpis(&records, args))
            }
        }
    }

    fn on_columns(&self, mut options: Map<String, Value>) -> Result<Answer> {
        let mut metric = || take(&mut options, "metric");
        match self.function.as_str() {
            "_boom" => panic!("boom"),
            "Estimate" => shown(&result::<Estimate>("estimate", "an estimate", take(&mut options, "fields"))?),
            "Test" => shown(&result::<Test>("test", "a test", take(&mut options, "fields"))?),
            "Metric" => call::metric_of(&metric(), &mut self.args(Map::new()), None).map(|_| Answer::Json(String::new())),
            "Tally" => call::tally_new(self.args(options)).map(tally),
            "TallyCube" => call::cube_new(self.args(options)).map(|cube| Answer::State(Box::new(Held::Cube(cube)))),
            "EventStream" => {
                call::event_stream_new(self.args(options)).map(|stream| Answer::State(Box::new(Held::Stream(stream))))
            }
            "Transition" => call::transition_new(self.args(options)).map(|moves| Answer::State(Box::new(Held::Moves(moves)))),
            "from_counts" => {
                let counts: Vec<f64> =
                    required(&self.columns, "counts")?.cells().map(number).map(|n| n.unwrap_or(f64::NAN)).collect();
                call::tally_from_counts(&counts, self.args(options)).map(tally)
            }
            name @ ("read_xes" | "read_ocel" | "read_cloudevents" | "read_segment") => {
                let format = name.trim_start_matches("read_");
                let log = call::event_log_read(format, bytes(&self.columns)?, self.args(options))?;
                Ok(Answer::State(Box::new(Held::Log(log))))
            }
            "read_survey" => survey_data(&call::read_survey(bytes(&self.columns)?, self.args(options))?),
            "chart_estimate" => {
                let estimate: Estimate = result("estimate", "an estimate", take(&mut options, "fields"))?;
                to_json(&chart(&call::chart_estimate(&estimate, self.args(options))?))
            }
            "chart_distribution" => {
                let estimate: Estimate = result("estimate", "an estimate", take(&mut options, "fields"))?;
                to_json(&chart(&call::chart_distribution(&estimate, self.args(options))?))
            }
            "p_adjust" => {
                let p_values: Vec<_> = required(&self.columns, "p_values")?.cells().map(number).collect();
                to_json(&call::p_adjust(&p_values, self.args(options))?)
            }
            "model_problems" => {
                let document: String = read("a document", take(&mut options, "document"))?;
                to_json(&call::model_problems(&document, self.args(options))?)
            }
            "json_schema" => to_json(&call::json_schema(&read::<String>("a name", take(&mut options, "name"))?)?),
            "change_records" | "alert_event" | "diff_models" | "json_patch" | "merge_models" | "migrate_model"
            | "problems_of" => to_json(&call::documents(&self.function, self.args(options))?),
            "closed_loop" => self.listed(options, |_, args| call::closed_loop(args)),
            "to_notify" => self.listed(options, |_, args| call::to_notify(args)),
            "worklist" => self.listed(options, |_, args| call::worklist(args)),
            name if name.starts_with("case_") => to_json(&call::documents(name, self.args(options))?),
            "initiative_impact" => {
                let samples = call::impact_samples(|name| column(&self.columns, name))?;
                shown(&call::initiative_impact(&samples, self.args(options))?)
            }
            "columns_read" => {
                let (of, given) = (read::<String>("a name", take(&mut options, "of"))?, take(&mut options, "given"));
                let given: Map<String, Value> = read::<Option<_>>("an object of options", given)?.unwrap_or_default();
                to_json(&call::columns_read(Args::new(&of, given), None)?)
            }
            "roi" => shown(&call::roi(self.args(options))?),
            "rank_estimates" => self.listed(options, |_, args| call::rank_estimates(args)),
            "program_reviews" => self.listed(options, |_, args| call::program_reviews(args)),
            "goal_share" => shown(&call::goal_share(self.args(options))?),
            "benchmark" => to_json(&call::benchmark(take(&mut options, "benchmark"))?),
            "compare_to_benchmark" => {
                let estimate: Estimate = result("estimate", "an estimate", take(&mut options, "fields"))?;
                shown(&call::compare_to_benchmark(&estimate, take(&mut options, "benchmark"))?)
            }
            "required_n" => to_json(&call::required_n(&metric(), self.args(options))?),
            "power" => to_json(&call::power(&metric(), self.args(options))?),
            "detectable_difference" => to_json(&call::detectable_difference(&metric(), self.args(options))?),
            name => shown(&call::estimate(name, self.answers("values")?, self.args(options))?),
        }
    }

    pub fn args(&self, options: Map<String, Value>) -> Args {
        Args::new(&self.function, options).stop(self.stop.clone())
    }

    /// A table, as the option `as` wants it.
    pub fn listed(&self, mut options: Map<String, Value>, call: impl FnOnce(&Value, Args) -> Result<Table>) -> Result<Answer> {
        let (metric, layout) = (take(&mut options, "metric"), take(&mut options, "as"));
        let table = call(&metric, self.args(options))?;
        if layout == "ipc" {
            arrow::encode(&table).map(Answer::Bytes)
        } else {
            Ok(Answer::Json(table::to_json(&table).to_string()))
        }
    }

    /// The column of this role, with the weights and counts beside it.
    fn answers(&self, role: &str) -> Result<Columns<'_>> {
        let beside = |what: &str| column(&self.columns, &format!("{role}.{what}"));
        Ok(Columns { values: required(&self.columns, role)?, weights: beside("weights"), counts: beside("counts") })
    }

    /// A column, or else the next of the states.
    fn sample<'a>(&'a self, role: &str, states: &mut impl Iterator<Item = &'a Arc<Held>>) -> Result<Sample<'a>> {
        match column(&self.columns, role).is_none().then(|| states.next()).flatten().map(Arc::as_ref) {
            Some(Held::Tally(tally)) => Ok(Sample::Tally(tally)),
            Some(Held::Cube(cube)) => Ok(Sample::Cube(cube)),
            _ => self.answers(role).map(Sample::Columns),
        }
    }
}

fn survey_data(data: &SurveyData) -> Result<Answer> {
    let table = table::to_json;
    to_json(&json!({
        "frame": table(&data.frame), "rejected": table(&data.rejected), "excluded": table(&data.excluded), "accounts": table(&data.accounts),
        "questions": table(&data.questions), "text": data.to_string(), "lines": data.lines, "warnings": data.warnings, "n_rows": data.n_rows,
        "n_duplicates": data.n_duplicates, "n_unassigned": data.n_unassigned, "platform": data.platform.name(), "time_zone": data.time_zone,
    }))
}

/// The functions of a frame.
const FRAMED: [&str; 16] = [
    "EventLog",
    "score",
    "compare_groups",
    "compare_all",
    "scorecard",
    "chart",
    "to_csv",
    "alignment",
    "attribution",
    "compare_across",
    "rate_of_improvement",
    "interrupted_time_series",
    "quick_wins",
    "rank",
    "balanced_scorecard",
    "balanced_scorecard_page",
];
/// The functions of several frames.
const IN_PARTS: [&str; 3] = ["employee_engagement", "rate_of_innovation", "program_kpis"];

fn take(options: &mut Map<String, Value>, name: &str) -> Value {
    options.remove(name).unwrap_or_default()
}

/// A number of a column of plain numbers; what is none is NaN, which the core refuses.
fn number(cell: Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Null => None,
        Cell::Float(number) => (!number.is_nan()).then_some(number),
        Cell::Int(number) => Some(number as f64),
        _ => Some(f64::NAN),
    }
}

impl Task for Call {
    type Output = Answer;
    type JsValue = Plain;

    fn compute(&mut self) -> napi::Result<Answer> {
        guarded(|| {
            self.stop.check()?;
            self.run()
        })
    }

    fn resolve(&mut self, _: Env, answer: Answer) -> napi::Result<Plain> {
        Ok(answer.into())
    }
}

/// Set by JavaScript's `AbortSignal`: work that has not begun is not begun, and work that runs ends before its next block.
#[napi]
pub struct Abort(Arc<Asked>);

/// How often the work asked whether to go on, and how often it may.
struct Asked {
    times: AtomicU32,
    limit: AtomicU32,
}

#[napi]
impl Abort {
    /// Aborts by itself when it is asked for the `limit`-th time, for tests.
    #[napi(constructor, catch_unwind)]
    #[must_use]
    pub fn new(limit: Option<u32>) -> Self {
        Self(Arc::new(Asked { times: AtomicU32::new(0), limit: AtomicU32::new(limit.unwrap_or(u32::MAX)) }))
    }

    #[napi(catch_unwind)]
    pub fn abort(&self) {
        self.0.limit.store(0, Ordering::Relaxed);
    }

    /// How often the work asked.
    #[napi(getter, catch_unwind)]
    #[must_use]
    pub fn asked(&self) -> u32 {
        self.0.times.load(Ordering::Relaxed)
    }

    /// As the core asks it.
    pub(crate) fn stop(&self) -> Stop {
        let asked = Arc::clone(&self.0);
        Stop::when(move || {
            let times = asked.times.fetch_add(1, Ordering::Relaxed).saturating_add(1);
            times >= asked.limit.load(Ordering::Relaxed)
        })
    }
}

/// Calls a function of the core.
///
/// # Errors
/// As the function.
#[napi(catch_unwind)]
pub fn call(name: String, columns: Vec<Column>, states: Vec<&State>, options: String) -> napi::Result<Plain> {
    let call = Call::new(name, columns, &states, options, Stop::default());
    guarded(|| call.run()).map(Plain::from)
}

/// Calls a function of the core on libuv's pool.
#[napi(catch_unwind, ts_return_type = "Promise<string | State | Buffer | Card | Curves>")]
#[must_use]
pub fn call_async(name: String, columns: Vec<Column>, states: Vec<&State>, options: String, abort: &Abort) -> AsyncTask<Call> {
    AsyncTask::new(Call::new(name, columns, &states, options, abort.stop()))
}

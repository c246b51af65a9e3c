//! Survey exports in, chunk by chunk, on this thread or on libuv's pool.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cxm_core::call::{self, Args, Columns};
use cxm_core::columns::Stop;
use cxm_core::formats::survey::{SurveyBatch, SurveyScan};
use cxm_core::state::State as _;
use cxm_core::stats::Tally;
use cxm_core::survey::TallyCube;
use cxm_core::{Error, Result};
use napi::bindgen_prelude::{AsyncTask, Either, Uint8Array};
use napi::{Env, Task};
use napi_derive::napi;
use serde_json::json;

use crate::call::Abort;
use crate::error::guarded;
use crate::state::{Held, State};
use crate::table;

/// The reader of one file.
#[napi]
pub struct Scan(Arc<Mutex<Reader>>);

struct Reader {
    scan: SurveyScan,
    /// What a state that observes the file has seen so far.
    seen: Option<Held>,
}

fn lock(scan: &Mutex<Reader>) -> MutexGuard<'_, Reader> {
    scan.lock().unwrap_or_else(PoisonError::into_inner) // a panic is a bug, and is told as one
}

fn args(function: &str, options: &str) -> Result<Args> {
    Args::from_json(function, options)
}

/// What a chunk completes: a batch as JSON. What a state like the given one saw of the whole file comes at its end.
type Step = Option<Either<String, State>>;

/// One chunk, or the end.
pub struct Feed {
    scan: Arc<Mutex<Reader>>,
    chunk: Option<Uint8Array>,
    state: Option<Arc<Held>>,
    options: String,
    stop: Stop,
}

impl Feed {
    fn run(&self) -> Result<Option<Either<String, Held>>> {
        let mut reader = lock(&self.scan);
        let batch = match &self.chunk {
            Some(chunk) => reader.scan.feed(chunk)?,
            None => reader.scan.finish()?,
        };
        let Some(state) = &self.state else { return Ok(batch.map(|batch| Either::A(table::to_json(&batch.frame).to_string()))) };
        if let Some(batch) = batch {
            let seen = match reader.seen.take() {
                Some(seen) => seen,
                None => fresh(state)?,
            };
            reader.seen = Some(self.observe(&reader.scan, &batch, seen)?); // on an error nothing
        }
        Ok(if self.chunk.is_none() { reader.seen.take().map(Either::B) } else { None })
    }

    /// What the state has seen with this batch.
    fn observe(&self, scan: &SurveyScan, batch: &SurveyBatch, mut seen: Held) -> Result<Held> {
        let (frame, mut args) = (batch.frame()?, args("observe", &self.options)?);
        match &mut seen {
            Held::Tally(tally) => {
                let mut beside = |name| args.text(name)?.map(|name| frame.column(&name).cloned()).transpose();
                let (weights, counts) = (beside("weights")?, beside("counts")?);
                let values = frame.column(scan.question()?)?.clone();
                call::tally_observe(tally, Columns { values, weights, counts }, args)?;
            }
            Held::Cube(cube) => call::cube_observe(cube, &frame, args)?,
            Held::Moves(_) | Held::Log(_) | Held::Stream(_) => return Err(Error::option("first", "a column", "a scan")),
        }
        Ok(seen)
    }
}

/// A state like this one that has seen nothing.
fn fresh(state: &Held) -> Result<Held> {
    Ok(match state {
        Held::Tally(tally) => Held::Tally(Tally::new(tally.spec())),
        Held::Cube(cube) => Held::Cube(TallyCube::new(cube.spec().clone())?.reading(cube.default_reading().clone())),
        Held::Moves(_) | Held::Log(_) | Held::Stream(_) => return Err(Error::option("first", "a column", "a scan")),
    })
}

fn step(step: Option<Either<String, Held>>) -> Step {
    step.map(|step| match step {
        Either::A(batch) => Either::A(batch),
        Either::B(held) => Either::B(held.into()),
    })
}

impl Task for Feed {
    type Output = Option<Either<String, Held>>;
    type JsValue = Step;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        guarded(|| {
            self.stop.check()?;
            self.run()
        })
    }

    fn resolve(&mut self, _: Env, output: Self::Output) -> napi::Result<Step> {
        Ok(step(output))
    }
}

#[napi]
impl Scan {
    #[napi(constructor, catch_unwind)]
    pub fn new(options: String) -> napi::Result<Self> {
        guarded(|| {
            let scan = call::survey_scan_new(args("scan_survey", &options)?)?;
            Ok(Self(Arc::new(Mutex::new(Reader { scan, seen: None }))))
        })
    }

    fn given(&self, chunk: Option<Uint8Array>, state: Option<&State>, options: String, stop: Stop) -> Feed {
        Feed { scan: Arc::clone(&self.0), chunk, state: state.map(State::get), options, stop }
    }

    /// Reads a chunk; null is the end.
    #[napi(catch_unwind)]
    pub fn feed(&self, chunk: Option<Uint8Array>, state: Option<&State>, options: String) -> napi::Result<Step> {
        let feed = self.given(chunk, state, options, Stop::default());
        guarded(|| feed.run()).map(step)
    }

    /// Reads a chunk on libuv's pool.
    #[napi(catch_unwind, ts_return_type = "Promise<string | State | null>")]
    pub fn feed_async(
        &self,
        chunk: Option<Uint8Array>,
        state: Option<&State>,
        options: String,
        abort: &Abort,
    ) -> AsyncTask<Feed> {
        AsyncTask::new(self.given(chunk, state, options, abort.stop()))
    }

    /// What became of the rows read so far, as JSON.
    #[napi(catch_unwind)]
    pub fn account(&self) -> napi::Result<String> {
        guarded(|| {
            let (account, table) = (lock(&self.0).scan.account(), table::to_json);
            let told = json!({
                "accounts": table(&account.accounts), "rejected": table(&account.rejected), "excluded": table(&account.excluded),
                "rejected_counts": table(&account.rejected_counts), "excluded_counts": table(&account.excluded_counts),
                "questions": table(&account.questions), "text": account.to_string(), "warnings": account.warnings, "n_rows": account.n_rows,
                "n_duplicates": account.n_duplicates, "platform": account.platform.map(cxm_core::formats::survey_export::Platform::name),
                "time_zone": account.time_zone,
            });
            Ok(told.to_string())
        })
    }
}

//! Mergeable states, held for JavaScript.

use std::cell::RefCell;
use std::sync::Arc;

use cxm_core::call::{self, Args};
use cxm_core::records::event_log::{EventLog, EventStream};
use cxm_core::state::{ByteForm, Retract as _, State as _};
use cxm_core::stats::{Tally, Transition};
use cxm_core::survey::TallyCube;
use cxm_core::{Code, Error, Result};
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use serde_json::json;

use crate::arrow;
use crate::columns::{Column, frame};
use crate::error::guarded;

/// A state of any kind.
#[derive(Clone, PartialEq)]
pub enum Held {
    Tally(Tally),
    Cube(TallyCube),
    Moves(Transition),
    Log(EventLog),
    Stream(EventStream),
}

/// `each!(held, state => what, events => what)`: the same for a summary of whatever kind, and what a log and a stream of events do. `each!(kind name, read(input), events)`: the
/// type of that name reads the input, and what is done for logs and streams.
macro_rules! each {
    ($held:expr, $state:ident => $what:expr, $events:ident => $of_events:expr) => {
        match $held {
            Held::Tally($state) => $what,
            Held::Cube($state) => $what,
            Held::Moves($state) => $what,
            Held::Log($events) => $of_events,
            Held::Stream($events) => $of_events,
        }
    };
    ($kind:expr, $read:ident($input:expr), $of_log:expr, $of_stream:expr) => {
        match $kind {
            "Tally" => Tally::$read($input).map(Held::Tally),
            "TallyCube" => TallyCube::$read($input).map(Held::Cube),
            "Transition" => Transition::$read($input).map(Held::Moves),
            "EventLog" => $of_log,
            "EventStream" => $of_stream,
            other => Err(Error::option("kind", "Tally, TallyCube, Transition, EventLog or EventStream", other)),
        }
    };
}

/// Events travel as bytes: as JSON they would be many times their size.
fn no_json() -> Error {
    Error::new(Code::InvalidState, "events have no JSON form; the bytes of a log or a stream hold them")
}

fn not_a_stream() -> Error {
    Error::new(Code::DefinitionMismatch, "only a stream of events is observed and drained in place")
}

const LOG_FACTS: [&str; 6] = ["n_events", "n_customers", "n_dropped", "touchpoints", "channels", "attributes"];

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
        stream: Change<EventStream>,
    ) -> napi::Result<()> {
        let other = other.get();
        guarded(|| match (Arc::make_mut(&mut self.0.borrow_mut()), &*other) {
            (Held::Tally(own), Held::Tally(other)) => tally(own, other),
            (Held::Cube(own), Held::Cube(other)) => cube(own, other),
            (Held::Moves(own), Held::Moves(other)) => moves(own, other),
            (Held::Log(own), Held::Log(other)) => log(own, other),
            (Held::Stream(own), Held::Stream(other)) => stream(own, other),
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
        let log = || EventLog::from_bytes(&bytes).map(Held::Log);
        let stream = || EventStream::from_bytes(&bytes).map(Held::Stream);
        guarded(|| each!(kind.as_str(), from_bytes(&bytes), log(), stream())).map(Self::from)
    }

    /// The state of a kind that the JSON holds.
    #[napi(factory, catch_unwind)]
    pub fn from_json(kind: String, text: String) -> napi::Result<Self> {
        guarded(|| each!(kind.as_str(), from_json(&text), Err(no_json()), Err(no_json()))).map(Self::from)
    }

    #[napi(catch_unwind)]
    pub fn to_bytes(&self) -> napi::Result<Uint8Array> {
        guarded(|| Ok(each!(&*self.get(), state => state.to_bytes(), events => events.to_bytes()).into()))
    }

    #[napi(catch_unwind)]
    pub fn to_json(&self) -> napi::Result<String> {
        guarded(|| each!(&*self.get(), state => Ok(state.to_json()), _events => Err(no_json())))
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
            Held::Log(log) => LOG_FACTS.iter().map(|&name| Ok((name.to_owned(), call::event_log_fact(log, name)?))).collect(),
            Held::Stream(stream) => Ok(call::event_stream_facts(stream)),
            Held::Moves(moves) => {
                Ok(json!({ "n": moves.n(), "n_missing": moves.n_missing(), "scale": moves.scale(), "counts": moves.counts() }))
            }
        })
        .map(|facts: serde_json::Value| facts.to_string())
    }

    /// One of the facts of a log, as JSON.
    #[napi(catch_unwind)]
    pub fn fact(&self, name: String) -> napi::Result<String> {
        guarded(|| match &*self.get() {
            Held::Log(log) => Ok(call::event_log_fact(log, &name)?.to_string()),
            _ => Err(Error::new(Code::DefinitionMismatch, "a log has facts one by one")),
        })
    }

    /// Takes a frame into a stream of events.
    #[napi(catch_unwind)]
    pub fn observe(&self, columns: Vec<Column>) -> napi::Result<()> {
        guarded(|| match Arc::make_mut(&mut self.0.borrow_mut()) {
            Held::Stream(stream) => {
                let arrow = arrow::decode(&columns)?;
                let args = Args::new("observe", serde_json::Map::new());
                call::event_stream_observe(stream, &frame(&columns, arrow.as_deref())?, args)
            }
            _ => Err(not_a_stream()),
        })
    }

    /// The log of those who are settled, with `all` of everybody who is held; the stream forgets their events.
    #[napi(catch_unwind)]
    pub fn drain(&self, all: bool) -> napi::Result<State> {
        guarded(|| match Arc::make_mut(&mut self.0.borrow_mut()) {
            Held::Stream(stream) => if all { stream.finish() } else { stream.drain() }.map(Held::Log),
            _ => Err(not_a_stream()),
        })
        .map(Self::from)
    }

    /// The log of everybody whom a stream holds.
    #[napi(catch_unwind)]
    pub fn open_log(&self) -> napi::Result<State> {
        guarded(|| match &*self.get() {
            Held::Stream(stream) => stream.open_log().map(Held::Log),
            _ => Err(not_a_stream()),
        })
        .map(Self::from)
    }

    #[napi(catch_unwind)]
    pub fn merge(&self, other: &State) -> napi::Result<()> {
        self.change(other, Tally::merge, TallyCube::merge, Transition::merge, EventLog::merge, EventStream::merge)
    }

    #[napi(catch_unwind)]
    pub fn subtract(&self, other: &State) -> napi::Result<()> {
        let none = |_: &mut EventLog, _: &EventLog| Err(Error::new(Code::DefinitionMismatch, "nothing is subtracted from a log"));
        let nothing = |_: &mut EventStream, _: &EventStream| {
            Err(Error::new(Code::DefinitionMismatch, "nothing is subtracted from a stream"))
        };
        self.change(other, Tally::subtract, TallyCube::subtract, Transition::subtract, none, nothing)
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

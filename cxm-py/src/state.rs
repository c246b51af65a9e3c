//! States as Python classes.

use cxm_core::call::{self, Columns};
use cxm_core::state::{ByteForm, Retract, State};
use cxm_core::stats::{Tally, Transition};
use cxm_core::survey::TallyCube;
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde_json::json;

use crate::columns::{PyColumn, PyFrame, cell, view};
use crate::error::{entry, run};
use crate::given::{Given, to_python};
use crate::scan::ScanState;
use crate::survey::{columns, fields, metric};
use crate::table;

/// A class that holds a state which merges: `pub struct AlertState(Mutex<AlertMemory>)` with what every such state does, and its own methods
/// `$own`. The lock is only taken with the GIL released, and two of them in the order of their addresses.
macro_rules! merging_class {
    ($Class:ident, $State:ty, $doc:literal, { $($own:tt)* }) => {
        #[doc = $doc]
        #[pyclass(frozen, module = "cxm._cxm")]
        pub struct $Class(std::sync::Mutex<$State>);

        impl $Class {
            pub fn lock(&self) -> std::sync::MutexGuard<'_, $State> {
                self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) // a panic leaves the state as it was: all or nothing
            }
            pub fn of(state: $State) -> Self {
                Self(std::sync::Mutex::new(state))
            }
            /// Does something to this state with another; with itself, as it was before.
            fn with<T>(&self, other: &Self, run: impl FnOnce(&mut $State, &$State) -> T) -> T {
                match std::ptr::from_ref(self).cmp(&std::ptr::from_ref(other)) {
                    std::cmp::Ordering::Less => {
                        let mut own = self.lock();
                        run(&mut own, &other.lock())
                    }
                    std::cmp::Ordering::Greater => {
                        let other = other.lock();
                        run(&mut self.lock(), &other)
                    }
                    std::cmp::Ordering::Equal => {
                        let mut own = self.lock();
                        let before = own.clone();
                        run(&mut own, &before)
                    }
                }
            }
        }

        #[pymethods]
        impl $Class {
            fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
                entry(py, || run(py, || self.with(other, |own, other| own.merge(other))))
            }
            fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
                entry(py, || run(py, || Ok(self.with(other, |own, other| *own == *other))))
            }
            fn copy(&self, py: Python<'_>) -> PyResult<Self> {
                entry(py, || run(py, || Ok(Self::of(self.lock().clone()))))
            }
            fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, pyo3::types::PyBytes>> {
                entry(py, || Ok(pyo3::types::PyBytes::new(py, &run(py, || Ok(self.lock().to_bytes()))?)))
            }
            #[staticmethod]
            fn from_bytes(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
                entry(py, || {
                    let data = crate::given::bytes(data, "bytes, a bytearray or a memoryview")?;
                    run(py, || Ok(Self::of(<$State>::from_bytes(&data)?)))
                })
            }
            $($own)*
        }
    };
}
pub(crate) use merging_class;

/// The same for a state that reads as JSON too.
macro_rules! json_class {
    ($Class:ident, $State:ty, $doc:literal, { $($own:tt)* }) => {
        crate::state::merging_class! { $Class, $State, $doc, {
            fn to_json(&self, py: Python<'_>) -> PyResult<String> {
                entry(py, || run(py, || Ok(self.lock().to_json())))
            }
            #[staticmethod]
            fn from_json(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Self> {
                entry(py, || {
                    let text = crate::given::document(text)?;
                    run(py, || Ok(Self::of(<$State>::from_json(&text)?)))
                })
            }
            $($own)*
        } }
    };
}
pub(crate) use json_class;

/// The same for a summary of data, which can be subtracted.
macro_rules! state_class {
    ($Class:ident, $State:ty, $doc:literal, { $($own:tt)* }) => {
        json_class! { $Class, $State, $doc, {
            fn subtract(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
                entry(py, || run(py, || self.with(other, |own, other| own.subtract(other))))
            }
            $($own)*
        } }
    };
}

state_class! { TallyState, Tally, "Counts of a closed scale.", {
    #[new]
    fn new(py: Python<'_>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args("Tally")?;
            run(py, || Ok(Self::of(call::tally_new(args)?)))
        })
    }

    #[staticmethod]
    fn from_counts(py: Python<'_>, counts: Vec<f64>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args("from_counts")?;
            run(py, || Ok(Self::of(call::tally_from_counts(&counts, args)?)))
        })
    }

    fn observe(&self, py: Python<'_>, given: Given<'_>) -> PyResult<()> {
        entry(py, || {
            if let Some(scan) = given.0.get_item("column")?.and_then(|column| column.cast_into::<ScanState>().ok()) {
                given.take("column")?;
                return self.observe_scan(&scan, &given);
            }
            let (held, args) = (columns(&given, ["column", "weights", "counts"])?, given.args("observe")?);
            run(py, || call::tally_observe(&mut self.lock(), held.view(), args))
        })
    }

    fn add(&self, py: Python<'_>, value: &Bound<'_, PyAny>, given: Given<'_>) -> PyResult<()> {
        entry(py, || {
            let (value, args) = (cell(value, 0)?, given.args("add")?);
            run(py, || call::tally_add(&mut self.lock(), &value, args))
        })
    }

    fn estimate<'py>(&self, py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let args = given.args(name)?;
            fields(py, || call::tally_estimate(&self.lock(), name, args))
        })
    }

    fn about<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let about = run(py, || {
                let tally = self.lock();
                Ok(json!({
                    "counts": tally.counts(), "n": tally.n(), "n_missing": tally.n_missing(), "n_invalid": tally.n_invalid(),
                    "n_not_asked": tally.n_not_asked(), "scale": tally.scale().to_string(),
                }))
            })?;
            to_python(py, &about)
        })
    }
}}

impl TallyState {
    /// Batch by batch, and on an error nothing; weights and counts are names of columns.
    fn observe_scan(&self, scan: &Bound<'_, ScanState>, given: &Given<'_>) -> PyResult<()> {
        let py = scan.py();
        let state = scan.get();
        let question = run(py, || state.lock().question().map(str::to_owned))?;
        let (weights, counts) = (given.label("weights")?, given.label("counts")?);
        let names = std::iter::once(question).chain(weights.clone()).chain(counts.clone()).collect();
        let mut parts = PyFrame::import(scan, names)?;
        let mut seen = run(py, || Ok(Tally::new(self.lock().spec())))?;
        while let Some(columns) = parts.next(py)? {
            let args = given.args("observe")?;
            run(py, || {
                let mut views = columns.iter().map(PyColumn::view);
                let values = views.next().unwrap_or_else(|| Vec::new().into()); // there is the question's
                let mut beside = |name: &Option<String>| name.as_ref().and_then(|_| views.next());
                let columns = Columns { values, weights: beside(&weights), counts: beside(&counts) };
                call::tally_observe(&mut seen, columns, args)
            })?;
        }
        run(py, || self.lock().merge(&seen))
    }
}

state_class! { CubeState, TallyCube, "Tallies by group and period.", {
    #[new]
    fn new(py: Python<'_>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args("TallyCube")?;
            run(py, || Ok(Self::of(call::cube_new(args)?)))
        })
    }

    /// Batch by batch, and on an error nothing.
    fn observe(&self, py: Python<'_>, frame: &Bound<'_, PyAny>, names: Vec<String>, given: Given<'_>) -> PyResult<()> {
        entry(py, || {
            let mut parts = PyFrame::import(frame, names)?;
            let mut seen = run(py, || {
                let cube = self.lock();
                Ok(TallyCube::new(cube.spec().clone())?.reading(cube.default_reading().clone()))
            })?;
            while let Some(columns) = parts.next(py)? {
                let args = given.args("observe")?;
                run(py, || call::cube_observe(&mut seen, &view(&columns)?, args))?;
            }
            run(py, || self.lock().merge(&seen))
        })
    }

    fn score<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
        entry(py, || {
            let (metric, args) = (metric(&given)?, given.args("score")?);
            table::to_python(py, run(py, || call::cube_score(&self.lock(), &metric, args))?)
        })
    }

    fn compare_groups<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
        entry(py, || {
            let (metric, args) = (metric(&given)?, given.args("compare_groups")?);
            table::to_python(py, run(py, || call::cube_compare_groups(&self.lock(), &metric, args))?)
        })
    }

    fn tally(&self, py: Python<'_>, given: Given<'_>) -> PyResult<TallyState> {
        entry(py, || {
            let keys = given.json()?;
            run(py, || Ok(TallyState::of(call::cube_tally(&self.lock(), &keys)?)))
        })
    }

    fn by(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        entry(py, || run(py, || Ok(self.lock().spec().by.clone())))
    }
}}

state_class! { TransitionState, Transition, "Answers of the same respondents in two waves.", {
    #[new]
    fn new(py: Python<'_>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args("Transition")?;
            run(py, || Ok(Self::of(call::transition_new(args)?)))
        })
    }

    fn observe(&self, py: Python<'_>, given: Given<'_>) -> PyResult<()> {
        entry(py, || {
            let column = |name| given.require(name)?.extract::<PyColumn>();
            let (first, second) = (column("first")?, column("second")?);
            let args = given.args("observe")?;
            run(py, || call::transition_observe(&mut self.lock(), &first.view(), &second.view(), args))
        })
    }

    fn about<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let about = run(py, || {
                let moves = self.lock();
                Ok(json!({"counts": moves.counts(), "n": moves.n(), "n_missing": moves.n_missing(), "scale": moves.scale().to_string()}))
            })?;
            to_python(py, &about)
        })
    }
}}

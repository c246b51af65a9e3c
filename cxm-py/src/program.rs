//! The KPIs of a program, its initiatives, alignment, delivery gap and benchmarks.

use cxm_core::call::{self, Args};
use cxm_core::columns::{Frame, Table};
use cxm_core::program::kpi::ProgramRecords;
use cxm_core::stats::Estimate;
use cxm_core::{Error, Result};
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde_json::Map;
use std::collections::HashMap;

use crate::columns::{PyColumn, PyFrame, view};
use crate::error::{entry, run, to_py};
use crate::given::{Given, to_json};
use crate::survey::{Side, fields, metric, on_frame, result};
use crate::table;

type OfTwo = fn(&Frame<'_>, &Frame<'_>, Args) -> Result<Table>;
type OfOne = fn(&Frame<'_>, Args) -> Result<Table>;

/// A KPI of records and a roster.
#[pyfunction]
pub fn rostered<'py>(
    py: Python<'py>,
    name: &str,
    records: (Bound<'py, PyAny>, Vec<String>),
    roster: (Bound<'py, PyAny>, Vec<String>),
    given: Given<'py>,
) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let function: OfTwo = match name {
            "employee_engagement" => call::employee_engagement,
            _ => call::rate_of_innovation,
        };
        let [records, roster] =
            [records, roster].map(|(frame, names)| PyFrame::import(&frame, names).and_then(|frame| frame.whole(py)));
        let (records, roster, args) = (records?, roster?, given.args(name)?);
        table::to_python(py, run(py, || function(&view(&records)?, &view(&roster)?, args))?)
    })
}

/// A table of one frame.
#[pyfunction]
pub fn of_frame<'py>(
    py: Python<'py>,
    name: &str,
    frame: &Bound<'py, PyAny>,
    names: Vec<String>,
    given: Given<'py>,
) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let function: OfOne = match name {
            "aalen_johansen" => call::aalen_johansen_table,
            "alignment" => call::alignment,
            "attribution" => call::attribution,
            "balanced_scorecard" => call::balanced_scorecard,
            "cohort_retention" => call::cohort_retention,
            "compare_across" => |frame, mut args| {
                let (metric, column) = (args.take("metric").unwrap_or_default(), args.column("column")?);
                call::compare_across(frame, &metric, column.as_deref(), args)
            },
            "holdout" => call::holdout,
            "inter_purchase_time" => call::inter_purchase_time,
            "interrupted_time_series" => call::interrupted_time_series,
            "nelson_aalen" => call::nelson_aalen_table,
            "quick_wins" => call::quick_wins,
            "rank" => call::rank,
            "rfm" => call::rfm,
            "rfm_scores" => call::rfm_scores,
            "rfm_segments" => call::rfm_segments,
            "tracking" => call::tracking,
            "value_at_stake" => call::value_at_stake,
            "value_intervals" => call::value_intervals,
            "value_predict" => call::value_predict,
            _ => call::rate_of_improvement,
        };
        table::to_python(py, on_frame(frame, names, &given, name, function)?)
    })
}

/// Which columns of a frame to bring: of a function those that its options name, of records in a role those that are read by name.
#[pyfunction]
pub fn columns_read(py: Python<'_>, of: &str, given: Given<'_>, known: Vec<String>) -> PyResult<Vec<String>> {
    entry(py, || {
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        call::columns_read(given.args(of)?, Some(&known)).map_err(|error| to_py(py, &error))
    })
}

type Frames<'py> = HashMap<String, (Bound<'py, PyAny>, Vec<String>)>;

/// The four KPIs of the frames that are given.
#[pyfunction]
pub fn program_kpis<'py>(py: Python<'py>, frames: Frames<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let mut held = HashMap::new();
        for (role, (frame, names)) in frames {
            held.insert(role, PyFrame::import(&frame, names)?.whole(py)?);
        }
        let args = given.args("program_kpis")?;
        let call = || {
            let of = |role: &str| held.get(role).map(|columns| view(columns)).transpose();
            let frames = [of("activity")?, of("roster")?, of("ideas")?, of("versions")?, of("goals")?];
            let mut records = ProgramRecords::default();
            let [activity, roster, ideas, changes, goals] = frames.each_ref().map(Option::as_ref);
            (records.activity, records.roster, records.ideas) = (activity, roster, ideas);
            (records.changes, records.goals) = (changes, goals);
            call::program_kpis(&records, args)
        };
        table::to_python(py, run(py, call)?)
    })
}

/// A balanced scorecard to read.
#[pyfunction]
pub fn balanced_scorecard_page(
    py: Python<'_>,
    frame: &Bound<'_, PyAny>,
    names: Vec<String>,
    given: Given<'_>,
) -> PyResult<String> {
    entry(py, || {
        let columns = PyFrame::import(frame, names)?.whole(py)?;
        let args = given.args("balanced_scorecard_page")?;
        run(py, || call::balanced_scorecard_page(&view(&columns)?, args))
    })
}

/// A table of options alone.
#[pyfunction]
pub fn of_options<'py>(py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
    entry(py, || {
        let args = given.args(name)?;
        let function = match name {
            "rank_estimates" => call::rank_estimates,
            "value_new" => call::value_new,
            _ => call::program_reviews,
        };
        table::to_python(py, run(py, || function(args))?)
    })
}

const MEASURED: [&str; 4] = ["before", "after", "control_before", "control_after"];

#[pyfunction]
pub fn initiative_impact<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let mut columns: HashMap<String, PyColumn> = HashMap::new();
        for name in MEASURED.iter().flat_map(|name| [(*name).to_owned(), format!("units_{name}")]) {
            if let Some(column) = given.column(&name)? {
                columns.insert(name, column);
            }
        }
        let args = given.args("initiative_impact")?;
        fields(py, || call::initiative_impact(&call::impact_samples(|name| columns.get(name).map(PyColumn::view))?, args))
    })
}

#[pyfunction]
pub fn roi<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let args = given.args("roi")?;
        fields(py, || call::roi(args))
    })
}

#[pyfunction]
pub fn goal_share<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let args = given.args("goal_share")?;
        fields(py, || call::goal_share(args))
    })
}

#[pyfunction]
pub fn delivery_gap<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let internal = Side::take(py, &given, ["internal", "weights_internal", "counts_internal"])?;
        let customers = Side::take(py, &given, ["customers", "weights_customers", "counts_customers"])?;
        let (metric, args) = (metric(&given)?, given.args("delivery_gap")?);
        fields(py, || call::delivery_gap(internal.sample(), customers.sample(), &metric, args))
    })
}

/// Refuses what is no benchmark; gives its fields.
#[pyfunction]
pub fn benchmark<'py>(py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        let mut json: Map<_, _> = given.json()?;
        json.retain(|_, value| !value.is_null());
        fields(py, || call::benchmark(json.into()))
    })
}

#[pyfunction]
pub fn compare_to_benchmark<'py>(
    py: Python<'py>,
    estimate: &Bound<'py, PyAny>,
    benchmark: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    entry(py, || {
        if !estimate.is_instance_of::<pyo3::types::PyDict>() {
            let kind = estimate.get_type().name()?.to_string();
            return Err(to_py(py, &Error::option("estimate", "an Estimate", kind)));
        }
        let (estimate, benchmark) = (result::<Estimate>(py, estimate)?, to_json(benchmark)?);
        fields(py, || call::compare_to_benchmark(&estimate, benchmark))
    })
}

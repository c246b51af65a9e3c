//! Event logs and what is read from them.

use cxm_core::call;
use cxm_core::records::event_log::EventLog;
use cxm_core::state::ByteForm;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

use crate::columns::{PyFrame, view};
use crate::error::{entry, run};
use crate::given::{Given, to_python};
use crate::state::merging_class;
use crate::survey::fields;
use crate::table;

/// Fields and two tables.
type WithTables<'py> = (Bound<'py, PyAny>, Bound<'py, PyList>, Bound<'py, PyList>);
/// Fields, curve, groups.
type GoalParts<'py> = (Bound<'py, PyAny>, Bound<'py, PyList>, Option<Bound<'py, PyList>>);

merging_class! { EventLogData, EventLog, "Interactions of customers with touchpoints, by customer and time.", {
    #[new]
    fn new(py: Python<'_>, frame: &Bound<'_, PyAny>, names: Vec<String>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let columns = PyFrame::import(frame, names)?.whole(py)?;
            let args = given.args("EventLog")?;
            run(py, || Ok(Self::of(call::event_log(&view(&columns)?, args)?)))
        })
    }

    /// The log of a file's bytes, by the name of the format.
    #[staticmethod]
    fn read(py: Python<'_>, format: &str, data: &Bound<'_, PyBytes>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let (bytes, args) = (data.as_bytes(), given.args(&format!("read_{format}"))?);
            run(py, || Ok(Self::of(call::event_log_read(format, bytes, args)?)))
        })
    }

    fn write<'py>(&self, py: Python<'py>, format: &str, given: Given<'_>) -> PyResult<Bound<'py, PyBytes>> {
        entry(py, || {
            let args = given.args(&format!("to_{format}"))?;
            Ok(PyBytes::new(py, &run(py, || call::event_log_write(&self.lock(), format, args))?))
        })
    }

    #[staticmethod]
    fn from_model(py: Python<'_>, frame: &Bound<'_, PyAny>, names: Vec<String>, model: &crate::experience::ModelData, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let columns = PyFrame::import(frame, names)?.whole(py)?;
            let args = given.args("EventLog.from_model")?;
            run(py, || Ok(Self::of(call::event_log_from_model(&view(&columns)?, &model.0, args)?)))
        })
    }

    fn append(&self, py: Python<'_>, other: &Self) -> PyResult<()> {
        entry(py, || run(py, || self.with(other, EventLog::append)))
    }

    fn sessionize(&self, py: Python<'_>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args("sessionize")?;
            run(py, || Ok(Self::of(call::sessionize(&self.lock(), args)?)))
        })
    }

    fn table<'py>(&self, py: Python<'py>, name: &str, given: Given<'py>) -> PyResult<Bound<'py, PyList>> {
        entry(py, || {
            let args = given.args(name)?;
            table::to_python(py, run(py, || call::event_log_table(&self.lock(), name, args))?)
        })
    }

    /// Several tables of the log, counted in one pass where they can be.
    fn tables<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<Vec<Bound<'py, PyList>>> {
        entry(py, || {
            let args = given.args("measures")?;
            let tables = run(py, || call::event_log_tables(&self.lock(), args))?;
            tables.into_iter().map(|found| table::to_python(py, found)).collect()
        })
    }

    fn throughput<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let args = given.args("throughput")?;
            fields(py, || call::throughput(&self.lock(), args))
        })
    }

    fn coverage<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || {
            let args = given.args("coverage")?;
            fields(py, || call::coverage(&self.lock(), args))
        })
    }

    /// The fields of a goal's performance, its curve, and with `by` its groups.
    fn goal_performance<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<GoalParts<'py>> {
        entry(py, || {
            let args = given.args("goal_performance")?;
            let mut found = run(py, || call::goal_performance(&self.lock(), args))?;
            let groups = found.groups.take().map(|groups| table::to_python(py, groups)).transpose()?;
            let curve = table::to_python(py, std::mem::take(&mut found.curve))?;
            Ok((fields(py, || Ok(found))?, curve, groups))
        })
    }

    /// The fields of a conformance, its deviations and its variants.
    fn conformance<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<WithTables<'py>> {
        entry(py, || {
            let args = given.args("conformance")?;
            let mut found = run(py, || call::conformance(&self.lock(), args))?;
            let deviations = table::to_python(py, std::mem::take(&mut found.deviations))?;
            let variants = table::to_python(py, std::mem::take(&mut found.variants))?;
            Ok((fields(py, || Ok(found))?, deviations, variants))
        })
    }

    /// The fields of a consistency, its channels and its pairs.
    fn channel_consistency<'py>(&self, py: Python<'py>, given: Given<'py>) -> PyResult<WithTables<'py>> {
        entry(py, || {
            let args = given.args("channel_consistency")?;
            let mut found = run(py, || call::channel_consistency(&self.lock(), args))?;
            let channels = table::to_python(py, std::mem::take(&mut found.channels))?;
            let pairs = table::to_python(py, std::mem::take(&mut found.pairs))?;
            Ok((fields(py, || Ok(found))?, channels, pairs))
        })
    }

    /// One of the facts of the log.
    fn about<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &run(py, || call::event_log_fact(&self.lock(), name))?))
    }
}}

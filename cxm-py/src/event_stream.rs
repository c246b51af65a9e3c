//! Streams of events.

use cxm_core::call;
use cxm_core::records::event_log::EventStream;
use cxm_core::state::ByteForm;
use pyo3::prelude::*;

use crate::columns::{PyFrame, view};
use crate::error::{entry, run};
use crate::given::{Given, to_python};
use crate::journey::EventLogData;
use crate::state::merging_class;

merging_class! { EventStreamData, EventStream, "Events of customers who are not settled yet.", {
    #[new]
    fn new(py: Python<'_>, given: Given<'_>) -> PyResult<Self> {
        entry(py, || {
            let args = given.args("EventStream")?;
            run(py, || Ok(Self::of(call::event_stream_new(args)?)))
        })
    }

    /// All of the frame or, on an error, nothing.
    fn observe(&self, py: Python<'_>, frame: &Bound<'_, PyAny>, names: Vec<String>, given: Given<'_>) -> PyResult<()> {
        entry(py, || {
            let columns = PyFrame::import(frame, names)?.whole(py)?;
            let args = given.args("observe")?;
            run(py, || call::event_stream_observe(&mut self.lock(), &view(&columns)?, args))
        })
    }

    fn drain(&self, py: Python<'_>) -> PyResult<EventLogData> {
        entry(py, || run(py, || Ok(EventLogData::of(self.lock().drain()?))))
    }

    fn finish(&self, py: Python<'_>) -> PyResult<EventLogData> {
        entry(py, || run(py, || Ok(EventLogData::of(self.lock().finish()?))))
    }

    fn open_log(&self, py: Python<'_>) -> PyResult<EventLogData> {
        entry(py, || run(py, || Ok(EventLogData::of(self.lock().open_log()?))))
    }

    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        entry(py, || to_python(py, &run(py, || Ok(call::event_stream_facts(&self.lock())))?))
    }
}}

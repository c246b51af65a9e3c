//! Python bindings of `cxm-core`: convert, call, convert.
#![allow(clippy::needless_pass_by_value, reason = "pyo3 hands arguments over by value")]

mod closed_loop;
mod columns;
mod error;
mod event_stream;
mod experience;
mod formats;
mod given;
mod journey;
mod long_column;
mod program;
mod report;
mod scan;
mod state;
mod survey;
mod survey_document;
mod survival;
mod table;
mod value;

use pyo3::prelude::*;

use error::entry;

#[global_allocator]
static MEMORY: cxm_alloc::LargePages = cxm_alloc::LargePages;

/// Panics, so that a test can see what Python gets.
#[pyfunction]
fn _boom(py: Python<'_>) -> PyResult<()> {
    entry(py, || panic!("boom"))
}

/// The compiled half of the package `cxm`.
#[pymodule(gil_used = false)]
mod _cxm {
    #[pymodule_export]
    use super::_boom;
    #[pymodule_export]
    use crate::closed_loop::{AlertRulesData, AlertState, documents, of_cases};
    #[pymodule_export]
    use crate::columns::{_describe, unknown_column};
    #[pymodule_export]
    use crate::event_stream::EventStreamData;
    #[pymodule_export]
    use crate::experience::{ModelData, json_schema, model_problems};
    #[pymodule_export]
    use crate::formats::read_survey;
    #[pymodule_export]
    use crate::journey::EventLogData;
    #[pymodule_export]
    use crate::long_column::LongColumn;
    #[pymodule_export]
    use crate::program::{
        balanced_scorecard_page, benchmark, columns_read, compare_to_benchmark, delivery_gap, goal_share, initiative_impact,
        of_frame, of_options, program_kpis, roi, rostered,
    };
    #[pymodule_export]
    use crate::report::{ChartData, ScorecardData, table_csv, table_html, table_text};
    #[pymodule_export]
    use crate::scan::ScanState;
    #[pymodule_export]
    use crate::state::{CubeState, TallyState, TransitionState};
    #[pymodule_export]
    use crate::survey::{
        check_metric, compare, compare_all, compare_groups, estimate, html, line, p_adjust, plan, score, share_intervals,
    };
    #[pymodule_export]
    use crate::survey_document::{ContactPolicyData, SurveyDocument};
    #[pymodule_export]
    use crate::survival::{CoxModelData, SurvivalCurvesData, customer_rate, survival, test_of_times};

    #[pymodule_export]
    use crate::value::{clv, value_bootstrap, value_fit, value_of};

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}

//! Floor 8: the flat functions that every binding offers, over options that arrive by name.
//!
//! Python and Node hand over columns and a JSON object of options; what an option means, its default and its error are decided here, once, so that
//! all languages say the same sentence. Rust users call the modules below directly.

mod args;
mod attribution;
mod balanced;
mod calibration;
mod chart;
mod closed_loop;
mod clv;
mod cohorts;
mod columns_read;
mod compare;
mod conformance;
mod cox;
mod cube;
mod day;
mod document_kinds;
mod documents;
mod each_customer;
mod estimate;
mod event_log;
#[cfg(feature = "formats")]
mod event_log_files;
mod event_stream;
mod experience;
mod frame_columns;
mod funnel;
mod goal_performance;
mod impact;
mod journey_map;
mod kept;
mod kpi;
mod metric;
mod power;
mod program;
mod rank;
#[cfg(feature = "formats")]
mod read_survey;
mod retention;
mod rfm;
mod rfm_scores;
mod score;
mod scorecard;
mod segments;
mod shared_pass;
mod survey_document;
mod survival;
mod survival_curves;
#[cfg(feature = "formats")]
mod table;
mod tally;
mod tracking;
mod value_at_stake;
mod value_covariates;
mod value_fit;
mod value_inference;
mod value_predict;

pub use args::{Args, read_json};
pub use attribution::attribution;
pub use balanced::{balanced_scorecard, balanced_scorecard_page};
pub use calibration::calibration;
pub use chart::{CHARTS, chart_distribution, chart_estimate, chart_of_table, table_of};
pub use closed_loop::{closed_loop, to_notify, worklist};
pub use clv::{LifetimeValue, clv};
pub use columns_read::columns_read;
pub use compare::{
    Sample, compare, compare_all, compare_groups, cube_compare_groups, p_adjust, share_intervals, transition_compare,
    transition_new, transition_observe,
};
pub use conformance::{channel_consistency, conformance};
pub use cox::{CoxModel, cox_fit, discrete_hazard_fit};
pub use cube::{cube_new, cube_observe, cube_score, cube_tally};
pub use document_kinds::{DOCUMENT_KINDS, json_schema, problems_of};
pub use documents::{alert_input, alert_rules, documents};
pub use estimate::{Columns, estimate};
pub use event_log::{event_log, event_log_fact, sessionize, throughput};
#[cfg(feature = "formats")]
pub use event_log_files::{event_log_read, event_log_write};
pub use event_stream::{event_stream_facts, event_stream_new, event_stream_observe};
pub use experience::{experience, model_problems};
pub use goal_performance::{coverage, event_log_from_model, goal_performance};
pub use impact::{impact_samples, initiative_impact, interrupted_time_series, roi};
pub use kpi::{employee_engagement, goal_share, program_kpis, rate_of_improvement, rate_of_innovation};
pub use metric::{metric, metric_of};
pub use power::{detectable_difference, power, required_n};
pub use program::{alignment, benchmark, compare_across, compare_to_benchmark, delivery_gap, program_reviews};
pub use rank::{quick_wins, rank, rank_estimates};
#[cfg(feature = "formats")]
pub use read_survey::{read_survey, survey_reader_new, survey_scan_new};
pub use retention::{cohort_retention, customer_rate, inter_purchase_time};
pub use rfm::{holdout, rfm};
pub use rfm_scores::{rfm_scores, rfm_segments};
pub use score::{ScoreParts, score};
pub use scorecard::{scorecard, scorecard_of_cubes, scorecard_text, scorecard_with_program};
pub use shared_pass::{event_log_table, event_log_tables};
pub use survey_document::{
    contact_policy, may_invite, problems_json, survey_check, survey_from_json, survey_full_quota, survey_next_question,
    survey_parse, survey_revision, survey_tabulate, survey_template,
};
pub use survival::{FieldsAndTables, aalen_johansen_table, log_rank, nelson_aalen_table, rmst_difference};
pub use survival_curves::SurvivalCurves;
#[cfg(feature = "formats")]
pub use table::{frame_to_csv, table_to_csv};
pub use tally::{tally_add, tally_estimate, tally_from_counts, tally_new, tally_observe};
pub use tracking::tracking;
pub use value_at_stake::value_at_stake;
pub use value_fit::{value_about, value_fit, value_given};
pub use value_inference::{likelihood_ratio, value_bootstrap, value_intervals};
pub use value_predict::{value_new, value_predict};

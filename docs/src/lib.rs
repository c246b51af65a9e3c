//! The documentation as tests: every Rust example of README and of the pages in `docs/` runs with `cargo test --doc`. The Python and JavaScript
//! examples run with `docs/run_snippets.py`.
#![allow(clippy::doc_markdown, rustdoc::broken_intra_doc_links, reason = "the pages are prose for readers, not items of a crate")]

/// One module a page, so that a failing example is named for its page.
macro_rules! pages {
    ($($name:ident $path:literal),+ $(,)?) => {
        $(#[doc = include_str!($path)] pub mod $name {})+
    };
}

pages! {
    readme "../../README.md",
    contributing "../../CONTRIBUTING.md",
    compare "../COMPARE.md",
    design "../DESIGN.md",
    validation "../VALIDATION.md",
    errors "../errors.md",
    guide_experience "../guide/experience.md",
    guide_event_log_files "../guide/event_log_files.md",
    guide_records "../guide/records.md",
    guide_python "../guide/python.md",
    guide_node "../guide/node.md",
    guide_rust "../guide/rust.md",
    validation_goals "../validation/goals.md",
    validation_impact "../validation/impact.md",
    validation_sizes "../validation/sizes.md",
    metrics_nps "../metrics/nps.md",
    metrics_enps "../metrics/enps.md",
    metrics_csat "../metrics/csat.md",
    metrics_ces "../metrics/ces.md",
    metrics_stars "../metrics/stars.md",
    metrics_favorability "../metrics/favorability.md",
    metrics_mean "../metrics/mean.md",
    metrics_intervals "../metrics/intervals.md",
    metrics_comparisons "../metrics/comparisons.md",
    metrics_suppression "../metrics/suppression.md",
    metrics_weights "../metrics/weights.md",
    metrics_time "../metrics/time.md",
    metrics_employee_engagement "../metrics/employee_engagement.md",
    metrics_rate_of_innovation "../metrics/rate_of_innovation.md",
    metrics_rate_of_improvement "../metrics/rate_of_improvement.md",
    metrics_goal_performance "../metrics/goal_performance.md",
    metrics_goal_share "../metrics/goal_share.md",
    metrics_alignment "../metrics/alignment.md",
    metrics_attribution "../metrics/attribution.md",
    metrics_benchmarks "../metrics/benchmarks.md",
    metrics_initiative_impact "../metrics/initiative_impact.md",
    metrics_interrupted_time_series "../metrics/interrupted_time_series.md",
    metrics_roi "../metrics/roi.md",
    metrics_paths "../metrics/paths.md",
    metrics_rank "../metrics/rank.md",
    metrics_program_kpis "../metrics/program_kpis.md",
    metrics_quick_wins "../metrics/quick_wins.md",
    metrics_program_reviews "../metrics/program_reviews.md",
    metrics_balanced_scorecard "../metrics/balanced_scorecard.md",
    metrics_alerts "../metrics/alerts.md",
    metrics_case "../metrics/case.md",
    metrics_closed_loop "../metrics/closed_loop.md",
    metrics_funnel "../metrics/funnel.md",
    metrics_conformance "../metrics/conformance.md",
    metrics_handoffs "../metrics/handoffs.md",
    metrics_friction "../metrics/friction.md",
}

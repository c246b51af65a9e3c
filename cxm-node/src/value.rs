//! What customers are worth and how long they stay.

use cxm_core::call::{self, Args, FieldsAndTables, SurvivalCurves};
use cxm_core::clv::RfmOptions;
use cxm_core::columns::Frame;
use cxm_core::columns::time::Instant;
use cxm_core::{Code, Error, Result};
use napi_derive::napi;
use serde_json::{Map, Value, json};

use crate::arrow;
use crate::call::{Answer, Call, shown, shown_json, to_json};
use crate::columns::frame;
use crate::error::guarded;
use crate::table;

/// The functions of a frame of customers, of a model that is fitted, and of columns of times.
pub const FUNCTIONS: [&str; 37] = [
    "aalen_johansen",
    "about",
    "average_order_value",
    "bootstrap",
    "calibration",
    "churn_rate",
    "clv",
    "cohort_retention",
    "contract_churn_rate",
    "contract_retention_rate",
    "cox",
    "discrete_hazard",
    "fit",
    "from_params",
    "gross_revenue_retention",
    "holdout",
    "inter_purchase_time",
    "kaplan_meier",
    "likelihood_ratio",
    "log_rank",
    "nelson_aalen",
    "net_revenue_retention",
    "purchase_frequency",
    "reactivation_rate",
    "repeat_purchase_rate",
    "retention_rate",
    "returning_customer_rate",
    "rfm",
    "rfm_scores",
    "rfm_segments",
    "rfm_unit",
    "rmst_difference",
    "tracking",
    "value_at_stake",
    "value_intervals",
    "value_new",
    "value_predict",
];

/// Kaplan and Meier's curves: what was watched is counted once, and each question is answered from that.
#[napi]
pub struct Curves(pub(crate) SurvivalCurves);

#[napi]
impl Curves {
    /// How they were made, as JSON.
    #[napi(catch_unwind)]
    pub fn fields(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.fields().to_string()))
    }

    /// The table that a question comes to, by column as JSON.
    #[napi(catch_unwind)]
    pub fn ask(&self, question: String, options: String) -> napi::Result<String> {
        guarded(|| Ok(table::to_json(&self.0.ask(&question, Args::from_json("kaplan_meier", &options)?)?).to_string()))
    }
}

pub fn run(call: &Call, options: Map<String, Value>) -> Result<Answer> {
    let arrow = arrow::decode(&call.columns)?;
    let frame = frame(&call.columns, arrow.as_deref())?;
    match call.function.as_str() {
        "aalen_johansen" => call.listed(options, |_, args| call::aalen_johansen_table(&frame, args)),
        "about" => to_json(&call::value_about(call.args(options))?),
        "bootstrap" => to_json(&call::value_bootstrap(&frame, call.args(options))?),
        "calibration" => parts(call::calibration(&frame, call.args(options))?),
        "clv" => lifetime_value(&frame, call.args(options)),
        "average_order_value"
        | "churn_rate"
        | "contract_churn_rate"
        | "contract_retention_rate"
        | "gross_revenue_retention"
        | "net_revenue_retention"
        | "purchase_frequency"
        | "reactivation_rate"
        | "repeat_purchase_rate"
        | "retention_rate"
        | "returning_customer_rate" => rate(&frame, call.args(options)),
        "cohort_retention" => call.listed(options, |_, args| call::cohort_retention(&frame, args)),
        "cox" => parts(call::cox_fit(&frame, call.args(options))?),
        "discrete_hazard" => parts(call::discrete_hazard_fit(&frame, call.args(options))?),
        "fit" => to_json(&call::value_fit(&frame, call.args(options))?),
        "from_params" => to_json(&call::value_given(call.args(options))?),
        "holdout" => call.listed(options, |_, args| call::holdout(&frame, args)),
        "inter_purchase_time" => call.listed(options, |_, args| call::inter_purchase_time(&frame, args)),
        "kaplan_meier" => SurvivalCurves::of(&frame, call.args(options)).map(Answer::Curves),
        "likelihood_ratio" => shown(&call::likelihood_ratio(call.args(options))?),
        "log_rank" => shown(&call::log_rank(&frame, call.args(options))?),
        "nelson_aalen" => call.listed(options, |_, args| call::nelson_aalen_table(&frame, args)),
        "rfm" => call.listed(options, |_, args| call::rfm(&frame, args)),
        "rfm_scores" => call.listed(options, |_, args| call::rfm_scores(&frame, args)),
        "rfm_segments" => call.listed(options, |_, args| call::rfm_segments(&frame, args)),
        "rfm_unit" => to_json(&RfmOptions::new(Instant::from_micros(0)?).unit.name()),
        "tracking" => call.listed(options, |_, args| call::tracking(&frame, args)),
        "value_at_stake" => call.listed(options, |_, args| call::value_at_stake(&frame, args)),
        "value_intervals" => call.listed(options, |_, args| call::value_intervals(&frame, args)),
        "rmst_difference" => shown(&call::rmst_difference(&frame, call.args(options))?),
        "value_new" => call.listed(options, |_, args| call::value_new(args)),
        "value_predict" => call.listed(options, |_, args| call::value_predict(&frame, args)),
        other => Err(Error::option("function", FUNCTIONS.join(", "), other)),
    }
}

/// A rate of customers, and the table of its segments.
fn rate(frame: &Frame<'_>, args: Args) -> Result<Answer> {
    let found = call::customer_rate(frame, args)?;
    to_json(&json!({ "estimate": shown_json(&found.estimate)?, "segments": found.segments.as_ref().map(table::to_json) }))
}

/// What customers are worth: the fields of all together, and a row each.
fn lifetime_value(frame: &Frame<'_>, args: Args) -> Result<Answer> {
    let found = call::clv(frame, args)?;
    let mut fields = serde_json::to_value(&found).map_err(|error| Error::new(Code::InvalidJson, error.to_string()))?;
    if let Some(fields) = fields.as_object_mut() {
        fields.remove("total");
    }
    let groups = found.groups.as_ref().map(table::to_json);
    to_json(
        &json!({ "fields": fields, "total": shown_json(&found.total)?, "table": table::to_json(&found.table), "groups": groups }),
    )
}

/// A result of fields and tables.
fn parts(found: FieldsAndTables) -> Result<Answer> {
    let tables: Map<String, Value> = found.tables.iter().map(|(name, own)| ((*name).to_owned(), table::to_json(own))).collect();
    to_json(&json!({ "fields": found.fields, "tables": tables }))
}

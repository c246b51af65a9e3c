//! What is asked of a log of events.

use cxm_core::call;
use cxm_core::records::event_log::EventLog;
use cxm_core::{Code, Error, Result};
use serde_json::{Map, Value, json};

use super::{Answer, Call, shown, shown_json, to_json};
use crate::state::Held;
use crate::table;

impl Call {
    pub(super) fn on_log(&self, log: &EventLog, options: Map<String, Value>) -> Result<Answer> {
        match self.function.as_str() {
            "sessionize" => call::sessionize(log, self.args(options)).map(|log| Answer::State(Box::new(Held::Log(log)))),
            "throughput" => to_json(&call::throughput(log, self.args(options))?),
            "to_xes" => call::event_log_write(log, "xes", self.args(options)).map(Answer::Bytes),
            "coverage" => shown(&call::coverage(log, self.args(options))?),
            "goal_performance" => {
                let found = call::goal_performance(log, self.args(options))?;
                let groups = found.groups.as_ref().map(table::to_json);
                let test = found.test.as_ref().map(shown_json).transpose()?;
                let counts = json!({
                    "n_reached": found.n_reached, "n_exited": found.n_exited, "n_watching": found.n_watching,
                    "n_at_risk": found.n_at_risk, "n_excluded": found.n_excluded, "n_not_started": found.n_not_started,
                });
                to_json(
                    &json!({ "estimate": shown_json(&found.estimate)?, "curve": table::to_json(&found.curve), "groups": groups, "test": test, "counts": counts }),
                )
            }
            "conformance" => {
                let mut found = call::conformance(log, self.args(options))?;
                let (deviations, variants) = (std::mem::take(&mut found.deviations), std::mem::take(&mut found.variants));
                let estimates = json!({ "fitness": shown_json(&found.fitness)?, "coverage": shown_json(&found.coverage)? });
                let counts = json!({
                    "n_fitting": found.n_fitting, "n_variants": found.n_variants, "shortest": found.shortest,
                    "n_followed": found.n_followed, "n_reached": found.n_reached, "n_left_out": found.n_left_out,
                });
                let tables = json!({ "deviations": table::to_json(&deviations), "variants": table::to_json(&variants) });
                to_json(&json!({ "estimates": estimates, "fields": counts, "tables": tables }))
            }
            "channel_consistency" => {
                let mut found = call::channel_consistency(log, self.args(options))?;
                let (channels, pairs) = (std::mem::take(&mut found.channels), std::mem::take(&mut found.pairs));
                let tables = json!({ "channels": table::to_json(&channels), "pairs": table::to_json(&pairs) });
                let mut fields =
                    serde_json::to_value(&found).map_err(|error| Error::new(Code::InvalidJson, error.to_string()))?;
                if let Some(fields) = fields.as_object_mut() {
                    fields.retain(|name, _| name != "channels" && name != "pairs");
                }
                to_json(&json!({ "estimates": {}, "fields": fields, "tables": tables }))
            }
            "measures" => {
                let tables = call::event_log_tables(log, self.args(options))?;
                to_json(&tables.iter().map(table::to_json).collect::<Vec<_>>())
            }
            name => self.listed(options, |_, args| call::event_log_table(log, name, args)),
        }
    }
}

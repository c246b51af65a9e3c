//! Scorecards and charts, held and shown for JavaScript.

use cxm_core::call::{self, Args};
use cxm_core::report::chart::{Chart, SvgOptions};
use cxm_core::report::scorecard::Scorecard;
use napi_derive::napi;
use serde_json::{Value, json};

use crate::arrow;
use crate::columns::{Column, frame};
use crate::error::guarded;
use crate::table;

/// A scorecard, written in the form that is asked for.
#[napi]
pub struct Card(pub(crate) Scorecard);

#[napi]
impl Card {
    /// The same with the KPIs of a program, a table by column.
    #[napi(catch_unwind)]
    pub fn with_program(&self, columns: Vec<Column>) -> napi::Result<Card> {
        guarded(|| {
            let arrow = arrow::decode(&columns)?;
            call::scorecard_with_program(&self.0, &frame(&columns, arrow.as_deref())?).map(Card)
        })
    }

    #[napi(catch_unwind)]
    pub fn to_text(&self, options: String) -> napi::Result<String> {
        guarded(|| call::scorecard_text(&self.0, Args::from_json("toText", &options)?))
    }

    #[napi(catch_unwind)]
    pub fn to_markdown(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.to_markdown()))
    }

    #[napi(catch_unwind)]
    pub fn to_html(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.to_html()))
    }

    /// Names and tables.
    #[napi(catch_unwind)]
    pub fn tables(&self) -> napi::Result<String> {
        guarded(|| {
            Ok(json!(self.0.tables().iter().map(|(name, table)| json!([name, table::to_json(table)])).collect::<Vec<_>>())
                .to_string())
        })
    }

    #[napi(catch_unwind)]
    pub fn to_json(&self) -> napi::Result<String> {
        guarded(|| Ok(self.0.to_json().to_string()))
    }
}

/// A chart in both of its forms.
pub fn chart(chart: &Chart) -> Value {
    json!({ "spec": chart.to_vega_lite(), "svg": chart.to_svg(&SvgOptions::default()) })
}

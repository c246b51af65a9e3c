use super::document::{INK, MUTED};
use crate::report::chart::inks::{NEGATIVE, SERIES};
use crate::report::chart::matrix_layout::{DARK, MatrixLayout};
use crate::report::chart::{Base, Chart};
use serde_json::{Value, json};

/// Up to so many columns a cell has room for its number.
const WITH_TEXT: usize = 16;

impl Chart {
    pub(super) fn matrix_spec(&self) -> Value {
        let layout = MatrixLayout::of(self);
        let (rows_title, columns_title) = self.axes.clone().unwrap_or_default();
        let values: Vec<Value> = layout
            .cells
            .iter()
            .filter_map(|&(row, column, place)| {
                let point = self.points.get(place)?;
                let mut cell = self.row(point, layout.rows.get(row)?);
                let shown = point.value.as_shown();
                let is_dark = shown.is_some_and(|shown| layout.depth(shown.estimate) > DARK);
                if let Some(cell) = cell.as_object_mut() {
                    cell.insert("column".into(), json!(layout.columns.get(column)));
                    cell.insert("is_dark".into(), json!(is_dark));
                    let short = shown.map(|shown| {
                        let mark = if shown.base == Base::Low { "*" } else { "" };
                        format!("{}{mark}", self.unit.plain_text(shown.estimate))
                    });
                    cell.insert("short".into(), json!(short.or(point.value.hidden_text())));
                }
                Some(cell)
            })
            .collect();
        let size = match layout.columns.len() {
            0..=8 => 62,
            9..=WITH_TEXT => 44,
            _ => 22,
        };
        let height = if layout.columns.len() > WITH_TEXT { 20 } else { 28 };
        let x = json!({ "field": "column", "type": "ordinal", "sort": null, "scale": { "domain": layout.columns },
            "axis": { "title": or_null(&columns_title), "orient": "top", "labelAngle": if has_short_columns(&layout) { 0 } else { -45 }, "labelColor": INK, "labelLimit": 160, "grid": false } });
        let y = json!({ "field": "label", "type": "ordinal", "sort": null, "scale": { "domain": layout.rows },
            "axis": { "title": or_null(&rows_title), "labelColor": INK, "labelLimit": 220, "grid": false } });
        let range = if layout.is_signed() { json!([NEGATIVE, "#F7F9FA", SERIES[0]]) } else { json!(["#F0F5F9", SERIES[0]]) };
        let domain =
            if layout.is_signed() { json!([layout.range.0, 0, layout.range.1]) } else { json!([layout.range.0, layout.range.1]) };
        let mut tooltip = self.tooltip("label", or(&rows_title, "Row"), "n");
        if let Some(list) = tooltip.as_array_mut() {
            list.insert(1, json!({ "field": "column", "type": "nominal", "title": or(&columns_title, "Column") }));
        }
        let color = json!({ "field": "estimate", "type": "quantitative", "scale": { "domain": domain, "range": range, "clamp": true, "interpolate": "rgb" },
            "legend": { "title": self.value_label, "format": self.tick_format(), "orient": "right" } });
        let mut layers = vec![
            json!({ "transform": [{ "filter": "datum.estimate !== null" }], "mark": { "type": "rect", "stroke": "white", "strokeWidth": 1 },
            "encoding": { "x": x, "y": y, "color": color, "tooltip": tooltip } }),
        ];
        if layout.columns.len() <= WITH_TEXT {
            layers.push(json!({ "mark": { "type": "text", "fontSize": 11 }, "encoding": { "x": x, "y": y, "text": { "field": "short", "type": "nominal" },
                "color": { "condition": { "test": "datum.is_dark", "value": "white" }, "value": INK }, "tooltip": tooltip } }));
        } else {
            layers.push(json!({ "transform": [{ "filter": "datum.estimate === null" }], "mark": { "type": "text", "fontSize": 9, "color": MUTED },
                "encoding": { "x": x, "y": y, "text": { "field": "short", "type": "nominal" }, "tooltip": tooltip } }));
        }
        json!({ "data": { "values": values }, "width": { "step": size }, "height": { "step": height }, "layer": layers })
    }
}

/// Whether the names of the columns are short enough to stand upright.
fn has_short_columns(layout: &MatrixLayout<'_>) -> bool {
    layout.columns.iter().all(|name| name.chars().count() <= 4)
}

fn or<'t>(text: &'t str, other: &'t str) -> &'t str {
    if text.is_empty() { other } else { text }
}

fn or_null(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

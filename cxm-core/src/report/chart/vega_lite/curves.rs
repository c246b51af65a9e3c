use super::document::{INK, MUTED, put, shown_only};
use crate::report::chart::curve_layout::CurveLayout;
use crate::report::chart::inks::{SERIES, dash};
use crate::report::chart::range::Range;
use crate::report::chart::{Chart, ChartPoint};
use crate::report::number;
use serde_json::{Value, json};

/// How high the plot is.
const HEIGHT: u32 = 280;
/// How high a row of the numbers at risk is.
const ROW: u32 = 18;

impl Chart {
    pub(super) fn curves_spec(&self) -> Value {
        let layout = CurveLayout::of(self);
        let rows: Vec<Value> = self.points.iter().map(|point| self.curve_row(point)).collect();
        let names: Vec<&str> = layout.curves.iter().map(|curve| curve.name.unwrap_or(NO_NAME)).collect();
        let many = names.len() > 1;
        let across = [layout.across.low, layout.across.high];
        let x = json!({ "field": "at", "type": "quantitative", "scale": { "domain": across, "nice": false, "zero": false },
            "axis": { "title": self.across, "values": layout.ticks, "format": ",~f", "grid": false, "labelFlush": false } });
        let range = Range::of(self);
        let y = |field: &str| {
            json!({ "field": field, "type": "quantitative", "scale": { "domain": [range.low, range.high], "zero": false, "nice": false },
                "axis": { "title": self.value_label, "tickCount": 5, "format": self.tick_format() } })
        };
        // The names of the numbers at risk are the key to the curves.
        let has_key = many && self.at_risk.is_empty();
        let legend = if has_key {
            json!({ "title": null, "orient": "top", "columns": 4, "labelLimit": 130, "symbolType": "stroke", "symbolStrokeWidth": 2 })
        } else {
            Value::Null
        };
        let colors: Vec<&str> = SERIES.iter().copied().cycle().take(names.len()).collect();
        let dashes: Vec<&[u32]> = (0..names.len()).map(dash).collect();
        let color =
            json!({ "field": "series", "type": "nominal", "scale": { "domain": names, "range": colors }, "legend": legend });
        let stroke_dash =
            json!({ "field": "series", "type": "nominal", "scale": { "domain": names, "range": dashes }, "legend": legend });
        let mut tooltip = self.tooltip("at", self.across.as_deref().unwrap_or("Time"), "At risk");
        if many && let Some(list) = tooltip.as_array_mut() {
            list.insert(0, json!({ "field": "series", "type": "nominal", "title": "Group" }));
        }
        let mut layers = Vec::new();
        if let Some(reference) = self.finite_reference() {
            let data = json!({ "values": [{ "reference": reference.value, "name": format!("{} {}", reference.label, self.unit.text(reference.value)) }] });
            layers.push(json!({ "data": data, "mark": { "type": "rule", "color": MUTED, "strokeDash": [4, 3] }, "encoding": { "y": y("reference") } }));
            layers.push(json!({ "data": data, "mark": { "type": "text", "color": MUTED, "fontSize": 11, "align": "right", "baseline": "bottom", "dy": -3 },
                "encoding": { "y": y("reference"), "x": { "value": "width" }, "text": { "field": "name", "type": "nominal" } } }));
        }
        if layout.has_bands() {
            let banded = json!([shown_only(), { "filter": "datum.conf_low !== null" }]);
            layers.push(json!({ "transform": banded, "mark": { "type": "area", "interpolate": "step-after", "opacity": if many { 0.12 } else { 0.18 } },
                "encoding": { "x": x, "y": y("conf_low"), "y2": { "field": "conf_high" }, "color": color } }));
        }
        layers.push(
            json!({ "transform": [shown_only()], "mark": { "type": "line", "interpolate": "step-after", "strokeWidth": 2 },
            "encoding": { "x": x, "y": y("estimate"), "color": color, "strokeDash": stroke_dash } }),
        );
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "point", "filled": true, "size": 70, "opacity": 0 },
            "encoding": { "x": x, "y": y("estimate"), "color": color, "tooltip": tooltip } }));
        let plot = json!({ "width": 560, "height": HEIGHT, "layer": layers });
        let data = json!({ "values": rows });
        if self.at_risk.is_empty() {
            let mut plot = plot;
            put(&mut plot, "data", data);
            return plot;
        }
        let at_risk = self.at_risk_spec(&layout, &names, &x);
        json!({ "data": data, "vconcat": [plot, at_risk], "spacing": 14, "resolve": { "scale": { "color": "shared", "strokeDash": "shared" } } })
    }

    /// The numbers at risk, a row a curve, under the ticks.
    fn at_risk_spec(&self, layout: &CurveLayout<'_>, names: &[&str], x: &Value) -> Value {
        let mut numbers = Vec::new();
        for (curve, name) in layout.curves.iter().zip(names) {
            for tick in &layout.ticks {
                let n = CurveLayout::at_risk(self, curve.name, *tick);
                numbers.push(json!({ "series": name, "at": tick, "n": n, "n_text": n.map_or(String::new(), number::count) }));
            }
        }
        let mut x = x.clone();
        put(&mut x, "axis", Value::Null);
        // Beside a row stands a piece of its line.
        let many = names.len() > 1;
        let room = if many { 42 } else { 8 };
        let y = json!({ "field": "series", "type": "nominal", "sort": null, "scale": { "domain": names },
            "axis": { "title": null, "labelColor": INK, "labelFontSize": 11, "labelLimit": 180, "labelPadding": room, "grid": false } });
        let colors: Vec<&str> = SERIES.iter().copied().cycle().take(names.len()).collect();
        let dashes: Vec<&[u32]> = (0..names.len()).map(dash).collect();
        let keys: Vec<Value> = names.iter().map(|name| json!({ "series": name })).collect();
        let mut layers = vec![json!({ "mark": { "type": "text", "fontSize": 11, "color": INK },
            "encoding": { "x": x, "y": y, "text": { "field": "n_text", "type": "nominal" } } })];
        if many {
            layers.push(json!({ "data": { "values": keys }, "mark": { "type": "rule", "strokeWidth": 2 },
                "encoding": { "x": { "value": -38 }, "x2": { "value": -22 }, "y": y,
                    "color": { "field": "series", "type": "nominal", "scale": { "domain": names, "range": colors }, "legend": null },
                    "strokeDash": { "field": "series", "type": "nominal", "scale": { "domain": names, "range": dashes }, "legend": null } } }));
        }
        json!({ "data": { "values": numbers }, "width": 560, "height": { "step": ROW }, "layer": layers,
            "title": { "text": "At risk", "anchor": "start", "fontSize": 12, "fontWeight": "normal", "color": MUTED, "offset": 4 } })
    }

    fn curve_row(&self, point: &ChartPoint) -> Value {
        let mut row = self.row(point, &point.label);
        put(&mut row, "at", json!(point.at.filter(|at| at.is_finite())));
        put(&mut row, "series", json!(point.series.as_deref().unwrap_or(NO_NAME)));
        row
    }
}

/// What a curve without a name is called in the data.
const NO_NAME: &str = "";

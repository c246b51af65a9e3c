use super::document::{ACCENT, INK, MUTED, distinct_labels, fill_by_base, put, shown_only};
use crate::report::chart::Chart;
use crate::report::chart::forest_layout::{ForestAxis, ratio_interval_text, ratio_text};
use serde_json::{Value, json};

impl Chart {
    pub(super) fn forest_spec(&self) -> Value {
        let axis = ForestAxis::of(self);
        let labels = distinct_labels(&self.points);
        let rows: Vec<Value> = self
            .points
            .iter()
            .zip(&labels)
            .map(|(point, label)| {
                let mut row = self.row(point, label);
                if let Some(shown) = point.value.as_shown() {
                    put(&mut row, "text", json!(ratio_text(shown.estimate)));
                    put(&mut row, "full_text", json!(ratio_interval_text(&shown)));
                    put(&mut row, "place", json!(axis.within(shown.estimate)));
                    let interval = shown.interval.map(|(low, high)| format!("[{}, {}]", ratio_text(low), ratio_text(high)));
                    put(&mut row, "interval_text", json!(interval));
                    if let Some(whisker) = shown.interval.map(|ends| axis.whisker(ends)) {
                        put(&mut row, "low", json!(whisker.low));
                        put(&mut row, "high", json!(whisker.high));
                        put(&mut row, "goes_on_below", json!(whisker.goes_on.0));
                        put(&mut row, "goes_on_above", json!(whisker.goes_on.1));
                    }
                }
                row
            })
            .collect();
        let ticks: Vec<f64> = axis.ticks.iter().map(|(tick, _)| *tick).collect();
        let x = |field: &str| {
            json!({ "field": field, "type": "quantitative", "scale": { "type": "log", "domain": [axis.low, axis.high], "nice": false },
                "axis": { "title": self.value_label, "values": ticks, "format": ",~f", "grid": true, "labelOverlap": true } })
        };
        let y = json!({ "field": "label", "type": "nominal", "sort": null, "scale": { "domain": labels }, "title": null,
            "axis": { "labelColor": INK, "labelFontSize": 12, "labelLimit": 260, "grid": false } });
        let tooltip = self.tooltip("label", "Term", "n");
        let mut layers = Vec::new();
        if let Some(reference) = self.finite_reference().filter(|own| own.value > 0.0) {
            layers.push(json!({ "data": { "values": [{ "reference": reference.value }] }, "mark": { "type": "rule", "color": "#9AA5B1", "strokeWidth": 1.5 },
                "encoding": { "x": x("reference") } }));
        }
        let with_interval = json!([shown_only(), { "filter": "isValid(datum.low)" }]);
        layers.push(
            json!({ "transform": with_interval, "mark": { "type": "rule", "strokeWidth": 2, "color": ACCENT, "opacity": 0.6 },
            "encoding": { "y": y, "x": x("low"), "x2": { "field": "high" }, "tooltip": tooltip } }),
        );
        for (goes_on, field, shape) in [("goes_on_below", "low", "triangle-left"), ("goes_on_above", "high", "triangle-right")] {
            layers.push(json!({ "transform": [{ "filter": format!("datum.{goes_on} === true") }],
                "mark": { "type": "point", "shape": shape, "filled": true, "size": 50, "color": ACCENT, "opacity": 0.8 },
                "encoding": { "y": y, "x": x(field), "tooltip": tooltip } }));
        }
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "point", "shape": "square", "filled": true, "size": 70, "strokeWidth": 2, "stroke": ACCENT, "opacity": 1 },
            "encoding": { "y": y, "x": x("place"), "fill": fill_by_base(ACCENT), "tooltip": tooltip } }));
        layers.push(json!({ "transform": [{ "filter": "datum.estimate === null" }], "mark": { "type": "text", "align": "left", "dx": 4, "fontSize": 12, "color": MUTED },
            "encoding": { "y": y, "x": { "value": 0 }, "text": { "field": "text", "type": "nominal" }, "tooltip": tooltip } }));
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "text", "align": "left", "dx": 12, "fontSize": 12, "color": INK },
            "encoding": { "y": y, "x": { "value": "width" }, "text": { "field": "full_text", "type": "nominal" } } }));
        json!({ "data": { "values": rows }, "width": 400, "height": { "step": 26 }, "layer": layers })
    }
}

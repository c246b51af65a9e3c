use super::document::{INK, MUTED};
use crate::report::chart::Chart;
use crate::report::chart::flow_layout::FlowLayout;
use crate::report::chart::inks::{NEUTRAL, SERIES};
use crate::report::number;
use serde_json::{Value, json};

/// Places at which a stream is drawn; what lies between them is smooth.
const PLACES: u32 = 9;
/// How wide a node is, in stages.
const NODE: f64 = 0.06;

impl Chart {
    /// Vega-Lite has no streams: they are areas between two curves, and nodes are rectangles.
    pub(super) fn flow_spec(&self) -> Value {
        let layout = FlowLayout::of(self);
        let (mut streams, mut nodes) = (Vec::new(), Vec::new());
        for (id, stream) in layout.streams.iter().enumerate() {
            let (Some(from), Some(to), Some(point)) =
                (layout.nodes.get(stream.from), layout.nodes.get(stream.to), self.points.get(stream.point))
            else {
                continue;
            };
            let colour = ink(from.colour);
            let row = self.row(point, from.name);
            for place in 0..PLACES {
                let along = f64::from(place) / f64::from(PLACES - 1);
                let top = stream.top(along);
                let mut at = row.clone();
                if let Some(at) = at.as_object_mut() {
                    at.insert("id".into(), json!(id));
                    at.insert("x".into(), json!((1.0 - NODE).mul_add(along, from.stage as f64 + NODE)));
                    at.insert("top".into(), json!(top));
                    at.insert("bottom".into(), json!(top + stream.width));
                    at.insert("target".into(), json!(to.name));
                    at.insert("colour".into(), json!(colour));
                    at.insert("of_first".into(), json!(layout.of_first(stream.n).unwrap_or_default()));
                }
                streams.push(at);
            }
        }
        for node in &layout.nodes {
            nodes.push(json!({ "x": node.stage, "x2": node.stage as f64 + NODE, "top": node.top, "bottom": node.bottom, "middle": f64::midpoint(node.top, node.bottom), "name": node.name,
                "n": node.n, "of_first": layout.of_first(node.n).unwrap_or_default(), "text": format!("{} {}", node.name, layout.of_first(node.n).unwrap_or_else(|| number::count(node.n))), "colour": ink(node.colour) }));
        }
        let x = |field: &str| json!({ "field": field, "type": "quantitative", "axis": null, "scale": { "domain": [0, layout.stages.max(1)], "nice": false, "zero": false } });
        let y = |field: &str| json!({ "field": field, "type": "quantitative", "axis": null, "scale": { "domain": [0, 1], "reverse": true, "nice": false, "zero": false } });
        let colour = json!({ "field": "colour", "type": "nominal", "scale": null });
        let first = json!({ "field": "of_first", "type": "nominal", "title": "Share of first" });
        let mut tooltip = self.tooltip("label", "From", "n");
        if let Some(list) = tooltip.as_array_mut() {
            list.insert(1, json!({ "field": "target", "type": "nominal", "title": "To" }));
            list.push(first.clone());
        }
        let of_node = json!([{ "field": "name", "type": "nominal", "title": "Touchpoint" }, { "field": "n", "type": "quantitative", "title": "n", "format": "," }, first]);
        json!({
            "width": 150 * layout.stages.max(2), "height": 380,
            "layer": [
                { "data": { "values": streams }, "mark": { "type": "area", "opacity": 0.32, "interpolate": "monotone" },
                  "encoding": { "x": x("x"), "y": y("top"), "y2": { "field": "bottom" }, "color": colour, "detail": { "field": "id", "type": "nominal" }, "tooltip": tooltip } },
                { "data": { "values": nodes }, "mark": { "type": "rect", "opacity": 1 },
                  "encoding": { "x": x("x"), "x2": { "field": "x2" }, "y": y("top"), "y2": { "field": "bottom" }, "color": colour, "tooltip": of_node } },
                { "data": { "values": nodes }, "mark": { "type": "text", "align": "left", "dx": 4, "fontSize": 11, "color": INK, "limit": 130 },
                  "encoding": { "x": x("x2"), "y": y("middle"), "text": { "field": "text", "type": "nominal" }, "tooltip": of_node } },
                { "data": { "values": (0..layout.stages).map(|stage| json!({ "x": stage, "text": format!("Step {}", stage + 1) })).collect::<Vec<_>>() },
                  "mark": { "type": "text", "align": "left", "baseline": "bottom", "dy": -6, "fontSize": 11, "color": MUTED },
                  "encoding": { "x": x("x"), "y": { "value": 0 }, "text": { "field": "text", "type": "nominal" } } }
            ]
        })
    }
}

/// The colour of a touchpoint; what is none is grey.
fn ink(colour: Option<usize>) -> &'static str {
    colour.map_or(NEUTRAL, |colour| SERIES[colour % SERIES.len()]) // a remainder
}

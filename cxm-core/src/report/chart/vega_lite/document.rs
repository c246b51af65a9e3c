use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::report::chart::inks::{NEGATIVE, NEUTRAL, POSITIVE, SERIES};
use crate::report::chart::period::Periods;
use crate::report::chart::range::Range;
use crate::report::chart::{Base, Chart, ChartKind, ChartPoint, ChartUnit, Tone};
use crate::report::number;

const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v5.json";
pub(super) const INK: &str = "#1B2733";
pub(super) const MUTED: &str = "#5B6775";
pub(super) const GRID: &str = "#E6EAEE";
pub(super) const ACCENT: &str = SERIES[0];

impl Chart {
    /// The chart as a Vega-Lite document: data inside, valid in Vega-Lite 5.6 and 6, with tooltips.
    ///
    /// A hidden value is `null` in the data, with `"<5"` as its text.
    #[must_use]
    pub fn to_vega_lite(&self) -> Value {
        let mut spec = match self.kind {
            ChartKind::Estimates | ChartKind::Funnel | ChartKind::Bars => self.estimates_spec(),
            ChartKind::Forest => self.forest_spec(),
            ChartKind::Curves => self.curves_spec(),
            ChartKind::Matrix => self.matrix_spec(),
            ChartKind::Flow => self.flow_spec(),
            ChartKind::Trend => self.trend_spec(),
            ChartKind::Distribution => self.distribution_spec(),
        };
        let mut title = json!({
            "text": self.title, "anchor": "start", "frame": "group", "fontSize": 15, "color": INK,
            "subtitleColor": MUTED, "subtitleFontSize": 12, "subtitlePadding": 4, "offset": 12
        });
        let mut subtitle: Vec<String> = self.subtitle.iter().cloned().collect();
        subtitle.extend(self.footnotes());
        put(&mut title, "subtitle", json!(subtitle));
        put(&mut spec, "$schema", json!(SCHEMA));
        put(&mut spec, "title", title);
        put(&mut spec, "description", json!(format!("{}. {}", self.title, self.description())));
        put(&mut spec, "background", json!("white"));
        put(&mut spec, "padding", json!(12));
        put(
            &mut spec,
            "config",
            json!({
                "font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
                "view": { "stroke": null },
                "axis": { "labelColor": MUTED, "titleColor": MUTED, "titleFontWeight": "normal", "labelFontSize": 12,
                    "titleFontSize": 12, "domain": false, "ticks": false, "gridColor": GRID, "labelPadding": 8 },
                "legend": { "labelColor": INK, "labelFontSize": 12, "symbolSize": 80, "titleColor": MUTED, "titleFontWeight": "normal", "titleLimit": 260 }
            }),
        );
        spec
    }

    fn estimates_spec(&self) -> Value {
        let labels = distinct_labels(&self.points);
        let rows: Vec<Value> = self.points.iter().zip(&labels).map(|(point, label)| self.row(point, label)).collect();
        let range = Range::of(self);
        let value_axis = json!({ "title": self.value_label, "tickCount": 6, "format": self.tick_format(), "grid": true });
        let x = |field: &str| {
            json!({ "field": field, "type": "quantitative", "scale": { "domain": [range.low, range.high], "zero": false, "nice": false },
                "axis": value_axis })
        };
        let y = json!({ "field": "label", "type": "nominal", "sort": null, "scale": { "domain": labels }, "title": null,
            "axis": { "labelColor": INK, "labelFontSize": 13, "labelLimit": 260, "grid": false } });
        let has_bars = self.kind.has_bars();
        let what = match self.kind {
            ChartKind::Funnel => "Step",
            ChartKind::Bars => "Channel",
            _ => "Segment",
        };
        let tooltip = self.tooltip("label", what, "n");
        let mut layers = Vec::new();
        if has_bars {
            layers.push(
                json!({ "transform": [shown_only()], "mark": { "type": "bar", "color": ACCENT, "opacity": 0.2, "size": 18 },
                "encoding": { "y": y, "x": x("estimate"), "x2": { "datum": 0 }, "tooltip": tooltip } }),
            );
        }
        if range.holds_inside(0.0) {
            layers.push(json!({ "data": { "values": [{ "zero": 0 }] }, "mark": { "type": "rule", "color": "#9AA5B1" }, "encoding": { "x": x("zero") } }));
        }
        if let Some(reference) = self.finite_reference() {
            let data = json!({ "values": [{ "reference": reference.value, "name": format!("{} {}", reference.label, self.unit.text(reference.value)) }] });
            layers.push(json!({ "data": data, "mark": { "type": "rule", "color": MUTED, "strokeDash": [4, 3] }, "encoding": { "x": x("reference") } }));
            layers.push(
                json!({ "data": data, "mark": { "type": "text", "color": MUTED, "fontSize": 11, "baseline": "bottom", "dy": -4 },
                "encoding": { "x": x("reference"), "y": { "value": 0 }, "text": { "field": "name", "type": "nominal" } } }),
            );
        }
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "rule", "strokeWidth": 3, "strokeCap": "round", "color": ACCENT, "opacity": 0.4 },
            "encoding": { "y": y, "x": x("conf_low"), "x2": { "field": "conf_high" }, "tooltip": tooltip } }));
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "point", "filled": true, "size": 90, "strokeWidth": 2, "stroke": ACCENT, "opacity": 1 },
            "encoding": { "y": y, "x": x("estimate"), "fill": fill_by_base(ACCENT), "tooltip": tooltip } }));
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "text", "dy": -12, "fontSize": 12, "fontWeight": "bold", "color": INK },
            "encoding": { "y": y, "x": x("estimate"), "text": { "field": "text", "type": "nominal" } } }));
        layers.push(json!({ "transform": [{ "filter": "datum.estimate === null" }], "mark": { "type": "text", "align": "left", "dx": 4, "fontSize": 12, "color": MUTED },
            "encoding": { "y": y, "x": { "value": 0 }, "text": { "field": "text", "type": "nominal" }, "tooltip": tooltip } }));
        layers.push(json!({ "mark": { "type": "text", "align": "left", "dx": 10, "fontSize": 12, "color": MUTED },
            "encoding": { "y": y, "x": { "value": "width" }, "text": { "field": "n_text", "type": "nominal" } } }));
        json!({ "data": { "values": rows }, "width": 460, "height": { "step": 34 }, "layer": layers })
    }

    fn trend_spec(&self) -> Value {
        let periods = Periods::of(self.points.iter().map(|p| p.label.as_str()));
        let names = self.series_names();
        let many = names.len() > 1;
        let mut rows = Vec::with_capacity(self.points.len());
        for name in &names {
            // A run ends where a period has no value, so that no line is drawn across a gap.
            let mut run = 0u32;
            let mut points: Vec<&ChartPoint> = self.points.iter().filter(|p| p.series.as_deref() == *name).collect();
            points.sort_by_key(|p| periods.index(&p.label));
            for point in points {
                let mut row = self.row(point, &point.label);
                run += u32::from(point.value.as_shown().is_none());
                put(&mut row, "run", json!(format!("{} {run}", name.unwrap_or_default())));
                put(&mut row, "series", json!(name.unwrap_or("(none)")));
                rows.push(row);
            }
        }
        let range = Range::of(self);
        let x = if let Some((values, format)) = periods.axis(8) {
            json!({ "field": "label", "type": "temporal", "scale": { "type": "utc" }, "title": self.across,
                "axis": { "grid": false, "values": values, "format": format, "labelOverlap": true } })
        } else {
            json!({ "field": "label", "type": "ordinal", "sort": null, "scale": { "domain": periods.labels }, "title": self.across, "axis": { "grid": false, "labelAngle": 0, "labelOverlap": true } })
        };
        let y = |field: &str| {
            json!({ "field": field, "type": "quantitative", "scale": { "domain": [range.low, range.high], "zero": false, "nice": false },
                "axis": { "title": self.value_label, "tickCount": 5, "format": self.tick_format() } })
        };
        let domain: Vec<&str> = names.iter().map(|n| n.unwrap_or("(none)")).collect();
        let colors: Vec<&str> = SERIES.iter().copied().cycle().take(domain.len()).collect();
        let shapes: Vec<&str> = SHAPES.iter().copied().cycle().take(domain.len()).collect();
        let legend = if many { json!({ "title": null, "orient": "top", "symbolOpacity": 1 }) } else { Value::Null };
        let color =
            json!({ "field": "series", "type": "nominal", "scale": { "domain": domain, "range": colors }, "legend": legend });
        let shape =
            json!({ "field": "series", "type": "nominal", "scale": { "domain": domain, "range": shapes }, "legend": legend });
        let detail = json!({ "field": "run", "type": "nominal" });
        let mut tooltip = self.tooltip("label", self.across.as_deref().unwrap_or("Period"), "n");
        if many && let Some(list) = tooltip.as_array_mut() {
            list.insert(0, json!({ "field": "series", "type": "nominal", "title": "Group" }));
        }
        let mut layers = Vec::new();
        if range.holds_inside(0.0) {
            layers.push(json!({ "data": { "values": [{ "zero": 0 }] }, "mark": { "type": "rule", "color": "#9AA5B1" }, "encoding": { "y": y("zero") } }));
        }
        if let Some(reference) = self.finite_reference() {
            let data = json!({ "values": [{ "reference": reference.value, "name": format!("{} {}", reference.label, self.unit.text(reference.value)) }] });
            layers.push(json!({ "data": data, "mark": { "type": "rule", "color": MUTED, "strokeDash": [4, 3] }, "encoding": { "y": y("reference") } }));
            layers.push(json!({ "data": data, "mark": { "type": "text", "color": MUTED, "fontSize": 11, "align": "right", "baseline": "bottom", "dy": -3 },
                "encoding": { "y": y("reference"), "x": { "value": "width" }, "text": { "field": "name", "type": "nominal" } } }));
        }
        if let Some(mark) = self.drawn_mark() {
            let data = json!({ "values": [{ "label": mark.label, "name": mark.name }] });
            layers.push(
                json!({ "data": data, "mark": { "type": "rule", "color": MUTED, "strokeDash": [4, 3] }, "encoding": { "x": x } }),
            );
            layers.push(json!({ "data": data, "mark": { "type": "text", "color": MUTED, "fontSize": 11, "align": "left", "baseline": "top", "dx": 4 },
                "encoding": { "x": x, "y": { "value": 0 }, "text": { "field": "name", "type": "nominal" } } }));
        }
        let opacity = if many { 0.1 } else { 0.18 };
        // Marks that would cover the lines are small: they are still there to point at.
        let size = if periods.labels.len() > 40 { 6 } else { 45 };
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "area", "opacity": opacity },
            "encoding": { "x": x, "y": y("conf_low"), "y2": { "field": "conf_high" }, "color": color, "detail": detail } }));
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "line", "strokeWidth": 2 },
            "encoding": { "x": x, "y": y("estimate"), "color": color, "detail": detail } }));
        layers.push(json!({ "transform": [shown_only()], "mark": { "type": "point", "size": size, "filled": true, "opacity": 1, "strokeWidth": 1.5 },
            "encoding": { "x": x, "y": y("estimate"), "shape": shape, "color": color, "tooltip": tooltip,
                "fillOpacity": { "condition": { "test": "datum.base === 'low'", "value": 0 }, "value": 1 } } }));
        layers.push(json!({ "transform": [{ "filter": "datum.estimate === null && datum.hidden" }], "mark": { "type": "text", "color": MUTED, "fontSize": 11, "baseline": "bottom", "dy": -4 },
            "encoding": { "x": x, "y": { "value": "height" }, "text": { "field": "text", "type": "nominal" }, "tooltip": tooltip } }));
        json!({ "data": { "values": rows }, "width": 560, "height": 260, "layer": layers })
    }

    fn distribution_spec(&self) -> Value {
        let labels = distinct_labels(&self.points);
        let rows: Vec<Value> = self.points.iter().zip(&labels).map(|(point, label)| self.row(point, label)).collect();
        let range = Range::of(self);
        let longest = labels.iter().map(|l| l.chars().count()).max().unwrap_or(0);
        let step = (7 * longest + 12).clamp(48, 120);
        let x = json!({ "field": "label", "type": "ordinal", "sort": null, "scale": { "domain": labels, "paddingInner": 0.25 },
            "axis": { "title": self.value_label, "labelAngle": 0, "grid": false, "labelColor": INK, "labelLimit": step } });
        let y = json!({ "field": "estimate", "type": "quantitative", "scale": { "domain": [0, range.high] },
            "axis": { "title": null, "tickCount": 4, "format": self.tick_format() } });
        let mut tooltip = match &self.across {
            Some(across) => self.tooltip("label", across, "Customers"),
            None => self.tooltip("label", "Answer", "Answers"),
        };
        let mut bands: Vec<(&str, &str)> = Vec::new();
        for band in self.points.iter().filter_map(|p| p.band.as_ref()) {
            if !bands.iter().any(|(label, _)| *label == band.label) {
                bands.push((&band.label, tone_color(band.tone)));
            }
        }
        let color = if bands.is_empty() {
            json!({ "value": ACCENT })
        } else {
            if let Some(list) = tooltip.as_array_mut() {
                list.insert(1, json!({ "field": "band", "type": "nominal", "title": "Group" }));
            }
            let (domain, colors): (Vec<&str>, Vec<&str>) = bands.into_iter().unzip();
            json!({ "field": "band", "type": "nominal", "scale": { "domain": domain, "range": colors }, "legend": { "title": null, "orient": "top" } })
        };
        let layers = json!([
            { "transform": [shown_only()], "mark": { "type": "bar", "cornerRadiusEnd": 2 }, "encoding": { "x": x, "y": y, "color": color, "tooltip": tooltip } },
            { "transform": [shown_only()], "mark": { "type": "text", "baseline": "bottom", "dy": -4, "fontSize": 11, "color": INK },
              "encoding": { "x": x, "y": y, "text": { "field": "text", "type": "nominal" } } },
            { "transform": [{ "filter": "datum.estimate === null" }], "mark": { "type": "text", "baseline": "bottom", "dy": -4, "fontSize": 11, "color": MUTED },
              "encoding": { "x": x, "y": { "value": "height" }, "text": { "field": "text", "type": "nominal" }, "tooltip": tooltip } }
        ]);
        json!({ "data": { "values": rows }, "width": { "step": step }, "height": 240, "layer": layers })
    }

    /// One row of data. A value that is not shown has nulls for all its numbers.
    pub(super) fn row(&self, point: &ChartPoint, label: &str) -> Value {
        let mut row = Map::new();
        row.insert("label".into(), json!(label));
        if let Some(band) = &point.band {
            row.insert("band".into(), json!(band.label));
        }
        let shown = point.value.as_shown();
        let interval = shown.and_then(|s| s.interval);
        let n = shown.and_then(|s| s.n);
        row.insert("estimate".into(), json!(shown.map(|s| s.estimate)));
        row.insert("conf_low".into(), json!(interval.map(|(low, _)| low)));
        row.insert("conf_high".into(), json!(interval.map(|(_, high)| high)));
        row.insert("n".into(), json!(n));
        row.insert("n_text".into(), json!(n.map_or(String::new(), |n| format!("n {}", number::count(n)))));
        let hidden = point.value.hidden_text();
        row.insert("hidden".into(), json!(shown.is_none() && hidden.as_deref() != Some("no data")));
        row.insert("text".into(), json!(shown.map(|s| self.unit.text(s.estimate)).or(hidden)));
        row.insert("interval_text".into(), json!(interval.map(|(low, high)| self.unit.interval_text(low, high))));
        let base = shown.map(|s| if s.base == Base::Low { "low" } else { "enough" });
        row.insert("base".into(), json!(base));
        Value::Object(row)
    }

    pub(super) fn tooltip(&self, field: &str, title: &str, n: &str) -> Value {
        let value = self.value_label.as_deref().unwrap_or("Estimate");
        let mut list = vec![
            json!({ "field": field, "type": "nominal", "title": title }),
            json!({ "field": "text", "type": "nominal", "title": value }),
        ];
        if self.points.iter().any(|p| p.value.as_shown().is_some_and(|s| s.interval.is_some())) {
            let title = self.level.map_or_else(|| "Interval".to_owned(), |level| format!("{} interval", number::percent(level)));
            list.push(json!({ "field": "interval_text", "type": "nominal", "title": title }));
        }
        list.push(json!({ "field": "n", "type": "quantitative", "title": n, "format": "," }));
        Value::Array(list)
    }

    pub(super) fn tick_format(&self) -> &'static str {
        match self.unit {
            ChartUnit::Share => "~%",
            _ => ",~f",
        }
    }
}

/// Marks that differ without colour.
const SHAPES: [&str; 8] =
    ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "triangle-right", "triangle-left"];

pub(super) fn put(object: &mut Value, key: &str, value: Value) {
    if let Some(map) = object.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}

pub(super) fn shown_only() -> Value {
    json!({ "filter": "datum.estimate !== null" })
}

pub(super) fn fill_by_base(color: &str) -> Value {
    json!({ "condition": { "test": "datum.base === 'low'", "value": "white" }, "value": color })
}

fn tone_color(tone: Tone) -> &'static str {
    match tone {
        Tone::Negative => NEGATIVE,
        Tone::Neutral => NEUTRAL,
        Tone::Positive => POSITIVE,
    }
}

/// Labels made distinct by a number, because Vega-Lite draws equal labels on one row.
pub(super) fn distinct_labels(points: &[ChartPoint]) -> Vec<String> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let taken: std::collections::HashSet<&str> = points.iter().map(|p| p.label.as_str()).collect();
    let mut labels = Vec::with_capacity(points.len());
    for point in points {
        let count = seen.entry(&point.label).or_insert(0);
        *count += 1;
        let mut label = point.label.clone();
        while *count > 1 {
            label = format!("{} ({count})", point.label);
            if !taken.contains(label.as_str()) {
                break;
            }
            *count += 1;
        }
        labels.push(label);
    }
    labels
}

use super::canvas::{Anchor, Canvas, Weight};
use super::header::{footer, footnote_lines, header, nothing};
use super::ink::Ink;
use super::measure::{fit, width};
use super::options::SvgOptions;
use crate::report::chart::flow_layout::FlowLayout;
use crate::report::chart::{Chart, Tone};
use crate::report::number;

const SIDE: f64 = 16.0;
const NODE: f64 = 8.0;
const LABEL: f64 = 11.5;
/// Places at which a stream is drawn.
const PLACES: u32 = 17;

/// Stages from left to right, nodes as bars and streams between them; returns the height of the picture.
pub(super) fn draw(canvas: &mut Canvas<'_>, chart: &Chart, options: &SvgOptions) -> f64 {
    let (left, right) = (SIDE, f64::from(options.width) - SIDE);
    let layout = FlowLayout::of(chart);
    let head = header(canvas, chart, left, right - left);
    let notes = footnote_lines(chart, right - left);
    let most = (0..layout.stages).map(|stage| layout.nodes.iter().filter(|node| node.stage == stage).count()).max().unwrap_or(0);
    let top = head + 26.0;
    let foot = 30.0 + 16.0 * notes.len() as f64;
    let usual = (26.0 * most as f64).clamp(200.0, 560.0);
    let high = options.height.map_or(usual, |height| (f64::from(height) - top - foot).max(160.0));
    let stage_wide = (right - left) / layout.stages.max(1) as f64;
    let x = |stage: usize| left + stage as f64 * stage_wide;
    let y = |part: f64| top + part * high;
    for stage in 0..layout.stages {
        let text = format!("Step {}", stage + 1);
        canvas.text(&text, (x(stage), head + 10.0), 11.5, Ink::Muted, Anchor::Start, Weight::Normal);
    }
    for stream in &layout.streams {
        let (Some(from), Some(to)) = (layout.nodes.get(stream.from), layout.nodes.get(stream.to)) else { continue };
        let (start, end) = (x(from.stage) + NODE, x(to.stage));
        let edge = |along: f64, below: f64| {
            let part = stream.top(along) + below;
            ((end - start).mul_add(along, start), y(part))
        };
        let along = |place: u32| f64::from(place) / f64::from(PLACES - 1);
        let upper = (0..PLACES).map(|place| edge(along(place), 0.0));
        let lower = (0..PLACES).rev().map(|place| edge(along(place), stream.width));
        let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
        canvas.polygon(&outline, ink(from.colour), 0.3);
    }
    // Names over the streams: where two would touch, the smaller gives way.
    let mut order: Vec<usize> = (0..layout.nodes.len()).collect();
    order.sort_by_key(|&place| layout.nodes.get(place).map_or(0, |node| u64::MAX - node.n));
    let mut taken: Vec<(usize, f64)> = Vec::new();
    for place in order {
        let Some(node) = layout.nodes.get(place) else { continue };
        let from = (x(node.stage), y(node.top));
        canvas.rect(from, (from.0 + NODE, y(node.bottom).max(from.1 + 1.0)), ink(node.colour));
        let middle = y(f64::midpoint(node.top, node.bottom));
        if taken.iter().any(|&(stage, at)| stage == node.stage && (at - middle).abs() < 13.0) {
            continue;
        }
        taken.push((node.stage, middle));
        let room = stage_wide - NODE - 8.0;
        let share = layout.of_first(node.n).unwrap_or_else(|| number::count(node.n));
        let name = fit(node.name, LABEL, room);
        let start = from.0 + NODE + 4.0;
        // The share stands below the name, beside it, or nowhere, as there is room.
        let beside = width(&name, LABEL) + 6.0;
        let (name_at, share_at) = if y(node.bottom) - y(node.top) >= 30.0 {
            ((start, middle - 7.0), Some((start, middle + 8.0)))
        } else {
            ((start, middle), Some((start + beside, middle)).filter(|_| beside + width(&share, LABEL) <= room))
        };
        canvas.text(&name, name_at, LABEL, Ink::Text, Anchor::Start, Weight::Normal);
        if let Some(at) = share_at {
            canvas.text(&share, at, LABEL, Ink::Muted, Anchor::Start, Weight::Normal);
        }
    }
    nothing(canvas, chart, (f64::midpoint(left, right), y(0.5)));
    footer(canvas, &notes, left, y(1.0) + 6.0)
}

/// The colour of a touchpoint; what is none is grey.
fn ink(colour: Option<usize>) -> Ink {
    colour.map_or(Ink::Tone(Tone::Neutral), Ink::Series)
}

//! Where the nodes and streams of a flow chart stand: stages from left to right, 0 to 1 from top to bottom.

use super::{Chart, ChartUnit};
use std::collections::HashMap;

/// A stage's part of a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node<'c> {
    pub stage: usize,
    pub name: &'c str,
    /// How many come in or, at the first stage, go out.
    pub n: u64,
    pub top: f64,
    pub bottom: f64,
    /// The same name has the same number at every stage; what is no touchpoint has none.
    pub colour: Option<usize>,
}

/// What stands for the end of a path.
pub(crate) const ENDED: &str = "(ended)";
/// What stands for the touchpoints that are not among the most frequent.
pub(crate) const OTHERS: &str = "(other)";

/// A stream between two nodes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stream {
    /// The place of its point.
    pub point: usize,
    pub from: usize,
    pub to: usize,
    pub n: u64,
    /// Its upper edge at the source and at the target.
    pub tops: (f64, f64),
    /// How wide it is.
    pub width: f64,
}

impl Stream {
    /// Its upper edge after a share of its way: slow at both ends.
    pub fn top(&self, along: f64) -> f64 {
        (self.tops.1 - self.tops.0).mul_add(ease(along), self.tops.0)
    }
}

pub(crate) struct FlowLayout<'c> {
    pub nodes: Vec<Node<'c>>,
    pub streams: Vec<Stream>,
    /// How many stages there are.
    pub stages: usize,
    /// How many go out from the first.
    pub first: u64,
}

/// More stages are no picture, and would be laid out one by one.
pub(crate) const MOST_STAGES: usize = 1_000;
/// The part of the height that is left between nodes.
const GAPS: f64 = 0.25;

impl<'c> FlowLayout<'c> {
    pub fn of(chart: &'c Chart) -> Self {
        let flows: Vec<(usize, &'c str, &'c str, u64, usize)> = chart
            .points
            .iter()
            .enumerate()
            .filter(|(_, point)| point.stage < MOST_STAGES)
            .filter_map(|(place, point)| {
                let n = point.value.as_shown()?.n.filter(|&n| n > 0)?;
                Some((point.stage, point.label.as_str(), point.series.as_deref().unwrap_or_default(), n, place))
            })
            .collect();
        let mut layout = Self { nodes: Vec::new(), streams: Vec::new(), stages: 0, first: 0 };
        let mut places: HashMap<(usize, &str), usize> = HashMap::new();
        let mut colours: HashMap<&str, usize> = HashMap::new();
        let (mut into, mut out): (Vec<u64>, Vec<u64>) = (Vec::new(), Vec::new());
        for &(stage, source, target, n, point) in &flows {
            let mut node = |stage: usize, name: &'c str| {
                let next = colours.len();
                let colour = (name != ENDED && name != OTHERS).then(|| *colours.entry(name).or_insert(next));
                *places.entry((stage, name)).or_insert_with(|| {
                    layout.nodes.push(Node { stage, name, n: 0, top: 0.0, bottom: 0.0, colour });
                    into.push(0);
                    out.push(0);
                    layout.nodes.len() - 1
                })
            };
            let (from, to) = (node(stage, source), node(stage + 1, target));
            out[from] = out[from].saturating_add(n); // both places are of nodes
            into[to] = into[to].saturating_add(n);
            layout.streams.push(Stream { point, from, to, n, tops: (0.0, 0.0), width: 0.0 });
            layout.stages = layout.stages.max(stage + 2);
        }
        for (node, (&into, &out)) in layout.nodes.iter_mut().zip(into.iter().zip(&out)) {
            node.n = into.max(out);
        }
        layout.first = total(&layout.nodes, 0);
        layout.place();
        layout
    }

    /// A count as a share of all who began, if the first stage is there.
    pub fn of_first(&self, n: u64) -> Option<String> {
        (self.first > 0).then(|| ChartUnit::Share.text(n as f64 / self.first as f64))
    }

    /// Stacks the nodes of each stage, and the streams at both of their ends.
    fn place(&mut self) {
        let most = (0..self.stages).map(|stage| total(&self.nodes, stage)).max().unwrap_or(0).max(1) as f64;
        let scale = (1.0 - GAPS) / most;
        for stage in 0..self.stages {
            let mut own: Vec<&mut Node<'_>> = self.nodes.iter_mut().filter(|node| node.stage == stage).collect();
            // At every stage in the same order; what is no touchpoint stands last.
            own.sort_by_key(|node| (node.colour.unwrap_or(usize::MAX), node.name == ENDED));
            let gap = GAPS / own.len().max(4) as f64;
            let mut top = 0.0;
            for node in own {
                (node.top, node.bottom) = (top, top + node.n as f64 * scale);
                top = node.bottom + gap;
            }
        }
        // Streams leave in the order of their targets and arrive in that of their sources, so that few cross.
        let mut used: Vec<(f64, f64)> = vec![(0.0, 0.0); self.nodes.len()];
        let mut order: Vec<usize> = (0..self.streams.len()).collect();
        let nodes = &self.nodes;
        order.sort_by(|&a, &b| {
            let key = |place: usize| (nodes[self.streams[place].from].top, nodes[self.streams[place].to].top); // streams join nodes
            let ((from_a, to_a), (from_b, to_b)) = (key(a), key(b));
            from_a.total_cmp(&from_b).then(to_a.total_cmp(&to_b))
        });
        for place in order {
            let stream = &mut self.streams[place];
            let width = stream.n as f64 * scale;
            stream.width = width;
            stream.tops = (nodes[stream.from].top + used[stream.from].0, nodes[stream.to].top + used[stream.to].1);
            used[stream.from].0 += width;
            used[stream.to].1 += width;
        }
    }
}

/// How many there are at a stage.
fn total(nodes: &[Node<'_>], stage: usize) -> u64 {
    nodes.iter().filter(|node| node.stage == stage).fold(0, |sum, node| sum.saturating_add(node.n))
}

/// The share of the way down that a stream has gone after a share of its way to the right: slow at both ends.
fn ease(along: f64) -> f64 {
    along * along * (3.0 - 2.0 * along)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{ChartKind, ChartPoint};

    #[test]
    fn streams_fill_their_nodes_and_stay_on_the_sheet() {
        let flow = |stage, from: &str, to: &str, n| ChartPoint::shown(from, 0.5).n(n).series(to).stage(stage);
        let chart = Chart::new(ChartKind::Flow, "", ChartUnit::Share).points([
            flow(0, "visit", "cart", 60),
            flow(0, "visit", "(end)", 40),
            flow(1, "cart", "pay", 30),
            flow(1, "cart", "(end)", 30),
        ]);
        let layout = FlowLayout::of(&chart);
        assert_eq!((layout.stages, layout.first, layout.nodes.len()), (3, 100, 5));
        for (place, node) in layout.nodes.iter().enumerate() {
            let into: f64 = layout.streams.iter().filter(|stream| stream.to == place).map(|stream| stream.width).sum();
            let out: f64 = layout.streams.iter().filter(|stream| stream.from == place).map(|stream| stream.width).sum();
            assert!((into.max(out) - (node.bottom - node.top)).abs() < 1e-12, "{node:?}");
            assert!(node.top >= 0.0 && node.bottom <= 1.0, "{node:?}");
        }
        assert_eq!((ease(0.0), ease(0.5), ease(1.0)), (0.0, 0.5, 1.0));
    }
}

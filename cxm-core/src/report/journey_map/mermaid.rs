// Writing to a String cannot fail: its results are dropped.
use std::fmt::Write as _;

use crate::domain::{Flow, JourneyMap, Text};
use crate::report::escape::mermaid;

/// A journey as a Mermaid flowchart: stages as boxes, touchpoints in them, the flow between them; moments of truth stand out.
///
/// GitHub, GitLab and most wikis draw it from a fenced block named `mermaid`. Names are in `language` where they have it, else in English or in the
/// first language there is.
///
/// # Examples
/// ```
/// use cxm_core::domain::ExperienceModel;
/// use cxm_core::report::journey_map::to_mermaid;
/// let model = ExperienceModel::from_json(include_str!("../../../../examples/data/coffee.cxm.json"))?;
/// let text = to_mermaid(model.journey("first-cup")?, "en");
/// assert!(text.starts_with("flowchart LR\n"));
/// # Ok::<(), cxm_core::Error>(())
/// ```
///
/// # References
/// Mermaid 11, flowchart syntax: labels in quotes, other characters as `#code;`.
#[must_use]
pub fn to_mermaid(journey: &JourneyMap, language: &str) -> String {
    let told = |text: &Text| mermaid(text.told(language));
    let mut out = String::from("flowchart LR\n");
    let mut ids = Vec::new();
    for (i, stage) in journey.stages.iter().enumerate() {
        let _ = writeln!(out, "  subgraph s{i}[\"{}\"]", told(&stage.name));
        for touchpoint in &stage.touchpoints {
            let class = if touchpoint.moment_of_truth { ":::truth" } else { "" };
            let _ = writeln!(out, "    t{}[\"{}\"]{class}", ids.len(), told(&touchpoint.name));
            ids.push(touchpoint.id.as_str());
        }
        out.push_str("  end\n");
    }
    let mut drawing = Drawing { out, ids, gates: 0 };
    drawing.draw(&journey.flow);
    drawing.out.push_str("  classDef truth stroke-width:3px\n");
    drawing.out
}

struct Drawing<'j> {
    out: String,
    /// The touchpoints by the number of their node.
    ids: Vec<&'j str>,
    gates: usize,
}

impl Drawing<'_> {
    /// Draws a part; gives the nodes where it begins and ends. A document's depth is bounded where it is read, so recursion is.
    fn draw(&mut self, flow: &Flow) -> Option<(String, String)> {
        match flow {
            Flow::Step(id) => {
                let node = format!("t{}", self.ids.iter().position(|known| *known == id.as_str())?);
                Some((node.clone(), node))
            }
            Flow::Seq(parts) => {
                let mut ends: Option<(String, String)> = None;
                for part in parts.iter() {
                    let Some((first, last)) = self.draw(part) else { continue };
                    ends = Some(match ends {
                        None => (first, last),
                        Some((begin, end)) => {
                            self.edge(&end, "-->", &first);
                            (begin, last)
                        }
                    });
                }
                ends
            }
            Flow::Choice(parts) if parts.len() > 1 => Some(self.fork("one of", parts)),
            Flow::Any(parts) if parts.len() > 1 => Some(self.fork("in any order", parts)),
            Flow::Choice(parts) | Flow::Any(parts) => parts.first().and_then(|part| self.draw(part)),
            Flow::Opt(part) => {
                let (begin, end) = self.fork("optional", std::slice::from_ref(part));
                self.edge(&begin, "-. without .->", &end);
                Some((begin, end))
            }
            Flow::Loop(part) => {
                let (begin, end) = self.draw(part)?;
                self.edge(&end, "-. again .->", &begin);
                Some((begin, end))
            }
        }
    }

    /// A gate, the parts side by side, and a gate where they meet again.
    fn fork(&mut self, label: &str, parts: &[Flow]) -> (String, String) {
        let (begin, end) = (self.gate(label), self.gate(""));
        for part in parts {
            if let Some((first, last)) = self.draw(part) {
                self.edge(&begin, "-->", &first);
                self.edge(&last, "-->", &end);
            }
        }
        (begin, end)
    }

    fn gate(&mut self, label: &str) -> String {
        let node = format!("g{}", self.gates);
        self.gates += 1;
        let shape = if label.is_empty() { "((\" \"))".to_owned() } else { format!("{{\"{label}\"}}") };
        let _ = writeln!(self.out, "  {node}{shape}");
        node
    }

    fn edge(&mut self, from: &str, arrow: &str, to: &str) {
        let _ = writeln!(self.out, "  {from} {arrow} {to}");
    }
}

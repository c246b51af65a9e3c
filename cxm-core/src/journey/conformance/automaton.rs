//! The flow of a journey as an automaton: from which state a touchpoint leads to which.

use super::JourneyDesign;
use crate::error::{Code, Error, Result};

/// So many states at most: 14 parts in any order.
const MAX_STATES: usize = 1 << 14;
/// And so many edges.
const MAX_EDGES: usize = 1 << 20;

/// A finite automaton without empty moves. State 0 is the start, to which nothing leads back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Automaton {
    /// The touchpoints, in order.
    pub names: Vec<String>,
    pub states: Vec<State>,
    /// Whether an edge leads to a state before its own.
    pub has_loops: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct State {
    /// The place of a touchpoint among the names, and the state that it leads to; in order.
    pub edges: Vec<(u32, u32)>,
    /// Whether the journey may end here.
    pub is_end: bool,
}

impl Automaton {
    /// # Errors
    /// `invalid_option` of a choice among nothing and of a journey without touchpoints; `out_of_range` when it has too many states.
    pub fn of(design: &JourneyDesign) -> Result<Self> {
        let names: Vec<String> = design.touchpoints().into_iter().map(str::to_owned).collect();
        if names.is_empty() {
            return Err(Error::option("journey", "one touchpoint or more", "none"));
        }
        let states = compile(design, &names)?;
        let has_loops = states.iter().enumerate().any(|(from, state)| state.edges.iter().any(|(_, to)| *to as usize <= from));
        Ok(Self { names, states, has_loops })
    }
}

/// The depth of a design is bounded where it is read, so recursion is.
fn compile(design: &JourneyDesign, names: &[String]) -> Result<Vec<State>> {
    let all = |parts: &[JourneyDesign]| parts.iter().map(|part| compile(part, names)).collect::<Result<Vec<_>>>();
    let mut states = match design {
        JourneyDesign::Step(name) => {
            let label = code(names.partition_point(|other| other < name)); // it is one of the names
            vec![State { edges: vec![(label, 1)], is_end: false }, State { edges: Vec::new(), is_end: true }]
        }
        JourneyDesign::Seq(parts) => {
            let mut whole = vec![State { edges: Vec::new(), is_end: true }];
            for part in all(parts)? {
                whole = then(whole, &part);
                check(&whole)?;
            }
            whole
        }
        JourneyDesign::Choice(parts) if parts.is_empty() => {
            return Err(Error::option("journey", "something to choose from", "an empty choice"));
        }
        JourneyDesign::Choice(parts) => choice(&all(parts)?),
        JourneyDesign::Any(parts) => {
            let mut whole = vec![State { edges: Vec::new(), is_end: true }];
            for part in all(parts)? {
                if whole.len().saturating_mul(part.len()) > MAX_STATES {
                    return Err(too_many());
                }
                whole = beside(&whole, &part);
                check(&whole)?;
            }
            whole
        }
        JourneyDesign::Opt(part) => {
            let mut states = compile(part, names)?;
            states[0].is_end = true; // every automaton has its start
            states
        }
        JourneyDesign::Loop(part) => {
            let mut states = compile(part, names)?;
            let again = states[0].edges.clone(); // as above
            for state in states.iter_mut().skip(1).filter(|state| state.is_end) {
                state.edges.extend_from_slice(&again);
            }
            states
        }
    };
    for state in &mut states {
        state.edges.sort_unstable();
        state.edges.dedup();
    }
    check(&states)?;
    Ok(states)
}

fn check(states: &[State]) -> Result<()> {
    let edges: usize = states.iter().map(|state| state.edges.len()).sum();
    if states.len() > MAX_STATES || edges > MAX_EDGES { Err(too_many()) } else { Ok(()) }
}

fn too_many() -> Error {
    let message = format!(
        "the flow has more than {MAX_STATES} states or {MAX_EDGES} ways between them: 14 steps in any order make 16,384; split the journey, or order some of its steps"
    );
    Error::new(Code::OutOfRange, message).with_field("journey")
}

fn code(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX) // places among states and names, both bounded
}

/// One after the other: where the first may end, the second begins.
fn then(mut first: Vec<State>, second: &[State]) -> Vec<State> {
    let shift = code(first.len() - 1); // the start of the second falls away
    let moved = |state: &State| -> Vec<(u32, u32)> { state.edges.iter().map(|(label, to)| (*label, to + shift)).collect() };
    let (begin, may_skip) = (moved(&second[0]), second[0].is_end); // every automaton has its start
    for state in first.iter_mut().filter(|state| state.is_end) {
        state.edges.extend_from_slice(&begin);
        state.is_end = may_skip;
    }
    first.extend(second.iter().skip(1).map(|state| State { edges: moved(state), is_end: state.is_end }));
    first
}

/// One of several; their last states become one.
fn choice(parts: &[Vec<State>]) -> Vec<State> {
    let is_last = |state: &State| state.is_end && state.edges.is_empty();
    let kept = |part: &[State]| part.iter().skip(1).filter(|state| !is_last(state)).count();
    let last = code(1 + parts.iter().map(|part| kept(part)).sum::<usize>());
    let mut whole = vec![State { edges: Vec::new(), is_end: parts.iter().any(|part| part[0].is_end) }]; // as above
    let mut has_last = false;
    for part in parts {
        let mut next = code(whole.len());
        let places: Vec<u32> = part
            .iter()
            .enumerate()
            .map(|(place, state)| match place {
                0 => 0,
                _ if is_last(state) => last,
                _ => {
                    next += 1;
                    next - 1
                }
            })
            .collect();
        has_last |= part.iter().skip(1).any(is_last);
        for (place, state) in part.iter().enumerate() {
            let edges = state.edges.iter().map(|(label, to)| (*label, places[*to as usize])); // edges lead to states
            match place {
                0 => whole[0].edges.extend(edges), // as above
                _ if is_last(state) => {}
                _ => {
                    let edges = edges.collect();
                    whole.push(State { edges, is_end: state.is_end });
                }
            }
        }
    }
    if has_last {
        whole.push(State { edges: Vec::new(), is_end: true });
    }
    whole
}

/// Both, each in its own order: a state of one and a state of the other.
fn beside(first: &[State], second: &[State]) -> Vec<State> {
    let width = second.len();
    let mut whole = Vec::with_capacity(first.len() * width);
    for (one, own) in first.iter().enumerate() {
        for (two, other) in second.iter().enumerate() {
            let mut edges: Vec<(u32, u32)> =
                own.edges.iter().map(|(label, to)| (*label, code(*to as usize * width + two))).collect();
            edges.extend(other.edges.iter().map(|(label, to)| (*label, code(one * width + *to as usize))));
            whole.push(State { edges, is_end: own.is_end && other.is_end });
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn states(flow: &serde_json::Value) -> Result<usize> {
        Ok(Automaton::of(&JourneyDesign::from_json(flow)?)?.states.len())
    }

    #[test]
    fn steps_in_any_order_are_a_state_for_each_subset() -> Result<()> {
        let names: Vec<String> = (0..10).map(|step| format!("s{step}")).collect();
        assert_eq!(states(&json!({ "any": names }))?, 1024);
        assert_eq!(states(&json!({ "seq": names }))?, 11);
        assert_eq!(states(&json!({ "choice": names }))?, 2);
        Ok(())
    }

    #[test]
    fn a_flow_of_too_many_states_is_refused() {
        let names: Vec<String> = (0..15).map(|step| format!("s{step}")).collect();
        assert_eq!(states(&json!({ "any": names })).unwrap_err().code(), Code::OutOfRange);
        assert_eq!(states(&json!({ "seq": [{ "choice": [] }, "a"] })).unwrap_err().code(), Code::InvalidOption);
        assert_eq!(states(&json!([])).unwrap_err().code(), Code::InvalidOption);
    }

    #[test]
    fn only_a_loop_leads_back() -> Result<()> {
        let automaton = |flow| Automaton::of(&JourneyDesign::from_json(&flow)?);
        assert!(!automaton(json!([{ "any": ["a", { "opt": "b" }] }, { "choice": ["c", ["d", "e"]] }]))?.has_loops);
        assert!(automaton(json!([{ "loop": { "any": ["a", "b"] } }, "c"]))?.has_loops);
        Ok(())
    }
}

//! Conformance counts by the rules of its page; its alignments are the cheapest that there are; parts of the customers put together are the whole.

use cxm_core::call::{self, Args};
use cxm_core::columns::{Cell, ColumnView};
use cxm_core::domain::ExperienceModel;
use cxm_core::journey::{Conformance, ConformanceCounts, ConformanceOptions, JourneyDesign, JourneyGoal};
use cxm_core::records::event_log::{EventColumns, EventLog, EventLogOptions, InteractionColumns};
use cxm_core::state::ByteForm;
use cxm_core::stats::{Flag, Level};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Each customer's touchpoints, a minute apart.
fn log(paths: &[Vec<&str>]) -> EventLog {
    log_of(paths, 0)
}

fn log_of(paths: &[Vec<&str>], first: usize) -> EventLog {
    let (mut who, mut what, mut at) = (Vec::new(), Vec::new(), Vec::new());
    for (customer, path) in paths.iter().enumerate() {
        for (minute, name) in path.iter().enumerate() {
            who.push(Cell::Text(format!("c{}", first + customer).into()));
            what.push(Cell::Text((*name).to_owned().into()));
            at.push(Cell::Text(format!("2026-01-01T{:02}:{:02}", minute / 60, minute % 60).into()));
        }
    }
    EventLog::new(&EventColumns::new(who.into(), what.into(), at.into()), &EventLogOptions::default()).unwrap()
}

fn split(paths: &[&str]) -> Vec<Vec<&'static str>> {
    paths.iter().map(|path| path.split_whitespace().map(|name| &*name.to_owned().leak()).collect()).collect()
}

fn design(flow: &Value) -> JourneyDesign {
    JourneyDesign::from_json(flow).unwrap()
}

fn conformance(paths: &[&str], flow: &Value) -> Conformance {
    let counts = ConformanceCounts::of(&log(&split(paths)), &design(flow), &ConformanceOptions::default()).unwrap();
    counts.conformance(Level::default(), None).unwrap()
}

/// `kind touchpoint`, by rows.
fn deviations(found: &Conformance) -> Vec<String> {
    let text = |name, row| found.deviations.value(name, row).as_str().unwrap().to_owned();
    (0..found.deviations.len()).map(|row| format!("{} {}", text("kind", row), text("touchpoint", row))).collect()
}

fn close(found: Option<f64>, expected: f64) {
    assert!(
        found.is_some_and(|found| (found - expected).abs() <= 1e-12 * expected.abs().max(1.0)),
        "{found:?} is not {expected}"
    );
}

#[test]
fn a_path_that_fits_costs_nothing_and_deviates_nowhere() {
    let found = conformance(&["a b c", "a c b", "a b c"], &json!(["a", {"any": ["b", "c"]}]));
    assert_eq!((found.fitness.estimate, found.coverage.estimate, found.n_fitting), (Some(1.0), Some(1.0), 3));
    assert!(found.deviations.is_empty());
}

#[test]
fn fitness_is_one_less_the_cost_over_what_an_alignment_without_a_match_costs() {
    let found = conformance(&["a c", "x y"], &json!(["a", "b", "c"]));
    assert_eq!((found.variants.value("cost", 0), found.variants.value("cost", 1)), (1.into(), 5.into()));
    close(found.fitness.estimate, 0.8 / 2.0);
    assert_eq!(found.coverage.estimate, Some(0.5)); // two of four events
    assert!(found.fitness.has(Flag::NotSeen)); // nobody met b
}

#[test]
fn each_kind_of_deviation_is_told() {
    let flow = json!(["a", "b", "c"]);
    assert_eq!(deviations(&conformance(&["a c"], &flow)), ["skipped b"]);
    assert_eq!(deviations(&conformance(&["a b x c"], &flow)), ["unplanned x"]);
    assert_eq!(deviations(&conformance(&["a b b c"], &flow)), ["repeated b"]);
    assert_eq!(deviations(&conformance(&["b a c"], &flow)).len(), 1);
    assert_eq!(deviations(&conformance(&["c a b"], &flow)), ["out_of_order c"]);
    assert_eq!(deviations(&conformance(&["c c a b"], &flow)), ["out_of_order c", "repeated c"]);
    // Of a choice the other is not asked.
    assert_eq!(deviations(&conformance(&["a b c"], &json!(["a", {"choice": ["b", "d"]}, "c"]))), Vec::<String>::new());
    assert_eq!(deviations(&conformance(&["a b d c"], &json!(["a", {"choice": ["b", "d"]}, "c"]))), ["unplanned d"]);
}

#[test]
fn of_equally_cheap_alignments_the_one_with_most_matches_counts() {
    // Both cost 2: b is met between what is skipped, or b is unplanned and d skipped.
    let found = conformance(&["b"], &json!({"choice": [["a", "b", "c"], "d"]}));
    assert_eq!(deviations(&found), ["skipped a", "skipped c"]);
    assert_eq!(found.variants.value("alignment", 0), "-a > b > -c");
}

#[test]
fn of_equally_good_ones_the_event_goes_before_the_step() {
    let found = conformance(&["a c b"], &json!(["a", "b", "c"]));
    assert_eq!(found.variants.value("alignment", 0), "a > +c > b > -c"); // c came too early
}

#[test]
fn how_a_flow_is_written_does_not_matter() {
    let (one, other) = (json!({"choice": [["a", "c"], ["a", "b"]]}), json!(["a", {"choice": ["b", "c"]}]));
    let alignment = |flow| conformance(&["a"], flow).variants.value("alignment", 0);
    assert!(alignment(&one) == "a > -b" && alignment(&other) == "a > -b"); // the first by name
}

#[test]
fn loops_and_options_cost_nothing_as_often_as_they_are_taken() {
    let flow = json!(["a", {"opt": {"loop": {"seq": ["b", {"opt": "c"}]}}}, "d"]);
    let found = conformance(&["a d", "a b d", "a b c b b c d"], &flow);
    assert_eq!((found.fitness.estimate, found.shortest), (Some(1.0), 2));
    close(conformance(&["a c d"], &flow).fitness.estimate, 1.0 - 1.0 / 5.0);
}

#[test]
fn steps_of_blocks_in_any_order_may_come_between_each_other() {
    let flow = json!({"any": [["a", "b"], ["c", "d"]]});
    assert_eq!(conformance(&["a c b d", "c d a b", "a c d b"], &flow).fitness.estimate, Some(1.0));
    close(conformance(&["b a c d"], &flow).fitness.estimate, 1.0 - 2.0 / 8.0);
}

#[test]
fn the_published_log_of_the_running_example_has_its_average_trace_fitness() {
    // W. van der Aalst (2016), Process Mining, in its letters; average_trace_fitness of alignments with the first path, as pm4py 2.7.23.11 gives it.
    let paths = split(&["a b d e h", "a d c e g", "a c d e f b d e g", "a d b e h", "a c d e f d c e f c d e h", "a c d e g"]);
    let design = JourneyDesign::linear(["a", "b", "d", "e", "h"]);
    let counts = ConformanceCounts::of(&log(&paths), &design, &ConformanceOptions::default()).unwrap();
    let found = counts.conformance(Level::default(), None).unwrap();
    close(found.fitness.estimate, 0.669_312_169_312_169_3);
    assert_eq!(found.n_fitting, 1);
}

/// A goal, reached a day later by everybody who did not skip b.
fn with_goal() -> Vec<Vec<&'static str>> {
    let mut paths = vec!["a b c goal"; 40];
    paths.extend(["a c"; 10]);
    paths.extend(["a c goal"; 10]);
    split(&paths)
}

#[test]
fn without_a_landmark_an_effect_is_an_association() {
    let mut options = ConformanceOptions::default();
    options.goal = Some(JourneyGoal::Touchpoints(vec!["goal".to_owned()]));
    let counts = ConformanceCounts::of(&log(&with_goal()), &design(&json!(["a", "b", "c", {"opt": "goal"}])), &options).unwrap();
    let found = counts.conformance(Level::default(), None).unwrap();
    assert_eq!((found.n_followed, found.n_reached, found.n_left_out), (Some(60), Some(50), Some(0)));
    let row = |name| found.deviations.value(name, 0);
    assert_eq!((row("kind"), row("n_with"), row("n_without")), ("skipped".into(), 20.into(), 40.into()));
    close(row("goal_effect").as_f64(), 0.5 - 1.0);
    assert!(row("goal_effect_high").as_f64().unwrap() < 0.0);
    assert!(row("flags").as_str().unwrap().contains("association"));
}

#[test]
fn with_a_landmark_only_what_came_before_it_counts_and_who_reached_the_goal_is_left_out() {
    let mut options = ConformanceOptions::default();
    options.goal = Some(JourneyGoal::Touchpoints(vec!["goal".to_owned()]));
    options.landmark = Some("PT2M".parse().unwrap()); // a, b, c are met by then, the goal of "a c goal" too
    let counts = ConformanceCounts::of(&log(&with_goal()), &design(&json!(["a", "b", "c", {"opt": "goal"}])), &options).unwrap();
    let found = counts.conformance(Level::default(), None).unwrap();
    assert_eq!((found.n_followed, found.n_reached, found.n_left_out), (Some(50), Some(40), Some(10)));
    let row = |name| found.deviations.value(name, 0);
    assert_eq!((row("n"), row("n_with"), row("n_without")), (20.into(), 10.into(), 40.into()));
    assert_eq!(row("goal_effect").as_f64(), Some(-1.0));
    assert!(!row("flags").as_str().unwrap().contains("association"));
    // By the first minute nobody has skipped anything who is still on the way to it.
    options.landmark = Some("PT30S".parse().unwrap());
    let counts = ConformanceCounts::of(&log(&with_goal()), &design(&json!(["a", "b", "c", {"opt": "goal"}])), &options).unwrap();
    let row = counts.conformance(Level::default(), None).unwrap().deviations.to_json()[0].clone();
    assert_eq!((&row["n_with"], &row["goal_effect"]), (&json!(0), &Value::Null));
}

fn called(log: &EventLog, options: &Value) -> cxm_core::error::Result<Conformance> {
    call::conformance(log, Args::new("conformance", options.as_object().unwrap().clone()))
}

#[test]
fn journeys_by_id_need_a_model_and_travel_with_the_log() {
    let model = ExperienceModel::from_json(
        r#"{"cxm": "1.0", "id": "m", "version": {"seq": 0, "at": "2026-11-20T08:30:00Z", "author": "emp:ana", "message": "First"}, "goals": [],
        "channels": [{"id": "web", "kind": "website"}],
        "personas": [{"id": "p", "name": {"en": "P"}, "challenges": [{"id": "c", "text": {"en": "c"}}], "needs": [{"id": "n", "text": {"en": "n"}}],
            "assign": {"test": {"prop": "x", "op": "eq", "value": 1}}}],
        "journeys": [{"id": "buying", "name": {"en": "Buying"}, "persona": "p", "stages": [
            {"id": "s", "name": {"en": "S"}, "kind": "awareness", "touchpoints": [{"id": "see", "name": {"en": "See"}, "kind": "action", "channels": ["web"], "owner": "emp:ana", "matches": {"event": {"type": "visit"}}}]},
            {"id": "t", "name": {"en": "T"}, "kind": "use", "touchpoints": [{"id": "use", "name": {"en": "Use"}, "kind": "action", "channels": ["web"], "owner": "emp:ana", "matches": {"event": {"type": "login"}}}]}],
            "flow": {"seq": [{"step": "see"}, {"opt": {"loop": {"step": "use"}}}]}}]}"#,
    )
    .unwrap();
    let columns = InteractionColumns::new(
        ColumnView::from(&["a", "a", "b"]),
        ColumnView::from(&["visit", "login", "login"]),
        ColumnView::from(&["2026-01-01", "2026-01-02", "2026-01-03"]),
    );
    let made = EventLog::from_model(&columns, &model, &EventLogOptions::default()).unwrap();
    let read = EventLog::from_bytes(&made.to_bytes()).unwrap();
    assert_eq!(read, made);
    let found = called(&read, &json!({"journey": "buying"})).unwrap();
    close(found.fitness.estimate, 0.75);
    assert_eq!(called(&read, &json!({"journey": "buyin"})).unwrap_err().code().name(), "unknown_id");
    let plain = log(&split(&["a b"]));
    assert_eq!(called(&plain, &json!({"journey": "buying"})).unwrap_err().code().name(), "no_model");
    assert_eq!(called(&plain, &json!({"journey": ["see", "use"]})).unwrap_err().code().name(), "unknown_id");
    assert_eq!(called(&plain, &json!({"journey": {"all": ["a"]}})).unwrap_err().field(), Some("journey"));
    assert_eq!(called(&plain, &json!({"journey": ["a"], "landmark": "P1D"})).unwrap_err().field(), Some("landmark"));
    assert_eq!(called(&plain, &json!({"journey": ["a"], "goal": "c"})).unwrap_err().code().name(), "unknown_id");
    assert!(called(&plain, &json!({"journey": {"id": "x", "flow": {"seq": [{"step": "a"}, {"step": "b"}]}}})).is_ok());
}

/// Words up to this length are compared one by one.
const LONGEST: usize = 9;

#[test]
fn many_paths_are_aligned_as_few_are() {
    let names = ["a", "b", "c", "d", "x"];
    let paths: Vec<Vec<&str>> =
        (0..5_usize.pow(5)).map(|code| (0..5).map(|place| names[code / 5_usize.pow(place) % 5]).collect()).collect();
    let flow = design(&json!(["a", {"any": ["b", {"opt": {"loop": "c"}}]}, "d"]));
    let rows = |paths: &[Vec<&str>]| {
        let counts = ConformanceCounts::of(&log(paths), &flow, &ConformanceOptions::default()).unwrap();
        let variants = counts.conformance(Level::default(), None).unwrap().variants.to_json();
        let row = |row: &Value| (row["path"].to_string(), (row["cost"].clone(), row["alignment"].clone()));
        variants.as_array().unwrap().iter().map(row).collect::<HashMap<_, _>>()
    };
    let few: HashMap<_, _> = paths.chunks(100).flat_map(rows).collect();
    assert_eq!(rows(&paths), few);
    assert_eq!(few.len(), 3125);
}

/// All words of a flow up to a length, by its definition.
fn words(flow: &JourneyDesign, most: usize) -> HashSet<Vec<String>> {
    let join = |one: &HashSet<Vec<String>>, two: &HashSet<Vec<String>>| -> HashSet<Vec<String>> {
        one.iter()
            .flat_map(|a| two.iter().map(move |b| [a.clone(), b.clone()].concat()))
            .filter(|word| word.len() <= most)
            .collect()
    };
    let empty = || HashSet::from([Vec::new()]);
    match flow {
        JourneyDesign::Step(name) => HashSet::from([vec![name.clone()]]),
        JourneyDesign::Seq(parts) => parts.iter().fold(empty(), |words_so_far, part| join(&words_so_far, &words(part, most))),
        JourneyDesign::Choice(parts) => parts.iter().flat_map(|part| words(part, most)).collect(),
        JourneyDesign::Any(parts) => parts.iter().fold(empty(), |so_far, part| {
            let own = words(part, most);
            so_far.iter().flat_map(|a| own.iter().flat_map(move |b| shuffles(a, b))).filter(|word| word.len() <= most).collect()
        }),
        JourneyDesign::Opt(part) => words(part, most).into_iter().chain(empty()).collect(),
        JourneyDesign::Loop(part) => {
            let once = words(part, most);
            let mut all = once.clone();
            loop {
                let more: HashSet<_> = join(&all, &once).union(&all).cloned().collect();
                if more.len() == all.len() {
                    return all;
                }
                all = more;
            }
        }
    }
}

fn shuffles(a: &[String], b: &[String]) -> Vec<Vec<String>> {
    match (a, b) {
        ([], rest) | (rest, []) => vec![rest.to_vec()],
        ([x, rest_a @ ..], [y, rest_b @ ..]) => {
            let put = |first: &String, rest: Vec<Vec<String>>| {
                let first = first.clone();
                rest.into_iter().map(move |word| [vec![first.clone()], word].concat()).collect::<Vec<_>>()
            };
            [put(x, shuffles(rest_a, b)), put(y, shuffles(a, rest_b))].concat()
        }
    }
}

/// Insertions and deletions from one to the other: what an alignment costs.
fn distance(a: &[&str], b: &[String]) -> usize {
    let mut common = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            common[i + 1][j + 1] = if x == y { common[i][j] + 1 } else { common[i][j + 1].max(common[i + 1][j]) };
        }
    }
    a.len() + b.len() - 2 * common[a.len()][b.len()]
}

fn flows() -> impl Strategy<Value = JourneyDesign> {
    let step = prop::sample::select(vec!["a", "b", "c", "d"]).prop_map(|name| JourneyDesign::Step(name.to_owned()));
    step.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(JourneyDesign::Seq),
            prop::collection::vec(inner.clone(), 1..4).prop_map(JourneyDesign::Choice),
            prop::collection::vec(inner.clone(), 1..3).prop_map(JourneyDesign::Any),
            inner.clone().prop_map(|part| JourneyDesign::Opt(Box::new(part))),
            inner.prop_map(|part| JourneyDesign::Loop(Box::new(part))),
        ]
    })
}

fn traces(most: usize) -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    prop::collection::vec(prop::collection::vec(prop::sample::select(vec!["a", "b", "c", "d", "x"]), 1..6), 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_alignment_is_cheaper_than_the_one_found(flow in flows(), paths in traces(6)) {
        let all = words(&flow, LONGEST);
        prop_assume!(!all.is_empty() && all.len() < 3000);
        let counts = ConformanceCounts::of(&log(&paths), &flow, &ConformanceOptions::default()).unwrap();
        let found = counts.conformance(Level::default(), None).unwrap();
        let shortest = all.iter().map(Vec::len).min().unwrap();
        prop_assert_eq!(found.shortest, shortest as u64);
        let of: HashMap<String, usize> = (0..found.variants.len())
            .map(|row| (found.variants.value("path", row).as_str().unwrap().to_owned(), row)).collect();
        let mut fitness = 0.0;
        for path in &paths {
            let cost = all.iter().map(|word| distance(path, word)).min().unwrap();
            let row = of[&path.join(" > ")];
            let found_cost = found.variants.value("cost", row).as_u64().and_then(|cost| usize::try_from(cost).ok()).unwrap();
            prop_assert!(found_cost <= cost);
            // A word that is longer than this has more steps that the path lacks.
            prop_assert!(found_cost == cost || path.len() + cost > LONGEST);
            let cost = found_cost;
            fitness += 1.0 - cost as f64 / (path.len() + shortest) as f64;
            // What the alignment says is such a word, the path, and costs so much.
            let moves = found.variants.value("alignment", row);
            let moves: Vec<&str> = moves.as_str().unwrap().split(" > ").collect();
            let of_log: Vec<&str> = moves.iter().filter(|step| !step.starts_with('-')).map(|step| step.trim_start_matches('+')).collect();
            let of_flow: Vec<String> = moves.iter().filter(|step| !step.starts_with('+')).map(|step| step.trim_start_matches('-').to_owned()).collect();
            prop_assert_eq!(&of_log, path);
            prop_assert!(of_flow.len() > LONGEST || all.contains(&of_flow), "{:?} is no way through", of_flow);
            prop_assert_eq!(moves.iter().filter(|step| step.starts_with(['-', '+'])).count(), cost);
        }
        prop_assert!((found.fitness.estimate.unwrap() - fitness / paths.len() as f64).abs() < 1e-12);
    }

    #[test]
    fn parts_of_the_customers_put_together_are_the_whole(flow in flows(), paths in traces(12), cut in 0_usize..12, landmark in proptest::option::of(0_u32..4)) {
        let cut = cut.min(paths.len());
        let mut options = ConformanceOptions::default();
        options.goal = Some(JourneyGoal::Touchpoints(vec!["d".to_owned()]));
        options.landmark = landmark.map(|minutes| format!("PT{minutes}M").parse().unwrap());
        options.as_of = Some(cxm_core::columns::time::parse_time("2026-01-02", &cxm_core::columns::time::Zone::UTC).unwrap());
        let whole = ConformanceCounts::of(&log(&paths), &flow, &options).unwrap();
        let mut parts = ConformanceCounts::of(&log_of(&paths[..cut], 0), &flow, &options).unwrap();
        parts.merge(&ConformanceCounts::of(&log_of(&paths[cut..], cut), &flow, &options).unwrap()).unwrap();
        prop_assert_eq!(&parts, &whole);
        // Bit by bit, and in whatever order the customers came.
        let told = |counts: &ConformanceCounts| counts.conformance(Level::default(), None).unwrap();
        prop_assert_eq!(told(&parts), told(&whole));
        let turned: Vec<Vec<&str>> = paths.iter().rev().cloned().collect();
        prop_assert_eq!(told(&ConformanceCounts::of(&log(&turned), &flow, &options).unwrap()), told(&whole));
    }
}

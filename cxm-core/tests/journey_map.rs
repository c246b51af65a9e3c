//! Pictures of a journey: the page with its map, and the flowchart.

use cxm_core::domain::ExperienceModel;
use cxm_core::report::journey_map::{page, to_mermaid};
use serde_json::{Value, json};

const MODEL: &str = include_str!("../../examples/data/coffee.cxm.json");

fn edited(edit: impl FnOnce(&mut Value)) -> ExperienceModel {
    let mut document: Value = serde_json::from_str(MODEL).expect("the example is JSON");
    edit(&mut document);
    ExperienceModel::from_json(&document.to_string()).expect("the model has no error")
}

fn html(model: &ExperienceModel, language: &str) -> String {
    page(model, "first-cup", language).expect("the journey is there").to_html()
}

fn mermaid(flow: &Value) -> String {
    let touchpoint =
        |id: &str| json!({ "id": id, "name": {"en": id}, "kind": "action", "channels": ["web"], "owner": "team:shop" });
    let model = edited(|document| {
        document["journeys"][0]["stages"] = json!([
            { "id": "s", "name": {"en": "S"}, "kind": "awareness", "touchpoints": [touchpoint("a"), touchpoint("b"), touchpoint("c")] }
        ]);
        document["journeys"][0]["flow"] = flow.clone();
        document["surveys"] = json!([]);
        document["alertRules"] = json!([]);
    });
    to_mermaid(model.journey("first-cup").expect("the journey is there"), "en")
}

/// The arrows, without the nodes.
fn arrows(flowchart: &str) -> Vec<&str> {
    flowchart.lines().map(str::trim).filter(|line| line.contains("->")).collect()
}

#[test]
fn the_map_has_a_column_for_each_touchpoint_and_a_lane_for_what_is_known() {
    let page = html(&edited(|_| {}), "en");
    let head = &page[page.find("<table class=\"map\"").expect("a map")..];
    assert_eq!(head.matches("<th scope=\"colgroup\"").count(), 6, "stages");
    assert_eq!(head.matches("<th scope=\"col\"").count(), 8, "touchpoints");
    assert_eq!(head.matches("<polyline").count(), 8, "the curve goes through all of them");
    for lane in ["Expected", "In the flow", "Channels", "Pain points", "Content", "Accessibility", "Owner", "Measured by"] {
        assert!(head.contains(&format!("<th scope=\"row\">{lane}</th>")), "{lane}");
    }
    assert!(page.contains("of customers, within 1 day"));
}

#[test]
fn a_lane_that_says_nothing_is_left_out() {
    let page = html(
        &edited(|document| {
            for stage in document["journeys"][0]["stages"].as_array_mut().expect("stages") {
                for touchpoint in stage["touchpoints"].as_array_mut().expect("touchpoints") {
                    let touchpoint = touchpoint.as_object_mut().expect("an object");
                    for key in ["painPoints", "content", "accessibility", "expectation"] {
                        touchpoint.remove(key);
                    }
                }
            }
        }),
        "en",
    );
    for lane in ["Pain points", "Content", "Accessibility", "Expected"] {
        assert!(!page.contains(&format!("<th scope=\"row\">{lane}</th>")), "{lane}");
    }
}

#[test]
fn the_curve_has_a_gap_where_nothing_is_expected() {
    let page =
        html(&edited(|document| document["journeys"][0]["stages"][1]["touchpoints"][0]["expectation"] = Value::Null), "en");
    assert_eq!(page.matches("<polyline").count(), 7);
    assert!(page.contains("<polyline points=\"50,75.0\"/>"), "the first has no neighbour to go to");
}

#[test]
fn names_are_told_in_the_language_asked_for_or_the_next_best() {
    let model = edited(|_| {});
    let german = html(&model, "de-AT");
    assert!(german.contains("<html lang=\"de-AT\">") && german.contains("Erste Tasse"));
    assert!(german.contains("Compares machines"), "there is no German name of it");
    assert!(!html(&model, "fr").contains("Erste Tasse"));
}

#[test]
fn what_somebody_wrote_is_text_and_nothing_else() {
    let evil = "</td><script>alert(1)</script>\"]";
    let model = edited(|document| {
        let touchpoint = &mut document["journeys"][0]["stages"][0]["touchpoints"][0];
        touchpoint["name"]["en"] = evil.into();
        touchpoint["painPoints"] = json!([{ "id": "p", "text": { "en": evil } }]);
        document["journeys"][0]["stages"][0]["name"]["en"] = evil.into();
        document["personas"][0]["needs"][0]["text"]["en"] = evil.into();
        document["goals"][0]["name"]["en"] = evil.into();
    });
    assert!(!html(&model, "en").contains("<script"));
    let flowchart = to_mermaid(model.journey("first-cup").expect("the journey is there"), "en");
    assert!(flowchart.contains("#60;/td#62;#60;script#62;alert(1)"));
    assert!(!flowchart.contains("<script"));
}

#[test]
fn a_sequence_is_a_chain() {
    let drawn = mermaid(&json!({"seq": [{"step": "a"}, {"step": "b"}, {"step": "c"}]}));
    assert_eq!(arrows(&drawn), ["t0 --> t1", "t1 --> t2"]);
}

#[test]
fn ways_part_and_meet_again() {
    let drawn = mermaid(&json!({"seq": [{"step": "a"}, {"choice": [{"step": "b"}, {"step": "c"}]}]}));
    assert_eq!(arrows(&drawn), ["g0 --> t1", "t1 --> g1", "g0 --> t2", "t2 --> g1", "t0 --> g0"]);
    assert!(drawn.contains("g0{\"one of\"}"));
}

#[test]
fn what_may_repeat_goes_back_and_what_is_optional_can_be_passed() {
    let drawn = mermaid(&json!({"seq": [{"step": "a"}, {"opt": {"loop": {"seq": [{"step": "b"}, {"step": "c"}]}}}]}));
    assert_eq!(
        arrows(&drawn),
        ["t1 --> t2", "t2 -. again .-> t1", "g0 --> t1", "t2 --> g1", "g0 -. without .-> g1", "t0 --> g0"]
    );
}

#[test]
fn the_flow_reads_as_one_line() {
    let page = page(&edited(|_| {}), "first-cup", "en").expect("the journey is there");
    let line = page.sections.last().and_then(|section| section.intro.as_deref());
    assert_eq!(
        line,
        Some(
            "Watches a review → ((Compares machines)+ & [Asks somebody]) → Checks out → The parcel arrives → Sets the machine up → \
             [(Asks for help)+] → Brews the first cup"
        )
    );
}

#[test]
fn an_unknown_journey_is_told_the_nearest() {
    let error = page(&edited(|_| {}), "first-cap", "en").expect_err("there is none");
    assert_eq!(error.to_string(), "there is no journey \"first-cap\"; did you mean \"first-cup\"?");
}

fn pictured(options: &Value) -> cxm_core::Result<String> {
    use cxm_core::call::{Args, experience};
    let given = json!({ "journey": "first-cup", "form": "html" });
    let mut all = given.as_object().cloned().unwrap_or_default();
    all.extend(options.as_object().cloned().unwrap_or_default());
    let text = experience(&edited(|_| {}), "picture", Args::new("picture", all))?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

#[test]
fn what_was_observed_stands_beside_what_is_expected() -> cxm_core::Result<()> {
    let model = edited(|_| {});
    let journey = model.journey("first-cup").expect("the journey is there");
    let expected: Vec<(String, f64)> =
        journey.touchpoints().filter_map(|each| Some((each.id.to_string(), each.expectation?))).collect();
    let (first, second) = (&expected[0], &expected[1]);
    let page = pictured(&json!({
        "observed": { "touchpoint": [first.0, second.0], "estimate": [first.1 - 1.0, second.1], "conf_low": [first.1 - 1.5, second.1 - 0.5],
            "conf_high": [first.1 - 0.5, second.1 + 0.5], "n": [1200, 40] },
        "deviations": { "touchpoint": [first.0, "call centre"], "kind": ["skipped", "unplanned"], "n": [120, 30], "share": [0.1, 0.025] },
        "fitness": { "estimate": 0.87, "conf_low": 0.85, "conf_high": 0.89 },
    }))?;
    for text in [
        "1.0 below",
        "undecided",
        "skipped by 10.0 %",
        "Not on the map",
        "call centre",
        "87.0 %",
        "n 1,200",
        "class=\"planned\"",
        "class=\"below\"",
    ] {
        assert!(page.contains(text), "{text} is missing");
    }
    let plain = pictured(&json!({}))?;
    assert!(
        !plain.contains("class=\"planned\"") && !plain.contains("Deviations") && !plain.contains("Against"),
        "nothing was observed"
    );
    Ok(())
}

#[test]
fn scores_of_touchpoints_that_the_journey_does_not_have_are_refused() {
    let observed = |table: Value| pictured(&json!({ "observed": table })).expect_err("refused");
    let unknown = observed(json!({ "touchpoint": ["moon"], "estimate": [4.0] }));
    assert_eq!((unknown.code().name(), unknown.got()), ("unknown_id", Some("\"moon\"")));
    assert_eq!(observed(json!({ "estimate": [4.0] })).code().name(), "invalid_option");
    assert_eq!(observed(json!({ "touchpoint": ["moon"], "estimate": ["high"] })).code().name(), "invalid_option");
}

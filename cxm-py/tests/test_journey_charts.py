"""Pictures of journeys, rendered: what Vega-Lite makes of them shows their names and draws their marks."""

import random
import re
from datetime import date, timedelta

import pytest

import cxm

SIZES = [3, 30]


def names(touchpoints):
    return [f"touchpoint {place:02}" for place in range(touchpoints)]


def log(touchpoints):
    """300 customers on paths of two to eight touchpoints, the first of them the most frequent; two segments that differ."""
    draw = random.Random(touchpoints)
    rows = []
    for customer in range(300):
        segment = "new" if customer % 2 else "known"
        for step in range(draw.randint(2, 8)):
            place = min(int(draw.expovariate(4 / touchpoints if segment == "new" else 8 / touchpoints)), touchpoints - 1)
            rows.append((customer, names(touchpoints)[place], f"2026-01-{1 + step * 3:02}T10:00:00Z", ["web", "shop", "mail"][step % 3], segment))
    customer, touchpoint, time, channel, segment = map(list, zip(*rows))
    frame = {"customer": customer, "touchpoint": touchpoint, "time": time, "channel": channel, "segment": segment}
    return cxm.EventLog(frame, customer="customer", touchpoint="touchpoint", time="time", channel="channel", attributes=["segment"])


def charts(touchpoints):
    events = log(touchpoints)
    known = names(touchpoints)
    yield "funnel", cxm.chart.funnel(events.funnel(known[: min(touchpoints, 12)])), known[:3]
    yield "sankey", cxm.chart.sankey(events.step_flows()), [*known[:3], "(ended)"]
    yield "transitions", cxm.chart.transitions(events.transition_matrix()), known
    yield "step_matrix", cxm.chart.step_matrix(events.step_matrix(steps=6)), [*known[:3], "(ended)"]
    yield "difference", cxm.chart.step_matrix(events.step_matrix(steps=6, by="segment")), [*known[:3], "less"]
    yield "cohorts", cxm.chart.cohorts(events.retention("week")), ["2025-12-29"]
    yield "attribution", cxm.chart.attribution(events.attribution(known[0], channel="channel", method="linear", bootstrap=50)), ["web", "shop", "mail"]


ALL = [pytest.param(chart, texts, id=f"{name}-{touchpoints}") for touchpoints in SIZES for name, chart, texts in charts(touchpoints)]


@pytest.mark.parametrize(("chart", "texts"), ALL)
def test_vega_lite_draws_the_picture(chart, texts):
    vl_convert = pytest.importorskip("vl_convert")
    svg = vl_convert.vegalite_to_svg(chart.spec, vl_version="5.20")
    shown = " ".join(re.findall(r"<text[^>]*>([^<]*)<", svg))
    for text in texts:
        assert text in shown, f"{text} is not in the picture"
    assert "NaN" not in svg
    assert "undefined" not in shown
    width, height = (float(part) for part in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    assert 300 < width < 1400
    assert 100 < height < 1400
    assert svg.count("<path") > len(texts)


@pytest.mark.parametrize(("chart", "texts"), ALL)
def test_the_static_picture_shows_the_same(chart, texts):
    svg = chart.to_svg()
    shown = " ".join(re.findall(r"<text[^>]*>([^<]*)<", svg))
    for text in texts:
        assert text in shown, f"{text} is not in the picture"
    assert "NaN" not in svg
    places = [float(place) for place in re.findall(r' x="(-?[\d.]+)"', svg)]
    assert min(places) >= 0
    assert max(places) <= float(re.search(r'viewBox="0 0 ([\d.]+)', svg).group(1))


def test_captions_and_cells_of_a_small_matrix_are_whole():
    frame = {"who": [1, 1, 2], "what": ["a", "b", "a"], "at": ["2026-01-05", "2026-01-06", "2026-01-05"]}
    small = cxm.EventLog(frame, customer="who", touchpoint="what", time="at")
    for chart, caption in ((cxm.chart.transitions(small.transition_matrix()), "From"), (cxm.chart.step_matrix(small.step_matrix()), "Touchpoint")):
        assert caption in re.findall(r"<text[^>]*>([^<]*)<", chart.to_svg())


def test_cells_of_a_low_base_show_their_number_where_there_is_no_room_for_decimals():
    days = [str(date(2026, 1, 5) + timedelta(weeks=week)) for week in range(17)]
    frame = {"who": list(range(len(days))), "what": ["visit"] * len(days), "at": days}
    svg = cxm.chart.cohorts(cxm.EventLog(frame, customer="who", touchpoint="what", time="at").retention("week")).to_svg()
    assert re.findall(r"<text[^>]*>([^<]*)<", svg).count("100*") == len(days) - 1  # the last week is not over

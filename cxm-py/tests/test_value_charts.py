"""Pictures of customer value, rendered: what Vega-Lite makes of them shows their names and draws their marks."""

import random
import re

import pytest

import cxm

SIZES = [1, 3, 30]
HOSTILE = "<script>alert(1)</script> and a name that is much too long to stand beside a row"


def names(size):
    return [HOSTILE if place == 1 else f"segment {place:02}" for place in range(size)]


def watched(size):
    """Durations that end in an event or are cut, of groups that stay for longer and longer."""
    draw = random.Random(size)
    rows = []
    for customer in range(40 * size):
        group = customer % size
        life, seen = draw.expovariate(1 / (20 + 6 * group)), draw.uniform(5, 60)
        rows.append((round(min(life, seen), 1) + 0.1, int(life <= seen), names(size)[group]))
    return [list(column) for column in zip(*rows)]


def ratios(size):
    return [{"term": name, "hazard_ratio": 0.5 + place / 4, "ratio_low": 0.3 + place / 6, "ratio_high": 1 + place / 2} for place, name in enumerate(names(size))]


def charts(size):
    durations, events, groups = watched(size)
    curve = cxm.kaplan_meier(durations, events, by=groups)
    yield "survival", cxm.chart.survival(curve, time_label="Weeks"), ["Weeks", "At risk", "100"]
    yield "hazard", cxm.chart.survival(cxm.nelson_aalen(durations, events, by=groups)), ["Cumulative hazard"]
    yield "incidence", cxm.chart.survival(cxm.aalen_johansen(durations, events)), ["Cumulative incidence"]
    yield "forest", cxm.chart.forest(ratios(size)), ["segment 00", "Hazard ratio, logarithmic; 1 is no difference", "0.50 [0.30, 1.00]"]


ALL = [pytest.param(chart, texts, id=f"{name}-{size}") for size in SIZES for name, chart, texts in charts(size)]


def shown(svg):
    return " ".join(re.findall(r"<text[^>]*>([^<]*)<", svg))


@pytest.mark.parametrize(("chart", "texts"), ALL)
def test_vega_lite_draws_the_picture(chart, texts):
    vl_convert = pytest.importorskip("vl_convert")
    svg = vl_convert.vegalite_to_svg(chart.spec, vl_version="5.20")
    for text in texts:
        assert text in shown(svg), f"{text} is not in the picture"
    assert "NaN" not in svg and "undefined" not in shown(svg) and "<script" not in svg
    width, height = (float(part) for part in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    assert 300 < width < 1400
    assert 100 < height < 1400


@pytest.mark.parametrize(("chart", "texts"), ALL)
def test_the_static_picture_shows_the_same(chart, texts):
    svg = chart.to_svg()
    for text in texts:
        assert text in shown(svg), f"{text} is not in the picture"
    assert "NaN" not in svg and "<script" not in svg
    places = [float(place) for place in re.findall(r' x="(-?[\d.]+)"', svg)]
    assert min(places) >= 0
    assert max(places) <= float(re.search(r'viewBox="0 0 ([\d.]+)', svg).group(1))


def test_altair_takes_the_pictures():
    altair = pytest.importorskip("altair")
    for _, chart, _ in charts(3):
        assert isinstance(chart.to_altair(), altair.TopLevelMixin)


def test_tables_without_rows_are_pictures():
    vl_convert = pytest.importorskip("vl_convert")
    for chart in (cxm.chart.survival({"time": [], "survival": []}), cxm.chart.forest({"term": [], "hazard_ratio": []})):
        assert "no data" in chart.to_svg()
        assert "NaN" not in vl_convert.vegalite_to_svg(chart.spec, vl_version="5.20")


def test_fits_and_curves_know_their_level_and_frames_do_as_well():
    durations, events, groups = watched(3)
    curve = cxm.kaplan_meier(durations, events, by=groups, level=0.9)
    assert "Band: 90 % confidence interval." in curve_text(cxm.chart.survival(curve))
    assert "Band: 95 % confidence interval." in curve_text(cxm.chart.survival(curve.table))
    pd = pytest.importorskip("pandas")
    assert cxm.chart.survival(curve.table.to_pandas(), level=0.9).to_svg() == cxm.chart.survival(curve).to_svg()
    frame = pd.DataFrame({"weeks": durations, "left": events, "late": [group == groups[0] for group in groups]})
    fit = cxm.CoxPh().fit(frame, "weeks", "left", ["late"], level=0.8)
    assert fit.level == 0.8 and "Whisker: 80 % confidence interval." in curve_text(cxm.chart.forest(fit))
    hazard = cxm.DiscreteHazard().fit(frame.assign(weeks=[1 + int(weeks // 10) for weeks in durations]), "weeks", "left", ["late"])
    assert "Odds ratio" in curve_text(cxm.chart.forest(hazard))
    with pytest.raises(cxm.UnknownColumnError, match="hazard_ratio"):
        cxm.chart.forest({"term": ["a"], "ratio": [1.0]})


def curve_text(chart):
    return shown(chart.to_svg())

"""Pictures of customer value, rendered: what Vega-Lite makes of them shows their names and draws their marks."""

import random
import re
from datetime import date

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


def purchases(size):
    """The first of each month a new customer, who comes back each month until the end."""
    days = [str(date(2024 + month // 12, 1 + month % 12, 1)) for month in range(size)]
    rows = [(customer, day) for customer in range(size) for day in days[customer:]]
    return {"who": [who for who, _ in rows], "day": [day for _, day in rows]}, "who", "day"


def charts(size):
    durations, events, groups = watched(size)
    curve = cxm.kaplan_meier(durations, events, by=groups)
    yield "survival", cxm.chart.survival(curve, time_label="Weeks"), ["Weeks", "At risk", "100"]
    yield "hazard", cxm.chart.survival(cxm.nelson_aalen(durations, events, by=groups)), ["Cumulative hazard"]
    yield "incidence", cxm.chart.survival(cxm.aalen_johansen(durations, events)), ["Cumulative incidence"]
    yield "forest", cxm.chart.forest(ratios(size)), ["segment 00", "Hazard ratio, logarithmic; 1 is no difference", "0.50 [0.30, 1.00]"]
    model = cxm.ParetoNbd.from_params({"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, unit="week")
    matrix = model.frequency_recency(39, 39, max_frequency=size)
    yield "p_alive", cxm.chart.frequency_recency(matrix), ["Recency", "Frequency (repeat purchases)", "38", "Known for 39"]
    yield "expected", cxm.chart.frequency_recency(matrix, value="expected_purchases"), ["Known for 39, in the next 39", "Expected purchases"]
    yield "values", cxm.chart.clv_distribution({"clv": [float(1 + place * place) for place in range(size)]}), [f"of {size} customers"]
    bins = [{"frequency": f"{place}+" if place == size else str(place), "actual": 0.2 * place, "expected": 0.25 * place, "pred_low": 0.1 * place, "pred_high": 0.4 * place} for place in range(size + 1)]
    yield "calibration", cxm.chart.calibration(bins), ["Actual", "Expected", "Repeat purchases before the split", "Band: 95 % prediction interval."]
    weeks = [{"end": date(2026, 1, 1 + place), "part": "holdout" if place else "calibration", "actual": place, "expected": place + 0.5, "actual_cumulative": place, "expected_cumulative": place + 0.5} for place in range(size)]
    marked = ["Calibration ends"] if size > 1 else []
    yield "tracking", cxm.chart.tracking(weeks), ["Actual", "Expected", "Repeat purchases in the period", *marked]
    yield "cumulative", cxm.chart.tracking(weeks, value="cumulative"), ["Repeat purchases, added up", *marked]
    yield "cohorts", cxm.chart.cohorts(cxm.cohort_retention(*purchases(max(size, 3)), every="month")), ["2024-01-01", "Cohort", "100"]


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
    assert 150 < width < 1400
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


def test_lifetime_values_are_drawn_as_clv_gives_them():
    purchases = cxm.BgNbd.from_params({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, unit="week")
    spend = cxm.GammaGamma.from_params({"p": 6.25, "q": 3.74, "v": 15.44})
    customers = {"frequency": [2, 0, 5], "recency": [30.43, 0, 38], "T": [38.86, 30, 39], "monetary_value": [22.35, 0, 40]}
    value = cxm.clv(purchases, spend, customers)
    text = curve_text(cxm.chart.clv_distribution(value))
    assert f"{100 * value.share_top_decile:.1f} % of {value.total.estimate:,.2f}" in text
    assert text == curve_text(cxm.chart.clv_distribution(value.table))
    with pytest.raises(cxm.CxmError, match="value must be one of p_alive, expected_purchases"):
        cxm.chart.frequency_recency(purchases.frequency_recency(1, 1), value="alive")


def test_a_calibration_is_drawn_with_its_level():
    shop = {"who": ["ann", "ann", "ann", "ben"] * 3, "day": ["2026-01-01", "2026-01-15", "2026-02-02", "2026-01-08"] * 3}
    held = cxm.holdout(shop, "who", "day", calibration_end="2026-01-29", observation_end="2026-02-12")
    customers = {"frequency": [2, 1, 0, 5, 0, 1], "recency": [30.4, 1.7, 0, 33, 0, 20], "T": [39, 39, 39, 36, 37, 38], "n": [9, 30, 90, 5, 80, 20]}
    model = cxm.MbgNbd().fit(customers, counts="n", unit="week")
    found = cxm.calibration(model, held, level=0.8)
    assert found.level == 0.8
    assert "Band: 80 % prediction interval." in curve_text(cxm.chart.calibration(found))
    assert cxm.chart.calibration(found.table, level=0.8).to_svg() == cxm.chart.calibration(found).to_svg()

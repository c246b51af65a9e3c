"""Charts and the scorecard as Python shows them."""

import json

import pytest

import cxm

FRAME = {
    "nps": [10, 9, 3, 0, 8, 10] * 20,
    "sat": [5, 4, 1, 2, 5, 5] * 20,
    "region": ["EU", "US", "EU", "US", "EU", "US"] * 20,
    "at": ["2026-01-05", "2026-01-06", "2026-02-01", "2026-02-02", "2026-03-01", "2026-03-02"] * 20,
}


def charts():
    monthly = cxm.score(FRAME, "nps", "nps", by="region", time="at", every="month")
    yield cxm.chart.estimates(cxm.score(FRAME, "nps", "nps", by="region"), title="NPS by region", metric="nps")
    yield cxm.chart.trend(monthly, title="NPS by month", metric="nps")
    yield cxm.chart.distribution(cxm.nps(FRAME["nps"]), title="Answers")


def test_a_chart_has_a_document_a_picture_and_a_page():
    for chart in charts():
        bundle = chart._repr_mimebundle_()
        assert set(bundle) == {"application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"}
        assert chart.spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
        json.dumps(chart.spec)
        assert chart.to_svg().startswith("<svg")
        assert "<script" not in chart.to_html()
        assert chart.to_svg() in chart.to_html()


def test_a_chart_is_saved_by_the_ending_of_its_path(tmp_path):
    chart = next(charts())
    for ending, start in [("svg", "<svg"), ("html", "<!doctype"), ("json", "{")]:
        chart.save(tmp_path / f"chart.{ending}")
        assert (tmp_path / f"chart.{ending}").read_text(encoding="utf-8").startswith(start)
    with pytest.raises(ValueError, match="must end in"):
        chart.save(tmp_path / "chart.bmp")


def test_frames_of_every_kind_are_charted():
    pd = pytest.importorskip("pandas")
    table = cxm.score(pd.DataFrame(FRAME), "nps", "nps", by="region")
    assert cxm.chart.estimates(table).to_svg() == cxm.chart.estimates(cxm.score(FRAME, "nps", "nps", by="region")).to_svg()


def test_a_saved_page_names_no_address(tmp_path):
    for chart in charts():
        chart.save(tmp_path / "chart.html")
        page = (tmp_path / "chart.html").read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "//" not in page
        assert "<svg" in page


def test_a_chart_goes_through_altair():
    altair = pytest.importorskip("altair")
    for chart in charts():
        through = chart.to_altair()
        assert isinstance(through, altair.TopLevelMixin)
        spec = through.to_dict()  # checked by altair against its own schema of Vega-Lite
        assert rows_of(spec) == rows_of(chart.spec)


def rows_of(spec):
    """Its data, which altair moves to `datasets`."""
    name = spec["data"].get("name")
    return spec["datasets"][name] if name in spec.get("datasets", {}) else spec["data"]["values"]


def test_a_scorecard_has_four_forms(tmp_path):
    card = cxm.scorecard(FRAME, ["nps", cxm.Metric("csat", column="sat")], by="region", time="at", every="month", title="Spring")
    assert "Spring" in card.to_text(80)
    assert "# Spring" in card.to_markdown()
    assert card.to_html(tmp_path / "card.html") == (tmp_path / "card.html").read_text(encoding="utf-8")
    assert json.loads(card.to_json()) == card.to_dict()
    assert "<style" not in card._repr_html_()  # a page of its own, in a frame
    assert card.charts
    assert all(chart.to_svg().startswith("<svg") for chart in card.charts)


def test_a_scorecard_of_a_cube_is_that_of_its_frame():
    cube = cxm.TallyCube(by="region", every="day").observe(FRAME, value="nps", time="at")
    of_frame = cxm.scorecard(FRAME, "nps", by="region", time="at", every="month").to_dict()
    of_cube = cxm.scorecard(cube, "nps", every="month").to_dict()
    assert of_cube["metrics"][0]["total"] == of_frame["metrics"][0]["total"]


def test_paired_waves_are_compared_row_by_row():
    first, second = [10, 9, 3, 8, None], [10, 9, 9, 8, 1]
    moves = cxm.Transition().observe(first, second)
    assert (moves.n, moves.n_missing) == (4, 1)
    assert cxm.compare(first, second, "nps", paired=True) == cxm.compare(moves, metric="nps")
    assert cxm.compare(first, second, "nps", paired=True).estimate == -50.0
    assert cxm.Transition.from_json(moves.to_json()) == cxm.Transition.from_bytes(moves.to_bytes()) == moves
    assert sum([moves, moves]).n == 8


def test_a_difference_of_cubes_that_turns_over_in_their_groups_is_flagged():
    # Charig et al. 1986, BMJ 292: kidney stones, small and large; successes and patients.
    def stones(small, of_small, large, of_large):
        frame = {"size": ["small", "small", "large", "large"], "score": [5, 1, 5, 1], "n": [small, of_small - small, large, of_large - large]}
        return cxm.TallyCube(scale=(1, 5), by="size", every=None).observe(frame, value="score", counts="n")

    surgery, puncture = stones(81, 87, 192, 263), stones(234, 270, 55, 80)
    compared = cxm.compare(surgery, puncture, "csat")
    assert (compared.n_a, compared.n_b, compared.flags) == (350, 350, ["simpson"])
    assert compared.estimate == pytest.approx(-16 / 350, rel=1e-12)
    assert cxm.compare(surgery, surgery, "csat").flags == []
    assert cxm.compare(surgery.tally(), puncture.tally(), "csat").flags == []  # a total has no groups


def test_one_estimate_is_a_chart():
    scored = cxm.csat([5, 4, 1])
    chart = cxm.chart.estimates(scored)
    assert repr(chart) == "Chart('CSAT')"
    assert ">Desk<" in cxm.chart.estimates(scored, title="Desk").to_svg()
    with pytest.raises(cxm.CxmError, match="scores by period"):
        cxm.chart.trend(scored)


def test_a_scorecard_says_how_a_metric_finds_its_column():
    with pytest.raises(cxm.UnknownColumnError) as caught:
        cxm.scorecard(FRAME, ["nps", "csat"])
    assert (caught.value.field, caught.value.got) == ("column", "csat")
    assert "name it by the option column" in str(caught.value)
    assert str(caught.value).endswith("The columns are: nps, sat, region, at")
    assert cxm.scorecard(FRAME, ["nps", cxm.Metric("csat", column="sat")])


def test_the_kpis_of_a_program_stand_on_the_page_of_a_scorecard() -> None:
    goals = {"at": ["2026-09-03", "2026-09-04", "2026-10-05", "2026-10-07"], "reached": [True, False, True, True], "goal": ["day <1>"] * 4}
    kpis = cxm.program_kpis(versions={"at": ["2026-09-02", "2026-10-05"]}, goals=goals, every="month", start="2026-09-01", end="2026-10-31")
    plain = cxm.scorecard({"nps": [10, 9, 3]}, ["nps"])
    card = plain.with_program(kpis)
    assert "Goal performance: day <1>  100.0 %" in card.to_text()
    assert "Goal performance: day &lt;1&gt;" in card.to_html() and "Rate of improvement" in card.to_markdown()
    assert "Rate of improvement: **1**" in card.to_markdown() and "changes, from 2026-10-01" in card.to_text()
    assert [row["estimate"] for row in card.to_dict()["program"]] == [1, 1, 0.5, 1]
    assert kpis["conf_level"] == [0.95] * 4 and "95 % interval 0.03 to 5.57" in card.to_text()
    assert "Rate of improvement: intervals by garwood." in card.to_text() and "95 % interval" in card.to_html() and "answers" not in card.to_html().split("The program")[-1].split("About these")[0]
    wide = plain.with_program(cxm.program_kpis(goals=goals, every="month", start="2026-09-01", end="2026-10-31", level=0.8))
    assert "80 % interval" in wide.to_text().split("The program")[-1] and "95 % interval" not in wide.to_text().split("The program")[-1]
    without = plain.with_program({"kpi": ["x"], "period": ["2026-10"], "estimate": [1.0], "conf_low": [0.5], "conf_high": [2.0]})
    assert "% interval" not in without.to_text().split("The program")[-1].split("About these")[0]
    assert "program" not in plain.to_dict() and "The program" not in plain.to_text()
    with pytest.raises(cxm.UnknownColumnError, match="kpi"):
        plain.with_program({"estimate": [1.0]})

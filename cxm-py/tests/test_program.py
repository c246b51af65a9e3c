"""What only Python has of initiatives, ranks and targets: kinds of frames, models and estimates as objects. The numbers are in the shared vectors."""

import cxm
import pandas as pd
import pytest

MODEL = {
    "cxm": "1.0", "id": "shop", "personas": [], "journeys": [],
    "version": {"seq": 1, "parents": [], "at": "2026-02-01T00:00:00+00:00", "author": "emp:mia", "message": "first"},
    "goals": [{"id": "day-1", "name": {"en": "Day 1"}, "action": {"event": {"type": "b"}}, "start": {"event": {"type": "a"}}, "population": "customers", "objective": "o"}],
    "programs": [{"id": "voice", "name": {"en": "Voice"}, "objectives": [], "owner": "emp:mia", "reviewEvery": "P1M", "reviews": [["2026-01-31", "ok"]]}],
}  # fmt: skip


def test_a_model_is_taken_as_an_object_a_dict_and_a_text():
    model = cxm.ExperienceModel.from_json(MODEL)
    tables = [cxm.program_reviews(given, today="2026-03-03").to_dicts() for given in (model, MODEL, model.to_json())]
    assert tables[0] == tables[1] == tables[2]
    assert tables[0][0]["days_overdue"] == 3
    answers = {"q": ["q-goal"] * 6, "a": ["day 1"] * 4 + ["growth"] * 2}
    match = {row["measure"]: row["estimate"] for row in cxm.alignment(answers, question="q", answer="a", model=model)}["match"]
    assert match == pytest.approx(4 / 6, rel=1e-15)


def test_a_table_of_scores_is_ranked_in_its_own_kind_of_frame():
    answers = pd.DataFrame({"region": ["n"] * 4 + ["s"] * 4, "score": [10, 9, 9, 2, 8, 7, 3, 1]})
    ranked = cxm.rank(cxm.score(answers, "nps", "score", by="region"), by="region")
    assert isinstance(ranked, pd.DataFrame)
    assert list(ranked["region"]) == ["n", "s"]
    assert ranked["probability_best"].sum() == pytest.approx(1, rel=1e-12)


def test_estimates_are_ranked_by_name_in_their_own_direction():
    effort = {"app": cxm.ces([1, 2, 2, 3, 1], form="effort", scale=(1, 7)), "shop": cxm.ces([5, 6, 4, 7, 5], form="effort", scale=(1, 7))}
    assert cxm.rank(effort)["name"] == ["app", "shop"]
    with pytest.raises(cxm.CxmError) as error:
        cxm.rank({"a": cxm.nps([1, 10, 9]), "b": cxm.csat([1, 5, 4])})
    assert error.value.code == "definition_mismatch"


def test_the_four_kpis_come_in_the_kind_of_the_first_frame():
    ideas = pd.DataFrame({"author": ["e1"], "at": pd.to_datetime(["2026-11-02"])})
    roster = pd.DataFrame({"employee": [f"e{i}" for i in range(6)]})
    table = cxm.program_kpis(ideas=ideas, roster=roster, every="month", start="2026-11-01", end="2026-11-30")
    assert isinstance(table, pd.DataFrame)
    assert list(table["kpi"]) == ["rate_of_innovation"]


def test_who_is_not_on_the_roster_is_counted():
    activity = {"employee": ["e1", "left", "nobody"], "at": ["2026-11-02"] * 3}
    roster = {"employee": ["e1", "left"], "to": [None, "2026-11-01"]}
    window = {"every": "day", "start": "2026-11-02", "end": "2026-11-02", "min_n": 0}
    assert cxm.employee_engagement(activity, roster, **window)["n_excluded"] == [2]
    assert set(cxm.employee_engagement(activity, roster, rows="pooled", **window)["n_excluded"]) == {2}
    assert cxm.program_kpis(activity=activity, roster=roster, **window)["n_excluded"] == [2]
    pooled = cxm.program_kpis(activity=activity, roster=roster, rows="pooled", **window)
    card = cxm.scorecard({"nps": [10, 3]}, ["nps"])
    with pytest.raises(cxm.CxmError, match="program must be the KPIs by period, which have a course; these are pooled") as refused:
        card.with_program(pooled)
    assert (refused.value.code, refused.value.field) == ("invalid_option", "program")


def test_a_benchmark_is_compared_with_results_and_their_fields_only():
    nps, benchmark = cxm.nps([10, 9, 3]), cxm.Benchmark(metric="nps", value=40, n=500)
    assert cxm.compare_to_benchmark(nps.to_dict(), benchmark.to_dict()) == cxm.compare_to_benchmark(nps, benchmark)
    for estimate, other, field in ((None, benchmark, "estimate"), (5, benchmark, "estimate"), (nps, None, "benchmark"), (nps, 40, "benchmark"), (nps, {}, "benchmark")):
        with pytest.raises(cxm.CxmError) as refused:
            cxm.compare_to_benchmark(estimate, other)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.field) == ("invalid_option", field)


def test_an_interruption_of_a_frame_of_periods():
    months = pd.date_range("2024-01-01", periods=24, freq="MS")
    frame = pd.DataFrame({"period": months, "estimate": [30 + i % 5 + (6 if i >= 15 else 0) for i in range(24)]})
    table = cxm.interrupted_time_series(frame, at=months[15], every="month").set_index("term")
    assert table.loc["level_change", "conf_low"] < 6 < table.loc["level_change", "conf_high"]
    assert table.loc["level", "flags"] == "no_control"


def test_values_of_any_column_have_an_impact():
    impact = cxm.initiative_impact(pd.Series([5.0, 6.0, None, 7.0]), [8, 8, 11, None])
    assert impact.flags == ["low_base", "no_control", "unpaired"]
    assert (impact.n_a, impact.n_b) == (3, 3)

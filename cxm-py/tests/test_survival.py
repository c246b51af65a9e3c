"""Survival: curves, hazards, tests and Cox's model, from lists and from frames."""

import math
import pathlib
import pickle

import pytest

import cxm

ROSSI = pathlib.Path(__file__).parents[2] / "cxm-core/tests/cox/rossi.csv"


def rossi():
    lines = ROSSI.read_text(encoding="utf-8").splitlines()[1:]
    names = lines[0].split(",")
    rows = [[float(cell) for cell in line.split(",")] for line in lines[1:]]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


COVARIATES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


def test_the_curve_is_the_one_by_hand():
    curve = cxm.kaplan_meier([3, 5, 2, 8], [True, False, True, True])
    assert curve.table["survival"] == [0.75, 0.5, 0.5, 0.0]
    assert curve.table["n_at_risk"] == [4, 3, 2, 1]
    assert (curve.median.estimate, curve.survival_at(4).estimate, curve.survival_at(9).estimate) == (3.0, 0.5, 0.0)
    assert curve.rmst(5).estimate == pytest.approx(2 + 0.75 + 0.5 * 2, rel=1e-15)  # areas of 1, 3/4 and 1/2
    assert curve.survival_at([1, 2])["survival"] == [1.0, 0.75]


def test_what_was_not_watched_is_not_known():
    curve = cxm.kaplan_meier([1, 2], [1, 0])
    assert curve.survival_at(3).estimate is None
    with pytest.raises(cxm.CxmError) as refused:
        curve.rmst(5)
    assert (refused.value.code, refused.value.field) == ("out_of_range", "until")


def test_weights_are_rows_that_stand_several_times():
    once = cxm.kaplan_meier([3, 5, 2], [1, 0, 1], weights=[2, 1, 3])
    again = cxm.kaplan_meier([3, 3, 5, 2, 2, 2], [1, 1, 0, 1, 1, 1])
    assert once.table == again.table
    with pytest.raises(cxm.CxmError) as refused:
        cxm.kaplan_meier([3, 5], [1, 0], weights=[1, 0.5])
    assert (refused.value.code, refused.value.row) == ("not_an_integer", 1)


def test_groups_have_curves_of_their_own():
    both = cxm.kaplan_meier([1, 2, 3, 4], [1, 1, 1, 0], by=["b", "a", "b", "a"])
    assert both.groups["by"] == ["a", "b"]
    assert both.median["median"] == [2.0, 1.0]
    alone = cxm.kaplan_meier([2, 4], [1, 0])
    assert [row["conf_low"] for row in both.table if row["by"] == "a"] == alone.table["conf_low"]


@pytest.mark.parametrize("transform", ["log_log", "log", "plain", "logit", "arcsine"])
def test_intervals_hold_the_estimate(transform):
    data = rossi()
    for row in cxm.kaplan_meier(data["week"], data["arrest"], transform=transform).table:
        assert row["conf_low"] is None or row["conf_low"] <= row["survival"] <= row["conf_high"]


def test_hazards_are_summed_in_both_ways():
    at_once, one_by_one = (cxm.nelson_aalen([2, 2, 5], [1, 1, 1], ties=ties)["cumulative_hazard"] for ties in ("at_once", "one_by_one"))
    assert at_once == pytest.approx([2 / 3, 5 / 3], rel=1e-15)
    assert one_by_one == pytest.approx([1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 1], rel=1e-15)


def test_the_log_rank_family():
    data = rossi()
    test = cxm.log_rank(data["week"], data["arrest"], data["fin"])
    # The score test of Cox's model with this covariate alone is the log-rank test, but for ties.
    alone = cxm.CoxPh(ties="exact").fit(data, "week", "arrest", ["fin"])
    assert test.statistic == pytest.approx(alone.score["statistic"], rel=1e-9)
    trend = cxm.log_rank(data["week"], data["arrest"], data["fin"], trend=True)
    assert trend.statistic**2 == pytest.approx(test.statistic, rel=1e-12)  # of two groups
    early = cxm.log_rank(data["week"], data["arrest"], data["fin"], rho=1)
    strata = cxm.log_rank(data["week"], data["arrest"], data["fin"], strata=data["race"])
    assert len({test.statistic, early.statistic, strata.statistic}) == 3
    with pytest.raises(cxm.CxmError) as refused:
        cxm.log_rank([1, 2], [1, 1], ["a", "a"])
    assert refused.value.code == "too_few"


def test_cox_is_that_of_r():
    fit = cxm.CoxPh().fit(rossi(), "week", "arrest", COVARIATES)
    # R's survival 3.5.3, coxph(..., ties = "efron")
    assert fit.table["estimate"][0] == pytest.approx(-0.379422166871205, rel=1e-6)
    assert fit.table["std_error"][6] == pytest.approx(0.0286485500734706, rel=1e-6)
    assert (fit.log_likelihood_null, fit.log_likelihood) == pytest.approx((-675.380632346871, -658.747659446086), rel=1e-11)
    assert fit.concordance.estimate == pytest.approx(0.640329247099714, rel=1e-12)
    assert fit.concordance.conf_low < fit.concordance.estimate < fit.concordance.conf_high
    assert fit.proportional_hazards["term"][-1] == "GLOBAL"
    assert fit.proportional_hazards["statistic"][1] == pytest.approx(5.97398165341843, rel=1e-5)
    assert (fit.n, fit.n_events, fit.status, fit.infinite) == (432, 114, "converged", [])
    assert fit.baseline["survival"] == sorted(fit.baseline["survival"], reverse=True)
    assert fit.likelihood_ratio["df"] == 7
    again = pickle.loads(pickle.dumps(fit))
    assert again.table == fit.table


def test_a_frame_of_any_kind_gives_the_same_fit():
    data = rossi()
    want = cxm.CoxPh().fit(data, "week", "arrest", COVARIATES).table
    for kind in ("pandas", "polars", "pyarrow"):
        module = pytest.importorskip(kind)
        frame = module.table(data) if kind == "pyarrow" else module.DataFrame(data)
        assert cxm.CoxPh().fit(frame, "week", "arrest", COVARIATES).table == want


def test_clusters_make_errors_robust():
    data = rossi()
    data["man"] = [f"man {row // 2}" for row in range(432)]
    plain, robust = cxm.CoxPh().fit(data, "week", "arrest", ["fin"]), cxm.CoxPh().fit(data, "week", "arrest", ["fin"], cluster="man")
    assert plain.table["estimate"] == robust.table["estimate"]
    assert plain.table["std_error"] != robust.table["std_error"]
    exact = cxm.CoxPh(ties="exact").fit(data, "week", "arrest", ["fin"])
    assert exact.proportional_hazards is None and exact.baseline is None


def test_what_cannot_be_read_is_named():
    def refused(call):
        with pytest.raises(cxm.CxmError) as caught:
            call()
        return caught.value.code, caught.value.field, caught.value.row

    assert refused(lambda: cxm.kaplan_meier([1, math.nan], [1, 0])) == ("not_a_number", "durations", 1)
    assert refused(lambda: cxm.kaplan_meier([1, -2], [1, 0])) == ("out_of_range", "durations", 1)
    assert refused(lambda: cxm.kaplan_meier([1, 2], [1, 2])) == ("out_of_range", "events", 1)
    assert refused(lambda: cxm.kaplan_meier([1, 2], [1])) == ("length_mismatch", "events", None)
    assert refused(lambda: cxm.kaplan_meier([1, 2], [1, 0], transform="cloglog"))[0] == "invalid_option"
    assert refused(lambda: cxm.CoxPh().fit({"t": [1, 2], "e": [1, 1]}, "t", "e", ["x"]))[0] == "unknown_column"
    assert refused(lambda: cxm.CoxPh().fit({"t": [1, 2], "e": [1, 1], "x": [1, 1]}, "t", "e", ["x"])) == ("invalid_option", "covariates", None)
    assert refused(lambda: cxm.CoxPh().table)[0] == "invalid_option"


def test_groups_without_overlap_have_no_finite_ratio():
    frame = {"t": [1, 2, 3, 4, 5, 6], "e": [1] * 6, "x": [1, 1, 1, 0, 0, 0]}
    fit = cxm.CoxPh().fit(frame, "t", "e", ["x"])
    assert (fit.status, fit.infinite) == ("infinite", ["x"])

"""Customer value in Python: what goes in, what comes back, and in which kind of frame."""

from __future__ import annotations

import csv
import copy
import datetime as dt
import gzip
import json
import pathlib
import pickle

import cxm
import pytest

CUSTOMERS = {
    "frequency": [2, 1, 0, 5, 0, 1, 3, 0, 7, 2],
    "recency": [30.4, 1.7, 0.0, 33.0, 0.0, 20.0, 25.0, 0.0, 36.0, 12.0],
    "T": [38.9, 38.9, 38.9, 36.0, 37.0, 38.0, 36.5, 35.0, 37.0, 38.0],
    "monetary_value": [22.0, 11.0, 0.0, 40.0, 0.0, 15.0, 33.0, 0.0, 21.0, 18.0],
}
BG = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
GG = {"p": 6.25, "q": 3.74, "v": 15.44}


def test_purchases_of_a_day_are_one_and_the_table_knows_its_unit():
    frame = {"who": ["b", "a", "a", "a"], "day": [dt.date(2026, 1, 8), dt.date(2026, 1, 1), dt.date(2026, 1, 15), dt.date(2026, 1, 15)], "paid": [5, 9, 30, 10]}
    table = cxm.rfm(frame, "who", "day", "paid", observation_end=dt.date(2026, 2, 12))
    assert table.unit == "week"
    assert table.to_dicts() == [
        {"customer": "a", "frequency": 1, "recency": 2.0, "T": 6.0, "monetary_value": 40.0},
        {"customer": "b", "frequency": 0, "recency": 0.0, "T": 5.0, "monetary_value": None},
    ]
    assert cxm.BgNbd().fit(table).unit == "week"


SHOP = {"who": ["b", "a", "a"], "day": ["2026-01-08", "2026-01-01", "2026-01-15"], "paid": [5, 9, 30]}


def shop_rfm(frame):
    return cxm.rfm(frame, "who", "day", "paid", observation_end="2026-02-12")


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow"])
def test_an_rfm_table_can_do_what_the_callers_frame_can(library):
    package = pytest.importorskip(library)
    table = shop_rfm(package.table(SHOP) if library == "pyarrow" else package.DataFrame(SHOP))
    frame = getattr(table, f"to_{'arrow' if library == 'pyarrow' else library}")()
    assert isinstance(table["frequency"], type(frame["frequency"])) and list(table["frequency"]) == list(frame["frequency"])
    assert table.slice(1).num_rows == 1 if library == "pyarrow" else table.sort_values("T").shape == (2, 5) if library == "pandas" else table.describe().width == 6
    assert "shape" in dir(table)
    fit = cxm.BgNbd().fit(table)
    assert fit.unit == table.unit == "week"
    found = fit.p_alive(table)
    assert type(found) is type(frame)
    assert list(found["p_alive"]) == list(fit.p_alive(frame)["p_alive"])
    assert type(cxm.rfm_scores(table)) is type(frame)
    for twin in (pickle.loads(pickle.dumps(table)), copy.deepcopy(table), copy.copy(table)):
        assert (twin == table, twin.unit, type(fit.p_alive(twin))) == (True, "week", type(frame))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = table.nothing
    with pytest.raises(AttributeError, match="does not change"):
        table.index = [1, 2]
    assert type(table.head(1)) is type(frame) and len(table.head(1)) == 1


def test_an_rfm_table_does_not_change_and_what_is_selected_of_it_keeps_its_unit():
    pandas = pytest.importorskip("pandas")
    table = shop_rfm(pandas.DataFrame(SHOP))
    before = table.to_dicts()
    fit = cxm.BgNbd.from_params(BG, unit="week")
    alive = fit.p_alive(table)["p_alive"].tolist()
    times = table["T"]
    times.iloc[0] = 100.0
    table.insert(0, "other", 1)
    found = fit.p_alive(table)
    found.loc[0, "T"] = 100.0
    assert (table.to_dicts(), len(table), table.shape) == (before, 2, (2, 5))
    assert fit.p_alive(table)["p_alive"].tolist() == alive
    assert cxm.BgNbd().fit(table[table["frequency"] >= 0]).unit == "week"
    assert cxm.BgNbd().fit(table.head()).unit == "week"
    assert cxm.BgNbd().fit(pandas.DataFrame({**CUSTOMERS, "unit": "x"})).unit is None  # a column


def test_an_rfm_table_of_plain_columns_stays_plain():
    table = shop_rfm(SHOP)
    assert table["frequency"] == [1, 0]
    assert isinstance(cxm.BgNbd.from_params(BG).p_alive(table), cxm.Table)
    with pytest.raises(AttributeError, match="'RfmTable' object has no attribute 'groupby'"):
        _ = table.groupby
    assert table.head(1).to_dicts() == table.to_dicts()[:1]
    assert len(table.head()) == 2
    assert "frequency" in table and "nothing" not in table and table.to_dicts()[1] in table and {} not in table


def test_a_fit_says_what_it_is_and_asking_the_unfitted_one_says_so():
    fit = cxm.MbgNbd().fit(CUSTOMERS, unit="week")
    assert set(fit.params) == {"r", "alpha", "a", "b"} and fit.n == 10
    assert fit.status in ("converged", "ridge", "boundary") and fit.converged is (fit.status == "converged")
    assert fit.aic == pytest.approx(8 - 2 * fit.log_likelihood, rel=1e-15)
    assert [row["term"] for row in fit.summary] == ["r", "alpha", "a", "b"]
    with pytest.raises(cxm.CxmError, match="call fit"):
        _ = cxm.BgNbd().params
    with pytest.raises(cxm.CxmError) as refused:
        cxm.BgNbd.from_params({"r": -1, "alpha": 1, "a": 1, "b": 1})
    assert refused.value.code == "out_of_range"


def test_fits_travel_by_pickle_and_by_json():
    fit = cxm.ParetoNbd().fit(CUSTOMERS, unit="week")
    assert pickle.loads(pickle.dumps(fit)) == fit
    assert cxm.ParetoNbd.from_dict(json.loads(json.dumps(fit.to_dict()))).params == fit.params


def test_columns_give_a_list_and_frames_keep_their_kind():
    fit = cxm.BgNbd.from_params(BG, unit="week")
    numbers = fit.p_alive(CUSTOMERS["frequency"], CUSTOMERS["recency"], CUSTOMERS["T"])
    assert len(numbers) == 10 and numbers[2] == 1.0
    table = fit.expected_purchases(39, CUSTOMERS)
    assert table.columns == [*CUSTOMERS, "expected_purchases"]
    polars = pytest.importorskip("polars")
    frame = fit.p_alive(polars.DataFrame(CUSTOMERS))
    assert isinstance(frame, polars.DataFrame) and frame["p_alive"].to_list() == numbers
    pandas = pytest.importorskip("pandas")
    frame = fit.p_alive(pandas.DataFrame(CUSTOMERS))
    assert isinstance(frame, pandas.DataFrame) and frame["p_alive"].tolist() == numbers


def test_values_have_totals_and_intervals_want_a_fit_with_a_covariance():
    purchases, spend = cxm.BgNbd.from_params(BG, unit="week"), cxm.GammaGamma.from_params(GG)
    value = cxm.clv(purchases, spend, CUSTOMERS)
    assert value.total.estimate == pytest.approx(sum(value.table["clv"]), rel=1e-12)
    half = cxm.clv(purchases, spend, CUSTOMERS, basis="margin", margin=0.5)
    assert half.total.estimate == pytest.approx(value.total.estimate / 2, rel=1e-12)
    with pytest.raises(cxm.CxmError) as refused:
        cxm.clv(purchases, spend, CUSTOMERS, interval="delta")
    assert refused.value.code == "invalid_option"
    with pytest.raises(cxm.CxmError) as refused:
        cxm.clv(cxm.BgNbd.from_params(BG), spend, CUSTOMERS)
    assert refused.value.code == "unit_unknown"


def test_intervals_of_a_fit():
    frame = {name: values * 30 for name, values in CUSTOMERS.items()}
    fit = cxm.ParetoNbd().fit(frame, unit="week")
    assert fit.status == "converged"
    table = fit.expected_purchases(39, frame, interval="delta", draws=200)
    for row in list(table)[:10]:
        assert row["conf_low"] < row["expected_purchases"] < row["conf_high"] and row["pred_low"] <= row["pred_high"]
    low, high = ([row[end] for row in fit.conf_int(method="profile")] for end in ("conf_low", "conf_high"))
    assert all(a < b < c for a, b, c in zip(low, fit.params.values(), high))
    with pytest.raises(cxm.CxmError):
        fit.conf_int(method="exact")


def test_contracts():
    lost = [131, 126, 90, 60, 42, 34, 26]
    left = [1000 - sum(lost[: i + 1]) for i in range(7)]
    fit = cxm.ShiftedBetaGeometric().fit({"period": range(1, 8), "n_churned": lost, "n_active_end": left}, unit="year")
    assert fit.params == pytest.approx({"alpha": 0.668, "beta": 3.806}, abs=5e-4)
    assert fit.survival([0, 1])[0] == 1.0 and 0 < fit.derl(1, discount_rate=0.1) < 10


MANY = {name: values * 30 for name, values in CUSTOMERS.items()}


def test_scores_stand_beside_the_frame_and_segments_are_counted():
    customers = {"frequency": [0, 0, 0, 2, 7], "recency": [0, 0, 0, 9, 29], "T": [30, 20, 10, 30, 30], "monetary_value": [None, None, None, 12.0, 8.0]}
    table = cxm.rfm_scores(customers)
    assert table["f_score"] == [1, 1, 1, 4, 5] and table["r_score"] == [1, 3, 4, 2, 5] and table["m_score"] == [None, None, None, 3, 1]
    assert table["segment"] == ["hibernating", "about_to_sleep", "promising", "at_risk", "champions"]
    segments = cxm.rfm_segments(customers, level=0.9)
    assert sum(segments["n"]) == 5 and len(segments["segment"]) == 10 and segments["conf_high"][3] > 0
    pandas = pytest.importorskip("pandas")
    frame = cxm.rfm_scores(pandas.DataFrame(customers))
    assert isinstance(frame, pandas.DataFrame) and frame["segment"].tolist() == table["segment"]


def test_intervals_of_parameters_by_every_method():
    fit = cxm.BgNbd().fit(MANY, unit="week").bootstrap(40, seed=3)
    for method in ("wald_log", "profile", "sandwich", "bootstrap"):
        table = fit.conf_int(0.9, method=method)
        assert table["term"] == ["r", "alpha", "a", "b"]
        assert all(low < value < high for low, value, high in zip(table["conf_low"], table["estimate"], table["conf_high"])), method
        assert (table["std_error"][0] is None) is (method == "profile")
    for asked in (lambda: fit.conf_int(method="exact"), lambda: cxm.BgNbd.from_params(BG).conf_int(method="sandwich"), lambda: cxm.BgNbd().fit(MANY).conf_int(method="bootstrap")):
        with pytest.raises(cxm.CxmError, match="wald_log|call bootstrap") as refused:
            asked()
        assert refused.value.code == "invalid_option"
    assert fit == cxm.BgNbd().fit(MANY, unit="week").bootstrap(40, seed=3) and pickle.loads(pickle.dumps(fit)) == fit
    row = fit.expected_purchases(39, MANY, interval="bootstrap").to_dicts()[0]
    assert row["conf_low"] < row["conf_high"] and row["pred_low"] <= row["pred_high"]


def test_a_bootstrap_tells_how_far_it_is_and_ends_with_what_is_raised():
    fit = cxm.BgNbd().fit(MANY)
    told: list[tuple[int, int]] = []
    fit.bootstrap(20, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (20, 20) and told == sorted(told)

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit.bootstrap(20, progress=stop)


def test_what_is_held_is_not_learnt_and_the_likelihood_ratio_says_what_it_costs():
    large, small = cxm.BgNbd().fit(MANY), cxm.BgNbd().fit(MANY, fixed={"a": 1, "b": 3})
    assert small.fixed == ["a", "b"] and small.params["b"] == 3.0 and small.std_errors["a"] is None
    test = cxm.likelihood_ratio(small, large)
    assert test.df == 2.0 and test.statistic == pytest.approx(2 * (large.log_likelihood - small.log_likelihood))
    for pair in ((large, small), (cxm.MbgNbd().fit(MANY), large), (cxm.BgNbd().fit(CUSTOMERS, fixed={"a": 1}), large)):
        with pytest.raises(cxm.CxmError) as refused:
            cxm.likelihood_ratio(*pair)
        assert refused.value.code == "invalid_option"


def test_probabilities_of_numbers_of_purchases():
    fit = cxm.ParetoNbd.from_params({"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669})
    numbers = fit.probability_of_new(range(400), 39)
    assert sum(numbers) == pytest.approx(1, rel=1e-12) and numbers[0] == fit.probability_of_new(0, 39)
    assert sum(n * p for n, p in enumerate(numbers)) == pytest.approx(fit.expected_purchases_new(39), rel=1e-9)
    assert fit.probability_of(0, 0, [2], [30.43], [38.86]) == [1.0]
    assert "probability_of" in fit.probability_of(1, 39, CUSTOMERS).columns


def test_a_model_is_held_against_what_came():
    days = {"who": ["b", "a", "a", "a"], "day": ["2026-01-20", "2026-01-01", "2026-01-15", "2026-02-02"]}
    table = cxm.holdout(days, "who", "day", calibration_end="2026-01-29", observation_end=dt.date(2026, 2, 12))
    assert table.unit == "week" and table.to_dicts()[0] == {"customer": "a", "frequency": 1, "recency": 2.0, "T": 4.0, "n_holdout": 1, "t_holdout": 2.0}
    frame = {**MANY, "n_holdout": [x % 3 for x in MANY["frequency"]], "t_holdout": [20.0] * 300}
    found = cxm.calibration(cxm.BgNbd().fit(MANY, unit="week"), frame, draws=100, bins=3)
    assert found.table["frequency"] == ["0", "1", "2", "3+"] and sum(found.table["n"]) == found.n == 300
    assert found.actual == pytest.approx(sum(frame["n_holdout"]) / 300) and 0 <= found.coverage <= 1 and found.level == 0.95
    assert found.covered is (found.pred_low <= found.actual <= found.pred_high)


def test_weeks_are_tracked_as_the_definition_sums_them_customer_by_customer():
    folder = pathlib.Path(__file__).resolve().parents[2] / "examples" / "data"
    with gzip.open(folder / "cdnow_sample.csv.gz", "rt", newline="") as file:
        bought = list(csv.DictReader(file))
    model = cxm.BgNbd.from_params({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, unit="week")
    weeks = cxm.tracking(model, bought, "customer", "date", calibration_end="1997-09-30", observation_end=dt.date(1998, 6, 30))
    assert len(weeks) == 78 and weeks["part"] == ["calibration"] * 39 + ["holdout"] * 39
    # Equation 9 of Fader, Hardie and Lee (2005) in 30 digits (mpmath 1.3.0), summed over 2,357 customers.
    for week, actual, expected in ((1, 0, 3.2138431308864206), (12, 733, 612.6915283475037), (39, 2457, 2497.563529487306), (78, 4339, 4166.372720385743)):
        row = weeks.to_dicts()[week - 1]
        assert row["actual_cumulative"] == actual and row["expected_cumulative"] == pytest.approx(expected, rel=1e-12)
    assert (weeks["end"][38], weeks["n"][38]) == (dt.date(1997, 9, 30), 2357)
    with pytest.raises(cxm.CxmError, match="unit of time is not known"):
        cxm.tracking(cxm.BgNbd.from_params(model.params), bought, "customer", "date", observation_end="1998-06-30")


def test_values_of_groups_and_what_is_at_stake():
    purchases, spend = cxm.BgNbd().fit(MANY, unit="week"), cxm.GammaGamma().fit(MANY)
    frame = {**MANY, "persona": ["few"] * 3 + ["b"] * 100 + ["a"] * 197}
    value = cxm.clv(purchases, spend, frame, by="persona", interval="delta", draws=100)
    assert value.groups["persona"] == ["a", "b", "few"] and sum(value.groups["clv"]) == pytest.approx(value.total.estimate)
    hidden = cxm.clv(purchases, spend, frame, by="persona", min_n=5).groups
    assert hidden["flags"] == ["", "suppressed_secondary", "suppressed"] and hidden["clv"][1:] == [None, None]
    assert cxm.clv(purchases, spend, frame).groups is None
    met = {"clv": [100, 60, 80, 50], "bad": [True, True, False, False], "churned": [1, 0, 0, 0], "at": ["x", "x", "x", "y"]}
    assert cxm.value_at_stake(met)["value_at_stake"] == [80.0]
    rows = cxm.value_at_stake(met, touchpoint="at")
    assert rows["at"] == ["x", "y"] and rows["value_at_stake"] == [80.0, None]


def test_covariates_go_along_with_both_processes():
    frame = {**MANY, "web": [i % 2 for i in range(300)], "age": [20 + i % 7 for i in range(300)]}
    fit = cxm.ParetoNbd().fit(frame, unit="week", transaction=["web", "age"], attrition=["web"])
    assert list(fit.params) == ["r", "alpha", "s", "beta", "transaction.web", "transaction.age", "attrition.web"]
    assert fit.aic == pytest.approx(14 - 2 * fit.log_likelihood) and cxm.ParetoNbd.from_dict(fit.to_dict()).params == fit.params
    found = fit.expected_purchases(39, frame)["expected_purchases"]
    assert len(found) == 300 and found[0] != found[10]  # the same history, another customer
    ends = fit.expected_purchases(39, frame, interval="delta", draws=100)
    assert all(low <= mean <= high for low, mean, high in zip(ends["conf_low"], ends["expected_purchases"], ends["conf_high"]))
    wald, robust = fit.conf_int(), fit.conf_int(method="sandwich")
    assert wald["term"] == robust["term"] and wald["estimate"] == robust["estimate"] and wald["std_error"] != robust["std_error"]
    value = cxm.clv(fit, cxm.GammaGamma().fit(MANY), frame, interval="delta", draws=100, by="web")
    assert value.total.conf_low < value.total.estimate < value.pred_high and value.groups["web"] == [0, 1]
    assert len(set(value.table["clv"])) > len({(x, t, age, paid) for x, t, age, paid in zip(*(MANY[name] for name in ("frequency", "recency", "T", "monetary_value")))})
    held = {**frame, "n_holdout": [1] * 300, "t_holdout": [39.0] * 300}
    assert cxm.calibration(fit, held, draws=100).expected == pytest.approx(sum(found) / 300)
    with pytest.raises(cxm.UnknownColumnError, match="age|web"):
        cxm.clv(fit, cxm.GammaGamma().fit(MANY), MANY)
    with pytest.raises(cxm.CxmError, match="call bootstrap first"):
        fit.conf_int(method="bootstrap")


def test_a_fit_with_covariates_is_asked_as_any_other():
    frame = {**MANY, "web": [i % 2 for i in range(300)]}
    fit = cxm.ParetoNbd().fit(frame, unit="week", transaction=["web"], attrition=["web"])
    profile, drawn = fit.conf_int(method="profile"), fit.bootstrap(20, seed=1)
    assert profile["term"] == list(fit.params) and all(low is None or low < own for low, own in zip(profile["conf_low"], profile["estimate"]))
    ends = drawn.conf_int(method="bootstrap")
    assert ends["conf_low"][4] < ends["conf_high"][4] and drawn.bootstrap(20, seed=1) == drawn
    assert len(drawn.expected_purchases(39, frame, interval="bootstrap")["pred_high"]) == 300
    plain = cxm.ParetoNbd().fit(MANY, unit="week")
    held = cxm.ParetoNbd().fit(frame, unit="week", transaction=["web"], attrition=["web"], fixed={"transaction.web": 0, "attrition.web": 0})
    assert held.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12) and held.fixed == ["transaction.web", "attrition.web"]
    assert cxm.likelihood_ratio(held, fit).df == 2
    shop = {"who": ["a", "a", "b"], "day": ["2026-01-05", "2026-01-19", "2026-01-14"], "web": [0, 0, 1]}
    weeks = [cxm.tracking(of, shop, "who", "day", observation_end="2026-01-25") for of in (held, plain)]
    assert weeks[0]["expected_cumulative"] == pytest.approx(weeks[1]["expected_cumulative"], rel=1e-4)
    assert cxm.tracking(fit, shop, "who", "day", observation_end="2026-01-25")["actual_cumulative"] == [0, 0, 1]
    with pytest.raises(cxm.CxmError, match="one value in all rows of a customer"):
        cxm.tracking(fit, {**shop, "web": [0, 1, 1]}, "who", "day", observation_end="2026-01-25")
    with pytest.raises(cxm.UnknownColumnError, match="web"):
        cxm.tracking(fit, {"who": ["a"], "day": ["2026-01-05"]}, "who", "day", observation_end="2026-01-25")


def test_a_fit_is_read_as_its_own_model_only():
    with pytest.raises(cxm.CxmError) as refused:
        cxm.MbgNbd.from_dict(cxm.BgNbd.from_params(BG).to_dict())
    assert refused.value.code == "definition_mismatch"

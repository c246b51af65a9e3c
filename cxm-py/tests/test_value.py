"""Customer value in Python: what goes in, what comes back, and in which kind of frame."""

from __future__ import annotations

import datetime as dt
import json
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

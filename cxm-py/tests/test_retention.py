"""Who stays: rates of customers with and without a contract, cohorts, second purchases, revenue, gaps."""

import datetime

import pytest

import cxm

SHOP = {
    "who": ["ann", "ann", "ben", "cid", "cid", "cid", "dot", "dot", "eva", "eva", "fay"],
    "day": ["2026-01-05", "2026-02-14", "2026-01-09", "2026-01-31", "2026-02-01", "2026-03-03", "2025-10-02", "2026-01-20", "2025-10-10", "2026-02-10", "2026-02-11"],
    "paid": [10, 30, 20, 10, 5, 7, 9, 10, 4, 6, 8],
    "region": ["north", "north", "north", "south", "south", "south", "south", "south", "north", "north", "north"],
}
JANUARY = {"start": "2026-01-01", "end": "2026-01-31"}


def test_churn_is_what_retention_leaves():
    stays = cxm.retention_rate(SHOP, "who", "day", **JANUARY)
    leaves = cxm.churn_rate(SHOP, "who", "day", **JANUARY)
    assert (stays.estimate, stays.n, leaves.estimate, stays.unit) == (0.5, 4, 0.5, "share")
    assert leaves.conf_low == pytest.approx(1 - stays.conf_high, rel=1e-14)
    assert (stays.direction, leaves.direction) == ("higher_is_better", "lower_is_better")


def test_ends_are_dates_or_times_included_or_not():
    days = cxm.retention_rate(SHOP, "who", "day", start=datetime.date(2026, 1, 1), end=datetime.date(2026, 1, 31))
    until = cxm.retention_rate(SHOP, "who", "day", start="2026-01-01", end="2026-02-01", inclusive=False)
    assert days == until
    with pytest.raises(cxm.CxmError) as refused:
        cxm.churn_rate(SHOP, "who", "day", start="2026-02-01", end="2026-02-28")
    assert (refused.value.code, refused.value.field) == ("out_of_range", "observation_end")
    assert cxm.churn_rate(SHOP, "who", "day", start="2026-02-01", end="2026-02-28", observation_end="2026-03-31").estimate == 0.75


def test_segments_are_a_table_of_the_callers_kind():
    pandas = pytest.importorskip("pandas")
    table = cxm.retention_rate(pandas.DataFrame(SHOP), "who", "day", by="region", **JANUARY)
    assert isinstance(table, pandas.DataFrame)
    assert list(table["region"]) == ["north", "south"]
    assert list(table["estimate"]) == [0.5, 0.5]
    assert list(table["p_adjusted"]) == [1.0, 1.0]


def test_who_wakes_and_who_returns():
    woken = cxm.reactivation_rate(SHOP, "who", "day", start="2026-02-01", end="2026-02-28", dormant_after="90d")
    assert (woken.estimate, woken.n) == (1.0, 1)
    assert cxm.returning_customer_rate(SHOP, "who", "day", start="2026-02-01", end="2026-02-28").estimate == 0.75


def test_contracts_are_another_question():
    contracts = {"who": ["a", "b", "c", "c", "d"], "from": ["2025-06-01"] * 3 + ["2026-01-16", "2026-01-01"], "to": [None, "2026-01-31", "2026-01-15", None, None]}
    stays = cxm.contract_retention_rate(contracts, "who", "from", "to", **JANUARY)
    assert (stays.estimate, stays.n, stays.metric) == (pytest.approx(2 / 3), 3, "contract_retention_rate")
    assert cxm.contract_churn_rate(contracts, "who", "from", "to", **JANUARY).estimate == pytest.approx(1 / 3)


def test_cohorts_have_no_cell_that_is_not_known():
    table = cxm.cohort_retention(SHOP, "who", "day")
    assert list(table.columns) == ["cohort", "age", "n", "active", "retention", "conf_low", "conf_high", "flags"]
    assert table["active"] == [2, 0, 0, 1, 1, 3, 2, 1]
    rolling = cxm.cohort_retention(SHOP, "who", "day", kind="rolling")
    assert all(more >= less for more, less in zip(rolling["active"], table["active"]))
    assert len(cxm.cohort_retention(SHOP, "who", "day", observation_end="2026-03-31")) == len(table) + 3


def test_second_purchases():
    rate = cxm.repeat_purchase_rate(SHOP, "who", "day", observation_end="2026-02-28", within="45d")
    assert (rate.estimate, rate.method) == (pytest.approx(1 - 5 / 6 * 3 / 4), "kaplan_meier")
    assert cxm.repeat_purchase_rate(SHOP, "who", "day", observation_end="2026-04-30").estimate == 4 / 6
    with pytest.raises(cxm.CxmError) as refused:
        cxm.repeat_purchase_rate(SHOP, "who", "day", observation_end=None)
    assert (refused.value.code, refused.value.field) == ("invalid_option", "observation_end")


def test_revenue_orders_and_gaps():
    net = cxm.net_revenue_retention(SHOP, "who", "day", "paid", **JANUARY)
    gross = cxm.gross_revenue_retention(SHOP, "who", "day", "paid", **JANUARY)
    assert (net.estimate, gross.estimate) == (35 / 50, 15 / 50)  # ann 10 and 30, cid 10 and 5, of ben 20 and dot 10 nothing
    assert cxm.average_order_value(SHOP, "who", "day", "paid", **JANUARY).estimate == 12.5
    assert cxm.purchase_frequency(SHOP, "who", "day", **JANUARY).estimate == 1.0
    gaps = cxm.inter_purchase_time(SHOP, "who", "day", observation_end="2026-03-31", quantiles=[0.09])
    assert (gaps["days"], gaps["n"], gaps["n_gaps"], gaps["n_censored"]) == ([1.0], [6], [5], [6])


def test_competing_ends_and_means_of_two_groups():
    table = cxm.aalen_johansen([1, 2, 3, 4], [1, 2, 1, 0])
    assert table["incidence"] == [0.25, 0.25, 0.5, 0.5]
    assert table["n_competing"] == [0, 1, 0, 0]
    with pytest.raises(cxm.CxmError) as refused:
        cxm.aalen_johansen([1, 2], [1, 0.5])
    assert (refused.value.code, refused.value.row) == ("out_of_range", 1)
    test = cxm.rmst_difference([1, 2, 3, 2, 3, 4], [1] * 6, list("aaabbb"), until=2)
    assert test.estimate == pytest.approx(-1 / 3)
    assert (test.n_a, test.n_b) == (3, 3)
    with pytest.raises(cxm.CxmError) as refused:
        cxm.rmst_difference([1, 2, 3], [1] * 3, list("abc"))
    assert refused.value.field == "group"


def test_a_discrete_hazard_says_how_it_went():
    shop = {"months": [1, 1, 2, 2, 2, 1, 2, 2], "left": [1, 1, 1, 0, 1, 0, 0, 1], "x": [1, 0, 1, 0, 0, 1, 0, 1]}
    with pytest.raises(cxm.CxmError):
        cxm.DiscreteHazard().n
    logit = cxm.DiscreteHazard().fit(shop, "months", "left", ["x"])
    cloglog = cxm.DiscreteHazard("cloglog").fit(shop, "months", "left", ["x"])
    assert (logit.n, logit.n_events, logit.status, logit.infinite) == (8, 5, "converged", [])
    assert "odds_ratio" in logit.table.columns and "hazard_ratio" in cloglog.table.columns
    assert logit.baseline["n_at_risk"] == [8, 5]
    assert logit.likelihood_ratio["df"] == 1


def test_segments_of_few_customers_are_hidden():
    people = {"who": [f"{place}{at}" for place, n in (("east", 12), ("north", 3), ("south", 40), ("west", 50)) for at in range(n)]}
    people |= {"day": ["2026-01-10"] * 105, "region": [who.rstrip("0123456789") for who in people["who"]], "end": [None] * 105}
    names = {"start": "2026-01-01", "end": "2026-01-31", "by": "region", "min_n": 5}
    ahead = {**names, "observation_end": "2026-02-28"}
    hidden = ["suppressed_secondary", "suppressed", "", ""]
    for rate in (cxm.retention_rate, cxm.churn_rate, cxm.returning_customer_rate, cxm.purchase_frequency):
        table = rate(people, "who", "day", **ahead)
        assert [flags.replace("low_base", "") for flags in table["flags"]] == hidden and table["n"] == [None, None, 40, 50]
    start = {**people, "day": ["2025-12-01"] * 105}
    assert cxm.contract_retention_rate(start, "who", "day", "end", **names)["n"] == [None, None, 40, 50]
    paid = {**people, "paid": [10 + at % 3 for at in range(105)]}
    for rate in (cxm.net_revenue_retention, cxm.gross_revenue_retention, cxm.average_order_value):
        assert rate(paid, "who", "day", "paid", **ahead)["estimate"][:2] == [None, None]
    table = cxm.cohort_retention(people, "who", "day", by="region", min_n=5, observation_end="2026-01-31")
    assert table["flags"] == hidden and table["n"] == [None, None, 40, 50]
    assert cxm.inter_purchase_time(people, "who", "day", by="region", min_n=5, quantiles=0.5, observation_end="2026-02-28")["n"] == [12, None, 40, 50]
    few = cxm.retention_rate(people, "who", "day", start="2026-01-01", end="2026-01-31", observation_end="2026-02-28", min_n=200)
    assert few.estimate is None and few.n is None and few.flags == ["suppressed"]
    assert "hidden" in cxm.chart.cohorts(table).to_svg()

"""The log of events in Python: frames in, the caller's own frames out, states that merge."""

from __future__ import annotations

import copy
import gzip
import io
import pickle
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import cxm

ROWS = {
    "who": ["b", "a", "b", "a", "c"],
    "what": ["pay", "visit", "visit", "cart", "visit"],
    "at": [datetime(2026, 1, day, tzinfo=timezone.utc) for day in (3, 1, 2, 4, 1)],
    "where": ["web", None, "app", "web", "web"],
}
COLUMNS: dict[str, Any] = {"customer": "who", "touchpoint": "what", "time": "at"}


def log(frame: Any = ROWS, **more: Any) -> cxm.EventLog:
    return cxm.EventLog(frame, **COLUMNS, **more)


def test_a_log_tells_what_it_holds() -> None:
    own = log(channel="where", attributes="where")
    assert (own.n_events, own.n_customers, own.n_dropped) == (5, 3, 0)
    assert (own.touchpoints, own.channels) == (["cart", "pay", "visit"], ["app", "web"])
    assert repr(own) == "EventLog(n_events=5, n_customers=3, touchpoints=3)"


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_tables_come_in_the_kind_of_frame_that_came_in(kind: str) -> None:
    package = pytest.importorskip(kind)
    frame = package.table(ROWS) if kind == "pyarrow" else package.DataFrame(ROWS)
    table = log(frame).directly_follows()
    assert type(table).__module__.split(".")[0] == kind
    assert list(table["n"].to_pylist() if kind == "pyarrow" else table["n"]) == [1, 1]
    assert log(frame) == log()


def test_categories_are_customers_and_touchpoints_too() -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(ROWS).astype({"who": "category", "what": "category"})
    assert log(frame) == log()
    assert log(frame[frame.who != "c"]).n_customers == 2  # a category that no row has is no customer


def test_logs_of_different_customers_merge() -> None:
    parts = [log({name: [value for value, who in zip(values, ROWS["who"]) if who in own] for name, values in ROWS.items()}) for own in ("a", "bc")]
    assert sum(parts) == log() == parts[1] + parts[0]
    assert (parts[0] + parts[1]).directly_follows() == log().directly_follows()
    with pytest.raises(cxm.CxmError, match="customer a is in both logs") as caught:
        parts[0].merge(log())
    assert caught.value.code == "duplicate_id"
    assert parts[0].append(log()).n_events == 2 + 5


def test_bytes_pickle_and_copies_hold_the_same_log() -> None:
    own = log(channel="where", value=None)
    for other in (cxm.EventLog.from_bytes(own.to_bytes()), pickle.loads(pickle.dumps(own)), copy.copy(own), copy.deepcopy(own)):
        assert other == own
        assert other.variants() == own.variants()
    damaged = bytearray(own.to_bytes())
    damaged[20] ^= 1
    with pytest.raises(cxm.CxmError) as caught:
        cxm.EventLog.from_bytes(damaged)
    assert caught.value.code == "invalid_state"


def test_missing_rows_are_named_or_dropped() -> None:
    frame = {**ROWS, "what": ["pay", None, "visit", "cart", ""]}
    with pytest.raises(cxm.CxmError) as caught:
        log(frame)
    assert (caught.value.code, caught.value.row, caught.value.field) == ("too_few", 1, "touchpoint")
    dropped = log(frame, missing="drop")
    assert (dropped.n_events, dropped.n_dropped) == (3, 2)


def test_throughput_is_in_seconds() -> None:
    throughput = log().throughput(level=0.9)
    assert (throughput.n, throughput.n_single, throughput.min, throughput.max, throughput.conf_level) == (3, 1, 0.0, 3 * 86400.0, 0.9)
    assert throughput.median == 86400.0
    assert throughput.median_low is None  # three customers say too little


def test_an_unknown_option_names_the_nearest() -> None:
    with pytest.raises(cxm.CxmError) as caught:
        cxm.EventLog(ROWS, **COLUMNS, missing="dropped")  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.field) == ("invalid_option", "missing")
    with pytest.raises(cxm.UnknownColumnError, match="did you mean"):
        cxm.EventLog(ROWS, customer="whom", touchpoint="what", time="at")


XES = b"""<log><trace><string key="concept:name" value="ann"/>
<event><string key="concept:name" value="pay"/><date key="time:timestamp" value="2026-01-02T10:00:00Z"/><string key="org:resource" value="till"/></event>
<event><string key="concept:name" value="visit"/><date key="time:timestamp" value="2026-01-01T10:00:00Z"/><string key="org:resource" value="web"/></event>
</trace></log>"""


def test_xes_is_read_from_a_path_bytes_or_a_file_plain_or_gzip(tmp_path: Path) -> None:
    plain, packed = tmp_path / "log.xes", tmp_path / "log.xes.gz"
    plain.write_bytes(XES)
    packed.write_bytes(gzip.compress(XES))
    own = cxm.EventLog.read_xes(XES, channel="org:resource")
    assert (own.n_events, own.touchpoints, own.channels) == (2, ["pay", "visit"], ["till", "web"])
    with plain.open("rb") as file:
        for source in (str(plain), plain, packed, gzip.compress(XES), bytearray(XES), file):
            assert cxm.EventLog.read_xes(source, channel="org:resource") == own
    assert cxm.EventLog.from_xes(own.to_xes(channel="org:resource"), channel="org:resource") == own
    assert own.directly_follows()["source"] == ["visit"]


def test_a_file_that_is_refused_says_which_event_and_line() -> None:
    with pytest.raises(cxm.CxmError) as caught:
        cxm.EventLog.read_xes(XES.replace(b"2026-01-01T10:00:00Z", b"yesterday"))
    assert (caught.value.code, caught.value.row, caught.value.line, caught.value.field) == ("invalid_time", 1, 3, "time:timestamp")
    with pytest.raises(cxm.CxmError, match="DOCTYPE"):
        cxm.EventLog.read_xes(b"<!DOCTYPE log []><log/>")
    with pytest.raises(cxm.CxmError, match="max_bytes"):
        cxm.EventLog.read_xes(gzip.compress(b"<log>" + b" " * 100_000 + b"</log>"), max_bytes=1000)
    with pytest.raises(FileNotFoundError):
        cxm.EventLog.read_xes("no_such_file.xes")


def test_json_events_become_logs() -> None:
    event = b'{"type": "visit", "subject": "ann", "time": "2026-01-01T10:00:00Z", "data": {"n": 2}}'
    assert cxm.EventLog.read_cloudevents(event, value="/data/n").n_events == 1
    lines = b'{"type": "page", "anonymousId": "x", "name": "Home", "timestamp": "2026-01-01"}\n{"type": "identify", "anonymousId": "x", "userId": "ann", "timestamp": "2026-01-02"}'
    assert cxm.EventLog.read_segment(lines).touchpoints == ["Viewed Home Page"]
    ocel = b'{"objects": [{"id": "ann", "type": "customer"}], "events": [{"id": "e", "type": "pay", "time": "2026-01-01", "relationships": [{"objectId": "ann", "qualifier": ""}]}]}'
    assert cxm.EventLog.read_ocel(ocel, object_type="customer").touchpoints == ["pay"]
    with pytest.raises(cxm.CxmError, match="did you mean"):
        cxm.EventLog.read_ocel(ocel, object_type="custmer")


SHOP: dict[str, Any] = {
    "who": ["a", "a", "a", "b", "b", "c", "d"],
    "what": ["visit", "cart", "pay", "visit", "cart", "visit", "visit"],
    "at": [datetime(2026, 3, 1, 10, minute, tzinfo=timezone.utc) for minute in (0, 1, 5, 0, 2, 0)] + [datetime(2026, 3, 2, 12, tzinfo=timezone.utc)],
    "plan": ["plus", "plus", "plus", "basic", "basic", "basic", "plus"],
}


def test_a_funnel_counts_shares_and_times() -> None:
    shop = log(SHOP)
    table = shop.funnel(["visit", "cart", "pay"])
    assert (table["step"], table["n"]) == ([0, 1, 2], [4, 2, 1])
    assert (table["share_of_first"], table["share_of_previous"]) == ([1.0, 0.5, 0.25], [1.0, 0.5, 0.5])
    assert (table["conf_low"][0], table["previous_conf_high"][0]) == (1.0, 1.0)
    assert table["median_seconds"] == [None, 90.0, 240.0]
    assert shop.funnel(["visit", ["cart", "pay"]])["touchpoint"] == ["visit", "cart or pay"]
    assert shop.funnel(["visit", "pay"], exclude=[("cart", 0, 1)])["n_excluded"] == [2, 2]


def test_a_funnel_takes_times_and_lengths_of_time() -> None:
    shop = log(SHOP)
    day = {"within": timedelta(days=1), "as_of": date(2026, 3, 2)}
    assert shop.funnel(["visit", "cart"], **day)["n"] == [3, 2]
    assert shop.funnel(["visit", "cart"], **day)["n_incomplete"] == [1, 1]
    assert shop.funnel(["visit", "cart"], **day, incomplete="count")["n"] == [4, 2]
    assert shop.funnel(["visit", "cart"], within="1m", as_of=datetime(2026, 3, 1, 10, 0, 30, tzinfo=timezone.utc), incomplete="count")["n"] == [3, 0]


def test_a_funnel_is_broken_down_and_compared() -> None:
    shop = log(SHOP, attributes="plan")
    table = shop.funnel(["visit", "cart"], by="plan")
    assert (table["plan"], table["n"]) == (["basic", "basic", "plus", "plus"], [2, 1, 2, 1])
    compared = shop.compare_funnels(["visit", "cart"], by="plan", baseline="basic")
    assert (compared["plan"], compared["baseline"], compared["difference"]) == (["plus"], ["basic"], [0.0])
    with pytest.raises(cxm.CxmError, match="no group") as caught:
        shop.compare_funnels(["visit", "cart"], by="plan", baseline="gold")
    assert caught.value.code == "unknown_id"


@pytest.mark.parametrize("steps", [3, 30])
def test_a_funnel_is_drawn_with_few_steps_and_many(steps: int) -> None:
    rows = [(f"c{who}", f"step {step:02}", datetime(2026, 3, 1, 0, step, tzinfo=timezone.utc)) for who in range(40) for step in range(steps) if step <= who]
    frame = dict(zip(("who", "what", "at"), map(list, zip(*rows))))
    chart = cxm.chart.funnel(log(frame).funnel([f"step {step:02}" for step in range(steps)]))
    svg = chart.to_svg()
    assert svg.count("n 4") >= 1 and all(f"step {step:02}" in svg for step in range(steps))
    assert chart.spec["layer"][0]["mark"]["type"] == "bar"


def goal_rows() -> dict[str, Any]:
    return {
        "who": ["a", "a", "b", "c", "c", "d"],
        "what": ["visit", "pay", "visit", "visit", "leave", "visit"],
        "at": ["2026-01-01", "2026-01-02", "2026-01-08", "2026-01-01", "2026-01-04", "2026-01-01"],
        "plan": ["x", "x", "y", "y", "y", "x"],
    }


def test_goal_performance_is_an_estimate_with_its_curve() -> None:
    goal = log(goal_rows()).goal_performance(start="visit", action=["pay"], within=timedelta(days=7), as_of=datetime(2026, 1, 10, tzinfo=timezone.utc))
    assert isinstance(goal, cxm.Estimate)
    assert (goal.estimate, goal.method, goal.n_reached, goal.n_watching, goal.groups, goal.test) == (0.25, "kaplan_meier", 1, 1, None, None)
    assert list(goal.curve["seconds"]) == [0.0, 86400.0, 7 * 86400.0]
    assert repr(goal).startswith("goal performance 25.0 %")
    assert goal == log(goal_rows()).goal_performance(start="visit", action="pay", within="P7D", as_of="2026-01-10")
    assert goal.to_dict()["n_excluded"] == 0


def test_groups_of_a_goal_are_tested() -> None:
    goal = log(goal_rows(), attributes="plan").goal_performance(start="visit", action="pay", exit="leave", within="P7D", as_of="2026-01-10", by="plan")
    assert list(goal.groups["plan"]) == ["x", "y"] and list(goal.groups["n"]) == [2, 2]
    assert goal.test is not None and goal.test.method == "gray"
    assert goal.groups["flags"][0] == "low_base"


def test_a_goal_by_id_needs_a_model() -> None:
    with pytest.raises(cxm.CxmError) as caught:
        log().goal_performance("benefit-day-1")
    assert caught.value.code == "no_model"
    with pytest.raises(cxm.CxmError) as caught:
        _ = log().coverage
    assert caught.value.code == "no_model"


def test_a_log_from_a_model_knows_its_goals_and_what_the_map_does_not_show() -> None:
    model = cxm.ExperienceModel.load(Path(__file__).parents[2] / "examples" / "data" / "experience.cxm.json")
    rows = {
        "who": ["a", "a", "a", "b", "b", "c", "c"],
        "type": ["programme.enrolled", "benefit.received", "page.read", "programme.enrolled", "programme.opted_out", "programme.enrolled", "benefit.received"],
        "at": ["2026-01-01T10:00", "2026-01-02T09:00", "2026-01-05", "2026-01-01T10:00", "2026-01-01T11:00", "2026-01-01T10:00", "2026-01-01T12:00"],
        "rank": [None, 1, None, None, None, None, 2],
    }
    own = cxm.EventLog.from_model(rows, model, customer="who", event="type", time="at", properties="rank")
    assert own.touchpoints == ["enrol-form", "first-ride", "programme.opted_out"]
    goal = own.goal_performance("benefit-day-1", as_of="2026-02-01")
    assert (goal.n, goal.n_reached, goal.n_exited, goal.method) == (3, 1, 1, "wilson")  # c received another benefit
    assert (own.coverage.estimate, own.coverage.n) == (3 / 7, 7)
    assert cxm.EventLog.from_bytes(own.to_bytes()) == own
    with pytest.raises(cxm.CxmError) as caught:
        own.goal_performance("benefit-day-2")
    assert caught.value.code == "unknown_id"


def test_tolerance_without_a_landmark_is_an_association() -> None:
    own = log(goal_rows())
    assert list(own.tolerance("pay", "leave", as_of="2026-06-01")["n_bad"]) == ["0", "1", "2", "3+"]
    assert "association" in own.tolerance("pay", "leave")["flags"][0]
    assert "association" not in own.tolerance("pay", "leave", landmark="P1D", most=1)["flags"][0]


def test_cohorts_come_back_by_the_calendar() -> None:
    rows = {"who": ["a", "a", "b", "c"], "what": ["visit", "visit", "visit", "pay"], "at": ["2026-01-05", "2026-01-14", "2026-01-06", "2026-01-13"]}
    table = log(rows).retention("week", as_of=date(2026, 1, 18))
    assert [row["retention"] for row in table] == [1.0, 0.5, 1.0]
    assert [row["complete"] for row in table] == [True, True, True]
    assert list(log(rows).retention("week", kind="rolling", as_of="2026-01-18T23:59:59")["complete"]) == [True, False, False]
    assert list(log(rows).retention("month", touchpoint="visit", return_touchpoint=["pay"])["active"]) == [0]
    with pytest.raises(cxm.CxmError) as caught:
        log(rows).retention("weak")
    assert (caught.value.code, caught.value.field) == ("invalid_option", "every")


def test_paths_are_absorbed_and_a_target_names_the_nearest() -> None:
    own = log({"who": ["a", "a", "a", "b"], "what": ["visit", "visit", "pay", "visit"], "at": ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01"]})
    found = {(row["touchpoint"], row["target"]): row for row in own.absorption("pay")}
    assert found["visit", "pay"]["probability"] == pytest.approx(0.5, rel=1e-15)
    assert found[None, "pay"]["n"] == 2
    assert len(list(own.absorption())) == 3
    with pytest.raises(cxm.CxmError, match='did you mean "pay"') as caught:
        own.absorption(["pya"])
    assert (caught.value.code, caught.value.field) == ("unknown_id", "targets")


def test_segments_moments_and_self_service_are_tables_of_the_callers_kind() -> None:
    pandas = pytest.importorskip("pandas")
    rows = {"who": ["a", "a", "b", "b"], "what": ["visit", "pay", "visit", "help"], "at": ["2026-01-01", "2026-01-02"] * 2, "where": ["web", "web", "web", "phone"], "felt": [1.0, 5.0, None, 2.0], "plan": ["x", "x", "y", "y"]}
    own = cxm.EventLog(pandas.DataFrame(rows), customer="who", touchpoint="what", time="at", channel="where", value="felt", attributes="plan")
    assert list(own.peak_end()["peak"]) == [1.0, 2.0]  # 3 is the middle of 1 and 5
    assert list(own.peak_end_summary(neutral=0)["n"]) == [2] * 5
    assert own.moments_of_truth("pay")["flags"].str.contains("association").all()
    service = own.self_service("web", "phone", within=timedelta(days=1), as_of="2026-02-01", by="plan")
    assert list(service[service["measure"] == "containment"]["estimate"]) == [1.0, 0.0]
    visit = own.compare_segments("plan").set_index("source").loc["visit"]
    assert (visit["n"], visit["difference"], visit["n_segments"]) == (2, 1.0, 2)


def test_a_goal_of_the_model_has_its_moments() -> None:
    model = cxm.ExperienceModel.load(Path(__file__).parents[2] / "examples" / "data" / "experience.cxm.json")
    rows = {"who": ["a", "a", "a", "b"], "type": ["programme.enrolled", "page.read", "benefit.received", "programme.enrolled"], "at": ["2026-01-01T10:00", "2026-01-01T11:00", "2026-01-01T12:00", "2026-01-01T10:00"], "rank": [None, None, 1, None]}
    own = cxm.EventLog.from_model(rows, model, customer="who", event="type", time="at", properties="rank")
    found = {row["touchpoint"]: row for row in own.moments_of_truth("benefit-day-1", as_of="2026-03-01")}
    assert (found["enrol-form"]["n_with"], found["enrol-form"]["reached_with"]) == (2, 1)
    with pytest.raises(cxm.CxmError) as caught:
        own.moments_of_truth("benefit-day-1", exit="first-ride")
    assert (caught.value.code, caught.value.field) == ("invalid_option", "exit")
def test_conformance_takes_a_list_a_flow_a_map_or_an_id() -> None:
    model = cxm.ExperienceModel.load(Path(__file__).parents[2] / "examples" / "data" / "experience.cxm.json")
    rows = {
        "who": ["a", "a", "a", "b", "b"],
        "type": ["programme.explained", "programme.enrolled", "benefit.received", "programme.enrolled", "benefit.received"],
        "at": ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-01", "2026-01-02"],
        "rank": [None, None, 1, None, 1],
    }
    own = cxm.EventLog.from_model(rows, model, customer="who", event="type", time="at", properties="rank")
    found = own.conformance("enrolment")
    assert isinstance(found.fitness, cxm.Estimate) and isinstance(found.coverage, cxm.Estimate)
    assert (found.fitness.estimate, found.n_fitting, found.n_followed) == ((1 + 1 - 1 / 5) / 2, 1, None)
    assert found.variants["alignment"][-1] == "nurse-talk > enrol-form > first-ride"
    linear = ["nurse-talk", "enrol-form", "first-ride"]
    for journey in (model.journey("enrolment"), model.journey("enrolment")["flow"], linear, tuple(linear), {"seq": linear}):
        assert own.conformance(journey).fitness.estimate == found.fitness.estimate
    assert copy.copy(found) == found and pickle.loads(pickle.dumps(found)) == found
    assert repr(found).startswith("Conformance(fitness 90.0 % [")
    with pytest.raises(cxm.CxmError) as caught:
        log().conformance("enrolment")
    assert caught.value.code == "no_model"
    effect = own.conformance("enrolment", goal="benefit-day-1", landmark=timedelta(hours=1), top=1)
    assert (effect.n_followed, len(effect.variants), effect.deviations["n_with"][0]) == (2, 1, 1)  # b began without the nurse: that is known at once


def test_handoffs_and_consistency_of_channels() -> None:
    rows = {"who": ["a", "a", "b", "c"], "what": ["ask"] * 4, "at": ["2026-01-01 10:00", "2026-01-01 10:15", "2026-01-01", "2026-01-01"]}
    own = log({**rows, "by": ["chat", "phone", "chat", "phone"], "score": [2, 9, 6, 8]}, channel="by", value="score")
    assert (list(own.handoffs()["target"]), list(own.handoffs()["share"])) == (["phone"], [0.5])
    assert own.handoffs(goal="ask")["flags"][0].endswith("association")
    found = own.channel_consistency(margin=2)
    assert (found.highest, found.largest_gap, found.is_equivalent, found.flags) == ("phone", 4.5, False, ["low_base"])
    assert list(found.channels["estimate"]) == [4.0, 8.5] and len(found.pairs) == 1
    assert repr(found).startswith("ChannelConsistency(q=")
    with pytest.raises(cxm.CxmError) as caught:
        log().handoffs()
    assert caught.value.field == "channel"


def test_friction_is_a_frame_of_the_callers_kind() -> None:
    pd = pytest.importorskip("pandas")
    table = log(pd.DataFrame(ROWS)).friction(["visit", "cart", "pay"], goal=["pay"], wait_over=timedelta(hours=30), inactive="P1D")
    assert type(table).__module__.split(".")[0] == "pandas"
    assert set(table["signal"]) == {"drop_off", "loop", "back_step", "long_wait"}
    waits = table[(table.signal == "long_wait") & (table.touchpoint == "visit")]
    assert list(waits["rate"]) == [0.5]  # a waits for three days, b for one


def test_a_log_goes_out_as_a_table_and_comes_back() -> None:
    pa = pytest.importorskip("pyarrow")
    own = log()
    table = own.events()
    back = cxm.EventLog(table, customer="customer", touchpoint="touchpoint", time="time")
    assert back.events() == table and back.n_events == own.n_events
    arrow = table.to_arrow()
    assert arrow.schema.field("time").type == pa.timestamp("us", "UTC")
    assert cxm.EventLog(arrow, customer="customer", touchpoint="touchpoint", time="time").directly_follows().num_rows == len(own.directly_follows())


def test_several_measures_are_counted_at_once():
    log = cxm.EventLog(
        {"customer": ["a", "a", "b"], "step": ["visit", "pay", "visit"], "time": ["2026-01-05", "2026-01-12", "2026-01-06"]},
        customer="customer", touchpoint="step", time="time",
    )
    flow, funnel, top = log.measures("directly_follows", {"measure": "funnel", "steps": ["visit", "pay"]}, {"measure": "variants", "top": 1})
    assert (flow, funnel, top) == (log.directly_follows(), log.funnel(["visit", "pay"]), log.variants(top=1))
    with pytest.raises(cxm.CxmError) as refused:
        log.measures({"steps": ["visit"]})
    assert (refused.value.code, refused.value.field) == ("invalid_option", "measure")


def test_what_is_no_log_and_no_file_is_refused_by_its_name() -> None:
    with pytest.raises(cxm.CxmError, match="other must be an EventLog, got int") as caught:
        log().append(3)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.field) == ("invalid_option", "other")
    with pytest.raises(cxm.CxmError, match="model must be an ExperienceModel, got NoneType"):
        cxm.EventLog.from_model(ROWS, None, customer="who", event="what", time="at")  # type: ignore[arg-type]
    for source in (None, 3, io.StringIO("<log/>")):
        with pytest.raises(cxm.CxmError, match="source must be a path, bytes, or a file opened for bytes") as caught:
            cxm.EventLog.read_xes(source)  # type: ignore[arg-type]
        assert caught.value.field == "source"


def test_durations_name_their_option() -> None:
    for given in (lambda own: own.sessionize("soon"), lambda own: own.attribution("pay", within="soon"), lambda own: own.self_service("visit", "pay", pause="soon")):
        with pytest.raises(cxm.CxmError) as caught:
            given(log())
        assert caught.value.code == "invalid_duration"
        assert caught.value.field in ("timeout", "within", "pause")
    assert log().sessionize(timedelta(hours=12)) == log().sessionize("12h")
    assert log().attribution("pay", within=timedelta(days=1), bootstrap=0)["conversions"] == log().attribution("pay", within="1d", bootstrap=0)["conversions"]


def test_a_log_without_channels_has_none_to_break_down_by() -> None:
    for asked, message in (("channel", "the log has no channel: name the column"), ("plan", 'the log has no attribute "plan": it was made without any')):
        for ask in (lambda by: log().compare_segments(by), lambda by: log().goal_performance(start="visit", action="pay", by=by)):
            with pytest.raises(cxm.CxmError, match=message) as caught:
                ask(asked)
            assert (caught.value.code, caught.value.field) == ("unknown_column", asked)


def test_the_channel_breaks_a_goal_down_as_an_attribute_does() -> None:
    frame = {"who": ["a", "a", "b", "c", "c"], "what": ["visit", "pay", "visit", "visit", "pay"], "at": [f"2026-01-0{day}" for day in (1, 2, 1, 1, 3)], "by": ["web", "app", "app", None, "web"]}
    own = cxm.EventLog(frame, customer="who", touchpoint="what", time="at", channel="by", attributes="by")
    by_channel, by_attribute = (own.goal_performance(start="visit", action="pay", within="7d", as_of="2026-02-01", by=by) for by in ("channel", "by"))
    assert by_channel.groups["channel"] == by_attribute.groups["by"] == ["app", "web", None]
    assert by_channel.groups["estimate"] == by_attribute.groups["estimate"] == [0.0, 1.0, 1.0]


def test_churn_is_no_bad_experience() -> None:
    with pytest.raises(cxm.CxmError) as caught:
        log().tolerance(["visit", "pay"], "pay")
    assert (caught.value.code, caught.value.field) == ("invalid_option", "churn")

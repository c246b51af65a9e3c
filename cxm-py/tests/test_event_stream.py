"""Streams of events in Python: what is drained and what is left is the log of all."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import cxm

NAMES: dict[str, Any] = {"customer": "who", "touchpoint": "what", "time": "at", "channel": "where", "value": "worth", "attributes": "plan"}


def at(hour: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(hours=hour)


def rows(*events: tuple[str, str, int]) -> dict[str, list[Any]]:
    return {
        "who": [event[0] for event in events],
        "what": [event[1] for event in events],
        "at": [at(event[2]) for event in events],
        "where": ["web" if event[2] % 2 else None for event in events],
        "worth": [float(event[2]) for event in events],
        "plan": [event[0].upper() for event in events],
    }


BATCHES = [
    [("ann", "visit", 0), ("bob", "visit", 3)],
    [("bob", "pay", 30), ("ann", "pay", 1), ("cid", "visit", 31)],
    [("cid", "visit", 70), ("bob", "help", 69)],
    [("cid", "pay", 71)],
]


def stream(**more: Any) -> cxm.EventStream:
    return cxm.EventStream(**{**NAMES, "idle": "40h", "lateness": timedelta(hours=30), **more})


@pytest.mark.parametrize("kind", ["dict", "pandas", "polars", "pyarrow"])
def test_drained_logs_merge_into_the_log_of_all(kind: str) -> None:
    package = None if kind == "dict" else pytest.importorskip(kind)
    make = dict if package is None else package.table if kind == "pyarrow" else package.DataFrame
    own = stream()
    logs = [own.observe(make(rows(*batch))).drain() for batch in BATCHES]
    assert [log.n_customers for log in logs] == [0, 0, 0, 1]  # ann
    assert (own.n_open, own.n_open_customers, own.n_closed_customers, own.n_late) == (6, 2, 1, 0)
    assert own.watermark == at(41)
    table = logs[3].start_touchpoints()
    assert type(table).__module__.split(".")[0] == ("cxm" if package is None else kind)
    assert sum([*logs, own.finish()], start=own.finish()) == cxm.EventLog(rows(*[event for batch in BATCHES for event in batch]), **NAMES)


def test_a_stream_travels_and_merges_with_one_of_other_customers() -> None:
    own = stream().observe(rows(*BATCHES[0]))
    for other in (cxm.EventStream.from_bytes(own.to_bytes()), pickle.loads(pickle.dumps(own)), copy.copy(own)):
        assert other == own
        assert other.observe(rows(*BATCHES[1])).open_log().n_events == 5
        assert other != own
    both = stream().observe(rows(("ann", "visit", 0))) + stream().observe(rows(("bob", "visit", 3)))
    assert both == own
    with pytest.raises(cxm.CxmError) as caught:
        both.merge(own)
    assert (caught.value.code, caught.value.got) == ("duplicate_id", "ann")
    assert repr(own) == "EventStream(n_open=2, n_open_customers=2, n_closed_customers=0, n_late=0)"
    assert own.merge(stream()) == own


def test_events_out_of_time_are_refused_left_out_or_taken_in() -> None:
    early, late = rows(("ann", "visit", 0), ("bob", "visit", 9)), rows(("bob", "pay", 10), ("ann", "pay", 1))
    own = stream(lateness="1h", late="error").observe(early)
    before = own.to_bytes()
    with pytest.raises(cxm.CxmError) as caught:
        own.observe(late)
    assert (caught.value.code, caught.value.row, own.to_bytes()) == ("out_of_range", 1, before)
    for choice, n_open in (("drop", 3), ("keep", 4), (None, 4)):
        own = stream(lateness="1h", late=choice).observe(early).observe(late)
        assert (own.n_late, own.n_open, own.n_left_out) == (1, n_open, 4 - n_open)

    own = stream(lateness=None, idle="5h").observe(early)
    assert own.drain().n_customers == 1
    with pytest.raises(cxm.CxmError) as caught:
        own.observe(rows(("ann", "pay", 10)))
    assert (caught.value.code, caught.value.row, caught.value.got) == ("duplicate_id", 0, "ann")
    for choice, n_open in (("drop", 0), ("keep", 1)):
        own = stream(lateness=None, idle="5h", returning=choice).observe(early)
        own.drain()
        own.finish()
        own.observe(rows(("ann", "pay", 10)))
        assert (own.n_returning, own.n_open, own.n_left_out) == (1, n_open, 1 - n_open)


def test_an_argument_that_makes_no_stream_is_named() -> None:
    for more, field in (
        ({"idle": "0s"}, "idle"),
        ({"idle": None}, "idle"),
        ({"idle": "P1M"}, "idle"),
        ({"late": "lost"}, "late"),
        ({"returning": "lost"}, "returning"),
        ({"max_open": 0}, "max_open"),
        ({"customer": None}, "customer"),
    ):
        with pytest.raises(cxm.CxmError) as caught:
            stream(**more)
        assert caught.value.field == field
    with pytest.raises(cxm.UnknownColumnError):
        stream().observe({"who": ["ann"]})
    with pytest.raises(cxm.CxmError, match="max_open is 1"):
        stream(max_open=1).observe(rows(*BATCHES[0]))


def test_states_are_put_together_in_both_directions_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    one, two = (cxm.EventLog(rows((who, "visit", 1)), **NAMES) for who in ("ann", "bob"))
    with ThreadPoolExecutor(2) as pool:
        found = [job.result(timeout=30) for _ in range(500) for job in (pool.submit(one.__eq__, two), pool.submit(two.__eq__, one))]
    assert not any(found)
    assert one == one  # noqa: PLR0124
    assert one.append(one).n_events == 2

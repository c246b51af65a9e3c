"""Tables of many rows leave in the caller's kind of frame with the values that short ones have."""

import copy
import pickle
from datetime import datetime, timedelta, timezone

import pytest

import cxm

ROWS = 9_000


def events(n=ROWS):
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    return {
        "customer": [f"customer {row // 3:05}" for row in range(n)],
        "touchpoint": [("visit", "cart", "pay")[row % 3] for row in range(n)],
        "moment": [start + timedelta(seconds=row) for row in range(n)],
        "score": [None if row % 7 == 0 else row / 4 for row in range(n)],
    }


def log(frame):
    return cxm.EventLog(frame, customer="customer", touchpoint="touchpoint", time="moment", value="score")


def expected():
    given = events()
    return [given["customer"], given["touchpoint"], given["moment"], given["score"]]


def test_a_long_table_has_the_rows_of_its_events():
    table = log(events()).events()
    assert (len(table), table.columns) == (ROWS, ["customer", "touchpoint", "time", "value"])
    assert [table[name] for name in table.columns] == expected()
    assert table.to_dicts()[7] == {"customer": "customer 00002", "touchpoint": "cart", "time": events()["moment"][7], "value": None}
    assert repr(table).splitlines()[0].split() == table.columns


def test_a_long_table_equals_its_copies():
    table = log(events()).events()
    assert pickle.loads(pickle.dumps(table)) == table == copy.deepcopy(table)
    assert table != log(events(ROWS - 3)).events()


def test_pandas_gets_a_long_table():
    pd = pytest.importorskip("pandas")
    frame = log(pd.DataFrame(events())).events()
    assert [str(dtype) for dtype in frame.dtypes[2:]] == ["datetime64[us, UTC]", "float64"]
    assert frame["time"].tolist() == events()["moment"]
    assert [None if value != value else value for value in frame["value"].tolist()] == events()["score"]
    assert frame["customer"].tolist() == events()["customer"]
    frame.loc[0, "value"] = 1.0  # its own memory
    assert frame["value"][0] == 1.0


def test_what_is_added_to_a_pandas_frame_is_the_callers_own():
    pd = pytest.importorskip("pandas")
    known = pd.DataFrame({"frequency": [0, 2] * ROWS, "recency": [0.0, 3.0] * ROWS, "T": [9.0, 4.0] * ROWS})
    fit = cxm.BgNbd.from_params({"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, unit="week")
    found = fit.p_alive(known)
    assert list(found.columns) == ["frequency", "recency", "T", "p_alive"]
    assert found["p_alive"].tolist() == [1.0, fit.p_alive({"frequency": [2], "recency": [3.0], "T": [4.0]})["p_alive"][0]] * ROWS
    found.loc[0, "p_alive"] = 0.5
    found.loc[0, "T"] = 1.0
    assert (found["p_alive"][0], found["T"][0], known["T"][0]) == (0.5, 1.0, 9.0)
    assert fit.p_alive(known)["p_alive"][0] == 1.0


def test_numpy_reads_a_long_column_where_it_lies():
    np = pytest.importorskip("numpy")
    table = log(events()).events()
    rows = cxm.BgNbd.from_params({"r": 1, "alpha": 1, "a": 1, "b": 1}).p_alive({"frequency": [0] * ROWS, "recency": [0.0] * ROWS, "T": [1.0] * ROWS})
    own = rows._columns[-1][2]
    seen = np.asarray(own)
    assert seen.tolist() == [1.0] * ROWS
    assert not seen.flags.writeable
    del own, rows
    assert seen.sum() == ROWS  # what it lies in is kept
    with pytest.raises(AttributeError):
        table._columns[3][2].__array_interface__  # one is missing


def test_polars_gets_a_long_table():
    pl = pytest.importorskip("polars")
    frame = log(pl.DataFrame(events())).events()
    assert frame.columns == ["customer", "touchpoint", "time", "value"]
    assert frame.dtypes == [pl.String, pl.String, pl.Datetime("us", "UTC"), pl.Float64]
    assert [column.to_list() for column in frame.get_columns()] == expected()


def test_pyarrow_gets_a_long_table():
    pa = pytest.importorskip("pyarrow")
    table = log(pa.table(events())).events()
    assert table.column_names == ["customer", "touchpoint", "time", "value"]
    assert table.schema.types == [pa.string(), pa.string(), pa.timestamp("us", "UTC"), pa.float64()]
    assert [column.to_pylist() for column in table.columns] == expected()
    assert log(events()).events().to_arrow() == table


def test_counts_of_a_long_table_are_whole_numbers():
    pl, pd, pa = (pytest.importorskip(name) for name in ("polars", "pandas", "pyarrow"))
    given = events()
    given["touchpoint"] = [f"step {row}" for row in range(ROWS)]
    plain = log(given).variants()
    assert (len(plain), plain["n"][:2]) == (ROWS // 3, [1, 1])
    given["customer"] = list(range(ROWS))  # a customer an event: so many paths
    plain = log(given).variants()
    assert (len(plain), set(plain["n"])) == (ROWS, {1})
    assert log(pl.DataFrame(given)).variants()["n"].dtype == pl.Int64
    assert str(log(pd.DataFrame(given)).variants()["n"].dtype) == "int64"
    assert log(pa.table(given)).variants()["n"].type == pa.int64()
    assert log(pa.table(given)).events()["customer"].to_pylist() == given["customer"]

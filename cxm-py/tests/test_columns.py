"""Each kind of Python object comes in as the column it is: values, missing ones, order, and nothing copied that need not be."""

import array
import datetime as dt
import decimal
import threading

import pytest

import cxm
from cxm._cxm import _describe
from cxm._frame import Source

np = pytest.importorskip("numpy")
NAN = float("nan")


DAY = "LocalTime(86400000000)"


def values(column):
    return _describe(column)["values"]


def shown(numbers):
    """Cells as Rust prints them; integers above 64 signed bits keep their digits as text."""
    kinds = [f"Float({number!r})" if isinstance(number, float) else f"Int({number})" for number in numbers]
    return [f'Text("{number}")' if number >= 2**63 else kind for number, kind in zip(numbers, kinds)]


def of(frame, name):
    """How a column of a frame comes in."""
    return _describe(Source(frame).columns([name])[name])


# Lists ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "arrow_type", "nulls"),
    [
        ([10, None, 9], "Int64", 1),
        ((10, 9), "Int64", 0),
        ([9.5, NAN, None], "Float64", 2),
        ([9, 9.5], "Float64", 0),
        (["10", None], "Utf8", 1),
        ([None, NAN], "Null", 2),
        ([], "Null", 0),
        (range(3), "Int64", 0),
        (array.array("d", [1.0]), "Float64", 0),
        ((score for score in [10, 9]), "Int64", 0),
        ([decimal.Decimal("9.5"), decimal.Decimal("NaN")], "Float64", 1),
        ([np.int8(9), np.uint64(10)], "Int64", 0),
        ([np.float32(9.5), np.float64(9), np.float16(1)], "Float64", 0),
    ],
)
def test_a_list_of_one_kind_is_a_typed_column(cells, arrow_type, nulls):
    told = _describe(cells)
    assert (told["kind"], told["type"], told["nulls"]) == ("arrow", arrow_type, nulls)


def test_a_mixed_list_keeps_each_kind():
    assert values([10, "9", None, 8.5, True, NAN, b"x", np.bool_(False)]) == [
        "Int(10)",
        'Text("9")',
        "Null",
        "Float(8.5)",
        "Bool(true)",
        "Null",
        'Other("bytes")',
        "Bool(false)",
    ]


def test_a_number_that_no_machine_number_holds_keeps_its_digits():
    assert values([2**63, -(2**63), decimal.Decimal("0.1"), decimal.Decimal("0.5")]) == [
        'Text("9223372036854775808")',
        "Int(-9223372036854775808)",
        'Text("0.1")',
        "Float(0.5)",
    ]
    assert values([10**5000, 1]) == ['Other("int")', "Int(1)"]
    assert values([2**53 + 1, 0.5]) == ["Int(9007199254740993)", "Float(0.5)"]


def test_infinity_is_a_number_not_a_gap():
    assert values([float("inf"), "x"]) == ["Float(inf)", 'Text("x")']


def test_times_count_from_1970_and_say_whether_they_have_a_zone():
    east = dt.timezone(dt.timedelta(hours=2))
    assert values(
        [
            dt.datetime(1970, 1, 2, 0, 0, 1, 5),
            dt.datetime(1970, 1, 1, 2, tzinfo=east),
            dt.datetime(1969, 12, 31, 23, 59, 59, 999_999),
            dt.date(1969, 12, 31),
            np.datetime64("1970-01-01T00:00:01", "ns"),
            np.datetime64("NaT"),
        ]
    ) == [
        "LocalTime(86401000005)",
        "Time(0)",
        "LocalTime(-1)",
        "Date(-1)",
        "LocalTime(1000000)",
        "Null",
    ]


def test_a_lone_surrogate_is_refused_by_row():
    with pytest.raises(cxm.CxmError) as caught:
        _describe(["fine", "bad \ud83d"])
    assert (caught.value.code, caught.value.row) == ("invalid_encoding", 1)


@pytest.mark.parametrize("thing", ["abc", b"abc", bytearray(b"abc"), {"a": 1}, {1, 2}, 9, None, object()])
def test_what_is_no_column_is_refused(thing):
    with pytest.raises(cxm.CxmError, match="column must be"):
        _describe(thing)


def test_an_error_while_iterating_is_the_callers_own():
    def scores():
        yield 10
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        _describe(scores())


# numpy ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_numpy_integers_are_read_where_they_lie(dtype):
    limits = np.iinfo(dtype)
    told = _describe(np.array([limits.min, 9, limits.max], dtype=dtype))
    assert (told["kind"], told["values"]) == ("numpy", shown([limits.min, 9, limits.max]))


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_numpy_floats_are_read_where_they_lie(dtype):
    told = _describe(np.array([9.5, NAN, np.inf], dtype=dtype))
    assert (told["values"], told["nulls"]) == (["Float(9.5)", "Float(NaN)", "Float(inf)"], 1)


def test_numpy_booleans():
    assert values(np.array([True, False])) == ["Bool(true)", "Bool(false)"]


@pytest.mark.parametrize(
    ("unit", "cell"),
    [("D", "Date(1)"), ("s", DAY), ("ms", DAY), ("us", DAY), ("ns", DAY)],
)
def test_numpy_datetimes_keep_their_unit(unit, cell):
    assert values(np.array(["1970-01-02", "NaT"], dtype=f"M8[{unit}]")) == [cell, "Null"]


def test_rare_datetime_units_become_microseconds():
    assert values(np.array(["1970-02", "NaT"], dtype="M8[M]")) == ["LocalTime(2678400000000)", "Null"]


@pytest.mark.parametrize("step", [1, 2, -1, -3])
@pytest.mark.parametrize("dtype", ["u1", "f4", "i8"])
def test_long_and_strided_arrays_come_in_order(step, dtype):
    column = (np.arange(50_000) % 100).astype(dtype)[::step]
    told = _describe(column)
    assert told["values"] == shown(column.tolist())


def test_a_broadcast_an_unaligned_and_an_empty_array():
    assert values(np.broadcast_to(np.int64(9), (3,))) == shown([9, 9, 9])
    packed = np.array([(1, 9), (2, 10)], dtype=[("a", "u1"), ("score", "i8")])
    assert values(packed["score"]) == shown([9, 10])
    assert values(np.array([], dtype="i8")) == []
    assert values(np.array([9, 10])[:0]) == []


def test_numpy_objects_text_foreign_bytes_and_masks_are_read_value_by_value():
    assert _describe(np.array(["10", "9"]))["type"] == "Utf8"
    assert values(np.array([10, "9", None], dtype=object)) == ["Int(10)", 'Text("9")', "Null"]
    assert _describe(np.array([9, 10], dtype=">i4"))["type"] == "Int64"
    assert _describe(np.array([1.5], dtype="f2"))["type"] == "Float64"
    masked = _describe(np.ma.array([9, 11, 10], mask=[False, True, False]))
    assert (masked["type"], masked["nulls"]) == ("Int64", 1)


@pytest.mark.parametrize("shape", [(), (2, 2)])
def test_a_numpy_column_has_one_dimension(shape):
    with pytest.raises(cxm.CxmError, match="one dimension"):
        _describe(np.zeros(shape))


def test_a_numpy_column_keeps_its_memory_alive_and_may_be_written_meanwhile():
    column = np.zeros(200_000)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            column[:] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            assert _describe(column)["len"] == 200_000
            assert _describe(np.ones(200_000))["values"][-1] == "Float(1.0)"
    finally:
        stop.set()
        writer.join()


# Arrow ---------------------------------------------------------------------------------------------------------------


def test_pyarrow_comes_without_a_copy():
    pa = pytest.importorskip("pyarrow")
    column = pa.array([10, None, 9], pa.int8())
    told = _describe(column)
    assert (told["type"], told["nulls"], told["len"]) == ("Int8", 1, 3)
    assert told["address"] == column.buffers()[1].address


def test_pyarrow_slices_chunks_dictionaries_and_views():
    pa = pytest.importorskip("pyarrow")
    chunked = pa.chunked_array([[1, None], [3], []], pa.int64())
    assert {"chunks": 3, "len": 3, "nulls": 1}.items() <= _describe(chunked).items()
    assert {"len": 2, "nulls": 1}.items() <= _describe(pa.array([1, 2, None, 4])[1:3]).items()
    dictionary = pa.array(["EU", None, "US"]).dictionary_encode()
    assert {"type": "Dictionary(Int32, Utf8)", "nulls": 1}.items() <= _describe(dictionary).items()
    hidden = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["EU", None]))
    assert _describe(hidden)["nulls"] == 1
    assert _describe(pa.array(["a"], pa.string_view()))["type"] == "Utf8View"
    assert _describe(pa.array([0], pa.timestamp("ms", "Europe/Berlin")))["type"].startswith("Timestamp(ms")
    assert _describe(pa.nulls(3))["nulls"] == 3


def test_a_pyarrow_frame_of_one_column_stands_for_it():
    pa = pytest.importorskip("pyarrow")
    assert {"name": "score", "type": "Int64", "len": 2}.items() <= _describe(pa.table({"score": [9, 10]})).items()
    with pytest.raises(cxm.CxmError, match="one column"):
        _describe(pa.table({"score": [9], "region": ["EU"]}))


def test_a_stream_of_batches_is_read_once():
    pa = pytest.importorskip("pyarrow")
    batches = [pa.record_batch({"score": [9, 10]}), pa.record_batch({"score": [8]})]
    reader = pa.RecordBatchReader.from_batches(batches[0].schema, batches)
    assert cxm.score(reader, "nps", "score")["n"] == [3]
    assert cxm.score(reader, "nps", "score")["n"] == [0]


def test_an_error_of_the_stream_keeps_its_text():
    pa = pytest.importorskip("pyarrow")

    def batches():
        yield pa.record_batch({"score": [9]})
        raise RuntimeError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"score": pa.int64()}), batches())
    with pytest.raises(ValueError, match="the disk is gone"):
        cxm.score(reader, "nps", "score")


def test_a_capsule_gives_its_array_once():
    pa = pytest.importorskip("pyarrow")

    class Once:
        def __init__(self, array):
            self.capsules = array.__arrow_c_array__()

        def __arrow_c_array__(self, requested_schema=None):
            return self.capsules

    once = Once(pa.array([9]))
    assert _describe(once)["len"] == 1
    with pytest.raises(ValueError, match="already consumed"):
        _describe(once)


def test_polars_series_frames_and_lazy_frames():
    pl = pytest.importorskip("polars")
    assert {"type": "Int64", "nulls": 1}.items() <= _describe(pl.Series([10, None, 9])).items()
    assert _describe(pl.Series(["a", None]))["nulls"] == 1
    enum = pl.Series(["low", "high", None], dtype=pl.Enum(["low", "high"]))
    assert _describe(enum)["type"].startswith("Dictionary(")
    frame = pl.DataFrame({"score": [10, 9], "region": ["EU", None]})
    assert of(frame, "region")["nulls"] == 1
    assert of(frame.lazy(), "score")["len"] == 2
    with pytest.raises(KeyError, match="The columns are: score, region"):
        of(frame, "Score")


def test_duckdb_relations():
    duckdb = pytest.importorskip("duckdb")
    relation = duckdb.connect().sql("select (i % 11)::utinyint as score, case when i % 5 > 0 then 'EU' end as region from range(5000) t(i)")
    assert {"type": "UInt8", "len": 5000}.items() <= of(relation, "score").items()
    assert of(relation, "region")["nulls"] == 1000


def test_duckdb_may_run_python_while_its_stream_is_read():
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        connection.create_function("plus_one", lambda i: i + 1, ["BIGINT"], "BIGINT")
        assert of(connection.sql("select plus_one(i) as score from range(5000) t(i)"), "score")["len"] == 5000


# pandas --------------------------------------------------------------------------------------------------------------


def test_pandas_series_of_every_common_dtype():
    pd = pytest.importorskip("pandas")
    for column, nulls in [
        (pd.Series([10, 9, 8]), 0),
        (pd.Series([10.0, None, 8.0]), 1),
        (pd.Series([10, None, 8], dtype="Int64"), 1),
        (pd.Series([True, None], dtype="boolean"), 1),
        (pd.Series(["a", None], dtype="string"), 1),
        (pd.Series(["a", None], dtype=object), 1),
        (pd.Series(["lo", None, "hi"], dtype=pd.CategoricalDtype(["lo", "hi"], ordered=True)), 1),
        (pd.Series(pd.to_datetime(["2026-03-29", None])), 1),
        (pd.Series(pd.to_datetime(["2026-03-29", None])).dt.tz_localize("Europe/Berlin"), 1),
    ]:
        told = _describe(column)
        assert (told["len"], told["nulls"]) == (len(column), nulls), (column.dtype, told)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "int32"])
def test_long_pandas_numbers_without_a_missing_one_are_read_where_they_lie(dtype):
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    numbers = np.arange(5_000).astype(dtype)
    told = _describe(pd.Series(numbers, copy=False))
    assert (told["address"], told["nulls"]) == (numbers.__array_interface__["data"][0], 0)
    assert told["values"] == _describe(numbers)["values"]


def test_long_pandas_numbers_of_other_kinds_are_the_same_values():
    pd = pytest.importorskip("pandas")
    numbers = np.arange(10_000.0)
    gap = np.where(numbers == 4_999, NAN, numbers)
    series = pd.Series(numbers)
    for column, nulls in [
        (pd.Series(gap), 1),
        (pd.Series(np.full(5_000, NAN)), 5_000),
        (series.astype("Int64").mask(series == 7), 1),
        (series.astype("Float64"), 0),
        (pd.DataFrame(numbers.reshape(5_000, 2))[1], 0),  # every second number
        (series[::-1], 0),
        (pd.Series(numbers.astype(">f8")), 0),
        (series.astype("uint8"), 0),
        (series > 4, 0),
    ]:
        told = _describe(column)
        assert (told["len"], told["nulls"]) == (len(column), nulls), (column.dtype, told["kind"])
        expected = [None if value is pd.NA or value != value else float(value) for value in column.tolist()]
        assert [number(cell) for cell in told["values"]] == expected, column.dtype


def test_long_pandas_objects_that_are_no_series_are_what_short_ones_are():
    pd = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    for rows in (10, 5_000):
        frame = pd.DataFrame({"score": np.arange(rows) % 11})
        assert cxm.nps(frame[["score"]]) == cxm.nps(frame["score"])
        with pytest.raises(cxm.CxmError, match="one"):
            cxm.nps(pd.DataFrame({"a": range(rows), "b": range(rows)}))
    for thing in (pd.NaT, pd.NA, pd.Timestamp("2026-01-01")):
        with pytest.raises(cxm.CxmError):
            cxm.nps(thing)


def number(cell):
    """A cell as a float; None where there is none, which is NaN where pandas gives no Arrow."""
    kind, _, text = cell.rstrip(")").partition("(")
    return {"true": 1.0, "false": 0.0}.get(text) if kind == "Bool" else None if text in ("", "NaN") else float(text)


def test_a_pandas_series_of_mixed_objects():
    pd = pytest.importorskip("pandas")
    assert values(pd.Series([10, "9", None, pd.NA, pd.NaT, 8.5], dtype=object)) == [
        "Int(10)",
        'Text("9")',
        "Null",
        "Null",
        "Null",
        "Float(8.5)",
    ]
    assert values([pd.Timestamp("1970-01-01T00:00:01", tz="UTC"), "x"])[0] == "Time(1000000)"


def test_a_pandas_frame_is_read_by_column_even_beside_a_mixed_one():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"score": [10, 9], "mixed": [1, "x"]}, index=[5, 7])
    assert of(frame, "score")["len"] == 2
    assert of(frame, "mixed")["kind"] == "cells"
    with pytest.raises(cxm.UnknownColumnError, match="The columns are: score, mixed"):
        of(frame, "nps")


def test_a_pandas_column_name_that_stands_twice_is_no_column():
    pd = pytest.importorskip("pandas")
    with pytest.raises(cxm.CxmError, match="stands twice"):
        of(pd.DataFrame([[1, 2]], columns=["score", "score"]), "score")


# Memory --------------------------------------------------------------------------------------------------------------


def test_many_readings_leave_no_memory_behind():
    resource = pytest.importorskip("resource")
    pa = pytest.importorskip("pyarrow")
    columns = [pa.chunked_array([list(range(2000))] * 3), np.arange(2000.0), [9, "x", None] * 500]

    def peak_kib(readings):
        for _ in range(readings):
            for column in columns:
                _describe(column)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    before = peak_kib(100)
    assert peak_kib(300) - before < 4096, "each reading holds about 100 KiB, so 300 that stay would be 30 MiB"


def test_polars_integers_of_128_bits():
    pl = pytest.importorskip("polars")
    assert values(pl.Series([9, None, 2**70], dtype=pl.Int128)) == ["Int(9)", "Null", f'Text("{2**70}")']


def test_rare_arrow_types_are_read_or_named():
    pa = pytest.importorskip("pyarrow")
    wide = pa.array([decimal.Decimal("4.5"), None], pa.decimal256(40, 2))
    assert values(wide) == ["Float(4.5)", "Null"]
    runs = pa.RunEndEncodedArray.from_arrays([2, 3], [10, None])
    assert values(runs) == ["Int(10)", "Int(10)", "Null"]
    assert values(runs.slice(1)) == ["Int(10)", "Null"]
    bytes_of_truth = pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1, None, 0], pa.int8()))
    assert values(bytes_of_truth) == ["Bool(true)", "Null", "Bool(false)"]
    with pytest.raises(cxm.CxmError, match="got a boolean"):
        cxm.nps(bytes_of_truth)


@pytest.mark.skipif(np.dtype(np.longdouble).itemsize == 8, reason="a long double is a double here")
def test_a_long_double_is_named():
    with pytest.raises(cxm.CxmError, match="got longdouble"):
        cxm.nps(np.array([9, 10], dtype=np.longdouble))


def test_objects_of_polars_are_read_one_by_one():
    pl = pytest.importorskip("polars")
    assert cxm.nps(pl.Series([9, "3", None], dtype=pl.Object)) == cxm.nps([9, "3", None])


def test_a_label_that_is_a_number_maps_the_number_in_every_column():
    labels = {"1": 5, "2": 4}
    expected = cxm.csat([5, 4, 3]).distribution
    for column in ([1, 2, 3], ["1", "2", "3"], np.array([1, 2, 3]), np.array([1, 2, 3], dtype="u1"), np.array([1.0, 2.0, 3.0]), ["1", 2, 3.0]):
        assert cxm.csat(column, labels=labels).distribution == expected
    assert cxm.mean([1, 2, 3], labels=labels).estimate == 4.0

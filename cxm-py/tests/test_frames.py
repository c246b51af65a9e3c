"""Every kind of frame goes in, and the caller's own kind comes out: order, dtypes, categories, streams."""

import datetime as dt
import pickle
import subprocess
import sys
import textwrap

import pytest

import cxm

ROWS = {
    "score": [10, 9, 3, 0, 8, None],
    "region": ["b", "a", None, "a", "b", "a"],
    "day": [dt.date(2026, 1, 1), dt.date(2026, 1, 9), dt.date(2026, 3, 1), dt.date(2026, 1, 1), dt.date(2026, 1, 31), dt.date(2026, 1, 1)],
}


def as_pandas():
    return pytest.importorskip("pandas").DataFrame(ROWS)


def as_pandas_nullable():
    pd = pytest.importorskip("pandas")
    return pd.DataFrame({**ROWS, "score": pd.Series(ROWS["score"], dtype="Int64"), "region": pd.Series(ROWS["region"], dtype="string")})


def as_pandas_objects():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"score": pd.Series([10, "9", 3.0, "0 - Not at all", 8, pd.NA], dtype=object)})
    return frame.assign(region=pd.Series(ROWS["region"], dtype=object), day=ROWS["day"])


def as_polars():
    return pytest.importorskip("polars").DataFrame(ROWS)


def as_lazy():
    return as_polars().lazy()


def as_pyarrow():
    return pytest.importorskip("pyarrow").table(ROWS)


def as_duckdb():
    duckdb, source = pytest.importorskip("duckdb"), as_pyarrow()  # noqa: F841 - duckdb finds it by name
    return duckdb.connect().sql("select * from source")


def as_stream():
    return as_pyarrow().to_reader(max_chunksize=2)


def as_rows():
    return [dict(zip(ROWS, row)) for row in zip(*ROWS.values())]


FRAMES = [as_pandas, as_pandas_nullable, as_pandas_objects, as_polars, as_lazy, as_pyarrow, as_duckdb, as_stream, as_rows, lambda: ROWS]


def rows(frame):
    for method in ("to_pylist", "to_dicts"):
        if hasattr(frame, method):
            return getattr(frame, method)()
    return [{name: None if value != value else value for name, value in row.items()} for row in frame.astype(object).to_dict("records")]


@pytest.mark.parametrize("make", FRAMES)
def test_every_kind_of_frame_has_the_same_scores(make):
    told = rows(cxm.score(make(), "nps", "score", by="region"))
    assert [(row["region"] if isinstance(row["region"], str) else None, row["estimate"], row["n"], row["n_missing"]) for row in told] == [
        ("a", 0.0, 2, 1),
        ("b", 50.0, 2, 0),
        (None, -100.0, 1, 0),
    ]


@pytest.mark.parametrize("make", FRAMES)
def test_every_group_has_every_month(make):
    told = rows(cxm.score(make(), "nps", "score", by="region", time="day", every="month"))
    assert [str(row["period"])[:10] for row in told[:3]] == ["2026-01-01", "2026-02-01", "2026-03-01"]
    assert [row["n"] for row in told] == [2, 0, 0, 2, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("make", "kind"),
    [(as_pandas, "pandas"), (as_polars, "polars"), (as_lazy, "polars"), (as_pyarrow, "pyarrow"), (as_duckdb, "pyarrow"), (as_stream, "cxm"), (as_rows, "cxm")],
)
def test_the_callers_kind_of_frame_comes_back(make, kind):
    for table in (cxm.score(make(), "nps", "score", by="region"), cxm.compare_groups(make(), "nps", "score", "region")):
        assert type(table).__module__.split(".")[0] == kind
    assert isinstance(cxm.score(as_rows(), "nps", "score"), cxm.Table)


@pytest.mark.parametrize("make", FRAMES)
def test_an_unknown_column_names_the_nearest(make):
    with pytest.raises(KeyError, match='did you mean "region"') as caught:
        cxm.score(make(), "nps", "score", by="regoin")
    assert (caught.value.code, caught.value.field) == ("unknown_column", "regoin")


def test_pandas_categories_keep_their_dtype_and_order():
    pd = pytest.importorskip("pandas")
    sizes = pd.CategoricalDtype(["small", "large", "unused"], ordered=True)
    frame = pd.DataFrame({"score": [10, 0, 5, 9], "size": pd.Categorical(["large", "small", None, "large"], dtype=sizes)}, index=[7, 7, 8, 9])
    table = cxm.score(frame, "nps", "score", by="size")
    assert table["size"].dtype == sizes
    assert table["size"].tolist()[:2] == ["small", "large"]
    assert list(table.index) == [0, 1, 2]


def test_cubes_keep_the_order_of_categories():
    pd = pytest.importorskip("pandas")
    levels = pd.CategoricalDtype(["m", "h"])
    part = lambda groups: cxm.TallyCube(by="g", every=None).observe(pd.DataFrame({"s": [9] * len(groups), "g": pd.Categorical(groups, dtype=levels)}), value="s")  # noqa: E731
    assert part(["h", "m"]).score("nps")["g"] == ["m", "h"]
    merged = part(["h"]) + part(["m"])
    assert merged.score("nps")["g"] == ["m", "h"]
    assert merged.compare_groups("nps")["g"] == ["m", "h"]
    assert pickle.loads(pickle.dumps(merged)).score("nps")["g"] == ["h", "m"]  # the order is no part of the state


def test_polars_enums_keep_their_dtype_and_order():
    pl = pytest.importorskip("polars")
    sizes = pl.Enum(["small", "large"])
    table = cxm.score(pl.DataFrame({"score": [10, 0], "size": pl.Series(["large", "small"], dtype=sizes)}), "nps", "score", by="size")
    assert table["size"].dtype == sizes
    assert table["size"].to_list() == ["small", "large"]


def test_ordered_arrow_dictionaries_sort_in_their_order():
    pa = pytest.importorskip("pyarrow")
    sizes = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int8()), pa.array(["small", "large"]), ordered=True)
    table = cxm.score(pa.table({"score": [10, 0], "size": sizes}), "nps", "score", by="size")
    assert table["size"].type == sizes.type
    assert table["size"].to_pylist() == ["small", "large"]


def test_times_with_and_without_a_zone_fall_into_local_days():
    pd = pytest.importorskip("pandas")
    local = pd.Series(pd.to_datetime(["2026-03-28 23:30", "2026-03-29 03:30"]))
    for times, days in [(local, [28, 29]), (local.dt.tz_localize("UTC"), [29, 29]), (local.dt.tz_localize("UTC").astype(object), [29, 29])]:
        frame = pd.DataFrame({"score": [10, 0], "at": times})
        table = cxm.score(frame, "nps", "score", time="at", every="day", tz="Europe/Berlin")
        assert sorted(set(days)) == [day.day for day in table["period"]]


def test_hidden_counts_are_nullable_integers():
    pd = pytest.importorskip("pandas")
    table = cxm.score(pd.DataFrame({"score": [10, 9, 3], "g": ["a", "a", "b"]}), "nps", "score", by="g", min_n=2)
    assert str(table["n"].dtype) == "Int64"
    assert "suppressed" in table["flags"].iloc[1]


def test_a_long_stream_is_read_batch_by_batch():
    pa = pytest.importorskip("pyarrow")
    alive = []

    def batches():
        import weakref

        for _ in range(50):
            batch = pa.record_batch({"score": pa.array([10, 9, 3] * 1000, pa.int8()), "g": ["a", "b", "c"] * 1000})
            alive.append(weakref.ref(batch.column(0)))
            yield batch

    schema = pa.schema({"score": pa.int8(), "g": pa.string()})
    allocated = pa.total_allocated_bytes()
    peak = []

    def watched():
        for batch in batches():
            peak.append(pa.total_allocated_bytes() - allocated)
            yield batch

    table = cxm.score(pa.RecordBatchReader.from_batches(schema, watched()), "nps", "score", by="g")
    assert table["n"] == [50_000] * 3
    assert max(peak) < 10 * peak[0], "batches pile up"
    cube = cxm.TallyCube(by="g", every=None).observe(pa.RecordBatchReader.from_batches(schema, batches()), value="score")
    assert cube.score("nps")["n"] == [50_000] * 3


def test_a_bad_row_of_a_stream_is_counted_over_all_of_it_and_leaves_the_cube_alone():
    pa = pytest.importorskip("pyarrow")
    reader = pa.table({"score": [10, 9, 3, 11, 4]}).to_reader(max_chunksize=2)
    cube = cxm.TallyCube(every=None)
    with pytest.raises(cxm.CxmError) as caught:
        cube.observe(reader, value="score")
    assert (caught.value.code, caught.value.row, caught.value.field) == ("out_of_range", 3, "score")
    assert cube == cxm.TallyCube(every=None)


def test_a_table_of_our_own_turns_into_any_frame_and_goes_in_again():
    table = cxm.score(ROWS, "nps", "score", by="region", time="day", every="month")
    assert len(table) == 9
    assert table.columns[:3] == ["region", "period", "estimate"]
    assert table.to_dicts()[0]["period"] == dt.date(2026, 1, 1)
    assert "<table" in table._repr_html_()
    for method, module in [("to_pandas", "pandas"), ("to_polars", "polars"), ("to_arrow", "pyarrow")]:
        pytest.importorskip(module)
        assert rows(getattr(table, method)())[0]["n"] == 2
    assert cxm.score(table, "mean", "n", scale=(0, 10))["n"] == [9]


def test_what_is_no_frame_is_refused():
    for thing in (9, "frame", None, [1, 2], object()):
        with pytest.raises(cxm.CxmError, match="frame must be"):
            cxm.score(thing, "nps", "score")


def test_pandas_is_enough_without_pyarrow():
    pytest.importorskip("pandas")
    script = """
        import sys
        sys.modules["pyarrow"] = None
        import pandas as pd, cxm
        frame = pd.DataFrame({"score": [10, "9", 3.0, None], "size": pd.Categorical(["l", "s", "l", "s"], ["s", "l"], ordered=True)})
        table = cxm.score(frame, "nps", "score", by="size", time=None)
        assert table["size"].tolist() == ["s", "l"], table
        assert table["n"].tolist() == [1, 2]
        assert cxm.nps(pd.Series([10, None, 3], dtype="Int64")).n_missing == 1
        assert cxm.csat(pd.Series(["good", None], dtype="category"), labels={"good": 5}).n == 1
        assert len(cxm.score(frame.assign(at=pd.to_datetime(["2026-01-01"] * 4)), "nps", "score", time="at", every="day")) == 1
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True)


def test_a_table_prints_its_first_rows():
    table = cxm.score({"s": [10, 3] * 6, "g": list("abcdefghijkl")}, "nps", "s", by="g")
    lines = repr(table).splitlines()
    assert lines[0].split() == table.columns
    assert lines[2].split()[:3] == ["a", "100", "0"]
    assert (len(lines), lines[-1]) == (13, "2 more rows")
    assert str(table) == repr(table)
    short = repr(cxm.compare_groups({"s": [10, 3] * 5, "g": list("aabbbbaaaa")}, "nps", "s", by="g"))
    assert len(short.splitlines()) == 4
    assert "(none)" not in short


def test_columns_may_be_numbered():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame([[10, "b", "2026-01-01"], [3, "a", "2026-01-02"], [9, "b", "2026-02-01"]])
    named = frame.set_axis(["s", "g", "t"], axis=1)
    scored, wanted = cxm.score(frame, "nps", 0, by=1), cxm.score(named, "nps", "s", by="g")
    assert list(scored.columns) == [1, *wanted.columns[1:]]
    assert scored.set_axis(wanted.columns, axis=1).equals(wanted)
    assert cxm.score(frame, cxm.Metric("nps", column=0), by=[1]).equals(scored)
    assert len(cxm.score(frame, "nps", 0, time=2, every="month")) == 2
    assert len(cxm.compare_groups(frame, "nps", 0, 1)) == 2
    assert cxm.compare_all(frame, "nps", 0, 1).n_a == 3
    assert cxm.TallyCube(by=1, every=None).observe(frame, value=0).tally().n == 3
    assert cxm.scorecard(frame, ["nps"], column=0, by=1).to_dict()
    assert len(cxm.score({0: [10, 9], 1: ["a", "b"]}, "nps", 0, by=1)) == 2
    with pytest.raises(cxm.UnknownColumnError, match='no column "7"'):
        cxm.score(frame, "nps", 7)


def test_batches_are_a_frame():
    pa = pytest.importorskip("pyarrow")
    whole = pa.table({"s": ROWS["score"], "g": ROWS["region"]})
    batches = whole.to_batches(max_chunksize=2)
    assert len(batches) == 3
    wanted = cxm.score(pa.RecordBatchReader.from_batches(whole.schema, batches), "nps", "s", by="g")
    assert cxm.score(batches, "nps", "s", by="g") == wanted
    assert cxm.score((batch for batch in batches), "nps", "s", by="g") == wanted
    assert cxm.score([whole.slice(0, 4), whole.slice(4)], "nps", "s", by="g") == wanted
    cube = cxm.TallyCube(by="g", every=None).observe(iter(batches), value="s")
    assert cube == cxm.TallyCube(by="g", every=None).observe(whole, value="s")
    assert cxm.compare_groups(batches, "nps", "s", "g") == cxm.compare_groups(pa.RecordBatchReader.from_batches(whole.schema, batches), "nps", "s", "g")
    with pytest.raises(cxm.UnknownColumnError):
        cxm.score(batches, "nps", "x")
    broken = [*batches, pa.RecordBatch.from_pydict({"s": [11], "g": ["a"]})]
    with pytest.raises(cxm.CxmError) as caught:
        cxm.score(broken, "nps", "s", by="g")
    assert (caught.value.code, caught.value.row) == ("out_of_range", 6)
    for thing in ([1, 2], "abc", 5):
        with pytest.raises(cxm.CxmError, match="frame must be a data frame"):
            cxm.score(thing, "nps", "s")


def test_groups_of_every_text_layout_come_back_as_they_were():
    pa = pytest.importorskip("pyarrow")
    for groups in (pa.array(["b", "a", "b"], pa.string_view()), pa.RunEndEncodedArray.from_arrays([1, 2, 3], ["b", "a", "b"])):
        scored = cxm.score(pa.table({"s": [10, 9, 3], "g": groups}), "nps", "s", by="g")
        assert scored["g"].to_pylist() == ["a", "b"]
        assert scored.schema.field("g").type == groups.type


def test_columns_of_nulls_alone_are_missing_values():
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"s": [9, 10], "none": [None, None]})
    assert cxm.nps(frame["none"]).n_missing == 2
    assert cxm.score(frame, "nps", "s", by="none")["none"].to_list() == [None]
    assert cxm.score(frame, "nps", "s", time="none", every="month")["period"].to_list() == [None]


def test_what_can_be_no_group_is_named():
    for value, kind in (((1, 2), "a list"), (dt.timedelta(1), "timedelta"), (__import__("uuid").UUID(int=1), "UUID")):
        with pytest.raises(cxm.CxmError) as caught:
            cxm.score({"s": [9, 9], "g": ["a", value]}, "nps", "s", by="g")
        assert (caught.value.code, caught.value.field, caught.value.row, caught.value.got) == ("invalid_option", "g", 1, kind)


def test_a_list_of_no_rows_has_the_columns_that_are_asked_for():
    assert cxm.score([], "nps", "score", by="region").to_dicts() == []
    assert cxm.score([], "nps", "score").to_dicts()[0]["n"] == 0
    assert "0 responses" in cxm.scorecard([], ["nps"]).to_text()


@pytest.mark.parametrize("package", ["pandas", "pyarrow"])
def test_two_columns_of_the_name_that_is_asked_for_are_refused(package):
    module = pytest.importorskip(package)
    names = ["score", "score", "region"]
    frame = module.DataFrame([[9, 3, "a"]], columns=names) if package == "pandas" else module.table([[9], [3], ["a"]], names=names)
    with pytest.raises(cxm.CxmError, match='column "score" stands twice') as caught:
        cxm.score(frame, "nps", "score", by="region")
    assert (caught.value.code, caught.value.field) == ("duplicate_id", "score")


def test_intervals_of_pandas_cut_are_groups_in_their_order():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"age": [70, 20, 30, None, 22], "score": [10, 9, 3, 8, 0]})
    frame["band"] = pd.cut(frame["age"], [0, 9, 25, 50, 100])
    scored = cxm.score(frame, "nps", "score", by="band")
    assert scored["band"].dtype == frame["band"].dtype
    assert [str(band) for band in scored["band"]] == ["(9.0, 25.0]", "(25.0, 50.0]", "(50.0, 100.0]", "nan"] or [
        str(band) for band in scored["band"]
    ] == ["(9, 25]", "(25, 50]", "(50, 100]", "nan"]
    assert list(scored["n"]) == [2, 1, 1, 1]


def test_a_wall_clock_time_that_the_clocks_skip_is_refused_as_text_and_as_datetime():
    for skipped in ("2026-03-29T02:30:00", dt.datetime(2026, 3, 29, 2, 30)):
        with pytest.raises(cxm.CxmError, match="does not exist in Europe/Berlin") as caught:
            cxm.score({"at": [skipped], "score": [9]}, "nps", "score", time="at", every="month", tz="Europe/Berlin")
        assert (caught.value.code, caught.value.row, caught.value.field) == ("invalid_time", 0, "at")


def test_a_zone_may_be_an_object():
    import zoneinfo

    rows = {"at": ["2026-03-31T23:30:00Z"], "score": [9]}
    for zone, day in ((dt.timezone.utc, dt.date(2026, 3, 1)), (zoneinfo.ZoneInfo("Europe/Berlin"), dt.date(2026, 4, 1))):
        assert cxm.score(rows, "nps", "score", time="at", every="month", tz=zone).to_dicts()[0]["period"] == day


def test_a_table_is_written_as_csv_that_a_spreadsheet_may_open(tmp_path):
    table = cxm.score({"region": ["=1+1", "a,b", None], "score": [10, 9, 3]}, "nps", "score", by="region")
    lines = table.to_csv(tmp_path / "scores.csv").split("\r\n")
    assert lines[0] == "region,estimate,std_error,conf_low,conf_high,n,n_missing,n_invalid,n_eff,flags"
    assert [line.split(",-")[0].split(",100,")[0] for line in lines[1:]] == ["=1+1", '"a,b"', "", ""]
    assert (tmp_path / "scores.csv").read_bytes().decode() == "\r\n".join(lines)
    assert "\r\n'=1+1,100," in table.to_csv(spreadsheet_safe=True)
    assert table.to_csv(delimiter="tab").startswith("region\testimate")
    with pytest.raises(cxm.CxmError) as caught:
        table.to_csv(delimiter="two")
    assert (caught.value.code, caught.value.field) == ("invalid_option", "delimiter")

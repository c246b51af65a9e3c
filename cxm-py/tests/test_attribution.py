"""What only Python has of attribution: kinds of frames, and paths as lists. The numbers are in the shared vectors."""

import cxm
import pytest

pd = pytest.importorskip("pandas")

TEXTS = ["search > mail", "mail", "search > search > mail"]
LISTS = [["search", "mail"], ["mail"], ["search", "search", "mail"]]
COUNTS = {"times": [4, 1, 2], "lost": [2, 1, 0], "worth": [10.5, 0.25, 3.0]}
OPTIONS = dict(conversions="times", nulls="lost", value="worth", bootstrap=100)


def test_paths_are_texts_lists_and_tuples():
    expected = cxm.attribution({"path": TEXTS, **COUNTS}, **OPTIONS).to_dicts()
    for path in (LISTS, [tuple(steps) for steps in LISTS], [*LISTS[:2], TEXTS[2]]):
        assert cxm.attribution({"path": path, **COUNTS}, **OPTIONS).to_dicts() == expected
    assert [row["channel"] for row in expected] == ["mail", "search"]
    assert sum(row["conversions"] for row in expected) == pytest.approx(7, rel=1e-14)


def test_the_table_is_in_the_callers_kind_of_frame():
    expected = cxm.attribution({"path": TEXTS, **COUNTS}, **OPTIONS).to_dicts()
    for path in (TEXTS, LISTS):
        found = cxm.attribution(pd.DataFrame({"path": path, **COUNTS}), **OPTIONS)
        assert isinstance(found, pd.DataFrame)
        assert found["conversions"].tolist() == [row["conversions"] for row in expected]


def test_arrow_lists_are_paths():
    pa = pytest.importorskip("pyarrow")
    expected = cxm.attribution({"path": TEXTS, **COUNTS}, **OPTIONS).to_dicts()
    for kind in (pa.list_(pa.string()), pa.large_list(pa.string())):
        frame = pa.table({"path": pa.array(LISTS, kind), **COUNTS})
        assert cxm.attribution(frame, **OPTIONS).to_pylist() == expected
    polars = pytest.importorskip("polars")
    assert cxm.attribution(polars.DataFrame({"path": LISTS, **COUNTS}), **OPTIONS).to_dicts() == expected


def test_wrong_input_names_its_place():
    with pytest.raises(cxm.CxmError) as raised:
        cxm.attribution({"path": ["a", ["b", None]], "conversions": [1, 1]})
    assert (raised.value.code, raised.value.row, raised.value.field) == ("invalid_path", 1, "path")
    with pytest.raises(KeyError):
        cxm.attribution({"path": ["a"], "total": [1]})
    with pytest.raises(cxm.CxmError, match="one of first, last"):
        cxm.attribution({"path": ["a"], "conversions": [1]}, method="markow")
    with pytest.raises(cxm.CxmError) as raised:
        cxm.nps([[9], [10]])
    assert (raised.value.code, raised.value.got) == ("not_a_number", "a list")

"""Survey exports as Python reads them."""

import io

import cxm

EXPORT = b"id,at,region,nps,sat\r\n1,2026-01-01,EU,10,5\r\n2,2026-01-02,US,11,4\r\n3,2026-01-03,EU,,1\r\n"


def read(source):
    return cxm.read_survey(source, questions={"nps": "nps", "sat": cxm.Metric("csat", column="sat")}, id="id", time="at")


def test_bytes_files_and_paths_read_alike(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT)
    assert read(EXPORT) == read(io.BytesIO(EXPORT)) == read(path) == read(str(path))


def test_every_row_is_accounted_for():
    data = read(EXPORT)
    assert [row["n_read"] for row in data.accounts] == [3, 3]
    for row in data.accounts:
        assert row["n_read"] == row["n_scored"] + row["n_missing"] + row["n_rejected"] + row["n_excluded"]
    assert (data.rejected["row"], data.rejected["line"], data.rejected["code"]) == ([1], [3], ["out_of_range"])
    assert repr(data).startswith("SurveyData(3 of 3 rows")


def test_the_frame_is_scored_like_any_other():
    data = read(EXPORT)
    assert cxm.score(data.frame, "nps", "nps", by="region")["n"] == [1, 0]
    assert cxm.score(data.frame, "csat", "sat", time="at", every="month")["n"] == [3]

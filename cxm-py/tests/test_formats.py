"""Survey exports as Python reads them."""

import io

import pytest

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


def scan(source=EXPORT, **options):
    return cxm.scan_survey(source, questions={"nps": "nps"}, id="id", time="at", **options)


def test_a_scan_hands_on_what_reading_holds(tmp_path):
    path = tmp_path / "export.csv"
    path.write_bytes(EXPORT)
    whole = cxm.read_survey(EXPORT, questions={"nps": "nps"}, id="id", time="at")
    for source in (lambda: EXPORT, lambda: io.BytesIO(EXPORT), lambda: path, lambda: str(path)):
        batches = list(scan(source()))
        assert [row for batch in batches for row in batch] == whole.frame.to_dicts()
        again = scan(source())
        cube = cxm.TallyCube(by="region", every="month").observe(again, value="nps", time="at")
        assert cube == cxm.TallyCube(by="region", every="month").observe(whole.frame, value="nps", time="at")
        account = again.account()
        assert (account.accounts, account.rejected, account.n_rows) == (whole.accounts, whole.rejected, 3)
        assert account.rejected_counts.to_dicts() == [{"code": "out_of_range", "n": 1}]
        assert account.n_duplicates is None and "not compared" in str(account)


def test_a_tally_a_score_and_a_long_file_are_scanned():
    rows = [f"{i},{('EU', 'US')[i % 2]},{i % 11},{i % 3}" for i in range(200_000)]
    file = "\n".join(["id,region,nps,w", *rows]).encode()
    one = {"questions": {"nps": "nps"}}
    counts = cxm.Tally().observe([i % 11 for i in range(200_000)])
    assert len(list(cxm.scan_survey(file, **one))) > 3
    assert cxm.Tally().observe(cxm.scan_survey(file, **one)) == counts
    by_region = cxm.score(cxm.scan_survey(file, **one), "nps", "nps", by="region")
    assert [row["n"] for row in by_region] == [100_000, 100_000]
    weighted = cxm.Tally(weighted=True).observe(cxm.scan_survey(file, numbers="w", **one), weights="w")
    assert weighted == cxm.Tally(weighted=True).observe([i % 11 for i in range(200_000)], weights=[i % 3 for i in range(200_000)])


def test_rejects_past_the_most_listed_are_counted():
    file = b"nps\n" + b"11\n" * 500 + b"9\n"
    scanned = cxm.scan_survey(file, questions={"nps": "nps"}, most_listed=3)
    assert cxm.Tally().observe(scanned).n == 1
    account = scanned.account()
    assert (account.rejected["line"], account.rejected_counts["n"], account.accounts["n_rejected"]) == ([2, 3, 4], [500], [500])


def test_a_scan_refuses_what_needs_the_whole_file_and_a_second_time():
    scanned = scan()
    cxm.Tally().observe(scanned)
    for again in (lambda: cxm.Tally().observe(scanned), lambda: list(scanned)):
        with pytest.raises(cxm.CxmError, match="scan the file again"):
            again()
    with pytest.raises(cxm.CxmError, match="duplicates must be keep"):
        scan(duplicates="last")
    with pytest.raises(cxm.CxmError, match="a scan hands on row by row") as refused:
        list(scan(layout={"question": "id", "value": "nps"}))
    assert refused.value.field == "layout"
    with pytest.raises(cxm.CxmError, match="in line|line 3") as refused:
        list(scan(b"id,at,nps\n1,2026-01-01,9\n1,2026-01-01,9\n", duplicates="error"))
    assert (refused.value.code, refused.value.row) == ("duplicate_id", 1)
    with pytest.raises(cxm.CxmError, match="of one question"):
        cxm.Tally().observe(cxm.scan_survey(EXPORT, questions={"nps": "nps", "sat": cxm.Metric("csat", column="sat")}))
    tally = cxm.Tally(weighted=True)
    broken = b"nps,w\n" + b"9,1\n" * 200_000 + b"9,-1\n"  # some batches are fine
    with pytest.raises(cxm.CxmError) as refused:
        tally.observe(cxm.scan_survey(broken, questions={"nps": "nps"}, numbers="w"), weights="w")
    assert (refused.value.row, tally.n) == (200_000, 0)
    cube = cxm.TallyCube(every=None).observe(cxm.scan_survey(b"nps\n", questions={"nps": "nps"}), value="nps")
    assert cube.tally().n == 0
    with pytest.raises(KeyError):
        cube.observe(cxm.scan_survey(b"nps\n", questions={"nps": "nps"}), value="npx")

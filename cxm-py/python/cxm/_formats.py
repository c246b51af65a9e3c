"""Survey exports."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from cxm import _cxm
from cxm._errors import refused
from cxm._results import Result
from cxm._table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from os import PathLike

    from cxm._names import Codes
    from cxm._survey import Metric


class SurveyData(Result):
    """A survey export as tables; every row of the file is accounted for."""

    frame: Table
    """One row a response: what is scored."""
    rejected: Table
    """row, line, field, code, reason of what could not be read."""
    excluded: Table
    """row, line, reason of tests, previews and unfinished responses."""
    accounts: Table
    """By question: n_read = n_scored + n_missing + n_rejected + n_excluded."""
    questions: Table
    """question, column, text: what was asked, where the file says it."""
    lines: list[int]
    """The file's line of each row of the frame."""
    warnings: list[str]
    text: str
    """What became of every row, in words."""
    n_rows: int
    n_duplicates: int
    n_unassigned: int
    platform: str
    time_zone: str | None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"SurveyData({len(self.frame)} of {self.n_rows} rows: {', '.join(self.frame.columns)})"

    def _repr_html_(self) -> str:
        return self.accounts._repr_html_()


def read_survey(
    source: str | PathLike[str] | bytes | BinaryIO,
    *,
    questions: Mapping[str, str | Metric] | Sequence[tuple[str, str | Metric]],
    numbers: str | Sequence[str] | None = None,
    layout: str | Mapping[str, str] | None = None,
    id: str | None = None,
    time: str | None = None,
    tz: str | None = None,
    carry: str | Sequence[str] | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    decimal: str | None = None,
    na: Codes | Mapping[str, Codes] | None = None,
    labels: Mapping[str, Any] | None = None,
    on_error: str | None = None,
    duplicates: str | None = None,
    unfinished: str | None = None,
    platform: str | None = None,
) -> SurveyData:
    """A survey export (CSV) as a frame, with what was rejected and excluded and why.

    Arguments:
        source: a path, the bytes of a file, or a file opened for bytes.
        questions: columns and their metrics: `{"nps": "nps", "q7": Metric("csat", column="Q7", scale=(1, 5))}`.
        numbers, carry: columns of numbers, such as weights; the other columns that the frame keeps (all).
        layout: "wide" (a row a response), "long" (a row an answer), or `{"question": column, "value": column}`; found out
            by default.
        id, time, tz: the columns of response ids and of times; the zone of times that name none.
        delimiter, encoding, decimal: found out; "." unless it is ",".
        na, labels: as in `nps`, for all questions, or by question: `na={"nps": (11,)}`.
        on_error: "reject" (default) lists what cannot be read, "error" stops there.
        duplicates: what happens to a response id that stands twice: "error" (default), "first" or "last" counts one, "count" counts both,
            "keep" too and compares no ids.
        unfinished, platform: what happens to unfinished responses; the tool that wrote the file, found out by default.
    """
    given = _paired(locals())
    if isinstance(source, (bytes, bytearray, memoryview)):
        told = _cxm.read_survey(io.BytesIO(source), given)
    elif isinstance(source, io.TextIOBase):
        raise refused("source", "a path, bytes, or a file opened for bytes", source)
    elif hasattr(source, "read"):
        told = _cxm.read_survey(source, given)
    else:
        with open(source, "rb") as file:
            told = _cxm.read_survey(file, given)
    tables = ("frame", "rejected", "excluded", "accounts", "questions")
    return SurveyData(**{name: Table(value) if name in tables else value for name, value in told.items()})


class SurveyAccount(Result):
    """What became of the rows that a scan has read: counts of all of them, and a list of the first."""

    accounts: Table
    """By question: n_read = n_scored + n_missing + n_rejected + n_excluded."""
    rejected: Table
    """row, line, field, code, reason of the first `most_listed` that could not be read."""
    rejected_counts: Table
    """code, n: how many there are, all of them."""
    excluded: Table
    """row, line, reason of the first `most_listed` tests, previews and unfinished responses."""
    excluded_counts: Table
    """reason, n: how many there are, all of them."""
    questions: Table
    """question, column, text."""
    warnings: list[str]
    text: str
    """What became of every row, in words."""
    n_rows: int
    n_duplicates: int | None
    """None where ids are not compared (duplicates="keep")."""
    platform: str | None
    time_zone: str | None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"SurveyAccount({self.n_rows} rows)"

    def _repr_html_(self) -> str:
        return self.accounts._repr_html_()


class SurveyScan(_cxm.ScanState):
    """A survey export read once, batch by batch: iterate it, or let a `Tally`, a `TallyCube` or `score` observe it."""

    def __iter__(self) -> Iterator[Table]:
        self.refuse_finished()
        while (columns := self.batch()) is not None:
            yield Table(columns)

    def account(self) -> SurveyAccount:
        """What became of the rows read so far: of all of them, once the scan is at its end."""
        return SurveyAccount(**{name: Table(value) if name in _TABLES else value for name, value in self.told().items()})

    def __repr__(self) -> str:
        return f"SurveyScan({self.told()['n_rows']} rows read)"


_TABLES = ("accounts", "rejected", "rejected_counts", "excluded", "excluded_counts", "questions")


def scan_survey(
    source: str | PathLike[str] | bytes | BinaryIO,
    *,
    questions: Mapping[str, str | Metric] | Sequence[tuple[str, str | Metric]],
    numbers: str | Sequence[str] | None = None,
    layout: str | Mapping[str, str] | None = None,
    id: str | None = None,
    time: str | None = None,
    tz: str | None = None,
    carry: str | Sequence[str] | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    decimal: str | None = None,
    na: Codes | Mapping[str, Codes] | None = None,
    labels: Mapping[str, Any] | None = None,
    on_error: str | None = None,
    duplicates: str | None = None,
    unfinished: str | None = None,
    platform: str | None = None,
    most_listed: int | None = None,
) -> SurveyScan:
    """A survey export (CSV) of any length, read batch by batch and never held: `read_survey` for files larger than memory.

    >>> scan = scan_survey(b"region,nps\\nEU,10\\nUS,3\\n", questions={"nps": "nps"})
    >>> Tally().observe(scan).nps().estimate
    0.0
    >>> scan.account().accounts["n_scored"]
    [2]

    Arguments:
        source, ...: those of `read_survey`; a file may be any object with `read`.
        duplicates: "keep" (default) counts every row and compares no ids. "error", "first" and "count" do, and remember 128 bits of each
            id (some 20 to 45 bytes of memory an id). "last" and the long layout need the whole file: `read_survey`.
        most_listed: how many rejected and how many excluded rows are listed (1000); all of them are counted.
    """
    given = _paired(locals())
    if isinstance(source, (bytes, bytearray, memoryview)):
        return SurveyScan(io.BytesIO(source), False, given)
    if hasattr(source, "read"):
        return SurveyScan(source, False, given)
    file = open(source, "rb")
    try:
        return SurveyScan(file, True, given)
    except BaseException:
        file.close()
        raise


def _paired(given: dict[str, Any]) -> dict[str, Any]:
    """The options, the questions in pairs, which keep their order."""
    questions = given["questions"]
    pairs = list(questions.items()) if hasattr(questions, "items") else questions
    return {name: value for name, value in given.items() if name != "source"} | {"questions": pairs}

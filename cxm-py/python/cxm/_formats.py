"""Survey exports."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from cxm import _cxm
from cxm._results import Result
from cxm._table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
        duplicates: what happens to a response id that stands twice; "error" by default.
        unfinished, platform: what happens to unfinished responses; the tool that wrote the file, found out by default.
    """
    given = locals()
    del given["source"]
    given["questions"] = list(questions.items()) if hasattr(questions, "items") else questions
    if isinstance(source, (bytes, bytearray, memoryview)):
        told = _cxm.read_survey(io.BytesIO(source), given)
    elif hasattr(source, "read"):
        told = _cxm.read_survey(source, given)
    else:
        with open(source, "rb") as file:
            told = _cxm.read_survey(file, given)
    tables = ("frame", "rejected", "excluded", "accounts", "questions")
    return SurveyData(**{name: Table(value) if name in tables else value for name, value in told.items()})

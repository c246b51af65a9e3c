"""Frames in, and tables out in the caller's own kind of frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cxm import _cxm
from cxm._errors import CxmError
from cxm._table import BESIDE, BUILDERS, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from cxm._names import Columns


def table(function: Callable[..., Columns], given: dict[str, Any], *places: str, frame: str = "frame") -> Any:
    """Calls the core over the columns of `frame` that the arguments in `places` name; its table in the caller's kind of frame."""
    source = Source(given.pop(frame))
    names = column_names(given, *places)
    return source.give(function(source.columns(names), [str(name) for name in names], given))


def framed(name: str, given: dict[str, Any], *, of: str | None = None, frame: str = "frame") -> Any:
    """Calls a function of the core over the columns of `frame` that it reads; its table in the caller's kind of frame."""
    source = Source(given.pop(frame))
    names = source.read(of or name, given)
    return source.give(_cxm.of_frame(name, source.columns(names), names, given))


def column_names(given: dict[str, Any], *places: str) -> list[Any]:
    """The names of columns in these arguments, each a name or a list of names, and in the metrics beside them.

    Some frames number their columns: a whole number is a name, too.
    """
    metrics = [given.get("metric"), *(given.get("metrics") or ())]
    found = [getattr(metric, "column", None) for metric in metrics]
    for place in places:
        value = given.get(place)
        found.extend(value if isinstance(value, Iterable) and not isinstance(value, str) else [value])
    return list(dict.fromkeys(name for name in found if name is not None))


class Source:
    """A frame of any kind: its columns by name, and its own kind for results."""

    def __init__(self, frame: Any) -> None:
        self.frame, self.kind = _known(frame)
        self.own: dict[str, Any] = {}
        """The frame's own names of its columns, by their text."""

    def columns(self, names: list[Any]) -> Any:
        """These columns by the text of their name; a stream as it is, to be read batch by batch."""
        if self.kind == "stream":
            return self.frame
        known = names if self.is_blank else self.names()
        if len(set(known)) < len(known):
            _refuse_twins(known, {str(name) for name in names})
        by_text = {str(name): name for name in known}
        for name in names:
            if str(name) not in by_text:
                _cxm.unknown_column(str(name), list(by_text))
        names = [name if name in known else by_text[str(name)] for name in names]
        self.own = {str(name): name for name in names}
        if self.kind == "lazy":
            collected = self.frame.select(names).collect().to_native()
            self.frame, self.kind = collected, type(collected).__module__.split(".")[0]
        if self.kind == "rows":
            self.frame, self.kind = {name: [row.get(name) for row in self.frame] for name in names}, "dict"
        column = self.frame.column if self.kind == "pyarrow" else self.frame.__getitem__
        return {text: column(name) for text, name in self.own.items()}

    @property
    def is_blank(self) -> bool:
        """Whether it is a list of no rows, of which it is not known which columns they have."""
        return self.kind == "rows" and not self.frame

    def all(self) -> Any:
        """All columns by name."""
        return self.columns(self.names())

    def names(self) -> list[Any]:
        """The names of its columns."""
        if self.kind == "lazy":
            return list(self.frame.collect_schema().names())
        if self.kind == "rows":
            return list(dict.fromkeys(name for row in self.frame for name in row))
        if self.kind == "pyarrow":
            return list(self.frame.column_names)
        return list(() if self.kind == "stream" else self.frame if self.kind == "dict" else self.frame.columns)

    def read(self, of: str, given: dict[str, Any] | None = None) -> list[str]:
        """The columns to bring to a function, by the options that name them; or to records in a role, of those that are there."""
        known: list[Any] = self.names()
        if self.kind == "stream":
            schema: Any = getattr(self.frame, "schema", None)
            known = list(getattr(self.frame, "columns", None) or getattr(schema, "names", None) or ())
        return _cxm.columns_read(of, given or {}, [str(name) for name in known])

    def beside(self, columns: Columns) -> Any:
        """The frame that came in, with columns added at its end."""
        everything = self.all()
        if self.kind in BESIDE:
            return BESIDE[self.kind](self.frame, columns)
        own = [(name, "key", list(values), list(range(len(values)))) for name, values in everything.items()]
        return self.give([*own, *columns])

    def give(self, columns: Columns) -> Any:
        """A table in the kind of frame that came in."""
        build = BUILDERS.get(self.kind)
        columns = [(self.own.get(name, name), *rest) for name, *rest in columns]
        return Table(columns) if build is None else build(columns, self.frame)


def _refuse_twins(known: list[Any], asked: set[str]) -> None:
    """Refuses columns that are asked for by a name that two of them have."""
    texts = list(map(str, known))
    for text in asked:
        if texts.count(text) > 1:
            raise CxmError(f'column "{text}" stands twice', code="duplicate_id", field=text)


def _known(frame: Any) -> tuple[Any, str]:
    if isinstance(frame, _cxm.ScanState):
        return frame, "stream"
    if isinstance(frame, Table):
        native, kind = frame._native()
        return ({name: values for name, _, values, _ in frame._columns}, "dict") if native is None else (native, kind)
    if isinstance(frame, dict):
        return frame, "dict"
    if isinstance(frame, (list, tuple)) and all(isinstance(row, dict) for row in frame):
        return frame, "rows"
    package = type(frame).__module__.split(".")[0].lstrip("_")
    if package == "pyarrow" and hasattr(frame, "column_names") and hasattr(frame, "num_rows"):
        return frame, package
    if package == "pandas" and hasattr(frame, "columns"):
        return frame, package
    import narwhals as nw

    known = nw.from_native(frame, pass_through=True)
    if isinstance(known, nw.LazyFrame):
        return known, "lazy"
    if isinstance(known, nw.DataFrame):
        return (frame, "polars") if known.implementation.is_polars() else (known.to_arrow(), "pyarrow")
    return frame, "stream"

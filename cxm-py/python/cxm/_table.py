"""Tables: the results that have rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cxm import _cxm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    from cxm._names import Columns, Rows, Values


class Table:
    """A result in rows, for callers whose own input was no data frame: `to_dicts`, `to_pandas`, `to_polars`, `to_arrow`."""

    def __init__(self, columns: Columns) -> None:
        self.__dict__["_columns"] = columns  # a table that does not change has it, too

    _columns: Columns

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [name for name, *_ in self._columns]

    def __getitem__(self, name: str) -> list[Any]:
        for own, _, values, _ in self._columns:
            if own == name:
                return list(values)
        _cxm.unknown_column(str(name), self.columns)

    def _native(self) -> tuple[Any, str]:
        """The table as a frame of the library that it came of, and its name; None where it came of none."""
        return None, "dict"

    def head(self, n: int | None = None) -> Table:
        """The first `n` rows, 5 by default."""
        n = 5 if n is None else n
        return Table([(name, kind, list(values)[:n], None) for name, kind, values, _ in self._columns])

    def __len__(self) -> int:
        return len(self._columns[0][2]) if self._columns else 0

    def __contains__(self, item: object) -> bool:
        """Whether there is a column of this name, or such a row."""
        return item in (self.to_dicts() if isinstance(item, dict) else self.columns)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.to_dicts())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and other.columns == self.columns and other.to_dicts() == self.to_dicts()

    __hash__ = None  # type: ignore[assignment]

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows."""
        return [dict(zip(self.columns, row)) for row in zip(*(values for _, _, values, _ in self._columns))]

    def to_pandas(self) -> Any:
        """A pandas DataFrame."""
        return _pandas(self._columns)

    def to_polars(self) -> Any:
        """A polars DataFrame."""
        return _polars(self._columns)

    def to_arrow(self) -> Any:
        """A pyarrow Table."""
        return _pyarrow(self._columns)

    def to_csv(self, path: str | PathLike[str] | None = None, *, delimiter: str | None = None, spreadsheet_safe: bool | None = None) -> str:
        """The table as CSV (RFC 4180); written to `path` if one is given.

        Arguments:
            delimiter: "comma" (default), "semicolon", "tab", "pipe", or the character itself.
            spreadsheet_safe: a `'` before names and texts that a spreadsheet would run as a formula.
        """
        given = {"delimiter": delimiter, "spreadsheet_safe": spreadsheet_safe}
        text = _cxm.table_csv({name: values for name, _, values, _ in self._columns}, given)
        if path is not None:
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        return text

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        """The first ten rows, aligned."""
        return _cxm.table_text({name: values for name, _, values, _ in self._columns})

    def _repr_html_(self) -> str:
        return _cxm.table_html({name: values for name, _, values, _ in self._columns})


def _pandas(columns: Columns, frame: Any = None) -> Any:
    import pandas as pd

    def series(name: str, kind: str, values: Values, rows: Rows) -> Any:
        if rows is not None and frame is not None:
            import numpy as np

            return frame[name].take(np.asarray(rows, dtype="int64")).reset_index(drop=True)
        return _pandas_series(kind, values)

    return pd.DataFrame({column[0]: series(*column) for column in columns})


def _pandas_series(kind: str, values: Values) -> Any:
    import pandas as pd

    dtypes: dict[str, Any] = {"float": "float64", "date": "datetime64[ms]", "time": "datetime64[us, UTC]"}
    if not isinstance(values, list):
        known = _numbers(kind, values)
        if known is not None:
            own = pd.Series(known.copy(), copy=False)
            return own if kind != "time" else own.dt.tz_localize("UTC")
        values = values.tolist()
    return pd.Series(values, dtype=("Int64" if None in values else "int64") if kind == "count" else dtypes.get(kind))


def _numbers(kind: str, values: _cxm.LongColumn) -> Any:
    """The values as numpy has them, where they lie and not to be written to; None where it has no kind for them, or no missing one of the kind."""
    import numpy as np

    dtype = {"float": "float64", "count": "int64", "key": "int64", "time": "datetime64[us]"}.get(kind)
    if dtype is None:
        return None
    if hasattr(values, "__array_interface__"):
        return np.asarray(values).view(dtype)
    found = values.tobytearray()
    return None if found is None else np.frombuffer(found, dtype)


def _polars(columns: Columns, frame: Any = None) -> Any:
    import polars as pl

    dtypes: dict[str, Any] = {"float": pl.Float64, "count": pl.Int64, "text": pl.String, "date": pl.Date, "time": pl.Datetime("us", "UTC")}

    def series(name: str, kind: str, values: Values, rows: Rows) -> Any:
        if rows is not None and frame is not None:
            return frame.get_column(name).gather(list(rows))
        if isinstance(values, list):
            return pl.Series(name, values, dtype=dtypes.get(kind))
        known = pl.Series(values).alias(name)
        return known.cast(pl.Int64) if kind == "count" else known

    return pl.DataFrame([series(*column) for column in columns])


def _pyarrow(columns: Columns, frame: Any = None) -> Any:
    import pyarrow as pa

    dtypes: dict[str, Any] = {"float": pa.float64(), "count": pa.int64(), "text": pa.string(), "date": pa.date32(), "time": pa.timestamp("us", "UTC")}

    def array(name: str, kind: str, values: Values, rows: Rows) -> Any:
        if rows is None or frame is None:
            if isinstance(values, list):
                return pa.array(values, dtypes.get(kind))
            known = pa.array(values)
            return known.cast(pa.int64()) if kind == "count" else known
        column = frame.column(name)
        try:
            return column.take(pa.array(list(rows), pa.int64()))
        except pa.ArrowNotImplementedError:  # string_view, runs of values
            return pa.array([column[row].as_py() for row in rows], column.type)

    return pa.table({column[0]: array(*column) for column in columns})


BUILDERS: dict[str, Callable[..., Any]] = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}


def _beside_pandas(frame: Any, columns: Columns) -> Any:
    whole = frame.reset_index(drop=True)  # a frame of its own; `assign` would copy it again
    for name, kind, values, _ in columns:
        numbers = _numbers(kind, values) if kind == "float" and not isinstance(values, list) else None
        whole[name] = _pandas_series(kind, values) if numbers is None else numbers  # which are copied
    return whole


def _beside_polars(frame: Any, columns: Columns) -> Any:
    return frame.with_columns(_polars(columns).get_columns())


def _beside_pyarrow(frame: Any, columns: Columns) -> Any:
    added = _pyarrow(columns)
    for name in added.column_names:
        place = frame.schema.get_field_index(name)
        own = added.column(name)
        frame = frame.append_column(name, own) if place < 0 else frame.set_column(place, name, own)
    return frame


BESIDE: dict[str, Callable[..., Any]] = {"pandas": _beside_pandas, "polars": _beside_polars, "pyarrow": _beside_pyarrow}
"""How columns are added to a frame: they take the place of its own of the same name."""

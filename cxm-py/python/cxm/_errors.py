"""The exceptions of cxm."""

from __future__ import annotations


class CxmError(ValueError):
    """What went wrong and where: a stable code, a sentence, and the place where that is known."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        row: int | None = None,
        line: int | None = None,
        field: str | None = None,
        pointer: str | None = None,
        expected: str | None = None,
        got: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.row = row
        self.line = line
        self.field = field
        self.pointer = pointer
        self.expected = expected
        self.got = got

    def __str__(self) -> str:  # KeyError, a base of UnknownColumnError, would show the repr
        return str(self.args[0])

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args[0], self.__dict__)


class UnknownColumnError(CxmError, KeyError):
    """The frame has no column of this name."""


class UnknownIdError(CxmError, KeyError):
    """The document has nothing of this id."""


class CxmInternalError(Exception):
    """A bug in cxm; please report it."""


def _rebuild(cls: type[CxmError], message: str, fields: dict[str, object]) -> CxmError:
    return cls(message, **fields)  # type: ignore[arg-type]


def refused(field: str, expected: str, got: object) -> CxmError:
    """The error for an argument that cannot cross into the compiled half, in the words of the core."""
    kind = type(got).__name__
    return CxmError(f"{field} must be {expected}, got {kind}", code="invalid_option", field=field, expected=expected, got=kind)


def from_core(
    code: str,
    message: str,
    row: int | None,
    line: int | None,
    field: str | None,
    pointer: str | None,
    expected: str | None,
    got: str | None,
) -> CxmError:
    """The exception of an error of the core; called by the compiled half."""
    cls = {"unknown_column": UnknownColumnError, "unknown_id": UnknownIdError}.get(code, CxmError)
    return cls(message, code=code, row=row, line=line, field=field, pointer=pointer, expected=expected, got=got)

"""What is wrong in a document, and documents as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cxm._errors import CxmError
from cxm._results import Value


class Problem(Value):
    """What is wrong in a document, where, and how to mend it."""

    code: str
    """The rule that is broken, "V-J1", or the code of a fault of shape, "unknown_key"."""
    severity: str
    """"error" or "warning"."""
    pointer: str
    """The place in the document (RFC 6901)."""
    message: str
    """One sentence that says how to mend it."""

    def __repr__(self) -> str:
        return f"{self.severity} {self.code} at {self.pointer or 'the document'}: {self.message}"


def problems(found: Iterable[Mapping[str, str]]) -> list[Problem]:
    """The problems that the core lists."""
    return [Problem(**each) for each in found]


def formless(error: CxmError) -> list[Problem]:
    """The problem of a document that has no form in JSON."""
    return [Problem(code=error.code, severity="error", pointer="", message=str(error))]


def listed(given: Any) -> Any:
    """What an iterable holds, as a list; anything else as it is, for the core to refuse."""
    return list(given) if isinstance(given, Iterable) and not isinstance(given, (str, bytes, Mapping)) else given


def as_json(document: Any) -> str:
    """The JSON text of a document: text as it is, of an object of ours what `to_json` gives; dates and times become ISO 8601 text."""
    if isinstance(document, (bytes, bytearray, str)):
        return _text(document)
    try:
        if hasattr(document, "to_json"):
            return _text(str(document.to_json()))
        text = json.dumps(document, default=_plain, ensure_ascii=False, allow_nan=False)
        # Half of a character has no form in UTF-8: it crosses as its escape, which the core refuses by its name.
        return json.dumps(document, default=_plain, allow_nan=False) if _is_broken(text) else text
    except (CxmError, MemoryError):
        raise
    except RecursionError:
        raise CxmError("the document is nested too deep", code="nesting_too_deep") from None
    except Exception as error:
        # json's words for a document that holds itself, and for a number that JSON has not; else what has no form in it, or an object of the caller's that cannot be gone through.
        if isinstance(error, ValueError) and "ircular" in str(error):
            raise CxmError("the document is nested too deep: it holds itself", code="nesting_too_deep") from None
        if isinstance(error, ValueError) and "Out of range float" in str(error):
            raise CxmError("the document has no form in JSON: it holds NaN or an infinity, which JSON has no number for", code="invalid_json") from None
        raise CxmError(f"the document has no form in JSON: {error or type(error).__name__}", code="invalid_json") from error


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _text(document: str | bytes | bytearray) -> str:
    """Text that has a form in UTF-8: no byte is guessed, and no half of a character is replaced."""
    try:
        if isinstance(document, str):
            document.encode()
            return document
        return document.decode()
    except UnicodeError as error:
        raise CxmError(f"the JSON is not in UTF-8 (at {error.start})", code="invalid_encoding") from None  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of numpy
        return value.item()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no form in JSON")

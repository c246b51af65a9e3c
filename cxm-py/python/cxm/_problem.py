"""What is wrong in a document, and documents as JSON text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cxm._results import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


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


def as_json(document: Any) -> str:
    """The JSON text of a document: text as it is, of an object of ours what `to_json` gives; dates and times become ISO 8601 text."""
    if isinstance(document, str):
        return document
    if hasattr(document, "to_json"):
        return str(document.to_json())
    if isinstance(document, (bytes, bytearray)):
        return document.decode("utf-8", "replace")
    return json.dumps(document, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of numpy
        return value.item()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no form in JSON")

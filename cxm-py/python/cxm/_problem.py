"""What is wrong in a document, and documents as JSON text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Problem(NamedTuple):
    """What is wrong in a document, where (JSON Pointer, RFC 6901), and how to mend it."""

    code: str
    """The rule that is broken, "V-J1", or the code of a fault of shape, "unknown_key"."""
    severity: str
    """"error" or "warning"."""
    pointer: str
    """The place in the document (RFC 6901)."""
    message: str
    """One sentence that says how to mend it."""

    def to_dict(self) -> dict[str, str]:
        """The fields by name."""
        return self._asdict()

    def __str__(self) -> str:
        return f"{self.code} at {self.pointer}: {self.message}" if self.pointer else f"{self.code}: {self.message}"


def problems(found: Iterable[Mapping[str, str]]) -> list[Problem]:
    """The problems that the core lists."""
    return [Problem(**each) for each in found]


def as_json(document: Any) -> str:
    """The JSON text of a document; text is taken as it is, dates and times become ISO 8601 text."""
    if isinstance(document, str):
        return document
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

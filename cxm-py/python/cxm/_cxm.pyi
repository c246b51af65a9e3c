"""The compiled half of the package."""

from typing import Any

__all__ = ["__version__", "_boom", "_describe"]

__version__: str

def _boom() -> None: ...
def _describe(column: Any, name: str | None = None) -> dict[str, Any]: ...

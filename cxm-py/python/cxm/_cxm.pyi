"""The compiled half of the package."""

from typing import Any

__version__: str

def _boom() -> None: ...
def _describe(column: Any) -> dict[str, Any]: ...

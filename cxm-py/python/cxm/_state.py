"""What every mergeable state does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from cxm._errors import refused

if TYPE_CHECKING:
    from typing_extensions import Self


class Merging:
    """What merges: the state of a whole is the merge of the states of its parts, bit for bit. It travels as bytes, the same in every language."""

    __slots__ = ("_core",)
    _class: ClassVar[Any]
    _core: Any

    @classmethod
    def _of(cls, core: Any) -> Self:
        state = cls.__new__(cls)
        state._core = core
        return state

    def merge(self, other: Self) -> Self:
        """Adds what the other state saw, and returns this state."""
        self._core.merge(self._held(other))
        return self

    def _held(self, other: Any) -> Any:
        core = getattr(other, "_core", other)
        if isinstance(core, self._class):
            return core
        name = type(self).__name__
        raise refused("other", f"{'an' if name[0] in 'AEIOU' else 'a'} {name}", other)

    def copy(self) -> Self:
        """A state of its own with the same content."""
        return self._of(self._core.copy())

    def to_bytes(self) -> bytes:
        """The state in its compact, checked byte form, the same in every language."""
        return bytes(self._core.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes | bytearray | memoryview) -> Self:
        """The state of `to_bytes`; damaged bytes are refused."""
        return cls._of(cls._class.from_bytes(data))

    def __add__(self, other: Self) -> Self:
        return self.copy().merge(other) if isinstance(other, Merging) else NotImplemented

    def __radd__(self, other: Any) -> Self:
        return self.copy() if other == 0 else NotImplemented  # `sum` starts with 0

    def __iadd__(self, other: Self) -> Self:
        return self.merge(other)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and bool(self._core.equals(other._core))

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __copy__(self) -> Self:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> Self:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_bytes, (self.to_bytes(),)


class Readable(Merging):
    """What reads in every language as JSON, too."""

    __slots__ = ()

    def to_json(self) -> str:
        """The state as JSON."""
        return str(self._core.to_json())

    @classmethod
    def from_json(cls, text: str | bytes | bytearray | memoryview) -> Self:
        """The state of `to_json`; of bytes, as UTF-8."""
        return cls._of(cls._class.from_json(text))


class State(Readable):
    """A summary of data: what was added can be taken away again."""

    __slots__ = ()

    def subtract(self, other: Self) -> Self:
        """Takes away what the other state saw, and returns this state; an error when that is no part of it."""
        self._core.subtract(self._held(other))
        return self

    def __sub__(self, other: Self) -> Self:
        return self.copy().subtract(other) if isinstance(other, State) else NotImplemented

"""Walk through the JSON of a registry record; a part of the wrong type is refused by its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class RegistryError(Exception):
    """A record that cannot be imported; the message is one sentence that says why."""


@dataclass(frozen=True)
class RecordPlace:
    """An object of the record with the path that leads to it; null counts as missing."""

    content: Mapping[str, Any]
    path: str
    found: bool = True

    def part(self, name: str) -> RecordPlace:
        """An object inside this one; an empty one where it is missing.

        Raises
        ------
        RegistryError
            Something other than an object stands there; so for the other methods.
        """
        value = self.content.get(name)
        if value is None:
            return RecordPlace({}, self._below(name), found=False)
        if not isinstance(value, dict):
            raise _wrong(self._below(name), "an object")
        return RecordPlace(value, self._below(name))

    def items(self, name: str) -> tuple[RecordPlace, ...]:
        """The objects of a list; none where it is missing."""
        found = self._list(name)
        for value, path in found:
            if not isinstance(value, dict):
                raise _wrong(path, "an object")
        return tuple(RecordPlace(value, path) for value, path in found)

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; none where it is missing."""
        return tuple(_as_text(value, path) for value, path in self._list(name))

    def text(self, name: str) -> str:
        """A text or a number as one line of text; empty where it is missing."""
        return _as_text(self.content.get(name), self._below(name))

    def all_texts(self) -> tuple[str, ...]:
        """Every field of this object that is text, whatever its name."""
        return tuple(
            self.text(name) for name, value in self.content.items() if isinstance(value, str)
        )

    def by_group(self, name: str, field: str) -> dict[str, str]:
        """One field of a list's objects by their groupId.

        Raises
        ------
        RegistryError
            A group stands there twice, so that one value would hide another.
        """
        values: dict[str, str] = {}
        for item in self.items(name):
            group = item.text("groupId")
            if group in values:
                raise RegistryError(f"{item.path}: expected each groupId once, found {group!r}.")
            values[group] = item.text(field)
        return values

    def _below(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def _list(self, name: str) -> list[tuple[Any, str]]:
        value = self.content.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise _wrong(self._below(name), "a list")
        return [(item, f"{self._below(name)}[{number}]") for number, item in enumerate(value)]


def _as_text(value: Any, path: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise _wrong(path, "text or a number")
    # A lone surrogate is valid in JSON, but no file in UTF-8 can hold it.
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _wrong(path: str, expected: str) -> RegistryError:
    return RegistryError(f"{path}: expected {expected}.")

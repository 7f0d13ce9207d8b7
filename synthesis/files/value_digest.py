"""A digest of a value and of all it holds: the same for equal values in every process.

It serves as the key under which something made from the value is kept. So whatever could be told
apart must have another digest; a value of which that cannot be said has none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from pathlib import PurePath
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType
from typing import Any

import numpy as np

PACKAGE = "synthesis."
# Exactly these types tell by their texts what they are, in a list of them too.
PLAIN = frozenset({type(None), bool, int, float, str})


class NoDigestError(TypeError):
    """A value holds something that no digest is known for."""


def digest_value(value: Any) -> str:
    """SHA-256 of a value: of plain values, containers, frozen records, arrays and functions.

    A function counts with what it has closed over and its defaults. Its text and the constants of
    its module do not: who keeps something adds a digest of the sources. Hence functions and
    classes of this package alone have one.

    Raises
    ------
    NoDigestError
        The value, or something in it, is of another kind.
    """
    digest = hashlib.sha256()
    for part in _parts(value):
        digest.update(b"%d\0" % len(part))
        digest.update(part)
    return digest.hexdigest()


def _parts(value: Any) -> Iterator[bytes]:
    yield type(value).__qualname__.encode()
    if type(value) in PLAIN:
        yield _text(value)
    elif isinstance(value, bytes):
        yield value
    elif isinstance(value, PurePath):
        yield str(value).encode()
    elif isinstance(value, Enum):
        yield from (_name(type(value)), value.name.encode())
    elif isinstance(value, np.ndarray | np.generic):
        yield from _array(np.asarray(value))
    elif isinstance(value, type):
        yield _name(value)
    elif isinstance(value, int | float | str):
        # Of a class of its own, which may hold more than its text.
        yield from (_name(type(value)), _plain_text(value))
        yield from _parts(dict(getattr(value, "__dict__", {})))
    elif is_dataclass(value):
        yield _name(type(value))
        names = [field.name for field in fields(value)]
        yield _text(names)
        yield from _items([getattr(value, name) for name in names])
    else:
        yield from _container(value)


def _container(value: Any) -> Iterator[bytes]:
    if isinstance(value, tuple | list):
        yield from _items(list(value))
    elif isinstance(value, Mapping):
        yield from _items([part for pair in value.items() for part in pair])
    elif isinstance(value, AbstractSet):
        yield from sorted(digest_value(item).encode() for item in value)
    elif isinstance(value, partial):
        yield from _parts((value.func, value.args, value.keywords))
    elif isinstance(value, MethodType):
        yield from _parts((value.__func__, value.__self__))
    elif isinstance(value, FunctionType):
        yield from _function(value)
    elif isinstance(value, BuiltinFunctionType):
        yield f"{value.__module__}.{value.__qualname__}".encode()
    else:
        raise NoDigestError(f"no digest is known for {type(value).__qualname__}")


def _items(items: list[Any]) -> Iterator[bytes]:
    yield b"%d" % len(items)
    if all(type(item) in PLAIN for item in items):
        yield _text(items)  # the quick way for thousands of numbers
        return
    for item in items:
        yield from _parts(item)


def _plain_text(value: float | str) -> bytes:
    plain = next(kind for kind in (str, int, float) if isinstance(value, kind))
    return _text(plain(value))


def _text(value: Any) -> bytes:
    return repr(value).encode("utf-8", "surrogatepass")


def _array(array: np.ndarray[Any, Any]) -> Iterator[bytes]:
    if array.dtype.hasobject:
        raise NoDigestError("no digest is known for an array of objects")
    yield f"{array.dtype.str} {array.shape}".encode()
    yield np.ascontiguousarray(array).tobytes()


def _function(function: Callable[..., Any]) -> Iterator[bytes]:
    yield _name(function)
    code: CodeType = function.__code__
    yield b"%d" % code.co_firstlineno
    # Two functions may stand on one line.
    yield from (code.co_code, repr(code.co_names).encode())
    yield from _parts([each for each in code.co_consts if not isinstance(each, CodeType)])
    yield from _parts(getattr(function, "__defaults__", None))
    yield from _parts(getattr(function, "__kwdefaults__", None))
    for cell in getattr(function, "__closure__", None) or ():
        yield from _parts(cell.cell_contents)


def _name(thing: Any) -> bytes:
    if not thing.__module__.startswith((PACKAGE, "builtins", "numpy.")):
        raise NoDigestError(f"no digest is known for {thing.__qualname__}, of another package")
    return f"{thing.__module__}.{thing.__qualname__}".encode()

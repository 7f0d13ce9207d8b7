"""Texts measured once: what matplotlib asks of fonts again for every drawing is remembered.

A figure is drawn in six forms, and its words stand in other figures too. Matplotlib remembers the
size of a text for one drawing only, and looks for its font files each time anew, which takes a
tenth of the time of all drawing. The answers depend on nothing but the text, its font, its size
and the kind of drawing, as long as the settings of matplotlib stay as they are: so they are
remembered within the house style alone, where they do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import matplotlib.text
from matplotlib.font_manager import FontProperties, fontManager

MOST = 1 << 17  # texts; a few hundred bytes each
TextSize = tuple[float, float, float]


@contextmanager
def remember_texts() -> Iterator[None]:
    """Let matplotlib ask for files, tables and sizes of texts once, until this is left.

    A matplotlib that asks in another way is left as it is: it is only slower.
    """
    replaced: tuple[tuple[Any, str, Callable[..., Any]], ...] = (
        (fontManager, "_find_fonts_by_props", _find_fonts),
        (matplotlib.text, "get_font", _open_tables),
        (matplotlib.text, "_get_text_metrics_with_cache", _measure),
    )
    with ExitStack() as stack:
        if all(hasattr(owner, name) for owner, name, _ in replaced):
            for owner, name, function in replaced:
                stack.enter_context(_replaced(owner, name, function))
        yield


@contextmanager
def _replaced(owner: Any, name: str, function: Callable[..., Any]) -> Iterator[None]:
    own, before = name in vars(owner), getattr(owner, name)
    setattr(owner, name, function)
    try:
        yield
    finally:
        if own:
            setattr(owner, name, before)
        else:
            delattr(owner, name)


_original_find: Callable[..., Any] = getattr(fontManager, "_find_fonts_by_props", lambda _: ())
_original_open: Callable[..., Any] = getattr(matplotlib.text, "get_font", lambda _: None)
_sizes: dict[tuple[Any, ...], TextSize] = {}


@cache
def _files_of(families: tuple[str, ...], *others: Any) -> tuple[Any, ...]:
    style, variant, weight, stretch, file = others
    properties = FontProperties(
        family=families, style=style, variant=variant, weight=weight, stretch=stretch, fname=file
    )
    return tuple(_original_find(properties))


def _find_fonts(properties: Any, *options: Any, **named: Any) -> Any:
    """The files of a font, which do not depend on its size."""
    if options or named or not isinstance(properties, FontProperties):
        return _original_find(properties, *options, **named)
    return list(_files_of(*_name_font(properties)))


def _name_font(properties: FontProperties) -> tuple[Any, ...]:
    return (
        tuple(properties.get_family()),
        properties.get_style(),
        properties.get_variant(),
        properties.get_weight(),
        properties.get_stretch(),
        properties.get_file(),
    )


class _Tables:
    """The tables of a font, as the layout of a text reads them."""

    def __init__(self, files: tuple[Any, ...]) -> None:
        self.files = files
        self.tables: dict[str, Mapping[str, Any] | None] = {}

    def get_sfnt_table(self, name: str) -> Mapping[str, Any] | None:
        if name not in self.tables:
            self.tables[name] = _original_open(list(self.files)).get_sfnt_table(name)
        return self.tables[name]


@cache
def _tables_of(files: tuple[Any, ...]) -> _Tables:
    return _Tables(files)


def _open_tables(files: Any) -> Any:
    return _tables_of(tuple(files)) if isinstance(files, list) else _original_open(files)


def _measure(
    renderer: Any, text: str, properties: FontProperties, ismath: Any, dpi: float
) -> TextSize:
    """Width, height and descent of one line; those that ask differ by the class that draws."""
    kind = type(renderer), type(getattr(renderer, "_renderer", None))
    size = properties.get_size_in_points()
    key = (*kind, text, size, dpi, ismath, *_name_font(properties))
    found = _sizes.get(key)
    if found is None:
        if len(_sizes) >= MOST:
            _sizes.clear()
        found = renderer.get_text_width_height_descent(text, properties, ismath)
        _sizes[key] = found
    return found

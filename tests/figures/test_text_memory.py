"""Texts measured once: the same files as without, and nothing left behind in matplotlib."""

from __future__ import annotations

from contextlib import nullcontext

import matplotlib.text
import pytest
from matplotlib.font_manager import fontManager

from synthesis.figures.canvas import style
from synthesis.figures.canvas.style import house_style
from synthesis.figures.files import text_memory
from synthesis.figures.files.render import render_pdf, render_png, render_svg
from tests.support.rendered import FACTS, draw_small


def rendered() -> tuple[str, bytes, bytes, bytes]:
    with house_style():
        figure = draw_small("five letters")
        return (
            render_svg(figure, FACTS, "small"),
            render_png(figure, FACTS),
            render_png(figure, FACTS, dpi=73.5),
            render_pdf(figure, FACTS),
        )


def test_files_are_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    text_memory._sizes.clear()
    first, again = rendered(), rendered()
    assert text_memory._sizes, "nothing was remembered"
    monkeypatch.setattr(style, "remember_texts", nullcontext)
    assert first == again == rendered()


def test_nothing_stays_when_the_house_style_is_left() -> None:
    measure = matplotlib.text._get_text_metrics_with_cache
    with house_style():
        assert matplotlib.text._get_text_metrics_with_cache is not measure
    assert matplotlib.text._get_text_metrics_with_cache is measure
    assert "_find_fonts_by_props" not in vars(fontManager)


def test_another_matplotlib_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(matplotlib.text, "_get_text_metrics_with_cache")
    find = fontManager._find_fonts_by_props
    with text_memory.remember_texts():
        assert fontManager._find_fonts_by_props == find

"""Drawings kept between builds: the same files, drawn once, and never another figure's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from publications import make_publication
from rendered import draw_small

from synthesis.edition.edition import Edition, read_edition
from synthesis.exports.drawn_forms import DrawingStore
from synthesis.exports.figure_files import make_figure_files
from synthesis.figures.publication import Publication
from synthesis.files.checked_store import CheckedStore

EDITION = read_edition("0123456789ab" * 5 + "0123")


@pytest.fixture
def kept(tmp_path: Path) -> DrawingStore:
    return DrawingStore(CheckedStore(tmp_path / "kept", tmp_path / "waiting"), "sources")


def make(words: str, drawn: list[str]) -> Publication:
    """A figure with these words; each time it is drawn is noted."""

    def draw(layout: Any = "slide") -> Figure:
        drawn.append(layout)
        return draw_small(words)

    def slides() -> tuple[Figure, ...]:
        return (draw(),)

    draw_named: Callable[[Any], Figure] = lambda layout: draw(layout)  # noqa: E731
    for function in (draw, slides, draw_named):
        function.__module__ = "synthesis.made_up"
    return make_publication(draw=draw_named, slides=slides)


def files_of(publication: Publication, edition: Edition, kept: DrawingStore | None = None) -> Any:
    made = make_figure_files(publication, edition, "easi75", kept)
    if kept is not None:
        kept.store.settle()
    return made


def test_a_kept_drawing_gives_the_same_files_with_other_facts(kept: DrawingStore) -> None:
    words = "five letters"
    first = files_of(make(words, []), EDITION, kept)
    assert first == files_of(make(words, []), EDITION)
    other = replace(EDITION, digest="f" * 64)
    drawn: list[str] = []
    again = files_of(replace(make(words, drawn), finding="Another finding."), other, kept)
    anew = files_of(replace(make(words, []), finding="Another finding."), other)
    assert not [layout for layout in drawn if layout != "slide"]
    assert again == anew
    assert again.files != first.files


@pytest.mark.parametrize("change", ["words", "sources"])
def test_another_drawing_is_drawn(kept: DrawingStore, change: str) -> None:
    files_of(make("one", []), EDITION, kept)
    words = "two" if change == "words" else "one"
    kept = replace(kept, sources="others") if change == "sources" else kept
    drawn: list[str] = []
    assert files_of(make(words, drawn), EDITION, kept) == files_of(make(words, []), EDITION)
    assert "wide" in drawn


def test_what_a_notebook_draws_by_its_own_code_is_never_kept(kept: DrawingStore) -> None:
    files_of(make_publication(), EDITION, kept)
    assert not list(kept.store.folder.glob("*/*"))

"""A slide of 1920 x 1080 pixels: words above and below, the drawing as large as it fits."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image
from publications import make_publication

from synthesis.exports.slides.slide_picture import DPI as SLIDE_DPI
from synthesis.exports.slides.slide_picture import (
    MARGIN,
    SOURCE,
    TITLE_SIZES,
    WIDTH,
    SlideWords,
    fit_title,
    make_slide_picture,
)
from synthesis.figures.canvas.sheet import Sheet, text_width
from synthesis.figures.canvas.sizes import BODY
from synthesis.figures.canvas.slide_area import HIGHEST, WIDEST
from synthesis.figures.canvas.style import house_style

WORDS = SlideWords("A finding.", "What it is", "Whose it is, figures/a.html")
LEAST_PIXELS = 22


def ink(picture: Image.Image) -> np.ndarray:
    """Where a slide is not white."""
    return np.asarray(picture.convert("L")) < 250


def make(words: SlideWords = WORDS) -> Image.Image:
    (drawing,) = make_publication().slides()
    return make_slide_picture(words, drawing).whole


def test_a_slide_has_the_size_of_a_screen() -> None:
    picture = make()
    assert (picture.size, picture.mode) == ((1920, 1080), "P")


def test_nothing_touches_an_edge() -> None:
    dark = ink(make())
    edge = round(MARGIN * SLIDE_DPI) - 2
    assert not dark[:, :edge].any()
    assert not dark[:, -edge:].any()
    assert not dark[:10].any()
    assert not dark[-8:].any()


def test_words_and_drawing_stand_apart() -> None:
    rows = np.flatnonzero(ink(make()).any(axis=1))
    gaps = np.flatnonzero(np.diff(rows) > 12)
    # Title, subtitle, drawing, rule with source.
    assert len(gaps) >= 3


def test_a_part_is_named() -> None:
    first, second = (
        make(SlideWords("A finding.", "What it is", "Source", part)) for part in ("", "2 of 3")
    )
    assert (ink(first) != ink(second)).any()


@pytest.mark.parametrize("length", [20, 120, 230, 300])
def test_a_title_is_as_large_as_its_length_allows(length: int) -> None:
    title = ("Of 100 patients about 76 reach it on the drug and 14 on placebo; " * 9)[:length]
    size, lines = fit_title(title, WIDTH / SLIDE_DPI - 2 * MARGIN)
    most = dict(TITLE_SIZES)[size]
    assert len(lines) <= most
    assert " ".join(lines).replace("\u00a0", " ").split() == title.split()
    sizes = [s for s, _ in TITLE_SIZES]
    assert size == sizes[0] or length > 60


FINDINGS = (
    "Upadacitinib 30 mg ranks first (P-score 1.00); it and the second, upadacitinib 15 mg, are "
    "shown to differ: odds ratio 1.78 (95% CI 1.41 to 2.23).",
    "Supported in part: 5 tests, 1 for it, 1 against it and 3 open. For it: dupilumab (label dose) "
    "against baricitinib 4 mg, odds ratio 2.26 (95% CI 1.15 to 4.45). Against it: dupilumab (label "
    "dose) against upadacitinib 30 mg, odds ratio 0.49 (95% CI 0.37 to 0.65).",
    "6 doses of 4 drugs and vehicle: 10 trials, 5,862 patients, read at weeks 4 and 8. 1 of the 15 "
    "comparisons between two active doses was made head to head.",
)


@pytest.mark.parametrize("title", FINDINGS)
def test_a_title_breaks_no_interval_and_leaves_no_word_alone(title: str) -> None:
    width = WIDTH / SLIDE_DPI - 2 * MARGIN
    size, lines = fit_title(title, width)
    assert text_width(lines[-1], size, "bold") > 0.3 * width
    for line in lines:
        assert line.count("(95%") == len(re.findall(r"\(95%[^()]*\)", line))


@pytest.mark.parametrize("title", FINDINGS)
def test_the_fullest_drawing_can_be_read_in_the_back(title: str) -> None:
    with house_style():
        drawing = Sheet(WIDEST, 0.1).finish(HIGHEST)
    box = make_slide_picture(SlideWords(title, "What it is " * 9, "Whose it is"), drawing).box
    assert BODY / 72 * (box[3] - box[1]) / HIGHEST >= LEAST_PIXELS


def test_even_the_source_can_be_read_in_the_back() -> None:
    assert min(SOURCE, *(size for size, _ in TITLE_SIZES)) * SLIDE_DPI / 72 >= LEAST_PIXELS

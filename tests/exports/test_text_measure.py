"""Room that text takes in Arial."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.exports.slides.text_measure import LINE, count_lines, fit_size, text_width


def test_widths_are_those_of_arial() -> None:
    # Units of 1/1000 of the size: H 722, e 556, l 222, o 556; bold H 722, e 556, l 278, o 611.
    assert text_width("Hello", 10) == pytest.approx(22.78)
    assert text_width("Hello", 10, bold=True) == pytest.approx(24.45)


def test_unknown_letters_count_as_wide_and_fixed_spaces_as_spaces() -> None:
    assert text_width("→", 10) == 10
    assert text_width("1\u00a0000", 10) == text_width("1 000", 10)


def test_lines_break_at_spaces() -> None:
    width = text_width("one two", 12)
    assert count_lines("one two", width + 0.01, 12) == 1
    assert count_lines("one two", width - 0.01, 12) == 2
    assert count_lines("one\u00a0two three", width + 0.01, 12) == 2


def test_a_word_longer_than_the_line_is_counted_as_broken() -> None:
    assert count_lines("m" * 100, text_width("m" * 30, 12), 12) == 4


@given(st.text(alphabet="abc DEF,.-", min_size=1, max_size=300), st.floats(50, 900))
def test_a_text_never_takes_less_than_its_width_needs(text: str, width: float) -> None:
    lines = count_lines(text, width, 20)
    letters = text_width("".join(text.split(" ")), 20)
    assert lines * width >= letters - 1e-6
    assert count_lines(text, width, 28) >= lines
    assert count_lines(text + " more", width, 20) >= lines


def test_the_largest_size_that_fits_is_taken() -> None:
    text = "word " * 20
    size, height = fit_size(text, 300, 60, (28, 24, 20, 16))
    assert height <= 60
    assert height == count_lines(text, 300, size) * size * LINE
    larger = {28: 28, 24: 28, 20: 24, 16: 20}[int(size)]
    assert count_lines(text, 300, larger) * larger * LINE > 60


def test_where_none_fits_the_smallest_is_taken_and_its_height_told() -> None:
    size, height = fit_size("word " * 200, 300, 60, (28, 20))
    assert size == 20
    assert height > 60

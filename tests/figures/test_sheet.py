import pytest
from layout_checks import drawn_texts

from synthesis.figures.canvas.sheet import SHORT_LINE, Sheet, balance_text, text_width, wrap_text


def test_lines_fit_and_no_letter_is_lost():
    text = "upadacitinib 30 mg once daily with topical corticosteroids " + "W" * 40
    lines = wrap_text(text, 1.0, 9)
    assert all(text_width(line, 9) <= 1.0 for line in lines)
    letters = "".join(lines).replace("\u00a0", "").replace(" ", "")
    assert letters == text.replace(" ", "")


def test_numbers_stay_with_their_units():
    for width in (0.9, 1.1, 1.3, 1.6, 2.0):
        lines = wrap_text("abrocitinib 200 mg at week 16", width, 9)
        assert any("200\u00a0mg" in line for line in lines)
        assert any("week\u00a016" in line for line in lines)


def test_a_middle_dot_does_not_end_a_line():
    assert wrap_text("one · two", text_width("one · t", 9), 9) == ["one", "two"]


@pytest.mark.parametrize("words", range(4, 24))
def test_even_lines_are_as_many_and_leave_no_word_alone(words):
    text = " ".join(f"word{number}" for number in range(words))
    wrapped, even = wrap_text(text, 2.0, 9), balance_text(text, 2.0, 9)
    assert " ".join(even) == text
    assert len(even) == len(wrapped)
    assert all(text_width(line, 9) <= 2.0 for line in even)
    if len(even) > 1:
        assert text_width(even[-1], 9) > SHORT_LINE * 2.0 * 0.7


def test_measured_width_is_drawn_width():
    sheet = Sheet(5.0, 0.1)
    sheet.text(0.1, 0.3, "JADE MONO-1 (65.7)", 9)
    ((text, box),) = drawn_texts(sheet.finish(0.5))
    assert box.width / 100 == pytest.approx(text_width(text, 9), abs=0.03)
    assert box.x0 / 100 == pytest.approx(0.1, abs=0.02)


def test_axes_share_the_inches_of_the_sheet():
    sheet = Sheet(4.0, 0.1)
    axes = sheet.axes(1.0, 2.0, (-1.0, 1.0))
    figure = sheet.finish(3.0)
    x, y = figure.dpi_scale_trans.inverted().transform(axes.transData.transform((0.5, 1.2)))
    assert (x, y) == pytest.approx((2.5, 3.0 - 1.2))

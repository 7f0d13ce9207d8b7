import pytest

from synthesis.figures.canvas.drug_column import place_drug_column, set_drug_line
from synthesis.figures.canvas.sheet import Sheet, text_width
from synthesis.figures.canvas.slide_area import fill_rows
from synthesis.figures.canvas.style import house_style, new_figure

NAMES = [("Madeupinib", "15 mg"), ("Madeupinib", "30 mg"), ("Inventimab", "2%")]


def place(names=NAMES, most=2.6, **words):
    with house_style():
        return place_drug_column(0.1, names, "Drug and dose", 0.25, most=most, **words)


def test_doses_stand_beside_or_below_their_drug():
    beside, below = place(beside=True), place()
    assert beside.beside
    assert beside.dose - beside.left > text_width("Madeupinib", 9, "bold")
    assert not below.beside
    assert below.dose - below.left == pytest.approx(0.12)
    assert below.right - below.left >= text_width("Drug and dose", 9, "bold")


def test_long_labels_stand_below_and_are_held_to_the_width_given():
    column = place([("Supports it", "a test of many words " * 5)], beside=True)
    assert not column.beside
    assert column.right - column.left == pytest.approx(2.6)


@pytest.mark.parametrize("beside", [True, False])
def test_rows_follow_one_another(beside):
    with house_style():
        sheet = Sheet(5.0, 0.1)
        column = place(beside=beside)
        first = set_drug_line(sheet, column, 0.0, "Madeupinib", "15 mg")
        second = set_drug_line(sheet, column, first.bottom, "", "30 mg")
    assert first.base < first.bottom < second.base
    assert second.bottom - first.bottom == pytest.approx(0.25)
    assert (first.bottom < 0.4) == beside  # the name of the drug takes no line of its own


def test_a_low_drawing_is_filled_and_others_stay():
    def draw(pitch, width):
        return new_figure(width, 1.0 + 4 * pitch)

    low = (draw(0.25, 7.2),)
    (filled,) = fill_rows(low, 4, 0.25, 0.9, draw)
    assert filled.get_figheight() == pytest.approx(7.2 * 790 / 1800)
    (capped,) = fill_rows(low, 4, 0.25, 0.4, draw)
    assert capped.get_figheight() == pytest.approx(2.6)
    assert fill_rows(low * 2, 4, 0.25, 0.9, draw) == low * 2
    full = (new_figure(7.2, 3.1),)
    assert fill_rows(full, 4, 0.25, 0.9, draw) == full

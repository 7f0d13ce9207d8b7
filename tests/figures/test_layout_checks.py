from layout_checks import (
    drawn_texts,
    find_layout_faults,
    overflowing_texts,
    overlapping_texts,
    texts_over_marks,
)
from matplotlib.lines import Line2D

from synthesis.figures.canvas.sheet import Sheet
from synthesis.figures.canvas.style import new_figure


def test_a_text_beyond_an_edge_overflows():
    sheet = Sheet(2.0, 0.1)
    sheet.text(0.1, 0.5, "inside", 9)
    sheet.text(1.8, 0.3, "beyond the right", 9)
    sheet.text(0.1, 0.02, "above", 9)
    assert sorted(overflowing_texts(sheet.finish(1.0))) == ["above", "beyond the right"]


def test_texts_on_the_same_spot_overlap_and_neighbours_do_not():
    sheet = Sheet(3.0, 0.1)
    sheet.text(0.1, 0.3, "first", 9)
    sheet.text(0.2, 0.32, "second", 9)
    sheet.text(0.1, 0.6, "third", 9)
    assert overlapping_texts(sheet.finish(1.0)) == [("first", "second")]


def test_a_line_through_a_text_is_found():
    sheet = Sheet(3.0, 0.1)
    axes = sheet.axes(0.0, 3.0, (0.0, 3.0))
    axes.add_line(Line2D([0.2, 0.2], [0.0, 1.0], gid="no-effect", linewidth=1))
    sheet.text(0.1, 0.5, "struck through", 9)
    sheet.text(1.0, 0.9, "beside", 9)
    assert texts_over_marks(sheet.finish(1.0)) == [("struck through", "no-effect")]


def test_one_drawing_tells_every_fault():
    sheet = Sheet(3.0, 0.1)
    axes = sheet.axes(0.0, 3.0, (0.0, 3.0))
    axes.add_line(Line2D([0.2, 0.2], [0.0, 0.4], gid="no-effect", linewidth=1))
    sheet.text(0.1, 0.3, "first", 9)
    sheet.text(0.3, 0.32, "second", 9)
    sheet.text(2.9, 0.6, "third", 9)
    assert find_layout_faults(sheet.finish(1.0)) == [
        ("beyond the canvas", "third", ""),
        ("over a text", "first", "second"),
        ("over a mark", "first", "no-effect"),
    ]


def test_tick_labels_count_only_where_they_are_drawn():
    figure = new_figure(4, 3)
    axes = figure.add_axes((0.2, 0.2, 0.7, 0.7))
    axes.set_xticks([0, 5, 10, 50], ["zero", "five", "ten", "fifty"])
    axes.set_xlim(0, 10)
    axes.set_yticks([])
    assert [text for text, _ in drawn_texts(figure)] == ["zero", "five", "ten"]
    axes.set_axis_off()
    assert drawn_texts(figure) == []

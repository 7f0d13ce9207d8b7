from __future__ import annotations

import math
from dataclasses import replace

import pytest
from layout_checks import drawn_texts, find_layout_faults

from synthesis.figures.files.render import draw_picture
from synthesis.figures.network.node_split import SplitRow, draw_node_splits

LAYOUTS = ("wide", "narrow")
SIDES = ("favours the second", "favours the first")
ROW = SplitRow("madeupinib 30 mg against inventimab", (0.4, -0.1, 0.9), (0.9, -0.2, 2.0),
               (0.6, 0.2, 1.0), 0.31, 2)  # fmt: skip
LONG = "madeupinib 15 mg, raised to 30 mg by response, against inventimab (label dose) " * 2
CASES = {
    "one": (ROW,),
    "many": tuple(
        replace(ROW, label=f"{ROW.label} {i} mg", direct=(i / 3, i / 3 - 1, i / 3 + 1), trials=i)
        for i in range(1, 10)
    ),
    "long": (replace(ROW, label=LONG.strip(), trials=1234), ROW),
    "extreme": (
        replace(ROW, direct=(9.0, -60.0, 90.0), indirect=(-5.0, -math.inf, math.inf), p=1e-9),
        replace(ROW, indirect=(math.nan, math.nan, math.nan), p=math.nan),
    ),
    "far from no effect": (replace(ROW, direct=(4, 3, 5), indirect=(5, 4, 6), network=(4, 3, 5)),),
}  # fmt: skip


def draw(rows, layout, measure="OR", sides=SIDES):
    return draw_node_splits(rows, measure, *sides, layout)


def find(figure, gid):
    marks = [mark for axes in figure.axes for mark in (*axes.lines, *axes.patches)]
    return [mark for mark in marks if mark.get_gid() == gid]


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout):
    sides = ("favours " + LONG, "favours " + LONG) if len(rows) == 2 else SIDES
    figure = draw(rows, layout, sides=sides)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_drawn_positions_equal_the_data(layout):
    rows = CASES["many"]
    figure = draw(rows, layout)
    for index, row in enumerate(rows):
        heights = []
        for name in ("direct", "indirect"):
            effect = getattr(row, name)
            (dot,), (whisker,) = (
                find(figure, f"{name}-{index}"),
                find(figure, f"{name}-whisker-{index}"),
            )
            assert list(dot.get_xdata()) == [effect[0]]
            assert list(whisker.get_xdata()) == list(effect[1:])
            assert whisker.get_ydata()[0] == dot.get_ydata()[0]
            heights.append(dot.get_ydata()[0])
        (diamond,) = find(figure, f"network-{index}")
        corners = diamond.get_xy()
        assert (corners[:, 0].min(), corners[:, 0].max()) == row.network[1:]
        assert heights[0] < heights[1] < corners[:, 1].min()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_line_of_no_effect_passes_every_mark(layout):
    figure = draw(CASES["many"], layout)
    spans = [sorted(line.get_ydata()) for line in find(figure, "no-effect")]
    for index in range(len(CASES["many"])):
        for name in ("direct", "indirect"):
            y = find(figure, f"{name}-{index}")[0].get_ydata()[0]
            assert any(top <= y <= bottom for top, bottom in spans)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_numbers_trials_p_and_directions_are_printed(layout):
    text = all_text(draw((ROW,), layout))
    for words in ("direct, 2 trials", "indirect", "network", "difference: p = 0.31", *SIDES,
                  "1.49 [0.90, 2.46]", "2.46 [0.82, 7.39]", "1.82 [1.22, 2.72]"):  # fmt: skip
        assert words in text
    assert "does not show that they agree" in text


def test_direct_and_indirect_differ_in_filling():
    figure = draw((ROW,), "wide")
    (direct,), (indirect,) = find(figure, "direct-0"), find(figure, "indirect-0")
    assert indirect.get_markerfacecolor() == "#FFFFFF" != direct.get_markerfacecolor()


def test_drawing_twice_gives_the_same_bytes():
    first, second = (draw_picture(draw(CASES["many"], "wide"), 100) for _ in range(2))
    assert first == second


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="at least one comparison"):
        draw((), "wide")

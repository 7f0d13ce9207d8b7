import math
from dataclasses import replace

import pytest

from synthesis.figures.changes import ChangeRow, describe_changes, draw_changes
from synthesis.figures.layout_checks import (
    drawn_texts,
    overflowing_texts,
    overlapping_texts,
    texts_over_marks,
)
from synthesis.figures.style import render_png

LAYOUTS = ("wide", "narrow")
NAMES = ("0.1.0", "this version")
LONG_NAMES = ("10.20.30 of a long name", "another version of a longer name")
MOVED = ChangeRow(
    "Made-up outcome, drug alone",
    "madeupinib 15 mg against placebo",
    (1.76, 1.2, 2.31),
    (1.92, 1.37, 2.47),
    False,
)
FLIPPED = replace(MOVED, label="madeupinib 5 mg", new=(0.4, -0.1, 0.9), flipped=True)
MANY = tuple(
    replace(MOVED, group=f"Outcome {g}", label=f"drug {i}", old=(g / 4, g / 4 - 0.3, g / 4 + 0.3))
    for g in range(8)
    for i in range(3)
)
LONG = replace(
    FLIPPED,
    group="Reaction where the cream was applied, of any kind, serious or not, in any arm (harm)",
    label="madeupinib hydrochloride 15 mg once daily, raised to 30 mg by response, then stopped",
)
CASES = {
    "one": (MOVED,),
    "flipped": (FLIPPED, MOVED),
    "many": MANY,
    "long": (LONG, replace(LONG, label="L" * 60)),
    "extreme": (
        replace(MOVED, old=(3.0, -9.0, 30.0), new=(-6.0, -9.0, -3.0)),
        replace(MOVED, old=(1.0, -math.inf, math.inf), new=(1.0, 0.5, math.nan)),
    ),
}


def as_difference(row):
    """The row with its numbers brought into the range of risk differences."""
    old, new = (tuple(math.tanh(v / 4) for v in effect) for effect in (row.old, row.new))
    return replace(row, old=old, new=new)


def find_lines(figure, gid):
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


@pytest.mark.parametrize("names", [NAMES, LONG_NAMES], ids=["short names", "long names"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout, names):
    check_layout(draw_changes(rows, "OR", names, layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_differences_in_risk_stand_free_and_inside_too(layout):
    rows = tuple(
        as_difference(row) for case in ("long", "extreme", "flipped") for row in CASES[case]
    )
    check_layout(draw_changes(rows, "RD", NAMES, layout))


def check_layout(figure):
    assert overflowing_texts(figure) == []
    assert overlapping_texts(figure) == []
    assert texts_over_marks(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_old_is_open_new_is_filled_and_both_stand_where_the_data_are(layout):
    figure = draw_changes(MANY, "OR", NAMES, layout)
    for index, row in enumerate(MANY):
        (old,), (new,) = (
            find_lines(figure, f"dot-old-{index}"),
            find_lines(figure, f"dot-new-{index}"),
        )
        assert (list(old.get_xdata()), list(new.get_xdata())) == ([row.old[0]], [row.new[0]])
        assert old.get_markerfacecolor().upper() == "#FFFFFF"
        assert new.get_markerfacecolor().upper() != "#FFFFFF"
        assert old.get_ydata()[0] < new.get_ydata()[0]  # inches from the top
        for name, effect in (("old", row.old), ("new", row.new)):
            (whisker,) = find_lines(figure, f"whisker-{name}-{index}")
            assert list(whisker.get_xdata()) == list(effect[1:])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_numbers_names_and_flips_are_written(layout):
    figure = draw_changes(CASES["flipped"], "OR", NAMES, layout)
    text = " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")
    for words in ("5.81 [3.32, 10.1]", "6.82 [3.94, 11.8]", "0.1.0", "this version", "5 mg *"):
        assert words in text
    assert "* the interval moved to another side" in text
    plain = draw_changes((MOVED,), "OR", NAMES, layout)
    assert "*" not in " ".join(text for text, _ in drawn_texts(plain))


def test_drawing_twice_gives_the_same_bytes():
    first, second = (render_png(draw_changes(MANY, "OR", NAMES, "narrow")) for _ in range(2))
    assert first == second


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw_changes((), "OR", NAMES, "wide")


@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_the_alt_text_has_the_main_number_and_fits(rows):
    text = describe_changes(rows, "OR", NAMES)
    assert 40 <= len(text) <= 400
    assert "#" not in text
    assert "figure of" not in text.lower()
    assert f"{math.exp(rows[0].old[0]):.3g}"[:3] in text

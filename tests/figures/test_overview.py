import math
from dataclasses import replace

import pytest
from layout_checks import drawn_texts, find_layout_faults

from synthesis.figures.files.render import draw_picture
from synthesis.figures.overview.overview import OverviewRow, draw_overview

LAYOUTS = ("wide", "narrow")
SIDES = ("favours placebo", "favours the JAK inhibitor")
POOLED = OverviewRow("Madeupinib", "15 mg once daily", 4, 1242, 1.4, 1.1, 1.7, 0.7, 2.1, "pooled")
SINGLE = replace(POOLED, label="5 mg once daily", k=1, patients=224, pi_low=None, pi_high=None,
                 status="single")  # fmt: skip
NONE = OverviewRow("Inventinib", "80 mg", 0, 0, None, None, None, None, None, "none",
                   "registered, results posted as means only")  # fmt: skip
MANY = tuple(
    replace(row, group=f"Drug {g}", estimate=g / 4, ci_low=g / 4 - 0.3, ci_high=g / 4 + 0.3)
    for g in range(8)
    for row in (SINGLE, POOLED)
)
CASES = {
    "one pooled": (POOLED,),
    "one single": (SINGLE,),
    "nothing": (NONE,),
    "all three": (SINGLE, POOLED, NONE),
    "none first": (NONE, replace(NONE, label="160 mg", note=""), SINGLE),
    "many": MANY,
    "long": (
        replace(POOLED, group="Madeupinib hydrochloride monohydrate, modified release, oral",
                label="15 mg once daily for four weeks, then 30 mg once daily with topicals",
                note="One of four trials allowed topical corticosteroids; another did not say."),
        replace(NONE, label="L" * 50),
    ),
    "extreme": (
        replace(POOLED, estimate=5.0, ci_low=1.0, ci_high=40.0, pi_low=-90.0, pi_high=90.0),
        replace(SINGLE, patients=123_456, k=100),
    ),
}  # fmt: skip


def find_lines(figure, gid):
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout):
    figure = draw_overview(rows, "OR", *SIDES, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_drawn_positions_equal_the_data(layout):
    figure = draw_overview(MANY, "OR", *SIDES, layout)
    for index, row in enumerate(MANY):
        (dot,) = find_lines(figure, f"dot-{index}")
        (whisker,) = find_lines(figure, f"whisker-{index}")
        assert list(dot.get_xdata()) == [row.estimate]
        assert list(whisker.get_xdata()) == [row.ci_low, row.ci_high]
        predictions = [list(p.get_xdata()) for p in find_lines(figure, f"prediction-{index}")]
        assert predictions == ([[row.pi_low, row.pi_high]] if row.status == "pooled" else [])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_status_is_shown_by_shape_and_word(layout):
    figure = draw_overview(CASES["all three"], "OR", *SIDES, layout)
    (single,), (pooled,) = find_lines(figure, "dot-0"), find_lines(figure, "dot-1")
    assert single.get_markerfacecolor().upper() == "#FFFFFF"
    assert pooled.get_markerfacecolor() == single.get_markeredgecolor()
    assert find_lines(figure, "dot-2") == []
    text = all_text(figure)
    for words in ("no usable counts yet", "single trial", "pooled estimate", "prediction interval"):
        assert words in text
    assert "4.06 [3.00, 5.47]" in text
    assert "1,242" in text


def test_the_legend_names_only_what_is_drawn():
    text = all_text(draw_overview((SINGLE,), "OR", *SIDES, "wide"))
    assert "pooled" not in text
    assert "prediction" not in text


def test_groups_are_headed_once():
    texts = [text for text, _ in drawn_texts(draw_overview(MANY, "RD", *SIDES, "wide"))]
    assert texts.count("Drug 3") == 1


def test_drawing_twice_gives_the_same_bytes():
    first, second = (
        draw_picture(draw_overview(MANY, "RR", *SIDES, "narrow"), 100).tobytes() for _ in range(2)
    )
    assert first == second


def test_incomplete_rows_are_refused():
    with pytest.raises(ValueError, match="Madeupinib 15 mg once daily: pooled, but without"):
        replace(POOLED, ci_low=None)
    with pytest.raises(ValueError, match="at least one row"):
        draw_overview((), "OR", *SIDES, "wide")


def test_an_estimate_that_is_not_a_number_draws_nothing():
    row = replace(SINGLE, estimate=math.nan, ci_low=math.nan, ci_high=math.nan)
    figure = draw_overview((row, POOLED), "OR", *SIDES, "wide")
    assert find_lines(figure, "dot-0") == []

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import treatment_kinds as kinds
from layout_checks import drawn_texts, find_layout_faults

from synthesis.figures.files.render import draw_picture
from synthesis.figures.network.ranking import RankRow, draw_ranking

LAYOUTS = ("wide", "narrow")
PLACEBO = RankRow("placebo", *kinds.PLACEBO, 0.02, None, 30)
ROW = RankRow("madeupinib 15 mg", *kinds.JAK, 0.61, (1.4, 1.1, 1.7), 4)
MANY = (PLACEBO, *(
    RankRow(f"inventimab {i} mg every 2 weeks", *(kinds.JAK, kinds.BIOLOGIC, kinds.OTHER)[i % 3],
            (7 * i % 18) / 18, (i / 6, i / 6 - 0.4, i / 6 + 0.7), i)
    for i in range(1, 18)
))  # fmt: skip
CASES = {
    "one": (ROW,),
    "short": (replace(ROW, label="A", k=1),),
    "reference alone": (PLACEBO,),
    "many": MANY,
    "ends": (replace(ROW, p_score=1.0), replace(ROW, p_score=0.0), PLACEBO),
    "long": (
        replace(ROW, label="madeupinib 15 mg, raised to 30 mg by response, with topicals", k=1234),
        PLACEBO,
    ),
    "extreme": (
        replace(ROW, effect=(9.0, -60.0, 90.0)),
        replace(ROW, effect=(-7.0, -math.inf, math.inf)),
        replace(ROW, effect=(math.nan, math.nan, math.nan)),
    ),
}  # fmt: skip


def draw(rows, layout, measure="OR", reference="placebo"):
    return draw_ranking(rows, measure, reference, layout)


def find_lines(figure, gid):
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(rows, layout):
    figure = draw(rows, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_long_reference_finds_its_place(layout):
    figure = draw((ROW, PLACEBO), layout, reference="inventimab (label dose), every 2 weeks " * 3)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("rows", CASES.values(), ids=CASES.keys())
def test_effects_keep_room_for_an_axis(rows, layout):
    figure = draw(rows, layout)
    inches = [axes.get_position().width * figure.get_figwidth() for axes in figure.axes]
    assert min(inches) > 0.7
    assert inches[1] > inches[0]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_stand_by_score_with_score_and_effect_where_the_data_say(layout):
    figure = draw(MANY, layout)
    ranked = sorted(MANY, key=lambda row: row.p_score, reverse=True)
    heights = []
    for index, row in enumerate(ranked):
        (dot,) = find_lines(figure, f"score-{index}")
        assert list(dot.get_xdata()) == [row.p_score]
        heights.append(dot.get_ydata()[0])
        effects = find_lines(figure, f"effect-{index}")
        whiskers = find_lines(figure, f"whisker-{index}")
        assert [list(line.get_xdata()) for line in effects] == (
            [[row.effect[0]]] if row.effect else []
        )
        assert [list(line.get_xdata()) for line in whiskers] == (
            [list(row.effect[1:])] if row.effect else []
        )
        assert all(line.get_ydata()[0] == heights[-1] for line in [*effects, *whiskers])
    assert heights == sorted(heights)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_numbers_warning_and_kinds_are_printed(layout):
    text = all_text(draw((ROW, PLACEBO), layout))
    for words in ("A rank is not a size", "0.61", "4.06 [3.00, 5.47]", "reference", "JAK inhibitor",
                  "P-score", "placebo", "Odds ratio"):  # fmt: skip
        assert words in text
    assert "biologic" not in text


def test_the_same_score_keeps_the_order_given():
    rows = (replace(ROW, label="zeta"), replace(ROW, label="alpha"))
    texts = [text for text, _ in drawn_texts(draw(rows, "wide"))]
    assert texts.index("zeta") < texts.index("alpha")


def test_a_risk_difference_is_printed_in_points():
    assert "20.0 [10.0, 30.0]" in all_text(
        draw((replace(ROW, effect=(0.2, 0.1, 0.3)),), "narrow", "RD")
    )


def test_drawing_twice_gives_the_same_bytes():
    first, second = (draw_picture(draw(MANY, "narrow"), 100) for _ in range(2))
    assert first == second


def test_scores_outside_0_to_1_and_no_rows_are_refused():
    for score in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="madeupinib 15 mg: the P-score"):
            replace(ROW, p_score=score)
    with pytest.raises(ValueError, match="at least one row"):
        draw((), "wide")

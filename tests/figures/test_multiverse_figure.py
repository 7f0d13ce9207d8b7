import math
from dataclasses import replace

import numpy as np
import pytest

from synthesis.figures.layout_checks import (
    drawn_texts,
    overflowing_texts,
    overlapping_texts,
    texts_over_marks,
)
from synthesis.figures.multiverse import draw_multiverse
from synthesis.figures.multiverse_data import (
    ChoiceRows,
    CurvePoint,
    OptionRow,
    SpecificationCurve,
)
from synthesis.figures.style import render_png

LAYOUTS = ("wide", "narrow")
WEEK = ChoiceRows("Week", 0, (OptionRow("week 12", 1.2), OptionRow("week 16", 1.6)))
MODEL = ChoiceRows("Model", 1, (OptionRow("one", 1.4), OptionRow("two", 1.4)))
POINTS = tuple(
    CurvePoint(
        i / 4, i / 4 - 0.5, i / 4 + 0.6, (f"week {12 + 4 * (i // 4)}", ("one", "two")[i % 2])
    )
    for i in range(8)
)
CURVE = SpecificationCurve(
    "OR", POINTS, (WEEK, MODEL), (("Primary analysis, alone", 2), ("Primary, with", 5)),
    "madeupinib 5 mg", 8,
)  # fmt: skip
LONG = ChoiceRows(
    "What the trials of this made-up question did about a treatment with a very long name", 0,
    (OptionRow("week 12, where it was reported with a denominator that somebody has read", 50.0),
     OptionRow("W" * 40, -50.0)),
)  # fmt: skip
MANY = tuple(replace(POINTS[i % 8], estimate=i / 500, ci_low=i / 500 - 1) for i in range(1500))
CASES = {
    "plain": CURVE,
    "one": replace(CURVE, points=POINTS[:1], marked=(("Primary analysis", 0),), distinct=1),
    "none marked": replace(CURVE, marked=()),
    "many": replace(CURVE, points=MANY, marked=(("First", 0), ("Last", 1499), ("Middle", 700))),
    "long": replace(
        CURVE, choices=(LONG, MODEL), favours_high="Madeupinib hydrochloride monohydrate " * 3,
        marked=(("A primary analysis with a very long name in a very long sentence " * 2, 7),),
    ),
    "extreme": replace(
        CURVE, points=tuple(replace(p, ci_low=-90.0, ci_high=90.0) for p in POINTS)
    ),
    "far": replace(CURVE, points=(replace(POINTS[0], estimate=9.0, ci_high=30.0), *POINTS[1:])),
    "difference": replace(
        CURVE, measure="RD",
        points=tuple(replace(p, estimate=-0.2, ci_low=-1.0, ci_high=0.9) for p in POINTS),
    ),
}  # fmt: skip


def find_lines(figure, gid):
    return [line for axes in figure.axes for line in axes.lines if line.get_gid() == gid]


def all_text(figure):
    return " ".join(text for text, _ in drawn_texts(figure)).replace("\u00a0", " ")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("curve", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(curve, layout):
    figure = draw_multiverse(curve, layout)
    assert overflowing_texts(figure) == []
    assert overlapping_texts(figure) == []
    assert texts_over_marks(figure) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_steps_stand_at_the_estimates(layout):
    figure = draw_multiverse(CURVE, layout)
    (steps,) = find_lines(figure, "estimates")
    (null,) = find_lines(figure, "no-effect")
    xs, ys = np.array(steps.get_xdata()), np.array(steps.get_ydata())
    assert xs.tolist() == [x for i in range(8) for x in (i, i + 1)]
    # Inches above the line of no effect are in proportion to the log odds ratio.
    heights = null.get_ydata()[0] - ys[::2]
    per_unit = heights[-1] / POINTS[-1].estimate
    assert per_unit > 0
    assert heights == pytest.approx([p.estimate * per_unit for p in POINTS])
    (band,) = [patch for axes in figure.axes for patch in axes.patches]
    corners = {(x, round(y, 9)) for x, y in band.get_xy()}
    for i, point in enumerate(POINTS):
        for end in (point.ci_low, point.ci_high):
            y = null.get_ydata()[0] - end * per_unit
            assert {(float(i), round(y, 9)), (float(i + 1), round(y, 9))} <= corners


@pytest.mark.parametrize("layout", LAYOUTS)
def test_marks_stand_under_the_specifications_that_have_the_option(layout):
    figure = draw_multiverse(CURVE, layout)
    for choice in CURVE.choices:
        for option in choice.options:
            (line,) = find_lines(figure, f"option-{choice.place}-{option.name}")
            xs = [x for x in line.get_xdata() if not math.isnan(x)]
            covered = {
                i
                for left, right in zip(xs[::2], xs[1::2], strict=True)
                for i in range(int(left), int(right))
            }
            has = {i for i, p in enumerate(POINTS) if p.options[choice.place] == option.name}
            assert covered == has


@pytest.mark.parametrize("layout", LAYOUTS)
def test_marked_specifications_are_named_and_differ_in_shape(layout):
    figure = draw_multiverse(CURVE, layout)
    text = all_text(figure)
    assert "Primary analysis, alone: OR 1.65 [1.00, 3.00]" in text
    first, second = (find_lines(figure, f"marked-{i}")[0] for i in (0, 1))
    assert (first.get_xdata()[0], second.get_xdata()[0]) == (2.5, 5.5)
    assert first.get_marker() != second.get_marker()
    assert first.get_markerfacecolor() != second.get_markerfacecolor()
    assert len(find_lines(figure, "marked-line-0")) >= 3


def test_the_axis_says_what_it_is():
    text = all_text(draw_multiverse(CURVE, "wide"))
    assert "Odds ratio (log scale); above 1 favours madeupinib 5 mg" in text
    assert "8 specifications with 8 different results" in text
    assert "median OR" in text
    assert "above 0 favours" in all_text(draw_multiverse(CASES["difference"], "narrow"))


def test_intervals_beyond_the_axis_are_counted():
    assert "8 intervals reach beyond the axis" in all_text(
        draw_multiverse(CASES["extreme"], "wide")
    )
    assert "beyond" not in all_text(draw_multiverse(CURVE, "wide"))


def test_drawing_twice_gives_the_same_bytes():
    first, second = (render_png(draw_multiverse(CURVE, "narrow")) for _ in range(2))
    assert first == second


def test_without_specifications_nothing_is_drawn():
    with pytest.raises(ValueError, match="at least one specification"):
        draw_multiverse(replace(CURVE, points=()), "wide")

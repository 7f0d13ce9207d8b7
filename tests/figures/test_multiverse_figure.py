import math
from dataclasses import replace
from statistics import median

import numpy as np
import pytest
from drawn_table import read_back
from layout_checks import drawn_texts, find_layout_faults
from slide_layout import check_sizes

from synthesis.figures.canvas.slide_area import HIGHEST
from synthesis.figures.files.render import draw_picture
from synthesis.figures.multiverse.multiverse import draw_multiverse, draw_multiverse_slides
from synthesis.figures.multiverse.multiverse_data import (
    ChoiceRows,
    OptionRow,
    SpecificationCurve,
    SpecificationPoint,
    tabulate_multiverse,
)

LAYOUTS = ("wide", "narrow")
EVERY_LAYOUT = (*LAYOUTS, "slide")
WEEK = ChoiceRows("Week", 0, (OptionRow("week 12", 1.2), OptionRow("week 16", 1.6)))
MODEL = ChoiceRows("Model", 1, (OptionRow("one", 1.4), OptionRow("two", 1.4)))
POINTS = tuple(
    SpecificationPoint(
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


def draw_one(curve, layout):
    """The figure of a layout; on a slide with the rows of the first choice."""
    if layout != "slide":
        return draw_multiverse(curve, layout)
    (figure,) = draw_multiverse_slides(curve, curve.choices[0].name)
    return figure


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("curve", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(curve, layout):
    figure = draw_one(curve, layout)
    assert find_layout_faults(figure) == []


@pytest.mark.parametrize("shown", ["Week", "no such choice"])
@pytest.mark.parametrize("curve", CASES.values(), ids=CASES.keys())
def test_the_curve_fits_a_slide(curve, shown):
    figures = draw_multiverse_slides(curve, shown)
    assert len(figures) == 1
    check_sizes(figures)


def test_a_slide_has_the_rows_of_one_choice_or_none():
    (figure,) = draw_multiverse_slides(CURVE, "Model")
    assert [find_lines(figure, f"option-{place}-{name}") != [] for place, name in
            ((0, "week 12"), (0, "week 16"), (1, "one"), (1, "two"))] == [
        False, False, True, True]  # fmt: skip
    (alone,) = draw_multiverse_slides(CURVE, "no such choice")
    assert "median OR" not in all_text(alone)
    assert "Primary analysis, alone: OR 1.65 [1.00, 3.00]" in all_text(alone)


def test_rows_that_leave_the_curve_no_room_are_left_out():
    options = tuple(OptionRow(f"option {i}", 1.0) for i in range(30))
    crowded = replace(CURVE, choices=(replace(MODEL, options=options),))
    (figure,) = draw_multiverse_slides(crowded, "Model")
    assert figure.get_figheight() <= HIGHEST + 1e-9
    assert find_lines(figure, "option-1-option 0") == []


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("name", ["plain", "difference", "many"])
def test_the_data_are_the_specifications_drawn(name, layout):
    curve = replace(CASES[name], choices=(
        ChoiceRows("Week", 0, tuple(OptionRow(f"week {n}", median_of(CASES[name], 0, f"week {n}"))
                                    for n in (12, 16))),
        ChoiceRows("Model", 1, tuple(OptionRow(n, median_of(CASES[name], 1, n))
                                     for n in ("one", "two")))))  # fmt: skip
    rows = read_back(tabulate_multiverse(curve))
    figure = draw_one(curve, layout)
    assert [int(row["specification"]) for row in rows] == list(range(1, len(curve.points) + 1))
    column = {"OR": "odds_ratio", "RD": "risk_difference"}[curve.measure]

    def log(text):
        return math.log(float(text)) if curve.measure == "OR" else float(text) / 100

    (null,), (steps,) = find_lines(figure, "no-effect"), find_lines(figure, "estimates")
    zero = null.get_ydata()[0]
    estimates = [log(row[column]) for row in rows]
    drawn = [zero - y for y in spread(steps.get_xdata(), steps.get_ydata(), len(rows))]
    largest = max(range(len(rows)), key=lambda i: abs(estimates[i]))
    per_unit = drawn[largest] / estimates[largest]
    assert per_unit > 0
    assert drawn == pytest.approx([value * per_unit for value in estimates], abs=1e-6)
    (band,) = [patch for axes in figure.axes for patch in axes.patches]
    (axis,) = find_lines(figure, "axis")
    ends = sorted((zero - y) / per_unit for y in axis.get_ydata())
    corners = {(round(x), round((zero - y) / per_unit, 5)) for x, y in band.get_xy()}
    heights = {height for _, height in corners}
    for row in rows:
        for end in (log(row["ci_low"]), log(row["ci_high"])):
            assert round(min(max(end, ends[0]), ends[1]), 5) in heights
    for number, (marked, position) in enumerate(curve.marked):
        (mark,) = find_lines(figure, f"marked-{number}")
        assert mark.get_xdata()[0] == position + 0.5
        assert rows[position]["named_as"] == marked
    assert sum(row["named_as"] != "" for row in rows) == len(curve.marked)
    for choice in curve.choices:
        for option in choice.options:
            has = {i for i, row in enumerate(rows) if row[choice.name.lower()] == option.name}
            assert log(median_text(rows, column, has)) == pytest.approx(option.median)
            for line in find_lines(figure, f"option-{choice.place}-{option.name}"):
                assert covered_by(line) == has


def median_of(curve, place, option):
    return median(p.estimate for p in curve.points if p.options[place] == option)


def median_text(rows, column, places):
    """The middle one of the numbers as text; of an even number the mean on the log scale."""
    values = [float(rows[i][column]) for i in places]
    if column == "risk_difference":
        return median(values)
    return math.exp(median(math.log(value) for value in values))


def spread(xs, ys, number):
    """Heights of a step line over each of so many units."""
    found = [math.nan] * number
    for left, right, y in zip(xs[::2], xs[1::2], ys[::2], strict=True):
        found[int(left) : int(right)] = [y] * (int(right) - int(left))
    return found


def covered_by(line):
    xs = [x for x in line.get_xdata() if not math.isnan(x)]
    return {
        i
        for left, right in zip(xs[::2], xs[1::2], strict=True)
        for i in range(int(left), int(right))
    }


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
            covered = covered_by(line)
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
    first, second = (
        draw_picture(draw_multiverse(CURVE, "narrow"), 100).tobytes() for _ in range(2)
    )
    assert first == second


def test_without_specifications_nothing_is_drawn():
    with pytest.raises(ValueError, match="at least one specification"):
        draw_multiverse(replace(CURVE, points=()), "wide")
    with pytest.raises(ValueError, match="at least one specification"):
        draw_multiverse_slides(replace(CURVE, points=()), "Week")

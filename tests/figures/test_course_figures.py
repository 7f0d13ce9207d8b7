"""Figures of courses over time: free texts, shared axes, lines that say where trials change."""

from dataclasses import replace

import pytest
from drawn_table import read_back
from layout_checks import drawn_texts, find_layout_faults
from slide_layout import check_sizes

from synthesis.figures.course.course_alt_text import describe_courses
from synthesis.figures.course.course_data import (
    CourseLine,
    CoursePanel,
    CoursePlot,
    TimePoint,
    tabulate_courses,
)
from synthesis.figures.course.courses import DOTTED, draw_course_slides, draw_courses

EVERY_LAYOUT = ("wide", "narrow", "slide")
POINTS = tuple(
    TimePoint(week, value, value - 5, value + 5, ("one", "two"))
    for week, value in ((2 / 7, 8.0), (3 / 7, 14.0), (1.0, 16.0), (4.0, 50.0), (16.0, 61.0))
)
LINE = CourseLine("30 mg", False, POINTS)
LOW = CourseLine("15 mg", False, tuple(replace(p, value=p.value / 2) for p in POINTS))
PLACEBO = CourseLine(
    "placebo", True, tuple(replace(p, value=p.value / 5, low=None, high=None) for p in POINTS)
)
PANEL = CoursePanel("Madeupinib", (LOW, LINE, PLACEBO))
PLOT = CoursePlot("Made-up outcome", "Drug", (PANEL,))
LONG = "Madeupinib hydrochloride monohydrate, modified release, raised by response"
OTHER = replace(LINE, points=(*POINTS[:-1], replace(POINTS[-1], trials=("three",))))
CASES = {
    "one": PLOT,
    "four": replace(PLOT, panels=(PANEL,) * 4),
    "seven": replace(PLOT, panels=tuple(replace(PANEL, title=f"Drug {i}") for i in range(7))),
    "eight": replace(PLOT, panels=tuple(replace(PANEL, title=f"Drug {i}") for i in range(8))),
    "trials change": replace(PLOT, panels=(replace(PANEL, lines=(OTHER, PLACEBO)),) * 3),
    "long": replace(PLOT, outcome=LONG * 2, panels=(
        replace(PANEL, title=LONG, lines=(replace(LINE, name=LONG), LOW, PLACEBO)), PANEL)),
    "near nothing": replace(PLOT, panels=(replace(PANEL, lines=(
        replace(LINE, points=tuple(replace(p, value=0.0, low=0.0, high=2.0) for p in POINTS)),)),)),
    "everybody": replace(PLOT, panels=(replace(PANEL, lines=(
        replace(LINE, points=tuple(replace(p, value=100.0, low=90.0, high=100.0)
                                   for p in POINTS)),)),)),
    "a year": replace(PLOT, panels=(replace(PANEL, lines=(
        replace(LINE, points=(*POINTS, replace(POINTS[-1], week=52.0))),)),)),
    "five doses": replace(PLOT, panels=(replace(PANEL, lines=(
        *(replace(LINE, name=f"{i} mg once daily") for i in range(5)), PLACEBO)),)),
}  # fmt: skip


def draw_all(plot, layout):
    return draw_course_slides(plot) if layout == "slide" else (draw_courses(plot, layout),)


def lines_of(figure, start):
    return [
        line
        for axes in figure.axes
        for line in (*axes.lines, *axes.artists)
        if str(line.get_gid()).startswith(start)
    ]


def is_dotted(line):
    return line.get_linestyle() == "--"


@pytest.mark.parametrize("layout", EVERY_LAYOUT)
@pytest.mark.parametrize("plot", CASES.values(), ids=CASES.keys())
def test_every_text_stands_free_and_inside(plot, layout):
    for figure in draw_all(plot, layout):
        assert find_layout_faults(figure) == []


@pytest.mark.parametrize("plot", CASES.values(), ids=CASES.keys())
def test_courses_fit_slides_with_one_scale(plot):
    figures = draw_course_slides(plot)
    check_sizes(figures)
    assert len(figures) == -(-len(plot.panels) // 6)


def test_every_point_has_a_mark_and_each_drug_its_interval():
    figure = draw_courses(PLOT, "wide")
    assert len(lines_of(figure, "mark-")) == 3 * len(POINTS)
    assert len(lines_of(figure, "whisker-")) == 2 * len(POINTS)


def test_a_line_is_dotted_where_the_trials_change_and_the_figure_says_so():
    changed, same = CASES["trials change"], PLOT
    dotted = [line for line in lines_of(draw_courses(changed, "wide"), "line-") if is_dotted(line)]
    assert len(dotted) == 3
    assert not [x for x in lines_of(draw_courses(same, "wide"), "line-") if is_dotted(x)]

    def said(plot):
        return " ".join(text for text, _ in drawn_texts(draw_courses(plot, "wide")))

    assert DOTTED in said(changed)
    assert DOTTED not in said(same)


def test_the_data_are_the_marks():
    rows = read_back(tabulate_courses(PLOT))
    assert len(rows) == 3 * len(POINTS)
    assert [float(row["week"]) for row in rows[:5]] == pytest.approx([p.week for p in POINTS])
    assert {row["ci_low"] for row in rows if row["treatment"] == "placebo"} == {""}
    assert {row["trials"] for row in rows} == {"2"}


def test_the_alt_text_tells_first_and_last_time():
    text = describe_courses(PLOT)
    assert 40 <= len(text) <= 400
    assert "30 mg: 8 against 2 at day 2, 61 against 12 at week 16" in text


def test_without_a_panel_nothing_is_drawn():
    with pytest.raises(ValueError, match="at least one panel"):
        draw_courses(replace(PLOT, panels=()), "wide")

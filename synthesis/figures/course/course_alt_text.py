"""Alt texts of figures of courses over time, written from their numbers: 40 to 400 characters."""

from __future__ import annotations

from synthesis.figures.alt_text import join_sentences, shorten
from synthesis.figures.course.course_data import CourseLine, CoursePanel, CoursePlot, TimePoint
from synthesis.words.labels import label_week
from synthesis.words.numbers import count_noun, of_100


def describe_courses(plot: CoursePlot) -> str:
    """Of each panel the line that ends highest: its first and its last time, and the reference."""
    panels = count_noun(len(plot.panels), "panel")
    main = f"{shorten(plot.outcome)} over time, patients of 100, {panels}."
    return join_sentences(main, *map(_describe_panel, plot.panels))


def _describe_panel(panel: CoursePanel) -> str:
    lines = [line for line in panel.lines if not line.reference]
    best = max(lines, key=lambda line: line.points[-1].value)
    others = [line for line in panel.lines if line.reference]
    first, last = best.points[0], best.points[-1]
    said = f"{shorten(panel.title)} {shorten(best.name)}: {_at(first, others)}"
    return f"{said}, {_at(last, others)}." if last is not first else f"{said}."


def _at(point: TimePoint, others: list[CourseLine]) -> str:
    against = [p for line in others for p in line.points if p.week == point.week]
    beside = f" against {of_100(against[0].value)}" if against else ""
    return f"{of_100(point.value)}{beside} at {label_week(point.week)}"

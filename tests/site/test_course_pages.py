"""The pages of courses over time and of what comes after a response."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from layout_checks import find_layout_faults

from synthesis.analyses.courses.maintenance import MaintenanceResult
from synthesis.analyses.courses.result import CourseResult
from synthesis.analyses.run import Results
from synthesis.claims.estimates import _course_lines
from synthesis.figures.canvas.slide_area import HIGHEST
from synthesis.figures.course.courses import draw_course_slides, draw_courses
from synthesis.figures.publication import Publication
from synthesis.prose.courses import (
    MANY_LOOKS,
    NO_COURSE,
    NOTHING_EARLIER,
    UNREPORTED,
    course_takeaway,
    courses_used,
    design_sentence,
    first_text,
    maintenance_takeaway,
    once_sentence,
    reopened_sentence,
    uncounted_sentence,
)
from synthesis.site.drawings import course_drawings as drawings
from synthesis.site.machinery.html import Html, render
from synthesis.site.pages.results.courses import show_course_plan, show_courses
from synthesis.site.pages.results.maintenance import (
    NOTHING_DECLARED,
    NOTHING_READ,
    maintenance_of,
    show_maintenance,
)

MOST_WORDS = 20


@pytest.fixture(scope="module")
def courses(book: Results) -> tuple[CourseResult, ...]:
    return tuple(book.courses.values())


@pytest.fixture(scope="module")
def after(book: Results) -> tuple[MaintenanceResult, ...]:
    return maintenance_of(book, *(each.id for each in book.dataset.plan.maintenance), "no-such")


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[Publication]:
    """What is published, instead of its files."""
    seen: list[Publication] = []
    monkeypatch.setattr(
        drawings, "publish_figure", lambda it: seen.append(it) or render("plain.html", text="")
    )
    return seen


def soup_of(html: Html) -> BeautifulSoup:
    return BeautifulSoup(html.text, "html.parser")


def test_every_figure_of_the_book_stands_free_and_inside(courses: tuple[CourseResult, ...]) -> None:
    for result in courses:
        plot = drawings.course_plot(result)
        if plot.panels:
            slides = draw_course_slides(plot)
            assert all(slide.get_figheight() <= HIGHEST for slide in slides)
            for figure in (draw_courses(plot, "wide"), draw_courses(plot, "narrow"), *slides):
                assert find_layout_faults(figure) == []


def test_a_panel_needs_two_times_and_draws_every_number(courses: tuple[CourseResult, ...]) -> None:
    for result in courses:
        plot = drawings.course_plot(result)
        drawn = {panel.title for panel in plot.panels}
        for panel in plot.panels:
            assert [line.reference for line in panel.lines] == [False] * (len(panel.lines) - 1) + [
                True
            ]
        own = [len(line.points) for p in plot.panels for line in p.lines if not line.reference]
        shown = [
            len(course.points)
            for course in result.courses
            if (course.trial_name or drawings.split_label(course.label)[0]) in drawn
        ]
        assert sum(own) == sum(shown)


def test_a_figure_is_published_with_what_stands_behind_it(
    courses: tuple[CourseResult, ...], published: list[Publication]
) -> None:
    for result in courses:
        drawings.publish_courses(result)
    by_id = {result.analysis.id: result for result in courses}
    assert len(published) == len({each.slug for each in published}) > 5
    for each in published:
        (name,) = each.analyses
        assert each.kind == "course"
        # The same ids as those that versions of the data are compared by.
        assert each.estimates == tuple(line.id for line in _course_lines(by_id[name]))
        assert MANY_LOOKS in each.caveats
        assert UNREPORTED in each.caveats
        assert re.search(r"\(95% CI\)", each.finding)
        assert len(each.finding) <= 300


@pytest.mark.usefixtures("published")
def test_the_page_tells_times_differences_and_what_is_not_usable(
    courses: tuple[CourseResult, ...], book: Results
) -> None:
    page = soup_of(show_courses(courses, book))
    assert len(page.select("details.pool")) == len(courses)
    for result in courses:
        section = page.find(id=f"analysis-{result.analysis.id}")
        table = section.find(id=f"table-{result.analysis.id}-differences")
        rows = table.select("tbody tr")
        assert len(rows) == len(result.courses)
        for row, course in zip(rows, result.courses, strict=True):
            said = row.get_text(" ")
            assert first_text(course) in said
            shown = sum(course.point_at(week) is not None for week in result.own_weeks)
            assert said.count(" to ") >= shown
        assert (section.find(id=f"table-{result.analysis.id}-not-usable") is None) == (
            not result.unusable
        )


@pytest.mark.usefixtures("published")
def test_a_percentage_without_patients_is_listed_once_with_its_times(
    courses: tuple[CourseResult, ...], book: Results
) -> None:
    page = soup_of(show_courses(courses, book))
    table = page.find(id="table-course-itch4-with-topicals-not-usable")
    rows = [row.get_text(" ") for row in table.select("tbody tr")]
    assert len(rows) == len(set(rows))
    assert any("day 2, day 3, day 4" in row and "only a percentage" in row for row in rows)


def test_takeaways_are_short(
    courses: tuple[CourseResult, ...], after: tuple[MaintenanceResult, ...]
) -> None:
    shown = [r for r in courses if r.analysis.id.endswith("monotherapy")]
    withdrawn = [result for result in after if result.compared]
    lines = [*map(course_takeaway, shown), *map(maintenance_takeaway, withdrawn)]
    assert lines
    for line in lines:
        assert len(line.split()) <= MOST_WORDS, line
        assert line.endswith(".")


def test_the_first_time_says_where_nothing_is_known_before_and_what_is_open_again(
    courses: tuple[CourseResult, ...],
) -> None:
    for result in courses:
        for course in result.courses:
            text = first_text(course)
            assert (NOTHING_EARLIER in text) == course.nothing_earlier
            assert ("open again" in text) == bool(course.open_later)
        reopened = [each for each in result.courses if each.open_later]
        assert bool(reopened_sentence(result)) == bool(reopened)
        once = [each for each in result.courses if len(each.points) == 1]
        assert bool(once_sentence(result)) == bool(once)


def test_without_courses_a_sentence_says_so(
    courses: tuple[CourseResult, ...], book: Results
) -> None:
    empty = replace(courses[0], courses=(), unusable=())
    assert NO_COURSE in show_courses([empty], book).text
    assert course_takeaway(empty).startswith("EASI-75: no trial")
    assert "0 trials" in courses_used([empty])
    assert "No course over time is declared." in show_course_plan({}).text


def test_the_plan_lists_every_course(book: Results) -> None:
    page = soup_of(show_course_plan(book.courses))
    assert {f"analysis-{name}" for name in book.courses} <= {
        tag["id"] for tag in page.select("tr[id]")
    }


def test_after_a_response_every_arm_has_its_row_and_its_source(
    after: tuple[MaintenanceResult, ...], book: Results
) -> None:
    page = soup_of(show_maintenance(after, book))
    for result in after:
        table = page.find(id=result.declared.id)
        assert len(table.select("details.reading")) == len(result.arms)
        assert design_sentence(result) in page.get_text()
        bare = [arm for arm in result.arms if arm.share is None]
        assert bool(uncounted_sentence(result)) == bool(bare)
        header = [cell.get_text() for cell in table.select("thead th")]
        assert any(name.startswith("More of 100") for name in header) == bool(result.compared)
    assert NOTHING_DECLARED in show_maintenance([], book).text
    assert NOTHING_READ in show_maintenance([replace(after[0], arms=())], book).text

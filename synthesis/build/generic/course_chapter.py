"""The chapters of courses over time, and of what comes after a response."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.build.generic.chapter_text import cell, chapter, names, opening_cell, plain, sections
from synthesis.package.named import DeclaredPage
from synthesis.package.plan.courses import CourseAnalysis, Maintenance

COURSE_QUESTION = (
    "How soon does each treatment show a difference, and how large is it at each time?"
)
MAINTENANCE_QUESTION = "What becomes of a response when treatment goes on, stops or changes?"


def course_chapter(page: DeclaredPage, declared: Sequence[CourseAnalysis]) -> str:
    """A page of courses: figure, differences and counts of each, and what to bear in mind."""
    ids = names(each.id for each in declared)
    parts = [
        opening_cell(
            f"courses = book.courses_of({ids})",
            question=page.question or COURSE_QUESTION,
            data_used="sy.courses_used(courses)",
            takeaways="[sy.course_takeaway(result) for result in courses[:3]]",
        ),
        *([plain(page.text)] if page.text else []),
        cell("sy.show_list([sy.MANY_LOOKS, sy.UNREPORTED])"),
    ]
    asked = [(each.title, each.question) for each in declared]
    parts += sections(asked, "sy.show_courses([courses[{}]], book)")
    return chapter(page.title, parts)


def maintenance_chapter(page: DeclaredPage, declared: Sequence[Maintenance]) -> str:
    """A page of what comes after a response: a section for each question."""
    ids = names(each.id for each in declared)
    parts = [
        opening_cell(
            f"found = sy.maintenance_of(book, {ids})",
            question=page.question or MAINTENANCE_QUESTION,
            data_used="'Every arm of the trials named below, told by itself and never pooled'",
            takeaways="[sy.maintenance_takeaway(result) for result in found[:3]]",
        ),
        *([plain(page.text)] if page.text else []),
    ]
    asked = [(each.title, each.question) for each in declared]
    parts += sections(asked, "sy.show_maintenance([found[{}]], book)")
    return chapter(page.title, parts)

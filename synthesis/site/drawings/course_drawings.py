"""Courses over time as figures: from the pools of every time to a published drawing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from synthesis.analyses.courses.result import Course, CourseResult
from synthesis.figures.course.course_alt_text import describe_courses
from synthesis.figures.course.course_data import (
    CourseLine,
    CoursePanel,
    CoursePlot,
    TimePoint,
    tabulate_courses,
)
from synthesis.figures.course.courses import draw_course_slides, draw_courses
from synthesis.figures.publication import Publication
from synthesis.prose.caveats.courses import course_caveats
from synthesis.prose.courses import course_finding
from synthesis.selection.arms import ArmCount
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.words.labels import capitalise, split_label
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drugs_of

FEWEST_TIMES = 2


def course_plot(result: CourseResult) -> CoursePlot:
    """The figure's input: a panel for each drug, or trial, with two times or more."""
    by_trial = result.analysis.by_trial
    groups: dict[str, list[Course]] = {}
    for course in result.courses:
        key = course.trial_name if by_trial else split_label(course.label)[0]
        groups.setdefault(key, []).append(course)
    panels = tuple(
        CoursePanel(title, (*_lines(own, by_trial), _reference(own)))
        for title, own in groups.items()
        if len({point.week for course in own for point in course.points}) >= FEWEST_TIMES
    )
    outcome = capitalise(result.analysis.outcome.meaning)
    return CoursePlot(outcome, "Trial" if by_trial else "Drug", panels)


def _lines(courses: Sequence[Course], by_trial: bool) -> Iterator[CourseLine]:
    for course in courses:
        points = tuple(
            TimePoint(point.week, *point.responders_shown[1:], point.pool.trials)
            for point in course.points
            if point.week is not None
        )
        name = capitalise(course.label) if by_trial else split_label(course.label)[1]
        yield CourseLine(name, False, points)


def _reference(courses: Sequence[Course]) -> CourseLine:
    """Responders of what the courses are set against, each of its arms once."""
    found: dict[float, dict[tuple[int, ...], ArmCount]] = {}
    for course in courses:
        for point in course.points:
            if point.week is not None:
                own = found.setdefault(point.week, {})
                own.update((arm.rows, arm) for _, arm in point.pool.pairs)
    points = tuple(_at(week, tuple(found[week].values())) for week in sorted(found))
    return CourseLine(courses[0].comparator_label, True, points)


def _at(week: float, arms: Sequence[ArmCount]) -> TimePoint:
    share = sum(arm.responders for arm in arms) / sum(arm.n for arm in arms)
    trials = tuple(dict.fromkeys(arm.trial_id for arm in arms))
    return TimePoint(week, 100 * share, None, None, trials)


def publish_courses(result: CourseResult, disputed: Collection[str] = ()) -> Html:
    """Draw and publish the courses of an analysis; nothing where no treatment has two times.

    `disputed` are the trials on whose counts sources disagree.
    """
    plot = course_plot(result)
    if not plot.panels:
        return Html("")
    analysis = result.analysis
    comparator = result.courses[0].comparator_label
    caption = (
        f"{analysis.title}: patients of 100 at every time reported, a panel for each "
        f"{plot.panel.lower()}. Grey: {comparator}. A drug’s number adds the difference from "
        f"{comparator}, {'in that trial' if analysis.by_trial else 'pooled'}, with its 95% "
        f"interval, to {comparator} in the same trials. The axis of time gives early weeks more "
        "room. A dotted line joins times that different trials report."
    )
    return publish_figure(
        Publication(
            slug=f"{slug_of(analysis.id)}-over-time",
            kind="course",
            title=f"{analysis.title}: responders of 100 over time",
            caption=caption,
            finding=course_finding(result),
            alt=describe_courses(plot),
            data=tabulate_courses(plot),
            draw=lambda layout: draw_courses(plot, layout),
            slides=lambda: draw_course_slides(plot),
            analyses=(analysis.id,),
            estimates=tuple(course.id_of(point) for course, point in result.points),
            drugs=drugs_of([*(each.label for each in result.courses), comparator]),
            outcomes=(analysis.outcome,),
            caveats=course_caveats(result, disputed),
        )
    )

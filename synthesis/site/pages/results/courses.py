"""Courses over time on a page: figure, differences by time, the counts, what is not usable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from synthesis.analyses.courses.result import Course, CourseResult
from synthesis.analyses.run import Results
from synthesis.package.plan.pools import POPULATIONS
from synthesis.prose.courses import (
    NO_COURSE,
    course_takeaway,
    difference_text,
    first_text,
    once_sentence,
    reopened_sentence,
)
from synthesis.selection.arms import patients_once
from synthesis.selection.reasons import HeldBack
from synthesis.site.drawings.course_drawings import publish_courses
from synthesis.site.machinery.html import Html, render
from synthesis.site.machinery.tables import Row, show_list, show_table
from synthesis.site.pages.count_cells import count_caption, count_cell
from synthesis.site.pages.data.plan import name_all
from synthesis.site.pages.results.pools import source_of
from synthesis.words.labels import capitalise, label_week, label_weeks
from synthesis.words.numbers import count_patients, count_trials
from synthesis.words.slugs import slug_of

MISSING = "–"
WHY_UNUSABLE = {
    "counted": "only a percentage, without its patients",
    "tier": "awaits verification, or of a kind not admitted here",
    "conflict": "readings conflict, and none is marked as preferred",
    "informative": "tells of no difference",
}


def show_courses(results: Iterable[CourseResult], book: Results) -> Html:
    """Courses, each with its own heading; the first stands open. Of one without any, a sentence."""
    shown = (_show(result, book, number == 0) for number, result in enumerate(results))
    return Html("\n".join(each.text for each in shown))


def _show(result: CourseResult, book: Results, unfolded: bool) -> Html:
    analysis = result.analysis
    if not result.courses:
        return render("missing.html", sentence=f"{analysis.title}: {NO_COURSE}")
    patients = patients_once(result.arms)
    trials = {trial for trial, _ in patients}
    told = (course_takeaway(result), reopened_sentence(result), once_sentence(result))
    return render(
        "course.html",
        identifier=analysis.id,
        open=unfolded,
        title=analysis.title,
        effect=label_weeks(result.weeks),
        size=f"{count_trials(len(trials))}, {count_patients(sum(patients.values()))}",
        figure=publish_courses(result, book.context.disputed_among(result.arms)),
        sentences=show_list(filter(None, told)),
        differences=_show_differences(result),
        counts=_show_counts(result, book),
        unusable=_show_unusable(result),
    )


def _show_differences(result: CourseResult) -> Html:
    """One row a treatment: the first clear time, and the difference at every time."""
    analysis, weeks = result.analysis, result.own_weeks
    name = ["Trial", "Drug and dose"] if analysis.by_trial else ["Drug and dose"]
    header = [*name, "First shown at", *(capitalise(label_week(week)) for week in weeks)]
    rows = [Row(_difference_cells(each, weeks, analysis.by_trial)) for each in result.courses]
    comparator = result.courses[0].comparator_label
    caption = (
        f"{analysis.title}: patients of 100 more than on {comparator} (95% CI) by time, and the "
        "first time whose interval excludes no difference"
    )
    return show_table(
        caption,
        [*header, "Primary week"],
        rows,
        kind="course",
        slug=slug_of(analysis.id, "differences"),
    )


def _difference_cells(course: Course, weeks: Iterable[float], by_trial: bool) -> list[Any]:
    points = (course.point_at(week) for week in (*weeks, None))
    name = [course.trial_name] if by_trial else []
    return [
        *name,
        capitalise(course.label),
        first_text(course),
        *(difference_text(point, by_trial) if point else MISSING for point in points),
    ]


def _show_counts(result: CourseResult, book: Results) -> Html:
    rows = [
        Row(
            [
                render(
                    "link.html", address=f"trials.html#trial-{arm.trial_id}", text=arm.trial_name
                ),
                capitalise(book.labels[arm.treatment]),
                label_week(arm.week).removeprefix("week "),
                count_cell(row),
                row.n,
            ],
            source=source_of(arm, row, book.context),
        )
        for arm in result.arms
        for row in arm.sources
    ]
    caption = count_caption(f"{result.analysis.title}: the counts behind it", result.arms)
    header = ["Trial", "Arm", "Week", "Responders", "Patients"]
    return show_table(caption, header, rows, slug=slug_of(result.analysis.id, "counts"))


def _show_unusable(result: CourseResult) -> Html | str:
    """Times at which something was read that cannot be used, by trial, treatment and reason."""
    found: dict[tuple[str, str, str, str], list[float]] = {}
    for week, held in result.unusable:
        found.setdefault(_key(held), []).append(week)
    if not found:
        return ""
    rows = [
        Row(
            [
                render("link.html", address=f"trials.html#trial-{trial}", text=name),
                capitalise(label),
                label_weeks(weeks),
                why,
            ]
        )
        for (trial, name, label, why), weeks in found.items()
    ]
    caption = f"{result.analysis.title}: read, but not usable yet"
    header = ["Trial", "Arm", "Times", "Why"]
    return show_table(caption, header, rows, slug=slug_of(result.analysis.id, "not-usable"))


def _key(held: HeldBack) -> tuple[str, str, str, str]:
    why = WHY_UNUSABLE.get(held.stage, held.reason)
    return held.trial_id, held.trial_name, held.label, why


def show_course_plan(courses: Mapping[str, CourseResult]) -> Html:
    """Every declared course: id, question, what it takes, what it found."""
    rows = []
    for result in courses.values():
        analysis, patients = result.analysis, patients_once(result.arms)
        background = " or ".join(value.beside for value in analysis.background)
        each = "each trial alone" if analysis.by_trial else "one pool for each dose and time"
        takes = (
            f"{capitalise(analysis.outcome.name)} at every time from week {analysis.weeks[0]:g} "
            f"to {analysis.weeks[1]:g}: {name_all(analysis.routes)}, in "
            f"{POPULATIONS[analysis.population]}, with {background}; {each}, risk difference"
        )
        trials = {trial for trial, _ in patients}
        times = label_weeks(result.weeks) or "no time"
        name = render("plan_name.html", text=analysis.id, question=analysis.question)
        found = f"{count_trials(len(trials))}, {times}"
        rows.append(Row([name, takes, found], id=f"analysis-{analysis.id}"))
    if not rows:
        return render("plain.html", text="No course over time is declared.")
    header = ["Analysis", "What it takes", "Found"]
    return show_table("The declared courses over time", header, rows, slug="declared-courses")

"""Run a declared course: at every time that a trial reports, the pools of that time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from synthesis.analyses.courses.result import Course, CoursePoint, CourseResult
from synthesis.analyses.regimens_without_pool import UNUSABLE
from synthesis.analyses.sensitivity import contrasts_of, pool_primary
from synthesis.package.dataset import Dataset
from synthesis.package.plan.courses import CourseAnalysis
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.selection.arms import imputed_rows
from synthesis.selection.pools import Pool, select_records
from synthesis.selection.reasons import HeldBack
from synthesis.selection.records import Records, read_records
from synthesis.words.labels import sort_key


def run_all_courses(dataset: Dataset) -> tuple[CourseResult, ...]:
    """Run every declared course, in the order of the plan."""
    declared = dataset.plan.courses
    records = read_records(dataset) if declared else None
    return tuple(_run(records, course) for course in declared if records)


def run_course(dataset: Dataset, identifier: str) -> CourseResult:
    """Run one declared course; KeyError when none has this id."""
    for course in dataset.plan.courses:
        if course.id == identifier:
            return _run(read_records(dataset), course)
    raise KeyError(f"no course “{identifier}” in {ANALYSES}")


def _run(records: Records, analysis: CourseAnalysis) -> CourseResult:
    points: dict[tuple[str, str], list[CoursePoint]] = {}
    unusable: dict[tuple[float, HeldBack], None] = {}
    for week in (*_weeks(records, analysis), None):
        for route in analysis.routes:
            selection = select_records(records, analysis.at(week, route))
            held = (each for each in selection.held_back if each.stage in UNUSABLE)
            unusable.update(((week, each), None) for each in held if week is not None)
            for pool in selection.pools:
                for trial, part in _parts(pool, analysis):
                    difference = pool_primary(contrasts_of(part, "RD"))
                    point = CoursePoint(week, part, difference)
                    points.setdefault((pool.regimen, trial), []).append(point)
    courses = sorted(
        (_course(analysis, *key, tuple(own)) for key, own in points.items()),
        key=lambda each: (each.trial_name, sort_key(each.label), each.label),
    )
    return CourseResult(
        # A trial whose only number is at a primary week outside the declared weeks has no course.
        analysis,
        tuple(each for each in courses if each.points),
        tuple(unusable),
    )


def _weeks(records: Records, analysis: CourseAnalysis) -> list[float]:
    """Every declared time at which any trial has a row of the outcome, rising."""
    low, high = analysis.weeks
    rows = records.rows.get(analysis.outcome, {}).values()
    return sorted({row.week for own in rows for row in own if low <= row.week <= high})


def _parts(pool: Pool, analysis: CourseAnalysis) -> Iterator[tuple[str, Pool]]:
    """The pool itself, or one for each of its trials."""
    if not analysis.by_trial:
        yield "", pool
        return
    for pair in pool.pairs:
        yield pair[0].trial_id, replace(pool, arms=pair)


def _course(
    analysis: CourseAnalysis, regimen: str, trial: str, points: tuple[CoursePoint, ...]
) -> Course:
    pool = points[0].pool
    return Course(
        analysis=analysis,
        regimen=regimen,
        label=pool.label,
        comparator_label=pool.comparator_label,
        trial_id=trial,
        trial_name=pool.arms[0].trial_name if trial else "",
        points=tuple(point for point in points if point.week is not None),
        primary=next((point for point in points if point.week is None), None),
    )


def as_course_record(result: CourseResult) -> dict[str, Any]:
    """One course as plain values for results.json; risk differences are proportions."""
    analysis = result.analysis
    return {
        "id": analysis.id,
        "outcome": str(analysis.outcome),
        "comparator": analysis.comparator,
        "measure": "RD",
        "unit": analysis.unit,
        "courses": [
            {
                "treatment": course.regimen,
                "trial": course.trial_id or None,
                "first_clear_week": course.first.week if course.first else None,
                "points": [_point_record(course, point) for point in course.every_point],
            }
            for course in result.courses
        ],
    }


def _point_record(course: Course, point: CoursePoint) -> dict[str, Any]:
    return {
        "id": course.id_of(point),
        "week": point.week,
        "trials": list(point.pool.trials),
        "rows": [row for arm in point.pool.arms for row in arm.rows],
        "imputed_rows": list(imputed_rows(point.pool.arms)),
        "responders_of_100": list(point.responders_shown),
        **point.difference.to_json_dict(),
    }

"""Courses over time: the pools of each time, and the first of them that is clear."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from made_up_records import make_arm_record, make_count, make_records, make_trial
from made_up_terms import ALONE

from synthesis.analyses.courses.result import CourseResult
from synthesis.analyses.courses.run import _run, run_course
from synthesis.analyses.run import Results
from synthesis.claims.estimates import _course_lines
from synthesis.package.dataset import Dataset
from synthesis.package.plan.courses import CourseAnalysis
from synthesis.selection.records import Records
from synthesis.words.terms import OutcomeTerm

ANALYSIS = CourseAnalysis(
    id="course",
    title="A course",
    question="How soon?",
    outcome=OutcomeTerm("EASI75"),
    weeks=(0.0, 16.0),
    population="adults and adolescents",
    routes=("oral",),
    background=(ALONE,),
    comparator="placebo",
    treatments=(),
    unit="drug-dose",
    verification=("source",),
)
# Declared pools that ask of one time, or of the primary week, what a course asks of all.
SAME = {
    "course-easi75-monotherapy": {None: "easi75-monotherapy"},
    "course-easi75-with-topicals": {None: "easi75-with-topicals"},
    "course-easi75-topical-jak": {None: "easi75-topical-jak"},
    "course-itch4-monotherapy": {
        None: "itch4-monotherapy",
        0.286: "itch4-day-2-monotherapy",
        0.429: "itch4-day-3-monotherapy",
        1.0: "itch4-week-1-monotherapy",
        2.0: "itch4-week-2-monotherapy",
        4.0: "itch4-week-4-monotherapy",
    },
    "course-itch4-with-topicals": {
        None: "itch4-with-topicals",
        1.0: "itch4-week-1-with-topicals",
        2.0: "itch4-week-2-with-topicals",
        4.0: "itch4-week-4-with-topicals",
    },
}


@pytest.mark.parametrize("name", SAME)
def test_a_course_is_the_declared_pool_at_its_time(book: Results, name: str) -> None:
    """One question has one number: estimate, interval and patients are equal to the last bit."""
    compared = 0
    for week, other in SAME[name].items():
        for pool in book.run(other)[0].pools:
            course = next(c for c in book.courses[name].courses if c.regimen == pool.pool.regimen)
            point = course.point_at(week)
            assert point is not None
            assert point.difference == pool.risk_difference
            assert point.responders_shown == pool.responders_shown
            assert point.pool.arms == pool.pool.arms
            compared += 1
    assert compared >= len(SAME[name])


def test_every_time_with_a_count_has_its_number_and_none_beyond(book: Results) -> None:
    for result in book.courses.values():
        low, high = result.analysis.weeks
        assert result.weeks == tuple(sorted(set(result.weeks)))
        for course in result.courses:
            weeks = [point.week for point in course.points]
            assert weeks == sorted(set(weeks))
            assert all(low <= week <= high for week in weeks)
            for point in course.points:
                assert {arm.week for arm in point.pool.arms} == {point.week}


def test_the_first_clear_time_is_the_first_that_excludes_no_difference(book: Results) -> None:
    for result in book.courses.values():
        for course in result.courses:
            clear = [
                point.week
                for point in course.points
                if point.difference.ci_low > 0 or point.difference.ci_high < 0
            ]
            assert (course.first.week if course.first else None) == (clear[0] if clear else None)
            later = [p.week for p in course.points if clear and p.week > clear[0]]
            assert [p.week for p in course.open_later] == [w for w in later if w not in clear]


def test_trials_that_stand_alone_are_never_pooled(book: Results) -> None:
    alone = [r for r in book.courses.values() if r.analysis.by_trial]
    assert alone
    for result in alone:
        for course, point in result.points:
            assert point.pool.trials == (course.trial_id,)
            assert point.difference.k == 1
            assert point.difference.tau2 is None
    names = [course.id_of(point) for result in alone for course, point in result.points]
    assert len(set(names)) == len(names)


def test_withdrawal_and_extension_enter_no_course(book: Results) -> None:
    roles = dict(book.dataset.table("trials")[["trial_id", "role"]].to_numpy())
    used = {arm.trial_id for result in book.courses.values() for arm in result.arms}
    assert {roles[trial] for trial in used} == {"parallel"}


def test_each_estimate_has_one_line(book: Results) -> None:
    for result in book.courses.values():
        lines = list(_course_lines(result))
        assert len({line.id for line in lines}) == len(lines) == len(list(result.points))
        assert {line.measure for line in lines} <= {"RD"}


def test_a_course_runs_by_its_id(dataset: Dataset, book: Results) -> None:
    name = "course-easi75-topical-jak"
    assert run_course(dataset, name) == book.courses[name]
    with pytest.raises(KeyError, match="no course “x”"):
        run_course(dataset, "x")


def run(*counts: tuple[float, int | None, int | None], unit: str = "drug-dose") -> CourseResult:
    """A trial of 50 patients an arm: week, responders on the drug and on placebo."""
    return _run(_records(*counts), replace(ANALYSIS, unit=unit))


def _records(*counts: tuple[float, int | None, int | None]) -> Records:
    arms = [make_arm_record("five"), make_arm_record("placebo")]
    rows = [
        make_count(arm, found, 2 + 2 * place + side, week=week)
        for place, (week, *both) in enumerate(counts)
        for side, (arm, found) in enumerate(zip(("five", "placebo"), both, strict=True))
    ]
    trials = [make_trial(primary_week=8.0)]
    return make_records(
        {"one": arms}, {"one": rows}, table="dichotomous", code="EASI75", trials=trials
    )


def test_one_trial_is_its_own_difference_with_a_wald_interval() -> None:
    (course,) = run((2.0, 20, 10)).courses
    (point,) = course.points
    assert point.difference.estimate == pytest.approx(0.2, abs=1e-15)
    half = 1.959963984540054 * math.sqrt(0.4 * 0.6 / 50 + 0.2 * 0.8 / 50)
    assert point.difference.ci_high == pytest.approx(0.2 + half, rel=1e-12)
    assert point.responders_shown[:2] == pytest.approx((20.0, 40.0))
    assert course.primary is None


def test_a_time_may_be_clear_and_open_again() -> None:
    (course,) = run((1.0, 5, 4), (2.0, 30, 5), (4.0, 20, 18), (8.0, 30, 10)).courses
    assert course.first is not None
    assert course.first.week == 2.0
    assert not course.nothing_earlier
    assert [point.week for point in course.open_later] == [4.0]
    assert course.primary is not None
    assert course.primary.difference == course.points[-1].difference
    # The primary week is that of week 8: it is told once.
    assert [course.adds(week) for week in (1.0, 2.0, 4.0, 8.0, 12.0)] == [True] * 3 + [False] * 2


def test_fewer_responders_are_a_difference_too() -> None:
    (course,) = run((1.0, 2, 20), (2.0, 20, 20)).courses
    assert course.first is not None
    assert course.nothing_earlier
    assert course.first.difference.ci_high < 0


def test_a_number_that_cannot_be_used_is_told_with_its_time() -> None:
    result = run((1.0, None, 4), (2.0, 30, 5), (20.0, 40, 10))
    assert result.weeks == (2.0,)
    assert [(week, held.regimen, held.stage) for week, held in result.unusable] == [
        (1.0, "five", "counted")
    ]


def test_without_counts_there_is_no_course() -> None:
    result = run((1.0, None, None), unit="trial")
    assert (result.courses, result.weeks, result.arms) == ((), (), ())

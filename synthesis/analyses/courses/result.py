"""The result of a declared course: one treatment against the comparator at every time reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from synthesis.analyses.responders import responders_of_100
from synthesis.analyses.sensitivity import control_risk
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.plan.courses import CourseAnalysis
from synthesis.selection.arms import ArmCount
from synthesis.selection.pools import Pool
from synthesis.selection.reasons import HeldBack
from synthesis.words.labels import label_week
from synthesis.words.slugs import slug_of
from synthesis.words.terms import RegimenLabel


@dataclass(frozen=True)
class CoursePoint:
    """One treatment against the comparator at one time.

    Parameters
    ----------
    week
        None for each trial's own primary week.
    pool
        The arms of that time.
    difference
        The pooled risk difference, as a proportion; REML, interval by the rule for the number of
        trials.
    """

    week: float | None
    pool: Pool
    difference: PairwiseResult

    @property
    def clear(self) -> bool:
        """Whether the 95% interval excludes no difference."""
        return not self.difference.ci_low <= 0 <= self.difference.ci_high

    @cached_property
    def responders_shown(self) -> tuple[float, float, float, float]:
        """Responders of 100: comparator, treatment, and the treatment's 95% limits."""
        return responders_of_100(control_risk(self.pool), self.difference)

    @property
    def time(self) -> str:
        """The time as part of a name: “week-2”, “day-3”, “primary-week”."""
        return "primary-week" if self.week is None else slug_of(label_week(self.week))


@dataclass(frozen=True)
class Course:
    """One treatment against the comparator over time, in all trials or in one.

    Parameters
    ----------
    analysis
        What was declared.
    regimen, label
        The treatment, and its words.
    comparator_label
        What it is set against.
    trial_id, trial_name
        The only trial of it; empty where trials are pooled.
    points
        By time, the earliest first.
    primary
        At each trial's own primary week; None where no trial has counts then.
    """

    analysis: CourseAnalysis
    regimen: str
    label: RegimenLabel
    comparator_label: RegimenLabel
    trial_id: str
    trial_name: str
    points: tuple[CoursePoint, ...]
    primary: CoursePoint | None

    @property
    def first(self) -> CoursePoint | None:
        """The first of the reported times at which the interval excludes no difference."""
        return next((point for point in self.points if point.clear), None)

    @property
    def open_later(self) -> tuple[CoursePoint, ...]:
        """Later times at which the interval includes no difference again."""
        first = self.first
        if first is None:
            return ()
        after = self.points[self.points.index(first) + 1 :]
        return tuple(point for point in after if not point.clear)

    @property
    def nothing_earlier(self) -> bool:
        """Whether the first clear time is the first that was reported at all."""
        return bool(self.points) and self.first is self.points[0]

    @property
    def every_point(self) -> tuple[CoursePoint, ...]:
        """The points by time, and that of the primary week after them."""
        return (*self.points, *([self.primary] if self.primary else []))

    def adds(self, week: float) -> bool:
        """Whether the counts of one time are others than those of the primary week."""
        point = self.point_at(week)
        if point is None:
            return False
        primary = set(self.primary.pool.arms) if self.primary else set()
        return not set(point.pool.arms) <= primary

    def point_at(self, week: float | None) -> CoursePoint | None:
        """The point of one time; None where no trial reports it."""
        return next((each for each in self.every_point if each.week == week), None)

    def id_of(self, point: CoursePoint) -> str:
        """Permanent name of the estimate at one time."""
        trial = f".{self.trial_id}" if self.trial_id else ""
        return f"{self.analysis.id}.{self.regimen}{trial}.{point.time}"


@dataclass(frozen=True)
class CourseResult:
    """A declared course with the courses of all its treatments.

    `unusable` holds what was read but cannot be used, with its week: a percentage without its
    patients, a number that awaits verification.
    """

    analysis: CourseAnalysis
    courses: tuple[Course, ...]
    unusable: tuple[tuple[float, HeldBack], ...]

    @cached_property
    def weeks(self) -> tuple[float, ...]:
        """Every time at which a treatment has a number, rising."""
        points = (point for course in self.courses for point in course.points)
        return tuple(sorted({point.week for point in points if point.week is not None}))

    @property
    def own_weeks(self) -> tuple[float, ...]:
        """The times at which a treatment has other counts than at the primary week."""
        return tuple(w for w in self.weeks if any(course.adds(w) for course in self.courses))

    @property
    def points(self) -> Iterator[tuple[Course, CoursePoint]]:
        """Every number of every course."""
        return ((course, point) for course in self.courses for point in course.every_point)

    @cached_property
    def arms(self) -> tuple[ArmCount, ...]:
        """The counts behind it, each arm at each time once, by trial, arm and time."""
        found: dict[tuple[int, ...], ArmCount] = {}
        for _, point in self.points:
            found.update((arm.rows, arm) for arm in point.pool.arms)
        order = {arm.trial_id: place for place, arm in enumerate(found.values())}
        return tuple(sorted(found.values(), key=lambda a: (order[a.trial_id], a.treatment, a.week)))

"""Courses over time in sentences: every time, number and verdict computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.courses.maintenance import ArmAfter, MaintenanceResult
from synthesis.analyses.courses.result import Course, CoursePoint, CourseResult
from synthesis.selection.arms import patients_once
from synthesis.words.imputed import tiers_text
from synthesis.words.labels import capitalise, label_week, label_weeks
from synthesis.words.numbers import (
    count_patients,
    count_trials,
    format_three,
    list_words,
    of_100,
)
from synthesis.words.terms import RegimenLabel, drugs_of

NO_COURSE = "No trial has a count that a course could show."
NOTHING_EARLIER = "nothing earlier reported"
MOST_SAID = 3  # differences in the title of a slide
NOT_SHOWN = "not shown at any of them"
MANY_LOOKS = (
    "Each time is judged by itself. Who looks at several times has more chances to see a "
    "difference by luck, so the first clear time alone is weak evidence."
)
UNREPORTED = (
    "Only times that a trial reports are known. Where the first of them is clear already, the "
    "effect may have begun before it."
)


def first_text(course: Course) -> str:
    """“week 2 (nothing earlier reported)”, “day 3; open again at week 8”."""
    first = course.first
    if first is None:
        return NOT_SHOWN
    text = label_week(first.week)
    if first.difference.ci_high < 0:
        text += f", fewer than on {course.comparator_label}"
    if course.nothing_earlier:
        text += f" ({NOTHING_EARLIER})"
    later = [point.week for point in course.open_later if point.week is not None]
    return f"{text}; open again at {label_weeks(later)}" if later else text


def difference_text(point: CoursePoint, by_trial: bool) -> str:
    """“22.3 (16.5 to 27.5), 2 trials”: patients of 100 more than on the comparator."""
    found = point.difference
    value, low, high = format_three(found.estimate, found.ci_low, found.ci_high, "RD")
    trials = "" if by_trial else f", {count_trials(found.k)}"
    return f"{value} ({low} to {high}){trials}"


def course_takeaway(result: CourseResult) -> str:
    """From when a difference is shown, and with which drugs, in one short sentence."""
    name = capitalise(result.analysis.outcome.name)
    if not result.courses:
        return f"{name}: {NO_COURSE[0].lower()}{NO_COURSE[1:]}"
    found = _earliest(result)
    comparator = result.courses[0].comparator_label
    if not found:
        return f"{name}: no difference from {comparator} is shown at any time reported."
    when = label_week(found[0].first.week) if found[0].first else ""
    earlier = f", with {NOTHING_EARLIER}" if all(each.nothing_earlier for each in found) else ""
    drugs = list_words(drugs_of(each.label for each in found))
    return f"{name}: {_direction(found)} {comparator} at {when} on {drugs}{earlier}."


def _direction(found: Sequence[Course]) -> str:
    """“shown more often than on”; without a side where courses lie on both."""
    more = {each.first.difference.estimate > 0 for each in found if each.first is not None}
    if len(more) > 1:
        return "a difference is shown from"
    return f"shown {'more' if True in more else 'less'} often than on"


def _earliest(result: CourseResult) -> list[Course]:
    """The courses that are clear at the earliest time at which any is."""
    weeks = [each.first.week for each in result.courses if each.first is not None]
    earliest = min((week for week in weeks if week is not None), default=None)
    return [each for each in result.courses if each.first and each.first.week == earliest]


def course_finding(result: CourseResult) -> str:
    """The earliest clear time with what was found then, the largest differences first."""
    found = _earliest(result)
    if not found:
        return course_takeaway(result)
    first = found[0].first
    shown = [(each, each.first) for each in found if each.first is not None]
    shown.sort(key=lambda pair: -abs(pair[1].difference.estimate))
    parts = [
        f"{_subject(each)} {difference_text(point, True).removesuffix(')')}"
        f"{'; later open again' if each.open_later else ''})"
        for each, point in shown[:MOST_SAID]
    ]
    if len(shown) > MOST_SAID:
        parts.append(f"{len(shown) - MOST_SAID} more")
    name = capitalise(result.analysis.outcome.name)
    when = label_week(first.week) if first else ""
    earlier = f", with {NOTHING_EARLIER}" if all(each.nothing_earlier for each in found) else ""
    return (
        f"{name}: earliest clear difference from {found[0].comparator_label} at {when}{earlier}; "
        f"patients of 100 (95% CI): {list_words(parts)}."
    )


def _subject(course: Course) -> str:
    return f"{course.label} in {course.trial_name}" if course.trial_name else course.label


def once_sentence(result: CourseResult) -> str:
    """Which courses have one time alone, and so no line in the figure; empty without any."""
    once = [each for each in result.courses if len(each.points) == 1]
    if not once:
        return ""
    drawn = drugs_of(each.label for each in result.courses if len(each.points) > 1)
    # Where no dose of a drug has a course, its name says it.
    names = (
        _subject(each) if each.trial_name or each.label.drug in drawn else each.label.drug
        for each in once
    )
    return (
        "Counts at one time alone, so that no course can be drawn: "
        f"{list_words(dict.fromkeys(names))}."
    )


def reopened_sentence(result: CourseResult) -> str:
    """What was clear once and is open again later; empty where nothing is."""
    parts = []
    for each in result.courses:
        weeks = [point.week for point in each.open_later if point.week is not None]
        if weeks:
            parts.append(f"{_subject(each)} at {label_weeks(weeks)}")
    if not parts:
        return ""
    return f"Clear once, but later open to no difference again: {list_words(parts)}."


def courses_used(results: Iterable[CourseResult]) -> str:
    """What some courses rest on: trials, patients, outcomes."""
    results = tuple(results)
    arms = [arm for result in results for arm in result.arms]
    patients = patients_once(arms)
    outcomes = list_words(dict.fromkeys(result.analysis.outcome.name for result in results))
    trials = {trial for trial, _ in patients}
    return capitalise(
        f"{outcomes}, at every time reported: {count_trials(len(trials))}, "
        f"{count_patients(sum(patients.values()))} with usable counts, each arm counted once; "
        f"{tiers_text(any(arm.imputed for arm in arms))}"
    )


def plain_labels(labels: Sequence[RegimenLabel]) -> list[str]:
    """Labels without the ending that all of them share (“, maintenance after 200 mg”).

    A drug that has just been named is not named again.
    """
    shared = len({label.partition(", ")[2] for label in labels}) == 1
    names, before = [], ""
    for label in labels:
        name = label.dose if label.drug == before else label
        names.append(name.partition(", ")[0] if shared else str(name))
        before = label.drug
    return names


def maintenance_takeaway(result: MaintenanceResult) -> str:
    """Of the first outcome and trial, at the last week, how many of 100 have it in each arm."""
    outcome = result.declared.outcomes[0]
    shown = _last(result, outcome)
    if not shown:
        return f"{capitalise(outcome.name)}: nothing has been read."
    numbers = [of_100(arm.percent or 0.0) for arm in shown]
    names = plain_labels([arm.label for arm in shown])
    first, *others = (f"{n} on {name}" for n, name in zip(numbers, names, strict=True))
    who = "100 responders" if result.randomised else "100 patients"
    return f"Of {who}, {', '.join([f'{first} {outcome.response}', *others])}."


def _last(result: MaintenanceResult, outcome: str) -> list[ArmAfter]:
    own = [arm for arm in result.arms if arm.outcome == outcome and arm.percent is not None]
    own = [arm for arm in own if arm.trial == own[0].trial]
    latest = max((arm.week for arm in own), default=None)
    return [arm for arm in own if arm.week == latest]


def design_sentence(result: MaintenanceResult) -> str:
    """Whether chance formed the groups, and what that means for comparing them."""
    names = list_words(trial.trial_name for trial in result.trials)
    if result.randomised:
        return (
            f"In {names} only patients who had responded were randomised again, so these numbers "
            "say who keeps a response, not who gets one. They enter no pool."
        )
    return (
        f"In {names} nobody was randomised to change: these groups have no comparison, and who "
        "changed may differ from who did not. They say nothing about which drug is better."
    )


def uncounted_sentence(result: MaintenanceResult) -> str:
    """How many of the numbers are percentages without patients; empty without any."""
    bare = [arm for arm in result.arms if arm.share is None]
    if not bare:
        return ""
    whole = "All" if len(bare) == len(result.arms) else f"{len(bare)} of {len(result.arms)}"
    return (
        f"{whole} numbers are percentages whose patients were not read: they have no interval and "
        "no difference."
    )

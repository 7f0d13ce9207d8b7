"""Caveats of courses over time."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from synthesis.analyses.courses.result import CourseResult
from synthesis.prose.caveats.counts import count_caveats
from synthesis.prose.courses import MANY_LOOKS, UNREPORTED, once_sentence, reopened_sentence
from synthesis.words.terms import drugs_of


def course_caveats(result: CourseResult, disputed: Collection[str] = ()) -> tuple[str, ...]:
    """What to say beside a figure of courses, one sentence each; only those that apply.

    `disputed` are the names of trials on whose counts sources disagree.
    """
    told = (reopened_sentence(result), once_sentence(result))
    lines = [MANY_LOOKS, UNREPORTED, *_across(result), *told]
    return (*filter(None, lines), *count_caveats(result.arms, disputed))


def _across(result: CourseResult) -> Iterator[str]:
    if result.analysis.by_trial:
        yield "Each panel is one trial: nothing here says whether another would find the same."
    elif len(drugs_of(each.label for each in result.courses)) > 1:
        yield (
            "Each drug was set against its comparator in its own trials, so a difference between "
            "two panels may be one between their trials or patients."
        )

"""Specification curves in words: every number, share and “most” is computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from synthesis.analyses.multiverse.result import Influence, Multiverse
from synthesis.package.plan.pools import Analysis
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import format_effect, list_words
from synthesis.words.terms import name_setting

NO_QUESTION = "No drug and dose has the trials that a comparison of all choices needs."
NO_PROBABILITY = (
    "Many specifications rest on the same trials and not all are equally sensible: a share of "
    "them is no probability."
)


def name_background(analysis: Analysis) -> str:
    """“drug alone”, “with topical treatment”; the title of an analysis that allows both."""
    return name_setting(analysis.background) or analysis.title


def multiverse_sentence(multiverse: Multiverse) -> str:
    """Share of specifications that exclude no effect, and the range of their estimates."""
    name = capitalise(multiverse.pool.label)
    return f"{name}: {share_words(multiverse)}; {range_words(multiverse)}."


def share_words(multiverse: Multiverse) -> str:
    """How many specifications have an interval above, or below, no effect."""
    total = len(multiverse.specifications)
    parts = [
        f"{_of_all(number, total)} have an interval {where} no effect"
        for number, where in ((multiverse.above, "above"), (multiverse.below, "below"))
        if number
    ]
    return (
        " and ".join(parts) or f"none of {total:,} specifications has one that excludes no effect"
    )


def _of_all(number: int, total: int) -> str:
    if number == total:
        return f"all {total:,} specifications"
    percent = min(99, max(1, round(100 * number / total)))
    return f"{number:,} of {total:,} specifications ({percent}%)"


def range_words(multiverse: Multiverse) -> str:
    """Smallest, largest and median estimate on the natural scale."""
    low, high, middle = (
        format_effect(value, multiverse.measure)
        for value in (multiverse.estimates[0], multiverse.estimates[-1], multiverse.median)
    )
    name = MEASURE_NAMES[multiverse.measure]
    unit = " percentage points" if multiverse.measure == "RD" else ""
    if low == high:
        return f"{name} {low}{unit} in every one"
    return f"{name} from {low} to {high}{unit}, median {middle}"


def mover_sentence(multiverse: Multiverse) -> str:
    """The choice that moves the median most, and where that is other treatment the next."""
    influences = [each for each in multiverse.influences if moves_median(each, multiverse)]
    if not influences:
        return "No choice moves the median."
    first = influences[0]
    text = f"Most depends on: {_medians(first, multiverse)}"
    others = [each for each in influences if not each.of_background]
    if not first.of_background:
        return f"{text}."
    text += ", which is more a question of its own than a method"
    return f"{text}; then on: {_medians(others[0], multiverse)}." if others else f"{text}."


def moves_median(influence: Influence, multiverse: Multiverse) -> bool:
    """Whether a choice moves the median by as much as is printed."""
    low, high = _ends(influence, multiverse)
    return low != high


def _ends(influence: Influence, multiverse: Multiverse) -> tuple[str, str]:
    low = format_effect(influence.low_median, multiverse.measure)
    return low, format_effect(influence.high_median, multiverse.measure)


def _medians(influence: Influence, multiverse: Multiverse) -> str:
    low, high = _ends(influence, multiverse)
    choice = influence.choice.lower()
    return f"{choice}, median {low} ({influence.low}) to {high} ({influence.high})"


def movers_sentence(multiverses: Sequence[Multiverse]) -> str:
    """In how many questions which choice, other treatment apart, moves the median most."""
    if not multiverses:
        return NO_QUESTION
    beside = multiverses[0].pool.analysis.background[0].subject
    first = Counter(_first_method(each) for each in multiverses)
    still = first.pop("", 0)
    parts = [f"{choice} in {number}" for choice, number in first.most_common()]
    if still:
        parts.append(f"none in {still}, where only {beside} moves it or nothing does")
    return (
        f"Of {len(multiverses)} questions, the choice that moves the median most, "
        f"{beside} apart, is {list_words(parts)}."
    )


def _first_method(multiverse: Multiverse) -> str:
    for each in multiverse.influences:
        if not each.of_background and moves_median(each, multiverse):
            return each.choice.lower()
    return ""


def agreement_sentence(multiverses: Sequence[Multiverse], what: str) -> str:
    """In how many questions every specification gives the same verdict."""
    if not multiverses:
        return NO_QUESTION
    total = [len(each.specifications) for each in multiverses]
    same = sum(
        each.above == size or each.below == size or each.above == each.below == 0
        for each, size in zip(multiverses, total, strict=True)
    )
    return (
        f"{what}: in {same} of {len(multiverses)} questions every specification gives the same "
        f"verdict on whether there is an effect ({sum(total):,} specifications together)."
    )

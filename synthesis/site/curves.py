"""Specification curves on a page: which questions, the figure, its finding in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from synthesis.analyses import Analysis
from synthesis.contrasts import Measure
from synthesis.dataset import Dataset
from synthesis.figures.alt_text import LONGEST
from synthesis.figures.multiverse import draw_multiverse
from synthesis.figures.multiverse_data import (
    ChoiceRows,
    CurvePoint,
    OptionRow,
    SpecificationCurve,
)
from synthesis.labels import MEASURE_NAMES, OUTCOME_MEANINGS, OUTCOME_NAMES, capitalise
from synthesis.multiverse import Influence, Multiverse, run_multiverses
from synthesis.multiverse_choices import ROWS, TOPICAL
from synthesis.prose import count_trials, format_effect, list_words
from synthesis.selection import ALL_TIERS
from synthesis.site.drawings import publish_drawing, slug_of
from synthesis.site.html import Html
from synthesis.site.tables import Row, show_table

FEWEST_TRIALS = 2
BACKGROUND_NAMES: Mapping[tuple[str, ...], str] = {
    ("none",): "drug alone",
    ("required",): "with topical treatment",
}


def choose_questions(multiverses: Iterable[Multiverse]) -> tuple[Multiverse, ...]:
    """The questions with at least two trials in a specification without unverified rows.

    Below that there is nothing to combine, and a curve would only show one trial again.
    """
    unverified = [name for name, tiers in ROWS.items() if tiers == ALL_TIERS]
    return tuple(
        multiverse
        for multiverse in multiverses
        if max(
            (
                each.result.k
                for each in multiverse.specifications
                if not set(unverified) & set(each.options)
            ),
            default=0,
        )
        >= FEWEST_TRIALS
    )


NO_QUESTION = "No drug and dose has the trials that a comparison of all choices needs."


def answer_questions(
    dataset: Dataset, groups: Iterable[Sequence[Analysis]], measure: Measure = "OR"
) -> tuple[Multiverse, ...]:
    """The multiverses worth a curve, of several groups of analyses (see `run_multiverses`)."""
    declared = {analysis.id for analysis in dataset.analyses}
    asked = ([analysis for analysis in group if analysis.id in declared] for group in groups)
    found = (each for group in asked if group for each in run_multiverses(dataset, group, measure))
    return choose_questions(found)


def specification_curve(
    multiverse: Multiverse, analyses: Mapping[str, Analysis]
) -> SpecificationCurve:
    """A multiverse as the figure's input; `analyses` has the declared ones by id."""
    choices = tuple(
        ChoiceRows(name, place, tuple(OptionRow(*option) for option in options))
        for place, (name, options) in enumerate(multiverse.option_medians)
    )
    points = tuple(
        CurvePoint(each.result.estimate, each.result.ci_low, each.result.ci_high, each.options)
        for each in multiverse.specifications
    )
    marked = tuple(
        (
            f"Primary analysis, {_background(analyses[each.declared])} "
            f"({count_trials(each.result.k)})",
            multiverse.specifications.index(each),
        )
        for each in multiverse.declared
    )
    return SpecificationCurve(
        measure=multiverse.measure,
        points=points,
        choices=choices,
        marked=marked,
        favours_high=multiverse.pool.label,
        distinct=multiverse.distinct,
    )


def _background(analysis: Analysis) -> str:
    return BACKGROUND_NAMES.get(analysis.background_topical, analysis.title)


def publish_multiverse(multiverse: Multiverse, analyses: Mapping[str, Analysis]) -> Html:
    """Draw and publish the specification curve of one question."""
    pool = multiverse.pool
    outcome = pool.analysis.outcome.lower().replace("_", "-")
    curve = specification_curve(multiverse, analyses)
    caption = (
        f"{capitalise(OUTCOME_MEANINGS[pool.analysis.outcome])}, {pool.label} against "
        f"{pool.comparator_label}: {MEASURE_NAMES[multiverse.measure]} with 95% interval under "
        f"every combination of the choices below the curve. {multiverse.arm_sets} different sets "
        f"of arms; {multiverse.empty:,} further combinations have no trial. Many specifications "
        "rest on the same trials and not all are equally sensible: a share of them is no "
        "probability."
    )
    return publish_drawing(
        slug=f"multiverse-{outcome}-{slug_of(pool.regimen)}",
        caption=caption,
        finding=multiverse_sentence(multiverse),
        alt=describe_multiverse(multiverse),
        draw=lambda layout: draw_multiverse(curve, layout),
    )


def publish_multiverses(
    multiverses: Iterable[Multiverse], analyses: Mapping[str, Analysis]
) -> Html:
    """The specification curves of several questions, one below the other."""
    return Html("\n".join(publish_multiverse(each, analyses).text for each in multiverses))


def multiverse_sentence(multiverse: Multiverse) -> str:
    """Share of specifications that exclude no effect, range, and what matters most."""
    name = capitalise(multiverse.pool.label)
    return f"{name}: {share_words(multiverse)}; {range_words(multiverse)}. {_mover(multiverse)}"


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


def _mover(multiverse: Multiverse) -> str:
    influences = [each for each in multiverse.influences if _moves(each, multiverse)]
    if not influences:
        return "No choice moves the median."
    first = influences[0]
    text = f"Most depends on: {_medians(first, multiverse)}"
    others = [each for each in influences if each.choice != TOPICAL]
    if first.choice != TOPICAL:
        return f"{text}."
    text += ", which is more a question of its own than a method"
    return f"{text}; then on: {_medians(others[0], multiverse)}." if others else f"{text}."


def _moves(influence: Influence, multiverse: Multiverse) -> bool:
    low, high = _ends(influence, multiverse)
    return low != high


def _ends(influence: Influence, multiverse: Multiverse) -> tuple[str, str]:
    low = format_effect(influence.low_median, multiverse.measure)
    return low, format_effect(influence.high_median, multiverse.measure)


def _medians(influence: Influence, multiverse: Multiverse) -> str:
    low, high = _ends(influence, multiverse)
    choice = influence.choice.lower()
    return f"{choice}, median {low} ({influence.low}) to {high} ({influence.high})"


def describe_multiverse(multiverse: Multiverse) -> str:
    """Alt text: the range, the share and what matters most, within 400 characters."""
    pool = multiverse.pool
    outcome = capitalise(OUTCOME_NAMES[pool.analysis.outcome])
    start = (
        f"{outcome}, {pool.label} against {pool.comparator_label}: {range_words(multiverse)}. "
        f"{capitalise(share_words(multiverse))}."
    )
    text = f"{start} {_mover(multiverse)}"
    return text if len(text) <= LONGEST else start


def movers_sentence(multiverses: Sequence[Multiverse]) -> str:
    """In how many questions which choice, topical treatment apart, moves the median most."""
    if not multiverses:
        return NO_QUESTION
    first = Counter(_first_method(each) for each in multiverses)
    still = first.pop("", 0)
    parts = [f"{choice} in {number}" for choice, number in first.most_common()]
    if still:
        parts.append(f"none in {still}, where only topical treatment moves it or nothing does")
    return (
        f"Of {len(multiverses)} questions, the choice that moves the median most, topical "
        f"treatment apart, is {list_words(parts)}."
    )


def _first_method(multiverse: Multiverse) -> str:
    for each in multiverse.influences:
        if each.choice != TOPICAL and _moves(each, multiverse):
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


def show_scales(by_measure: Sequence[Sequence[Multiverse]]) -> Html:
    """The same questions on several scales, one sequence a measure: median, range, share.

    Raises
    ------
    ValueError
        If the sequences are not of the same questions.
    """
    rows = []
    for scales in zip(*by_measure, strict=True):
        if len({each.pool.regimen for each in scales}) > 1:
            raise ValueError("the scales are not of the same questions.")
        pool = scales[0].pool
        name = f"{capitalise(pool.label)}, {OUTCOME_NAMES[pool.analysis.outcome]}"
        cells: list[object] = [name, len(scales[0].specifications)]
        for each in scales:
            low, high = each.estimates[0], each.estimates[-1]
            ends = f"{format_effect(low, each.measure)} to {format_effect(high, each.measure)}"
            number = each.above + each.below
            cells += [f"{format_effect(each.median, each.measure)} ({ends})", f"{number:,}"]
        rows.append(Row(cells))
    header = ["Question", "Specifications"]
    for multiverses in by_measure:
        name = capitalise(MEASURE_NAMES[multiverses[0].measure]) if multiverses else ""
        unit = ", percentage points" if multiverses and multiverses[0].measure == "RD" else ""
        header += [f"{name}{unit}: median (range)", "Exclude no effect"]
    return show_table("The same specifications on three scales", header, rows, "summary-scales")

"""Specification curves on a page: which questions, the figure, the same on three scales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from synthesis.analyses.multiverse.choices import ROWS
from synthesis.analyses.multiverse.result import Multiverse
from synthesis.analyses.multiverse.specifications import run_multiverses
from synthesis.figures.alt_text import LONGEST
from synthesis.figures.multiverse.multiverse import draw_multiverse, draw_multiverse_slides
from synthesis.figures.multiverse.multiverse_data import (
    ChoiceRows,
    OptionRow,
    SpecificationCurve,
    SpecificationPoint,
    tabulate_multiverse,
)
from synthesis.figures.publication import Publication
from synthesis.models.measure import Measure
from synthesis.package.dataset import Dataset
from synthesis.package.plan.pools import Analysis
from synthesis.prose.caveats.specifications import specification_caveats
from synthesis.prose.multiverse import (
    NO_PROBABILITY,
    mover_sentence,
    moves_median,
    multiverse_sentence,
    name_background,
    range_words,
    share_words,
)
from synthesis.selection.arms import ALL_TIERS
from synthesis.site.machinery.html import Html
from synthesis.site.machinery.publish import publish_figure
from synthesis.site.machinery.tables import Row, show_table
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import count_trials, format_effect
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drugs_of

FEWEST_TRIALS = 2


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
        SpecificationPoint(
            each.result.estimate, each.result.ci_low, each.result.ci_high, each.options
        )
        for each in multiverse.specifications
    )
    marked = tuple(
        (
            f"Primary analysis, {name_background(analyses[each.declared])} "
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


def publish_multiverse(multiverse: Multiverse, analyses: Mapping[str, Analysis]) -> Html:
    """Draw and publish the specification curve of one question."""
    pool = multiverse.pool
    outcome = slug_of(pool.analysis.outcome)
    curve = specification_curve(multiverse, analyses)
    caption = (
        f"{capitalise(pool.analysis.outcome.meaning)}, {pool.label} against "
        f"{pool.comparator_label}: {MEASURE_NAMES[multiverse.measure]} with 95% interval under "
        f"every combination of the choices below the curve. {mover_sentence(multiverse)} "
        f"{multiverse.arm_sets} different sets of arms; {multiverse.empty:,} further combinations "
        f"have no trial. {NO_PROBABILITY}"
    )
    movers = [each.choice for each in multiverse.influences if moves_median(each, multiverse)]
    declared = tuple(each.declared for each in multiverse.declared)
    return publish_figure(
        Publication(
            slug=f"multiverse-{outcome}-{slug_of(pool.regimen)}",
            kind="choices",
            title=(
                f"{capitalise(pool.analysis.outcome.name)}, {pool.label} against "
                f"{pool.comparator_label}: every specification"
            ),
            caption=caption,
            finding=multiverse_sentence(multiverse),
            alt=describe_multiverse(multiverse),
            data=tabulate_multiverse(curve),
            draw=lambda layout: draw_multiverse(curve, layout),
            slides=lambda: draw_multiverse_slides(curve, movers[0] if movers else ""),
            analyses=declared or (pool.analysis.id,),
            estimates=tuple(f"{name}.{pool.regimen}" for name in declared),
            drugs=drugs_of([pool.label]),
            outcomes=(pool.analysis.outcome,),
            caveats=specification_caveats(multiverse, analyses),
        )
    )


def describe_multiverse(multiverse: Multiverse) -> str:
    """Alt text: the range, the share and what matters most, within 400 characters."""
    pool = multiverse.pool
    outcome = capitalise(pool.analysis.outcome.name)
    start = (
        f"{outcome}, {pool.label} against {pool.comparator_label}: {range_words(multiverse)}. "
        f"{capitalise(share_words(multiverse))}."
    )
    text = f"{start} {mover_sentence(multiverse)}"
    return text if len(text) <= LONGEST else start


def publish_multiverses(
    multiverses: Iterable[Multiverse], analyses: Mapping[str, Analysis]
) -> Html:
    """The specification curves of several questions, one below the other."""
    return Html("\n".join(publish_multiverse(each, analyses).text for each in multiverses))


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
        name = f"{capitalise(pool.label)}, {pool.analysis.outcome.name}"
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
    caption = "The same specifications on three scales"
    slug = "specifications-on-three-scales"
    return show_table(caption, header, rows, "summary-scales", slug=slug)

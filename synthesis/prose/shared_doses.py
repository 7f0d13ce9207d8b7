"""One dose-response curve for several drugs, in words: every number and verdict is computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synthesis.analyses.shared_doses import CurveLimits, SharedDoseResult, SharedPoint, SharedStep
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.prose.doses import format_dose
from synthesis.words.numbers import (
    count_patients,
    count_trials,
    format_p,
    format_three,
    list_words,
    tight_interval,
    whole,
    with_range,
)

NONE_DECLARED = "This data package declares no dose-response curve that several drugs share."
NOT_DRAWN = "–"


def shared_curve_sentences(result: SharedDoseResult) -> Iterator[str]:
    """What was fitted, where its half-way dose lies, and whether the counts allow it."""
    curve = result.curve
    if curve is None:
        yield f"No curve: {result.problem}."
        return
    yield (
        f"{count_trials(len(curve.trials)).capitalize()}, {count_patients(curve.patients)}: "
        f"{list_words(curve.agents)}, against placebo."
    )
    if curve.ed50 is None:
        yield "Where half of the effect is reached cannot be told from these trials."
    else:
        yield (
            f"Half of the effect at the ceiling is reached at {whole(100 * curve.ed50)}% of the "
            "highest dose of a drug."
        )
    if curve.lack_p is None:
        yield "Whether the drugs share one curve cannot be tested."
    elif result.rejected:
        yield (
            f"The counts contradict one curve for all ({format_p(curve.lack_p)}): no step between "
            "doses is read from it."
        )
    else:
        yield f"The counts do not contradict one curve for all ({format_p(curve.lack_p)})."
    yield agreement_sentence(result.points)
    if result.steps and not result.rejected:
        yield (
            "Such a curve can only rise or only fall: its interval of a step never shows that the "
            "higher dose does no better. Whether it does is read from trials of both doses."
        )


def agreement_sentence(points: Sequence[SharedPoint]) -> str:
    """For how many doses the curve and the network each lie within the other’s interval."""
    pairs = [(point.curve, point.network) for point in points if point.network]
    alike = sum(
        low <= other.estimate <= high and other.ci_low <= estimate <= other.ci_high
        for (estimate, _, low, high), other in pairs
    )
    return (
        f"Of {len(pairs)} doses that the network has too, the curve and the network lie within "
        f"each other’s intervals for {alike}."
    )


def limits_text(limits: CurveLimits) -> str:
    """“2.23 (1.62–3.08)”, on the natural scale."""
    estimate, _, low, high = limits
    return with_range(*format_three(estimate, low, high, "OR"))


def beside_text(estimate: NetworkEstimate | PairwiseResult | None) -> str:
    """The same of another estimate; a dash where there is none."""
    return tight_interval(estimate, "OR") if estimate else NOT_DRAWN


def step_name(step: SharedStep) -> str:
    """“madeupinib 30 mg against 15 mg”."""
    higher, lower = (format_dose(step.selection, dose) for dose in (step.dose, step.reference))
    return f"{step.selection.analysis.drug} {higher} against {lower}"


def shared_curve_caveats(result: SharedDoseResult) -> tuple[str, ...]:
    """What to say beside the figure, one sentence each."""
    return (
        "The curve assumes that half of the effect is reached at the same share of the highest "
        "dose of each drug; the network assumes no curve.",
        "Whether a higher dose does better is read from trials that randomised both doses.",
        *(
            ["The counts contradict one curve for all, so that its narrower intervals mislead."]
            if result.rejected
            else ["Its intervals are narrower as far as that assumption holds."]
        ),
    )

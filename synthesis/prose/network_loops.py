"""Direct against indirect evidence in words: one sentence for each closed loop."""

from __future__ import annotations

from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.network.consistency import NodeSplit
from synthesis.words.labels import MEASURE_NAMES, capitalise
from synthesis.words.numbers import format_effect, format_p, list_words

NOISY = 0.1  # p of a test of inconsistency, which has little power


def group_loops(network: NetworkAnalysisResult) -> list[tuple[NodeSplit, ...]]:
    """The splits of a network by the loop they are sides of, the smallest p of each first.

    Sides that share a treatment rest on the same trials: their p values are one finding seen from
    several sides.
    """
    loops: list[list[NodeSplit]] = []
    for split in network.splits:
        pair = {split.treatment, split.comparator}
        touched = [
            loop for loop in loops if any(pair & {own.treatment, own.comparator} for own in loop)
        ]
        loops = [loop for loop in loops if loop not in touched]
        loops.append([*(own for loop in touched for own in loop), split])
    return [tuple(sorted(loop, key=lambda split: split.p)) for loop in loops]


def loop_sentence(network: NetworkAnalysisResult, loop: tuple[NodeSplit, ...]) -> str:
    """Whether the evidence of one loop agrees, told once, of the side that differs most."""
    least, labels, measure = loop[0], network.labels, network.analysis.measure
    first, second, sign = orient_split(network, least)
    direct, indirect = (
        format_effect(sign * value, measure) for value in (least.direct, least.indirect)
    )
    verdict = "disagree" if least.p < NOISY else "do not clearly disagree"
    most = "" if len(loop) == 1 else ", where direct and indirect evidence of this loop differ most"
    others = [
        f"{labels[one]} against {labels[other]}"
        for one, other, _ in (orient_split(network, split) for split in loop[1:])
    ]
    same = f"; {list_words(others)} rest on the same trials" if others else ""
    return (
        f"{capitalise(labels[first])} against {labels[second]}{most}: "
        f"{MEASURE_NAMES[measure]} {direct} in trials of the two, {indirect} "
        f"from indirect evidence; they {verdict} ({format_p(least.p)}){same}."
    )


def orient_split(network: NetworkAnalysisResult, split: NodeSplit) -> tuple[str, str, float]:
    """Treatment, comparator and sign (1 or -1) with the reference as the comparator."""
    first, second = split.treatment, split.comparator
    comparators = (network.analysis.reference, network.analysis.active_reference)
    for comparator in comparators:
        if comparator in (first, second):
            return (first, second, 1.0) if second == comparator else (second, first, -1.0)
    return first, second, 1.0

"""Estimates of a network as figures take them: with their limits, and by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.words.slugs import slug_of
from synthesis.words.terms import drug_of


def estimate_ids(
    network: NetworkAnalysisResult, pairs: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """The ids of the estimates of some pairs of treatments, as `analyses.estimates` makes them.

    A pair without the reference and the active reference has none and is passed over.
    """
    return tuple(dict.fromkeys(_estimate_ids(network, pairs)))


def _estimate_ids(
    network: NetworkAnalysisResult, pairs: Iterable[tuple[str, str]]
) -> Iterator[str]:
    for pair in pairs:
        for comparator in (network.analysis.reference, network.analysis.active_reference):
            if comparator in pair:
                treatment = pair[0] if pair[1] == comparator else pair[1]
                yield comparison_id(network.analysis.id, treatment, comparator)
                break


def limits_of(
    network: NetworkAnalysisResult, treatment: str, comparator: str
) -> tuple[float, float, float]:
    """The network estimate with the limits of its interval, on the model scale."""
    row = network.compare(treatment, comparator)
    return row.estimate, row.ci_low, row.ci_high


def name_side(network: NetworkAnalysisResult, comparator: str) -> str:
    """A comparator in names of figures and tables: its drug, or all of it where that is not enough.

    It is not where the reference and the active reference are doses of one drug.
    """
    analysis, labels = network.analysis, network.labels
    sides = {analysis.reference, analysis.active_reference} & set(labels)
    drugs = {slug_of(drug_of(labels[side])) for side in sides}
    return slug_of(drug_of(labels[comparator]) if len(drugs) == len(sides) else comparator)

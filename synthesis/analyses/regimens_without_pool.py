"""Regimens of an analysis that form no pool: numbers that cannot be used yet, or none read."""

from __future__ import annotations

from synthesis.analyses.pools import AnalysisResult
from synthesis.words.labels import sort_key

UNUSABLE = (
    "conflict",
    "counted",
    "tier",
    "informative",
)  # numbers exist, but not yet in a form that can be pooled


def unusable_regimens(result: AnalysisResult) -> tuple[str, ...]:
    """Labels of the regimens with numbers that no pool of the analysis can use yet."""
    return _without_pool(result, UNUSABLE)


def unread_regimens(result: AnalysisResult) -> tuple[str, ...]:
    """Labels of the regimens in trials of the analysis for which no number has been read."""
    unusable = set(unusable_regimens(result))
    return tuple(label for label in _without_pool(result, ("reported",)) if label not in unusable)


def _without_pool(result: AnalysisResult, stages: tuple[str, ...]) -> tuple[str, ...]:
    known = {result.analysis.comparator, *(pool.pool.regimen for pool in result.pools)}
    labels = {
        held.regimen: held.label
        for held in result.selection.held_back
        if held.regimen and held.regimen not in known and held.stage in stages
    }
    return tuple(sorted(labels.values(), key=sort_key))

"""Caveats of pooled results: one pool, or the drugs and doses of an analysis side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from synthesis.analyses.pools import AnalysisResult, PoolResult
from synthesis.analyses.regimens_without_pool import unusable_regimens
from synthesis.prose.caveats.counts import count_caveats
from synthesis.prose.caveats.single_trials import SINGLE_TRIAL
from synthesis.selection.arms import ArmCount
from synthesis.words.labels import capitalise
from synthesis.words.numbers import count_trials, format_effect, format_interval
from synthesis.words.terms import drug_of

FEW_TRIALS = 5  # below it a prediction interval is a rough guide


def pool_caveats(result: PoolResult, disputed: Collection[str] = ()) -> tuple[str, ...]:
    """Caveats of one pooled result, one sentence each; only those that apply.

    Parameters
    ----------
    result
        The pool.
    disputed
        Names of its trials on whose counts sources disagree.
    """
    return (
        *_size(result),
        *_openness(result),
        *_scale(result),
        *count_caveats(result.pool.arms, disputed),
    )


def _size(result: PoolResult) -> Iterator[str]:
    primary, beside = result.primary, result.hartung_knapp
    if primary.k == 1:
        yield SINGLE_TRIAL
    elif beside is not None:
        low, high = (format_effect(v, beside.measure) for v in (beside.ci_low, beside.ci_high))
        yield (
            "Two trials cannot show how much trials differ; the Hartung-Knapp interval would be "
            f"{low} to {high}."
        )
    elif primary.k < FEW_TRIALS:
        yield f"With {count_trials(primary.k)} the prediction interval is a rough guide."


def _openness(result: PoolResult) -> Iterator[str]:
    primary = result.primary
    if primary.ci_low <= 0 <= primary.ci_high:
        yield (
            f"{capitalise(result.pool.label)} is not shown to differ from "
            f"{result.pool.comparator_label}: the interval includes the possibility of no "
            "difference."
        )
    elif primary.pi_low is not None and primary.pi_high is not None and primary.tau2:
        low, high = (format_effect(v, primary.measure) for v in (primary.pi_low, primary.pi_high))
        if primary.pi_low <= 0 <= primary.pi_high:
            yield (
                "A new trial might find no difference: the prediction interval runs from "
                f"{low} to {high}."
            )


def _scale(result: PoolResult) -> Iterator[str]:
    if result.primary.measure == "OR" and result.risk_ratio is not None:
        yield (
            "An odds ratio does not say how many times as often patients respond; the risk ratio, "
            f"which does, is {format_interval(result.risk_ratio, 'RR')}."
        )


def overview_caveats(result: AnalysisResult, disputed: Collection[str] = ()) -> tuple[str, ...]:
    """Caveats of every drug and dose of an analysis side by side; see :func:`pool_caveats`."""
    missing = len(unusable_regimens(result))
    lines = [*_several(result)]
    if missing:
        have = "dose has" if missing == 1 else "doses have"
        lines.append(f"{missing} {have} no usable counts yet, which is not evidence of no effect.")
    return (*lines, *count_caveats(_arms(result), disputed))


def absolute_caveats(result: AnalysisResult, disputed: Collection[str] = ()) -> tuple[str, ...]:
    """Caveats of patients of 100 on every drug and dose; see :func:`pool_caveats`."""
    comparator = result.pools[0].pool.comparator_label
    base = (
        f"The numbers hold for patients like those of the trials: where more or fewer respond on "
        f"{comparator}, more or fewer respond on the drug."
    )
    return (base, *_several(result), *count_caveats(_arms(result), disputed))


def _several(result: AnalysisResult) -> Iterator[str]:
    comparator = result.pools[0].pool.comparator_label
    if len({drug_of(pool.pool.label) for pool in result.pools}) > 1:
        yield (
            f"Each drug was set against {comparator} in its own trials, so a difference between "
            "two drugs may be one between their trials or patients."
        )
    single, every = sum(pool.primary.k == 1 for pool in result.pools), len(result.pools)
    if single == every == 1:
        yield "The dose rests on a single trial."
    elif single:
        yield f"{single} of {every} doses {'rests' if single == 1 else 'rest'} on a single trial."


def _arms(result: AnalysisResult) -> list[ArmCount]:
    return [arm for pool in result.pools for arm in pool.pool.arms]

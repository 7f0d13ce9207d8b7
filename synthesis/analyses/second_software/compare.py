"""Set every pool of the book beside what statsmodels and PyMARE make of its counts.

The second way starts at the arms of a pool and shares no step with the models. These call
statsmodels too, for the Mantel-Haenszel odds ratio alone; checked there is all that surrounds the
call. Networks, dose curves, prediction intervals and other estimators of tau2
have no counterpart in the two packages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from scipy.stats import norm

from synthesis.analyses.harms import HarmResult
from synthesis.analyses.pools import PoolResult
from synthesis.analyses.run import Results, made_once
from synthesis.analyses.second_software.libraries import (
    StatsmodelsRatios,
    compute_effects,
    explain_uninformative,
    pair_arms,
    pool_by_pymare,
    pool_by_statsmodels,
)
from synthesis.analyses.second_software.result import (
    ComparedNumber,
    NotCompared,
    Quantity,
    SecondRun,
    Software,
)
from synthesis.analyses.sensitivity import MANTEL_HAENSZEL
from synthesis.models.arrays import Floats
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.models.risks.rare_events import RareEventsResult

ONE_TRIAL = "one trial alone: nothing is pooled"
NO_RATIO = "over all trials one arm has no such patient, or nobody else: there is no ratio"
A_DIFFERENCE = "a risk difference: it has none of Mantel and Haenszel"
ComparedCase = ComparedNumber | NotCompared
MantelHaenszelResult = PairwiseResult | RareEventsResult
Z95 = float(norm.ppf(0.975))


@made_once
def run_second_software(results: Results) -> SecondRun:
    """Compute every pool of benefits and harms a second time, and compare.

    Nothing is passed over: what has no second number is in `left_out` with its reason.
    """
    pools = [pool for result in results.pools.values() for pool in result.pools]
    harms = [pool for result in results.harms.values() for pool in result.pools]
    found = [
        *(case for pool in pools for case in compare_pool(pool)),
        *(case for pool in harms for case in compare_harm(pool)),
    ]
    return SecondRun(
        pools=(*(each.pool.id for each in pools), *(each.pool.id for each in harms)),
        numbers=tuple(case for case in found if isinstance(case, ComparedNumber)),
        left_out=tuple(case for case in found if isinstance(case, NotCompared)),
    )


def compare_pool(result: PoolResult) -> Iterator[ComparedCase]:
    """The effects of the trials of one pool, its primary result and that of Mantel-Haenszel."""
    pool, measure = result.pool, result.primary.measure
    pairs = pair_arms(pool.frame(), pool.regimen, pool.comparator)
    silent = explain_uninformative(pairs, measure)
    for reason in silent.values():
        yield NotCompared(pool.id, "statsmodels", "effect of a trial", reason)
    told = pairs.without(silent)
    effects = compute_effects(told, measure)
    yield from _compare_trials(result, told.trials, *effects)
    if len(told.trials) < 2:
        yield NotCompared(pool.id, "PyMARE", "pooled effect", ONE_TRIAL)
        yield NotCompared(pool.id, "statsmodels", "Mantel-Haenszel", ONE_TRIAL)
        return
    yield from _compare_primary(pool.id, result.primary, *effects)
    if result.hartung_knapp is not None:
        yield from _compare_primary(pool.id, result.hartung_knapp, *effects)
    if measure == "RD":
        yield NotCompared(pool.id, "statsmodels", "Mantel-Haenszel", A_DIFFERENCE)
        return
    named = next((s.result for s in result.sensitivity if s.name == MANTEL_HAENSZEL), None)
    other = named if isinstance(named, PairwiseResult) else None
    compare = _compare_odds_ratio if measure == "OR" else _compare_risk_ratio
    yield from compare(pool.id, other, pool_by_statsmodels(pairs))


def compare_harm(result: HarmResult) -> Iterator[ComparedCase]:
    """The two ratios of Mantel-Haenszel of one harm; the difference in risk has no counterpart."""
    pool, odds, risk = result.pool, result.odds_ratio, result.risk_ratio
    ratios = pool_by_statsmodels(pair_arms(pool.frame(), pool.regimen, pool.comparator))
    yield from _compare_odds_ratio(pool.id, odds, ratios)
    yield from _compare_risk_ratio(pool.id, risk, ratios)


def _compare_trials(
    result: PoolResult, trials: tuple[str, ...], estimate: Floats, variance: Floats
) -> Iterator[ComparedNumber]:
    ours = {trial.trial: trial for trial in result.trials}
    half = Z95 * variance**0.5
    theirs = dict(zip(trials, zip(estimate, estimate - half, strict=True), strict=True))
    # A trial that only one side has is a difference without end.
    for name in dict.fromkeys((*ours, *theirs)):
        own, other = ours.get(name), theirs.get(name, (math.nan, math.nan))
        numbers = (None, None) if own is None else (own.estimate, own.ci_low)
        yield _compare(result.pool.id, "trial effect", "statsmodels", numbers[0], other[0])
        yield _compare(result.pool.id, "trial limit", "statsmodels", numbers[1], other[1])


def _compare_primary(
    pool: str, ours: PairwiseResult, estimate: Floats, variance: Floats
) -> Iterator[ComparedNumber]:
    theirs = pool_by_pymare(estimate, variance, ours.ci)
    yield _compare(pool, "tau2", "PyMARE", ours.tau2, theirs.tau2)
    yield _compare(pool, "estimate", "PyMARE", ours.estimate, theirs.estimate)
    yield _compare(pool, "standard error", "PyMARE", ours.se, theirs.se)
    yield _compare(pool, "limit", "PyMARE", ours.ci_low, theirs.ci_low)
    yield _compare(pool, "limit", "PyMARE", ours.ci_high, theirs.ci_high)


def _compare_odds_ratio(
    pool: str, ours: MantelHaenszelResult | None, theirs: StatsmodelsRatios
) -> Iterator[ComparedCase]:
    if ours is None and math.isnan(theirs.log_odds_ratio):
        yield NotCompared(pool, "statsmodels", "Mantel-Haenszel odds ratio", NO_RATIO)
        return
    estimate, se = (None, None) if ours is None else (ours.estimate, ours.se)
    yield _compare(pool, "Mantel-Haenszel log OR", "statsmodels", estimate, theirs.log_odds_ratio)
    name: Quantity = "Mantel-Haenszel standard error"
    yield _compare(pool, name, "statsmodels", se, theirs.log_odds_ratio_se)


def _compare_risk_ratio(
    pool: str, ours: MantelHaenszelResult | None, theirs: StatsmodelsRatios
) -> Iterator[ComparedCase]:
    if ours is None and math.isnan(theirs.log_risk_ratio):
        yield NotCompared(pool, "statsmodels", "Mantel-Haenszel risk ratio", NO_RATIO)
        return
    estimate = None if ours is None else ours.estimate
    yield _compare(pool, "Mantel-Haenszel log RR", "statsmodels", estimate, theirs.log_risk_ratio)


def _compare(
    pool: str, quantity: Quantity, software: Software, ours: float | None, theirs: float
) -> ComparedNumber:
    return ComparedNumber(
        pool, quantity, software, math.nan if ours is None else ours, float(theirs)
    )

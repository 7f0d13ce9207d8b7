"""Tests of a claim on how well a treatment works: pools, comparisons of networks, shares."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from synthesis.analyses.certainty.rate import rate_comparison, rate_pool
from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import PoolResult
from synthesis.analyses.run import Results
from synthesis.claims.findings import FEW_TRIALS, Finding, find_nothing, name_cautions
from synthesis.claims.verdicts import Outcome, judge_effect, judge_similarity
from synthesis.models.measure import Measure
from synthesis.models.risks.shares import pool_shares
from synthesis.package.plan.claims import ClaimTest
from synthesis.words.labels import MEASURE_NAMES, capitalise, label_week
from synthesis.words.numbers import MINUS, describe_evidence, format_interval, of_100, with_interval


def check_pools(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """Pooled results of a declared analysis, one finding for each regimen."""
    (result,) = results.run(test.analysis)
    wanted = test.regimens or tuple(pool.pool.regimen for pool in result.pools)
    rule = _rule(test, result.analysis.measure)
    for regimen in wanted:
        pool = result.pool(regimen)
        if pool is None:
            label = results.labels.get(regimen, regimen)
            yield find_nothing(f"{result.analysis.title}: {label}", rule)
        else:
            yield _pool_result(test, pool, results)
    if not wanted:
        yield find_nothing(result.analysis.title, rule)


def _rule(test: ClaimTest, measure: Measure) -> str:
    if test.points is not None:
        return _points_rule(test, test.points)
    name = MEASURE_NAMES[measure]
    if test.expects == "similar":
        return (
            f"The interval of the {name} lies between {1 / test.margin:.2f} and {test.margin:g} "
            "(contradicted where it lies outside)."
        )
    side = "above" if test.expects == "more" else "below"
    none = 0 if measure == "RD" else 1
    return f"The interval of the {name} lies {side} {none} (contradicted on the other side)."


def _points_rule(test: ClaimTest, points: float) -> str:
    if test.expects == "similar":
        return (
            f"The interval of the risk difference lies between {MINUS}{points:g} and {points:g} "
            "percentage points (contradicted where it lies outside)."
        )
    side, other, sign = ("above", "below", "") if test.expects == "more" else (
        "below", "above", MINUS
    )  # fmt: skip
    return (
        f"The interval of the risk difference lies {side} {sign}{points:g} percentage points "
        f"(contradicted where it lies {other})."
    )


def _judge(test: ClaimTest, low: float, high: float, margin: float, threshold: float) -> Outcome:
    """Judge an interval in the direction that the claim declares (model scale).

    `margin` is what counts as similar, `threshold` what an effect in that direction exceeds.
    """
    if test.expects == "similar":
        return judge_similarity(low, high, margin)
    if test.expects == "more":
        return judge_effect(low, high, threshold)
    return judge_effect(-high, -low, threshold)


def _pool_result(test: ClaimTest, pool: PoolResult, results: Results) -> Finding:
    primary = pool.primary
    if test.points is not None:
        judged, size = pool.risk_difference, test.points / 100
        outcome = _judge(test, judged.ci_low, judged.ci_high, size, size)
        number = f"{format_interval(judged, 'RD')} more of 100"
    else:
        # A margin is a ratio: it says nothing of a difference.
        ratio = pool.risk_ratio if primary.measure == "RD" else primary
        if ratio is None:
            words = f"{capitalise(pool.pool.label)}: nobody responded, so that there is no ratio"
            return find_nothing(words, _rule(test, "RR"))
        judged = ratio if test.expects == "similar" else primary
        outcome = _judge(test, judged.ci_low, judged.ci_high, math.log(test.margin), 0.0)
        number = f"{MEASURE_NAMES[judged.measure]} {format_interval(judged, judged.measure)}"
    tiers = {arm.verification for arm in pool.pool.arms}
    return Finding(
        label=(
            f"{capitalise(pool.pool.label)} against {pool.pool.comparator_label}, "
            f"{pool.pool.analysis.outcome.name} at {_weeks(pool)}"
        ),
        outcome=outcome,
        number=number,
        rule=_rule(test, judged.measure),
        trials=primary.k,
        patients=primary.patients,
        certainty=rate_pool(pool, results.context).level,
        cautions=tuple(name_cautions(primary.k, tiers)),
        target=("pool", pool.pool.id),
        effect=(primary.estimate, primary.ci_low, primary.ci_high, primary.measure),
        analysis=pool.pool.analysis.id,
        estimate=pool.pool.id,
        labels=(pool.pool.label, pool.pool.comparator_label),
        counted=pool.pool.analysis.outcome,
    )


def _weeks(pool: PoolResult) -> str:
    return " and ".join(label_week(week) for week in sorted({arm.week for arm in pool.pool.arms}))


def check_network(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """One comparison of a declared network."""
    network = results.network(test.analysis)
    pair = {test.treatment, test.comparator}
    if isinstance(network, Missing):
        yield find_nothing(network.sentence, _rule(test, "OR"))
        return
    labels = network.labels
    label = (
        f"{capitalise(labels[test.treatment])} against {labels[test.comparator]}, "
        f"{network.analysis.title}"
    )
    measure = network.analysis.measure
    rule = _rule(test, measure)
    if test.expects == "similar" and measure == "RD":
        yield replace(
            find_nothing(label, rule), number="a margin is a ratio and says nothing of a difference"
        )
        return
    if not pair <= set(network.result.treatments):
        yield find_nothing(label, rule)
        return
    estimate = network.compare(test.treatment, test.comparator)
    used = [arm for arm in network.selection.arms if arm.treatment in pair]
    direct = network.direct_trials(test.treatment, test.comparator)
    cautions = [] if direct else ["indirect evidence only"]
    cautions += name_cautions(FEW_TRIALS + 1, {arm.verification for arm in used})
    yield Finding(
        label=label,
        outcome=_judge(test, estimate.ci_low, estimate.ci_high, math.log(test.margin), 0.0),
        number=(
            f"{MEASURE_NAMES[measure]} {format_interval(estimate, measure)}; "
            + describe_evidence(
                network.direct_trials(test.treatment, test.comparator),
                network.direct_share(test.treatment, test.comparator),
            )
        ),
        rule=rule,
        trials=len({arm.trial_id for arm in used}),
        patients=sum(arm.n for arm in used),
        certainty=rate_comparison(network, estimate, results.context).level,
        cautions=tuple(cautions),
        target=("network", network.analysis.id),
        effect=(estimate.estimate, estimate.ci_low, estimate.ci_high, network.analysis.measure),
        analysis=network.analysis.id,
        estimate=_estimate_of(network, test),
        labels=(network.labels[test.treatment], network.labels[test.comparator]),
        counted=network.analysis.outcome,
    )


def _estimate_of(network: NetworkAnalysisResult, test: ClaimTest) -> str:
    """Id of a comparison among the estimates of the book, which has two comparators a network."""
    analysis = network.analysis
    if test.comparator not in (analysis.reference, analysis.active_reference):
        return ""
    if test.treatment == analysis.reference:
        return ""
    return comparison_id(analysis.id, test.treatment, test.comparator)


def check_share(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """Responders of one arm; over several trials each trial counts as one."""
    (result,) = results.run(test.analysis)
    rule = (
        f"The interval of the share lies above {of_100(100 * test.at_least)} of 100 "
        "(contradicted where it lies below)."
    )
    for regimen in test.regimens:
        pool = result.pool(regimen)
        if pool is None:
            label = results.labels.get(regimen, regimen)
            yield find_nothing(f"{result.analysis.title}: {label}", rule)
            continue
        arms = [arm for arm in pool.pool.arms if arm.treatment == regimen]
        share = pool_shares(
            [arm.effective_responders for arm in arms], [arm.effective_n for arm in arms]
        )
        name = result.analysis.outcome.name
        yield Finding(
            label=f"{capitalise(pool.pool.label)}: share with {name} at {_weeks(pool)}",
            outcome=judge_effect(share.low, share.high, test.at_least),
            number=with_interval(
                f"{of_100(100 * share.estimate)} of 100",
                of_100(100 * share.low),
                of_100(100 * share.high),
            ),
            rule=rule,
            trials=len(arms),
            patients=sum(arm.n for arm in arms),
            cautions=tuple(name_cautions(len(arms), {arm.verification for arm in arms})),
            target=("pool", pool.pool.id),
        )

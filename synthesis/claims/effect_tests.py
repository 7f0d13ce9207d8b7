"""Tests of a claim on how well a treatment works: pools, comparisons of networks, shares."""

from __future__ import annotations

import math
from collections.abc import Iterable

from statsmodels.stats.proportion import proportion_confint

from synthesis.analyses.certainty import suggest_certainty
from synthesis.analyses.missing import Missing
from synthesis.analyses.network_certainty import suggest_network_certainty
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import PoolResult
from synthesis.analyses.run import Results
from synthesis.claims.findings import FEW_TRIALS, Finding, find_nothing, name_cautions
from synthesis.claims.verdicts import Outcome, judge_effect, judge_similarity
from synthesis.package.plan.claims import ClaimTest
from synthesis.words.labels import MEASURE_NAMES, capitalise, label_week
from synthesis.words.numbers import describe_evidence, format_interval, of_100, with_interval


def check_pools(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """Pooled results of a declared analysis, one finding for each regimen."""
    (result,) = results.run(test.analysis)
    wanted = test.regimens or tuple(pool.pool.regimen for pool in result.pools)
    for regimen in wanted:
        pool = result.pool(regimen)
        if pool is None:
            label = results.labels.get(regimen, regimen)
            yield find_nothing(f"{result.analysis.title}: {label}", _pool_rule(test))
        else:
            yield _pool_result(test, pool, results)
    if not wanted:
        yield find_nothing(result.analysis.title, _pool_rule(test))


def _pool_rule(test: ClaimTest) -> str:
    if test.points is not None:
        return (
            f"The interval of the risk difference lies above {test.points:g} percentage points "
            "(contradicted where it lies below)."
        )
    if test.expects == "similar":
        return _similar_rule(test)
    side = "above" if test.expects == "more" else "below"
    return f"The interval of the odds ratio lies {side} 1 (contradicted on the other side)."


def _similar_rule(test: ClaimTest) -> str:
    return (
        f"The interval of the odds ratio lies between {1 / test.margin:.2f} and {test.margin:g} "
        "(contradicted where it lies outside)."
    )


def _judge(test: ClaimTest, low: float, high: float) -> Outcome:
    if test.expects == "similar":
        return judge_similarity(low, high, math.log(test.margin))
    return judge_effect(low, high) if test.expects == "more" else judge_effect(-high, -low)


def _pool_result(test: ClaimTest, pool: PoolResult, results: Results) -> Finding:
    primary, difference = pool.primary, pool.risk_difference
    if test.points is None:
        outcome = _judge(test, primary.ci_low, primary.ci_high)
        number = f"{MEASURE_NAMES[primary.measure]} {format_interval(primary, primary.measure)}"
    else:
        outcome = judge_effect(difference.ci_low, difference.ci_high, test.points / 100)
        number = f"{format_interval(difference, 'RD')} more of 100"
    bias = results.context.bias(pool.pool.analysis.outcome)
    tiers = {arm.verification for arm in pool.pool.arms}
    return Finding(
        label=(
            f"{capitalise(pool.pool.label)} against {pool.pool.comparator_label}, "
            f"{pool.pool.analysis.outcome.name} at {_weeks(pool)}"
        ),
        outcome=outcome,
        number=number,
        rule=_pool_rule(test),
        trials=primary.k,
        patients=primary.patients,
        certainty=suggest_certainty(pool, bias).level,
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
        yield find_nothing(network.sentence, _pool_rule(test))
        return
    labels = network.labels
    label = (
        f"{capitalise(labels[test.treatment])} against {labels[test.comparator]}, "
        f"{network.analysis.title}"
    )
    rule = _similar_rule(test) if test.expects == "similar" else _pool_rule(test)
    if not pair <= set(network.result.treatments):
        yield find_nothing(label, rule)
        return
    estimate = network.compare(test.treatment, test.comparator)
    used = [arm for arm in network.selection.arms if arm.treatment in pair]
    direct = network.direct_trials(test.treatment, test.comparator)
    cautions = [] if direct else ["indirect evidence only"]
    cautions += name_cautions(FEW_TRIALS + 1, {arm.verification for arm in used})
    certainty = suggest_network_certainty(
        network, estimate, results.context.bias(network.analysis.outcome)
    )
    measure = network.analysis.measure
    yield Finding(
        label=label,
        outcome=_judge(test, estimate.ci_low, estimate.ci_high),
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
        certainty=certainty.level,
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
    return f"{analysis.id}.{test.treatment}-against-{test.comparator}"


def check_share(test: ClaimTest, results: Results) -> Iterable[Finding]:
    """Responders of one arm, with Wilson's interval."""
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
        responders, n = sum(a.responders for a in arms), sum(a.n for a in arms)
        low, high = proportion_confint(responders, n, method="wilson")
        name = result.analysis.outcome.name
        yield Finding(
            label=f"{capitalise(pool.pool.label)}: share with {name} at {_weeks(pool)}",
            outcome=judge_effect(low, high, test.at_least),
            number=with_interval(
                f"{of_100(100 * responders / n)} of 100", of_100(100 * low), of_100(100 * high)
            ),
            rule=rule,
            trials=len(arms),
            patients=n,
            cautions=tuple(name_cautions(len(arms), {arm.verification for arm in arms})),
            target=("pool", pool.pool.id),
        )

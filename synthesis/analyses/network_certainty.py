"""A suggestion of certainty for one comparison of a network, by fixed rules.

Like :mod:`synthesis.analyses.certainty`, a suggestion of a machine and not a judgement of people;
the domains are those of GRADE for networks (Puhan et al. 2014), with incoherence for the
disagreement of direct and indirect evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from synthesis.analyses.certainty import (
    FEW_RESPONDERS,
    HIGH_I2,
    LEVELS,
    VERY_FEW_RESPONDERS,
    Certainty,
    Step,
)
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.network.result import NetworkEstimate
from synthesis.selection.arms import ids_by_name
from synthesis.words.numbers import count_trials, format_p, list_words, whole

LEAST_CONTRIBUTION = 10.0  # percent: a trial below it cannot turn the answer
INCOHERENT = 0.1  # p of direct against indirect evidence


def suggest_network_certainty(
    network: NetworkAnalysisResult,
    estimate: NetworkEstimate,
    bias: Mapping[str, str],
    disputed: Collection[str] = (),
) -> Certainty:
    """Suggest a certainty for one comparison.

    Parameters
    ----------
    network
        The network.
    estimate
        One comparison of it, model scale.
    bias
        Published overall judgement of risk of bias by trial id; a trial may be missing.
    disputed
        Names of trials with a count on which sources disagree.
    """
    steps = (
        _risk_of_bias(network, estimate, bias, disputed),
        _inconsistency(network, estimate),
        _indirectness(network, estimate),
        _imprecision(network, estimate),
        _incoherence(network, estimate),
    )
    level = LEVELS[max(0, len(LEVELS) - 1 - sum(step.down for step in steps))]
    return Certainty(level, steps)


def _risk_of_bias(
    network: NetworkAnalysisResult,
    estimate: NetworkEstimate,
    bias: Mapping[str, str],
    disputed: Collection[str],
) -> Step:
    identifiers = ids_by_name(network.selection.arms)
    shares = network.contributions(estimate.treatment, estimate.comparator)
    heavy = [trial for trial, share in shares.items() if share >= LEAST_CONTRIBUTION]
    # Many small trials make an answer together, and none of them may go unjudged for that.
    alone = bool(heavy)
    heavy = heavy or [trial for trial, share in shares.items() if share > 0]
    open_trials = [trial for trial in heavy if identifiers[trial] not in bias]
    doubtful = [trial for trial in heavy if bias.get(identifiers[trial], "low") != "low"]
    argued = [trial for trial in heavy if trial in disputed]
    reasons = [
        f"{what} {list_words(trials) if alone else f'{count_trials(len(trials))}, all small'}"
        for what, trials in (
            ("risk of bias not low in", doubtful),
            ("risk of bias not judged for", open_trials),
            ("sources disagree on a count of", argued),
        )
        if trials
    ]
    if reasons:
        return Step("risk of bias", 1, "; ".join(reasons))
    return Step("risk of bias", 0, "published judgements: low in every trial that weighs in")


def _inconsistency(network: NetworkAnalysisResult, estimate: NetworkEstimate) -> Step:
    low, high = estimate.pi_low, estimate.pi_high
    clear = not estimate.ci_low <= 0 <= estimate.ci_high
    if low is None or high is None:
        return Step("inconsistency", 0, "too few trials to tell")
    if clear and low <= 0 <= high:
        return Step("inconsistency", 1, "a new trial might find no difference")
    if (network.result.i2 or 0) > HIGH_I2:
        return Step("inconsistency", 1, "the trials differ in the size of the effect")
    return Step("inconsistency", 0, "the trials agree in direction and size")


def _indirectness(network: NetworkAnalysisResult, estimate: NetworkEstimate) -> Step:
    if network.direct_trials(estimate.treatment, estimate.comparator):
        return Step("indirectness", 0, "compared head to head")
    # Indirect evidence alone is no reason to step down (GRADE for networks, Brignardello-Petersen
    # et al. 2018): what it lacks shows in the imprecision, and incoherence is rated on its own.
    return Step("indirectness", 0, "no trial compares the two head to head")


def _imprecision(network: NetworkAnalysisResult, estimate: NetworkEstimate) -> Step:
    down, reasons = 0, []
    if estimate.ci_low <= 0 <= estimate.ci_high:
        down += 1
        reasons.append("the interval includes the possibility of no difference")
    responders = count_responders(network, estimate)
    if responders < FEW_RESPONDERS:
        down += 1 if responders >= VERY_FEW_RESPONDERS else 2
        reasons.append(f"only {responders} responders carry the comparison")
    return Step("imprecision", down, "; ".join(reasons) or "enough responders, a narrow interval")


def count_responders(network: NetworkAnalysisResult, estimate: NetworkEstimate) -> int:
    """Responders that carry a comparison, each arm counted as far as it weighs in.

    Of one trial that compares the two they are those of its two arms, however many patients
    other trials of the network have on the comparator.
    """
    carried = network.carried_by(estimate.treatment, estimate.comparator)
    return whole(
        sum(
            carried.get((arm.trial_name, arm.treatment), 0.0) * arm.effective_responders
            for arm in network.selection.arms
        )
    )


def _incoherence(network: NetworkAnalysisResult, estimate: NetworkEstimate) -> Step:
    pair = {estimate.treatment, estimate.comparator}
    for split in network.splits:
        if {split.treatment, split.comparator} == pair:
            if split.p < INCOHERENT:
                reason = f"direct and indirect evidence disagree ({format_p(split.p)})"
                return Step("incoherence", 1, reason)
            return Step("incoherence", 0, "direct and indirect evidence agree")
    return Step("incoherence", 0, "cannot be tested: no closed loop")


def describe_network_rules() -> tuple[str, ...]:
    """What differs from the rules for pairs, in words, with the limits this module uses."""
    return (
        "Risk of bias looks at the trials that contribute at least "
        f"{LEAST_CONTRIBUTION:g}% to the comparison; where none does, at all that contribute.",
        "Indirectness: no step down by itself when no trial compares the two head to head; an "
        "indirect comparison holds as far as the trials enrolled similar patients.",
        "Imprecision counts the responders that carry the comparison: each trial as far as it "
        "contributes, set against the trial that contributes most, and in it each arm as far as it "
        "weighs in.",
        "Incoherence: one step down when direct and indirect evidence disagree with p below "
        f"{INCOHERENT:g}. Where there is no closed loop it cannot be tested, and nothing is taken "
        "off.",
    )

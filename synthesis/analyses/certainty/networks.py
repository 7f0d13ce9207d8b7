"""A suggestion of certainty for one comparison of a network, by fixed rules.

Like :mod:`synthesis.analyses.certainty.pools`, a suggestion of a machine and not a judgement of
people; the domains are those of GRADE for networks (Puhan et al. 2014), with incoherence for the
disagreement of direct and indirect evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from synthesis.analyses.certainty.imprecision import Precision, judge_imprecision
from synthesis.analyses.certainty.inconsistency import judge_inconsistency
from synthesis.analyses.certainty.levels import Certainty, Step, level_after
from synthesis.analyses.certainty.parts import LEAST_CONTRIBUTION, Doubts, rate_parts
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.risks.absolute_effects import absolute_effect, baseline_risks
from synthesis.words.numbers import format_p, whole

DifferenceOf100 = tuple[float, float, float]
INCOHERENT = 0.1  # p of direct against indirect evidence


def suggest_network_certainty(
    network: NetworkAnalysisResult,
    estimate: NetworkEstimate,
    bias: Mapping[str, str],
    disputed: Collection[str] = (),
    matters: float | None = None,
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
    matters
        So many patients of 100, more or fewer, are a difference that matters; None where the plan
        does not say.
    """
    parts = rate_parts(network, estimate, Doubts(bias, disputed))
    start, incoherence = parts[0].steps, _incoherence(network, estimate)
    by_domain = {step.domain: step for step in start}
    steps = (
        by_domain["risk of bias"],
        _inconsistency(network, estimate, by_domain["inconsistency"], incoherence),
        by_domain["indirectness"],
        _imprecision(network, estimate, matters),
        incoherence,
    )
    return Certainty(level_after(steps), steps, parts)


def _inconsistency(
    network: NetworkAnalysisResult, estimate: NetworkEstimate, part: Step, incoherence: Step
) -> Step:
    if part.down or incoherence.down:
        # Trials that disagree along a loop widen the spread between trials too: one step is enough.
        return part
    return judge_inconsistency(estimate, network.result.i2)


def _imprecision(
    network: NetworkAnalysisResult, estimate: NetworkEstimate, matters: float | None
) -> Step:
    responders = count_responders(network, estimate)
    _, low, high = effect_of_100(network, estimate)
    precision = Precision(
        low=low,
        high=high,
        includes_none=estimate.ci_low <= 0 <= estimate.ci_high,
        responders=responders,
        carry=f"{responders} responders carry the comparison",
    )
    return judge_imprecision(precision, matters)


def effect_of_100(network: NetworkAnalysisResult, estimate: NetworkEstimate) -> DifferenceOf100:
    """The difference in patients of 100, treatment minus comparator, and its limits.

    At the median response of the reference arms of the network; a comparator that is not the
    reference responds as the network says at that median. Both responses are taken as known.
    """
    reference, measure = network.analysis.reference, network.analysis.measure
    risk = baseline_risks(network.frame(), reference).median
    if estimate.comparator != reference:
        own = network.compare(estimate.comparator, reference)
        risk = absolute_effect(measure, own.estimate, own.ci_low, own.ci_high, risk).risk
    effect = absolute_effect(measure, estimate.estimate, estimate.ci_low, estimate.ci_high, risk)
    return (
        100 * effect.difference,
        100 * effect.difference_low,
        100 * effect.difference_high,
    )


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
        "Direct and indirect evidence are rated by themselves for risk of bias and inconsistency, "
        "indirect evidence as low as the weaker leg of the shortest path that gives most of it. "
        "The whole starts from the part that gives more of the answer.",
        "Risk of bias looks at the trials of that part that contribute at least "
        f"{LEAST_CONTRIBUTION:g}% to the comparison; where none does, at all that contribute.",
        "Indirectness: no step down by itself when no trial compares the two head to head; an "
        "indirect comparison holds as far as the trials enrolled similar patients.",
        "Imprecision is judged at the median response on the reference, and counts the responders "
        "that carry the comparison: each trial as far as it contributes, set against the trial "
        "that contributes most, and in it each arm as far as it weighs in.",
        "Incoherence: one step down when direct and indirect evidence disagree with p below "
        f"{INCOHERENT:g}; the spread that the same trials cause is then not counted again as "
        "inconsistency. Where there is no closed loop it cannot be tested, and nothing is taken "
        "off.",
    )

"""A suggestion of certainty for one comparison of means, by fixed rules.

As :mod:`synthesis.analyses.certainty.networks`, with patients in place of responders. No
difference in a score that matters is declared, so that imprecision is judged by whether the
interval includes no difference; direct and indirect evidence are not told apart.
"""

from __future__ import annotations

from collections.abc import Mapping

from synthesis.analyses.certainty.imprecision import MOST_STEPS
from synthesis.analyses.certainty.inconsistency import TOO_FEW, judge_inconsistency
from synthesis.analyses.certainty.levels import Certainty, Step, level_after
from synthesis.analyses.means.result import MeanAnalysisResult, patients_of
from synthesis.models.network.result import NetworkEstimate
from synthesis.words.numbers import list_words

FEW_PATIENTS = 400  # rule of thumb for the optimal information size of a mean
VERY_FEW_PATIENTS = 100


def suggest_mean_certainty(
    result: MeanAnalysisResult, estimate: NetworkEstimate, bias: Mapping[str, str]
) -> Certainty:
    """Suggest a certainty for one comparison of a network of means.

    Parameters
    ----------
    result
        The analysis, with its network.
    estimate
        One comparison of it.
    bias
        Published overall judgement of risk of bias for this score by trial id; a trial may be
        missing.
    """
    steps = (
        _risk_of_bias(result, estimate, bias),
        judge_inconsistency(estimate, result.network.i2) if result.network else TOO_FEW,
        Step("indirectness", 0, "the trials compare what the question asks"),
        _imprecision(result, estimate),
        Step("incoherence", 0, "not tested for means"),
    )
    return Certainty(level_after(steps), steps)


def _risk_of_bias(
    result: MeanAnalysisResult, estimate: NetworkEstimate, bias: Mapping[str, str]
) -> Step:
    names = {arm.trial_id: arm.trial_name for arm in result.arms_of(estimate.treatment)}
    open_trials = [name for trial, name in names.items() if trial not in bias]
    doubtful = [name for trial, name in names.items() if bias.get(trial, "low") != "low"]
    thinned = [name for name in names.values() if name in result.thinned]
    reasons = [
        f"{what} {list_words(found)}"
        for what, found in (
            ("risk of bias not low in", doubtful),
            ("risk of bias not judged for", open_trials),
            ("few patients are left in", thinned),
        )
        if found
    ]
    if reasons:
        return Step("risk of bias", 1, "; ".join(reasons))
    return Step("risk of bias", 0, "published judgements: low in every trial of the drug")


def _imprecision(result: MeanAnalysisResult, estimate: NetworkEstimate) -> Step:
    down, reasons = 0, []
    if estimate.ci_low <= 0 <= estimate.ci_high:
        down = 1
        reasons.append("the interval includes the possibility of no difference")
    trials = {arm.trial_id for arm in result.arms_of(estimate.treatment)}
    pair = {estimate.treatment, estimate.comparator}
    arms = [a for a in result.selection.arms if a.treatment in pair and a.trial_id in trials]
    patients = patients_of(arms)
    if patients < FEW_PATIENTS:
        down = max(down, 1 if patients >= VERY_FEW_PATIENTS else MOST_STEPS)
        reasons.append(f"only {patients} patients in the trials of the drug")
    return Step("imprecision", down, "; ".join(reasons) or "enough patients, a narrow interval")


def describe_mean_rules() -> tuple[str, ...]:
    """What differs from the rules for pairs, in words, with the limits this module uses."""
    return (
        "Risk of bias looks at the trials of the drug; few patients left in one of them count as "
        "a doubt.",
        "Imprecision: one step down when the interval includes no difference, as no difference in "
        f"a score that matters is declared; for fewer than {FEW_PATIENTS} patients in the trials "
        f"of the drug one step, for fewer than {VERY_FEW_PATIENTS} two. The larger of the two "
        "counts.",
        "Incoherence is not tested for means.",
    )

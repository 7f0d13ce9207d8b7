"""What the plan declares for pools of few trials, in words."""

from __future__ import annotations

from synthesis.package.plan.few_trials import FewTrials
from synthesis.words.numbers import list_words

# Quantiles of the half-normal distribution of scale 1.
HALF_NORMAL_MEDIAN, HALF_NORMAL_95 = 0.6745, 1.9600


def few_trials_sentence(few: FewTrials | None) -> str:
    """What is declared for pools of few trials, in words."""
    if few is None:
        return "The plan declares no prior for pools of few trials."
    most = "two trials" if few.most_trials == 2 else f"2 to {few.most_trials} trials"
    more = list_words((f"{number:g}" for number in few.more_of_100), "or")
    return (
        f"Ratios of {most} are pooled once more with a weakly informative prior on τ: half-normal "
        f"with scale {few.tau_scale:g} on the log scale, half of it below "
        f"{HALF_NORMAL_MEDIAN * few.tau_scale:.2f} and 95% below "
        f"{HALF_NORMAL_95 * few.tau_scale:.2f}. The estimate is the median of the posterior, the "
        f"interval holds its central 95%; beside it stands the probability that {more} more of "
        "100 patients respond, at the response on the comparator in the same trials. The integrals "
        "are computed, not sampled. It is a sensitivity analysis: often wider than the normal "
        "interval of two trials, which takes their τ as known, and mostly narrower than the "
        "Hartung-Knapp interval."
    )

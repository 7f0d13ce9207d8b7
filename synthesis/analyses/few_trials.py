"""A pool of few trials once more, with the prior on τ that the plan declares."""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from synthesis.models.pairwise.contrasts import Contrasts
from synthesis.models.pairwise.few_trials import FewTrialsResult, pool_few_trials
from synthesis.package.plan.few_trials import FewTrials
from synthesis.selection.pools import Pool
from synthesis.words.numbers import list_words, of_100

ANY = "any"


def control_risk(pool: Pool) -> float:
    """Share of responders in the control arms of a pool, 0 to 1."""
    arms = pool.arms[1::2]
    return sum(arm.responders for arm in arms) / sum(arm.n for arm in arms)


def is_few(contrasts: Contrasts, declared: FewTrials | None) -> bool:
    """Whether the plan asks for a prior on τ of this pool: a ratio of two trials up to its most."""
    return (
        declared is not None
        and contrasts.measure != "RD"
        and 2 <= contrasts.k <= declared.most_trials
    )


def pool_with_prior(
    contrasts: Contrasts, pool: Pool, declared: FewTrials
) -> tuple[FewTrialsResult, str]:
    """The posterior of a pool, and what it says in words."""
    risk = control_risk(pool)
    scale = logit if contrasts.measure == "OR" else np.log
    thresholds = {ANY: 0.0}
    for more in declared.more_of_100:
        if 0.0 < risk < 1.0 - more / 100.0:
            thresholds[f"{more:g} more of 100"] = float(scale(risk + more / 100.0) - scale(risk))
    found = pool_few_trials(contrasts, declared.tau_scale, thresholds)
    return found, describe_prior(found)


def describe_prior(found: FewTrialsResult) -> str:
    """“half-normal prior, scale 0.5; probability of more responders >99%, 5 more of 100 91%”."""
    words = (
        f"{'more responders' if name == ANY else name} {of_100(100.0 * probability, brief=True)}%"
        for name, _, probability in found.beyond
    )
    return f"half-normal prior, scale {found.prior_scale:g}; probability of {list_words(words)}"

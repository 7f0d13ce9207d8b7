"""What a figure of harms is called on its slide, and what to say with it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from synthesis.harm_analysis import HarmResult
from synthesis.harm_prose import (
    BEFORE,
    at_most_1000,
    list_periods,
    ratio_interval,
    words_of_1000,
)
from synthesis.labels import EVENT_NAMES, capitalise
from synthesis.prose import count_patients, count_trials


def finding_sentence(result: HarmResult) -> str:
    """The result of one harm in one sentence that says which way it goes, or what stays open.

    Shorter than `harm_sentence`: it is the title of a slide.
    """
    pool = result.pool
    comparator, treatment, low, high = words_of_1000(result)
    what = capitalise(EVENT_NAMES[pool.analysis.event])
    if result.finding != "open":
        what += f" {BEFORE[result.finding]} than on {pool.comparator_label}"
    ratio = ""
    if result.risk_ratio is not None:
        ratio = f"; risk ratio {ratio_interval(result.risk_ratio)}"
    left_open = ""
    if result.borderline:
        left_open = "; too close to call"
    elif result.finding == "open":
        excess = at_most_1000(1000 * result.difference.high)
        left_open = f"; up to {excess} extra of 1,000 stay possible"
    return (
        f"{what}: of 1,000 patients, {treatment} on {pool.label} (95% CI {low} to {high}) and "
        f"{comparator} on {pool.comparator_label} over {list_periods([result])}{ratio}{left_open}; "
        f"{count_trials(result.k)}, {count_patients(result.patients)}."
    )


def caveat_sentences(pools: Sequence[HarmResult]) -> tuple[str, ...]:
    """What somebody who shows these comparisons should say with them; only what applies."""
    n = len(pools)
    alone = sum(pool.k == 1 for pool in pools)
    unclear = sum(pool.finding == "open" for pool in pools)
    border = sum(pool.borderline for pool in pools)
    silent = sum(pool.risk_ratio is None for pool in pools)
    by_chance = math.floor(0.05 * n + 0.5)
    sentences = [
        f"Counted over {list_periods(pools)}: this says nothing about harms that take years.",
    ]
    if unclear:
        sentences.append(
            f"In {unclear} of {n} comparisons no difference is shown; that is not evidence of "
            "safety."
        )
    if alone:
        sentences.append(f"{alone} of {n} comparisons rest on a single trial.")
    if silent:
        sentences.append(f"{silent} of {n} have no risk ratio, because one group had no event.")
    if border:
        sentences.append(f"{border} of {n} {'is' if border == 1 else 'are'} too close to call.")
    if by_chance:
        sentences.append(
            f"The title has the clearest of {n} comparisons; if no drug did anything, about "
            f"{by_chance} of them would exclude no difference by chance."
        )
    if any(pool.k > 1 for pool in pools):
        sentences.append(
            "The pooled ratios take the effect to be the same in all trials (common effect)."
        )
    if len({pool.pool.regimen for pool in pools}) > 1:
        sentences.append(
            "Doses and drugs may come from different trials: that one has more of a harm than "
            "another is no proof of a difference between them."
        )
    if any(
        pool.pool.analysis.event == "AE_DISCONTINUATION"
        and pool.pool.analysis.against_inactive
        and pool.difference.estimate < 0
        for pool in pools
    ):
        sentences.append(
            "Eczema that gets worse counts as an adverse event: fewer patients who stop because "
            "of one can be a sign of the effect."
        )
    return tuple(sentences)

"""Caveats of harms."""

from __future__ import annotations

import math
from collections.abc import Sequence

from synthesis.analyses.harms import HarmResult
from synthesis.prose.harms import list_periods


def harm_caveats(pools: Sequence[HarmResult]) -> tuple[str, ...]:
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
    alone_common = sum(pool.common_effect_alone for pool in pools)
    if alone_common:
        clear = n - unclear
        sentences.append(
            f"{alone_common} of {clear} clear findings would be open if the effect may differ "
            "between trials (random effects)."
        )
    if len({pool.pool.regimen for pool in pools}) > 1:
        sentences.append(
            "Doses and drugs may come from different trials: that one has more of a harm than "
            "another is no proof of a difference between them."
        )
    fewer = (
        pool.pool.analysis.event.worsening
        for pool in pools
        if pool.pool.analysis.against_inactive and pool.difference.estimate < 0
    )
    sentences += dict.fromkeys(filter(None, fewer))
    return tuple(sentences)

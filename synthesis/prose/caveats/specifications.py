"""Caveats of a specification curve."""

from __future__ import annotations

from collections.abc import Mapping

from synthesis.analyses.multiverse.result import Multiverse
from synthesis.package.plan.pools import Analysis
from synthesis.prose.multiverse import name_background


def specification_caveats(
    multiverse: Multiverse, analyses: Mapping[str, Analysis]
) -> tuple[str, ...]:
    """What a speaker says with a specification curve; `analyses` are the declared ones by id."""
    single = [each.declared for each in multiverse.declared if each.result.k == 1]
    return (
        "A verdict that stays the same is not proved true by that: every specification rests on "
        "the same few trials.",
        *(
            f"The primary analysis, {name_background(analyses[name])}, rests on a single trial."
            for name in single
        ),
    )

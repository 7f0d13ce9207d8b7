"""Caveats of analyses of means."""

from __future__ import annotations

from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.prose.means import better_sentence, odd_spread_sentence, thinned_sentence
from synthesis.words.numbers import count_noun


def mean_caveats(result: MeanAnalysisResult) -> tuple[str, ...]:
    """What to say beside a figure of means, one sentence each; only those that apply."""
    single = sum(pool.primary.k == 1 for pool in result.pools)
    rest = "rests" if single == 1 else "rest"
    lines = [
        better_sentence(result),
        "The order of the estimates is no proof of a difference between two doses.",
        f"{count_noun(single, 'dose')} {rest} on a single trial." if single else "",
        "A mean says how far a group moved, not how many patients had a change that they felt.",
        thinned_sentence(result),
        odd_spread_sentence(result),
    ]
    if result.analysis.statistic == "least-squares mean":
        lines.append(
            "Least-squares means come from a model of each trial, which treats missing visits and "
            "rescue treatment in its own way."
        )
    if result.network is not None and result.network.tau2 is None:
        lines.append(
            "No comparison has enough trials to show how much trials differ: the estimates assume "
            "one common effect."
        )
    return tuple(filter(None, lines))

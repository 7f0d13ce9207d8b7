"""Caveats of patients of 1,000."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from synthesis.analyses.per_1000 import NetworkOf1000, uncertain_of_sign
from synthesis.prose.caveats.counts import count_caveats
from synthesis.prose.caveats.single_trials import alone_caveats
from synthesis.prose.per_1000 import baseline_sentence
from synthesis.words.numbers import count_trials, list_words


def thousand_caveats(
    of_1000: NetworkOf1000, regimens: Iterable[str], disputed: Collection[str] = ()
) -> tuple[str, ...]:
    """What a speaker says with a pictograph of `regimens`: what is indirect, known, or open.

    `disputed` are the trials on whose counts sources disagree.
    """
    wanted = set(regimens)
    drawn = [t for t in of_1000.treatments if t.regimen in wanted]
    reference, total = of_1000.analysis.reference, count_trials(len(of_1000.trials))
    direct = len(of_1000.head_to_head)
    compared = f"{direct or 'none'} of {total} {'compares' if direct <= 1 else 'compare'} two drugs"
    sentences = [
        f"The drugs are compared mostly indirectly: {compared}."
        if direct
        else f"The drugs are compared only indirectly: {compared}.",
        f"The response on {reference} is taken as known; where it is another, so are all numbers. "
        f"{baseline_sentence(of_1000)}",
    ]
    single = [t.label for t in drawn if len(t.trials) == 1]
    sentences += alone_caveats(single)
    uncertain = [t.label for t in uncertain_of_sign(of_1000) if t.regimen in wanted]
    if uncertain:
        sentences.append(
            f"The interval includes no difference from {reference} for {list_words(uncertain)}."
        )
    return (*sentences, *count_caveats(of_1000.arms, disputed))

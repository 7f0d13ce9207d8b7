"""How well two coders agree on what clinicians said, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

from synthesis.claims.coders import CoderDifference, Codings, measure_agreement
from synthesis.claims.opinions import Opinions
from synthesis.models.kappa import Kappa
from synthesis.words.numbers import with_interval

CODED_ONCE = "The statements were coded once. How well two coders would agree is not known."


def coder_sentences(codings: Codings, opinions: Opinions) -> Iterator[str]:
    """How the statements were coded twice, how well the coders agree, and what that leaves out."""
    if not codings.first:
        yield CODED_ONCE
        return
    agreement = measure_agreement(codings, opinions)
    codes = sum(not code.added for code in opinions.codes)
    yield (
        f"Two coders set {len(opinions.people)} speakers against {codes} positions, the second "
        f"without having seen the first coding. They differ on {agreement.differ} of "
        f"{agreement.cells:,} pairs of a speaker and a position."
    )
    yield (
        f"Agreement beyond chance (Cohen’s kappa, 1 where all agree) is "
        f"{kappa_text(agreement.kappa)}. Where both saw a position taken, they gave it the same "
        f"stance in {agreement.same_stance} of {agreement.shared}."
    )
    yield _decided_sentence(codings.differences)
    if added := len(opinions.codes) - codes:
        yield (
            f"{added} positions were added to the codebook afterwards and coded once; they are not "
            "part of the kappa."
        )
    yield (
        "The codebook was written from these very sources, so coders agree more easily than they "
        "would on others."
    )


def _decided_sentence(differences: tuple[CoderDifference, ...]) -> str:
    first = sum(each.decision == each.first for each in differences)
    second = sum(each.decision == each.second for each in differences)
    return (
        f"{len(differences)} differences, of stance included, were decided one by one with the "
        f"source at hand: {first} as the first coder had it, {second} as the second, none by "
        "averaging."
    )


def kappa_text(kappa: Kappa) -> str:
    """“0.92 (95% CI 0.88 to 0.97)”, or why there is none."""
    if math.isnan(kappa.estimate):
        return "not defined, as both coders said the same of everything"
    if math.isnan(kappa.low):
        return f"{kappa.estimate:.2f}"
    return with_interval(*(f"{value:.2f}" for value in (kappa.estimate, kappa.low, kappa.high)))


def decided_as(difference: CoderDifference) -> str:
    """“agrees, as the first coder”: what was decided, and whose coding that is."""
    whose = {difference.first: "the first coder", difference.second: "the second coder"}
    return f"{difference.decision}, as {whose.get(difference.decision, 'neither coder')}"

"""Certainty in words: what it starts from, who judged, and what difference matters."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.analyses.certainty.levels import Certainty, Part
from synthesis.analyses.certainty.rate import Rating
from synthesis.package.plan.importance import Importance
from synthesis.words.labels import capitalise
from synthesis.words.numbers import list_words, whole

NO_IMPORTANCE = (
    "The plan names no difference that matters: imprecision is judged by whether the interval "
    "includes no difference."
)


def rated_by(rating: Rating) -> str:
    """“suggested”, or who judged and when."""
    judged = rating.overall
    return f"judged by {judged.judge}, {judged.date}" if judged else "suggested"


def parts_text(certainty: Certainty) -> str:
    """“direct evidence (72% of the answer) high; indirect, through placebo, moderate”."""
    both = len(certainty.parts) > 1
    return "; ".join(_part(part, both) for part in certainty.parts) if both else ""


def _part(part: Part, both: bool) -> str:
    share = f" ({whole(100 * part.share)}% of the answer)" if both else ""
    through = f", through {part.through}" if part.through else ""
    return f"{part.kind} evidence{through}{share}: {part.level}"


def importance_sentences(declared: Iterable[Importance]) -> list[str]:
    """Which difference matters for which outcomes, by whose choice, or that none is named."""
    found = []
    for each in declared:
        names = list_words(code.name for code in each.outcomes)
        found.append(
            f"{capitalise(names)}: a difference of {each.of_100:g} of 100 patients matters. "
            f"{each.reason.removesuffix('.')}."
        )
    return found or [NO_IMPORTANCE]


def judgements_sentence(judged: int, differing: int) -> str:
    """Whether people have judged, and how often otherwise than the rules suggest."""
    if not judged:
        return (
            "Nobody has judged the certainty of an estimate of this book yet: every level is a "
            "suggestion by these rules. Judgements of people go into judgements.csv and then "
            "stand in place of the suggestion."
        )
    return (
        f"People have judged {judged:,} times; {differing:,} of these differ from what the rules "
        "suggest. Where they judged overall, their level stands in place of the suggestion."
    )

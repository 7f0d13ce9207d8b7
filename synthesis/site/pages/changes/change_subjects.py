"""What changed estimates are about: analysis, drugs and outcomes, by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from synthesis.analyses.estimates import Estimate, Estimates
from synthesis.words.slugs import slug_of
from synthesis.words.terms import INACTIVE


def name_analysis(estimate: Estimate) -> str:
    """The id of its analysis: what stands before the first dot of its own."""
    return estimate.id.split(".")[0]


def find_drugs(estimates: Iterable[Estimate], known: Estimates) -> tuple[str, ...]:
    """The drugs that some estimates name in title or comparison, each once.

    What is a drug is told by the comparisons of `known`, whose sides begin with one; those of
    doses name none.
    """
    drugs = {name for line in known.estimates.values() for name in _sides(line)}
    words = (
        word
        for line in estimates
        for word in re.findall(r"[a-z]+", f"{line.comparison} {line.title}".lower())
    )
    return tuple(dict.fromkeys(word for word in words if word in drugs))


def _sides(estimate: Estimate) -> Iterator[str]:
    for side in estimate.comparison.split(" against "):
        name = side.split(" ")[0].rstrip(",").lower()
        if name.isalpha() and name not in INACTIVE:
            yield name


def find_outcomes(estimates: Iterable[Estimate], terms: Collection[str]) -> tuple[str, ...]:
    """Which of `terms`, outcomes and events, the ids of their analyses name, each once."""
    found = (code for line in estimates for code in _codes(name_analysis(line), terms))
    return tuple(dict.fromkeys(found))


def _codes(analysis: str, terms: Collection[str]) -> list[str]:
    slugs = {code: slug_of(code) for code in terms}
    held = {code: slug for code, slug in slugs.items() if f"-{slug}-" in f"-{analysis}-"}
    # “pain50-free2” is one outcome, neither of the two that it is made of.
    return [
        code
        for code, slug in held.items()
        if not any(slug != other and f"-{slug}-" in f"-{other}-" for other in held.values())
    ]

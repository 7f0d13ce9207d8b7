"""What chapters made from a plan say: results by the ids of a page, and takeaways of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.analyses.doses import DoseAnalysisResult
from synthesis.analyses.harms import HarmAnalysisResult
from synthesis.analyses.missing import Missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.run import Results
from synthesis.prose.doses import steps_sentence
from synthesis.prose.harms import compared_sentence, rare_sentence, undecided_sentence
from synthesis.prose.networks import (
    against_active_sentences,
    against_reference_sentence,
    evidence_sentence,
)
from synthesis.site.pages.results.home import headline
from synthesis.words.labels import capitalise

NO_HARMS = "This data package holds no adverse events: nothing can be said here about harms."


def doses_of(book: Results, *identifiers: str) -> tuple[DoseAnalysisResult, ...]:
    """Dose-response analyses by id."""
    return tuple(book.doses[name] for name in identifiers)


def harms_of(book: Results, *identifiers: str) -> tuple[HarmAnalysisResult, ...]:
    """Comparisons of harms by id."""
    return tuple(book.harm(name) for name in identifiers)


def network_takeaways(networks: Iterable[NetworkAnalysisResult | Missing]) -> list[str]:
    """Of each network what does best, against the reference and against the active one."""
    found: list[str] = []
    for network in networks:
        if isinstance(network, Missing):
            found.append(network.sentence)
            continue
        title = network.analysis.title
        found.append(f"{title}: {against_reference_sentence(network)}")
        found += against_active_sentences(network)[:2]
        found.append(capitalise(evidence_sentence(network)))
    return found


def steps_by_outcome(results: Sequence[DoseAnalysisResult]) -> list[str]:
    """For each outcome, what the highest dose of each drug adds to the next lower one."""
    outcomes = dict.fromkeys(result.analysis.outcome for result in results)
    return [
        steps_sentence([r for r in results if r.analysis.outcome == outcome], outcome.name)
        for outcome in outcomes
    ]


def harm_takeaways(results: Sequence[HarmAnalysisResult]) -> list[str]:
    """For each comparator: what is more frequent, what stays undecided, what is rare."""
    found: list[str] = []
    for comparator in dict.fromkeys(result.analysis.comparator for result in results):
        own = [result for result in results if result.analysis.comparator == comparator]
        common = [result for result in own if not result.analysis.rare]
        rare = [result for result in own if result.analysis.rare]
        against = f"against {comparator}"
        if common:
            found.append(compared_sentence(common, "more", f"More often than on {comparator}"))
            found += [
                undecided_sentence(result, against)
                for result in common
                if not any(pool.finding == "more" for pool in result.pools)
            ]
        if rare:
            found.append(rare_sentence(rare, against))
    return [sentence for sentence in found if sentence]


def home_takeaways(book: Results, *identifiers: str) -> list[str]:
    """The first screen: how many respond, in each of some analyses, and what is known of harms."""
    found = [headline([result], result.analysis.title) for result in book.run(*identifiers)]
    harms = tuple(book.harms.values())
    return found + (harm_takeaways(harms)[:2] if harms else [NO_HARMS])

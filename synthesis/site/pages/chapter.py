"""What every chapter shares: the dataset, its results, the opening box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from synthesis import __version__
from synthesis.analyses.harms import HarmAnalysisResult, run_harm
from synthesis.analyses.missing import Missing, empty_analysis, empty_harm, find_network
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import AnalysisResult, run_analysis
from synthesis.package.dataset import Dataset, load
from synthesis.package.plan.harms import event_slug
from synthesis.selection.records import Records, read_harm_records
from synthesis.site.machinery.html import Html, render
from synthesis.site.pages.results.pools import Context, page_context
from synthesis.words.labels import OUTCOME_NAMES, capitalise
from synthesis.words.numbers import count_patients, count_trials, list_words


@dataclass(frozen=True)
class Chapter:
    """The data of one chapter; results are computed when they are first asked for."""

    dataset: Dataset

    @cached_property
    def context(self) -> Context:
        """Rows, trials and judgements by key."""
        return page_context(self.dataset)

    def run(self, *identifiers: str) -> tuple[AnalysisResult, ...]:
        """Run analyses by id, each once; one that is not declared has no pools."""
        declared = {analysis.id for analysis in self.dataset.analyses}
        for identifier in identifiers:
            if identifier not in self._results:
                self._results[identifier] = (
                    run_analysis(self.dataset, identifier)
                    if identifier in declared
                    else empty_analysis(identifier)
                )
        return tuple(self._results[identifier] for identifier in identifiers)

    def network(self, identifier: str) -> NetworkAnalysisResult | Missing:
        """Run one network by id, once; missing where this data package has none."""
        if identifier not in self._networks:
            self._networks[identifier] = find_network(self.dataset, identifier)
        return self._networks[identifier]

    def harm(self, identifier: str) -> HarmAnalysisResult:
        """Run one comparison of a harm by id, once; one that is not declared has no pools."""
        if identifier not in self._harms:
            self._harms[identifier] = (
                run_harm(self.dataset, identifier, self._harm_records)
                if identifier in {harm.id for harm in self.dataset.harms}
                else empty_harm(identifier)
            )
        return self._harms[identifier]

    def harms(self, comparison: str) -> tuple[HarmAnalysisResult, ...]:
        """Run one comparison, such as “against-placebo”, for every harm it is declared for."""
        chosen = [
            harm.id
            for harm in self.dataset.harms
            if harm.id == f"harm-{event_slug(harm.event)}-{comparison}"
        ]
        return tuple(self.harm(identifier) for identifier in chosen)

    @cached_property
    def _harm_records(self) -> Records:
        return read_harm_records(self.dataset)

    @cached_property
    def _harms(self) -> dict[str, HarmAnalysisResult]:
        return {}

    @cached_property
    def _networks(self) -> dict[str, NetworkAnalysisResult | Missing]:
        return {}

    @cached_property
    def _results(self) -> dict[str, AnalysisResult]:
        return {}

    def run_outcome(self, outcome: str) -> tuple[AnalysisResult, ...]:
        """Run every declared analysis of one outcome, in the order of the plan."""
        chosen = [a.id for a in self.dataset.analyses if a.outcome == outcome]
        return self.run(*chosen)

    def open(self, question: str, data_used: str, takeaways: Sequence[str]) -> Html:
        """The box every chapter opens with."""
        return render(
            "opening.html",
            question=question,
            data_used=data_used,
            takeaways=takeaways,
            version=f"Version {__version__}",
            digest=self.dataset.digest,
            short_digest=self.dataset.short_digest,
        )


def open_book() -> Chapter:
    """Load and validate the book's data: the first call of every chapter."""
    return Chapter(load())


def data_used(results: Iterable[AnalysisResult]) -> str:
    """What the pools of some analyses rest on: trials, patients, outcome."""
    results = tuple(results)
    # The denominator of an arm differs between weeks; the largest is its number of patients.
    patients: dict[tuple[str, str], int] = {}
    for arm in (arm for r in results for pool in r.pools for arm in pool.pool.arms):
        for row in arm.sources:
            key = arm.trial_id, row.arm_id
            patients[key] = max(row.n or 0, patients.get(key, 0))
    outcomes = dict.fromkeys(OUTCOME_NAMES[result.analysis.outcome] for result in results)
    trials = {trial for trial, _ in patients}
    return capitalise(
        f"{list_words(outcomes)}: {count_trials(len(trials))}, "
        f"{count_patients(sum(patients.values()))} with usable counts, each arm counted once; "
        "rows read at a source, derived or inferred"
    )

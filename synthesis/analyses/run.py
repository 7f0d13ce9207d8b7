"""One run of everything that is declared: chapters, files and comparisons all tell from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar

from synthesis.analyses.context import Context, make_context
from synthesis.analyses.courses.result import CourseResult
from synthesis.analyses.courses.run import run_all_courses
from synthesis.analyses.doses import DoseAnalysisResult, run_doses
from synthesis.analyses.harms import HarmAnalysisResult, run_harms
from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.analyses.means.run import run_all_means
from synthesis.analyses.missing import (
    Missing,
    empty_analysis,
    empty_harm,
    find_networks,
    not_declared,
    present,
)
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import AnalysisResult, run_all
from synthesis.package.dataset import Dataset
from synthesis.words.code_paths import code_path
from synthesis.words.slugs import slug_of
from synthesis.words.terms import RegimenLabel

KINDS = ("pools", "networks", "doses", "harms", "means", "courses")
T = TypeVar("T")


@dataclass(frozen=True)
class Results:
    """The results of one data package.

    Each kind is run whole when it is first asked for, and kept: a build asks for all of them once
    and hands them to its chapters, while somebody in JupyterLab waits for what a page needs.

    Parameters
    ----------
    dataset
        A validated data package; its digest is that of the results.
    """

    dataset: Dataset

    @cached_property
    def pools(self) -> Mapping[str, AnalysisResult]:
        """Every declared analysis with its pools, by id, in the order of the plan."""
        return {result.analysis.id: result for result in run_all(self.dataset)}

    @cached_property
    def networks(self) -> Mapping[str, NetworkAnalysisResult | Missing]:
        """Every declared network by id, missing where its trials do not form one."""
        return find_networks(self.dataset)

    @cached_property
    def doses(self) -> Mapping[str, DoseAnalysisResult]:
        """Every declared dose-response analysis by id."""
        return {result.analysis.id: result for result in run_doses(self.dataset)}

    @cached_property
    def harms(self) -> Mapping[str, HarmAnalysisResult]:
        """Every declared comparison of a harm by id."""
        return {result.analysis.id: result for result in run_harms(self.dataset)}

    @cached_property
    def means(self) -> Mapping[str, MeanAnalysisResult]:
        """Every declared analysis of means by id."""
        return {result.analysis.id: result for result in run_all_means(self.dataset)}

    @cached_property
    def courses(self) -> Mapping[str, CourseResult]:
        """Every declared course over time by id."""
        return {result.analysis.id: result for result in run_all_courses(self.dataset)}

    @cached_property
    def context(self) -> Context:
        """Rows, trials and judgements by key."""
        return make_context(self.dataset)

    @cached_property
    def labels(self) -> Mapping[str, RegimenLabel]:
        """Words for regimens."""
        return self.dataset.labels

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What functions made of these results, by their names; see `made_once`."""
        return {}

    @property
    def formed_networks(self) -> list[NetworkAnalysisResult]:
        """The networks whose trials form one."""
        return present(self.networks.values())

    def run(self, *identifiers: str) -> tuple[AnalysisResult, ...]:
        """Analyses by id; one that is not declared has no pools."""
        return tuple(self.pools.get(name) or empty_analysis(name) for name in identifiers)

    def run_outcome(self, outcome: str) -> tuple[AnalysisResult, ...]:
        """Every declared analysis of one outcome, in the order of the plan."""
        return tuple(r for r in self.pools.values() if r.analysis.outcome == outcome)

    def network(self, identifier: str) -> NetworkAnalysisResult | Missing:
        """One network by id; missing where this data package has none."""
        return self.networks.get(identifier) or Missing(not_declared(identifier))

    def means_of(self, *identifiers: str) -> tuple[MeanAnalysisResult, ...]:
        """Analyses of means by id; those that this data package does not declare are left out."""
        return tuple(self.means[name] for name in identifiers if name in self.means)

    def courses_of(self, *identifiers: str) -> tuple[CourseResult, ...]:
        """Courses over time by id; those that this data package does not declare are left out."""
        return tuple(self.courses[name] for name in identifiers if name in self.courses)

    def harm(self, identifier: str) -> HarmAnalysisResult:
        """One comparison of a harm by id; one that is not declared has no pools."""
        return self.harms.get(identifier) or empty_harm(identifier)

    def harms_of(self, comparison: str) -> tuple[HarmAnalysisResult, ...]:
        """One comparison, such as “against-placebo”, for every harm it is declared for."""
        return tuple(
            result
            for name, result in self.harms.items()
            if name == f"harm-{slug_of(result.analysis.event)}-{comparison}"
        )


def made_once(make: Callable[[Results], T]) -> Callable[[Results], T]:
    """Let what a function makes of results be kept with them: it is made once for a run."""
    name = code_path(make)

    @wraps(make)
    def answer(results: Results, /) -> T:
        if name not in results.kept:
            results.kept[name] = make(results)
        found: T = results.kept[name]
        return found

    return answer

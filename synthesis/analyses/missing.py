"""What a data package cannot give: told in one sentence where the result would have stood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from synthesis.analyses.harms import HarmAnalysisResult
from synthesis.analyses.networks import NetworkAnalysisResult, NoCountsError, run_network
from synthesis.analyses.pools import AnalysisResult
from synthesis.models.pairwise.contrasts import ContrastError, PoolingError
from synthesis.package.dataset import Dataset
from synthesis.package.plan.harms import HarmAnalysis
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.package.plan.pools import Analysis
from synthesis.package.plan.whole_plan import ANALYSES
from synthesis.selection.harms import HarmSelection
from synthesis.selection.pools import Selection
from synthesis.selection.records import Records, read_records
from synthesis.words.terms import EventTerm, OutcomeTerm

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True)
class Missing:
    """A result that the data package cannot give; `sentence` says why."""

    sentence: str


def unless_missing(
    say: Callable[[str], T],
) -> Callable[[Callable[Concatenate[R, P], T]], Callable[Concatenate[R | Missing, P], T]]:
    """Make a function of a result answer a missing one with `say(sentence)`."""

    def decorate(
        function: Callable[Concatenate[R, P], T],
    ) -> Callable[Concatenate[R | Missing, P], T]:
        @wraps(function)
        def answer(result: R | Missing, /, *args: P.args, **kwargs: P.kwargs) -> T:
            if isinstance(result, Missing):
                return say(result.sentence)
            return function(result, *args, **kwargs)

        return answer

    return decorate


def present(results: Iterable[R | Missing]) -> list[R]:
    """The results that are there."""
    return [result for result in results if not isinstance(result, Missing)]


def not_declared(identifier: str) -> str:
    """The sentence for an analysis that the plan of the data package does not have."""
    return f"“{identifier}” is not declared in {ANALYSES} of this data package."


def find_networks(dataset: Dataset) -> dict[str, NetworkAnalysisResult | Missing]:
    """Run every declared network, by id; missing where its trials do not form one."""
    records = read_records(dataset)
    return {network.id: _find_network(dataset, network, records) for network in dataset.networks}


def _find_network(
    dataset: Dataset, analysis: NetworkAnalysis, records: Records
) -> NetworkAnalysisResult | Missing:
    try:
        return run_network(dataset, analysis.id, records)
    except (ContrastError, PoolingError) as error:
        return Missing(f"{analysis.title}: there is no network. {error}")
    except NoCountsError as error:
        return Missing(f"{analysis.title}: {error}")


def empty_analysis(identifier: str) -> AnalysisResult:
    """The result of an analysis that is not declared: no pools, and a question that says so."""
    analysis = Analysis(
        id=identifier,
        title=identifier,
        question=not_declared(identifier),
        outcome=OutcomeTerm(identifier.split("-")[0].upper()),
        week=None,
        population="all ages",
        route="oral",
        background=(),
        comparator="placebo",
        treatments=(),
        measure="OR",
        verification=(),
        unit="drug-dose",
    )
    return AnalysisResult(analysis, Selection(analysis, (), ()), (), ())


def empty_harm(identifier: str) -> HarmAnalysisResult:
    """The result of a comparison of harms that is not declared: no pools."""
    analysis = HarmAnalysis(
        id=identifier,
        title=identifier,
        question=not_declared(identifier),
        event=EventTerm("ANY"),
        population="all ages",
        route="oral",
        background=(),
        comparator="placebo",
        treatments=(),
        verification=(),
    )
    return HarmAnalysisResult(analysis, HarmSelection(analysis, (), ()), (), ())

"""How sure an estimate is: what people judged where they did, else what the rules suggest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from synthesis.analyses.certainty.judged import Judged
from synthesis.analyses.certainty.levels import Certainty
from synthesis.analyses.certainty.means import suggest_mean_certainty
from synthesis.analyses.certainty.networks import suggest_network_certainty
from synthesis.analyses.certainty.pools import suggest_certainty
from synthesis.analyses.context import Context
from synthesis.analyses.estimates import comparison_id
from synthesis.analyses.means.result import MeanAnalysisResult
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.pools import PoolResult
from synthesis.analyses.run import Results, made_once
from synthesis.models.network.result import NetworkEstimate
from synthesis.package.plan.judgements import OVERALL, SERIOUSNESS


@dataclass(frozen=True)
class Rating:
    """The certainty of one estimate.

    Parameters
    ----------
    suggested
        By the rules.
    judged
        By people: one entry for each domain that somebody judged, and one overall.
    """

    suggested: Certainty
    judged: tuple[Judged, ...] = ()

    @property
    def overall(self) -> Judged | None:
        """What people judged overall, if they did."""
        return next((each for each in self.judged if each.domain == OVERALL), None)

    @property
    def level(self) -> str:
        """The level that stands: that of people, else the suggested one."""
        return self.overall.judgement if self.overall else self.suggested.level

    @property
    def reasons(self) -> str:
        """Why it is no higher, as one phrase; empty where there is nothing to say."""
        return self.overall.reason if self.overall else self.suggested.reasons

    @property
    def differing(self) -> tuple[tuple[Judged, str], ...]:
        """What people judged otherwise than the rules, with what the rules suggest."""
        rules = {step.domain: SERIOUSNESS[step.down] for step in self.suggested.steps}
        rules[OVERALL] = self.suggested.level
        return tuple(
            (each, rules.get(each.domain, "not rated"))
            for each in self.judged
            if each.judgement != rules.get(each.domain)
        )


def rate_pool(result: PoolResult, context: Context) -> Rating:
    """The certainty of one pooled result."""
    outcome = result.pool.analysis.outcome
    suggested = suggest_certainty(
        result, context.bias(outcome), context.disputed([result]), context.matters.get(outcome)
    )
    return Rating(suggested, context.judged.get(result.pool.id, ()))


def rate_comparison(
    network: NetworkAnalysisResult, estimate: NetworkEstimate, context: Context
) -> Rating:
    """The certainty of one comparison of a network."""
    outcome = network.analysis.outcome
    suggested = suggest_network_certainty(
        network,
        estimate,
        context.bias(outcome),
        context.disputed_among(network.selection.arms),
        context.matters.get(outcome),
    )
    name = comparison_id(network.analysis.id, estimate.treatment, estimate.comparator)
    return Rating(suggested, context.judged.get(name, ()))


def rate_mean(result: MeanAnalysisResult, estimate: NetworkEstimate, context: Context) -> Rating:
    """The certainty of one comparison of means."""
    suggested = suggest_mean_certainty(result, estimate, context.bias(result.analysis.outcome))
    name = comparison_id(result.analysis.id, estimate.treatment, estimate.comparator)
    return Rating(suggested, context.judged.get(name, ()))


def rated_rows(network: NetworkAnalysisResult) -> Iterator[NetworkEstimate]:
    """The comparisons of a network that the book lists: with the reference and the active one."""
    reference, active = network.analysis.reference, network.analysis.active_reference
    yield from network.against(reference)
    if network.has_active_reference and active != reference:
        # The reference against the active one is the same comparison the other way round.
        yield from (row for row in network.against(active) if row.treatment != reference)


@made_once
def rate_all(results: Results) -> Mapping[str, Rating]:
    """The certainty of every pool and listed comparison, of means too, by name of the estimate."""
    context = results.context
    pools = {
        pool.pool.id: rate_pool(pool, context)
        for result in results.pools.values()
        for pool in result.pools
    }
    rows = {
        comparison_id(network.analysis.id, row.treatment, row.comparator): rate_comparison(
            network, row, context
        )
        for network in results.formed_networks
        for row in rated_rows(network)
    }
    means = {
        comparison_id(result.analysis.id, row.treatment, row.comparator): rate_mean(
            result, row, context
        )
        for result in results.means.values()
        for row in result.estimates
    }
    return {**pools, **rows, **means}

"""Direct and indirect evidence on a comparison of a network, each rated by itself.

GRADE for networks rates the two parts before the whole (Puhan et al. 2014), and the whole starts
from the part that gives more of the answer (Brignardello-Petersen et al. 2018). Imprecision and
incoherence are those of the whole and are not rated here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from synthesis.analyses.certainty.inconsistency import TOO_FEW, judge_spread
from synthesis.analyses.certainty.levels import Part, PartKind, Step, level_after
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.network.loops import Leg, direct_leg, strongest_path
from synthesis.models.network.result import NetworkEstimate
from synthesis.selection.arms import ids_by_name
from synthesis.words.numbers import count_trials, list_words

LEAST_CONTRIBUTION = 10.0  # percent: a trial below it cannot turn the answer
WHOLE = 1.0 - 1e-9  # a share that leaves nothing to the other part, but for rounding


@dataclass(frozen=True)
class Doubts:
    """What is known against trials: published bias by id, and names of disputed ones."""

    bias: Mapping[str, str]
    disputed: Collection[str] = ()


def rate_parts(
    network: NetworkAnalysisResult, estimate: NetworkEstimate, doubts: Doubts
) -> tuple[Part, ...]:
    """The parts of one comparison, the one that gives more of the answer first."""
    share = network.direct_share(estimate.treatment, estimate.comparator)
    found = [
        *_direct(network, estimate, share, doubts),
        *_indirect(network, estimate, share, doubts),
    ]
    return tuple(sorted(found, key=lambda part: -part.share))


def _direct(
    network: NetworkAnalysisResult, estimate: NetworkEstimate, share: float, doubts: Doubts
) -> Iterator[Part]:
    leg = _leg(network, estimate.treatment, estimate.comparator)
    if leg is not None:
        yield _part(
            "direct",
            share,
            (
                _bias_of(network, estimate, leg.trials, doubts),
                _inconsistency_of(leg),
                Step("indirectness", 0, "compared head to head"),
            ),
        )


def _indirect(
    network: NetworkAnalysisResult, estimate: NetworkEstimate, share: float, doubts: Doubts
) -> Iterator[Part]:
    if share >= WHOLE:
        return
    # Indirect evidence alone is no reason to step down (Brignardello-Petersen et al. 2018): what
    # it lacks shows in the imprecision, and incoherence is rated on its own.
    step = Step("indirectness", 0, "no trial compares the two head to head")
    path = strongest_path(
        network.contrasts, estimate.treatment, estimate.comparator, network.result.tau2
    )
    if path is None:  # more than one treatment lies between: all trials that weigh in
        head_to_head = _leg(network, estimate.treatment, estimate.comparator)
        own = head_to_head.trials if head_to_head else ()
        trials = tuple(trial for trial in network.contrasts.trials if trial not in own)
        bias = _bias_of(network, estimate, trials, doubts)
        yield _part("indirect", 1.0 - share, (bias, TOO_FEW, step))
        return
    legs = [
        (_bias_of(network, estimate, leg.trials, doubts), _inconsistency_of(leg)) for leg in path
    ]
    # A chain holds as far as its weaker link: the worse leg of each domain.
    worst = [max(steps, key=lambda each: each.down) for steps in zip(*legs, strict=True)]
    through = network.labels[path[0].second]
    yield _part("indirect", 1.0 - share, (*worst, step), through)


def _part(kind: PartKind, share: float, steps: tuple[Step, ...], through: str = "") -> Part:
    return Part(kind, share, level_after(steps), steps, through)


def _leg(network: NetworkAnalysisResult, treatment: str, comparator: str) -> Leg | None:
    return direct_leg(network.contrasts, treatment, comparator, network.result.tau2)


def _bias_of(
    network: NetworkAnalysisResult,
    estimate: NetworkEstimate,
    trials: Collection[str],
    doubts: Doubts,
) -> Step:
    identifiers = ids_by_name(network.selection.arms)
    shares = {
        trial: share
        for trial, share in network.contributions(estimate.treatment, estimate.comparator).items()
        if trial in trials
    }
    heavy = [trial for trial, share in shares.items() if share >= LEAST_CONTRIBUTION]
    # Many small trials make an answer together, and none of them may go unjudged for that.
    alone = bool(heavy)
    heavy = heavy or [trial for trial, share in shares.items() if share > 0]
    open_trials = [trial for trial in heavy if identifiers[trial] not in doubts.bias]
    doubtful = [trial for trial in heavy if doubts.bias.get(identifiers[trial], "low") != "low"]
    argued = [trial for trial in heavy if trial in doubts.disputed]
    reasons = [
        f"{what} {list_words(found) if alone else f'{count_trials(len(found))}, all small'}"
        for what, found in (
            ("risk of bias not low in", doubtful),
            ("risk of bias not judged for", open_trials),
            ("sources disagree on a count of", argued),
        )
        if found
    ]
    if reasons:
        return Step("risk of bias", 1, "; ".join(reasons))
    return Step("risk of bias", 0, "published judgements: low in every trial that weighs in")


def _inconsistency_of(leg: Leg) -> Step:
    return TOO_FEW if leg.i2 is None else judge_spread(leg.i2)

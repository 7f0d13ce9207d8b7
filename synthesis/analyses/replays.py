"""Published syntheses replayed: what others found, and the same comparison on this book's trials.

The two share trials, so that no test tells whether they differ; what is said is whether each
estimate lies within the other's interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.analyses.run import Results, made_once
from synthesis.analyses.sensitivity import pool_primary
from synthesis.models.measure import Measure
from synthesis.models.pairwise.contrasts import make_contrasts
from synthesis.package.dataset import ROW
from synthesis.package.plan.replays import Replay
from synthesis.selection.arms import ArmCount, arms_frame, trials_of
from synthesis.words.terms import INACTIVE

PUBLISHED = "published_meta_analyses"
ALL = "treatment"
Likeness = Literal["alike", "overlap", "apart", "no interval"]


@dataclass(frozen=True)
class RatioEstimate:
    """A ratio with its 95% interval, log scale; NaN where no limit was printed."""

    estimate: float
    low: float
    high: float

    @property
    def turned(self) -> RatioEstimate:
        """The same the other way round."""
        return RatioEstimate(-self.estimate, -self.high, -self.low)

    def holds(self, value: float) -> bool:
        """Whether the interval includes a value."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Replayed:
    """One published result beside this book's.

    Parameters
    ----------
    published
        The row of published_meta_analyses.csv.
    measure
        "OR" or "RR", as published.
    theirs, ours
        Effects on the log scale, in the direction in which `treatments` are set against the
        comparator; `ours` is None where no trial here can make the comparison.
    trials, patients
        Behind `ours`.
    """

    replay: Replay
    published: Mapping[Any, Any]
    measure: Measure
    theirs: RatioEstimate
    ours: RatioEstimate | None
    trials: int
    patients: int

    @property
    def agreement(self) -> Likeness:
        """How far the two agree, by their intervals."""
        if self.ours is None or math.isnan(self.theirs.low) or math.isnan(self.theirs.high):
            return "no interval"
        if self.ours.holds(self.theirs.estimate) and self.theirs.holds(self.ours.estimate):
            return "alike"
        apart = self.ours.low > self.theirs.high or self.ours.high < self.theirs.low
        return "apart" if apart else "overlap"


@made_once
def replay_published(results: Results) -> tuple[Replayed, ...]:
    """Every declared replay, in the order of the plan."""
    rows = results.dataset.table(PUBLISHED).to_dict("records")
    published = {row["result_id"]: row for row in rows}
    return tuple(
        _replay(each, published[each.id], results) for each in results.dataset.plan.replays
    )


def _replay(spec: Replay, row: Mapping[Any, Any], results: Results) -> Replayed:
    measure: Measure = "RR" if row["effect_measure"] == "RR" else "OR"
    values = (row["estimate"], row["ci_low"], row["ci_high"])
    theirs = RatioEstimate(*(_log(value) for value in values))
    ours, trials, patients = (_indirect if spec.indirect else _pairwise)(spec, measure, results)
    turned = theirs.turned if spec.reverse else theirs
    return Replayed(spec, row, measure, turned, ours, trials, patients)


def _log(value: Any) -> float:
    number = float(value) if value is not None else math.nan
    return math.log(number) if number > 0 else math.nan


def _indirect(
    spec: Replay, _measure: Measure, results: Results
) -> tuple[RatioEstimate | None, int, int]:
    network = results.network(spec.of[0])
    (treatment,) = spec.treatments
    if not isinstance(network, NetworkAnalysisResult) or not {
        treatment,
        spec.comparator,
    } <= set(network.result.treatments):
        return None, 0, 0
    found = network.compare(treatment, spec.comparator)
    patients = network.patients_of(treatment) + network.patients_of(spec.comparator)
    effect = RatioEstimate(found.estimate, found.ci_low, found.ci_high)
    return effect, len(network.selection.trials), patients


def _pairwise(
    spec: Replay, measure: Measure, results: Results
) -> tuple[RatioEstimate | None, int, int]:
    arms = tuple(_paired(spec, _arms_of(spec, results)))
    if not arms:
        return None, 0, 0
    contrasts = make_contrasts(arms_frame(arms), ALL, spec.comparator, measure)
    if not contrasts.k:
        return None, 0, 0
    found = pool_primary(contrasts)
    effect = RatioEstimate(found.estimate, found.ci_low, found.ci_high)
    return effect, len(trials_of(arms)), sum(arm.n for arm in arms)


def _arms_of(spec: Replay, results: Results) -> Iterator[ArmCount]:
    for name in spec.of:
        if name in results.pools:
            for pool in results.pools[name].pools:
                yield from pool.pool.arms
        elif name in results.harms:
            for harm in results.harms[name].pools:
                yield from harm.pool.arms
        else:
            network = results.network(name)
            if isinstance(network, NetworkAnalysisResult):
                yield from network.selection.arms


def _paired(spec: Replay, arms: Iterable[ArmCount]) -> Iterator[ArmCount]:
    """For each trial its arms on the treatments as one, and the comparator once."""
    sides = spec.treatments, _called(spec.comparator)
    found: dict[tuple[str, float], tuple[dict[str, ArmCount], dict[str, ArmCount]]] = {}
    for arm in arms:
        for place, names in enumerate(sides):
            if arm.treatment in names:
                own = found.setdefault((arm.trial_id, arm.week), ({}, {}))
                own[place].setdefault(arm.treatment, arm)
    used: set[str] = set()
    for (trial, _), (treated, control) in found.items():
        if treated and control and trial not in used:
            used.add(trial)
            yield _as_one(ALL, treated.values())
            yield _as_one(spec.comparator, control.values())


def _called(comparator: str) -> tuple[str, ...]:
    return INACTIVE if comparator in INACTIVE else (comparator,)


def _as_one(treatment: str, arms: Iterable[ArmCount]) -> ArmCount:
    first, *others = arms
    sources = (*first.sources, *(row for arm in others for row in arm.sources))
    return replace(first, treatment=treatment, sources=sources)


def row_of(replayed: Replayed) -> int:
    """The row of published_meta_analyses.csv, as a spreadsheet counts."""
    return int(replayed.published[ROW])

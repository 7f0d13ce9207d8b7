"""What a declared network means for 1,000 patients, at the responses of its own control arms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.analyses.missing import Missing, unless_missing
from synthesis.analyses.networks import NetworkAnalysisResult
from synthesis.models.measure import Measure
from synthesis.models.network.result import NetworkEstimate
from synthesis.models.risks.absolute_effects import (
    AbsoluteEffect,
    BaselineRisks,
    absolute_effect,
    baseline_risks,
)
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.selection.arms import ArmCount
from synthesis.words.labels import sort_key
from synthesis.words.terms import drug_of


@dataclass(frozen=True)
class RiskEffects:
    """One relative effect at the lowest, the median and the highest baseline risk."""

    low: AbsoluteEffect
    median: AbsoluteEffect
    high: AbsoluteEffect


@dataclass(frozen=True)
class TreatmentOf1000:
    """One treatment of a network against its reference.

    Parameters
    ----------
    regimen, label
        Node of the network, and its words.
    trials, head_to_head
        Identifiers of its trials, and of those among them with an arm on another drug.
    patients
        Patients in its arms.
    effects
        The network estimate at three baseline risks.
    """

    regimen: str
    label: str
    trials: tuple[str, ...]
    head_to_head: tuple[str, ...]
    patients: int
    effects: RiskEffects


@dataclass(frozen=True)
class NetworkOf1000:
    """A network in absolute terms.

    Parameters
    ----------
    analysis
        What was declared.
    baseline
        Responses in the reference arms of this very network, one for each trial that has one.
    weeks
        Weeks at which its trials are read, rising.
    trials
        Identifiers of all its trials.
    patients
        Patients in all its arms.
    head_to_head
        Names of the trials with arms on two drugs, with the labels of all their active arms.
    treatments
        Every treatment but the reference, in the order of the network.
    arms
        The counts behind it all.
    """

    analysis: NetworkAnalysis
    baseline: BaselineRisks
    weeks: tuple[float, ...]
    trials: tuple[str, ...]
    patients: int
    head_to_head: tuple[tuple[str, tuple[str, ...]], ...]
    treatments: tuple[TreatmentOf1000, ...]
    arms: tuple[ArmCount, ...] = ()

    def treatment(self, regimen: str) -> TreatmentOf1000:
        """One treatment by its regimen; KeyError when the network does not have it."""
        for treatment in self.treatments:
            if treatment.regimen == regimen:
                return treatment
        raise KeyError(f"{self.analysis.id} has no {regimen}")


def apply_to_risks(
    estimate: NetworkEstimate, measure: Measure, baseline: BaselineRisks
) -> RiskEffects:
    """Apply a network estimate to the lowest, the median and the highest control response.

    Parameters
    ----------
    estimate : NetworkEstimate
        Treatment against control on the model scale, with its interval.
    measure : {"OR", "RR", "RD"}
    baseline : BaselineRisks
        Taken as known: the interval is that of the relative effect alone (see
        :func:`~synthesis.models.risks.absolute_effects.absolute_effect`). The event is one that
        patients want.
    """
    limits = estimate.estimate, estimate.ci_low, estimate.ci_high
    low, median, high = (absolute_effect(measure, *limits, risk) for _, risk in baseline.named())
    return RiskEffects(low, median, high)


def more_per_1000(effect: AbsoluteEffect) -> tuple[int, int, int]:
    """How many more of 1,000 have the event with treatment, with both limits; negative is fewer.

    Differences of the whole numbers of
    :meth:`~synthesis.models.risks.absolute_effects.AbsoluteEffect.per_1000`, so that what a reader
    subtracts is what is printed: up to 1 away from the rounded risk difference.
    """
    without, treated, low, high = effect.per_1000()
    return treated - without, low - without, high - without


def count_thousand(network: NetworkAnalysisResult | Missing) -> NetworkOf1000 | Missing:
    """Express every comparison of a network with its reference in patients of 1,000.

    Raises
    ------
    AbsoluteError
        If no arm is on the reference.
    """
    if isinstance(network, Missing):
        return network
    analysis = network.analysis
    arms = network.selection.arms
    baseline = baseline_risks(network.frame(), analysis.reference)
    direct = _head_to_head(network)
    treatments = tuple(
        TreatmentOf1000(
            regimen=regimen,
            label=network.labels[regimen],
            trials=tuple(dict.fromkeys(network.trials_of(regimen))),
            head_to_head=tuple(t for t in network.trials_of(regimen) if t in direct),
            patients=network.patients_of(regimen),
            effects=apply_to_risks(
                network.compare(regimen, analysis.reference), analysis.measure, baseline
            ),
        )
        for regimen in network.treatments
        if regimen != analysis.reference
    )
    return NetworkOf1000(
        analysis=analysis,
        baseline=baseline,
        weeks=tuple(sorted({arm.week for arm in arms})),
        trials=network.selection.trials,
        patients=sum(arm.n for arm in arms),
        head_to_head=tuple(direct.values()),
        treatments=treatments,
        arms=arms,
    )


def _head_to_head(network: NetworkAnalysisResult) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name and active arms of each trial that compares two drugs, by its identifier."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for trial in network.selection.trials:
        arms = [arm for arm in network.selection.arms if arm.trial_id == trial]
        active = [a.treatment for a in arms if a.treatment != network.analysis.reference]
        if len({drug_of(network.labels[regimen]) for regimen in active}) > 1:
            labels = sorted({network.labels[regimen] for regimen in active}, key=sort_key)
            found[trial] = arms[0].trial_name, tuple(labels)
    return found


def range_of_1000(
    treatments: tuple[TreatmentOf1000, ...],
) -> tuple[TreatmentOf1000, TreatmentOf1000]:
    """The treatments with the fewest and the most responders at the median baseline risk.

    Raises
    ------
    ValueError
        If there is none.
    """
    ranked = sorted(treatments, key=lambda treatment: treatment.effects.median.risk)
    if not ranked:
        raise ValueError("no treatment to order")
    return ranked[0], ranked[-1]


def uncertain_of_sign(of_1000: NetworkOf1000) -> Iterator[TreatmentOf1000]:
    """The treatments whose number needed to treat runs through infinity."""
    for treatment in of_1000.treatments:
        if treatment.effects.median.number_needed.crosses_infinity:
            yield treatment


def _no_gaps(_sentence: str) -> tuple[str, ...]:
    return ()


@unless_missing(_no_gaps)
def gaps(network: NetworkAnalysisResult, stages: tuple[str, ...]) -> tuple[str, ...]:
    """Labels of the regimens that some trial held back at `stages` and no trial of the network has.

    In the order of drug and dose, the reference left out.
    """
    found = {
        network.labels[held.regimen]
        for held in network.selection.held_back
        if held.regimen
        and held.stage in stages
        and held.regimen not in network.result.treatments
        and network.labels[held.regimen] != network.labels[network.analysis.reference]
    }
    return tuple(sorted(found, key=sort_key))

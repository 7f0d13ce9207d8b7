"""The result of an analysis of means: every number the book reports, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from synthesis.models.network.result import NetworkEstimate, NetworkResult
from synthesis.models.pairwise.result import PairwiseResult
from synthesis.package.plan.means import MeanAnalysis
from synthesis.selection.means import ArmMean, MeanSelection
from synthesis.words.labels import sort_key
from synthesis.words.terms import RegimenLabel

# Of all patients randomised, in the means of a trial; times the median of standard deviations.
FEW_LEFT, ODD = 0.75, 1.5


@dataclass(frozen=True)
class MeanPool:
    """The trials that compare one regimen with the reference, pooled alone.

    Parameters
    ----------
    regimen
        The treatment.
    primary
        The declared measure; REML; interval by the rule for the number of trials.
    hartung_knapp
        For two trials, the Hartung-Knapp interval that is printed beside the primary one.
    trials
        Identifiers of the trials.
    """

    regimen: str
    primary: PairwiseResult
    hartung_knapp: PairwiseResult | None
    trials: tuple[str, ...]

    @property
    def by_hartung_knapp(self) -> PairwiseResult | None:
        """The result with the Hartung-Knapp interval; None of one trial, which has none."""
        return self.hartung_knapp or (self.primary if self.primary.k > 1 else None)


@dataclass(frozen=True)
class MeanAnalysisResult:
    """Everything the book reports of one declared analysis of means.

    Parameters
    ----------
    analysis, selection
        What was declared, and the arms it found.
    network
        All trials at once: REML, normal intervals, one tau2; None where they form no network.
    standardised
        The same in standard deviations, or the declared measure where that is it.
    pools
        Each regimen against the reference by the trials that compare the two.
    missing
        Why there is no network; empty where there is one.
    randomised
        Patients randomised to each arm, by trial and arm, as far as known.
    """

    analysis: MeanAnalysis
    selection: MeanSelection
    network: NetworkResult | None
    standardised: NetworkResult | None
    pools: tuple[MeanPool, ...]
    missing: str = ""
    randomised: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def labels(self) -> Mapping[str, RegimenLabel]:
        """Words for regimens."""
        return self.selection.labels

    @property
    def reference(self) -> RegimenLabel:
        """What the regimens are set against, in words."""
        return self.labels[self.analysis.reference]

    @cached_property
    def estimates(self) -> tuple[NetworkEstimate, ...]:
        """Each regimen against the reference from the network, by drug and dose."""
        return self.against(self.analysis.reference)

    @property
    def has_active_reference(self) -> bool:
        """Whether the second comparator is in the network."""
        network = self.network
        return network is not None and self.analysis.active_reference in network.treatments

    def against(self, comparator: str) -> tuple[NetworkEstimate, ...]:
        """Each active regimen against one comparator from the network, by drug and dose."""
        network = self.network
        if network is None:
            return ()
        return tuple(network.compare(t, comparator) for t in self._active if t != comparator)

    @cached_property
    def _active(self) -> list[str]:
        found = {arm.treatment for arm in self.selection.arms} - {self.analysis.reference}
        return sorted(found, key=lambda name: (sort_key(self.labels[name]), name))

    @cached_property
    def standardised_by_regimen(self) -> Mapping[str, NetworkEstimate]:
        """The same in standard deviations, where that network exists."""
        network, reference = self.standardised, self.analysis.reference
        return {t: network.compare(t, reference) for t in self._active} if network else {}

    def pool(self, regimen: str) -> MeanPool | None:
        """The pool of one regimen; None where no trial compares it with the reference."""
        return next((pool for pool in self.pools if pool.regimen == regimen), None)

    def arms_of(self, regimen: str) -> tuple[ArmMean, ...]:
        """The arms on one regimen."""
        return tuple(arm for arm in self.selection.arms if arm.treatment == regimen)

    @cached_property
    def thinned(self) -> Mapping[str, tuple[int, int]]:
        """Trials whose means rest on few of their patients: those in them, and those randomised.

        By name of the trial, where fewer than `FEW_LEFT` of all randomised to its arms are left.
        """
        found: dict[str, tuple[int, int]] = {}
        for arm in self.selection.arms:
            known = [self.randomised.get((arm.trial_id, row.arm_id)) for row in arm.sources]
            n, total = found.get(arm.trial_name, (0, 0))
            found[arm.trial_name] = n + arm.n, total + sum(number or arm.n for number in known)
        return {name: each for name, each in found.items() if each[0] < FEW_LEFT * each[1]}

    @cached_property
    def odd_spreads(self) -> Mapping[str, float]:
        """Trials whose printed spread stands for an unlikely standard deviation, and which one.

        By name of the trial, where that of an arm is `ODD` times the median of all arms or more.
        """
        usual = median(arm.sd for arm in self.selection.arms) if self.selection.arms else 0.0
        found: dict[str, float] = {}
        for arm in self.selection.arms:
            if arm.sd > ODD * usual:
                found[arm.trial_name] = max(arm.sd, found.get(arm.trial_name, 0.0))
        return found

    def favours(self, row: NetworkEstimate) -> bool | None:
        """Whether a comparison is shown to favour its treatment; None where it is left open."""
        if row.ci_low <= 0 <= row.ci_high:
            return None
        return (row.estimate < 0) == (self.analysis.outcome.better == "lower")


def patients_of(arms: Iterable[ArmMean]) -> int:
    """Patients in some arms."""
    return sum(arm.n for arm in arms)

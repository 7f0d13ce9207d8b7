"""Run a declared network: arms in, every comparison with all its checks out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthesis.analyses.network_choices import NetworkChoice, choices
from synthesis.models.network.consistency import (
    InteractionTest,
    NodeSplit,
    QDecomposition,
    assess_interaction,
    decompose_q,
    split_nodes,
)
from synthesis.models.network.contrasts import NetworkContrasts, NetworkError, make_network
from synthesis.models.network.direct_evidence import DirectEvidence, pool_direct
from synthesis.models.network.influence import (
    TrialLeftOut,
    arm_coefficients,
    leave_one_trial_out,
    trial_contributions,
)
from synthesis.models.network.p_scores import compute_p_scores
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkEstimate, NetworkResult
from synthesis.package.dataset import Dataset
from synthesis.package.plan.networks import NetworkAnalysis
from synthesis.selection.arms import imputed_rows
from synthesis.selection.networks import NetworkSelection, select_network_records
from synthesis.selection.records import Records, read_records
from synthesis.words.labels import sort_key
from synthesis.words.terms import RegimenLabel


class NoCountsError(ValueError):
    """No arm of a declared network has a count that can be used; one sentence for the reader."""


@dataclass(frozen=True)
class NetworkAnalysisResult:
    """Everything the book reports of one declared network; effects on the log scale.

    Parameters
    ----------
    analysis, selection
        What was declared, and the arms it found.
    contrasts
        The arms on the model scale.
    result
        REML, normal intervals, one tau2.
    direct
        Head-to-head evidence on every pair.
    decomposition, interaction, splits
        Whether direct and indirect evidence agree; `splits` is empty in a star.
    p_scores
        By regimen; higher is better.
    left_out
        For each trial the comparisons with the reference without it, or why there are none.
    choices
        The network under other choices, in a fixed order.
    """

    analysis: NetworkAnalysis
    selection: NetworkSelection
    contrasts: NetworkContrasts
    result: NetworkResult
    direct: DirectEvidence
    decomposition: QDecomposition
    interaction: InteractionTest | None
    splits: tuple[NodeSplit, ...]
    p_scores: Mapping[str, float]
    left_out: tuple[TrialLeftOut, ...]
    choices: tuple[NetworkChoice, ...]

    @property
    def labels(self) -> Mapping[str, RegimenLabel]:
        """Words for regimens."""
        return self.selection.labels

    @cached_property
    def treatments(self) -> tuple[str, ...]:
        """The regimens of the network, the reference first, then by drug and dose."""
        others = [t for t in self.result.treatments if t != self.analysis.reference]
        others.sort(key=lambda regimen: sort_key(self.labels[regimen]))
        return (self.analysis.reference, *others)

    @property
    def has_active_reference(self) -> bool:
        """Whether the second comparator is in the network."""
        return self.analysis.active_reference in self.result.treatments

    def compare(self, treatment: str, comparator: str) -> NetworkEstimate:
        """One regimen against another, model scale."""
        return self.result.compare(treatment, comparator)

    def against(self, comparator: str) -> tuple[NetworkEstimate, ...]:
        """Every other regimen against one comparator, in the order of `treatments`."""
        return tuple(self.compare(t, comparator) for t in self.treatments if t != comparator)

    def trials_of(self, treatment: str) -> tuple[str, ...]:
        """Identifiers of the trials with this regimen."""
        return tuple(a.trial_id for a in self.selection.arms if a.treatment == treatment)

    def patients_of(self, treatment: str) -> int:
        """Patients in the arms with this regimen."""
        return sum(arm.n for arm in self.selection.arms if arm.treatment == treatment)

    def direct_trials(self, treatment: str, comparator: str) -> int:
        """Number of trials that compare the two head to head."""
        row, column = self.result.position(treatment), self.result.position(comparator)
        return int(self.direct.trials[row, column])

    def direct_share(self, treatment: str, comparator: str) -> float:
        """Share of the answer that head-to-head trials give, 0 to 1."""
        row, column = self.result.position(treatment), self.result.position(comparator)
        return float(self.direct.share[row, column])

    def contributions(self, treatment: str, comparator: str) -> Mapping[str, float]:
        """Percent that each trial contributes to a comparison, the largest first."""
        pair = [(treatment, comparator)]
        shares = trial_contributions(self.contrasts, self.result.tau2, pair)[0]
        order = np.argsort(-shares, kind="stable")
        return {self.contrasts.trials[i]: float(shares[i]) for i in order}

    def carried_by(self, treatment: str, comparator: str) -> Mapping[tuple[str, str], float]:
        """How much each arm carries a comparison, 0 to 1, by name of trial and regimen.

        1 for the arms that weigh most in the trial that contributes most. An arm counts by its
        coefficient within its trial, and a trial by its contribution to the comparison.
        """
        shares = self.contributions(treatment, comparator)
        most = max(shares.values())
        found = arm_coefficients(self.contrasts, self.result.tau2, treatment, comparator)
        sizes = np.abs(found)
        largest = np.maximum.reduceat(
            sizes, np.flatnonzero(np.diff(self.contrasts.trial, prepend=-1))
        )
        names, trials = self.contrasts.treatments, self.contrasts.trials
        return {
            (trials[trial], names[node]): shares[trials[trial]] / most * size / largest[trial]
            if largest[trial] > 0
            else 0.0
            for trial, node, size in zip(
                self.contrasts.trial.tolist(),
                self.contrasts.treatment.tolist(),
                sizes.tolist(),
                strict=True,
            )
        }

    def frame(self) -> Any:
        """The arms as the models take them: trial, treatment, responders, n."""
        return self.selection.frame()

    def pairs_compared(self) -> Iterator[tuple[str, str, int]]:
        """Every pair of regimens that some trial compares, with the number of trials."""
        for row, column in _upper(self.direct.trials):
            names = self.result.treatments
            yield names[row], names[column], int(self.direct.trials[row, column])


def form_network(selection: NetworkSelection) -> NetworkContrasts:
    """The contrasts of a selection that has arms.

    Raises
    ------
    NetworkError
        Its arms do not form one network, or its reference is in no trial that enters.
    """
    analysis = selection.analysis
    contrasts = make_network(selection.frame(), analysis.measure)
    if analysis.reference not in contrasts.treatments:
        label = selection.labels[analysis.reference]
        raise NetworkError(f"no trial that enters compares {label}, the reference.")
    return contrasts


def run_network(
    dataset: Dataset, identifier: str, records: Records | None = None
) -> NetworkAnalysisResult:
    """Run one declared network; `records` are those of the dataset where they have been read.

    Raises
    ------
    KeyError
        If none has this id.
    NetworkError
        If its arms do not form one network, or its reference is in no trial that enters.
    NoCountsError
        If it has no arm at all.
    """
    analysis = dataset.network(identifier)
    records = read_records(dataset) if records is None else records
    selection = select_network_records(records, analysis)
    if not selection.arms:
        raise NoCountsError("no trial has counts that can be used.")
    contrasts = form_network(selection)
    result = pool_network(contrasts)
    scores = compute_p_scores(result.estimate, result.se).tolist()
    return NetworkAnalysisResult(
        analysis=analysis,
        selection=selection,
        contrasts=contrasts,
        result=result,
        direct=pool_direct(contrasts, result.tau2),
        decomposition=decompose_q(contrasts),
        interaction=assess_interaction(contrasts),
        splits=split_nodes(contrasts, result.tau2),
        p_scores=dict(zip(result.treatments, scores, strict=True)),
        left_out=leave_one_trial_out(contrasts, analysis.reference),
        choices=tuple(choices(dataset, records, selection, contrasts)),
    )


def _upper(matrix: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    rows, columns = np.nonzero(np.triu(matrix))
    yield from zip(rows.tolist(), columns.tolist(), strict=True)


def as_network_record(network: NetworkAnalysisResult) -> dict[str, Any]:
    """One network as plain values for results.json; estimates on the model scale."""
    result = network.result
    return {
        "id": network.analysis.id,
        "measure": network.analysis.measure,
        "reference": network.analysis.reference,
        "patients": result.patients,
        "treatments": list(network.treatments),
        "trials": list(network.selection.trials),
        "rows": [row for arm in network.selection.arms for row in arm.rows],
        "imputed_rows": list(imputed_rows(network.selection.arms)),
        "tau2": result.tau2,
        "tau2_low": result.tau2_low,
        "tau2_high": result.tau2_high,
        "q_total": asdict(result.q_total),
        "q_between": asdict(network.decomposition.between),
        "estimates": [asdict(row) for row in result.league_table(network.analysis.reference)],
        "p_scores": dict(network.p_scores),
        "node_splits": [asdict(split) for split in network.splits],
    }

"""All of a network meta-analysis of one table of arms, as the command line gives it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from synthesis.models.measure import Measure
from synthesis.models.network.consistency import (
    InteractionTest,
    NodeSplit,
    QDecomposition,
    assess_interaction,
    decompose_q,
    split_nodes,
)
from synthesis.models.network.contrasts import NetworkContrasts, make_network
from synthesis.models.network.direct_evidence import DirectEvidence, pool_direct
from synthesis.models.network.influence import leave_one_trial_out, trial_contributions
from synthesis.models.network.least_squares import NetworkMethod
from synthesis.models.network.p_scores import Better, compute_p_scores
from synthesis.models.network.pool import pool_network
from synthesis.models.network.result import NetworkEstimate, NetworkResult

NOT_ASSESSABLE = (
    "Inconsistency cannot be assessed: no closed loop is formed by trials of different designs."
)


@dataclass(frozen=True)
class NetworkReport:
    """Everything the command prints; effects on the model scale (log for OR and RR)."""

    contrasts: NetworkContrasts
    result: NetworkResult
    direct: DirectEvidence
    decomposition: QDecomposition
    splits: tuple[NodeSplit, ...]
    p_scores: dict[str, float]
    reference: str

    @property
    def against_reference(self) -> list[NetworkEstimate]:
        """Every other treatment against the reference."""
        others = (name for name in self.result.treatments if name != self.reference)
        return [self.result.compare(name, self.reference) for name in others]

    @property
    def interaction(self) -> InteractionTest | None:
        """Design-by-treatment interaction, None where it cannot be assessed."""
        return assess_interaction(self.contrasts, self.result.method)

    @property
    def notes(self) -> list[str]:
        """Notes of the result, and whether inconsistency can be assessed."""
        assessable = self.decomposition.between.df > 0
        return [*self.result.notes, *([] if assessable else [NOT_ASSESSABLE])]

    def to_json_dict(self) -> dict[str, Any]:
        """Return plain Python values for JSON; model scale, None where undefined."""
        result, q, interaction = self.result, self.decomposition, self.interaction
        return {
            "treatments": list(result.treatments),
            "trials": list(result.trials),
            "tau2": result.tau2,
            "tau2_low": result.tau2_low,
            "tau2_high": result.tau2_high,
            "i2": result.i2,
            "q_total": asdict(q.total),
            "q_within": asdict(q.within),
            "q_between": asdict(q.between),
            "estimates": [vars(row) for row in result.league_table(self.reference)],
            "p_scores": self.p_scores,
            "node_splits": [_without(asdict(row), "difference_se") for row in self.splits],
            "corrected_trials": list(result.corrected),
            "notes": self.notes,
            "interaction": None if interaction is None else asdict(interaction),
            "direct": list(self._direct_rows()),
            "contributions": list(self._contribution_rows()),
            "leave_one_out": list(self._rows_without_each_trial()),
        }

    def _direct_rows(self) -> Iterator[dict[str, Any]]:
        """Head-to-head evidence, once for each pair that a trial compares."""
        for row in self.result.league_table(self.reference):
            cell = self.result.position(row.treatment), self.result.position(row.comparator)
            # The table has both directions; the one against the reference comes first.
            first = row.comparator == self.reference or (
                row.treatment != self.reference and cell[1] < cell[0]
            )
            if first and self.direct.trials[cell]:
                yield {
                    "treatment": row.treatment,
                    "comparator": row.comparator,
                    "trials": int(self.direct.trials[cell]),
                    "estimate": float(self.direct.estimate[cell]),
                    "se": math.sqrt(self.direct.variance[cell]),
                    "share": float(self.direct.share[cell]),
                }

    def _contribution_rows(self) -> Iterator[dict[str, Any]]:
        """What each trial contributes to each comparison with the reference, in percent."""
        pairs = [(row.treatment, row.comparator) for row in self.against_reference]
        shares = trial_contributions(self.contrasts, self.result.tau2, pairs).tolist()
        for (treatment, comparator), row in zip(pairs, shares, strict=True):
            for trial, percent in zip(self.contrasts.trials, row, strict=True):
                yield {
                    "treatment": treatment,
                    "comparator": comparator,
                    "trial": trial,
                    "percent": percent,
                }

    def _rows_without_each_trial(self) -> Iterator[dict[str, Any]]:
        """The comparisons with the reference without each trial, or why there are none."""
        for left in leave_one_trial_out(self.contrasts, self.reference, self.result.method):
            yield vars(left) | {"estimates": [vars(row) for row in left.estimates]}


def analyse_network(
    arms: pd.DataFrame,
    measure: Measure = "OR",
    method: NetworkMethod = "REML",
    reference: str | None = None,
    better: Better = "higher",
) -> NetworkReport:
    """Run all of a network meta-analysis on an arm-level table.

    Raises
    ------
    ArmTableError, ContrastError, PoolingError
        One sentence for the user.
    """
    network = make_network(arms, measure)
    result = pool_network(network, method)
    chosen = result.treatments[0 if reference is None else result.position(reference)]
    scores = compute_p_scores(result.estimate, result.se, better).tolist()
    return NetworkReport(
        contrasts=network,
        result=result,
        direct=pool_direct(network, result.tau2),
        decomposition=decompose_q(network),
        splits=split_nodes(network, result.tau2),
        p_scores=dict(zip(result.treatments, scores, strict=True)),
        reference=chosen,
    )


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}

"""The command ``network FILE.csv``: a network meta-analysis from the command line.

The models are imported inside the command, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from synthesis.command_line import MeasureOption, format_natural, input_errors

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.contrasts import Measure
    from synthesis.network_consistency import NodeSplit, QDecomposition
    from synthesis.network_model import NetworkMethod
    from synthesis.network_result import NetworkEstimate, NetworkResult
    from synthesis.p_scores import Better

network_app = typer.Typer()

NOT_ASSESSABLE = (
    "Inconsistency cannot be assessed: no closed loop is formed by trials of different designs."
)
RANK_WARNING = "a rank is not a size; look at the estimates and their intervals first"


class NetworkModelOption(StrEnum):
    """Models on offer."""

    REML = "REML"
    DL = "DL"
    COMMON = "common"


class BetterOption(StrEnum):
    """Which end of the scale is good."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class NetworkReport:
    """Everything the command prints."""

    result: NetworkResult
    decomposition: QDecomposition
    splits: tuple[NodeSplit, ...]
    p_scores: dict[str, float]
    reference: str

    @property
    def notes(self) -> list[str]:
        """Notes of the result, and whether inconsistency can be assessed."""
        assessable = self.decomposition.between.df > 0
        return [*self.result.notes, *([] if assessable else [NOT_ASSESSABLE])]

    def to_json_dict(self) -> dict[str, Any]:
        """Return plain Python values for JSON; model scale, None where undefined."""
        result, q = self.result, self.decomposition
        return {
            "treatments": list(result.treatments),
            "trials": list(result.trials),
            "tau2": result.tau2,
            "i2": result.i2,
            "q_total": asdict(q.total),
            "q_within": asdict(q.within),
            "q_between": asdict(q.between),
            "estimates": [asdict(row) for row in result.league_table(self.reference)],
            "p_scores": self.p_scores,
            "node_splits": [_without(asdict(row), "difference_se") for row in self.splits],
            "corrected_trials": list(result.corrected),
            "notes": self.notes,
        }


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
    from synthesis.network import pool_network
    from synthesis.network_consistency import decompose_q, split_nodes
    from synthesis.network_contrasts import make_network
    from synthesis.p_scores import compute_p_scores

    network = make_network(arms, measure)
    result = pool_network(network, method)
    chosen = result.treatments[0 if reference is None else result.position(reference)]
    scores = compute_p_scores(result.estimate, result.se, better).tolist()
    return NetworkReport(
        result=result,
        decomposition=decompose_q(network),
        splits=split_nodes(network, result.tau2),
        p_scores=dict(zip(result.treatments, scores, strict=True)),
        reference=chosen,
    )


@network_app.command()
def network(
    file: Annotated[
        Path, typer.Argument(help="CSV file with the columns trial, treatment, responders, n.")
    ],
    measure: Annotated[
        MeasureOption, typer.Option(help="Odds ratio, risk ratio or risk difference.")
    ] = MeasureOption.OR,
    method: Annotated[
        NetworkModelOption, typer.Option(help="tau2 estimator, or common effect.")
    ] = NetworkModelOption.REML,
    reference: Annotated[
        str | None, typer.Option(help="Comparator shown first; by default the first name.")
    ] = None,
    better: Annotated[
        BetterOption, typer.Option(help="Whether more responders are better, for the P-scores.")
    ] = BetterOption.HIGHER,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON; estimates are on the model scale.")
    ] = False,
) -> None:
    """Compare all treatments of FILE with each other, directly and indirectly."""
    with input_errors():
        from synthesis.arm_table import read_arm_table

        report = analyse_network(
            read_arm_table(file),
            cast("Measure", measure.value),
            cast("NetworkMethod", method.value),
            reference,
            cast("Better", better.value),
        )
        if as_json:
            typer.echo(json.dumps(report.to_json_dict(), indent=2, allow_nan=False))
        else:
            typer.echo(describe_network(report))


def describe_network(report: NetworkReport) -> str:
    """Tell a network meta-analysis in plain language, effects on the natural scale."""
    from synthesis.labels import MEASURE_NAMES, capitalise

    result, q = report.result, report.decomposition
    trials = "1 trial" if len(result.trials) == 1 else f"{len(result.trials)} trials"
    lines = [
        f"{len(result.treatments)} treatments, {trials}, {result.patients} patients",
        f"{capitalise(MEASURE_NAMES[result.measure])} against {report.reference} "
        f"({result.method}, 95% CI):",
    ]
    against = [e for e in result.league_table(report.reference) if e.comparator == report.reference]
    lines.extend(f"  {row.treatment}: {_shown(result, row)}" for row in against)
    if result.tau2 is not None:
        i2 = "" if result.i2 is None else f", I2 {result.i2:.1f}% (from Q)"
        lines.append(f"tau {math.sqrt(result.tau2):.3f}{i2}")
    for name, test in (("total", q.total), ("within designs", q.within), ("between", q.between)):
        if test.p is not None:
            lines.append(f"Q {name} {test.q:.2f} on {test.df} df (p = {test.p:.3g})")
    ranked = sorted(report.p_scores.items(), key=lambda item: -item[1])
    scores = ", ".join(f"{name} {score:.2f}" for name, score in ranked)
    lines.append(f"P-scores ({RANK_WARNING}): {scores}")
    for split in report.splits:
        lines.append(
            f"{split.treatment} against {split.comparator}: direct "
            f"{_natural(result, split.direct)}, indirect {_natural(result, split.indirect)} "
            f"(p = {split.p:.3g})"
        )
    lines.extend(f"Note: {note}" for note in report.notes)
    return "\n".join(lines)


def _shown(result: NetworkResult, row: NetworkEstimate) -> str:
    low, high = _natural(result, row.ci_low), _natural(result, row.ci_high)
    text = f"{_natural(result, row.estimate)} ({low} to {high})"
    if row.pi_low is not None and row.pi_high is not None:
        low, high = _natural(result, row.pi_low), _natural(result, row.pi_high)
        text += f", prediction interval {low} to {high}"
    return text


def _natural(result: NetworkResult, value: float) -> str:
    return format_natural(value, result.measure)


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}

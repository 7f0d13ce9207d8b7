"""The command ``network FILE.csv``: a network meta-analysis from the command line.

The models are imported inside the command, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from synthesis.commands.shared import MeasureOption, format_natural, input_errors

if TYPE_CHECKING:
    from synthesis.models.network.least_squares import NetworkMethod
    from synthesis.models.network.p_scores import Better
    from synthesis.models.network.report import NetworkReport
    from synthesis.models.network.result import NetworkEstimate, NetworkResult
    from synthesis.models.pairwise.contrasts import Measure

network_app = typer.Typer()

ROUNDING = 1e-9
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
        from synthesis.models.network.report import analyse_network
        from synthesis.models.tables.arm_table import read_arm_table

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
    from synthesis.words.labels import MEASURE_NAMES, capitalise

    result, q = report.result, report.decomposition
    trials = "1 trial" if len(result.trials) == 1 else f"{len(result.trials)} trials"
    lines = [
        f"{len(result.treatments)} treatments, {trials}, {result.patients} patients",
        f"{capitalise(MEASURE_NAMES[result.measure])} against {report.reference} "
        f"({result.method}, 95% CI):",
    ]
    lines.extend(
        f"  {row.treatment}: {_shown(result, row)}; {_evidence(report, row)}"
        for row in report.against_reference
    )
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


def _evidence(report: NetworkReport, row: NetworkEstimate) -> str:
    """How much of an answer is direct; what rounding would make all or nothing is told apart."""
    cell = report.result.position(row.treatment), report.result.position(row.comparator)
    trials, share = int(report.direct.trials[cell]), float(report.direct.share[cell])
    if not trials:
        return "indirect evidence only"
    percent = f"{share:.0%}"
    if share < 0.995:
        percent = "under 1%" if share < 0.005 else percent
    elif share < 1.0 - ROUNDING:
        percent = "over 99%"
    return f"direct evidence {percent} ({trials} trial{'' if trials == 1 else 's'})"


def _natural(result: NetworkResult, value: float) -> str:
    return format_natural(value, result.measure)

"""The command line: ``synthesis pairwise FILE --treatment T --control C``.

A bad input is told in one sentence on stderr with exit code 2, as wrong usage is.
numpy, pandas and the models are imported inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from synthesis import __version__
from synthesis.commands.book import book_app
from synthesis.commands.compare import compare_app
from synthesis.commands.dose import dose_app
from synthesis.commands.network import network_app
from synthesis.commands.registry import registry_app
from synthesis.commands.shared import MeasureOption, format_natural, input_errors
from synthesis.commands.trial import trial_app
from synthesis.commands.verify import verify_app

if TYPE_CHECKING:
    from synthesis.models.pairwise.contrasts import Measure
    from synthesis.models.pairwise.result import IntervalMethod, Method, PairwiseResult

app = typer.Typer(
    name="synthesis",
    help="Evidence synthesis from arm-level tables of randomised trials.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class MethodOption(StrEnum):
    """Models on offer."""

    REML = "REML"
    PM = "PM"
    DL = "DL"
    COMMON = "common"
    MH = "MH"


class IntervalOption(StrEnum):
    """Confidence intervals on offer."""

    HK = "hk"
    HK_ADHOC = "hk-adhoc"
    WALD = "wald"


app.add_typer(network_app)
app.add_typer(verify_app)
app.add_typer(dose_app)
app.add_typer(book_app)
app.add_typer(trial_app)
app.add_typer(registry_app)
app.add_typer(compare_app)


def run() -> None:
    """Run the command line; the entry point of the installed script."""
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"synthesis {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Evidence synthesis from arm-level tables of randomised trials."""


@app.command()
def pairwise(
    file: Annotated[
        Path, typer.Argument(help="CSV file with the columns trial, treatment, responders, n.")
    ],
    treatment: Annotated[str, typer.Option(help="Name of the treatment in the file.")],
    control: Annotated[str, typer.Option(help="Name of the control in the file.")],
    measure: Annotated[
        MeasureOption, typer.Option(help="Odds ratio, risk ratio or risk difference.")
    ] = MeasureOption.OR,
    method: Annotated[
        MethodOption, typer.Option(help="tau2 estimator, common effect, or Mantel-Haenszel.")
    ] = MethodOption.REML,
    ci: Annotated[
        IntervalOption | None,
        typer.Option(help="Interval; by default hk-adhoc from three trials on, else wald."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON; estimates are on the model scale.")
    ] = False,
) -> None:
    """Compare two treatments over all trials of FILE that have both."""
    with input_errors():
        from synthesis.models.pairwise.contrasts import make_contrasts
        from synthesis.models.pairwise.pool import pool_contrasts, primary_interval
        from synthesis.models.tables.arm_table import read_arm_table

        arms = read_arm_table(file)
        contrasts = make_contrasts(arms, treatment, control, cast("Measure", measure.value))
        interval = primary_interval(contrasts.k) if ci is None else cast("IntervalMethod", ci.value)
        model = cast("Method", method.value)
        result = pool_contrasts(contrasts, model, interval)
        if as_json:
            typer.echo(json.dumps(result.to_json_dict(), indent=2, allow_nan=False))
            return
        beside = None
        # With two trials the Wald interval is primary, but the reader must see the other too.
        if result.k == 2 and result.ci == "wald" and model not in ("common", "MH"):
            beside = pool_contrasts(contrasts, model, "hk")
        typer.echo(describe(result, beside))


def describe(result: PairwiseResult, beside: PairwiseResult | None = None) -> str:
    """Tell a result in plain language, effects on the natural scale.

    Parameters
    ----------
    result : PairwiseResult
    beside : PairwiseResult, optional
        The same analysis with another interval, to be printed beside the first.
    """
    from synthesis.words.labels import MEASURE_NAMES, capitalise

    name = capitalise(MEASURE_NAMES[result.measure])
    trials = "1 trial" if result.k == 1 else f"{result.k} trials"
    lines = [
        f"{result.treatment} against {result.control}: {trials}, {result.patients} patients",
        f"{name} {_natural(result, result.estimate)} "
        f"(95% CI {_interval(result, result.ci_low, result.ci_high)}; "
        f"{result.method}, {result.ci})",
    ]
    if beside is not None:
        shown = _interval(beside, beside.ci_low, beside.ci_high)
        lines.append(f"95% CI by Hartung-Knapp: {shown}")
    if result.tau2 is not None:
        tau = f"tau {math.sqrt(result.tau2):.3f}"
        if result.tau2_low is not None and result.tau2_high is not None:
            tau += (
                f" (95% CI {math.sqrt(result.tau2_low):.3f} to {math.sqrt(result.tau2_high):.3f})"
            )
        if result.i2 is not None:
            tau += f", I2 {result.i2:.1f}% (from {result.i2_source})"
        if result.q_p is not None:
            tau += f", Q {result.q:.2f} on {result.q_df} df (p = {result.q_p:.3g})"
        lines.append(tau)
    if result.pi_low is not None and result.pi_high is not None:
        lines.append(
            f"95% prediction interval {_interval(result, result.pi_low, result.pi_high)} "
            f"(t with {result.pi_df} df)"
        )
    lines.extend(f"Note: {note}" for note in result.notes)
    return "\n".join(lines)


def _natural(result: PairwiseResult, value: float) -> str:
    return format_natural(value, result.measure)


def _interval(result: PairwiseResult, low: float, high: float) -> str:
    return f"{_natural(result, low)} to {_natural(result, high)}"
